"""The rows of a table that the plan asks about, and their faults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

import attrs

from wes_rules.errors import DefinitionError, Problem, SourceError, WesRulesError
from wes_rules.quoting import MOST_QUOTED, quoted, shortened
from wes_rules.series.observation import Origin
from wes_rules.tables.cells import Cells
from wes_rules.tables.days import DayForm, read_day
from wes_rules.tables.passed import MOST_SORTS, PassedOver
from wes_rules.tables.symbols import Signs

T = TypeVar("T")

# More digits than any count of people has.
_COUNT_DIGITS = 15
_GIVEN = re.compile(r'"[^"]*"|\d[\d.,]*')
# Sorts of rows that are passed over.
FILTERED = "that the filters leave aside"
ABOUT = "about the table, with one cell"
LEVELS = "of other geographic levels"
OTHER_KINDS = "about other kinds of period than the plan's"
UNREADABLE = "about areas or groups that no measure asks about, and unreadable"
TWICE = "about areas or groups that no measure asks about, and there twice with different values"
# Where a row stands: its line, and the column of its value where a line has several.
Place = tuple[int, str]


class Row(dict[str, str]):
    """
    One row: a line's cells about one figure, by column of the layout; missing columns are empty.

    Args:
        cells: Its cells by column of the layout, without blanks around them.
        value: The column of its value, where the line has several.
        shifted: A cell is missing or one too many, and nobody knows where.
    """

    __slots__ = ("line", "shifted", "value")

    def __init__(self, line: int, cells: Mapping[str, str], value: str = "", *, shifted: bool = False) -> None:
        super().__init__(cells)
        self.line = line
        self.value = value
        self.shifted = shifted

    def __missing__(self, column: str) -> str:
        return ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.line, self.value


@attrs.define
class Table:
    """
    The rows of a table and their faults.

    Args:
        file: The file as the plan names it.
        header: The columns of the layout that its rows have.
        names: What the table calls those columns.
        rows: The well-formed rows that somebody asked about.
        skip: Leave bad rows out instead of refusing the file.
        signs: How its values are written.
        dates: How its days are written.
        is_foreign: Whether it is laid out by somebody else.
        origin: Where its figures come from, where its source says more than a publication.
        every_area: Whether all rows are looked at, and not only a sample of those about other areas.
        filled_down: The columns in which an empty cell has the label above it.
        broken: Rows that are not well-formed, each with the cells that can be trusted.
        bad: The columns of each row that cannot be read.
        asked: Whether the plan asks about a row; what is wrong with others is counted.
        unused: How many rows there are of each indicator that no measure needs.
        misspelt: Rows of an indicator that the plan has in another spelling.
        others: How many rows there are of each series that no measure needs.
        passed: The rows that are passed over, by what they are.
        notes: What else has to be told.
        alone: Labels of columns that are filled down, by place, that stand alone in their lines and may be notes.
        known: What was read of cells, by column, text and indicator.
    """

    file: str
    header: tuple[str, ...]
    names: Mapping[str, str]
    skip: bool
    signs: Signs
    dates: DayForm
    is_foreign: bool = False
    origin: Origin | None = None
    every_area: bool = True
    filled_down: Collection[str] = ()
    rows: list[Row] = attrs.field(factory=list)
    faults: list[Problem] = attrs.field(factory=list)
    broken: dict[Place, Row] = attrs.field(factory=dict)
    bad: dict[Place, set[str]] = attrs.field(factory=dict)
    asked: Callable[[Row], bool] = lambda _: True
    unused: Counter[str] = attrs.field(factory=Counter)
    misspelt: list[Row] = attrs.field(factory=list)
    others: Counter[tuple[str, str, str]] = attrs.field(factory=Counter)
    passed: PassedOver = attrs.field(factory=PassedOver)
    notes: list[Problem] = attrs.field(factory=list)
    alone: set[tuple[int, str]] = attrs.field(factory=set)
    known: dict[Hashable, Any] = attrs.field(factory=dict)

    def fault(self, row: Row, column: str, what: str, remedy: str = "") -> None:
        """Report a fault of a cell."""
        for cell in row.values():
            if len(cell.strip()) > MOST_QUOTED:
                what = what.replace(cell.strip(), shortened(cell.strip()))
        self.spoiled(row, column, self.problem(row, column, what, remedy))

    def problem(self, row: Row, column: str, what: str, remedy: str) -> Problem:
        """Return the problem of a cell, with its place."""
        name = row.value if column == "value" and row.value else self.names.get(column, column)
        place = f"column {quoted(name)}" if column else ""
        # A setting that a table contradicts is contradicted in every row.
        return Problem(what, remedy, self.file, row.line, place, sort=f"{place}: {_GIVEN.sub('...', what)}")

    def spoiled(self, row: Row, column: str, problem: Problem | None = None) -> None:
        """Record that a row's cell cannot be read, with its problem."""
        if row.place not in self.bad and not self.asked(row):
            self.pass_over(UNREADABLE, row.line)
        self.bad.setdefault(row.place, set()).add(column)
        if problem is not None and self.asked(row):
            self.faults.append(problem)

    def note_spoiled(
        self, spoiled: Mapping[tuple[int, int], Problem | None], counting: Mapping[int, tuple[str, str]]
    ) -> None:
        """Note the cells, by line and place, that the source could not read, in the places that count."""
        by_line: dict[int, list[Row]] = {}
        for row in self.rows if spoiled else ():
            by_line.setdefault(row.line, []).append(row)
        for (line, place), problem in sorted(spoiled.items()):
            column, value = counting.get(place, ("", ""))
            for row in by_line.get(line, ()) if column else ():
                if value in ("", row.value):
                    self.spoiled(row, column, problem)

    def pass_over(self, what: str, line: int) -> None:
        """Count a row that nobody asked about and that was looked at; where most are not, their number would say nothing."""
        if self.every_area:
            self.passed.add(what, line)

    def is_bad(self, row: Row) -> bool:
        """Whether anything of a row cannot be read."""
        return bool(self.bad) and row.place in self.bad

    def is_spoiled(self, row: Row, column: str) -> bool:
        """Whether a cell has been reported already."""
        return bool(self.bad) and column in self.bad.get(row.place, ())

    def cell(self, row: Row, column: str, read: Callable[[str], T], *given: Hashable) -> T | None:
        """Read a cell, once for each text and what else it depends on; note the fault and return None when it cannot be read."""
        if self.is_spoiled(row, column):
            return None
        text = row[column]
        key = column, text, row["indicator"], *given
        if (known := self.known.get(key)) is not None:
            return known  # type: ignore[no-any-return] # by the same reader
        try:
            found = read(text)
        except WesRulesError as error:
            for problem in error.problems:
                self.fault(row, column, problem.what, problem.remedy)
            return None
        except ValueError as error:
            self.fault(row, column, str(error))
            return None
        if len(self.known) < MOST_SORTS:
            self.known[key] = found
        return found

    def made(self, row: Row, make: Callable[[], T], otherwise: str = "") -> T | None:
        """Make the value of a row; report what is refused, and return None if the row has any fault."""
        if self.is_bad(row):
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
        """Read a date; an empty cell is None."""
        return self.cell(row, column, lambda text: read_day(text, self.dates)) if row[column] else None

    def count(self, row: Row, column: str) -> int | None:
        """Read a whole number of at least 0; an empty cell is None."""
        return self.cell(row, column, _count) if row[column] else None

    def flag(self, row: Row, column: str) -> bool:
        """Read true or false; an empty cell is false."""
        return bool(row[column] and self.cell(row, column, _flag))

    def told(self) -> tuple[Problem, ...]:
        """Return the faults, by lines."""
        # A cell that several figures of a line share is told once.
        return tuple(sorted(dict.fromkeys(self.faults), key=lambda one: one.line or 0))

    def all_notes(self) -> tuple[Problem, ...]:
        """Return the notes on the table, such as how many rows were skipped, and why."""
        said = self.passed.said()
        return (*self.notes, *([Problem(f"passed over: {said}", "", self.file)] if said else []))

    def refuse_if_wrong(self) -> None:
        """Refuse the table if it has faults that matter to the plan and bad rows are not skipped."""
        if self.faults and not self.skip:
            raise SourceError(self.told())

    def left_out(self) -> Iterator[Cells]:
        """Return the readable parts of each faulty row."""
        rows = {row.place: row for row in self.rows}
        for place, columns in sorted(self.bad.items()):
            row, broken = rows.get(place), self.broken.get(place)
            where = Origin(publication="left out", file=self.file, row=place[0] if self.file else None)
            if row is not None:
                sound = {one: row[one] for one in self.header if one not in columns}
                yield Cells(self.header, sound, self.dates, row["value"], where)
            else:
                trusted = {} if broken is None else self._trusted(broken)
                yield Cells(self.header, trusted, self.dates, origin=where)

    def _trusted(self, row: Row) -> Mapping[str, str]:
        """
        Return the trustworthy cells of a broken row.

        Where a cell is missing or one too many, the first cells do, as far as others of the table say the same: another
        value is in the wrong column, and so is all that follows it.
        """
        if not row.shifted:
            return row
        trusted: dict[str, str] = {}
        for column, cell in row.items():
            if not any(other[column] == cell.strip() for other in self.rows):
                break
            trusted[column] = cell
        return trusted


def _count(text: str) -> int:
    whole, _, after = text.partition(".")
    digits = whole.replace(",", "") if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+", whole, re.ASCII) else whole
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _COUNT_DIGITS and not after.strip("0")):
        remedy = "correct it, or leave the numerator and the denominator out of columns: the percentage counts as it is printed"
        raise SourceError(Problem(f"{quoted(text)} is not a count", remedy))
    return int(digits)


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false", ""):
        raise SourceError(Problem(f"{quoted(text)} is neither true nor false", "write true or false"))
    return text.lower() == "true"
