"""Read files as rows of text: a CSV file, or the sheets of a workbook as people see their cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import BadZipFile

from wes_rules.errors import PlanError, Problem
from wes_rules.tables.lines import Line
from wes_rules.tables.texts import text_of

_OFFICE, _TABLE, _TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{one}:1.0}}" for one in ("office", "table", "text"))
_PLAIN = re.compile(r"-?\d+(?:\.(\d+))? ?%?", re.ASCII)
# One cell may stand for very many; no table of targets has more.
_MOST_CELLS = 5_000_000

_MISSING = Problem(
    "reading a workbook needs the package openpyxl, which is not installed", 'pip install "wes-rules[pages]"'
)
_MISSING_OTHER = Problem(
    "reading an .xls workbook needs the package python-calamine, which is not installed",
    'pip install "wes-rules-excel"',
)
# Their cells come without the way in which they are shown: 95% is 0.95.
_OTHER_BOOKS = (".xls", ".xlsb")
# A format of numbers: texts in quotes or behind a backslash, and one run of digits, each comma at its end a thousand.
_TEXTS = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].')
_DIGITS = re.compile(r"[#0?](?:[#0?,]*[#0?])?(?:\.(?P<places>[#0?]+))?(?P<thousands>,*)")
# A cell may keep so many decimal places more than it shows; a fraction with more is one that was worked out.
_KEPT = 3


def is_workbook(path: Path) -> bool:
    """Whether a file is a workbook, by its name."""
    return path.suffix.lower() in (".xlsx", ".xlsm", ".ods", *_OTHER_BOOKS)


def sheets_of(path: Path, *, carry: bool = False) -> list[tuple[str, list[Line]]]:
    """
    Return the name and the rows of each sheet of a workbook; those of a CSV file as a sheet without a name.

    Args:
        carry: Give what stands in a cell that goes over several rows to each of them.
    """
    if not is_workbook(path):
        return [("", list(text_of(path, path.name, "").lines("", 1)))]
    try:
        if path.suffix.lower() in _OTHER_BOOKS:
            sheets = _other_sheets(path, carry=carry)
        else:
            sheets = [*_ods_sheets(path)] if path.suffix.lower() == ".ods" else _sheets(path, carry=carry)
    except ImportError as error:
        raise PlanError(_MISSING if error.name == "openpyxl" else _MISSING_OTHER) from None
    except FileNotFoundError:
        raise PlanError(Problem("there is no such file", "check the path", path.name)) from None
    except (BadZipFile, OSError, ValueError, KeyError) as error:
        raise PlanError(
            Problem(f"it cannot be read as a workbook: {error}", "save it as xlsx or csv", path.name)
        ) from None
    return [(name, list(enumerate(rows, 1))) for name, rows in sheets]


def _sheets(path: Path, *, carry: bool) -> list[tuple[str, list[list[str]]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=not carry, data_only=True)
    except InvalidFileException as error:
        raise ValueError(str(error)) from None
    found = [(one.title, [[*map(shown, row)] for row in one.iter_rows()]) for one in book.worksheets]
    if carry:
        for one, (_, rows) in zip(book.worksheets, found, strict=True):
            for merged in one.merged_cells.ranges:
                left, top, right, bottom = merged.bounds
                _carry(rows, (top - 1, left - 1), (bottom - 1, right - 1))
    book.close()
    return found


def _carry(rows: list[list[str]], first: tuple[int, int], last: tuple[int, int]) -> None:
    """Give what stands in merged cells of one column to each of them."""
    if first[1] == last[1]:
        for row in rows[first[0] + 1 : last[0] + 1]:
            row[first[1]] = rows[first[0]][first[1]]


def _other_sheets(path: Path, *, carry: bool) -> list[tuple[str, list[list[str]]]]:
    """
    Return the name and the rows of each sheet of a workbook whose cells do not say how they are shown.

    Raises:
        PlanError: Targets are to be read from it, and what may be a percentage is among them.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except CalamineError as error:
        raise ValueError(str(error)) from None
    found: list[tuple[str, list[list[str]]]] = []
    for sheet in sheets:
        cells = sheet.to_python(skip_empty_area=False)
        for place, column in enumerate(zip(*cells, strict=True)) if carry else ():
            numbers = [one for one in column if isinstance(one, float)]
            if any(0 < abs(one) < 1 for one in numbers) or {*numbers} == {1.0}:
                what = f"column {place + 1} holds numbers such as {min(numbers, key=abs):g}, which may be percentages: an {path.suffix} workbook does not say how they are shown"
                raise PlanError(Problem(what, "save it as .xlsx", path.name))
        rows = [[_shown(one, "General") for one in row] for row in cells]
        for merged in (sheet.merged_cell_ranges or ()) if carry else ():
            _carry(rows, *merged)
        found.append((sheet.name, rows))
    return found


def shown(cell: Any) -> str:
    """Return a cell's text as its sheet shows it: 0.95 in the format 0% is 95%, and a date has no time."""
    return _shown(cell.value, cell.number_format or "General")


def _shown(value: object, form: str) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    return _number(Decimal(format(value, ".15g")), form)


def _number(value: Decimal, form: str) -> str:
    """Return a number in a format; as it is if the format has no digits."""
    texts: list[str] = []

    def kept(found: re.Match[str]) -> str:
        texts.append(found[1] or found[2] or found[3] or "")
        return f"\x00{len(texts) - 1}\x00"

    form = _TEXTS.sub(kept, form.split(";", maxsplit=1)[0])
    digits = _DIGITS.search(re.sub("\x00\\d+\x00", lambda one: "\x00" * len(one[0]), form))
    if digits is None or re.search(r"[eE/]|General|@", form):
        return format(value.normalize() + 0, "f")
    value = value.scaleb(2 * form.count("%") - 3 * len(digits["thousands"])).normalize() + 0
    places, own = len(digits["places"] or ""), -int(value.as_tuple().exponent)
    places = max(places, own) if own <= places + _KEPT else places
    number = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):{',' if ',' in digits[0] else ''}f}"
    whole = f"{form[: digits.start()]}{number}{form[digits.end() :]}"
    return re.sub("\x00(\\d+)\x00", lambda one: texts[int(one[1])], whole).strip()


def _ods_sheets(path: Path) -> Iterator[tuple[str, list[list[str]]]]:
    """Return the name and the rows of each sheet of an .ods file."""
    with zipfile.ZipFile(path) as archive:
        try:
            root = ET.fromstring(archive.read("content.xml"))  # noqa: S314 - expat refuses entity bombs
        except ET.ParseError as error:
            raise ValueError(str(error)) from None
    for table in root.iter(f"{_TABLE}table"):
        rows: list[list[str]] = []
        empty = size = 0
        for row in table.iter(f"{_TABLE}table-row"):
            cells = _ods_cells(row)
            times = int(row.get(f"{_TABLE}number-rows-repeated", 1))
            if not cells:
                empty += times
                continue
            size += len(cells) * (times + empty)
            if size > _MOST_CELLS:
                raise ValueError(f"a sheet has more than {_MOST_CELLS:,} cells")
            rows += [[]] * empty + [cells] * times
            empty = 0
        width = max(map(len, rows), default=0)
        yield table.get(f"{_TABLE}name", ""), [[*row, *[""] * (width - len(row))] for row in rows]


def _ods_cells(row: ET.Element) -> list[str]:
    """Return the cells of a row up to the last that is filled."""
    cells: list[str] = []
    empty = 0
    for cell in row:
        text, times = _ods_text(cell), int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        if not text:
            empty += times
            continue
        if len(cells) + empty + times > _MOST_CELLS:
            raise ValueError(f"a row has more than {_MOST_CELLS:,} cells")
        cells += [""] * empty + [text] * times
        empty = 0
    return cells


def _ods_text(cell: ET.Element) -> str:
    text = "\n".join("".join(one.itertext()) for one in cell.findall(f"{_TEXT}p"))
    kind, value = cell.get(f"{_OFFICE}value-type"), cell.get(f"{_OFFICE}value")
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", text).partition("T")[0]
    plain = _PLAIN.fullmatch(text.replace(",", ""))
    if kind not in ("float", "percentage") or value is None or plain is None:
        return text
    # It may keep more decimal places than it shows.
    places = "0" * len(plain[1] or "")
    form = f"0{'.' * bool(places)}{places}{'%' * (kind == 'percentage')}"
    return _number(Decimal(format(float(value), ".15g")), form)
