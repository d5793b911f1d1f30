"""A promise that can no longer be kept before its day: an alert goes by what it will come to, and tells that once."""

from __future__ import annotations

import attrs

from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Course, Status
from wes_rules.rules.rule import FigureRule

_MISSED = (Status.OFF_TRACK, Status.AT_RISK)


def as_certain(judgement: Judgement) -> Judgement:
    """Return a verdict as its alert goes by it: of what is not due and can no longer be kept the best that it will come to."""
    if judgement.due or judgement.course is not Course.CANNOT_BE_KEPT:
        return judgement
    best = judgement.possible[1]
    parts = tuple(map(as_certain, judgement.parts))
    return attrs.evolve(judgement, parts=parts, status=best, outcomes=(best, best), due=True)


def is_before_its_day(judgement: Judgement) -> bool:
    """Whether an alert goes by a verdict on what is not due yet, as it can no longer be kept."""
    one = judgement.decisive if judgement.due and judgement.status in _MISSED else None
    rule = None if one is None else one.promise
    return one is not None and isinstance(rule, FigureRule) and rule.is_early(one.measure.calendar, one.as_of)
