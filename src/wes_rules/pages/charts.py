"""
The geometry of a chart: where each line, mark and label of a series is.

Across, places are percentages of the chart's width, so that it fits any screen while its text keeps its size; lines that
bend are drawn on a grid a thousand wide that is stretched. Down, they are pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

import attrs

from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Place, Range, Series

HEIGHT = 232
_TOP, _BOTTOM = 26.0, 204.0
# The plot lies between the marks of its axis and the labels of its lines.
_LEFT, _RIGHT = 11.0, 72.0
_LABELS = 75.0
# Two lines of text.
_LABEL_HEIGHT = 28.0
_MOST_MARKED = 24
_MOST_NAMED = 4
_OTHER = {"low": "high", "high": "low"}
_ENDS = {"low": "lowest", "high": "highest"}


@attrs.frozen
class Mark:
    """A figure: its shape and where it is."""

    shape: str
    x: float
    y: float
    firm: bool = True


@attrs.frozen
class Label:
    """The name of a line, at its end."""

    kind: str
    y: float
    value: str
    name: str


@attrs.frozen(kw_only=True)
class Chart:
    """
    A chart as it is drawn.

    Args:
        grid: The marks of the axis: where, and what they say.
        zone: Where figures keep the promise.
        band: Where the other areas' figures lie.
        lines: Each with its kind, as a path.
        holes: Runs of periods that nobody collected: where they begin, and how wide they are.
        breaks: Where figures stop to compare, each with what is said there.
        ends: Where what decides ends; None where everything shown counts.
        bars: Figures that are known between bounds.
        marks: Figures.
        flag: The figure that was judged, where it is not the last: where, and what it says.
        labels: The names of the lines.
        names: The periods that are named: where, what, and whether a narrow chart leaves it out.
    """

    grid: tuple[tuple[float, str], ...]
    zone: tuple[str, ...]
    band: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    holes: tuple[tuple[float, float], ...]
    breaks: tuple[tuple[float, str], ...]
    ends: float | None
    bars: tuple[tuple[float, float, float], ...]
    marks: tuple[Mark, ...]
    flag: tuple[float, float, str] | None
    labels: tuple[Label, ...]
    names: tuple[tuple[float, str, bool], ...]


def chart_of(series: Series) -> Chart | None:
    """Lay a series out; None where none of its figures is a number that can be drawn."""
    drawn = _Drawn.of(series)
    return None if drawn is None else drawn.chart()


@attrs.frozen
class _Drawn:
    """A series with its scales."""

    series: Series
    y: Scale

    @classmethod
    def of(cls, series: Series) -> _Drawn | None:
        values = [float(end) for end in _ends(series)]
        if not any(_drawable(place.figure) for place in series.places):
            return None
        return cls(series, Scale.over(values, top=_TOP, bottom=_BOTTOM, bounds=series.bounds))

    def x(self, step: float) -> float:
        """Return where a period is, in percent."""
        last = max(len(self.series.places) - 1, 1)
        return round(_LEFT + 2 + (_RIGHT - _LEFT - 4) * step / last, 2)

    @property
    def half(self) -> float:
        """Half the distance between two periods, in percent."""
        return min((_RIGHT - _LEFT - 4) / max(len(self.series.places) - 1, 1) / 2, 6.0)

    def chart(self) -> Chart:
        """Lay everything out."""
        unit = self.series.unit
        return Chart(
            grid=tuple((self.y.at(mark), self.y.said(mark, unit)) for mark in self.y.marks),
            zone=tuple(self._zone()),
            band=tuple(self._band()),
            lines=tuple(self._lines()),
            holes=tuple(self._holes()),
            breaks=tuple(self._breaks()),
            ends=self._deadline(),
            bars=tuple(self._bars()),
            marks=tuple(self._marks()),
            flag=self._flag(),
            labels=tuple(self._labels()),
            names=tuple(self._names()),
        )

    def _point(self, place: Place, value: Decimal) -> tuple[float, float]:
        return self.x(place.step), self.y.at(value)

    def _runs(self, value: Callable[[Place], object]) -> Iterator[list[Place]]:
        """Part the periods into runs in which something is known; a break ends a run."""
        run: list[Place] = []
        for place in self.series.places:
            if run and (value(place) is None or not place.compares):
                yield run
                run = []
            if value(place) is not None:
                run.append(place)
        if run:
            yield run

    def _lines(self) -> Iterator[tuple[str, str]]:
        for run in self._runs(lambda one: _exact(one.benchmark)):
            yield "bench", _path(self._point(one, _value(one.benchmark)) for one in run)
        for kind, targets in self._target_lines():
            yield kind, _path(targets)
        known = [one for one in self.series.places if _exact(one.figure) is not None]
        for one, other in pairwise(known):
            if other.compares:
                gap = other.step - one.step > 1
                ends = (self._point(each, _value(each.figure)) for each in (one, other))
                yield "own gap" if gap else "own", _path(ends)

    def _target_lines(self) -> Iterator[tuple[str, list[tuple[float, float]]]]:
        """Draw the target, where it is not the benchmark's line: a line for one value, a dash for each of several."""
        for side in ("low", "high"):
            held = [(one, value) for one in self.series.places if (value := _side(one.target, side)) is not None]
            if not held or all(value == _exact(one.benchmark) for one, value in held):
                continue
            if len({value for _, value in held}) == 1:
                y = self.y.at(held[0][1])
                yield "target", [(self.x(held[0][0].step) - self.half, y), (self.x(held[-1][0].step) + self.half, y)]
                continue
            for one, value in held:
                x, y = self._point(one, value)
                yield "target", [(x - self.half * 0.8, y), (x + self.half * 0.8, y)]

    def _zone(self) -> Iterator[str]:
        """Shade where figures keep the promise: beyond the target, or between two."""
        for run in self._runs(lambda one: one.target):
            uppers = [self._edge(one, "high", _TOP - 10) for one in run]
            lowers = [self._edge(one, "low", _BOTTOM) for one in run]
            yield _area(uppers, lowers, self.half)

    def _edge(self, place: Place, side: str, otherwise: float) -> tuple[float, float]:
        value = _side(place.target, side)
        return self.x(place.step), otherwise if value is None else self.y.at(value)

    def _band(self) -> Iterator[str]:
        for run in self._runs(lambda one: one.others):
            tops = [self._point(one, _end(one.others, "high")) for one in run]
            yield _area(tops, [self._point(one, _end(one.others, "low")) for one in run], 0.0 if len(run) > 1 else 1.0)

    def _holes(self) -> Iterator[tuple[float, float]]:
        first = None
        for place in (*self.series.places, None):
            if place is not None and not place.collected:
                first = place.step if first is None else first
                last = place.step
            elif first is not None:
                begins, ends = self.x(first) - self.half, self.x(last) + self.half
                yield round(begins, 2), round(ends - begins, 2)
                first = None

    def _breaks(self) -> Iterator[tuple[float, str]]:
        """Mark where figures stop to compare; of several one after the other the first says so for all."""
        before = None
        for one in self.series.places:
            if not one.compares:
                following = any(not later.compares and later.step == one.step + 1 for later in self.series.places)
                said = "not comparable" if following else "new series"
                yield round(self.x(one.step) - self.half, 2), "" if before == one.step - 1 else said
                before = one.step

    def _deadline(self) -> float | None:
        later = next((one for one in self.series.places if not one.counts), None)
        return None if later is None or later.step == 0 else round(self.x(later.step) - self.half, 2)

    def _bars(self) -> Iterator[tuple[float, float, float]]:
        for one in self.series.places:
            if _drawable(one.figure) and _exact(one.figure) is None:
                high, low = (_end(one.figure, side) for side in ("high", "low"))
                yield self.x(one.step), self.y.at(high), self.y.at(low)

    def _marks(self) -> Iterator[Mark]:
        known = [one for one in self.series.places if _exact(one.figure) is not None]
        judged = self._judged()
        for one in known:
            shown = len(self.series.places) <= _MOST_MARKED or one is judged or one is known[-1] or not one.firm
            if shown:
                shape = "dot" if one.verdict is None or one is not judged else one.verdict.value
                yield Mark(shape, *self._point(one, _value(one.figure)), one.firm)

    def _judged(self) -> Place | None:
        """Return the last period with a verdict and a figure."""
        found = (one for one in self.series.places if one.verdict is not None and _exact(one.figure) is not None)
        return max(found, key=lambda one: one.step, default=None)

    def _flag(self) -> tuple[float, float, str] | None:
        one = self._judged()
        if one is None or one.step == self.series.places[-1].step or one.figure is None:
            return None
        x, y = self._point(one, _value(one.figure))
        limits = [self.y.at(end) for end in _range_ends(one.target)]
        # Beside what is required, and not across its line.
        under = any(limit <= y for limit in limits) or y < _TOP + 14
        return x, y + 22 if under and y < _BOTTOM - 22 else y - 13, _short(one.figure)

    def _labels(self) -> Iterator[Label]:
        """Name each line at its end, one below the other where they are close."""
        found = sorted(self._wanted(), key=lambda one: one.y)
        placed: list[Label] = []
        y = _TOP - 8
        for one in found:
            y = max(one.y, y)
            placed.append(attrs.evolve(one, y=y))
            y += _LABEL_HEIGHT
        over = max(0.0, y - _LABEL_HEIGHT - _BOTTOM)
        floor = _BOTTOM - over if over else 0.0
        for number, one in enumerate(reversed(placed)):
            highest = _BOTTOM - number * _LABEL_HEIGHT
            yield attrs.evolve(one, y=round(min(one.y, highest), 1)) if floor else one

    def _wanted(self) -> Iterator[Label]:
        series, last = self.series, _last
        own = last(series.places, lambda one: one.figure if _drawable(one.figure) else None)
        assert own is not None  # else nothing would be drawn
        value = _exact(own)
        yield Label("own", self.y.at(_end(own, "high") if value is None else value), _short(own), series.whose)
        bench = last(series.places, lambda one: one.benchmark if _exact(one.benchmark) is not None else None)
        if bench is not None:
            yield Label("bench", self.y.at(_value(bench)), _short(bench), series.benchmark)
        yield from self._target_labels()
        others = last(series.places, lambda one: one.others)
        if others is not None:
            low, high = (_end(others, side) for side in ("low", "high"))
            yield Label("band", self.y.at((low + high) / 2), _short(others), series.others)

    def _target_labels(self) -> Iterator[Label]:
        for side in ("low", "high"):
            held = [(one, value) for one in self.series.places if (value := _side(one.target, side)) is not None]
            if held and any(value != _exact(one.benchmark) for one, value in held):
                one, value = held[-1]
                name = "target" if _side(one.target, _OTHER[side]) in (None, value) else f"target, {_ENDS[side]}"
                yield Label("target", self.y.at(value), _number(value, self.series.unit), name)
                if name == "target":
                    return

    def _names(self) -> Iterator[tuple[float, str, bool]]:
        places = self.series.places
        every = max(1, -(-(len(places) - 1) // _MOST_NAMED)) if len(places) > 1 else 1
        chosen = list(range(len(places) - 1, -1, -every))
        for number, step in enumerate(chosen):
            yield self.x(step), _short_name(places[step].name), number % 2 == 1


def _ends(series: Series) -> Iterator[Decimal]:
    """Give every value that has to be on the axis."""
    for place in series.places:
        for one in (place.figure, place.benchmark, place.others, place.target):
            yield from _range_ends(one)


def _range_ends(one: Range | None) -> Iterator[Decimal]:
    if one is not None:
        yield from (end for end in (one.low, one.high) if end is not None)


def _drawable(one: Range | None) -> bool:
    return one is not None and one.low is not None and one.high is not None


def _exact(one: Range | None) -> Decimal | None:
    return None if one is None else one.exact


def _value(one: Range | None) -> Decimal:
    found = _exact(one)
    assert found is not None  # the caller has looked
    return found


def _side(one: Range | None, side: str) -> Decimal | None:
    return None if one is None else getattr(one, side)


def _end(one: Range | None, side: str) -> Decimal:
    found = _side(one, side)
    assert found is not None  # the caller has looked
    return found


def _last(places: Sequence[Place], of: Callable[[Place], Range | None]) -> Range | None:
    return next((found for one in reversed(places) if (found := of(one)) is not None), None)


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x * 10:.0f} {y:g}" for x, y in points)


def _area(tops: Sequence[tuple[float, float]], bottoms: Sequence[tuple[float, float]], out: float) -> str:
    """Draw an area between two lines, which reaches a little beyond their ends."""
    (x, y), (last, end) = tops[0], tops[-1]
    upper = [(x - out, y), *tops, (last + out, end)]
    lower = [(x - out, bottoms[0][1]), *bottoms, (last + out, bottoms[-1][1])]
    return _path([*upper, *reversed(lower)]) + "Z"


def _short(one: Range) -> str:
    """Say a figure without what it was counted from."""
    return one.said.split(" (")[0]


def _number(value: Decimal, unit: str) -> str:
    said = f"{value:,f}"
    return f"£{said}" if unit == "£" else said + unit


def _short_name(period: str) -> str:
    """Name a period as short as an axis needs: January 2019 as Jan 2019."""
    head, _, year = period.partition(" ")
    return f"{head[:3]} {year}" if year.isdigit() and head.isalpha() and len(year) == 4 and len(head) > 3 else period
