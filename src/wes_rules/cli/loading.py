"""Commands are loaded when called: loading all of them takes longer than most commands run."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def lazily(module: str, name: str) -> Callable[..., Any]:
    """Return a command whose module is loaded when it is called."""

    def called(*given: object) -> Any:
        return getattr(import_module(f"wes_rules.cli.{module}"), name)(*given)

    return called
