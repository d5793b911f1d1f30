"""Promises about every period since a first one; each period is looked at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator
from itertools import islice
from typing import Generic, TypeVar

import attrs

from wes_rules.rules.view import View
from wes_rules.series.figure import Followed
from wes_rules.values.period import Period

S = TypeVar("S")


@attrs.define
class Run(Followed, Generic[S]):
    """
    The states of a promise up to each period, cached with its figures.

    Args:
        before_all: The period before the first that may be part of it.
        reached: The last period that was looked at.
        states: What is known up to each period that is part of it.
        ends: The places of these periods.
    """

    before_all: Period
    reached: Period
    states: list[S] = attrs.field(factory=list)
    ends: list[int] = attrs.field(factory=list)

    def before(self, period: Period) -> Run[S] | None:
        """Return the state before a period, which later figures cannot change; None where it begins later or is of another kind of period."""
        if period.kind is not self.reached.kind or period <= self.before_all:
            return None
        count = bisect_right(self.ends, period.index - 1)
        return Run(self.before_all, min(self.reached, period - 1), self.states[:count], self.ends[:count])


@attrs.frozen
class Stretch(Generic[S]):
    """A run up to one period."""

    run: Run[S]
    count: int

    def __iter__(self) -> Iterator[S]:
        return islice(self.run.states, self.count)

    @property
    def end(self) -> S | None:
        """The state at its last period; None without a period."""
        return self.run.states[self.count - 1] if self.count else None


def followed(
    view: View, promise: Hashable, first: Period, last: Period, step: Callable[[Run[S], Period], S]
) -> Stretch[S]:
    """
    Follow a promise from a first period to a last one, each state worked out from those before it.

    What an earlier call with the same promise has followed is not looked at again: judging every period of a long
    series costs no more than looking at each of them once.
    """
    measure = view.measure
    said = (promise, measure.rule, measure.number, measure.better, measure.baseline, measure.starts)
    return follow(view, (*said, view.area, first, view.lenient), first, last, step)


def follow(view: View, key: Hashable, first: Period, last: Period, step: Callable[[Run[S], Period], S]) -> Stretch[S]:
    """Follow a run under a cache key; `followed` makes the key of a promise."""
    run = view.lookup.runs.get(key)
    if not isinstance(run, Run):
        before = view.calendar.written(first) - 1
        run = view.lookup.runs[key] = Run(before, before)
    while run.reached < last:
        following = run.reached + 1
        if following in view.calendar:
            state = step(run, following)
            run.states.append(state)
            run.ends.append(following.index)
        run.reached = following
    return Stretch(run, bisect_right(run.ends, last.index))
