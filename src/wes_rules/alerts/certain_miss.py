"""Alerts on promises that can no longer be kept, announced once and before the due day."""

from __future__ import annotations

from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.rule import FigureRule

_MISSED = (Status.OFF_TRACK, Status.AT_RISK)


def counts_early(judgement: Verdict) -> bool:
    """Whether a counted period was not due yet, but its promise could no longer be kept."""
    found = None if judgement.decisive is None else judgement.decisive.finding
    return found is not None and judgement.due and not found.due


def is_before_its_day(judgement: Verdict) -> bool:
    """Whether an alert is open before the due day because the promise can no longer be kept."""
    one = judgement.decisive if judgement.due and judgement.status in _MISSED else None
    rule = None if one is None else one.promise
    return one is not None and isinstance(rule, FigureRule) and rule.is_early(one.measure.calendar, one.as_of)
