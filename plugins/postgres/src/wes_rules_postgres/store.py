"""A store in one schema of a PostgreSQL database: one writer at a time, and readers that see one state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, ClassVar

import attrs
import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from wes_rules.alerts.records import Damage
from wes_rules.errors import Problem, StoreCorrupt, StoreError, StoreMissing
from wes_rules.stores.sql import SqlSession
from wes_rules.stores.versions import TABLES, bring_up_to_date, is_unused, make_tables
from wes_rules_postgres.place import Place, explained

# A text or a name in quotes, or what has to change outside of one.
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\?|%""")

# The table that says whose the schema is, and of which version.
_STORE = "store"
_APPLICATION = "wes-rules"
# Says of a schema that it was made with the store, so that it goes with one that holds nothing.
_OURS = "made by wes-rules for its alerts"
# The search path ends with temporary tables, so that none of them can stand in for one of the store's.
_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL search_path TO {schema}, pg_temp"
# READ COMMITTED, as any other level would show what was there before the wait for the lock. A writer whose machine
# is gone is ended after ten minutes, so that it does not hold up everybody else for ever.
_WRITE = """
    BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE;
    SET LOCAL search_path TO {schema}, pg_temp;
    SET LOCAL lock_timeout TO {wait};
    SET LOCAL idle_in_transaction_session_timeout TO '10min';
    SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off';
    SELECT pg_advisory_xact_lock({ours}, {schemas})
"""


@attrs.frozen
class PostgresStore:
    """
    An open store. It connects once: when the connection is lost, whatever is done next raises, and the run ends.

    Args:
        place: Where it is.
        connection: The connection, in autocommit: transactions are begun by name.
        damages: What its transactions have met that cannot be read.
    """

    serial: ClassVar[str] = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    # Text in the language of the database would sort its own way, and its indices would not outlive a new libc.
    text: ClassVar[str] = 'TEXT COLLATE "C"'

    place: Place
    connection: psycopg.Connection[Any] = attrs.field(repr=False)
    damages: list[Damage] = attrs.field(init=False, factory=list, repr=False)

    @property
    def address(self) -> str:
        """Where it is."""
        return self.place.address

    @contextmanager
    def write(self) -> Iterator[SqlSession]:
        """
        Begin a transaction that may write.

        Raises:
            StoreError: Something went wrong; nothing of it was kept, unless the error says that nobody knows.
        """
        with self._transaction(_WRITE) as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[SqlSession]:
        """Begin a transaction that reads one consistent state, and cannot write."""
        with self._transaction(_READ) as session:
            yield session

    def close(self) -> None:
        """Let go of it."""
        self.connection.close()

    def version(self, session: SqlSession) -> int:
        """Return the version of the tables; refuse a schema that does not say that it is a store."""
        row = session.execute(f"SELECT version FROM {_STORE} WHERE application = ?", (_APPLICATION,)).fetchone()
        if row is None:
            raise _strange(self.place)
        return int(row[0])

    def set_version(self, session: SqlSession, version: int) -> None:
        """Keep the version of the tables."""
        session.execute(f"UPDATE {_STORE} SET version = ?", (version,))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[SqlSession]:
        if self._status is not TransactionStatus.IDLE:
            what = "the connection to the store is closed" if self.connection.closed else "a transaction is going on"
            raise StoreError(Problem(what, "open the store again, or end the transaction first", self.address))
        ours, schemas = self.place.lock
        names = {
            "schema": sql.Identifier(self.place.schema),
            # Nought would mean to wait for ever.
            "wait": sql.Literal(max(1, round(self.place.wait * 1000))),
            "ours": sql.Literal(ours),
            "schemas": sql.Literal(schemas),
        }
        with self._explaining():
            try:
                self.connection.execute(sql.SQL(begin).format(**names))
                yield SqlSession(self._execute, self.damages)
                self._commit()
            finally:
                self._roll_back()

    @property
    def _status(self) -> TransactionStatus:
        return self.connection.info.transaction_status

    def _execute(self, statement: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        with self._explaining():
            # After a statement that failed, PostgreSQL would answer COMMIT with a rollback that looks like success.
            if self._status is not TransactionStatus.INTRANS:
                raise StoreError(Problem("the transaction has ended", "begin another one", self.address))
            return self.connection.execute(translated(statement), values)

    def _commit(self) -> None:
        try:
            self._execute("COMMIT")
        except StoreError as error:
            if not self.connection.closed:
                raise
            what = "the connection to the database was lost while a step was being kept: all of it was, or nothing"
            raise StoreError(Problem(what, "run it again: it goes on from whichever it is", self.address)) from error

    def _roll_back(self) -> None:
        with suppress(psycopg.Error):
            if self._status in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                self.connection.execute("ROLLBACK")

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise explained(error, self.place, lost=bool(self.connection.closed)) from error


def open_store(place: Place) -> PostgresStore:
    """
    Open a store; it is never created here.

    Raises:
        StoreMissing: There is no such schema, or it is empty.
        StoreCorrupt: It holds something else, or a part of it is missing.
        StoreNewer: A later version of this library wrote it.
        StoreError: The database cannot be reached.
    """
    store = _connected(place)
    try:
        _check(store)
    except BaseException:
        store.close()
        raise
    return store


def init_store(place: Place) -> None:
    """Create an empty store, in one transaction, so that none is ever half made; refuse a place where there is something already."""
    store = _connected(place)
    try:
        with store.write() as session:
            (encoding,) = session.execute("SELECT current_setting('server_encoding')").fetchone()
            if encoding != "UTF8":
                remedy = "use a database with the encoding UTF8"
                raise StoreError(Problem(f"the database keeps text as {encoding}", remedy, place.address))
            if _tables(place, session):
                what = f'there is something already in the schema "{place.schema}"'
                raise StoreError(Problem(what, "leave --init out, or choose another ?schema=", place.address))
            if session.execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (place.schema,)).fetchone() is None:
                session.execute(f"CREATE SCHEMA {_name(place)}")
                session.execute(f"COMMENT ON SCHEMA {_name(place)} IS '{_OURS}'")
            session.execute(f"CREATE TABLE {_STORE} (application {store.text} NOT NULL, version INTEGER NOT NULL)")
            session.execute(f"INSERT INTO {_STORE} (application, version) VALUES (?, 0)", (_APPLICATION,))
            make_tables(store, session)
    finally:
        store.close()


def discard_unused(place: Place) -> None:
    """Remove a store that holds nothing: its tables, and the schema where `init_store` made it and nothing else is in it."""
    store = open_store(place)
    try:
        with store.write() as session:
            if not is_unused(session):
                return
            # What others made beside it meanwhile stays, and the schema with it.
            alone = _tables(place, session) == {_STORE, *TABLES}
            session.execute(f"DROP TABLE {', '.join((_STORE, *TABLES))}")
            said = session.execute(
                "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = ?", (place.schema,)
            ).fetchone()
            if alone and said == (_OURS,):
                session.execute(f"DROP SCHEMA {_name(place)}")
    finally:
        store.close()


def _name(place: Place) -> str:
    return sql.Identifier(place.schema).as_string()


def _connected(place: Place) -> PostgresStore:
    try:
        return PostgresStore(place, place.connect())
    except psycopg.Error as error:
        raise explained(error, place, lost=False) from None


def _check(store: PostgresStore) -> None:
    place = store.place
    with store.read() as session:
        found = _tables(place, session)
    if not found:
        what = f'there is no store in the schema "{place.schema}"'
        raise StoreMissing(
            Problem(what, "create it with wes-rules run PLAN --init, or check the address", place.address)
        )
    if _STORE not in found:
        raise _strange(place)
    bring_up_to_date(store)
    with store.read() as session:
        missing = sorted(set(TABLES) - _tables(place, session))
    if missing:
        what = f"the store is damaged: {', '.join(missing)} is not there"
        raise StoreCorrupt(Problem(what, "restore a backup", place.address))


def _tables(place: Place, session: SqlSession) -> set[str]:
    found = session.execute(
        "SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE nspname = ? AND relkind IN ('r', 'p', 'v', 'm', 'f')",
        (place.schema,),
    )
    return {name for (name,) in found}


def _strange(place: Place) -> StoreCorrupt:
    what = f'the schema "{place.schema}" holds something else than a store of this library'
    return StoreCorrupt(Problem(what, "check the address", place.address))


@lru_cache(maxsize=256)
def translated(statement: str) -> bytes:
    """Return a statement whose values are marked by %s, not by ?; a % that was in it means itself."""
    return _TOKEN.sub(_changed, statement).encode()


def _changed(token: re.Match[str]) -> str:
    return "%s" if token[0] == "?" else token[0].replace("%", "%%")
