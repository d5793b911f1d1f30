"""The command that reads the words of a target."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from wes_rules.cli.exits import Exit
from wes_rules.cli.output import say, say_json
from wes_rules.quoting import quoted
from wes_rules.rules.better import Better
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import Unit

if TYPE_CHECKING:
    from wes_rules.wording import Target


def add_commands(commands: argparse._SubParsersAction[Any], day_typed: Callable[[str], date]) -> None:
    """Add the command to the command line."""
    text = (
        "Read the words of a target: the rule as a plan file has it, how each phrase was read, and what is left open."
    )
    one = commands.add_parser("read-target", help=text, description=text)
    one.add_argument("words", metavar="WORDS", help='the sentence, such as "at least 75%% by March 2030"')
    one.add_argument("--unit", choices=[*Unit], metavar="UNIT", help=f"the unit of the number: {', '.join(Unit)}")
    one.add_argument("--better", choices=[*Better], help="which way is better")
    one.add_argument("--calendar", choices=[*PeriodKind], metavar="KIND", help=f"its periods: {', '.join(PeriodKind)}")
    one.add_argument("--deadline", type=day_typed, metavar="DATE", help="the day by which the plan is to be kept")
    one.add_argument("--change-in", choices=("points", "percent"), help='what "by 5%%" of a percentage means')
    add_others(one)
    one.add_argument("--format", choices=("text", "json"), default="text", help="how to write the result")
    one.set_defaults(command=read_target)


def add_others(parser: argparse.ArgumentParser) -> None:
    """Add whom words such as "national" mean."""
    parser.add_argument("--national", default="national", metavar="CODE", help="the area that national figures are of")
    text = "the area set that is meant by statistical neighbours"
    parser.add_argument("--neighbours", default="statistical-neighbours", metavar="SET", help=text)


def read_target(options: argparse.Namespace) -> int:
    """Read the words of a target."""
    from wes_rules.wording import Context, read

    calendar = None if options.calendar is None else Calendar(kind=options.calendar)
    context = Context(
        unit=options.unit,
        better=options.better,
        calendar=calendar,
        deadline=options.deadline,
        change_in=options.change_in,
        national=options.national,
        neighbours=options.neighbours,
    )
    found = read(options.words, context=context)
    if options.format == "json":
        say_json(as_table(found))
    else:
        for line in as_toml(found):
            say(line)
    return Exit.DONE if found.settled else Exit.UNDECIDED


def as_table(found: Target) -> dict[str, Any]:
    """Return what was read as JSON carries it."""
    from wes_rules.dicts import to_dict

    return {
        "sentence": found.sentence,
        "settled": found.settled,
        "rule": None if found.rule is None else to_dict(found.rule),
        "unit": found.unit,
        "better": found.better,
        "baseline": None if found.baseline is None else to_dict(found.baseline),
        "deadline": None if found.until is None else found.until.isoformat(),
        "number": None if found.number is None else dict(found.number),
        "within_days": None if found.within is None else found.within.in_days,
        "readings": [to_dict(one) for one in found.readings],
        "questions": [
            {"asks": one.asks, "phrase": one.phrase, "open": one.open, "choices": list(one.choices)}
            for one in found.questions
        ],
        "not_understood": [{"start": one.start, "end": one.end, "text": one.text} for one in found.not_understood],
        "counted": list(found.counted),
        "no_rule": [{"what": one.what, "phrase": one.phrase} for one in found.no_rule],
    }


def _unit(found: Target) -> str:
    """Write the unit, or say what it may be."""
    from wes_rules.drafting.units import suggested_unit
    from wes_rules.planfiles.text import toml_value

    if found.unit is not None:
        return f"unit = {toml_value(found.unit)}"
    guess = suggested_unit(found.sentence)
    may_be = "" if guess is None else f'; by "{guess[1]}" it may be {toml_value(guess[0])}: say --unit'
    return f"# unit: the words do not say it{may_be}"


def as_toml(found: Target) -> Iterator[str]:
    """Yield the lines of a plan file for what was read; open questions become comments."""
    from wes_rules.planfiles.text import toml_value
    from wes_rules.rules.writing import write

    yield f"text = {toml_value(found.sentence)}"
    yield _unit(found)
    yield f"better = {toml_value(found.better)}" if found.better is not None else "# better: the words do not say it"
    if found.baseline is not None:
        yield f"baseline = {toml_value(write(found.baseline))}"
    if found.until is not None:
        yield f"deadline = {toml_value(found.until)}"
    if found.number is not None:
        yield f"# with the indicator: number = {toml_value(found.number)}"
    if found.within is not None and found.within.in_days is not None:
        yield f'# each case within {found.within.in_days} {found.within.days} days: number = {{kind = "share-within", ...}}'
    if found.rule is not None:
        yield f"{'' if found.settled else '# not settled: '}rule = {toml_value(write(found.rule))}"
    for question in found.questions:
        yield f"# open: {question}"
    for gap in found.no_rule:
        yield f"# open: {gap}"
    for words in found.counted:
        yield f"# says what is counted, and no part of the rule: {quoted(words)}"
    for reading in found.readings:
        yield ""
        yield "[[measures.readings]]"
        for name, value in write(reading).items():
            yield f"{name} = {toml_value(value)}"
