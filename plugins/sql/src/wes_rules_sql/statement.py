"""What a query may be (one SELECT, and nothing that writes), and its answer as lines of texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, CursorResult, text

from wes_rules.errors import Problem, SourceError
from wes_rules.tables import Line, Lines

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`""")
_WORD = re.compile(r"[a-z_]+", re.IGNORECASE)
_UNSURE = (
    (re.compile(r"--|/\*|\*/"), "a comment", "write it as a comment of the plan, outside of the query"),
    (re.compile(r"\\"), "a backslash", "pass the text as a parameter"),
    (re.compile(r"\$\w*\$"), "a text between dollars", "put it between single quotes"),
    (re.compile(r"""['"`]"""), "a quote that does not end", "close it"),
)
_WRITES = frozenset((
    "alter", "analyze", "attach", "begin", "call", "commit", "copy", "create", "deallocate", "delete", "detach", "do", "drop",
    "exec", "execute", "explain", "grant", "insert", "into", "listen", "load", "lock", "merge", "notify", "pragma", "reindex",
    "release", "rename", "reset", "revoke", "rollback", "savepoint", "set", "truncate", "update", "vacuum",
))  # fmt: skip


def faults(query: str) -> Iterator[Problem]:
    """List what is wrong with a query, apart from what only the database can tell."""
    bare = _QUOTED.sub(" '' ", query).replace("''", " ")
    for pattern, what, remedy in _UNSURE:
        # A backslash is in doubt inside of quotes, where it may or may not hide the next quote.
        text = query if what == "a backslash" else bare
        if pattern.search(text):
            yield Problem(f"the query holds {what}", remedy)
    words = [word.lower() for word in _WORD.findall(bare)]
    if not words or words[0] not in ("select", "with"):
        yield Problem("the query is not a SELECT", "write one SELECT, or WITH ... SELECT")
    if ";" in bare.rstrip().removesuffix(";"):
        yield Problem("the query is more than one statement", "leave one SELECT")
    for word in sorted(_WRITES.intersection(words)):
        yield Problem(f'the query holds the word "{word.upper()}"', "only read; put a column of that name in quotes")


def parameter_faults(named: Collection[str], given: Collection[str]) -> Iterator[Problem]:
    """List parameters that are missing, and those that nothing uses."""
    for name in sorted(set(named) - set(given)):
        yield Problem(f"the query names :{name}, which parameters does not give", f'add {name} = "..." to parameters')
    for name in sorted(set(given) - set(named)):
        yield Problem(f'parameters gives "{name}", which the query does not name', f"write :{name}, or remove it")


@contextmanager
def asked(connection: Connection, query: str, parameters: Mapping[str, str], name: str, most: int) -> Iterator[Lines]:
    """Ask one query; its rows come while they are read."""
    spoiled: dict[tuple[int, int], Problem | None] = {}
    # Closed on every way out: a server keeps a cursor open for what is not fetched.
    with connection.execution_options(yield_per=1000).execute(text(query), dict(parameters)) as found:
        yield Lines(name=name, lines=_lines(found, name, most, spoiled), header_line=None, spoiled=spoiled)


def _lines(
    found: CursorResult[Any], name: str, most: int, spoiled: dict[tuple[int, int], Problem | None]
) -> Iterator[Line]:
    """Go through the names of the columns and the rows as texts, at most so many, and note what is no text."""
    columns = [str(column) for column in found.keys()]  # noqa: SIM118 - a result is no mapping
    yield 0, columns
    for number, row in enumerate(found, 1):
        if number > most:
            remedy = "ask for fewer, or say a higher max_rows"
            raise SourceError(Problem(f"the query gives more than {most} rows", remedy, name))
        cells = [_as_text(cell) for cell in row]
        if None in cells:
            for place, (column, cell, value) in enumerate(zip(columns, cells, row, strict=True)):
                if cell is None:
                    what = f"a value of type {type(value).__name__} is no figure"
                    problem = Problem(what, "cast it to text in the query", name, number, f'column "{column}"')
                    spoiled[number, place] = problem
        yield number, [cell or "" for cell in cells]


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
