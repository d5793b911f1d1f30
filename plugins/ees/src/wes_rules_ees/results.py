"""Rows of the API as tables of figures, one for each series."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import attrs

from wes_rules.errors import Problem, SourceError, WesRulesError
from wes_rules.plugins import Figures, Request
from wes_rules.series.observation import Origin
from wes_rules.tables import Lines, TableSettings, read_tables
from wes_rules.tables.labels import read_identified
from wes_rules_ees.answers import Row
from wes_rules_ees.chosen import Choice, Series

_HEADER = ["time_period", "time_identifier", "area", "value"]


@attrs.frozen(kw_only=True)
class Reading:
    """
    What all figures of one reading share.

    Args:
        publication: What to call the source.
        data_set: Its identifier.
        version: The version that was read.
        published: From when the figures count as known; None leaves it to the calendar.
        places: The plan's code of each place, by level and identifier.
        skip: Whether what is wrong is left out.
    """

    publication: str
    data_set: str
    version: str
    published: date | None
    places: Mapping[tuple[str, str], str]
    skip: bool

    def figures(self, read: Sequence[tuple[Choice, Sequence[Row]]], request: Request) -> Figures:
        """
        Read the figures of each series from its rows.

        Raises:
            SourceError: Any that the plan asks about is wrong; every fault is in it, with its place and period.
        """
        tables = [self._lines(choice, rows) for choice, rows in read]
        cells = {lines.name: dict(lines.lines) for lines in tables}

        def told(problem: Problem) -> Problem:
            """Name the place and the period that a fault is about, as nobody sees the lines of an answer."""
            if problem.line is None:
                return problem
            period, code, area, _ = cells[problem.file][problem.line]
            return attrs.evolve(problem, what=f"{area}, {period} {code}: {problem.what}", line=None, subject="")

        try:
            settings = [self._settings(choice.series) for choice, _ in read]
            found = read_tables(zip(tables, settings, strict=True), request)
        except SourceError as error:
            raise SourceError(map(told, error.problems)) from None
        return attrs.evolve(found, skipped=tuple(map(told, found.skipped)))

    def _lines(self, choice: Choice, rows: Sequence[Row]) -> Lines:
        series = choice.series
        name = f'EES data set {self.data_set} {self.version}: series "{series.indicator}" ({series.group})'
        numbered = list(enumerate(rows, 1))
        return Lines(
            name=name,
            lines=[(0, _HEADER), *((number, self._cells(row, choice)) for number, row in numbered)],
            header_line=None,
            spoiled={
                (number, _HEADER.index("value")): Problem("the row has no value", "try again", name, number)
                for number, row in numbered
                if choice.indicator not in row.values
            },
            origin=Origin(publication=self.publication, data_set=self.data_set, version=self.version),
            skip=self.skip,
        )

    def _settings(self, series: Series) -> TableSettings:
        return TableSettings(
            layout="dfe",
            columns={"area": "area"},
            indicators={"value": series.indicator},
            group=series.group,
            publication=self.publication,
            published=self.published,
        )

    def _cells(self, row: Row, choice: Choice) -> list[str]:
        place = row.locations.get(row.level, row.level)
        area = self.places.get((row.level, place), place)
        return [_period(row), row.code, area, row.values.get(choice.indicator, "")]


def _period(row: Row) -> str:
    """Return a period's label; where it lies in two years the API may name the first alone."""
    try:
        read_identified(row.period, row.code, ())
    except WesRulesError:
        if re.fullmatch(r"\d{4}", row.period):
            return f"{row.period}/{int(row.period) + 1}"
    return row.period
