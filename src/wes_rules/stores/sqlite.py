"""The store in one SQLite file: WAL, full synchronisation, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, ClassVar

import attrs

from wes_rules.alerts.records import Damage
from wes_rules.errors import (
    Problem,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
)
from wes_rules.plugins.api import Context
from wes_rules.plugins.hookspecs import hookimpl
from wes_rules.plugins.store import StoreType
from wes_rules.stores.sql import SqlSession
from wes_rules.stores.versions import bring_up_to_date, is_unused, make_tables

# Says in the file's header whose it is: "WESR".
APPLICATION = 0x57455352
_HEAD = b"SQLite format 3\0"
_BUSY_SECONDS = 30.0
# What was told of whom is nobody else's.
_OWN = 0o600


@attrs.frozen
class SqliteStore:
    """
    An open store.

    Args:
        path: The file.
        connection: The connection, in autocommit: transactions are begun by name.
        damages: What its transactions have met that cannot be read.
    """

    serial: ClassVar[str] = "INTEGER PRIMARY KEY AUTOINCREMENT"
    text: ClassVar[str] = "TEXT"

    path: Path
    connection: sqlite3.Connection = attrs.field(repr=False)
    damages: list[Damage] = attrs.field(init=False, factory=list, repr=False)

    @property
    def address(self) -> str:
        """Where it is."""
        return str(self.path)

    @contextmanager
    def write(self) -> Iterator[SqlSession]:
        """
        Begin a transaction that may write.

        Raises:
            StoreError: Something went wrong; nothing of it was kept.
        """
        # IMMEDIATE, as a transaction that reads first and writes later fails at once where another wrote between.
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
        """Keep the version of the tables."""
        session.execute(f"PRAGMA user_version = {version}")

    def close(self) -> None:
        """Bring all of it into the one file, and let go."""
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
            # A full disk has rolled back already; without this, what follows would be written by itself.
            if not self.connection.in_transaction:
                raise StoreError(Problem("the transaction has ended", "begin another one", str(self.path)))
            try:
                return self.connection.execute(statement, values)
            except sqlite3.Error:
                # Whoever catches the error and goes on would keep half of it.
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


def open_store(path: Path, *, busy_seconds: float = _BUSY_SECONDS) -> SqliteStore:
    """
    Open a store; it is never created here.

    Args:
        path: The file.
        busy_seconds: How long to wait while another run writes.

    Raises:
        StoreMissing: There is no such file, or it is empty.
        StoreCorrupt: It is no store, or damaged.
        StoreNewer: A later version of this library wrote it.
    """
    _check_file(path)
    only_read = _can_only_be_read(path)
    connection = _connect(path, "ro&immutable=1" if only_read else "rw", busy_seconds, path)
    try:
        _check(connection, path)
        if not only_read:
            _set_up(connection)
        bring_up_to_date(SqliteStore(path, connection))
    except sqlite3.Error as error:
        connection.close()
        raise explained(error, path) from error
    except BaseException:
        connection.close()
        raise
    return SqliteStore(path, connection)


def _can_only_be_read(path: Path) -> bool:
    """
    Say whether a store lies where nothing can be written beside it, and nobody has it open.

    SQLite wants to write beside even what it only reads; there, it has to be told that nothing will change.
    """
    beside = path.with_name(f"{path.name}-wal")
    return not os.access(path.resolve().parent, os.W_OK) and not beside.exists()


def init_store(path: Path) -> None:
    """
    Create an empty store.

    It is made beside its place and put there whole, so that a crash leaves none that is half made. Of two that create
    it at once one is refused.

    Raises:
        StoreError: There is one already, or it cannot be created.
    """
    _look_at(path)
    if path.exists() and (not path.is_file() or path.stat().st_size):
        raise StoreError(Problem("there is something already", "leave --init out, or choose another file", str(path)))
    _check_folder(path)
    made = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        if path.exists():
            path.chmod(_OWN)
            _make(path, path)
        else:
            made.unlink(missing_ok=True)
            _touch(made)
            _make(made, path)
            _put(made, path)
    except sqlite3.Error as error:
        raise explained(error, path) from error
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise StoreError(Problem(f"it cannot be created: {error.strerror}", "check the folder", str(path))) from None
    finally:
        _remove(made)


def _put(made: Path, path: Path) -> None:
    """Put a new store in its place, where nothing is."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links. Whoever makes the empty file may fill it.
        _touch(path)
        try:
            _make(path, path)
        except sqlite3.Error:
            if not path.stat().st_size:  # nobody else has filled it meanwhile
                _remove(path)
            raise


def _touch(file: Path) -> None:
    """Make an empty file that nobody else may read, where none is; what SQLite makes beside it is as it is."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWN))


def _remove(file: Path) -> None:
    """Remove a file, and what SQLite made beside it."""
    for ending in ("-journal", "-wal", "-shm", ""):
        with suppress(OSError):
            file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def discard_unused(path: Path) -> None:
    """
    Remove a store that holds nothing: no alert, no message, and nothing that anybody did.

    Raises:
        StoreError: It cannot be opened.
    """
    with closing(open_store(path)) as store, store.read() as session:
        unused = is_unused(session)
    if unused:
        _remove(path)


def _check_folder(path: Path) -> None:
    """Say what is wrong with the folder of a store that is to be made, where SQLite only says that it failed."""
    folder = path.parent
    if not folder.is_dir():
        what = f"{folder} is no folder" if folder.exists() else f"there is no folder {folder}"
        raise StoreError(Problem(what, "make it, or choose another path", str(path)))
    if not os.access(folder, os.W_OK):
        what = f"the folder {folder} cannot be written"
        raise StoreReadOnly(Problem(what, "change its permissions, or choose another path", str(path)))


def _make(file: Path, path: Path) -> None:
    """
    Make a store in an empty file, in one transaction: whoever else does that waits, and finds it made.

    Args:
        file: The file.
        path: The store's place, which is what errors name.
    """
    connection = _connect(file, "rw", _BUSY_SECONDS, path)
    try:
        store = SqliteStore(path, connection)
        with store.write() as session:
            if session.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
                raise _taken(path)
            session.execute(f"PRAGMA application_id = {APPLICATION}")
            make_tables(store, session)
        _set_up(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def _taken(path: Path) -> StoreError:
    return StoreError(Problem("somebody else has just created it", "leave --init out", str(path)))


def _look_at(path: Path) -> None:
    """Say what keeps a path from being looked at, be it that none can be so long."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no path"
        raise StoreError(Problem(f"it cannot be looked at: {why}", "check the path", str(path))) from None


def _check_file(path: Path) -> None:
    remedy = "create it with --init, or check the path"
    _look_at(path)
    if not path.exists():
        raise StoreMissing(Problem("there is no such store", remedy, str(path)))
    if not path.is_file():
        raise StoreError(Problem("it is not a file", "check the path", str(path)))
    try:
        with path.open("rb") as file:
            head = file.read(len(_HEAD))
    except OSError as error:
        raise StoreError(Problem(f"it cannot be read: {error.strerror}", "", str(path))) from None
    if not head:
        raise StoreMissing(Problem("the store is an empty file", f"restore a backup; or {remedy}", str(path)))
    if head != _HEAD:
        raise StoreCorrupt(Problem("the file is no store", "check the path", str(path)))


def _connect(file: Path, mode: str, busy_seconds: float, path: Path) -> sqlite3.Connection:
    address = f"{file.resolve().as_uri()}?mode={mode}"
    try:
        return sqlite3.connect(address, uri=True, isolation_level=None, timeout=busy_seconds)
    except sqlite3.Error as error:
        raise explained(error, path) from error


def _set_up(connection: sqlite3.Connection) -> None:
    # Where WAL does not work, as on a network share, SQLite stays with its rollback journal: slower, and as safe.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION:
        remedy = "check the path; if the store was copied, copy its -wal file too"
        raise StoreCorrupt(Problem("the file is a database, but no store of this library", remedy, str(path)))
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise StoreCorrupt(Problem(f"the store is damaged: {found}", "restore a backup", str(path)))


def _path(address: str, context: Context) -> Path:
    return context.base / address.removeprefix("sqlite:")


@hookimpl
def wes_rules_stores() -> Iterable[StoreType]:
    """Return the SQLite store."""
    return [
        StoreType(
            "sqlite",
            "One SQLite file",
            open=lambda address, context: open_store(_path(address, context)),
            init=lambda address, context: init_store(_path(address, context)),
            discard=lambda address, context: discard_unused(_path(address, context)),
        )
    ]
