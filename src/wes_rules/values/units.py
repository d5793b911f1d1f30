"""Units: the built-in ones, and a plan's own."""

from __future__ import annotations

import enum
import unicodedata
from decimal import Decimal
from typing import Annotated, Literal, Self

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.checks import Brief
from wes_rules.values.fields import Declared, Measured, Name

_Symbol = Annotated[str, Brief(20)]


class Unit(enum.StrEnum):
    """The unit of a number, with the lowest and highest value it allows (None is without bound)."""

    def __new__(cls, code: str, low: int | None, high: int | None, suffix: str, whole: bool) -> Self:  # noqa: D102, FBT001
        member = str.__new__(cls, code)
        member._value_ = code
        member.low = None if low is None else Decimal(low)
        member.high = None if high is None else Decimal(high)
        # Money has its symbol before the number.
        member.prefix, member.suffix = ("", suffix) if suffix != "£" else (suffix, "")
        member.whole = whole
        return member

    low: Decimal | None
    high: Decimal | None
    prefix: str
    suffix: str
    whole: bool

    PERCENT = "percent", 0, 100, "%", False
    POINTS = "percentage-points", -100, 100, " points", False
    COUNT = "count", 0, None, "", True
    SCORE = "score", None, None, "", False
    RANK = "rank", 1, None, "", True
    DAYS = "days", 0, None, " days", False
    RATIO = "ratio", 0, None, "", False
    POUNDS = "pounds", None, None, "£", False


@attrs.frozen(kw_only=True)
class OwnUnit(Declared):
    """
    A unit of a plan's own: tonnes, minutes, euros, offences per 1,000 people.

    Args:
        name: Its name in files.
        symbol: What stands beside a number; where a word is meant, as people write several: minutes.
        symbol_place: Whether that stands after the number or before it; by default the sign of a currency stands before
            it, and what follows that sign after it: £2.5m.
        whole: Only whole numbers are possible.
        lowest: The lowest value there can be; by default there is no bound.
        highest: The highest value there can be; by default there is no bound.

    Raises:
        DefinitionError: A name that a unit of the library has, or a lowest value above the highest.
    """

    name: Name
    symbol: _Symbol = ""
    symbol_place: Literal["after", "before"] | None = None
    whole: bool = False
    lowest: Measured | None = None
    highest: Measured | None = None

    def __attrs_post_init__(self) -> None:
        if self.name in [one.value for one in Unit]:
            raise DefinitionError(Problem(f"{quoted(self.name)} is a unit of the library", "give it another name"))
        if self.lowest is not None and self.highest is not None and self.lowest >= self.highest:
            what = f"a unit from {self.lowest} to {self.highest} leaves nothing to measure"
            raise DefinitionError(Problem(what, "give a highest value above the lowest"))

    @property
    def value(self) -> str:
        """Its name."""
        return self.name

    @property
    def low(self) -> Decimal | None:
        """The lowest value it allows."""
        return self.lowest

    @property
    def high(self) -> Decimal | None:
        """The highest value it allows."""
        return self.highest

    @property
    def prefix(self) -> str:
        """The text before a number."""
        if self.symbol_place is None:
            return self.symbol[: unicodedata.category(self.symbol[:1] or " ") == "Sc"]
        return self.symbol if self.symbol_place == "before" else ""

    @property
    def suffix(self) -> str:
        """The text after a number; a word follows a space."""
        after = self.symbol.removeprefix(self.prefix)
        return f" {after}" if after[:1].isalnum() and not self.prefix else after


AnyUnit = Unit | OwnUnit


def of_distance(unit: AnyUnit) -> AnyUnit:
    """Return the unit of a distance: points for percentages, also in a plan's own unit."""
    return Unit.POINTS if unit.suffix == "%" else unit


def way_out(unit: AnyUnit) -> str:
    """Say how to go on with a value that a unit does not allow."""
    if unit is not Unit.PERCENT:
        return "check the value and its unit"
    return (
        "check the value; where less than 0% or more than 100% is possible, "
        'give the measure a unit of the plan\'s own, [units.NAME] with symbol = "%"'
    )
