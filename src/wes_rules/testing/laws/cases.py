"""One measure with its figures: what a law judges, and judges again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from hypothesis import strategies as st

from wes_rules import strategies
from wes_rules.errors import DefinitionError
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.better import Better
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.kinds.threshold import Threshold
from wes_rules.rules.measure import Baseline, Measure
from wes_rules.series.areas import AreaSet
from wes_rules.series.calendar import Calendar
from wes_rules.series.fractions import Values
from wes_rules.series.history import History
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.number import NumberKind
from wes_rules.series.observation import Observation, Origin
from wes_rules.series.observed import Gap, Observed
from wes_rules.series.places import Place
from wes_rules.series.rates import Rate
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Marker, Quantity, Standing, Unit

#: The areas of the histories that laws draw: the own one, a benchmark, and another of its set.
AREAS = ("937", "970", "b")
FIRST, LAST = 2018, 2021
_ONE_IN_FOUR = st.sampled_from((False, False, False, True))
LATE = date(2040, 1, 1)

# How a figure may be hidden; the first is one that any rule has to stand.
WAYS = ("suppressed", "late", "forecast")
# Another area whose figure is not available has none; the own one may be anything.
OWN_WAYS = (*WAYS, "not available")
# An interval that reaches beyond all that is drawn.
WIDEST = (Decimal(1000), Decimal(1000))
Figures = dict[tuple[str, Period], Quantity]
Spread = dict[tuple[str, Period], tuple[Decimal, Decimal]]


@attrs.frozen(repr=False)
class Case:
    """One measure with its figures: what a law judges, and judges again."""

    measure: Measure
    figures: Figures
    # How far the interval of a figure reaches below it and above it.
    spread: Spread = attrs.field(factory=dict)

    def __repr__(self) -> str:
        kept = (f"{area} {period}: {one.low}" for (area, period), one in self.figures.items())
        one = self.measure
        number = "" if isinstance(one.number, Observed) else f" of {one.number!r}"
        intervals = ", ".join(f"{area} {period}: -{low} +{high}" for (area, period), (low, high) in self.spread.items())
        said = f"{', '.join(kept)}{'; intervals of ' if intervals else ''}{intervals}"
        return f"<{one.rule!r}{number}, {one.unit.value}, better {one.better.value}; {said}>"

    def judge(self, **changes: Any) -> Judgement:
        """Judge the case, replacing figures, observations, measure, period or day by those given."""
        observations = changes.get("observations")
        if observations is None:
            # Another measure may be in another unit, which intervals are not.
            spread = {} if "measure" in changes else changes.get("spread", self.spread)
            observations = observations_of(changes.get("figures", self.figures), spread)
        near = [AreaSet("near", date(2021, 4, 1), (*AREAS[1:], AREAS[0]))]
        measure: Measure = changes.get("measure", self.measure)
        observations = [*_with_what_it_needs(measure, observations)]
        history = History(observations, area_sets=near, left_out=changes.get("left_out", ()))
        return judge(measure, history, as_of=changes.get("as_of", LATE), period=changes.get("period", self.last))

    @property
    def last(self) -> Period:
        """The period that is judged."""
        return max((period for _, period in self.figures), key=lambda period: period.index)


def became(before: Judgement, after: Judgement) -> str:
    """Say what one verdict became, with the figures of both."""
    said, then = ("".join(one.explain().splitlines()[1:2]) for one in (before, after))
    return f"{before.status.words} became {after.status.words}: {said} / {then}"


def shapes() -> Iterator[Measure]:
    """List measures of several units, directions and rhythms, with a rule that any of them takes."""
    units = ((Unit.PERCENT, 1), (Unit.COUNT, 0), (Unit.SCORE, 1))
    for kind in (PeriodKind.CALENDAR_YEAR, PeriodKind.FINANCIAL_QUARTER):
        for unit, decimals in units:
            for better in (Better.HIGHER, Better.LOWER):
                yield Measure(
                    id="rate",
                    title="Rate",
                    number=Observed(indicator="rate"),
                    unit=unit,
                    decimals=decimals,
                    better=better,
                    calendar=Calendar(kind=kind, lag_months=6),
                    rule=Threshold(equals=Decimal(0)),
                    area=AREAS[0],
                    baseline=Baseline(value=Decimal(50), period=Period.containing(date(FIRST - 1, 12, 1), kind)),
                    values=Values.PERCENT if unit is Unit.PERCENT else None,
                )


def draw_figures(draw: st.DrawFn, measure: Measure, *, plain: bool = False) -> Case:
    """
    Draw figures of a measure, and in every other case what a plan adds to it.

    It draws, and returns no strategy: each measure is another one, and making a strategy takes longer than drawing from it.
    """
    calendar = measure.calendar
    # As many periods as it takes to have some a year apart.
    count = 6 if getattr(measure.rule, "against", None) == "same-period-last-year" and calendar.kind.per_year > 1 else 4
    run = calendar.between(
        Period.containing(date(FIRST, 12, 1), calendar.kind), Period.containing(date(LAST, 1, 1), calendar.kind)
    )[-count:]
    if not plain and draw(st.booleans()):
        measure = draw(strategies.contexts(measure=measure, around=run))
    if not plain and draw(_ONE_IN_FOUR):
        measure = _of(
            draw(strategies.numbers(unit=measure.unit, calendar=calendar, areas=AREAS[1:2], since=run[:2])), measure
        )
    values = values_near(measure)
    figures = {(area, period): Quantity.exact(draw(values)) for area in AREAS for period in run}
    return Case(measure, figures, _drawn_spread(draw, measure, figures))


def _drawn_spread(draw: st.DrawFn, measure: Measure, figures: Figures) -> Spread:
    """Draw the intervals of figures where a promise is a test of significance; now and then none of the benchmark."""
    if not any(getattr(one.rule, "is_test", False) for one in leaves(measure)):
        return {}
    reach = st.sampled_from([Decimal(n).scaleb(-measure.decimals) for n in (0, 3, 20, 60)])
    areas = draw(st.sampled_from((AREAS, AREAS, AREAS[:1])))
    return {key: (draw(reach), draw(reach)) for key in figures if key[0] in areas}


def _of(number: NumberKind, measure: Measure) -> Measure:
    """Return the measure with another number, or unchanged if its promise does not fit it."""
    try:
        return attrs.evolve(measure, number=number)
    except DefinitionError:
        return measure


def figures_in(measure: Measure) -> AnyUnit:
    """Return the unit of what is published."""
    return measure.number.published(measure.unit)


def rises(measure: Measure) -> int:
    """Return 1 where the number rises with the latest own figure, and -1 where it falls."""
    number = measure.number
    falls = isinstance(number, Gap) or (isinstance(number, Place) and number.best == "highest")
    return -1 if falls else 1


def _with_what_it_needs(measure: Measure, figures: Iterable[Observation]) -> Iterator[Observation]:
    """Yield figures with what the number needs as well: fifty people each, or the counts of a percentage."""
    number, each = measure.number, 10**measure.decimals
    for one in figures:
        value = one.quantity.low if one.quantity.is_exact else None
        if isinstance(number, Rate):
            people: dict[str, Any] = {"indicator": number.population, "quantity": Quantity.exact(50), "interval": None}
            yield attrs.evolve(one, standing=Standing.FINAL, **people)
        counted = getattr(number, "take", "") == "share"
        counts = {"numerator": int(value * each), "denominator": 100 * each} if value is not None and counted else {}
        yield attrs.evolve(one, **counts)


def values_near(measure: Measure) -> st.SearchStrategy[Decimal]:
    """Draw values close together, so that orders and ties vary, and values where the rule's verdicts turn."""
    tick = Decimal(1).scaleb(-measure.decimals)
    middle = [50 + (n - 20) * tick for n in range(41)]
    limits = _limits(measure.rule)
    if not isinstance(measure.number, Observed):
        # Where a sum, a mean or a difference turns, beside figures of 50.
        limits += [turn for one in limits for turn in (one - 50, 2 * one - 50, 50 + one, 50 - one)]
    turns = [limit + n * tick for limit in limits for n in (-1, 0, 1)]
    unit = figures_in(measure)
    low, high = unit.low, unit.high
    ends = [end for end in (low, high) if end is not None]
    allowed = [one for one in turns if (low is None or one >= low) and (high is None or one <= high)]
    rest = [*allowed, *ends, Decimal(50)]
    # As many of the one as of the other, the simplest first.
    return st.sampled_from([Decimal(50), *rest, *middle, *rest * (len(middle) // len(rest))])


def _limits(value: Any) -> list[Decimal]:
    if isinstance(value, Decimal):
        return [value]
    if isinstance(value, tuple):
        return [limit for one in value for limit in _limits(one)]
    if attrs.has(type(value)):
        return [limit for one in attrs.asdict(value, recurse=False).values() for limit in _limits(one)]
    return []


def with_hidden(case: Case, ways: Mapping[tuple[str, Period], str]) -> Iterator[Observation]:
    """Go through the observations of a case, some of them hidden."""
    unit = figures_in(case.measure)
    unknown = Quantity.missing(unit, Marker.SUPPRESSED)
    not_available = Quantity.missing(unit, Marker.NOT_AVAILABLE)
    for (area, period), quantity in case.figures.items():
        way = ways.get((area, period))
        # What published nothing before is not late.
        before = any(key[0] == area and key[1] < period and ways.get(key) != "late" for key in case.figures)
        if way == "late" and before:
            continue
        hidden = {"suppressed": unknown, "late": unknown, "not available": not_available}
        spread = None if way == "without interval" else case.spread.get((area, period))
        one = observation(area, period, hidden.get(way or "", quantity), spread)
        yield attrs.evolve(one, standing=Standing.FORECAST) if way == "forecast" else one


def unread(area: str, period: Period) -> st.SearchStrategy[UnreadFigure]:
    """Draw what may be known of a figure that cannot be read."""
    return st.builds(
        UnreadFigure,
        indicator=st.sampled_from(("rate", None)),
        area=st.sampled_from((area, None)),
        group=st.sampled_from(("all", None)),
        period=st.sampled_from((period, None)),
        any_edition=st.booleans(),
    )


def observations_of(figures: Figures, spread: Spread | None = None) -> list[Observation]:
    """Return figures as observations, with their intervals."""
    return [observation(*key, quantity, (spread or {}).get(key)) for key, quantity in figures.items()]


def observation(
    area: str, period: Period, quantity: Quantity, spread: tuple[Decimal, Decimal] | None = None
) -> Observation:
    """Return one figure as an observation, with an interval of the given width below and above it."""
    origin = Origin(publication="drawn by Hypothesis", made_up=True)
    interval, value = None, quantity.low
    if spread is not None and quantity.is_exact and value is not None:
        interval = (value - spread[0], value + spread[1])
    return Observation(indicator="rate", area=area, period=period, quantity=quantity, origin=origin, interval=interval)
