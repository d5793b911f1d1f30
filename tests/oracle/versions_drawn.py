"""Versions at random: a promise whose amounts, or whose day, change from a period on."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.drawn import BELOW_ZERO, Draw
from tests.oracle.periods import end_of, start_of

AMOUNTS = ("at_least", "at_most", "above", "below", "equals", "tolerance", "met_within", "change")
FEWER, MORE = ("from_rank", "best"), ("of", "from_of")


def with_versions(draw: Draw, rule: dict) -> dict:
    """Now and then a promise that changes once or twice."""
    if not draw.maybe(0.3):
        return rule
    at = [draw.rng.choice(draw.periods) for _ in range(draw.rng.choice((1, 1, 2)))]
    found = [_version(draw, rule, period) for period in at]
    if len(found) == 1 and found[0] and draw.more.random() < 0.7:
        found[0] |= _otherwise(draw, rule)
    places = [(one.get("starting"), one.get("agreed", start_of(draw.kind, one["starting"]))) for one in found if one]
    if None in found or len(set(places)) < len(places):
        return rule
    return {**rule, "versions": found}


def _version(draw: Draw, rule: dict, starting: int) -> dict | None:
    """What changes from a period on; None where nothing can."""
    may = [
        name for name in rule if name in (*AMOUNTS, *FEWER, *MORE, "points") or (name == "between" and _is_band(rule))
    ]
    changes = {name: _changed(draw, name, rule[name]) for name in may if draw.maybe(0.8)}
    if "by" in rule or draw.maybe(0.15):
        changes["by"] = _later(draw, rule.get("by"), starting)
    if not changes:
        return None
    days = (-400, -31, -1, 0, 1, 31, 200, 400)
    agreed = {"agreed": start_of(draw.kind, starting) + timedelta(days=draw.rng.choice(days))} if draw.maybe() else {}
    return {"starting": starting, **agreed, **changes}


def _otherwise(draw: Draw, rule: dict) -> dict:
    """An amount that is in points from then on, where it was in percent, or the other way around."""
    found = {}
    for name, share in (("tolerance", "percent-of-target"), ("met_within", "percent-of-target"), ("change", "percent")):
        if name in rule:
            was_share = rule.get(f"{name}_in") == share
            found |= {name: draw.more.choice((1, 2) if was_share else (20, 30, 50))}
            found |= {f"{name}_in": "points" if was_share else share}
    return found


def _is_band(rule: dict) -> bool:
    return not isinstance(rule["between"], str)


def _changed(draw: Draw, name: str, value):
    by = draw.rng.choice((-2, -1, 1, 2))
    if name == "points":
        return [{**point, "value": _within(draw, point["value"] + by)} for point in value]
    if name == "between":
        return tuple(_within(draw, one + by) for one in value)
    if name in FEWER:
        return value - 1 if value > 1 else value
    if name in MORE:
        return value + 1
    if name in ("tolerance", "met_within", "change"):
        return max(1, value + by)
    return _within(draw, value + by)


def _within(draw: Draw, value: int) -> int:
    """A value that the unit allows."""
    low = (
        value
        if not draw.observed or draw.unit in BELOW_ZERO
        else max(draw.base_value if draw.unit == "rank" else 0, value)
    )
    return min(low, 100 * 10**draw.decimals) if draw.unit == "percent" else low


def _later(draw: Draw, day: date | None, starting: int) -> date:
    """A day after the first period that a version is for, at the edge of a period."""
    later = [period for period in (*draw.periods[-3:], starting) if period >= starting]
    found = end_of(draw.kind, draw.rng.choice(later)) + timedelta(days=draw.rng.choice((-1, -1, 0, 10)))
    return found if day is None else max(found, day)
