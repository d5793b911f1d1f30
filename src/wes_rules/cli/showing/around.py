"""What stands around the rows of a plan: whose they are, how many there are, what is not known, and who would be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.headings import standing
from wes_rules.alerts.message import Change, Message, News
from wes_rules.cli.showing.as_list import as_lines, as_list, wrapped
from wes_rules.cli.showing.as_table import as_table
from wes_rules.cli.showing.screen import Screen
from wes_rules.counting import counted
from wes_rules.judging.ahead import counts_later
from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer, Course
from wes_rules.pages.counts import FOR_INFORMATION, binding, in_all, informs, undecided, with_last_known
from wes_rules.rules.plan import Plan
from wes_rules.running.replay import Preview, untold_lines
from wes_rules.values.days import said_day

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
