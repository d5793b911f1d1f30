"""A table with a column of periods, and beside it columns of numbers, or one of numbers and one of the names of series."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from wes_rules.counting import some_of
from wes_rules.drafting.areas_across import across_areas, columns_of_an_area
from wes_rules.drafting.cells import (
    AREA,
    AREAS,
    EVERYBODY,
    FIGURES,
    Layout,
    Settings,
    are_numbers,
    called_like,
    column_with_nations,
    columns_of_areas,
    filtered,
    nested,
)
from wes_rules.drafting.dated_tables import DatedTable, dated_table
from wes_rules.quoting import quoted

# What is called so has numbers, and is no measure.
_NO_MEASURE = re.compile(
    r"(?:\b|_)(?:id|code|limit|ci|lower|upper|count|denominator|numerator|sortable|order|urn|year|latitude|longitude|easting|northing)(?:\b|_)",
    re.IGNORECASE,
)
_NO_FIGURES = re.compile(r"\b(?:target|baseline|variance)\b", re.IGNORECASE)
# What names the series of a column of values, though it is called otherwise than series are.
_NAMES = re.compile(r"\b(?:name|title|metric|variable|statistic|description)s?\b", re.IGNORECASE)
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS = re.compile(r"[-\d.,%£]+")
_SERIES = re.compile(
    r"(?:key )?(?:performance )?(?:indicator|series|kpi|measure|metric|pi)(?:[ _]?(?:name|title|description|reference|ref|code|no\.?))?",
    re.IGNORECASE,
)
_SHOWN = 10
_UNIT = re.compile(r"unit|measure|value[ _]?type|type of value", re.IGNORECASE)
_UNITS = {
    "percentage": "percent",
    "percent": "percent",
    "%": "percent",
    "count": "count",
    "number": "count",
    "pounds": "pounds",
    "£": "pounds",
}


def long_layout(
    row: int, header: list[str], below: list[list[str]], own: str, called: tuple[str, str], above: Sequence[str]
) -> Layout | None:
    """
    Return the layout of a table with a column of periods and columns of numbers beside it.

    Args:
        called: What the figures are of where no column says it, and its title.
        above: The row above the header.
    """
    if any(map(_DIGITS.fullmatch, header)) and own not in header:
        return None
    if (table := dated_table(row, header, below)) is None:
        return None
    if areas := columns_of_an_area(table, own):
        rest = {n: text for n, text in table.texts.items() if n not in areas}
        names = dict(enumerate(above)) if sum(map(bool, above)) > 1 else {}
        series = {} if (place := _series_in(table, rest)) is None else {"indicator": place}
        return across_areas(table, areas, series, called, names, own)
    return _of_numbers(table, own)


def _of_numbers(table: DatedTable, own: str) -> Layout | None:
    """Return the layout of rows that have their area, if it is said at all, in a column."""
    header, texts, filled, when = table.header, table.texts, table.lines, [*table.when.values()]
    coded = columns_of_areas(texts, filled, own)
    area = _area_of(coded, filled, when, own, texts) if coded else called_like(texts, AREAS)
    if area is None:
        series = _series_in(table, texts)
        area = column_with_nations(texts, filled, when if series is None else [*when, series])
    texts = {n: text for n, text in texts.items() if not _are_rows_numbers(text, table.column(n))}
    numeric = [n for n in texts if n != area and not _UNIT.fullmatch(header[n]) and are_numbers(table.column(n))]
    numeric = [n for n in numeric if not _NO_FIGURES.search(header[n])] or numeric
    known = {} if area is None else {"area": area}
    value, series = _value_and_series(table, texts, numeric, [*when, *known.values()])
    if value is not None and series is not None:
        return _of_series(table, {**known, "indicator": series, "value": value})
    wider = {} if area is None or all(cells[area] for cells in filled) else {header[area]: ""}
    filled = [cells for cells in filled if area is None or cells[area]]
    others = {
        n: cell for n, cell in texts.items() if n not in (*numeric, area) and (n in coded or not AREAS.search(cell))
    }
    filters, filled = filtered(
        filled, [*when, *known.values()], others, lambda cells: any(cells[n] == own for n in known.values())
    )
    left = [n for n in numeric if _is_no_measure(header[n])]
    left = [] if len(left) == len(numeric) else left
    numeric = [n for n in numeric if n not in left]
    why = "columns of numbers; leave out what you do not need"
    why += f"; left out: {', '.join(quoted(header[n]) for n in left)}" if left else ""
    if area is None and len(numeric) > 1:
        none = f"none is called {quoted(own)}, and the file has no figures of yours"
        why += f"; if they are of areas, {none if own else 'begin again with --area and the name of yours as it stands there'}"
    more: Settings = {"indicators": ({header[n]: header[n] for n in numeric}, why)}
    wide: Settings = {"filters_not": (wider, "rows without an area are about wider ones")} if wider else {}
    rows = [
        {"indicator": header[n], "area": AREA if area is None else cells[area], "value": cells[n], **table.said(cells)}
        for cells in filled
        for n in numeric
    ]
    return Layout(settings=table.settings(known, more, filters, wide), rows=rows) if numeric else None


def _is_no_measure(name: str) -> bool:
    """Whether a column of numbers is called as ids, codes and limits are."""
    return _NO_MEASURE.search(_JOINED.sub(" ", name)) is not None


def _are_rows_numbers(name: str, cells: Sequence[str]) -> bool:
    """Whether a column without a name numbers the rows, as programs write it."""
    return name.startswith("column ") and cells in (
        [*map(str, range(len(cells)))],
        [*map(str, range(1, len(cells) + 1))],
    )


def _area_of(
    coded: Mapping[int, str], filled: list[list[str]], when: Sequence[int], own: str, texts: Iterable[int]
) -> int:
    """
    Return the column whose areas the rows are of.

    Of several that tell rows apart it is one beside which the others have a whole; and of one whose areas have others within, that of the latter,
    unless the plan's own is one of the wider.
    """
    by_areas = sorted(coded, key=lambda place: -len({cells[place] for cells in filled}))
    place = next((one for one in by_areas if _tells_all(one, coded, filled, when)), by_areas[0])
    if any(cells[place] == own for cells in filled):
        return place
    words = [n for n in texts if n not in coded and not are_numbers([cells[n] for cells in filled])]
    inner = nested(place, filled, when, words)
    return place if inner is None else inner


def _tells_all(place: int, coded: Mapping[int, str], filled: list[list[str]], when: Sequence[int]) -> bool:
    """Whether rows of one area differ in no other column of areas but by a whole."""
    others = {n: name for n, name in coded.items() if n != place}
    return all(map(EVERYBODY.match, filtered(filled, [*when, place], others)[0].values()))


def _series_in(table: DatedTable, texts: Mapping[int, str]) -> int | None:
    """Return the column of names of series."""
    return next((n for n, cell in texts.items() if _SERIES.fullmatch(cell) and all(table.column(n))), None)


def _value_and_series(
    table: DatedTable, texts: Mapping[int, str], numeric: Sequence[int], key: Sequence[int]
) -> tuple[int | None, int | None]:
    """Return the one column of values, and that of the names of series."""
    called = next((n for n in numeric if FIGURES.fullmatch(table.header[n])), None)
    value = numeric[0] if called is None and len(numeric) == 1 else called
    series = None if value is None else _series_in(table, {n: texts[n] for n in texts if n != value})
    if series is None and called is not None:
        series = _names_in(table, {n: texts[n] for n in texts if n not in (*numeric, *key)}, key)
    return value, series


def _names_in(table: DatedTable, texts: Mapping[int, str], key: Sequence[int]) -> int | None:
    """Return the column of names that tells the values of one area and period apart."""
    named = [n for n, cell in texts.items() if _NAMES.search(_JOINED.sub(" ", cell)) and all(table.column(n))]
    apart = [n for n in named if filtered(table.lines, key, {n: texts[n]})[0]]
    return max(apart, key=lambda n: len({*table.column(n)}), default=None)


def _of_series(table: DatedTable, places: Mapping[str, int]) -> Layout:
    """Return the layout of a table whose rows each name their series: each of them may become a measure."""
    known = (*table.when.values(), *places.values())
    unit = next((n for n, cell in enumerate(table.header) if n not in known and _UNIT.fullmatch(cell)), None)
    others = {n: cell for n, cell in enumerate(table.header) if cell and n not in (*known, unit)}
    others = {n: cell for n, cell in others.items() if not AREAS.search(cell) and not _is_no_measure(cell)}
    filters, filled = filtered(table.lines, [n for n in known if n != places["value"]], others)
    named = places["indicator"]
    gone = [*dict.fromkeys(one for one in table.column(named) if one not in {cells[named] for cells in filled})]
    if gone and len(filters) == 1:
        # Only some of the series are of groups: each group is one of its own.
        places = {**places, "group": table.header.index(next(iter(filters)))}
        filters, filled, gone = {}, table.lines, []
    rows = [
        {
            "area": AREA,
            **{meant: cells[place] for meant, place in places.items()},
            **table.said(cells),
            "unit": "" if unit is None else _UNITS.get(cells[unit].lower(), ""),
        }
        for cells in filled
    ]
    settings = table.settings(places, {}, filters, {})
    if gone:
        options, why = settings["filters"]
        settings["filters"] = options, f"{why}; no figures are left of {some_of([*map(quoted, gone)], _SHOWN)}"
    return Layout(settings=settings, rows=rows)
