"""When a promise with a date falls due."""

from __future__ import annotations

from datetime import date

from wes_rules.rules.view import View


def is_due(view: View, by: date | None) -> bool:
    """
    Whether a promise to be kept by a date can be judged for the view's period.

    Before the day has passed it cannot; after it, the last period that ended on or before the
    day decides, and every later one.
    """
    if by is None:
        return True
    if view.as_of <= by:
        return False
    last = view.calendar.latest_ending(by)
    return last is None or view.period >= last
