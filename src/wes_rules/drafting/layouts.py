"""How a file of figures is laid out that is not in the tidy layout: years side by side, or a department's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import attrs

from wes_rules.errors import WesRulesError
from wes_rules.tables.levels import LEVEL_COLUMNS, area_reader
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Unit, split_standing

# The header is looked for among so many rows, and what columns hold in so many below it.
_TOP, _SHOWN = 30, 300
# So many periods may lie between two that stand side by side, on the average.
_MOST_APART = 12
_AREA = re.compile(r"code|area|authorit|region|organisation name|org\b|\bla(?:\b|_)|country", re.IGNORECASE)
_INDICATOR = re.compile(r"indicator|measure|service|kpi|series", re.IGNORECASE)
_RATES = re.compile(r"percent|rate|^pt_|_pc$|average|^avg", re.IGNORECASE)
# What is called so has numbers, and is no measure.
_NO_MEASURE = re.compile(
    r"(?:\b|_)(?:id|code|limit|ci|lower|upper|count|denominator|numerator|sortable|urn|year)(?:\b|_)", re.IGNORECASE
)
_DIGITS = re.compile(r"[-\d.,%£]+")
_EVERYBODY = re.compile(r"total|all\b|persons", re.IGNORECASE)


# It stands for the area of a file that names none.
AREA = "area"
_FINGERTIPS = {"Indicator ID": "indicator", "Area Code": "area", "Time period": "period", "Value": "value"}


@attrs.frozen(kw_only=True)
class Layout:
    """
    Settings of a source that read a file, and its figures as rows of the tidy layout.

    Args:
        settings: The settings, each with the reason for which it is guessed.
    """

    settings: Mapping[str, tuple[Any, str]]
    rows: Sequence[dict[str, str]]


def layout_of(lines: Sequence[tuple[int, list[str]]], name: str, own: str = "") -> Layout | None:
    """Return the layout of a file's lines; None where nothing is known of it. The own area's code shows which codes are meant."""
    for place, (_, header) in enumerate(lines[:_TOP]):
        below = [cells for _, cells in lines[place + 1 :] if len(cells) == len(header)]
        if {"time_period", "time_identifier", "geographic_level"} <= {*header}:
            return _departmental(header, below, own)
        if _FINGERTIPS.keys() <= {*header}:
            return _fingertips(header, below)
        if (periods := _periods(header)) and below and _has_numbers(below[0], periods):
            return _wide(place + 1, header, below, periods, name)
        if below and (found := _long(place + 1, header, below, own)) is not None:
            return found
    return None


def _periods(header: Sequence[str]) -> dict[int, str]:
    """Return the places of the columns that are called as periods of one kind, at least two of them."""
    read = {place: _period(split_standing(cell)[0]) for place, cell in enumerate(header)}
    found = {place: one for place, one in read.items() if one is not None}
    distinct = {*found.values()}
    kinds = Counter(one.kind for one in distinct)
    if not kinds or (most := kinds.most_common(1)[0])[1] < 2:
        return {}
    places = [one.index for one in distinct if one.kind is most[0]]
    if max(places) - min(places) > _MOST_APART * len(places):  # 1938 and 2122 are numbers of something else
        return {}
    return {place: header[place] for place, one in found.items() if one.kind is most[0]}


@lru_cache(maxsize=65536)
def _period(label: str) -> Period | None:
    try:
        return Period.parse(label)
    except WesRulesError:
        return None


def _has_numbers(cells: Sequence[str], periods: Iterable[int]) -> bool:
    """Whether figures stand below periods, and not a second row of names."""
    filled = [cells[place] for place in periods if cells[place]]
    return 2 * sum(map(is_number, filled)) >= len(filled)


def _are_numbers(cells: Sequence[str]) -> bool:
    """Whether most cells are numbers, and the others texts in place of them, such as NA."""
    rest = [one for one in cells if not is_number(one)]
    return 2 * len(rest) < len(cells) and not any(any(map(str.isdigit, one)) for one in rest)


def _filtered(
    cells: list[list[str]], key: Sequence[int], others: Mapping[int, str]
) -> tuple[dict[str, str], list[list[str]]]:
    """Return an option of each column in which rows of one area and period differ, and the rows that have them."""
    filters: dict[str, str] = {}
    for place, name in others.items():
        seen: dict[tuple[str, ...], list[str]] = {}
        if any(one[place] != seen.setdefault(tuple(one[n] for n in key), one)[place] for one in cells):
            filters[name] = _option([one[place] for one in cells])
            cells = [one for one in cells if one[place] == filters[name]]
    return filters, cells


def _wide(row: int, header: list[str], below: list[list[str]], periods: Mapping[int, str], name: str) -> Layout:
    texts = {place: cell for place, cell in enumerate(header) if cell and place not in periods}
    area = _called(texts, _AREA)
    indicator = _called({place: cell for place, cell in texts.items() if place != area}, _INDICATOR)
    columns = {header[place]: meant for place, meant in ((area, "area"), (indicator, "indicator")) if place is not None}
    called = _called({place: cell for place, cell in texts.items() if place not in (area, indicator)}, _AREA)
    fixed = {
        **({} if area is not None else {"area": AREA}),
        **({} if indicator is not None else {"indicator": name}),
    }
    settings: dict[str, tuple[Any, str]] = {"header_row": (row, "the first row that names periods")} if row > 1 else {}
    settings |= {"columns": (columns, "by the names of the columns")} if columns else {}
    settings["across"] = ("period", f"columns are called {next(iter(periods.values()))} and so on")
    settings |= {"fixed": (fixed, "no column says it")} if fixed else {}
    rows = [
        {
            "indicator": cells[indicator] if indicator is not None else name,
            "area": cells[area] if area is not None else AREA,
            "area_name": cells[called] if called is not None else "",
            "period": split_standing(label)[0],
            "value": cells[place],
        }
        for cells in below
        for place, label in periods.items()
    ]
    return Layout(settings=settings, rows=[one for one in rows if one["value"] and one["indicator"] and one["area"]])


def _long(row: int, header: list[str], below: list[list[str]], own: str) -> Layout | None:
    """Return the layout of a table with a column of periods and columns of numbers beside it."""
    filled = [cells for cells in below if sum(map(bool, cells)) > 1]
    at = next(
        (place for place, cell in enumerate(header) if cell and _are_periods([cells[place] for cells in filled])), None
    )
    if at is None or len(filled) < 2 or any(map(_DIGITS.fullmatch, header)):
        return None
    texts = {n: cell for n, cell in enumerate(header) if cell and n != at}
    # Of several columns that look like areas the one that has the plan's own counts.
    having = {n: texts[n] for n in texts if own and any(cells[n] == own for cells in filled)}
    area = _called(having or texts, _AREA)
    numeric = [n for n in texts if n != area and _are_numbers([cells[n] for cells in filled])]
    wider = {} if area is None or all(cells[area] for cells in filled) else {header[area]: ""}
    filled = [cells for cells in filled if area is None or cells[area]]
    others = {n: cell for n, cell in texts.items() if n not in (*numeric, area) and not _AREA.search(cell)}
    filters, filled = _filtered(filled, [at] if area is None else [at, area], others)
    numeric = [n for n in numeric if not _NO_MEASURE.search(header[n])] or numeric
    columns = {header[at]: "period", **({header[area]: "area"} if area is not None else {})}
    settings: dict[str, tuple[Any, str]] = {"header_row": (row, "what stands below it")} if row > 1 else {}
    settings |= {
        "columns": (columns, "what stands in them"),
        "indicators": ({header[n]: header[n] for n in numeric}, "columns of numbers; leave out what you do not need"),
    }
    settings |= {"filters": (filters, "everybody, or the option that most rows have")} if filters else {}
    settings |= {"filters_not": (wider, "rows without an area are about wider ones")} if wider else {}
    settings |= {} if area is not None else {"fixed": ({"area": AREA}, "no column says it")}
    rows = [
        {
            "indicator": header[n],
            "area": cells[area] if area is not None else AREA,
            "period": split_standing(cells[at])[0],
            "value": cells[n],
        }
        for cells in filled
        for n in numeric
    ]
    return Layout(settings=settings, rows=rows) if numeric else None


def _fingertips(header: list[str], below: list[list[str]]) -> Layout:
    """Return the settings that docs/published.md has for the downloads of Fingertips, and the rows that they take."""
    at = {cell: n for n, cell in enumerate(header)}
    columns = dict(_FINGERTIPS)
    limits = {"Lower CI 95.0 limit": "lower", "Upper CI 95.0 limit": "upper"}
    columns |= limits if limits.keys() <= at.keys() else {}
    # Of several indicators each may be of another age.
    several = len({cells[at["Indicator ID"]] for cells in below}) > 1
    options = ("Sex",) if several else ("Sex", "Age")
    filters = {one: _option([cells[at[one]] for cells in below]) for one in options if one in at}
    filters |= {"Category Type": ""} if "Category Type" in at else {}
    rows = [
        {
            **{meant: cells[at[name]] for name, meant in _FINGERTIPS.items()},
            "title": cells[at["Indicator Name"]] if "Indicator Name" in at else "",
            "area_name": cells[at["Area Name"]] if "Area Name" in at else "",
        }
        for cells in below
        if all(cells[at[one]] == value for one, value in filters.items())
    ]
    settings: dict[str, tuple[Any, str]] = {
        "columns": (columns, "they are those of Fingertips"),
        "filters": (filters, "everybody, or the option that most rows have"),
        "symbols": ("fingertips", "its columns are those of Fingertips"),
    }
    return Layout(settings=settings, rows=rows)


def _are_periods(labels: Sequence[str]) -> bool:
    found = [_period(split_standing(one)[0]) for one in labels[:1]]
    return None not in found and len({*labels}) > 1 and len(_periods(labels)) == len(labels)


def _called(texts: Mapping[int, str], pattern: re.Pattern[str]) -> int | None:
    named = [place for place, cell in texts.items() if pattern.search(cell)]
    return next((place for place in named if "code" in texts[place].lower()), named[0] if named else None)


def _departmental(header: list[str], below: list[list[str]], own: str) -> Layout:
    about = {"time_period", "time_identifier", *LEVEL_COLUMNS}
    rest = [place for place, cell in enumerate(header) if cell not in about and not cell.endswith(("_name", "_code"))]
    numeric = [place for place in rest if all(is_number(cells[place]) for cells in below[:_SHOWN])]
    valued = [place for place in numeric if _RATES.search(header[place])] or numeric[:5]
    options = {header[place]: [cells[place] for cells in below] for place in rest if place not in numeric}
    filters = {name: _option(values) for name, values in options.items()}
    # Where a column has one option, and the rows one column of numbers, the option says what they are of.
    alone = [values[0] for values in options.values() if len({*values}) == 1 and not _EVERYBODY.match(values[0])]
    title = alone[0] if alone and len(valued) == 1 else ""
    at = [header.index(one) for one in ("time_period", "time_identifier")]
    # An area has an old code and a new one: the new ones are meant where the plan's own is one.
    codes = header.index("new_la_code") if "new_la_code" in header and own[:1].isalpha() else None
    asked = {cells[codes] for cells in below} - {""} if codes is not None else ()
    reader = area_reader({cell: place for place, cell in enumerate(header)}, asked)
    called = [header.index(one) for one in ("la_name", "region_name", "country_name") if one in header]
    chosen = {header.index(one): value for one, value in filters.items()}
    rows = [
        {
            "indicator": header[place],
            "title": title,
            "area": area,
            "area_name": next((cells[one] for one in called if cells[one]), ""),
            "period": label,
            "kind": kind,
            "value": cells[place],
        }
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
    settings |= {"filters": (filters, _why(filters, options, rows))} if filters else {}
    return Layout(settings=settings, rows=rows)


def _why(filters: Mapping[str, str], options: Mapping[str, Sequence[str]], rows: Iterable[Mapping[str, str]]) -> str:
    """Say why options were taken; of everybody a percentage of those who are something is 100."""
    if {bare(one["value"]) for one in rows if any(map(str.isdigit, one["value"]))} != {"100"}:
        return "the option that stands for all where there is one"
    parts = [f"{name}: {', '.join(dict.fromkeys(options[name]))}" for name in filters]
    return f"all figures are 100 with it, so name another option: {'; '.join(parts)}"


def _labels(year: str, identifier: str) -> Iterator[tuple[str, str]]:
    try:
        period = Period.from_dfe(year, identifier)
        yield str(period), period.kind.value
    except WesRulesError:
        return


def bare(text: str) -> str:
    """Return a number without a mark of thousands, of pounds or of percent."""
    return text.strip().strip("£%").replace(",", "")


def is_number(text: str) -> bool:
    """Whether a cell holds a number, or a symbol that everybody knows."""
    try:
        Quantity.read(bare(text), unit=Unit.SCORE)
    except WesRulesError:
        return False
    return True


def _option(values: Sequence[str]) -> str:
    options = Counter(values)
    return next((one for one in options if _EVERYBODY.match(one)), options.most_common(1)[0][0] if options else "")
