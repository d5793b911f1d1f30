"""Whether a run of numbers rises or falls by more than chance: Kendall's test, plain and by season."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import erfc, lcm, sqrt

# R's cor.test counts the orders of fewer than 50 values, too, and takes the normal approximation beyond.
MOST_EXACT = 49


def kendall_s(values: Sequence[int]) -> int:
    """Return the number of pairs that rise minus the number that fall."""
    return sum((later > earlier) - (later < earlier) for earlier, later in combinations(values, 2))


def exact_p(values: Sequence[int]) -> Fraction:
    """
    Return the exact two-sided p-value of the Mann-Kendall trend test.

    It counts, among all orders in which the same values could have come, those with at least as large an S.
    Source: Kendall, Rank Correlation Methods, chapter 5; with ties the number of inversions of a
    multiset has the Gaussian multinomial coefficient as its generating function (MacMahon).
    """
    ways = _inversions(tuple(sorted(Counter(values).values())))
    pairs = len(ways) - 1
    reached = abs(kendall_s(values))
    as_large = sum(count for inversions, count in enumerate(ways) if abs(pairs - 2 * inversions) >= reached)
    return Fraction(as_large, sum(ways))


def normal_p(seasons: Iterable[Sequence[int]]) -> float:
    """
    Return the two-sided p-value of the seasonal Kendall test, by the normal approximation.

    S and its variance are added up over the seasons, and S is drawn one towards 0 for continuity. One season alone is the
    Mann-Kendall test. Source: Hirsch, Slack and Smith, Techniques of trend analysis for monthly water quality data,
    Water Resources Research 18 (1982), 107-121; the variance with ties is Kendall's.
    """
    runs = tuple(seasons)
    s = sum(map(kendall_s, runs))
    variance = sum(map(_variance, runs))
    return erfc((abs(s) - 1) / sqrt(2 * variance)) if s else 1.0


def _variance(values: Sequence[int]) -> Fraction:
    """Return the variance of S where there is no trend: n(n-1)(2n+5)/18, less the same of each group of ties."""
    whole, *ties = (n * (n - 1) * (2 * n + 5) for n in (len(values), *Counter(values).values()))
    return Fraction(whole - sum(ties), 18)


@lru_cache(maxsize=64)
def years_needed(seasons: int, level: Fraction) -> int:
    """
    Return how many full years a seasonal test needs.

    Two years are one step, which is no trend; and a run without a single fall must be able to reach the level.
    """
    years = 3
    while normal_p([range(years)] * seasons) > level:
        years += 1
    return years


def median_change(runs: Iterable[Sequence[tuple[int, int]]]) -> Fraction | None:
    """
    Return the median change from one place to the next, over all pairs of each run; None without a pair.

    Source: Sen, Estimates of the regression coefficient based on Kendall's tau, Journal of the American Statistical
    Association 63 (1968); for seasons Hirsch, Slack and Smith (1982), who pair the figures of one season only.
    """
    steps = [(after - before, q - p) for run in runs for (p, before), (q, after) in combinations(run, 2)]
    if not steps:
        return None
    # Over one common denominator whole numbers are compared, which is exact and much faster than fractions.
    whole = lcm(*{gap for _, gap in steps})
    changes = sorted(change * (whole // gap) for change, gap in steps)
    middle = changes[(len(changes) - 1) // 2] + changes[len(changes) // 2]
    return Fraction(middle, 2 * whole)


@lru_cache(maxsize=1024)
def _inversions(ties: tuple[int, ...]) -> tuple[int, ...]:
    """
    Count the orders of a multiset by their number of inversions.

    Each further value multiplies by (1 - q^(size + n)) / (1 - q^n), where `size` values came before its ties and it is
    the n-th of them: together the Gaussian multinomial coefficient.
    """
    ways, size = [1], 0
    for group in ties:
        for nth in range(1, group + 1):
            ways = _divided(_multiplied([*ways, *[0] * size], size + nth), nth)
        size += group
    return tuple(ways)


def _multiplied(ways: Sequence[int], power: int) -> list[int]:
    return [count - (ways[place - power] if place >= power else 0) for place, count in enumerate(ways)]


def _divided(ways: Sequence[int], power: int) -> list[int]:
    found: list[int] = []
    for place, count in enumerate(ways):
        found.append(count + (found[place - power] if place >= power else 0))
    return found
