"""One sheet of a workbook as lines of texts, with every fault named by sheet, row and column."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path

import attrs
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.plugins import Context
from wes_rules.plugins.files import need_file
from wes_rules.quoting import quoted
from wes_rules.tables import FileSettings, Line, Lines, with_one_header
from wes_rules_excel.archive import check_size, inspect
from wes_rules_excel.markup import Looked

# Up to here every whole number has a binary float of its own.
_WHOLE = 2**53


def as_text(cell: object) -> str:
    """
    Return a cell's text.

    A sheet keeps every number as a binary float: 202526.0 is the code 202526, and 72.599999999999994 is 72.6.
    A date is written as ISO 8601; one with a time of day keeps it, so that nothing takes it for a date.
    """
    if type(cell) is float:  # most are
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else repr(cell)
    match cell:
        case bool():
            return "true" if cell else "false"
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return "" if cell is None else str(cell)


def letters(column: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


_Merged = tuple[tuple[int, int], tuple[int, int]]


@attrs.frozen
class Grid:
    """
    The cells of a sheet.

    Args:
        name: The workbook and the sheet, for messages.
        sheet: What its reader made of it. All its cells at once would take much memory: they are gone through row by row.
        merged: Merged cells, each as its first and its last (row, column), counted from 0.
        hidden: What its markup holds, such as cells that look empty and are not.
    """

    name: str
    sheet: CalamineSheet
    merged: tuple[_Merged, ...]
    hidden: Looked | None

    def lines(self, first: int = 1) -> Iterator[Line]:
        """Go through its rows as texts, each with its number."""
        left = [""] * (self.sheet.start or (0, 0))[1]  # its reader leaves out what is empty on the left
        for number, row in enumerate(islice(self.sheet.iter_rows(), first - 1, None), first):
            cells = [cell if type(cell) is str else as_text(cell) for cell in row]
            yield number, [*left, *cells] if left else cells

    def rows(self, places: Container[int]) -> dict[int, list[str]]:
        """Return the cells of some rows, by their places, counted from 0."""
        return {number - 1: cells for number, cells in self.lines() if number - 1 in places} if places else {}


def lines_of(context: Context, path: str, sheet: str, settings: FileSettings) -> Lines:
    """Read the lines of a sheet, the only one if it is not named, from the one that names the columns."""
    grid = read_grid(context.base / path, path, sheet)
    row = settings.last_header_row
    lines = with_one_header(grid.lines(settings.header_row), settings.header_rows, settings.last_row)
    names = next(lines, (row, []))[1]
    if not any(cell.strip() for cell in names):
        remedy = "name every column in one row, or say header_row"
        raise SourceError(Problem("the header row is empty", remedy, grid.name, row))
    if settings.is_foreign and settings.header_rows == 1:
        names = _spread(grid, names, row)
    elif settings.header_rows == 1:
        _check_header(grid, names, row)
    return Lines(
        name=grid.name,
        lines=chain([(row, names)], lines),
        header_line=row,
        spoiled={
            (line, place): problem
            for line, place, problem in _spoiled(grid, names, row, settings)
            if settings.last_row is None or line <= settings.last_row
        },
        skip=context.skip_bad_rows,
        progress=context.progress,
    )


def read_grid(path: Path, name: str, sheet: str = "") -> Grid:
    """Read all cells of a sheet, the only one if it is not named, as texts."""
    need_file(path, name)
    try:
        hidden = inspect(path, name, sheet or None)
        # Told apart by what is in it, as the look inside does, and not by its name.
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            chosen = _chosen(book, name, sheet)
            check_size(chosen.total_height, chosen.total_width, name)
            merged = tuple(chosen.merged_cell_ranges or ())
    except OSError as error:
        raise SourceError(Problem(f"it cannot be read: {error.strerror}", "close it elsewhere", name)) from None
    except CalamineError as error:
        remedy = 'open it in a spreadsheet program and save it as "Excel workbook (.xlsx)"'
        raise SourceError(Problem(f"it is not a readable workbook: {error}", remedy, name)) from None
    return Grid(f'{name}, sheet "{chosen.name}"', chosen, merged, hidden)


def _chosen(book: CalamineWorkbook, name: str, wanted: str) -> CalamineSheet:
    names = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    if wanted and wanted not in names:
        raise SourceError(Problem(f'there is no sheet "{wanted}"', near_miss(wanted, names), name))
    if not wanted and len(names) != 1:
        remedy = f'say sheet = "...", one of: {", ".join(names)}'
        raise SourceError(Problem(f"it has {len(names)} sheets", remedy, name))
    return book.get_sheet_by_name(wanted or names[0])


def _spread(grid: Grid, names: list[str], row: int) -> list[str]:
    """Return the names of columns of a sheet that is not ours, where one over merged cells stands higher up."""
    higher = [one for one in grid.merged if one[0][0] < row - 1 <= one[1][0]]
    rows = grid.rows({top for (top, _), _ in higher})
    for (top, left), (_, right) in higher:
        above = rows[top][left]
        names = [name or (above if left <= place <= right else "") for place, name in enumerate(names)]
    return names


def _check_header(grid: Grid, names: list[str], row: int) -> None:
    """Refuse a header that is not one row of names, each over its own column."""
    name = grid.name
    problems = [
        Problem(f"the header has merged cells ({_range(one)})", "unmerge them, and name each column", name, row)
        for one in grid.merged
        if one[0][0] <= row - 1 <= one[1][0]
    ]
    unnamed = [] if problems else [number for number, one in enumerate(names) if not one.strip()]
    problems += [
        Problem(
            f"column {letters(number + 1)} has no name", "name every column in one row, or say header_row", name, row
        )
        for number in unnamed
        if any(cells[number].strip() for _, cells in grid.lines(row + 1))
    ]
    if problems:
        raise SourceError(problems)


def _spoiled(
    grid: Grid, names: list[str], first: int, settings: FileSettings
) -> Iterator[tuple[int, int, Problem | None]]:
    """
    Tell of cells that look empty and are not, by row and place: an empty cell would count as a figure nobody has.

    Of merged cells only the first has the value; in the columns that are filled down it is that of all.
    """
    looked = grid.hidden or Looked(0, 0, 0, frozenset(), frozenset())
    kinds = (
        (looked.errors, "the cell shows an error such as #N/A", "correct it, or write a symbol such as x"),
        (looked.uncalculated, "the formula has no result", "open the workbook, let it calculate, and save it"),
    )
    for places, what, remedy in kinds:
        for row, column in sorted(places):
            if row > first and column <= len(names) and (name := names[column - 1].strip()):
                yield row, column - 1, Problem(what, remedy, grid.name, row, f'column "{name}"')
    below, filled = (
        [one for one in grid.merged if one[0][0] >= first],
        {" ".join(one.split()) for one in settings.fill_down},
    )
    rows = grid.rows({top for (top, _), _ in below})
    for one in below:
        (top, left), (bottom, right) = one
        # A line with one text over all its cells is a note, and hides no figure.
        if top == bottom and sum(1 for cell in rows[top] if cell.strip()) < 2:
            continue
        label = " ".join(names[left].split()) if left == right < len(names) else ""
        if label in filled:
            continue
        what = f"cells are merged ({_range(one)}), so that only the first of them has its value"
        remedy = "unmerge them, and fill in each"
        if label in settings.filters or settings.columns.get(label) in ("indicator", "area", "period", "part_of_year"):
            remedy = f"if it is the label of all these rows, say fill_down = [{quoted(label)}]; else {remedy}"
        problem = Problem(what, remedy, grid.name, top + 1)
        for row in range(top, bottom + 1):
            for place in range(left, min(right + 1, len(names))):
                yield row + 1, place, problem if (row, place) == (top, left) else None


def _range(one: _Merged) -> str:
    return ":".join(f"{letters(column + 1)}{row + 1}" for row, column in one)
