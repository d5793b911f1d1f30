"""Quantities: exact, between bounds, or as wide as the unit allows."""

from __future__ import annotations

import enum
import math
import re
from decimal import Decimal
from functools import cache

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted, shortened
from wes_rules.values import checks
from wes_rules.values.checks import MOST_MEASURED, Bounds
from wes_rules.values.fields import Declared, Measured
from wes_rules.values.pasting import pasted
from wes_rules.values.taking import taken
from wes_rules.values.ticks import EXACT, Span, from_ticks, per_unit, ticks
from wes_rules.values.units import AnyUnit, Unit

__all__ = ["AnyUnit", "Marker", "Quantity", "Span", "Standing", "Unit", "from_ticks", "per_unit", "ticks"]


class Marker(enum.StrEnum):
    """What is printed in place of a number; symbols of the Government Statistical Service."""

    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    SUPPRESSED = "c"
    LOW = "low"
    LOW_RELIABILITY = "u"


class Standing(enum.StrEnum):
    """The standing of a figure: final, provisional, revised, estimate or forecast."""

    FINAL = ""
    PROVISIONAL = "p"
    REVISED = "r"
    ESTIMATE = "e"
    FORECAST = "f"


_SYMBOLS = {
    "z": Marker.NOT_APPLICABLE,
    "x": Marker.NOT_AVAILABLE,
    "c": Marker.SUPPRESSED,
    "low": Marker.LOW,
    "k": Marker.LOW,
    "u": Marker.LOW_RELIABILITY,
    # Obsolete, and still met in files.
    "~": Marker.LOW,
    ":": Marker.NOT_AVAILABLE,
    "..": Marker.NOT_AVAILABLE,
    ".": Marker.NOT_AVAILABLE,
    "-": Marker.NOT_AVAILABLE,
    "": Marker.NOT_AVAILABLE,
}
_MEASURED = Bounds(digits=MOST_MEASURED)
_BRACKETED = re.compile(r"\[(\w+)\]|\((\w+)\)")
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
# Beside a number or a label: letters of the Analysis Function's guidance, or what they stand for, and marks of footnotes.
_FIRMNESS = "p|e|f|r|provisional|estimated?|forecast|revised"
_LEAST_FIRM = (Standing.REVISED, Standing.PROVISIONAL, Standing.ESTIMATE, Standing.FORECAST)
_BETWEEN = ", \u00a0\u2009\u202f"
_BOUND = r"(<=|>=|[<>\u2264\u2265])\s*(.+)"
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@attrs.frozen(kw_only=True)
class Quantity(Declared):
    """
    A number between its lowest and its highest possible value.

    Args:
        low: The lowest value; None is without bound.
        high: The highest value; None is without bound.
        low_open: The lowest value itself is excluded.
        high_open: The highest value itself is excluded.
        marker: What was printed in its place.

    Raises:
        DefinitionError: The lowest value is above the highest.
    """

    low: Measured | None
    high: Measured | None
    low_open: bool = False
    high_open: bool = False
    marker: Marker | None = None

    def __attrs_post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise DefinitionError(Problem(f"a number between {self.low} and {self.high} cannot exist", "exchange them"))

    @classmethod
    def exact(cls, value: Decimal | int | str | float) -> Quantity:
        """
        Return a number that is known exactly; a float counts as its shortest decimal text.

        Raises:
            DefinitionError: Not a finite number.
        """
        number = _decimal(value)
        return cls(low=number, high=number)

    @classmethod
    def between(cls, low: Decimal | int | str, high: Decimal | int | str) -> Quantity:
        """Return a number that lies between two, both included."""
        return cls(low=_decimal(low), high=_decimal(high))

    @classmethod
    def missing(cls, unit: AnyUnit, marker: Marker | None = None) -> Quantity:
        """Return an unknown number of a unit."""
        unit = unit if isinstance(unit, AnyUnit) else taken(AnyUnit, unit)
        return cls(low=unit.low, high=unit.high, marker=marker)

    @classmethod
    def rounded(cls, value: Decimal, decimals: int) -> Quantity:
        """Return the number behind one that was printed with so many decimal places."""
        half = Decimal(5).scaleb(-decimals - 1)
        return cls(low=value - half, high=value + half, low_open=value <= 0, high_open=value >= 0)

    @classmethod
    def within_half(cls, value: Decimal, amount: Decimal, unit: AnyUnit) -> Quantity:
        """Return the number behind one that was rounded to an amount, such as 5, whichever way a half was rounded."""
        low, high = value - amount / 2, value + amount / 2
        low = low if unit.low is None else max(low, unit.low)
        high = high if unit.high is None else min(high, unit.high)
        return cls(low=low, high=high)

    @classmethod
    def read(
        cls,
        text: str,
        *,
        unit: AnyUnit,
        rounded_to: Decimal | float | None = None,
        suppressed_counts: tuple[int, int] | None = None,
    ) -> Quantity:
        """
        Read a cell of a published table.

        Args:
            text: A number, or a symbol: z x c low k u, also in square brackets, and the obsolete : ~ .. - and blank.
                Separators of thousands, and the % or £ of the unit, are taken off; "<5" lies below 5, and ">=95" is 95 or more.
            unit: The unit of the column.
            rounded_to: The amount that the numbers of the column were rounded to, such as 5: a number then lies within
                half of it, and "low" above 0 and under half of it; without it "low" is only known to be above 0.
            suppressed_counts: The lowest and highest count that "c" hides, where the source says so.

        Raises:
            DefinitionError: Neither a number nor a known symbol; a unit that is none; no multiple of what it was rounded to.
        """
        if not isinstance(text, str):
            return cls.exact(text)
        unit = unit if isinstance(unit, AnyUnit) else taken(AnyUnit, unit)
        rounded_to = None if rounded_to is None else _decimal(rounded_to)
        word = text.strip()
        marker = _SYMBOLS.get("-" if word in _DASHES and word else _BRACKETED.sub(r"\1\2", word).lower())
        if marker is None and word[:1] in "<>\u2264\u2265" and (bound := re.fullmatch(_BOUND, word)):
            return cls._bounded(bound[1], _plain(_bare(bound[2], unit)), unit)
        if marker is None:
            value = _plain(_bare(word, unit))
            return cls.exact(value) if rounded_to is None else cls._rounded_to(value, rounded_to, unit)
        if marker is Marker.LOW:
            half = unit.high if rounded_to is None else rounded_to / 2
            return cls(low=Decimal(0), high=half, low_open=True, high_open=rounded_to is not None, marker=marker)
        if marker is Marker.SUPPRESSED and suppressed_counts is not None:
            low, high = suppressed_counts
            return cls(low=Decimal(low), high=Decimal(high), marker=marker)
        return cls.missing(unit, marker)

    @classmethod
    def _bounded(cls, sign: str, end: Decimal, unit: AnyUnit) -> Quantity:
        if sign[0] in "<\u2264":
            return cls(low=unit.low, high=end, high_open=sign == "<")
        return cls(low=end, high=unit.high, low_open=sign == ">")

    @classmethod
    def _rounded_to(cls, value: Decimal, amount: Decimal, unit: AnyUnit) -> Quantity:
        if amount <= 0:
            raise DefinitionError(Problem(f"{amount} is no rounding unit", "give an amount above 0"))
        if value % amount:
            raise DefinitionError(
                Problem(f"{value} is no multiple of the {amount} it is rounded to", "correct one of the two")
            )
        return cls.within_half(value, amount, unit)

    def __repr__(self) -> str:
        plain = self == Quantity(low=self.low, high=self.high)
        if not plain or self.low is None or self.high is None:
            return pasted(self)
        low, high = (repr(format(one, "f")) for one in (self.low, self.high))
        return f"Quantity.exact({low})" if self.is_exact else f"Quantity.between({low}, {high})"

    def __str__(self) -> str:
        if self.marker is not None:
            return self.marker.value
        return f"{self.low}" if self.is_exact else f"{self.low} to {self.high}"

    @property
    def is_exact(self) -> bool:
        """Whether it is one value."""
        return self.low is not None and self.low == self.high

    @property
    def is_missing(self) -> bool:
        """Whether no number was published, not even a bound of its own."""
        return self.marker is not None and self.marker is not Marker.LOW

    def span(self, decimals: int, *, whole: bool = False) -> Span:
        """
        Return it in whole ticks of 10^-decimals, each end rounded half up as it would be printed.

        Args:
            decimals: The precision.
            whole: Only whole numbers are possible, so an excluded end moves to the next one.
        """
        if self.low is not None and self.low == self.high:
            tick = ticks(self.low, decimals)
            return Span(tick, tick)
        low = -math.inf if self.low is None else -_most(-self.low, decimals, excluded=self.low_open, whole=whole)
        high = math.inf if self.high is None else _most(self.high, decimals, excluded=self.high_open, whole=whole)
        return Span(low, max(low, high))


def _most(end: Decimal, decimals: int, *, excluded: bool, whole: bool) -> int:
    """Return the highest tick up to an end."""
    if whole:
        floor = Decimal(math.floor(end))
        return ticks(floor - 1 if excluded and floor == end else floor, decimals)
    tick = ticks(end, decimals)
    # Under an excluded end that lies on a rounding boundary everything rounds down.
    return tick - 1 if excluded and end.scaleb(decimals, EXACT) == tick - Decimal("0.5") else tick


@cache
def _marked() -> re.Pattern[str]:
    """Return what finds a mark beside a number; it takes long to make, and few need it."""
    return re.compile(
        rf"(?P<said>.*[\w%)\]])\s*(?:\[(?P<square>{_FIRMNESS}|b|ns|s{{1,3}}|u|note(?: \d{{1,2}})?|\d{{1,2}})\]|\((?P<round>{_FIRMNESS})\)"
        r"|[*\u2020\u2021\u00a7\u00b6\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+)",
        re.IGNORECASE,
    )


def _in_digits(word: str) -> str:
    grouped = re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?:[ \u00a0\u2009\u202f]\d{3})+)(\.\d+)?", word, re.ASCII)
    return word if grouped is None else re.sub(f"[{_BETWEEN}]", "", word)


def split_standing(text: str) -> tuple[str, Standing | None]:
    """
    Split a cell such as 22.6 [p] or 22.6\u2020 into its number and the standing of its mark.

    Of several marks, the least firm one counts. Footnotes and other letters mean no standing.
    """
    if text.isascii() and text[-1:].isdigit():
        return text, None
    standings = set()
    while (found := _marked().fullmatch(text.strip())) is not None:
        text, letter = found["said"], (found["square"] or found["round"] or "")[:1].lower()
        standings |= {one for one in _LEAST_FIRM if one.value == letter}
    return text, max(standings, key=_LEAST_FIRM.index, default=None)


def _bare(word: str, unit: AnyUnit) -> str:
    """Return a number without its unit's symbol and separators of thousands."""
    word = f"-{word[1:]}" if word[:1] in _DASHES and word else word
    symbol = unit.suffix.strip()
    if symbol and unit.prefix and not (unit.prefix in word and word.endswith(symbol)):
        return _in_digits(word)  # £2 is not £2m
    if symbol and unit not in (Unit.POINTS, Unit.DAYS):
        word = word.removesuffix(symbol).rstrip()
    if unit.prefix:
        word = re.sub(f"^([+-]?){re.escape(unit.prefix)}", r"\1", word)
    return _in_digits(word)


def _decimal(value: object) -> Decimal:
    return _plain(value) if isinstance(value, str) else checks.number(value, _MEASURED)


def _plain(text: str) -> Decimal:
    if _NUMBER.fullmatch(text) is None:
        symbols = "z, x, c, low, k or u"
        raise DefinitionError(
            Problem(f"{quoted(text)} is neither a number nor a known symbol", f"use digits and a point, or {symbols}")
        )
    number = Decimal(text)
    if not checks.few_digits(number, MOST_MEASURED):
        what = f"{shortened(text)} has more digits than any published figure"
        raise DefinitionError(Problem(what, f"round it to at most {MOST_MEASURED} digits"))
    return number
