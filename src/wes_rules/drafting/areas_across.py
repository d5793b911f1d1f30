"""A table with a column of periods, and beside it a column of figures for each area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wes_rules.drafting.cells import AREA_CODE, Layout, Settings, are_numbers, filtered, is_nation
from wes_rules.drafting.dated_tables import DatedTable


def columns_of_an_area(table: DatedTable, own: str) -> list[int]:
    """
    Return the columns of figures if each is of an area; else none.

    The plan's own is among them, or most are called by codes, or as nations and regions are.
    """
    numeric = [n for n in table.texts if are_numbers(table.column(n))]
    known = [n for n in numeric if AREA_CODE.fullmatch(table.header[n]) or is_nation(table.header[n])]
    is_own = own in (table.header[n] for n in numeric)
    return numeric if is_own or (len(known) > 1 and 2 * len(known) > len(numeric)) else []


def across_areas(
    table: DatedTable,
    areas: Sequence[int],
    series: Mapping[str, int],
    called: tuple[str, str],
    names: Mapping[int, str],
    own: str,
) -> Layout:
    """
    Return the layout of areas side by side.

    Args:
        areas: Their columns.
        series: The column of indicators, if there is one.
        called: What they are of where no column says it, and its title.
        names: The names of areas that stand above their codes.
        own: The plan's own area, by its code or its name.
    """
    name, title = called
    others = {n: text for n, text in table.texts.items() if n not in (*areas, *series.values())}
    filters, lines = filtered(table.lines, [*table.when.values(), *series.values()], others)
    more: Settings = {"across": ("area", f"columns are called {table.header[areas[0]]} and so on")}
    fixed: Settings = {} if series else {"fixed": ({"indicator": name}, "no column says it")}
    codes = {table.header[n]: own for n in areas if own and names.get(n) == own}
    fixed |= {"areas": (codes, "its name stands above its code")} if codes else {}
    settings = table.settings(series, more, filters, fixed)
    rows = [
        {
            "indicator": cells[series["indicator"]] if series else name,
            "area": codes.get(table.header[n], table.header[n]),
            "area_name": names.get(n, ""),
            "title": "" if series else title,
            "value": cells[n],
            **table.said(cells),
        }
        for cells in lines
        for n in areas
        if cells[n]
    ]
    return Layout(settings=settings, rows=rows)
