"""Every kind of rule; a file put here is found."""

from __future__ import annotations

import importlib
from typing import Any

from wes_rules.errors import DefinitionError
from wes_rules.rules.measure import Rule


def _found() -> dict[str, type[Rule]]:
    import pkgutil

    kinds: dict[str, type[Rule]] = {}
    for module in pkgutil.iter_modules(__path__):
        for one in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            is_kind = isinstance(one, type) and issubclass(one, Rule) and "kind" in vars(one)
            # What stands for a promise inside a kind is none that a plan can name.
            if not is_kind or not one.__module__.startswith(__name__):
                continue
            if kinds.setdefault(one.kind, one) is not one:
                raise DefinitionError(f'two classes claim the rule kind "{one.kind}": {kinds[one.kind]} and {one}')
    return kinds


KINDS: dict[str, type[Rule]]


def __getattr__(name: str) -> Any:
    """Find the kinds: to judge by one of them, the others need not be loaded."""
    if name != "KINDS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = found = _found()
    return found
