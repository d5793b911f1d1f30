"""The course of a series: its figures that compare with the latest, their seasons, and where their level has shifted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from itertools import pairwise
from math import lcm
from operator import itemgetter
from statistics import median
from typing import Self

import attrs

from wes_rules.judging.trend import median_change
from wes_rules.rules.words import listed
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import round_fraction
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# Fewer changes on either side do not tell a level from an outlier.
FEWEST = 3

# Two periods of one season, and the change a year between their figures.
Change = tuple[Period, Period, Fraction]


@attrs.frozen
class LevelShift:
    """A change of level: by how many ticks, since a first period."""

    since: Period
    change: int


def level_shift(changes: Sequence[Change], seasons: int) -> LevelShift | None:
    """
    Return the level shift that changes against the year before show; None where none explains them.

    A figure held against that of a year before shows a shift for a whole year, as if it were a course. So the changes
    are held against two explanations of as many unknowns: from some period on, the level is another; or from some
    period on, the course is. A shift has to explain them better, and more than twice as well as no change at all does.
    Of a late shift on a flat course and an early one on a steep course, which may look alike, it is the flatter.
    """
    periods = {period for first, last, _ in changes for period in (first, last)}
    shifts = [one for one in map(partial(_shift, changes, min(FEWEST, seasons)), sorted(periods)) if one is not None]
    if not shifts:
        return None
    unexplained, _, found = min(shifts, key=itemgetter(0, 1))
    if 2 * unexplained >= _spread([by for *_, by in changes]):
        return None
    turned = min(_unexplained_by_turn(changes, since) for _, since, _ in changes[1:])
    return found if unexplained < turned else None


def _shift(changes: Sequence[Change], fewest: int, since: Period) -> tuple[Fraction, Fraction, LevelShift] | None:
    """Return what a shift at a period leaves unexplained, how steep the course is beside it, and the shift; None with too few figures."""
    across = [by for first, last, by in changes if first < since <= last]
    apart = [by for first, last, by in changes if not first < since <= last]
    if len(across) < fewest or len(apart) < FEWEST:
        return None
    course = median(apart)
    return _spread(across) + _spread(apart), abs(course), LevelShift(since, round_fraction(median(across) - course))


def _unexplained_by_turn(changes: Sequence[Change], since: Period) -> Fraction:
    """Sum what another course from a period on leaves unexplained: in a change across it, it has its share of the year."""
    before = [by for _, last, by in changes if last < since]
    course = median(before)
    shares = [
        (by - course, Fraction(min(last - since + 1, last - first), last - first))
        for first, last, by in changes
        if last >= since
    ]
    turn = median(by / share for by, share in shares)
    return _spread(before) + sum(abs(by - turn * share) for by, share in shares)


def _spread(values: Sequence[Fraction]) -> Fraction:
    middle = median(values)
    return sum((abs(value - middle) for value in values), Fraction())


# A figure in ticks, and the period it is about.
Point = tuple[Period, int]


def seasons(calendar: Calendar) -> int:
    """Return the number of seasons: 1 if all figures are about the same part of a year, or surveys are irregular."""
    if calendar.surveyed is not None:
        return 1
    return lcm(calendar.step, calendar.kind.per_year) // calendar.step


def season(period: Period) -> int | None:
    """Return the part of the year that a period is; None for week 53, which most years do not have."""
    part = period.year_and_part[1]
    return part if part < period.kind.per_year else None


def by_season(calendar: Calendar, points: Iterable[Point]) -> list[list[Point]]:
    """Divide figures by season; without seasons they are one run."""
    found: dict[int | None, list[Point]] = defaultdict(list)
    for point in points:
        found[season(point[0]) if seasons(calendar) > 1 else 0].append(point)
    found.pop(None, None)
    return list(found.values())


def median_step(calendar: Calendar, runs: Iterable[Sequence[Point]]) -> Fraction | None:
    """Return the median change from one period to the next; by season from one year to the next; None without a pair."""
    if seasons(calendar) == 1:
        return median_change([(period.index, tick) for period, tick in run] for run in runs)
    return median_change([(period.year_and_part[0], tick) for period, tick in run] for run in runs)


def full_years(calendar: Calendar, periods: Sequence[Period]) -> int:
    """Count the figures of the season with the fewest, among those that the periods reach."""
    if not periods:
        return 0
    each_once = periods[0] + (seasons(calendar) - 1) * calendar.step
    held = Counter(map(season, periods))
    asked = {season(period) for period in calendar.between(periods[0], max(periods[-1], each_once))}
    return min(held[part] for part in asked if part is not None)


@attrs.frozen
class Recent:
    """
    The recent figures of a series, and how they go on.

    Args:
        seasonal: Whether each is held against the one of the same period of a year before.
        change: Their median change in ticks: from one period to the next; by season from one year to the next.
        latest: The latest figure; by season the latest of each, on the level of today.
        shift: The level shift that is left out of the change and of the latest figures before it.
    """

    periods: tuple[Period, ...]
    seasonal: bool
    change: Fraction
    latest: tuple[Point, ...]
    shift: LevelShift | None = None

    @classmethod
    def of(cls, calendar: Calendar, points: Sequence[Point], most: int) -> Self | Reason:
        """Return the recent figures of a series, of at most so many that compare with the latest one; or why it has no course."""
        if len(points) < FEWEST:
            return Reason.TOO_FEW_FIGURES
        if seasons(calendar) > 1:
            return cls._by_season(calendar, points, most)
        near = points[-most:]
        change = median_step(calendar, [near])
        assert change is not None  # there are pairs
        return cls(tuple(period for period, _ in near), False, change, (near[-1],))

    @classmethod
    def _by_season(cls, calendar: Calendar, points: Sequence[Point], most: int) -> Self | Reason:
        changes = _a_year_before(points, calendar)
        # What changed since they began may be a shift or a course: a change before them tells which.
        near = [one for one in changes if one[0] >= changes[0][1]][-most:]
        if len(near) < FEWEST or not full_years(calendar, [period for period, _ in points]):
            return Reason.TOO_FEW_YEARS
        shift = level_shift(changes[-(2 * seasons(calendar) + most) :], seasons(calendar))
        if shift is not None:
            points = [(period, tick + shift.change * (period < shift.since)) for period, tick in points]
            near = _a_year_before(points, calendar)[-len(near) :]
        latest = tuple(run[-1] for run in by_season(calendar, points))
        oldest = min([first for first, *_ in near] + [period for period, _ in latest])
        counts = shift is not None and oldest < shift.since
        periods = tuple(period for _, period, _ in near)
        return cls(periods, True, median(change for *_, change in near), latest, shift if counts else None)

    def at(self, period: Period) -> Fraction:
        """Return the figure of a later period, in ticks, if the series continues."""
        if not self.seasonal:
            ((last, tick),) = self.latest
            return tick + self.change * (period - last)
        point = self._like(period)
        assert point is not None  # whoever asks has looked whether it reaches so far
        last, tick = point
        return tick + self.change * _years(last, period)

    def reaches(self, periods: Iterable[Period]) -> bool:
        """Whether later periods can be continued: with seasons, only those that have had a figure."""
        return not self.seasonal or all(self._like(period) is not None for period in periods)

    def _like(self, period: Period) -> Point | None:
        """Return the latest figure of the same season; a 53rd week continues like the 52nd."""
        like = season(period) if season(period) is not None else period.kind.per_year - 1
        return next((point for point in self.latest if season(point[0]) == like), None)


def goes_on(courses: Sequence[Recent], change: str = "") -> str:
    """Say in a clause which recent figures the course of some series uses, and of a single one its median change."""
    clauses = []
    for seasonal, pairs, against in (
        (False, " over all pairs", ""),
        (True, "", " against the same period a year before"),
    ):
        some = [one for one in courses if one.seasonal is seasonal]
        if some:
            counts = sorted({len(one.periods) for one in some})
            count = str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
            first = min((one.periods[0] for one in some), key=lambda period: period.start)
            last = max((one.periods[-1] for one in some), key=lambda period: period.start)
            clauses.append(
                f"the median change{pairs} of its last {count} comparable figures{against} ({first} to {last})"
            )
    said = f"{'each series' if len(courses) > 1 else 'the series'} goes on by {' or '.join(clauses)}"
    shifts = sorted({one.shift.since for one in courses if one.shift is not None})
    if shifts and not change:
        change = f"leaving out what changed at once in {listed(shifts)}"
    return f"{said}, {change}" if change else said


def _a_year_before(points: Sequence[Point], calendar: Calendar) -> list[Change]:
    """Return the changes a year of figures against the one of their season before, in the order of the later periods."""
    found = [
        (p, q, Fraction(b - a, _years(p, q))) for run in by_season(calendar, points) for (p, a), (q, b) in pairwise(run)
    ]
    return sorted(found, key=lambda change: change[1])


def _years(earlier: Period, later: Period) -> int:
    return later.year_and_part[0] - earlier.year_and_part[0]
