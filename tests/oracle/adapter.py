"""A world of the oracle as wes_rules knows it: the only file here that imports from it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from tests.oracle.worlds import Base, Cal, World

import wes_rules as w
from wes_rules.judging.timeline import timeline
from wes_rules.plugins.api import Figures
from wes_rules.running.reading.bad_rows import accounted_for
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
NUMBERS = {
    None: w.Observed,
    "gap": w.Gap,
    "rolling": w.Rolling,
    "year-to-date": w.YearToDate,
    "running-total": w.RunningTotal,
    "change": w.ChangeSince,
    "rate": w.Rate,
    "place": w.Place,
}
ORIGIN = w.Origin(publication="the oracle")
MARKERS = {"x": w.Marker.NOT_AVAILABLE, "z": w.Marker.NOT_APPLICABLE, "u": w.Marker.LOW_RELIABILITY}
PERIODS = {"period", "since", "halt", "from_period"}
SHARES = ("tolerance", "met_within", "change")
# Distances of these are in places or cases.
COUNTED = ("rank-improvement", "everyone")
AMOUNTS = {"at_least", "at_most", "above", "below", "equals", "value", "tolerance", "met_within", "change"}


def calendar(cal: Cal) -> w.Calendar:
    kind = w.PeriodKind(cal.kind)
    given = attrs_of(cal, kind)
    return w.Calendar(kind=kind, **given)


def attrs_of(cal: Cal, kind: w.PeriodKind) -> dict:
    def one(period):
        return None if period is None else w.Period(kind, period)

    return {
        "lag_months": cal.lag,
        "lag_days": cal.lag_days,
        "step": cal.step,
        "anchor": one(cal.anchor),
        "surveyed": None if cal.surveyed is None else frozenset(map(one, cal.surveyed)),
        "not_collected": frozenset(map(one, cal.not_collected)),
        "breaks": frozenset(map(one, cal.breaks)),
        "isolated": frozenset(map(one, cal.isolated)),
        "window": cal.window,
        "first": one(cal.first),
        "last": one(cal.last),
    }


def number(spelt: dict, at: Scale):
    indicator = spelt.get("indicator", "rate")
    if spelt.get("kind") == "share-within":
        counted = {name: spelt[name] for name in ("days", "by", "day_count", "days_off") if name in spelt}
        return w.ShareWithin(indicator=indicator, **counted)
    if spelt.get("kind") == "share-improved":
        return w.ShareImproved(indicator=indicator, **{name: spelt[name] for name in ("good",) if name in spelt})
    settings = {name: value for name, value in spelt.items() if name not in ("kind", "since")}
    since = {"since": at.period(spelt["since"])} if "since" in spelt else {}
    return NUMBERS[spelt.get("kind")](**{"indicator": "rate", **settings, **since})


@dataclass(frozen=True)
class Scale:
    """What the numbers of a world stand for: periods of a kind, and ticks of a precision."""

    kind: w.PeriodKind
    decimals: int

    def period(self, index: int | None) -> w.Period | None:
        return None if index is None else w.Period(self.kind, index)

    def amount(self, ticks: int | Decimal) -> Decimal:
        return Decimal(ticks).scaleb(-self.decimals)

    @classmethod
    def of(cls, world: World) -> Scale:
        return cls(w.PeriodKind(world.cal.kind), world.decimals)


def rule(spelt: dict, at: Scale):
    given = {name: _setting(name, value, at) for name, value in _in_points(spelt, at).items() if name != "kind"}
    return RULES[spelt["kind"]](**given)


def _in_points(spelt: dict, at: Scale) -> dict:
    """A promise, with what is in percent as so many ticks that it comes out as it is."""
    shares = {name for name in SHARES if spelt.get(f"{name}_in", "points") != "points" or spelt["kind"] in COUNTED}
    taken = {name: Decimal(value).scaleb(at.decimals) if name in shares else value for name, value in spelt.items()}
    if "versions" in spelt:
        kept = {name: spelt[name] for name in spelt if name == "kind" or name.endswith("_in")}
        versions = ((one, _in_points({**kept, **one}, at)) for one in spelt["versions"])
        taken["versions"] = [{name: found[name] for name in one} for one, found in versions]
    return taken


def _setting(name: str, value, at: Scale):
    if name in PERIODS:
        return at.period(value)
    if name in AMOUNTS:
        return at.amount(value)
    if name == "between" and not isinstance(value, str):
        return tuple(map(at.amount, value))
    if name == "against":
        return _against(value)
    if name == "rule":
        return rule(value, at)
    makers = {"of": lambda one: rule(one, at), "instead": lambda one: _made(w.Instead, one, at)}
    makers |= {"points": lambda one: _made(w.Point, one, at), "over": lambda one: _part(one, at)}
    makers |= {"versions": lambda one: _version(one, at)}
    return tuple(makers[name](one) for one in value) if name in makers and not isinstance(value, int) else value


def _made(cls, spelt: dict, at: Scale):
    return cls(**{name: _setting(name, value, at) for name, value in spelt.items()})


def _version(spelt: dict, at: Scale):
    changes = {name: _setting(name, value, at) for name, value in spelt.items() if name not in ("starting", "agreed")}
    agreed = {"agreed": spelt["agreed"]} if "agreed" in spelt else {}
    return w.Version(starting=at.period(spelt["starting"]), changes=changes, **agreed)


def _part(spelt: dict, at: Scale):
    given = {"number": number(spelt["number"], at)} if "number" in spelt else {}
    if "cal" in spelt:
        given["calendar"], at = calendar(spelt["cal"]), Scale(w.PeriodKind(spelt["cal"].kind), at.decimals)
    if "base" in spelt:
        given["baseline"] = baseline(spelt["base"], at)
    given |= {"rule": rule(spelt["rule"], at)} if "rule" in spelt else {}
    given |= {name: spelt[name] for name in ("area", "better", "unit", "decimals") if name in spelt}
    return w.Part(name=spelt["name"], **given)


def baseline(base: Base, at: Scale) -> w.Baseline:
    value = None if base.value is None else at.amount(base.value)
    if base.rounded and value is not None:
        value = value.quantize(Decimal(1).scaleb(base.coarser - at.decimals))
    return w.Baseline(value=value, period=at.period(base.period), rounded=base.rounded)


def _against(value):
    if isinstance(value, str):
        return value if value in ("previous", "same-period-last-year") else w.AreaFigure(area=value)
    made = {"mean_of": w.MeanOf, "median_of": w.MedianOf, "quantile_of": w.QuantileOf, "area": w.AreaFigure}
    return next((one for name, one in made.items() if name in value), w.IndicatorFigure)(**value)


def measure(world: World) -> w.Measure:
    at = Scale.of(world)
    return w.Measure(
        id="m",
        title="A measure",
        number=number(world.number, at),
        unit=unit_of(world, world.unit),
        decimals=world.decimals,
        better=w.Better(world.better),
        calendar=calendar(world.cal),
        rule=rule(world.rule, at),
        area="own",
        baseline=world.base and baseline(world.base, at),
        deadline=world.deadline,
        starts=world.starts,
        values="percent",
    )


def unit_of(world: World, name: str) -> w.Unit | w.OwnUnit:
    """A unit of the library, or the plan's own."""
    if name != "own":
        return w.Unit(name)
    lowest, highest, whole = world.own_unit
    return w.OwnUnit(name="own", lowest=lowest, highest=highest, whole=whole)


def history(world: World) -> w.History:
    kind, at = w.PeriodKind(world.cal.kind), Scale.of(world)
    population, whole = world.number.get("population"), replace(at, decimals=0)
    people = w.Unit(world.number.get("population_in", "count"))
    at, unit = replace(at, decimals=at.decimals - world.finer), unit_of(world, world.published)
    units = {part["number"]["indicator"]: unit_of(world, part["unit"]) for part in finer_parts(world.rule)}
    rows = [
        w.Observation(
            indicator=row.indicator,
            area=row.area,
            group=row.group,
            period=w.Period(w.PeriodKind(row.kind or kind), row.period),
            quantity=quantity(
                row.what, *((people, whole) if row.indicator == population else (units.get(row.indicator, unit), at))
            ),
            origin=ORIGIN,
            published=row.published,
            standing=w.Standing(row.standing),
            numerator=row.counts and row.counts[0],
            denominator=row.counts and row.counts[1],
            interval=row.interval and tuple(map(at.amount, row.interval)),
            definition=row.definition,
        )
        for row in world.rows
        if row.what != ("lost",)
    ]
    cases = [
        w.Case(
            indicator="rate",
            area="own",
            id=id_,
            opened=opened,
            closed=closed,
            excluded=excluded,
            due=due,
            origin=ORIGIN,
        )
        for id_, opened, closed, excluded, due in world.cases
    ]
    inspections = [
        w.Inspection(indicator="rate", area="own", unit=unit, day=day, grade=grade, origin=ORIGIN)
        for unit, day, grade in world.inspections
    ]
    read = accounted_for(Figures(observations=tuple(rows), left_out=tuple(unread(world, kind))), ())
    areas = {"area_sets": area_sets(world), "ended": ended_areas(world)}
    return w.History(read.observations, cases=cases, inspections=inspections, left_out=read.left_out, **areas)


def finer_parts(spelt: dict):
    """The parts of a promise that have a unit, and an indicator, of their own."""
    parts = spelt["of"] if spelt["kind"] in ("all", "any") else [spelt["rule"]] if "rule" in spelt else []
    for one in parts:
        yield from finer_parts(one)
    yield from (one for one in spelt.get("over", ()) if one.get("number", {}).get("indicator") == "finer")


def area_sets(world: World) -> list[w.AreaSet]:
    return [w.AreaSet(id=name, published=date(2000, 1, 1), areas=tuple(areas)) for name, areas in world.sets.items()]


def ended_areas(world: World) -> list[w.EndedArea]:
    return [w.EndedArea(code=area, until=day) for area, day in world.ended.items()]


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


def quantity(what, unit: w.Unit | w.OwnUnit, at: Scale) -> w.Quantity:
    match what:
        case int():
            return w.Quantity.exact(at.amount(what))
        case ("fine", tenths):
            return w.Quantity.exact(at.amount(Decimal(tenths) / 10))
        case ("c", low, high):
            return w.Quantity.read("c", unit=unit, suppressed_counts=(low, high))
        case ("low",):
            return w.Quantity.read("low", unit=unit)
        case ("low", amount):
            return w.Quantity.read("low", unit=unit, rounded_to=at.amount(amount))
        case ("rounded", middle, amount):
            return w.Quantity.within_half(at.amount(middle), at.amount(amount), unit)
        case ("c",):
            return w.Quantity.missing(unit, w.Marker.SUPPRESSED)
    return w.Quantity.missing(unit, MARKERS[what[0]])


def judged(world: World) -> w.Judgement:
    """What wes_rules says of a world."""
    return judged_as(world, measure(world), history(world))


def judged_as(world: World, stated: w.Measure, figures: w.History) -> w.Judgement:
    """What wes_rules says of a world whose measure and figures are made already."""
    period = None if world.period is None else w.Period(w.PeriodKind(world.cal.kind), world.period)
    return w.judge(stated, figures, as_of=world.as_of, period=period)


def stated(worlds: Sequence[World]) -> list[tuple[World, w.Measure, w.History]]:
    """
    Return the worlds that a plan can state, each with its measure and its figures.

    Raises:
        AssertionError: More than a few of them cannot be stated, so that a law would speak of next to nothing.
    """
    made = []
    for world in worlds:
        with suppress(w.DefinitionError, w.SourceError):
            made.append((world, measure(world), history(world)))
    assert len(made) * 5 >= len(worlds) * 3, f"only {len(made)} of {len(worlds)} worlds could be stated"
    return made


def told_day_by_day(world: World) -> dict[int | None, list[tuple[date, tuple[str, bool]]]]:
    """The days on which wes_rules says that the verdict of a period changed, and to what; of parts in several calendars without one."""
    told: dict[int | None, list[tuple[date, tuple[str, bool]]]] = {}
    for one in timeline(measure(world), history(world), until=world.as_of):
        period = one.period and one.period.index
        told.setdefault(period, []).append((one.day, (one.judgement.status.value, one.judgement.due)))
    return told
