"""The cells of many areas: what a kernel reads, as arrays, and the areas that have to be judged apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from operator import is_not
from typing import Any, Self, cast

import attrs
import numpy as np

from wes_rules.batch.columns import REASONS, UNBOUND, Added, Array, Column, bounded, code, codes
from wes_rules.batch.figures import Figures
from wes_rules.batch.frames import UNDATED
from wes_rules.rules.facts import Fact
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Baseline, Measure
from wes_rules.rules.runs import Run
from wes_rules.rules.view import View
from wes_rules.series.comparators import Against, IndicatorFigure, OfSet
from wes_rules.series.figure import Figure
from wes_rules.series.observed import Observed
from wes_rules.series.set_figures import area_set
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Span
from wes_rules.values.reason import LEFT_OUT, Reason

_NO_AREA = ""


class Apart(Exception):
    """Areas differ in what a kernel has to know, one value for each, and are to be judged apart."""

    def __init__(self, values: Array) -> None:
        super().__init__("areas are to be judged apart")
        self.values = values


class Many(View):
    """
    The cells of many areas, which share whatever a kernel asks for.

    Args:
        rows: The places of the areas that are judged together.
    """

    __slots__ = ("figures", "guarded", "rows")

    def __init__(self, measure: Measure, figures: Figures, rows: Array, period: Period) -> None:
        super().__init__(measure, figures.compared(measure), _NO_AREA, period, figures.as_of)
        self.lookup = figures.following(measure, rows, self.lookup)
        self.figures = figures
        self.rows = rows
        # Nobody has looked through the kernel of a plugin.
        self.guarded = KINDS.get(measure.rule.kind) is not type(measure.rule)

    def part(self, places: Array) -> Many:
        """Return the cells of some of these areas, by their places among them, with what was followed of all."""
        one = Many(self.measure, self.figures, self.rows[places], self.period)
        if not self.guarded:  # a plugin may keep its states in whatever it likes
            runs = ((key, run) for key, run in self.lookup.runs.items() if isinstance(run, Run))
            one.lookup.runs.update((key, _States.cut(run, places)) for key, run in runs)
        return one

    def _but(self, period: Period, *, lenient: bool) -> Self:
        other = super()._but(period, lenient=lenient)
        other.figures, other.rows, other.guarded = self.figures, self.rows, self.guarded
        return other

    def _read(self, column: Column) -> Figure:
        found = column if len(self.rows) == len(column.why) else column.of(self.rows)
        if self.guarded:
            low, high = (np.asarray(end).view(Added) for end in (found.span.low, found.span.high))
            found = attrs.evolve(found, span=Span(cast("Any", low), cast("Any", high)))
        return cast("Figure", found)

    def own(self, period: Period) -> Figure:
        """Return the own figures for a period."""
        return self._read(self.figures.column(self.measure, period))

    def least(self, one: Any, other: Any) -> Any:
        """Return the lower of two, area by area."""
        return np.minimum(one, other)

    def most(self, one: Any, other: Any) -> Any:
        """Return the higher of two, area by area."""
        return np.maximum(one, other)

    def share(self, ticks: Any, part: Fraction, *, short: bool = False) -> Any:
        """Return the whole ticks in a part of the size of some, or `short` of it, area by area; 0 where nothing bounds them."""
        size = np.abs(bounded(ticks))
        # Of the whole parts and of the rest, so that no product leaves an int64.
        parts, rest = divmod(size, part.denominator)
        of_rest = (rest * part.numerator - short) // part.denominator
        return np.where(size >= UNBOUND >> 1, 0, parts * part.numerator + of_rest)

    def where(self, condition: Any, then: Any, otherwise: Any) -> Any:
        """Choose one value or the other by a condition, area by area."""
        found = np.where(condition, then, otherwise)
        return found.view(Added) if self.guarded else found

    def same(self, value: Any) -> Any:
        """Return a value that all these areas share."""
        found = np.asarray(value)
        if not found.ndim:
            return found.item()
        if (found == found[0]).all():
            return found[0].item()
        raise Apart(found)

    def for_words(self, condition: Any) -> bool:
        """Return False, as no words are made for many areas."""
        return False

    def why(self, figure: Any) -> tuple[Reason, ...]:
        """Return the first reason why a figure is not known."""
        return self._reasons(figure.why) if isinstance(figure, Column) else figure.why

    def notes(self, figure: Any) -> tuple[Reason, ...]:
        """Return what else must be said of a figure."""
        return self._reasons(figure.notes) if isinstance(figure, Column) else figure.notes

    def _reasons(self, found: Array) -> tuple[Reason, ...]:
        reason = REASONS[self.same(found)]
        return () if reason is None else (reason,)

    def one(self, figure: Any) -> Figure:
        """Return a figure whose ends are integers."""
        if not isinstance(figure, Column):
            return cast("Figure", figure)
        ends = (self.same(bounded(end)) for end in (figure.span.low, figure.span.high))
        low, high = (float("inf") * end if abs(end) >= UNBOUND >> 1 else end for end in ends)
        return Figure(Span(low, high), why=self.why(figure), notes=self.notes(figure))

    def reported(self, figure: Any) -> Any:
        """Whether a figure was published, if only as a symbol; one that says that there is none, or a forecast, is not."""
        return figure.there & figure.real

    def published_by(self, figure: Any, day: date) -> Any:
        """Whether a figure is known to have been published by a day."""
        return (figure.published != UNDATED) & (figure.published <= day.toordinal())

    def joined(self, known: Any, figure: Any, more: tuple[Reason, ...] = (), *, counts: Any = True) -> Any:
        """Return the codes of the first reasons of a run with one more figure."""
        why = figure.why if isinstance(figure, Column) else codes(figure.why)
        known = codes(known) if isinstance(known, tuple) else known
        first = np.where(known, known, np.where(counts, np.where(why, why, codes(more)), code(None)))
        return np.broadcast_to(first, len(self.rows))

    def against(self, comparator: Against, period: Period) -> Fact:
        """Return a comparator's figures: for another indicator those of each area, else one that they share."""
        if isinstance(comparator, IndicatorFigure):
            column = self._read(self.figures.benchmark(self.measure, comparator, period))
            return Fact("benchmark", column, period, comparator.name(self.lookup), comparator.code)
        if isinstance(comparator, OfSet):
            self._stand_alone(comparator.among)
        return super().against(comparator, period)

    def others(self, among: str) -> list[str]:
        """List the areas of a set, without the one that is judged."""
        self._stand_alone(among)
        return super().others(among)

    def _stand_alone(self, among: str) -> None:
        """Judge the areas of a set one by one, as each is compared with different others."""
        members = {area: place for place, area in enumerate(area_set(self.lookup, among).areas, 1)}
        place = self.same(self.figures.among(tuple(members))[self.rows])
        self.area = next((area for area, one in members.items() if one == place), _NO_AREA)

    def bounds(self) -> Span:
        """Return the lowest and highest value the number may have in its unit."""
        found = super().bounds()
        low, high = (int(bounded(end)) for end in (found.low, found.high))
        return Span(low, high)

    def observed_periods(self) -> list[Period]:
        """Return the first period with a published own figure, if it is not after the judged one: all that kernels ask for."""
        first = self._period(self.figures.first_observed(self.measure)[self.rows])
        return [] if first is None or first > self.period else [first]

    def first_on_file(self) -> Period | None:
        """Return the first period of which anything is on file."""
        return self._period(self.figures.first_on_file(self.measure)[self.rows])

    def _period(self, found: Array) -> Period | None:
        index = self.same(found)
        return None if index < 0 else Period(self.calendar.kind, index)

    def _as_baseline(self, figure: Any) -> Figure:
        if not isinstance(figure, Column):
            return super()._as_baseline(figure)
        lost = np.isin(figure.why, [code(one) for one in LEFT_OUT])
        why = np.where(figure.missing & ~lost, code(Reason.NO_BASELINE), figure.why)
        return cast("Figure", attrs.evolve(figure, why=why))

    def _published_differs(self, stated: Baseline) -> tuple[Reason, ...]:
        if stated.period is None or stated.value is None or not isinstance(self.measure.number, Observed):
            return ()
        published: Any = self.own(stated.period)
        places = max(0, -int(stated.value.as_tuple().exponent))
        near = self.lookup.span(Quantity.rounded(stated.value, places))
        apart = (published.span.high < near.low) | (published.span.low > near.high)
        return (Reason.BASELINE_DIFFERS,) if self.same(published.there & apart) else ()


@attrs.define(eq=False)
class _States:
    """
    The states of a run in some of the areas that it was followed for, each cut out when it is asked for.

    Args:
        whole: The states that are known of all areas.
        size: How many states there are, those that are added for these areas alone among them.
        places: Where these areas stand among all.
        known: The states that were cut out or added, by their places.
    """

    whole: Sequence[Any]
    size: int
    places: Array
    known: dict[int, Any] = attrs.field(factory=dict)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, place: int) -> Any:
        place = range(self.size)[place]
        if place not in self.known:
            self.known[place] = _cut(self.whole[place], self.places)
        return self.known[place]

    def append(self, state: Any) -> None:
        self.known[self.size] = state
        self.size += 1

    @classmethod
    def cut(cls, run: Run[Any], places: Array) -> Run[Any]:
        """Return a run as it is known of some of its areas."""
        states = cls(run.states, len(run.states), places)
        return Run(run.before_all, run.reached, cast("list[Any]", states), [*run.ends])


def _cut(value: Any, places: Array) -> Any:
    """Return what is known of some areas out of all; what they share stays the same object."""
    if isinstance(value, np.ndarray):
        return value[places] if value.ndim else value
    if isinstance(value, Column):
        return value.of(places)
    if isinstance(value, tuple):
        several = tuple(_cut(one, places) for one in value)
        return several if any(map(is_not, several, value)) else value
    if isinstance(value, Figure | Declared) or not attrs.has(type(value)):
        return value
    fields = {one.name: getattr(value, one.name) for one in attrs.fields(type(value))}
    changed = {name: cut for name, one in fields.items() if (cut := _cut(one, places)) is not one}
    return attrs.evolve(value, **changed) if changed else value
