"""
What is inside a workbook's archive, looked at before a reader unpacks it.

A workbook is a zip archive of XML. One that is made to harm unpacks to more than memory holds; or has one cell in the
last row and column, for which a reader makes room up to there; or shows one long text in very many cells, each of which
gets a copy. Any of them would end the whole process.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree as ET

import attrs

from wes_rules.errors import Problem, SourceError
from wes_rules_excel.markup import Looked, OddMarkupError, look_through, sizes_of_texts

_TAG = re.compile(
    rb"<(/?)(?:table:)(table|table-row|table-cell|covered-table-cell)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,9})[\"']")
_FILLED = re.compile(rb"value-type\s*=")

_MEGA = 1024 * 1024
_LOCAL_HEADER = struct.Struct("<4s22xHH")
# How workbooks of the kind .xls begin, and where the cells of those of the kind .ods are.
_OLD, _OPEN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "content.xml"
_REMEDY = "if you trust it, copy its figures into a new workbook"


@attrs.frozen
class Limits:
    """
    What a workbook may be at most.

    Args:
        file: Bytes of the file.
        unpacked: Bytes of all that is in it.
        ratio: How many times larger than its packed form a part of over a megabyte may be.
        cells: Rows times columns of one sheet.
    """

    file: int = 50 * _MEGA
    unpacked: int = 500 * _MEGA
    ratio: int = 200
    cells: int = 5_000_000


LIMITS = Limits()


def inspect(path: Path, name: str, sheet: str | None, limits: Limits = LIMITS) -> Looked | None:
    """Check a workbook and one of its sheets, or the first, and find the cells that only look empty; None without such a sheet, and of .ods and .xls."""
    size = path.stat().st_size
    if size > limits.file:
        raise SourceError(Problem(f"it has {size} bytes, more than {limits.file}", "leave out what is no figure", name))
    try:
        with path.open("rb") as stream:
            if stream.read(len(_OLD)) == _OLD:
                return None
            looked, is_open = _looked(stream, name, sheet, limits)
    except _TooLargeError as error:
        raise SourceError(Problem(f"{error} of it unpacks to more than a workbook holds", _REMEDY, name)) from None
    except _DAMAGE:
        remedy = 'open it in a spreadsheet program and save it as "Excel workbook (.xlsx)"'
        raise SourceError(Problem("it is no .xlsx, .ods or .xls workbook, or it is damaged", remedy, name)) from None
    if looked is not None:
        check_size(looked.rows, looked.columns, name, limits)
        _check_texts(looked, name, limits)
    return None if is_open else looked


def _looked(stream: BinaryIO, name: str, sheet: str | None, limits: Limits) -> tuple[Looked | None, bool]:
    """Look through the sheet, or through all of an .ods workbook, and say whether it is one."""
    with zipfile.ZipFile(stream) as archive:
        parts = _parts(archive, name, limits)
        if "xl/workbook.xml" not in parts and _OPEN in parts:
            return look_through_open(_unpacked(stream, parts[_OPEN])), True
        mine = _part_of(archive, parts, sheet)
        if mine is None:
            return None, False
        shared = parts.get("xl/sharedStrings.xml")
        sizes = sizes_of_texts(_unpacked(stream, shared)) if shared is not None else []
        return look_through(_unpacked(stream, parts[mine]), sizes), False


def _check_texts(looked: Looked, name: str, limits: Limits) -> None:
    if looked.copied > limits.unpacked:
        what = f"the texts of the sheet's cells are {looked.copied} bytes together, more than {limits.unpacked}"
        raise SourceError(Problem(what, "shorten what is repeated in many cells", name))


# Among them LookupError: a part that is not there, or an encoding that nobody knows.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    ET.ParseError,
    NotImplementedError,
    OddMarkupError,
    ValueError,
)


class _TooLargeError(Exception):
    """A part of an archive is larger than allowed; its name is the message."""


def _parts(archive: zipfile.ZipFile, name: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    infos = archive.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise SourceError(Problem("it is locked by a password", "save a copy without one", name))
    if len(infos) > 10_000 or sum(info.file_size for info in infos) > limits.unpacked:
        raise _TooLargeError("all")
    for info in infos:
        if info.file_size > max(_MEGA, limits.ratio * info.compress_size):
            raise _TooLargeError(info.filename)
    return {info.filename: info for info in infos}


def _unpacked(stream: BinaryIO, info: zipfile.ZipInfo) -> bytes:
    """
    Unpack one part, and stop where it goes over what the archive says of it.

    `zipfile` would stop there without a word, and hide what another reader meets.
    """
    stream.seek(info.header_offset)
    mark, name_size, extra_size = _LOCAL_HEADER.unpack(stream.read(30))
    if mark != b"PK\x03\x04":
        raise zipfile.BadZipFile
    stream.seek(name_size + extra_size, 1)
    packed = stream.read(info.compress_size)
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    found = zlib.decompressobj(-15).decompress(packed, info.file_size + 1)
    if len(found) > info.file_size:
        raise _TooLargeError(info.filename)
    return found


def check_size(rows: int, columns: int, name: str, limits: Limits = LIMITS) -> None:
    """Refuse a sheet that would take all memory."""
    if rows * columns > limits.cells:
        what = f"the sheet has cells up to row {rows} and column {columns}, more than {limits.cells} in all"
        raise SourceError(Problem(what, "delete the empty rows and columns after the figures", name))


def _part_of(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], sheet: str | None) -> str | None:
    """Return the part that holds a sheet; None when there is no such sheet."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat refuses entity bombs
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for one in book.iter():
        if _local(one.tag) == "sheet" and sheet in (None, one.get("name")):
            link = next((value for key, value in one.attrib.items() if _local(key) == "id"), None)
            target = targets.get(link, "")
            part = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            return part if part in parts else None
    return None


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def look_through_open(content: bytes) -> Looked:
    """Return the last filled row and column of any sheet of an .ods workbook."""
    if b"<!" in content or b"\x00" in content:
        raise OddMarkupError
    rows = columns = row = column = times = 0
    for tag in _TAG.finditer(content):
        ends, name, said = tag[1] == b"/", tag[2], tag[3]
        repeated = max((int(one) for one in _REPEATED.findall(said)), default=1)
        if ends:
            continue
        if name == b"table":
            row = times = 0
        elif name == b"table-row":
            row, column, times = row + times, 0, repeated
        else:
            column += repeated
            if _FILLED.search(said):
                rows, columns = max(rows, row + times), max(columns, column)
    return Looked(rows, columns, 0, frozenset(), frozenset())
