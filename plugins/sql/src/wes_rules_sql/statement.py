"""
What a query may be: one SELECT, and nothing that writes.

This is the first of two locks; the second is a connection that only reads, where the database has such a thing. It
refuses what it cannot be sure of: databases differ in where comments and quoted texts end.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from wes_rules.errors import Problem

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`""")
_WORD = re.compile(r"[a-z_]+", re.IGNORECASE)
_UNSURE = (
    (re.compile(r"--|/\*|\*/"), "a comment", "write it as a comment of the plan, outside of the query"),
    (re.compile(r"\\"), "a backslash", "pass the text as a parameter"),
    (re.compile(r"\$\w*\$"), "a text between dollars", "put it between single quotes"),
    (re.compile(r"""['"`]"""), "a quote that does not end", "close it"),
)
_WRITES = frozenset(
    [
        "alter",
        "analyze",
        "attach",
        "begin",
        "call",
        "commit",
        "copy",
        "create",
        "deallocate",
        "delete",
        "detach",
        "do",
        "drop",
        "exec",
        "execute",
        "explain",
        "grant",
        "insert",
        "into",
        "listen",
        "load",
        "lock",
        "merge",
        "notify",
        "pragma",
        "reindex",
        "release",
        "rename",
        "reset",
        "revoke",
        "rollback",
        "savepoint",
        "set",
        "truncate",
        "update",
        "vacuum",
    ]
)


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
