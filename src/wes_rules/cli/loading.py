"""Commands that are loaded when they are called: to load all takes longer than most commands take to do their work."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def lazily(module: str, name: str) -> Callable[..., Any]:
    """Return a command to call; the module of the command line that has it is loaded then."""

    def called(*given: object) -> Any:
        return getattr(import_module(f"wes_rules.cli.{module}"), name)(*given)

    return called
