"""Figures and their benchmarks, period by period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import sub

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.cells import Condition
from wes_rules.rules.exact import Apart, Values
from wes_rules.rules.facts import ANY, Fact, Missed, Trail, missed, worst_of
from wes_rules.rules.significance import Counted, in_line
from wes_rules.rules.view import View
from wes_rules.series.comparators import Against, IndicatorFigure, gives_intervals
from wes_rules.series.figure import Figure
from wes_rules.values.made import Made
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


@attrs.frozen
class Pair:
    """A period's own figure and its benchmark; None if nothing compares."""

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

    def then(self, cells: View, pair: Pair, other: Fact, period: Period, *, passed_over: bool) -> Held:
        """Return what is known with the pair of one more period, which compares with something."""
        level = missed(cells, pair.slack)
        return Held(
            pair,
            worst_of(cells, self.slack, pair.slack),
            self.missed.then(cells, level, period.index),
            level > 0 if self is NOTHING else self.failed_first,
            passed_over,
            cells.joined(cells.joined(self.why, pair.own.figure, pair.why), other.figure),
        )


NOTHING = Held(
    Pair(Fact("latest", Figure(ANY)), None, ANY), None, Missed(), failed_first=False, passed_over=False, why=()
)


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


def figure_of(against: Against, view: View, period: Period) -> Figure:
    """Return the figure of a benchmark for a period."""
    return view.against(against, period).figure


def ahead_of(sign: int, own: Made[str, Values | None], benchmark: Made[str, Values | None], area: str) -> Apart | None:
    """Return how far the figures of an area are ahead of a benchmark's."""
    mine, other = own[area], benchmark[area]
    if mine is None or other is None:
        return None
    (figures, count, notes), (others, _, told) = mine, other
    if count > 1:
        return [*(map(sub, figures[:count], others) if sign > 0 else map(sub, others[:count], figures))], notes + told
    return [figures[0] - others[0] if sign > 0 else others[0] - figures[0]], notes + told


def significant(
    view: View, own: Fact, other: Fact, against: Against, intervals: str, counts: Counted | None, *, better: bool
) -> tuple[Span, tuple[Reason, ...]]:
    """
    Return by how much a test of significance is passed, and why that is not known.

    Args:
        intervals: Whose interval must be known, as a parity says it; and `counts` what the own counts are of.
        better: Whether the figure has to be significantly better, and not just no worse.
    """
    measure = view.measure
    # What is significantly better is significantly worse where the other way is better.
    sign = -measure.better.sign if better else measure.better.sign
    ahead = own.figure.span - other.figure.span if sign > 0 else other.figure.span - own.figure.span
    both = intervals == "both" or (
        intervals == "own" and gives_intervals(against, view.lookup, measure.number, view.area)
    )
    slack, reasons = in_line(
        own.figure, other.figure, ahead, sign=sign, unit=measure.unit, decimals=measure.decimals,
        counts=counts, both=both,
    )  # fmt: skip
    return (Span(-1 - slack.high, -1 - slack.low) if better else slack), reasons
