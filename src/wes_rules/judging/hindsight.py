"""What counts of an earlier period where later figures have lost what could still be kept then: what was said of it as the latest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import attrs

from wes_rules.judging.deciding import decide
from wes_rules.judging.decisive import picks
from wes_rules.judging.status import Course, Status
from wes_rules.judging.verdict import V, Verdict
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period


def as_certain(verdict: V) -> V:
    """Return the verdict that an alert uses: for a promise that can no longer be kept, the best it will come to."""
    if verdict.due:
        return verdict
    parts = tuple(map(as_certain, verdict.parts))
    if verdict.course is Course.CANNOT_BE_KEPT:
        best = verdict.possible[1]
    elif parts and all(part.due for part in parts):
        # Beside a part that is lost, one that is due in every period decides for the period alone.
        best = picks(verdict.measure.rule)(part.status for part in parts)
    else:
        return verdict
    evolve: Any = attrs.evolve
    counted: V = evolve(verdict, parts=parts, status=best, outcomes=(best, best), due=True)
    return counted


def was_certain(verdict: Verdict, following: Verdict, due: date) -> bool:
    """
    Whether figures known while a period was the latest already ruled out keeping the promise.

    Later figures decide later periods: no earlier period counts against the promise in hindsight.

    Args:
        verdict: The verdict on an earlier period; by present knowledge the promise can no longer be kept.
        following: The verdict on the next period.
        due: The day on which the first figure for the next period was due.
    """
    period = verdict.period
    assert period is not None  # a verdict without a period has no course
    came = (one.published for one in following.observations if one.published and one.period.last_day > period.last_day)
    settles = (leaf.settles for leaf in verdict.leaves if leaf.settles is not None)
    last = min((min((due, *came)) - timedelta(days=1), *settles))
    then = decide(verdict.measure, verdict.history, last, verdict.area, period, Verdict)
    return then.course is Course.CANNOT_BE_KEPT or (then.due and then.status in (Status.OFF_TRACK, Status.AT_RISK))


def beside_lost_parts(at: Callable[[Period], V], period: Period, calendars: tuple[Calendar, ...]) -> V:
    """Return the verdict on an earlier period that is due by what is left of it, if its other parts were lost by then."""
    one = at(period)
    if one.due or not one.parts or one.course is Course.CANNOT_BE_KEPT or (lost := as_certain(one)) is one:
        return one
    following = [after for calendar in calendars if (after := calendar.next(period)) is not None]
    due = min((calendar.due(after) for calendar in calendars for after in following), default=None)
    return lost if due is not None and was_certain(one, at(min(following)), due) else one
