"""Cells of a sheet as the text that a person would have typed."""

from __future__ import annotations

from datetime import date, datetime, time

# Up to here every whole number has a binary float of its own.
_WHOLE = 2**53


def as_text(cell: object) -> str:
    """
    Return a cell's text.

    A sheet keeps every number as a binary float: 202526.0 is the code 202526, and 72.599999999999994 is 72.6.
    A date is written as ISO 8601; one with a time of day keeps it, so that nothing takes it for a date.
    """
    if type(cell) is float:  # most are
        return str(int(cell)) if cell.is_integer() and abs(cell) < _WHOLE else repr(cell)
    match cell:
        case bool():
            return "true" if cell else "false"
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return "" if cell is None else str(cell)


def letters(column: int) -> str:
    """Return the letters of a column: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name
