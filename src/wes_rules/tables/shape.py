"""The shape of a table: its settings applied to its column names."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice

import attrs

from wes_rules.errors import Problem, SourceError, near_miss, nearest
from wes_rules.plugins.files import need_columns_of
from wes_rules.quoting import quoted, shortened
from wes_rules.tables.filters import Test, named
from wes_rules.tables.layouts import DATED, OPTIONAL, REQUIRED
from wes_rules.tables.lines import Line, Lines, names_of, with_plain_names
from wes_rules.tables.settings import TableSettings
from wes_rules.tables.symbols import label_and_standing

# So many rows below a header that does not fit are looked at for one that does.
_LOOKED_AT = 50
# What a table that is not ours need not have: everybody, and the unit that the plan says.
_ASSUMED = ("group", "unit")


@attrs.frozen
class Cell:
    """The place and the column of a value, and what the column says of it beside the other columns."""

    place: int
    name: str
    says: Mapping[str, str]


@attrs.frozen
class Shape:
    """
    The meaning of each cell in a table's lines.

    Args:
        width: How many cells a line has.
        columns: The place of each column of the layout.
        names: What the table calls each of those columns.
        values: The cells with values, where a line has several figures.
        parts: What of a cell counts, by the layout's column.
        fill_down: The places of columns in which an empty cell has the label above it.
    """

    width: int
    columns: Mapping[str, int]
    names: Mapping[str, str]
    given: Mapping[str, str]
    values: tuple[Cell, ...]
    tests: tuple[Test, ...]
    parts: Mapping[str, re.Pattern[str]]
    fill_down: tuple[int, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns of the layout that its rows have."""
        said = [one for cell in self.values for one in cell.says]
        valued = ["value"] if self.values else []
        named = (one for one in [*self.columns, *self.given, *said, *valued] if one != "part_of_year")
        return tuple(dict.fromkeys(named))

    @property
    def last(self) -> int:
        """The place of the last cell that counts."""
        counting = [*self.columns.values(), *(one.place for one in self.values), *(one.place for one in self.tests)]
        return max(counting, default=0)

    def part(self, column: str, cell: str) -> str:
        """Return the part of a cell that counts."""
        found = self.parts[column].fullmatch(cell.strip()) if column in self.parts else None
        return (cell if found is None else found[1]).strip()

    def reader(self, column: str) -> Callable[[list[str]], str] | None:
        """Return the function that reads a column of a line; None if the table does not have it."""
        place = self.columns.get(column)
        return None if place is None else lambda cells: self.part(column, cells[place])


def shape_of(header: list[str], lines: Lines, settings: TableSettings) -> Shape:
    """Apply settings to a table's column names; without all of its columns, each once, it has no good rows to go on with."""
    said = {*settings.columns, *settings.indicators, *settings.filters, *settings.filters_not, *settings.fill_down}
    names = names_of(header, said)
    return _Header(names, lines, settings).shape()


def with_row_of_names(error: SourceError, below: Iterable[Line], settings: TableSettings) -> SourceError:
    """Return the fault of a header, with the row below it that does have all named columns."""
    named = {
        *with_plain_names(settings.columns),
        *with_plain_names(settings.indicators),
        *with_plain_names(settings.filters),
    }
    rows = ((line, {" ".join(cell.split()) for cell in cells}) for line, cells in islice(below, _LOOKED_AT))
    row = next((line for line, cells in rows if named and named <= cells), None)
    if row is None:
        return error
    first, *rest = error.problems
    return SourceError([attrs.evolve(first, remedy=f"row {row} names all of them: say header_row = {row}"), *rest])


class _Header:
    def __init__(self, names: list[str], lines: Lines, settings: TableSettings) -> None:
        self.names = names
        self.lines = lines
        self.settings = settings
        self.columns, self.indicators = with_plain_names(settings.columns), with_plain_names(settings.indicators)
        self.filters, self.filters_not = with_plain_names(settings.filters), with_plain_names(settings.filters_not)
        # What counts of the names of columns is no part of a cell.
        self.across = settings.parts.get(settings.across or "", "*")
        self.parts = {name: part for name, part in with_plain_names(settings.parts).items() if name != settings.across}
        self.fill_down = [" ".join(name.split()) for name in settings.fill_down]
        self._beside = {*self.filters, *self.filters_not, *self.parts, *self.fill_down}.difference(
            self.columns, self.indicators
        )
        self.problems: list[Problem] = []

    def shape(self) -> Shape:
        needed = self._needed()
        need_columns_of(self.names, needed, self.lines.name, self.lines.header_line)
        used = {name: self.columns.get(name, name) for name in self.names if name and self._is_kept(name)}
        self._check(used, needed)
        if self.problems:
            raise SourceError(self.problems)
        at = {meant: self.names.index(name) for name, meant in used.items()}
        parts = {used.get(name, name): _pattern(part) for name, part in self.parts.items()}
        return Shape(
            width=len(self.names),
            columns=at,
            names={meant: name for name, meant in used.items()},
            given=self.settings.given,
            values=tuple(self._values(used)),
            tests=tuple(self._tests()),
            parts=parts,
            fill_down=tuple(map(self.names.index, self.fill_down)),
        )

    def _needed(self) -> list[str]:
        settings = self.settings
        named = [*self.columns, *self.indicators, *self.filters, *self.filters_not, *self.parts, *self.fill_down]
        if settings.layout == "dfe":
            named += [
                one for one in REQUIRED["dfe"] if one != "geographic_level" or "area" not in {*self.columns.values()}
            ]
        elif not settings.is_foreign:
            named += [one for one in REQUIRED[settings.layout] if one not in self.settings.given]
        return list(dict.fromkeys(named))

    def _is_kept(self, name: str) -> bool:
        settings = self.settings
        if settings.layout == "dfe":
            return name not in self.indicators
        if not settings.is_foreign:
            return True
        layout = (*REQUIRED[settings.layout], *OPTIONAL[settings.layout])
        return name in self.columns or (not self.columns and name in layout and name not in self.indicators)

    def _check(self, used: Mapping[str, str], needed: Collection[str]) -> None:
        settings = self.settings
        own = [name for name in self.names if name in used or name in needed]
        for name in sorted({one for one in own if own.count(one) > 1}):
            self._fault(f"column {quoted(name)} stands twice", "remove one, or rename it")
        there = [shortened(one) for one in self.names if one]
        spare = [one for one in there if one not in needed]
        for name in needed:
            if name not in self.names:
                remedy = self._where_missing(name, there if name in self._beside else spare)
                self._fault(f"column {quoted(name)} is missing", remedy)
        for column in self.settings.given:
            if column in used.values():
                self._fault(f"fixed says {quoted(column)}, and so does the table", "remove one of them")
        if settings.layout == "dfe":
            return
        known = (*REQUIRED[settings.layout], *OPTIONAL[settings.layout])
        for name in used if not settings.is_foreign else ():
            if name not in known:
                self._fault(f"unknown column {quoted(name)}", near_miss(name, known))
        if settings.is_foreign and not self.problems:
            self._check_meanings(used)

    def _where_missing(self, name: str, spare: list[str]) -> str:
        """Say how to go on without a column: of our layout it may have another name, or one value for all rows."""
        layout = self.settings.layout
        if (rows := getattr(self.settings, "header_rows", 1)) > 1:
            # Nobody can see in the file what names several rows make.
            made = named(sorted(filter(None, self.names), key=len))
            return f"{near_miss(name, spare)}; of {rows} rows these names are made, the shortest first: {made}"
        if spare and (self.settings.is_foreign or nearest(name, spare) is not None):
            return near_miss(name, spare)
        # One that is nearly another column's name is told of that one.
        strange = [one for one in spare if nearest(one, (*REQUIRED[layout], *OPTIONAL[layout])) is None]
        add = f"rename {' or '.join(map(quoted, strange[:3]))} to {quoted(name)}" if strange else "add it"
        return f'{add}, or say what all rows share: fixed = {{{name} = "..."}}'

    def _check_meanings(self, used: Mapping[str, str]) -> None:
        """Check that every column of the layout is somewhere, where the settings say what columns mean."""
        settings = self.settings
        said = {*used.values(), *self.settings.given, *_ASSUMED}
        said |= {"indicator", "value"} if settings.indicators else set()
        said |= {settings.across, "value"} if settings.across else set()
        for column in REQUIRED[settings.layout]:
            if column not in said:
                remedy = "say which column it is in columns, or one value for all rows in fixed"
                if column == "source":
                    remedy = 'say publication = "..."'
                self._fault(f"nothing says what the {quoted(column)} of a row is", remedy)

    def _fault(self, what: str, remedy: str) -> None:
        self.problems.append(Problem(what, remedy, self.lines.name, self.lines.header_line))

    def _values(self, used: Mapping[str, str]) -> Iterator[Cell]:
        across = self.settings.across
        for name, indicator in self.indicators.items():
            yield Cell(self.names.index(name), name, {"indicator": indicator})
        if across is not None:
            busy, pattern = {*used, *self._beside}, _pattern(self.across)
            for place, name in enumerate(self.names):
                if name and name not in busy and (found := pattern.fullmatch(name)) is not None:
                    label, standing = label_and_standing(found[1]) if across in DATED else (found[1], "")
                    yield Cell(place, name, {across: label.strip(), **({"standing": standing} if standing else {})})

    def _tests(self) -> Iterator[Test]:
        for asked, passes in ((self.filters, True), (self.filters_not, False)):
            for name, values in asked.items():
                yield Test.of(self.names.index(name), name, values, passes=passes)


def _pattern(part: str) -> re.Pattern[str]:
    before, _, after = part.partition("*")
    return re.compile(f"{re.escape(before)}(.*){re.escape(after)}", re.DOTALL)
