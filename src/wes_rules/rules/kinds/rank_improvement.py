"""A better rank among a named set of areas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, ClassVar

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.cells import Ticks
from wes_rules.rules.facts import Fact, Finding, hull
from wes_rules.rules.fitting import one_way_better
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.series.places import better_and_worse
from wes_rules.series.set_figures import figures_of
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Name, PositiveInt
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class RankImprovement(FigureRule):
    """
    The rank among a pinned set of areas is better than a stated one.

    Wording that means this: "statistical neighbour position will improve from 11th out of 11".
    Competition rank: one more than the number of areas that are strictly better. Who shares the
    last place is last: to improve, somebody must be strictly worse. When the number of areas
    with a figure is not the stated one, positions are compared as a share of the number ranked.

    Args:
        among: The area set's id; the area itself is added.
        from_rank: The rank to improve on.
        from_of: The number of areas it was among.

    Raises:
        DefinitionError: A rank beyond the number of areas.
    """

    kind: ClassVar[str] = "rank-improvement"
    called: ClassVar[Mapping[str, str]] = {"from_rank": "from rank ", "from_of": "among "}
    eases: ClassVar[bool] = True
    counted: ClassVar[tuple[str, str] | None] = ("place", "places")
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"among": "near", "from_rank": 3, "from_of": 3},
            line="40.0 45.0 50.0; a: 60.0; b: 50.0 -> off track 0",
            kept="40.0 45.0 50.1; a: 60.0; b: 50.0 -> on track 1",
            missed="40.0 45.0 49.9; a: 60.0; b: 50.0 -> off track 0",
            across_a_break="40.0 | 50.1; a: 60.0; b: 50.0 -> on track 1",
            at_a_start="50.0; a: 60.0; b: 50.0 -> off track 0",
        ),
    )

    among: Name
    from_rank: PositiveInt
    from_of: Annotated[int, Bounds(low=2)]

    def __attrs_post_init__(self) -> None:
        if self.from_rank > self.from_of:
            raise DefinitionError(f"from_rank {self.from_rank} is beyond from_of {self.from_of}")

    def beyond(self, period: Period) -> int:
        """Return 1: the same rank is no better one."""
        return 1

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not say which way is better."""
        one_way_better(measure, "which rank is better")

    def slack(self, cells: View) -> Finding:
        """Count the areas that are strictly better, and whether any is strictly worse."""
        latest, codes = cells.latest(), cells.others(self.among)
        found = figures_of(cells.lookup, cells.measure.number, codes, cells.period)
        if not found.known:
            return Finding.blocked(*(cells.why(latest.figure) or (found.too_few,)), facts=(latest,))
        sign, known = cells.measure.better.sign, len(found.known)
        # An area that is awaited may turn out to have no figure, and the rank is then among fewer.
        among = [found.all[:number] for number in range(known, len(found.all) + 1)]
        ranks = [self._ranked(cells, latest.figure, others, sign) for others in among]
        place, slack = (hull(cells, ends) for ends in zip(*ranks, strict=True))
        total = known + 1
        count_of = (total, len(codes) + 1)
        ranked = Figure(place, found.observations, found.why, count_of=count_of, passed_over=found.passed_over)
        # Places among another number of areas are no distance.
        same = total == self.from_of and not found.awaited
        margin = Span(self.from_rank - place.high, self.from_rank - place.low) if same else None
        mine = latest.figure.span
        alike = ((one.span.high <= mine.low) & (one.span.low >= mine.high) for one in found.known)
        shared = reduce(or_, alike, False) & (place.low == place.high)
        tied = (Reason.TIED,) if cells.same(shared) else ()
        differs = (Reason.AREAS_DIFFER,) if total != self.from_of and not found.awaited else ()
        facts = (latest, Fact("place", ranked, cells.period, cells.called(self.among), self.among))
        return Finding(slack, margin, facts, (*tied, *differs, *found.notes))

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the rank to improve on."""
        return f"better than {self.from_rank} of {self.from_of}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the rank, and among whom."""
        said = words.fact(finding.facts[0])
        if len(finding.facts) < 2:
            return said
        rank = finding.facts[1]
        total, asked = rank.figure.count_of or (0, 0)
        tie = " (shared)" if Reason.TIED in finding.reasons else ""
        awaited = " and those awaited" if Reason.AREAS_AWAITED in finding.reasons else ""
        said += f": {words.rank(rank.figure)}{tie} of {total}{awaited} with {rank.name}, "
        said += f"to improve on {self.from_rank} of {self.from_of}"
        if total == asked:
            return said
        yet = " yet" if awaited else ""
        return f"{said}; {asked - total} of its areas {'has' if asked - total == 1 else 'have'} no figure{yet}"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        return (
            "competition rank among the areas compared with and the area itself, as their set was published; "
            "sharing the last place is being last"
        )

    def _ranked(self, cells: View, own: Figure, others: list[Figure], sign: int) -> tuple[Span, Span]:
        """Return the place among others, and the slack."""
        total = len(others) + 1
        place = self._place(cells, *better_and_worse(own, others, sign), total)
        return place, Span(self._slack(cells, place.high, total), self._slack(cells, place.low, total))

    def _place(self, cells: View, better: Span, worse: Span, total: int) -> Span:
        best = cells.where(worse.high == 0, total, better.low + 1)
        return Span(best, cells.where(worse.low == 0, total, better.high + 1))

    def _slack(self, cells: View, place: Ticks, total: int) -> Ticks:
        """Return by how much a place is better: in places, or among another number of areas in shares of one."""
        ours, theirs = (1, 1) if total == self.from_of else (self.from_of, total)
        apart, forgiven = self.from_rank * theirs - place * ours, self.nearly(cells, 0, theirs)
        kept = apart - self.beyond(cells.period)
        return kept if forgiven is None else cells.most(kept, apart + forgiven)
