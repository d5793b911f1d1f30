"""Every type that a declared field has is known where fields are checked."""

import importlib
import pkgutil

import attrs

from wes_rules.values import fields
from wes_rules.values.fields import Declared, hints_of

CORE = ("wes_rules.values", "wes_rules.series", "wes_rules.rules")


def kinds(cls=Declared):
    for one in cls.__subclasses__():
        yield one
        yield from kinds(one)


def slow(hint):
    """Whether a value of a type has to be converted even where it is right; of sets of periods there are few."""
    return "False" in fields._test(hint, "value", {}) and "frozenset" not in str(hint)


def test_a_field_of_the_right_type_is_checked_by_one_expression():
    for room in CORE:
        for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            importlib.import_module(module.name)
    asked = {
        f"{cls.__name__}.{name}": hint
        for cls in kinds()
        if attrs.has(cls) and cls.__module__.startswith(CORE)
        for name, (_, hint) in hints_of(cls).items()
    }
    assert len(asked) > 200
    assert [f"{where}: {hint}" for where, hint in asked.items() if slow(hint)] == []


def test_a_type_that_is_not_known_is_seen():
    assert slow(set[int])
