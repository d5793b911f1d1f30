"""A CSV file as rows with line numbers, and every fault in it collected."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

import attrs

from wes_rules.errors import Problem, SourceError, WesRulesError, near_miss

T = TypeVar("T")

# More digits than any count of people has.
_COUNT_DIGITS = 15
# Spaces that do not break come with what is pasted.
_SPACES = "\u00a0\u202f"


@attrs.frozen
class Row:
    """One row: its cells by column, and the line it starts on."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@attrs.define
class Table:
    """
    The rows of a file, and what is wrong with them.

    Args:
        file: The file as the plan names it.
        header: Its columns.
        rows: Its well-formed rows.
        skip: Leave bad rows out instead of refusing the file.
        faults: Rows that are wrong.
        header_line: Where the header stands; None when it has no line, as in the answer of a database.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    skip: bool
    faults: list[Problem]
    header_line: int | None = 1

    def need(self, columns: Collection[str], optional: Collection[str] | None = None) -> None:
        """
        Check the columns.

        Args:
            columns: The columns there must be.
            optional: The only others there may be; None allows any.

        Raises:
            SourceError: A column is missing or unknown; such a file has no good rows to go on with.
        """
        problems = []
        for column in columns:
            if column not in self.header:
                spare = [one for one in self.header if one not in columns]
                remedy = near_miss(column, spare) if spare else "add it"
                problems.append(Problem(f'column "{column}" is missing', remedy, self.file, self.header_line))
        for column in self.header if optional is not None else ():
            if column not in columns and column not in (optional or ()):
                known = (*columns, *(optional or ()))
                what = f'unknown column "{column}"'
                problems.append(Problem(what, near_miss(column, known), self.file, self.header_line))
        if problems:
            raise SourceError(problems)

    def fault(self, row: Row, column: str, what: str, remedy: str = "") -> None:
        """Note that a cell is wrong."""
        self.faults.append(Problem(what, remedy, self.file, row.line, f'column "{column}"'))

    def cell(self, row: Row, column: str, read: Callable[[str], T]) -> T | None:
        """Read a cell; note the fault and return None when it cannot be read."""
        try:
            return read(row[column])
        except WesRulesError as error:
            for problem in error.problems:
                self.fault(row, column, problem.what, problem.remedy)
        except ValueError as error:
            self.fault(row, column, str(error))
        return None

    def day(self, row: Row, column: str) -> date | None:
        """Read an ISO date; an empty cell is None."""
        return self.cell(row, column, _day) if row[column] else None

    def count(self, row: Row, column: str) -> int | None:
        """Read a whole number of at least 0; an empty cell is None."""
        return self.cell(row, column, _count) if row[column] else None

    def flag(self, row: Row, column: str) -> bool:
        """Read true or false; an empty cell is false."""
        return bool(self.cell(row, column, _flag))

    def good(self, kept: Iterator[tuple[Row, T]]) -> tuple[T, ...]:
        """
        Return what was read from rows without fault.

        Raises:
            SourceError: Any row is wrong and none is to be skipped.
        """
        found = list(kept)
        if self.faults and not self.skip:
            raise SourceError(sorted(self.faults, key=lambda one: one.line or 0))
        bad = {problem.line for problem in self.faults}
        return tuple(one for row, one in found if row.line not in bad)


def read_table(path: Path, name: str, *, skip: bool) -> Table:
    """
    Read a CSV file in UTF-8, with or without a byte-order mark.

    Args:
        path: The file.
        name: The name to use in messages.
        skip: Leave bad rows out instead of refusing the file.

    Raises:
        SourceError: It cannot be read, or its header is wrong.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read()
    except FileNotFoundError:
        raise SourceError(Problem("there is no such file", "check the path in the plan", name)) from None
    except UnicodeDecodeError as error:
        remedy = 'save it as "CSV UTF-8"'
        raise SourceError(Problem(f"it is not UTF-8 (byte {error.start})", remedy, name)) from None
    except OSError as error:
        raise SourceError(Problem(f"it cannot be read: {error.strerror}", "", name)) from None
    try:
        lines = list(_lines(text))
    except csv.Error as error:
        raise SourceError(Problem(f"it is not a CSV file: {error}", "check its quotes", name)) from None
    return table_of(lines, name, skip=skip)


def table_of(lines: list[tuple[int, list[str]]], name: str, *, skip: bool, header_line: int | None = 1) -> Table:
    """
    Make a table of lines of cells, the first of which is the header.

    Args:
        lines: Each with its line or row number.
        name: What to call it in messages.
        skip: Leave bad rows out and report them, instead of refusing the table.
        header_line: Where the header stands, if anywhere.

    Raises:
        SourceError: There is no header, or it names a column twice.
    """
    if not lines:
        raise SourceError(Problem("it is empty", "the first line names the columns", name))
    header = tuple(cell.strip() for cell in lines[0][1])
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        what = f"columns stand twice: {', '.join(twice)}"
        raise SourceError(Problem(what, "rename or remove one of them", name, header_line))
    table = Table(name, header, (), skip, [], header_line)
    table.rows = tuple(_well_formed(table, lines[1:]))
    return table


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    start = 1
    for cells in reader:
        yield start, cells
        start = reader.line_num + 1


def _well_formed(table: Table, lines: list[tuple[int, list[str]]]) -> Iterator[Row]:
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(table.header):
            size = "short" if len(cells) < len(table.header) else "long"
            what = f"the row is too {size}: {len(cells)} cells for {len(table.header)} columns"
            table.faults.append(Problem(what, "check its commas and quotes", table.file, line))
            continue
        steering = next((one for cell in cells for one in cell if not one.isprintable() and one not in _SPACES), None)
        if steering is not None:
            what = f"the row holds the control character {steering!a}"
            table.faults.append(Problem(what, "remove it", table.file, line))
            continue
        yield Row(line, dict(zip(table.header, cells, strict=True)))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SourceError(Problem(f'"{text}" is not a date', "write it like 2021-06-30")) from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _COUNT_DIGITS):
        raise SourceError(Problem(f'"{text}" is not a count', "write a whole number without separators"))
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false", ""):
        raise SourceError(Problem(f'"{text}" is neither true nor false', "write true or false"))
    return text.lower() == "true"
