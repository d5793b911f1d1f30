"""Making a verdict field by field, as the engine finds it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, TypeVar

from wes_rules.judging.verdict import Verdict
from wes_rules.rules.measure import Measure
from wes_rules.series.history import History

V = TypeVar("V", bound=Verdict)


@cache
def _open(cls: type[Any]) -> type[Any]:
    """Return a class of the same fields, which can be set."""
    # Both together are what Python sets attributes by without looking further.
    free = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"_Open{cls.__name__}", (cls,), {"__slots__": (), **free})


def begun(cls: type[Verdict], measure: Measure, area: str, as_of: date, history: History) -> Any:
    """
    Return a verdict whose other fields the engine sets, one after the other, before it is `ended`.

    What the engine finds needs no check, and to make a frozen verdict of it by its constructor takes as long as to judge;
    `object.__setattr__` for each field makes judging a tenth to a fifth slower.
    """
    made: Any = object.__new__(_open(cls))  # type: ignore[arg-type] # a class is hashable
    made.measure, made.area, made.as_of, made.history = measure, area, as_of, history
    return made


def ended(cls: type[V], made: Any) -> V:
    """Return a verdict that has all its fields, as one that nobody can change."""
    made.__class__ = cls
    verdict: V = made
    return verdict
