"""What a file of figures shows of the measures that could be made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from wes_rules.counting import some_of
from wes_rules.drafting.books import is_workbook, sheets_of
from wes_rules.drafting.cells import AREA, CALLED_PERIODS, Layout, bare, is_number, is_readable, period_in
from wes_rules.drafting.layouts import layout_of
from wes_rules.drafting.seen import SeenSeries
from wes_rules.drafting.side_by_side import not_clear, without_a_year
from wes_rules.errors import PeriodError, PlanError, Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.tables.layouts import TIDY, TIDY_OPTIONAL
from wes_rules.tables.symbols import label_and_standing
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit

_LETTERS = re.compile(r"[A-Za-z]")
_NEEDED = ("indicator", "area", "period", "value")
# A header stands among so many rows.
_TOP = 30


@attrs.frozen(kw_only=True)
class Looked:
    """
    What a file of figures shows.

    Args:
        settings: The settings of a source that reads it, each with the reason for which it is guessed.
    """

    series: list[SeenSeries]
    settings: Mapping[str, tuple[Any, str]] = attrs.field(factory=dict)

    @property
    def named_by(self) -> str:
        """The column that names what the figures are of; empty where none does."""
        columns, _ = self.settings.get("columns", ({}, ""))
        return next((name for name, meant in columns.items() if meant == "indicator"), "")


def look_at(path: Path, area: str = "", sheet: str = "", split_years: PeriodKind = PeriodKind.ACADEMIC_YEAR) -> Looked:
    """
    Look at a file of figures: in the tidy layout, with periods side by side, or as a publisher has it; CSV, or a sheet of a workbook.

    Args:
        area: The code of the plan's area, where somebody said it: a file may have two codes of one area.
        sheet: The sheet to look at; empty for the first that is laid out in a known way.
        split_years: The kind of year that 2019/20 is, where the file does not say it.

    Raises:
        PlanError: It cannot be read, or is laid out otherwise.
    """
    sheets = sheets_of(path)
    if sheet and sheet not in (names := [name for name, _ in sheets]):
        raise PlanError(Problem(f"there is no sheet {quoted(sheet)}", near_miss(sheet, names), path.name))
    sheets = [one for one in sheets if sheet in ("", one[0])]
    layouts = ((name, _tidy(lines) or layout_of(lines, path.stem, area, name)) for name, lines in sheets)
    name, layout = next(((name, one) for name, one in layouts if one is not None), ("", None))
    if layout is None:
        raise PlanError(_of_no_layout(path.name, sheets))
    series, symbols = _seen(layout, area, split_years, fractions=is_workbook(path))
    if not series:
        raise PlanError(Problem("it has no figure", "add a row below its header", path.name))
    settings: dict[str, tuple[Any, str]] = {}
    if name:
        settings["sheet"] = name, "" if sheet else "the first sheet with periods"
    if symbols:
        settings["symbols"] = symbols, "they stand in place of numbers, and x is one that is not available"
    return Looked(series=series, settings=settings | dict(layout.settings))


def _of_no_layout(file: str, sheets: Sequence[tuple[str, list[tuple[int, list[str]]]]]) -> Problem:
    """Say what a file has in place of a known layout: the row most like a header, and the sheets."""
    rows = [(name, row, _names_in(cells)) for name, lines in sheets for row, cells in lines[:_TOP]]
    name, row, names = max(rows, key=lambda one: len(one[2]), default=("", 1, []))
    missing = ", ".join(quoted(one) for one in _NEEDED if one not in map(str.lower, names))
    like = ", ".join(map(quoted, names[:10])) or "nothing"
    what = f"it has no column {missing}, and is laid out in no other way that init knows; the row most like a header has {like}"
    lines = [cells for line, cells in dict(sheets).get(name, []) if line >= row]
    if lines and (
        why := without_a_year(lines[0])
        or not_clear(lines[0], [cells for cells in lines[1:] if len(cells) == len(lines[0])])
    ):
        what += f"; {why}"
    elif unread := _unread_period(row, dict(sheets).get(name, [])):
        what += f"; its column {quoted(unread[0])} has {quoted(unread[1])}, which init does not read as a period"
    others = [quoted(one) for one, _ in sheets if one != name]
    look = f"; --sheet looks at one of the others: {some_of(others, _TOP)}" if others else ""
    remedy = (
        f"write the plan's [[sources]] by hand, with header_row = {row} if its columns are named there: docs/published.md has the settings of "
        f"files as they are published, docs/tables.md all of them; or name its columns as docs/csv.md does{look}"
    )
    return Problem(what, remedy, f'{file}, sheet "{name}"' if name else file, row)


def _unread_period(row: int, lines: Sequence[tuple[int, list[str]]]) -> tuple[str, str] | None:
    """Return the column called as periods are, and its first cell that is none."""
    header = next((cells for line, cells in lines if line == row), [])
    for place, called in enumerate(header):
        if CALLED_PERIODS.search(called):
            below = (cells[place] for line, cells in lines if line > row and place < len(cells))
            found = next((one for one in below if one and period_in(label_and_standing(one)[0]) is None), "")
            return (called, found) if found else None
    return None


def _names_in(cells: Iterable[str]) -> list[str]:
    """Return the cells of a row that may name columns."""
    found = dict.fromkeys(" ".join(cell.split()) for cell in cells)
    return [one for one in found if one and not is_number(one)]


def _seen(
    layout: Layout, own: str, split_years: PeriodKind, *, fractions: bool
) -> tuple[list[SeenSeries], dict[str, str]]:
    """Return what rows show, and the texts that stand in place of their numbers, of which nobody has said what they mean."""
    found: dict[tuple[str, str], dict[tuple[PeriodKind, int] | None, SeenSeries]] = {}
    symbols: dict[str, str] = {}
    symbols_said = "symbols" in layout.settings
    for row in layout.rows:
        key = row["indicator"], row.get("group", "") or "all"
        period = _period_of(row, split_years)
        kinds = found.setdefault(key, {})
        kind = None if period is None else (period.kind, period.window)
        if kind not in kinds and (kind is not None or not kinds):
            known = kinds.pop(None) if None in kinds else None
            kinds[kind] = known or SeenSeries(indicator=key[0], group=key[1], first=row["period"])
        # What has no period to read is of the series that there is.
        series = kinds[kind] if kind in kinds else next(iter(kinds.values()))
        _note(series, row, period)
        if not symbols_said and row["area"] in (own or row["area"], AREA) and not is_readable(row["value"]):
            series.unread = series.unread or row["value"]
        series.fractions |= fractions and row["value"].endswith("%")
        if row["value"] and not is_number(row["value"]) and not re.search(r"\d", row["value"]):
            symbols[row["value"]] = "x"
    return [one for kinds in found.values() for one in kinds.values()], symbols


def _tidy(lines: Sequence[tuple[int, list[str]]]) -> Layout | None:
    """Return the layout of a file with the columns of the tidy one, wherever they are named; None if it has not."""
    for place, (row, cells) in enumerate(lines[:_TOP]):
        header = [cell.strip().lower() for cell in cells]
        if not {*_NEEDED} <= {*header}:
            continue
        own = {name: name.lower() for cell in cells if (name := cell.strip()).lower() in (*TIDY, *TIDY_OPTIONAL)}
        settings: dict[str, tuple[Any, str]] = {"header_row": (row, "what stands below it")} if place else {}
        if len(own) < len(header) or not {*TIDY} <= {*own}:
            settings["columns"] = own, "other columns are left aside"
        below = (dict(zip(header, map(str.strip, cells), strict=False)) for _, cells in lines[place + 1 :])
        rows = [{name: row.get(name, "") for name in header} for row in below if row.get("indicator")]
        return Layout(settings=settings, rows=rows)
    return None


def _note(series: SeenSeries, row: dict[str, str], period: Period | None) -> None:
    if row["area"].strip("- "):
        series.areas[row["area"]] += 1
    series.has_counts |= bool(row.get("denominator"))
    series.title = series.title or row.get("title", "")
    if row.get("area_name"):
        series.names[row["area"]] = row["area_name"]
    if row.get("unit") or row["value"].endswith("%"):
        series.units.add(row.get("unit") or Unit.PERCENT.value)
    elif row["value"].startswith("\u00a3"):
        series.units.add(Unit.POUNDS.value)
    whole, point, after = bare(row["value"]).partition(".")
    if point and after.isdigit() and whole.lstrip("-").isdigit():
        series.decimals = max(series.decimals, len(after.rstrip("0")))
    if re.fullmatch(r"-?\d+(?:\.\d+)?", bare(row["value"])):
        number = Decimal(bare(row["value"]))
        series.least, series.most = min(series.least, number), max(series.most, number)
        series.below_one |= 0 < number < 1
        series.beyond_one |= number > 1 or row["value"].endswith("%")
    if period is None:
        return
    series.kind_said |= _says_its_kind(row)
    series.periods.setdefault(row["area"], set()).add(period)
    if period.kind is PeriodKind.MONTH:
        series.months.add(period.year_and_part[1])


def _period_of(row: Mapping[str, str], split_years: PeriodKind) -> Period | None:
    try:
        period = Period.parse(row["period"], row["kind"]) if row.get("kind") else period_in(row["period"])
    except PeriodError:
        return None
    if period is not None and period.kind is PeriodKind.ACADEMIC_YEAR and not _says_its_kind(row):
        return attrs.evolve(period, kind=split_years)
    return period


def _says_its_kind(row: Mapping[str, str]) -> bool:
    """Whether a row says of which kind its period is; a label without a word, such as 2019/20, does not."""
    return bool(row.get("kind")) or _LETTERS.search(row["period"]) is not None
