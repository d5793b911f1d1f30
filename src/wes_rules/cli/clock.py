"""The only module that reads the clock; all others are passed the day and the moment."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return the moment that the clock says."""
    return datetime.now(UTC)  # noqa: TID251 - this is the place


def today() -> date:
    """Return the day where this machine is."""
    return date.today()  # noqa: DTZ011, TID251 - this is the place
