"""The lines of cells that a source yields, the first of which names the columns."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from itertools import chain, islice, takewhile, zip_longest
from typing import TypeVar

import attrs

from wes_rules.errors import Problem
from wes_rules.series.observation import Origin

T = TypeVar("T")
#: A line's number, and its cells.
Line = tuple[int, list[str]]
# A line's number, and the place of a cell in it.
Place = tuple[int, int]
# Progress is reported each time this many lines have been read.
_STEP = 100_000
# So many lines show what each of them is like.
_LOOKED_AT = 100


def with_one_header(lines: Iterable[Line], rows: int, last: int | None = None) -> Iterator[Line]:
    """
    Merge several rows of column names into one, and leave out what stands below a table.

    Args:
        lines: The lines, from the first that names columns.
        rows: How many name them. An empty cell beside a name has that name, where a lower row goes on with it.
        last: The number of the last line of the table; None where nothing follows it.
    """
    rest = iter(lines) if last is None else takewhile(lambda line: line[0] <= last, lines)
    if rows == 1:
        return rest
    headers = list(islice(rest, rows))
    names = [(headers[-1][0], _joined([cells for _, cells in headers]))] if headers else []
    return chain(names, rest)


def _joined(headers: list[list[str]]) -> list[str]:
    names: list[str] = []
    left = [""] * len(headers)  # the names of upper rows that still count
    for column in zip_longest(*headers, fillvalue=""):
        cells = [cell.strip() for cell in column]
        for level, cell in enumerate(cells[:-1]):
            if cell:
                left[level:] = [cell, *[""] * (len(left) - level - 1)]
        goes_on = [any(cells[level + 1 :]) for level in range(len(cells))]
        parts = (cell or (left[level] if goes_on[level] else "") for level, cell in enumerate(cells))
        names.append(" ".join(filter(None, parts)))
    return names


def with_plain_names(settings: Mapping[str, T]) -> dict[str, T]:
    """Return what settings say by the names of columns, in which line ends are as good as blanks."""
    return {" ".join(name.split()): said for name, said in settings.items()}


def names_of(header: list[str], said: Container[str]) -> list[str]:
    """Return the column names; one that the settings call by its place, such as "column 3", gets that name."""
    called = [" ".join(cell.split()) for cell in header]
    places = [f"column {number}" for number in range(1, len(called) + 1)]
    by_place = (place in said and place not in called for place in places)
    return [place if is_so else name for name, place, is_so in zip(called, places, by_place, strict=True)]


def with_last_cells(lines: Iterator[Line], width: int, last: int) -> tuple[Iterator[Line], int]:
    """
    Pad lines with the empty last cells that all of them lack; return how many.

    What is missing in some lines only may be missing anywhere in them; and so is it where the missing cells count.
    """
    first = list(islice(lines, _LOOKED_AT))
    sizes = {len(cells) for _, cells in first if sum(map(bool, cells)) > 1}
    rest, size = chain(first, lines), next(iter(sizes), width)
    if len(sizes) != 1 or len(first) == 1 or not last < size < width:
        return rest, 0
    empty = [""] * (width - size)
    return ((line, [*cells, *empty] if len(cells) == size else cells) for line, cells in rest), width - size


@attrs.frozen(kw_only=True)
class Lines:
    """
    The lines of one table.

    Args:
        name: What to call the table in messages.
        lines: Each line with its number; the first names the columns.
        header_line: Where the names of the columns stand; None where they have no line, as in the answer of a database.
        spoiled: Cells that cannot be read, by line and place, each with what is to be told of it, if anything. It may fill up while the
            lines are read.
        notes: What is to be told of the table as a whole.
        origin: Where its figures come from, where that is more than a publication and a row: a data set, a version. Without a file, the
            numbers of its lines mean nothing to a reader, and no figure names its own.
        skip: Leave bad rows out and report them, instead of refusing the table.
        progress: Called now and then with the number of lines read so far.
    """

    name: str
    lines: Iterable[Line]
    header_line: int | None = 1
    spoiled: Mapping[Place, Problem | None] = attrs.field(factory=dict)
    notes: tuple[Problem, ...] = ()
    origin: Origin | None = None
    skip: bool = False
    progress: Callable[[int], None] | None = None

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines) if self.progress is None else self._counted(self.progress)

    def _counted(self, progress: Callable[[int], None]) -> Iterator[Line]:
        for number, line in enumerate(self.lines, 1):
            if number % _STEP == 0:
                progress(number)
            yield line
