"""Commands are loaded when called: loading all of them takes longer than most commands run."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def lazily(command: str) -> Callable[..., Any]:
    """Return a command, such as "plan_commands.check", whose module is loaded when it is called."""
    module, _, name = command.rpartition(".")

    def called(*given: object) -> Any:
        return getattr(import_module(f"wes_rules.cli.{module}"), name)(*given)

    return called
