"""The file of a SQLite store: permissions, connections and removal."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from wes_rules.errors import Problem, StoreError
from wes_rules.stores.sqlite_session import explained

# The application id in the file's header: "WESR".
APPLICATION = 0x57455352
BUSY_SECONDS = 30.0


def remove(file: Path) -> None:
    """Remove a file and its SQLite companion files."""
    for ending in ("-journal", "-wal", "-shm", ""):
        with suppress(OSError):
            file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def look_at(path: Path) -> None:
    """Return why a path cannot be examined, such as its length."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no path"
        raise StoreError(Problem(f"it cannot be looked at: {why}", "check the path", str(path))) from None


def connect(file: Path, mode: str, busy_seconds: float, path: Path) -> sqlite3.Connection:
    """Connect to a file, in autocommit; wait so many seconds while another run writes."""
    address = f"{file.resolve().as_uri()}?mode={mode}"
    try:
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=busy_seconds)
    except sqlite3.Error as error:
        raise explained(error, path) from error


def set_up(connection: sqlite3.Connection) -> None:
    """Make a connection write safely."""
    # Where WAL does not work, as on a network share, SQLite stays with its rollback journal: slower, and as safe.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
