"""What may be typed: every command with its arguments, and what they mean."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from wes_rules import __version__
from wes_rules.cli import clock, init_command, wording_commands
from wes_rules.cli.alert_commands import add_commands
from wes_rules.cli.choosing import add_areas, add_failing, add_measures, add_rows
from wes_rules.cli.exits import Exit
from wes_rules.cli.loading import lazily
from wes_rules.cli.showing import FORMATS, screen
from wes_rules.cli.usage import EXAMPLES, commands_of, finish
from wes_rules.errors import DefinitionError, PluginError, Problem, near_miss, nearest
from wes_rules.quoting import quoted, shortened
from wes_rules.running.defaults import SOURCE_TIMEOUT, STORE
from wes_rules.values.checks import day_in

SHELLS = ("bash", "zsh", "fish", "tcsh")
_MISSING = Problem("completion needs the package shtab, which is not installed", 'pip install "wes-rules[cli]"')

_MOST_TYPED = 600
_FORMAT = "how to write the result"
_DESCRIPTION = (
    "Judge measures held to public targets. See it work: wes-rules demo. Write a plan of your own: wes-rules init. "
    "Then: wes-rules check plan.toml. Each command says more with --help."
)

Add = Callable[..., argparse.ArgumentParser]


class Parser(argparse.ArgumentParser):
    """Takes the options on plugins and on being quiet with each command, and refuses what it does not know on one line."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        plugins = self.add_argument_group("plugins")
        # Without a default: one of a command would hide what was typed before it.
        text = "also find plugins here, one a file: NAME.py"
        plugins.add_argument("--plugins-dir", type=Path, default=argparse.SUPPRESS, metavar="DIR", help=text)
        text = "show where a plugin failed"
        plugins.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=text)
        text = "print data, errors and nothing else: the exit code tells"
        self.add_argument("-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help=text)

    # argparse declares it once for each kind of namespace; ours is always the plain one.
    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[argparse.Namespace, list[str]]:  # type: ignore[override]
        """Parse the command line; the command concerned refuses what it does not know."""
        found, others = super().parse_known_args(args, namespace)
        if others:
            known = [
                name for action in self._actions for name in action.option_strings if action.help != argparse.SUPPRESS
            ]
            near = nearest(others[0].partition("=")[0], known) if others[0].startswith("-") else None
            hint = f"; did you mean {near}?" if near is not None else ""
            self.error(f"not understood: {' '.join(others)}{hint}")
        return found, others

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, a correct example and where the options are described, and exit."""
        said = shortened(message.replace("the following arguments are required:", "missing:"), _MOST_TYPED)
        lines = [f"{self.prog}: error: {said}"]
        lines += [f"for example: {one}" for one in EXAMPLES.get(self.prog.partition(" ")[2], ())[:1]]
        self.exit(Exit.WRONG, "\n".join([*lines, f"for help: {self.prog} --help", ""]))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is none of the choices, with the nearest one."""
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, f"{quoted(value)} is not known; {near_miss(value, action.choices)}")


PLUGINS_USAGE = """wes-rules plugins [PLAN] [--json]
       wes-rules plugins verify NAME [--json]
       wes-rules plugins new NAME [--kind source|notifier|rule] [--into DIR]"""


def command_line() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    return _command_line(clock.today())


# Nothing in it changes but the day, and making it takes longer than many commands.
@lru_cache(maxsize=1)
def _command_line(today: date) -> argparse.ArgumentParser:
    made = Parser(prog="wes-rules", description=_DESCRIPTION)
    made.add_argument("--version", action="version", version=f"wes-rules {__version__}")
    commands = made.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: str, text: str, *, plan: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=text, description=text)
        if plan:
            one.add_argument("plan", type=Path, metavar="PLAN", help="a plan file (TOML)")
        text = "judge by what was known that day (default: today)"
        one.add_argument("--as-of", type=day_typed, default=today, metavar="DATE", help=text)
        text = "leave out rows that cannot be read, and list them; what hangs on them is undecided"
        one.add_argument("--skip-bad-rows", action="store_true", help=text)
        text = f"how long to wait for each source (default: {SOURCE_TIMEOUT:g})"
        one.add_argument("--source-timeout", type=seconds_typed, default=SOURCE_TIMEOUT, metavar="SECONDS", help=text)
        one.set_defaults(command=lazily(command), undone="nothing was judged")
        return one

    _add_judging(add)
    _add_running(add)
    add_commands(commands)
    _add_plugins(commands)
    _add_validating(add)
    _add_tests(commands)
    _add_schema(commands)
    wording_commands.add_commands(commands, day_typed)
    init_command.add_commands(commands, day_typed)
    _add_completion(commands)
    finish(made)
    return made


def _add_judging(add: Add) -> None:
    one = add("check", "plan_commands.check", "Judge the measures of a plan, and show each verdict.")
    add_measures(one)
    add_rows(one)
    one.add_argument("--format", choices=("text", *FORMATS), default="text", help=_FORMAT)
    screen.add_options(one)
    one.add_argument("--alerts", action="store_true", help="also show in full what a first run would tell")
    add_failing(one)
    add_areas(one)
    explained = add("explain", "plan_commands.explain", "Explain one verdict with every number that decided it.")
    text = "Show how each period's verdict looked as figures were published and revised."
    told = add("history", "plan_commands.history", text)
    for one in (explained, told):
        one.add_argument("measure", metavar="MEASURE", help="the measure's id")
        one.add_argument("--format", choices=("text", "json"), default="text", help=_FORMAT)
    text = "Write the scorecard of a plan as a page, as CSV or as a spreadsheet."
    _add_page_options(add("scorecard", "page_command.write", text))


def _add_running(add: Add) -> None:
    one = add("run", "run_commands.run", "Judge a plan, bring its store up to date, and tell whoever has to know.")
    one.set_defaults(as_of=None, undone="nobody was told anything")
    one.add_argument("--store", default=STORE, metavar="FILE", help=f"the store (default: {STORE})")
    one.add_argument("--init", action="store_true", help="create the store, which must not exist")
    one.add_argument("--dry-run", action="store_true", help="show what would be sent; write and send nothing")
    _add_confirmations(one)
    one.add_argument(
        "--timeout", type=seconds_typed, default=60.0, metavar="SECONDS", help="how long to wait for one message"
    )
    one.add_argument("--format", choices=("text", "json"), default="text", help=_FORMAT)
    text = "Show what would have been told, had the plan been run on every day on which that could change."
    one = add("replay", "run_commands.replay_plan", text)
    text = "the first day (default: the plan's, or else that of the first figure)"
    one.add_argument("--from", dest="first", type=day_typed, metavar="DATE", help=text)
    add_measures(one)
    one.add_argument("--format", choices=("text", "json"), default="text", help=_FORMAT)


def _add_confirmations(live: argparse.ArgumentParser) -> None:
    text = "the clock is right, however far from the last run's it is"
    live.add_argument("--accept-clock", action="store_true", help=text)
    text = "what any source had before and no longer has is gone for good"
    live.add_argument("--accept-gone", action="store_true", help=text)
    text = "the same for one source; may be repeated"
    live.add_argument("--accept-gone-of", action="append", default=[], metavar="SOURCE", help=text)
    text = "the plan is another one than those that the store has alerts of; all of it is told as new"
    live.add_argument("--accept-plan", action="store_true", help=text)


def _add_validating(add: Add) -> None:
    one = add("validate", "plan_commands.validate", "Check a plan and its figures, and judge nothing.")
    one.add_argument("--ask", action="store_true", help="also ask notifiers whether their settings work")
    text = "Judge the example plan on published figures, and show it on one screen."
    one = add("demo", "demo_command.demo", text, plan=False)
    one.set_defaults(fail_on=frozenset(), measure=[], owner=[], objective=[], status=(), sort="plan", alerts=False)
    one.add_argument("--all", action="store_true", help="show every measure, as check does")
    _add_output(one, "also write the scorecard; the ending says how: .html, .csv or .xlsx; may be repeated")
    one.add_argument("--format", choices=("text", *FORMATS), default="text", help=_FORMAT)
    screen.add_options(one)


def _add_tests(commands: argparse._SubParsersAction[Parser]) -> None:
    text = "Run plan tests: each has figures, a day, and the verdict to expect."
    tests = commands.add_parser("test", help=text, description=text)
    tests.add_argument("tests", nargs="+", type=Path, metavar="PLAN_TESTS", help="a file of plan tests (TOML)")
    tests.set_defaults(command=lazily("writing_commands.run_plan_tests"))


def _add_schema(commands: argparse._SubParsersAction[Parser]) -> None:
    text = "Print the JSON Schema by which editors complete and check plan files."
    schema = commands.add_parser("schema", help=text, description=text)
    schema.add_argument("plugin", nargs="*", metavar="PLUGIN", help="also the settings and rules of these plugins")
    text = "plan files, or the judgements that --format json prints"
    schema.add_argument("--of", choices=("plan", "judgement"), default="plan", help=text)
    schema.set_defaults(command=lazily("writing_commands.print_schema"))


def _add_completion(commands: argparse._SubParsersAction[Parser]) -> None:
    text = "Print the script by which a shell completes commands, options and files."
    one = commands.add_parser("completion", help=text, description=text)
    one.add_argument("shell", choices=SHELLS, help="the shell")
    one.set_defaults(command=_complete)


def day_typed(text: str) -> date:
    """Read a day that was typed."""
    try:
        return day_in(text)
    except DefinitionError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def seconds_typed(text: str) -> float:
    """Read a number of seconds that was typed."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 3600:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no number of seconds from 0 to 3600")
    return found


def _complete(options: argparse.Namespace) -> int:
    try:
        import shtab
    except ImportError:
        raise PluginError(_MISSING) from None
    parser = command_line()
    for _, one in commands_of(parser):
        for action in one._actions:
            if action.type is Path:
                action.complete = shtab.DIRECTORY if action.metavar == "DIR" else shtab.FILE  # type: ignore[attr-defined]
    print(shtab.complete(parser, shell=options.shell))
    return Exit.DONE


def _add_page_options(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(undone="nothing was written")
    what = "where to write it (default: scorecard.html); the ending says how: .html, .csv or .xlsx; may be repeated"
    _add_output(parser, what)
    parser.add_argument("--store", metavar="FILE", help="the store of its runs: the page then says who was told")
    what = "write a page for each area and an index into the folder -o; areas by code, area sets by name, or all"
    parser.add_argument("--areas", nargs="*", metavar="AREA", help=what)
    what = "how many pages of areas to make at a time (default: one for each processor)"
    parser.add_argument("--jobs", type=_jobs_typed, metavar="N", help=what)


def _add_output(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("-o", "--output", type=Path, action="append", default=[], metavar="FILE", help=what)


def _jobs_typed(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 256:
        raise argparse.ArgumentTypeError(f"{quoted(text)} is no number from 1 to 256")
    return int(text)


def _add_plugins(commands: Any) -> None:
    text = "List the plugins that are installed, check one, or write a skeleton for a new one."
    parser: argparse.ArgumentParser = commands.add_parser("plugins", help=text, description=text, usage=PLUGINS_USAGE)
    parser.add_argument("words", nargs="*", metavar="PLAN | verify NAME | new NAME", help="load what this plan names")
    parser.add_argument("--json", action="store_true", help="write the result as JSON")
    parser.add_argument("--kind", choices=("source", "notifier", "rule"), default="source", help="new: what it adds")
    parser.add_argument("--into", type=Path, default=Path(), metavar="DIR", help="new: the folder to make it in")
    parser.set_defaults(command=lazily("plugin_commands.plugins"))
