"""Why there is no answer, or what qualifies it, in lines of an explanation; and which areas that a promise is compared with have no exact figure."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from wes_rules.counting import counted, some_of
from wes_rules.judging.deciding import decide
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import not_due
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.measure import Baseline
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, listed
from wes_rules.series.comparators import OfSet, regrouped
from wes_rules.series.observed import Observed
from wes_rules.series.on_file import observed_periods
from wes_rules.series.places import Place
from wes_rules.series.set_figures import area_set, figures_of
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# So many periods that nobody collected are named one by one.
_MOST_NAMED = 4


def reason_line(judgement: Verdict, reason: Reason) -> str:
    """Say a reason with its numbers."""
    if reason is Reason.NOT_DUE and not judgement.due:
        return not_due(judgement)
    if judgement.period is None:
        return reason_said(judgement, reason)
    view = View(judgement.measure, judgement.history, judgement.area, judgement.period, judgement.as_of)
    words = judgement.in_words
    if reason is Reason.BASELINE_DIFFERS:
        other, (published,) = _under_published_baseline(judgement), view.published_baseline()
        would = f"{other.words}{' as well' if judgement.due and other is judgement.status else ''}"
        return f"{reason.sentence[:-1]}, {words.fact(published)}; judged from that one it would be {would}."
    return (_latest_known(view, words) if reason is Reason.STALE else "") or reason_said(judgement, reason)


def _under_published_baseline(judgement: Verdict) -> Status:
    """Return the status by the published figure of the baseline's period instead of the stated one."""
    stated = judgement.measure.baseline
    if stated is None or stated.period is None:
        return judgement.status
    measure = attrs.evolve(judgement.measure, baseline=Baseline(period=stated.period))
    return decide(measure, judgement.history, judgement.as_of, judgement.area, judgement.period, Verdict).status


def _latest_known(view: View, words: Words) -> str:
    """Say the latest known figure, and how many periods earlier it is; empty if none is known."""
    known = view.latest_known()
    if known is None or known.period is None:
        return ""
    later = any(period > view.period for period in observed_periods(view.measure.number, view.lookup, view.area))
    which = "latest figure known before it" if later else "latest figure known"
    return f"The {which} is {words.fact(known)}, {_how_much_earlier(view, known.period)}."


def _how_much_earlier(view: View, period: Period) -> str:
    calendar = view.calendar
    skipped = sorted((one for one in calendar.not_collected if period < one < view.period), key=lambda one: one.index)
    between = len(calendar.between(period + 1, view.period)) + len(skipped)
    # Between surveys that keep no rhythm lie more periods than have a figure.
    apart, called = between, calendar.called
    if calendar.surveyed is not None:
        apart, called = view.period - period, calendar.rhythm
    said = f"{counted(apart, called)} earlier"
    if not skipped:
        return said
    named = listed(skipped) if len(skipped) <= _MOST_NAMED else f"{len(skipped)} of them"
    return f"{said} ({named} {'was' if len(skipped) == 1 else 'were'} not collected)"


_MOST_AREAS = 5
# An area without a figure for this many periods may be no more.
_LONG = 3
_WHY = {
    Reason.SUPPRESSED: "suppressed",
    Reason.LOW_RELIABILITY: "too unreliable to publish",
    Reason.ROUNDED: "known between bounds only",
    Reason.UNREADABLE: "in a row that cannot be read",
    Reason.CONTRADICTED: "given twice, with different values",
    Reason.OUTSIDE_UNIT: "outside what its unit allows",
}


def not_exact(judgement: Verdict) -> Iterator[str]:
    """Return a line for each period with the areas without an exact figure; none if the result is exact."""
    measure, finding = judgement.measure, judgement.finding
    if finding is None or judgement.period is None:
        return
    facts = finding.facts if finding.decided is None else (*finding.facts, *finding.decided.facts)
    vague = {one.period for one in facts if one.figure.count_of is not None and not one.figure.span.exact}
    if Reason.AREAS_AWAITED in judgement.reasons and not vague:
        vague = {judgement.period}
    periods = sorted((one for one in vague if one is not None), key=lambda one: one.index)
    for name in area_sets_of(measure) if periods else ():
        for period in periods:
            said, gone = _named(judgement, name, period)
            if said:
                yield f"Not known exactly in {period} among the areas compared with: {some_of(said, _MOST_AREAS)}."
            for last, names in gone.items():
                have, they = ("has", "it") if len(names) == 1 else ("have", "they")
                yield (
                    f"{some_of(names, _MOST_AREAS)} {have} had no figure since {last}: if {they} ended, say so in [[ended_areas]]."
                )


def _named(judgement: Verdict, name: str, period: Period) -> tuple[list[str], dict[Period, list[str]]]:
    """Return a set's areas without an exact figure, each with the reason, and those that have long had none."""
    said: list[str] = []
    gone: dict[Period, list[str]] = {}
    measure, history = judgement.measure, judgement.history
    against = getattr(measure.rule, "against", None)
    number = regrouped(measure.number, against.group) if isinstance(against, OfSet) else measure.number
    if isinstance(number, Place):
        number = Observed(indicator=number.indicator, group=number.group)
    view = View(measure, history, judgement.area, period, judgement.as_of)
    for code in area_set(view.lookup, name).areas:
        found = figures_of(view.lookup, number, (code,), period)
        if code == judgement.area or not found.all or found.all[0].span.exact:
            continue
        last = max(observed_periods(number, view.lookup, code), key=lambda one: one.index, default=None)
        if found.awaited and last is not None and (period - last) // measure.calendar.step >= _LONG:
            gone.setdefault(last, []).append(history.name(code))
        or_else = "not published yet" if found.awaited else "not known"
        why = next((_WHY[one] for one in found.all[0].why if one in _WHY), or_else)
        said.append(f"{history.name(code)} ({why})")
    return said, gone
