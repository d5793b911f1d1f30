"""Promises at random, each kind with every setting it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from math import gcd

from tests.oracle.drawn import Draw
from tests.oracle.parities_drawn import parity
from tests.oracle.periods import KINDS, start_of
from tests.oracle.versions_drawn import with_versions
from tests.oracle.worlds import Base, Cal

STEPS = ("annual-increase", "annual-decrease", "quarterly-increase", "quarterly-decrease")
SINGLE = (
    "threshold",
    *STEPS,
    "from-baseline",
    "benchmark-parity",
    "rank-improvement",
    "quantile-band",
    "halt-then-decrease",
    "maintain",
    "milestone",
    "trajectory",
    "everyone",
)
# Units whose figures need not be whole, or count.
FINE = ("percent", "percentage-points", "score", "days", "ratio", "pounds")
YEARS_AND_QUARTERS = ("calendar-year", "academic-year", "financial-year", "calendar-quarter", "term")
KINDS_DRAWN = (*SINGLE, *STEPS, "all", "any", "each", "advisory", "cases")


def drawn_rule(draw: Draw, kind: str) -> dict:
    """A promise of a kind."""
    if kind in ("all", "any") and draw.maybe(0.15):
        return {"kind": kind, "of": [_each(draw), drawn_rule(draw, "threshold")]}
    if kind in ("all", "any"):
        return {"kind": kind, "of": [drawn_rule(draw, draw.rng.choice(_fitting(draw))) for _ in range(2)]}
    if kind == "each":
        return _each(draw)
    if kind == "advisory":
        return {"kind": "advisory", "rule": drawn_rule(draw, draw.rng.choice(_fitting(draw)))}
    rule = {"kind": kind, **SETTINGS[kind](draw)}
    if kind not in ("threshold", "milestone") and draw.maybe(0.15):
        rule["by"] = _by(draw)
    if draw.more.random() < 0.08:
        rule["at_best"] = "at-risk"
    return with_versions(draw, _near(draw, rule))


def _near(draw: Draw, rule: dict) -> dict:
    """Now and then how far off counts as met, or is at risk: in points, or in percent of what has a target."""
    if draw.maybe(0.6) or (rule["kind"] == "milestone" and "at_least" not in rule):
        return rule
    stated = [rule[name] for name in ("at_least", "at_most", "above", "below", "equals") if name in rule]
    shares = rule["kind"] != "rank-improvement" and 0 not in stated and not isinstance(rule.get("between"), tuple)
    for name in ("met_within", "tolerance"):
        if draw.maybe(0.6):
            percent = shares and draw.maybe(0.4)
            rule[name] = draw.rng.choice((1, 20, 30, 50)) if percent else draw.rng.choice((1, 2, 3))
            rule |= {f"{name}_in": "percent-of-target"} if percent else {}
    return rule


def _each(draw: Draw) -> dict:
    """The same promise for two groups, of which the second may have a calendar of its own, and even other periods."""
    if not draw.observed:
        draw.unit = "percent" if draw.unit == "percentage-points" else draw.published
        draw.decimals = 0 if draw.unit == "count" else draw.decimals
        draw.number, draw.figures_in, draw.amounts = {}, "", ()
    girls = ("rate", "own", "girls")
    part: dict = {"name": "two", "number": {"indicator": "rate", "group": "girls"}}
    if draw.more.random() < 0.12:
        return _on_both_sides(draw)
    if draw.unit in ("rank", "count") and draw.more.random() < 0.3:
        part["unit"] = draw.unit
    if not draw.whole and draw.unit != "own" and draw.decimals >= 0 and draw.more.random() < 0.2:
        part |= {"decimals": draw.decimals + 1} if draw.more.random() < 0.6 else {}
        if draw.more.random() < 0.6 and (unit := draw.more.choice(FINE)) != draw.unit:
            # What is published in another unit is another indicator.
            girls = ("finer", *girls[1:])
            part |= {"unit": unit, "number": {"indicator": "finer", "group": "girls"}}
    kinds = ("threshold", "maintain", *_fitting(draw)[:2])
    match draw.rng.randrange(4):
        case 0:
            part["cal"] = _another(draw)
            draw.apart.append((girls, part["cal"], draw.periods))
        case 1:
            kind = draw.rng.choice([one for one in YEARS_AND_QUARTERS if one != draw.kind])
            cal = Cal(kind, lag=draw.rng.choice((0, 1, 4)))
            cal = replace(cal, **_ends(draw, cal))
            span = start_of(draw.kind, draw.periods[0]), start_of(draw.kind, draw.periods[-1] + 1)
            periods = list(range(cal.containing(span[0]), cal.containing(span[1]) + 1))[-8:]
            part |= {"cal": cal, "base": Base(draw.value(), periods[0])}
            draw.apart.append((girls, cal, periods))
            # A promise that names no period of either kind.
            return {"kind": "each", "rule": _limited(draw), "over": [{"name": "one"}, part]}
        case _:
            draw.more_series.append(girls)
    return {"kind": "each", "rule": drawn_rule(draw, draw.rng.choice(kinds)), "over": [{"name": "one"}, part]}


def _on_both_sides(draw: Draw) -> dict:
    """A promise that is kept between two sides, each of which is better for one part."""
    draw.better = draw.more.choice(("in-band", "none", "higher"))
    over = [{"name": f"not {side}", "better": side} for side in ("lower", "higher")]
    if draw.more.random() < 0.2:
        rule = {"kind": "threshold", "between": (draw.value(), draw.value() + 2)}
        over[0]["better"] = draw.more.choice(("in-band", "none"))
        return {"kind": "each", "rule": rule, "over": over}
    return {"kind": "each", "rule": _near(draw, {"kind": "benchmark-parity", **parity(draw)}), "over": over}


def in_no_direction(draw: Draw, rule: dict) -> dict:
    """Now and then a measure of which neither way is better, where its promise says the way itself."""
    if draw.more.random() > 0.25:
        return rule
    band = rule["kind"] == "threshold" and ("between" in rule or "equals" in rule)
    if band or rule["kind"] in STEPS:
        draw.better = draw.more.choice(("in-band", "none"))
    if rule["kind"] == "from-baseline":
        way = "increase" if draw.better == "higher" else "decrease"
        draw.better = draw.more.choice((draw.better, "none"))
        return rule | {"direction": way}
    return rule


def _another(draw: Draw) -> Cal:
    """A calendar of the same kind that begins or ends otherwise, or leaves out other periods."""
    rng, held = draw.rng, [p for p in draw.periods if draw.cal.holds(p)] or draw.periods
    cal = replace(draw.cal, lag=rng.choice((0, 2, 6)), breaks=(), isolated=(rng.choice(draw.periods),))
    match rng.randrange(4):
        case 0:
            return replace(cal, last=rng.choice(held))
        case 1:
            return replace(cal, first=rng.choice(held), last=None)
        case 2:
            return replace(cal, not_collected=(rng.choice(draw.periods),))
    return cal


def _ends(draw: Draw, cal: Cal) -> dict:
    """Where a series of another rhythm begins or ends, now and then."""
    if not draw.maybe(0.3):
        return {}
    day = start_of(draw.kind, draw.rng.choice(draw.periods))
    return {draw.rng.choice(("first", "last")): cal.containing(day)}


def _limited(draw: Draw) -> dict:
    day = {"by": _by(draw)} if draw.maybe(0.3) else {}
    if draw.maybe(0.3):
        return {"kind": "from-baseline", **_from_baseline(draw), **day}
    return {"kind": draw.rng.choice(("threshold", "maintain")), **_limit(draw), **day}


def _fitting(draw: Draw) -> tuple[str, ...]:
    """The kinds that go with a calendar and a polarity."""
    way = "increase" if draw.better == "higher" else "decrease"
    rest = "threshold", "from-baseline", "maintain", "benchmark-parity", "trajectory"
    if draw.kind.endswith("year") or draw.kind.endswith("quarter"):
        return f"{'annual' if draw.kind.endswith('year') else 'quarterly'}-{way}", *rest
    return rest


def _limit(draw: Draw) -> dict:
    return {"at_least" if draw.better == "higher" else "at_most": draw.value()}


def _threshold(draw: Draw) -> dict:
    rng, up = draw.rng, draw.better == "higher"
    match rng.randrange(6):
        case 0:
            low = draw.value()
            rule = {"between": (low, low + rng.randint(0, 2))}
        case 1:
            rule = {"equals": draw.value()}
        case 2:
            rule = {"above" if up else "below": draw.value()}
        case _:
            rule = _limit(draw)
    draw.fine = draw.maybe(0.2)
    if draw.maybe(0.4):
        rule["by"] = _by(draw)
    if draw.maybe(0.25):
        rule["reach"] = True
    if draw.maybe(0.3):
        rule["tolerance"] = rng.choice((1, 2))
    return rule


def _by(draw: Draw) -> date:
    """A day at the edge of one of the last periods."""
    period = draw.rng.choice(draw.periods[-3:])
    return start_of(draw.kind, period + draw.rng.choice((0, 1))) + timedelta(days=draw.rng.choice((-1, -1, 0, 10)))


def _steps(draw: Draw) -> dict:
    rng = draw.rng
    rule: dict = {}
    if draw.maybe(0.1 if draw.kind.endswith("year") else 0.4):
        rule["against"] = "same-period-last-year"
    if draw.maybe(0.25):
        rule["strict"] = False
    if draw.maybe(0.25):
        rule["scope"] = "latest"
    if draw.maybe(0.25):
        rule["tolerance"] = rng.choice((1, 2))
    if draw.maybe(0.3):
        held = [p for p in draw.periods if draw.cal.holds(p)]
        at = sorted(rng.sample(held, min(len(held), rng.choice((1, 1, 2)))))
        rule["instead"] = [{"period": p, **_limit(draw)} for p in at]
    draw.fine = draw.observed and draw.maybe(0.15)
    return rule


def _from_baseline(draw: Draw) -> dict:
    rng = draw.rng
    rule: dict = {}
    if draw.base is None:
        draw.base = Base(draw.value(), draw.periods[0])
    if draw.maybe(0.4):
        rule["change"] = rng.choice((1, 2))
        if draw.maybe(0.5) and draw.base.value:
            rule["change"], rule["change_in"] = rng.choice((10, 30, 50)), "percent"
        if draw.kind.endswith("year") and draw.base.period is not None and draw.maybe(0.6):
            rule["each"] = "year"
            if rule.get("change_in") and draw.maybe():
                rule["change_of"] = draw.more.choice(("baseline", "year-before"))
        elif draw.base.period is not None and draw.more.random() < 0.3:
            rule["each"] = "year"
    return rule


def _rank(draw: Draw) -> dict:
    draw.sets = {"near": ("a", "b", "d") if draw.maybe() else ("a", "b")}
    draw.areas = ("own", *draw.sets["near"])
    of = draw.rng.choice((3, 4))
    return {"among": "near", "from_rank": draw.rng.randint(2, of), "from_of": of}


def _band(draw: Draw) -> dict:
    others = ("a", "b", "d") if draw.maybe() else ("a", "b")
    draw.sets, draw.areas = {"near": ("own", *others) if draw.maybe() else others}, ("own", *others)
    of = draw.rng.choice((2, 3, 4))
    return {"among": "near", "of": of, "best": draw.rng.randint(1, of - 1)}


def _halt(draw: Draw) -> dict:
    return {"halt": draw.rng.choice(draw.periods[:3])}


def _maintain(draw: Draw) -> dict:
    held = [p for p in draw.periods if draw.cal.holds(p)]
    return {**_limit(draw), **({"since": draw.rng.choice(held)} if held and draw.maybe(0.3) else {})}


def _milestone(draw: Draw) -> dict:
    enough = {"at_least": draw.rng.choice((1, 2))} if draw.maybe(0.5) else {}
    draw.base_value, draw.top = 0, enough.get("at_least", 1)
    return {"by": _by(draw), **enough, **({"unreported": "undecided"} if draw.maybe() else {})}


def _trajectory(draw: Draw) -> dict:
    if draw.kind != "week" and draw.more.random() < 0.2:
        start, a_year = draw.more.choice(draw.periods[:2]), KINDS[draw.kind][0]
        points = range(start, start + a_year, gcd(draw.cal.step, a_year))
        return {"each_year": True, "points": [{"period": p, "value": draw.value()} for p in points]}
    at = sorted(draw.rng.sample(draw.periods, draw.rng.choice((1, 2, 3))))
    rule = {"points": [{"period": p, "value": draw.value()} for p in at]}
    if draw.maybe(0.6):
        one_side = all(point["value"] > 0 for point in rule["points"])
        rule["between"] = draw.rng.choice(("step", "compound")) if one_side else "step"
    if draw.maybe(0.4):
        rule["tolerance"] = draw.rng.choice((1, 2))
    return rule


def _everyone(draw: Draw) -> dict:
    draw.counted, draw.base_value, draw.top = True, 98, 2
    return {}


SETTINGS = {
    "threshold": _threshold,
    **dict.fromkeys(STEPS, _steps),
    "from-baseline": _from_baseline,
    "benchmark-parity": parity,
    "rank-improvement": _rank,
    "quantile-band": _band,
    "halt-then-decrease": _halt,
    "maintain": _maintain,
    "milestone": _milestone,
    "trajectory": _trajectory,
    "everyone": _everyone,
}
