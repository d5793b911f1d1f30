"""
The oracle: what a world's verdict is, by docs/rules.md alone.

It is the verdict of every completion where all agree, and undecided where they do not.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import repeat

from tests.oracle import levels, parities, steps
from tests.oracle.completing import Filling, outcomes
from tests.oracle.courses import ANYTHING, Ends, Part, adds_up, course_of, decides_in, no_better, no_better_ends
from tests.oracle.finer import finer_rule, part_of, promise_of
from tests.oracle.numbers import NUMBERS
from tests.oracle.periods import KINDS as KINDS_OF_PERIOD
from tests.oracle.periods import end_of, start_of
from tests.oracle.versions import in_force
from tests.oracle.words import AT_BEST_RISK, OFF, ON, RISK, STATUS, UNDECIDED, Promise, judged_period
from tests.oracle.worlds import Cal, World

KINDS = {
    "threshold": levels.threshold,
    "everyone": levels.everyone,
    "milestone": levels.milestone,
    "benchmark-parity": parities.parity,
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
MADE_OF_PARTS = ("all", "any", "each", "advisory")
# What stands in what is for information, where nothing is promised.
NO_TARGET = {"kind": "no-target"}


@dataclass(frozen=True)
class Answer:
    """What the oracle says of a world; the course of a promise that is due is None."""

    status: str
    # The period it is judged for; of a promise made of parts that of each part with its verdict.
    periods: frozenset[int | None]
    settled: bool
    due: bool
    course: str | None
    # The verdict of the parts, where each is judged in completions of its own.
    apart: str = ""
    all_tried: bool = True
    apart_all_tried: bool = True


@dataclass(frozen=True)
class Judged:
    """What is said of one promise apart from others: the worst and the best it leaves open, and what its figures would decide."""

    ends: Ends
    due: bool
    stands: Ends
    # What its day may still bring, and the best that the promise gives at all.
    possible: Ends
    highest: int
    periods: frozenset[int | None]
    settled: bool
    all_tried: bool
    # The verdicts of all completions of a promise that is not made of parts.
    found: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Asked:
    """The period that a promise made of parts is asked for, and whether a part has one that ends in it."""

    kind: str
    period: int
    held: bool

    @classmethod
    def of(cls, world: World, rule: dict) -> Asked | None:
        if world.period is None or rule["kind"] not in MADE_OF_PARTS:
            return None
        start, last_day = start_of(world.cal.kind, world.period), _last_day(world.cal.kind, world.period)
        ended = ((cal, cal.ended_by(last_day)) for cal in _calendars(world, rule))
        held = any(period is not None and end_of(cal.kind, period) > start for cal, period in ended)
        return cls(world.cal.kind, world.period, held)

    def by(self, cal: Cal) -> int:
        """The period to judge a part for: its last that had ended by then; where there is none, one that it does not have."""
        if cal.kind == self.kind and not self.held:
            return self.period
        day = _last_day(self.kind, self.period)
        ended = cal.ended_by(day)
        if ended is not None:
            return ended
        return self.period if cal.kind == self.kind else cal.containing(day) - 1


def _calendars(world: World, rule: dict) -> list[Cal]:
    """The calendars that the parts of a promise go by."""
    match rule["kind"]:
        case "each":
            return [one for part in rule["over"] for one in _calendars(part_of(world, part), promise_of(rule, part))]
        case "all" | "any":
            return [one for part in rule["of"] for one in _calendars(world, part)]
        case "advisory":
            return _calendars(world, rule.get("rule", NO_TARGET))
    return [world.cal]


def _last_day(kind: str, period: int) -> date:
    return end_of(kind, period) - timedelta(days=1)


def judge(world: World) -> Answer:
    """Judge a world in every completion."""
    whole = taken_apart(world, world.rule)
    apart = _apart(whole)
    found, all_tried = apart.found, apart.all_tried
    if whole.parts or world.number.get("kind") in NUMBERS:
        found, all_tried = outcomes(world, lambda fill: verdict(whole, fill)[0])
    return Answer(
        status=STATUS[_one(found)],
        periods=apart.periods,
        settled=apart.settled,
        due=apart.due,
        course=None
        if apart.due or promises_nothing(world.rule)
        else course_of(apart.stands, apart.possible, apart.highest),
        apart=STATUS[_one(apart.ends)],
        apart_all_tried=apart.all_tried,
        all_tried=all_tried,
    )


def taken_apart(world: World, rule: dict, asked: Asked | None = None) -> Part:
    """A promise with its parts, each with the period that it is judged for."""
    asked = asked or Asked.of(world, rule)
    match rule["kind"]:
        case "each":
            parts = [part_of(world, part) for part in rule["over"]]
            rules = [
                finer_rule(promise_of(rule, said), 10 ** (part.decimals - world.decimals))
                for said, part in zip(rule["over"], parts, strict=True)
            ]
            return Part(world, rule, tuple(map(taken_apart, parts, rules, repeat(asked))))
        case "all" | "any":
            return Part(world, rule, _capped(rule, [taken_apart(world, part, asked) for part in rule["of"]]))
        case "advisory":
            return Part(world, rule, (taken_apart(world, rule.get("rule", NO_TARGET), asked),))
    if asked is not None:
        world = replace(world, period=asked.by(world.cal))
    period, settled = judged_period(world, rule)
    return Part(world, rule, (), period, settled, due_day_has_passed(world, rule, period))


def verdict(one: Part, fill: Filling) -> tuple[int, int]:
    """The verdict of one completion, and what the figures would decide, be the promise due or not."""
    found, stands = _kept(one, fill)
    return no_better(one.rule, found), no_better(one.rule, stands)


def _kept(one: Part, fill: Filling) -> tuple[int, int]:
    """The same, whatever the promise is at best."""
    if one.parts:
        parts = (_at_most(_ends({verdict(part, fill.of(part.world))[0]}), part.best) for part in one.parts)
        return (_of_ends(_together(one.rule, list(parts))),) * 2
    if (
        one.rule == NO_TARGET
        or one.period is None
        or not one.world.cal.holds(one.period)
        or too_early(one.world, one.period)
    ):
        return UNDECIDED, UNDECIDED
    stands = _as_it_stands(one, fill)
    if one.due or (kept_for_good(one.rule) and stands == ON):
        return stands, stands
    return UNDECIDED, stands


def _possible(one: Part, stands: Ends) -> Ends:
    """What its day may still bring: everything that is not published yet may be anything."""
    last = None if one.rule == NO_TARGET or one.period is None else decides_in(one)
    if last is not None and last == one.period:
        return stands
    if last is None or not one.world.cal.holds(last) or too_early(one.world, last):
        return no_better_ends(one.rule, ANYTHING)
    then = replace(one, period=last)
    found, _ = outcomes(
        one.world,
        lambda fill: no_better(one.rule, _as_it_stands(then, fill)),
        enough=lambda found: UNDECIDED in found or {OFF, ON} <= found,
        apart="each",
    )
    return _ends(found)


def _as_it_stands(one: Part, fill: Filling) -> int:
    period, kind = one.period, one.rule["kind"]
    said = in_force(one.world, one.rule, period)
    if "by" in said and kind != "milestone":
        passed, deciding = one.world.as_of > said["by"], one.world.cal.ended_by(said["by"])
        if deciding is None and (passed or said.get("reach")):
            return UNDECIDED
        if deciding is not None and (passed or said.get("reach")):
            period = min(period, deciding)
    return KINDS[kind](Promise(one.world, one.rule, fill), period)


def too_early(world: World, period: int) -> bool:
    """Whether nothing is promised for a period: it ends before the plan starts, or there can be no number for it yet."""
    told = Promise(world, {}, None).told_from()
    early = world.starts is not None and period < world.cal.containing(world.starts)
    return early or (told is not None and period < told)


def promises_nothing(rule: dict) -> bool:
    """Whether it is shown only, and nothing of it is ever due."""
    return rule["kind"] == "advisory" and "rule" not in rule


def kept_for_good(rule: dict) -> bool:
    """Whether what is kept once stays kept, so that it counts before its day."""
    return bool(rule.get("reach")) or rule["kind"] == "milestone"


def due_day_has_passed(world: World, rule: dict, period: int | None) -> bool:
    """Whether a promise is due for a period, however its figures stand."""
    if rule == NO_TARGET:
        return False
    said = in_force(world, rule, period)
    if "by" in said and world.as_of <= said["by"]:
        return False
    if rule["kind"] == "milestone" and not levels.report_has_fallen_due(world, said["by"]):
        return False
    if period is None or not world.cal.holds(period) or too_early(world, period):
        return True
    if rule["kind"] == "milestone":
        return levels.report_is_due(Promise(world, rule, None), period)
    deciding = world.cal.ended_by(said["by"]) if "by" in said else None
    looked = period if deciding is None else min(period, deciding)
    if rule["kind"] == "trajectory" and looked < said["points"][0]["period"]:
        return False
    if rule["kind"] == "halt-then-decrease" and looked < said["halt"]:
        return False
    if "each" in said and looked is not None and 0 < looked - world.base.period < KINDS_OF_PERIOD[world.cal.kind][0]:
        return False
    return deciding is None or period >= deciding


def _apart(one: Part) -> Judged:
    """Judge each part of a promise in completions of its own, as if no two parts or numbers rested on the same figure."""
    if one.parts:
        return _whole(one, [_apart(part) for part in one.parts])
    found, all_tried = outcomes(
        one.world, lambda fill: _kept(one, fill), enough=lambda found: {OFF, ON} <= _stands(found), apart="each"
    )
    kept = kept_for_good(one.rule) and {said for said, _ in found} == {ON}
    due, verdicts = one.due or kept, frozenset(no_better(one.rule, said) for said, _ in found)
    stands = _ends({no_better(one.rule, said) for said in _stands(found)})
    ends = _ends(set(verdicts) if due else {no_better(one.rule, UNDECIDED)})
    highest = no_better(one.rule, ON)
    possible = (ends if one.settled else (OFF, highest)) if due else _possible(one, stands)
    if not due and one.period is not None and adds_up(one):
        certain = stands[0] == possible[0] == ON or max(stands[1], possible[1]) < highest
        stands = stands if certain else (OFF, highest)
    return Judged(ends, due, stands, possible, highest, frozenset({one.period}), one.settled, all_tried, verdicts)


def _stands(found: set[tuple[int, int]]) -> set[int]:
    return {stands for _, stands in found}


def _whole(one: Part, parts: list[Judged]) -> Judged:
    """What parts come to: not due as long as nothing but parts that are not due leaves it open, or can no longer be kept."""
    parts = [replace(part, ends=_at_most(part.ends, of.best)) for part, of in zip(parts, one.parts, strict=True)]
    ends = _together(one.rule, [part.ends for part in parts])
    due = ends[0] == ends[1] or any(part.due for n, part in enumerate(parts) if _leaves_open(one.rule, parts, n))
    stands, possible = (
        _together(one.rule, ends) for ends in ([part.stands for part in parts], [part.possible for part in parts])
    )
    highest = (max if one.rule["kind"] == "any" else min)(part.highest for part in parts)
    missed = stands[1] < ON and possible[1] < highest
    if len(set(ends)) > 1 and not all(part.due for part in parts) and missed:
        due = False  # it can no longer be kept, whatever comes of a part that is due
    alike = [part for part in parts if (_one(part.ends), part.due) == (_one(ends), due)]
    # What is lifted to at risk goes by the part that could have put it on track, and is missed.
    missed = [part for part in parts if _one(ends) == RISK and _one(part.ends) == OFF and part.highest >= highest]
    periods = frozenset[int | None]().union(*(part.periods for part in (*alike, *missed)))
    settled, all_tried = (all(found) for found in zip(*((part.settled, part.all_tried) for part in parts), strict=True))
    return Judged(ends, due, stands, possible, highest, periods, settled, all_tried)


def _capped(rule: dict, parts: list[Part]) -> tuple[Part, ...]:
    """The parts: where one is enough, one that is not due and can no longer be kept leaves nothing open beside one that is due."""
    found = [_apart(part) for part in parts] if rule["kind"] == "any" else []
    if not any(one.due for one in found):
        return tuple(parts)
    return tuple(
        part if one.due or not _is_newest(part) else replace(part, best=one.possible[1])
        for part, one in zip(parts, found, strict=True)
    )


def _is_newest(one: Part) -> bool:
    """Whether nothing later is judged yet: of a period before the newest, a later figure may have lost it."""
    if one.parts:
        return all(map(_is_newest, one.parts))
    newest, _ = judged_period(replace(one.world, period=None), one.rule)
    return one.period is None or newest is None or one.period >= newest


def _at_most(ends: Ends, best: int) -> Ends:
    return min(ends[0], best), min(ends[1], best)


def _leaves_open(rule: dict, parts: list[Judged], place: int) -> bool:
    """Whether the whole may come out otherwise by what one part turns out to be."""
    others = [set(part.ends) for n, part in enumerate(parts) if n != place]
    pick = max if rule["kind"] == "any" else min
    return any(len({pick((one, *rest)) for one in parts[place].ends}) > 1 for rest in itertools.product(*others))


def _together(rule: dict, ends: list[Ends]) -> Ends:
    """The worst and the best that parts leave open together."""
    pick = max if rule["kind"] == "any" else min
    return pick(low for low, _ in ends), pick(high for _, high in ends)


def _ends(found: set[int]) -> Ends:
    """The worst and the best of several verdicts; one that cannot be judged may come out either way."""
    if UNDECIDED in found:
        return ANYTHING
    every = {end for one in found for end in ((OFF, RISK) if one == AT_BEST_RISK else (one,))}
    return min(every), max(every)


def _of_ends(ends: Ends) -> int:
    """The verdict between two ends, which keeps that it is at risk at best."""
    return AT_BEST_RISK if ends == (OFF, RISK) else _one(ends)


def _one(found) -> int:
    """The one verdict that there is, or undecided."""
    return min(found) if len(set(found)) == 1 and AT_BEST_RISK not in found else UNDECIDED
