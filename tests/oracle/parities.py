"""Promises to be in line with somebody else: an area, a set of areas, another indicator."""

from __future__ import annotations

from tests.oracle.completing import half_up
from tests.oracle.words import OFF, ON, UNDECIDED, Promise, miss


def parity(p: Promise, period: int) -> int:
    """At least as good as the benchmark, in the latest period or in every one."""
    if p.rule.get("scope", "latest") == "latest":
        last = _pair(p, period)
        return UNDECIDED if last is None else last
    begin = p.rule.get("from_period", p.begin(period))
    if period < begin:
        return UNDECIDED
    verdict, last = ON, None
    for q in p.cal.between(begin, period):
        last = _pair(p, q)
        if last == OFF:
            return OFF
        verdict = min(verdict, ON if last is None else last)
    return UNDECIDED if last is None else verdict


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
    if not isinstance(against, str) and "mean_of" in against:
        shown = [area for area in p.world.sets[against["mean_of"]] if p.fill.member(p.series(area), at) is not None]
        if not p.one_definition((period,), *((at, area) for area in shown if area != "own")):
            return UNDECIDED
    if p.rule.get("in_line") == "not-significantly-worse":
        return _not_significantly_worse(p, period, at, against)
    benchmark = _benchmark(p, at, against)
    if benchmark is None:
        return UNDECIDED
    short = benchmark - value if p.up else value - benchmark
    within = p.rule_for(period).get("within", 0)
    return miss(short - within, 0, strict=p.rule.get("strict", False))


def _benchmark(p: Promise, period: int, against) -> int | None:
    if isinstance(against, str):
        return p.own(period, against)
    if "indicator" in against:
        return p.fill.figure((against["indicator"], "own", against.get("group", "all")), period)
    figures = [p.fill.member(p.series(area), period) for area in p.world.sets[against["mean_of"]] if area != "own"]
    figures = [figure for figure in figures if figure is not None]
    if len(figures) < against.get("minimum", 1):
        return None
    return half_up(sum(figures), len(figures))


def _not_significantly_worse(p: Promise, period: int, at: int, against: str) -> int:
    row = p.fill.file.known(p.series(), period)
    low, high = row.interval if row and row.interval else _around(p, p.own(period), "own")
    theirs = _their_interval(p, at, against)
    return ON if (high >= theirs[0] if p.up else low <= theirs[1]) else OFF


def _their_interval(p: Promise, at: int, against: str) -> tuple[int, int]:
    """The benchmark's interval; a point where it never has one, anything around the figure where it has one elsewhere."""
    file, series = p.fill.file, p.series(against)
    row = file.known(series, at)
    if row and row.interval:
        return row.interval
    value = p.own(at, against)
    if any(file.known(series, q).interval for q in file.periods(series)):
        return _around(p, value, "their")
    return value, value


def _around(p: Promise, value: int, whose: str) -> tuple[int, int]:
    """Any interval around a figure that is not published."""
    reach = p.fill.file.may_be(None)
    low = p.fill.choose((whose, "low", value), [v for v in reach if v <= value])
    return low, p.fill.choose((whose, "high", value), [v for v in reach if v >= value])
