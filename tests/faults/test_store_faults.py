"""What can be wrong with a store, each refused with a sentence and nothing lost."""

import errno
import multiprocessing
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime

import pytest

from wes_rules import errors
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery
from wes_rules.stores import sqlite
from wes_rules.stores import versions as sql_versions
from wes_rules.stores.sqlite import init_store, open_store
from wes_rules.stores.sqlite_session import SqliteStore

NOW = datetime(2021, 7, 1, 12, tzinfo=UTC)


def message(number, size=10):
    return Message.of(plan="p", plan_title="P", recipient="B", notifier="n", subject=str(number), text="x" * size)


@pytest.fixture
def path(tmp_path):
    init_store(tmp_path / "alerts.db")
    return tmp_path / "alerts.db"


def enqueued(path, number, **more):
    with closing(open_store(path)) as store, store.write() as session:
        return session.enqueue(message(number, **more), [], NOW)


def count(path):
    with closing(open_store(path)) as store, store.read() as session:
        return len(session.rows())


def test_opening_never_creates_a_store(tmp_path):
    with pytest.raises(errors.StoreMissing, match="there is no such store; create it with wes-rules run PLAN --init"):
        open_store(tmp_path / "alerts.db")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_store(tmp_path):
    path = tmp_path / "alerts.db"
    path.touch()
    with pytest.raises(errors.StoreMissing, match="empty file"):
        open_store(path)
    assert path.stat().st_size == 0
    init_store(path)
    assert count(path) == 0


def test_init_refuses_what_is_there_and_leaves_nothing_behind(path):
    before = path.read_bytes()
    with pytest.raises(errors.StoreError, match="there is something already"):
        init_store(path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["alerts.db"]


THERE = ["an empty file", "nothing", "nothing, and no links"]


def make_stores(folder, both_have_looked, made):
    """Create stores in a process that looks at each place when the other one has not created it yet."""
    connect, link = sqlite.connect, os.link

    def waiting(*args):
        both_have_looked.wait(30)
        sqlite.connect = connect
        return connect(*args)

    for there in THERE:
        sqlite.connect, os.link = waiting, no_links if there == "nothing, and no links" else link
        with suppress(errors.StoreError):
            init_store(folder / there / "alerts.db")
            made.put(there)


def test_of_two_that_create_a_store_at_once_one_is_refused(tmp_path):
    for there in THERE:
        (tmp_path / there).mkdir()
    (tmp_path / "an empty file" / "alerts.db").touch()
    context = multiprocessing.get_context("spawn")
    barrier, made = context.Barrier(2), context.Queue()
    both = [context.Process(target=make_stores, args=(tmp_path, barrier, made)) for _ in range(2)]
    for one in both:
        one.start()
    assert sorted(made.get(timeout=60) for _ in THERE) == THERE
    for one in both:
        one.join(60)
    assert [one.exitcode for one in both] == [0, 0]
    assert made.empty()
    for there in THERE:
        assert count(tmp_path / there / "alerts.db") == 0
        assert [one.name for one in (tmp_path / there).iterdir()] == ["alerts.db"]


def test_a_store_that_is_made_is_made_though_the_other_creator_holds_it_at_that_moment(tmp_path, monkeypatch):
    """The one who made it failed at changing its journal, and the other found it made: so nobody had made it."""
    path, set_up = tmp_path / "alerts.db", sqlite.set_up
    path.touch()
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0)

    def held(connection):
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            set_up(connection)

    monkeypatch.setattr(sqlite, "set_up", held)
    init_store(path)
    monkeypatch.undo()
    assert count(path) == 0


def no_links(*_args):
    raise OSError(errno.EPERM, "Operation not permitted")


def test_init_says_which_folder_is_missing(tmp_path):
    folder = tmp_path / "nowhere"
    with pytest.raises(errors.StoreError) as error:
        init_store(folder / "alerts.db")
    assert str(error.value) == f"{folder / 'alerts.db'}: there is no folder {folder}; make it, or choose another path"


def test_init_says_which_folder_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite.os, "access", lambda *_: False)
    with pytest.raises(errors.StoreError) as error:
        init_store(tmp_path / "alerts.db")
    what = f"{tmp_path / 'alerts.db'}: the folder {tmp_path} cannot be written"
    assert str(error.value) == f"{what}; change its permissions, or choose another path"


@pytest.mark.parametrize("pages", [1, 5])
def test_init_names_the_store_and_not_what_it_is_made_from(tmp_path, monkeypatch, pages):
    connect = sqlite.connect

    def small(*args):
        connection = connect(*args)
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(sqlite, "connect", small)
    with pytest.raises(errors.StoreFull) as error:
        init_store(tmp_path / "alerts.db")
    assert str(error.value).startswith(f"{tmp_path / 'alerts.db'}: there is no room")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"a plan, not a store\n" * 99, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_refused(tmp_path, content):
    path = tmp_path / "alerts.db"
    path.write_bytes(content)
    with pytest.raises(errors.StoreCorrupt):
        open_store(path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_refused(tmp_path):
    path = tmp_path / "alerts.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(errors.StoreCorrupt, match="no store of this library"):
        open_store(path)


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(errors.StoreError, match="it is not a file"):
        open_store(tmp_path)


def test_a_damaged_page_is_found_on_opening(path):
    for number in range(200):
        enqueued(path, number, size=500)
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\xff" * 4096 * 9
    path.write_bytes(content)
    with pytest.raises(errors.StoreCorrupt, match="damaged"):
        open_store(path)


def test_a_store_of_a_later_version_is_refused_and_left_alone(path):
    with closing(sqlite3.connect(path)) as later:
        later.execute(f"PRAGMA user_version = {len(sql_versions.MIGRATIONS) + 1}")
    with pytest.raises(errors.StoreNewer, match="install the newer wes-rules"):
        open_store(path)


def test_a_store_copied_without_what_is_beside_it_is_older_or_refused(path, tmp_path):
    """The file alone, while a run holds the rest in its -wal file, is a store that knows less: nothing is made up."""
    with closing(open_store(path)) as store:
        with store.write() as session:
            session.enqueue(message(1), [], NOW)
        copy = tmp_path / "copy.db"
        shutil.copy(path, copy)
        assert count(copy) == 0
    assert count(path) == 1


def test_a_writer_that_does_not_end_is_waited_for_and_then_named(path):
    with closing(open_store(path)) as first, first.write() as session:
        session.enqueue(message(1), [], NOW)
        with closing(open_store(path, busy_seconds=0.01)) as second:
            with pytest.raises(errors.StoreBusy, match="another run is writing"), second.write():
                pass
            with second.read() as reading:
                assert reading.rows() == []
    assert count(path) == 1


def test_a_full_disk_rolls_the_whole_step_back(path):
    enqueued(path, 1)
    with closing(open_store(path)) as store:
        (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(errors.StoreFull, match="nothing was written"), store.write() as session:
            session.set_mark("day/p", "2021-07-01")
            for number in range(2, 500):
                session.enqueue(message(number, size=4000), [], NOW)
        with store.read() as session:
            assert (len(session.rows()), session.mark("day/p")) == (1, "")


def test_what_is_caught_inside_a_failed_transaction_is_not_written_by_itself(path):
    with closing(open_store(path)) as store:
        (pages,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(errors.StoreError), store.write() as session:
            try:
                for number in range(500):
                    session.enqueue(message(number, size=4000), [], NOW)
            except sqlite3.Error:
                session.set_mark("day/p", "2021-07-01")
        with store.read() as session:
            assert session.mark("day/p") == ""


def test_a_read_only_store_says_so(path):
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    with closing(SqliteStore(path, connection)) as store:
        with pytest.raises(errors.StoreReadOnly, match="may not be written"), store.write() as session:
            session.set_mark("day/p", "2021-07-01")


def test_a_step_that_fails_leaves_nothing_of_itself(path):
    with closing(open_store(path)) as store:
        with pytest.raises(RuntimeError), store.write() as session:
            session.enqueue(message(1), [], NOW)
            raise RuntimeError
        with store.read() as session:
            assert session.rows() == []


def test_a_restored_backup_sends_again_under_the_same_keys(path, tmp_path):
    seq = enqueued(path, 1)
    backup = tmp_path / "backup.db"
    shutil.copy(path, backup)

    def delivered(file):
        with closing(open_store(file)) as store, store.write() as session:
            row = session.claim(seq, "me", NOW, NOW)
            session.settle(seq, "me", Delivery.DELIVERED, NOW)
            return row.key

    assert delivered(path) == delivered(backup)
