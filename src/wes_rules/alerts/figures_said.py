"""The figures of a verdict in a message: figure, target and margin, then the movement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from wes_rules.alerts.certain_miss import is_before_its_day
from wes_rules.alerts.message import Numbers
from wes_rules.counting import opened, running_on
from wes_rules.judging.asking import asked
from wes_rules.judging.direction import Direction, Way, direction_of, which_moved
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import by_how_much, one_line, with_name
from wes_rules.judging.judgement import Judgement, cases_so_far, still_needed
from wes_rules.judging.shown_figures import newest_known
from wes_rules.judging.status import Course, Status
from wes_rules.judging.target import whose_target
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.changes import or_near
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.days import said_day
from wes_rules.values.reason import Reason
from wes_rules.values.ticks import show


def line_of(judgement: Judgement) -> str:
    """Say in one line what decided a verdict."""
    return lines_of(judgement)[0]


def lines_of(judgement: Verdict, lead: Verdict | None = None) -> list[str]:
    """Return a line for each deciding part: its name and what decided it."""
    lines: list[str] = []
    for line, since in _lines(judgement, judgement.decisive if lead is None else lead):
        # Two promises about one number would say it twice.
        lines.append(line if any(since[0] in said for said in lines) else " ".join(filter(None, (line, since[1]))))
    return list(dict.fromkeys(lines))


def _lines(judgement: Verdict, first: Verdict | None) -> list[tuple[str, tuple[str, str]]]:
    """Return a line for each deciding part, and a sentence with the newest figure if an earlier one decided."""
    lines = []
    for part in sorted(judgement.made_by, key=lambda one: not any(leaf is first for leaf in one.leaves)):
        lines += [(with_name(part, judgement, line), since) for line, since in _lines(part, first)]
    return lines or [(_of_one(judgement), _since(judgement))]


def _since(one: Verdict) -> tuple[str, str]:
    """Return the newest figure after an earlier miss, bare and in a sentence; empty without one."""
    latest = one.finding
    if one.decided_in is None or one.status in (Status.UNDECIDED, Status.ON_TRACK) or latest is None or _by_rule(one):
        return "", ""
    # After the due day, only the figure for that day decides.
    newest = direction_of(one).latest if latest.facts[0].period == one.decided_in else latest.facts[0]
    if newest is None or newest.period == one.decided_in:
        return "", ""
    said = Words.of(one.measure).fact(newest)
    if Reason.AREA_ENDED in newest.figure.why:
        return said, f"{reason_said(one, Reason.AREA_ENDED).rstrip('.')}, and nothing can undo the earlier miss."
    if newest.figure.is_missing:
        why = [reason.sentence for reason in newest.figure.why][:1]
        return said, " ".join((f"{opened(said)}, and no figure could undo the earlier miss.", *why))
    as_well = "misses the target as well, and " if newest is latest.facts[0] and _misses(one, latest) else ""
    return said, f"Since then {said}, which {as_well}does not undo the earlier miss."


def _misses(one: Verdict, latest: Finding) -> bool:
    """Whether the judged period surely misses its own target, by no more than is at risk; the one that decided is off track."""
    rule = cast(FigureRule, one.promise)
    if one.period is None or latest.margin is None or not rule.margin_decides or rule.met_within or not rule.tolerance:
        return False
    return latest.margin.high < rule.beyond(one.period)


def _by_rule(one: Verdict) -> bool:
    """Whether only the rule's own sentence can say what decides: there is no figure, or no single limit in its unit."""
    found = one.decided
    if found is None or not promised(one) or found.facts[0].figure.is_missing:
        return True
    latched = isinstance(one.promise_then, FigureRule) and one.promise_then.latched
    return latched or (one.required_value is None and not isinstance(one.measure.rule, Everyone))


def _of_one(one: Verdict) -> str:
    found = one.decided
    if one.status is Status.UNDECIDED or found is None or _by_rule(one):
        return one_line(one)
    if one.decided_in is not None and one.status is Status.ON_TRACK:
        return one_line(one)
    said = (Words.of(one.measure).fact(found.facts[0]), f"target: {promised(one)}", _distance(one))
    return f"{'; '.join(filter(None, said))}."


def _distance(one: Verdict) -> str:
    """Say by how much a promise is kept or missed; empty without a margin."""
    # What a test has found is told in other words.
    said_so = one.margin is not None or isinstance(one.measure.rule, Everyone)
    return by_how_much(one) if said_so else ""


def amount_of(one: Verdict, margin: Decimal) -> str:
    """Say by how much a promise is missed, in the unit of its margin."""
    if one.measure.rule.counted is not None:
        single, many = one.measure.rule.counted
        return f"{abs(margin):f} {single if abs(margin) == 1 else many}"
    words = Words.of(one.measure)
    return words.distance(int(margin.scaleb(words.decimals)))


def promised(one: Verdict) -> str:
    """Say what is required of which figure, and how near is enough; empty if nothing is required."""
    said = target_of(one)
    if not said:
        return ""
    whose, near = whose_target(one), or_near(one.promise_then, Words.of(one.measure))
    return f"{said}{f' ({whose})' if whose else ''}{'' if near in said else near}"


def target_of(one: Verdict) -> str:
    """Say what a figure has to be, and by when; empty if nothing is required."""
    found, rule = one.decided, one.promise_then
    if found is None or not found.facts or not isinstance(rule, FigureRule):
        return ""
    if not one.due or is_before_its_day(one):
        return one.required
    said = asked(one.measure, lambda: rule.requirement(found, Words.of(one.measure)))
    day = rule.settles if rule.steady or found.due else None
    if not said or day is None or said_day(day) in said:
        return said
    return f"{said} by {said_day(day)}"


def numbers_of(judgement: Judgement, lead: Judgement | None = None, latest: Judgement | None = None) -> Numbers:
    """
    Return the figures of a verdict, as numbers and as people read them.

    Args:
        lead: The part to report; by default the deciding one.
        latest: The verdict whose last day is reported, as a later period may use another version; by default the same.
    """
    one = lead or judgement.decisive or judgement
    direction = direction_of(one)
    settling = latest or judgement
    settles = day = settling.settles
    final = settling.settled and settling.status is not Status.UNDECIDED
    if day is not None and day < settling.as_of and not final:
        # It has passed, and a figure that is still to come decides: after no day is this verdict final.
        settles = None
    return Numbers(
        status=judgement.status.value,
        observed=one.observed,
        figure=_figure(one),
        required=target_of(one),
        required_value=one.required_value,
        margin=one.margin,
        distance=_distance(one),
        part=one.name_in(judgement),
        unit=one.measure.unit.value,
        decided_in="" if one.decided_in is None else str(one.decided_in),
        last_known=_last_known(one, settling),
        direction=direction.way.value,
        moved=_moved(one, judgement, direction),
        # Once its day has passed it is on no course.
        course="" if settling.settled else _course(judgement),
        needed=with_name(one, judgement, still_needed(one)),
        so_far=with_name(one, judgement, cases_so_far(one)),
        known=known_since(one),
        settles=settles,
        settles_by="" if day is None else settling.last_day.removeprefix("the ").removeprefix("its "),
        published_in=tuple(dict.fromkeys(each.origin.title for each in one.observations)),
    )


def _figure(one: Judgement) -> str:
    """Say the figure that decided without its counts, and whether it is final; empty if it is not known exactly."""
    if one.observed is None:
        return ""
    words, standing = Words.of(one.measure), "" if one.decided is None else Words.standing(one.decided.facts[0].figure)
    return f"{show(one.observed, words.unit, words.decimals)}{f' ({standing})' if standing else ''}"


def _course(judgement: Judgement) -> str:
    return Course.CANNOT_BE_KEPT.words if is_before_its_day(judgement) else judgement.course_words


def _moved(one: Judgement, whole: Judgement, direction: Direction) -> str:
    """Say which way the figure moved; empty where that is not known."""
    if direction.way is Way.UNKNOWN:
        return ""
    latest = () if direction.latest is None else (direction.latest,)
    said = which_moved(one, direction, Words.of(one.measure), _known_since(one, latest))
    return with_name(one, whole, running_on(said) if one.name_in(whole) else said)


def _last_known(one: Verdict, latest: Verdict) -> str:
    """
    Say the newest known figure, of an earlier or later period, if the judged one is missing.

    Args:
        latest: The verdict of the day: once that is settled no later figure decides anything.
    """
    if one.period is None or not isinstance(one.measure.rule, FigureRule) or one.finding is None:
        return ""
    if one.finding.facts and not one.finding.facts[0].figure.is_missing:
        return ""
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    leaf = next((each for each in latest.leaves if each.measure == one.measure and each.settled and each.period), one)
    if leaf.settled:
        fact = (view if leaf.period is None else view.of(leaf.period)).latest_known()
    else:
        fact = newest_known(view, one.period) or view.latest_known()
    return "" if fact is None else Words.of(one.measure).fact(fact)


def known_since(one: Verdict) -> date | None:
    """Return the day since when the deciding figure and its comparators have been known."""
    return _known_since(one, one.decided.facts if one.decided is not None else ())


def _known_since(one: Verdict, facts: Sequence[Fact]) -> date | None:
    if not facts or facts[0].figure.is_missing:
        return None
    days = [
        one.measure.calendar.due(fact.period) if each.published is None else each.published
        for fact in facts
        if fact.period is not None
        for each in fact.figure.observations
    ]
    return max(days, default=None)
