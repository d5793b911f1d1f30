"""Benchmarks at random: another area, what a set of areas comes to, another indicator."""

from __future__ import annotations

from tests.oracle.drawn import Draw


def parity(draw: Draw) -> dict:
    """Everything that a comparison may say."""
    rng = draw.rng
    rule: dict = {}
    match rng.randrange(5):
        case 0 if draw.observed:
            draw.sets = {"near": ("a", "b", "d") if draw.maybe() else ("own", "a", "b")}
            draw.areas = ("own", "a", "b", "d")
            rule["against"] = {**_of_set(draw), **({"minimum": rng.choice((2, 3))} if draw.maybe() else {})}
            draw.fine = draw.maybe(0.4)
        case 1 if draw.observed:
            rule["against"] = {"indicator": "demand"}
            draw.more_series = sorted({*draw.more_series, ("demand", "own", _group(draw, rule["against"]))})
        case _:
            draw.areas = ("own", "all-of-it")
            rule["against"] = "all-of-it"
            if draw.observed and draw.more.random() < 0.15:
                rule["against"] = {"area": "all-of-it", "group": "others"}
    if draw.maybe(0.3):
        rule["strict"] = True
    elif draw.maybe(0.25):
        rule["met_within"] = rng.choice((1, 2))
    elif draw.observed and draw.maybe(0.4):
        rule |= _significant(draw)
    if draw.maybe(0.5):
        rule["scope"] = "every"
        if draw.maybe(0.3):
            rule["from_period"] = draw.rng.choice([p for p in draw.periods if draw.cal.holds(p)] or [draw.periods[0]])
    if draw.maybe(0.3):
        rule["benchmark_of"] = "period-before"
    if isinstance(rule["against"], dict) and "group" in rule["against"] and "indicator" not in rule["against"]:
        draw.more_series += [("rate", area, rule["against"]["group"]) for area in draw.areas if area != "own"]
    return rule


def _of_set(draw: Draw) -> dict:
    """The mean, the median or a quantile, now and then of another group."""
    found: dict = draw.more.choice(
        (
            {"mean_of": "near"},
            {"median_of": "near"},
            {"quantile_of": "near", "percent": draw.more.choice((25, 75, 40))},
        )
    )
    return found | ({"group": "others"} if draw.more.random() < 0.15 else {})


def _group(draw: Draw, against: dict) -> str:
    """The group of another indicator: the own one, or now and then another."""
    if draw.more.random() < 0.2:
        against["group"] = "others"
    return against.get("group", draw.number.get("group", "all"))


def _significant(draw: Draw) -> dict:
    rule = {"in_line": "significantly-better" if draw.more.random() < 0.3 else "not-significantly-worse"}
    draw.spread = draw.maybe()
    if draw.unit in ("percent", "ratio") and draw.maybe(0.7):
        draw.counted_of, draw.per = draw.rng.choice((20, 40, 300)), draw.rng.choice((100, 1000))
        if draw.unit == "percent":
            draw.per = 100
        draw.base_value = draw.per * 10**draw.decimals // 5
        draw.top = draw.base_value * 2
        rule |= {"counts": draw.rng.choice(("people", "events"))} if draw.maybe() else {}
    if draw.more.random() < 0.1:
        return rule | {"intervals": "own-alone"}
    return rule | ({"intervals": "both"} if draw.maybe(0.2) and len(draw.areas) < 4 else {})
