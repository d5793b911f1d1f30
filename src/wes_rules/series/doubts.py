"""Rows left out, looked up by the figure, case or inspection that they may be about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

import attrs

from wes_rules.series.observation import Observation
from wes_rules.values.period import Period

if TYPE_CHECKING:
    from wes_rules.series.left_out import LeftOut, UnreadCase, UnreadFigure, UnreadInspection


class LeftOuts:
    """All rows left out of which nobody knows which figure they are, to look up those that may be about one."""

    __slots__ = ("_figures", "all")

    def __init__(self, rows: Iterable[LeftOut] = ()) -> None:
        # The order of rows says nothing; each row that cannot be read may be another case.
        self.all = tuple(sorted(rows, key=_order))
        self._figures: dict[tuple[object, ...], list[UnreadFigure]] = defaultdict(list)
        for one in self.all:
            if one.of == "figure":
                self._figures[one.key].append(one)

    def figures(self, key: tuple[str, str, str], period: Period) -> Iterator[UnreadFigure]:
        """List the figures left out that may be about a series and a period."""
        if self._figures:
            for place in product(*((part, None) for part in (*key, period))):
                yield from self._figures.get(place, ())

    def periods(self, key: tuple[str, str, str]) -> set[Period]:
        """Return the known periods of figures left out that may belong to a series."""
        mine = set(product(*((part, None) for part in key))) if self._figures else set()
        return {place[3] for place in self._figures if place[3] is not None and place[:3] in mine}  # type: ignore[misc]

    def cases(self, indicator: str, area: str) -> list[UnreadCase]:
        """List the cases left out that may be about an indicator and an area."""
        return self._of("case", indicator, area)

    def inspections(self, indicator: str, area: str) -> list[UnreadInspection]:
        """List the inspections left out that may be about an indicator and an area."""
        return self._of("inspection", indicator, area)

    def _of(self, kind: str, indicator: str, area: str) -> list[Any]:
        rows = [one for one in self.all if one.of == kind]
        return [one for one in rows if one.indicator in (None, indicator) and one.area in (None, area)]


def _order(one: LeftOut) -> tuple[str, str]:
    fields = attrs.asdict(one, recurse=False, filter=lambda field, _: field.name != "origin")
    return type(one).__name__, repr(fields)


def placed(left_out: Iterable[LeftOut]) -> tuple[list[Observation], list[LeftOut]]:
    """Separate rows that are known to be one figure from rows that may be several."""
    known: list[Observation] = []
    unknown: list[LeftOut] = []
    for one in left_out:
        placed = one.as_observation()
        if placed is None:
            unknown.append(one)
        else:
            known.append(placed)
    return known, unknown
