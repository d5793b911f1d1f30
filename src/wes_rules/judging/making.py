"""Building a verdict field by field."""

from __future__ import annotations

from typing import Any

from wes_rules.judging.question import Question
from wes_rules.judging.verdict import Verdict
from wes_rules.values.made import Made


def _opened(cls: type[Any]) -> type[Any]:
    """Return a mutable class with the same fields."""
    # Both together are what Python sets attributes by without looking further.
    free = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"_Open{cls.__name__}", (cls,), {"__slots__": (), **free})


_OPEN, _new = Made(_opened), object.__new__


def begun(cls: type[Verdict], question: Question, area: str) -> Any:
    """
    Return a mutable verdict whose fields the engine sets before it gives it its final class.

    The engine's values need no check, and the constructor of a frozen verdict takes as long as judging;
    `object.__setattr__` for each field makes judging a tenth to a fifth slower.
    """
    made: Any = _new(_OPEN[cls])
    made.measure, made.area, made.as_of, made.history = question.measure, area, question.as_of, question.history
    return made
