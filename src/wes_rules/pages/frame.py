"""
The frame that a chart is drawn in.

Across, places are percentages of the chart's width, so that it fits any screen while its text keeps its size; lines that
bend are drawn on a grid a thousand wide that is stretched. Down, they are pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

import attrs

from wes_rules.pages.scale import Scale, least_span
from wes_rules.pages.values import Notation, Place, Range, Series

TOP, BOTTOM = 26.0, 204.0
# The plot lies between the marks of its axis and the labels of its lines.
_LEFT, _RIGHT = 13.0, 70.0
_WIDEST = 6.0
# Where the plot ends, on either side.
_EDGES = 10.0, 72.5
# Up to so many times as large as another, a series is seen on the scale of both.
_ALIKE = 5

Point = tuple[float, float]
# A period, and a number of it that is known exactly.
Valued = tuple[Place, Decimal]
# How much of the width a letter takes, in a chart of a telephone and in a wide one, and how far names stay apart.
_NARROW, _WIDE = (2.2, 1.5), (1.3, 1.5)
_STEPS = (1, 2, 5, 10, 20, 50, 100)
# One figure in so many, and no more than so many, may lie beyond a scale: those that are so many times as large as anything
# else that is shown, where all else would share less than this part of the scale.
_ONE_IN, _MOST_BEYOND, _TIMES, _PARTS = 5, 3, 3, 6


@attrs.frozen
class Frame:
    """
    Where periods and values are.

    Args:
        steps: How many periods there are from the first to the last.
    """

    steps: int
    y: Scale

    @classmethod
    def of(cls, series: Series, several: Iterable[Series] = ()) -> Frame:
        """
        Return the frame that holds everything a series shows, which has to be something.

        Args:
            several: The series that are drawn with it: those of its unit and of about its size have one scale.
        """
        values = _values(series)
        alike = [found for one in several if _unit(one) == _unit(series) and (found := _values(one))]
        sizes = [size for found in alike if (size := max(map(abs, found)))]
        if sizes and max(sizes) <= _ALIKE * min(sizes):
            values = [value for found in alike for value in found]
        return cls(series.places[-1].step + 1, Scale.over(values, series.notation, top=TOP, bottom=BOTTOM))

    def x(self, step: float) -> float:
        """Return where a period is, in percent."""
        share = step / (self.steps - 1) if self.steps > 1 else 0.5
        return round(_LEFT + (_RIGHT - _LEFT) * share, 2)

    @property
    def half(self) -> float:
        """Half the distance between two periods, in percent."""
        return min((_RIGHT - _LEFT) / max(self.steps - 1, 1) / 2, _WIDEST)

    def left_of(self, place: Place) -> float:
        """Return where a period begins."""
        return round(max(self.x(place.step) - self.half, _EDGES[0]), 2)

    def right_of(self, place: Place) -> float:
        """Return where a period ends."""
        return round(min(self.x(place.step) + self.half, _EDGES[1]), 2)

    def point(self, place: Place, value: Decimal) -> Point:
        """Return where a value of a period is."""
        return self.x(place.step), self.y.at(value)


def _unit(series: Series) -> object:
    return series.notation.before, series.notation.after, series.notation.bounds


def _values(series: Series) -> list[float]:
    return in_view(
        series.places, lambda place: (one for one in drawn(place) if one is not place.figure), series.notation
    )


def in_view(places: Sequence[Place], beside: Callable[[Place], Iterable[Range]], notation: Notation) -> list[float]:
    """
    List the values that a scale spans: all, but for a few figures so far off that nobody could tell the others apart.

    What was judged, the newest figure and all that figures are held against are never beyond it.
    """
    own = known(places, lambda one: one.figure)
    largest = sorted((each for each in own[:-1] if each[0].decides is None), key=lambda each: -abs(each[1]))
    held = [float(end) for place in places for one in beside(place) for end in (*one.ends, *one.interval)]

    def without(far: Iterable[Valued]) -> list[float]:
        gone = {place for place, _ in far}
        near = (one.figure for one in places if one.figure is not None and one not in gone)
        return [*held, *(float(end) for one in near for end in (*one.ends, *one.interval))]

    values = without(())
    for number in range(min(len(own) // _ONE_IN, _MOST_BEYOND), 0, -1):
        far, rest = largest[:number], without(largest[:number])
        size = least_span(rest, notation)
        if far and abs(far[-1][1]) >= _TIMES * max(map(abs, rest)) and max(values) - min(values) >= _PARTS * size:
            return rest
    return values


def known(places: Iterable[Place], of: Callable[[Place], Range | None]) -> list[tuple[Place, Decimal]]:
    """List the periods for which a number is known exactly, each with the number."""
    found = ((place, of(place)) for place in places)
    return [(place, one.exact) for place, one in found if one is not None and one.exact is not None]


def drawn(place: Place) -> Iterator[Range]:
    """Return what a chart shows for a period; a target that is an earlier figure is shown where it decides."""
    target = None if place.moves and place.decides is None else place.target
    near = () if target is None else (target, place.met, place.tolerated)
    yield from (one for one in (place.figure, place.benchmark, place.others, *near) if one is not None)


def limits(places: Iterable[Place], side: str, of: str = "target") -> list[Valued]:
    """List the periods with a limit of their own on one side, "low" or "high", each with the limit."""
    found = ((place, getattr(getattr(place, of), side, None)) for place in places if not place.moves)
    return [(place, limit) for place, limit in found if limit is not None]


def target_goes_on(place: Place) -> bool:
    """Whether the target of a period goes on from the one before: that of a benchmark does while its own figures compare."""
    ends = () if place.target is None else place.target.ends
    return place.benchmark_compares if any(is_benchmark(place, end) for end in ends) else place.compares


def is_benchmark(place: Place, limit: Decimal) -> bool:
    """Whether the limit of a period is the figure that it is compared with."""
    return place.benchmark is not None and place.benchmark.exact == limit


def runs(
    places: Iterable[Place],
    is_known: Callable[[Place], bool],
    follows: Callable[[Place], bool] = attrgetter("compares"),
) -> Iterator[list[Place]]:
    """Split the periods into runs of known figures; a break in the series begins a new run."""
    run: list[Place] = []
    for place in places:
        if run and not (is_known(place) and follows(place)):
            yield run
            run = []
        if is_known(place):
            run.append(place)
    if run:
        yield run


def meets(points: Sequence[Point], across: Point, down: Point) -> bool:
    """Whether a line meets a box between two places across and two down."""
    for (x, y), (end, other) in pairwise(points):
        left, right = max(x, across[0]), min(end, across[1])
        if left > right:
            continue
        ys = sorted(y + (other - y) * (at - x) / (end - x) for at in (left, right)) if end > x else sorted((y, other))
        if ys[0] <= down[1] and ys[1] >= down[0]:
            return True
    return False


def path(points: Iterable[Point]) -> str:
    """Draw a line."""
    return "M" + "L".join(f"{x * 10:.0f} {y:g}" for x, y in points)


def area(tops: Sequence[Point], bottoms: Sequence[Point]) -> str:
    """Draw an area between two lines."""
    return path([*tops, *reversed(bottoms)]) + "Z"


def names_of(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[float, str, bool]]:
    """Give each name with its place, and whether a narrow chart leaves it out."""
    wide, narrow = _chosen(places, frame, *_WIDE), _chosen(places, frame, *_NARROW)
    for place, said in sorted({**narrow, **wide}.items(), key=lambda item: item[0].step):
        if place in wide:
            yield frame.x(place.step), said, place not in narrow


def _chosen(places: tuple[Place, ...], frame: Frame, letter: float, apart: float) -> dict[Place, str]:
    """Choose as many years as there is room for: each, every second, every fifth and so on."""
    first, last = places[0], places[-1]
    starts = [other for one, other in pairwise(places) if one.year != other.year]
    # Where there is one period a year it is named, and where there are several the first of a year stands for it.
    alone = len({one.year for one in places}) == len(places)
    ends = {first: short(first.name), last: short(last.name)}

    def taken(place: Place, said: str) -> tuple[float, float]:
        half = (len(said) * letter + apart) / 2
        return frame.x(place.step) - half, frame.x(place.step) + half

    if first is last or taken(first, ends[first])[1] > taken(last, ends[last])[0]:
        return {last: ends[last]}
    left, right = taken(first, ends[first])[1], taken(last, ends[last])[0]
    for step in _STEPS:
        named = {
            one: short(one.name) if alone else one.year
            for one in starts
            if one is not last and one.year[:4].isdigit() and int(one.year[:4]) % step == 0
        }
        fits = {
            one: said for one, said in named.items() if taken(one, said)[0] >= left and taken(one, said)[1] <= right
        }
        boxes = [taken(one, said) for one, said in fits.items()]
        if all(one[1] <= other[0] for one, other in pairwise(boxes)):
            return {**ends, **fits}
    return ends


def short(period: str) -> str:
    """Name a period as short as an axis needs: January 2019 as Jan 2019."""
    head, _, year = period.partition(" ")
    return f"{head[:3]} {year}" if head.isalpha() and len(head) > 3 and year.isdigit() and len(year) == 4 else period
