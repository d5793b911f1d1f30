"""Promises at random, each kind with every setting it has."""

from __future__ import annotations

from dataclasses import replace

from tests.oracle.drawn import Draw
from tests.oracle.parities_drawn import parity
from tests.oracle.periods import start_of
from tests.oracle.settings_drawn import SETTINGS, STEPS, by, from_baseline, limit
from tests.oracle.versions_drawn import with_versions
from tests.oracle.worlds import Base, Cal

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
        return {"kind": kind, "of": [of_their_own(draw, _each(draw)), drawn_rule(draw, "threshold")]}
    if kind in ("all", "any"):
        return {"kind": kind, "of": [drawn_rule(draw, draw.rng.choice(_fitting(draw))) for _ in range(2)]}
    if kind == "each":
        return of_their_own(draw, _each(draw))
    if kind == "advisory" and draw.edges.random() < 0.2:
        return {"kind": "advisory"}
    if kind == "advisory":
        return {"kind": "advisory", "rule": drawn_rule(draw, draw.rng.choice(_fitting(draw)))}
    rule = {"kind": kind, **SETTINGS[kind](draw)}
    if kind not in ("threshold", "milestone") and draw.maybe(0.15):
        rule["by"] = by(draw)
    if draw.more.random() < 0.08:
        rule["at_best"] = "at-risk"
    return _edges(draw, with_versions(draw, _near(draw, rule)))


def _edges(draw: Draw, rule: dict) -> dict:
    """Now and then a distance that leaves its edge out, of the promise as written or as a version changes it."""
    forms = [rule, *rule.get("versions", ())]
    for name in filter(rule.__contains__, ("met_within", "tolerance")):
        # Less than 1 case or place is none.
        counted = rule["kind"] in ("everyone", "rank-improvement") and any(one.get(name) == 1 for one in forms)
        for one in forms:
            if draw.edges.random() < (0.3 if one is rule else 0.6):
                one[f"{name}_edge"] = "included" if counted else draw.edges.choice(("excluded", "excluded", "included"))
    return rule


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


def of_their_own(draw: Draw, rule: dict) -> dict:
    """Now and then parts about another area, and parts with a promise of their own."""
    apart = any("cal" in one and one["cal"].kind != draw.kind for one in rule["over"])
    kinds = ("threshold", "maintain", *_fitting(draw))
    for part in rule["over"]:
        if draw.parts.random() < 0.2:
            part["rule"] = _limited(draw) if apart else drawn_rule(draw, draw.parts.choice(kinds))
    for part in rule["over"]:
        if draw.parts.random() < 0.2:
            _elsewhere(draw, part)
    if all("rule" in part for part in rule["over"]) and draw.parts.random() < 0.7:
        rule = {name: value for name, value in rule.items() if name != "rule"}
    return rule


def _elsewhere(draw: Draw, part: dict) -> None:
    """Make a part be about another area, of which there are figures."""
    number = part.get("number", {})
    part["area"], series = "ward", (number.get("indicator", "rate"), "ward", number.get("group", "all"))
    if "number" not in part:
        draw.areas = (*draw.areas, *({"ward"} - {*draw.areas}))
    elif "cal" in part:
        draw.apart = [(series, cal, periods) for _, cal, periods in draw.apart]
    else:
        draw.more_series.append(series)


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
    day = {"by": by(draw)} if draw.maybe(0.3) else {}
    if draw.maybe(0.3):
        return {"kind": "from-baseline", **from_baseline(draw), **day}
    return {"kind": draw.rng.choice(("threshold", "maintain")), **limit(draw), **day}


def _fitting(draw: Draw) -> tuple[str, ...]:
    """The kinds that go with a calendar and a polarity."""
    way = "increase" if draw.better == "higher" else "decrease"
    rest = "threshold", "from-baseline", "maintain", "benchmark-parity", "trajectory"
    if draw.kind.endswith("year") or draw.kind.endswith("quarter"):
        return f"{'annual' if draw.kind.endswith('year') else 'quarterly'}-{way}", *rest
    return rest
