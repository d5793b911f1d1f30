"""
What the oracle and wes_rules say of the same worlds, and a long run that counts where they differ.

`python3 dev.py oracle --worlds 20000` draws them anew for each seed, on every core there is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from os import cpu_count

from tests.oracle.adapter import judged
from tests.oracle.days import missed_in
from tests.oracle.drawing import KINDS_DRAWN, world_of
from tests.oracle.judging import Answer, judge
from tests.oracle.worlds import World

from wes_rules import DefinitionError, SourceError

AGREES = "agrees"
REFUSED = "refused"
# Named in docs/decisions.md.
APART = "undecided: parts, or numbers, rest on the same unknown figure"
ENDS = "undecided: of a place, and of a rate, only the best and the worst are known"
FLIPPED = "DEFINITE, and a completion flips it"
SHARPER = "undecided, and no completion flips it"
OTHER = "another verdict"
PERIOD = "another period, or settled otherwise"
DUE = "due, or on course, otherwise"
DAYS = "a history has another verdict on some day"
BROKEN = "an exception that no plan and no figure should raise"
# What is undecided though no completion flips it, and is left so: docs/decisions.md says why.
KNOWN = {
    11986: "a rate that was suppressed as low rises through a period without a population",
    45323: "an area that ended before the plan began, of which there is nothing to judge",
    59560: "a place between two whole percentages, which the oracle does not try",
    86959: "a place of a figure that is suppressed as low, and so above 0",
    123882: "a place that is shared at best, at the limit of its unit, where sharing the last place is being last",
    3033703: "a change of pounds by less than one of them, which the oracle does not try",
    3052064: "a rate of few people, of which no whole count lies between its neighbours",
    3063763: "a run of shares longer than the oracle tries",
    5037280: "a run of gaps longer than the oracle tries",
    3004536: "a percentage without counts, which no population of under 47 prints as",
}
FAULTS = (FLIPPED, SHARPER, OTHER, PERIOD, DUE, DAYS, BROKEN)
# A world in so many is judged on each of its days, which takes as long as judging ten worlds.
DAY_BY_DAY = 50
CHUNK = 250


@dataclass(frozen=True)
class Compared:
    """One world and what came of it."""

    seed: int
    kind: str
    outcome: str
    said: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.outcome}\n  seed {self.seed}: {self.said}"


def compare(seed: int, kinds: tuple[str, ...] = KINDS_DRAWN) -> Compared:
    """Judge the world of a seed by both."""
    world = world_of(seed, kinds)
    outcome, said = compare_world(world)
    if outcome == AGREES and seed % DAY_BY_DAY == DAY_BY_DAY - 1 and (missed := missed_in(world)):
        outcome, said = DAYS, missed
    return Compared(seed, world.rule["kind"], outcome, said)


def compare_world(world: World) -> tuple[str, str]:
    """Judge a world by both, and say how they differ."""
    try:
        theirs = judged(world)
    except (DefinitionError, SourceError) as error:
        return REFUSED, str(error)
    except Exception as error:  # noqa: BLE001 # a long run goes on, and counts it
        return BROKEN, f"{error!r}\n  {world!r}"
    ours, reasons = judge(world), [reason.value for reason in theirs.reasons]
    answer = Answer(
        status=theirs.status.value,
        periods=frozenset({theirs.period and theirs.period.index}),
        settled=theirs.settled,
        due=theirs.due,
        course=theirs.course and theirs.course.value,
    )
    outcome = _differ(ours, answer)
    in_part = any(f"'{name}'" in repr(world.rule) for name in ("equals", "between"))
    if in_part and world.number.get("kind") in ("place", "rate") and answer.status == "undecided":
        named = (SHARPER, PERIOD, DUE) if answer.course == "open" else (SHARPER, PERIOD)
        outcome = ENDS if outcome in named else outcome
    return outcome, f"oracle {_said(ours)}; wes_rules {_said(answer)} {reasons}\n  {world!r}"


def _differ(ours: Answer, theirs: Answer) -> str:
    undecided = theirs.status == "undecided"
    if theirs.status != ours.status and not (undecided and not ours.all_tried):
        if undecided and (ours.apart == theirs.status or not ours.apart_all_tried):
            return APART
        return FLIPPED if ours.status == "undecided" else SHARPER if undecided else OTHER
    if ours.apart != theirs.status or not (ours.all_tried and ours.apart_all_tried):
        return AGREES
    if (theirs.due, theirs.course) != (ours.due, ours.course):
        return DUE
    return AGREES if theirs.periods <= ours.periods and theirs.settled == ours.settled else PERIOD


def _said(one: Answer) -> str:
    what = one.status if one.due else f"not due, {one.course}"
    return f"{what} at {sorted(one.periods, key=str)}, {'settled' if one.settled else 'open'}"


def compare_all(seeds: range) -> tuple[Counter, list[Compared]]:
    """Compare a stretch of seeds."""
    found = [compare(seed) for seed in seeds]
    return Counter((one.kind, one.outcome) for one in found), [one for one in found if one.outcome in FAULTS]


def main(arguments: list[str] | None = None) -> int:
    """Compare many worlds and report."""
    parser = argparse.ArgumentParser(
        prog="dev.py oracle", description="Compare wes_rules with a judge that shares no code."
    )
    parser.add_argument("--worlds", type=int, default=20_000, help="how many worlds; by default 20,000")
    parser.add_argument("--from-seed", type=int, default=0, help="the seed of the first one")
    given = parser.parse_args(arguments)
    last = given.from_seed + given.worlds
    stretches = [range(first, min(first + CHUNK, last)) for first in range(given.from_seed, last, CHUNK)]
    counts: Counter = Counter()
    faults: list[Compared] = []
    began = time.monotonic()
    with ProcessPoolExecutor(cpu_count()) as pool:
        for some, more in pool.map(compare_all, stretches):
            counts += some
            faults += more
    report(counts, faults, time.monotonic() - began)
    known = [one.seed for one in faults if one.seed in KNOWN and one.outcome == SHARPER]
    print(*(f"known: seed {seed}: {KNOWN[seed]}" for seed in known), sep="\n")
    return 1 if len(known) < len(faults) else 0


def report(counts: Counter, faults: list[Compared], seconds: float) -> None:
    """Say how many worlds there were, and each class of difference with the shortest world of it."""
    for kind in sorted({kind for kind, _ in counts}):
        of_kind = {outcome: number for (one, outcome), number in counts.items() if one == kind}
        print(f"{kind:20} {', '.join(f'{number} {outcome}' for outcome, number in sorted(of_kind.items()))}")
    shortest: dict = {}
    for one in sorted(faults, key=lambda one: len(one.said)):
        shortest.setdefault((one.kind, one.outcome), one)
    print(*shortest.values(), sep="\n")
    total = Counter()
    for (_, outcome), number in counts.items():
        total[outcome] += number
    print(
        f"{counts.total()} worlds in {seconds:.0f} s: {', '.join(f'{total[what]} {what}' for what in (AGREES, REFUSED, APART, ENDS, *FAULTS))}"
    )


if __name__ == "__main__":
    sys.exit(main())
