"""
Small worlds of the oracle, in plain values: what is on file, what a plan says, and the day of knowing.

Nothing here or in the judge comes from wes_rules. Numbers are whole ticks of the measure's precision, periods are
whole numbers counted on from the year 0, and a world prints as the Python that makes it.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date, timedelta

from tests.oracle.periods import KINDS, end_of, months_after

# The lowest and the highest value of each unit; None is without bound.
BOUNDS = {
    "percent": (0, 100),
    "percentage-points": (-100, 100),
    "count": (0, None),
    "score": (None, None),
    "days": (0, None),
    "pounds": (None, None),
    "ratio": (0, None),
    "rank": (1, None),
}


def spelt(self) -> str:
    """The Python that makes it, without what is as usual."""
    given = ((f.name, getattr(self, f.name)) for f in fields(self) if getattr(self, f.name) != _usual(f))
    return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in given)})".replace("datetime.", "")


def _usual(one) -> object:
    return one.default_factory() if one.default_factory is not MISSING else one.default


@dataclass(frozen=True, repr=False)
class Cal:
    """The rhythm of a series, in the words of a plan file."""

    __repr__ = spelt

    kind: str = "calendar-year"
    lag: int = 0
    lag_days: int = 0
    step: int = 1
    anchor: int | None = None
    surveyed: tuple[int, ...] | None = None
    not_collected: tuple[int, ...] = ()
    breaks: tuple[int, ...] = ()
    isolated: tuple[int, ...] = ()
    window: int = 1
    first: int | None = None
    last: int | None = None

    def holds(self, period: int) -> bool:
        """Whether there is a figure for a period."""
        if self.first is not None and period < self.first:
            return False
        if self.last is not None and period > self.last:
            return False
        if self.surveyed is not None and period not in self.surveyed:
            return False
        return period not in self.not_collected and (self.step == 1 or (period - self.anchor) % self.step == 0)

    def begins(self) -> int | None:
        """The first period that there may be a figure for."""
        return self.first if self.surveyed is None else min((p for p in self.surveyed if self.holds(p)), default=None)

    def before(self, period: int) -> int | None:
        """The period before one that has a figure; a survey stands for as long as none follows."""
        near = range(period - 1, period - 1 - self._reach(), -1)
        listed = near if self.surveyed is None else sorted(self.surveyed, reverse=True)
        return next((p for p in listed if p < period and self.holds(p)), None)

    def after(self, period: int) -> int | None:
        """The period after one that has a figure."""
        near = range(period + 1, period + 1 + self._reach())
        listed = near if self.surveyed is None else sorted(self.surveyed)
        return next((p for p in listed if p > period and self.holds(p)), None)

    def _reach(self) -> int:
        """How far the nearest period can be away where there is one at each step."""
        return self.step * (len(self.not_collected) + 2)

    def between(self, first: int, last: int) -> list[int]:
        """All periods with figures from one to another."""
        return [p for p in range(first, last + 1) if self.holds(p)]

    def restart(self, period: int) -> int | None:
        """The latest break on or before a period."""
        return max((b for b in self.breaks if b <= period), default=None)

    def comparable(self, one: int, other: int) -> bool:
        """Whether figures of two periods may be held against each other."""
        early, late = sorted((one, other))
        if early == late:
            return True
        return not ({early, late} & set(self.isolated)) and not any(early < b <= late for b in self.breaks)

    def due(self, period: int) -> date:
        """The day on which a period's figure is due to be known."""
        return months_after(end_of(self.kind, period), self.lag) + timedelta(days=self.lag_days)

    def containing(self, day: date) -> int:
        """The period, with or without a figure, that a day lies in."""
        if self.kind == "week":
            return (day.toordinal() - 1) // 7
        period = (day.year - 1) * KINDS[self.kind][0]
        while end_of(self.kind, period) <= day:
            period += 1
        return period

    def at_or_before(self, period: int) -> int | None:
        """The latest period with a figure up to one."""
        period = period if self.last is None else min(period, self.last)
        return period if self.holds(period) else self.before(period)

    def ended_by(self, day: date) -> int | None:
        """The latest period whose last day is a day or lies before it."""
        return self.at_or_before(self.containing(day + timedelta(days=1)) - 1)

    def latest_due(self, day: date) -> int | None:
        """The latest period whose figure is due on a day."""
        period = self.containing(day)
        while self.due(period) > day:
            period -= 1
        return self.at_or_before(period)


@dataclass(frozen=True, repr=False)
class Row:
    """
    One row on file.

    `what` is a whole number of ticks, or a tuple: ("x",), ("z",), ("u",), ("c",), ("c", low, high), ("low",),
    ("low", amount it was rounded to), ("fine", tenths of a tick), ("rounded", ticks, amount), ("lost",) for a value that
    could not be read.
    """

    __repr__ = spelt

    period: int
    what: int | tuple
    area: str = "own"
    group: str = "all"
    indicator: str = "rate"
    published: date | None = None
    standing: str = ""
    definition: str = ""
    interval: tuple[int, int] | None = None
    counts: tuple[int, int] | None = None
    # The kind of its period, where that is another than the measure's.
    kind: str = ""

    @property
    def series(self) -> tuple[str, str, str]:
        return self.indicator, self.area, self.group

    @property
    def edition(self) -> tuple:
        return self.series, self.kind, self.period, self.published


@dataclass(frozen=True, repr=False)
class Lost:
    """A row that was left out: what could not be read of it is None. Without a day it may replace every edition."""

    __repr__ = spelt

    period: int | None = None
    area: str | None = None
    group: str | None = None
    indicator: str | None = "rate"
    published: date | None = None
    any_edition: bool = False

    def may_be(self, series: tuple[str, str, str], period: int) -> bool:
        """Whether it may be about a figure."""
        said = self.indicator, self.area, self.group, self.period
        return all(one in (None, other) for one, other in zip(said, (*series, period), strict=True))


@dataclass(frozen=True, repr=False)
class Base:
    """What a promise starts from: a stated value, or the published figure of a period."""

    __repr__ = spelt

    value: int | None = None
    period: int | None = None
    rounded: bool = False
    # By how many places it is stated less precisely than figures are compared.
    coarser: int = 0


@dataclass(frozen=True, repr=False)
class World:
    """Everything one verdict hangs on. `rule` is spelt as in a plan file, with ticks for numbers."""

    __repr__ = spelt

    rule: dict
    rows: tuple[Row, ...]
    as_of: date
    cal: Cal = field(default_factory=Cal)
    period: int | None = None
    unit: str = "count"
    better: str = "higher"
    number: dict = field(default_factory=dict)
    starts: date | None = None
    deadline: date | None = None
    base: Base | None = None
    sets: dict = field(default_factory=dict)
    decimals: int = 0
    lost: tuple[Lost, ...] = ()
    cases: tuple[tuple[str, date, date | None, bool, date | None], ...] = ()
    inspections: tuple[tuple[str, date, int], ...] = ()
    # The last day of each area that ended.
    ended: dict = field(default_factory=dict)
    # The lowest and the highest value of the plan's own unit, and whether it has whole numbers only.
    own_unit: tuple[int | None, int | None, bool] | None = None
    # The area that is judged.
    area: str = "own"

    @property
    def published(self) -> str:
        """The unit in which the figures are published: a difference in points is one of percentages."""
        if self.number.get("kind") in ("gap", "change") and self.unit == "percentage-points":
            return "percent"
        return self.number.get("figures_in", "count" if self.number.get("kind") == "rate" else self.unit)

    @property
    def finer(self) -> int:
        """By how many places the number is more precise than the figures that it is made of: counts are whole."""
        return max(self.decimals, 0) if self.whole else 0

    @property
    def once_a_year(self) -> bool:
        """Whether a year to date is judged when the year is over, on all of its figures."""
        return "year" in self.number and self.cal.step == KINDS[self.cal.kind][0]

    def of_figures(self) -> Cal:
        """The rhythm of the figures that the number is made of."""
        return replace(self.cal, step=1, anchor=None) if self.once_a_year else self.cal

    @property
    def whole(self) -> bool:
        """Whether figures are whole numbers."""
        return self.published in ("count", "rank") or (self.published == "own" and self.own_unit[2])

    def limits(self, unit: str) -> tuple[int | None, int | None]:
        """The lowest and the highest value of a unit."""
        return self.own_unit[:2] if unit == "own" else BOUNDS[unit]

    def has_ended(self, area: str, period: int) -> bool:
        """Whether an area had ended before a period was over."""
        return area in self.ended and end_of(self.cal.kind, period) > self.ended[area] + timedelta(days=1)

    def bounds(self) -> tuple[int | None, int | None]:
        """The lowest and highest value of the number, in ticks."""
        low, high = self.limits(self.published)
        match self.number:
            case {"kind": "change", "change_in": "percent"}:
                low, high = None if low is None else -100, None
            case {"kind": "gap" | "change"}:
                low, high = (None, None) if high is None else (low - high, high - low)
            case {"kind": "rolling" | "year-to-date" | "running-total"} if self.number.get("take", "sum") == "sum":
                high = None
            case {"kind": "rate"}:
                low, high = None if low is None or low < 0 else 0, self.limits(self.unit)[1]
            case _:
                low, high = self.limits(self.unit)
        return self._in_ticks(low, high, self.decimals)

    def bounds_of_rows(self) -> tuple[int | None, int | None]:
        """The lowest and highest value of what is published, in ticks."""
        return self._in_ticks(*self.limits(self.published), self.decimals - self.finer)

    def bounds_of_people(self) -> tuple[int | None, int | None]:
        """The lowest and the highest value of a population, which is spelt in ones."""
        return self.limits(self.number.get("population_in", "count"))

    def _in_ticks(self, low: int | None, high: int | None, decimals: int) -> tuple[int | None, int | None]:
        return low and low * 10 ** max(decimals, 0), high and high * 10 ** max(decimals, 0)
