"""Checks of a source's files before any work, against endless and oversized ones."""

from __future__ import annotations

import stat
from collections.abc import Collection
from pathlib import Path

from wes_rules.errors import Problem, SourceError
from wes_rules.quoting import shortened

MOST_BYTES = 2 * 1024**3


def need_file(path: Path, name: str, *, most: int = MOST_BYTES) -> None:
    """Refuse what is no ordinary file, or one too large to read."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise SourceError(Problem("there is no such file", "check the path in the plan", name)) from None
    except OSError as error:
        raise SourceError(Problem(f"it cannot be read: {error.strerror}", "", name)) from None
    except ValueError:
        raise SourceError(Problem(f"{shortened(name)} is no path", "check the path in the plan")) from None
    if not stat.S_ISREG(found.st_mode):
        what = "it is a folder" if stat.S_ISDIR(found.st_mode) else "it is no ordinary file"
        raise SourceError(Problem(what, "name a file of figures", name))
    if found.st_size > most:
        what = f"it has {found.st_size:,} bytes, and may have {most:,}"
        raise SourceError(Problem(what, "leave out what the plan does not need", name))


def need_columns_of(header: Collection[str], columns: Collection[str], name: str, line: int | None = 1) -> None:
    """
    Refuse a file whose header has less than half of the columns that it should have.

    It may be any file, even one with secrets in it, so nothing that it says is repeated.
    """
    found = sum(column in header for column in columns)
    if 2 * found < len(columns):
        what = f"it does not look like a table of figures: its header names {found} of {len(columns)} columns"
        raise SourceError(Problem(what, f"it needs {', '.join(columns)}", name, line))
