"""What a shell needs to complete commands, options and files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from wes_rules.cli.exits import Exit
from wes_rules.cli.usage import commands_of
from wes_rules.errors import PluginError, Problem

SHELLS = ("bash", "zsh", "fish", "tcsh")
_MISSING = Problem("completion needs the package shtab, which is not installed", 'pip install "wes-rules[cli]"')


def complete(options: argparse.Namespace, command_line: Callable[[], argparse.ArgumentParser]) -> int:
    """Print the script by which a shell completes this command line."""
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
