"""The filters of a table: which of its lines count."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Iterator, Sequence

import attrs

from wes_rules.counting import some_of
from wes_rules.errors import Problem
from wes_rules.quoting import quoted, shortened
from wes_rules.tables.lines import Line, Place
from wes_rules.tables.settings import Values

# More values of a column than these are not named.
_MOST_NAMED = 12


@attrs.frozen
class Test:
    """A filter of rows: whether those with one of some values pass, or those without, whatever the case of its letters."""

    place: int
    name: str
    said: tuple[str, ...]
    passes: bool
    values: frozenset[str]

    @classmethod
    def of(cls, place: int, name: str, values: Values, *, passes: bool) -> Test:
        """Return the test of a column that settings hold against one value or several."""
        said = (values,) if isinstance(values, str) else tuple(values)
        return cls(place, name, said, passes, frozenset(map(_meant, said)))

    def holds(self, text: str) -> bool:
        """Whether a cell is one of the values."""
        return _meant(text) in self.values

    def lets(self, text: str) -> bool:
        """Whether a line with such a cell passes."""
        return self.holds(text) is self.passes


def passes(cells: Sequence[str], tests: Iterable[Test]) -> bool:
    """Whether a line passes each of some filters."""
    return all(one.lets(cells[one.place]) for one in tests)


def in_doubt(line: Line, tests: Sequence[Test], spoiled: Container[Place], filled: Container[int]) -> Test | None:
    """
    Return the filter that decides about a line by a cell of which nobody knows what it says; None if there is none.

    Such a cell cannot be read; or it is empty in a column that is filled down, so that no label stands above it for sure.

    Args:
        filled: The places of the columns that are filled down. A filter that names empty cells decides about them.
    """
    number, cells = line
    unknown = [
        one
        for one in tests
        if (number, one.place) in spoiled
        or (one.place in filled and not cells[one.place].strip() and "" not in one.values)
    ]
    return unknown[0] if unknown and passes(cells, (one for one in tests if one not in unknown)) else None


def doubt_of(test: Test, file: str, line: int) -> Problem:
    """Say why nobody knows what an empty cell says, and what may be done."""
    what = "it is empty, and no label stands above it, or one that is alone in its line and may be a note"
    remedy = f'fill it in; if such rows are to be left aside, say filters_not = {{{quoted(test.name)} = ""}}'
    return Problem(what, remedy, file, line, f"column {quoted(test.name)}")


def none_passes(tests: Sequence[Test], seen: Sequence[Hashable], file: str) -> Iterator[Problem]:
    """Say why no row passes: a missing value, with the existing ones, or a combination that no row has."""
    told = False
    for place, test in enumerate(tests):
        values = {_cell(cells, place) for cells in seen}
        if not any(map(test.holds, values)):
            told = True
            what = f"no row passes the filters: none has {named([*test.said])} in column {quoted(test.name)}"
            yield Problem(what, f"there are: {named(sorted(values))}", file)
    if not told:
        wanted = " and ".join(f"{one.name} = {named([*one.said])}" for one in tests)
        what = f"no row passes the filters: none has {wanted}" if wanted else "filters_not leaves no row"
        yield Problem(what, "leave some of them out", file)


def left_by(
    tests: Sequence[Test], alone: Container[tuple[int, str]], seen: Iterable[Hashable], file: str
) -> Iterator[Problem]:
    """Name the labels with which no line passes, and that stand alone in a column that is filled down: one of them may be a note."""
    for place, test in enumerate(tests):
        values = {_cell(cells, place) for cells in seen}
        if left := sorted(one for one in values if (test.place, one) in alone and not test.holds(one)):
            what = f"filters leave aside the rows below the labels {named(left)}; if one of them is a note, its rows may be those of the label above it"
            yield Problem(what, "", file, subject=f"column {quoted(test.name)}")


def _cell(cells: Hashable, place: int) -> str:
    """Return one of the cells that filters look at: of one filter they are no tuple."""
    return (cells[place] if isinstance(cells, tuple) else str(cells)).strip()


def named(values: list[str]) -> str:
    """Name values of a column, the first of them."""
    return some_of([quoted(shortened(one)) for one in values], _MOST_NAMED)


def _meant(text: str) -> str:
    return text.strip().casefold()
