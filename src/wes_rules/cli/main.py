"""The command line: how a command starts and ends, whatever it does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from wes_rules.cli.exits import Exit
from wes_rules.cli.listening import listening, plugins_from, show_fault
from wes_rules.cli.output import complain, guarded, unwritten
from wes_rules.cli.parser import command_line
from wes_rules.counting import counted
from wes_rules.errors import WesRulesError, told_once


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
            options = command_line().parse_args(arguments)
            debug = getattr(options, "debug", False)
            with listening(debug=debug), plugins_from(getattr(options, "plugins_dir", None)):
                code = _done(options)
        finally:
            out.flush()
        if said := unwritten(out):
            complain(said)
            code = Exit.FAILED
    return code


def _done(options: argparse.Namespace) -> int:
    try:
        code: int = options.command(options)
    except WesRulesError as error:
        sys.stdout.flush()
        if getattr(options, "debug", False) and error.__cause__ is not None:
            show_fault("the cause", error.__cause__)
        for line in told_once(error.problems):
            complain(line)
        undone = getattr(options, "undone", "nothing was done")
        complain(f"{counted(len(error.problems), 'problem')}; {undone}.")
        return Exit.WRONG
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    return code
