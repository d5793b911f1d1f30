"""The figures of a verdict as a message says them: figure, target and distance first, then which way it moved."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from wes_rules.alerts.message import Numbers
from wes_rules.alerts.signals import alike
from wes_rules.counting import opened, running_on
from wes_rules.judging.asking import asked
from wes_rules.judging.direction import Direction, Way, direction_of
from wes_rules.judging.explain import by_how_much, decided_by, one_line, with_name
from wes_rules.judging.judgement import Judgement, cases_so_far, still_needed
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.rule import FigureRule, Finding
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.days import said_day
from wes_rules.values.ticks import show


def line_of(judgement: Judgement) -> str:
    """Say in one line what decided a verdict."""
    return lines_of(judgement)[0]


def lines_of(judgement: Verdict, lead: Verdict | None = None) -> list[str]:
    """
    Say in a line for each part with the verdict of the whole what decided it, by its name.

    Args:
        lead: The part that comes first; by default the one that decides.
    """
    first = judgement.decisive if lead is None else lead
    lines = []
    for part in sorted(alike(judgement), key=lambda one: not any(leaf is first for leaf in one.leaves)):
        lines += [with_name(part, judgement, line) for line in lines_of(part, first)]
    return list(dict.fromkeys(lines)) or [_of_one(judgement)]


def _of_one(one: Verdict) -> str:
    latest, found, words = one.finding, one.decided, Words.of(one.measure)
    target = _target(one)
    counts = isinstance(one.measure.rule, Everyone)
    if one.status is Status.UNDECIDED or latest is None or found is None or not target:
        return decided_by(one)[0]
    by_rule = found.facts[0].figure.is_missing or (isinstance(one.promise, FigureRule) and one.promise.latched)
    if by_rule or (one.required_value is None and not counts):
        # What decides without a figure, is no single value in its unit, or came closest, its rule alone can say.
        return one_line(one)
    if one.decided_in is None:
        return f"{words.fact(found.facts[0])}; target: {target}{_and_distance(one)}."
    if one.status is Status.ON_TRACK:
        return one_line(one)
    said = f"{words.fact(found.facts[0])}; target: {target}{_and_distance(one)}."
    since = words.fact(latest.facts[0])
    if latest.facts[0].figure.is_missing:
        return f"{said} {opened(since)}, and no figure could mend what was broken before."
    return f"{said} Since then {since}, which cannot mend what was broken before."


def _and_distance(one: Verdict) -> str:
    said = distance_of(one)
    return f"; {said}" if said else ""


def distance_of(one: Verdict) -> str:
    """Say by how much a promise is kept or missed; empty where that is not known."""
    margin, kept = one.margin, one.status is Status.ON_TRACK
    if margin is None:
        return ""
    if margin == 0:
        return "exactly met" if kept else "equal to it, which is not enough"
    if margin < 0 and not kept and _is_above_another(one):
        return f"{amount_of(one, margin)} above target"
    return by_how_much(one).replace(" to the good", " better than needed")


def _is_above_another(one: Verdict) -> bool:
    """Whether the target is another figure, and the own one should have been lower."""
    rule, found = one.promise_then, one.decided
    if found is None or not isinstance(rule, FigureRule) or rule.counted is not None:
        return False
    return rule.missed_against == "figure" and rule.too_high(found, one.measure)


def amount_of(one: Verdict, margin: Decimal) -> str:
    """Say by how much a promise is missed, in the unit of its margin."""
    if one.measure.rule.counted is not None:
        single, many = one.measure.rule.counted
        return f"{abs(margin):f} {single if abs(margin) == 1 else many}"
    words = Words.of(one.measure)
    return words.distance(int(margin.scaleb(words.decimals)))


def _target(one: Verdict) -> str:
    """Say what a figure has to be, and whose figure that is where it is another's; empty where it has to be nothing."""
    said = target_of(one)
    return f"{said}{_whose(one.decided)}" if said and one.decided is not None else said


def target_of(one: Verdict) -> str:
    """Say what a figure has to be, and by when; empty where it has to be nothing."""
    found, rule = one.decided, one.promise
    if found is None or not found.facts or not isinstance(rule, FigureRule):
        return ""
    said = asked(one.measure, lambda: rule.requirement(found, Words.of(one.measure)))
    day = rule.settles if rule.steady or found.due else None
    if not said or day is None or said_day(day) in said:
        return said
    return f"{said} by {said_day(day)}"


def _whose(found: Finding) -> str:
    """Say whose figure a target is, where it is no stated one."""
    for fact in found.facts[1:2]:
        match fact.role:
            case "benchmark" if fact.name:
                apart = f", {fact.period}" if fact.period not in (None, found.facts[0].period) else ""
                return f" ({fact.name}{apart})"
            case "previous" if fact.period is not None:
                return f" (the figure for {fact.period})"
            case "baseline" if fact.period is not None:
                return f" (the baseline of {fact.period})"
    return ""


def numbers_of(judgement: Judgement, lead: Judgement | None = None) -> Numbers:
    """
    Return the figures of a verdict, as numbers and as people read them.

    Args:
        lead: The part that they are of; by default the one that decides.
    """
    one = lead or judgement.decisive or judgement
    unit, decimals = one.measure.unit, one.measure.decimals
    direction = direction_of(one)
    known = direction.way is not Way.UNKNOWN
    return Numbers(
        status=judgement.status.value,
        observed=one.observed,
        figure="" if one.observed is None else show(one.observed, unit, decimals),
        required=target_of(one),
        required_value=one.required_value,
        margin=one.margin,
        distance=distance_of(one),
        part=one.name_in(judgement),
        unit=unit.value,
        decided_in="" if one.decided_in is None else str(one.decided_in),
        last_known=_last_known(one),
        direction=direction.way.value,
        moved=_moved(one, judgement, direction) if known else "",
        course="" if judgement.course is None else judgement.course.words,
        needed=with_name(one, judgement, still_needed(one)),
        so_far=with_name(one, judgement, cases_so_far(one)),
        known=known_since(one),
        settles=judgement.settles,
        settles_by="" if judgement.settles is None else judgement.last_day.removeprefix("the ").removeprefix("its "),
    )


def _moved(one: Judgement, whole: Judgement, direction: Direction) -> str:
    said = direction.sentence(Words.of(one.measure))
    return with_name(one, whole, running_on(said) if one.name_in(whole) else said)


def _last_known(one: Verdict) -> str:
    """Say the last known figure where the one that is judged is missing."""
    if one.period is None or not isinstance(one.measure.rule, FigureRule) or one.finding is None:
        return ""
    if one.finding.facts and not one.finding.facts[0].figure.is_missing:
        return ""
    fact = View(one.measure, one.history, one.area, one.period, one.as_of).latest_known()
    return "" if fact is None else Words.of(one.measure).fact(fact)


def known_since(one: Verdict) -> date | None:
    """Return the day since when all has been known that decides: the figure, and those it is held against."""
    facts = one.finding.facts if one.finding is not None else ()
    if not facts or facts[0].figure.is_missing:
        return None
    days = [
        one.measure.calendar.due(fact.period) if each.published is None else each.published
        for fact in facts
        if fact.period is not None
        for each in fact.figure.observations
    ]
    return max(days, default=None)
