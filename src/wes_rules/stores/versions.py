"""The tables of a SQL store, version by version, and upgrades."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import ClassVar, Protocol

from wes_rules.errors import Problem, StoreNewer
from wes_rules.stores.sql import SqlSession

# The statements of each version, in order; upgrading an older store runs those it lacks.
# {serial} is the type of a number that the database gives itself, each larger than the one before; {text} is that
# of text that compares by its characters, whatever language the database speaks.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE marks (name {text} PRIMARY KEY, value {text} NOT NULL)",
        """CREATE TABLE alerts (
            alert {text} PRIMARY KEY, plan {text} NOT NULL, open INTEGER NOT NULL,
            signature {text} NOT NULL, due {text} NOT NULL, state {text} NOT NULL)""",
        "CREATE INDEX alerts_of_plan ON alerts (plan, open)",
        """CREATE TABLE told (
            alert {text} NOT NULL, recipient {text} NOT NULL, notifier {text} NOT NULL, seq BIGINT NOT NULL,
            told {text} NOT NULL, PRIMARY KEY (alert, recipient, notifier))""",
        """CREATE TABLE outbox (
            seq {serial}, plan {text} NOT NULL, recipient {text} NOT NULL, notifier {text} NOT NULL,
            key {text} NOT NULL UNIQUE, status {text} NOT NULL, message {text} NOT NULL, attempts INTEGER NOT NULL,
            next_at {text} NOT NULL, lease_until {text}, owner {text} NOT NULL, error {text} NOT NULL, receipt {text} NOT NULL,
            maybe_seen INTEGER NOT NULL, created_at {text} NOT NULL, settled_at {text})""",
        """CREATE INDEX outbox_waiting ON outbox (plan, notifier, recipient, seq)
            WHERE status IN ('queued', 'inflight', 'unknown')""",
        "CREATE INDEX outbox_status ON outbox (status, seq)",
        """CREATE TABLE members (
            seq BIGINT NOT NULL REFERENCES outbox (seq), alert {text} NOT NULL, told {text} NOT NULL,
            PRIMARY KEY (seq, alert))""",
        "CREATE INDEX members_of_alert ON members (alert, seq)",
        "CREATE TABLE silences (id {text} PRIMARY KEY, starts {text} NOT NULL, silence {text} NOT NULL)",
        """CREATE TABLE acknowledgements (
            alert {text} NOT NULL, at {text} NOT NULL, stands INTEGER NOT NULL, acknowledgement {text} NOT NULL,
            PRIMARY KEY (alert, at))""",
        """CREATE TABLE log (
            id {serial}, at {text} NOT NULL, actor {text} NOT NULL, action {text} NOT NULL, subject {text} NOT NULL,
            detail {text} NOT NULL)""",
        "CREATE INDEX log_of_subject ON log (subject, id)",
    ),
    ("ALTER TABLE outbox ADD COLUMN first_tried {text}",),
    # The tables are the same, but earlier versions of this library would call the stored form of `LastTold` damage.
    (),
)
# The tables in the latest version.
TABLES = ("marks", "alerts", "told", "outbox", "members", "silences", "acknowledgements", "log")


class Versioned(Protocol):
    """A store with a table version and the type names of its database."""

    serial: ClassVar[str]
    text: ClassVar[str]

    @property
    def address(self) -> str:
        """The address of the store."""

    def read(self) -> AbstractContextManager[SqlSession]:
        """Begin a transaction that reads."""

    def write(self) -> AbstractContextManager[SqlSession]:
        """Begin a transaction that may write."""

    def version(self, session: SqlSession) -> int:
        """Return the version of the tables."""

    def set_version(self, session: SqlSession, version: int) -> None:
        """Store the version of the tables."""


def bring_up_to_date(store: Versioned) -> None:
    """Upgrade a store to this library's tables, with one transaction for each version; refuse one that a later version wrote."""
    with store.read() as session:
        version = _known(store, session)
    while version < len(MIGRATIONS):
        with store.write() as session:
            # Another process may have opened it too and done this step.
            version = _known(store, session)
            if version < len(MIGRATIONS):
                version = _step(store, session, version)


def make_tables(store: Versioned, session: SqlSession) -> None:
    """Make all tables within the caller's transaction."""
    for version in range(len(MIGRATIONS)):
        _step(store, session, version)


def is_unused(session: SqlSession) -> bool:
    """Whether a store holds nothing but marks, even unreadable ones."""
    return not any(session.execute(f"SELECT 1 FROM {one} LIMIT 1").fetchall() for one in TABLES if one != "marks")


def _step(store: Versioned, session: SqlSession, version: int) -> int:
    for statement in MIGRATIONS[version]:
        session.execute(statement.format(serial=store.serial, text=store.text))
    store.set_version(session, version + 1)
    return version + 1


def _known(store: Versioned, session: SqlSession) -> int:
    version = store.version(session)
    if version > len(MIGRATIONS):
        what = f"the store is of version {version}, and this library knows up to {len(MIGRATIONS)}"
        raise StoreNewer(Problem(what, "install the newer wes-rules", store.address))
    return version
