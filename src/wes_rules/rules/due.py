"""When a promise with a date falls due."""

from __future__ import annotations

from datetime import date

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.measure import Measure
from wes_rules.rules.view import View
from wes_rules.values.period import Period


def in_time(by: date | None, measure: Measure) -> None:
    """
    Refuse a day after the deadline, at which the verdict is settled: it could never fall due.

    Raises:
        DefinitionError: The day lies after the measure's deadline.
    """
    if by is not None and measure.deadline is not None and by > measure.deadline:
        what = f"by = {by} is after the deadline, {measure.deadline}, which settles the verdict"
        raise DefinitionError(Problem(what, "change one of the two"))


def deciding(view: View, by: date | None) -> Period:
    """Return the period that decides a promise with a date: from its day on the last that ended by then, for good."""
    last = view.calendar.latest_ending(by) if by is not None and view.as_of > by else None
    return view.period if last is None else min(view.period, last)


def is_due(view: View, by: date | None) -> bool:
    """
    Whether a promise to be kept by a date can be judged for the view's period.

    Before the day has passed it cannot, nor for a period before the last that ended on or before it.
    """
    if by is None:
        return True
    if view.as_of <= by:
        return False
    last = view.calendar.latest_ending(by)
    return last is None or view.period >= last
