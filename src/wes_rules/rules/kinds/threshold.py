"""A stated value: at least 75%, at most 3, zero, between 3 and 5, reach 100 by a date."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.facts import best_of, inside
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.reached import Reached
from wes_rules.rules.rule import Fact, FigureRule, Finding, Trail, right_side, whole_ticks
from wes_rules.rules.runs import Run, followed
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values import accepting
from wes_rules.values.fields import Amount
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason

_LIMITS = ("at_least", "at_most", "above", "below", "equals", "between")


@attrs.frozen(kw_only=True, cache_hash=True)
class Threshold(FigureRule):
    """
    The figure is on the right side of a stated value; equality meets it.

    Wording that means this: "at least 75%", "no more than", "zero", "between 3 and 5",
    "will reach 100".

    Args:
        at_least: The lowest value that keeps the promise.
        at_most: The highest value that keeps it.
        above: The value must be over this one.
        below: The value must be under this one.
        equals: The value must be this one.
        between: The value must lie between two, both included.
        reach: Once reached is reached, even when it is not held.
        tolerance: How far off still counts as at risk only.
        tolerance_in: Whether the tolerance is in points or in percent of the target.

    Raises:
        DefinitionError: Not exactly one limit, an empty band, or a tolerance on a zero target.
    """

    kind: ClassVar[str] = "threshold"
    pairs: ClassVar[bool] = False
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"at_least": Decimal(90)},
            line="85.0 88.0 90.0 -> on track 0.0",
            kept="85.0 88.0 90.1 -> on track 0.1",
            missed="85.0 88.0 89.9 -> off track -0.1",
            across_a_break="95.0 | 90.0 -> on track 0.0",
            at_a_start="89.9 -> off track -0.1",
        ),
        KnownCases(
            fields={"below": Decimal(10)},
            measure={"better": "lower"},
            line="15.0 12.0 10.0 -> off track 0.0",
            kept="15.0 12.0 9.9 -> on track 0.1",
            missed="15.0 12.0 10.1 -> off track -0.1",
            across_a_break="9.0 | 10.0 -> off track 0.0",
            at_a_start="9.9 -> on track 0.1",
        ),
    )

    at_least: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    at_most: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    above: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    below: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    equals: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    between: tuple[Decimal, Decimal] | None = attrs.field(default=None, converter=accepting.pair_or_none)
    reach: bool = False
    tolerance: Amount = attrs.field(default=Decimal(0), converter=accepting.number)
    tolerance_in: Literal["points", "percent-of-target"] = "points"

    def __attrs_post_init__(self) -> None:
        given = [name for name in _LIMITS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise DefinitionError(f"a threshold has exactly one of {', '.join(_LIMITS)}; found {found}")
        if self.between is not None and self.between[0] > self.between[1]:
            low, high = self.between
            raise DefinitionError(f"between = [{low}, {high}]: give the lower value, then the higher one")
        if self.tolerance and self.tolerance_in == "percent-of-target" and self.between is not None:
            raise DefinitionError("a band has two limits; give its tolerance in points")
        if self.tolerance and self.tolerance_in == "percent-of-target" and not self._target():
            raise DefinitionError("a tolerance in percent of a zero target is no tolerance; give it in points")

    @property
    def monotone(self) -> bool:
        """Whether more of what is better can do no harm: not with a value to be met exactly, or a band."""
        return self.between is None and self.equals is None

    @property
    def latched(self) -> bool:
        """Whether it is to be reached, not held."""
        return self.reach

    def check(self, measure: Measure) -> None:
        """Refuse limits finer than the precision, or on the worse side."""
        right_side(self, measure)
        for limit in self.between or (self._target(),):
            whole_ticks(limit, measure, "the limit")
        if self.tolerance_in == "points":
            whole_ticks(self.tolerance, measure, "tolerance")

    def slack(self, cells: View) -> Finding:
        """Measure the distance to the limit; positive on the right side of it."""
        latest = cells.latest()
        least, most, strict = self._limits(cells.measure.decimals)
        tolerance = self._tolerance(cells.measure.decimals)
        if not self.reach and not strict:
            slack = inside(cells, latest.figure.span, least, most)
            return Finding(slack, slack, (latest,), (), math.floor(tolerance))
        now = (latest,), self._inside(latest, cells), None, Trail()
        facts, slack, lenient, rest = self._reached(cells) if self.reach else now
        if not facts:
            return Finding.blocked(Reason.NONE_ENDED, facts=(latest,))
        low, high = slack.low, slack.high
        if strict and tolerance:
            # On a limit that does not count is missed by nothing, which every tolerance forgives, however fine.
            tolerance += 1
        elif strict:
            # Without one it is missed by as little as can be.
            low, high = (cells.where(end < 0, cells.least(end + strict, -1), end) for end in (low, high))
        shown = self._shown(facts[-1], slack, cells) if self.reach else slack
        found = Finding(
            Span(low, high),
            Span(shown.low + strict, shown.high + strict),
            facts,
            (Reason.REACHED_NOT_HELD,) if facts[-1].role == "reached" else (),
            math.floor(tolerance),
            rest=rest,
            lenient=lenient,
        )
        return found if len(facts) == 1 else attrs.evolve(found, decided=attrs.evolve(found, facts=facts[1:]))

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the limit."""
        return self._limit_in(words)

    def _limit_in(self, words: Words) -> str:
        limits = self.between or (self._target(),)
        shown = " and ".join(words.value(ticks(limit, words.decimals)) for limit in limits)
        name = next(name for name in _LIMITS if getattr(self, name) is not None)
        relation = {"at_least": "at least", "at_most": "at most", "equals": "exactly"}.get(name, name)
        return f"{relation} {shown}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the figure beside its limit."""
        said = f"{words.fact(finding.facts[0])}, target {self.required(finding, words)}"
        if len(finding.facts) == 1:
            return said
        other = finding.facts[1]
        how = "reached with" if other.role == "reached" else "the closest was"
        then = f", where it was {other.name}" if other.name else ""
        return f"{said}; {how} {words.fact(other)}{then}"

    @property
    def missed_against(self) -> str:
        """A limit, or the one value that is right."""
        return "limit" if self.equals is None else "value"

    def too_high(self, finding: Finding, measure: Measure) -> bool:
        """Whether the figure lies above the limits; between two, the figure tells."""
        _, high, _ = self._limits(measure.decimals)
        return high is not None and finding.facts[0].figure.span.high > high

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        strict = self.above is not None or self.below is not None
        said = "equality does not meet the limit" if strict else "equality meets the limit"
        if self.reach:
            said += "; once reached is reached, even when it is not held"
        if self.tolerance:
            said += f"; a miss of up to {self.said('tolerance', Words.of(measure))} is at risk"
        return said

    def _reached(self, view: View) -> tuple[tuple[Fact, ...], Span, Span | None, Trail]:
        """Find the period up to the date that came closest; it is told beside the latest where that is another."""
        latest, begins = view.latest(), view.begins()
        last = view.period if self.by is None else view.calendar.latest_ending(self.by)
        assert last is not None  # a day by which no period has ended is refused
        run = followed(view, self, begins, min(last, view.period), partial(self._state, view))
        state = run.end
        if state is None:
            ended = self.by is None or view.period.end.subtract(days=1) <= self.by
            return (latest,) * ended, self._inside(latest, view), None, Trail()
        own = self._inside(latest, view)
        facts: tuple[Fact, ...] = (latest,)
        missed = view.where(own.low < 0, state.reached, -1)
        closer = (state.slack.high < 0) & (state.nearest.low > own.low)
        other = view.same(view.where(missed < 0, view.where(closer, state.closest, -1), missed))
        reached = view.same(state.reached >= 0)
        if other >= 0:
            past = self._past(view, view.period.at(other))
            facts += (past if reached else past.playing("closest"),)
        if reached:
            return facts, state.slack, state.eased, Trail()
        shown = {fact.period for fact in facts}
        return (
            facts,
            state.slack,
            state.eased,
            Trail(state.why, lambda: (one.fact for one in run if one.fact.period not in shown)),
        )

    def _state(self, view: View, run: Run[Reached], period: Period) -> Reached:
        fact = self._past(view, period)
        own = self._inside(fact, view)
        eased = self._eased(view, period, own)
        reached = view.where(own.low < 0, -1, period.index)
        if not run.states:
            return Reached(fact, own, eased, reached, period.index, own, view.joined((), fact.figure))
        last = run.states[-1]
        near = last.nearest
        closer = (own.low > near.low) | ((own.low == near.low) & (own.high > near.high))
        return Reached(
            fact,
            best_of(view, last.slack, own),
            best_of(view, last.eased, eased),
            view.where(last.reached < 0, reached, last.reached),
            view.where(closer, period.index, last.closest),
            Span(view.where(closer, own.low, near.low), view.where(closer, own.high, near.high)),
            view.joined(last.why, fact.figure),
        )

    def _past(self, view: View, period: Period) -> Fact:
        """Return the figure of a period, with its target where that is not the one of the judged period."""
        then, words = self.held_for(view, period), Words.of(view.measure)
        other = then._limits(words.decimals) != self._limits(words.decimals)
        return Fact("reached", view.own(period), period, then._limit_in(words) if other else "")

    def _eased(self, view: View, period: Period, own: Span) -> Span:
        """Return by how much a figure meets its target with what its period tolerates."""
        amount = self.held_for(view, period)._tolerance(view.measure.decimals)
        # Missed by nothing on a limit that does not count is forgiven by every tolerance, however fine.
        eased = math.floor(amount + self._limits(view.measure.decimals)[2]) if amount else 0
        return Span(own.low + eased, own.high + eased)

    def _inside(self, fact: Fact, view: View) -> Span:
        promise = self if fact.period is None else self.held_for(view, fact.period)
        low, high, _ = promise._limits(view.measure.decimals)
        return inside(view, fact.figure.span, low, high)

    def _shown(self, fact: Fact, slack: Span, cells: View) -> Span:
        """Return the slack that is told: what was reached, by the figure that shows it, however close others may have come."""
        own, missed = self._inside(fact, cells), slack.low < 0
        return Span(cells.where(missed, slack.low, own.low), cells.where(missed, slack.high, own.high))

    def _target(self) -> Decimal:
        if self.between is not None:
            return self.between[0]
        single = (self.at_least, self.at_most, self.above, self.below, self.equals)
        return next(value for value in single if value is not None)

    @lru_cache(maxsize=1024)  # noqa: B019 # they are few, and nobody changes one
    def _limits(self, decimals: int) -> tuple[int | None, int | None, int]:
        """Return the lowest and the highest tick that keep the promise, and 1 when the limit itself does not."""
        if self.between is not None:
            return ticks(self.between[0], decimals), ticks(self.between[1], decimals), 0
        target = ticks(self._target(), decimals)
        if self.at_least is not None:
            return target, None, 0
        if self.at_most is not None:
            return None, target, 0
        if self.equals is not None:
            return target, target, 0
        return (target + 1, None, 1) if self.above is not None else (None, target - 1, 1)

    @lru_cache(maxsize=1024)  # noqa: B019
    def _tolerance(self, decimals: int) -> Fraction | int:
        if not self.tolerance:
            return 0
        amount = Fraction(self.tolerance)
        if self.tolerance_in == "percent-of-target":
            amount = abs(Fraction(self._target())) * amount / 100
        return amount * Fraction(10**decimals)
