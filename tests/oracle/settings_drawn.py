"""What each kind of promise says of itself, at random."""

from __future__ import annotations

from datetime import date, timedelta
from math import gcd

from tests.oracle.drawn import Draw
from tests.oracle.parities_drawn import parity
from tests.oracle.periods import KINDS, start_of
from tests.oracle.worlds import Base

STEPS = ("annual-increase", "annual-decrease", "quarterly-increase", "quarterly-decrease")


def limit(draw: Draw) -> dict:
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
            rule = limit(draw)
    draw.fine = draw.maybe(0.2)
    if draw.maybe(0.4):
        rule["by"] = by(draw)
    if draw.maybe(0.25):
        rule["reach"] = True
    if draw.maybe(0.3):
        rule["tolerance"] = rng.choice((1, 2))
    return rule


def by(draw: Draw) -> date:
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
        rule["instead"] = [{"period": p, **limit(draw)} for p in at]
    draw.fine = draw.observed and draw.maybe(0.15)
    return rule


def from_baseline(draw: Draw) -> dict:
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
    return {**limit(draw), **({"since": draw.rng.choice(held)} if held and draw.maybe(0.3) else {})}


def _milestone(draw: Draw) -> dict:
    enough = {"at_least": draw.rng.choice((1, 2))} if draw.maybe(0.5) else {}
    draw.base_value, draw.top = 0, enough.get("at_least", 1)
    return {"by": by(draw), **enough, **({"unreported": "undecided"} if draw.maybe() else {})}


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
    "from-baseline": from_baseline,
    "benchmark-parity": parity,
    "rank-improvement": _rank,
    "quantile-band": _band,
    "halt-then-decrease": _halt,
    "maintain": _maintain,
    "milestone": _milestone,
    "trajectory": _trajectory,
    "everyone": _everyone,
}
