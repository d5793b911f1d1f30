"""A trend as small as a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

import attrs

from wes_rules.pages.charts import Mark
from wes_rules.pages.frame import Point, in_view, known, limits, runs, target_goes_on
from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Place, Range, Shown

# The size of the picture, and how far its lines keep from its edges.
WIDTH, HEIGHT = 120, 44
_EDGE = 8
_MOST = 12
# Fewer figures than this that compare are no trend.
_LEAST = 3


@attrs.frozen
class Spark:
    """
    The latest figures of a measure, those after the deadline among them.

    Args:
        near: Where figures miss the target and count as met, as a path; empty where none do.
        lines: Each with its kind, as a path.
        marks: The figure that was judged with its verdict, and the newest.
        ends: Where what decides ends; None where everything shown counts.
    """

    near: str
    lines: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    ends: float | None = None


def spark_of(one: Shown) -> Spark | None:
    """Draw the latest figures of the deciding number; None if too few are comparable."""
    series = next((each for each in one.series if each.title == one.part), None)
    figures = [] if series is None else known(series.places, lambda place: place.figure)
    if series is None or not figures:
        return None
    places = tuple(one for one in series.places if one.step <= figures[-1][0].step)[-_MOST:]
    values = dict(each for each in figures if each[0].step >= places[0].step)
    breaks = [place.step for place in places if not place.compares]
    if max(Counter(sum(step <= one.step for step in breaks) for one in values).values()) < _LEAST:
        return None
    shown = in_view(places, _held_against, series.notation)
    y = Scale.over(shown, series.notation, top=_EDGE, bottom=HEIGHT - _EDGE)
    across = _Across(places[0].step, places[-1].step)
    points = {place: (across.at(place.step), y.at(value)) for place, value in values.items()}
    joined = [
        [points[each] for each in run]
        for run in runs(places, lambda place: place in points, lambda place: place.follows)
    ]
    lines = [("target", each) for each in _targets(places, y, across)]
    lines += [("own", run if len(run) > 1 else _dash(run[0])) for run in joined]
    last = figures[-1][0]
    marked = [
        place for place in values if place is last or (place.decides is not None and place.name == one.judged_on_period)
    ]
    marks = [Mark("dot" if place.decides is None else place.decides.value, *points[place]) for place in marked]
    ends = next((across.at(place.step - 0.5) for place in places[1:] if not place.counts), None)
    paths = {kind: "".join(_path(each) for one, each in lines if one == kind) for kind, _ in lines}
    near = "".join(_path(each) + "Z" for each in _near(places, y, across))
    return Spark(near, tuple(paths.items()), tuple(marks), ends)


@attrs.frozen
class _Across:
    first: int
    last: int

    def at(self, step: float) -> float:
        """Return where a period is."""
        return round(_EDGE + (WIDTH - 2 * _EDGE) * (step - self.first) / max(self.last - self.first, 1), 1)


def _held_against(place: Place) -> Iterator[Range]:
    if place.target is not None and not place.moves:
        yield from (one for one in (place.target, place.met) if one is not None)


def _targets(places: tuple[Place, ...], y: Scale, across: _Across) -> Iterator[list[Point]]:
    """Draw the target through its value in each period that has one."""
    for side in ("low", "high"):
        values = dict(limits(places, side))
        for run in runs(places, lambda place, values=values: place in values, target_goes_on):  # type: ignore[misc]
            yield _through(run, values, y, across)


def _near(places: tuple[Place, ...], y: Scale, across: _Across) -> Iterator[list[Point]]:
    """Draw round what counts as met though it misses the target."""
    for side in ("low", "high"):
        target, met = dict(limits(places, side)), dict(limits(places, side, "met"))
        near = {place for place in met if met[place] != target.get(place)}
        for run in runs(places, near.__contains__, target_goes_on):
            yield [*_through(run, target, y, across), *reversed(_through(run, met, y, across))]


def _through(run: list[Place], values: Mapping[Place, Decimal], y: Scale, across: _Across) -> list[Point]:
    """Return the points of a limit, from where a run of periods begins to where it ends."""
    left, right = max(across.at(run[0].step - 0.5), 1.0), min(across.at(run[-1].step + 0.5), WIDTH - 1.0)
    inner = [(across.at(place.step), y.at(values[place])) for place in run]
    return [(left, inner[0][1]), *inner, (right, inner[-1][1])]


def _dash(point: Point) -> list[Point]:
    """Draw a figure that has no neighbour."""
    x, y = point
    return [(x - 1, y), (x + 1, y)]


def _path(points: list[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
