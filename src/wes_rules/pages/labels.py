"""The names of a chart's lines, each at the end of its line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

import attrs

from wes_rules.pages.frame import BOTTOM, TOP, Frame, is_benchmark, known, limits, short
from wes_rules.pages.placing import is_written_at_its_mark
from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Place, Range, Series

_LINE = 13.0
_GAP = 6.0
# So much of a name fits beside the narrowest chart, on each of so many lines.
_FITS, _LINES = 13, 3
# The labels of the two limits of a band take that much; a narrower band has one.
_LEAST_APART = 3 * _LINE + _GAP
_OTHER = {"low": "high", "high": "low"}
_ENDS = {"low": "lowest", "high": "highest"}


@attrs.frozen
class Label:
    """
    The name of a line.

    Args:
        kind: Which line: own, bench, target or band.
        y: Where its first line of text is.
        name: The name, line by line.
    """

    kind: str
    y: float
    value: str
    name: tuple[str, ...]

    @property
    def height(self) -> float:
        """How much room it takes."""
        return _LINE * (1 + len(self.name)) + _GAP


def labels_of(series: Series, frame: Frame) -> tuple[Label, ...]:
    """Label each line at its end; labels that are too close are moved apart in order."""
    found = sorted(_wanted(series, frame), key=lambda one: one.y)
    placed: list[Label] = []
    free = TOP - _LINE
    for one in found:
        free = max(one.y, free)
        placed.append(attrs.evolve(one, y=free))
        free += one.height
    floor = BOTTOM  # below stand the names of the periods
    for place in range(len(placed) - 1, -1, -1):
        one = placed[place]
        placed[place] = attrs.evolve(one, y=round(min(one.y, floor - one.height + _LINE), 1))
        floor = placed[place].y - _LINE
    return tuple(placed)


def _wanted(series: Series, frame: Frame) -> Iterator[Label]:
    """Give each label where it would like to be."""
    places, notation, y = series.places, series.notation, frame.y
    last = known(places, lambda one: one.figure)[-1:]
    if last and not is_written_at_its_mark(last[0][0], places, frame):
        place, value = last[0]
        said = "" if place.figure is None else place.figure.short
        yield Label("own", y.at(value), said, (*_lines(series.whose), *_when(place, series)))
    targets = list(_targets(series, y))
    benchmarks = known(places, lambda one: one.benchmark)
    if benchmarks:
        place, value = benchmarks[-1]
        if not any(is_benchmark(place, limit) for side in _OTHER for one, limit in limits([place], side)):
            said = "" if place.benchmark is None else place.benchmark.short
            yield Label("bench", y.at(value), said, (*_lines(series.benchmark), *_when(place, series)))
    yield from targets
    others = _last(place.others for place in places)
    if others is not None:
        low, high = others.ends
        yield Label("band", y.at((low + high) / 2), notation.said(low, high), _lines(series.others))


def _targets(series: Series, y: Scale) -> Iterator[Label]:
    """Name the target: whose figure it is, and of which period where it is not that of the last."""
    places, notation = series.places, series.notation
    judged = [one for one in places if one.moves and one.decides is not None and one.target is not None][-1:]
    both = [one.target for one in places if one.target is not None and not one.moves][-1:]
    if not judged and both and len(both[0].ends) == 2 and both[0].exact is None:
        low, high = both[0].ends
        if y.at(low) - y.at(high) < _LEAST_APART:
            yield Label("target", y.at((low + high) / 2), notation.said(low, high), ("target",))
            return
    for side in ("low", "high"):
        held = limits(places, side) or [(one, end) for one in judged if (end := getattr(one.target, side)) is not None]
        if not held:
            continue
        place, limit = held[-1]
        other = getattr(place.target, _OTHER[side])
        name = "target" if other in (None, limit) else f"target: {_ENDS[side]}"
        if is_benchmark(place, limit):
            name = f"target: {series.benchmark}"
        varies = judged or len({value for _, value in held}) > 1
        yield Label(
            "target", y.at(limit), notation.said(limit), (*_lines(name), *(_when(place, series) if varies else ()))
        )
        if other == limit:
            return


def _when(place: Place, series: Series) -> tuple[str, ...]:
    """Say of which period a label is where that is not the last."""
    return () if place is series.places[-1] else (short(place.name),)


def _last(found: Iterable[Range | None]) -> Range | None:
    """Return the last of several of which both ends are known."""
    return next((one for one in reversed(list(found)) if one is not None and len(one.ends) == 2), None)


def _lines(name: str) -> tuple[str, ...]:
    """Part a name into lines that fit."""
    return tuple(textwrap.wrap(name, _FITS, max_lines=_LINES, placeholder="\u2026"))
