"""A chart: where each line, mark and label of a series is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

import attrs

from wes_rules.pages.frame import (
    BOTTOM,
    TOP,
    Frame,
    Point,
    area,
    is_benchmark,
    joined,
    known,
    limits,
    meets,
    path,
    runs,
)
from wes_rules.pages.labels import Label, labels_of
from wes_rules.pages.values import Place, Series

_MOST_MARKED = 24
_MOST_NAMED = 4
_MOST_STEPS = 15
# Half of what a written figure takes across, and how tall it is.
_FLAG, _TALL = 4.0, 10
# A narrower hole has no room for its name.
_LEAST_NAMED = 3.5


@attrs.frozen
class Mark:
    """A figure: its shape, where it is, and whether it is firm."""

    shape: str
    x: float
    y: float
    firm: bool = True


@attrs.frozen
class Flag:
    """A figure written beside its mark: where, what it says, and whether it ends there."""

    x: float
    y: float
    said: str
    before: bool = False


@attrs.frozen
class Hole:
    """Periods that nobody collected: where they begin, how wide they are, and what is said there."""

    x: float
    width: float

    @property
    def name(self) -> str:
        """What is said there."""
        return "not collected" if self.width >= _LEAST_NAMED else ""


@attrs.frozen(kw_only=True)
class Chart:
    """
    A chart as it is drawn.

    Args:
        grid: The marks of the axis: where, and what they say.
        zone: Where figures keep the promise.
        band: Where the other areas' figures lie.
        lines: Each with its kind, as a path.
        holes: Runs of periods that nobody collected.
        breaks: Where figures stop being comparable, each with what is said there.
        ends: Where what decides ends; None where everything shown counts.
        bars: Figures that are known between bounds: where, and their two ends.
        flag: The figure that was judged, where it is not the last.
        labels: The names of the lines.
        names: The periods that are named: where, what, and whether a narrow chart leaves it out.
    """

    grid: tuple[tuple[float, str], ...]
    zone: tuple[str, ...]
    band: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    holes: tuple[Hole, ...]
    breaks: tuple[tuple[float, str], ...]
    ends: float | None
    bars: tuple[tuple[float, float, float], ...]
    marks: tuple[Mark, ...]
    flag: Flag | None
    labels: tuple[Label, ...]
    names: tuple[tuple[float, str, bool], ...]


def chart_of(series: Series) -> Chart | None:
    """Lay a series out; None where nothing of its own can be drawn."""
    places = series.places
    if not any(one.figure is not None and len(one.figure.ends) == 2 for one in places):
        return None
    frame = Frame.of(series)
    return Chart(
        grid=tuple((frame.y.at(mark), frame.y.said(mark, series.unit)) for mark in frame.y.marks),
        zone=tuple(_zone(places, frame)),
        band=tuple(_band(places, frame)),
        lines=(*_benchmark(places, frame), *_targets(places, frame), *_own(places, frame)),
        holes=tuple(_holes(places, frame)),
        breaks=tuple(_breaks(places, frame)),
        ends=next((frame.left_of(one) for one in places if not one.counts and one.step), None),
        bars=tuple(_bars(places, frame)),
        marks=tuple(_marks(places, frame)),
        flag=_flag(places, frame),
        labels=labels_of(series, frame.y),
        names=tuple(_names(places, frame)),
    )


def _own(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[str, str]]:
    """Join figures that compare; over periods without one the line is broken."""
    at = {one.step: number for number, one in enumerate(places)}
    for (one, value), (other, following) in joined(places, lambda one: one.figure):
        kind = "own gap" if at[other.step] - at[one.step] > 1 else "own"
        yield kind, path([frame.point(one, value), frame.point(other, following)])


def _benchmark(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[str, str]]:
    values = dict(known(places, lambda one: one.benchmark))
    for run in runs(places, lambda one: one in values):
        points = [frame.point(one, values[one]) for one in run]
        # One alone would be no line.
        one, y = run[0], points[0][1]
        yield "bench", path(points if len(run) > 1 else [(frame.left_of(one), y), (frame.right_of(one), y)])


def _targets(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[str, str]]:
    """Draw the target, where it is not the benchmark's line: one line for one value, and a stair or a slope for several."""
    for side in ("low", "high"):
        held = limits(places, side)
        if not held or is_benchmark(held):
            continue
        values = dict(held)
        alike = len(set(values.values())) == 1
        for run in [list(values)] if alike else runs(places, lambda one, values=values: one in values):  # type: ignore[misc]
            yield "target", path(_edge(run, values, BOTTOM, frame))


def _edge(run: list[Place], values: Mapping[Place, Decimal], otherwise: float, frame: Frame) -> list[Point]:
    """Draw the edge of what is required: a stair, or a slope where the steps would be too small, or a benchmark's line."""
    heights = [frame.y.at(values[one]) if one in values else otherwise for one in run]
    ends = list(zip(run, heights, strict=True))
    if len(run) > _MOST_STEPS or is_benchmark([(one, values[one]) for one in run if one in values]):
        (first, y), (last, end) = ends[0], ends[-1]
        return [(frame.left_of(first), y), *((frame.x(one.step), at) for one, at in ends), (frame.right_of(last), end)]
    # A step is upright, midway between two periods.
    between = [frame.x((one.step + other.step) / 2) for one, other in pairwise(run)]
    lefts, rights = [frame.left_of(run[0]), *between], [*between, frame.right_of(run[-1])]
    return [(x, y) for y, left, right in zip(heights, lefts, rights, strict=True) for x in (left, right)]


def _zone(places: tuple[Place, ...], frame: Frame) -> Iterator[str]:
    """Shade where figures keep the promise: beyond the target, or between two."""
    tops, bottoms = dict(limits(places, "high")), dict(limits(places, "low"))
    for run in runs(places, lambda one: one in tops or one in bottoms):
        yield area(_edge(run, tops, TOP - 10, frame), _edge(run, bottoms, BOTTOM, frame))


def _band(places: tuple[Place, ...], frame: Frame) -> Iterator[str]:
    ends = {one: one.others.ends for one in places if one.others is not None}
    for run in runs(places, lambda one: one in ends):
        lower, upper = ([frame.point(one, ends[one][side]) for one in run] for side in (0, 1))
        yield area(upper, lower)


def _holes(places: tuple[Place, ...], frame: Frame) -> Iterator[Hole]:
    """Put periods that nobody collected together."""
    first = None
    for place in places:
        if not place.collected:
            first = place if first is None else first
        elif first is not None:
            yield Hole(frame.left_of(first), round(frame.left_of(place) - frame.left_of(first), 2))
            first = None


def _breaks(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[float, str]]:
    """Mark where figures stop being comparable; of several one after the other the first says so for all."""
    after = False
    for one, following in zip(places, [*places[1:], None], strict=True):
        if not one.compares:
            said = "new series" if following is None or following.compares else "not comparable"
            yield frame.left_of(one), "" if after else said
        after = not one.compares


def _bars(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[float, float, float]]:
    for one in places:
        if one.figure is not None and one.figure.exact is None and len(one.figure.ends) == 2:
            low, high = one.figure.ends
            yield frame.x(one.step), frame.y.at(high), frame.y.at(low)


def _marks(places: tuple[Place, ...], frame: Frame) -> Iterator[Mark]:
    """Mark each figure; of very many those alone that say more than the line."""
    found = known(places, lambda one: one.figure)
    for one, value in found:
        if len(places) <= _MOST_MARKED or one.decides is not None or one is found[-1][0] or not one.firm:
            yield Mark("dot" if one.decides is None else one.decides.value, *frame.point(one, value), one.firm)


def _flag(places: tuple[Place, ...], frame: Frame) -> Flag | None:
    """Write the figure that was judged beside its mark, on the side where it crosses the fewest lines."""
    figures = known(places, lambda one: one.figure)
    found = next(((one, value) for one, value in reversed(figures) if one.decides is not None), None)
    if found is None or found[0] is places[-1]:
        return None
    one, (x, y) = found[0], frame.point(*found)
    # Left of the line behind which nothing decides any more.
    ends = next((frame.left_of(other) for other in places if not other.counts), None)
    before = ends is not None and ends - x < _FLAG
    left = x - 2 * _FLAG if before else x - _FLAG
    held = [(other, end) for other in places if other.target for end in other.target.ends[:1]]
    # The target is the worst of all to cross: it is what the figure is read against.
    lines = [figures, known(places, lambda one: one.benchmark), held, held]

    def crossed(side: float) -> int:
        points = ([frame.point(*each) for each in line] for line in lines)
        return sum(meets(some, (left, left + 2 * _FLAG), (side - _TALL, side + 2)) for some in points)

    sides = [at for at in (y - 12, y + 20) if TOP - 14 < at < BOTTOM]
    said = "" if one.figure is None else one.figure.short
    return Flag(x if ends is None or not before else ends, min(sides, key=crossed), said, before=before)


def _names(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[float, str, bool]]:
    """Name some periods, the last among them; a narrow chart leaves every other name out."""
    every = max(1, -(-(len(places) - 1) // _MOST_NAMED))
    for number, one in enumerate(places[::-1][::every]):
        yield frame.x(one.step), _short(one.name), number % 2 == 1


def _short(period: str) -> str:
    """Name a period as short as an axis needs: January 2019 as Jan 2019."""
    head, _, year = period.partition(" ")
    return f"{head[:3]} {year}" if head.isalpha() and len(head) > 3 and year.isdigit() and len(year) == 4 else period
