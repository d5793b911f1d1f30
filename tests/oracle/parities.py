"""Promises to be in line with somebody else: an area, a set of areas, another indicator."""

from __future__ import annotations

from fractions import Fraction
from itertools import count

from tests.oracle import significance
from tests.oracle.grid import half_up
from tests.oracle.numbers import or_else
from tests.oracle.words import AT_BEST_RISK, OFF, ON, RISK, UNDECIDED, Promise, miss, twice, within


def parity(p: Promise, period: int) -> int:
    """At least as good as the benchmark, in the latest period or in every one."""
    if p.rule.get("scope", "latest") == "latest":
        last = _pair(p, period)
        return UNDECIDED if last is None else last
    begin = p.rule.get("from_period", p.begin(period))
    if period < begin:
        return UNDECIDED
    found = [_pair(p, q) for q in p.cal.between(begin, period)]
    nobody_said = p.world.starts is None and "from_period" not in p.rule
    if found and nobody_said and p.rule.get("benchmark_of") == "period-before":
        # The first on file has nothing before it.
        found[0] = None
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
    if len(p.definitions(period) | _definitions(p, at, against)) > 1:
        return UNDECIDED
    if p.rule.get("in_line", "point") != "point":
        return twice(lambda one: _tested(one, period, at, against), p)
    benchmark = _benchmark(p, at, against)
    if benchmark is None:
        return UNDECIDED
    short = benchmark - value if p.up else value - benchmark
    return miss(p.rule_for(period), short, benchmark, strict=p.rule.get("strict", False))


def _benchmark(p: Promise, period: int, against) -> int | None:
    name, part = among(against)
    area = against if isinstance(against, str) else against.get("area", "")
    if p.world.has_ended(area, period):
        return None
    if not name:
        return p.own(period, against) if isinstance(against, str) else p.fill.figure(_series(p, against), period)
    exact = [p.exact(series, period) for series in _members(p, period, against)]
    if len(exact) < against.get("minimum", 1):
        return None
    found = sum(exact, Fraction()) / len(exact) if part is None else quantile(sorted(exact), part)
    return half_up(found.numerator, found.denominator)


def among(against) -> tuple[str, Fraction | None]:
    """The set of areas that a benchmark is made of, and below which part of them it lies; no set where it is of none, no part for a mean."""
    match against:
        case {"mean_of": name}:
            return name, None
        case {"median_of": name}:
            return name, Fraction(1, 2)
        case {"quantile_of": name, "percent": percent}:
            return name, Fraction(percent, 100)
    return "", None


def quantile(ordered: list[Fraction], part: Fraction) -> Fraction:
    """The value below which a part of others lies, on the line between its neighbours."""
    place = (len(ordered) - 1) * part
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def _members(p: Promise, period: int, against) -> list[tuple[str, str, str]]:
    """The series of a set, without the own one, that have a figure."""
    series = [_series(p, against, area) for area in p.world.sets[among(against)[0]] if area != p.world.area]
    return [one for one in series if p.fill.member(one, period) is not None]


def _definitions(p: Promise, period: int, against) -> set[str]:
    if isinstance(against, str):
        return p.definitions(period, against)
    return p.stated(_members(p, period, against) if among(against)[0] else [_series(p, against)], period)


def _series(p: Promise, against, area: str | None = None) -> tuple[str, str, str]:
    """The series of a benchmark; it is of the own group unless it says otherwise."""
    if isinstance(against, str):
        return p.series(against)
    indicator, _, group = p.series()
    return against.get("indicator", indicator), against.get("area", area or p.world.area), against.get("group", group)


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
    # The benchmark is worse by so many whole ticks: the most that count as met.
    off = next(
        off for off in count(0) if not within(p.rule_for(period), "met_within", off + 1, _benchmark(p, at, against))
    )
    near -= off if p.up else -off
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
    if value is None or among(against)[0]:
        return None if value is None else (value, value)
    if p.rule.get("intervals") == "own-alone":
        return value, value
    file, series = p.fill.file, _series(p, against)
    row = file.known(series, at)
    if row and row.interval:
        return row.interval
    known = (file.known(series, q) for q in file.periods(series))
    if p.rule.get("intervals") == "both" or any(one and one.interval for one in known):
        return _around(p, value, ("their", at))
    return value, value


def _around(p: Promise, value: int, whose: tuple) -> tuple[int, int]:
    """Any interval around a figure that is not published."""
    reach = p.fill.file.may_be(None)
    low = p.fill.choose((*whose, "low", value), [v for v in reach if v <= value])
    return low, p.fill.choose((*whose, "high", value), [v for v in reach if v >= value])
