"""What is said of a promise that is not due: what its figures would decide, and what its day may still bring."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.numbers import made_of
from tests.oracle.versions import decided_by, in_force
from tests.oracle.words import AT_BEST_RISK, OFF, ON, RISK, UNDECIDED, Promise
from tests.oracle.worlds import World

Ends = tuple[int, int]
ANYTHING: Ends = (OFF, ON)


@dataclass(frozen=True)
class Part:
    """One promise of those that a world's is made of, with what holds of it whatever its figures are."""

    world: World
    rule: dict
    parts: tuple[Part, ...] = ()
    period: int | None = None
    settled: bool = False
    due: bool = False
    # The best that it may still come to as a part of which one is enough, beside one that is due.
    best: int = ON


def no_better(rule: dict, verdict: int) -> int:
    """A verdict that is no better than the promise is at best."""
    return {ON: RISK, UNDECIDED: AT_BEST_RISK}.get(verdict, verdict) if "at_best" in rule else verdict


def no_better_ends(rule: dict, ends: Ends) -> Ends:
    """The worst and the best, no better than the promise is at best."""
    return ends[0], no_better(rule, ends[1])


def adds_up(one: Part) -> bool:
    """Whether its number is part of a sum that is not over by its day."""
    world, said = one.world, in_force(one.world, one.rule, one.period)
    sums = world.number.get("kind") in ("year-to-date", "running-total") and world.number.get("take", "sum") == "sum"
    if not sums or one.rule["kind"] not in ("threshold", "from-baseline") or "by" not in said:
        return False
    if one.period >= world.cal.ended_by(said["by"]):
        return False
    promise = Promise(world, one.rule, None)
    return made_of(promise, one.period + 1)[:-1] == made_of(promise, one.period)


def decides_in(one: Part) -> int | None:
    """The last period that ends by the day of a promise; without a day none does."""
    day = in_force(one.world, one.rule, one.period).get("by") or one.world.deadline
    return None if day is None else decided_by(one.world, one.rule, day)


def course_of(stands: Ends, possible: Ends, highest: int) -> str:
    """What the figures would decide of a promise that is not due: a miss within the tolerance is a miss."""
    if stands[0] == ON:
        return "already_kept" if possible[0] == ON else "on_course"
    if stands[1] == ON:
        return "open"
    return "cannot_be_kept" if possible[1] < highest else "off_course"
