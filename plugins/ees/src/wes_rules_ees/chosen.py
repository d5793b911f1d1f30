"""From the labels of a plan to the identifiers of a data set, and back to figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

import attrs

from wes_rules.errors import Problem, near_miss
from wes_rules.plugins import Wanted
from wes_rules.values.quantity import AnyUnit, Unit
from wes_rules_ees.answers import Filter, Location, Meta, Option

_UNITS = {"%": Unit.PERCENT, "pp": Unit.POINTS, "£": Unit.POUNDS}
_WHOLE = "Total"


@attrs.frozen(kw_only=True)
class Series:
    """
    One series of figures.

    Args:
        indicator: The plan's name for it.
        column: The data set's indicator: its label, its column's name or its identifier.
        group: The group of people it is about, as the plan calls it.
        filters: An option for each filter, both by label, column's name or identifier; a filter that is not named must
            have an option called "Total", which is taken.
    """

    indicator: str
    column: str
    group: str = "all"
    filters: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Choice:
    """A series with its identifiers: the data set's indicator, and an option of every filter."""

    series: Series
    indicator: str
    options: tuple[str, ...]


def choices(series: Sequence[Series], meta: Meta, wanted: Mapping[str, Wanted]) -> tuple[list[Choice], list[Problem]]:
    """Find the identifiers of series; return them, and what could not be found."""
    found, problems = [], []
    for one in series:
        subject = f'series "{one.indicator}" ({one.group})'
        faults: list[Problem] = []
        indicator = _one_of(one.column, meta.indicators, "indicator", faults)
        if indicator is not None:
            faults += _unit_faults(indicator, wanted[one.indicator].unit)
        options = tuple(_options(one, meta.filters, faults))
        problems += [attrs.evolve(fault, subject=subject) for fault in faults]
        if indicator is not None and not faults:
            found.append(Choice(one, indicator.id, options))
    return found, problems


def places(
    meta: Meta, levels: Sequence[str], only: Sequence[str], renamed: Mapping[str, str], asked: Collection[str]
) -> tuple[dict[tuple[str, str], str], list[Problem]]:
    """Return the plan's code of each place to ask for, by level and identifier, and what could not be found."""
    there = {one.level for one in meta.locations}
    problems = [Problem(f'there is no level "{one}"', near_miss(one, there)) for one in levels if one not in there]
    known = {(one.level, one.id): _code(one, renamed, {*asked, *only}) for one in meta.locations if one.level in levels}
    count = Counter(known.values())
    where = f"at the levels {', '.join(levels)}"
    problems += [Problem(f'there is no area "{one}" {where}', near_miss(one, count)) for one in only if not count[one]]
    problems += [Problem(f'"{one}" names more than one place', "name fewer levels") for one in only if count[one] > 1]
    return {key: code for key, code in known.items() if not only or code in only}, problems


def _code(place: Location, renamed: Mapping[str, str], asked: Collection[str]) -> str:
    """Return the code that the plan knows a place by."""
    for code in place.codes:
        if code in renamed:
            return renamed[code]
    return next((code for code in place.codes if code in asked), next(iter(place.codes), place.id))


def _options(series: Series, filters: Sequence[Filter], faults: list[Problem]) -> Iterator[str]:
    """Choose an option of every filter, so that a place and a period have one row."""
    named = dict(series.filters)
    for one in filters:
        said = [named.pop(name) for name in (one.label, one.column, one.id) if name in named]
        if not said and not any(option.label == _WHOLE for option in one.options):
            known = ", ".join(option.label for option in one.options[:10])
            faults.append(Problem(f'filter "{one.label}" is not chosen', f"add it to filters, with one of: {known}"))
            continue
        option = _one_of(said[0] if said else _WHOLE, one.options, f'option of filter "{one.label}"', faults)
        if option is not None:
            yield option.id
    labels = [one.label for one in filters]
    faults += [Problem(f'there is no filter "{name}"', near_miss(name, labels)) for name in named]


def _one_of(said: str, options: Sequence[Option], what: str, faults: list[Problem]) -> Option | None:
    """Find an option by label, column or identifier; a label that two have is refused."""
    for name in ("id", "column", "label"):
        found = [one for one in options if getattr(one, name) == said]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(one.id for one in found)
            faults.append(Problem(f'more than one {what} is called "{said}"', f"write one of the identifiers {ids}"))
            return None
    faults.append(Problem(f'there is no {what} called "{said}"', near_miss(said, [one.label for one in options])))
    return None


def _unit_faults(indicator: Option, unit: AnyUnit) -> Iterator[Problem]:
    if indicator.unit == "£m":
        yield Problem(f'"{indicator.label}" is in millions of pounds', "use an indicator in pounds")
    published = _UNITS.get(indicator.unit)
    if published is not None and published is not unit:
        what = f'"{indicator.label}" is published in {published.value}, and the plan reads it as {unit.value}'
        yield Problem(what, "correct the measure's unit")
