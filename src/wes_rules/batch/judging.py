"""Judging every area of a frame by every measure of a plan."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import attrs
import numpy as np

from wes_rules.batch.columns import REASONS, Array
from wes_rules.batch.deciding import NOTHING
from wes_rules.batch.figures import Figures
from wes_rules.batch.frames import Coded, Column, Numbers, Rows, joined
from wes_rules.batch.one_by_one import is_judged_alone, judged_alone
from wes_rules.batch.parts import Judged, judged
from wes_rules.batch.ticks import may_be_fractions
from wes_rules.errors import DefinitionError, Problem, SourceError
from wes_rules.judging.status import CHAIN, Course
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.fractions import Values, fraction_told
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

Verdicts = list[dict[str, Column]]


def refuse(plan: Plan) -> None:
    """Refuse a plan that a batch does not judge."""
    if problems := [problem for measure in plan.measures for problem in _refused(measure)]:
        raise DefinitionError(problems)


def verdicts_on(plan: Plan, rows: Rows, as_of: date) -> Verdicts:
    """
    Judge areas by each measure of a plan, on every core, the measures of one indicator together.

    What was worked out of an indicator's figures is let go with its last measure: that is what memory is needed for.
    """
    need_clear(plan, rows)
    groups: dict[str, list[int]] = defaultdict(list)
    for place, measure in enumerate(plan.measures):
        groups[measure.number.indicator].append(place)

    def judge(places: list[int]) -> dict[int, dict[str, Column]]:
        figures = Figures(rows, plan, as_of)
        return {one: verdicts_of(plan.measures[one], figures) for one in places}

    found: dict[int, dict[str, Column]] = {}
    with ThreadPoolExecutor(min(len(groups), os.cpu_count() or 1) or 1) as pool:
        for several in pool.map(judge, groups.values()):
            found |= several
    return [found[place] for place in range(len(found))]


def need_clear(plan: Plan, rows: Rows) -> None:
    """Refuse percentages that may be fractions."""
    if problems := [problem for measure in plan.measures for problem in _unclear(measure, rows)]:
        raise SourceError(problems)


def in_order(parts: list[Verdicts]) -> dict[str, Column]:
    """Return the verdicts on several parts of the areas as one table, measure by measure."""
    return {name: joined([part[place][name] for place in range(len(parts[0])) for part in parts]) for name in NAMES}


NAMES = (
    "measure", "area", "status", "due", "course", "settled", "period", "observed", "required", "margin", "slack_low", "slack_high", "reason",
)  # fmt: skip
_STATUSES = [status.value for status in CHAIN]
_COURSES = [course.value for course in Course]
_REASONS = [None if reason is None else reason.value for reason in REASONS]


def _refused(measure: Measure) -> Iterator[Problem]:
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
    """Say of which percentages nobody knows whether they are fractions."""
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


def verdicts_of(measure: Measure, figures: Figures) -> dict[str, Column]:
    """Return the verdicts of one measure on the areas that are judged, column by column."""
    rows = figures.rows
    if is_judged_alone(measure):
        return judged_alone(measure, rows, figures.alone(measure), figures.as_of)
    return _columns(measure, judged(measure, figures), rows)


def _columns(measure: Measure, one: Judged, rows: Rows) -> dict[str, Column]:
    judged = np.flatnonzero(rows.judged)
    found, leaf_of = one.found.of_rows(judged), one.leaf[judged]
    scale = np.array([10.0**leaf.decimals for leaf in one.leaves])[leaf_of]
    margin_scale = np.array([10.0**leaf.decimals if leaf.rule.counted is None else 1.0 for leaf in one.leaves])[leaf_of]
    return {
        "measure": Coded([measure.id], np.zeros_like(judged)),
        "area": Coded(rows.areas, judged),
        "status": Coded(_STATUSES, found.status),
        "due": found.due,
        "course": Coded(_COURSES, np.where(found.due, -1, one.course[judged])),
        "settled": found.settled,
        "period": _labels([leaf.calendar for leaf in one.leaves], leaf_of, found.period),
        # The nearest float of a decimal prints as that decimal.
        "observed": Numbers(found.observed / scale, found.observed != NOTHING),
        "required": Numbers(found.required / scale, found.required != NOTHING),
        "margin": Numbers(found.margin / margin_scale, found.margin != NOTHING),
        "slack_low": Numbers(found.low, found.low != NOTHING),
        "slack_high": Numbers(found.high, found.high != NOTHING),
        "reason": Coded(_REASONS, found.reason.astype(np.int64)),
    }


def _labels(calendars: list[Calendar], leaf: Array, index: Array) -> Coded:
    """Return the periods as they are written."""
    labels: list[str] = []
    codes = np.full(len(index), -1)
    for place, calendar in enumerate(calendars):
        for one in np.unique(index[(leaf == place) & (index != NOTHING)]).tolist():
            codes[(leaf == place) & (index == one)] = len(labels)
            labels.append(str(Period(calendar.kind, one, calendar.window)))
    return Coded(labels, codes)
