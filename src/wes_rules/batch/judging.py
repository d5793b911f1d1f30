"""Judging every area of a frame by every measure of a plan."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import attrs
import numpy as np

from wes_rules.batch.columns import NEVER, REASONS, Array
from wes_rules.batch.deciding import NOTHING, UNSAID
from wes_rules.batch.figures import Figures
from wes_rules.batch.frames import Coded, Column, Numbers, Rows, joined
from wes_rules.batch.parts import Judged, judged, laid_out
from wes_rules.batch.ticks import may_be_fractions
from wes_rules.errors import DefinitionError, Problem, SourceError
from wes_rules.judging.exceeding import exceeded_of
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.periods import early_periods, latest_of
from wes_rules.judging.status import CHAIN, Course
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.fractions import Values, fraction_told
from wes_rules.series.history import History
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

Verdicts = list[dict[str, Column]]


def refuse(plan: Plan, *, every_period: bool = False) -> None:
    """Refuse a plan that a batch does not judge."""
    if problems := [problem for measure in plan.measures for problem in _refused(measure, every_period=every_period)]:
        raise DefinitionError(problems)


def verdicts_on(plan: Plan, rows: Rows, as_of: date, *, every_period: bool = False) -> Verdicts:
    """
    Judge areas by each measure of a plan, on every core, the measures of one indicator together.

    What was worked out of an indicator's figures is let go with its last measure: that is what memory is needed for.
    """
    need_clear(plan, rows)
    groups: dict[str, list[int]] = defaultdict(list)
    for place, measure in enumerate(plan.measures):
        groups[measure.number.indicator].append(place)

    def judged_of(places: list[int]) -> dict[int, dict[str, Column]]:
        figures = Figures(rows, plan, as_of)
        return {one: verdicts_of(plan.measures[one], figures, every_period=every_period) for one in places}

    found: dict[int, dict[str, Column]] = {}
    with ThreadPoolExecutor(min(len(groups), os.cpu_count() or 1) or 1) as pool:
        for several in pool.map(judged_of, groups.values()):
            found |= several
    return [found[place] for place in range(len(found))]


def need_clear(plan: Plan, rows: Rows) -> None:
    """Refuse percentages that may be fractions."""
    if problems := [problem for measure in plan.measures for problem in _unclear(measure, rows)]:
        raise SourceError(problems)


def in_order(parts: list[Verdicts]) -> dict[str, Column]:
    """Return the verdicts of several groups of areas as one table, measure by measure."""
    return {name: joined([part[place][name] for place in range(len(parts[0])) for part in parts]) for name in NAMES}


NAMES = (
    "measure", "area", "status", "due", "course", "settled", "period", "observed", "required", "margin", "slack_low", "slack_high", "exceeded", "reason",
)  # fmt: skip
_STATUSES = [status.value for status in CHAIN]
_COURSES = [course.value for course in Course]
_REASONS = [None if reason is None else reason.value for reason in REASONS]


def _refused(measure: Measure, *, every_period: bool) -> Iterator[Problem]:
    """Say what of a measure cannot be judged in a batch."""
    subject = f"measure {quoted(measure.id)}"
    one_by_one = "judge it one area at a time: wes_rules.judge"
    for leaf in leaves(measure):
        if not isinstance(leaf.rule, FigureRule) or not leaf.rule.has_kernel():
            write = f"{one_by_one}; or let its author write slack(cells) in place of find(view)"
            yield Problem(f"the rule kind {quoted(leaf.rule.kind)} has no kernel", write, subject=subject)
        if leaf.area != measure.area:
            what = f"its part {quoted(leaf.title)} is of one area, {quoted(leaf.area)}, whichever one is judged"
            yield Problem(what, one_by_one, subject=subject)
        if leaf.values is Values.FRACTIONS:
            what = "its percentages are fractions, which a batch does not multiply"
            yield Problem(what, "give them times 100, and leave values out", subject=subject)
        if leaf.number.of_rows:
            what = (
                f"the number {quoted(leaf.number.kind)} is counted from cases, which a frame of figures does not have"
            )
            yield Problem(what, one_by_one, subject=subject)
    if every_period and len({leaf.calendar for leaf in leaves(measure)}) > 1:
        what = "its parts have calendars of their own, so that it has no periods that are all of theirs"
        yield Problem(what, "make measures of the parts", subject=subject)
    if is_judged_alone(measure) and (name := _read_twice(measure)) is not None:
        what = f"its parts read {quoted(name)} by calendars of two kinds, and it is judged on figures of one"
        yield Problem(what, "make measures of the parts", subject=subject)


def _read_twice(measure: Measure) -> str | None:
    """Return an indicator that two parts read by calendars of different kinds."""
    kinds: dict[str, PeriodKind] = {}
    for leaf in leaves(measure):
        for name in (one for one, _, _ in leaf.number.series("")):
            if kinds.setdefault(name, leaf.calendar.kind) is not leaf.calendar.kind:
                return name
    return None


def _unclear(measure: Measure, rows: Rows) -> Iterator[Problem]:
    for leaf in leaves(measure):
        if leaf.values is Values.PERCENT or leaf.number.published(leaf.unit) is not Unit.PERCENT:
            continue
        against = getattr(leaf.rule, "against", None)
        named = [leaf.number.indicator, *([against.indicator] if isinstance(against, IndicatorFigure) else [])]
        for name in dict.fromkeys(named):
            places = [one for (indicator, _), one in rows.series.items() if indicator == name]
            value = may_be_fractions(rows, np.concatenate(places)) if places else None
            if value is not None:
                problem = fraction_told(name, sum(map(len, places)), value)
                yield attrs.evolve(problem, subject=f"measure {quoted(measure.id)}")


def verdicts_of(measure: Measure, figures: Figures, *, every_period: bool = False) -> dict[str, Column]:
    """Return the verdicts of one measure on the areas that are judged, column by column."""
    if is_judged_alone(measure):
        return _judged_alone(measure, figures, every_period=every_period)
    figures.followed.clear()  # what was followed for the measure before it takes memory
    if every_period:
        return _columns(measure, *_by_period(measure, figures), figures.rows.areas)
    every = np.flatnonzero(figures.rows.judged)
    return _columns(measure, judged(measure, figures).of_rows(every), every, figures.rows.areas)


def _by_period(measure: Measure, figures: Figures) -> tuple[Judged, Array]:
    """Judge each period of each area; return the verdicts by area, and the position of each one's area."""
    asked, areas = [*_periods(measure, figures)], np.arange(len(figures.rows.areas))
    counts = np.sum([np.zeros_like(areas), *(has for _, has in asked)], axis=0)
    following, parts = np.cumsum(counts) - counts, list[tuple[Judged, Array]]()
    for period, has in asked:
        one = judged(measure, figures, period)
        parts.append((one if has.all() else one.of_rows(has), following[has]))
        following[has] += 1
    if not parts:
        parts = [(judged(measure, figures).of_rows(areas[:0]), areas[:0])]
    return laid_out(parts), np.repeat(areas, counts)


def _periods(measure: Measure, figures: Figures) -> Iterator[tuple[Period, Array]]:
    """Give each period from the first figure of an area to the latest that is due or known, and which areas have it."""
    calendar, spans = leaves(measure)[0].calendar, []  # all have the same one
    for leaf in leaves(measure):
        last = np.full(len(figures.rows.areas), -1)
        for latest, rows in figures.latest(leaf):
            last[rows] = -1 if latest is None else latest.index
        first = figures.first_on_file(leaf)
        spans.append((np.where((first < 0) | (last < first), NEVER, first), last))
    begins = min(int(first.min(initial=NEVER)) for first, _ in spans)
    for index in range(begins, max(int(last.max(initial=-1)) for _, last in spans) + 1):
        has = np.logical_or.reduce([(first <= index) & (index <= last) for first, last in spans])
        if (one := Period(calendar.kind, index, calendar.window)) in calendar and has.any():
            yield one, has


def _columns(measure: Measure, one: Judged, places: Array, areas: list[str]) -> dict[str, Column]:
    found, leaf_of = one.found, one.leaf
    scale = np.array([10.0**leaf.decimals for leaf in one.leaves])[leaf_of]
    margin_scale = np.array([10.0**leaf.decimals if leaf.rule.counted is None else 1.0 for leaf in one.leaves])[leaf_of]
    return {
        "measure": Coded([measure.id], np.zeros_like(places)),
        "area": Coded(areas, places),
        "status": Coded(_STATUSES, found.status),
        "due": found.due,
        "course": Coded(_COURSES, np.where(found.due | (not measure.rule.promises), -1, one.course)),
        "settled": found.settled,
        "period": _labels([leaf.calendar for leaf in one.leaves], leaf_of, found.period),
        # The nearest float of a decimal prints as that decimal.
        "observed": Numbers(found.observed / scale, found.observed != NOTHING),
        "required": Numbers(found.required / scale, found.required != NOTHING),
        "margin": Numbers(found.margin / margin_scale, found.margin != NOTHING),
        "slack_low": Numbers(found.low, found.low != NOTHING),
        "slack_high": Numbers(found.high, found.high != NOTHING),
        "exceeded": Numbers(found.exceeded == 1, found.exceeded != UNSAID),
        "reason": Coded(_REASONS, found.reason.astype(np.int64)),
    }


def _labels(calendars: list[Calendar], leaf: Array, index: Array) -> Coded:
    labels: list[str] = []
    codes = np.full(len(index), -1, dtype=np.int32)
    for place, calendar in enumerate(calendars):
        mine = (leaf == place) & (index != NOTHING)
        since = index[mine] - (first := int(index[mine].min(initial=NEVER)))
        used = np.flatnonzero(np.bincount(since)).tolist()
        code = np.zeros(max(used, default=0) + 1, dtype=np.int32)
        code[used] = range(len(labels), len(labels) + len(used))
        codes[mine] = code[since]
        labels += (str(Period(calendar.kind, first + one, calendar.window)) for one in used)
    return Coded(labels, codes)


def is_judged_alone(measure: Measure) -> bool:
    """
    Whether ticks are not enough to judge it.

    A number of it is no sum of them, its parts are in units that only shares of them compare, or all are needed, which more
    decimals may rule out.
    """
    every = leaves(measure)
    if len({(leaf.unit, leaf.rule.counted) for leaf in every}) > 1:
        return True
    return any(leaf.number.judged_alone or isinstance(leaf.rule, Everyone) for leaf in every)


def _judged_alone(measure: Measure, figures: Figures, *, every_period: bool) -> dict[str, Column]:
    """Return the verdicts on what no array of ticks carries, which `judge` judges one area at a time on the rows of the frame."""
    history, day, found = figures.alone(measure), figures.as_of, []
    for place in np.flatnonzero(figures.rows.judged).tolist():
        area = figures.rows.areas[place]
        periods = _periods_of(measure, history, day, area) if every_period else [None]
        found += [verdict_of(judge(measure, history, as_of=day, area=area, period=one)) for one in periods]
    return {name: made([one[name] for one in found]) for name, made in _COLUMNS.items()}


def _periods_of(measure: Measure, history: History, day: date, area: str) -> list[Period]:
    """List the periods of an area that is judged alone, from its first figure to the latest that is due or known."""
    found: set[Period] = set()
    for leaf in leaves(measure):
        early = early_periods(leaf, history, day)
        last = leaf.calendar.latest_due(day) or next(iter(early), None)
        if last is None:
            continue
        view = View(leaf, history, area, last, day)
        first, last = view.first_on_file(), latest_of(view, early) or leaf.calendar.latest_due(day)
        found.update(() if first is None or last is None else leaf.calendar.between(first, last))
    return sorted(found, key=lambda one: one.index)


def verdict_of(one: Judgement) -> dict[str, Any]:
    """Return a judgement as a row of what a batch gives back, its numbers as decimals."""
    ends = () if one.slack is None else attrs.astuple(one.slack)
    low, high = [None if isinstance(end, float) else end for end in ends] or (None, None)
    return {
        "measure": one.measure.id,
        "area": one.area,
        "status": one.status.value,
        "due": one.due,
        "course": None if one.course is None else one.course.value,
        "settled": one.settled,
        "period": None if one.period is None else str(one.period),
        "observed": one.observed,
        "required": one.required_value,
        "margin": one.margin,
        "slack_low": low,
        "slack_high": high,
        "exceeded": exceeded_of(one),
        "reason": one.reasons[0].value if one.reasons else None,
    }


def _texts(values: list[Any]) -> Coded:
    places = {value: place for place, value in enumerate(dict.fromkeys(one for one in values if one is not None))}
    return Coded(list(places), np.array([places.get(one, -1) for one in values], dtype=np.int64))


def _numbers(values: list[Any], kind: type) -> Numbers:
    known: Array = np.array([one is not None for one in values], dtype=bool)
    return Numbers(np.array([kind(0) if one is None else kind(one) for one in values], dtype=kind), known)


_COLUMNS: dict[str, Callable[[list[Any]], Column]] = {
    **dict.fromkeys(("measure", "area", "status"), _texts),
    **dict.fromkeys(("due", "settled"), partial(np.array, dtype=bool)),
    **dict.fromkeys(("course", "period"), _texts),
    **dict.fromkeys(("observed", "required", "margin"), partial(_numbers, kind=float)),
    **dict.fromkeys(("slack_low", "slack_high"), partial(_numbers, kind=int)),
    "exceeded": partial(_numbers, kind=bool),
    "reason": _texts,
}
