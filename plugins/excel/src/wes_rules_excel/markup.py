"""
The markup of one sheet, looked through before a reader does: where its cells are, and what is in them.

It takes what spreadsheet programs write and refuses the rest, so that nothing hides from it that a reader would find.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import attrs

# Names may have a prefix. Quotes hold no "<", and so each tag is looked at once.
_PREFIX = rb"(?:[^\s<>/:\"'=]+:)?"
_START = re.compile(rb"<" + _PREFIX + rb"(?:c|row)(?=[\s/>])")
_TAG = re.compile(rb"<" + _PREFIX + rb"""(c|row)(?=[\s/>])((?:[^<>"']|"[^<"]*"|'[^<']*')*)>""")
_ATTRIBUTE = re.compile(rb"""([^\s"'=/]+)\s*=\s*("[^"]*"|'[^']*')""")
_PLACE = re.compile(rb"([A-Za-z]{0,3})(\d{1,7})")
_FORMULA = rb"\s*<" + _PREFIX + rb"f\b(?:[^<>]*/>|[^<>]*>[^<]*</" + _PREFIX + rb"f>)\s*"
_NO_RESULT = re.compile(
    _FORMULA + rb"(?:<" + _PREFIX + rb"v\s*/>|<" + _PREFIX + rb"v></" + _PREFIX + rb"v>)?\s*</" + _PREFIX + rb"c>"
)
_NUMBER = re.compile(rb"(?:" + _FORMULA + rb")?\s*<" + _PREFIX + rb"v>\s*(\d{1,9})\s*</" + _PREFIX + rb"v>")
# How most programs write a row: none of these cells shows an error or is a formula without a result. What may be missing is an
# alternative of nothing, which is quicker than "?". No two alternatives can match the same cell: a row that fails at its end would be
# tried in all their combinations. (No group is possessive: before Python 3.11.5 one that fails halfway keeps what it has passed.)
_PLAIN_ROW = (
    rb'<row r="([1-9]\d{0,6})"(?: [\w:]+="[^"<>]*+")*(?:/>|>(?:<c r="(?:%s)\1"(?: s="\d++"|)(?: t="s"><v>\d{1,9}</v></c>|'
    rb'(?: t="(?:n|b|str|inlineStr|d)"|)(?:/>|>(?:<v>[^<]++</v></c>|<is><t(?: xml:space="preserve"|)>[^<]*+</t></is></c>|</c>|'
    rb"<f(?:[ /][^<>]*+|)>(?:[^<]*+</f>|)<v>[^<]++</v></c>))))*</row>)"
)
_PLAIN_SHARED = re.compile(rb' t="s"><v>(\d{1,9})</v></c>')
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d')
_NOT_PLAIN = re.compile(rb"<(?:" + _PREFIX + rb"(?:c|row|f)[\s/>]|!)")
# A sheet whose rows become wider more often than this is looked through tag by tag.
_MOST_WIDTHS = 50
_TEXT = re.compile(rb"<" + _PREFIX + rb"si\b(?:[^<>]*/>|[^<>]*>(.*?)</" + _PREFIX + rb"si>)", re.DOTALL)


class OddMarkupError(Exception):
    """Markup that no spreadsheet program writes."""


@attrs.frozen
class Looked:
    """
    What a sheet has.

    Args:
        rows: Its last row.
        columns: Its last column.
        copied: The bytes of the texts that its cells share, once for each cell.
        errors: Places of cells that show an error such as #N/A, as (row, column) from 1.
        uncalculated: Places of formulas without a result.
    """

    rows: int
    columns: int
    copied: int
    errors: frozenset[tuple[int, int]]
    uncalculated: frozenset[tuple[int, int]]


def sizes_of_texts(shared: bytes) -> list[int]:
    """Return the size of each text that cells share."""
    return [len(one) for one in _TEXT.findall(shared)]


def look_through(sheet: bytes, sizes: Sequence[int]) -> Looked:
    """Look through the XML of a sheet; refuse what no spreadsheet program writes: comments, UTF-16, a second declaration, odd tags."""
    if b"\x00" in sheet:
        raise OddMarkupError
    if (plain := _plain(sheet, sizes)) is not None:
        return plain
    if b"<!" in sheet or sheet.count(b"<?") > 1:
        raise OddMarkupError
    return _tag_by_tag(sheet, sizes)


def _plain(sheet: bytes, sizes: Sequence[int]) -> Looked | None:
    """Look through a sheet whose every row is written as most programs do; None for any other."""
    end = start = max(sheet.find(b"<row"), 0)
    widest, rows = b"", 0
    for _ in range(_MOST_WIDTHS):
        here = sheet[end : sheet.find(b"</row>", end)]
        widest = max((widest, *_COLUMN.findall(here)), key=lambda letters: (len(letters), letters))
        row, begun = re.compile(_PLAIN_ROW % _up_to(widest)), end
        while found := row.match(sheet, end):
            end, rows = found.end(), max(rows, int(found[1]))
        if end == begun:
            break
    rest = sheet[:start] + sheet[end:]
    if _NOT_PLAIN.search(rest) or rest.count(b"<?") > 1:
        return None
    shared = Counter(_PLAIN_SHARED.findall(sheet, start, end)) if sizes else {}
    return Looked(
        rows=rows,
        columns=_place(widest + b"1")[1] if widest else 0,
        copied=sum(sizes[int(one)] * times for one, times in shared.items() if int(one) < len(sizes)),
        errors=frozenset(),
        uncalculated=frozenset(),
    )


def _up_to(widest: bytes) -> bytes:
    """Return the pattern of the columns up to one."""
    patterns = [rb"[A-Z]{1,%d}" % (len(widest) - 1)] if len(widest) > 1 else []
    for place, letter in enumerate(widest):
        if letter > ord("A"):
            patterns.append(rb"%s[A-%c]%s" % (widest[:place], letter - 1, b"[A-Z]" * (len(widest) - place - 1)))
    return b"|".join([widest, *reversed(patterns)])


def _tag_by_tag(sheet: bytes, sizes: Sequence[int]) -> Looked:
    tags = list(_TAG.finditer(sheet))
    if len(tags) != len(_START.findall(sheet)):
        raise OddMarkupError
    row = column = rows = columns = copied = 0
    errors, uncalculated = set(), set()
    for tag in tags:
        said = [(name, value[1:-1]) for name, value in _ATTRIBUTE.findall(tag[2])]
        place = [_place(value) for name, value in said if name == b"r"]
        if tag[1] == b"row":
            row, column = max((one for one, _ in place), default=row + 1), 0
        else:
            row, column = max([row, *(one for one, _ in place)]), max((one for _, one in place), default=column + 1)
            kind = dict(said).get(b"t", b"n")
            copied += _size(sheet, tag.end(), sizes) if kind == b"s" else 0
            if kind == b"e":
                errors.add((row, column))
            if kind == b"n" and _NO_RESULT.match(sheet, tag.end()):
                uncalculated.add((row, column))
        rows, columns = max(rows, row), max(columns, column)
    return Looked(rows, columns, copied, frozenset(errors), frozenset(uncalculated))


def _place(value: bytes) -> tuple[int, int]:
    """Return row and column of a place such as B12; a row's own place has no column."""
    found = _PLACE.fullmatch(value)
    if found is None:
        raise OddMarkupError
    column = 0
    for letter in found[1].upper():
        column = column * 26 + letter - 64
    return int(found[2]), column


def _size(sheet: bytes, at: int, sizes: Sequence[int]) -> int:
    """Return the size of the text that a cell shares; that of the longest where its number is not plain."""
    found = _NUMBER.match(sheet, at)
    if found is None:
        return max(sizes, default=0)
    return sizes[int(found[1])] if int(found[1]) < len(sizes) else 0
