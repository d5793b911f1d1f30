"""Promises over several periods: steps, maintain, halt-then-decrease, from-baseline, trajectory."""

from __future__ import annotations

import itertools
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, floor

from tests.oracle.grid import ends_first, half_up
from tests.oracle.numbers import or_else
from tests.oracle.periods import KINDS, year_before
from tests.oracle.words import OFF, UNDECIDED, Promise, all_of, miss


def steps(p: Promise, period: int) -> int:
    """Each figure is on the right side of the one before, from where calendar and start say to the period judged."""
    begin = _begin(p, period)
    if period < begin:
        return UNDECIDED
    restart = p.cal.restart(period)
    first = begin if restart is None else max(begin, restart)
    instead = {target["period"]: target for target in p.rule.get("instead", ())}
    every = p.rule.get("scope", "every") == "every"
    found, last = [], None
    for q in p.cal.between(first, period) if every else [period]:
        last = _target(p, instead[q], q) if q in instead else _step(p, q, begin)
        if last == OFF:
            return OFF
        found += [] if last is None else [last]
    return all_of([*found, UNDECIDED] if last is None else found)


def _begin(p: Promise, period: int) -> int:
    """The first period promised: after the baseline's, or where every promise begins, or with a target of its own."""
    base = p.world.base
    if base and base.period is not None:
        return base.period + 1
    if p.world.starts is not None:
        return p.begin(period)
    known = [p.first_on_file() if p.told_from() is None else p.told_from()]
    known += [target["period"] for target in p.rule.get("instead", ())]
    return min((q for q in known if q is not None), default=period + 1)


@or_else(UNDECIDED)
def _target(p: Promise, target: dict, period: int) -> int:
    """A target of its own for one period."""
    short = target["at_least"] - p.own(period) if "at_least" in target else p.own(period) - target["at_most"]
    return miss(p.rule_for(period), short, target.get("at_least", target.get("at_most")))


@or_else(UNDECIDED)
def _step(p: Promise, period: int, begin: int) -> int | None:
    """The step into a period; None where there is none to judge."""
    before = _before(p, period, begin)
    if before is None:
        return None
    up = p.rule["kind"].endswith("increase")
    value = p.own(period)
    base = p.world.base
    # What is stated is counted as the figure that was published for its period.
    source = base.period if before == "base" else before
    if source is not None and not p.one_definition((period,), (source,)):
        return UNDECIDED
    reference = baseline(p) if before == "base" else p.as_counted_for(before, period)
    low, high = p.world.bounds()
    at_bound = value == reference == (high if up else low)
    short = reference - value if up else value - reference
    strict = p.rule.get("strict", True) and not at_bound
    return miss(p.rule_for(period), short, reference, strict=strict)


def _before(p: Promise, period: int, begin: int) -> int | str | None:
    """What a step leads from: a period, the baseline, or nothing that compares."""
    base, cal = p.world.base, p.cal
    stated = base is not None or p.world.starts is not None
    if period in cal.isolated or not p.has_number(period):
        return None
    if p.rule.get("against") == "same-period-last-year":
        before = year_before(cal.kind, period)
        if base and base.period == before:
            return "base" if _from_base(p, period) else None
        if not cal.holds(before) or not p.has_number(before):
            return None
    else:
        before = cal.before(period)
        while before is not None and (before in cal.isolated or not p.has_number(before)):
            before = cal.before(before)
        if base and (before is None or before < begin):
            return "base" if _from_base(p, period) else None
    if before is None or not cal.comparable(before, period):
        return None
    if p.told_from() is not None and before < p.told_from():
        return None
    return before if stated or before >= begin else None


def baseline(p: Promise) -> int:
    """The stated value, which may be rounded, or the published figure of its period."""
    base = p.world.base
    if base.value is None:
        return p.own(base.period)
    if not base.rounded or not base.coarser:
        return base.value
    low, high = p.world.bounds()
    half = 10**base.coarser // 2
    near = range(base.value - half, base.value + half + 1)
    return p.fill.choose(
        "baseline", ends_first(v for v in near if (low is None or v >= low) and (high is None or v <= high))
    )


def _from_base(p: Promise, period: int) -> bool:
    """Whether a figure compares with the baseline; one whose period is not stated may lie before any break."""
    base = p.world.base
    if base.period is None:
        return p.cal.restart(period) is None and period not in p.cal.isolated
    return p.cal.comparable(base.period, period)


def maintain(p: Promise, period: int) -> int:
    """Every period since the start is on the right side."""
    begin = p.rule.get("since", p.begin(period))
    if period < begin:
        return UNDECIDED
    return all_of([_held(p, q) for q in p.cal.between(begin, period) if q == period or p.has_number(q)])


@or_else(UNDECIDED)
def _held(p: Promise, period: int) -> int:
    """One figure against the value; no case at all decides nothing."""
    value, rule = p.own(period), p.rule_for(period)
    limit = rule["at_least"] if "at_least" in rule else rule["at_most"]
    return miss(rule, limit - value if "at_least" in rule else value - limit, limit)


@or_else(UNDECIDED)
def from_baseline(p: Promise, period: int) -> int:
    """The latest figure is better than the baseline, or by a stated amount."""
    base = p.world.base
    if base is None or not _from_base(p, period):
        return UNDECIDED
    if base.period is not None and period <= base.period:
        return UNDECIDED
    if base.period is not None and not p.one_definition((period,), (base.period,)):
        return UNDECIDED
    rule = p.rule_for(period)
    up = rule.get("direction", "increase" if p.up else "decrease") == "increase"
    value, start = p.own(period), baseline(p)
    change = rule.get("change")
    if change is None:
        return miss(rule, start - value if up else value - start, start, strict=True)
    if rule.get("change_in") == "percent" and start == 0:
        return UNDECIDED
    years = (period - base.period) // KINDS[p.cal.kind][0] if rule.get("each") else 1
    if years == 0:
        return UNDECIDED
    exact = Fraction(start)
    for _ in range(years):
        of = start if rule.get("change_of") == "baseline" else exact
        apart = abs(of) * Fraction(change) / 100 if rule.get("change_in") == "percent" else change
        exact += apart if up else -apart
    # The target as it is shown.
    target = ceil(exact) if up else floor(exact)
    return miss(rule, target - value if up else value - target, target)


def halt_then_decrease(p: Promise, period: int) -> int:
    """No larger than before in the halt period; the first and the latest after it below its level."""
    cal = p.cal
    alike = (q for q in cal.between(p.rule["halt"], period) if q not in cal.isolated)
    halt = next((q for q in alike if not any(q < b <= period for b in cal.breaks)), None)
    if halt is None:
        return UNDECIDED
    parts: list[tuple[int, int, int]] = []
    if halt == p.rule["halt"]:
        before = cal.before(halt)
        while before is not None and before in cal.isolated:
            before = cal.before(before)
        if before is not None and cal.comparable(before, halt):
            parts.append((halt, before, _halted(p, halt, before)))
    if period != halt:
        first = next((q for q in cal.between(halt + 1, period) if q not in cal.isolated), None)
        parts += [(halt, q, _below(p, q, halt)) for q in (first, period) if q is not None and q not in cal.isolated]
    said = [good for one, other, good in parts if p.one_definition((one,), (other,))]
    # An isolated period is neither above nor below; what was missed before it is missed.
    open_still = not said or len(said) < len(parts) or period in cal.isolated
    return all_of([*said, UNDECIDED] if open_still else said)


@or_else(UNDECIDED)
def _halted(p: Promise, halt: int, before: int) -> int:
    return miss(p.rule_for(halt), p.own(halt) - p.own(before), p.own(before))


@or_else(UNDECIDED)
def _below(p: Promise, period: int, halt: int) -> int:
    level = p.as_counted_for(halt, period)
    return miss(p.rule_for(period), p.own(period) - level, level, strict=True)


@or_else(UNDECIDED)
def trajectory(p: Promise, period: int) -> int:
    """The figure against the target of its period, on the line between two stated points."""
    rule = p.rule_for(period)
    points = [(point["period"], point["value"]) for point in rule["points"]]
    if period < points[0][0]:
        return UNDECIDED
    value, years = p.own(period), (period - points[0][0]) // KINDS[p.cal.kind][0]
    if rule.get("each_year"):
        period -= years * KINDS[p.cal.kind][0]
    target = Fraction(points[-1][1])
    for (start, low), (end, high) in itertools.pairwise(points):
        if start <= period < end:
            target = _between(rule.get("between", "linear"), low, high, Fraction(period - start, end - start))
    aim = half_up(target.numerator, target.denominator)
    return miss(rule, aim - value if p.up else value - aim, aim)


def _between(how: str, low: int, high: int, part: Fraction) -> Fraction:
    """The target a part of the way between two stated ones."""
    if how == "compound":
        with localcontext(prec=60):
            return Fraction(Decimal(low) * (Decimal(high) / low) ** (Decimal(part.numerator) / part.denominator))
    return low + (high - low) * part if how == "linear" else Fraction(low)
