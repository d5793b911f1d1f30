"""Number kinds: what a measure counts, apart from what is promised of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Annotated, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.series.cases import Case, Inspection, days_between
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import NO_FIGURE, Figure, Lookup, share
from wes_rules.series.left_out import UnreadCase, UnreadInspection
from wes_rules.series.observation import Observation, Origin
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Count, Declared
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Marker, Quantity, Span, Unit, from_ticks
from wes_rules.values.reason import LEFT_OUT, Reason


@attrs.frozen(kw_only=True)
class Observed(Declared):
    """
    The published figure itself.

    Args:
        indicator: The name of the figures.
        group: The group of people that they are about.
    """

    kind: ClassVar[str] = "observed"

    indicator: str
    group: str = "all"

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the figure of an area for a period."""
        return lookup.figure(self.indicator, area, self.group, period)

    def describe(self) -> str:
        """Say in words what the number is."""
        return "the published figure"


@attrs.frozen(kw_only=True)
class Gap(Declared):
    """
    The distance between two groups: the comparison group minus the group in focus.

    Args:
        indicator: The name of the figures.
        group: The group in focus.
        from_group: The group it is compared with.
    """

    kind: ClassVar[str] = "gap"

    indicator: str
    group: str
    from_group: str

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the gap in an area for a period; both figures at published precision."""
        other, focus = self._groups(lookup, area, period)
        return Figure(
            other.span - focus.span,
            (*other.observations, *focus.observations),
            _union(other.why, focus.why),
            _union(other.notes, focus.notes),
        )

    def describe(self) -> str:
        """Say in words what the number is."""
        return f"the gap between two groups ({self.from_group} minus {self.group})"

    def levelled_down(self, lookup: Lookup, area: str, before: Period, period: Period) -> bool:
        """Whether the gap is known to have closed between two periods without a rise of the group in focus."""
        (old_other, old_focus), (other, focus) = (self._groups(lookup, area, one) for one in (before, period))
        closed = (other.span - focus.span).high < (old_other.span - old_focus.span).low
        return closed and focus.span.high <= old_focus.span.low

    def _groups(self, lookup: Lookup, area: str, period: Period) -> tuple[Figure, Figure]:
        unit = published_unit(self, lookup.unit)
        lookup = Lookup.into(lookup.history, lookup.calendar, unit, lookup.decimals, lookup.as_of)
        focus = lookup.figure(self.indicator, area, self.group, period)
        return lookup.figure(self.indicator, area, self.from_group, period), focus


@attrs.frozen(kw_only=True)
class ShareWithin(Declared):
    """
    The share of cases whose clock stopped within a number of days.

    Day 0 is the day the clock started; the last day still counts. A case open past the limit
    has failed at once. A young open case is not due and left out, as is an excluded one.

    Args:
        indicator: The name of the cases.
        days: The limit.
        day_count: Calendar days, working days, or school days.
        by: Which date puts a case into a period.
        days_off: Holidays, or days schools are shut; for working and school days.

    Raises:
        DefinitionError: School days without the days schools are shut.
    """

    kind: ClassVar[str] = "share-within"

    indicator: str
    days: Count
    day_count: Literal["calendar", "working", "school"] = "calendar"
    by: Literal["opened", "closed"] = "opened"
    days_off: tuple[date, ...] = ()

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
        if not rows and not left_out:
            return Figure(lookup.widest(), why=(lookup.absence(self.indicator, self.group, period),))
        key = ("cases", self, area, period.kind)
        mine = lookup.once(key, lambda: self._by_period(rows, period.kind, lookup.as_of)).get(period, [])
        outcomes = [self._outcome(case, lookup.as_of) for case in mine]
        due = [(case, kept) for case, kept in zip(mine, outcomes, strict=True) if kept is not None]
        outcomes_due = [(case.origin, bool(kept)) for case, kept in due]
        if left_out:
            return _between(lookup, [kept for _, kept in outcomes_due], left_out)
        shared = _shared(self.indicator, lookup, area, period, outcomes_due)
        return attrs.evolve(shared, notes=(*shared.notes, Reason.CASES_OPEN)) if len(due) < len(mine) else shared

    def describe(self) -> str:
        """Say in words what the number is."""
        which = "" if self.day_count == "calendar" else f"{self.day_count} "
        rest = "a case open past the limit has failed, a younger open case is not counted"
        if self.by == "closed":
            rest = "a case that is still open is not counted"
        return f"the share of cases {self.by} in the period that were closed within {self.days} {which}days; {rest}"

    def overrun(self, case: Case) -> date:
        """Return the first day on which a case that is still open has failed."""
        day = case.opened + timedelta(days=self.days + 1)
        working, off = self.day_count != "calendar", frozenset(self.days_off)
        while days_between(case.opened, day, working=working, days_off=off) <= self.days:
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
        return one.opened < period.end and (self.by == "closed" or one.opened >= period.start)

    def _outcome(self, case: Case, as_of: date) -> bool | None:
        closed = case.closed if case.closed is not None and case.closed <= as_of else None
        ran = days_between(
            case.opened, closed or as_of, working=self.day_count != "calendar", days_off=frozenset(self.days_off)
        )
        if closed is not None:
            return ran <= self.days
        return False if ran > self.days else None


@attrs.frozen(kw_only=True)
class ShareImproved(Declared):
    """
    The share of re-inspected units that were worse than `good` before and are now `good` or better.

    Each unit counts once, however often it was inspected: by its grade before the first re-inspection of the period,
    and by its last grade in it. A successor is the unit that its predecessor was.

    Args:
        indicator: The name of the inspections.
        good: The worst grade that is good enough (grade 1 is the best).
    """

    kind: ClassVar[str] = "share-improved"

    indicator: str
    good: Annotated[int, Bounds(low=1, high=3)] = 2

    @property
    def group(self) -> str:
        """Inspections are not split into groups."""
        return "all"

    def figure(self, lookup: Lookup, area: str, period: Period) -> Figure:
        """Return the share in an area among the units re-inspected in a period, with its counts."""
        rows = [row for row in lookup.history.inspections(self.indicator, area) if row.day <= lookup.as_of]
        found = lookup.history.inspections_left_out(self.indicator, area)
        # An earlier one may be the grade before.
        left_out = [one for one in found if one.day is None or (one.day <= lookup.as_of and one.day < period.end)]
        if left_out:
            return Figure(lookup.widest(), why=_reasons(left_out))
        if not rows:
            return Figure(lookup.widest(), why=(lookup.absence(self.indicator, self.group, period),))
        units = lookup.once(("inspected", self, area, period.kind), lambda: _inspected_again(rows, period.kind))
        again = [(one.origin, one.now <= self.good) for one in units.get(period, ()) if one.before > self.good]
        return _shared(self.indicator, lookup, area, period, again)

    def describe(self) -> str:
        """Say in words what the number is."""
        return "the share of units re-inspected in the period, less than good before, that are good or better now"


Number = Observed | Gap | ShareWithin | ShareImproved
NUMBERS: dict[str, type[Number]] = {one.kind: one for one in (Observed, Gap, ShareWithin, ShareImproved)}


def observed_periods(number: Number, lookup: Lookup, area: str) -> list[Period]:
    """List the periods for which a number has any published figure known on the day, earliest first."""
    found = lookup.observed.get((number, area))
    if found is None:
        periods = _observed_periods(number, lookup, area)
        found = lookup.observed[number, area] = [period for period in periods if period in lookup.calendar]
    return found


def first_on_file(number: Number, lookup: Lookup, area: str) -> Period | None:
    """
    Return the first period of which anything is known on the day, be it that its figure is hidden or not available.

    A figure that does not apply begins nothing.
    """
    key = ("first", number, area)
    if key not in lookup.observed:
        lookup.observed[key] = list(islice(on_file(number, lookup, area), 1))
    return next(iter(lookup.observed[key]), None)


def on_file(number: Number, lookup: Lookup, area: str) -> Iterator[Period]:
    """Go through the periods of which anything is known on the day, or was left out; not those a figure does not apply to."""
    if not isinstance(number, Observed | Gap):
        yield from observed_periods(number, lookup, area)
        return
    keys = [(number.indicator, area, group) for group in groups(number)]
    for period in lookup.history.periods(keys[0]):
        if period in lookup.calendar:
            found = [(lookup.history.known(key, period, lookup.calendar, lookup.as_of), key) for key in keys]
            applies = all(one is None or one.quantity.marker is not Marker.NOT_APPLICABLE for one, _ in found)
            if applies and all(one is not None or _left_out(lookup, key, period) for one, key in found):
                yield period


def has_published(number: Number, lookup: Lookup, area: str, before: Period) -> bool:
    """Whether an area published anything for an earlier period, be it that there was no figure."""
    if not isinstance(number, Observed | Gap):
        return any(period < before for period in observed_periods(number, lookup, area))
    key = (number.indicator, area, number.group)
    earlier = (p for p in lookup.history.periods(key) if p.kind is before.kind and p < before)
    history = lookup.history
    return any(history.known(key, p, lookup.calendar, lookup.as_of) or _left_out(lookup, key, p) for p in earlier)


def _left_out(lookup: Lookup, key: SeriesKey, period: Period) -> bool:
    """Whether a row that was left out may be about a figure."""
    return bool(lookup.history.doubts(key, period, lookup.calendar, lookup.as_of))


def _observed_periods(number: Number, lookup: Lookup, area: str) -> list[Period]:
    if not isinstance(number, Observed | Gap):
        rows = lookup.history.cases(number.indicator, area)
        days = [day for case in rows for day in (case.opened, case.closed) if day is not None]
        days += [row.day for row in lookup.history.inspections(number.indicator, area)]
        unread = lookup.history.cases_left_out(number.indicator, area)
        days += [one.opened for one in unread if one.opened is not None]
        seen = lookup.history.inspections_left_out(number.indicator, area)
        days += [one.day for one in seen if one.day is not None]
        found = {Period.containing(day, lookup.calendar.kind) for day in days if day <= lookup.as_of}
        figures = ((period, number.figure(lookup, area, period)) for period in found)
        there = (period for period, one in figures if one.observations or LEFT_OUT.intersection(one.why))
        return sorted(there, key=lambda period: period.index)
    key = (number.indicator, area, number.group)
    return [period for period in lookup.history.periods(key) if _is_there(lookup, key, period)]


def _is_there(lookup: Lookup, key: SeriesKey, period: Period) -> bool:
    """Whether a figure is known for a period, or may be among what was left out."""
    history, calendar, day = lookup.history, lookup.calendar, lookup.as_of
    return _real(history.known(key, period, calendar, day)) or bool(history.doubts(key, period, calendar, day))


def _real(one: Observation | None) -> bool:
    return one is not None and one.quantity.marker not in NO_FIGURE


def _shared(indicator: str, lookup: Lookup, area: str, period: Period, outcomes: list[tuple[Origin, bool]]) -> Figure:
    if not outcomes:
        return Figure(lookup.widest(), why=(Reason.NO_CASES,))
    kept = sum(done for _, done in outcomes)
    value = share(kept, len(outcomes), lookup.decimals)
    origin = attrs.evolve(outcomes[0][0], row=None, made_up=any(one.made_up for one, _ in outcomes))
    derived = Observation(
        indicator=indicator,
        area=area,
        period=period,
        quantity=Quantity.exact(from_ticks(value, lookup.decimals)),
        origin=origin,
        numerator=kept,
        denominator=len(outcomes),
    )
    notes = (Reason.MADE_UP,) if origin.made_up else ()
    return Figure(Span(value, value), (derived,), notes=notes, counts=(kept, len(outcomes)))


def _between(lookup: Lookup, kept: list[bool], left_out: list[UnreadCase]) -> Figure:
    """
    Return the share of cases of which some were left out: each may be one more, or may say of one otherwise than it is.

    How many cases there are is not known then, so it has no counts.
    """
    why, more, total, inside = _reasons(left_out), len(left_out), len(kept), sum(kept)
    if more >= total or any(one.many for one in left_out):
        return Figure(lookup.widest(), why=why)
    low, high = max(inside - more, 0), min(inside + more, total)
    return Figure(Span(share(low, total, lookup.decimals), share(high, total, lookup.decimals)), why=why)


def _reasons(left_out: Sequence[UnreadCase | UnreadInspection]) -> tuple[Reason, ...]:
    return tuple(sorted({one.why for one in left_out}, key=lambda why: why.value))


@attrs.frozen
class _Again:
    """A unit that was re-inspected in a period: its grade before, and its last one."""

    before: int
    now: int
    origin: Origin


def _inspected_again(rows: list[Inspection], kind: PeriodKind) -> dict[Period, list[_Again]]:
    """List by period the units that were re-inspected in it; one that became another is that other one."""
    last: dict[str, int] = {}
    again: dict[Period, dict[str, _Again]] = {}
    became: dict[Period, set[str]] = {}
    for row in sorted(rows, key=lambda one: (one.day, one.unit)):
        period, known = Period.containing(row.day, kind), row.unit if row.unit in last else row.predecessor
        before = last.get(known)
        if before is not None:
            units = again.setdefault(period, {})
            since = units.get(known)
            units[row.unit] = _Again(before if since is None else since.before, row.grade, row.origin)
            if known != row.unit:
                became.setdefault(period, set()).add(known)
        last[row.unit] = row.grade
    return {
        period: [one for unit, one in units.items() if unit not in became.get(period, ())]
        for period, units in again.items()
    }


def published_unit(number: Number, unit: Unit) -> Unit:
    """Return the unit in which the figures behind a number are published: a gap in points is one of percentages."""
    return Unit.PERCENT if isinstance(number, Gap) and unit is Unit.POINTS else unit


def bounds_of(number: Number, unit: Unit) -> tuple[Decimal | None, Decimal | None]:
    """Return the lowest and the highest value a number may have in a unit; None is without bound."""
    published = published_unit(number, unit)
    low, high = published.low, published.high
    if not isinstance(number, Gap):
        return low, high
    return (None, None) if low is None or high is None else (low - high, high - low)


def widest(lookup: Lookup, number: Number) -> Span:
    """Return the lowest and the highest value a number may have, in ticks."""
    return _widest(number, lookup.unit, lookup.decimals)


@lru_cache(maxsize=256)
def _widest(number: Number, unit: Unit, decimals: int) -> Span:
    low, high = bounds_of(number, unit)
    return Quantity(low=low, high=high).span(decimals, whole=unit.whole)


def groups(number: Number) -> tuple[str, ...]:
    """Return the groups of people whose figures a number is made from."""
    return (number.group, number.from_group) if isinstance(number, Gap) else (number.group,)


def _union(a: tuple[Reason, ...], b: tuple[Reason, ...]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys((*a, *b)))
