"""What the newest figures would decide of promises that were judged at a deadline."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from wes_rules.judging.earlier import periods_on_file
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.other_periods import decided
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import Whole, leaves
from wes_rules.rules.kinds.milestone import Milestone
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.values.period import Period

_MISSED, _KEPT = "would be missed", "would be kept"


def today_of(judgement: Judgement) -> Judgement | None:
    """
    Return the verdict on the newest period after the one that a deadline settled.

    None for what no deadline settled or nothing decided, and where no later period has a verdict.
    """
    judged = judgement.period
    if not judgement.settled or judged is None or judgement.status is Status.UNDECIDED:
        return None
    same = [leaf for leaf in leaves(judgement.measure) if leaf.calendar.kind is judged.kind]
    later = {period for leaf in same for period in periods_on_file(leaf, judgement) if period > judged}
    found = (_at(judgement, period) for period in sorted(later, key=lambda one: one.index, reverse=True))
    return next((one for one in found if one.status is not Status.UNDECIDED and _rests_on_its_own(one)), None)


def _at(judgement: Judgement, period: Period) -> Judgement:
    """Judge another period; what was promised by a day is held against it as if the day were still to be met."""
    still = _still(judgement.measure.rule)
    if still == judgement.measure.rule:
        return judgement.at(period)
    return decided(judgement, attrs.evolve(judgement.measure, rule=still), period)


def _still(rule: Rule) -> Rule:
    """Return a promise as if the day of each of its parts were still to be met."""
    if isinstance(rule, Whole):
        return rule.with_each(_still)
    if not isinstance(rule, FigureRule) or isinstance(rule, Milestone) or rule.by is None:
        return rule
    return attrs.evolve(rule, by=None)


def _rests_on_its_own(judgement: Judgement) -> bool:
    """Whether a figure of the judged period stands behind a verdict, and not an earlier one alone."""
    return any(one.period == judgement.period and one.area == judgement.area for one in judgement.observations)


def by_the_newest(judgements: Iterable[Judgement]) -> str:
    """Say how many promises kept at their deadline would be missed today, and the reverse; empty without later figures."""
    found = list(judgements)
    # What is for information or made up is not counted.
    counting = [one for one in found if not one.row.labels] or found
    settled = [(one.status, today_of(one)) for one in counting if one.settled]
    if all(today is None for _, today in settled):
        return ""
    said = []
    for then, now, would in ((Status.ON_TRACK, Status.OFF_TRACK, _MISSED), (Status.OFF_TRACK, Status.ON_TRACK, _KEPT)):
        some = [today for status, today in settled if status is then]
        turned = sum(today is not None and today.status is now for today in some)
        if some:
            which = "kept promises" if then is Status.ON_TRACK else "missed"
            said.append(f"{turned or 'none'} of the {len(some)} {which} {would} today")
    return f"By the newest figures {', and '.join(said)}." if said else ""
