"""A stated value: at least 75%, at most 3, zero, between 3 and 5, reach 100 by a date."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.amounts import in_ticks
from wes_rules.rules.exact import Distances, within
from wes_rules.rules.facts import Fact, Finding, Trail, best_of, inside
from wes_rules.rules.fitting import right_side
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.values import accepting
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

# Only a value that is to be reached once follows every period.
if TYPE_CHECKING:
    from wes_rules.rules.facts import Reached
    from wes_rules.rules.runs import Run
    from wes_rules.rules.words import Words

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

    Raises:
        DefinitionError: Not exactly one limit, an empty band, or a distance in percent of two limits.
    """

    kind: ClassVar[str] = "threshold"
    pairs: ClassVar[bool] = False
    has_target: ClassVar[bool] = True
    eases: ClassVar[bool] = True
    of_its_day: ClassVar[bool] = True
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

    def __attrs_post_init__(self) -> None:
        given = [name for name in _LIMITS if getattr(self, name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise DefinitionError(f"a threshold has exactly one of {', '.join(_LIMITS)}; found {found}")
        if self.between is not None and self.between[0] > self.between[1]:
            low, high = self.between
            raise DefinitionError(f"between = [{low}, {high}]: give the lower value, then the higher one")
        if self.between is None:
            self._of_something(given[0], self._stated[1][0])
        elif shares := list(self._shares()):
            raise DefinitionError(f"a band has two limits; give its {shares[0]} in points")

    @property
    def monotone(self) -> bool:
        """Whether more of what is better can do no harm: not with a value to be met exactly, or a band."""
        return self.between is None and self.equals is None

    @property
    def latched(self) -> bool:
        """Whether it is to be reached, not held."""
        return self.reach

    def check(self, measure: Measure) -> None:
        """Refuse a limit on the worse side."""
        right_side(self, measure)

    def slack(self, cells: View) -> Finding:
        """Measure the distance to the limit; positive on the right side of it."""
        latest = cells.latest()
        if self.reach:
            return self._reached(cells, latest)
        slack, margin = self._kept(latest, cells)
        return Finding(slack, margin, (latest,))

    def by_distance(self, view: View) -> Distances | None:
        """Measure the distance of the one figure."""
        if self.reach:
            return None
        decimals, number = view.measure.decimals, view.measure.number
        return Distances(within(view, number, *self._limits(decimals)), self.enough(view, self._target(decimals)))

    def goal(self, view: View) -> Span | None:
        """Return the limit; a band and a value to be met exactly have two sides."""
        tick = self._target(view.measure.decimals)
        return Span(tick, tick) if self.monotone else None

    def held_against(self, finding: Finding, decimals: int) -> Iterator[Span]:
        """Give the limit, or both ends of a band."""
        return (Span(tick, tick) for tick in self._limits(decimals) if tick is not None)

    def beyond(self, period: Period) -> int:
        """Return 1 for a limit that does not count itself."""
        return int(self._stated[0] in ("above", "below"))

    @property
    def margin_decides(self) -> bool:
        """Whether it is one limit to be held: of two the other may be nearer then, and what is to be reached may be so in another period."""
        return self.monotone and not self.reach

    @property
    def may_be_exceeded(self) -> bool:
        """Whether it names one limit; inside a band, and on a single value, nothing is more than enough."""
        return bool(self.monotone)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the limit."""
        return self._limit_in(words)

    def _limit_in(self, words: Words) -> str:
        name, limits = self._stated
        shown = " and ".join(words.value(in_ticks(limit, words.decimals)) for limit in limits)
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
        _, high = self._limits(measure.decimals)
        top = finding.facts[0].figure.span.high
        return high is not None and (top > high or (self.below is not None and top == high))

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        from wes_rules.rules.words import Words

        said = self._limit_in(Words.of(measure))
        if self.between is not None:
            said += ", the limits included"
        elif self.equals is None:
            said += f"; equality {'meets' if self.above is None and self.below is None else 'does not meet'} the limit"
        if self.reach:
            said += "; once reached is reached, even when it is not held"
        return said

    def _reached(self, view: View, latest: Fact) -> Finding:
        """Find the period up to the date that came closest; it is told beside the latest where that is another."""
        from wes_rules.rules.runs import followed

        last = view.period if self.by is None else view.calendar.latest_ending(self.by)
        assert last is not None  # a day by which no period has ended is refused
        run = followed(view, self, view.begins(), min(last, view.period), partial(self._state, view))
        state, (kept, own) = run.end, self._kept(latest, view)
        if state is None:
            if self.by is not None and view.period.last_day > self.by:
                return Finding.blocked(Reason.NONE_ENDED, facts=(latest,))
            return Finding(kept, own, (latest,))
        missed = view.where(kept.low < 0, state.reached, -1)
        closer = (state.slack.high < 0) & (state.nearest.low > own.low)
        other = view.same(view.where(missed < 0, view.where(closer, state.closest, -1), missed))
        if view.same(state.reached >= 0):
            if other < 0:
                return Finding(state.slack, self._shown(latest, state, view), (latest,))
            both = (latest, self._past(view, view.period.at(other)))
            found = Finding(state.slack, self._shown(both[1], state, view), both, (Reason.REACHED_NOT_HELD,))
            return attrs.evolve(found, decided=attrs.evolve(found, facts=both[1:]))
        facts: tuple[Fact, ...] = (latest,)
        if other >= 0:
            facts += (self._past(view, view.period.at(other)).playing("closest"),)
        shown = {fact.period for fact in facts}
        rest = Trail(state.why, lambda: (one.fact for one in run if one.fact.period not in shown))
        found = Finding(state.slack, self._shown(facts[-1], state, view), facts, rest=rest)
        return found if other < 0 else attrs.evolve(found, decided=attrs.evolve(found, facts=facts[1:]))

    def _state(self, view: View, run: Run[Reached], period: Period) -> Reached:
        from wes_rules.rules.facts import Reached

        fact = self._past(view, period)
        kept, own = self._kept(fact, view)
        reached = view.where(kept.low < 0, -1, period.index)
        if not run.states:
            return Reached(fact, kept, own, reached, period.index, own, view.joined((), fact.figure))
        last = run.states[-1]
        near = last.nearest
        closer = (own.low > near.low) | ((own.low == near.low) & (own.high > near.high))
        return Reached(
            fact,
            best_of(view, last.slack, kept),
            best_of(view, last.margin, own),
            view.where(last.reached < 0, reached, last.reached),
            view.where(closer, period.index, last.closest),
            Span(view.where(closer, own.low, near.low), view.where(closer, own.high, near.high)),
            view.joined(last.why, fact.figure),
        )

    def _past(self, view: View, period: Period) -> Fact:
        """Return the figure of a period, with its target where that is not the one of the judged period."""
        from wes_rules.rules.words import Words

        then, decimals = self.held_for(view, period), view.measure.decimals
        other = then._limits(decimals) != self._limits(decimals)
        return Fact("reached", view.own(period), period, then._limit_in(Words.of(view.measure)) if other else "")

    def _kept(self, fact: Fact, view: View) -> tuple[Span, Span]:
        """Return by how much a figure keeps what was promised then, and its distance to that limit; positive on the right side of it."""
        period, decimals = fact.period or view.period, view.measure.decimals
        then = self.held_for(view, period)
        margin = inside(view, fact.figure.span, *then._limits(decimals))
        target = then._target(decimals)
        return then.eased(view, margin.less(then.beyond(period)), margin, Span(target, target)), margin

    def _shown(self, fact: Fact, state: Reached, cells: View) -> Span:
        """Return the distance that is told: what was reached, by the figure that shows it, however close others may have come."""
        (_, own), missed = self._kept(fact, cells), state.slack.low < 0
        return Span(cells.where(missed, state.margin.low, own.low), cells.where(missed, state.margin.high, own.high))

    @cached_property
    def _stated(self) -> tuple[str, tuple[Decimal, ...]]:
        """The field that states the limit, and its one value, or both ends of a band."""
        name, value = next((name, value) for name in _LIMITS if (value := getattr(self, name)) is not None)
        return name, value if isinstance(value, tuple) else (value,)

    def _target(self, decimals: int) -> int:
        return in_ticks(self._stated[1][0], decimals)

    def _limits(self, decimals: int) -> tuple[int | None, int | None]:
        name, limits = self._stated
        ends = in_ticks(limits[0], decimals), in_ticks(limits[-1], decimals)
        return None if name in ("at_most", "below") else ends[0], None if name in ("at_least", "above") else ends[1]
