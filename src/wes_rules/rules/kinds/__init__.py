"""Every kind of rule, one file each; a file put here is found."""

from __future__ import annotations

import importlib
import pkgutil

from wes_rules.errors import DefinitionError
from wes_rules.rules.rule import Rule


def _found() -> dict[str, type[Rule]]:
    kinds: dict[str, type[Rule]] = {}
    for module in pkgutil.iter_modules(__path__):
        for one in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if not (isinstance(one, type) and issubclass(one, Rule) and "kind" in vars(one)):
                continue
            if kinds.setdefault(one.kind, one) is not one:
                raise DefinitionError(f'two classes claim the rule kind "{one.kind}": {kinds[one.kind]} and {one}')
    return kinds


KINDS: dict[str, type[Rule]] = _found()
