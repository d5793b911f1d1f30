"""Conversions for each type of field: unambiguous values are converted, all others refused."""

from __future__ import annotations

import enum
import numbers
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Clamped, Context, Decimal, DecimalException, InvalidOperation, Overflow, Rounded, Subnormal
from functools import cache
from typing import Any, NoReturn

import attrs

from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.quoting import quoted, shortened, steering

# More digits than any amount in a plan has, and few enough for exact arithmetic.
MOST_DIGITS = 18
# More digits than any published figure has.
MOST_MEASURED = 40
# Years that figures and plans are about; what lies outside is a slip, such as 0020 or 2203.
FIRST_YEAR, LAST_YEAR = 1800, 2199
NUMBER_TEXT = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
# What people write for units.
_SIGNS = {"%": "percent", "\u00a3": "pounds", "pp": "percentage-points", "#": "count", "number": "count"}


@attrs.frozen(kw_only=True)
class Bounds:
    """
    The limits of a number, as in `Annotated[int, Bounds(low=1, high=100)]`.

    Args:
        above: The value that a number has to exceed.
        digits: The most digits it may have.
    """

    low: int | None = None
    high: int | None = None
    above: int | None = None
    digits: int = MOST_DIGITS

    @property
    def says(self) -> str:
        """What may be given."""
        if self.above is not None:
            return f"more than {self.above}" + ("" if self.high is None else f", at most {self.high}")
        if self.high is None:
            return f"{self.low} or more"
        return f"at most {self.high}" if self.low is None else f"{self.low} to {self.high}"

    def check(self, value: Decimal | int) -> None:
        """Refuse a number outside the limits."""
        low = self.low is not None and value < self.low
        if low or (self.above is not None and value <= self.above):
            raise DefinitionError(Problem(f"{said(value)} is too low", f"give {self.says}"))
        if self.high is not None and value > self.high:
            raise DefinitionError(Problem(f"{said(value)} is too high", f"give {self.says}"))


@attrs.frozen
class Brief:
    """
    The limit of a text that stands in tables and subjects, on one line, as in `Annotated[str, Brief(500)]`.

    Args:
        most: How many characters it may have.
        filled: It is a name by which something is found: it is not blank, and has no space at its ends.
    """

    most: int
    filled: bool = attrs.field(default=False, kw_only=True)

    def check(self, value: str) -> None:
        """Refuse texts that are too long, have several lines, or are no name where one is required."""
        if len(value) > self.most:
            raise DefinitionError(Problem(f"it has {len(value):,} characters", f"write at most {self.most}"))
        if any(one in value for one in "\n\t"):
            raise DefinitionError(Problem(f"{said(value)} is more than one line", "take the tab or line end out"))
        if self.filled and not value.strip():
            raise DefinitionError(Problem(f"{said(value)} is blank", "write a name"))
        if self.filled and value != value.strip():
            raise DefinitionError(Problem(f"{said(value)} has a space at its end", "take it out"))


ANY_NUMBER = Bounds()


def said(raw: object) -> str:
    """Quote what was given: short, and in the words of plan files."""
    if isinstance(raw, str):
        return quoted(raw)
    if isinstance(raw, bool):
        return str(raw).lower()
    if raw is None:
        return "nothing"
    if isinstance(raw, Mapping):
        return "a table"
    if isinstance(raw, list | tuple):
        return "a list"
    if isinstance(raw, int) and raw.bit_length() > _MANY_BITS:
        return "a very long number"  # to write it out would take long, or is refused
    if isinstance(raw, numbers.Number | date):
        return shortened(raw)
    name = type(raw).__name__
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def wrong(raw: object, wanted: str, remedy: str) -> NoReturn:
    """Refuse a value of the wrong type."""
    raise DefinitionError(Problem(f"{said(raw)} is not {wanted}", remedy))


def text(raw: object, brief: Brief | None = None) -> str:
    """Take a text, without control characters; tabs and line ends steer nothing that is printed."""
    if not isinstance(raw, str):
        wrong(raw, "a text", "put it in quotes")
    found = next((one for one in steering().findall(raw) if one not in "\n\t"), None)
    if found is not None:
        raise DefinitionError(Problem(f"it holds the control character {found!a}", "remove it"))
    if brief is not None:
        brief.check(raw)
    return raw if type(raw) is str else str(raw)


def flag(raw: object) -> bool:
    """Take true or false, also numpy's."""
    value = _plain(raw) if type(raw).__name__ in ("bool", "bool_") else raw
    return value if isinstance(value, bool) else wrong(raw, "true or false", "write true or false, without quotes")


def whole(raw: object, bounds: Bounds = ANY_NUMBER) -> int:
    """Take a whole number: an int, numpy's, or another number without a fraction."""
    if not isinstance(raw, numbers.Number | Decimal) or isinstance(raw, bool):
        quoted_digits = isinstance(raw, str) and raw.strip().isdecimal()
        wrong(raw, "a whole number", "leave out the quotes" if quoted_digits else "write digits only")
    value = number(raw, attrs.evolve(bounds, low=None, high=None, above=None))
    if value != value.to_integral_value():
        wrong(raw, "a whole number", "write digits only")
    bounds.check(int(value))
    return int(value)


def number(raw: object, bounds: Bounds = ANY_NUMBER) -> Decimal:
    """Take an exact number: a Decimal, an int, a float by its shortest text, numpy's likewise, or digits in quotes."""
    value = _decimal(raw)
    if value is None:
        wrong(raw, "a number", "write digits and a point, such as 75.5")
    if not value.is_finite():
        wrong(raw, "a finite number", "leave it out")
    if not few_digits(value, bounds.digits):
        wrong(raw, f"a number of at most {bounds.digits} digits", "round it, or leave it out")
    bounds.check(value)
    return value


def few_digits(value: Decimal, most: int = MOST_DIGITS) -> bool:
    """Whether a number is finite and has at most so many digits."""
    try:
        _context(most).plus(value)
    except DecimalException:
        return False
    return value.is_finite()


@cache
def _context(most: int) -> Context:
    return Context(prec=most, Emax=most, Emin=-most, traps=[Clamped, InvalidOperation, Overflow, Rounded, Subnormal])


# So many bits hold more than the digits of any number that is taken.
_MANY_BITS = 400


def _decimal(raw: object) -> Decimal | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, str):
        return Decimal(raw) if NUMBER_TEXT.fullmatch(raw) else None
    if isinstance(raw, numbers.Integral):
        value = int(raw)
        return Decimal(value) if value.bit_length() <= _MANY_BITS else Decimal(f"1e{_MANY_BITS}")
    if isinstance(raw, float):
        return Decimal(repr(float(raw)))
    try:
        # numpy's shorter floats print the shortest text that is theirs; a fraction prints none.
        return Decimal(str(raw)) if isinstance(raw, numbers.Real) else None
    except DecimalException:
        return None


def day(raw: object) -> date:
    """Take a date, but no datetime, whose day depends on the time zone."""
    if isinstance(raw, datetime):
        wrong(raw, "a date", "leave out the time")
    if not isinstance(raw, date):
        wrong(raw, "a date", f"write {_meant_day(raw)}, without quotes")
    if not FIRST_YEAR <= raw.year <= LAST_YEAR:
        too = "early" if raw.year < FIRST_YEAR else "late"
        raise DefinitionError(Problem(f"{raw} is too {too} a date", f"give a year from {FIRST_YEAR} to {LAST_YEAR}"))
    return raw


def in_python(remedy: str) -> str:
    """Say a remedy for plan files as it reads for whoever writes Python."""
    if re.fullmatch(r"write \d{4}-\d\d-\d\d, without quotes", remedy):
        return "give a datetime.date"
    return "give a tuple or a list" if remedy == "put it in [ ]" else remedy


def _meant_day(raw: object) -> str:
    """Return the day that a text with a month in letters means, as plan files write it; any day for other values."""
    for form in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y"):
        with suppress(ValueError):
            return datetime.strptime(str(raw).strip(), form).date().isoformat()  # noqa: DTZ007 - a day has no time zone
    return "2023-12-31"


def day_in(text: str) -> date:
    """Read a date as people and files write it, the year first."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text.strip()):
            raise DefinitionError(Problem(f"{quoted(text)} is not a day of the calendar", "correct it")) from None
        raise DefinitionError(Problem(f"{quoted(text)} is not a date", "write it like 2023-12-31")) from None
    return day(found)


def choice(raw: object, options: Iterable[Any]) -> Any:
    """Take one of some choices: members of an enum or texts; a member may be given by its text."""
    if isinstance(options, enum.EnumMeta) and isinstance(raw, options):
        return raw
    options = tuple(options)
    for one in options:
        value = one.value if isinstance(one, enum.Enum) else one
        if raw is one or (isinstance(raw, type(value)) and not isinstance(raw, bool) and raw == value):
            return one
    known = [str(one.value if isinstance(one, enum.Enum) else one) for one in options]
    raise DefinitionError(Problem(f"unknown value {said(raw)}", meant_of(raw if isinstance(raw, str) else "", known)))


def meant_of(word: str, known: Collection[str]) -> str:
    """Return the remedy for an unknown value, which may be the sign of a unit."""
    unit = _SIGNS.get(word.strip().lower())
    return near_miss(unit if unit is not None and unit in known else word, known)


def _plain(raw: Any) -> object:
    return raw.item() if hasattr(raw, "item") else raw
