"""How large the sheets of an .ods workbook are, in which one cell may stand for very many."""

from __future__ import annotations

import re

from wes_rules_excel.markup import Looked, OddMarkupError

_TAG = re.compile(
    rb"<(/?)(?:table:)(table|table-row|table-cell|covered-table-cell)\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,9})[\"']")
_FILLED = re.compile(rb"value-type\s*=")


def look_through_open(content: bytes) -> Looked:
    """
    Look through the sheets of an .ods workbook.

    Returns:
        The last filled row and column of any of them.

    Raises:
        OddMarkupError: It holds what no spreadsheet program writes.
    """
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
