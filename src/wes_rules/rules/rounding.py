"""Figures that are published to the nearest ten, hundred or thousand."""

from __future__ import annotations

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.number import NumberKind
from wes_rules.values.quantity import AnyUnit, Unit

# Of these nobody publishes tens.
_NO_TENS = (Unit.PERCENT, Unit.POINTS, Unit.RANK, Unit.RATIO)


def rounds(number: NumberKind, unit: AnyUnit, decimals: int) -> None:
    """Refuse decimals below 0 where they make no sense."""
    if decimals >= 0:
        return
    if unit in _NO_TENS:
        what = f"decimals = {decimals} would round {unit.value} to tens or more"
        raise DefinitionError(Problem(what, "give 0 to 9"))
    if getattr(number, "take", "") == "sum":
        what = f"decimals = {decimals} would round every figure of a sum before they are added up"
        raise DefinitionError(Problem(what, "give 0 to 9"))
