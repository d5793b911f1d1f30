"""The sheets of an .ods workbook as lines of texts, with their cells as people see them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

_OFFICE, _TABLE, _TEXT = (f"{{urn:oasis:names:tc:opendocument:xmlns:{one}:1.0}}" for one in ("office", "table", "text"))
_PLAIN = re.compile(r"-?\d+(?:\.(\d+))? ?%?", re.ASCII)
# One cell may stand for very many; no table of targets has more.
_MOST_CELLS = 5_000_000


def open_sheets(path: Path, number: Callable[[Decimal, str], str]) -> Iterator[tuple[str, list[list[str]]]]:
    """
    Return the name and the rows of each sheet.

    Args:
        path: The workbook.
        number: Writes a number in a format, such as 0.0%.

    Raises:
        ValueError: It is none, or too large.
    """
    with zipfile.ZipFile(path) as archive:
        try:
            root = ET.fromstring(archive.read("content.xml"))  # noqa: S314 - expat refuses entity bombs
        except ET.ParseError as error:
            raise ValueError(str(error)) from None
    for table in root.iter(f"{_TABLE}table"):
        rows: list[list[str]] = []
        empty = size = 0
        for row in table.iter(f"{_TABLE}table-row"):
            cells = _cells(row, number)
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


def _cells(row: ET.Element, number: Callable[[Decimal, str], str]) -> list[str]:
    """Return the cells of a row up to the last that is filled."""
    cells: list[str] = []
    empty = 0
    for cell in row:
        text, times = _shown(cell, number), int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        if not text:
            empty += times
            continue
        if len(cells) + empty + times > _MOST_CELLS:
            raise ValueError(f"a row has more than {_MOST_CELLS:,} cells")
        cells += [""] * empty + [text] * times
        empty = 0
    return cells


def _shown(cell: ET.Element, number: Callable[[Decimal, str], str]) -> str:
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
    return number(Decimal(format(float(value), ".15g")), form)
