"""Calendars: when figures are due, which periods are not collected, and which do not compare."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated

import attrs

from wes_rules.errors import DefinitionError, PeriodError, Problem
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds, choice, wrong
from wes_rules.values.days import months_after
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.period_kind import ENDS
from wes_rules.values.reason import Reason

# How far back to look in a series without a stated beginning: more periods than any lag spans.
_FAR = 600


@attrs.frozen(kw_only=True, cache_hash=True)
class Calendar(Declared):
    """
    The rhythm of one series.

    Args:
        kind: The kind of period its figures are about.
        lag_months: Months from a period's end until its figure is due.
        lag_days: Days more.
        step: Every how many periods there is a figure ("every May" is a month calendar, step 12).
        anchor: A period that has one; needed when `step` is more than 1.
        surveyed: The only periods that have a figure, where surveys keep no rhythm: those that were surveyed, and those that
            will be. The last figure stands until the next one listed is due. None for a series with a rhythm.
        not_collected: Periods for which nobody has a figure. They are not in the calendar.
        breaks: Periods from which on figures do not compare with earlier ones.
        isolated: Periods whose figures exist and compare with no other period's.
        window: How many periods each figure covers, its own the last of them: 3 for a three-year average.
        first: The first period with a figure, if the series had a beginning.
        last: The last period with a figure, if the series ended.

    Raises:
        DefinitionError: A period of another kind, a step without anchor or beside surveys, or a negative lag.
    """

    kind: PeriodKind = attrs.field(converter=accepting.period_kind)
    lag_months: Annotated[int, Bounds(low=0, high=12_000)] = 0
    lag_days: Annotated[int, Bounds(low=0, high=365_000)] = 0
    step: Annotated[int, Bounds(low=1, high=1_000)] = 1
    anchor: Period | None = None
    surveyed: frozenset[Period] | None = attrs.field(default=None, converter=accepting.periods_or_none)
    not_collected: frozenset[Period] = attrs.field(default=frozenset(), converter=accepting.periods)
    breaks: frozenset[Period] = attrs.field(default=frozenset(), converter=accepting.periods)
    isolated: frozenset[Period] = attrs.field(default=frozenset(), converter=accepting.periods)
    window: Annotated[int, Bounds(low=1, high=1_000)] = 1
    first: Period | None = None
    last: Period | None = None

    @classmethod
    def taken(cls, raw: object, _: object) -> Calendar:
        """Take a kind of period as the calendar with a figure for each."""
        if isinstance(raw, str):
            return cls(kind=choice(raw, PeriodKind))
        return wrong(raw, "a Calendar", 'give one, such as Calendar(kind="academic-year")')

    def __attrs_post_init__(self) -> None:
        if self.step > 1 and self.anchor is None:
            raise DefinitionError(f"step {self.step} needs an anchor: name one period that has a figure")
        if self.surveyed is not None and (not self.surveyed or self.anchor is not None):
            what = (
                "surveyed lists no period"
                if not self.surveyed
                else "surveyed leaves nothing for step and anchor to say"
            )
            raise DefinitionError(Problem(what, "list every period with a survey, or leave surveyed out"))
        if self.first is not None and self.last is not None and self.first > self.last:
            raise DefinitionError(Problem(f"first, {self.first}, is after last, {self.last}", "exchange them"))
        ends = [period for period in (self.anchor, self.first, self.last) if period is not None]
        for period in (*(self.surveyed or ()), *self.not_collected, *self.breaks, *self.isolated, *ends):
            if period.kind is not self.kind:
                raise DefinitionError(f"{period} is {period.kind.a}, the calendar's kind is {self.kind.value}")
        if self.surveyed and not any(period in self for period in self.surveyed):
            raise DefinitionError(Problem("no period in surveyed has a figure", "correct first, last or not_collected"))

    @property
    def begins(self) -> Period | None:
        """The first period that can have a figure; None if unknown."""
        return self.first if self.surveyed is None else min(period for period in self.surveyed if period in self)

    @property
    def ends(self) -> Period | None:
        """The last period that can have a figure; None if unknown."""
        return self.last if self.surveyed is None else max(period for period in self.surveyed if period in self)

    def collects(self, period: Period) -> bool:
        """Whether a figure is collected for a period: it was surveyed, or not left out."""
        return period not in self.not_collected and (self.surveyed is None or period in self.surveyed)

    def __contains__(self, period: Period) -> bool:
        """Whether the series has a figure for `period`."""
        if period.kind is not self.kind or not self.collects(period):
            return False
        if self.anchor is not None and (period.index - self.anchor.index) % self.step:
            return False
        return (self.first is None or period >= self.first) and (self.last is None or period <= self.last)

    def written(self, period: Period) -> Period:
        """Return a period with the calendar's window, which labels everything that its figure covers."""
        return period if period.window == self.window else Period(period.kind, period.index, self.window)

    @property
    def rhythm(self) -> str:
        """The distance between figures: a year, a quarter, a month."""
        if self.kind.per_year == self.step:
            return "year"
        noun = self.kind.value.rsplit("-", 1)[-1]
        return noun if self.step == 1 else f"{self.step} {noun}s"

    @property
    def called(self) -> str:
        """The word for its periods: years, quarters, months, surveys, or periods if each spans several."""
        if self.surveyed is not None:
            return "survey"
        return "period" if self.rhythm[0].isdigit() else self.rhythm.replace("half", "half-year")

    def due(self, period: Period) -> date:
        """Return the day on which the figure for `period` is due to be known."""
        return _due(self, period)

    def latest_due(self, as_of: date) -> Period | None:
        """Return the latest period whose figure is due on `as_of`; None when the first is not."""
        return _latest_due(self, as_of)

    def not_due(self, as_of: date) -> tuple[Period, ...]:
        """List the periods that have begun by `as_of` and whose figures are not due, earliest first."""
        return _not_due(self, as_of)

    def latest_ending(self, day: date) -> Period | None:
        """Return the latest period that has ended on or before `day`."""
        back = self._back(_index_of(day, self.kind))
        return next((period for period in back if period.last_day <= day), None)

    def previous(self, period: Period) -> Period | None:
        """Return the period before `period` that has a figure, however far back."""
        return _previous(self, period)

    def next(self, period: Period) -> Period | None:
        """Return the next period after `period` that has a figure."""
        if self.surveyed is not None:
            return next((p for p in _run(self, period.index + 1, max(self.surveyed).index) if p in self), None)
        ahead = self.step * (len(self.not_collected) + 1)
        last = min(period.index + ahead, ENDS[self.kind][1]) if self.last is None else self.last.index
        return next((p for p in _run(self, period.index + 1, last) if p in self), None)

    def between(self, first: Period, last: Period) -> tuple[Period, ...]:
        """List the periods with figures from `first` to `last`, both included."""
        return _between(self, first, last)

    def spans_a_gap(self, earlier: Period, later: Period) -> bool:
        """Whether periods were left out between two periods; years between surveys are no gap."""
        if self.surveyed is not None:
            return any(earlier < one < later for one in self.surveyed)
        return later - earlier > self.step

    def restart(self, period: Period) -> Period | None:
        """Return the latest break on or before `period`; earlier figures do not compare."""
        return max((b for b in self.breaks if b <= period), default=None) if self.breaks else None

    def unlike(self, *periods: Period) -> Reason:
        """Return why periods do not compare: one of them is isolated, or the series changed."""
        return Reason.SERIES_BREAK if self.isolated.isdisjoint(periods) else Reason.ISOLATED

    def begun_again(self, start: Period | None, period: Period) -> Period | None:
        """
        Return where a run of figures up to `period` restarts: at the first that compares with the last.

        Args:
            start: Where the run begins; None counts as before every break.
            period: Its last period.

        Returns:
            None where the run compares from its start; `period` itself where nothing before it compares.
        """
        restart = self.restart(period)
        if period in self.isolated or restart == period:
            return period
        if start is not None and (start >= period or self.comparable(start, period)):
            return None
        first = max((one for one in (start, restart) if one is not None), default=None)
        if first is None:
            return None
        return next((one for one in self.between(first, period) if one not in self.isolated), period)

    def comparable(self, earlier: Period, later: Period) -> bool:
        """Whether figures of two periods may be compared with each other."""
        if earlier == later:
            return True
        if self.isolated and (earlier in self.isolated or later in self.isolated):
            return False
        return not self.breaks or not any(earlier < b <= later for b in self.breaks)

    def _back(self, index: int) -> Iterator[Period]:
        if self.surveyed is not None:
            places = sorted((p.index for p in self.surveyed if p.index <= index and p in self), reverse=True)
            # Written as the figures are, however the plan writes it.
            yield from (Period(self.kind, one, self.window) for one in places)
            return
        floor = index - self.step * (len(self.not_collected) + 1) - _FAR if self.first is None else self.first.index
        for one in range(index, max(floor, ENDS[self.kind][0]) - 1, -1):
            if (period := Period(self.kind, one, self.window)) in self:
                yield period


def _run(calendar: Calendar, first: int, last: int) -> Iterator[Period]:
    return (Period(calendar.kind, index, calendar.window) for index in range(first, last + 1))


def _index_of(day: date, kind: PeriodKind) -> int:
    """Return the index of the period that a day lies in; -1 before the first one."""
    try:
        return Period.containing(day, kind).index
    except PeriodError:
        return ENDS[kind][0] - 1


@lru_cache(maxsize=65536)
def _due(calendar: Calendar, period: Period) -> date:
    try:
        return months_after(period.last_day + timedelta(days=1), calendar.lag_months) + timedelta(
            days=calendar.lag_days
        )
    except (OverflowError, ValueError):
        return date.max  # after every day that can be asked about


@lru_cache(maxsize=4096)
def _between(calendar: Calendar, first: Period, last: Period) -> tuple[Period, ...]:
    return tuple(period for period in _run(calendar, first.index, last.index) if period in calendar)


@lru_cache(maxsize=65536)
def _previous(calendar: Calendar, period: Period) -> Period | None:
    return next(calendar._back(period.index - 1), None)


@lru_cache(maxsize=4096)
def _not_due(calendar: Calendar, as_of: date) -> tuple[Period, ...]:
    due, newest = _latest_due(calendar, as_of), _index_of(as_of, calendar.kind)
    begins = calendar.begins if due is None else due + 1
    if begins is None:
        return ()
    return tuple(period for period in _run(calendar, begins.index, newest) if period in calendar)


@lru_cache(maxsize=4096)
def _latest_due(calendar: Calendar, as_of: date) -> Period | None:
    newest = _index_of(as_of, calendar.kind)
    return next((period for period in calendar._back(newest) if calendar.due(period) <= as_of), None)


def calendar_or_kind(value: Calendar | PeriodKind | str) -> Calendar:
    """Accept a calendar, or a kind of period that has a figure for each; see `accepting`."""
    return value  # type: ignore[return-value] # converted afterwards
