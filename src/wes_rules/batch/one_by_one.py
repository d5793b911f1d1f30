"""What no array of ticks carries: a measure that `judge` judges one area at a time, on the rows of a frame."""

from __future__ import annotations

from datetime import date
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
    found = [judge(measure, history, as_of=as_of, area=area) for area in areas]
    slacks = [_slack(one) for one in found]
    return {
        "measure": _texts([measure.id] * len(areas)),
        "area": _texts(areas),
        "status": _texts([one.status.value for one in found]),
        "due": np.array([one.due for one in found], dtype=bool),
        "settled": np.array([one.settled for one in found], dtype=bool),
        "period": _texts([None if one.period is None else str(one.period) for one in found]),
        "observed": _numbers([one.observed for one in found], float),
        "required": _numbers([one.required_value for one in found], float),
        "margin": _numbers([one.margin for one in found], float),
        "slack_low": _numbers([low for low, _ in slacks], int),
        "slack_high": _numbers([high for _, high in slacks], int),
        "reason": _texts([one.reasons[0].value if one.reasons else None for one in found]),
    }


def _slack(one: Judgement) -> tuple[int | None, int | None]:
    found = None if one.decisive is None else one.decisive.finding
    if found is None or found.slack is None:
        return None, None
    low, high = (None if isinstance(end, float) else end for end in attrs.astuple(found.slack))
    return low, high


def _texts(values: list[Any]) -> Coded:
    places = {value: place for place, value in enumerate(dict.fromkeys(one for one in values if one is not None))}
    return Coded(list(places), np.array([places.get(one, -1) for one in values], dtype=np.int64))


def _numbers(values: list[Any], kind: type) -> Numbers:
    known: Array = np.array([one is not None for one in values], dtype=bool)
    return Numbers(np.array([kind(0) if one is None else kind(one) for one in values], dtype=kind), known)
