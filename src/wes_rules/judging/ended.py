"""Areas of a promise or its benchmarks that had ended by a period, and figures that do not compare, or that nobody collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from wes_rules.judging.never import partly_came
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Fact, differ
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.measure import Measure
from wes_rules.rules.words import Words, listed
from wes_rules.series.areas import EndedArea
from wes_rules.series.comparators import AreaFigure
from wes_rules.series.history import History
from wes_rules.series.worked_out import WorkedOut
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason


def ended(judgement: Verdict) -> Iterator[str]:
    """Say when each ended area of a set ended, and which areas came after it."""
    history = judgement.history
    codes = [code for name in area_sets_of(judgement.measure) for code in history.area_sets[name].areas]
    for one in ended_by(history, codes, judgement.period):
        yield _said(one, history)


def ended_by(history: History, codes: Iterable[str], period: Period | None) -> list[EndedArea]:
    """Return which of some areas had ended by a period, and so have no figure."""
    found = dict.fromkeys(history.ended[code] for code in codes if code in history.ended)
    return [one for one in found if period is not None and not one.has(period)]


def not_collected(judgement: Verdict, by: Period | None = None) -> str:
    """Say for which periods nobody collected a figure that a verdict depends on; empty where that is not known."""
    found: dict[Period, None] = {}
    for one in judgement.leaves:
        calendar, period = one.measure.calendar, by or one.period
        if period is None or period.kind is not calendar.kind:
            continue
        needed = [period, *(fact.period for fact in one.finding or ())]
        if isinstance(one.measure.number, WorkedOut):
            needed += [each for _, each in one.measure.number.pieces(one.area, period, calendar)]
        if getattr(one.promise, "against", None) == "same-period-last-year":
            needed.append(period.same_period_last_year)
        found |= {each: None for each in needed if each is not None and not calendar.collects(each)}
    return f"Nobody collected the figure{'s' * (len(found) > 1)} for {listed(sorted(found))}." if found else ""


def areas_needed(measure: Measure, area: str) -> tuple[str, ...]:
    """List the areas whose figures a promise needs; areas of a set can replace each other."""
    against = getattr(measure.rule, "against", None)
    compared = (against.area,) if isinstance(against, AreaFigure) else ()
    return tuple(dict.fromkeys((area, *compared, *(code for _, code, _ in measure.number.series(area)))))


def reason_said(judgement: Verdict, reason: Reason, by: Period | None = None) -> str:
    """Say a reason with the areas that had ended (by default by the judged period), or the figures that do not compare, never came or were not collected."""
    if reason in (Reason.AREAS_MISSING, Reason.TOO_FEW_AREAS):
        return " ".join((reason.sentence, *ended(judgement)))
    if reason is Reason.DEFINITION_DIFFERS:
        return differing(judgement)
    if reason is Reason.NOT_COLLECTED:
        return not_collected(judgement, by) or reason.sentence
    if reason is Reason.NO_FIGURES:
        return partly_came(judgement) or reason.sentence
    if reason is not Reason.AREA_ENDED:
        return reason.sentence
    said = [
        _said(gone, judgement.history, f"It {'is about' if gone.code == one.area else 'depends on'} {{}}, which ended")
        for one in judgement.leaves
        for gone in ended_by(one.history, areas_needed(one.measure, one.area), by or one.period)
    ]
    return " ".join(dict.fromkeys(said)) or reason.sentence


def its_area_ended(judgement: Verdict) -> str:
    """Say that the measure's own area had ended; empty if not."""
    one, period = judgement.history.ended.get(judgement.area), judgement.period
    return "" if one is None or period is None or one.has(period) else _said(one, judgement.history)


def _said(one: EndedArea, history: History, opening: str = "{} ended") -> str:
    said = f"{opening.format(history.name(one.code))} on {said_day(one.until)}"
    if not one.successors:
        return f"{said}."
    return f"{said}; figures of {listed([history.name(code) for code in one.successors])}, which came after it, are not its own."


def differing(judgement: Verdict) -> str:
    """Say which figures have different definitions: those shown, or else the latest others."""
    said = dict.fromkeys(map(_of_one, (one for one in judgement.leaves if Reason.DEFINITION_DIFFERS in one.reasons)))
    return " ".join(said) or Reason.DEFINITION_DIFFERS.sentence


def _of_one(judgement: Verdict) -> str:
    finding, words = judgement.finding, Words.of(judgement.measure)
    if finding is None or differ(*finding.facts[:2]):
        return Reason.DEFINITION_DIFFERS.sentence
    *_, last = (None, *_pairs([one for one in finding if one.period is not None and one.figure.definitions]))
    if last is None:
        return Reason.DEFINITION_DIFFERS.sentence
    figures = listed([f"{words.fact(one)}{f' for {one.name}' if one.name else ''}" for one in last])
    return f"Earlier figures are counted by different definitions, so they do not compare: {figures}."


def _pairs(facts: list[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Yield pairs that differ, earliest first: consecutive own figures, or a figure and its benchmark."""
    order = sorted(facts, key=lambda one: (one.period.index if one.period else 0, bool(one.name)))
    others = any(one.name for one in order)
    yield from ((a, b) for a, b in pairwise(order) if (not others or a.period == b.period) and differ(a, b))
