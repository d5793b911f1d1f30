"""Making a SQLite store, either whole or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wes_rules.errors import Problem, StoreError, StoreReadOnly
from wes_rules.stores.sqlite_files import APPLICATION, BUSY_SECONDS, connect, look_at, remove, set_up
from wes_rules.stores.sqlite_session import SqliteStore, explained
from wes_rules.stores.versions import make_tables

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
