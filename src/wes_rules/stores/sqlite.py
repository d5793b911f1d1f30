"""The store in one SQLite file: made whole or not at all, and opened as it is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wes_rules.errors import Problem, StoreCorrupt, StoreError, StoreMissing, StoreReadOnly
from wes_rules.plugins.api import Context
from wes_rules.plugins.hookspecs import hookimpl
from wes_rules.plugins.store import StoreType
from wes_rules.stores.sqlite_session import (
    APPLICATION,
    BUSY_SECONDS,
    SqliteStore,
    connect,
    explained,
    look_at,
    remove,
    set_up,
)
from wes_rules.stores.versions import bring_up_to_date, is_unused, make_tables

# Deliveries are private.
_OWN = 0o600


def init_store(path: Path) -> None:
    """
    Create an empty store.

    The store is made beside its place and moved there whole, so a crash leaves no half-made one. If two processes
    create it at once, one is refused.
    """
    look_at(path)
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
        remove(made)


def _put(made: Path, path: Path) -> None:
    """Move a new store to its place, which must be empty."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links; there, the process that creates the empty file may fill it.
        _touch(path)
        try:
            _make(path, path)
        except sqlite3.Error:
            if not path.stat().st_size:  # nobody else has filled it meanwhile
                remove(path)
            raise


def _touch(file: Path) -> None:
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWN))


def _check_folder(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        what = f"{folder} is no folder" if folder.exists() else f"there is no folder {folder}"
        raise StoreError(Problem(what, "make it, or choose another path", str(path)))
    if not os.access(folder, os.W_OK):
        what = f"the folder {folder} cannot be written"
        raise StoreReadOnly(Problem(what, "change its permissions, or choose another path", str(path)))


def _make(file: Path, path: Path) -> None:
    """Make a store in an empty file, in one transaction; another process waits and finds it made."""
    connection = connect(file, "rw", BUSY_SECONDS, path)
    try:
        store = SqliteStore(path, connection)
        with store.write() as session:
            if session.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
                raise _taken(path)
            session.execute(f"PRAGMA application_id = {APPLICATION}")
            make_tables(store, session)
        # The store is made from here on. Another process that waited to make it may be reading it, and then
        # the journal mode cannot be changed; the next process to open it does so.
        with _unless_busy():
            set_up(connection)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


@contextmanager
def _unless_busy() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise


def _taken(path: Path) -> StoreError:
    return StoreError(Problem("somebody else has just created it", "leave --init out", str(path)))


_HEAD = b"SQLite format 3\0"


def open_store(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> SqliteStore:
    """
    Open an existing store.

    Args:
        busy_seconds: How long to wait while another run writes.

    Raises:
        StoreMissing: There is no such file, or it is empty.
        StoreCorrupt: The file is damaged or not a store.
        StoreNewer: A later version of this library wrote it.
    """
    _check_file(path)
    only_read = _can_only_be_read(path)
    connection = connect(path, "ro&immutable=1" if only_read else "rw", busy_seconds, path)
    try:
        _check(connection, path)
        if not only_read:
            set_up(connection)
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
    Whether nothing can be written beside a store, and nobody has it open.

    SQLite writes beside a file even to read it; in such a place it must be told that nothing will change.
    """
    beside = path.with_name(f"{path.name}-wal")
    return not os.access(path.resolve().parent, os.W_OK) and not beside.exists()


def discard_unused(path: Path) -> None:
    """Remove a store without alerts, messages or anything that people did."""
    with closing(open_store(path)) as store, store.read() as session:
        unused = is_unused(session)
    if unused:
        remove(path)


def _check_file(path: Path) -> None:
    remedy = "create it with wes-rules run PLAN --init, or check the path"
    look_at(path)
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
