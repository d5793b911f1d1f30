"""The figures of a frame as measures ask for them, each worked out once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import attrs
import numpy as np

from wes_rules.batch.columns import Array, Column, code
from wes_rules.batch.compared import history_of
from wes_rules.batch.frames import UNDATED, Rows
from wes_rules.batch.grid import Grid, grid_of
from wes_rules.judging.periods import NOT_OUT
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.history import History
from wes_rules.series.numbers import Gap, groups, published_unit
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason

T = TypeVar("T")
_NONE = -1
_NEVER = np.iinfo(np.int64).max


class Figures:
    """
    The figures of all areas, as known on a day.

    Args:
        rows: The rows of the frame.
        plan: What asks for them.
        as_of: The day of knowing.
    """

    def __init__(self, rows: Rows, plan: Plan, as_of: date) -> None:
        self.rows = rows
        self.plan = plan
        self.as_of = as_of
        self._made: dict[object, Any] = {}

    def compared(self, measure: Measure) -> History:
        """Return what is on file of the areas that a measure compares with."""
        return self._once(("compared", measure), lambda: history_of(self.rows, self.plan, measure))

    def column(self, measure: Measure, period: Period) -> Column:
        """Return the own figures of all areas for a period."""
        key = ("column", measure.number, measure.calendar, measure.unit, measure.decimals, period)
        return self._once(key, lambda: self._column(measure, period))

    def benchmark(self, measure: Measure, against: IndicatorFigure, period: Period) -> Column:
        """Return the figures of another indicator in the same areas; absence is named as the benchmark's."""
        group = groups(measure.number)[0] if against.group is None else against.group
        grid = self._grid(measure, against.indicator, group, measure.unit)
        found = grid.column(period)
        why = np.where(found.why == code(Reason.AWAITING_PUBLICATION), code(Reason.BENCHMARK_PENDING), found.why)
        why = np.where(grid.is_late(found, period), code(Reason.BENCHMARK_MISSING), why)
        return attrs.evolve(found, why=why)

    def first_observed(self, measure: Measure) -> Array:
        """Return the index of the first period for which each area has a published figure; -1 where it has none."""
        grid = self._grids(measure)[0]
        return self._once(("observed", *self._key(measure)), lambda: _first(grid, grid.there & grid.real))

    def first_on_file(self, measure: Measure) -> Array:
        """Return the index of the first period of which anything is on file in each area; -1 where nothing is."""
        return self._once(("on file", *self._key(measure)), lambda: self._first_on_file(measure))

    def latest(self, measure: Measure) -> list[tuple[Period | None, Array]]:
        """Return the latest period that is due or known, with the areas of which it is."""
        calendar = measure.calendar
        left = np.ones(len(self.rows.areas), dtype=bool)
        found: list[tuple[Period | None, Array]] = []
        for early in reversed(calendar.not_due(self.as_of)):
            out = left & self._is_out(measure, early)
            if out.any():
                found.append((early, np.flatnonzero(out)))
                left &= ~out
        return [*found, (calendar.latest_due(self.as_of), np.flatnonzero(left))] if left.any() else found

    def levelled_down(self, measure: Measure, period: Period) -> Array:
        """Whether the measure is a gap that is known to have closed since the period before without a rise of the group in focus."""
        before = measure.calendar.previous(period)
        nowhere = np.zeros(len(self.rows.areas), dtype=bool)
        if not isinstance(measure.number, Gap) or before is None or not measure.calendar.comparable(before, period):
            return nowhere
        focus, other = self._grids(measure)
        now, was = focus.column(period).span, focus.column(before).span
        gap, earlier = other.column(period).span - now, other.column(before).span - was
        levelled: Array = np.asarray(gap.high < earlier.low) & np.asarray(now.high <= was.low)
        return levelled

    def among(self, members: tuple[str, ...]) -> Array:
        """Return which of some areas each area is, counted from 1; 0 for none of them."""
        place = {area: number for number, area in enumerate(members, 1)}
        return self._once(("among", members), lambda: np.array([place.get(one, 0) for one in self.rows.areas]))

    def _once(self, key: object, make: Callable[[], T]) -> T:
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    @staticmethod
    def _key(measure: Measure) -> tuple[object, ...]:
        return measure.number, measure.calendar, measure.unit, measure.decimals

    def _grids(self, measure: Measure) -> list[Grid]:
        """Return the figures that the number of a measure is made of: those of its group, and of the one it is compared with."""
        number, unit = measure.number, published_unit(measure.number, measure.unit)
        return [self._grid(measure, number.indicator, group, unit) for group in groups(number)]

    def _grid(self, measure: Measure, indicator: str, group: str, unit: Unit) -> Grid:
        calendar, decimals = measure.calendar, measure.decimals
        key = ("grid", indicator, group, calendar, unit, decimals)
        return self._once(key, lambda: grid_of(self.rows, (indicator, group), calendar, unit, decimals, self.as_of))

    def _column(self, measure: Measure, period: Period) -> Column:
        grids = self._grids(measure)
        if len(grids) == 1:
            return grids[0].column(period)
        focus, other = (grid.column(period) for grid in grids)
        why = np.where(other.why == code(None), focus.why, other.why)
        notes = np.where(other.notes == code(None), focus.notes, other.notes)
        rounded = (other.why == code(Reason.ROUNDED)) | (focus.why == code(Reason.ROUNDED))
        missing = (why != code(None)) & ~rounded
        there, real = other.there | focus.there, (other.there & other.real) | (focus.there & focus.real)
        first = np.minimum(_or_never(other.published), _or_never(focus.published))
        published = np.where(first == _NEVER, UNDATED, first)
        return Column(other.span - focus.span, why, notes, missing, there, real, published)

    def _first_on_file(self, measure: Measure) -> Array:
        grids = self._grids(measure)
        first = grids[0]
        on_file = first.there & first.applies
        for grid in grids[1:]:
            for place, period in enumerate(first.periods):
                at = period.index - grid.first
                there = grid.there[at] & grid.applies[at] if grid.has(period) else np.zeros_like(on_file[place])
                on_file[place] &= there
        return _first(first, on_file)

    def _is_out(self, measure: Measure, period: Period) -> Array:
        """Whether a figure that is not due has been published already."""
        dated = np.zeros(len(self.rows.areas), dtype=bool)
        waits = dated.copy()
        for grid in self._grids(measure):
            if grid.has(period):
                dated |= grid.published[period.index - grid.first] != UNDATED
            waits |= np.isin(grid.column(period).why, [code(one) for one in NOT_OUT])
        return dated & ~waits


def _or_never(published: Array) -> Array:
    return np.where(published == UNDATED, _NEVER, published)


def _first(grid: Grid, found: Array) -> Array:
    """Return the index of the first period of a calendar for which something is found in each area; -1 where it is nowhere."""
    first = np.full(len(grid.held_from), _NONE)
    for place, period in reversed(list(enumerate(grid.periods))):
        if period in grid.calendar:
            first = np.where(found[place], period.index, first)
    return first
