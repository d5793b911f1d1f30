"""The list and the lines: a paragraph or a line for each measure, at any width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from wes_rules.cli.showing.screen import Screen
from wes_rules.cli.showing.words import said
from wes_rules.counting import counted, opened
from wes_rules.judging.row import Row
from wes_rules.pages.counts import grouped
from wes_rules.quoting import visible

# The margin stands in a line twice: as a number for scripts, and in words.
_COLUMNS = ("Measure", "Judged on", "Newest", "Required", "Margin", "In words", "Since", "Course", "Owner", "Id")


def as_list(rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Give the lines of a list of rows."""
    groups = grouped(rows, screen.by)
    for name, some in groups.items():
        if len(groups) > 1 or name:
            yield from wrapped(f"{name or f'No {screen.by}'} ({counted(len(some), 'measure')})", screen.width)
            yield ""
        for row in some:
            yield from _paragraph(row, screen.width)
            yield ""


def _paragraph(row: Row, width: int) -> Iterator[str]:
    words = dict(said(row))
    yield from wrapped(f"{words.pop('Status')}: {words.pop('Measure')}", width, hang="    ")
    for name, text in words.items():
        if text:
            line = opened(text) if name in ("Since", "Overdue", "Next figure") else f"{name}: {text}"
            yield from wrapped(line, width, "  ", "    ")


def wrapped(text: str, width: int, indent: str = "", hang: str = "") -> list[str]:
    """Return a text in lines that fit; a word that is longer than a line is the only one that is cut."""
    return textwrap.wrap(
        visible(text), width, initial_indent=indent, subsequent_indent=hang or indent, break_on_hyphens=False
    ) or [""]


def as_lines(rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Give a head, and a line for each row, however long it is; columns stand below each other, and two spaces part them."""
    table = [["Status", *_COLUMNS], *(_cells(row, screen) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    table.insert(1, [("─" if screen.unicode else "-") * width for width in widths])
    for cells in table:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _cells(row: Row, screen: Screen) -> list[str]:
    words = said(row)
    status = f"{screen.shapes[row.verdict]} {words['Status'].lower()}"
    cells = {**words, "In words": words["Margin"], "Margin": row.signed}
    return [status, *(" ".join(visible(cells[name]).split()) or "-" for name in _COLUMNS)]
