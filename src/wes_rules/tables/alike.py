"""Lines that say the same of what they are about, where nobody asked about it: looked at once, and then only counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import attrs

# Takes how many lines there are.
Count = Callable[[int], None]
# No more sorts of lines are remembered than fit into some megabytes; others are looked at each time.
MOST_SORTS = 100_000


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
