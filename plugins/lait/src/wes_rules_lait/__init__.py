"""Figures from DfE's Local Authority Interactive Tool."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

import attrs
from wes_rules_excel.sheet import Grid, read_grid

from wes_rules.errors import DefinitionError, Problem, SourceError, near_miss
from wes_rules.plugins import Context, Figures, Request, SourceType, Wanted, hookimpl
from wes_rules.series.areas import AreaSet
from wes_rules.tables import read_tables
from wes_rules.values.period_kind import MONTHS
from wes_rules_lait.bulk import BulkRow, read_bulk
from wes_rules_lait.dictionary import Entry, read_dictionary
from wes_rules_lait.reading import Series, Shared

_OWN = "LA num"
_NEIGHBOUR = re.compile(r"SN\d+")
_DAY = re.compile(r"(?P<month>[a-z]+)[_ -](?P<year>\d{4})$", re.IGNORECASE)


def read_neighbours(path: Path, name: str, set_id: str, area: str) -> AreaSet:
    """Read the neighbours of an area, the nearest first, from a workbook called by its month as DfE does: sn_april_2021.xlsx."""
    published = _published(path, name)
    grid = read_grid(path, name)
    row, header = _header(grid)
    own, columns = header.index(_OWN), [number for number, cell in enumerate(header) if _NEIGHBOUR.fullmatch(cell)]
    areas = dict(_areas(grid, row, own, columns))
    if area not in areas:
        raise SourceError(Problem(f'there is no area "{area}"', near_miss(area, areas), grid.name))
    line, found = areas[area]
    bad = [one for one in found if not re.fullmatch(r"\d{3}", one)]
    if bad or len(set(found)) != len(found) or area in found:
        what = f"the neighbours of {area} are not ten different authorities by their three digits"
        raise SourceError(Problem(what, "correct the row", grid.name, line))
    return AreaSet(
        set_id,
        published,
        tuple(found),
        f"DfE, statistical neighbours of {MONTHS[published.month - 1]} {published.year}",
    )


def _published(path: Path, name: str) -> date:
    found = _DAY.search(path.stem)
    months = [month.lower() for month in MONTHS]
    if found is None or found["month"].lower() not in months:
        what = "its name does not say when the neighbours were published"
        raise SourceError(Problem(what, "name it as DfE does, such as sn_april_2021.xlsx", name))
    return date(int(found["year"]), months.index(found["month"].lower()) + 1, 1)


def _header(grid: Grid) -> tuple[int, list[str]]:
    """Find the row that names the columns; above it the sheet has letters and numbers."""
    for line, cells in grid.lines():
        names = [cell.strip() for cell in cells]
        if _OWN in names and any(_NEIGHBOUR.fullmatch(one) for one in names):
            return line, names
    raise SourceError(Problem(f'no row has the columns "{_OWN}" and SN1', "download the workbook again", grid.name))


def _areas(grid: Grid, row: int, own: int, columns: list[int]) -> Iterator[tuple[str, tuple[int, list[str]]]]:
    for line, cells in grid.lines(row + 1):
        if cells[own].strip():
            yield cells[own].strip(), (line, [cells[number].strip() for number in columns])


@attrs.frozen(kw_only=True)
class LaitConfig:
    """
    The tool's bulk file, with what belongs to it.

    Args:
        path: The bulk file, .parquet or .csv; relative paths start at the plan's folder.
        edition: Which edition of the file it is, such as "April 2026"; every explanation names it.
        series: Which of its figures are which of the plan's.
        dictionary: The tool's dictionary of indicators, a CSV file.
        only: The areas to read; all when it is left out.
        area_sets: Workbooks of statistical neighbours, by the id that the plan's rules call each set by.
        neighbours_of: The area whose neighbours are in these sets.
        publication: What to call the source.
    """

    path: str
    edition: str
    series: tuple[Series, ...] = ()
    dictionary: str = ""
    only: tuple[str, ...] = ()
    area_sets: Mapping[str, str] = attrs.field(factory=dict, converter=MappingProxyType)
    neighbours_of: str = ""
    publication: str = "DfE, Local Authority Interactive Tool"

    def __attrs_post_init__(self) -> None:
        problems = []
        if not self.edition.strip():
            problems.append(Problem("edition is empty", 'say which edition of the file it is, such as "April 2026"'))
        if not self.series and not self.area_sets:
            problems.append(Problem("series is empty", "say which figures are which of the plan's"))
        if self.area_sets and not self.neighbours_of:
            problems.append(Problem("area_sets does not say whose neighbours they are", 'add neighbours_of = "937"'))
        named = [(one.indicator, one.group) for one in self.series]
        problems += [
            Problem(f'series gives "{indicator}" ({group}) twice', "remove one, or give it another group")
            for indicator, group in sorted({one for one in named if named.count(one) > 1})
        ]
        if problems:
            raise DefinitionError(problems)


@attrs.frozen
class LaitSource:
    """The bulk file, read whole or not at all."""

    config: LaitConfig
    context: Context

    def read(self, request: Request) -> Figures:
        """Read the figures that a plan needs, and the sets of neighbours; every fault is told."""
        config, base = self.config, self.context.base
        needed = _by_code(one for one in config.series if one.indicator in request.indicators)
        problems: list[Problem] = []
        entries = self._entries(problems) if needed and config.dictionary else {}
        for one in (one for together in needed.values() for one in together):
            problems += _year_faults(one, entries.get(one.code), request.indicators[one.indicator], config.dictionary)
        sets = tuple(self._sets(problems))
        rows = []
        try:
            rows = read_bulk(base / config.path, config.path, needed) if needed else []
        except SourceError as error:
            problems += error.problems
        if problems:
            raise SourceError(problems)
        wanted = [row for row in rows if not config.only or row.area in config.only]
        missing = sorted(set(config.only) - {row.area for row in rows}) if needed else []
        if missing:
            raise SourceError(Problem(f'there is no area "{one}"', "check only", config.path) for one in missing)
        shared = Shared(config.path, config.publication, config.edition, self.context.skip_bad_rows)
        by_code: dict[str, list[BulkRow]] = {code: [] for code in needed}
        for row in wanted:
            by_code[row.code].append(row)
        tables = (
            shared.table(one, request.indicators[one.indicator], entries.get(code), by_code[code])
            for code, together in needed.items()
            for one in together
        )
        unused = tuple(sorted({one.indicator for one in config.series} - set(request.indicators)))
        return attrs.evolve(read_tables(tables, request), unused=unused, area_sets=sets)

    def _entries(self, problems: list[Problem]) -> Mapping[str, Entry]:
        try:
            return read_dictionary(self.context.base / self.config.dictionary, self.config.dictionary)
        except SourceError as error:
            problems += error.problems
        return {}

    def _sets(self, problems: list[Problem]) -> Iterator[AreaSet]:
        from wes_rules_lait import read_neighbours

        for name, path in self.config.area_sets.items():
            try:
                yield read_neighbours(self.context.base / path, path, name, self.config.neighbours_of)
            except SourceError as error:
                problems += error.problems


def _year_faults(one: Series, entry: Entry | None, wanted: Wanted, dictionary: str) -> Iterator[Problem]:
    """Tell of a plan that judges an indicator by another kind of year than its dictionary says."""
    if entry is not None and entry.kinds and not set(entry.kinds).intersection(wanted.kinds):
        kinds = " or ".join(kind.value for kind in wanted.kinds)
        what = f"{one.code} is published by {entry.year}, and the plan judges {one.indicator} by {kinds}"
        yield Problem(what, "correct the calendar's kind, or leave out dictionary if you know better", dictionary)


def _by_code(series: Iterable[Series]) -> dict[str, list[Series]]:
    found: dict[str, list[Series]] = {}
    for one in series:
        found.setdefault(one.code, []).append(one)
    return found


@hookimpl
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the source of the Local Authority Interactive Tool."""
    return [
        SourceType(
            "lait",
            "Figures from DfE's Local Authority Interactive Tool",
            LaitConfig,
            LaitSource,
            capabilities=("suppression", "versions"),
        )
    ]
