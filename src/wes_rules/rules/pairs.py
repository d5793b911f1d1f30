"""Figures and what each is held against, period by period."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from operator import sub
from typing import Protocol

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.cells import Condition
from wes_rules.rules.exact import Summed, exact_values, own_values, worst_of_exact
from wes_rules.rules.facts import Fact, Missed, Trail
from wes_rules.rules.view import View
from wes_rules.series.comparators import Against, IndicatorFigure
from wes_rules.series.figure import Figure
from wes_rules.values.period import Period
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


class Paired(Protocol):
    """A promise that holds figures against a benchmark, pair by pair."""

    @property
    def against(self) -> Against:
        """What they are held against."""

    @property
    def strict(self) -> bool:
        """Whether a tie breaks it."""

    def enough(self, cells: View, least: int) -> int | None:
        """Return the least distance that keeps it."""


def pairs_of_exact(
    cells: View, rule: Paired, first: Period, pair: Callable[[Period], Pair], follow: Callable[[], Iterable[Held]]
) -> Summed[Held] | None:
    """Return what all pairs come to where all figures are known exactly; None where not, or where that is not enough."""
    own = own_values(cells, first)
    if own is None:
        return None
    whose = rule.against, cells.measure.number, cells.area
    other = exact_values(cells, first, whose, lambda period: cells.against(rule.against, period).figure)
    if other is None:
        return None
    places, better = own[0], cells.measure.better.sign
    ahead = [*map(sub, *((own[1], other[1]) if better > 0 else (other[1], own[1])))]
    worst = worst_of_exact(cells, rule, places, ahead, int(rule.strict))
    if worst is None:
        return None
    last, least = pair(cells.period), pair(worst.period)
    held = Held(last, least.slack, worst.missed, failed_first=worst.at_first, passed_over=False, why=())
    return Summed(held, len(places), follow)


def trail_of(run: Iterable[Held], held: Held, shown: tuple[Fact, ...]) -> Trail:
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
