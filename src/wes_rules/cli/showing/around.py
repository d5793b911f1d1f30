"""The rows of a plan for people: as tables or a list, with whose they are, how many, what is not known, and who would be told."""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.headings import standing
from wes_rules.alerts.message import Change, Message, News
from wes_rules.cli.showing.as_list import as_lines, as_list, wrapped
from wes_rules.cli.showing.screen import THEME, Screen
from wes_rules.cli.showing.words import said
from wes_rules.counting import counted
from wes_rules.judging.ahead import counts_later
from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer, Course
from wes_rules.pages.counts import FOR_INFORMATION, binding, grouped, in_all, informs, undecided, with_last_known
from wes_rules.quoting import visible
from wes_rules.rules.plan import Plan
from wes_rules.running.replay import Preview, untold_lines
from wes_rules.values.days import said_day

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

MADE_UP = "[made up]: judged from made-up figures that show how the rule works; no real verdict."
# A longer title stands in a line of its own.
_ONE_LINE = 80
ON_FILE = "On file and not counted yet, as no day of publication is given and the lag is not over"
_NOTHING = "None of the measures has such a verdict; the exit code is that of all that were judged."


def report(plan: Plan, rows: Sequence[Row], screen: Screen, ahead: Sequence[Row] = ()) -> str:
    """Return the rows of a plan as text for people, ending in a newline."""
    blocks = ["\n".join(title(plan, rows, screen)), ""]
    if not rows:
        # Those who choose by --status still get the exit code of all that were judged.
        return screen.fit("\n".join((*blocks, *wrapped(_NOTHING, screen.room))) + "\n")
    match screen.layout:
        case "table":
            blocks += [as_table(rows, screen)]
        case "lines":
            blocks += [*as_lines(rows, screen), ""]
        case _:
            blocks += as_list(rows, screen)
    blocks += wrapped(counts(rows, screen), screen.room)
    for block in (_made_up(rows, screen), _undecided(rows, screen), _ahead(ahead, screen)):
        if block:
            blocks += ["", *block]
    text = "\n".join(blocks) + "\n"
    return screen.fit(text)


def title(plan: Plan, rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Say which plan it is, of whom, and as known on which day."""
    if not rows:
        yield from wrapped(plan.title, screen.room)
        return
    whose = f"{rows[0].area_name}, as known on {said_day(rows[0].as_of)}"
    together = f"{plan.title}: {whose}"
    if screen.layout == "lines" or len(together) <= min(_ONE_LINE, screen.width):
        yield together
    else:
        yield from (*wrapped(plan.title, screen.room), *wrapped(whose, screen.room))


def counts(rows: Sequence[Row], screen: Screen) -> str:
    """Say how many measures have each answer, and how many more are for information, which fail nothing."""
    shaped, counting = screen.layout != "list", binding(rows)
    said, whole = [], in_all("", rows)
    for answer, number in whole.counts:
        shape = f"{screen.shapes[answer]} " if shaped else ""
        if number or answer is not Answer.NOT_DUE:
            courses = _courses(counting) if answer is Answer.NOT_DUE else ""
            one = f"{shape}{number} {answer.words.lower()}{courses}"
            said.append(with_last_known(one, whole.last_known) if answer is Answer.UNDECIDED else one)
    if whole.targetless:
        return whole.targetless
    alone = f" {FOR_INFORMATION}" if any(map(informs, counting)) else ""
    return f"{counted(whole.total, 'measure')}{alone}: {', '.join(said)}{whole.apart}"


def _courses(rows: Sequence[Row]) -> str:
    worst_first = [one.course_words for course in Course for one in rows if one.course is course]
    return f" ({', '.join(f'{number} {words}' for words, number in Counter(worst_first).items())})"


def _made_up(rows: Sequence[Row], screen: Screen) -> list[str]:
    return wrapped(MADE_UP, screen.room) if any("made up" in one.labels for one in rows) else []


def _undecided(rows: Sequence[Row], screen: Screen) -> list[str]:
    lines = []
    for reason, some in undecided(rows):
        lines += wrapped(
            f"{reason.rstrip('.')} ({len(some)}): {', '.join(one.measure for one in some)}", screen.room, "  ", "    "
        )
    return [*wrapped("Not decided, and why:", screen.room), *lines] if lines else []


def _ahead(rows: Sequence[Row], screen: Screen) -> list[str]:
    """Say from when on figures count that are on file already, and what they will say."""
    lines = []
    for row in rows:
        signed = f", {row.signed}" if screen.layout == "lines" and row.signed else ""
        lines += wrapped(f"{row.title}: {counts_later(row, signed)}", screen.room, "  ", "    ")
    return [*wrapped(f"{ON_FILE}:", screen.room), *lines] if lines else []


def would_be_told(first: Preview, screen: Screen) -> Iterator[str]:
    """Say in a line for each recipient what a first run would tell, and what it would not."""
    if first.messages:
        yield from wrapped("A first run would tell:", screen.room)
        for one in first.messages:
            yield from wrapped(f"{one.recipient}: {amounts(one)}", screen.room, "  ", "    ")
    if first.untold:
        yield from wrapped("A first run would not tell:", screen.room)
        for line in untold_lines(first):
            yield from wrapped(line.removeprefix("- "), screen.room, "  ", "    ")


def amounts(message: Message) -> str:
    """Say how much of which kind is in a message: of verdicts how their measures stand, as their rows say it."""
    kinds = Counter(map(_kind, message.news))
    return ", ".join(f"{number} {kind}" for kind, number in kinds.items())


def _kind(news: News) -> str:
    if news.change is Change.QUESTIONED:
        return "to check"
    return standing(news) if news.kind is AlertKind.OFF_TRACK else news.kind.value.replace("_", " ")


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


def _owned(one: Mapping[str, str]) -> str:
    return _lines(one["Measure"], one["Owner"] and f"({one['Owner']})")


def _all_figures(one: Mapping[str, str]) -> str:
    return _lines(_figures(one), one["Required"] and f"required: {one['Required']}", one["Margin"], one["Since"])


_LAYOUTS: Mapping[int, _Columns] = {
    0: {"Measure": (None, _owned), "Figures": (26, _all_figures)},
    92: {
        "Measure": (None, _owned),
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
