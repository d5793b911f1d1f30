"""Recognise files that are not in the tidy layout: years side by side, or a department's own layout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from wes_rules.drafting.cells import (
    AREA,
    AREAS,
    EVERYBODY,
    Layout,
    Settings,
    bare,
    called_by_place,
    called_like,
    column_with_nations,
    columns_of_areas,
    filtered,
    is_number,
    option,
    period_in,
    periods_in,
    why_filtered,
)
from wes_rules.drafting.long_tables import long_layout
from wes_rules.drafting.side_by_side import SideBySide, columns_of_figures
from wes_rules.drafting.stacked import with_labels
from wes_rules.errors import WesRulesError
from wes_rules.tables.labels import joined
from wes_rules.tables.layouts import LEVEL_COLUMNS, area_reader
from wes_rules.tables.lines import with_one_header
from wes_rules.tables.symbols import label_and_standing
from wes_rules.values.period import Period

# The header is looked for among so many rows, and what columns hold in so many below it.
_TOP, _SHOWN = 30, 300
_INDICATOR = re.compile(r"indicator|measure|metric|service|kpi|series", re.IGNORECASE)
_WORDLESS = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*")
_RATES = re.compile(r"percent|rate|^pt_|_pc$|average|^avg", re.IGNORECASE)


_FINGERTIPS = {"Indicator ID": "indicator", "Area Code": "area", "Time period": "period", "Value": "value"}


def layout_of(lines: Sequence[tuple[int, list[str]]], name: str, own: str = "", sheet: str = "") -> Layout | None:
    """
    Return the layout of a file's lines, or None if unknown.

    Args:
        name: The name of the file, which may say what its figures are of.
        own: The code of the plan's area: it shows which codes are meant.
        sheet: The name of their sheet, which may say of which year they are.
    """
    for place, (_, header) in enumerate(lines[:_TOP]):
        below = [cells for _, cells in lines[place + 1 :] if len(cells) == len(header)]
        if {"time_period", "time_identifier", "geographic_level"} <= {*header}:
            return _departmental(header, below, own)
        if _FINGERTIPS.keys() <= {*header}:
            return _fingertips(header, below)
        titles = [cells[0] for cells in map(_filled, lines[:place]) if len(cells) == 1]
        title = next(iter(titles), "")
        if (periods := _named_periods(header)) and below and _has_numbers(below[0], periods):
            found = _wide(place + 1, header, below, SideBySide(places=periods), (name, title), own, {})
            if found is not None:
                return found
            continue
        if (found := _of_headings(lines[place : place + 2], header, below, (name, *titles), own, sheet)) is not None:
            return found
        above = lines[place - 1][1] if place else ()
        if below and (found := long_layout(place + 1, header, below, own, (name, title), above)) is not None:
            return found
    return None


def _of_headings(
    names: Sequence[tuple[int, list[str]]],
    header: list[str],
    below: list[list[str]],
    called: Sequence[str],
    own: str,
    sheet: str,
) -> Layout | None:
    """Return the layout of periods side by side with words beside them, or of the parts of a year, in one row of names or in two."""
    row = names[0][0]
    # A title, or an empty row, is no first row of names.
    second = below[0] if len(_filled(names[0])) > 1 and below and below[0] is names[-1][1] else []
    both = next(with_one_header(names, 2))[1] if second and not any(map(is_number, filter(None, second))) else header
    for rows, whole, rest in ((1, header, below), (2, both, below[1:])):
        if (found := columns_of_figures(whole, rest, [*called[:0:-1], sheet, called[0]])) is not None:
            more: Settings = {"header_rows": (2, "the names of its columns stand in two rows")} if rows > 1 else {}
            return _wide(row, whole, rest, found, (found.words or called[0], *called[1:2]), own, more)
    return None


def _filled(line: tuple[int, list[str]]) -> list[str]:
    return [*filter(None, line[1])]


def _named_periods(header: Sequence[str]) -> dict[int, str]:
    """Return the positions of a row's periods; none if they are counts that look like years: unordered, repeated, or among others."""
    periods = periods_in(header)
    order = [one.index for label in periods.values() if (one := period_in(label_and_standing(label)[0])) is not None]
    others = any(bare(cell) and is_number(cell) for place, cell in enumerate(header) if place not in periods)
    in_order = len({*order}) == len(order) and order in (sorted(order), sorted(order, reverse=True))
    return periods if in_order and not others else {}


def _has_numbers(cells: Sequence[str], periods: Iterable[int]) -> bool:
    """Whether figures stand below periods, and not a second row of names."""
    filled = [cells[place] for place in periods if cells[place]]
    return 2 * sum(is_number(one) or _WORDLESS.fullmatch(one) is not None for one in filled) >= len(filled)


def _wide(
    row: int,
    header: list[str],
    below: list[list[str]],
    side: SideBySide,
    called: tuple[str, ...],
    own: str,
    more: Settings,
) -> Layout | None:
    """Return the layout of periods side by side, of what the file is called where no column says it; None if nobody knows what its rows are of."""
    name, title = (*called, "")[:2]
    header, periods = called_by_place(header), side.places
    below, down = with_labels(header, below, [*periods])
    whole, below = below, [cells for cells in below if any(cells[place] for place in periods)]
    texts = {place: cell for place, cell in enumerate(header) if cell and place not in (*periods, side.years)}
    area, indicator, why = _columns(texts, below, own)
    if area is None and indicator is None and len(below) > 1:
        return None
    columns = zip(("area", "indicator", "period"), (area, indicator, side.years), strict=True)
    known = {meant: place for meant, place in columns if place is not None}
    wider = {header[area]: ""} if area is not None and not all(cells[area] for cells in below) else {}
    wider |= {header[indicator]: ""} if indicator is not None and _has_headings(indicator, below, whole) else {}
    below = [cells for cells in below if area is None or cells[area]]
    rest = {place: cell for place, cell in texts.items() if place not in known.values()}
    others = {place: cell for place, cell in rest.items() if not AREAS.search(cell)}
    filters, below = filtered(below, [*known.values()], others, lambda cells: area is not None and cells[area] == own)
    missing = (("area", AREA), ("indicator", name), ("period", side.year))
    instead = {meant: told for meant, told in missing if told and meant not in known}
    settings: Settings = {"header_row": (row, "the first row that names periods")} if row > 1 else {}
    settings |= {"columns": ({header[place]: meant for meant, place in known.items()}, why)} if known else {}
    settings |= side.settings(header) | more
    down = [header[n] for n in known.values() if header[n] in down]
    settings |= {"fill_down": (down, "its labels stand beside the first of their rows")} if down else {}
    settings |= {"filters": (filters, why_filtered(filters))} if filters else {}
    settings |= {"filters_not": (wider, "rows without a name are headings, or about wider areas")} if wider else {}
    settings |= {"fixed": (instead, f"no column says it{side.said_by}")} if instead else {}
    told = {**instead, "title": title if indicator is None else ""}
    return Layout(settings=settings, rows=[*_across(below, periods, known, called_like(rest, AREAS), told)])


def _has_headings(place: int, below: Iterable[list[str]], whole: Iterable[list[str]]) -> bool:
    """Whether all rows with figures have a label, and others, which may be headings, have none."""
    return all(cells[place] for cells in below) and not all(cells[place] for cells in whole)


def _across(
    below: Iterable[list[str]],
    periods: Mapping[int, str],
    known: Mapping[str, int],
    naming: int | None,
    told: Mapping[str, str],
) -> Iterator[dict[str, str]]:
    """Go through the figures of periods side by side, as rows of the tidy layout."""
    for cells in below:
        said = {**told, **{meant: cells[place] for meant, place in known.items()}}
        said["area_name"] = cells[naming] if naming is not None else ""
        year = said.get("period", "")
        for place, heading in periods.items():
            if cells[place] and said["indicator"] and said["area"]:
                label = label_and_standing(heading)[0]
                yield {**said, "period": joined(year, label) if year else label, "value": cells[place]}


def _columns(texts: Mapping[int, str], below: list[list[str]], own: str) -> tuple[int | None, int | None, str]:
    """Return the column of areas, that of indicators, and why; where none is called so, what tells rows apart is taken for one of them."""
    coded = columns_of_areas(texts, below, own)
    area = max(coded, key=lambda n: len({cells[n] for cells in below})) if coded else called_like(texts, AREAS)
    named = [place for place, cell in texts.items() if place != area and _INDICATOR.search(cell)]
    # A service may have one measure each.
    named.sort(key=lambda n: "service" in texts[n].lower())
    indicator = max(named, key=lambda n: len({cells[n] for cells in below}), default=None)
    key = [] if indicator is None else [indicator]
    if area is None and (nations := column_with_nations(texts, below, key)) is not None:
        return nations, indicator, "it has nations or regions"
    if area is not None or indicator is not None or len(below) < 2:
        return area, indicator, "by the names of the columns"
    kinds = {n: len({cells[n] for cells in below}) for n in texts if all(cells[n] for cells in below)}
    labels = (n for n, kind in kinds.items() if kind == max(kinds.values()) > 1)
    why = "each row is taken for a measure; if rows are areas, begin again with --area and the name of yours"
    return None, next(labels, None), why


def _fingertips(header: list[str], below: list[list[str]]) -> Layout:
    """Return the settings that docs/published.md has for the downloads of Fingertips, and the rows that they take."""
    at = {cell: n for n, cell in enumerate(header)}
    columns = dict(_FINGERTIPS)
    limits = {"Lower CI 95.0 limit": "lower", "Upper CI 95.0 limit": "upper"}
    columns |= limits if limits.keys() <= at.keys() else {}
    # Of several indicators each may be of another age.
    several = len({cells[at["Indicator ID"]] for cells in below}) > 1
    options = ("Sex",) if several else ("Sex", "Age")
    filters = {one: option([cells[at[one]] for cells in below]) for one in options if one in at}
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
    settings: Settings = {
        "columns": (columns, "they are those of Fingertips"),
        "filters": (filters, "everybody, or the option that most rows have"),
        "symbols": ("fingertips", "its columns are those of Fingertips"),
    }
    return Layout(settings=settings, rows=rows)


def _departmental(header: list[str], below: list[list[str]], own: str) -> Layout:
    about = {"time_period", "time_identifier", *LEVEL_COLUMNS}
    rest = [place for place, cell in enumerate(header) if cell not in about and not cell.endswith(("_name", "_code"))]
    numeric = [place for place in rest if all(is_number(cells[place]) for cells in below[:_SHOWN])]
    valued = [place for place in numeric if _RATES.search(header[place])] or numeric[:5]
    options = {header[place]: [cells[place] for cells in below] for place in rest if place not in numeric}
    filters = {name: option(values) for name, values in options.items()}
    # Where a column has one option, and the rows one column of numbers, the option says what they are of.
    alone = [values[0] for values in options.values() if len({*values}) == 1 and not EVERYBODY.match(values[0])]
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
    settings: Settings = {"layout": ("dfe", "its columns are those of the Department for Education")}
    settings["indicators"] = (
        {header[place]: header[place] for place in valued},
        "columns of numbers; leave out what you do not need",
    )
    settings |= {"filters": (filters, _why(filters, options, rows))} if filters else {}
    return Layout(settings=settings, rows=rows)


def _why(filters: Mapping[str, str], options: Mapping[str, Sequence[str]], rows: Iterable[Mapping[str, str]]) -> str:
    """Say why options were chosen, and name the others if every figure is 100 with these."""
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
