"""What no figure still to come can change."""

from __future__ import annotations

from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.rule import FigureRule


def is_certain(one: Verdict) -> bool:
    """Whether nothing still to come can change what becomes of a promise."""
    decided = one.settled and one.status is not Status.UNDECIDED
    return decided or one.is_kept_for_good or (one.course is not None and one.course.certain)


def of_every_period(one: Verdict) -> bool:
    """Whether it is a promise about figures that every period has to keep."""
    rule = one.measure.rule
    return isinstance(rule, FigureRule) and rule.of_every_period


def broken_for_good(judgement: Verdict) -> Verdict | None:
    """Return the verdict on figures that breaks a promise whatever comes: a required part missed in a period that counts for good; None without."""
    if not judgement.parts:
        lost = of_every_period(judgement) or judgement.settled
        return judgement if lost and judgement.status is Status.OFF_TRACK else None
    broken = [broken_for_good(part) for part in judgement.parts]
    if isinstance(judgement.measure.rule, AnyOf) and None in broken:
        return None
    return next((one for one in broken if one is not None), None)
