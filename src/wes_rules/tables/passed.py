"""Rows that nobody asked about: counted, with the places of the first; those that say the same are looked at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable

import attrs

# More lines than these are counted and not named.
_MOST_NAMED = 3
# Takes how many lines there are.
Count = Callable[[int], None]
# The counter of lines that are passed over; else whether all lines like one are asked about.
Sort = Count | bool
# No more sorts of lines are remembered than fit into some megabytes; others are looked at each time.
MOST_SORTS = 100_000


@attrs.frozen
class PassedOver:
    """Rows that nobody asked about: how many, by what they are, and the lines of the first of them and the last."""

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
    """Sorts of lines: those that are asked about, and those that are passed over, each with how many lines there are after its first."""

    numbers: dict[Hashable, list[int]] = attrs.field(factory=dict)
    counts: dict[Hashable, Count] = attrs.field(factory=dict)
    asked: set[Hashable] = attrs.field(factory=set)

    def add(self, says: Hashable, sort: Sort) -> None:
        """Remember the sort of a line: by its counter, if it is passed over; True, if all lines like it are asked about."""
        if callable(sort):
            sort(1)
        if not sort or len(self.numbers) + len(self.asked) >= MOST_SORTS:
            return
        if callable(sort):
            self.numbers[says], self.counts[says] = [0], sort
        else:
            self.asked.add(says)

    def count(self) -> int:
        """Count the lines after the first of each sort, and return how many they are."""
        for says, (number,) in self.numbers.items():
            self.counts[says](number)
        return sum(number for (number,) in self.numbers.values())
