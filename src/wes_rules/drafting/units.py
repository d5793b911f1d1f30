"""Guess the unit that words suggest, with the word behind the guess."""

from __future__ import annotations

import re
from decimal import Decimal

from wes_rules.values.quantity import Unit

# In this order: "cost per 100" is money, "number of days" is days, and a number of cases per 100 is not counted whole.
_SUGGESTED = (
    (Unit.POUNDS, r"£|\b(?:spend|spending|expenditure|costs?|income|savings?|overspend|debt|arrears)\b"),
    (Unit.PERCENT, r"%|\b(?:percent(?:age)?s?|per cent|pct?|pt|proportion|share)\b"),
    (Unit.DAYS, r"\bdays\b|\btime taken\b"),
    (Unit.RATIO, r"\b(?:rates? )?per (?:\d[\d,]*k?|thousand|million|capita|head)\b"),
    (Unit.COUNT, r"\b(?:number|count|total) of\b"),
    (Unit.PERCENT, r"\b(?:rates?|prevalence|uptake|take-up|coverage|attendance|absence|satisfaction|performance)\b"),
)


def with_room(unit: Unit | None, least: Decimal, most: Decimal) -> Unit | None:
    """Return a unit, or a wider one if some figures lie outside its range."""
    if unit is None or ((unit.low is None or unit.low <= least) and (unit.high is None or most <= unit.high)):
        return unit
    return Unit.SCORE if least < 0 else Unit.RATIO


def suggested_unit(*texts: str) -> tuple[Unit, str] | None:
    """Return the unit suggested by the first text with a telling word, and that word; None if there is none."""
    for text in texts:
        for unit, pattern in _SUGGESTED:
            if (found := re.search(pattern, text, re.IGNORECASE)) is not None:
                return unit, found[0]
    return None
