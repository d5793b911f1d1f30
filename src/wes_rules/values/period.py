"""Periods: the year, quarter, term, month or week that a figure is about."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, overload

import attrs

from wes_rules.errors import PeriodError
from wes_rules.values import checks
from wes_rules.values.checks import Bounds, wrong
from wes_rules.values.fields import Declared, argument
from wes_rules.values.period_kind import (
    END_YEARS,
    ENDS,
    PeriodKind,
    label_of,
    last_day_of,
    place_of,
    start_of,
    week_of,
    year_and_part_of,
)
from wes_rules.values.taking import taken

if TYPE_CHECKING:
    import pendulum

__all__ = ["Period", "PeriodKind"]


@attrs.frozen(order=False, cache_hash=True)
class Period(Declared):
    """
    One period, as its kind and its place in the run of all periods of that kind.

    Args:
        kind: The kind.
        index: A year by its first calendar year; parts of a year counted on from the year 0.
        window: How many periods its figures cover, itself the last of them: with 3, the year 2019 is written 2017 - 2019. It is how
            the period is written, and makes no other period of it.
    """

    kind: PeriodKind
    index: int
    window: Annotated[int, Bounds(low=1)] = attrs.field(default=1, eq=False)

    def __attrs_post_init__(self) -> None:
        low, high = ENDS[self.kind]
        if not low <= self.index <= high:
            years = "the years {} to {}".format(*END_YEARS)
            raise PeriodError(f"{self.kind.a} with index {self.index} is outside the calendar, {years}")

    @classmethod
    def taken(cls, raw: object, kind: object) -> Period:
        """Take a text as a period of a given kind."""
        if isinstance(raw, str) and isinstance(kind, PeriodKind):
            return cls.parse(raw, kind)
        return wrong(raw, "a period", 'read it with Period.parse("2019/20", PeriodKind.ACADEMIC_YEAR)')

    @classmethod
    def parse(cls, text: str, kind: PeriodKind | str | None = None, *, window: int | None = 1) -> Period:
        """
        Read a period as people write it.

        Without `kind` the spelling decides: 2019 is a calendar year, 2019/20 an academic year,
        2019 Q3 a calendar quarter, 2019/20 Q1 a financial quarter.

        Args:
            text: Such as 2019/20, 2019-20, 201920, 2019/2020, 18/19, 2019 Q3, Sept 2019, autumn 2019/20.
            kind: The kind of period it must be. A date then stands for the period of which it is the first or last day,
                as spreadsheets make one of "Jan-23".
            window: How many years a figure pools: with 3, "2017 - 19" and "2017/18 - 19/20" are read as their last year. None
                takes as many as the text says.

        Raises:
            PeriodError: It cannot be read as that kind, or no such period exists.
            DefinitionError: It is no text, or the kind is none.
        """
        from wes_rules.values import spellings

        text = checks.text(text)
        kind = None if kind is None else checks.choice(kind, PeriodKind)
        window = None if window is None else checks.whole(window, Bounds(low=1))
        return cls(*spellings.parse(text, kind, window))

    @classmethod
    def from_dfe(cls, time_period: str, time_identifier: str, *, window: int = 1) -> Period:
        """
        Read the two columns of a DfE file, such as 201920 and "Academic year".

        Args:
            time_period: The year.
            time_identifier: Which part of it, or which kind of year.
            window: How many terms a figure covers: with 2, "Autumn and spring term" is read as the spring term.

        Raises:
            PeriodError: An unknown identifier, or a period that cannot exist.
            DefinitionError: One of them is no text.
        """
        from wes_rules.values import identified

        time_period, time_identifier = checks.text(time_period), checks.text(time_identifier)
        return cls(*identified.from_dfe(time_period, time_identifier, checks.whole(window, Bounds(low=1))), window)

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        """Return the period of a kind that a day lies in."""
        kind = taken(PeriodKind, kind)
        return cls(kind, place_of(argument("day", date, day), kind))

    @property
    def start(self) -> pendulum.Date:
        """The first day."""
        return _by_pendulum(start_of(self.kind, self.index))

    @property
    def end(self) -> pendulum.Date:
        """The first day after it."""
        return _by_pendulum(start_of(self.kind, self.index + 1))

    @property
    def last_day(self) -> date:
        """The last day."""
        return last_day_of(self.kind, self.index)

    @property
    def year_and_part(self) -> tuple[int, int]:
        """The year it belongs to, and which part of it: 0 for the first."""
        return year_and_part_of(self.kind, self.index)

    @property
    def same_period_last_year(self) -> Period:
        """The period one year earlier."""
        if self.kind is PeriodKind.WEEK:
            year, part = self.year_and_part
            return self.at(week_of(year - 1, min(part + 1, 52)))
        return self - self.kind.per_year

    def at(self, index: int) -> Period:
        """Return the period of the same kind and window at another index."""
        return _placed(self.kind, index, self.window)

    def __add__(self, steps: int) -> Period:
        return self.at(self.index + steps) if isinstance(steps, int) else NotImplemented

    @overload
    def __sub__(self, other: int) -> Period: ...
    @overload
    def __sub__(self, other: Period) -> int: ...
    def __sub__(self, other: int | Period) -> Period | int:
        if isinstance(other, int):
            return self.at(self.index - other)
        if isinstance(other, Period):
            return self.index - self._alike(other)
        return NotImplemented

    def __lt__(self, other: Period) -> bool:
        return self.index < self._alike(other)

    def __le__(self, other: Period) -> bool:
        return self.index <= self._alike(other)

    def __gt__(self, other: Period) -> bool:
        return self.index > self._alike(other)

    def __ge__(self, other: Period) -> bool:
        return self.index >= self._alike(other)

    def _alike(self, other: Period) -> int:
        if not isinstance(other, Period):
            raise PeriodError(f"{self} is a period, {other!r} is not")
        if other.kind is not self.kind:
            raise PeriodError(f"{self} is {self.kind.a}, {other} is {other.kind.a}: they do not compare")
        return other.index

    def __repr__(self) -> str:
        window = "" if self.window == 1 else f", window={self.window}"
        return f"Period.parse({str(self)!r}, {self.kind.value!r}{window})"

    def __str__(self) -> str:
        return label_of(self.kind, self.index, self.window)


def _by_pendulum(day: date) -> pendulum.Date:
    """Return a pendulum date; loading pendulum takes as long as everything that judging needs."""
    import pendulum

    return pendulum.Date(day.year, day.month, day.day)


# Of each period there is one, mostly, so that tables in which it is looked up need not ask whether two are equal.
_placed = lru_cache(maxsize=4096, typed=True)(Period)
