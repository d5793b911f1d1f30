"""The command line. It alone reads the clock: everything else is told which day it is."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

from wes_rules import __version__
from wes_rules.builtin.console import Console
from wes_rules.cli import plugin_commands
from wes_rules.cli.alert_commands import add_commands
from wes_rules.cli.example import example_plan
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, guarded, say, say_json, steer, strictly, unwritten
from wes_rules.cli.page_command import add_options, add_output, need_endings, write, write_judged
from wes_rules.cli.report import Progress, replay_lines, report_lines, to_json, trouble_lines
from wes_rules.cli.scorecard import Style, scorecard
from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, WesRulesError, told_once
from wes_rules.judging.explain import one_line
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.schema import judgement_schema
from wes_rules.judging.status import Status
from wes_rules.judging.timeline import timeline
from wes_rules.planfiles.notes import notes_on
from wes_rules.planfiles.schema import plan_schema
from wes_rules.plantests.run import run_tests
from wes_rules.plugins.manager import load_plugins
from wes_rules.quoting import quoted, shortened
from wes_rules.running.delivering.asking import ask_notifiers
from wes_rules.running.options import Options, Report
from wes_rules.running.preview import preview, untold_lines
from wes_rules.running.reading.bad_rows import undecided_by_bad_rows
from wes_rules.running.reading.one_source import SOURCE_TIMEOUT
from wes_rules.running.reading.wanted import wanted
from wes_rules.running.reading_and_judging import JudgedPlan, PlanWithFigures, read_and_judge, read_plan_and_figures
from wes_rules.running.replay import first_day, replay
from wes_rules.running.run import run_plan
from wes_rules.values.checks import day_in

ON_TRACK, OFF_TRACK, WRONG, UNDECIDED, FAILED = Exit.DONE, Exit.OFF_TRACK, Exit.WRONG, Exit.UNDECIDED, Exit.FAILED
_EPILOG = (
    "exit codes: 0 done, and check found nothing off track; 1 check found something off track; 2 the plan or its data is wrong; "
    "3 check found something undecided (with --strict, or because rows were left out); 4 something could not be read or written"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Args:
        arguments: What was typed after the command's name; by default that of this process.

    Returns:
        The exit code.
    """
    with guarded() as out:
        try:
            code = _done(_parser().parse_args(arguments))
        finally:
            out.flush()
        if said := unwritten(out):
            complain(said)
            code = FAILED
    return code


def _done(options: argparse.Namespace) -> int:
    try:
        code: int = options.command(options)
    except WesRulesError as error:
        sys.stdout.flush()
        for line in told_once(error.problems):
            complain(line)
        undone = getattr(options, "undone", "nothing was done")
        complain(f"{counted(len(error.problems), 'problem')}; {undone}.")
        return WRONG
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    return code


def _check(options: argparse.Namespace) -> int:
    return _report(options, read_and_judge(options.plan, **_reading(options)))


def _demo(options: argparse.Namespace) -> int:
    """Judge the example plan; that it is off track in places is no failure of the demonstration."""
    need_endings(options.output)
    done = read_and_judge(example_plan(), **_reading(options))
    code = _report(options, done)
    if failed := write_judged(options.output, done.plan, done.judgements, options.as_of, tell=complain):
        return failed
    return ON_TRACK if code in (OFF_TRACK, UNDECIDED) else code


def _report(options: argparse.Namespace, done: JudgedPlan) -> int:
    judgements = [_named(done, options.measure)] if options.measure else list(done.judgements)
    _tell_skipped(done)
    if options.format == "json":
        table = {
            "plan": done.plan.id,
            "as_of": options.as_of.isoformat(),
            "judgements": [one.to_json() for one in judgements],
        }
        say_json(table)
    else:
        steer(sys.stdout, scorecard(done.plan, judgements, _style()))
        if not options.measure:
            _show_alerts(done, options.as_of)
    return _code(judgements, strict=options.strict)


def _show_alerts(done: JudgedPlan, day: date) -> None:
    """Show what a first run would tell. Nothing is sent: only a run with a store tells anybody anything."""
    first = preview(done.plan, done.judgements, done.history, day)
    if first.messages:
        print()
        say("Alerts that a first run would tell:")
    for message in first.messages:
        Console(done.context).send(message, attempt=1, timeout=60.0)
    if first.messages and not done.plan.notifiers:
        say("The plan has no [[notifiers]], so that nobody would be told.")
    if first.untold:
        print()
        say("Not told by a first run:")
    for line in untold_lines(first):
        say(line)


def _explain(options: argparse.Namespace) -> int:
    done = read_and_judge(options.plan, **_reading(options))
    _tell_skipped(done)
    print(_named(done, options.measure).explain())
    return ON_TRACK


def _scorecard(options: argparse.Namespace) -> int:
    def read() -> PlanWithFigures:
        done = read_plan_and_figures(options.plan, **_reading(options))
        _tell_skipped(done)
        return done

    return write(options, read)


def _history(options: argparse.Namespace) -> int:
    done = read_plan_and_figures(options.plan, **_reading(options))
    _tell_skipped(done)
    history = done.history.with_areas(done.plan.area_sets, done.plan.areas)
    measure = done.plan.measure(options.measure)
    say(f"{measure.title}: each verdict from the day it was known, up to {options.as_of}")
    for change in timeline(measure, history, until=options.as_of):
        moved = f" [{', '.join(change.moved)}]" if change.moved else ""
        say(f"{change.period}  from {change.day}  {change.judgement.words}{moved}: {one_line(change.judgement)}")
    final = judge(measure, history, as_of=options.as_of)
    if final.settled:
        say(f"settled by {final.last_day} of {final.settles}: {final.words} ({final.period})")
    return ON_TRACK


def _validate(options: argparse.Namespace) -> int:
    done = read_plan_and_figures(options.plan, **_reading(options))
    _tell_skipped(done)
    measures, needed = counted(len(done.plan.measures), "measure"), counted(len(wanted(done.plan)), "indicator")
    say(f"{options.plan}: {measures} on {needed}; the plan and its figures are well-formed.")
    if done.unmatched.others:
        say(f"note: {counted(done.unmatched.others, 'figure')} of areas and groups that no measure needs")
    for note in notes_on(done.plan):
        say(f"note: {note}")
    if options.ask:
        asked = ask_notifiers(done)
        say(f"Asked, and working: {', '.join(asked.working) or 'none'}.")
        if asked.not_asked:
            say(f"Not asked: {', '.join(f'{name} ({why})' for name, why in asked.not_asked.items())}.")
    return ON_TRACK


def _run(options: argparse.Namespace) -> int:
    """Run a plan; what is off track is news and no failure, so only what did not work is one."""
    asked = Options(
        plan=options.plan,
        store=options.store,
        as_of=options.as_of,
        init=options.init,
        dry_run=options.dry_run,
        accept_clock=options.accept_clock,
        accept_gone=options.accept_gone,
        accept_gone_of=tuple(options.accept_gone_of),
        accept_plan=options.accept_plan,
        skip_bad_rows=options.skip_bad_rows,
        timeout=options.timeout,
        source_timeout=options.source_timeout,
    )
    with Progress(sys.stderr) as progress:
        # A program that reads the JSON form gets nothing else on the standard output.
        output = strictly(sys.stderr if options.format == "json" else sys.stdout)
        done = run_plan(asked, clock=_now, output=output, progress=progress)
    _tell_skipped(done)
    if options.format == "json":
        say_json(to_json(done))
    else:
        for line in report_lines(done, dry_run=options.dry_run):
            say(line)
    for line in trouble_lines(done):
        complain(line)
    return FAILED if done.failed else ON_TRACK


def _replay(options: argparse.Namespace) -> int:
    done = read_plan_and_figures(options.plan, **_reading(options))
    _tell_skipped(done)
    for name in options.measure:
        done.plan.measure(name)
    first = options.first or done.plan.alerting.announce_from
    first = first or first_day(done.plan, done.history, last=options.as_of, measures=tuple(options.measure))
    if first is None:
        say(f"{done.plan.title}: no figure was known by {options.as_of}, and the plan has no start; give --from DATE")
        return ON_TRACK
    if first > options.as_of:
        say(f"{done.plan.title}: nothing would have been told by {options.as_of}: it begins on {first}")
        return ON_TRACK
    say(f"{done.plan.title}: what would have been told from {first} to {options.as_of}")
    told = replay(done.plan, done.history, first=first, last=options.as_of, measures=tuple(options.measure))
    for one in told:
        for line in replay_lines(one):
            say(line)
    return ON_TRACK


def _test(options: argparse.Namespace) -> int:
    failed = total = 0
    for path in options.tests:
        for one in run_tests(path):
            total += 1
            failed += bool(one.failures)
            say(f"{'FAILED' if one.failures else 'passed'}  {one.name} ({path}:{one.line})")
            for line in one.failures:
                say(f"        {line}")
            if one.failures and one.judgement is not None:
                print(textwrap.indent(one.judgement.explain(), " " * 10))
    say(f"{counted(total, 'test')}: {total - failed} passed, {failed} failed")
    return OFF_TRACK if failed else ON_TRACK


def _schema(options: argparse.Namespace) -> int:
    if options.of == "judgement":
        return say_json(judgement_schema())
    plugins = load_plugins(options.plugin)
    known = {*plugins.sources, *plugins.notifiers, *plugins.rule_kinds}
    for name in options.plugin:
        if name not in known:
            plugins.rule_kind(name)
    say_json(plan_schema(plugins))
    return ON_TRACK


def _reading(options: argparse.Namespace) -> dict[str, Any]:
    """Return how a plan and its figures are to be read."""
    return {
        "as_of": options.as_of,
        "output": sys.stdout,
        "skip_bad_rows": options.skip_bad_rows,
        "source_timeout": options.source_timeout,
    }


def _named(done: JudgedPlan, name: str) -> Judgement:
    done.plan.measure(name)
    return next(one for one in done.judgements if one.measure.id == name)


def _tell_skipped(done: PlanWithFigures | Report) -> None:
    for line in told_once(done.notes):
        complain(f"note: {line}")
    for line in done.unmatched.notes:
        complain(f"note: {line}")
    for line in told_once(done.skipped):
        complain(f"skipped: {line}")
    if done.skipped:
        rows = len({(one.file, one.line) for one in done.skipped})
        were = "bad row was" if rows == 1 else "bad rows were"
        complain(f"{rows} {were} left out; any figure there may have any value.")


def _code(judgements: Sequence[Judgement], *, strict: bool) -> int:
    statuses = {one.status for one in judgements if not one.advisory and one.due}
    if Status.OFF_TRACK in statuses:
        return OFF_TRACK
    if undecided_by_bad_rows(judgements):
        return UNDECIDED
    return UNDECIDED if strict and Status.UNDECIDED in statuses else ON_TRACK


def _style() -> Style:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    width = shutil.get_terminal_size((132, 24)).columns
    return Style(width=max(width, 80), colour=colour, unicode=encoding.startswith("utf"))


def _day(text: str) -> date:
    try:
        return day_in(text)
    except DefinitionError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 3600:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no number of seconds from 0 to 3600")
    return found


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the other place where the clock is read


def _add_confirmations(live: argparse.ArgumentParser) -> None:
    """Add what only a person can confirm."""
    live.add_argument(
        "--accept-clock", action="store_true", help="the clock is right, however far from the last run's it is"
    )
    live.add_argument(
        "--accept-gone",
        action="store_true",
        help="what any source had before and no longer has is gone for good",
    )
    live.add_argument(
        "--accept-gone-of",
        action="append",
        default=[],
        metavar="SOURCE",
        help="the same for one source; may be repeated",
    )
    live.add_argument(
        "--accept-plan",
        action="store_true",
        help="the plan is another one than those that the store has alerts of; all of it is told as new",
    )


_MOST_TYPED = 600


class _Parser(argparse.ArgumentParser):
    """Refuses what it does not know on one line, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        super().error(shortened(message, _MOST_TYPED))


def _add_tests(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "Run plan tests: figures in, a day, the verdict that is expected."
    tests = commands.add_parser(
        "test", help=text, description=text, epilog="exit codes: 0 all passed, 1 some failed, 2 wrong"
    )
    tests.add_argument("tests", nargs="+", type=Path, metavar="PLAN_TESTS", help="a file of plan tests (TOML)")
    tests.set_defaults(command=_test)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="wes-rules", description="Judge measures held to public targets.", epilog=_EPILOG)
    parser.add_argument("--version", action="version", version=f"wes-rules {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    # The one place where the clock is read.
    today = date.today()  # noqa: DTZ011, TID251

    def add(name: str, command: object, text: str, *, plan: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text, epilog=_EPILOG)
        if plan:
            one.add_argument("plan", type=Path, metavar="PLAN", help="a plan file (TOML)")
        one.add_argument("--as-of", type=_day, default=today, metavar="DATE", help="judge by what was known that day")
        one.add_argument("--skip-bad-rows", action="store_true", help="leave bad rows out, and list them")
        text = f"to wait for each source (default: {SOURCE_TIMEOUT:g})"
        one.add_argument("--source-timeout", type=_seconds, default=SOURCE_TIMEOUT, metavar="SECONDS", help=text)
        one.set_defaults(command=command, undone="nothing was judged")
        return one

    check = add("check", _check, "Judge every measure of a plan.")
    check.add_argument("--measure", metavar="ID", help="judge this one only")
    explain = add("explain", _explain, "Explain one verdict with every number that decided it.")
    explain.add_argument("measure", metavar="MEASURE", help="the measure's id")
    history = add("history", _history, "Show how each period's verdict looked as figures were published and revised.")
    history.add_argument("measure", metavar="MEASURE", help="the measure's id")
    add_options(add("scorecard", _scorecard, "Write the scorecard of a plan as a page, as CSV or as a spreadsheet."))
    live = add("run", _run, "Judge a plan, bring its store up to date, and tell whoever has to know.")
    live.epilog = (
        "exit codes: 0 done; 2 the plan, its data or the store is wrong; "
        "4 something could not be read or told, or rows that were left out may change a verdict"
    )
    live.set_defaults(as_of=None, undone="nobody was told anything")
    live.add_argument("--store", default="alerts.db", metavar="FILE", help="the store (default: alerts.db)")
    live.add_argument("--init", action="store_true", help="create the store, which must not exist")
    live.add_argument("--dry-run", action="store_true", help="show what would be sent; write and send nothing")
    _add_confirmations(live)
    live.add_argument("--timeout", type=_seconds, default=60.0, metavar="SECONDS", help="to wait for one message")
    text = "Show what would have been told, had the plan been run on every day on which that could change."
    replaying = add("replay", _replay, text)
    text = "the first day (default: the plan's, or else that of the first figure)"
    replaying.add_argument("--from", dest="first", type=_day, metavar="DATE", help=text)
    replaying.add_argument("--measure", action="append", default=[], metavar="ID", help="this measure; may be repeated")
    add_commands(commands, _now)
    plugin_commands.add_commands(commands)
    validate = add("validate", _validate, "Check a plan and its figures, and judge nothing.")
    validate.add_argument("--ask", action="store_true", help="also ask notifiers whether their settings work")
    demo = add("demo", _demo, "Judge the example plan on published figures; exits with 0 when it could.", plan=False)
    demo.set_defaults(measure=None, strict=False)
    add_output(demo, "also write the scorecard; the ending says how: .html, .csv or .xlsx; may be repeated")
    _add_tests(commands)
    text = "Print the JSON Schema of plan files, for editors to complete and check by."
    schema = commands.add_parser("schema", help=text, description=text)
    schema.add_argument("plugin", nargs="*", metavar="PLUGIN", help="also the settings and rules of these plugins")
    text = "plan files, or the judgements that --format json prints"
    schema.add_argument("--of", choices=("plan", "judgement"), default="plan", help=text)
    schema.set_defaults(command=_schema)
    for one in (check, demo, live):
        one.add_argument("--format", choices=("text", "json"), default="text", help="how to write the result")
    check.add_argument("--strict", action="store_true", help="exit with 3 when something is undecided")
    return parser
