"""Numbers as people write them in a sentence, with their unit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Literal

import attrs

from wes_rules.values.quantity import Unit

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {
    **{word: number for number, word in enumerate(("zero", *_ONES, *_TEENS))},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "a": 1,
}
_TIMES = {"": 0, "k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
_PARTS = {
    "half": Decimal(50),
    "a half": Decimal(50),
    "one half": Decimal(50),
    "a quarter": Decimal(25),
    "one quarter": Decimal(25),
    "half of one per cent": Decimal("0.5"),
    "half a per cent": Decimal("0.5"),
    "half a percent": Decimal("0.5"),
    "three quarters": Decimal(75),
    "three-quarters": Decimal(75),
    "a fifth": Decimal(20),
    "one fifth": Decimal(20),
    "a tenth": Decimal(10),
    "one tenth": Decimal(10),
}
# Parts that no decimal number is; they are named, never rounded.
UNENDING = r"(?:(?:a|one|two)[ -]thirds?|(?:a|one) sixth)"
# Digits are taken whole: of "25,000" never 25.
_DIGITS = r"(?>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_TO_99 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?|{'|'.join((*_TEENS, *_ONES[::-1]))})(?!\w)"
_TO_999 = rf"(?:(?:a|{'|'.join((*_TEENS, *_ONES))}) hundred(?!\w)(?:(?: and)? {_TO_99})?|{_TO_99})"
_WORDS = rf"(?:zero(?!\w)|{_TO_999}(?: thousand(?:,?(?: and)? {_TO_999})?)?)"
_FRACTION = "|".join(sorted(map(re.escape, _PARTS), key=len, reverse=True))
_POINTS = r"p\.p\.|(?:percentage|per ?cent(?:age)?|%)[ -]?points?|points?|ppts?|pps?"
_PERCENT = r"%|per ?cent|percent"
_FINER = r"(?:kilograms?|kg|grams?|tonnes?|litres?|metres?|miles?|km|hectares?|square metres|euros?|dollars?|cents?|mbps|milligrams?|[kmgt]wh|terms?)"
WHICH_DAYS = r"(?:working|business|school|calendar)"
_SHORT = {"sec": "seconds", "min": "minutes", "hr": "hours", "wk": "weeks", "mth": "months", "yr": "years"}
TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|secs|mins|hrs?|wks?|mths?|yrs?)"
NUMBER = (
    rf"(?P<sign>(?<!\w)[-+](?=£?\d))?(?P<money>[£$€]|(?:eur|usd) )?(?P<digits>{_DIGITS}|(?<!\w)(?<!\w-){_WORDS}(?!\w))"
    rf"(?: ?(?P<times>million|billion|thousand|bn|mn|m|k)(?!\w))?"
)
AMOUNT = (
    rf"(?:(?P<part>(?<!\w)(?:{_FRACTION})(?!\w))|{NUMBER}"
    rf"(?: ?(?P<unit>{_POINTS}|{_PERCENT})(?![\w%])| ?(?:(?P<days>{WHICH_DAYS}) )?(?P<finer>{_FINER}|{TIME})(?!\w)| ?(?P<pence>p(?!\.)|p(?=\.(?:\s|$))|pence)(?!\w)| ?: ?1(?![\d:]))?)"
)
_READ = re.compile(AMOUNT, re.IGNORECASE)


@attrs.frozen
class Amount:
    """
    A number in a sentence.

    Args:
        value: The number; of a part of a whole, in percent.
        unit: Its unit, where one is written that the library has.
        measured_in: A unit of measurement that is written beside it, such as minutes or metres.
        part: It is written as a part of a whole, such as half.
        times: The power of ten that a word behind its digits stands for, 6 for "million".
        days: Which days a time is made of, where that is written; business days are working days.
    """

    value: Decimal
    unit: Unit | None = None
    measured_in: str = ""
    part: bool = False
    times: int = 0
    days: Literal["", "working", "school", "calendar"] = ""


def unnamed(pattern: str) -> str:
    """Return a pattern whose groups have no names, to be part of a longer one."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


def is_number(text: str) -> bool:
    """Whether a text is a number that `amount_read` reads."""
    return _READ.fullmatch(text.strip()) is not None


def amount_read(text: str) -> Amount:
    """Read a number that a pattern has found."""
    found = _READ.fullmatch(text.strip())
    assert found is not None, text
    if found["part"]:
        return Amount(_PARTS[found["part"].lower()], Unit.PERCENT, part=True)
    digits = found["digits"].replace(",", "").lower()
    value = Decimal(digits) if digits[0].isdigit() else _of_words(digits)
    times = _TIMES[(found["times"] or "").lower()]
    value = value.scaleb(times)
    value = -value if found["sign"] == "-" else value
    if found["pence"] and not found["money"]:
        return Amount(value / 100, Unit.POUNDS)
    if found["money"]:
        other = {"£": "", "$": "dollars"}.get(found["money"], "euro")
        return Amount(value, None if other else Unit.POUNDS, other, times=times)
    if found["finer"]:
        finer = found["finer"].lower()
        finer = _SHORT.get(finer.rstrip("s"), finer)
        days: Any = (found["days"] or "").lower().replace("business", "working")
        return Amount(value, Unit.DAYS if finer.startswith("day") else None, finer, times=times, days=days)
    return Amount(value, _unit(found["unit"]), times=times)


def _of_words(text: str) -> Decimal:
    """Read a number in words, such as "one hundred and fifty"."""
    thousands, whole = 0, 0
    for word in re.findall(r"[a-z]+", text):
        if word == "thousand":
            thousands, whole = 1000 * whole, 0
        elif word == "hundred":
            whole *= 100
        elif word != "and":
            whole += _SMALL[word]
    return Decimal(thousands + whole)


def _unit(text: str | None) -> Unit | None:
    if text is None:
        return None
    return Unit.PERCENT if re.fullmatch(_PERCENT, text, re.IGNORECASE) else Unit.POINTS


_MARKS = {Unit.PERCENT: "%", Unit.POINTS: " points", Unit.DAYS: " days"}


def amount_said(value: Decimal, unit: Unit | None) -> str:
    """Say a number in a unit, with all its digits."""
    sign, digits = "-" * (value < 0), f"{abs(value):,f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    money = "£" if unit is Unit.POUNDS else ""
    return f"{sign}{money}{digits}{_MARKS.get(unit, '') if unit is not None else ''}"
