"""Stores of an older version are brought up to date step by step, and a step that fails changes nothing."""

import threading
from contextlib import closing

import pytest
from wes_rules_postgres import Place, PostgresStore, init_store, open_store

from wes_rules.errors import StoreError, StoreNewer
from wes_rules.plugins import sql_versions
from wes_rules.testing.stores.place import everything, fill

NOW = len(sql_versions.MIGRATIONS)
STEPS = [
    ("ALTER TABLE outbox ADD COLUMN colour {text} NOT NULL DEFAULT 'blue'", "CREATE TABLE extras (id {serial})"),
    ("UPDATE outbox SET colour = 'green' WHERE colour = 'blue'",),
]


@pytest.fixture
def place(address):
    place = Place.of(address, {})
    init_store(place)
    with closing(open_store(place)) as store, store.write() as session:
        fill(session)
    return place


@pytest.fixture
def steps(monkeypatch):
    """Let a version of the library know further steps."""

    def steps(*more):
        monkeypatch.setattr(sql_versions, "MIGRATIONS", (*sql_versions.MIGRATIONS, *more))

    return steps


def asked(place, statement):
    with closing(PostgresStore(place, place.connect())) as store, store.read() as session:
        return session.execute(statement).fetchall()


def version(place):
    return asked(place, "SELECT version FROM store")[0][0]


def test_an_older_store_is_brought_up_to_date_with_all_that_is_in_it(place, steps):
    with closing(open_store(place)) as store:
        before = everything(store)
    steps(*STEPS)
    with closing(open_store(place)) as store:
        assert everything(store) == before
    assert asked(place, "SELECT colour FROM outbox") == [("green",)]
    assert version(place) == NOW + 2


def test_a_step_that_fails_leaves_the_version_before_it_as_it_was(place, steps):
    with closing(open_store(place)) as store:
        before = everything(store)
    steps(STEPS[0], ("UPDATE outbox SET colour = 'red'", "NO SQL AT ALL"))
    with pytest.raises(StoreError):
        open_store(place)
    assert version(place) == NOW + 1
    assert asked(place, "SELECT colour FROM outbox") == [("blue",)]
    sql_versions.MIGRATIONS = sql_versions.MIGRATIONS[: NOW + 1]
    with closing(open_store(place)) as store:
        assert everything(store) == before


def test_an_older_library_refuses_what_a_newer_one_has_brought_up_to_date(place, steps, monkeypatch):
    steps(*STEPS)
    open_store(place).close()
    monkeypatch.undo()
    with pytest.raises(StoreNewer, match=f"version {NOW + 2}"):
        open_store(place)


def test_two_that_bring_a_store_up_to_date_at_once_do_it_once(place, steps, monkeypatch):
    steps(STEPS[0])
    both_know_the_old_version, begin = threading.Barrier(2), PostgresStore.write

    def write(store):
        both_know_the_old_version.wait()
        return begin(store)

    monkeypatch.setattr(PostgresStore, "write", write)
    faults = []

    def opened():
        try:
            open_store(place).close()
        except StoreError as error:
            faults.append(error)

    threads = [threading.Thread(target=opened) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    assert version(place) == NOW + 1
