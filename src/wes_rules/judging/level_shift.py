"""The level shift: a change that came at once and stayed, and so is no course."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from operator import itemgetter
from statistics import median

import attrs

from wes_rules.series.figure import round_fraction
from wes_rules.values.period import Period

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
