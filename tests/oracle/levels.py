"""Promises about one period: threshold, everyone, milestone, a place among areas."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.oracle.numbers import or_else
from tests.oracle.periods import end_of
from tests.oracle.versions import report_of
from tests.oracle.words import OFF, ON, RISK, UNDECIDED, Promise, miss, twice
from tests.oracle.worlds import World


def threshold(p: Promise, period: int) -> int:
    """The figure is on the right side of a stated value."""
    if not p.rule.get("reach"):
        return _level(p, period)
    return max(_level(p, q) for q in p.cal.between(min(p.begin(period), period), period))


@or_else(UNDECIDED)
def _level(p: Promise, period: int) -> int:
    value, rule = p.own(period), p.rule_for(period)
    low, high = rule.get("between", (rule.get("at_least", rule.get("above")), rule.get("at_most", rule.get("below"))))
    if "equals" in rule:
        low = high = rule["equals"]
    sides = []
    strict = "above" in rule or "below" in rule
    for limit, short in ((low, low is not None and low - value), (high, high is not None and value - high)):
        if limit is not None:
            sides.append(miss(rule, short, limit, strict=strict))
    return min(sides)


def everyone(p: Promise, period: int) -> int:
    """All cases, by the counts; a percentage that does not reach 100 decides, too."""
    rule = p.rule_for(period)
    if found := p.counted(period):
        above, below = found
        return UNDECIDED if below == 0 else miss(rule, below - above, below)
    own, whole = p.own(period), p.world.bounds()[1]
    near = [name for name in ("met_within", "tolerance") if rule.get(name)]
    in_cases = [name for name in near if rule.get(f"{name}_in") != "percent-of-target"]
    may_be_all = own == whole <= p.as_published(period)
    if may_be_all and not near:
        # How many cases are missing is not said.
        return p.fill.choose("how many", [OFF, ON])
    # Its true value is anything that prints as it does, and how many cases are missing is not said.
    half = Fraction(1, 2) if near else 0
    least = max(whole - own - half, 0 if may_be_all else Fraction(1, 1000))
    short = p.fill.choose("missing", [least, max(whole - own + half, least)])
    by_share = {name: value for name, value in rule.items() if name not in in_cases}
    so_far = miss(by_share, short, whole)
    ways = [so_far, *(max(so_far, {"met_within": ON, "tolerance": RISK}[name]) for name in in_cases)]
    return p.fill.choose("how many", sorted({*ways, *([ON] if may_be_all else [])}))


def milestone(p: Promise, period: int) -> int:
    """Done on or before the day: of a period that ended by then, or reported by then."""
    return twice(lambda one: _milestone(one, period), p)


def _milestone(p: Promise, period: int) -> int:
    day, cal = p.rule_for(period)["by"], p.cal
    reported = _reported(p, period)
    after: list[int] = []
    unsaid: list[int] = []
    for q in reported:
        row, enough = p.fill.file.known(p.series(), q), p.rule_for(q).get("at_least")
        if p.own(q) < 1 if enough is None else miss(p.rule_for(q), enough - p.own(q), enough) != ON:
            continue
        if enough is None and p.own(q) > 1:
            unsaid.append(q)
            continue
        if (end_of(cal.kind, q) - day).days <= 1 or (row and (row.published or cal.due(q)) <= day):
            return ON
        after.append(q)
    holding = report_of(p.world, day)
    if holding is None or not report_is_due(p, period):
        return UNDECIDED
    if any(q <= holding for q in unsaid):
        return UNDECIDED
    if holding in after and p.fill.choose(("done in time", holding), [True, False]):
        return ON
    if p.rule.get("unreported", "missed") == "missed":
        return OFF
    if cal.after(holding) is None and (end_of(cal.kind, holding) - day).days < 1:
        return UNDECIDED
    up_to, first = [q for q in reported if q <= holding], p.first_on_file()
    return OFF if first is not None and up_to and cal.between(first, holding) == up_to else UNDECIDED


def report_is_due(p: Promise, period: int) -> bool:
    """Whether the report that says what was done by the day has fallen due, and is asked for."""
    day = p.rule_for(period)["by"]
    holding = report_of(p.world, day)
    return holding is not None and period >= holding and report_has_fallen_due(p.world, day)


def report_has_fallen_due(world: World, day: date) -> bool:
    """Whether a day has passed, and the report that says what was done by it should be there."""
    holding = report_of(world, day)
    return holding is not None and world.as_of > day and world.as_of >= world.cal.due(holding)


def _reported(p: Promise, period: int) -> list[int]:
    """The periods that are reported, up to the one that is asked for; none after that whose report decides."""
    file, holding = p.fill.file, report_of(p.world, p.rule_for(period)["by"])
    asked = period if holding is None else min(period, holding)
    # Of a forecast alone nothing is known: it is no report.
    reported = [q for q in sorted(file.on_file(p.series())) if file.what(p.series(), q) not in (None, ("z",), ("x",))]
    return [q for q in reported if q <= asked and not p.world.has_ended(p.world.area, q)]


def _among(p: Promise, period: int) -> tuple[int, list[int]] | None:
    """The own figure and those of the other areas that have one."""
    own = p.own(period)
    held = [(period, area) for area in (p.world.area, *p.world.sets[p.rule["among"]])]
    found = []
    for area in p.world.sets[p.rule["among"]]:
        if area == p.world.area:
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
    rule = p.rule_for(period)
    rank, of = rule["from_rank"], rule["from_of"]
    # Among another number of areas, a share of it; so many places of the stated number are a share, too.
    return miss(rule, Fraction(place * of, number) - rank, 0, strict=True)


def quantile_band(p: Promise, period: int) -> int:
    """In the best bands, by linear interpolation between neighbours; on the line is in the better band."""
    found = _among(p, period)
    if found is None:
        return UNDECIDED
    own, others = found
    rule = p.rule_for(period)
    of, best = rule.get("of", 4), rule.get("best", 1)
    among = [*others, *([own] if p.world.area in p.world.sets[p.rule["among"]] else [])]
    if len(among) < of:
        return UNDECIDED
    ordered = sorted(among, reverse=p.up)
    place = Fraction((len(ordered) - 1) * best, of)
    whole = int(place)
    line = Fraction(ordered[whole])
    if place > whole:
        line += (place - whole) * (ordered[whole + 1] - ordered[whole])
    return miss(rule, line - own if p.up else own - line, line)
