"""A table of targets, as spreadsheets have it: a title, the words, who owns it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zipfile import BadZipFile

import attrs

from wes_rules.errors import PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.tables.texts import text_of

# The columns, by the names that tables give them; a name counts where it begins so.
_COLUMNS = {
    "words": ("words", "target wording", "measure of success", "success measure", "measuring success", "target", "wording", "promise",
              "success looks like", "success", "commitment", "ambition", "pledge", "we will"),
    "ref": ("ref", "id", "no.", "kpi ref", "kpi no", "pi ref", "code"),
    "title": ("title", "measure", "indicator name", "key performance indicator", "key measure", "performance measure", "headline measure",
              "performance indicator", "kpi", "name", "description"),
    "indicator": ("indicator", "series"),
    "owner": ("owner", "lead", "board", "responsible", "accountable", "who"),
    "unit": ("unit",),
    "baseline": ("baseline", "base", "starting point", "from"),
    "better": ("better", "polarity", "good is", "direction"),
    "objective": ("objective", "priority", "outcome", "theme"),
}  # fmt: skip
# What says more than a code, and how a code looks.
_TITLES = ("description", "definition", "indicator", "name", "measure")
_CODE = re.compile(r"[A-Za-z]{0,6}[ /-]?\d{1,4}[a-z]?")
# A heading is no longer than this; what is longer is a sentence.
_LONGEST = 60
# The header is looked for among so many rows.
_TOP = 30
_MISSING = Problem(
    "reading a workbook needs the package openpyxl, which is not installed", 'pip install "wes-rules[pages]"'
)


@attrs.frozen(kw_only=True)
class TargetRow:
    """One target as a table has it; what its table leaves out is empty."""

    line: int
    words: str
    ref: str = ""
    title: str = ""
    indicator: str = ""
    owner: str = ""
    unit: str = ""
    baseline: str = ""
    better: str = ""
    objective: str = ""


@attrs.frozen(kw_only=True)
class Targets:
    """
    A table of targets.

    Args:
        rows: The targets.
        unused: The headings of columns that nothing was read from.
    """

    rows: tuple[TargetRow, ...]
    unused: tuple[str, ...] = ()


def read_targets(path: Path) -> Targets:
    """
    Read a table of targets from a CSV file or the first sheet of a workbook; title lines above its header are passed over.

    Raises:
        PlanError: It cannot be read, or no column holds the words of the targets.
    """
    numbered = [(line, [" ".join(cell.split()) for cell in cells]) for line, cells in lines_of(path)]
    place = _header_of([cells for _, cells in numbered], path.name)
    header = numbered[place][1]
    columns = _with_titles(header, _named(header), [cells for _, cells in numbered[place + 1 :]])
    found = [_row(line, cells, columns) for line, cells in numbered[place + 1 :]]
    if "title" not in columns:
        # What is called an indicator, or else a number, is its name for people where nothing else is.
        found = [attrs.evolve(one, title=one.indicator or one.ref, indicator="") for one in found]
    targets = tuple(one for one in found if one.words or one.title)
    if not targets:
        raise PlanError(Problem("the table has no target", "add a row below its header", path.name))
    return Targets(
        rows=targets, unused=tuple(name for n, name in enumerate(header) if name and n not in columns.values())
    )


def lines_of(path: Path) -> Iterable[tuple[int, list[str]]]:
    """Return the lines of a CSV file or of the first sheet of a workbook."""
    return sheets_of(path)[0][1] if is_workbook(path) else text_of(path, path.name, "").lines("", 1)


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, by its name."""
    return path.suffix.lower() in (".xlsx", ".xlsm")


def _header_of(rows: list[list[str]], name: str) -> int:
    """Return the place of the header: the first row with a column of words; a title has one cell, where others have more."""
    filled = [len([*filter(None, cells)]) for cells in rows]
    least = min(2, max(filled, default=0))
    found = (n for n, cells in enumerate(rows) if filled[n] >= least and "words" in _named(cells))
    if (place := next(found, None)) is not None:
        return place
    widest = max(range(len(rows[:_TOP])), key=lambda n: filled[n], default=None)
    seen = [] if widest is None else [*filter(None, rows[widest])]
    what = f"no column holds the words of the targets; the row most like a header has {', '.join(map(quoted, seen[:10])) or 'nothing'}"
    raise PlanError(Problem(what, 'call one "target"; others may be title, owner, unit, baseline, better', name))


def _with_titles(header: list[str], columns: dict[str, int], rows: list[list[str]]) -> dict[str, int]:
    """Return the columns where what is called a KPI or a measure holds codes, and another column says what they are."""
    title = columns.get("title")
    names = {place: cell.lower() for place, cell in enumerate(header) if place not in columns.values()}
    told = next((place for place, cell in names.items() if cell.startswith(_TITLES)), None)
    if title is None or told is None or "ref" in columns:
        return columns
    codes = [cells[title] for cells in rows if len(cells) > title and cells[title]]
    return {**columns, "ref": title, "title": told} if codes and all(map(_CODE.fullmatch, codes)) else columns


def _row(line: int, cells: list[str], columns: dict[str, int]) -> TargetRow:
    return TargetRow(line=line, **{name: cells[place] if place < len(cells) else "" for name, place in columns.items()})


def _named(cells: Iterable[str]) -> dict[str, int]:
    """Name the columns: each name for the first one whose heading begins with it; words also for one that has it within."""
    found: dict[str, int] = {}
    lowered = [cell.lower() if len(cell) <= _LONGEST else "" for cell in cells]
    for name, spellings in _COLUMNS.items():
        inside = [rf"\b{re.escape(one)}" for one in spellings] if name == "words" else []
        for pattern in (*(f"^{re.escape(one)}" for one in spellings), *inside):
            places = (n for n, cell in enumerate(lowered) if n not in found.values() and re.search(pattern, cell))
            if (place := next(places, None)) is not None:
                found[name] = place
                break
    return found


def sheets_of(path: Path) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Return the name and the lines of each sheet of a workbook; none of any other file."""
    if not is_workbook(path):
        return []
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise PlanError(_MISSING) from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        sheets = [
            (
                one.title,
                [["" if cell is None else as_label(cell) for cell in row] for row in one.iter_rows(values_only=True)],
            )
            for one in book.worksheets
        ]
        book.close()
    except FileNotFoundError:
        raise PlanError(Problem("there is no such file", "check the path", path.name)) from None
    except (InvalidFileException, BadZipFile, OSError, ValueError, KeyError) as error:
        raise PlanError(
            Problem(f"it cannot be read as a workbook: {error}", "save it as xlsx or csv", path.name)
        ) from None
    return [(name, list(enumerate(rows, 1))) for name, rows in sheets]


def as_label(cell: object) -> str:
    """Return a cell's text: a date without its time, and a whole number without a point."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
