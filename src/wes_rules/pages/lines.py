"""The lines of a chart: of the own figures, of what they are compared with, and of the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from wes_rules.pages.frame import BOTTOM, TOP, Frame, Point, area, is_benchmark, known, limits, runs, target_goes_on
from wes_rules.pages.values import Place

# Half of how wide a target of one period is drawn.
_DASH = 2.0
# A line, by its places.
Drawn = list[Point]


def lines_of(places: tuple[Place, ...], frame: Frame) -> Iterator[tuple[str, Drawn]]:
    """Give each line with its kind."""
    for place in places:
        for kind, found in (("interval", place.figure), ("bench interval", place.benchmark)):
            if found is not None and found.interval:
                yield kind, [frame.point(place, end) for end in found.interval]
    yield from (("bench", one) for one in _benchmark(places, frame))
    yield from (("target", one) for one in _targets(places, frame))
    yield from (("own", one) for one in _own(places, frame))


def _own(places: tuple[Place, ...], frame: Frame) -> Iterator[Drawn]:
    """
    Join figures that follow each other and compare; over a period without one there is no line.

    What leads to a figure beyond the scale leaves it where the whole line would.
    """
    values = dict(known(places, lambda one: one.figure))
    for run in runs(places, lambda one: one in values, lambda one: one.follows):
        ends = (
            (_left(one, values[one], other, values[other], frame), _left(other, values[other], one, values[one], frame))
            for one, other in pairwise(run)
        )
        yield from _joined((start, end) for start, end in ends if start is not None and end is not None)


def _joined(parts: Iterable[tuple[Point, Point]]) -> Iterator[Drawn]:
    """Join parts of lines of which each begins where the one before ends."""
    line: Drawn = []
    for start, end in parts:
        if line and line[-1] != start:
            yield line
            line = []
        line = [*(line or [start]), end]
    if line:
        yield line


def _left(place: Place, value: Decimal, to: Place, other: Decimal, frame: Frame) -> Point | None:
    """Return where a line ends at a figure, or leaves the scale on its way there; None where all of it is beyond."""
    if not frame.y.beyond(value):
        return frame.point(place, value)
    if frame.y.beyond(other):
        return None
    edge = frame.y.high if frame.y.beyond(value) == "above" else frame.y.low
    share = (edge - float(other)) / float(value - other)
    return frame.x(to.step + (place.step - to.step) * share), frame.y.at(edge)


def _benchmark(places: tuple[Place, ...], frame: Frame) -> Iterator[Drawn]:
    """Draw a benchmark where it is not the target, which is drawn instead."""
    values = dict(known(places, lambda one: one.benchmark))
    covered = {one for side in ("low", "high") for one, limit in limits(places, side) if is_benchmark(one, limit)}
    for run in runs(places, lambda one: one in values, lambda one: one.benchmark_compares):
        if len(run) == 1 and run[0] not in covered:
            # One alone would be no line.
            yield _edge(run, values, BOTTOM, frame)
        yield from _joined(
            (frame.point(one, values[one]), frame.point(other, values[other]))
            for one, other in pairwise(run)
            if one not in covered or other not in covered
        )


def _targets(places: tuple[Place, ...], frame: Frame) -> Iterator[Drawn]:
    """Draw the target: through its value in each period, and of what an earlier figure is, the one that decides alone."""
    for side in ("low", "high"):
        values = dict(limits(places, side))
        alike = len(set(values.values())) == 1
        parted = runs(places, lambda one, values=values: one in values, target_goes_on)  # type: ignore[misc]
        for run in [list(values)] if alike else parted:
            yield _edge(run, values, BOTTOM, frame)
        for one in places:
            limit = getattr(one.target, side, None)
            if one.moves and one.decides is not None and limit is not None:
                x, y = frame.point(one, limit)
                yield [(x - _DASH, y), (x + _DASH, y)]


def _edge(run: list[Place], values: Mapping[Place, Decimal], otherwise: float, frame: Frame) -> Drawn:
    """Draw the edge of what is required, from where a run of periods begins to where it ends."""
    heights = [frame.y.at(values[one]) if one in values else otherwise for one in run]
    points = [(frame.x(one.step), y) for one, y in zip(run, heights, strict=True)]
    points = [(frame.left_of(run[0]), heights[0]), *points, (frame.right_of(run[-1]), heights[-1])]
    # A point between two at the same height says nothing.
    inner = (
        two for one, two, three in zip(points, points[1:], points[2:], strict=False) if not one[1] == two[1] == three[1]
    )
    return [points[0], *inner, points[-1]]


def zone_of(places: tuple[Place, ...], frame: Frame) -> Iterator[str]:
    """Shade where figures are on track: beyond the target or what counts as met, or between two."""
    tops, bottoms = (dict(limits(places, side, "shaded")) for side in ("high", "low"))
    for run in runs(places, lambda one: one in tops or one in bottoms, target_goes_on):
        yield area(_edge(run, tops, TOP - 10, frame), _edge(run, bottoms, BOTTOM, frame))


def tolerated_of(places: tuple[Place, ...], frame: Frame) -> Iterator[str]:
    """Shade where figures that miss the promise are at risk only."""
    ends = {one: one.tolerated.ends for one in places if one.tolerated is not None and not one.moves}
    for run in runs(places, lambda one: one in ends):
        lower, upper = ({one: ends[one][side] for one in run} for side in (0, 1))
        yield area(_edge(run, upper, TOP, frame), _edge(run, lower, BOTTOM, frame))


def band_of(places: tuple[Place, ...], frame: Frame) -> Iterator[str]:
    """Shade where the other areas' figures lie."""
    ends = {one: one.others.ends for one in places if one.others is not None}
    for run in runs(places, lambda one: one in ends):
        lower, upper = ([frame.point(one, ends[one][side]) for one in run] for side in (0, 1))
        yield area(upper, lower)
