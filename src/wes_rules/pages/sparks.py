"""A trend as small as a word."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from wes_rules.pages.charts import Mark
from wes_rules.pages.frame import joined, known, limits
from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Place, Shown

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
        lines: Each with its kind, as a path.
        marks: The figure that was judged with its verdict, and the newest.
        ends: Where what decides ends; None where everything shown counts.
    """

    lines: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    ends: float | None = None


def spark_of(one: Shown) -> Spark | None:
    """Draw the latest figures of the number that decides; None where too few of them compare."""
    series = next((each for each in one.series if each.title == one.part), None)
    figures = [] if series is None else known(series.places, lambda place: place.figure)
    if series is None or not figures:
        return None
    places = tuple(one for one in series.places if one.step <= figures[-1][0].step)[-_MOST:]
    figures = [each for each in figures if each[0].step >= places[0].step]
    pairs = list(joined(places, lambda place: place.figure))
    if len(pairs) < _LEAST - 1:
        return None
    values = [float(end) for place in places for end in _values(place)]
    y = Scale.over(values, top=_EDGE, bottom=HEIGHT - _EDGE, bounds=series.bounds)
    across = _Across(places[0].step, places[-1].step)
    at = {place.step: number for number, place in enumerate(places)}
    points = {place.step: (across.at(place.step), y.at(value)) for place, value in figures}
    lines = list(_targets(places, y, across))
    for (before, _), (after, _) in pairs:
        kind = "own gap" if at[after.step] - at[before.step] > 1 else "own"
        lines.append((kind, _path([points[before.step], points[after.step]])))
    last = figures[-1][0]
    marked = [
        place
        for place, _ in figures
        if place is last or (place.decides is not None and place.name == one.judged_on_period)
    ]
    marks = [Mark("dot" if place.decides is None else place.decides.value, *points[place.step]) for place in marked]
    ends = next((across.at(place.step - 0.5) for place in places[1:] if not place.counts), None)
    return Spark(tuple(lines), tuple(marks), ends)


@attrs.frozen
class _Across:
    first: int
    last: int

    def at(self, step: float) -> float:
        """Return where a period is."""
        return round(_EDGE + (WIDTH - 2 * _EDGE) * (step - self.first) / max(self.last - self.first, 1), 1)


def _values(place: Place) -> Iterator[float]:
    for one in (place.figure, place.target):
        if one is not None:
            yield from (float(end) for end in one.ends)


def _targets(places: tuple[Place, ...], y: Scale, across: _Across) -> Iterator[tuple[str, str]]:
    """Draw the target as a stair, over the periods that have one."""
    for side in ("low", "high"):
        drawn: list[list[tuple[float, float]]] = []
        for place, value in limits(places, side):
            left, right = max(across.at(place.step - 0.5), 1.0), min(across.at(place.step + 0.5), WIDTH - 1.0)
            if not drawn or drawn[-1][-1][0] != left:
                drawn.append([])
            drawn[-1] += [(left, y.at(value)), (right, y.at(value))]
        if drawn:
            yield "target", "".join(map(_path, drawn))


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
