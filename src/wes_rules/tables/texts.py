"""Text files as lines of cells: their encoding and separator."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import attrs

from wes_rules.errors import Problem, SourceError
from wes_rules.plugins.files import need_file
from wes_rules.quoting import quoted
from wes_rules.tables.lines import Line

_BLOCK = 1 << 20
_SEPARATORS = (",", ";", "\t", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# How workbooks begin, whatever their names: .xlsx and .ods, and .xls.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


@attrs.frozen
class Text:
    """A text file, called by a name in messages, with its encoding and what has to be said of that."""

    path: Path
    name: str
    encoding: str
    told: tuple[Problem, ...] = ()

    def lines(self, separator: str, header_row: int) -> Iterator[Line]:
        """Go through its lines, each with its number, from the one that names the columns, which shows the separator if none is given."""
        with self.path.open(encoding=self.encoding, newline="") as stream:
            before = [stream.readline() for _ in range(header_row - 1)]
            header = stream.readline()
            if before and not header:
                what = f"header_row is {header_row}, and the file has {sum(map(bool, before))} lines"
                raise SourceError(Problem(what, "say which line names the columns", self.name))
            start = header_row
            tabs = "\t" if self.path.suffix.lower() == ".tsv" and "\t" in header else ""
            by = separator or tabs or separator_of(header)
            reader = csv.reader(chain([header] if header else [], stream), delimiter=by, strict=True)
            try:
                for cells in reader:
                    yield start, cells
                    start = header_row + reader.line_num
            except csv.Error as error:
                # What most often makes a cell too long is a quote that nobody closed.
                what, remedy = f"it is not a CSV file: {error}", "check the quotes of the row that starts here"
                raise SourceError(Problem(what, remedy, self.name, start)) from None


def text_of(path: Path, name: str, encoding: str) -> Text:
    """Return a text file, with its encoding guessed from its bytes unless stated."""
    need_file(path, name)
    try:
        with path.open("rb") as stream:
            head = stream.read(_BLOCK)
        if head.startswith(_WORKBOOKS):
            remedy = 'say kind = "excel" (wes-rules-excel), or save it as "CSV UTF-8"'
            raise SourceError(Problem("it is a workbook, and no text", remedy, name))
        marked = next((known for mark, known in _MARKS if head.startswith(mark)), "") or _without_mark(head)
        if not encoding:
            return _told_by_bytes(path, name, marked)
        # A mark before the text is no part of it.
        known = marked if marked == "utf-8-sig" and codecs.lookup(encoding).name == "utf-8" else encoding
        if (fault := _fault(path, known)) is not None:
            place, line = fault
            what = f"it is not {quoted(encoding)}, as the plan says (byte {place})"
            raise SourceError(Problem(what, "leave encoding out, and the bytes tell", name, line))
        return Text(path, name, known)
    except OSError as error:
        raise SourceError(Problem(f"it cannot be read: {error.strerror}", "", name)) from None


def encoding_faults(encoding: str) -> Iterator[Problem]:
    """Say that a name is that of no encoding of texts."""
    try:
        found = codecs.lookup(encoding) if encoding else None
    except LookupError:
        found = None
    if encoding and (found is None or not found._is_text_encoding):  # rot13 and the like are none
        remedy = "write utf-8, utf-16 or windows-1252, or leave it out, and the bytes tell"
        yield Problem(f"encoding: {quoted(encoding)} is no encoding of texts", remedy)


def _told_by_bytes(path: Path, name: str, marked: str) -> Text:
    encoding = marked or "utf-8"
    fault = _fault(path, encoding)
    if fault is None:
        return Text(path, name, encoding)
    place, line = fault
    remedy = 'say encoding = "...", or save it as "CSV UTF-8"'
    if marked:
        what = f"it is not {_NAMES.get(marked, 'UTF-8')} (byte {place}), as it begins"
        raise SourceError(Problem(what, remedy, name, line))
    if (other := _fault(path, "cp1252")) is not None:
        what = f"it is neither UTF-8 (byte {place}) nor Windows-1252 (byte {other[0]})"
        raise SourceError(Problem(what, remedy, name, other[1]))
    what = f"it is not UTF-8 (byte {place}), and is read as Windows-1252"
    return Text(path, name, "cp1252", (Problem(what, 'encoding = "windows-1252" says so', name, line),))


def _without_mark(head: bytes) -> str:
    """Return the kind of UTF-16 that bytes without a mark must be in: every other one of its letters is nought."""
    even, odd = head[:4096:2].count(0), head[1:4096:2].count(0)
    most = len(head[:4096]) // 2
    if most and odd > most * 0.6 and not even:
        return "utf-16-le"
    return "utf-16-be" if most and even > most * 0.6 and not odd else ""


def _fault(path: Path, encoding: str) -> tuple[int, int] | None:
    """Return the place and the line of the first byte that an encoding does not have; None where all is well."""
    decoder = codecs.getincrementaldecoder(encoding)()
    is_ascii = encoding in ("utf-8", "utf-8-sig", "cp1252")  # their first letters are, and need no look
    read = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            kept = len(decoder.getstate()[0])
            try:
                if kept or not (is_ascii and block.isascii()):
                    decoder.decode(block)
            except UnicodeDecodeError as error:
                place = error.start - kept
                return read + place, _line_of(path, read + place)
            read += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return read, _line_of(path, read)
    return None


def _line_of(path: Path, place: int) -> int:
    with path.open("rb") as stream:
        return 1 + sum(stream.read(min(_BLOCK, place - at)).count(b"\n") for at in range(0, place, _BLOCK))


def separator_of(header: str) -> str:
    """Return the separator of the column names: a comma, unless there is none."""
    if "," in header:
        return ","
    return max(_SEPARATORS, key=header.count)
