"""Draw periods, what may be known of numbers, and numbers worked out of the figures of one indicator."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.series.calendar import Calendar
from wes_rules.series.changes import ChangeSince
from wes_rules.series.number import NumberKind
from wes_rules.series.observed import Gap, Observed
from wes_rules.series.places import Place
from wes_rules.series.rates import Rate
from wes_rules.series.totals import Rolling, RunningTotal, YearToDate
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import argument
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Marker, Quantity, Unit, from_ticks, ticks


def periods(
    *, kind: PeriodKind | None = None, first: date = date(2000, 1, 1), last: date = date(2040, 12, 31)
) -> st.SearchStrategy[Period]:
    """
    Draw periods.

    Args:
        kind: The only kind to draw.
        first: A day in the earliest period.
        last: A day in the latest one.
    """
    if kind is None:
        return st.sampled_from(PeriodKind).flatmap(lambda one: periods(kind=one, first=first, last=last))
    ends = (Period.containing(first, kind).index, Period.containing(last, kind).index)
    return st.integers(*ends).map(lambda index: Period(kind, index))


def near(value: Decimal | int | str, *, decimals: int = 1) -> st.SearchStrategy[Decimal]:
    """
    Draw a value, and the ones a tick under and a tick over it, where verdicts turn.

    Args:
        value: The value on the line.
        decimals: The precision that makes a tick.
    """
    line: Decimal = argument("value", Decimal, value)
    tick = Decimal(1).scaleb(-argument("decimals", Annotated[int, Bounds(low=-9, high=9)], decimals))
    return st.sampled_from((line, line - tick, line + tick))


def quantities(
    *, unit: Unit | None = None, decimals: int = 1, missing: bool = True, vague: bool = True
) -> st.SearchStrategy[Quantity]:
    """
    Draw quantities within what their unit allows.

    Args:
        unit: The unit; by default percent.
        decimals: The number of decimal places of exact values.
        missing: Also draw numbers that are hidden behind a marker.
        vague: Also draw numbers known only between bounds.
    """
    unit = unit or Unit.PERCENT
    exact = exact_values(unit, decimals)
    options = [exact.map(Quantity.exact)]
    if vague:
        options.append(st.tuples(exact, exact).map(lambda ends: Quantity.between(min(ends), max(ends))))
    if missing:
        hidden = (Marker.SUPPRESSED, Marker.LOW_RELIABILITY, Marker.NOT_AVAILABLE)
        options.append(st.sampled_from(hidden).map(lambda marker: Quantity.missing(unit, marker)))
    return st.one_of(options)


def exact_values(unit: Unit, decimals: int) -> st.SearchStrategy[Decimal]:
    """Draw exact values that a unit allows, as whole ticks."""
    low = ticks(unit.low, decimals) if unit.low is not None else -1000
    high = ticks(unit.high, decimals) if unit.high is not None else 10_000
    step = 10 ** max(0, decimals) if unit.whole else 1
    return st.integers(-(-low // step), high // step).map(lambda tick: from_ticks(tick * step, decimals))


def numbers(
    *,
    indicator: str = "rate",
    unit: AnyUnit | None = None,
    calendar: Calendar | None = None,
    areas: Sequence[str] = (),
    since: Sequence[Period] = (),
) -> st.SearchStrategy[NumberKind]:
    """
    Draw numbers that fit a measure, the published figure itself first.

    Args:
        indicator: The figures that they are made of; the population of a rate is the indicator "people".
        unit: The unit of the number; by default percent.
        calendar: The rhythm of the figures; by default calendar years.
        areas: Other areas with figures, for gaps; for places there is an area set `near`.
        since: The periods that running totals begin with.
    """
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR) if calendar is None else calendar
    return st.sampled_from(_fitting(indicator, unit or Unit.PERCENT, calendar, tuple(areas), tuple(since)))


@functools.lru_cache(maxsize=256)
def _fitting(
    indicator: str, unit: AnyUnit, calendar: Calendar, areas: tuple[str, ...], since: tuple[Period, ...]
) -> tuple[NumberKind, ...]:
    def fits(number: NumberKind) -> bool:
        try:
            number.check(unit, calendar)
        except DefinitionError:
            return False
        return True

    return (Observed(indicator=indicator), *filter(fits, _known(indicator, areas, since)))


def _known(indicator: str, areas: Sequence[str], since: Sequence[Period]) -> Iterator[NumberKind]:
    """List one number and more of each kind; which of them fit depends on the measure."""
    for take in ("sum", "mean", "share"):
        yield Rolling(indicator=indicator, periods=2, take=take)
        yield from (YearToDate(indicator=indicator, year=year, take=take) for year in ("calendar", "financial"))
    for first in since:
        yield from (RunningTotal(indicator=indicator, since=first, take=take) for take in ("sum", "share"))
    yield from (ChangeSince(indicator=indicator, against=earlier) for earlier in ("previous", "same-period-last-year"))
    yield ChangeSince(indicator=indicator, against="previous", change_in="percent", figures_in=Unit.RATIO)
    yield from (Gap(indicator=indicator, from_area=area) for area in areas)
    rate = Rate(indicator=indicator, population="people", per=50, figures_in=Unit.RATIO)
    counts = attrs.evolve(rate, figures_in=Unit.COUNT)
    yield from (rate, attrs.evolve(counts, periods=2), attrs.evolve(counts, year="calendar", population_take="last"))
    yield from (attrs.evolve(counts, since=first) for first in since)
    if areas:
        yield from (Place(indicator=indicator, among="near", best=best) for best in ("highest", "lowest"))
