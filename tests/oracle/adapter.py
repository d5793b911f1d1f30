"""A world of the oracle as wes_rules knows it: the only file here that imports from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.oracle.worlds import Base, Cal, World

import wes_rules as w
from wes_rules.judging.timeline import timeline
from wes_rules.plugins.api import Figures
from wes_rules.running.reading.leaving_out import accounted_for
from wes_rules.series.left_out import UnreadFigure

RULES = {
    "threshold": w.Threshold,
    "everyone": w.Everyone,
    "milestone": w.Milestone,
    "benchmark-parity": w.BenchmarkParity,
    "rank-improvement": w.RankImprovement,
    "quantile-band": w.QuantileBand,
    "annual-increase": w.AnnualIncrease,
    "annual-decrease": w.AnnualDecrease,
    "quarterly-increase": w.QuarterlyIncrease,
    "quarterly-decrease": w.QuarterlyDecrease,
    "from-baseline": w.FromBaseline,
    "maintain": w.Maintain,
    "halt-then-decrease": w.HaltThenDecrease,
    "trajectory": w.Trajectory,
    "all": w.All,
    "any": w.Any,
    "each": w.Each,
    "advisory": w.Advisory,
}
ORIGIN = w.Origin(publication="the oracle")
MARKERS = {"x": w.Marker.NOT_AVAILABLE, "z": w.Marker.NOT_APPLICABLE, "u": w.Marker.LOW_RELIABILITY}
PERIODS = {"period", "since", "halt", "from_period"}
AMOUNTS = {"at_least", "at_most", "above", "below", "equals", "value", "tolerance", "warning", "within", "change"}


def calendar(cal: Cal) -> w.Calendar:
    kind = w.PeriodKind(cal.kind)
    given = attrs_of(cal, kind)
    return w.Calendar(kind=kind, **given)


def attrs_of(cal: Cal, kind: w.PeriodKind) -> dict:
    def one(period):
        return None if period is None else w.Period(kind, period)

    return {
        "lag_months": cal.lag,
        "step": cal.step,
        "anchor": one(cal.anchor),
        "not_collected": frozenset(map(one, cal.not_collected)),
        "breaks": frozenset(map(one, cal.breaks)),
        "isolated": frozenset(map(one, cal.isolated)),
        "window": cal.window,
        "first": one(cal.first),
        "last": one(cal.last),
    }


def number(spelt: dict):
    indicator = spelt.get("indicator", "rate")
    if spelt.get("kind") == "share-within":
        return w.ShareWithin(indicator=indicator, days=spelt["days"], by=spelt.get("by", "opened"))
    if spelt.get("kind") == "share-improved":
        return w.ShareImproved(indicator=indicator)
    if spelt.get("kind") == "gap":
        return w.Gap(indicator=indicator, group=spelt.get("group", "all"), from_group=spelt["from_group"])
    return w.Observed(indicator=indicator, group=spelt.get("group", "all"))


def rule(spelt: dict, kind: w.PeriodKind):
    given = {name: _setting(name, value, kind) for name, value in spelt.items() if name != "kind"}
    return RULES[spelt["kind"]](**given)


def _setting(name: str, value, kind: w.PeriodKind):
    if name in PERIODS:
        return w.Period(kind, value)
    if name in AMOUNTS:
        return Decimal(value)
    if name == "between" and not isinstance(value, str):
        return tuple(map(Decimal, value))
    if name == "against":
        return _against(value)
    if name == "rule":
        return rule(value, kind)
    makers = {"of": lambda one: rule(one, kind), "instead": lambda one: _made(w.Instead, one, kind)}
    makers |= {"points": lambda one: _made(w.Point, one, kind), "over": lambda one: _part(one, kind)}
    makers |= {"versions": lambda one: _version(one, kind)}
    return tuple(makers[name](one) for one in value) if name in makers and not isinstance(value, int) else value


def _made(cls, spelt: dict, kind: w.PeriodKind):
    return cls(**{name: _setting(name, value, kind) for name, value in spelt.items()})


def _version(spelt: dict, kind: w.PeriodKind):
    changes = {name: _setting(name, value, kind) for name, value in spelt.items() if name not in ("starting", "agreed")}
    agreed = {"agreed": spelt["agreed"]} if "agreed" in spelt else {}
    return w.Version(starting=w.Period(kind, spelt["starting"]), changes=changes, **agreed)


def _part(spelt: dict, kind: w.PeriodKind):
    given = {"number": number(spelt["number"])} if "number" in spelt else {}
    if "cal" in spelt:
        given["calendar"], kind = calendar(spelt["cal"]), w.PeriodKind(spelt["cal"].kind)
    if "base" in spelt:
        given["baseline"] = baseline(spelt["base"], kind)
    return w.Part(name=spelt["name"], **given)


def baseline(base: Base, kind: w.PeriodKind) -> w.Baseline:
    return w.Baseline(
        value=None if base.value is None else Decimal(base.value),
        period=None if base.period is None else w.Period(kind, base.period),
        rounded=base.rounded,
    )


def _against(value):
    if isinstance(value, str):
        return value if value in ("previous", "same-period-last-year") else w.AreaFigure(area=value)
    if "mean_of" in value:
        return w.MeanOf(**value)
    return w.IndicatorFigure(**value)


def measure(world: World) -> w.Measure:
    kind = w.PeriodKind(world.cal.kind)
    return w.Measure(
        id="m",
        title="A measure",
        number=number(world.number),
        unit=w.Unit(world.unit),
        decimals=0,
        better=w.Better(world.better),
        calendar=calendar(world.cal),
        rule=rule(world.rule, kind),
        area="own",
        baseline=world.base and baseline(world.base, kind),
        deadline=world.deadline,
        starts=world.starts,
        values="percent" if world.unit == "percent" else None,
    )


def history(world: World) -> w.History:
    whole = w.PeriodKind(world.cal.kind)
    gap = world.number.get("kind") == "gap" and world.unit == "percentage-points"
    unit = w.Unit.PERCENT if gap else w.Unit(world.unit)
    rows = [
        w.Observation(
            indicator=row.indicator,
            area=row.area,
            group=row.group,
            period=w.Period(w.PeriodKind(row.kind or whole), row.period),
            quantity=quantity(row.what, unit),
            origin=ORIGIN,
            published=row.published,
            standing=w.Standing(row.standing),
            numerator=row.counts and row.counts[0],
            denominator=row.counts and row.counts[1],
            interval=row.interval and tuple(map(Decimal, row.interval)),
            definition=row.definition,
        )
        for row in world.rows
        if row.what != ("lost",)
    ]
    sets = [w.AreaSet(id=name, published=date(2000, 1, 1), areas=tuple(areas)) for name, areas in world.sets.items()]
    cases = [
        w.Case(indicator="rate", area="own", id=id_, opened=opened, closed=closed, excluded=excluded, origin=ORIGIN)
        for id_, opened, closed, excluded in world.cases
    ]
    inspections = [
        w.Inspection(indicator="rate", area="own", unit=unit, day=day, grade=grade, origin=ORIGIN)
        for unit, day, grade in world.inspections
    ]
    read = accounted_for(Figures(observations=tuple(rows), left_out=tuple(unread(world, whole))), ())
    return w.History(read.observations, cases=cases, inspections=inspections, area_sets=sets, left_out=read.left_out)


def unread(world: World, kind: w.PeriodKind):
    """What was left out, the rows without a value among it."""
    for row in world.rows:
        if row.what == ("lost",):
            period = w.Period(kind, row.period)
            yield UnreadFigure(
                indicator=row.indicator, area=row.area, group=row.group, period=period, published=row.published
            )
    for lost in world.lost:
        yield UnreadFigure(
            indicator=lost.indicator,
            area=lost.area,
            group=lost.group,
            period=None if lost.period is None else w.Period(kind, lost.period),
            published=lost.published,
            any_edition=lost.any_edition,
        )


def quantity(what, unit: w.Unit) -> w.Quantity:
    match what:
        case int():
            return w.Quantity.exact(what)
        case ("fine", tenths):
            return w.Quantity.exact(Decimal(tenths) / 10)
        case ("c", low, high):
            return w.Quantity.read("c", unit=unit, suppressed_counts=(low, high))
        case ("low",):
            return w.Quantity.read("low", unit=unit, rounded_to=None if unit is w.Unit.COUNT else Decimal(1))
        case ("rounded", middle, amount):
            return w.Quantity.within_half(Decimal(middle), Decimal(amount), unit)
        case ("c",):
            return w.Quantity.missing(unit, w.Marker.SUPPRESSED)
    return w.Quantity.missing(unit, MARKERS[what[0]])


def judged(world: World) -> w.Judgement:
    """What wes_rules says of a world."""
    period = None if world.period is None else w.Period(w.PeriodKind(world.cal.kind), world.period)
    return w.judge(measure(world), history(world), as_of=world.as_of, period=period)


def told_day_by_day(world: World) -> dict[int, list[tuple[date, tuple[str, bool]]]]:
    """The days on which wes_rules says that the verdict of a period changed, and to what."""
    told: dict[int, list[tuple[date, tuple[str, bool]]]] = {}
    for one in timeline(measure(world), history(world), until=world.as_of):
        told.setdefault(one.period.index, []).append((one.day, (one.judgement.status.value, one.judgement.due)))
    return told
