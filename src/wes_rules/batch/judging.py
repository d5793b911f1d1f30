"""Judging every area of a frame by every measure of a plan."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import attrs
import numpy as np

from wes_rules.batch.columns import REASONS, Array
from wes_rules.batch.deciding import NOTHING
from wes_rules.batch.figures import Figures
from wes_rules.batch.frames import Coded, Column, Numbers, Rows, joined, returned, rows_of
from wes_rules.batch.parts import Judged, judged, units_of
from wes_rules.batch.ticks import may_be_fractions
from wes_rules.errors import DefinitionError, Problem, SourceError
from wes_rules.judging.status import CHAIN
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.fractions import Values, fraction_told
from wes_rules.values.fields import argument
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit


def judged_frame(plan: Plan, frame: Any, *, as_of: date, missing: str | None) -> Any:
    """Judge every area of a frame by every measure of a plan; `judge` of the room says how."""
    plan, as_of = argument("plan", Plan, plan), argument("as_of", date, as_of)
    if problems := [problem for measure in plan.measures for problem in _refused(measure)]:
        raise DefinitionError(problems)
    rows = rows_of(frame, missing)
    if problems := [problem for measure in plan.measures for problem in _unclear(measure, rows)]:
        raise SourceError(problems)
    return returned(frame, _in_turn(plan, rows, as_of))


def _in_turn(plan: Plan, rows: Rows, as_of: date) -> dict[str, Column]:
    """
    Judge the measures on every core, those of one indicator together.

    What was worked out of an indicator's figures is let go with its last measure: that is what memory is needed for.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for place, measure in enumerate(plan.measures):
        groups[measure.number.indicator].append(place)

    def judge(places: list[int]) -> dict[int, dict[str, Column]]:
        figures = Figures(rows, plan, as_of)
        return {one: _columns(plan, one, judged(plan.measures[one], figures), rows.areas) for one in places}

    found: dict[int, dict[str, Column]] = {}
    with ThreadPoolExecutor(min(len(groups), os.cpu_count() or 1) or 1) as pool:
        for several in pool.map(judge, groups.values()):
            found |= several
    return {name: joined([found[place][name] for place in range(len(found))]) for name in _NAMES}


_NAMES = (
    "measure", "area", "status", "due", "settled", "period", "observed", "required", "margin", "slack_low", "slack_high", "reason",
)  # fmt: skip
_STATUSES = [status.value for status in CHAIN]
_REASONS = [None if reason is None else reason.value for reason in REASONS]


def _refused(measure: Measure) -> Iterator[Problem]:
    """Say what of a measure cannot be judged in a batch."""
    subject = f"measure {quoted(measure.id)}"
    one_by_one = "judge it one area at a time: wes_rules.judge"
    for leaf in leaves(measure):
        if not isinstance(leaf.rule, FigureRule) or not leaf.rule.has_kernel():
            yield Problem(f"the rule kind {quoted(leaf.rule.kind)} has no kernel", one_by_one, subject=subject)
        if why := leaf.number.not_in_batch():
            yield Problem(f"the number {quoted(leaf.number.kind)} {why}", one_by_one, subject=subject)
    if len(units_of(measure)) > 1:
        what = "its parts are in different units, so which of them decides is a matter of shares"
        yield Problem(what, one_by_one, subject=subject)


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


def _columns(plan: Plan, place: int, one: Judged, areas: list[str]) -> dict[str, Column]:
    """Return the verdicts of one measure column by column."""
    found, everywhere = one.found, np.arange(len(areas))
    scale = np.array([10.0**leaf.decimals for leaf in one.leaves])[one.leaf]
    counted = np.array([10.0**leaf.decimals if leaf.rule.counted is None else 1.0 for leaf in one.leaves])[one.leaf]
    return {
        "measure": Coded([plan.measures[place].id], np.zeros_like(everywhere)),
        "area": Coded(areas, everywhere),
        "status": Coded(_STATUSES, found.status),
        "due": found.due,
        "settled": found.settled,
        "period": _labels([leaf.calendar for leaf in one.leaves], one.leaf, found.period),
        # The nearest float of a decimal prints as that decimal.
        "observed": Numbers(found.observed / scale, found.observed != NOTHING),
        "required": Numbers(found.required / scale, found.required != NOTHING),
        "margin": Numbers(found.margin / counted, found.margin != NOTHING),
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
