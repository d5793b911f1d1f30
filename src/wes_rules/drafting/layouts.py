"""How a file of figures is laid out that is not in the tidy layout: years side by side, or a department's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from wes_rules.errors import WesRulesError
from wes_rules.tables.levels import LEVEL_COLUMNS, area_reader
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Unit, split_standing

# The header is looked for among so many rows, and what columns hold in so many below it.
_TOP, _SHOWN = 30, 300
_AREA = re.compile(r"code|area|authorit|region|organisation name|org\b|\bla\b", re.IGNORECASE)
_INDICATOR = re.compile(r"indicator|measure|service|kpi|series", re.IGNORECASE)
_RATES = re.compile(r"percent|rate|^pt_|_pc$|average|^avg", re.IGNORECASE)
_EVERYBODY = re.compile(r"total|all\b|persons", re.IGNORECASE)


@attrs.frozen(kw_only=True)
class Layout:
    """
    Settings of a source that read a file, and its figures as rows of the tidy layout.

    Args:
        settings: The settings, each with the reason for which it is guessed.
        rows: The rows.
    """

    settings: Mapping[str, tuple[Any, str]]
    rows: Sequence[dict[str, str]]


def layout_of(lines: Sequence[tuple[int, list[str]]], name: str) -> Layout | None:
    """Return the layout of a file's lines; None where nothing is known of it."""
    for place, (_, header) in enumerate(lines[:_TOP]):
        below = [cells for _, cells in lines[place + 1 :] if len(cells) == len(header)]
        if {"time_period", "time_identifier", "geographic_level"} <= {*header}:
            return _departmental(header, below, name)
        if (periods := _periods(header)) and below:
            return _wide(place + 1, header, below, periods, name)
        if below and (found := _long(place + 1, header, below)) is not None:
            return found
    return None


def _periods(header: Sequence[str]) -> dict[int, str]:
    """Return the places of the columns that are called as periods of one kind, at least two."""
    found: dict[int, Period] = {}
    for place, cell in enumerate(header):
        try:
            found[place] = Period.parse(split_standing(cell)[0])
        except WesRulesError:
            continue
    kinds = Counter(one.kind for one in found.values())
    if not kinds or (most := kinds.most_common(1)[0])[1] < 2:
        return {}
    return {place: header[place] for place, one in found.items() if one.kind is most[0]}


def _wide(row: int, header: list[str], below: list[list[str]], periods: Mapping[int, str], name: str) -> Layout:
    texts = {place: cell for place, cell in enumerate(header) if cell and place not in periods}
    area = _called(texts, _AREA)
    indicator = _called({place: cell for place, cell in texts.items() if place != area}, _INDICATOR)
    columns = {header[place]: meant for place, meant in ((area, "area"), (indicator, "indicator")) if place is not None}
    fixed = {
        **({} if area is not None else {"area": "area"}),
        **({} if indicator is not None else {"indicator": name}),
    }
    settings: dict[str, tuple[Any, str]] = {"header_row": (row, "the first row that names periods")} if row > 1 else {}
    settings |= {"columns": (columns, "by the names of the columns")} if columns else {}
    settings["across"] = ("period", f"columns are called {next(iter(periods.values()))} and so on")
    settings |= {"fixed": (fixed, "no column says it")} if fixed else {}
    rows = [
        {
            "indicator": cells[indicator] if indicator is not None else name,
            "area": cells[area] if area is not None else "area",
            "period": split_standing(label)[0],
            "value": cells[place],
        }
        for cells in below
        for place, label in periods.items()
    ]
    return Layout(settings=settings, rows=[one for one in rows if one["value"] and one["indicator"] and one["area"]])


def _long(row: int, header: list[str], below: list[list[str]]) -> Layout | None:
    """Return the layout of a table with a column of periods and columns of numbers beside it, of one area."""
    filled = [cells for cells in below if sum(map(bool, cells)) > 1]
    at = next(
        (place for place, cell in enumerate(header) if cell and _are_periods([cells[place] for cells in filled])), None
    )
    if at is None or len(filled) < 2:
        return None
    numeric = [n for n, cell in enumerate(header) if cell and n != at and all(_is_number(cells[n]) for cells in filled)]
    columns = {header[at]: "period"}, "what stands in it"
    settings: dict[str, tuple[Any, str]] = {"header_row": (row, "what stands below it")} if row > 1 else {}
    settings |= {
        "columns": columns,
        "indicators": ({header[n]: header[n] for n in numeric}, "columns of numbers; leave out what you do not need"),
        "fixed": ({"area": "area"}, "no column says it"),
    }
    rows = [
        {"indicator": header[n], "area": "area", "period": split_standing(cells[at])[0], "value": cells[n]}
        for cells in filled
        for n in numeric
    ]
    return Layout(settings=settings, rows=rows) if numeric else None


def _are_periods(labels: Sequence[str]) -> bool:
    return len({*labels}) > 1 and len(_periods(labels)) == len(labels)


def _called(texts: Mapping[int, str], pattern: re.Pattern[str]) -> int | None:
    named = [place for place, cell in texts.items() if pattern.search(cell)]
    return next((place for place in named if "code" in texts[place].lower()), named[0] if named else None)


def _departmental(header: list[str], below: list[list[str]], name: str) -> Layout:
    about = {"time_period", "time_identifier", *LEVEL_COLUMNS}
    rest = [place for place, cell in enumerate(header) if cell not in about and not cell.endswith(("_name", "_code"))]
    numeric = [place for place in rest if all(_is_number(cells[place]) for cells in below[:_SHOWN])]
    valued = [place for place in numeric if _RATES.search(header[place])] or numeric[:5]
    filters = {header[place]: _option([cells[place] for cells in below]) for place in rest if place not in numeric}
    at = [header.index(one) for one in ("time_period", "time_identifier")]
    reader = area_reader({cell: place for place, cell in enumerate(header)})
    chosen = {header.index(one): value for one, value in filters.items()}
    rows = [
        {"indicator": header[place], "area": area, "period": label, "kind": kind, "value": cells[place]}
        for cells in below
        if all(cells[place] == value for place, value in chosen.items()) and (area := reader(cells))
        for label, kind in _labels(cells[at[0]], cells[at[1]])
        for place in valued
    ]
    settings: dict[str, tuple[Any, str]] = {"layout": ("dfe", "its columns are those of the Department for Education")}
    settings["indicators"] = (
        {header[place]: header[place] for place in valued},
        "columns of numbers; leave out what you do not need",
    )
    settings |= {"filters": (filters, "the option that stands for all where there is one")} if filters else {}
    return Layout(settings=settings, rows=rows)


def _labels(year: str, identifier: str) -> Iterator[tuple[str, str]]:
    try:
        period = Period.from_dfe(year, identifier)
        yield str(period), period.kind.value
    except WesRulesError:
        return


def _is_number(text: str) -> bool:
    try:
        Quantity.read(text, unit=Unit.SCORE)
    except WesRulesError:
        return False
    return True


def _option(values: Sequence[str]) -> str:
    options = Counter(values)
    return next((one for one in options if _EVERYBODY.match(one)), options.most_common(1)[0][0] if options else "")
