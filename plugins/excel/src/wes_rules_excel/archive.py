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
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from xml.etree import ElementTree as ET

import attrs

from wes_rules.errors import Problem, SourceError

_MEGA = 1024 * 1024
_CHUNK = 64 * 1024
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})(\d{1,9})["']""")
# A cell that shows an error, and a formula whose result was never worked out. Readers give both as empty cells.
_ERROR = re.compile(rb"""<(?:\w+:)?c\b([^>]*\bt\s*=\s*["']e["'][^>]*)>""")
_UNCALCULATED = re.compile(
    rb"""<(?:\w+:)?c\b((?:(?!\bt\s*=\s*["'](?!n["']))[^>])*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_TEXT = re.compile(rb"<(?:\w+:)?si\b(?:[^>]*/>|[^>]*>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_NUMBER_OF_TEXT = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)")
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


@attrs.frozen
class Hidden:
    """
    Cells of a sheet that look empty to a reader and are not.

    Args:
        errors: Places of cells that show an error such as #N/A, as (row, column) from 1.
        uncalculated: Places of formulas without a result.
    """

    errors: frozenset[tuple[int, int]]
    uncalculated: frozenset[tuple[int, int]]


def inspect(path: Path, name: str, sheet: str | None, limits: Limits = LIMITS) -> Hidden:
    """
    Check a workbook, and find the cells of one sheet that only look empty.

    Args:
        path: The file.
        name: What to call it in messages.
        sheet: The sheet; None is the first one.
        limits: What it may be at most.

    Raises:
        SourceError: It is no workbook of the kind .xlsx, or larger than the limits allow.
    """
    size = path.stat().st_size
    if size > limits.file:
        raise SourceError(Problem(f"it has {size} bytes, more than {limits.file}", "leave out what is no figure", name))
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            parts = _parts(archive, name, limits)
            mine = _part_of(archive, parts, sheet)
            for part, info in parts.items():
                if part.startswith("xl/worksheets/"):
                    _check_size(_unpacked(stream, info, limits), name, limits)
            if mine is None:
                return Hidden(frozenset(), frozenset())
            text = b"".join(_unpacked(stream, parts[mine], limits))
            shared = parts.get("xl/sharedStrings.xml")
            if shared is not None:
                _check_texts(b"".join(_unpacked(stream, shared, limits)), text, name, limits)
    except _TooLargeError as error:
        raise SourceError(Problem(f"{error} of it unpacks to more than a workbook holds", _REMEDY, name)) from None
    except (zipfile.BadZipFile, zlib.error, struct.error, KeyError, ET.ParseError, NotImplementedError):
        remedy = 'open it in a spreadsheet program and save it as "Excel workbook (.xlsx)"'
        raise SourceError(Problem("it is not an .xlsx workbook, or it is damaged", remedy, name)) from None
    return Hidden(_places(_ERROR, text), _places(_UNCALCULATED, text))


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


def _unpacked(stream: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """
    Unpack one part in pieces, and stop where it goes over what the archive says of it.

    `zipfile` would stop there without a word, and hide what another reader meets.
    """
    stream.seek(info.header_offset)
    mark, name_size, extra_size = _LOCAL_HEADER.unpack(stream.read(30))
    if mark != b"PK\x03\x04":
        raise zipfile.BadZipFile
    stream.seek(name_size + extra_size, 1)
    if info.compress_type == zipfile.ZIP_STORED:
        yield stream.read(info.compress_size)
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    inflate, left, size = zlib.decompressobj(-15), info.compress_size, 0
    while left and not inflate.eof:
        packed = stream.read(min(_CHUNK, left))
        left -= len(packed) or left
        while packed:
            piece = inflate.decompress(packed, _MEGA)
            packed = inflate.unconsumed_tail
            size += len(piece)
            if size > info.file_size:
                raise _TooLargeError(info.filename)
            yield piece


def _check_size(pieces: Iterator[bytes], name: str, limits: Limits) -> None:
    """Refuse a sheet whose used area is larger than allowed; the place of every cell and row counts."""
    rows = columns = 0
    kept = b""
    for piece in pieces:
        text = kept + piece
        if b"\x00" in text or b"<!" in text:
            # UTF-16, comments and the like: no spreadsheet program writes them, and they would hide from what follows.
            raise zipfile.BadZipFile
        for letters, digits in _PLACE.findall(text):
            rows, columns = max(rows, int(digits)), max(columns, _column(letters))
        if rows * max(columns, 1) > limits.cells:
            what = f"a sheet has cells up to row {rows} and column {columns}, more than {limits.cells} in all"
            raise SourceError(Problem(what, "delete the empty rows and columns after the figures", name))
        kept = text[-32:]


def _check_texts(shared: bytes, sheet: bytes, name: str, limits: Limits) -> None:
    """Refuse a sheet whose cells, each with a copy of its text, would hold more than allowed."""
    sizes = [len(one) for one in _TEXT.findall(shared)]
    longest = max(sizes, default=0)
    total = 0
    for number in _NUMBER_OF_TEXT.findall(sheet):
        # A number that is no text's is counted as if it were: better a little too much.
        said = number.strip()
        total += sizes[int(said)] if said.isdigit() and int(said) < len(sizes) else longest if b"&" in said else 0
    if total > limits.unpacked:
        what = f"the texts of a sheet's cells are {total} bytes together, more than {limits.unpacked}"
        raise SourceError(Problem(what, "shorten what is repeated in many cells", name))


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


def _places(pattern: re.Pattern[bytes], text: bytes) -> frozenset[tuple[int, int]]:
    found = (_PLACE.search(attributes) for attributes in pattern.findall(text))
    return frozenset((int(one[2]), _column(one[1])) for one in found if one is not None)


def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
