"""The figures of a frame as measures ask for them, each worked out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from typing import Any, TypeVar

import attrs
import numpy as np

from wes_rules.batch.columns import NEVER, UNBOUND, Array, Column, bounded, code, spans
from wes_rules.batch.compared import history_of, observations
from wes_rules.batch.frames import UNDATED, Rows
from wes_rules.batch.grid import Grid, grid_of
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.figure import Lookup
from wes_rules.series.history import History
from wes_rules.series.number import span_of
from wes_rules.series.observed import Gap
from wes_rules.series.worked_out import WorkedOut
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Span
from wes_rules.values.reason import Reason

T = TypeVar("T")
# A figure that was read, of whichever area: its indicator, its group, and the place of its period.
Read = tuple[str, str, int]
_NONE = -1
# The area whose figures are meant where none is named.
_OWN = ""


class Figures:
    """The figures of all areas, as known on a day."""

    def __init__(self, rows: Rows, plan: Plan, as_of: date) -> None:
        self.rows = rows
        self.plan = plan
        self.as_of = as_of
        self._read: set[Read] = set()
        self._made: dict[object, Any] = {}
        self.followed: dict[Measure, Lookup] = {}

    def compared(self, measure: Measure) -> History:
        """Return what is on file of the areas that a measure compares with."""
        # All that is wrong in the rows of its own series is told first.
        self._grids(measure)
        return self._once(("compared", measure), lambda: history_of(self.rows, self.plan, measure))

    def following(self, measure: Measure, rows: Array, lookup: Lookup) -> Lookup:
        """Return a look-up for what is followed of some areas; that of all areas serves each period that they are judged for."""
        whole = len(rows) == np.count_nonzero(self.rows.judged)
        return self.followed.setdefault(measure, attrs.evolve(lookup)) if whole else attrs.evolve(lookup)

    def alone(self, measure: Measure) -> History:
        """Return all that is on file of what a measure asks for, for one that is judged area by area."""
        return self._once(("alone", measure), lambda: self.plan.with_areas(History(observations(self.rows, measure))))

    def read(self) -> frozenset[Read]:
        """List every figure that was read, those of the areas compared with among them."""
        lookups = [one for made in self._made.values() if isinstance(made, History) for one in made.lookups.values()]
        resolved = [key for one in lookups if isinstance(one, Lookup) for key in one.resolved]
        return frozenset(self._read).union((indicator, group, period.index) for indicator, _, group, period in resolved)

    def column(self, measure: Measure, period: Period) -> Column:
        """Return the own figures of all areas for a period."""
        key = ("column", measure.number, measure.calendar, measure.unit, measure.decimals, period)
        return self._once(key, lambda: self._column(measure, period))

    def benchmark(self, measure: Measure, against: IndicatorFigure, period: Period) -> Column:
        """Return the figures of another indicator in the same areas; absence is named as the benchmark's."""
        group = measure.number.group if against.group is None else against.group
        grid = self._grid(measure, against.indicator, group, measure.unit)
        self._read.add((against.indicator, group, period.index))
        found = self._column_of(grid, _OWN, period)
        why = np.where(found.why == code(Reason.AWAITING_PUBLICATION), code(Reason.BENCHMARK_PENDING), found.why)
        why = np.where(grid.is_late(found, period), code(Reason.BENCHMARK_MISSING), why)
        # Of an area that ended there is no such benchmark, and so no bounds of it.
        over = found.why == code(Reason.AREA_ENDED)
        low, high = np.where(over, -UNBOUND, found.span.low), np.where(over, UNBOUND, found.span.high)
        return attrs.evolve(found, span=spans(low, high), why=why)

    def first_observed(self, measure: Measure) -> Array:
        """Return for each area the index of the first period with a published figure; -1 if there is none."""
        grid, begins = self._grids(measure)[0], measure.number.begins(measure.calendar)
        return self._once(
            ("observed", *self._key(measure)), lambda: _first(grid, grid.there & grid.real, begins, grid.calendar)
        )

    def first_on_file(self, measure: Measure) -> Array:
        """Return for each area the index of the first period on file; -1 if there is none."""
        return self._once(("on file", *self._key(measure)), lambda: self._first_on_file(measure))

    def latest(self, measure: Measure) -> list[tuple[Period | None, Array]]:
        """Return the latest period that is due or known for each area, with those areas."""
        calendar = measure.calendar
        left = self.rows.judged.copy()
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
        (other, now), (earlier_other, was) = (
            [column.span for column in self._pieces(measure, one)] for one in (period, before)
        )
        gap, earlier = other - now, earlier_other - was
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
        """Return the figures that the number of a measure is made of, its own first."""
        number = measure.number
        unit = number.published(measure.unit)
        return [self._grid(measure, indicator, group, unit) for indicator, _, group in number.series(_OWN)]

    def _grid(self, measure: Measure, indicator: str, group: str, unit: AnyUnit) -> Grid:
        calendar, decimals = measure.calendar, measure.decimals
        key = ("grid", indicator, group, calendar, unit, decimals)
        return self._once(key, lambda: grid_of(self.rows, (indicator, group), calendar, unit, decimals, self.as_of))

    def _column(self, measure: Measure, period: Period) -> Column:
        number, columns = measure.number, self._pieces(measure, period)
        if not isinstance(number, WorkedOut):
            return columns[0]
        found = span_of(number, measure.unit, measure.decimals)
        low, high = (np.full(len(self.rows.areas), int(bounded(end))) for end in (found.low, found.high))
        anything = spans(low, high)
        if not columns:
            return nothing(anything, number.nothing)
        unlike = number.unlike(measure.calendar, [one for _, one in number.pieces(_OWN, period, measure.calendar)])
        span = number.of([column.span for column in columns]) if unlike is None else anything
        return together(columns, span, unlike, anything)

    def _pieces(self, measure: Measure, period: Period) -> list[Column]:
        """Return the figures that the number of a measure is made of for a period."""
        number, unit = measure.number, measure.number.published(measure.unit)
        own = [(number.series(_OWN)[0], period)]
        pieces = number.pieces(_OWN, period, measure.calendar) if isinstance(number, WorkedOut) else own
        self._read.update((indicator, group, one.index) for (indicator, _, group), one in pieces)
        return [
            self._column_of(self._grid(measure, indicator, group, unit), area, one)
            for (indicator, area, group), one in pieces
        ]

    def _column_of(self, grid: Grid, area: str, period: Period) -> Column:
        """Return the figures of all areas, or beside all areas the one of another; an area that ended has none any more."""
        found, over = self._on_file(grid, area, period), self._over(area, period)
        if not over.any():
            return found
        kept, widest = ~over, grid.widest
        low, high = np.where(over, widest.low, found.span.low), np.where(over, widest.high, found.span.high)
        return Column(
            spans(low, high),
            np.where(over, code(Reason.AREA_ENDED), found.why),
            np.where(over, code(None), found.notes),
            found.missing | over,
            found.there & kept,
            found.real & kept,
            np.where(over, UNDATED, found.published),
        )

    def _on_file(self, grid: Grid, area: str, period: Period) -> Column:
        return grid.column(period) if area == _OWN else grid.column_of(self._place(area), period)

    def _over(self, area: str, period: Period) -> Array:
        """Whether each area, or the one of another beside all, had ended by a period."""
        ended = {one.code for one in self.plan.ended_areas if not one.has(period)}
        areas = self.rows.areas
        if area != _OWN or not ended:
            return np.full(len(areas), area in ended)
        return np.array([one in ended for one in areas])

    def _place(self, area: str) -> int | None:
        return self.rows.areas.index(area) if area in self.rows.areas else None

    def _first_on_file(self, measure: Measure) -> Array:
        grids, number, calendar = self._grids(measure), measure.number, measure.calendar
        own, begins = grids[0], number.begins(calendar)
        on_file = own.there & own.applies
        for grid, (_, area, _) in zip(grids[1:], number.series(_OWN)[1:], strict=True):
            for place, period in enumerate(own.periods):
                at = period.index - grid.first
                there = grid.there[at] & grid.applies[at] if grid.has(period) else np.zeros_like(on_file[place])
                if area != _OWN:
                    there = np.full_like(there, (other := self._place(area)) is not None and there[other])
                on_file[place] &= there
        made_of = number.published_by(calendar)
        first = _first(own, on_file, begins if made_of is calendar else None, made_of)
        for place, period in enumerate(own.periods):
            if period in calendar:
                # A total begins with the first period for which nothing of its own lies before all that is on file.
                on_file[place] &= number.reaches_back(period, calendar).index >= first
        return _first(own, on_file, begins, calendar)

    def _is_out(self, measure: Measure, period: Period) -> Array:
        """Whether a figure that is not due has been published already."""
        out = np.ones(len(self.rows.areas), dtype=bool)
        for grid, (_, area, _) in zip(self._grids(measure), measure.number.series(_OWN), strict=True):
            column = self._on_file(grid, area, period)
            out &= (column.published != UNDATED) & (column.why != code(Reason.FORECAST_ONLY))
        return out


def _first(grid: Grid, found: Array, begins: Period | None, calendar: Calendar) -> Array:
    """Return for each area the index of the first period, from a given one, with a match; -1 if there is none."""
    first = np.full(len(grid.held_from), _NONE)
    for place, period in reversed(list(enumerate(grid.periods))):
        if period in calendar and (begins is None or period >= begins):
            first = np.where(found[place], period.index, first)
    return first


def together(columns: Sequence[Column], span: Span, unlike: Reason | None, anything: Span) -> Column:
    """Return what is known of a number that is worked out from several figures, those whose reasons count first before the others."""
    whys = [column.why for column in columns]
    over = np.logical_or.reduce([one == code(Reason.AREA_ENDED) for one in whys])
    why = _first_of(whys) if unlike is None else np.full_like(whys[0], code(unlike))
    why = np.where(over, code(Reason.AREA_ENDED), why) if unlike is None else why
    # An end without bound is no further off than it may be.
    ends = (np.clip(end, -UNBOUND, UNBOUND) for end in (span.low, span.high))
    low, high = (np.where(over, one, end) for one, end in zip((anything.low, anything.high), ends, strict=True))
    notes = np.zeros_like(why) if unlike is not None else _first_of([column.notes for column in columns])
    rounded = np.logical_or.reduce([one == code(Reason.ROUNDED) for one in whys])
    published = reduce(np.minimum, (np.where(one.published == UNDATED, NEVER, one.published) for one in columns))
    return Column(
        spans(low, high),
        why,
        np.where(over, np.zeros_like(why), notes),
        (why != code(None)) & ~rounded,
        np.logical_or.reduce([column.there for column in columns]),
        np.logical_or.reduce([column.there & column.real for column in columns]),
        np.where(published == NEVER, UNDATED, published),
    )


def nothing(anything: Span, why: Reason) -> Column:
    """Return that there is no number in any area."""
    no = np.zeros(np.shape(anything.low), dtype=bool)
    return Column(anything, np.full(no.shape, code(why)), no.astype(np.uint8), ~no, no, no, np.full(no.shape, UNDATED))


def _first_of(codes: Sequence[Array]) -> Array:
    """Return the first of several codes that is one."""
    return reduce(lambda known, more: np.where(known == code(None), more, known), codes)
