"""Promises to be in line with somebody else: an area, a set of areas, another indicator."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle import significance
from tests.oracle.completing import half_up
from tests.oracle.numbers import or_else
from tests.oracle.words import AT_BEST_RISK, OFF, ON, RISK, UNDECIDED, Promise, distance, miss, twice


def parity(p: Promise, period: int) -> int:
    """At least as good as the benchmark, in the latest period or in every one."""
    if p.rule.get("scope", "latest") == "latest":
        last = _pair(p, period)
        return UNDECIDED if last is None else last
    begin = p.rule.get("from_period", p.begin(period))
    if period < begin:
        return UNDECIDED
    found = [_pair(p, q) for q in p.cal.between(begin, period)]
    if OFF in found:
        return OFF
    risky = not {RISK, AT_BEST_RISK}.isdisjoint(found)
    if found[-1:] in ([], [None]) or UNDECIDED in found or AT_BEST_RISK in found:
        return AT_BEST_RISK if risky else UNDECIDED
    return RISK if risky else ON


@or_else(UNDECIDED)
def _pair(p: Promise, period: int) -> int | None:
    """One figure against its benchmark; None where the two do not compare."""
    at = period
    if p.rule.get("benchmark_of") == "period-before":
        at = p.cal.before(period)
        if at is None or not p.cal.comparable(at, period):
            return None
    against = p.rule["against"]
    value = p.own(period)
    if isinstance(against, str) and not p.one_definition((period,), (at, against)):
        return UNDECIDED
    if "indicator" in against and len(p.definitions(period) | p.stated([_series(p, against)], at)) > 1:
        return UNDECIDED
    if not isinstance(against, str) and "mean_of" in against:
        shown = [area for area in p.world.sets[against["mean_of"]] if p.fill.member(p.series(area), at) is not None]
        if not p.one_definition((period,), *((at, area) for area in shown if area != "own")):
            return UNDECIDED
    if p.rule.get("in_line", "point") != "point":
        return twice(lambda one: _tested(one, period, at, against), p)
    benchmark = _benchmark(p, at, against)
    if benchmark is None:
        return UNDECIDED
    short = benchmark - value if p.up else value - benchmark
    return miss(p.rule_for(period), short, benchmark, strict=p.rule.get("strict", False))


def _benchmark(p: Promise, period: int, against) -> int | None:
    if isinstance(against, str):
        return p.own(period, against)
    if "indicator" in against:
        return p.fill.figure(_series(p, against), period)
    areas = [area for area in p.world.sets[against["mean_of"]] if area != "own"]
    figures = [(area, p.fill.member(p.series(area), period)) for area in areas]
    exact = [p.exact(p.series(area), period) for area, figure in figures if figure is not None]
    if len(exact) < against.get("minimum", 1):
        return None
    mean = sum(exact, Fraction()) / len(exact)
    return half_up(mean.numerator, mean.denominator)


def _series(p: Promise, against) -> tuple[str, str, str]:
    if isinstance(against, str):
        return p.series(against)
    return against["indicator"], "own", against.get("group", "all")


def _tested(p: Promise, period: int, at: int, against) -> int:
    """Whether the own interval reaches the benchmark or its interval, or lies on the better side of both."""
    better = p.rule["in_line"] == "significantly-better"
    # Significantly better is significantly worse with the other way better; near enough is on its own side, always.
    worse = _significantly_worse(p, period, at, against, up=p.up != better)
    return worse if worse == UNDECIDED or better else ON + OFF - worse


def _significantly_worse(p: Promise, period: int, at: int, against, *, up: bool) -> int:
    row, value = p.fill.file.known(p.series(), period), p.own(period)
    theirs = _their_interval(p, at, against)
    if theirs is None:
        return UNDECIDED
    near = theirs[0] if up else theirs[1]
    off = distance(p.rule_for(period), "met_within", _benchmark(p, at, against))
    # So many whole ticks; the benchmark is worse by them.
    near -= int(off) if p.up else -int(off)
    if row and row.interval:
        return OFF if (row.interval[1] >= near if up else row.interval[0] <= near) else ON
    if value >= near if up else value <= near:
        return OFF
    if row and row.counts and row.what == value:
        worse = significance.worse(p.world, p.rule.get("counts"), row, near, up=up)
        if worse != "unclear":
            return UNDECIDED if len(worse) > 1 else ON if True in worse else OFF
    low, high = _around(p, value, ("own", period))
    return OFF if (high >= near if up else low <= near) else ON


def _their_interval(p: Promise, at: int, against) -> tuple[int, int] | None:
    """The benchmark's interval; a point where it never has one, anything around the figure where it has one elsewhere."""
    value = _benchmark(p, at, against)
    if value is None or (not isinstance(against, str) and "mean_of" in against):
        return None if value is None else (value, value)
    file, series = p.fill.file, _series(p, against)
    row = file.known(series, at)
    if row and row.interval:
        return row.interval
    known = (file.known(series, q) for q in file.periods(series))
    if p.rule.get("intervals") == "both" or any(one.interval for one in known):
        return _around(p, value, ("their", at))
    return value, value


def _around(p: Promise, value: int, whose: tuple) -> tuple[int, int]:
    """Any interval around a figure that is not published."""
    reach = p.fill.file.may_be(None)
    low = p.fill.choose((*whose, "low", value), [v for v in reach if v <= value])
    return low, p.fill.choose((*whose, "high", value), [v for v in reach if v >= value])
