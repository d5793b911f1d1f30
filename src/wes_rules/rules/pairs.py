"""Figures and what each is held against, period by period."""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.cells import Condition
from wes_rules.rules.facts import Fact, Missed, Trail
from wes_rules.rules.runs import Stretch
from wes_rules.series.comparators import Against, IndicatorFigure
from wes_rules.series.figure import Figure
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

ANY = Span(-math.inf, math.inf)


@attrs.frozen
class Pair:
    """The own figure of a period and what it is held against; None where nothing compares."""

    own: Fact
    other: Fact | None
    slack: Span
    why: tuple[Reason, ...] = ()
    margin: Span | None = None


@attrs.frozen
class Held:
    """What is known up to a period: its pair, the worst slack of all, and the first pair that broke the promise."""

    pair: Pair
    slack: Span | None
    missed: Missed
    failed_first: Condition
    passed_over: bool
    why: tuple[Reason, ...]


NOTHING = Held(
    Pair(Fact("latest", Figure(ANY)), None, ANY), None, Missed(), failed_first=False, passed_over=False, why=()
)


def trail_of(run: Stretch[Held], held: Held, shown: tuple[Fact, ...]) -> Trail:
    """Return the figures of the pairs that are not shown."""

    def make() -> Iterator[Fact]:
        seen = {fact.period for fact in shown if fact.role.endswith("latest")}
        for one in run:
            if one.pair.own.period not in seen:
                yield from (f.playing("step") for f in (one.pair.own, one.pair.other) if f is not None)

    return Trail(held.why, make)


def fits_a_gap(against: Against) -> None:
    """Refuse to hold a distance between two groups against anything but the same distance elsewhere."""
    if isinstance(against, IndicatorFigure):
        what = "a gap between two groups cannot be held against the level of an indicator"
        raise DefinitionError(Problem(what, "compare it with another area or a set of areas"))
    if against.group is not None:
        what = f'group = "{against.group}" of the benchmark means nothing for a gap, which is between two groups'
        raise DefinitionError(Problem(what, "leave group out: the same gap is taken there"))
