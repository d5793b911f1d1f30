"""A store that fails under a run: nothing is half done, what was queued is still sent, and the run says so."""

import functools
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from wes_rules.errors import Problem, StoreError
from wes_rules.running import moments
from wes_rules.stores import sqlite as sqlite_store
from wes_rules.stores.sqlite import open_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEAR = 365 * DAY


@pytest.fixture
def at(monkeypatch):
    """Have something done whenever a run comes to a named moment."""

    def at(name, act):
        monkeypatch.setattr(moments, "at_moment", lambda here: act() if here == name else None)

    return at


def fill(monkeypatch, pages=0):
    """Leave no room in the stores that are opened from now on; return how to make room again."""
    opened = sqlite_store.open_store

    def tight(path, **more):
        store = opened(path, **more)
        (used,) = store.connection.execute("PRAGMA page_count").fetchone()
        store.connection.execute(f"PRAGMA max_page_count = {used + pages}")
        return store

    monkeypatch.setattr(sqlite_store, "open_store", tight)
    return lambda: monkeypatch.setattr(sqlite_store, "open_store", opened)


def test_a_disk_that_is_full_while_deciding_leaves_the_store_as_it_was(office, monkeypatch):
    boards = 60
    office.plan(measures=[("ehcp", "Board"), *((f"m{number}", f"Board {number}") for number in range(boards))])
    office.run("--init")
    before, already = office.dump(), len(office.sent)
    office.figures["first"].update({(f"m{number}", 2019): 70 for number in range(boards)})
    make_room = fill(monkeypatch, pages=5)
    code, out, err = office.run()
    assert (code, out) == (2, "")
    assert f"{office.store}: there is no room for the store; free some space; nothing was written" in err
    assert err.endswith("1 problem; nobody was told anything.\n")
    assert (office.dump(), len(office.sent)) == (before, already)
    make_room()
    assert office.run()[0] == 0
    assert len(office.sent) == already + 2 * boards


def test_a_disk_that_is_full_while_a_delivery_is_recorded_is_reported_and_it_is_sent_again_under_its_key(office, at):
    office.run("--init")
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 70
    office.sent.clear()

    # The disk itself: an error of SQLite while the end of an attempt is written down.
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def no_room():
        raise full

    at("recording", no_room)
    code, out, err = office.run()
    assert code == 4
    assert "there is no room for the store" in err
    assert "2 messages queued: 2 still to be sent" in out
    first = {key for _, _, key, _ in office.sent}
    at("recording", lambda: None)
    office.now += HOUR
    assert office.run()[0] == 0
    assert {key for _, _, key, _ in office.sent} == first
    assert office.run()[1].endswith("nothing is new, and nothing was sent.\n")


def test_after_a_store_that_dies_while_messages_are_sent_the_report_says_what_may_have_arrived(office, at, monkeypatch):
    office.run("--init")
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 70
    office.sent.clear()

    def dies():
        def gone(_self):
            raise StoreError(Problem("the connection was lost", "run it again", "alerts.db"))

        monkeypatch.setattr(sqlite_store.SqliteStore, "write", gone)
        monkeypatch.setattr(sqlite_store.SqliteStore, "read", gone)

    at("sent", dies)
    code, out, err = office.run()
    assert code == 4
    assert len(office.sent) == 2
    assert "nobody was told" not in err
    assert "2 messages queued: none is known to have arrived" in out
    for name in ("mail", "post"):
        assert f'" to Board via {name}: it was being sent when the store failed, so it may have arrived' in err
    assert err.count("the connection was lost") == 1


def test_a_writer_that_does_not_end_is_named_and_nothing_is_half_done(office, monkeypatch):
    office.run("--init")
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 70
    office.sent.clear()
    impatient = functools.partial(open_store, busy_seconds=0.01)
    monkeypatch.setattr(sqlite_store, "open_store", impatient)
    with closing(sqlite3.connect(office.store, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, _, err = office.run()
        other.execute("ROLLBACK")
    assert code == 2
    assert "another run is writing to the store; wait for it to end" in err
    assert office.sent == []
    assert office.run()[0] == 0
    assert len(office.sent) == 2


def test_a_restored_backup_loses_nothing_and_repeats_under_the_same_keys(office, tmp_path):
    office.run("--init")
    backup = tmp_path / "backup.db"
    shutil.copy(office.store, backup)
    office.now += YEAR
    office.figures["first"]["ehcp", 2020] = 70
    office.run()
    once = list(office.keys("post"))
    shutil.copy(backup, office.store)
    office.now += HOUR
    assert office.run()[0] == 0
    assert office.keys("post") == [*once, once[-1]]
    assert office.run()[1].endswith("nothing is new, and nothing was sent.\n")


def test_a_store_begun_again_tells_no_history(office):
    plan = (office.folder / "plan.toml").read_text()
    (office.folder / "plan.toml").write_text(plan.replace("[alerts]\n", "[alerts]\nannounce_from = 2021-01-01\n"))
    office.now += YEAR
    office.run("--init")
    assert {board for _, board, _, _ in office.sent} == {"Board"}
    assert all("ehcp title (2019)" not in text for _, _, _, text in office.sent)
    told = len(office.sent)
    office("alerts", "ack", "ehcp", "--by", "Ann", "--note", "in hand")
    office.store.unlink()
    code, _, err = office.run()
    assert code == 2
    assert "there is no such store; create it with wes-rules run PLAN --init" in err
    assert office.run("--init")[0] == 0
    assert all("ehcp title (2019)" not in text for _, _, _, text in office.sent[told:])


def test_a_store_that_became_empty_is_refused_with_what_to_do(office):
    office.run("--init")
    office.store.write_bytes(b"")
    code, out, err = office.run()
    assert (code, out) == (2, "")
    assert "alerts.db: the store is an empty file; restore a backup; or create it with wes-rules run PLAN --init" in err


def test_a_damaged_store_is_refused_and_left_as_it_is(office):
    office.run("--init")
    content = bytearray(office.store.read_bytes())
    content[4096 * 2 : 4096 * 9] = b"\xff" * 4096 * 7
    office.store.write_bytes(content)
    office.sent.clear()
    code, out, err = office.run()
    assert (code, out, office.sent) == (2, "", [])
    assert "the store is damaged" in err
    assert office.store.read_bytes() == bytes(content)


def nobody(act):
    """Do something in a process without the rights of root, where permissions count; return what it printed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            found = act()
        except BaseException as error:  # noqa: BLE001
            found = f"{type(error).__name__}: {error}"
        os.write(writing, str(found).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        text = said.read()
    os.waitpid(child, 0)
    return text


@pytest.fixture(params=["folder", "file"])
def locked(office, request):
    """
    A store that may be read and not written, in a folder of the same kind or not.

    Not below pytest's own folder, which each session shuts to all other users.
    """
    office.run("--init")
    with tempfile.TemporaryDirectory() as shelter:
        home = Path(shelter) / "office"
        shutil.copytree(office.folder, home)
        folder = home / "locked"
        folder.mkdir()
        shutil.move(home / office.store.relative_to(office.folder), folder / "alerts.db")
        office.folder = home
        (folder / "alerts.db").chmod(0o444)
        folder.chmod(0o555 if request.param == "folder" else 0o777)
        for one in (home, Path(shelter)):
            one.chmod(0o755)
        yield folder / "alerts.db"
        folder.chmod(0o755)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="permissions are of POSIX systems")
def test_a_store_that_may_only_be_read_refuses_a_run_and_answers_questions(office, locked):
    office.sent.clear()

    def run(*more):
        code, out, err = office("run", office.folder / "plan.toml", "--store", locked, *more)
        return f"{code}\n{out}{err}"

    said = nobody(run)
    assert said.startswith("2\n")
    assert "the store may not be written" in said
    assert nobody(lambda: run("--dry-run")).startswith("0\n2 measures judged")
    assert "1 alert open" in nobody(lambda: office("alerts", "list", "--store", locked)[1])
    assert "the store may not be written" in nobody(
        lambda: office("alerts", "ack", "ehcp", "--by", "Ann", "--store", locked)[2]
    )


HANGING = """
import threading
import attrs
from wes_rules.plugins import NotifierType, hookimpl

@attrs.frozen
class Config:
    pass

class Hanging:
    def send(self, message, *, attempt, timeout):
        threading.Event().wait()

@hookimpl
def wes_rules_notifiers():
    return [NotifierType("hanging", "Never answers", Config, lambda settings, context: Hanging())]
"""


def test_a_notifier_that_never_returns_does_not_keep_the_process(tmp_path):
    (tmp_path / "hanging.py").write_text(HANGING)
    info = tmp_path / "hanging-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hanging\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[wes_rules]\nhanging = hanging\n")
    (tmp_path / "figures.csv").write_text(
        "indicator,group,area,period,value,unit,source\nehcp,all,937,2019,80,percent,made for a test\n"
    )
    (tmp_path / "plan.toml").write_text(
        """
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[[notifiers]]
kind = "hanging"
[[notifiers]]
kind = "console"
[calendars.years]
kind = "calendar-year"
lag = "6 months"
[[measures]]
id = "ehcp"
title = "EHCP"
owner = "Board"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "ehcp"}
rule = {kind = "threshold", at_least = 90}
"""
    )
    command = [sys.executable, "-m", "wes_rules", "run", "plan.toml", "--init", "--timeout", "0.2"]
    done = subprocess.run(
        [*command, "--as-of", "2020-07-01"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 4, done.stderr
    assert "To Board: Off track: " in done.stdout
    assert 'notifier "hanging": no answer within 0.2 seconds' in done.stderr
