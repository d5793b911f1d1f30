"""
Runs of figures that are all known exactly, of which the worst decides.

A promise about every period is kept by more, the further each figure is on the right side of what it is held against. So of
distances that are known exactly the least one decides, and the last that is missed is the last that falls short: one look at
the numbers finds both, before any period is looked at as the promise does. Where a figure is not known, or many areas are
judged at once, `followed` looks at each. What goes through all numbers is left to the interpreter's own loops, a hundred times
as fast as to judge a period: so judging every period of a long series costs little more than looking at each once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

import attrs

from wes_rules.rules.facts import Missed
from wes_rules.rules.runs import Run, Stretch, follow
from wes_rules.rules.view import View
from wes_rules.series.figure import Figure
from wes_rules.values.period import Period

S = TypeVar("S")


class Forgiving(Protocol):
    """A promise that says which distance is enough."""

    def enough(self, cells: View, least: int) -> int | None:
        """Return the least distance that keeps it; None where it is another one in another period."""


NOTHING_MISSED = Missed()


@attrs.frozen
class Summed(Generic[S]):
    """
    A run of which only what it comes to was worked out.

    Args:
        end: What is known up to its last period.
        count: How many periods it has.
        follow: Follows the whole run, for who asks for its figures.
    """

    end: S
    count: int
    follow: Callable[[], Iterable[S]]

    def __iter__(self) -> Iterator[S]:
        return iter(self.follow())


@attrs.frozen
class Worst:
    """
    What decides a promise about several periods.

    Args:
        period: The one that keeps it by the least.
        missed: The last that missed it.
        at_first: Whether the first missed it.
    """

    period: Period
    missed: Missed
    at_first: bool


def exact_values(
    view: View, first: Period, whose: Hashable, figure: Callable[[Period], Figure]
) -> tuple[list[int], list[int]] | None:
    """
    Return the places of the periods from a first one to the judged one, and what figures are in ticks.

    Args:
        whose: What tells these figures from others.
        figure: Returns the one of a period.

    Returns:
        None where one is not known exactly or says how it was counted, where not all compare, and for many areas.
    """
    calendar = view.calendar
    if not view.alone or calendar.breaks or calendar.isolated:
        return None

    def value(_: Run[int | None], period: Period) -> int | None:
        found = figure(period)
        plain = not found.why and found.span.exact and not found.definitions
        return int(found.span.low) if plain else None

    found: Stretch[int | None] = follow(view, ("exact", whose, first), first, view.period, value)
    values = found.run.states[: found.count]
    if not values or None in values:
        return None
    return found.run.ends[: found.count], values  # type: ignore[return-value] # none of them is None


def own_values(view: View, first: Period) -> tuple[list[int], list[int]] | None:
    """Return the same of the own figures."""
    return exact_values(view, first, (view.measure.number, view.area), view.own)


def worst_of_exact(
    view: View, rule: Forgiving, places: Sequence[int], distances: Sequence[int], least: int
) -> Worst | None:
    """
    Return which of several periods decides a promise about all of them.

    Args:
        places: The places of these periods.
        distances: How far the figure of each is on the right side of what it is held against.
        least: The least distance that keeps the promise if nothing is forgiven.

    Returns:
        None where what is forgiven is another amount in another period.
    """
    enough = rule.enough(view, least)
    if enough is None:
        return None
    worst, missed = min(distances), NOTHING_MISSED
    if worst < enough:
        last = len(distances) - 1
        while distances[last] >= enough:
            last -= 1
        missed = Missed(1, places[last])
    return Worst(view.period.at(places[distances.index(worst)]), missed, distances[0] < enough)
