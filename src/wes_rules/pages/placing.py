"""What is written within a chart, each where it crosses the fewest lines and nothing else that is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from wes_rules.pages.frame import BOTTOM, TOP, Frame, Point, known, meets, short
from wes_rules.pages.values import Place

# How much of the width a letter takes in a narrow chart, and how tall it is.
_LETTER, _TALL = 2.0, 11
# Where notes stand, one above the other, and how far above its middle a name that is turned begins.
_LEVELS, _HALF_A_NAME = (10.0, 22.0), 38.0
_LEFT, _RIGHT = 3.0, 73.0
# How far from a mark what is written beside it begins.
_BESIDE = 2.4
# A narrower hole has no room for its name.
_LEAST_NAMED = 3.5

# Where something is: from where to where across, and down.
Box = tuple[Point, Point]
# A line with how bad it is to cross it.
Weighed = tuple[int, Sequence[Point]]


@attrs.frozen
class Flag:
    """A figure written beside its mark: where, what it says, and on which side of there: "start", "middle" or "end"."""

    x: float
    y: float
    said: str
    anchor: str

    @property
    def box(self) -> Box:
        """Where it is."""
        width = len(self.said) * _LETTER
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return (left, left + width), (self.y - _TALL, self.y + 2)


@attrs.frozen
class Hole:
    """Periods that nobody collected: where they begin, how wide they are, what is said there, and at which height."""

    x: float
    width: float
    y: float = 0.0

    @property
    def name(self) -> str:
        """What is said there."""
        return "not collected" if self.width >= _LEAST_NAMED else ""


def is_written_at_its_mark(place: Place, places: Sequence[Place], frame: Frame) -> bool:
    """Whether the last figure stands beside its mark: there is room up to the end of the chart, where it otherwise stands."""
    return frame.x(place.step) + _BESIDE + len(_last(place)) * _LETTER <= _RIGHT


def flags_of(
    places: Sequence[Place], frame: Frame, lines: Sequence[tuple[str, list[Point]]], notes: Iterable[Flag]
) -> Iterator[Flag]:
    """
    Write figures beside their marks: what was judged, and the last one with its period, where they are not at the end.

    What is beyond the scale is written as well, with its period.
    """
    figures = known(places, lambda one: one.figure)
    if not figures:
        return
    last = figures[-1][0]
    judged = next((one for one, _ in reversed(figures) if one.decides is not None), None)
    at_its_mark = is_written_at_its_mark(last, places, frame)
    # The target is the worst of all to cross: it is what the figure is read against.
    weighed = [({"target": 9, "own": 2}.get(kind, 1), points) for kind, points in lines]
    upright = [frame.left_of(one) for one in places if not one.compares]
    upright += [frame.left_of(one) for one in places if not one.counts][:1]
    weighed += [(2, [(x, TOP), (x, BOTTOM)]) for x in upright]
    taken = [one.box for one in notes]
    for place, value in figures:
        if place is last and at_its_mark:
            found = _beside(frame.point(place, value), _last(place))
        elif frame.y.beyond(value):
            found = _outside(frame.point(place, value), _last(place))
        elif place is judged and place is not last:
            found = _around(frame.point(place, value), "" if place.figure is None else place.figure.short)
        else:
            continue
        flag = min(found, key=lambda one: _crossed(one.box, weighed, taken))
        taken.append(flag.box)
        yield flag


def _last(place: Place) -> str:
    """Say a figure that is not of the last period."""
    return "" if place.figure is None else f"{place.figure.short} in {short(place.name)}"


def _beside(point: Point, said: str) -> list[Flag]:
    """Give the places right of a mark, the best first."""
    x, y = point
    return [Flag(round(x + _BESIDE, 2), y + dy, said, "start") for dy in (4, -10, 18)]


def _outside(point: Point, said: str) -> list[Flag]:
    """Give the places beside a mark on the edge of the scale, the best first: over the chart no line is crossed."""
    x, y = point
    above = [Flag(x, y - 9, said, anchor) for anchor in ("middle", "start", "end")] if y <= TOP else []
    return [one for one in above if one.box[0][0] >= _LEFT and one.box[0][1] <= _RIGHT] or _around(point, said)


def _around(point: Point, said: str) -> list[Flag]:
    """Give the places around a mark, the best first, that are on the chart."""
    x, y = point
    found = [
        Flag(round(x + dx, 2), y + dy, said, anchor)
        for dx, anchor, heights in (
            (0, "middle", (-12, 20)),
            (_BESIDE, "start", (-8, 15)),
            (-_BESIDE, "end", (-8, 15)),
            (0, "middle", (-26, 34)),
        )
        for dy in heights
    ]
    on = [one for one in found if one.box[0][0] >= _LEFT and one.box[0][1] <= _RIGHT and TOP <= one.y <= BOTTOM]
    return on or found[:1]


def _crossed(box: Box, lines: Iterable[Weighed], taken: Iterable[Box]) -> int:
    across, down = box
    return sum(weight for weight, points in lines if meets(points, across, down)) + 20 * sum(
        overlap(box, one) for one in taken
    )


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share any place."""
    return all(low < end and start < high for (low, high), (start, end) in zip(one, other, strict=True))


def notes_of(upright: Iterable[tuple[float, str]]) -> Iterator[Flag]:
    """Write what upright lines mean above them; what has no room is left out, as the lines themselves say it."""
    taken: list[Box] = []
    for x, said in upright:
        sides = ("end", "start") if x > _RIGHT / 2 else ("start", "end")
        found = [Flag(x, y, said, side) for y in _LEVELS for side in sides]
        fits = (one for one in found if one.box[0][0] >= 0 and not any(overlap(one.box, each) for each in taken))
        if (flag := next(fits, None)) is not None:
            taken.append(flag.box)
            yield flag


def holes_of(places: Sequence[Place], frame: Frame, lines: Sequence[tuple[str, list[Point]]]) -> Iterator[Hole]:
    """Put periods that nobody collected together."""
    first = None
    for place in places:
        if not place.collected:
            first = place if first is None else first
        elif first is not None:
            hole = Hole(frame.left_of(first), round(frame.left_of(place) - frame.left_of(first), 2))
            first = None
            middles = [(TOP + BOTTOM) / 2, TOP + _HALF_A_NAME, BOTTOM - _HALF_A_NAME]
            weighed = [(1, points) for _, points in lines]
            middle = min(
                middles,
                key=lambda y, hole=hole: _crossed(  # type: ignore[misc]
                    ((hole.x, hole.x + hole.width), (y - _HALF_A_NAME, y + _HALF_A_NAME)), weighed, ()
                ),
            )
            yield attrs.evolve(hole, y=middle)
