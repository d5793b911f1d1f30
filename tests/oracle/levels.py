"""Promises about one period: threshold, everyone, milestone, and those that look at other areas."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.completing import half_up
from tests.oracle.words import OFF, ON, UNDECIDED, Promise, begin_after, miss
from tests.oracle.worlds import end_of


def threshold(p: Promise, period: int) -> int:
    """The figure is on the right side of a stated value."""
    if not p.rule.get("reach"):
        return _level(p, period)
    return max(_level(p, q) for q in p.cal.between(min(p.begin(period), period), period))


def _level(p: Promise, period: int) -> int:
    value, rule = p.own(period), p.rule
    if value is None:
        return UNDECIDED
    low, high = rule.get("between", (rule.get("at_least", rule.get("above")), rule.get("at_most", rule.get("below"))))
    if "equals" in rule:
        low = high = rule["equals"]
    sides = []
    strict = "above" in rule or "below" in rule
    for limit, short in ((low, low is not None and low - value), (high, high is not None and value - high)):
        if limit is not None:
            sides.append(miss(short, _tolerance(rule, limit), strict=strict))
    return min(sides)


def _tolerance(rule: dict, limit: int) -> Fraction:
    amount = Fraction(rule.get("tolerance", 0))
    return amount * abs(limit) / 100 if rule.get("tolerance_in") == "percent-of-target" else amount


def everyone(p: Promise, period: int) -> int:
    """All cases, by the counts; a percentage that does not reach 100 decides, too."""
    if found := p.counted(period):
        above, below = found
        return UNDECIDED if below == 0 else ON if above == below else OFF
    if p.own(period) < 100:
        return OFF
    return p.fill.choose("all of them", [ON, OFF])


def milestone(p: Promise, period: int) -> int:
    """Done on or before the day: of a period that ended by then, or reported by then."""
    day, cal, file = p.rule["by"], p.cal, p.fill.file
    reported = [q for q in sorted(file.on_file(p.series())) if file.what(p.series(), q) not in (("z",), ("x",))]
    asked = p.world.period
    if asked is not None:
        reported = [q for q in reported if q <= asked]
    after: list[int] = []
    unsaid: list[int] = []
    for q in reported:
        row = file.known(p.series(), q)
        if p.own(q) < p.rule.get("at_least", 1):
            continue
        if "at_least" not in p.rule and p.own(q) > 1:
            unsaid.append(q)
            continue
        if (end_of(cal.kind, q) - day).days <= 1 or (row and (row.published or cal.due(q)) <= day):
            return ON
        after.append(q)
    holding = _deciding(p)
    if holding is None or p.world.as_of < cal.due(holding) or (asked is not None and asked < holding):
        return UNDECIDED
    if holding in after or any(q <= holding for q in unsaid):
        return UNDECIDED
    if p.rule.get("unreported", "missed") == "missed":
        return OFF
    if cal.after(holding) is None and (end_of(cal.kind, holding) - day).days < 1:
        return UNDECIDED
    up_to, first = [q for q in reported if q <= holding], p.first_on_file()
    return OFF if first is not None and up_to and cal.between(first, holding) == up_to else UNDECIDED


def _deciding(p: Promise) -> int | None:
    """The period whose report says what was done by the day: the one that ends with it or holds it, or the next, or the last."""
    day, cal = p.rule["by"], p.cal
    ended = cal.ended_by(day)
    following = begin_after(p.world, day)
    return (
        ended if following is None or (ended is not None and (end_of(cal.kind, ended) - day).days == 1) else following
    )


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
    within = p.rule.get("within", 0)
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


def _among(p: Promise, period: int) -> tuple[int, list[int]] | None:
    """The own figure and those of the other areas that have one."""
    own = p.own(period)
    held = [(period, area) for area in ("own", *p.world.sets[p.rule["among"]])]
    found = []
    for area in p.world.sets[p.rule["among"]]:
        if area == "own":
            continue
        figure = p.fill.member(p.series(area), period)
        if figure is not None:
            found.append(figure)
        else:
            held.remove((period, area))
    return (own, found) if p.one_definition(*held) else None


def rank_improvement(p: Promise, period: int) -> int:
    """The place among the areas is better than a stated one; sharing the last place is being last."""
    among = _among(p, period)
    if among is None:
        return UNDECIDED
    own, others = among
    better = sum(other > own if p.up else other < own for other in others)
    worse = sum(other < own if p.up else other > own for other in others)
    number = len(others) + 1
    if number == 1:
        return UNDECIDED
    place = better + 1 if worse else number
    rank, of = p.rule["from_rank"], p.rule["from_of"]
    if number == of:
        return ON if place < rank else OFF
    return ON if Fraction(place, number) < Fraction(rank, of) else OFF


def quantile_band(p: Promise, period: int) -> int:
    """In the best bands, by linear interpolation between neighbours; on the line is in the better band."""
    among = _among(p, period)
    if among is None:
        return UNDECIDED
    own, others = among
    of, best = p.rule.get("of", 4), p.rule.get("best", 1)
    if len(others) + 1 < of:
        return UNDECIDED
    ordered = sorted([own, *others], reverse=p.up)
    place = Fraction((len(ordered) - 1) * best, of)
    whole = int(place)
    line = Fraction(ordered[whole])
    if place > whole:
        line += (place - whole) * (ordered[whole + 1] - ordered[whole])
    return ON if (own >= line if p.up else own <= line) else OFF
