"""Judging every area of a frame by every measure of a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs
import numpy as np

from wes_rules.batch.columns import REASONS, Array
from wes_rules.batch.deciding import NOTHING
from wes_rules.batch.figures import Figures
from wes_rules.batch.frames import Rows, returned, rows_of
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
    figures = Figures(rows, plan, as_of)
    found = [_columns(measure, judged(measure, figures), rows.areas) for measure in plan.measures]
    return returned(frame, {name: [cell for one in found for cell in one[name]] for name in _NAMES})


_NAMES = (
    "measure", "area", "status", "due", "settled", "period", "observed", "required", "margin", "slack_low", "slack_high", "reason",
)  # fmt: skip


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


def _columns(measure: Measure, one: Judged, areas: list[str]) -> dict[str, list[Any]]:
    """Return the verdicts of one measure column by column."""
    found = one.found
    scale = np.array([10.0**leaf.decimals for leaf in one.leaves])[one.leaf]
    counted = np.array([10.0**leaf.decimals if leaf.rule.counted is None else 1.0 for leaf in one.leaves])[one.leaf]
    calendars = [leaf.calendar for leaf in one.leaves]
    return {
        "measure": [measure.id] * len(areas),
        "area": areas,
        "status": _named([status.value for status in CHAIN], found.status),
        "due": found.due.tolist(),
        "settled": found.settled.tolist(),
        "period": _labels(calendars, one.leaf, found.period),
        "observed": _numbers(found.observed, scale),
        "required": _numbers(found.required, scale),
        "margin": _numbers(found.margin, counted),
        "slack_low": _whole(found.low),
        "slack_high": _whole(found.high),
        "reason": _named([None if reason is None else reason.value for reason in REASONS], found.reason),
    }


def _named(names: list[Any], places: Array) -> list[Any]:
    named: list[Any] = np.array(names, dtype=object)[places].tolist()
    return named


def _labels(calendars: list[Calendar], leaf: Array, index: Array) -> list[str | None]:
    known = {
        key: str(Period(calendars[key[0]].kind, key[1], calendars[key[0]].window))
        for key in set(zip(leaf.tolist(), index.tolist(), strict=True))
        if key[1] != NOTHING
    }
    return [known.get(key) for key in zip(leaf.tolist(), index.tolist(), strict=True)]


def _numbers(found: Array, scale: Array) -> list[float | None]:
    """Return ticks as numbers; the nearest float of a decimal prints as that decimal."""
    return [
        None if one == NOTHING else value for one, value in zip(found.tolist(), (found / scale).tolist(), strict=True)
    ]


def _whole(found: Array) -> list[int | None]:
    return [None if one == NOTHING else one for one in found.tolist()]
