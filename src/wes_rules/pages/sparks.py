"""A trend as small as a word."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from wes_rules.pages.charts import Mark
from wes_rules.pages.frame import joined
from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Place, Series, Shown

# The size of the picture, and how far its lines keep from its edges.
_WIDTH, _HEIGHT, _EDGE = 96, 28, 7
_MOST = 12


@attrs.frozen
class Spark:
    """
    The latest figures of a measure.

    Args:
        lines: Each with its kind, as a path.
        end: The figure that was judged, or else the last.
    """

    lines: tuple[tuple[str, str], ...]
    end: Mark | None


def spark_of(one: Shown) -> Spark | None:
    """Draw the latest figures of a measure with one number; None where it has none, or several."""
    series = _decisive(one)
    if series is None:
        return None
    places = [place for place in series.places if place.counts][-_MOST:]
    known = [place for place in places if place.figure is not None and place.figure.exact is not None]
    if not known:
        return None
    values = [float(end) for place in known for end in _values(place)]
    y = Scale.over(values, top=_EDGE, bottom=_HEIGHT - _EDGE, bounds=series.bounds)
    y = attrs.evolve(y, low=min(values), high=max(values)) if max(values) > min(values) else y
    first, last = places[0].step, places[-1].step
    points = {place.step: (_across(place.step, first, last), y.at(place.figure.exact)) for place in known}  # type: ignore[union-attr, arg-type]
    pairs = joined(places, lambda place: place.figure)
    lines = [("own", _path([points[one.step], points[other.step]])) for (one, _), (other, _) in pairs]
    lines += list(_targets(known, y, first, last))
    x, height = points[known[-1].step]
    return Spark(tuple(lines), Mark(one.verdict.value, x, height))


def _decisive(one: Shown) -> Series | None:
    """Return the number whose latest figure is the measure's."""
    return next((each for each in one.series if any(_is_latest(place, one) for place in each.places)), None) or next(
        iter(one.series), None
    )


def _is_latest(place: Place, one: Shown) -> bool:
    return place.name == one.period and place.figure is not None and place.figure.said.startswith(one.latest)


def _values(place: Place) -> Iterator[float]:
    for one in (place.figure, place.target):
        if one is not None:
            yield from (float(end) for end in (one.low, one.high) if end is not None)


def _targets(known: list[Place], y: Scale, first: int, last: int) -> Iterator[tuple[str, str]]:
    for side in ("low", "high"):
        points = [
            (_across(place.step, first, last), y.at(value))
            for place in known
            if place.target is not None and (value := getattr(place.target, side)) is not None
        ]
        if len(points) == 1:
            points = [(_EDGE, points[0][1]), (_WIDTH - _EDGE, points[0][1])]
        if points:
            yield "target", _path(points)


def _across(step: int, first: int, last: int) -> float:
    return round(_EDGE + (_WIDTH - 2 * _EDGE) * ((step - first) / (last - first) if last > first else 1), 1)


def _path(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
