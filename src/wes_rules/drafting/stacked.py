"""Tables in which a measure's targets stand in a row of their own below, or above, its figures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from wes_rules.drafting.cells import FIGURES
from wes_rules.drafting.side_by_side import columns_of_figures, period_within
from wes_rules.tables.labels import joined
from wes_rules.tables.lines import Line

_TARGETS = re.compile(r"targets?", re.IGNORECASE)


def with_labels(
    header: Sequence[str], below: list[list[str]], beside: Collection[int]
) -> tuple[list[list[str]], list[str]]:
    """
    Return rows with the labels that stand beside the first of a measure's rows alone, and the columns of such labels.

    Args:
        beside: The places of columns that have none.
    """
    kind = _kind_of_rows(header, below)
    places = [n for n in range(len(header)) if n not in (*beside, kind) and below and below[0][n]]
    down = [n for n in places if kind is not None and not all(cells[n] for cells in below)]
    return [*_filled(below, down)] if down else below, [header[n] for n in down]


def of_targets(lines: Sequence[Line], file: str) -> Sequence[Line]:
    """
    Return a table's rows of targets, with the columns of periods called targets; a table that has no such rows as it is.

    Args:
        file: Its name, which may say of which year its quarters are.
    """
    for at, (line, header) in enumerate(lines):
        below = [(row, cells) for row, cells in lines[at + 1 :] if len(cells) == len(header)]
        kind = _kind_of_rows(header, [cells for _, cells in below])
        if kind is None or len([*filter(None, header)]) < 2:  # a title has one cell
            continue
        titles = [found[0] for _, cells in lines[:at] if len(found := [*filter(None, cells)]) == 1]
        side = columns_of_figures(header, [cells for _, cells in below], [*titles, file])
        periods = {n: when[0] for n, cell in enumerate(header) if (when := period_within(cell)) is not None}
        if side is not None and side.year:
            periods = {n: joined(side.year, part) for n, part in side.places.items()}
        if not periods:
            continue
        names = [f"Target {periods[n]}" if n in periods else cell for n, cell in enumerate(header)]
        names[kind] = ""
        labels = [n for n in range(len(header)) if n not in (*periods, kind)]
        rows = zip(below, _filled([cells for _, cells in below], labels), strict=True)
        targets = [(row, cells) for (row, _), cells in rows if _TARGETS.fullmatch(cells[kind])]
        return [*lines[:at], (line, names), *((row, [*cells[:kind], "", *cells[kind + 1 :]]) for row, cells in targets)]
    return lines


def _kind_of_rows(header: Sequence[str], below: Sequence[Sequence[str]]) -> int | None:
    """Return the column that says which rows are figures and which are targets; None where there is none."""
    for place in range(len(header)):
        said = {cells[place] for cells in below} - {""}
        if any(map(FIGURES.fullmatch, said)) and any(map(_TARGETS.fullmatch, said)):
            return place
    return None


def _filled(below: Sequence[list[str]], places: Sequence[int]) -> Iterable[list[str]]:
    """Go through rows with the labels of columns, the widest first: a new one ends those after it."""
    above: dict[int, str] = {}
    for cells in below:
        for at, n in enumerate(places):
            if cells[n]:
                above = {**{one: above.get(one, "") for one in places[:at]}, n: cells[n]}
        yield [cell or above.get(n, "") if n in places else cell for n, cell in enumerate(cells)]
