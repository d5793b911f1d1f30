"""What a source hands over: lines of cells, the first of which names the columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from wes_rules.errors import Problem

# A line's number, and its cells.
Line = tuple[int, list[str]]
# After so many lines whoever waits is told.
_STEP = 100_000


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
        skip: Leave bad rows out and report them, instead of refusing the table.
        progress: Called now and then with the number of lines read so far.
    """

    name: str
    lines: Iterable[Line]
    header_line: int | None = 1
    spoiled: Mapping[tuple[int, int], Problem | None] = attrs.field(factory=dict)
    notes: tuple[Problem, ...] = ()
    skip: bool = False
    progress: Callable[[int], None] | None = None

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines) if self.progress is None else self._counted(self.progress)

    def _counted(self, progress: Callable[[int], None]) -> Iterator[Line]:
        for number, line in enumerate(self.lines, 1):
            if number % _STEP == 0:
                progress(number)
            yield line
