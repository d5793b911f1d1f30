"""Alerts on promises that can no longer be kept, announced once and before the due day."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from wes_rules.judging.decisive import picks
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Course, Status
from wes_rules.rules.rule import FigureRule

_MISSED = (Status.OFF_TRACK, Status.AT_RISK)


def as_certain(judgement: Judgement) -> Judgement:
    """Return the verdict that an alert uses: for a promise that can no longer be kept, the best it will come to."""
    if judgement.due:
        return judgement
    parts = tuple(map(as_certain, judgement.parts))
    if judgement.course is Course.CANNOT_BE_KEPT:
        best = judgement.possible[1]
    elif parts and all(part.due for part in parts):
        # Beside a part that is lost, one that is due in every period decides for the period alone.
        best = picks(judgement.measure.rule)(part.status for part in parts)
    else:
        return judgement
    return attrs.evolve(judgement, parts=parts, status=best, outcomes=(best, best), due=True)


def was_certain(judgement: Judgement, following: Judgement, due: date) -> bool:
    """
    Whether figures known while a period was the latest already ruled out keeping the promise.

    Later figures decide later periods: no earlier period counts against the promise in hindsight.

    Args:
        judgement: The judgement of an earlier period; by present knowledge the promise can no longer be kept.
        following: The judgement of the next period.
        due: The day on which the first figure for the next period was due.
    """
    period = judgement.period
    assert period is not None  # a verdict without a period has no course
    came = (one.published for one in following.observations if one.published and one.period.last_day > period.last_day)
    settles = (leaf.settles for leaf in judgement.leaves if leaf.settles is not None)
    last = min((min((due, *came)) - timedelta(days=1), *settles))
    then = judge(judgement.measure, judgement.history, as_of=last, area=judgement.area, period=period)
    return then.course is Course.CANNOT_BE_KEPT or (then.due and then.status in _MISSED)


def counts_early(judgement: Judgement) -> bool:
    """Whether a counted period was not due yet, but its promise could no longer be kept."""
    found = None if judgement.decisive is None else judgement.decisive.finding
    return found is not None and judgement.due and not found.due


def is_before_its_day(judgement: Judgement) -> bool:
    """Whether an alert is open before the due day because the promise can no longer be kept."""
    one = judgement.decisive if judgement.due and judgement.status in _MISSED else None
    rule = None if one is None else one.promise
    return one is not None and isinstance(rule, FigureRule) and rule.is_early(one.measure.calendar, one.as_of)
