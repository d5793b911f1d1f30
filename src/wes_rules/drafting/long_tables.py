"""A table with a column of periods, and beside it columns of numbers, or one of numbers and one of the names of series."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from wes_rules.drafting.cells import (
    AREA,
    AREAS,
    EVERYBODY,
    Layout,
    are_numbers,
    called_like,
    columns_of_areas,
    filtered,
    months_of,
    nested,
    period_in,
    periods_in,
)
from wes_rules.errors import PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.tables.labels import dated
from wes_rules.tables.symbols import label_and_standing
from wes_rules.values.period_kind import PeriodKind

# What is called so has numbers, and is no measure.
_NO_MEASURE = re.compile(
    r"(?:\b|_)(?:id|code|limit|ci|lower|upper|count|denominator|numerator|sortable|urn|year|latitude|longitude|easting|northing)(?:\b|_)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[-\d.,%£]+")
_FINANCIAL = re.compile(r"financ|fiscal|\bfy\b", re.IGNORECASE)
_WHEN = ("period", "part_of_year")
_Settings = dict[str, tuple[Any, str]]
_SERIES = re.compile(r"(?:indicator|series|kpi|measure)(?:[ _]?name)?", re.IGNORECASE)
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


def long_layout(row: int, header: list[str], below: list[list[str]], own: str) -> Layout | None:
    """Return the layout of a table with a column of periods and columns of numbers beside it."""
    filled = [cells for cells in below if sum(map(bool, cells)) > 1]
    if len(filled) < 2 or any(map(_DIGITS.fullmatch, header)):
        return None
    called = {place: cell for place, cell in enumerate(header) if cell and header.count(cell) == 1}
    when, filled, days = _dated_rows(header, called, filled)
    if when is None:
        _refuse_several_kinds(called, filled)
        return None
    texts = {n: cell for n, cell in called.items() if n not in when.values()}
    coded = columns_of_areas(texts, filled, own)
    area = _area_of(coded, filled, [*when.values()], own, texts) if coded else called_like(texts, AREAS)
    numeric = [n for n in texts if n != area and not _UNIT.fullmatch(header[n])]
    numeric = [n for n in numeric if are_numbers([cells[n] for cells in filled])]
    value = next((n for n in numeric if header[n].lower() == "value"), numeric[0] if len(numeric) == 1 else None)
    if value is not None and (series := _series_in(texts, filled, value)) is not None:
        return _of_series(row, header, filled, {**when, "area": area, "indicator": series, "value": value}, days)
    wider = {} if area is None or all(cells[area] for cells in filled) else {header[area]: ""}
    filled = [cells for cells in filled if area is None or cells[area]]
    others = {
        n: cell for n, cell in texts.items() if n not in (*numeric, area) and (n in coded or not AREAS.search(cell))
    }
    known = [] if area is None else [area]
    filters, filled = filtered(
        filled, [*when.values(), *known], others, lambda cells: any(cells[n] == own for n in known)
    )
    numeric = [n for n in numeric if not _NO_MEASURE.search(header[n])] or numeric
    columns = {header[n]: meant for meant, n in (*when.items(), *(("area", n) for n in known))}
    indicators = {header[n]: header[n] for n in numeric}
    more: _Settings = {**days, "indicators": (indicators, "columns of numbers; leave out what you do not need")}
    wide: _Settings = {"filters_not": (wider, "rows without an area are about wider ones")} if wider else {}
    settings = _settings(row, columns, more, filters, wide)
    rows = [
        {"indicator": header[n], "area": AREA if area is None else cells[area], "value": cells[n], **said}
        for cells in filled
        for said in (_said(header, cells, when),)
        for n in numeric
    ]
    return Layout(settings=settings, rows=rows) if numeric else None


def _dated_rows(
    header: Sequence[str], called: Collection[int], filled: list[list[str]]
) -> tuple[dict[str, int] | None, list[list[str]], _Settings]:
    """Return the columns of periods, if there are any, and the rows: where days stand for their months, with those and the settings that read them."""
    when = _when(header, called, filled)
    for at in called if when is None else ():
        if (found := months_of([cells[at] for cells in filled])) is not None:
            rows = [[*cells[:at], label, *cells[at + 1 :]] for cells, label in zip(filled, found[0], strict=True)]
            return {"period": at}, rows, found[1]
    return when, filled, {}


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


def _refuse_several_kinds(called: Mapping[int, str], filled: Sequence[Sequence[str]]) -> None:
    """Refuse periods of several kinds in one column."""
    for place, name in called.items():
        cells = [one[place] for one in filled]
        kinds = {None if (one := period_in(cell)) is None else one.kind: cell for cell in cells}
        if len(kinds) > 1 and None not in kinds:
            what = f"{quoted(name)} has periods of several kinds, such as {' and '.join(map(quoted, kinds.values()))}"
            remedy = "keep those of one kind by `filters` in a [[sources]] written by hand, as docs/tables.md says"
            raise PlanError(Problem(what, remedy))


def _series_in(texts: Mapping[int, str], filled: Sequence[Sequence[str]], value: int) -> int | None:
    """Return the column of names of series beside the one column of numbers."""
    return next(
        (n for n, cell in texts.items() if n != value and _SERIES.fullmatch(cell) and all(one[n] for one in filled)),
        None,
    )


def _of_series(
    row: int, header: list[str], filled: list[list[str]], at: Mapping[str, int | None], days: _Settings
) -> Layout | None:
    """Return the layout of a table whose rows each name their series: each of them may become a measure."""
    places = {meant: place for meant, place in at.items() if place is not None}
    unit = next((n for n, cell in enumerate(header) if n not in places.values() and _UNIT.fullmatch(cell)), None)
    others = {
        n: cell
        for n, cell in enumerate(header)
        if cell and n not in (*places.values(), unit) and not AREAS.search(cell)
    }
    filters, filled = filtered(filled, [place for meant, place in places.items() if meant != "value"], others)
    settings = _settings(row, {header[place]: meant for meant, place in places.items()}, days, filters, {})
    rows = [
        {
            "area": AREA,
            **{meant: cells[place] for meant, place in places.items()},
            **_said(header, cells, {meant: place for meant, place in places.items() if meant in _WHEN}),
            "unit": "" if unit is None else _UNITS.get(cells[unit].lower(), ""),
        }
        for cells in filled
    ]
    return Layout(settings=settings, rows=rows)


def _settings(
    row: int, columns: Mapping[str, str], more: _Settings, filters: Mapping[str, str], wide: _Settings
) -> _Settings:
    """Return the settings of a table in the order in which a plan has them."""
    settings: _Settings = {"header_row": (row, "what stands below it")} if row > 1 else {}
    settings |= {"columns": (columns, "what stands in them"), **more}
    some = [quoted(name) for name, option in filters.items() if not EVERYBODY.match(option)]
    why = (
        f"no option of {' and '.join(some)} stands for all, and rows are never added up: this one has most rows"
        if some
        else "everybody"
    )
    settings |= {"filters": (filters, why)} if filters else {}
    settings |= wide
    return settings if "area" in columns.values() else {**settings, "fixed": ({"area": AREA}, "no column says it")}


def _when(header: Sequence[str], called: Iterable[int], filled: list[list[str]]) -> dict[str, int] | None:
    """Return the column of periods, and for years also the column of months, quarters, terms or weeks, if there is one."""
    for at in called:
        first = period_in(label_and_standing(filled[0][at])[0])
        for part in called if first is not None and first.kind.per_year == 1 else ():
            both = dict(zip(_WHEN, (at, part), strict=True))
            whole = part != at and all(cells[part] for cells in filled)
            if whole and _are_periods([*{_said(header, cells, both)["period"] for cells in filled}]):
                return both
        if first is not None and _are_periods([cells[at] for cells in filled]):
            return {"period": at}
    return None


def _said(header: Sequence[str], cells: Sequence[str], when: Mapping[str, int]) -> dict[str, str]:
    """Return the label of a line's period, and the kind of year that its column's name implies."""
    names = {meant: header[place] for meant, place in when.items()}
    label = dated({meant: cells[place] for meant, place in when.items()}, names)["period"]
    found = period_in(label)
    # 2019/20 is read as an academic year where nobody says of which kind it is.
    financial = found is not None and found.kind is PeriodKind.ACADEMIC_YEAR and _FINANCIAL.search(names["period"])
    return {"period": label, "kind": PeriodKind.FINANCIAL_YEAR.value if financial else ""}


def _are_periods(labels: Sequence[str]) -> bool:
    found = [period_in(label_and_standing(one)[0]) for one in labels[:1]]
    return None not in found and len({*labels}) > 1 and len(periods_in(labels)) == len(labels)
