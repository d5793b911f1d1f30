"""The command that writes a first plan."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say
from wes_rules.cli.wording_commands import add_others
from wes_rules.counting import counted, some_of
from wes_rules.errors import PlanError, Problem, WesRulesError
from wes_rules.quoting import quoted
from wes_rules.rules.better import Better
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import Unit
from wes_rules.writing import create

if TYPE_CHECKING:
    from wes_rules.drafting.plan import DraftedPlan
    from wes_rules.drafting.promises import Known
    from wes_rules.drafting.seen import SeenSeries
    from wes_rules.drafting.targets import Targets

# A question shows so many of its choices.
_SHOWN = 20
# What is a table, and no plan.
_TABLES = (".csv", ".xlsx", ".xlsm", ".xls", ".ods")


def add_commands(commands: argparse._SubParsersAction[Any], day_typed: Callable[[str], date]) -> None:
    """Add the command to the command line."""
    text = "Write a first plan from a table of targets, a file of figures, or nothing; every guess in it is marked."
    one = commands.add_parser("init", help=text, description=text)
    one.add_argument(
        "plan", nargs="?", type=Path, default=Path("plan.toml"), metavar="PLAN", help="the file to write (plan.toml)"
    )
    text = "a table of targets, CSV, xlsx or ods: a column of their words, and title, owner, unit, baseline, better as there are"
    one.add_argument("--targets", type=Path, metavar="FILE", help=text)
    text = "a file of figures, CSV, xlsx or ods: tidy, with periods side by side, or a department's data file"
    one.add_argument("--figures", type=Path, metavar="FILE", help=text)
    text = "the sheet of figures, where it is not the first with periods"
    one.add_argument("--sheet", default="", metavar="NAME", help=text)
    one.add_argument("--title", default="", help="the plan's title")
    one.add_argument("--area", default="", metavar="CODE", help="the code of its area")
    one.add_argument("--calendar", choices=[*PeriodKind], metavar="KIND", help="the kind of period of the figures")
    one.add_argument("--unit", choices=[*Unit], metavar="UNIT", help="the unit where neither table nor words say it")
    one.add_argument("--better", choices=("higher", "lower"), help="which way is better where nothing else says it")
    one.add_argument("--starts", type=day_typed, metavar="DATE", help="the day on which the plan starts")
    one.add_argument("--deadline", type=day_typed, metavar="DATE", help="the day by which it is to be kept")
    add_others(one)
    one.set_defaults(command=write_plan)


def write_plan(options: argparse.Namespace) -> int:
    """Write a first plan."""
    from wes_rules.drafting.figures import look_at
    from wes_rules.drafting.plan import Head, draft_plan
    from wes_rules.drafting.targets import Targets, read_targets

    path: Path = options.plan
    _need_new(path)
    known = _known(options)
    split = PeriodKind.ACADEMIC_YEAR if options.targets is None else PeriodKind.FINANCIAL_YEAR
    looked = look_at(options.figures, options.area, options.sheet, split) if options.figures is not None else None
    named_by = "" if looked is None or options.figures != options.targets else looked.named_by
    targets = read_targets(options.targets, named_by) if options.targets is not None else Targets(rows=())
    series = [] if looked is None else looked.series
    figures = "" if options.figures is None else _from(path, options.figures)
    head = Head(
        id=path.stem,
        title=options.title,
        heading=targets.title,
        area=options.area,
        figures=figures,
        starts=options.starts,
        settings={} if looked is None else looked.settings,
    )
    found = draft_plan(head, known, targets.rows, series, _ask)
    try:
        create(path, found.text.encode())
    except FileExistsError:
        raise _is_there(path) from None
    except OSError as error:
        complain(f"{path}: it cannot be written: {error.strerror or error}")
        return Exit.FAILED
    _tell(path, found, options, targets, series)
    if not found.written:
        complain("no measure can be written yet; say what is missing, by options or in the table, and write it anew")
    return Exit.DONE if found.written else Exit.WRONG


def _tell(
    path: Path, found: DraftedPlan, options: argparse.Namespace, targets: Targets, series: Sequence[SeenSeries]
) -> None:
    from wes_rules.drafting.measures import series_of

    say(f"{path}: written, with {counted(len(found.written), 'measure')}.")
    say(
        f"To confirm or correct: what is marked # guess, {found.guesses} in all; wes-rules validate {path} then checks it."
    )
    if targets.unused:
        say(
            f"Not read{' as targets' * (options.targets == options.figures)} from {options.targets.name}: the column{'s' * (len(targets.unused) > 1)} {', '.join(map(quoted, targets.unused))}."
        )
        if options.figures is None and _has_figures(options.targets):
            say(f"It has figures, too: init --targets {options.targets} --figures {options.targets} reads both.")
    if targets.others:
        some = some_of([*map(quoted, targets.others)], _SHOWN)
        complain(
            f"not read: other sheets of {options.targets.name} that have targets: {some}; save each as a file of its own for a plan of its own"
        )
    used = {one.indicator for row in targets.rows if (one := series_of(row, series)) is not None}
    if idle := [*dict.fromkeys(quoted(one.indicator) for one in series if targets.rows and one.indicator not in used)]:
        say(f"No target is called like these figures of {options.figures.name}: {some_of(idle, _SHOWN)}.")
    unowned = [one.ref or one.title or one.words for one in targets.rows if not one.owner]
    if unowned and len(unowned) < len(targets.rows):
        say(f"Without an owner, as the table names none beside them: {some_of(unowned, _SHOWN)}.")
    if targets.left:
        rows = some_of([f"row {line} ({quoted(cell)})" for line, cell in targets.left], _SHOWN)
        complain(
            f'taken for headings, notes or totals, and no measure was made of them: {rows}. If one has a measure, write what is promised beside its name, such as "No target".'
        )
    for name, why in found.set_aside:
        complain(f"set aside: {name}: {why}")


def _has_figures(table: Path) -> bool:
    from wes_rules.drafting.figures import look_at

    try:
        return bool(look_at(table, split_years=PeriodKind.FINANCIAL_YEAR).series)
    except WesRulesError:
        return False


def _known(options: argparse.Namespace) -> Known:
    from wes_rules.drafting.promises import Known

    return Known(
        unit=None if options.unit is None else next(one for one in Unit if one.value == options.unit),
        better=None if options.better is None else Better(options.better),
        calendar=None if options.calendar is None else next(one for one in PeriodKind if one.value == options.calendar),
        deadline=options.deadline,
        national=options.national,
        neighbours=options.neighbours,
    )


def _need_new(path: Path) -> None:
    if path.suffix.lower() in _TABLES:
        remedy = f"wes-rules init --targets {path} for a table of targets, or --figures {path}; then the plan's own name may stand first"
        raise PlanError(Problem("a plan is a TOML file", remedy, str(path)))
    if path.exists():
        raise _is_there(path)


def _is_there(path: Path) -> PlanError:
    return PlanError(Problem("it is there already, and is not written over", "name another file", str(path)))


def _from(plan: Path, file: Path) -> str:
    """Return a file's path relative to the plan's folder, so that both can be moved together."""
    full, base = file.resolve(), plan.resolve().parent
    beside = full.is_relative_to(base) or full.is_relative_to(base.parent)
    return Path(os.path.relpath(full, base)).as_posix() if beside else str(full)


def _ask(question: str, choices: Mapping[str, str]) -> str | None:
    """Ask on a terminal until the answer is one of the choices, by value or name; without a terminal, do not ask."""
    if not _somebody_is_there():
        return None
    shown = [f"{one} or {name}" if name else one for one, name in choices.items()]
    more = f"/... {len(shown)} in all" if shown[_SHOWN:] else ""
    prompt = f"{question} ({'/'.join(shown[:_SHOWN])}{more}, or Enter to leave it open) "
    while True:
        try:
            answer = input(prompt).strip().lower()
        except EOFError:
            return None
        if not answer:
            return None
        called = {one: (one.lower(), name.lower()) for one, name in choices.items()}
        found = [one for one, names in called.items() if answer in names]
        found = found or [one for one, names in called.items() if any(name.startswith(answer) for name in names)]
        if len(found) == 1:
            return found[0]
        prompt = (
            f"{quoted(answer)} may be {', '.join(found[:_SHOWN])}: " if found else f"{quoted(answer)} is none of them: "
        )


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
