"""Strategies for calendars, published figures and histories."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from hypothesis import strategies as st

from wes_rules.rules.kinds.composites import area_sets_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.series.areas import AreaSet
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.fractions import Values
from wes_rules.series.history import History
from wes_rules.series.observation import Observation, Origin
from wes_rules.strategies.of_values import exact_values, periods, quantities
from wes_rules.values.fields import argument
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Quantity, Unit

BENCHMARK = "970"
_FIGURES = quantities()
_ORIGIN = Origin(publication="drawn by Hypothesis", made_up=True)


def calendars(
    *, kind: PeriodKind | None = None, gaps: bool = True, breaks: bool = True, around: Sequence[Period] = ()
) -> st.SearchStrategy[Calendar]:
    """
    Draw calendars.

    Args:
        kind: The kind of period; by default calendar years.
        gaps: Leave periods out that nobody collected, or have surveys in some periods only.
        breaks: Let the series break, and single periods compare with no other.
        around: The periods that gaps and breaks are drawn from; by default 2015 to 2025.
    """
    kind = kind or PeriodKind.CALENDAR_YEAR
    first, last = Period.containing(date(2015, 9, 1), kind), Period.containing(date(2025, 9, 1), kind)
    run = list(around) or [first + n for n in range(last - first + 1)]
    some = st.frozensets(st.sampled_from(run), max_size=2)
    none: st.SearchStrategy[frozenset[Period]] = st.just(frozenset())
    return st.builds(
        Calendar,
        kind=st.just(kind),
        lag_months=st.integers(0, 18),
        surveyed=st.none() | st.frozensets(st.sampled_from(run), min_size=3) if gaps and run[2:] else st.none(),
        not_collected=some if gaps else none,
        breaks=some if breaks else none,
        isolated=some if breaks else none,
    )


def observations(
    *,
    indicator: str = "rate",
    area: str = "937",
    group: str = "all",
    kind: PeriodKind | None = None,
    period: st.SearchStrategy[Period] | None = None,
    quantity: st.SearchStrategy[Quantity] | None = None,
    published: st.SearchStrategy[date | None] | None = None,
) -> st.SearchStrategy[Observation]:
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
    figure = partial(Observation, indicator=indicator, area=area, group=group, origin=_ORIGIN)
    return st.tuples(
        period if period is not None else periods(kind=kind),
        quantity if quantity is not None else quantities(),
        published if published is not None else st.none(),
    ).map(lambda drawn: figure(period=drawn[0], quantity=drawn[1], published=drawn[2]))


def histories(
    *,
    indicator: str = "rate",
    areas: Sequence[str] = ("937", BENCHMARK),
    run: Sequence[Period] = (),
    quantity: st.SearchStrategy[Quantity] | None = None,
    missing: bool = True,
    revised: bool = True,
    of: Measure | None = None,
    as_of: date = date(2025, 1, 1),
) -> st.SearchStrategy[History]:
    """
    Draw histories: a figure for each area and period, or none, and revisions of some.

    Those of a measure decide it more often than not: drawn apart from their measure, figures seldom do.

    Args:
        indicator: What is measured.
        areas: The areas that have figures; `near` is an area set of all but the first.
        run: The periods; by default the calendar years 2018 to 2022.
        quantity: The quantities to draw from.
        missing: Leave figures out.
        revised: Publish some figures again, a year and more after their period.
        of: The measure they are for: they are figures of all that it is made of, most of them known exactly, in its units, for
            its area and a benchmark, and by default of the last six periods due on `as_of`. `indicator` counts for nothing then.
            Unless it says what its `values` are, not all of them lie between 0 and 1, which no verdict is given on.
        as_of: The day on which the measure is judged.
    """
    if of is not None:
        of, as_of = argument("of", Measure, of), argument("as_of", date, as_of)
        # Of two areas few are enough for a place or a mean.
        areas, run = (of.area, *areas[1:], *["b"] * bool(area_sets_of(of))), run or _due(of.calendar, as_of)
    run = list(run) or [Period(PeriodKind.CALENDAR_YEAR, year) for year in range(2018, 2023)]
    drawn = _series_of(of, areas) if of is not None else {(indicator, area, "all"): _FIGURES for area in areas}
    series = tuple((key, own if quantity is None else quantity) for key, own in drawn.items())
    way = {name: argument(name, bool, one) for name, one in (("missing", missing), ("revised", revised))}
    found = _history(series, tuple(areas), tuple(run), **way)
    unsaid = _percentages_of(of) if of is not None and of.values is not Values.PERCENT else ()
    return found.filter(lambda one: not any(map(one.percentage_faults, unsaid))) if unsaid else found


# Making these takes longer than drawing from them.
@functools.lru_cache(maxsize=256)
def _history(
    series: tuple[tuple[SeriesKey, st.SearchStrategy[Quantity]], ...],
    areas: tuple[str, ...],
    run: tuple[Period, ...],
    *,
    missing: bool,
    revised: bool,
) -> st.SearchStrategy[History]:
    slots = [_editions(key, period, drawn, missing=missing, revised=revised) for key, drawn in series for period in run]
    near = [AreaSet("near", date(2021, 4, 1), (*areas[1:], areas[0]))]

    def history(found: tuple[tuple[Observation, ...], ...]) -> History:
        return History([one for editions in found for one in editions], area_sets=near)

    return st.tuples(*slots).map(history)


def _due(calendar: Calendar, as_of: date) -> Sequence[Period]:
    last = calendar.latest_due(as_of)
    return () if last is None else calendar.between(last - 6 * calendar.step + 1, last)


def _series_of(measure: Measure, areas: Sequence[str]) -> dict[SeriesKey, st.SearchStrategy[Quantity]]:
    """Return what the figures are drawn from of each series that a measure is made of."""
    return {
        key: _mostly_exact(one.number.units(one.unit)[key[0]], one.decimals)
        for one in leaves(measure)
        for area in areas
        for key in one.number.series(area)
    }


def _percentages_of(measure: Measure) -> set[str]:
    """Name the indicators of a measure that are percentages."""
    units = [one.number.units(one.unit) for one in leaves(measure)]
    return {name for some in units for name, unit in some.items() if unit is Unit.PERCENT}


@functools.lru_cache(maxsize=64)
def _mostly_exact(unit: Unit, decimals: int) -> st.SearchStrategy[Quantity]:
    exact = exact_values(unit, 0 if unit.whole else decimals).map(Quantity.exact)
    return st.one_of([*[exact] * 30, quantities(unit=unit, decimals=decimals)])


def _editions(
    key: SeriesKey, period: Period, drawn: st.SearchStrategy[Quantity], *, missing: bool, revised: bool
) -> st.SearchStrategy[tuple[Observation, ...]]:
    """Draw the editions of one figure: none, one, or one and a revision; none is the plainest."""
    figure = partial(Observation, indicator=key[0], area=key[1], group=key[2], period=period, origin=_ORIGIN)
    one = drawn.map(lambda quantity: (figure(quantity=quantity),))
    two = st.tuples(drawn, drawn, st.integers(366, 900)).map(
        lambda found: (
            figure(quantity=found[0]),
            figure(quantity=found[1], published=period.end + timedelta(days=found[2])),
        )
    )
    nothing: st.SearchStrategy[tuple[Observation, ...]] = st.just(())
    # One in ten is missing, one in five of the others is revised.
    ways = [nothing] * missing + [one] * (7 if revised else 9) + [two] * (2 * revised)
    return st.sampled_from(range(len(ways))).flatmap(lambda way: ways[way])
