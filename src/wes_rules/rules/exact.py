"""
Promises about exact figures, decided without making facts.

For exact figures, a kernel comes down to how far each figure is on the right side of its limit: the least distance
decides, and the last that falls short is reported. So a kind that gives these distances (`FigureRule.by_distance`)
needs its kernel only if a figure is unknown, or somebody wants the facts. Loops over all numbers are left to the
interpreter, which is a hundred times as fast as judging a period.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, cast

import attrs

from wes_rules.rules.view import View
from wes_rules.series.figure import Figure
from wes_rules.values.made import Made
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# Only a promise about every period follows a run.
if TYPE_CHECKING:
    from wes_rules.rules.runs import Run, Stretch

Reasons = tuple[Reason, ...]
# Figures in ticks; how many of them, up to the judged one; and what else must be said of that one.
Values = tuple[list[int], int, Reasons]
# Distances up to the judged one, and what is told of that one.
Apart = tuple[Sequence[int], Reasons]


@attrs.frozen(eq=False)
class Distances:
    """
    How far figures are on the right side of their limits, and which distance is enough.

    Args:
        of: Returns the distances of an area, that of the judged period last; None where its kernel has to look.
        enough: The least distance that counts as met, and the least that is at risk, as the promise's `enough` says them.
    """

    of: Callable[[str], Apart | None]
    enough: tuple[int, int]

    def weighed(self, distances: Sequence[int]) -> tuple[int, int, int]:
        """Return the slack, the slack with tolerance, and the margin."""
        worst, latest, (met, at_risk) = min(distances), distances[-1], self.enough
        slack, near = worst - met, worst - at_risk
        if slack >= 0:
            return slack, near, latest
        # What is told was missed by more than is forgiven, if anything was.
        least = at_risk if near < 0 else met
        missed = latest if latest < least else next(one for one in reversed(distances) if one < least)
        return slack, near, missed


def values_of(
    view: View,
    whose: Hashable,
    figure: Callable[[View, Period], Figure],
    begins: Callable[[View], Period | None],
    *,
    alike: bool = False,
    through: Callable[[int], int] = int,
) -> Made[str, Values | None]:
    """Return figures, through a function, from the first period of an area to that of a view, by area; `whose` tells them from others."""

    def look(area: str) -> Values | None:
        alone = view.of_area(area)
        first = begins(alone)
        if first is None or alone.period < first:
            return None
        values = run_of(alone, (whose, area), first, figure, alike=alike, through=through)
        return None if values is None else (*values, figure(alone, alone.period).notes)

    return view.lookup.once(("exact", whose, alike, view.period), lambda: Made(look))


def run_of(
    view: View,
    whose: Hashable,
    first: Period,
    figure: Callable[[View, Period], Figure],
    *,
    alike: bool,
    through: Callable[[int], int] = int,
) -> tuple[list[int], int] | None:
    """Return the figures of one area, and how many up to the judged one; None where one is not known exactly, or not all compare."""
    calendar, last = view.calendar, view.period

    def value(run: Run[int | None] | None, period: Period) -> int | None:
        if run is not None and run.states and run.states[-1] is None:
            return None  # after one that is not known nothing is looked at
        found = figure(view, period)
        if found.why or not found.span.exact:
            return None
        if alike and (not found.observations or found.definitions or found.populations):
            return None
        return through(int(found.span.low))

    if first == last:
        only = value(None, last)
        return None if only is None else ([only], 1)
    if calendar.breaks or calendar.isolated:
        return None
    from wes_rules.rules.runs import follow

    found: Stretch[int | None] = follow(view, ("exact", whose, alike, first), first, last, value)
    # The list is shared with longer runs, which only add to it.
    return None if found.count and found.end is None else (cast("list[int]", found.run.states), found.count)


now: Callable[[View], Period] = attrgetter("period")


def within(
    view: View,
    whose: Hashable,
    low: int | None,
    high: int | None,
    *,
    begins: Callable[[View], Period | None] = now,
    told: Reasons = (),
) -> Callable[[str], Apart | None]:
    """Return the function that gives how far an area's figures lie within limits; `whose` as above."""
    apart: Callable[[int], int]
    if high is None:
        apart = (-low).__add__  # type: ignore[operator] # there is one of the two
    elif low is None:
        apart = high.__sub__
    else:

        def apart(one: int) -> int:
            return min(one - low, high - one)

    # What each period lies apart is worked out once, and not again for each period after it.
    values = values_of(view, (whose, low, high), View.own, begins, through=apart)

    def of(area: str) -> Apart | None:
        found = values[area]
        if found is None:
            return None
        figures, count, notes = found
        return figures[:count], told + notes

    return of


def since(view: View, first: Period | None) -> tuple[Hashable, Callable[[View], Period | None]]:
    """Return where a promise about every period begins, if no first one is stated with the plan's start: a name, and how to ask."""
    if first is not None:
        return first, lambda _: first
    return (view.measure.begins, view.measure.starts), View.begins
