"""
The oracle: what a world's verdict is, by docs/rules.md alone.

It is the verdict of every completion where all agree, and undecided where they do not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.oracle import levels, steps
from tests.oracle.completing import outcomes
from tests.oracle.words import OFF, ON, STATUS, UNDECIDED, Promise, judged_period
from tests.oracle.worlds import World

KINDS = {
    "threshold": levels.threshold,
    "everyone": levels.everyone,
    "milestone": levels.milestone,
    "benchmark-parity": levels.parity,
    "rank-improvement": levels.rank_improvement,
    "quantile-band": levels.quantile_band,
    "annual-increase": steps.steps,
    "annual-decrease": steps.steps,
    "quarterly-increase": steps.steps,
    "quarterly-decrease": steps.steps,
    "from-baseline": steps.from_baseline,
    "maintain": steps.maintain,
    "halt-then-decrease": steps.halt_then_decrease,
    "trajectory": steps.trajectory,
}

WHOLE = ("all", "any", "each", "advisory")


@dataclass(frozen=True)
class Answer:
    """What the oracle says of a world."""

    status: str
    period: int | None
    settled: bool
    all_tried: bool = True


def judge(world: World) -> Answer:
    """Judge a world in every completion."""
    period, settled = _shown(world)
    found, all_tried = outcomes(world, lambda fill: verdict(world, world.rule, fill))
    return Answer(STATUS[_one(found)], period, settled, all_tried)


def _shown(world: World) -> tuple[int | None, bool]:
    """The period that is judged; None where each part is judged for another one."""
    if world.rule["kind"] != "each":
        return judged_period(world)
    found = {judged_period(part) for part, _ in _parts(world, world.rule)}
    return found.pop() if len(found) == 1 else (None, next(iter(found))[1])


def judge_apart(world: World) -> str:
    """Judge each part of a promise in completions of its own, as if parts never rested on the same figure."""
    return STATUS[_one(_apart(world, world.rule))]


def verdict(world: World, rule: dict, fill) -> int:
    """The verdict of one completion."""
    kind = rule["kind"]
    if kind in WHOLE:
        return _one(_together(rule, [_ends({verdict(*part, fill)}) for part in _parts(world, rule)]))
    period, _ = judged_period(world)
    if period is None or not world.cal.holds(period):
        return UNDECIDED
    if "by" in rule and kind != "milestone":
        return _by_a_day(world, rule, fill, period)
    return KINDS[kind](Promise(world, rule, fill), period)


def _parts(world: World, rule: dict) -> list[tuple[World, dict]]:
    if rule["kind"] == "each":
        return [(replace(world, number=part.get("number", world.number)), rule["rule"]) for part in rule["over"]]
    return [(world, part) for part in rule.get("of", [rule.get("rule")])]


def _apart(world: World, rule: dict) -> tuple[int, int]:
    if rule["kind"] in WHOLE:
        return _together(rule, [_apart(*part) for part in _parts(world, rule)])
    return _ends(outcomes(world, lambda fill: verdict(world, rule, fill))[0])


def _together(rule: dict, ends: list[tuple[int, int]]) -> tuple[int, int]:
    """The worst and the best that parts leave open together."""
    pick = max if rule["kind"] == "any" else min
    return pick(low for low, _ in ends), pick(high for _, high in ends)


def _ends(found: set[int]) -> tuple[int, int]:
    """The worst and the best of several verdicts; one that cannot be judged may come out either way."""
    return (OFF, ON) if UNDECIDED in found else (min(found), max(found))


def _one(found) -> int:
    """The one verdict that there is, or undecided."""
    return min(found) if len(set(found)) == 1 else UNDECIDED


def _by_a_day(world: World, rule: dict, fill, period: int) -> int:
    """Nothing is due up to the day; after it the last period that ended by then decides."""
    deciding = world.cal.ended_by(rule["by"])
    if world.period is None and world.as_of > rule["by"] and deciding is not None:
        period = deciding
    promise = Promise(world, rule, fill)
    if deciding is None:
        return UNDECIDED
    judged = min(period, deciding)
    due = world.as_of > rule["by"] and period >= deciding
    said = KINDS[rule["kind"]](promise, judged)
    if due or (rule.get("reach") and said == ON):
        return said
    return UNDECIDED
