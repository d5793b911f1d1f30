"""The series of a file of figures, and its areas, as far as they show what measures could be made of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

import attrs

from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit


@attrs.define(kw_only=True)
class SeenSeries:
    """
    What the rows of one indicator and group show.

    Args:
        group: The group of people that it is about.
        title: Its name for people, where the file has one.
        decimals: The most decimal places of its figures.
        areas: The areas that it is about, each with the number of its rows.
        names: What its areas are called.
        months: The months of the year that its figures are of, where they are of months.
        first: Its first period, as it is written.
        least: The lowest of its figures, or 0.
        most: The highest of them, or 0.
        below_one: Whether a figure lies between 0 and 1.
        beyond_one: Whether one lies elsewhere.
        kind_said: Whether the file says of which kind its periods are.
        has_counts: Whether a figure has the counts that it is a share of.
        unread: A figure that is neither a number nor a symbol; empty where there is none.
        fractions: Whether its percentages are fractions in the file, which a workbook shows as percentages.
    """

    indicator: str
    group: str
    title: str = ""
    units: set[str] = attrs.Factory(set)
    decimals: int = 0
    areas: Counter[str] = attrs.Factory(Counter)
    names: dict[str, str] = attrs.Factory(dict)
    periods: dict[str, set[Period]] = attrs.Factory(dict)
    months: set[int] = attrs.Factory(set)
    first: str = ""
    fractions: bool = False
    unread: str = ""
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(0)
    below_one: bool = False
    beyond_one: bool = False
    kind_said: bool = False
    has_counts: bool = False

    @property
    def look_like_fractions(self) -> bool:
        """Whether all its figures lie between 0 and 1, so that percentages among them are fractions."""
        return self.below_one and not self.beyond_one

    @property
    def unit(self) -> Unit | None:
        """Its unit, where all its rows name one that there is."""
        known = [one for one in Unit if one.value in self.units]
        return known[0] if len(known) == 1 and len(self.units) == 1 else None

    @property
    def yearly(self) -> bool:
        """Whether its figures are of one month of each year."""
        return self.kind is PeriodKind.MONTH and len(self.months) == 1

    @property
    def step(self) -> int:
        """The number of months between figures, if it is always the same and more than one."""
        if self.kind is not PeriodKind.MONTH:
            return 1
        found = sorted({period.index for periods in self.periods.values() for period in periods})
        step = math.gcd(*(after - before for before, after in pairwise(found))) if len(found) > 2 else 1
        return 12 if self.yearly else step if step in (2, 3, 4, 6) else 1

    @property
    def kind(self) -> PeriodKind | None:
        """Its kind of period, where all its rows have one."""
        kinds = {one.kind for periods in self.periods.values() for one in periods}
        return next(iter(kinds)) if len(kinds) == 1 else None

    @property
    def window(self) -> int:
        """How many periods each figure is about."""
        return max((one.window for periods in self.periods.values() for one in periods), default=1)

    @property
    def earliest(self) -> Period | None:
        """Its earliest period, where all are of one kind."""
        return None if self.kind is None else min(one for periods in self.periods.values() for one in periods)


@attrs.frozen(kw_only=True)
class Areas:
    """
    The areas of a file of figures.

    Args:
        rows: Each area, with the number of its rows.
        ended: Those without a figure in the newest two periods of any series.
    """

    rows: Counter[str]
    names: Mapping[str, str]
    ended: frozenset[str]

    @property
    def examples(self) -> str:
        """Name a few of them."""
        some = ", ".join(sorted(self.rows)[:3])
        return f"{some} and {len(self.rows) - 3} others" if len(self.rows) > 3 else some


def areas_of(series: Sequence[SeenSeries]) -> Areas:
    """Return the areas that some series are about."""
    rows = sum((one.areas for one in series), Counter[str]())
    names = {area: name for one in series for area, name in one.names.items()}
    new: set[str] = set()
    for one in series:
        newest = sorted({period for periods in one.periods.values() for period in periods}, key=lambda one: one.start)
        new |= {area for area, periods in one.periods.items() if periods & {*newest[-2:]}}
    return Areas(rows=rows, names=names, ended=frozenset(rows.keys() - new))
