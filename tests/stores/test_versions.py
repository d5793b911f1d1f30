"""Stores of an older version are brought up to date step by step, and a step that fails changes nothing."""

import sqlite3
import threading
from contextlib import closing

import pytest

from wes_rules.errors import StoreError, StoreNewer
from wes_rules.plugins import sql_versions
from wes_rules.plugins.sqlite_store import SqliteStore, init_store, open_store
from wes_rules.testing.stores.place import NOON, everything, fill

NOW = len(sql_versions.MIGRATIONS)
STEPS = [
    ("ALTER TABLE outbox ADD COLUMN colour {text} NOT NULL DEFAULT 'blue'", "CREATE TABLE extras (id {serial})"),
    ("UPDATE outbox SET colour = 'green' WHERE colour = 'blue'",),
]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "alerts.db"
    init_store(path)
    with closing(open_store(path)) as store, store.write() as session:
        fill(session)
    return path


@pytest.fixture
def steps(monkeypatch):
    """Let a version of the library know further steps."""

    def steps(*more):
        monkeypatch.setattr(sql_versions, "MIGRATIONS", (*sql_versions.MIGRATIONS, *more))

    return steps


def version(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def test_an_older_store_is_brought_up_to_date_with_all_that_is_in_it(path, steps):
    with closing(open_store(path)) as store:
        before = everything(store)
    steps(*STEPS)
    with closing(open_store(path)) as store:
        assert everything(store) == before
        with store.read() as session:
            assert [tuple(one) for one in session.execute("SELECT colour FROM outbox")] == [("green",)]
    assert version(path) == NOW + 2


def test_a_step_that_fails_leaves_the_version_before_it_as_it_was(path, steps):
    with closing(open_store(path)) as store:
        before = everything(store)
    steps(STEPS[0], ("UPDATE outbox SET colour = 'red'", "NO SQL AT ALL"))
    with pytest.raises(StoreError):
        open_store(path)
    assert version(path) == NOW + 1
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT colour FROM outbox").fetchall() == [("blue",)]
    sql_versions.MIGRATIONS = sql_versions.MIGRATIONS[: NOW + 1]
    with closing(open_store(path)) as store:
        assert everything(store) == before


def test_an_older_library_refuses_what_a_newer_one_has_brought_up_to_date(path, steps, monkeypatch):
    steps(*STEPS)
    open_store(path).close()
    monkeypatch.undo()
    with pytest.raises(StoreNewer, match=f"version {NOW + 2}"):
        open_store(path)


def test_two_that_bring_a_store_up_to_date_at_once_do_it_once(path, steps, monkeypatch):
    steps(STEPS[0])
    both_know_the_old_version, begin = threading.Barrier(2), SqliteStore.write

    def write(store):
        both_know_the_old_version.wait()
        return begin(store)

    monkeypatch.setattr(SqliteStore, "write", write)
    faults = []

    def opened():
        try:
            open_store(path).close()
        except StoreError as error:
            faults.append(error)

    threads = [threading.Thread(target=opened) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    assert version(path) == NOW + 1


def test_a_message_of_a_store_of_the_first_version_counts_as_never_tried(tmp_path, monkeypatch):
    monkeypatch.setattr(sql_versions, "MIGRATIONS", sql_versions.MIGRATIONS[:1])
    path = tmp_path / "old.db"
    init_store(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO outbox (plan, recipient, notifier, key, status, message, attempts, next_at, owner, error,"
            " receipt, maybe_seen, created_at) VALUES ('plan', 'Board', 'post', 'key', 'queued', '{}', 1,"
            " '2020-01-01T12:00:00.000000+00:00', '', '', '', 0, '2020-01-01T12:00:00.000000+00:00')"
        )
        connection.commit()
    monkeypatch.undo()
    with closing(open_store(path)) as store, store.write() as session:
        assert [one.first_tried for one in session.rows()] == [None]
        assert session.claim(1, "me", NOON, NOON).first_tried == NOON
