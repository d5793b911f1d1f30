"""Observations: published figures, each about one period and known from one day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Declared, Line, Measured, Name, NonNegativeInt, Title
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Quantity, Standing
from wes_rules.values.reason import Reason
from wes_rules.values.units import way_out


@attrs.frozen(kw_only=True)
class Origin(Declared):
    """
    Where a figure comes from.

    Args:
        publication: The publication, as a reader would look it up; what follows a semicolon says where in it.
        file: The file it was read from.
        row: Its line in that file, counted from 1.
        data_set: The data set's identifier, for sources that have one.
        version: The data set's version.
        made_up: True for invented figures, which every output labels.
    """

    publication: Title
    file: Line = ""
    row: Annotated[int, Bounds(low=1)] | None = None
    data_set: Line = ""
    version: Line = ""
    made_up: bool = False

    @property
    def title(self) -> str:
        """The publication alone, without where in it the figure stands."""
        return self.publication.partition(";")[0]

    def __str__(self) -> str:
        parts = [f"{self.data_set} {self.version}".strip()]
        parts.append(f"{self.file} row {self.row}" if self.file and self.row else self.file)
        place = ", ".join(part for part in parts if part)
        return f"{self.publication} ({place})" if place else self.publication


@cache
def nobody() -> Origin:
    """Return the origin of figures that nobody published."""
    return Origin(publication="supposed")


@attrs.frozen(kw_only=True)
class Observation(Declared):
    """
    One published figure, or the marker printed in its place.

    Args:
        indicator: What is measured.
        area: The code of the area it is about.
        group: The group of people it is about.
        period: The period it is about.
        quantity: The number, or what is known of it.
        origin: Where it comes from.
        published: When it became known; None counts as the period's end plus the calendar's lag.
        standing: Final, provisional, revised, estimate or forecast.
        numerator: The count above the line of a share, where published.
        denominator: The count below it.
        interval: The published 95% confidence interval, its lower and its upper limit.
        definition: Which of several ways of counting it follows ("excluding exceptions"); empty when there is one only.
        population: Whom it counts, where figures to be compared may differ in that ("aged 19 to 21").
        unread: Why nobody knows what it says, where it was published and left out; else None.

    Raises:
        DefinitionError: A negative count, or an interval that does not hold the figure.
    """

    indicator: Name
    area: Name
    period: Period
    quantity: Quantity
    origin: Origin
    group: Name = "all"
    published: date | None = None
    standing: Standing = attrs.field(default=Standing.FINAL, converter=accepting.standing)
    numerator: NonNegativeInt | None = None
    denominator: NonNegativeInt | None = None
    interval: tuple[Measured, Measured] | None = None
    definition: Line = ""
    population: Line = ""
    unread: Reason | None = None

    def __attrs_post_init__(self) -> None:
        if self.interval is not None:
            lower, upper = self.interval
            value = self.quantity.low if self.quantity.is_exact else None
            if lower > upper or (value is not None and not lower <= value <= upper):
                what = f"the interval from {lower} to {upper} does not hold the figure"
                raise DefinitionError(Problem(what, "give its lower limit, then its upper one"))

    @property
    def series(self) -> tuple[str, str, str]:
        """The series it belongs to: indicator, area and group."""
        return self.indicator, self.area, self.group

    @property
    def edition(self) -> tuple[tuple[str, str, str], Period, date | None]:
        """Identifies the edition: series, period and day of publication."""
        return self.series, self.period, self.published

    @property
    def described(self) -> str:
        """Which figure it is, in words."""
        return f"{self.indicator} ({self.group}) of area {self.area} for {self.period}"


def unit_fault(quantity: Quantity, unit: AnyUnit) -> Problem | None:
    """Return how a figure does not fit its unit: outside its bounds, or not whole; None if it fits."""
    for value in (quantity.low, quantity.high):
        if value is None:
            continue
        if (unit.low is not None and value < unit.low) or (unit.high is not None and value > unit.high):
            return Problem(f"{value} is outside what {unit.value} allows", way_out(unit))
        if unit.whole and quantity.is_exact and value != value.to_integral_value():
            return Problem(
                f"{value} is not a whole number",
                f"a {unit.value} is whole; an estimate has another unit, such as score",
            )
    return None


def share_fault(quantity: Quantity, numerator: int, denominator: int) -> Problem | None:
    """
    Return how a percentage's counts contradict it; None if they do not.

    A last printed digit that was cut off instead of rounded is no contradiction.
    """
    from fractions import Fraction

    counts = f"{numerator} of {denominator}"
    if numerator > denominator:
        return Problem(f"{counts} is no share", "a share has at most all cases inside")
    if denominator == 0:
        empty = quantity.is_missing
        return (
            None if empty else Problem(f"{quantity}% of no case at all is no share", "write z where there was no case")
        )
    share = Fraction(100 * numerator, denominator)
    said = f"{counts}, which is {float(share):.4g}%"
    if quantity.is_missing:
        return Problem(f"{quoted(quantity)} stands in place of {said}", "give the value, or leave the counts out")
    low, high = quantity.low, quantity.high
    assert low is not None  # a percentage that is not missing has both
    assert high is not None
    # What a spreadsheet leaves behind its last digit is none.
    noise = Fraction(1, 10**6)
    digit = max(Fraction(Decimal(1).scaleb(int(low.as_tuple().exponent))), noise) if quantity.is_exact else Fraction()
    if Fraction(low) - digit <= share <= Fraction(high) + digit:
        return None
    return Problem(f"{quantity}% is not {said}", "correct the value or the counts; leave counts out that are rounded")


def supposed(series: tuple[str, str, str], period: Period, value: Decimal, day: date) -> Observation:
    """Return a supposed figure, to ask what would follow from it."""
    indicator, area, group = series
    return Observation(
        indicator=indicator,
        area=area,
        group=group,
        period=period,
        quantity=Quantity.exact(value),
        published=day,
        origin=nobody(),
    )
