"""Rows that nobody asked about: counted, with the places of the first; those that say the same are looked at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable

import attrs

# More lines than these are counted and not named.
_MOST_NAMED = 3
# Takes how many lines there are.
Count = Callable[[int], None]
# No more sorts of lines are remembered than fit into some megabytes; others are looked at each time.
MOST_SORTS = 100_000


@attrs.frozen
class PassedOver:
    """
    Rows that nobody asked about.

    Args:
        counts: How many there are, by what they are.
        lines: Where the first of them stand, and the last one counted.
    """

    counts: Counter[str] = attrs.field(factory=Counter)
    lines: dict[str, list[int]] = attrs.field(factory=dict)

    def add(self, what: str, line: int | None = None, number: int = 1) -> None:
        """Count rows; the cells of one line count once."""
        if line is not None and self.lines.get(what, [])[-1:] == [line]:
            return
        self.counts[what] += number
        if line is not None:
            lines = self.lines.setdefault(what, [])
            lines[_MOST_NAMED:] = [line]

    def said(self) -> str:
        """Say how many there are of each sort, and where the first are."""
        return "; ".join(self._of(what) for what, number in sorted(self.counts.items()) if number)

    def _of(self, what: str) -> str:
        number, lines = self.counts[what], self.lines.get(what, [])[:_MOST_NAMED]
        rows = "row" if number == 1 else "rows"
        more = " and so on" if number > len(lines) else ""
        where = f" ({', '.join(map(str, lines))}{more})" if lines else ""
        return f"{number:,} {rows} {what}{where}"


@attrs.frozen
class Alike:
    """
    Sorts of lines that are passed over.

    Args:
        numbers: How many lines there are of each sort, after the first, in a list of one: the sort is looked up once.
    """

    numbers: dict[Hashable, list[int]] = attrs.field(factory=dict)
    counts: dict[Hashable, Count] = attrs.field(factory=dict)

    def add(self, says: Hashable, count: Count) -> None:
        """Count the first line of a sort, and remember the sort."""
        count(1)
        if len(self.numbers) < MOST_SORTS:
            self.numbers[says], self.counts[says] = [0], count

    def count(self) -> None:
        """Count the lines after the first of each sort."""
        for says, (number,) in self.numbers.items():
            self.counts[says](number)
