"""Strategies for periods and quantities."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Marker, Quantity, Unit, from_ticks, ticks


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
    line, tick = Decimal(value), Decimal(1).scaleb(-decimals)
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
