"""An index of a history by indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from wes_rules.series.editions import SeriesKey
from wes_rules.values.period import Period

if TYPE_CHECKING:
    from wes_rules.series.cases import Case, Inspection


class Index:
    """
    The groups, cases and inspections of each indicator.

    Args:
        series: The series that have figures, each with their periods.
    """

    __slots__ = ("_cases", "_groups", "_inspections")

    def __init__(
        self, series: Mapping[SeriesKey, Iterable[Period]], cases: Iterable[Case], inspections: Iterable[Inspection]
    ) -> None:
        self._groups: dict[tuple[str, str], set[Period]] = defaultdict(set)
        for (indicator, _, group), periods in series.items():
            self._groups[indicator, group].update(periods)
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
        more._cases, more._inspections = self._cases, self._inspections
        return more

    def periods(self, indicator: str, group: str) -> set[Period]:
        """Return the periods for which any area has a figure of a group of an indicator."""
        return self._groups.get((indicator, group), set())

    def cases(self, indicator: str, area: str) -> list[Case]:
        """List the cases of an indicator in an area."""
        return list(self._cases.get((indicator, area), ()))

    def inspections(self, indicator: str, area: str) -> list[Inspection]:
        """List the inspections of an indicator in an area."""
        return list(self._inspections.get((indicator, area), ()))
