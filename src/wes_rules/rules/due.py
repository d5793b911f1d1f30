"""When a promise with a date falls due."""

from __future__ import annotations

from datetime import date

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import Fact
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


def last_ended(view: View, by: date | None) -> Period | None:
    """Return the last period that ended on or before a day that has passed; None before that, or where none did."""
    return view.calendar.latest_ending(by) if by is not None and view.as_of > by else None


def deciding(view: View, by: date | None) -> Fact:
    """Return the own figure that decides a promise with a date: from its day on the last period's by then, for good."""
    last = last_ended(view, by)
    period = view.period if last is None else min(view.period, last)
    return Fact("latest", view.own(period), period)


def is_due(view: View, by: date | None) -> bool:
    """
    Whether a promise to be kept by a date can be judged for the view's period.

    Before the day has passed it cannot, nor for a period before the last that ended on or before it.
    """
    if by is not None and view.as_of <= by:
        return False
    last = last_ended(view, by)
    return last is None or view.period >= last
