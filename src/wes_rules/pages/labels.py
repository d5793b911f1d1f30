"""The names of a chart's lines, each at the end of its line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from decimal import Decimal

import attrs

from wes_rules.pages.frame import BOTTOM, TOP, is_benchmark, known, limits
from wes_rules.pages.scale import Scale
from wes_rules.pages.values import Range, Series

_LINE = 13.0
_GAP = 2.0
# So much of a name fits beside the narrowest chart, on each of so many lines.
_FITS, _LINES = 13, 2
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


def labels_of(series: Series, y: Scale) -> tuple[Label, ...]:
    """Name each line at its end; those that are too close are moved apart, and stay in order."""
    found = sorted(_wanted(series, y), key=lambda one: one.y)
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


def _wanted(series: Series, y: Scale) -> Iterator[Label]:
    """Give each label where it would like to be."""
    own = _last(place.figure for place in series.places)
    if own is not None:
        yield Label("own", y.at(own.ends[-1]), own.short, _lines(series.whose))
    benchmarks = known(series.places, lambda one: one.benchmark)
    if benchmarks:
        place, value = benchmarks[-1]
        yield Label("bench", y.at(value), _said(place.benchmark), _lines(series.benchmark))
    yield from _targets(series, y)
    others = _last(place.others for place in series.places)
    if others is not None:
        low, high = others.ends
        said = f"{_number(low, '')}\u2013{_number(high, '')}"
        yield Label("band", y.at((low + high) / 2), _with_unit(said, series.unit), _lines(series.others))


def _targets(series: Series, y: Scale) -> Iterator[Label]:
    both = [one.target for one in series.places if one.target is not None][-1:]
    if both and len(both[0].ends) == 2 and both[0].exact is None:
        low, high = both[0].ends
        if y.at(low) - y.at(high) < _LEAST_APART:
            said = f"{_number(low, '')}\u2013{_number(high, '')}"
            yield Label("target", y.at((low + high) / 2), _with_unit(said, series.unit), ("allowed",))
            return
    for side in ("low", "high"):
        held = limits(series.places, side)
        if not held or is_benchmark(held):
            continue
        place, limit = held[-1]
        other = getattr(place.target, _OTHER[side])
        name = ("target",) if other in (None, limit) else (_ENDS[side], "allowed")
        yield Label("target", y.at(limit), _number(limit, series.unit), name)
        if other == limit:
            return


def _last(found: Iterable[Range | None]) -> Range | None:
    """Return the last of several of which both ends are known."""
    return next((one for one in reversed(list(found)) if one is not None and len(one.ends) == 2), None)


def _said(one: Range | None) -> str:
    return "" if one is None else one.short


def _lines(name: str) -> tuple[str, ...]:
    """Part a name into lines that fit."""
    return tuple(textwrap.wrap(name, _FITS, max_lines=_LINES, placeholder="\u2026"))


def _number(value: Decimal, unit: str) -> str:
    return _with_unit(f"{value:,f}", unit)


def _with_unit(said: str, unit: str) -> str:
    return f"£{said}" if unit == "£" else said + unit
