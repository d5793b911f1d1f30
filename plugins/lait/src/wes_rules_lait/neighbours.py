"""Statistical neighbours: for each authority the ten most like it, as published on a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from wes_rules_excel.sheet import Grid, read_grid

from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.series.areas import AreaSet
from wes_rules.values.period_kind import MONTHS

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
