"""Duplicate rows: identical ones are one row, and contradicting ones are refused."""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted
from wes_rules.series.calendar import Calendar
from wes_rules.series.observation import Observation, Origin, nobody
from wes_rules.values.period import Period
from wes_rules.values.quantity import Standing
from wes_rules.values.taking import instances

if TYPE_CHECKING:
    from wes_rules.series.areas import AreaSet
    from wes_rules.series.cases import Case, Inspection

SeriesKey = tuple[str, str, str]
# A series, a period, and the day on which the figure was published.
Edition = tuple[SeriesKey, Period, date | None]

Row = TypeVar("Row", Observation, "Case", "Inspection")


def rows_of(module: str, cls: str, given: Iterable[Any], name: str) -> tuple[Any, ...]:
    """Return the values of a class that most histories have none of: it is loaded when there are some."""
    if given == ():
        return ()
    return instances(given, getattr(importlib.import_module(f"wes_rules.series.{module}"), cls), name)


def by_id(area_sets: Iterable[AreaSet]) -> dict[str, AreaSet]:
    """Return sets of areas by their ids."""
    found: dict[str, AreaSet] = {}
    for one in area_sets:
        other = found.setdefault(one.id, one)
        if other != one:
            what = f"two area sets are called {quoted(one.id)}, published on {other.published} and on {one.published}"
            raise DefinitionError(Problem(what, "give each an id of its own, and name the one that is meant"))
    return found


def once_each(rows: Iterable[Row]) -> tuple[list[Row], list[list[Row]]]:
    """
    Return each figure, case or inspection once, and those with contradicting rows.

    An identical repeat is the same row. Beside an unreadable figure, none of the same edition is certain.
    """
    groups: dict[Hashable, list[Row]] = defaultdict(list)
    for one in rows:
        groups[one.edition].append(one)
    kept, twice = [], []
    for same in groups.values():
        if len(same) == 1:
            kept += same
            continue
        unread = [one for one in same if getattr(one, "unread", None) is not None]
        found = sorted(
            unread or same, key=lambda one: (one.origin.file, one.origin.row or 0, one.origin.publication, repr(one))
        )
        if unread or all(_says(one) == _says(found[0]) for one in found):
            kept.append(found[0])
        else:
            twice.append(found)
    return kept, twice


def newest_first(seen: list[Observation]) -> tuple[Observation, ...]:
    """Return the editions of one figure in order; one without a publication date came with its period, and all others revise it."""
    return tuple(sorted(seen, key=lambda one: one.published or date.min, reverse=True))


def newest_known(
    seen: tuple[Observation, ...], calendar: Calendar, day: date, *, awaits_final: bool
) -> Observation | None:
    """Return the newest of the editions of one figure, as known on `day`; a forecast only where there is no other."""
    provisional = forecast = None
    if len(seen) > 1 and seen[-1].published is None:
        due = calendar.due(seen[-1].period)
        seen = tuple(sorted(seen, key=lambda one: one.published or due, reverse=True))
    for one in seen:
        if (one.published or calendar.due(one.period)) > day:
            continue
        if one.standing is Standing.FORECAST:
            forecast = forecast or one
        elif one.standing is Standing.PROVISIONAL and awaits_final:
            provisional = provisional or one
        else:
            return one
    return provisional or forecast


def twofold(groups: Iterable[list[Row]]) -> list[Problem]:
    """Report each figure, case or inspection with contradicting rows, and their places."""
    problems = []
    for same in groups:
        last = same[-1].origin
        what, remedy = _told(same)
        problems.append(Problem(what, remedy, file=last.file, line=last.row))
    return problems


def _says(one: Row) -> Row:
    """Return a row without its place, for comparison."""
    return attrs.evolve(one, origin=attrs.evolve(nobody(), made_up=one.origin.made_up))


def _told(same: list[Row]) -> tuple[str, str]:
    what = f"{same[0].described} stands {len(same)} times"
    places = [_place(one.origin) for one in same]
    if not isinstance(same[0], Observation):
        return f"{what} with different values: {', '.join(places)}", "keep one of them"
    said = (
        f"{one.quantity} in {place}" for one, place in zip(same, places, strict=True) if isinstance(one, Observation)
    )
    return f"{what}: {', '.join(said)}", "keep one, or give a revision its own publication date"


def _place(origin: Origin) -> str:
    if not origin.file:
        return str(origin)
    return f"{origin.file} row {origin.row}" if origin.row else origin.file
