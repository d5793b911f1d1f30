"""Days as people write them."""

from __future__ import annotations

from datetime import date, timedelta

from wes_rules.values.period_kind import MONTHS


def said_day(day: date) -> str:
    """Say a day as people write it."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def months_after(day: date, months: int) -> date:
    """Return the day so many months later, or the last of that month where it has no such day; a ValueError after the year 9999."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    # The day after the 28th by four days lies in the next month, whatever month it is.
    days = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(day.day, days))
