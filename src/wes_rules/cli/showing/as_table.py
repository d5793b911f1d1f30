"""The table, drawn by rich: fewer columns where there is less room, and never a word less."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from wes_rules.cli.showing.screen import THEME, Screen
from wes_rules.cli.showing.words import said
from wes_rules.judging.row import Row
from wes_rules.pages.counts import grouped
from wes_rules.quoting import visible

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

_WIDE = 150
# What the status takes, and with the course of a promise that is not due.
_STATUS, _STATUS_WITH_COURSE = 13, 24
_Cell = Callable[[Mapping[str, str]], str]
# From so many columns on: the columns, each with its width, and what stands in it. What has no width takes the rest.
_Columns = Mapping[str, tuple[int | None, _Cell]]


def _of(name: str) -> _Cell:
    return lambda one: one[name] or "-"


def _figures(one: Mapping[str, str]) -> str:
    """Say the figure that decided, and under it the newest where that is another."""
    return _lines(one["Judged on"] or "-", one["Newest"] and f"newest: {one['Newest']}", one["Overdue"])


def _wide(*widths: int) -> _Columns:
    """Return a column for all that is told of a measure, each with its width; the measure takes the rest."""
    names = ("Judged on", "Required", "Margin", "Since", "Course", "Owner")
    told: dict[str, tuple[int | None, _Cell]] = {"Measure": (None, lambda one: one["Measure"])}
    for name, width in zip(names, widths, strict=True):
        told[name] = (width, _figures if name == "Judged on" else _of(name))
    return told


_LAYOUTS: Mapping[int, _Columns] = {
    0: {
        "Measure": (None, lambda one: _lines(one["Measure"], one["Owner"] and f"({one['Owner']})")),
        "Figures": (
            26,
            lambda one: _lines(
                _figures(one), one["Required"] and f"required: {one['Required']}", one["Margin"], one["Since"]
            ),
        ),
    },
    92: {
        "Measure": (None, lambda one: _lines(one["Measure"], one["Owner"] and f"({one['Owner']})")),
        "Judged on": (18, _figures),
        "Required": (16, _of("Required")),
        "Margin": (18, lambda one: _lines(one["Margin"] or "-", one["Since"])),
    },
    _WIDE: _wide(20, 19, 18, 20, 12, 20),
    190: _wide(26, 22, 24, 27, 15, 28),
}


def as_table(rows: Sequence[Row], screen: Screen) -> str:
    """Return a table of rows, its colours included, ending in a newline."""
    from rich.text import Text

    console = _console(screen)
    least = max(one for one in _LAYOUTS if one <= screen.width)
    columns = _LAYOUTS[least]
    # Whatever is not due says where its figures lead.
    status = _STATUS_WITH_COURSE if least > 0 and any(one.course for one in rows) else _STATUS
    # Between two columns stand a space of each and a divider.
    room = screen.width - status - sum(width or 0 for width, _ in columns.values()) - 2 * len(columns) - 1
    _print(console, _table(columns, status, screen, head=True))
    for number, (name, some) in enumerate(grouped(rows, screen.by).items()):
        table = _table(columns, status, screen, airy=least < _WIDE)
        for row in some:
            table.add_row(*_cells(row, columns, screen, room))
        if name:
            _print(console, Text(f"\n{visible(name)}" if number else visible(name), style="bold"))
        _print(console, table)
    assert isinstance(console.file, io.StringIO)  # it was made so
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


def _print(console: Console, what: RenderableType) -> None:
    console.print(what, overflow="fold")


def _console(screen: Screen) -> Console:
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=screen.width,
        color_system="standard" if screen.colour else None,
        force_terminal=screen.colour,
        no_color=not screen.colour,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )


def _table(columns: _Columns, status: int, screen: Screen, *, head: bool = False, airy: bool = False) -> Table:
    from rich import box
    from rich.table import Table

    lines = box.SIMPLE_HEAD if screen.unicode else box.ASCII
    table = Table(box=lines, show_header=head, show_edge=False, expand=True, header_style="bold", padding=(0, 1, 0, 0))
    table.leading = int(airy)
    table.add_column("Status", width=status, overflow="fold")
    for name, (width, _) in columns.items():
        table.add_column(name, width=width, ratio=None if width else 1, overflow="fold")
    return table


def _cells(row: Row, columns: _Columns, screen: Screen, room: int) -> list[RenderableType]:
    from rich.text import Text

    words = said(row)

    def cell(width: int | None, of: _Cell) -> Text:
        text = screen.fit(visible(of(words), keep="\n"))
        return Text(text if width else _broken_at_hyphens(text, room))

    status = Text(screen.fit(f"{screen.shapes[row.verdict]} {words['Status'].lower()}"), style=THEME[row.verdict])
    return [status, *(cell(width, of) for width, of in columns.values())]


def _broken_at_hyphens(text: str, room: int) -> str:
    """Break the lines of a text to a width, long words at their hyphens, which rich does not."""
    return "\n".join(textwrap.fill(line, room) for line in text.splitlines())


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
