"""Statements as psycopg wants them."""

from __future__ import annotations

import re
from functools import lru_cache

# A text or a name in quotes, or what has to change outside of one.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\?|%""")


@lru_cache(maxsize=256)
def translated(statement: str) -> bytes:
    """Return a statement whose values are marked by %s, not by ?; a % that was in it means itself."""
    return _TOKEN.sub(_changed, statement).encode()


def _changed(token: re.Match[str]) -> str:
    return "%s" if token[0] == "?" else token[0].replace("%", "%%")
