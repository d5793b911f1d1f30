"""A table of targets, as spreadsheets have it: a title, the words, who owns it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from wes_rules.drafting.books import sheets_of
from wes_rules.drafting.cells import FIGURES
from wes_rules.drafting.dated_tables import columns_of_periods, said_period
from wes_rules.drafting.stacked import of_targets
from wes_rules.drafting.target_columns import (
    FEW,
    PERIOD_WITHIN,
    columns_named,
    columns_of,
    header_of,
    may_be_travel,
    over_two_rows,
    years_of_a_plan,
)
from wes_rules.errors import PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.tables.lines import Line

_COLOUR = re.compile(r"\b(?:green|amber|red)\b", re.IGNORECASE)
_OFF = re.compile(
    r"(?:[-\u2212\u00b1]|\+/-) ?(?P<off>[\d.]+%?)|(?P<points>[\d.]+ (?:percentage )?points?)", re.IGNORECASE
)
_TOTAL = re.compile(r"(?:grand |overall )?totals?:?", re.IGNORECASE)


@attrs.frozen
class Dated:
    """
    A target for a period, in a column of its own.

    Args:
        label: The period, as the heading writes it.
    """

    heading: str
    label: str
    words: str

    @property
    def said(self) -> str:
        """The target with its heading."""
        return f"{self.heading}: {self.words}"


@attrs.frozen(kw_only=True)
class TargetRow:
    """
    One target as a table has it; what its table leaves out is empty.

    Args:
        may_be_travel: Whether what is taken for the way that is better may be the way that the figures went.
    """

    line: int
    words: str
    ref: str = ""
    title: str = ""
    indicator: str = ""
    owner: str = ""
    unit: str = ""
    baseline: str = ""
    better: str = ""
    may_be_travel: bool = False
    frequency: str = ""
    objective: str = ""
    heading: str = ""
    dated: tuple[Dated, ...] = ()
    above: str = ""
    key: str = ""

    @property
    def said(self) -> str:
        """Its words with the colours that other columns explain."""
        return "; ".join(filter(None, (self.words, self.key)))


@attrs.frozen(kw_only=True)
class Targets:
    """
    A table of targets.

    Args:
        unused: The headings of columns that nothing was read from.
        title: The first line above the header.
        left: The rows that are no target, each with its line and its first cell.
        others: The other sheets of the workbook that have targets.
    """

    rows: tuple[TargetRow, ...]
    unused: tuple[str, ...] = ()
    title: str = ""
    left: tuple[tuple[int, str], ...] = ()
    others: tuple[str, ...] = ()


def read_targets(path: Path, named_by: str = "") -> Targets:
    """
    Read a table of targets from a CSV file or the first sheet of a workbook that has one; title lines above its header are passed over.

    Args:
        named_by: The column that names the figures of the same table: the titles, where no other is called so.
    """
    numbered, place, others = _sheet_of_targets(path)
    header = over_two_rows([cells for _, cells in numbered], place)
    above = numbered[: place - (header != numbered[place][1])]
    title = next((cell for _, cells in above for cell in cells if cell), "")
    found: list[TargetRow] = []
    unused: dict[str, None] = {}
    left: list[tuple[int, str]] = []
    for names, lines in _tables(header, numbered[place + 1 :]):
        columns, dated, keys = columns_of(names, [cells for _, cells in lines], named_by)
        rows = [_row(line, cells, names, columns, dated, keys) for line, cells in lines]
        if "title" not in columns:
            # What is called an indicator, or else a number, is its name for people where nothing else is.
            rows = [attrs.evolve(one, title=one.indicator or one.ref, indicator="") for one in rows]
        filled = {line: [*filter(None, cells)] for line, cells in lines}
        is_row = {one.line: _is_target(one, len(filled[one.line]), len([*filter(None, names)])) for one in rows}
        promised = [attrs.evolve(one, above=title) for one in rows if is_row[one.line]]
        found += _by_period(promised, names, dict(lines))
        left += [(line, cells[0]) for line, cells in filled.items() if cells and not is_row[line]]
        used = {*dated, *keys, *(n for name, n in columns.items() if name != "words" or not dated)}
        unused |= dict.fromkeys(name for n, name in enumerate(names) if name and n not in used)
    if not found:
        raise PlanError(Problem("the table has no target", "add a row below its header", path.name))
    return Targets(rows=tuple(found), unused=tuple(unused), title=title, left=tuple(left), others=others)


def _sheet_of_targets(path: Path) -> tuple[Sequence[Line], int, tuple[str, ...]]:
    """Return the rows of the first sheet with targets, the place of their header, and the names of other such sheets."""
    found: list[tuple[str, Sequence[Line], int]] = []
    faults: list[PlanError] = []
    for name, lines in sheets_of(path, carry=True):
        plain = [(line, [" ".join(cell.split()) for cell in cells]) for line, cells in lines]
        rows = of_targets(plain, path.stem)
        try:
            found.append(
                (
                    name,
                    rows,
                    header_of(
                        [cells for _, cells in rows], f"{path.name}, sheet {quoted(name)}" if name else path.name
                    ),
                )
            )
        except PlanError as error:
            faults.append(error)
    if not found:
        raise PlanError([problem for each in faults for problem in each.problems])
    (_, rows, place), *others = found
    return rows, place, tuple(name for name, _, _ in others)


def _is_target(row: TargetRow, filled: int, columns: int) -> bool:
    """Whether a row is of a target: it names one, or what is measured, and is no total and no heading, which has one cell of several."""
    return bool(row.words or (row.title and not (filled == 1 and columns > FEW))) and not _TOTAL.fullmatch(row.title)


def _tables(header: list[str], lines: Sequence[Line]) -> Iterator[tuple[list[str], list[Line]]]:
    """Go through tables that stand below each other: each begins with the names of the columns of titles and of targets."""
    named = columns_named(header)
    again = {header[named[one]] for one in ("title", "words") if one in named} - {""}
    below: list[Line] = []
    for line, cells in lines:
        if len(again) > 1 and again <= {*cells} and "words" in columns_named(cells):
            yield header, below
            header, below = cells, []
        else:
            below.append((line, cells))
    yield header, below


def _row(
    line: int, cells: list[str], header: list[str], columns: dict[str, int], dated: dict[int, str], keys: list[int]
) -> TargetRow:
    cells = [*cells, *[""] * (len(header) - len(cells))]
    row = TargetRow(
        line=line,
        heading=header[columns["words"]],
        dated=tuple(Dated(header[n], label, cells[n]) for n, label in dated.items() if cells[n]),
        may_be_travel="better" in columns and may_be_travel(header[columns["better"]], cells[columns["better"]]),
        **{name: cells[place] for name, place in columns.items()},
    )
    when = PERIOD_WITHIN.search(header[columns["baseline"]]) if "baseline" in columns else None
    if when is not None and re.search(r"\d", row.baseline) and "(" not in row.baseline:
        row = attrs.evolve(row, baseline=f"{row.baseline} ({when[0]})")
    key = "; ".join(_key(header[n], cells[n]) for n in keys if re.search(r"\d", cells[n]))
    if len(row.dated) == 1 and key:
        row = attrs.evolve(row, dated=(attrs.evolve(row.dated[0], words=f"{row.dated[0].words}; {key}"),))
    if dated:
        row = attrs.evolve(row, words="; ".join(one.said for one in row.dated))
    elif row.words and years_of_a_plan(row.heading):
        row = attrs.evolve(row, words=f"{row.heading}: {row.words}")
    return attrs.evolve(row, key=key) if row.words and len(row.dated) != 1 else row


def _by_period(rows: list[TargetRow], header: list[str], lines: Mapping[int, list[str]]) -> list[TargetRow]:
    """Return the rows of which each is about one period as one for each target; all others as they are."""
    when = columns_of_periods(header, [lines[row.line] for row in rows]) if rows and not rows[0].dated else None
    names = {(row.ref, row.title, row.indicator) for row in rows}
    if when is None or (len(names) == len(rows) and not any(map(FIGURES.fullmatch, header))):
        return rows
    found: dict[tuple[str, str, str], TargetRow] = {}
    for row in rows:
        one = found.setdefault((row.ref, row.title, row.indicator), row)
        label = said_period(header, lines[row.line], when)["period"]
        said = (Dated(f"{row.heading} {label}", label, row.said),) if row.words else ()
        found[row.ref, row.title, row.indicator] = attrs.evolve(one, dated=(*one.dated, *said), key="")
    return [attrs.evolve(one, words="; ".join(each.said for each in one.dated)) for one in found.values()]


def _key(heading: str, cell: str) -> str:
    """Return what a column says of the colours of a target: with its heading, where the cell names none."""
    # How far off it may be, and no level.
    if (off := _OFF.fullmatch(cell)) is not None or re.search("tolerance", heading, re.IGNORECASE):
        heading, cell = "Tolerance", cell if off is None else off["off"] or off["points"]
    return cell if _COLOUR.search(cell) else re.sub("^rag ", "", f"{heading} {cell}", flags=re.IGNORECASE)
