"""Which measures are judged and shown, in which order, and which verdicts make a command fail."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wes_rules.cli.exits import Exit
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.judging.status import Answer, Course
from wes_rules.quoting import quoted

# Help is shown without what runs are made of.
if TYPE_CHECKING:
    from wes_rules.judging.judgement import Judgement
    from wes_rules.judging.row import Row
    from wes_rules.rules.measure import Measure
    from wes_rules.rules.plan import Plan

# The worst comes first: its code is that of the command.
_FAILS = {Answer.OFF_TRACK: Exit.OFF_TRACK, Answer.UNDECIDED: Exit.UNDECIDED, Answer.AT_RISK: Exit.AT_RISK}
_NEVER = "never"
ENGINES = ("polars", "duckdb", "spark")
_ORDERS: Mapping[str, Callable[[Row], Any]] = {
    "status": lambda row: row.badness,
    "owner": lambda row: (row.owner.casefold(), row.badness),
    "title": lambda row: row.title.casefold(),
}


def add_measures(parser: argparse.ArgumentParser) -> None:
    """Add which measures are meant."""
    parser.add_argument("--measure", action="append", default=[], metavar="ID", help="this measure; may be repeated")
    for name, what in (("owner", "owners"), ("objective", "objectives")):
        text = f"measures of {what} with this in their name; may be repeated"
        parser.add_argument(f"--{name}", action="append", default=[], metavar="TEXT", help=text)


def add_rows(parser: argparse.ArgumentParser) -> None:
    """Add which verdicts are shown, and in which order."""
    text = f"show these only: {', '.join(Answer)}; with commas between several"
    parser.add_argument("--status", type=_answers, default=(), metavar="STATUS", help=text)
    text = "in the plan's order (default), the worst first, or by owner or title"
    parser.add_argument("--sort", choices=("plan", *_ORDERS), default="plan", help=text)


def add_failing(parser: argparse.ArgumentParser) -> None:
    """Add which verdicts make the command fail."""
    text = f"fail on these: {', '.join(_FAILS)} (default: all three), or {_NEVER}; with commas between several"
    parser.add_argument("--fail-on", type=_failing, default=frozenset(_FAILS), metavar="STATUS", help=text)


def add_areas(parser: argparse.ArgumentParser) -> None:
    """Add for which areas a plan is judged at once, and what reads its files."""
    text = "judge these areas at once: codes, area sets, or all (default); --format csv has each verdict"
    parser.add_argument("--areas", nargs="*", metavar="AREA", help=text)
    text = "what reads the plan's files of CSV or Parquet, in parts where they are larger than memory (default: polars)"
    parser.add_argument("--engine", choices=ENGINES, help=text)
    text = "with --areas: keep the verdicts in this file, and judge only what has changed since it was written"
    parser.add_argument("--cache", type=Path, metavar="FILE", help=text)


def chosen(options: argparse.Namespace) -> Callable[[Plan], Sequence[Measure]]:
    """Return a function that selects the named measures; unknown names are refused."""

    def choose(plan: Plan) -> Sequence[Measure]:
        named = {plan.measure(name).id for name in options.measure}
        of_owners = _having("owner", options.owner, plan)
        of_objectives = _having("objective", options.objective, plan)
        kept = [set(one) for one in (named, of_owners, of_objectives) if one]
        return [one for one in plan.measures if all(one.id in some for some in kept)]

    return choose


def is_narrowed(options: argparse.Namespace) -> bool:
    """Whether only some measures are meant."""
    return bool(options.measure or options.owner or options.objective)


def _having(field: str, texts: Iterable[str], plan: Plan) -> set[str]:
    found: set[str] = set()
    for text in texts:
        mine = {one.id for one in plan.measures if text.casefold() in getattr(one, field).casefold()}
        if not mine:
            known = {getattr(one, field) for one in plan.measures} - {""}
            raise DefinitionError(Problem(f"no {field} has {quoted(text)} in its name", near_miss(text, known)))
        found |= mine
    return found


def arranged(judgements: Iterable[Judgement], options: argparse.Namespace) -> list[Judgement]:
    """Return what is shown of judgements, in the order that was asked for."""
    wanted = options.status
    found = [one for one in judgements if not wanted or one.row.verdict in wanted]
    return found if options.sort == "plan" else sorted(found, key=lambda one: _ORDERS[options.sort](one.row))


def exit_code(judgements: Iterable[Judgement], fail_on: frozenset[Answer]) -> Exit:
    """
    Return the code for the worst verdict of those that make a command fail.

    Where rows were left out and a verdict hangs on them, nobody knows how the plan stands, and that fails whatever else does.
    """
    known = [one for one in judgements if not one.advisory]
    found = {counts_as(one.answer, one.course) for one in known} & fail_on
    from wes_rules.running.reading.bad_rows import undecided_by_bad_rows

    if fail_on and undecided_by_bad_rows(known):
        found.add(Answer.UNDECIDED)
    return worst_of(found)


def counts_as(answer: Answer, course: str | None) -> Answer:
    """Return the verdict to fail a command by: a promise that can no longer be kept counts as missed before it is due."""
    return Answer.OFF_TRACK if course == Course.CANNOT_BE_KEPT else answer


def worst_of(answers: Iterable[Answer]) -> Exit:
    """Return the code for the worst of some answers."""
    found = set(answers)
    return next((code for answer, code in _FAILS.items() if answer in found), Exit.DONE)


def fails(judgement: Judgement, fail_on: frozenset[Answer]) -> bool:
    """Whether one verdict makes a command fail."""
    return exit_code([judgement], fail_on) is not Exit.DONE


def _answers(text: str) -> tuple[Answer, ...]:
    return tuple(Answer(one) for one in _several(text, tuple(Answer)))


def _failing(text: str) -> frozenset[Answer]:
    several = _several(text, (*_FAILS, _NEVER))
    if _NEVER in several and len(several) > 1:
        raise argparse.ArgumentTypeError(f"{_NEVER} stands alone")
    return frozenset() if several == [_NEVER] else frozenset(map(Answer, several))


def _several(text: str, known: Sequence[str]) -> list[str]:
    """Read words separated by commas; `off_track` means `off-track`."""
    several = [one.strip().lower().replace("_", "-") for one in text.split(",")]
    for one in several:
        if one not in known:
            raise argparse.ArgumentTypeError(f"{quoted(one)} is none of {', '.join(known)}")
    return several
