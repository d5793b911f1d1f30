"""Promises at random, each kind with every setting it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tests.oracle.worlds import Base, Cal, start_of

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
KINDS_DRAWN = (*SINGLE, *STEPS, "all", "any", "each", "advisory", "cases")


@dataclass
class Draw:
    """What is drawn so far."""

    rng: Random
    kind: str = ""
    better: str = "higher"
    unit: str = "count"
    base_value: int = 0
    top: int = 4
    number: dict = field(default_factory=dict)
    periods: list = field(default_factory=list)
    cal: Cal = field(default_factory=Cal)
    base: Base | None = None
    sets: dict = field(default_factory=dict)
    areas: tuple = ("own",)
    more_series: list = field(default_factory=list)
    fine: bool = False
    counted: bool = False
    spread: bool = False
    defined: bool = False

    def value(self) -> int:
        return self.base_value + self.rng.randint(0, self.top)

    def maybe(self, chance: float = 0.5) -> bool:
        return self.rng.random() < chance

    def extra(self, what) -> dict:
        """Counts and intervals of a figure, where the promise looks at them."""
        if not isinstance(what, int):
            return {}
        if self.counted and self.maybe(0.7):
            return {"counts": (what, 100)}
        if self.spread and self.maybe(0.8):
            low = max(0, what - self.rng.randint(0, 2)) if self.unit != "score" else what - 1
            high = what + self.rng.randint(0, 2)
            return {"interval": (low, min(high, 100) if self.unit == "percent" else high)}
        return {}


def drawn_rule(draw: Draw, kind: str) -> dict:
    """A promise of a kind."""
    if kind in ("all", "any"):
        return {"kind": kind, "of": [drawn_rule(draw, draw.rng.choice(_fitting(draw))) for _ in range(2)]}
    if kind == "each":
        parts = [{"name": "one"}, {"name": "two", "number": {"indicator": "rate", "group": "girls"}}]
        if draw.number:
            draw.number, draw.unit = {}, "percent" if draw.unit == "percentage-points" else draw.unit
        draw.more_series.append(("rate", "own", "girls"))
        one = drawn_rule(draw, draw.rng.choice(("threshold", "maintain", *_fitting(draw)[:2])))
        return {"kind": "each", "rule": one, "over": parts}
    if kind == "advisory":
        return {"kind": "advisory", "rule": drawn_rule(draw, draw.rng.choice(_fitting(draw)))}
    rule = {"kind": kind, **SETTINGS[kind](draw)}
    if kind not in ("threshold", "milestone") and draw.maybe(0.15):
        rule["by"] = _by(draw)
    return rule


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
        percent = (
            draw.maybe(0.3)
            and "between" not in rule
            and all(v != 0 and (not isinstance(v, tuple) or 0 not in v) for v in rule.values())
        )
        rule["tolerance"] = rng.choice((30, 50)) if percent else rng.choice((1, 2))
        if percent:
            rule["tolerance_in"] = "percent-of-target"
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
    draw.fine = not draw.number and draw.maybe(0.15)
    return rule


def _from_baseline(draw: Draw) -> dict:
    rng = draw.rng
    rule: dict = {}
    if draw.base is None:
        draw.base = Base(draw.value(), draw.periods[0])
    if draw.maybe(0.4):
        rule["change"] = rng.choice((1, 2))
        if draw.maybe(0.3) and draw.base.value:
            rule["change"], rule["change_in"] = rng.choice((10, 30, 50)), "percent"
    return rule


def _parity(draw: Draw) -> dict:
    rng = draw.rng
    rule: dict = {}
    match rng.randrange(5):
        case 0 if not draw.number:
            draw.sets = {"near": ("a", "b", "d") if draw.maybe() else ("own", "a", "b")}
            draw.areas = ("own", "a", "b", "d")
            rule["against"] = {"mean_of": "near", **({"minimum": rng.choice((2, 3))} if draw.maybe() else {})}
        case 1 if not draw.number:
            draw.more_series = sorted({*draw.more_series, ("demand", "own", "all")})
            rule["against"] = {"indicator": "demand"}
        case _:
            draw.areas = ("own", "all-of-it")
            rule["against"] = "all-of-it"
    if draw.maybe(0.3):
        rule["strict"] = True
    elif draw.maybe(0.25):
        rule |= {"in_line": "within", "within": rng.choice((1, 2))}
    elif isinstance(rule["against"], str) and not draw.number and draw.maybe(0.3):
        rule["in_line"] = "not-significantly-worse"
        draw.spread = True
    if draw.maybe(0.5):
        rule["scope"] = "every"
        if draw.maybe(0.3):
            rule["from_period"] = draw.rng.choice([p for p in draw.periods if draw.cal.holds(p)] or [draw.periods[0]])
    if draw.maybe(0.3):
        rule["benchmark_of"] = "period-before"
    return rule


def _rank(draw: Draw) -> dict:
    draw.sets = {"near": ("a", "b", "d") if draw.maybe() else ("a", "b")}
    draw.areas = ("own", *draw.sets["near"])
    of = draw.rng.choice((3, 4))
    return {"among": "near", "from_rank": draw.rng.randint(2, of), "from_of": of}


def _band(draw: Draw) -> dict:
    draw.sets = {"near": ("a", "b", "d") if draw.maybe() else ("a", "b")}
    draw.areas = ("own", *draw.sets["near"])
    of = draw.rng.choice((2, 3, 4))
    return {"among": "near", "of": of, "best": draw.rng.randint(1, of - 1)}


def _halt(draw: Draw) -> dict:
    return {"halt": draw.rng.choice(draw.periods[:3])}


def _maintain(draw: Draw) -> dict:
    held = [p for p in draw.periods if draw.cal.holds(p)]
    return {**_limit(draw), **({"since": draw.rng.choice(held)} if held and draw.maybe(0.3) else {})}


def _milestone(draw: Draw) -> dict:
    enough = {"at_least": draw.rng.choice((1, 2))} if draw.maybe(0.3) else {}
    draw.base_value, draw.top = 0, enough.get("at_least", 1)
    return {"by": _by(draw), **enough, **({"unreported": "undecided"} if draw.maybe() else {})}


def _trajectory(draw: Draw) -> dict:
    at = sorted(draw.rng.sample(draw.periods, draw.rng.choice((1, 2, 3))))
    rule = {"points": [{"period": p, "value": draw.value()} for p in at]}
    if draw.maybe(0.4):
        rule["between"] = "step"
    if draw.maybe(0.4):
        rule["warning"] = draw.rng.choice((1, 2))
    return rule


def _everyone(draw: Draw) -> dict:
    draw.counted, draw.base_value, draw.top = True, 98, 2
    return {}


SETTINGS = {
    "threshold": _threshold,
    **dict.fromkeys(STEPS, _steps),
    "from-baseline": _from_baseline,
    "benchmark-parity": _parity,
    "rank-improvement": _rank,
    "quantile-band": _band,
    "halt-then-decrease": _halt,
    "maintain": _maintain,
    "milestone": _milestone,
    "trajectory": _trajectory,
    "everyone": _everyone,
}
