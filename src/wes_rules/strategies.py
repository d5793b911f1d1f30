"""
Hypothesis strategies for periods, figures, histories, rules, measures, plans and judgements.

Every argument is keyword-only and narrows what is drawn. Needs the extra `testing`. Hypothesis
registers them by entry point, so that `st.from_type(Measure)` works without an import.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from wes_rules.judging.judgement import Judgement
    from wes_rules.rules.measure import Better, Measure
    from wes_rules.rules.plan import Plan
    from wes_rules.rules.rule import Rule
    from wes_rules.series.calendar import Calendar
    from wes_rules.series.history import History
    from wes_rules.series.observation import Observation
    from wes_rules.values.period import Period, PeriodKind
    from wes_rules.values.quantity import Quantity, Unit

__all__ = [
    "calendars",
    "contexts",
    "histories",
    "judgements",
    "measures",
    "near",
    "observations",
    "periods",
    "plans",
    "quantities",
    "rules",
]

_BENCHMARK = "970"


def periods(
    *, kind: PeriodKind | None = None, first: date = date(2000, 1, 1), last: date = date(2040, 12, 31)
) -> SearchStrategy[Period]:
    """
    Draw periods.

    Args:
        kind: The only kind to draw.
        first: A day in the earliest period.
        last: A day in the latest one.
    """
    from hypothesis import strategies as st

    from wes_rules.values.period import Period, PeriodKind

    kinds = st.just(kind) if kind is not None else st.sampled_from(PeriodKind)
    return st.builds(Period.containing, st.dates(first, last), kinds)


def near(value: Decimal | int | str, *, decimals: int = 1) -> SearchStrategy[Decimal]:
    """
    Draw a value, and the ones a tick under and a tick over it, where verdicts turn.

    Args:
        value: The value on the line.
        decimals: The precision that makes a tick.
    """
    from hypothesis import strategies as st

    line, tick = Decimal(value), Decimal(1).scaleb(-decimals)
    return st.sampled_from((line, line - tick, line + tick))


def quantities(
    *, unit: Unit | None = None, decimals: int = 1, missing: bool = True, vague: bool = True
) -> SearchStrategy[Quantity]:
    """
    Draw what may be known of a number, within what its unit allows.

    Args:
        unit: The unit; by default percent.
        decimals: The number of decimal places of exact values.
        missing: Also draw numbers that are hidden behind a marker.
        vague: Also draw numbers known only between bounds.
    """
    from hypothesis import strategies as st

    from wes_rules.values.quantity import Marker, Quantity, Unit

    unit = unit or Unit.PERCENT
    exact = _values(unit, decimals)
    options = [exact.map(Quantity.exact)]
    if vague:
        options.append(st.tuples(exact, exact).map(lambda ends: Quantity.between(min(ends), max(ends))))
    if missing:
        hidden = (Marker.SUPPRESSED, Marker.LOW_RELIABILITY, Marker.NOT_AVAILABLE)
        options.append(st.sampled_from(hidden).map(lambda marker: Quantity.missing(unit, marker)))
    return st.one_of(options)


def observations(
    *,
    indicator: str = "rate",
    area: str = "937",
    group: str = "all",
    kind: PeriodKind | None = None,
    period: SearchStrategy[Period] | None = None,
    quantity: SearchStrategy[Quantity] | None = None,
    published: SearchStrategy[date | None] | None = None,
) -> SearchStrategy[Observation]:
    """
    Draw published figures of one series.

    Args:
        indicator: What is measured.
        area: The area it is about.
        group: The group it is about.
        kind: The kind of period.
        period: The periods to draw from.
        quantity: The quantities to draw from.
        published: The days of publication; by default unknown.
    """
    from hypothesis import strategies as st

    from wes_rules.series.observation import Observation, Origin

    return st.builds(
        Observation,
        indicator=st.just(indicator),
        area=st.just(area),
        group=st.just(group),
        period=period if period is not None else periods(kind=kind),
        quantity=quantity if quantity is not None else quantities(),
        published=published if published is not None else st.none(),
        origin=st.just(Origin(publication="drawn by Hypothesis", made_up=True)),
    )


def calendars(
    *, kind: PeriodKind | None = None, gaps: bool = True, breaks: bool = True, around: Sequence[Period] = ()
) -> SearchStrategy[Calendar]:
    """
    Draw calendars.

    Args:
        kind: The kind of period; by default calendar years.
        gaps: Leave periods out that nobody collected.
        breaks: Let the series break, and single periods compare with no other.
        around: The periods that gaps and breaks are drawn from; by default 2015 to 2025.
    """
    from hypothesis import strategies as st

    from wes_rules.series.calendar import Calendar
    from wes_rules.values.period import Period, PeriodKind

    kind = kind or PeriodKind.CALENDAR_YEAR
    first, last = Period.containing(date(2015, 9, 1), kind), Period.containing(date(2025, 9, 1), kind)
    run = list(around) or [first + n for n in range(last - first + 1)]
    some = st.frozensets(st.sampled_from(run), max_size=2)
    none: SearchStrategy[frozenset[Period]] = st.just(frozenset())
    return st.builds(
        Calendar,
        kind=st.just(kind),
        lag_months=st.integers(0, 18),
        not_collected=some if gaps else none,
        breaks=some if breaks else none,
        isolated=some if breaks else none,
    )


def histories(
    *,
    indicator: str = "rate",
    areas: Sequence[str] = ("937", _BENCHMARK),
    run: Sequence[Period] = (),
    quantity: SearchStrategy[Quantity] | None = None,
    missing: bool = True,
    revised: bool = True,
) -> SearchStrategy[History]:
    """
    Draw histories: a figure for each area and period, or none, and revisions of some.

    Args:
        indicator: What is measured.
        areas: The areas that have figures; `near` is an area set of all but the first.
        run: The periods; by default the calendar years 2018 to 2022.
        quantity: The quantities to draw from.
        missing: Leave figures out.
        revised: Publish some figures again, a year and more after their period.
    """
    from hypothesis import strategies as st

    from wes_rules.series.history import AreaSet, History
    from wes_rules.values.period import Period, PeriodKind

    run = list(run) or [Period(PeriodKind.CALENDAR_YEAR, year) for year in range(2018, 2023)]
    drawn = quantity if quantity is not None else quantities()

    @st.composite
    def history(draw: st.DrawFn) -> History:
        found: list[Observation] = []
        for area in areas:
            for period in run:
                if missing and draw(st.integers(0, 9)) == 0:
                    continue
                one = observations(indicator=indicator, area=area, period=st.just(period), quantity=drawn)
                found.append(draw(one))
                if revised and draw(st.integers(0, 4)) == 0:
                    later = st.integers(366, 900).map(lambda days, end=period.end: end + timedelta(days=days))  # type: ignore[misc]
                    again = observations(
                        indicator=indicator, area=area, period=st.just(period), quantity=drawn, published=later
                    )
                    found.append(draw(again))
        return History(found, area_sets=[AreaSet("near", date(2021, 4, 1), tuple(areas[1:]))])

    return history()


def rules(
    *,
    kinds: Collection[str] | None = None,
    of: Collection[type[Rule]] = (),
    unit: Unit | None = None,
    decimals: int = 1,
    better: Better | None = None,
    period: PeriodKind | None = None,
    nested: bool = True,
    versions: bool = True,
) -> SearchStrategy[Rule]:
    """
    Draw rules that fit a measure.

    Args:
        kinds: The only built-in kinds to draw, by name; by default all.
        of: Draw only rules of these classes. One that is not built in is drawn by its own class method
            `strategy(*, unit, decimals, better, period)`, or else field by field.
        unit: The measure's unit; by default percent.
        decimals: The measure's precision.
        better: Which way is better; by default higher.
        period: The kind of period of the measure's calendar; by default calendar years.
        nested: Also draw rules made of rules.
        versions: Also draw rules that change from a period on.
    """
    from hypothesis import strategies as st

    from wes_rules.rules.kinds.composites import Advisory, All, Any, Each, Part
    from wes_rules.rules.measure import Better
    from wes_rules.values.period import PeriodKind
    from wes_rules.values.quantity import Unit

    unit, better, period = unit or Unit.PERCENT, better or Better.HIGHER, period or PeriodKind.CALENDAR_YEAR
    known = _by_kind(unit, decimals, better, period)
    if versions:
        known = {kind: _with_versions(drawn, period) for kind, drawn in known.items()}
    if of:
        own = [_of_class(one, known, unit, decimals, better, period) for one in of]
        return st.one_of(own)
    wanted = [known[kind] for kind in known if kinds is None or kind in kinds]
    simple: SearchStrategy[Rule] = st.one_of(wanted) if wanted else st.nothing()
    composites: dict[str, Callable[[SearchStrategy[Rule]], SearchStrategy[Rule]]] = {
        "all": lambda some: st.lists(some, min_size=1, max_size=3).map(lambda of: All(of=tuple(of))),
        "any": lambda some: st.lists(some, min_size=1, max_size=3).map(lambda of: Any(of=tuple(of))),
        "each": lambda some: some.map(lambda rule: Each(rule=rule, over=(Part(name="one"), Part(name="two")))),
        "advisory": lambda some: some.map(lambda rule: Advisory(rule=rule)),
    }
    makers = [make for kind, make in composites.items() if nested and (kinds is None or kind in kinds)]
    if not makers:
        return simple
    inner = simple if wanted else st.one_of(list(known.values()))
    outer = st.one_of([make(inner) for make in makers])
    return st.one_of(simple, outer) if wanted else outer


def measures(
    *,
    rule: SearchStrategy[Rule] | None = None,
    calendar: SearchStrategy[Calendar] | None = None,
    better: Better | None = None,
    unit: Unit | None = None,
    decimals: int = 1,
) -> SearchStrategy[Measure]:
    """
    Draw measures of the indicator "rate" in the area "937", with a baseline and calendar years.

    Args:
        rule: The rules to draw from; they have to fit `better`, `unit` and `decimals`.
        calendar: The calendars to draw from.
        better: Which way is better; by default either.
        unit: The unit; by default percent.
        decimals: The precision.
    """
    from hypothesis import strategies as st

    from wes_rules.rules.measure import Baseline, Better, Measure
    from wes_rules.series.fractions import Values
    from wes_rules.series.numbers import Observed
    from wes_rules.values.period import Period, PeriodKind
    from wes_rules.values.quantity import Unit

    unit = unit or Unit.PERCENT
    directions = st.just(better) if better is not None else st.sampled_from((Better.HIGHER, Better.LOWER))
    before = Period(PeriodKind.CALENDAR_YEAR, 2017)

    def measure(direction: Better) -> SearchStrategy[Measure]:
        return st.builds(
            Measure,
            id=st.just("rate"),
            title=st.just("Rate"),
            number=st.just(Observed(indicator="rate")),
            unit=st.just(unit),
            decimals=st.just(decimals),
            better=st.just(direction),
            calendar=calendar if calendar is not None else calendars(gaps=False, breaks=False),
            rule=rule if rule is not None else rules(unit=unit, decimals=decimals, better=direction),
            area=st.just("937"),
            owner=st.sampled_from(("Early Years Board", "")),
            baseline=st.none() | _values(unit, decimals).map(lambda value: Baseline(value=value, period=before)),
            values=st.just(Values.PERCENT if unit is Unit.PERCENT else None),
        )

    return directions.flatmap(measure)


def contexts(*, measure: Measure, around: Sequence[Period]) -> SearchStrategy[Measure]:
    """
    Draw what a plan may add to a measure: a start, a deadline, and what its calendar says of single periods.

    What its rule does not go with is left as it was. Its baseline stays, or goes.

    Args:
        measure: The measure.
        around: The periods it is about; the last one keeps its figure.
    """
    import attrs
    from hypothesis import strategies as st

    from wes_rules.errors import DefinitionError

    run = list(around)
    edges = [day for period in run for day in (period.start, period.start - timedelta(days=1))]
    some = st.frozensets(st.sampled_from(run), max_size=1)

    def added(drawn: dict[str, Any], calendar: dict[str, Any]) -> Measure:
        told = attrs.evolve(measure.calendar, **calendar)
        for changes in ({**drawn, "calendar": told}, {"calendar": told, "starts": drawn["starts"]}):
            try:
                return attrs.evolve(measure, **changes)
            except DefinitionError:
                continue
        return measure

    return st.builds(
        added,
        st.fixed_dictionaries(
            {
                "starts": st.none() | st.sampled_from([day for day in edges if day < run[-1].end]),
                "deadline": st.none() | st.just(run[-1].end - timedelta(days=1)),
                "baseline": st.sampled_from([measure.baseline, None]),
            }
        ),
        st.fixed_dictionaries(
            {
                "not_collected": st.frozensets(st.sampled_from(run[:-1]), max_size=1)
                if run[1:]
                else st.just(frozenset()),
                "breaks": some,
                "isolated": some,
            }
        ),
    )


def plans(*, measure: SearchStrategy[Measure] | None = None) -> SearchStrategy[Plan]:
    """
    Draw plans of one to three measures.

    Args:
        measure: The measures to draw from; their ids are numbered.
    """
    import attrs
    from hypothesis import strategies as st

    from wes_rules.rules.plan import Plan
    from wes_rules.series.history import AreaSet

    def plan(drawn: list[Measure]) -> Plan:
        numbered = tuple(attrs.evolve(one, id=f"{one.id}-{place}") for place, one in enumerate(drawn, 1))
        near_set = AreaSet("near", date(2021, 4, 1), (_BENCHMARK,))
        return Plan(id="plan", title="A plan", area="937", measures=numbered, area_sets=(near_set,))

    return st.lists(measure if measure is not None else measures(), min_size=1, max_size=3).map(plan)


def judgements(
    *, measure: SearchStrategy[Measure] | None = None, history: SearchStrategy[History] | None = None
) -> SearchStrategy[Judgement]:
    """
    Draw judgements of drawn measures on drawn histories.

    Args:
        measure: The measures to draw from.
        history: The histories to draw from.
    """
    from hypothesis import strategies as st

    from wes_rules.judging.judge import judge

    return st.builds(
        lambda measure, history, as_of: judge(measure, history, as_of=as_of),
        measure if measure is not None else measures(),
        history if history is not None else histories(),
        st.dates(date(2016, 1, 1), date(2026, 1, 1)),
    )


def _values(unit: Unit, decimals: int) -> SearchStrategy[Decimal]:
    """Draw exact values that a unit allows, as whole ticks."""
    from hypothesis import strategies as st

    from wes_rules.values.quantity import from_ticks, ticks

    low = ticks(unit.low, decimals) if unit.low is not None else -1000
    high = ticks(unit.high, decimals) if unit.high is not None else 10_000
    step = 10**decimals if unit.whole else 1
    return st.integers(-(-low // step), high // step).map(lambda tick: from_ticks(tick * step, decimals))


def _of_class(
    cls: type[Rule],
    known: dict[str, SearchStrategy[Rule]],
    unit: Unit,
    decimals: int,
    better: Better,
    period: PeriodKind,
) -> SearchStrategy[Rule]:
    from hypothesis import strategies as st

    from wes_rules.rules.kinds import KINDS

    if KINDS.get(cls.kind) is cls:
        return known.get(cls.kind, st.nothing())
    own = getattr(cls, "strategy", None)
    if own is not None:
        drawn: SearchStrategy[Rule] = own(unit=unit, decimals=decimals, better=better, period=period)
        return drawn
    return _by_field(cls, unit, decimals, period)


def _by_field(cls: type[Rule], unit: Unit, decimals: int, period: PeriodKind) -> SearchStrategy[Rule]:
    """Draw each field by its type, and leave out what the class's own checks refuse."""
    import typing
    from enum import Enum

    import attrs
    from hypothesis import strategies as st

    from wes_rules.errors import DefinitionError
    from wes_rules.series.comparators import Against, AreaFigure, MeanOf
    from wes_rules.values.period import Period

    plain: dict[Any, SearchStrategy[Any]] = {
        Decimal: _values(unit, decimals),
        bool: st.booleans(),
        int: st.integers(0, 12),
        date: st.dates(date(2017, 1, 1), date(2024, 12, 31)),
        Period: periods(kind=period, first=date(2017, 1, 1), last=date(2022, 12, 31)),
        Against: st.sampled_from((AreaFigure(area=_BENCHMARK), MeanOf(mean_of="near"))),
    }

    def by_type(hint: Any) -> SearchStrategy[Any] | None:
        if hint in plain:
            return plain[hint]
        arguments = typing.get_args(hint)
        if typing.get_origin(hint) is typing.Literal:
            return st.sampled_from(arguments)
        if type(None) in arguments:
            rest = [by_type(one) for one in arguments if one is not type(None)]
            return st.none() | rest[0] if len(rest) == 1 and rest[0] is not None else None
        return st.sampled_from(hint) if isinstance(hint, type) and issubclass(hint, Enum) else None

    fields: dict[str, SearchStrategy[Any]] = {}
    hints = typing.get_type_hints(cls)
    for field in attrs.fields(cls):
        drawn = by_type(hints[field.name])
        if drawn is not None:
            fields[field.name] = drawn
        elif field.default is attrs.NOTHING:
            what = f"{cls.__name__}.{field.name} cannot be drawn by its type"
            raise DefinitionError(f"{what}; give the class a method `strategy`")

    def made(values: dict[str, Any]) -> Rule | None:
        try:
            return cls(**values)
        except ValueError:
            return None

    return st.fixed_dictionaries(fields).map(made).filter(lambda one: one is not None)  # type: ignore[return-value]


def _by_kind(unit: Unit, decimals: int, better: Better, period: PeriodKind) -> dict[str, SearchStrategy[Rule]]:
    """Return a strategy for each kind of rule about figures that fits a measure."""
    from hypothesis import strategies as st

    from wes_rules.rules.instead import Instead
    from wes_rules.rules.kinds.annual_decrease import AnnualDecrease
    from wes_rules.rules.kinds.annual_increase import AnnualIncrease
    from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
    from wes_rules.rules.kinds.everyone import Everyone
    from wes_rules.rules.kinds.from_baseline import FromBaseline
    from wes_rules.rules.kinds.halt_then_decrease import HaltThenDecrease
    from wes_rules.rules.kinds.maintain import Maintain
    from wes_rules.rules.kinds.milestone import Milestone
    from wes_rules.rules.kinds.quantile_band import QuantileBand
    from wes_rules.rules.kinds.quarterly_decrease import QuarterlyDecrease
    from wes_rules.rules.kinds.quarterly_increase import QuarterlyIncrease
    from wes_rules.rules.kinds.rank_improvement import RankImprovement
    from wes_rules.rules.kinds.threshold import Threshold
    from wes_rules.rules.kinds.trajectory import Point, Trajectory
    from wes_rules.rules.measure import Better
    from wes_rules.series.comparators import AreaFigure, MeanOf
    from wes_rules.values.quantity import Unit, from_ticks

    value = _values(unit, decimals)
    amount = st.integers(0, 50).map(lambda tick: from_ticks(tick, decimals))
    years = periods(kind=period, first=date(2017, 1, 1), last=date(2022, 12, 31))
    by = st.none() | st.dates(date(2019, 1, 1), date(2024, 1, 1))
    # After every period that a promise may begin with.
    late = st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31))
    flag, higher = st.booleans(), better is Better.HIGHER
    side = "at_least" if higher else "at_most"
    scope = st.sampled_from(("every", "latest"))
    annual, quarterly = (AnnualIncrease, QuarterlyIncrease) if higher else (AnnualDecrease, QuarterlyDecrease)
    step = {1: annual, 4: quarterly}.get(period.per_year)
    own_target = st.builds(Instead, period=years, **{side: value}, reason=st.just("drawn"))
    steps = {
        "against": st.sampled_from(("previous", "same-period-last-year")),
        "instead": st.lists(own_target, max_size=2, unique_by=lambda one: one.period).map(tuple),
    }
    against = st.sampled_from((AreaFigure(area=_BENCHMARK), MeanOf(mean_of="near")))
    points = st.dictionaries(years, value, min_size=1, max_size=3).map(
        lambda drawn: tuple(Point(period=p, value=drawn[p]) for p in sorted(drawn, key=lambda p: p.index))
    )
    found: dict[str, SearchStrategy[Any]] = {
        "threshold": st.builds(Threshold, **{side: value}, by=by, reach=flag, tolerance=amount),
        "from-baseline": st.builds(FromBaseline, change=st.none() | amount.filter(bool), by=by),
        "benchmark-parity": st.builds(
            BenchmarkParity,
            against=against,
            strict=flag,
            scope=scope,
            by=by,
            benchmark_of=st.sampled_from(("same-period", "period-before")),
        ),
        "rank-improvement": st.builds(
            RankImprovement, among=st.just("near"), from_rank=st.just(2), from_of=st.just(2), by=by
        ),
        "quantile-band": st.builds(QuantileBand, among=st.just("near"), of=st.just(3), best=st.integers(1, 2), by=by),
        "maintain": st.builds(Maintain, **{side: value}, since=st.none() | years, by=late),
        "trajectory": st.builds(
            Trajectory, points=points, between=st.sampled_from(("linear", "step")), warning=amount, by=late
        ),
    }
    if step is not None:
        found[step.kind] = st.builds(step, strict=flag, scope=scope, tolerance=amount, by=by, **steps)
    if not higher:
        found["halt-then-decrease"] = st.builds(HaltThenDecrease, halt=years, by=late)
    if unit is Unit.PERCENT and higher:
        found["everyone"] = st.builds(Everyone, by=by)
    if unit is Unit.COUNT:
        found["milestone"] = st.builds(Milestone, by=st.dates(date(2019, 1, 1), date(2024, 1, 1)))
    return found


def _with_versions(plain: SearchStrategy[Any], period: PeriodKind) -> SearchStrategy[Any]:
    """Give some of the rules of one kind versions; what they change to is that of other rules of the kind."""
    import attrs
    from hypothesis import strategies as st

    from wes_rules.errors import DefinitionError
    from wes_rules.rules.versions import Version, changeable

    years = periods(kind=period, first=date(2017, 1, 1), last=date(2022, 12, 31))
    days = st.none() | st.dates(date(2017, 1, 1), date(2024, 1, 1))

    @st.composite
    def versioned(draw: st.DrawFn) -> Any:
        rule = draw(plain)
        if draw(st.integers(0, 3)):
            return rule
        for other in draw(st.lists(plain, min_size=1, max_size=2)):
            names = [
                name for name in changeable(rule.__class__) if None not in (getattr(rule, name), getattr(other, name))
            ]
            if not names:
                continue
            chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
            agreed = draw(days)
            version = Version(
                starting=draw(years),
                changes={name: getattr(other, name) for name in chosen},
                **({} if agreed is None else {"agreed": agreed}),
            )
            try:
                rule = attrs.evolve(rule, versions=(*rule.versions, version))
            except DefinitionError:
                continue
        return rule

    return versioned()


def register() -> None:
    """
    Make `st.from_type` and `st.builds` know the types of this library.

    Importing this module does it, and so does Hypothesis by an entry point; both may happen, in any order.
    """
    from hypothesis import strategies as st

    from wes_rules.judging.judgement import Judgement
    from wes_rules.rules.measure import Measure
    from wes_rules.rules.plan import Plan
    from wes_rules.rules.rule import Rule
    from wes_rules.series.calendar import Calendar
    from wes_rules.series.history import History
    from wes_rules.series.observation import Observation
    from wes_rules.values.period import Period
    from wes_rules.values.quantity import Quantity

    makers: dict[type[Any], Callable[[], SearchStrategy[Any]]] = {
        Calendar: calendars,
        History: histories,
        Judgement: judgements,
        Measure: measures,
        Observation: observations,
        Period: periods,
        Plan: plans,
        Quantity: quantities,
        Rule: rules,
    }
    for kind, make in makers.items():
        st.register_type_strategy(kind, lambda _, make=make: make())  # type: ignore[misc]


def _hypothesis_setup_hook() -> None:
    """Register the strategies for Hypothesis, which calls this on import: it never raises."""
    try:
        register()
    except Exception as error:  # noqa: BLE001 - a raising hook would end every pytest run in the environment
        warnings.warn(f"wes_rules could not register its Hypothesis strategies: {error}", stacklevel=1)


# Where Hypothesis loads no entry points, importing this module is enough.
_hypothesis_setup_hook()
