"""The answers of the API as values; what is not as its description says is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

import attrs

from wes_rules.values.checks import day as day_of

T = TypeVar("T")

_LONGEST_SAID = 300


@attrs.frozen
class Version:
    """One version of a data set: its number, such as "2.1", and the day it was published."""

    number: str
    published: date | None


@attrs.frozen
class Option:
    """Something that a query can choose: an indicator or a filter's option, with its label."""

    id: str
    label: str
    column: str = ""
    unit: str = ""


@attrs.frozen
class Filter:
    """A filter and its options."""

    id: str
    label: str
    column: str
    options: tuple[Option, ...]


@attrs.frozen
class Location:
    """A place: its level, such as "LA", its identifier in the data set and the codes people know it by."""

    level: str
    id: str
    label: str
    codes: tuple[str, ...]


@attrs.frozen
class Meta:
    """What a version of a data set has."""

    indicators: tuple[Option, ...]
    filters: tuple[Filter, ...]
    locations: tuple[Location, ...]


@attrs.frozen
class Row:
    """One result: period and its code, level, location identifiers by level, options by filter, values by indicator."""

    period: str
    code: str
    level: str
    locations: Mapping[str, str]
    values: Mapping[str, str]


class OddError(Exception):
    """An answer that is not as the contract says; the message says where."""


@attrs.frozen
class Paging:
    """Which page it is, how many there are, and how many results on all of them."""

    page: int
    pages: int
    total: int


def read_version(found: Any) -> tuple[Version, str]:
    """
    Return a version, and its status.

    Raises:
        OddError: It is not as described; this holds for every function here.
    """
    number, status, published = get(found, "version", str), get(found, "status", str), found.get("published")
    try:
        day = None if published is None else day_of(datetime.fromisoformat(published).date())
    except (ValueError, TypeError):
        raise OddError('"published" is not a moment') from None
    return Version(number, day), status


def read_meta(found: Any) -> Meta:
    """Return what a version has."""
    return Meta(
        tuple(_option(one) for one in _list(found, "indicators")),
        tuple(
            Filter(
                get(one, "id", str),
                get(one, "label", str),
                get(one, "column", str),
                tuple(_option(option) for option in _list(one, "options")),
            )
            for one in _list(found, "filters")
        ),
        tuple(_locations(_list(found, "locations"))),
    )


def _option(found: Any) -> Option:
    made = Option(get(found, "id", str), get(found, "label", str))
    extra = {name: found[name] for name in ("column", "unit") if isinstance(found.get(name), str)}
    return attrs.evolve(made, **extra)


def _locations(groups: Sequence[Any]) -> Iterator[Location]:
    for group in groups:
        level = get(get(group, "level", dict), "code", str)
        for one in _list(group, "options"):
            # The code that DfE's files and councils go by comes first.
            codes = [one.get(name) for name in ("oldCode", "code", "urn", "laEstab", "ukprn")]
            known = tuple(code for code in codes if isinstance(code, str) and code)
            yield Location(level, get(one, "id", str), get(one, "label", str), known)


def read_page(found: Any) -> tuple[list[Row], Paging, list[str]]:
    """Return the rows of one page of a query's results, which page it is, and what the API warns of."""
    paging = get(found, "paging", dict)
    numbers = Paging(*(get(paging, name, int) for name in ("page", "totalPages", "totalResults")))
    warnings = [printable(get(one, "message", str)) for one in _list(found, "warnings")]
    return [_row(one) for one in _list(found, "results")], numbers, warnings


def _row(found: Any) -> Row:
    period = get(found, "timePeriod", dict)
    return Row(
        get(period, "period", str),
        get(period, "code", str),
        get(found, "geographicLevel", str),
        _texts(found, "locations"),
        _texts(found, "values"),
    )


def get(found: Any, name: str, kind: type[T]) -> T:
    """Return a member of an object, which has to be there and of a kind."""
    value = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise OddError(f'"{name}" is missing, or of another kind')
    return value


def _list(found: Any, name: str) -> list[Any]:
    items = get(found, name, list)
    if not all(isinstance(one, Mapping) for one in items):
        raise OddError(f'"{name}" holds something else than objects')
    return items


def _texts(found: Any, name: str) -> Mapping[str, str]:
    texts = get(found, name, dict)
    if not all(isinstance(one, str) for one in texts.values()):
        raise OddError(f'"{name}" holds something else than texts')
    return texts


def printable(text: str) -> str:
    """Return the beginning of a text of the API without characters that steer a terminal."""
    return "".join(one if one.isprintable() else " " for one in text)[:_LONGEST_SAID]
