"""Findings of rules: the figures that decided, their roles, and by how much the promise is kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce

import attrs

from wes_rules.rules.cells import Cells, Ticks
from wes_rules.series.figure import Figure
from wes_rules.values.pasting import pasted
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

# The roles of figures that are not the measure's own: a benchmark, a line among areas, and a place among them.
COMPARED = ("benchmark", "rank", "place")

# What nothing is known of.
ANY = Span(-math.inf, math.inf)


@attrs.frozen
class Fact:
    """
    One figure that decided a verdict, and its role.

    Args:
        role: "latest", "baseline", "previous", "benchmark" and so on; the figure of a "place" is a place, not in the unit.
        figure: The figure.
        period: The period it is about.
        name: Whose it is, when not the measure's own area's.
        code: What tells that from others, whatever people call it; empty where the name does.
    """

    role: str
    figure: Figure
    period: Period | None = None
    name: str = ""
    code: str = ""
    __repr__ = pasted

    def playing(self, role: str) -> Fact:
        """Return the same figure in another role."""
        return Fact(role, self.figure, self.period, self.name, self.code)


class Trail:
    """
    Facts without a role, such as the years in between, made on demand.

    Args:
        why: Why some of their figures are not known.
        make: Makes them.
    """

    __slots__ = ("_make", "why")

    def __init__(self, why: tuple[Reason, ...] = (), make: Callable[[], Iterable[Fact]] = tuple) -> None:
        self.why = why
        self._make = make

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._make())

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Trail) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.why)

    def __repr__(self) -> str:
        return f"Trail({self.why!r})"


@attrs.frozen
class Finding:
    """
    The finding of a rule for one period.

    Args:
        slack: By how many whole ticks the promise is kept at worst and at best; kept from 0 up. A miss that counts as met
            is kept.
            None when the rule asks nothing or cannot be applied; `reasons` then says why.
        margin: The same as a distance people read: positive is good, 0 is on the line.
        facts: The figures that decided it; the first is the latest own figure.
        reasons: Why it is undecided, and what qualifies it.
        decided: What was found for the other period that decided the verdict, where the judged one did not:
            the last that broke a promise of every period, or the one that reached a promise of any.
        rest: The figures of a long run that are not among `facts`.
        target: What the figure is held against, in ticks, at worst and at best; None where no percentage of it is ever asked.
        near: The slack if a miss that is at risk only is forgiven; None where none is.
        alone: By how much a test of the judged period alone passed, where other periods count, too; None where `slack` says it.
        due: False while the promise is not due: nothing is decided, whatever the figures say.
    """

    slack: Span | None
    margin: Span | None = None
    facts: tuple[Fact, ...] = ()
    reasons: tuple[Reason, ...] = ()
    due: bool = True
    target: Span | None = attrs.field(default=None, kw_only=True)
    near: Span | None = attrs.field(default=None, kw_only=True)
    decided: Finding | None = attrs.field(default=None, kw_only=True)
    alone: Span | None = attrs.field(default=None, kw_only=True)
    rest: Trail = attrs.field(default=Trail(), kw_only=True)
    __repr__ = pasted

    def __iter__(self) -> Iterator[Fact]:
        """Yield all its figures, those that decided first."""
        yield from self.facts
        yield from self.rest

    def compared(self, *roles: str) -> tuple[Span, ...]:
        """Return the figure that the first one is compared with, if it has one of these roles; else nothing."""
        return tuple(fact.figure.span for fact in self.facts[1:2] if fact.role in roles)

    @property
    def last_missed(self) -> str:
        """What the period is that broke the promise: the last one off track, after which some may be at risk, or the last miss of all."""
        return "last off track" if self.near is not None and self.near.high < 0 else "last missed"

    def kept_by(self, slack: Span, near: Span | None = None, reasons: tuple[Reason, ...] | None = None) -> Finding:
        """Return the finding with another slack, and another slack with tolerance."""
        near, reasons = near or self.near, self.reasons if reasons is None else reasons
        return attrs.evolve(self, slack=slack, near=near, reasons=reasons)

    @classmethod
    def blocked(cls, *reasons: Reason, facts: tuple[Fact, ...] = ()) -> Finding:
        """Return the finding of a rule that cannot decide."""
        return cls(None, facts=facts, reasons=reasons)


@attrs.frozen(eq=False)
class Missed:
    """
    The last of several certain misses that is as bad as any, which is reported first.

    Args:
        level: How badly: 1 for a miss, 0 where nothing is surely missed.
        place: Which it is: a place in a list, or the index of a period; -1 where none is.
    """

    level: Ticks = 0
    place: Ticks = -1
    __repr__ = pasted

    def then(self, cells: Cells, level: Ticks, place: Ticks) -> Missed:
        """Return the same with one more."""
        as_bad = (level > 0) & (level >= self.level)
        return Missed(cells.where(as_bad, level, self.level), cells.where(as_bad, place, self.place))

    def before(self, cells: Cells, last: Ticks) -> int | None:
        """Return which it is; None if nothing is missed, or the judged one is missed as badly."""
        place = cells.same(cells.where(self.level > last, self.place, -1))
        return None if place < 0 else place


def missed(cells: Cells, slack: Span | None) -> Ticks:
    """Return 1 for a promise that is certainly missed, else 0."""
    return 0 if slack is None else cells.where(slack.high < 0, 1, 0)


def last_broken(cells: Cells, findings: Sequence[Finding]) -> Finding | None:
    """Return the last finding that is missed as badly as any; None if that is the judged one."""
    levels = [missed(cells, one.slack) for one in findings]
    worst = Missed()
    for place, level in enumerate(levels):
        worst = worst.then(cells, level, place)
    before = worst.before(cells, levels[-1])
    return None if before is None else findings[before]


def worst_of(cells: Cells, slack: Span | None, more: Span) -> Span:
    """Return the slack of all promises, from that of some and that of one more."""
    if slack is None:
        return more
    return Span(cells.least(slack.low, more.low), cells.least(slack.high, more.high))


def best_of(cells: Cells, slack: Span | None, more: Span) -> Span:
    """Return the slack of any of several promises, from that of some and that of one more."""
    if slack is None:
        return more
    return Span(cells.most(slack.low, more.low), cells.most(slack.high, more.high))


def hull(cells: Cells, spans: Sequence[Span]) -> Span:
    """Return the least span that holds all of several."""
    return Span(reduce(cells.least, (one.low for one in spans)), reduce(cells.most, (one.high for one in spans)))


def differ(*facts: Fact) -> bool:
    """Whether some figures have different definitions."""
    return len(frozenset[str]().union(*(one.figure.definitions for one in facts))) > 1


def inside(cells: Cells, span: Span, low: int | None, high: int | None) -> Span:
    """Return by how much a value lies inside its limits, at worst and at best."""
    if high is None:
        return Span(span.low - low, span.high - low)  # type: ignore[operator]
    if low is None:
        return Span(high - span.high, high - span.low)
    ends = [cells.least(value - low, high - value) for value in (span.low, span.high)]
    middle = cells.least(cells.most((low + high) // 2, span.low), span.high)
    best = cells.least(middle - low, high - middle)
    return Span(cells.least(*ends), cells.most(cells.most(*ends), best))


@attrs.frozen
class Reached:
    """
    What is known up to a period.

    Args:
        slack: The best slack of all.
        margin: The best distance to the target of all.
        reached: The first period whose figure surely reaches the target; -1 while there is none.
        closest: The first period that comes closest to it.
        why: Why some figures are not known.
    """

    fact: Fact
    slack: Span
    margin: Span
    reached: Ticks
    closest: Ticks
    nearest: Span
    why: tuple[Reason, ...]
