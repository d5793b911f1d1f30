"""Kept at a value or better, in every period."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import ClassVar

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.amounts import in_ticks
from wes_rules.rules.exact import Distances, since, within
from wes_rules.rules.facts import Fact, Finding, Missed, Trail, inside, missed, worst_of
from wes_rules.rules.fitting import in_time, promised_since, right_side
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.runs import Run, followed
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.values import accepting
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason


@attrs.frozen
class _Kept:
    """What is known up to a period: its own figure, distance and slack, the worst slack, the first period that broke it, and whether it has a number."""

    period: Period
    fact: Fact
    apart: Span
    own: Span
    slack: Span
    missed: Missed
    why: tuple[Reason, ...]
    parted: bool


@attrs.frozen(kw_only=True)
class Maintain(FigureRule):
    """
    Every period since the plan's start is on the right side of a value.

    Wording that means this: "will be maintained at 75% or above". One dip breaks it for good.

    Args:
        at_least: The lowest value that keeps the promise.
        at_most: The highest value that keeps it.
        since: The first period; by default the first that ends after the plan starts, or the first with a figure.

    Raises:
        DefinitionError: Not exactly one of the two limits.
    """

    kind: ClassVar[str] = "maintain"
    pairs: ClassVar[bool] = False
    has_target: ClassVar[bool] = True
    eases: ClassVar[bool] = True
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"at_least": Decimal(75)},
            line="80.0 78.0 75.0 -> on track 0.0",
            kept="80.0 78.0 75.1 -> on track 0.1",
            missed="80.0 78.0 74.9 -> off track -0.1",
            across_a_break="74.0 | 75.0 -> off track -1.0",
            at_a_start="74.9 -> off track -0.1",
        ),
    )

    at_least: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    at_most: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    since: Period | None = None

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise DefinitionError("maintain needs exactly one of at_least, at_most")
        self._of_something("at_least" if self.at_least is not None else "at_most", self._limit)

    def check(self, measure: Measure) -> None:
        """Refuse a limit on the worse side, or a period of another kind."""
        right_side(self, measure)
        if self.since is not None and self.since.kind is not measure.calendar.kind:
            raise DefinitionError(f"since {self.since} is not {measure.calendar.kind.a}")
        if self.since is not None:
            in_time(self, measure, self.since, "since =")

    @property
    def of_every_period(self) -> bool:
        """One dip breaks it for good."""
        return True

    def slack(self, cells: View) -> Finding:
        """Take the worst distance over all periods."""
        latest, first = cells.latest(), cells.begins() if self.since is None else self.since
        if cells.period < first:
            return Finding.blocked(Reason.NO_RULE, facts=(latest,))
        run = followed(cells, self, first, cells.period, partial(self._state, cells, latest))
        state = run.end
        assert state is not None  # the period that is judged is one of the calendar
        facts: tuple[Fact, ...] = (latest,)
        decided = None
        if (broken := state.missed.before(cells, missed(cells, state.own))) is not None:
            then = cells.period.at(broken)
            fact = Fact("step", cells.own(then), then)
            apart, own = self._over(cells, then, fact.figure.span)
            decided = Finding(own, apart, (fact,))
            facts += (fact.playing("broken"), *self._target_then(cells, fact))
        shown = {fact.period for fact in facts}
        rest = Trail(state.why, lambda: (one.fact for one in run if one.period not in shown and not one.parted))
        return Finding(state.slack, state.apart, facts, decided=decided, rest=rest)

    def by_distance(self, view: View) -> Distances | None:
        """Measure the distance of every figure to the limit."""
        if not self._holds_throughout(view):
            return None
        limit, (key, begins) = in_ticks(self._limit, view.measure.decimals), since(view, self.since)
        apart = within(view, (view.measure.number, key), *self._sides(limit), begins=begins)
        return Distances(apart, self.enough(view, limit))

    def goal(self, view: View) -> Span | None:
        """Return the limit."""
        tick = ticks(self._limit, view.measure.decimals)
        return Span(tick, tick)

    def held_against(self, finding: Finding, decimals: int) -> tuple[Span]:
        """Give the limit."""
        tick = ticks(self._limit, decimals)
        return (Span(tick, tick),)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the limit."""
        return f"{self._relation} {self._shown(words)} in every period"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the latest figure, and the last that broke the promise."""
        said = f"{words.fact(finding.facts[0])}, where {self._relation} {self._shown(words)} was to be maintained"
        if len(finding.facts) > 1 and finding.facts[1].role == "broken":
            said += f"; {finding.last_missed} with {words.fact(finding.facts[1])}"
            then = [fact for fact in finding.facts[2:3] if fact.role == "broken_target"]
            said += "".join(f", where it was {fact.name} {words.value(fact.figure.span.low)}" for fact in then)
        return said

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        from wes_rules.rules.words import Words

        limit = f"{self._relation} {self._shown(Words.of(measure))}"
        return (
            f"{limit} in every period {promised_since(measure, self.since)}; one dip breaks it, and equality keeps it"
        )

    def _target_then(self, view: View, fact: Fact) -> tuple[Fact, ...]:
        """Return the target of an earlier period where it is not that of the judged one."""
        then = self.held_for(view, fact.period) if fact.period is not None else self
        if then._limit == self._limit:
            return ()
        tick = ticks(then._limit, view.measure.decimals)
        return (Fact("broken_target", Figure(Span(tick, tick)), fact.period, then._relation),)

    @property
    def _limit(self) -> Decimal:
        return self.at_least if self.at_least is not None else self.at_most  # type: ignore[return-value]

    @property
    def _relation(self) -> str:
        return "at least" if self.at_least is not None else "at most"

    def _shown(self, words: Words) -> str:
        return words.value(ticks(self._limit, words.decimals))

    def _state(self, cells: View, latest: Fact, run: Run[_Kept], period: Period) -> _Kept:
        fact = latest.playing("step") if period == cells.period else Fact("step", cells.own(period), period)
        apart, own = self._over(cells, period, fact.figure.span)
        # A period without a number, as what it is made of does not compare, is none of those that are promised.
        last = next((one for one in reversed(run.states) if not one.parted), None)
        return _Kept(
            period,
            fact,
            apart,
            own,
            worst_of(cells, last.slack if last else None, own),
            (last.missed if last else Missed()).then(cells, missed(cells, own), period.index),
            cells.joined(last.why if last else (), fact.figure),
            cells.parted(period, fact.figure) is not None,
        )

    def _sides(self, limit: int) -> tuple[int | None, int | None]:
        return (limit, None) if self.at_least is not None else (None, limit)

    def _over(self, cells: View, period: Period, span: Span) -> tuple[Span, Span]:
        """Return the distance of a period's figure to its limit, and by how much it keeps it."""
        then = self.held_for(cells, period)
        limit = in_ticks(then._limit, cells.measure.decimals)
        apart = inside(cells, span, *self._sides(limit))
        return apart, then.eased(cells, apart, apart, Span(limit, limit))
