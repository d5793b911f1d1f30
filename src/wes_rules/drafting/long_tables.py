"""A table with a column of periods, and beside it columns of numbers, or one of numbers and one of the names of series."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wes_rules.drafting.cells import AREA, AREAS, Layout, are_numbers, called_like, filtered, period_in, periods_in
from wes_rules.errors import PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.quantity import split_standing
from wes_rules.wording.times import MONTH

# What is called so has numbers, and is no measure.
_NO_MEASURE = re.compile(
    r"(?:\b|_)(?:id|code|limit|ci|lower|upper|count|denominator|numerator|sortable|urn|year)(?:\b|_)", re.IGNORECASE
)
_DIGITS = re.compile(r"[-\d.,%£]+")
_MONTH = re.compile(rf"\s*{MONTH}\s*", re.IGNORECASE)
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
    called = {place: cell for place, cell in enumerate(header) if cell}
    at = next((place for place in called if _are_periods([cells[place] for cells in filled])), None)
    _refuse_in_pieces(called, filled, at)
    if at is None:
        return None
    texts = {n: cell for n, cell in enumerate(header) if cell and n != at}
    # Of several columns that look like areas the one that has the plan's own counts.
    having = {n: texts[n] for n in texts if own and any(cells[n] == own for cells in filled)}
    area = called_like(having or texts, AREAS)
    numeric = [n for n in texts if n != area and not _UNIT.fullmatch(header[n])]
    numeric = [n for n in numeric if are_numbers([cells[n] for cells in filled])]
    if len(numeric) == 1 and (series := _series_in(texts, filled, numeric[0])) is not None:
        return _of_series(row, header, filled, {"period": at, "area": area, "indicator": series, "value": numeric[0]})
    wider = {} if area is None or all(cells[area] for cells in filled) else {header[area]: ""}
    filled = [cells for cells in filled if area is None or cells[area]]
    others = {n: cell for n, cell in texts.items() if n not in (*numeric, area) and not AREAS.search(cell)}
    filters, filled = filtered(filled, [at] if area is None else [at, area], others)
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
        {"indicator": header[n], "area": AREA if area is None else cells[area], "period": label, "value": cells[n]}
        for cells in filled
        for label in (split_standing(cells[at])[0],)
        for n in numeric
    ]
    return Layout(settings=settings, rows=rows) if numeric else None


def _refuse_in_pieces(called: Mapping[int, str], filled: Sequence[Sequence[str]], at: int | None) -> None:
    """Refuse years with their months in another column, and periods of several kinds in one."""
    for place, name in called.items():
        cells = [one[place] for one in filled]
        if at is not None and len({*cells}) > 1 and all(map(_MONTH.fullmatch, cells)):
            what = f"its periods stand in two columns, {quoted(called[at])} and {quoted(name)}"
            raise PlanError(Problem(what, f'join them to one in the file, such as "{cells[0]} {filled[0][at]}"'))
        kinds = {None if (one := period_in(cell)) is None else one.kind: cell for cell in cells}
        if at is None and len(kinds) > 1 and None not in kinds:
            what = f"{quoted(name)} has periods of several kinds, such as {' and '.join(map(quoted, kinds.values()))}"
            raise PlanError(
                Problem(
                    what, "keep those of one kind by `filters` in a [[sources]] written by hand, as docs/tables.md says"
                )
            )


def _series_in(texts: Mapping[int, str], filled: Sequence[Sequence[str]], value: int) -> int | None:
    """Return the column of names of series beside the one column of numbers."""
    return next(
        (n for n, cell in texts.items() if n != value and _SERIES.fullmatch(cell) and all(one[n] for one in filled)),
        None,
    )


def _of_series(row: int, header: list[str], filled: list[list[str]], at: Mapping[str, int | None]) -> Layout | None:
    """Return the layout of a table whose rows each name their series: each of them may become a measure."""
    places = {meant: place for meant, place in at.items() if place is not None}
    unit = next((n for n, cell in enumerate(header) if n not in places.values() and _UNIT.fullmatch(cell)), None)
    others = {
        n: cell
        for n, cell in enumerate(header)
        if cell and n not in (*places.values(), unit) and not AREAS.search(cell)
    }
    filters, filled = filtered(filled, [place for meant, place in places.items() if meant != "value"], others)
    settings: dict[str, tuple[Any, str]] = {"header_row": (row, "what stands below it")} if row > 1 else {}
    settings["columns"] = ({header[place]: meant for meant, place in places.items()}, "what stands in them")
    settings |= {"filters": (filters, "everybody, or the option that most rows have")} if filters else {}
    settings |= {} if "area" in places else {"fixed": ({"area": AREA}, "no column says it")}
    rows = [
        {
            "area": AREA,
            **{meant: cells[place] for meant, place in places.items()},
            "period": split_standing(cells[places["period"]])[0],
            "unit": "" if unit is None else _UNITS.get(cells[unit].lower(), ""),
        }
        for cells in filled
    ]
    return Layout(settings=settings, rows=rows)


def _are_periods(labels: Sequence[str]) -> bool:
    found = [period_in(split_standing(one)[0]) for one in labels[:1]]
    return None not in found and len({*labels}) > 1 and len(periods_in(labels)) == len(labels)
