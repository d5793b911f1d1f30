"""Rows of the API as observations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from wes_rules.errors import Problem, WesRulesError
from wes_rules.plugins import Request, Wanted
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import once_each
from wes_rules.series.left_out import UnreadFigure
from wes_rules.series.observation import Observation, Origin
from wes_rules.tables.labels import read_identified
from wes_rules.tables.settled import unread_figure
from wes_rules.tables.values import read_value
from wes_rules.values.period import Period
from wes_rules_ees.answers import Row
from wes_rules_ees.chosen import Choice


@attrs.frozen(kw_only=True)
class Reading:
    """
    What all figures of one reading share.

    Args:
        publication: What to call the source.
        data_set: Its identifier.
        version: The version that was read.
        published: From when the figures count as known; None leaves it to the calendar.
        places: The plan's code of each place, by level and identifier.
    """

    publication: str
    data_set: str
    version: str
    published: date | None
    places: Mapping[tuple[str, str], str]


@attrs.define
class Found:
    """
    What was read.

    Args:
        observations: The figures.
        faults: What is wrong with others.
        left_out: What those others may have said.
    """

    observations: list[Observation] = attrs.field(factory=list)
    faults: list[Problem] = attrs.field(factory=list)
    left_out: list[UnreadFigure] = attrs.field(factory=list)


def observations(rows: Sequence[Row], together: Iterable[Choice], reading: Reading, request: Request) -> Found:
    """Return the observations in rows, what is wrong with the others, and what those may have said."""
    name = f"EES data set {reading.data_set} {reading.version}"
    origin = Origin(publication=reading.publication, data_set=reading.data_set, version=reading.version)
    found: list[Observation] = []
    left_out: list[UnreadFigure] = []
    problems: dict[Problem, None] = {}  # one fault of a whole series is told once
    for row in rows:
        area = reading.places.get((row.level, row.locations.get(row.level, "")))
        if area is None:
            problems[Problem(f"a row is about a {row.level} that was not asked for", "try again", name)] = None
            left_out += (_unread(row, one, None, reading) for one in together)
            continue
        for one in together:
            series = one.series
            subject = f'series "{series.indicator}" ({series.group})'
            place = f"{area}, {row.period} {row.code}"
            try:
                made = _observation(row, one, area, reading, origin, request.indicators[series.indicator])
            except WesRulesError as error:
                for fault in error.problems:
                    problems[attrs.evolve(fault, what=f"{place}: {fault.what}", file=name, subject=subject)] = None
                left_out.append(_unread(row, one, area, reading))
                continue
            except _OtherKindError as error:
                problems[Problem(str(error), "change the calendar's kind", name, subject=subject)] = None
                continue
            if made is not None:
                found.append(made)
    kept, twice = once_each(found)
    for made, *others in twice:
        what = f"{made.area}, {made.period}: there are {len(others) + 1} figures that differ"
        subject = f'series "{made.indicator}" ({made.group})'
        problems[Problem(what, "name an option of every filter", name, subject=subject)] = None
        left_out.append(unread_figure(made))
    return Found(kept, list(problems), left_out)


def _unread(row: Row, one: Choice, area: str | None, reading: Reading) -> UnreadFigure:
    """Return a figure that is left out, as far as it is known which."""
    try:
        period = _period(row)[0]
    except WesRulesError:
        period = None
    series = one.series
    return UnreadFigure(
        indicator=series.indicator, area=area, group=series.group, period=period, published=reading.published
    )


class _OtherKindError(Exception):
    """The data set has another kind of period than the plan."""


def _observation(
    row: Row, one: Choice, area: str, reading: Reading, origin: Origin, wanted: Wanted
) -> Observation | None:
    """Return an observation; None when there can be none."""
    period, is_own = _period(row, wanted.calendars)
    if not is_own:
        kinds = " or ".join(kind.value for kind in wanted.kinds)
        raise _OtherKindError(f"it is published by {period.kind.value}, and the plan judges it by {kinds}")
    if one.indicator not in row.values:
        raise WesRulesError(Problem("the row has no value", "try again"))
    quantity = read_value(row.values[one.indicator], wanted)
    if not wanted.collected(period):
        if quantity.is_missing:
            return None
        raise WesRulesError(wanted.uncollected(period))
    return Observation(
        indicator=one.series.indicator,
        area=area,
        group=one.series.group,
        period=period,
        quantity=quantity,
        origin=origin,
        published=reading.published,
    )


def _period(row: Row, calendars: tuple[Calendar, ...] = ()) -> tuple[Period, bool]:
    """Read a period, and say whether it is one of the calendars; where it lies in two years the API may name the first alone."""
    try:
        return read_identified(row.period, row.code, calendars)
    except WesRulesError:
        if not re.fullmatch(r"\d{4}", row.period):
            raise
        return read_identified(f"{row.period}/{int(row.period) + 1}", row.code, calendars)
