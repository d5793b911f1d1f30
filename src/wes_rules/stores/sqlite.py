"""The store in one SQLite file: WAL, full synchronisation, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from wes_rules.errors import Problem, StoreCorrupt, StoreError, StoreMissing
from wes_rules.plugins.api import Context
from wes_rules.plugins.hookspecs import hookimpl
from wes_rules.plugins.store import StoreType
from wes_rules.stores.sqlite_files import APPLICATION, BUSY_SECONDS, connect, look_at, remove, set_up
from wes_rules.stores.sqlite_making import init_store
from wes_rules.stores.sqlite_session import SqliteStore, explained
from wes_rules.stores.versions import bring_up_to_date, is_unused

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
