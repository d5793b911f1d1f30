"""What the run after one that was killed while it sent says and does, and how it tells that from one that still sends."""

import os
import signal
import socket
from datetime import timedelta

import pytest

from wes_rules.plugins import Receipt
from wes_rules.running import moments
from wes_rules.running.delivering import senders
from wes_rules.stores.sqlite import open_store

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are killed in forked processes, which need fork")


def kill_while_sending(office):
    """Run in a process that dies once it has claimed a message; return its number."""
    child = os.fork()
    if child == 0:
        moments.at_moment = lambda here: os.kill(os.getpid(), signal.SIGKILL) if here == "claimed" else None
        try:
            office.run("--init")
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)
    return child


def sent_by(office, sender, *, lease=timedelta(minutes=2)):
    """Put every message in the hands of a sender."""
    store = open_store(office.store)
    with store.write() as session:
        for row in session.rows(plan="p"):
            session.execute(
                "UPDATE outbox SET status = 'inflight', owner = ?, lease_until = ? WHERE seq = ?",
                (sender, (office.now + lease).isoformat(timespec="microseconds"), row.seq),
            )
    store.close()


def test_the_run_after_one_that_was_killed_says_so_fails_and_the_next_one_delivers(office):
    process = kill_while_sending(office)
    office.now += timedelta(seconds=30)
    code, _, err = office.run()
    assert code == 4
    assert err == (
        f"not delivered yet: Board via mail: process {process} on {socket.gethostname()} began to send it and has not"
        " recorded how that ended; if it was killed, the next run after 2020-07-01 09:02:00 sends it\n"
    )
    # What nobody had begun to send is delivered.
    assert [name for name, *_ in office.sent] == ["post"]
    named = (
        f"being sent by process {process} on {socket.gethostname()}; if that was killed, sent again after 2020-07-01"
    )
    assert named in office("alerts", "explain", "ehcp")[1]
    office.now += timedelta(minutes=2)
    code, out, err = office.run()
    assert (code, err) == (0, "")
    assert "1 message had waited: 1 delivered." in out
    assert [name for name, *_ in office.sent] == ["post", "mail"]


def test_what_a_run_that_is_alive_is_sending_is_that_run_s_to_report(office):
    office.run("--init")
    sent_by(office, f"{socket.gethostname()}:{os.getppid()}:12345678")
    code, _, err = office.run()
    assert code == 0
    sender = f"process {os.getppid()} on {socket.gethostname()}"
    assert err.splitlines() == [
        f"note: another run ({sender}) is sending to Board via mail",
        f"note: another run ({sender}) is sending to Board via post",
    ]


def test_what_waits_behind_a_message_that_is_being_sent_is_that_run_s_as_well(office):
    office.run("--init")
    sent_by(office, f"{socket.gethostname()}:{os.getppid()}:12345678")
    office.figures["first"]["ehcp", 2019] = 85
    code, _, err = office.run()
    assert code == 0
    assert err.count("is sending to Board via post, and then this") == 1


@pytest.mark.parametrize("sender", ["elsewhere:{parent}:1", "{host}:{mine}:1", "{host}:x:1", "{host}:{huge}:1", "me"])
def test_whoever_cannot_be_seen_to_be_alive_may_have_been_killed(office, sender):
    office.run("--init")
    facts = {"host": socket.gethostname(), "parent": os.getppid(), "mine": os.getpid(), "huge": 10**30}
    sent_by(office, sender.format(**facts))
    code, _, err = office.run()
    assert code == 4
    assert err.count("began to send it and has not recorded how that ended") == 2


def test_a_process_of_somebody_else_is_alive(monkeypatch):
    def refuse(process, number):
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert senders.is_alive(f"{socket.gethostname()}:1:1" if os.getpid() != 1 else f"{socket.gethostname()}:2:1")


def test_a_run_that_ends_while_it_is_looked_at_has_not_failed(office, monkeypatch):
    office.run("--init")
    sent_by(office, "elsewhere:1:1")

    def ended(sender):
        # Between the two looks it records that the message has arrived, and ends.
        store = open_store(office.store)
        with store.write() as session:
            session.execute("UPDATE outbox SET status = 'delivered', lease_until = NULL")
        store.close()
        return False

    monkeypatch.setattr(senders, "is_alive", ended)
    assert office.run()[::2] == (0, "")


def test_of_two_runs_at_once_neither_fails(office):
    """The second one ends while the first is still sending."""
    office.run("--init")
    office.figures["first"]["ehcp", 2019] = 85
    told, tells = os.pipe()
    waits, go_on = os.pipe()

    def slowly(_message):
        os.write(tells, b"x")
        os.read(waits, 1)
        return Receipt()

    child = os.fork()
    if child == 0:
        code = 1
        try:
            office.scripts = {"post": [slowly]}
            code = office.run()[0]
        finally:
            os._exit(code)
    os.read(told, 1)
    code, _, err = office.run()
    os.write(go_on, b"x")
    _, status = os.waitpid(child, 0)
    assert (code, os.waitstatus_to_exitcode(status)) == (0, 0)
    assert f"note: another run (process {child} on {socket.gethostname()}) is sending to Board via post" in err
