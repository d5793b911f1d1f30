"""A scorecard as CSV and as a spreadsheet that a screen reader can follow."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wes_rules.errors import PluginError, Problem
from wes_rules.judging.row import Row
from wes_rules.judging.schema import COLUMNS, columns_of
from wes_rules.pages.counts import lead
from wes_rules.pages.saying import noted
from wes_rules.pages.values import Range, Scorecard
from wes_rules.quoting import visible
from wes_rules.values.days import said_day

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_REMEDY = 'pip install "wes-rules[pages]", or write -o scorecard.csv, which needs no package'
_MISSING = Problem("a spreadsheet needs the package openpyxl, which is not installed", _REMEDY)
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A mark in place of a number, as official statistics write it in spreadsheets.
_NONE = "[x]"

_NUMBERS = {"observed", "required_value", "margin"}
_FIGURES = (
    "measure", "number", "period", "figure_lowest", "figure_highest", "interval_lowest", "interval_highest", "required", "benchmark", "benchmark_value",
    "others_lowest", "others_highest", "status", "note",
)  # fmt: skip


def csv_of(rows: Iterable[Row]) -> str:
    """Return rows as CSV by their published names."""
    return csv_table(COLUMNS, (columns_of(one).values() for one in rows))


def csv_table(head: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    """Return values as CSV; nothing that others wrote becomes a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(map(_cell, line) for line in lines)
    return out.getvalue()


def _cell(value: object) -> str:
    """Return a value as a cell; a number stays one, a text that begins like a formula begins with an apostrophe."""
    text = _text(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, Decimal) else text


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case tuple():
            return visible(", ".join(map(str, value)))
        case _:
            return visible(str(value))


def need_packages() -> None:
    """Refuse to make workbooks if packages are missing, before anything is read or judged."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        raise PluginError(_MISSING) from None


def workbook_of(card: Scorecard) -> bytes:
    """Return a scorecard as a workbook: a cover, the measures and their figures, one table to a sheet."""
    need_packages()
    from openpyxl import Workbook

    book = Workbook()
    cover = book.active
    assert cover is not None  # a new workbook has a sheet
    cover.title = "Cover"
    _cover(cover, card)
    _table(book.create_sheet("Measures"), "measures", list(COLUMNS), _rows(card))
    _table(book.create_sheet("Figures"), "figures", list(_FIGURES), _figures(card))
    book.properties.title, book.properties.creator, book.properties.language = card.title, "wes-rules", "en-GB"
    book.properties.created = book.properties.modified = datetime.combine(card.day, time())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cover(sheet: Worksheet, card: Scorecard) -> None:
    from openpyxl.styles import Font

    lines = [
        card.title,
        f"{card.area_name}, as known on {said_day(card.day)}.",
        lead(card.whole),
        "The sheet Measures has a row for each measure; the sheet Figures has a row for each period of each of its numbers.",
        f"{_NONE} stands where no number is known or none applies.",
        *(["Measures labelled made up rest on made-up figures."] if card.made_up else []),
    ]
    for place, line in enumerate(lines, 1):
        _write(sheet, place, 1, line)
    sheet.cell(1, 1).font = Font(bold=True, size=15)
    sheet.column_dimensions["A"].width = 100


def _rows(card: Scorecard) -> Iterator[list[object]]:
    for one in card.measures:
        yield [
            value if isinstance(value, Decimal) else _or_none(None if name in _NUMBERS else _text(value))
            for name, value in columns_of(one).items()
        ]


def _figures(card: Scorecard) -> Iterator[list[object]]:
    for one in card.measures:
        for series in one.series:
            for place in series.places:
                # A published interval is two numbers or none.
                interval = (place.figure.interval if place.figure is not None else ()) or (None, None)
                figure = [_or_none(end) for end in (*_ends(place.figure), *interval)]
                others = [_or_none(end) for end in _ends(place.others)]
                benchmark = None if place.benchmark is None else place.benchmark.exact
                verdict = "" if place.verdict is None else place.verdict.words
                compared = [place.required, series.benchmark, _or_none(benchmark), *others]
                yield [one.measure, series.title or one.title, place.name, *figure, *compared, verdict, noted(place)]


def _ends(one: Range | None) -> tuple[Decimal | None, Decimal | None]:
    return (None, None) if one is None else (one.low, one.high)


def _or_none(value: object) -> object:
    return _NONE if value is None else value


def _table(sheet: Worksheet, name: str, head: list[str], rows: Iterator[list[object]]) -> None:
    """Write a sheet that is one table, named and with a header, from its first cell on."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    widths = [len(one) for one in head]
    for place, one in enumerate(head, 1):
        _write(sheet, 1, place, one.replace("_", " "))
        sheet.cell(1, place).font = Font(bold=True)
    body = list(rows)
    for number, row in enumerate(body, 2):
        for place, value in enumerate(row, 1):
            _write(sheet, number, place, value)
            sheet.cell(number, place).alignment = Alignment(wrap_text=True, vertical="top")
            widths[place - 1] = max(widths[place - 1], len(str(value)))
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = min(width + 2, 48)
    if body:
        table = Table(displayName=name, ref=f"A1:{get_column_letter(len(head))}{len(body) + 1}")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(table)


def _write(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write a cell; a text is a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(value, Decimal):
        cell.value = value
        return
    cell.value = visible(str(value), keep="\n")
    cell.data_type = "s"
