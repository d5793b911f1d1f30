"""What a history has of an indicator, and what was left out of it, found without looking through all of it; and how its first figures are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import TYPE_CHECKING, Any

import attrs

from wes_rules.series.editions import SeriesKey
from wes_rules.series.observation import Observation
from wes_rules.values.period import Period

# More of anything than this are counted.
_MOST_SHOWN = 10
# What a history is made of, in this order; the figures need no name.
_HELD = ("", "cases", "inspections", "area_sets")


def shown(history: Any, cases: Sequence[Case], inspections: Sequence[Inspection]) -> str:
    """Show what a history holds, each sort of rows by its argument and counted; one of at most ten of anything can be pasted."""
    rows: Sequence[Any] = (history, cases, inspections, history.area_sets.values())
    names, left_out, final = dict(history.names), len(history.left_out), history.awaits_final
    parts = [_listed(name, items) for name, items in zip(_HELD, rows, strict=True)]
    parts.append(f"names={names!r}" if 0 < len(names) <= _MOST_SHOWN else "")
    made = f"History({', '.join(filter(None, parts))})"
    if left_out or final:
        out = f"{left_out:,} row{'s' * (left_out != 1)} left out" if left_out else ""
        return f"<{' and '.join(filter(None, (made, out, 'final figures only' if final else '')))}>"
    return made


def _listed(name: str, items: Any) -> str:
    """List the first items; where there are more, how many, in a form that is no Python."""
    count = len(items)
    if not count:
        return ""
    first = ", ".join(map(repr, islice(items, _MOST_SHOWN)))
    rest = f", <and {count - _MOST_SHOWN:,} more>" if count > _MOST_SHOWN else ""
    return f"{name and name + '='}[{first}{rest}]"


if TYPE_CHECKING:
    from wes_rules.series.cases import Case, Inspection


class Index:
    """The groups, cases and inspections of each indicator."""

    __slots__ = ("_cases", "_groups", "_inspections", "_series")

    def __init__(
        self, series: Mapping[SeriesKey, Iterable[Period]], cases: Iterable[Case], inspections: Iterable[Inspection]
    ) -> None:
        self._groups: dict[tuple[str, str], set[Period]] = defaultdict(set)
        self._series: dict[str, list[SeriesKey]] = defaultdict(list)
        for key, periods in series.items():
            self._groups[key[0], key[2]].update(periods)
            self._series[key[0]].append(key)
        self._cases: dict[tuple[str, str], list[Case]] = defaultdict(list)
        self._inspections: dict[tuple[str, str], list[Inspection]] = defaultdict(list)
        for case in cases:
            self._cases[case.indicator, case.area].append(case)
        for row in inspections:
            self._inspections[row.indicator, row.area].append(row)

    def plus(self, indicator: str, group: str, period: Period) -> Index:
        """Return this index with a figure for a group of an indicator, too."""
        if period in (held := self.periods(indicator, group)):
            return self
        more = object.__new__(Index)
        more._groups = {**self._groups, (indicator, group): {*held, period}}
        more._cases, more._inspections, more._series = self._cases, self._inspections, self._series
        return more

    def indicators(self) -> list[str]:
        """List the indicators that there is anything of."""
        return sorted({indicator for indicator, _ in (*self._groups, *self._cases, *self._inspections)})

    def periods(self, indicator: str, group: str) -> set[Period]:
        """Return the periods for which any area has a figure of a group of an indicator."""
        return self._groups.get((indicator, group), set())

    def series(self, indicator: str) -> list[SeriesKey]:
        """List the series of an indicator, of any area and group."""
        return self._series.get(indicator, [])

    def cases(self, indicator: str, area: str) -> list[Case]:
        """List the cases of an indicator in an area."""
        return list(self._cases.get((indicator, area), ()))

    def inspections(self, indicator: str, area: str) -> list[Inspection]:
        """List the inspections of an indicator in an area."""
        return list(self._inspections.get((indicator, area), ()))


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
    found = [(one, one.as_observation()) for one in left_out]
    return [known for _, known in found if known is not None], [one for one, known in found if known is None]
