"""Months and quarters of a few areas, some of whose figures are hidden, and every way to fill them in."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal

import wes_rules as w

MONTHS = w.Calendar(kind="month", lag_months=1)
ORIGIN = w.Origin(publication="a list")
LATE = date(2040, 1, 1)


def month(text: str) -> w.Period:
    return w.Period.parse(text, "month")


def rows_of(values, first="April 2023", *, area="a", indicator="homes", group="all", unit="count", kind="month"):
    """A row for each value in turn; None is a period without a row."""
    start = w.Period.parse(first, kind)
    return [
        row(value, start + n, area=area, indicator=indicator, group=group, unit=unit)
        for n, value in enumerate(values)
        if value is not None
    ]


def row(value, period, *, area="a", indicator="homes", group="all", unit="count"):
    quantity = w.Quantity.read(str(value), unit=w.Unit(unit), suppressed_counts=(1, 4) if unit == "count" else None)
    return w.Observation(indicator=indicator, area=area, group=group, period=period, quantity=quantity, origin=ORIGIN)


def measure(number, rule, *, unit="count", decimals=0, better="higher", calendar=MONTHS, **more):
    given = {"id": "m", "title": "M", "area": "a", "values": "percent" if unit == "percent" else None, **more}
    return w.Measure(number=number, rule=rule, unit=unit, decimals=decimals, better=better, calendar=calendar, **given)


def judged(one, rows, *, as_of=None, period=None, area=None, sets=()):
    """Judge for the last period that has a row, long after it, or as things were on a day."""
    if as_of is None:
        as_of, period = LATE, period or max((each.period for each in rows), key=lambda each: each.index)
    history = w.History(rows).with_areas(sets, {"eng": "England"})
    return w.judge(one, history, as_of=as_of, period=period, area=area)


def completions(rows, tries=(0, 1, 4, 7)):
    """Every way to fill in what is hidden: a suppressed count from 1 to 4, any other by a few numbers."""
    hidden = [n for n, one in enumerate(rows) if not one.quantity.is_exact]
    for values in itertools.product(tries, repeat=len(hidden)):
        filled = list(rows)
        for n, value in zip(hidden, values, strict=True):
            quantity = rows[n].quantity
            low, high = quantity.low or Decimal(0), quantity.high
            if value < low or (high is not None and value > high):
                break
            filled[n] = w.Observation(
                indicator=rows[n].indicator, area=rows[n].area, group=rows[n].group, period=rows[n].period,
                quantity=w.Quantity.exact(value), origin=ORIGIN,
            )  # fmt: skip
        else:
            yield filled
