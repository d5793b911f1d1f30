"""A table of targets, as spreadsheets have it: a title, the words, who owns it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from zipfile import BadZipFile

import attrs

from wes_rules.errors import PlanError, Problem
from wes_rules.quoting import quoted
from wes_rules.tables.texts import text_of

# The columns, by the names that tables give them; a name counts where it begins so.
_COLUMNS = {
    "words": ("words", "target wording", "measure of success", "success measure", "measuring success", "target", "wording", "promise"),
    "title": ("title", "measure", "indicator name", "kpi", "performance indicator", "name", "description"),
    "indicator": ("indicator", "series", "code", "ref"),
    "owner": ("owner", "lead", "board", "responsible", "accountable", "who"),
    "unit": ("unit",),
    "baseline": ("baseline", "base", "starting point", "from"),
    "better": ("better", "polarity", "good is", "direction"),
    "objective": ("objective", "priority", "outcome", "theme"),
}  # fmt: skip
_MISSING = Problem(
    "reading a workbook needs the package openpyxl, which is not installed", 'pip install "wes-rules[pages]"'
)


@attrs.frozen(kw_only=True)
class TargetRow:
    """One target as a table has it; what its table leaves out is empty."""

    line: int
    words: str
    title: str = ""
    indicator: str = ""
    owner: str = ""
    unit: str = ""
    baseline: str = ""
    better: str = ""
    objective: str = ""


def read_targets(path: Path) -> list[TargetRow]:
    """
    Read a table of targets from a CSV file or the first sheet of a workbook.

    Raises:
        PlanError: It cannot be read, or no column holds the words of the targets.
    """
    rows = _sheet(path) if path.suffix.lower() in (".xlsx", ".xlsm") else text_of(path, path.name, "").lines("", 1)
    numbered = [(line, [" ".join(cell.split()) for cell in cells]) for line, cells in rows]
    head = next((place for place, (_, cells) in enumerate(numbered) if "words" in _named(cells)), None)
    if head is None:
        seen = next((cells for _, cells in numbered if any(cells)), [])
        what = f"no column holds the words of the targets; the first row has {', '.join(map(quoted, seen[:10])) or 'nothing'}"
        raise PlanError(
            Problem(what, 'call one "target"; others may be title, owner, unit, baseline, better', path.name)
        )
    columns = _named(numbered[head][1])
    found = [_row(line, cells, columns) for line, cells in numbered[head + 1 :]]
    if "title" not in columns:
        # What is called an indicator is its name for people where nothing else is.
        found = [attrs.evolve(one, title=one.indicator, indicator="") for one in found]
    targets = [one for one in found if one.words or one.title]
    if not targets:
        raise PlanError(Problem("the table has no target", "add a row below its header", path.name))
    return targets


def _row(line: int, cells: list[str], columns: dict[str, int]) -> TargetRow:
    return TargetRow(line=line, **{name: cells[place] if place < len(cells) else "" for name, place in columns.items()})


def _named(cells: Iterable[str]) -> dict[str, int]:
    """Name the columns by their header: each name that is known for the first column that begins with it."""
    found: dict[str, int] = {}
    lowered = [cell.lower() for cell in cells]
    for name, spellings in _COLUMNS.items():
        for spelling in spellings:
            place = next(
                (n for n, cell in enumerate(lowered) if cell.startswith(spelling) and n not in found.values()), None
            )
            if place is not None:
                found[name] = place
                break
    return found


def _sheet(path: Path) -> list[tuple[int, list[str]]]:
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise PlanError(_MISSING) from None
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = [
            ["" if cell is None else str(cell) for cell in row]
            for row in book.worksheets[0].iter_rows(values_only=True)
        ]
        book.close()
    except FileNotFoundError:
        raise PlanError(Problem("there is no such file", "check the path", path.name)) from None
    except (InvalidFileException, BadZipFile, OSError, ValueError, KeyError) as error:
        raise PlanError(
            Problem(f"it cannot be read as a workbook: {error}", "save it as xlsx or csv", path.name)
        ) from None
    return list(enumerate(rows, 1))
