"""The list: a heading for each group, a paragraph for each measure, at any width and without a shape or a colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from wes_rules.cli.showing.screen import Screen
from wes_rules.cli.showing.words import said
from wes_rules.counting import counted, opened
from wes_rules.judging.row import Row
from wes_rules.pages.counts import grouped
from wes_rules.quoting import visible


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
            line = opened(text) if name in ("Since", "Overdue") else f"{name}: {text}"
            yield from wrapped(line, width, "  ", "    ")


def wrapped(text: str, width: int, indent: str = "", hang: str = "") -> list[str]:
    """Return a text in lines that fit; a word that is longer than a line is the only one that is cut."""
    return textwrap.wrap(
        visible(text), width, initial_indent=indent, subsequent_indent=hang or indent, break_on_hyphens=False
    ) or [""]
