"""Days as people write them."""

from __future__ import annotations

from datetime import date

from wes_rules.values.period_kind import MONTHS


def said_day(day: date) -> str:
    """Say a day as people write it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
