"""The areas that others are compared with, as a history: they are few, and `judge` reads them in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from wes_rules.batch.frames import STANDINGS, UNDATED, Coded, Rows
from wes_rules.batch.grid import period_of, places_of, readable
from wes_rules.rules.kinds.composites import area_sets_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import AreaFigure, IndicatorFigure
from wes_rules.series.history import History
from wes_rules.series.observation import Observation, Origin
from wes_rules.values.quantity import AnyUnit, Marker, Quantity, Standing, split_standing

_ORIGIN = Origin(publication="the frame")


def history_of(rows: Rows, plan: Plan, measure: Measure) -> History:
    """Return what a frame has of the areas that a measure compares with."""
    return plan.with_areas(History(observations(rows, measure, areas_compared(plan, measure))))


def observations(rows: Rows, measure: Measure, areas: set[str] | None = None) -> Iterator[Observation]:
    """Yield everything in a frame that a measure asks for, in some areas or in all."""
    wanted = np.array([areas is None or one in areas for one in rows.areas], dtype=bool)
    asked: dict[tuple[str, str], tuple[AnyUnit, Calendar]] = {}
    for leaf in leaves(measure):
        against, units = getattr(leaf.rule, "against", None), leaf.number.units(leaf.unit)
        asked |= {(name, group): (units[name], leaf.calendar) for name, _, group in leaf.number.series("")}
        groups = {leaf.number.group, getattr(against, "group", None) or leaf.number.group}
        name = against.indicator if isinstance(against, IndicatorFigure) else leaf.number.indicator
        unit = units.get(name) or leaf.number.published(leaf.unit)
        asked |= {(name, group): (unit, leaf.calendar) for group in groups}
    for series, (unit, calendar) in asked.items():
        places = places_of(rows, series)
        for place in readable(rows, series, places[wanted[rows.area[places]]], calendar, unit).tolist():
            yield _observation(rows, series, place, unit, calendar)


def areas_compared(plan: Plan, measure: Measure) -> set[str]:
    """Name the areas that a measure compares with, those of its parts among them."""
    named = {area for one in plan.area_sets if one.id in area_sets_of(measure) for area in one.areas}
    for leaf in leaves(measure):
        against = getattr(leaf.rule, "against", None)
        named |= {against.area} if isinstance(against, AreaFigure) else set()
        named |= {area for _, area, _ in leaf.number.series("")}
    return named - {""}


def _observation(rows: Rows, series: tuple[str, str], place: int, unit: AnyUnit, calendar: Calendar) -> Observation:
    quantity, beside = _quantity(rows, place, unit)
    standing = -1 if rows.standing is None else int(rows.standing[place])
    published = UNDATED if rows.published is None else int(rows.published[place])
    return Observation(
        indicator=series[0],
        area=rows.areas[rows.area[place]],
        group=series[1],
        period=period_of(rows.period.values[rows.period.codes[place]], calendar),
        quantity=quantity,
        origin=_ORIGIN,
        published=None if published == UNDATED else date.fromordinal(published),
        standing=beside or Standing.FINAL if standing < 0 else STANDINGS[standing],
    )


def _quantity(rows: Rows, place: int, unit: AnyUnit) -> tuple[Quantity, Standing | None]:
    missing = (rows.missing or Marker.NOT_AVAILABLE).value
    if isinstance(rows.value, Coded):
        one = int(rows.value.codes[place])
        text, beside = split_standing(missing if one < 0 else rows.value.values[one])
        return Quantity.read(text, unit=unit), beside
    value = rows.value[place].item()
    return (Quantity.read(missing, unit=unit) if value != value else Quantity.exact(value)), None  # noqa: PLR0124 # NaN
