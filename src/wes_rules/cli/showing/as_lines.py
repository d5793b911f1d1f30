"""Lines: a measure in each, however long it is, for what is read through a pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from wes_rules.cli.showing.screen import Screen
from wes_rules.cli.showing.words import said
from wes_rules.judging.row import Row
from wes_rules.quoting import visible

# The margin stands there twice: as a number for scripts, and in words.
_COLUMNS: Mapping[str, Callable[[Row, Mapping[str, str]], str]] = {
    "Measure": lambda _, words: words["Measure"],
    "Judged on": lambda _, words: words["Judged on"],
    "Newest": lambda _, words: words["Newest"],
    "Required": lambda _, words: words["Required"],
    "Margin": lambda row, _: row.signed,
    "In words": lambda _, words: words["Margin"],
    "Since": lambda _, words: words["Since"],
    "Course": lambda _, words: words["Course"],
    "Owner": lambda _, words: words["Owner"],
    "Id": lambda _, words: words["Id"],
}


def as_lines(rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Give a head, and a line for each row; columns stand below each other, and two spaces part them."""
    table = [["Status", *_COLUMNS], *(_cells(row, screen) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    table.insert(1, [("─" if screen.unicode else "-") * width for width in widths])
    for cells in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cells(row: Row, screen: Screen) -> list[str]:
    words = said(row)
    status = f"{screen.shapes[row.verdict]} {words['Status'].lower()}"
    return [status, *(" ".join(visible(of(row, words)).split()) or "-" for of in _COLUMNS.values())]
