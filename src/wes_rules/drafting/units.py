"""The unit that words suggest without saying it: a guess, with the word that it rests on."""

from __future__ import annotations

import re
from decimal import Decimal

from wes_rules.values.quantity import Unit

# In this order: "cost per 100" is money, and "number of days" is days.
_SUGGESTED = (
    (Unit.POUNDS, r"£|\b(?:spend|spending|expenditure|costs?|income|savings?|overspend|debt|arrears)\b"),
    (Unit.PERCENT, r"%|\b(?:percent(?:age)?s?|per cent|pct?|pt|proportion|share)\b"),
    (Unit.DAYS, r"\bdays\b|\btime taken\b"),
    (Unit.COUNT, r"\b(?:number|count|total) of\b"),
    (Unit.RATIO, r"\bper (?:\d[\d,]*|thousand|million|capita|head)\b"),
    (Unit.PERCENT, r"\b(?:rates?|prevalence|uptake|take-up|coverage|attendance|absence|satisfaction|performance)\b"),
)


def with_room(unit: Unit | None, least: Decimal, most: Decimal) -> Unit | None:
    """Return a unit, or where some figures lie beyond what it allows one that has room for them."""
    if unit is None or ((unit.low is None or unit.low <= least) and (unit.high is None or most <= unit.high)):
        return unit
    return Unit.SCORE if least < 0 else Unit.RATIO


def suggested_unit(*texts: str) -> tuple[Unit, str] | None:
    """Return the unit that the first text with such a word suggests, and the word; None where no word does."""
    for text in texts:
        for unit, pattern in _SUGGESTED:
            if (found := re.search(pattern, text, re.IGNORECASE)) is not None:
                return unit, found[0]
    return None
