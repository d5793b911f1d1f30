"""Figures from DfE's Explore Education Statistics API."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal

import attrs

from wes_rules.errors import DefinitionError, Problem, SourceError, WesRulesError
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl
from wes_rules.plugins.http import Client, http_url
from wes_rules.series.observation import Origin
from wes_rules.tables import Lines, TableSettings, read_tables
from wes_rules.tables.labels import read_identified
from wes_rules_ees.answers import Row
from wes_rules_ees.api import Api
from wes_rules_ees.chosen import Choice, Series, choices, places

URL = "https://api.education.gov.uk/statistics"
_DATA_SET = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_VERSION = re.compile(r"\d+(\.\d+){1,2}|\d+(\.\d+)?\.\*")


@attrs.frozen(kw_only=True)
class EesConfig:
    """
    One data set.

    Args:
        data_set: Its identifier, as its page shows it.
        version: The version to read: "2.1", or "2.*" for the newest that changes neither filters nor indicators.
        series: Which of its figures are which of the plan's.
        levels: The geographic levels to read, by the API's codes.
        only: The areas to read, by the plan's codes; all of the levels when it is left out.
        areas: The plan's codes of areas, by the data set's; local authorities go by their three digits.
        publication: What to call the source; the data set's title when it is left out.
        dated: "calendar" when a figure counts as known from the day the plan's calendar says, "version" when it counts as
            known from the day the version was published.
        url: Where the API is.
        max_rows: The highest number of rows that may come back for one choice of filters.
    """

    data_set: str
    version: str
    series: tuple[Series, ...]
    levels: tuple[str, ...] = ("NAT", "LA")
    only: tuple[str, ...] = ()
    areas: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    publication: str = ""
    dated: Literal["calendar", "version"] = "calendar"
    url: str = attrs.field(default=URL, converter=http_url)
    max_rows: int = 200_000

    def __attrs_post_init__(self) -> None:
        problems = []
        if not _DATA_SET.fullmatch(self.data_set):
            remedy = "copy it from the data set's page; it looks like 7588c2d6-9e8a-4d84-8f19-6b8d52a01fbd"
            problems.append(Problem(f'data_set "{self.data_set}" is no identifier', remedy))
        if not _VERSION.fullmatch(self.version):
            problems.append(Problem(f'version "{self.version}" is no version', 'write it like "2.1", or "2.*"'))
        if not self.series:
            problems.append(Problem("series is empty", "say which figures are which of the plan's"))
        if self.max_rows < 1:
            problems.append(Problem(f"max_rows {self.max_rows} is less than 1", "give a whole number from 1"))
        named = [(one.indicator, one.group) for one in self.series]
        problems += [
            Problem(f'series gives "{indicator}" ({group}) twice', "remove one, or give it another group")
            for indicator, group in sorted({one for one in named if named.count(one) > 1})
        ]
        if problems:
            raise DefinitionError(problems)


@attrs.frozen
class EesSource:
    """
    A data set, read whole or not at all.

    Args:
        config: Which one.
        context: Not used: the API needs no secret, and its figures no folder.
        wait: Waits so many seconds before a request is made again.
    """

    config: EesConfig
    context: Context
    wait: Callable[[float], None] = attrs.field(default=time.sleep, repr=False)

    def read(self, request: Request) -> Figures:
        """Read the data set."""
        config = self.config
        needed = tuple(one for one in config.series if one.indicator in request.indicators)
        unused = tuple(sorted({one.indicator for one in config.series} - set(request.indicators)))
        if not needed:
            return Figures(unused=unused)
        with Client() as client:
            api = Api(config.url, config.data_set, client, self.wait)
            version = api.version(config.version)
            meta = api.meta(version.number)
            chosen, problems = choices(needed, meta, request.indicators)
            asked = {area for one in needed for area, _ in request.indicators[one.indicator].series or ()}
            where, lost = places(meta, config.levels, config.only, config.areas, asked)
            if problems or lost:
                name = f"EES data set {config.data_set} {version.number}"
                raise SourceError([attrs.evolve(one, file=name) for one in (*problems, *lost)])
            reading = Reading(
                publication=config.publication or api.title(),
                data_set=config.data_set,
                version=version.number,
                published=version.published if config.dated == "version" else None,
                places=where,
                skip=self.context.skip_bad_rows,
            )
            rows = {
                options: api.rows(version.number, self._query(options, together, where), config.max_rows)
                for options, together in _by_options(chosen).items()
            }
        return attrs.evolve(reading.figures([(one, rows[one.options]) for one in chosen], request), unused=unused)

    def _query(
        self, options: tuple[str, ...], together: list[Choice], where: Mapping[tuple[str, str], str]
    ) -> Mapping[str, object]:
        """Return the query for the series that share their options."""
        levels = list(self.config.levels)
        criteria: list[object] = [{"geographicLevels": {"in": levels}}]
        criteria += [{"filters": {"eq": option}} for option in options]
        if self.config.only:
            criteria.append({"locations": {"in": [{"level": level, "id": one} for level, one in where]}})
        # In an order that no two rows share, so that pages neither overlap nor leave anything out.
        fields = ["timePeriod", "geographicLevel", *(f"location|{level}" for level in levels)]
        return {
            "criteria": {"and": criteria},
            "indicators": list(dict.fromkeys(one.indicator for one in together)),
            "sorts": [{"field": field, "direction": "Asc"} for field in fields],
        }


def _by_options(chosen: Iterable[Choice]) -> dict[tuple[str, ...], list[Choice]]:
    together: dict[tuple[str, ...], list[Choice]] = {}
    for one in chosen:
        together.setdefault(one.options, []).append(one)
    return together


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the source of DfE's statistics."""
    return [
        SourceType(
            "ees",
            "Figures from DfE's Explore Education Statistics API",
            EesConfig,
            EesSource,
            capabilities=("network", "suppression", "versions"),
        )
    ]


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
        """Read the figures of each series from its rows; every fault of those that the plan asks about is told, with its place and period."""
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
