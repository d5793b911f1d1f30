"""The periods for which anything about a number is known on a day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import NO_FIGURE, Lookup
from wes_rules.series.number import NumberKind
from wes_rules.series.observation import Observation
from wes_rules.values.period import Period
from wes_rules.values.quantity import Marker
from wes_rules.values.reason import LEFT_OUT


def observed_periods(number: NumberKind, lookup: Lookup, area: str) -> list[Period]:
    """List the periods for which a number has any published figure known on the day, earliest first."""
    found = lookup.observed.get((number, area))
    if found is None:
        periods = _observed_periods(number, lookup, area)
        known = (lookup.calendar.written(one) for one in periods)
        found = lookup.observed[number, area] = [one for one in known if _may_be(number, lookup, one)]
    return found


def first_on_file(number: NumberKind, lookup: Lookup, area: str) -> Period | None:
    """Return the first period with anything known on the day, even a hidden figure; one that does not apply begins nothing."""
    key = ("first", number, area)
    if key not in lookup.observed:
        lookup.observed[key] = [lookup.calendar.written(one) for one in islice(on_file(number, lookup, area), 1)]
    return next(iter(lookup.observed[key]), None)


def on_file(number: NumberKind, lookup: Lookup, area: str) -> Iterator[Period]:
    """Yield the periods with anything known on the day or left out, except where figures do not apply."""
    if number.of_rows:
        yield from observed_periods(number, lookup, area)
        return
    keys, calendar = number.series(area), lookup.calendar
    first: Period | None = None
    made_of = number.published_by(calendar)
    for period in lookup.history.periods(keys[0]):
        if _may_be(number, lookup, period) or (made_of is not calendar and period in made_of):
            found = [(lookup.history.known(key, period, calendar, lookup.as_of), key) for key in keys]
            if all(_applies(one) or _left_out(lookup, key, period) for one, key in found):
                first = period if first is None else first
                # A total begins with the first period for which nothing of its own lies before all that is on file.
                if number.reaches_back(period, calendar) >= first and _may_be(number, lookup, period):
                    yield period


def _may_be(number: NumberKind, lookup: Lookup, period: Period) -> bool:
    """Whether a calendar has a period and the number may exist for it."""
    begins = number.begins(lookup.calendar)
    return period in lookup.calendar and (begins is None or period >= begins)


def _applies(one: Observation | None) -> bool:
    return one is not None and one.quantity.marker is not Marker.NOT_APPLICABLE


def has_published(number: NumberKind, lookup: Lookup, area: str, before: Period) -> bool:
    """Whether an area published anything for an earlier period, even that there was no figure."""
    if number.of_rows:
        return any(period < before for period in observed_periods(number, lookup, area))
    key = number.series(area)[0]
    earlier = (p for p in lookup.history.periods(key) if p.kind is before.kind and p < before)
    history = lookup.history
    return any(history.known(key, p, lookup.calendar, lookup.as_of) or _left_out(lookup, key, p) for p in earlier)


def _left_out(lookup: Lookup, key: SeriesKey, period: Period) -> bool:
    """Whether a row that was left out may be about a figure."""
    return bool(lookup.history.doubts(key, period, lookup.calendar, lookup.as_of))


def _observed_periods(number: NumberKind, lookup: Lookup, area: str) -> list[Period]:
    if number.of_rows:
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
    key = number.series(area)[0]
    return [period for period in lookup.history.periods(key) if _is_there(lookup, key, period)]


def _is_there(lookup: Lookup, key: SeriesKey, period: Period) -> bool:
    """Whether a figure is known for a period, or may be among rows left out."""
    history, calendar, day = lookup.history, lookup.calendar, lookup.as_of
    return _real(history.known(key, period, calendar, day)) or bool(history.doubts(key, period, calendar, day))


def _real(one: Observation | None) -> bool:
    return one is not None and one.quantity.marker not in NO_FIGURE
