"""The answer of a database as a table of texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text

from wes_rules.builtin.csv_source.table import Table, table_of
from wes_rules.errors import Problem, SourceError


def ask(
    connection: Connection, query: str, parameters: Mapping[str, str], name: str, most: int, *, skip: bool
) -> Table:
    """
    Ask one query.

    Args:
        connection: An open connection.
        query: A SELECT with parameters such as :area.
        parameters: Their values.
        name: What to call the answer in messages.
        most: The highest number of rows that may come back.
        skip: Leave bad rows out and report them, instead of refusing the answer.

    Raises:
        SourceError: There are more rows, or two columns of one name.
    """
    # Closed on every way out: a server keeps a cursor open for what is not fetched.
    with connection.execution_options(yield_per=1000).execute(text(query), dict(parameters)) as found:
        columns = [str(column) for column in found.keys()]  # noqa: SIM118 - a result is no mapping
        lines, faults = _lines(found, columns, name, most)
    table = table_of([(0, columns), *lines], name, skip=skip, header_line=None)
    for number, column, problem in faults:
        table.spoiled(number, column, problem)
    return table


def _lines(
    found: Iterable[Sequence[Any]], columns: list[str], name: str, most: int
) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str, Problem]]]:
    """Return the rows as texts, and what is wrong with them, by row and column."""
    lines: list[tuple[int, list[str]]] = []
    faults: list[tuple[int, str, Problem]] = []
    for number, row in enumerate(found, 1):
        if number > most:
            remedy = "ask for fewer, or say a higher max_rows"
            raise SourceError(Problem(f"the query gives more than {most} rows", remedy, name))
        cells = [_as_text(cell) for cell in row]
        for column, cell, value in zip(columns, cells, row, strict=True):
            if cell is None:
                what = f"a value of type {type(value).__name__} is no figure"
                problem = Problem(what, "cast it to text in the query", name, number, f'column "{column}"')
                faults.append((number, column, problem))
        lines.append((number, [cell or "" for cell in cells]))
    return lines, faults


def _as_text(value: object) -> str | None:
    """Return a value's text; None for one that cannot be a cell. A decimal keeps every digit it has."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case datetime() if value.timetz() == time():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case str() | int() | float():
            return str(value)
        case _:
            return None
