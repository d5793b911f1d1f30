"""A CSV file as rows with line numbers, and every fault in it collected."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import attrs

from wes_rules.errors import DefinitionError, Problem, SourceError, WesRulesError, near_miss
from wes_rules.plugins.files import need_columns_of, need_file
from wes_rules.quoting import MOST_QUOTED, quoted, shortened
from wes_rules.values import checks

T = TypeVar("T")

# More digits than any count of people has.
_COUNT_DIGITS = 15
_MEANINGS = ("z", "x", "c", "low", "k", "u")
# Spaces that do not break come with what is pasted.
_SPACES = "\u00a0\u202f"


@attrs.frozen
class Row:
    """
    One row.

    Args:
        line: The line it starts on.
        cells: Its cells by column.
        shifted: A cell is missing or one too many, and nobody knows where.
    """

    line: int
    cells: Mapping[str, str]
    shifted: bool = False

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
        faults: What is wrong with its rows.
        header_line: Where the header stands; None when it has no line, as in the answer of a database.
        broken: Rows that are not well-formed, each with the cells that can be trusted.
        bad: The columns of each line that cannot be read.
        symbols: What the publisher's own symbols mean, each as one of this library's.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    skip: bool
    faults: list[Problem]
    header_line: int | None = 1
    broken: dict[int, Row] = attrs.field(factory=dict)
    bad: dict[int, set[str]] = attrs.field(factory=dict)
    symbols: Mapping[str, str] = attrs.field(factory=dict)

    def meant(self, text: str) -> str:
        """Return what a cell means where it holds one of the publisher's own symbols; else the cell."""
        return self.symbols.get(text.strip(), text)

    def need(self, columns: Collection[str], optional: Collection[str] | None = None) -> None:
        """
        Check the columns.

        Args:
            columns: The columns there must be.
            optional: The only others there may be; None allows any.

        Raises:
            SourceError: A column is missing or unknown; such a file has no good rows to go on with.
        """
        need_columns_of(self.header, columns, self.file, self.header_line)
        twice = sorted({column for column in self.header if self.header.count(column) > 1})
        problems = [
            self._header_fault(f"column {quoted(one)} stands twice", "remove one, or rename it") for one in twice
        ]
        spare = [shortened(one) for one in self.header if one not in columns]
        for column in columns:
            if column not in self.header:
                remedy = near_miss(column, spare) if spare else "add it"
                problems.append(self._header_fault(f"column {quoted(column)} is missing", remedy))
        for column in self.header if optional is not None else ():
            if column not in columns and column not in (optional or ()):
                known = (*columns, *(optional or ()))
                problems.append(self._header_fault(f"unknown column {quoted(column)}", near_miss(column, known)))
        if problems:
            raise SourceError(problems)

    def _header_fault(self, what: str, remedy: str) -> Problem:
        return Problem(what, remedy, self.file, self.header_line)

    def fault(self, row: Row, column: str, what: str, remedy: str = "") -> None:
        """Note that a cell is wrong."""
        for cell in row.cells.values():
            if len(cell.strip()) > MOST_QUOTED:
                what = what.replace(cell.strip(), shortened(cell.strip()))
        place = f"column {quoted(column)}" if column else ""
        self.spoiled(row.line, column, Problem(what, remedy, self.file, row.line, place))

    def spoiled(self, line: int, column: str, problem: Problem | None = None) -> None:
        """Note that what stands in a column of a line cannot be read, and what is to be told of it."""
        self.bad.setdefault(line, set()).add(column)
        if problem is not None:
            self.faults.append(problem)

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

    def made(self, row: Row, make: Callable[[], T], otherwise: str = "") -> T | None:
        """
        Make what a row says; note what is refused, and return None where the row has any fault.

        Args:
            row: The row.
            make: Makes it.
            otherwise: The column to name for what concerns several.
        """
        if row.line in self.bad:
            return None
        try:
            return make()
        except DefinitionError as error:
            for problem in error.problems:
                name, colon, what = problem.what.partition(": ")
                known = colon and name in self.header
                self.fault(row, name if known else otherwise, what if known else problem.what, problem.remedy)
        return None

    def day(self, row: Row, column: str) -> date | None:
        """Read an ISO date; an empty cell is None."""
        return self.cell(row, column, checks.day_in) if row[column] else None

    def count(self, row: Row, column: str) -> int | None:
        """Read a whole number of at least 0; an empty cell is None."""
        return self.cell(row, column, _count) if row[column] else None

    def flag(self, row: Row, column: str) -> bool:
        """Read true or false; an empty cell is false."""
        return bool(self.cell(row, column, _flag))

    def told(self) -> tuple[Problem, ...]:
        """Return what is wrong, by lines."""
        return tuple(sorted(self.faults, key=lambda one: one.line or 0))

    def left_out(self) -> Iterator[Cells]:
        """Return what can be read of each row that is wrong."""
        rows = {row.line: row for row in self.rows}
        for line, columns in sorted(self.bad.items()):
            if (row := rows.get(line)) is not None:
                yield Cells(self.header, {one: row[one] for one in self.header if one not in columns})
            else:
                broken = self.broken.get(line)
                yield Cells(self.header, self._trusted(broken) if broken is not None else {})

    def _trusted(self, row: Row) -> Mapping[str, str]:
        """
        Return the cells of a broken row that say what they seem to say.

        Where a row is shifted those are the first ones, up to one that no other row has.
        """
        found: dict[str, str] = {}
        for column, cell in row.cells.items():
            if row.shifted and not any(other[column] == cell.strip() for other in self.rows):
                break
            found[column] = cell.strip()
        return found


@attrs.frozen
class Cells:
    """
    The cells of a row that is left out, as far as they can be read.

    Args:
        header: The columns of the table.
        cells: What stands in those that can be read.
    """

    header: tuple[str, ...]
    cells: Mapping[str, str]

    def text(self, column: str) -> str | None:
        """Return what stands in a column; None where that is nothing, or cannot be read."""
        return self.cells.get(column) or None

    def read(self, column: str, read: Callable[[str], T]) -> T | None:
        """Read a cell; None when it is empty or cannot be read."""
        text = self.cells.get(column)
        try:
            return read(text) if text else None
        except (WesRulesError, ValueError):
            return None

    def unread(self, column: str) -> bool:
        """Whether a column may have said anything; one that the table does not have says nothing."""
        return column in self.header and column not in self.cells


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
    need_file(path, name)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            text = stream.read()
    except UnicodeDecodeError as error:
        remedy = 'save it as "CSV UTF-8"'
        raise SourceError(Problem(f"it is not UTF-8 (byte {error.start})", remedy, name)) from None
    except OSError as error:
        raise SourceError(Problem(f"it cannot be read: {error.strerror}", "", name)) from None
    return table_of(list(_lines(text, name)), name, skip=skip)


def table_of(lines: list[tuple[int, list[str]]], name: str, *, skip: bool, header_line: int | None = 1) -> Table:
    """
    Make a table of lines of cells, the first of which is the header.

    Args:
        lines: Each with its line or row number.
        name: What to call it in messages.
        skip: Leave bad rows out and report them, instead of refusing the table.
        header_line: Where the header stands, if anywhere.

    Raises:
        SourceError: There is no header.
    """
    if not lines:
        raise SourceError(Problem("it is empty", "the first line names the columns", name))
    header = tuple(cell.strip() for cell in lines[0][1])
    table = Table(name, header, (), skip, [], header_line)
    table.rows = tuple(_well_formed(table, lines[1:]))
    return table


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        # What most often makes a cell too long is a quote that nobody closed.
        what = f"it is not a CSV file: {error}"
        raise SourceError(Problem(what, "check the quotes of the row that starts here", name, start)) from None


def _well_formed(table: Table, lines: list[tuple[int, list[str]]]) -> Iterator[Row]:
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(table.header):
            size = "short" if len(cells) < len(table.header) else "long"
            what = f"the row is too {size}: {len(cells)} cells for {len(table.header)} columns"
            # The last cell of a short row may have been cut off.
            first = dict(zip(table.header, cells[: min(len(cells) - 1, len(table.header))], strict=False))
            _broken(table, Row(line, first, shifted=True), what, "check its commas and quotes")
            continue
        row = Row(line, dict(zip(table.header, cells, strict=True)))
        steering = {column: one for column, cell in row.cells.items() if (one := _steering(cell))}
        if steering:
            what = f"the row holds the control character {next(iter(steering.values()))!a}"
            sound = ((column, cell) for column, cell in row.cells.items() if column not in steering)
            _broken(table, Row(line, dict(sound)), what, "remove it")
            continue
        yield row


def _broken(table: Table, row: Row, what: str, remedy: str) -> None:
    table.broken[row.line] = row
    table.spoiled(row.line, "", Problem(what, remedy, table.file, row.line))


def _steering(cell: str) -> str:
    return next((one for one in cell if not one.isprintable() and one not in _SPACES), "")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _COUNT_DIGITS):
        raise SourceError(Problem(f"{quoted(text)} is not a count", "write a whole number without separators"))
    return int(text)


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false", ""):
        raise SourceError(Problem(f"{quoted(text)} is neither true nor false", "write true or false"))
    return text.lower() == "true"


def known_symbols(_: object, field: attrs.Attribute[Any], symbols: Mapping[str, str]) -> None:
    """
    Refuse a publisher's symbol that is said to mean none of those that are known here.

    Raises:
        DefinitionError: It is not one of z, x, c, low, k and u.
    """
    for symbol, means in symbols.items():
        if means.lower() not in _MEANINGS:
            what = f"{field.name}: {quoted(symbol)} is said to mean {quoted(means)}, which is no symbol"
            raise DefinitionError(Problem(what, near_miss(means, _MEANINGS)))
