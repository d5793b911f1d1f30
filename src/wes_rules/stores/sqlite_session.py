"""An SQLite file: its connections, with WAL, full synchronisation and one writer at a time, their transactions and errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import attrs

from wes_rules.alerts.records import Damage
from wes_rules.errors import Problem, StoreBusy, StoreCorrupt, StoreError, StoreFull, StoreReadOnly
from wes_rules.stores.sql import SqlSession

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


@attrs.frozen
class SqliteStore:
    """An open store; its connection is in autocommit, and transactions begin explicitly."""

    serial: ClassVar[str] = "INTEGER PRIMARY KEY AUTOINCREMENT"
    text: ClassVar[str] = "TEXT"

    path: Path
    connection: sqlite3.Connection = attrs.field(repr=False)
    damages: list[Damage] = attrs.field(init=False, factory=list, repr=False)

    @property
    def address(self) -> str:
        """The address of the store."""
        return str(self.path)

    @contextmanager
    def write(self) -> Iterator[SqlSession]:
        """Begin a transaction that may write."""
        # IMMEDIATE, as a transaction that reads before it writes fails at once if another wrote in between.
        with self._transaction("BEGIN IMMEDIATE", query_only="OFF") as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[SqlSession]:
        """Begin a transaction that reads one consistent state, and cannot write."""
        with self._transaction("BEGIN", query_only="ON") as session:
            yield session

    def version(self, session: SqlSession) -> int:
        """Return the version of the tables."""
        return int(session.execute("PRAGMA user_version").fetchone()[0])

    def set_version(self, session: SqlSession, version: int) -> None:
        """Store the version of the tables."""
        session.execute(f"PRAGMA user_version = {version}")

    def close(self) -> None:
        """Merge the write-ahead log into the file, and close."""
        with suppress(sqlite3.Error):
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()

    @contextmanager
    def _transaction(self, begin: str, *, query_only: str) -> Iterator[SqlSession]:
        with self._explaining():
            if self.connection.in_transaction:
                raise StoreError(Problem("a transaction is going on already", "end it first", str(self.path)))
            self.connection.execute(f"PRAGMA query_only = {query_only}")
            try:
                self.connection.execute(begin)
                yield SqlSession(self._execute, self.damages)
                self._execute("COMMIT")
            finally:
                self._roll_back()

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        with self._explaining():
            # A full disk has already rolled back; without this, later statements would commit one by one.
            if not self.connection.in_transaction:
                raise StoreError(Problem("the transaction has ended", "begin another one", str(self.path)))
            try:
                return self.connection.execute(statement, values)
            except sqlite3.Error:
                # A caller that catches the error would otherwise keep half of it.
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise explained(error, self.path) from error


def explained(error: sqlite3.Error, path: Path) -> StoreError:
    """Return what an error of SQLite means for a store."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    extended = getattr(error, "sqlite_errorname", "")
    file = str(path)
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy(Problem("another run is writing to the store", "wait for it to end", file))
        case sqlite3.SQLITE_FULL:
            return StoreFull(Problem("there is no room for the store", "free some space; nothing was written", file))
        case sqlite3.SQLITE_IOERR if "WRITE" in extended or "TRUNCATE" in extended or "FSYNC" in extended:
            return StoreFull(Problem(f"the store could not be written ({extended})", "look at the disk", file))
        case sqlite3.SQLITE_READONLY:
            return StoreReadOnly(Problem("the store may not be written", "change its permissions, or copy it", file))
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreCorrupt(Problem(f"the store is damaged: {error}", "restore a backup, or begin a new one", file))
        case sqlite3.SQLITE_CANTOPEN:
            return StoreError(Problem("the store cannot be opened", "check the path and its permissions", file))
        case _:
            return StoreError(Problem(f"SQLite: {error}", "", file))
