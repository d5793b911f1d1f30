"""Small workbooks for tests, written without a spreadsheet program; good ones, and ones that are wrong on purpose."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import attrs

from wes_rules_excel.sheet import letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DATE_STYLE = 1
# Numbers of a sheet count days from here.
_DAY_ZERO = date(1899, 12, 30)


@attrs.frozen
class Raw:
    """A cell given as XML: its attributes without the place, and what is in it."""

    attributes: str
    content: str


ERROR = Raw('t="e"', "<v>#N/A</v>")
UNCALCULATED = Raw("", "<f>1+1</f><v></v>")


def write_workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    merged: Sequence[str] = (),
    more: Mapping[str, bytes] | None = None,
) -> Path:
    """Write an .xlsx workbook with the rows of each sheet, merged ranges such as "A1:B1", and other parts of the archive."""
    parts = _frame(sheets)
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    tail = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    for n, rows in enumerate(sheets.values(), 1):
        body = "".join(_row(number, row) for number, row in enumerate(rows, 1))
        parts[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{tail}</worksheet>'
        )
    written: dict[str, str | bytes] = {
        name: f'<?xml version="1.0" encoding="UTF-8"?>{text}' for name, text in parts.items()
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**written, **(more or {})}.items():
            archive.writestr(name, content)
    return path


def _frame(sheets: Collection[str]) -> dict[str, str]:
    """Return the parts of the archive that say which sheets there are."""
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1))
    numbers = range(1, len(sheets) + 1)
    links = "".join(
        f'<Relationship Id="s{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in numbers
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="b" Type="{_LINKS}/officeDocument" '
        f'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}<Relationship Id="y" '
        f'Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    }


def _row(number: int, row: Sequence[object]) -> str:
    cells = "".join(_cell(f"{letters(column)}{number}", cell) for column, cell in enumerate(row, 1))
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, cell: object) -> str:
    match cell:
        case None:
            return ""
        case Raw(attributes, content):
            return f'<c r="{place}" {attributes}>{content}</c>'
        case bool():
            return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
        case int() | float():
            return f'<c r="{place}"><v>{cell!r}</v></c>'
        case datetime():
            days = (cell.date() - _DAY_ZERO).days + (cell.hour * 60 + cell.minute) / 1440
            return f'<c r="{place}" s="{_DATE_STYLE}"><v>{days}</v></c>'
        case date():
            return f'<c r="{place}" s="{_DATE_STYLE}"><v>{(cell - _DAY_ZERO).days}</v></c>'
        case _:
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(cell))}</t></is></c>'


def write_open(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], *, content: str = "") -> Path:
    """Write an .ods workbook with the rows of each sheet, or with the XML of its cells."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_open_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    office = "urn:oasis:names:tc:opendocument:xmlns"
    head = " ".join(f'xmlns:{one}="{office}:{one}:1.0"' for one in ("office", "table", "text"))
    body = content or f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    xml = '<?xml version="1.0" encoding="UTF-8"?>'
    manifest = f'xmlns:manifest="{office}:manifest:1.0"'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", f"{xml}<office:document-content {head}>{body}</office:document-content>")
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        archive.writestr("META-INF/manifest.xml", f"{xml}<manifest:manifest {manifest}>{entry}</manifest:manifest>")
    return path


def _open_row(row: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>"


def _open_cell(cell: object) -> str:
    match cell:
        case None:
            return "<table:table-cell/>"
        case int() | float():
            said = f'office:value-type="float" office:value="{cell!r}"'
        case date():
            said = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        case _:
            said = 'office:value-type="string"'
    return f"<table:table-cell {said}><text:p>{escape(str(cell))}</text:p></table:table-cell>"
