"""Shares counted from rows of cases and inspections."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.series.cases import Case, Inspection, days_between
from wes_rules.series.figure import Figure, Lookup, share
from wes_rules.series.left_out import UnreadCase, UnreadInspection
from wes_rules.series.number import NumberKind
from wes_rules.series.observation import Observation, Origin
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Name, NonNegativeInt
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import AnyUnit, Quantity, Span, Unit, from_ticks
from wes_rules.values.reason import Reason


def _days(value: Sequence[date]) -> tuple[date, ...]:
    return accepting.several(value)


@attrs.frozen(kw_only=True)
class ShareWithin(NumberKind):
    """
    The share of cases whose clock stopped within a number of days.

    Day 0 is the day the clock started; the last day still counts. A case open past the limit has failed at once.
    A case open within the limit may go either way, and until the period's figure is due more cases may come, so the
    share lies between bounds. An excluded case does not count.

    Args:
        indicator: The name of the cases.
        days: The limit of cases that have none of their own.
        day_count: Calendar days, working days, or school days.
        by: Which date puts a case into a period.
        days_off: Holidays, or days schools are shut; for working and school days.

    Raises:
        DefinitionError: School days without the days schools are shut.
    """

    kind: ClassVar[str] = "share-within"
    of_rows: ClassVar[bool] = True

    indicator: Name
    days: NonNegativeInt
    day_count: Literal["calendar", "working", "school"] = "calendar"
    by: Literal["opened", "closed"] = "opened"
    days_off: tuple[date, ...] = attrs.field(default=(), converter=_days)

    def __attrs_post_init__(self) -> None:
        if self.day_count == "school" and not self.days_off:
            raise DefinitionError("school days need days_off: list the days on which schools are shut")

    @property
    def group(self) -> str:
        """Case rows are not split into groups."""
        return "all"

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the share in an area for a period, with its counts."""
        rows = lookup.history.cases(self.indicator, area)
        left_out = [
            one
            for one in lookup.history.cases_left_out(self.indicator, area)
            if self._may_belong(one, period, lookup.as_of)
        ]
        # They stand in the order of their days.
        if not (rows and rows[0].opened <= lookup.as_of) and not left_out:
            return Figure(lookup.widest(), why=(lookup.absence(period, None),))
        key = ("cases", self, area, period.kind)
        mine = lookup.once(key, lambda: self._by_period(rows, period.kind, lookup.as_of)).get(period, [])
        outcomes = [(case.origin, self._outcome(case, lookup.as_of)) for case in mine]
        cases = _Cases.of(outcomes, left_out, to_come=_to_come(lookup, period))
        return cases.figure(self.indicator, lookup, area, period)

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a unit that a share is not in."""
        _need_percent(unit)

    def overrun(self, case: Case) -> date:
        """Return the first day on which a case that is still open has failed."""
        day = case.due or case.opened + timedelta(days=self.days)
        while self._in_time(case, day):
            day += timedelta(days=1)
        return day

    def _by_period(self, rows: list[Case], kind: PeriodKind, as_of: date) -> dict[Period, list[Case]]:
        """Put each case that counts into its period."""
        found: dict[Period, list[Case]] = {}
        for case in rows:
            day = case.opened if self.by == "opened" else case.closed
            if not case.excluded and case.opened <= as_of and day is not None and day <= as_of:
                found.setdefault(Period.containing(day, kind), []).append(case)
        return found

    def _may_belong(self, one: UnreadCase, period: Period, as_of: date) -> bool:
        if one.opened is None:
            return True
        if one.opened > as_of:
            return False
        return one.opened <= period.last_day and (self.by == "closed" or one.opened >= period.start)

    def _outcome(self, case: Case, as_of: date) -> bool | None:
        closed = case.closed if case.closed is not None and case.closed <= as_of else None
        in_time = self._in_time(case, closed or as_of)
        return None if closed is None and in_time else in_time

    def _in_time(self, case: Case, day: date) -> bool:
        if case.due is not None:
            return day <= case.due
        working, off = self.day_count != "calendar", frozenset(self.days_off)
        return days_between(case.opened, day, working=working, days_off=off) <= self.days


@attrs.frozen(kw_only=True)
class ShareImproved(NumberKind):
    """
    The share of re-inspected units that were worse than `good` before and are now `good` or better.

    Each unit counts once, however often it was inspected: by its grade before the period's first re-inspection, and
    by its last grade in the period. A successor counts as its predecessor's unit. The share is unknown until the
    period's figure is due.

    Args:
        indicator: The name of the inspections.
        good: The worst grade that is good enough (grade 1 is the best).
    """

    kind: ClassVar[str] = "share-improved"
    of_rows: ClassVar[bool] = True

    indicator: Name
    good: Annotated[int, Bounds(low=1, high=3)] = 2

    @property
    def group(self) -> str:
        """Inspections are not split into groups."""
        return "all"

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the share in an area among the units re-inspected in a period, with its counts."""
        rows = lookup.once(
            ("inspections", self.indicator, area),
            lambda: [row for row in lookup.history.inspections(self.indicator, area) if row.day <= lookup.as_of],
        )
        found = lookup.history.inspections_left_out(self.indicator, area)
        # An earlier one may be the grade before.
        left_out = [one for one in found if one.day is None or (one.day <= lookup.as_of and one.day <= period.last_day)]
        if left_out:
            return Figure(lookup.widest(), why=_reasons(left_out))
        if not rows:
            return Figure(lookup.widest(), why=(lookup.absence(period, None),))
        if _to_come(lookup, period):
            # One more inspection changes the last grade of a unit that is counted, too.
            return Figure(lookup.widest(), why=(Reason.AWAITING_PUBLICATION,))
        units = lookup.once(("inspected", self, area, period.kind), lambda: inspected_again(rows, period.kind))
        again = [(one.origin, one.now <= self.good) for one in units.get(period, ()) if one.before > self.good]
        return _Cases.of(again).figure(self.indicator, lookup, area, period)

    def check(self, unit: AnyUnit, calendar: Calendar) -> None:
        """Refuse a unit that a share is not in."""
        _need_percent(unit)


def _need_percent(unit: AnyUnit) -> None:
    if unit is not Unit.PERCENT:
        what = f"a share of cases is a percentage, not in {unit.value}"
        raise DefinitionError(Problem(what, 'write unit = "percent"'))


def _to_come(lookup: Lookup, period: Period) -> bool:
    """Whether more rows of a period may come, because its figure is not due yet."""
    return lookup.calendar.due(period) > lookup.as_of


@attrs.frozen
class _Cases:
    """
    The cases of a period: kept, failed and undecided.

    Args:
        kept: How many were kept.
        failed: How many failed.
        young: How many are open within the limit.
        unread: How many rows were left out: each is one more case, or says otherwise of one that is counted.
        countless: Nobody knows how many were left out.
        to_come: Any number may still come.
        why: Why the share is not known exactly.
    """

    kept: int
    failed: int
    young: int
    unread: int
    countless: bool
    to_come: bool
    origins: tuple[Origin, ...]
    why: tuple[Reason, ...]

    @classmethod
    def of(
        cls,
        outcomes: Sequence[tuple[Origin, bool | None]],
        left_out: Sequence[UnreadCase] = (),
        *,
        to_come: bool = False,
    ) -> _Cases:
        """Count cases by outcome; None is a case open within its limit."""
        ends = [end for _, end in outcomes]
        young = ends.count(None)
        why = _reasons(left_out)
        why += (Reason.AWAITING_PUBLICATION,) * to_come + (Reason.CASES_OPEN,) * bool(young)
        countless, origins = any(one.many for one in left_out), tuple(origin for origin, _ in outcomes)
        return cls(ends.count(True), ends.count(False), young, len(left_out), countless, to_come, origins, why)

    def figure(self, indicator: str, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the share, exact or between bounds; only an exact share has counts."""
        total = self.kept + self.failed + self.young
        if not total and not self.why:
            return Figure(lookup.widest(), why=(Reason.NO_CASES,))
        counts = None if self.why else (self.kept, total)
        span = self._span(lookup, total)
        origin = next((attrs.evolve(one, row=None) for one in self.origins), None)
        if origin is None:
            return Figure(span, why=self.why, failed=self._failed())
        cases = (total, self.young) if self.why and not self.unread else None
        origin = attrs.evolve(origin, made_up=any(one.made_up for one in self.origins))
        derived = Observation(
            indicator=indicator,
            area=area,
            period=period,
            quantity=Quantity(
                low=from_ticks(int(span.low), lookup.decimals), high=from_ticks(int(span.high), lookup.decimals)
            ),
            origin=origin,
            numerator=None if counts is None else self.kept,
            denominator=None if counts is None else total,
        )
        notes = (Reason.MADE_UP,) if origin.made_up else ()
        return Figure(span, (derived,), self.why, notes, counts, failed=self._failed(), cases=cases)

    def _span(self, lookup: Lookup, total: int) -> Span:
        if self.to_come or self.countless or self.unread >= total:
            return lookup.widest()
        low, high = max(self.kept - self.unread, 0), min(self.kept + self.young + self.unread, total)
        return Span(share(low, total, lookup.decimals), share(high, total, lookup.decimals))

    def _failed(self) -> Span:
        """Return how many failed, at least and at most."""
        if self.countless:
            return Span(0, math.inf)
        most = math.inf if self.to_come else self.failed + self.young + self.unread
        return Span(max(self.failed - self.unread, 0), most)


def _reasons(left_out: Sequence[UnreadCase | UnreadInspection]) -> tuple[Reason, ...]:
    return tuple(sorted({one.why for one in left_out}, key=lambda why: why.value))


@attrs.frozen
class Again:
    """A unit that was re-inspected in a period: its grade before, and its last one."""

    before: int
    now: int
    origin: Origin


def inspected_again(rows: list[Inspection], kind: PeriodKind) -> dict[Period, list[Again]]:
    """List the units re-inspected in each period; a successor is its predecessor's unit."""
    last: dict[str, int] = {}
    again: dict[Period, dict[str, Again]] = {}
    became: dict[Period, set[str]] = {}
    for row in sorted(rows, key=lambda one: (one.day, one.unit)):
        period, known = Period.containing(row.day, kind), row.unit if row.unit in last else row.predecessor
        before = last.get(known)
        if before is not None:
            units = again.setdefault(period, {})
            since = units.get(known)
            units[row.unit] = Again(before if since is None else since.before, row.grade, row.origin)
            if known != row.unit:
                became.setdefault(period, set()).add(known)
        last[row.unit] = row.grade
    return {
        period: [one for unit, one in units.items() if unit not in became.get(period, ())]
        for period, units in again.items()
    }
