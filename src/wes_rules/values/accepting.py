"""
What fields accept besides values of their type, for type checkers: a number as an int, a float or a text, an enum as its text.

Each function returns what it is given: `Declared` converts and refuses, with all that is wrong with the other fields.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import TypeVar

from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Standing

T = TypeVar("T")


def number(value: Decimal | int | float | str) -> Decimal:
    """Accept a number; a float counts as its shortest text."""
    return value  # type: ignore[return-value] # converted afterwards


def number_or_none(value: Decimal | int | float | str | None) -> Decimal | None:
    """Accept a number, or none."""
    return value  # type: ignore[return-value] # converted afterwards


def pair_or_none(value: Sequence[Decimal | int | float | str] | None) -> tuple[Decimal, Decimal] | None:
    """Accept two numbers, or none."""
    return value  # type: ignore[return-value] # converted afterwards


def several(value: Sequence[T]) -> tuple[T, ...]:
    """Accept a list."""
    return value  # type: ignore[return-value] # converted afterwards


def texts(value: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Accept a list of texts; one text is none."""
    return value  # type: ignore[return-value] # converted afterwards


def texts_or_none(value: list[str] | tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Accept a list of texts, or none."""
    return value  # type: ignore[return-value] # converted afterwards


def periods(value: Collection[Period]) -> frozenset[Period]:
    """Accept any collection of periods."""
    return value  # type: ignore[return-value] # converted afterwards


def periods_or_none(value: Collection[Period] | None) -> frozenset[Period] | None:
    """Accept any collection of periods, or none."""
    return value  # type: ignore[return-value] # converted afterwards


def period_kind(value: PeriodKind | str) -> PeriodKind:
    """Accept a kind of period by its name."""
    return value  # type: ignore[return-value] # converted afterwards


def unit(value: AnyUnit | str) -> AnyUnit:
    """Accept a unit by its name."""
    return value  # type: ignore[return-value] # converted afterwards


def unit_or_none(value: AnyUnit | str | None) -> AnyUnit | None:
    """Accept a unit by its name, or none."""
    return value  # type: ignore[return-value] # converted afterwards


def standing(value: Standing | str) -> Standing:
    """Accept a standing by its symbol."""
    return value  # type: ignore[return-value] # converted afterwards
