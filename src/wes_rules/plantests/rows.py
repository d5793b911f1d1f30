"""The rows of plan tests: figures, cases and inspections, each read as a source would read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import attrs

from wes_rules.errors import WesRulesError, near_miss
from wes_rules.plantests.tables import CaseTable, FigureTable, InspectionTable, TestTable
from wes_rules.plugins.asking import Wanted
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.reading import Path, Reader
from wes_rules.series.cases import Case, Inspection
from wes_rules.series.observation import Observation, Origin
from wes_rules.tables.values import read_value
from wes_rules.values.period import Period

T = TypeVar("T")
_AS_WRITTEN = ("published", "standing", "numerator", "denominator", "definition", "population")


@attrs.frozen
class Rows:
    """Reads rows from tables; `fault` takes what is wrong, and `origin` says where a row stands."""

    reader: Reader
    fault: Callable[[Path, str, str], None]
    origin: Callable[[Path], Origin]

    def items(self, table: Mapping[str, Any], path: Path, name: str) -> Iterator[tuple[Path, Any]]:
        """Go through the tables of a list, each with its place."""
        found = table.get(name, [])
        if not isinstance(found, list):
            self.fault((*path, name), f"{name} is not a list", f"write {name} = [{{...}}, {{...}}]")
            return
        yield from (((*path, name, place), one) for place, one in enumerate(found))

    def observations(
        self, table: Mapping[str, Any], path: Path, measure: Measure, read_as: Mapping[str, Wanted], area: str
    ) -> Iterator[Observation]:
        """Read the figures of a test or of a step."""
        for place, raw in self.items(table, path, "figures"):
            given = dict(raw) if isinstance(raw, Mapping) else raw
            value = given.pop("value", None) if isinstance(given, dict) else None
            figure = self.reader.read(FigureTable, given, place)
            if figure is None:
                continue
            named = [one for one in leaves(measure) if one.number.indicator == figure.indicator]
            leaf = (named or leaves(measure))[0]
            indicator = figure.indicator or leaf.number.indicator
            if indicator not in read_as:
                remedy = near_miss(indicator, read_as)
                self.fault((*place, "indicator"), f"unknown indicator {quoted(indicator)}", remedy)
                continue
            if value is None:
                self.fault((*place, "value"), '"value" is missing', 'give a number, or a symbol such as "c"')
                continue
            try:
                period = Period.parse(figure.period, leaf.calendar.kind, window=leaf.calendar.window)
                quantity = read_value(str(value), read_as[indicator])
                yield Observation(
                    indicator=indicator,
                    area=figure.area or area,
                    group=figure.group or leaf.number.group,
                    period=period,
                    quantity=quantity,
                    origin=self.origin(place),
                    **{name: getattr(figure, name) for name in _AS_WRITTEN},
                )
            except WesRulesError as error:
                for problem in error.problems:
                    self.fault(place, problem.what, problem.remedy)

    def cases(self, table: Mapping[str, Any], path: Path, measure: Measure, test: TestTable) -> Iterator[Case]:
        """Read the cases of a test."""
        for place, raw in self.items(table, path, "cases"):
            yield from self._made(Case, CaseTable, raw, place, measure, test, id=str(place[-1]))

    def inspections(
        self, table: Mapping[str, Any], path: Path, measure: Measure, test: TestTable
    ) -> Iterator[Inspection]:
        """Read the inspections of a test."""
        for place, raw in self.items(table, path, "inspections"):
            yield from self._made(Inspection, InspectionTable, raw, place, measure, test)

    def _made(
        self, cls: type[T], written: type[Any], raw: Any, place: Path, measure: Measure, test: TestTable, **more: Any
    ) -> Iterator[T]:
        one = self.reader.read(written, raw, place)
        if one is None:
            return
        about = {"indicator": leaves(measure)[0].number.indicator, "area": test.area or measure.area}
        given = {**about, "origin": self.origin(place), **more, **attrs.asdict(one)}
        if (made := self.reader.made(cls, given, place)) is not None:
            yield made
