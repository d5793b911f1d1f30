"""Known figures, faults of a broken file, and how to read indicators, for the tests of a source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.errors import PeriodError
from wes_rules.plugins.asking import Wanted
from wes_rules.series.calendar import Calendar
from wes_rules.series.observation import Observation
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit


@attrs.frozen
class Known(Declared):
    """
    One figure that a source must read.

    Args:
        indicator: What is measured.
        area: The code of its area.
        period: Its period, as `Period`, or as text that is read as a period of the kind that the source returns.
        value: The number as it was published, as text; None for a number that is hidden.
        group: The group it is about.
        row: The row of its file that it stands in, counted as an editor counts lines.
        published: The day on which it was published.
        interval: The ends of its published interval, as text.
    """

    indicator: str
    area: str
    period: Period | str
    value: str | None
    group: str = "all"
    row: int | None = attrs.field(default=None, kw_only=True)
    published: date | None = attrs.field(default=None, kw_only=True)
    interval: tuple[str, str] | None = attrs.field(default=None, kw_only=True)

    def __str__(self) -> str:
        return f"{self.indicator} of {self.area} ({self.group}) in {self.period}"

    def matches(self, one: Observation) -> bool:
        """Whether an observation is of this series and period."""
        return one.series == (self.indicator, self.area, self.group) and one.period == self._as(one.period.kind)

    def _as(self, kind: PeriodKind) -> Period | None:
        if isinstance(self.period, Period):
            return self.period
        try:
            return Period.parse(self.period, kind)
        except PeriodError:
            return None

    def equals(self, one: Observation) -> bool:
        """Whether an observation has this number."""
        if self.value is None:
            return not one.quantity.is_exact
        # By its text, so that a number of a wrong type is told as that, and not as a wrong number.
        return one.quantity.is_exact and Decimal(str(one.quantity.low)) == Decimal(self.value)

    def differs(self, one: Observation) -> Iterator[tuple[str, Any, Any]]:
        """Return the other known facts that were read differently: name, right value, value read."""
        interval = None if self.interval is None else tuple(map(Decimal, self.interval))
        for name, right, found in (
            ("row", self.row, one.origin.row),
            ("publication day", self.published, one.published),
            ("interval", interval, one.interval),
        ):
            if right is not None and right != found:
                yield name, right, found


@attrs.frozen
class Broken(Declared):
    """
    Something to read that is broken in more than one place.

    Args:
        config: A configuration that reads it.
        places: Where each fault is: its file as the plan names it, and the row, counted as an editor counts lines.
    """

    config: Any
    places: tuple[tuple[str, int], ...]


def wanted(unit: str, kind: str, decimals: int = 1) -> Wanted:
    """
    Return how an indicator is to be read.

    Args:
        unit: Its unit, as plan files write it: "percent", "count".
        kind: The kind of period it is judged by: "academic-year", "calendar-quarter".
        decimals: The precision at which it is compared.
    """
    units, kinds = {one.value: one for one in Unit}, {one.value: one for one in PeriodKind}
    return Wanted(units[unit], decimals, (Calendar(kind=kinds[kind]),))
