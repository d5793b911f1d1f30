"""What no array of ticks carries: a measure that `judge` judges one area at a time, on the rows of a frame."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import attrs
import numpy as np

from wes_rules.batch.columns import Array
from wes_rules.batch.frames import Coded, Column, Numbers, Rows
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.measure import Measure
from wes_rules.series.history import History


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


def judged_alone(measure: Measure, rows: Rows, history: History, as_of: date) -> dict[str, Column]:
    """Return the verdicts of a measure on the areas that are judged, column by column."""
    areas = [area for area, judged in zip(rows.areas, rows.judged, strict=True) if judged]
    found = [verdict_of(judge(measure, history, as_of=as_of, area=area)) for area in areas]
    return {name: made([one[name] for one in found]) for name, made in _COLUMNS.items()}


def verdict_of(one: Judgement) -> dict[str, Any]:
    """Return a judgement as a row of what a batch gives back, its numbers as decimals."""
    low, high = _slack(one)
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
        "reason": one.reasons[0].value if one.reasons else None,
    }


def _slack(one: Judgement) -> tuple[int | None, int | None]:
    if one.slack is None:
        return None, None
    low, high = (None if isinstance(end, float) else end for end in attrs.astuple(one.slack))
    return low, high


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
    "reason": _texts,
}
