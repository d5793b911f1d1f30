"""One sheet of a workbook as a table of texts, with every fault named by sheet, row and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from wes_rules.builtin.csv_source.table import Table, table_of
from wes_rules.errors import Problem, SourceError, near_miss
from wes_rules.plugins.files import need_file
from wes_rules.quoting import shortened
from wes_rules_excel.archive import inspect
from wes_rules_excel.cells import as_text, letters
from wes_rules_excel.markup import Looked

_Lines = list[tuple[int, list[str]]]
_Merged = tuple[tuple[int, int], tuple[int, int]]


@attrs.frozen
class Settings:
    """How a sheet is laid out; the arguments are those of `ExcelConfig`."""

    sheet: str
    header_row: int
    columns: Mapping[str, str]
    fixed: Mapping[str, str]


@attrs.frozen
class Grid:
    """
    The cells of a sheet.

    Args:
        name: The workbook and the sheet, for messages.
        lines: Each row's number and texts.
        merged: Merged cells, each as its first and its last (row, column), counted from 0.
        hidden: What its markup holds, such as cells that look empty and are not.
    """

    name: str
    lines: _Lines
    merged: tuple[_Merged, ...]
    hidden: Looked | None


def read_sheet(path: Path, name: str, settings: Settings, *, skip: bool) -> Table:
    """
    Read a sheet.

    Args:
        path: The workbook.
        name: What to call it in messages.
        settings: How the sheet is laid out.
        skip: Leave bad rows out and report them, instead of refusing the sheet.

    Raises:
        SourceError: The workbook cannot be read, or its header is wrong.
    """
    grid = read_grid(path, name, settings.sheet)
    lines = grid.lines[settings.header_row - 1 :]
    _check_header(lines, grid, settings.header_row)
    table = table_of(_laid_out(lines, grid.name, settings), grid.name, skip=skip, header_line=settings.header_row)
    names = [settings.columns.get(cell.strip(), cell.strip()) for cell in lines[0][1]]
    for row, column, problem in _told(grid, lines[0]):
        table.spoiled(row, names[column], problem)
    for one in _merged_below(grid, settings.header_row):
        problem = _merged_problem(grid, one)
        for row in range(one[0][0], one[1][0] + 1):
            for column in range(one[0][1], min(one[1][1] + 1, len(names))):
                table.spoiled(row + 1, names[column], problem if (row, column) == one[0] else None)
    return table


def read_grid(path: Path, name: str, sheet: str = "") -> Grid:
    """
    Read all cells of a sheet as texts.

    Args:
        path: The workbook.
        name: What to call it in messages.
        sheet: The sheet's name; empty when the workbook has one sheet.

    Raises:
        SourceError: The workbook cannot be read, or there is no such sheet.
    """
    need_file(path, name)
    try:
        hidden = inspect(path, name, sheet or None)
        with CalamineWorkbook.from_path(path) as book:
            chosen = _chosen(book, name, sheet)
            rows = chosen.to_python(skip_empty_area=False)
            merged = tuple(chosen.merged_cell_ranges or ())
    except OSError as error:
        raise SourceError(Problem(f"it cannot be read: {error.strerror}", "close it elsewhere", name)) from None
    except CalamineError as error:
        remedy = 'open it in a spreadsheet program and save it as "Excel workbook (.xlsx)"'
        raise SourceError(Problem(f"it is not a readable workbook: {error}", remedy, name)) from None
    lines = [(number, [as_text(cell) for cell in row]) for number, row in enumerate(rows, 1)]
    return Grid(f'{name}, sheet "{chosen.name}"', lines, merged, hidden)


def _chosen(book: CalamineWorkbook, name: str, wanted: str) -> CalamineSheet:
    names = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    if wanted and wanted not in names:
        raise SourceError(Problem(f'there is no sheet "{wanted}"', near_miss(wanted, names), name))
    if not wanted and len(names) != 1:
        remedy = f'say sheet = "...", one of: {", ".join(names)}'
        raise SourceError(Problem(f"it has {len(names)} sheets", remedy, name))
    return book.get_sheet_by_name(wanted or names[0])


def _check_header(lines: _Lines, grid: Grid, row: int) -> None:
    """Refuse a header that is not one row of names, each over its own column."""
    name = grid.name
    remedy = "name every column in one row, or say header_row"
    if not lines or not any(cell.strip() for cell in lines[0][1]):
        raise SourceError(Problem("the header row is empty", remedy, name, row))
    problems = [
        Problem(f"the header has merged cells ({_range(one)})", "unmerge them, and name each column", name, row)
        for one in grid.merged
        if one[0][0] <= row - 1 <= one[1][0]
    ]
    used = [number for number in range(len(lines[0][1])) if any(cells[number].strip() for _, cells in lines)]
    problems += [
        Problem(f"column {letters(number + 1)} has no name", remedy, name, row)
        for number in used
        if not problems and not lines[0][1][number].strip()
    ]
    if problems:
        raise SourceError(problems)


def _laid_out(lines: _Lines, name: str, settings: Settings) -> _Lines:
    """Give the columns the names of the layout, and add those that are the same for every row."""
    (first, header), *rest = lines
    header = [cell.strip() for cell in header]
    names = [shortened(cell) for cell in header]
    problems = [
        Problem(f'there is no column "{column}", which columns names', near_miss(column, names), name, first)
        for column in settings.columns
        if column not in header
    ]
    named = [settings.columns.get(column, column) for column in header]
    problems += [
        Problem(f'fixed says "{column}", and so does the sheet', "remove one of them", name, first)
        for column in settings.fixed
        if column in named
    ]
    if problems:
        raise SourceError(problems)
    # With a mapping the sheet is not ours: what is not in the mapping may be anything.
    kept = [
        number
        for number, column in enumerate(header)
        if column and (not settings.columns or column in settings.columns)
    ]
    extra = list(settings.fixed.values())
    body = [(row, [cells[number] for number in kept]) for row, cells in rest]
    laid_out = [(row, [*cells, *extra]) for row, cells in body if any(cell.strip() for cell in cells)]
    return [(first, [*(named[number] for number in kept), *settings.fixed]), *laid_out]


def _told(grid: Grid, header: tuple[int, list[str]]) -> Iterator[tuple[int, int, Problem]]:
    """Tell of cells that look empty and are not, by row and place: an empty cell would count as a figure nobody has."""
    if grid.hidden is None:
        return
    kinds = (
        (grid.hidden.errors, "the cell shows an error such as #N/A", "correct it, or write a symbol such as x"),
        (grid.hidden.uncalculated, "the formula has no result", "open the workbook, let it calculate, and save it"),
    )
    first, names = header
    for places, what, remedy in kinds:
        for row, column in sorted(places):
            if row > first and column <= len(names) and names[column - 1].strip():
                subject = f'column "{names[column - 1].strip()}"'
                yield row, column - 1, Problem(what, remedy, grid.name, row, subject)


def _merged_below(grid: Grid, header_row: int) -> list[_Merged]:
    return [one for one in grid.merged if one[0][0] >= header_row]


def _merged_problem(grid: Grid, one: _Merged) -> Problem:
    what = f"cells are merged ({_range(one)}), so that only the first of them has its value"
    return Problem(what, "unmerge them, and fill in each", grid.name, one[0][0] + 1)


def _range(one: _Merged) -> str:
    return ":".join(f"{letters(column + 1)}{row + 1}" for row, column in one)
