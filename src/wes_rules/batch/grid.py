"""The figures of one series of all areas, as known on a day: arrays by period and area."""

from __future__ import annotations

from datetime import date
from functools import partial

import attrs
import numpy as np

from wes_rules.batch.columns import NEVER, Array, Column, bounded, code, codes, spans
from wes_rules.batch.frames import STANDINGS, UNDATED, Rows
from wes_rules.batch.ticks import Ticks, ticks_of
from wes_rules.errors import Problem, SourceError, WesRulesError
from wes_rules.quoting import quoted
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import BY_STANDING
from wes_rules.values import checks
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Quantity, Span, Standing
from wes_rules.values.reason import Reason

_FORECAST = STANDINGS.index(Standing.FORECAST)
_NONE = -1
_LATE = (Reason.OVERDUE, Reason.NO_FIGURES, Reason.NOT_HELD)


@attrs.frozen(eq=False)
class Grid:
    """
    What is known on a day of one series in every area.

    Args:
        first: The index of the first period that has a row.
        low: The lowest values, by period and area; the other arrays likewise.
        there: Whether anything is known.
        published: The day on which what is known was published, where it has one of its own; else `UNDATED`.
        applies: Whether it does not say that a figure does not apply.
        real: Whether it does not say that there is no figure.
        held_from: The index of the first period of each area that has anything on file on the day; -1 where none has.
        widest: What an unknown value lies between.
    """

    calendar: Calendar
    as_of: date
    first: int
    low: Array
    high: Array
    why: Array
    notes: Array
    there: Array
    published: Array
    applies: Array
    real: Array
    held_from: Array
    widest: Span

    def __len__(self) -> int:
        return len(self.low)

    @property
    def periods(self) -> list[Period]:
        """The periods that have a row in any area."""
        return [Period(self.calendar.kind, self.first + place) for place in range(len(self))]

    def has(self, period: Period) -> bool:
        """Whether there is a row for a period in any area."""
        return 0 <= period.index - self.first < len(self)

    def column(self, period: Period) -> Column:
        """Return the figures for a period; an absent one is as wide as the unit allows."""
        absent = self._absence(period, self.held_from)
        if not self.has(period) or not self.calendar.collects(period):
            return self._nothing(absent)
        low, high = self._widest()
        place = period.index - self.first
        there = self.there[place]
        why = np.where(there, self.why[place], absent)
        missing = (why != code(None)) & (why != code(Reason.ROUNDED))
        span = spans(np.where(there, self.low[place], low), np.where(there, self.high[place], high))
        notes = np.where(there, self.notes[place], code(None))
        real = self.real[place] & (why != code(Reason.FORECAST_ONLY))
        return Column(span, why, notes, missing, there, real, self.published[place])

    def column_of(self, place: int | None, period: Period) -> Column:
        """Return the figure of one area beside all; of an area that has no row at all, that there is none."""
        if place is None:
            return self._nothing(self._absence(period, np.full(len(self.held_from), _NONE)))
        return self.column(period).of(np.full(len(self.held_from), place))

    def _nothing(self, absent: Array) -> Column:
        nothing, undated = np.zeros(len(absent), dtype=bool), np.full(len(absent), UNDATED)
        return Column(spans(*self._widest()), absent, nothing.astype(np.uint8), ~nothing, nothing, nothing, undated)

    def _widest(self) -> tuple[Array, Array]:
        areas = len(self.held_from)
        return np.full(areas, self.widest.low), np.full(areas, self.widest.high)

    def is_late(self, column: Column, period: Period) -> Array:
        """Whether a figure is missing that should be there."""
        late = np.isin(column.why, [code(one) for one in _LATE])
        if self.calendar.due(period) <= self.as_of:
            late |= column.why == code(Reason.FORECAST_ONLY)
        return late

    def _absence(self, period: Period, held_from: Array) -> Array:
        """Say why there is no figure for a period, as `Lookup.absence` does."""
        if not self.calendar.collects(period):
            return np.full(len(held_from), code(Reason.NOT_COLLECTED))
        if self.calendar.due(period) > self.as_of:
            return np.full(len(held_from), code(Reason.AWAITING_PUBLICATION))
        missing = np.where(period.index < held_from, code(Reason.NOT_HELD), code(Reason.OVERDUE))
        return np.where(held_from < 0, code(Reason.NO_FIGURES), missing)


def grid_of(rows: Rows, series: tuple[str, str], calendar: Calendar, unit: AnyUnit, decimals: int, as_of: date) -> Grid:
    """Put the rows of a series into a grid; refuse what cannot be read, and a figure that stands twice with different values."""
    about, areas, places = _named(series), len(rows.areas), places_of(rows, series)
    index, due = _periods(rows, places, calendar, about)
    values = ticks_of(rows, places, unit, decimals, about)
    published = np.full(len(places), UNDATED) if rows.published is None else rows.published[places]
    standing = _standing(rows, places, values)
    first = int(index.min()) if len(index) else 0
    count = int(index.max()) - first + 1 if len(index) else 0
    cell = (index - first) * areas + rows.area[places]
    _once_each(cell, published, values, standing, about)
    dated = published != UNDATED
    known = np.where(dated, published, due)
    on_file = known <= as_of.toordinal()
    newest = _newest(cell, known, dated, standing, as_of, count * areas).reshape(count, areas)
    laid = partial(_laid, newest)
    found = Quantity.missing(unit).span(decimals, whole=unit.whole)
    widest = Span(*(int(bounded(end)) for end in (found.low, found.high)))
    forecast = laid(standing, -1) == _FORECAST
    return Grid(
        calendar=calendar,
        as_of=as_of,
        first=first,
        low=np.where(forecast, widest.low, laid(values.low, 0)),
        high=np.where(forecast, widest.high, laid(values.high, 0)),
        why=np.where(forecast, code(Reason.FORECAST_ONLY), laid(values.why, 0)).astype(np.uint8),
        notes=_NOTES[laid(standing, 0)],
        there=newest >= 0,
        published=laid(published, UNDATED),
        applies=laid(values.applies, 0).astype(bool),
        real=laid(values.real, 0).astype(bool),
        held_from=_held_from(rows.area[places][on_file], index[on_file], areas),
        widest=widest,
    )


def _named(series: tuple[str, str]) -> str:
    return quoted(series[0]) if series[1] == "all" else f"{quoted(series[0])} ({series[1]})"


def places_of(rows: Rows, series: tuple[str, str]) -> Array:
    """Return where the rows of a series stand."""
    return rows.series.get(series, np.empty(0, dtype=np.int64))


def readable(rows: Rows, series: tuple[str, str], places: Array, calendar: Calendar, unit: AnyUnit) -> Array:
    """Return the places of rows of a series; refuse one that says no period of a calendar or no figure of a unit."""
    _periods(rows, places, calendar, _named(series))
    ticks_of(rows, places, unit, 0, _named(series))
    return places


def _laid(newest: Array, column: Array, otherwise: int) -> Array:
    """Lay a column out as the places of the rows that hold are laid out, -1 where none does."""
    return np.where(newest < 0, otherwise, column[newest]) if len(column) else np.full(newest.shape, otherwise)


def _held_from(area: Array, index: Array, areas: int) -> Array:
    """Return for each area the index of the first period with a row; -1 if there is none."""
    held = np.full(areas, NEVER)
    np.minimum.at(held, area, index)
    return np.where(held == NEVER, _NONE, held)


# What must be said of a figure by its standing; nothing of a forecast, which is none.
_NOTES = np.array([codes(BY_STANDING.get(one, ())) for one in STANDINGS], dtype=np.uint8)


def _periods(rows: Rows, places: Array, calendar: Calendar, about: str) -> tuple[Array, Array]:
    """Return for each row the index of its period, and the day on which its figure is due."""
    which = rows.period.codes[places]
    index, due = np.zeros((2, len(rows.period.values)), dtype=np.int64)
    problems: list[Problem] = []
    for one in np.flatnonzero(np.bincount(which)).tolist():
        try:
            period = period_of(rows.period.values[one], calendar)
        except WesRulesError as error:
            problems += (attrs.evolve(each, what=f"{about}: {each.what}") for each in error.problems)
        else:
            index[one], due[one] = period.index, calendar.due(period).toordinal()
    if problems:
        raise SourceError(sorted(problems, key=str))
    return index[which], due[which]


def period_of(label: object, calendar: Calendar) -> Period:
    """Read the label of a period; a year may be a number in a frame."""
    text = (
        label if isinstance(label, str) else str(checks.day(label) if isinstance(label, date) else checks.whole(label))
    )
    return Period.parse(text, calendar.kind)


def _standing(rows: Rows, places: Array, values: Ticks) -> Array:
    """Return the standing of each figure, from its column or the letter beside it."""
    standing = values.standing if rows.standing is None else rows.standing[places]
    standing = np.where(standing < 0, values.standing, standing)
    return np.where(standing < 0, STANDINGS.index(Standing.FINAL), standing)


def _is_single(cell: Array) -> bool:
    """Whether every figure occurs once, as in most files, so that no sorting is needed."""
    return not len(cell) or int(np.bincount(cell).max()) < 2


def _once_each(cell: Array, published: Array, values: Ticks, standing: Array, about: str) -> None:
    """Refuse a figure that occurs several times in one edition with different values."""
    if _is_single(cell):
        return
    order = np.lexsort((published, cell))
    same = (np.diff(cell[order]) == 0) & (np.diff(published[order]) == 0)
    if not same.any():
        return
    says = (values.low, values.high, values.why, standing)
    differs = np.any([np.diff(one[order].astype(np.int64)) != 0 for one in says], axis=0)
    if (count := int((same & differs).sum())) > 0:
        day = published[order][1:][same & differs][0]
        when = "" if day == UNDATED else f", published on {date.fromordinal(int(day))}"
        what = f"{about}: {count} figures stand twice with different values{when}"
        raise SourceError(Problem(what, "keep one, or give a revision its own publication date"))


def _newest(cell: Array, known_from: Array, dated: Array, standing: Array, as_of: date, cells: int) -> Array:
    """Return for each cell the row valid on the day: the newest, a forecast only without a figure, or -1."""
    newest = np.full(cells, _NONE)
    known = np.flatnonzero(known_from <= as_of.toordinal())
    if _is_single(cell):
        newest[cell[known]] = known
        return newest
    # Of two of one day the one that is dated revises the one that came with its period.
    order = known[np.lexsort((dated[known], known_from[known], standing[known] != _FORECAST))]
    # In numpy an index that stands twice has no promised winner: the last of each cell is taken out first.
    last = len(order) - 1 - np.unique(cell[order][::-1], return_index=True)[1]
    newest[cell[order[last]]] = order[last]
    return newest
