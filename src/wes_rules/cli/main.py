"""The command line: how a command starts and ends, whatever it does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, guarded, hushed, unwritten
from wes_rules.counting import counted
from wes_rules.errors import WesRulesError, told_once


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line, by default with what was typed after the command's name, and return its exit code."""
    with guarded() as out:
        try:
            code = _asked(arguments)
        except KeyboardInterrupt:
            code = Exit.INTERRUPTED
        finally:
            out.flush()
        if said := unwritten(out):
            complain(said)
            code = Exit.FAILED
    return code


def _asked(arguments: Sequence[str] | None) -> int:
    """Read what was typed, and do it. What that needs is loaded here, where an interrupt is no traceback."""
    from wes_rules.cli.parser import command_line

    options = command_line().parse_args(arguments)
    from wes_rules.cli.listening import listening, plugins_from

    debug, folder = getattr(options, "debug", False), getattr(options, "plugins_dir", None)
    with listening(debug=debug), plugins_from(folder), hushed(quiet=getattr(options, "quiet", False)):
        return _done(options)


def _done(options: argparse.Namespace) -> int:
    try:
        code: int = options.command(options)
    except WesRulesError as error:
        sys.stdout.flush()
        if getattr(options, "debug", False) and error.__cause__ is not None:
            from wes_rules.cli.listening import show_fault

            show_fault("the cause", error.__cause__)
        for line in told_once(error.problems):
            complain(line)
        undone = getattr(options, "undone", "nothing was done")
        complain(f"{counted(len(error.problems), 'problem')}; {undone}.")
        return Exit.WRONG
    return code
