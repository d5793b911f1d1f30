"""A server that dies, a connection that is cut, an answer that is lost: nothing is half-written, and nothing is lost."""

import os
import signal
import socket
import threading
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from wes_rules_postgres import Place, init_store, open_store

from wes_rules.alerts.last_told import Route
from wes_rules.alerts.records import Delivery
from wes_rules.errors import StoreError, StoreReadOnly
from wes_rules.plugins.api import Dedup, Receipt
from wes_rules.running.delivering.delivery import Deliverer, Outlet
from wes_rules.testing.postgres import private_server, why_not
from wes_rules.testing.stores.place import ALERT, HOUR, NOON, claimed, everything, fill, queued, told


@pytest.fixture(scope="module")
def server():
    """Give the tests a server of their own, which they may kill."""
    if why_not():
        pytest.skip(why_not())
    with private_server() as server:
        yield server


@pytest.fixture
def place(server):
    place = Place.of(server.new_database().url(), {})
    init_store(place)
    return place


@pytest.fixture
def store(place):
    with closing(open_store(place)) as store:
        yield store


def processes(server):
    first = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    children = [int(one) for one in Path(f"/proc/{first}/task/{first}/children").read_text().split()]
    return [first, *children]


def kill_and_restart(server):
    for one in processes(server):
        os.kill(one, signal.SIGKILL)
    # Where nobody collects the dead, their process numbers look alive; what names them is removed by hand.
    for left in [server.folder / "data" / "postmaster.pid", *server.folder.glob(".s.PGSQL*")]:
        left.unlink(missing_ok=True)
    server.start()


@attrs.frozen
class Post:
    """Takes every message; something may happen while it does."""

    got: list
    meanwhile: list = attrs.field(factory=list)

    def send(self, message, *, attempt, timeout):
        self.got.append((message.key, message.possible_repeat))
        for act in self.meanwhile:
            act()
        self.meanwhile.clear()
        return Receipt()


def deliver(store, post, now):
    outlet = Outlet(name="post", notifier=post, dedup=Dedup.KEY)
    deliverer = Deliverer(
        store=store, plan="plan", outlets={"post": outlet}, clock=lambda: now, draw=lambda: 1.0, owner=f"{now}"
    )
    return [one.status for one in deliverer.run()]


def test_a_server_that_is_killed_between_claim_and_record_loses_nothing(server, place):
    first, post = open_store(place), Post([])
    keys = []
    for name in ("One", "Two"):
        queued(first, name)
    with first.read() as session:
        keys = [row.key for row in session.rows()]
    post.meanwhile.append(lambda: kill_and_restart(server))
    with pytest.raises(StoreError, match="connection to the database was lost"):
        deliver(first, post, NOON)
    first.close()
    with closing(open_store(place)) as again:
        with again.read() as session:
            assert [row.status for row in session.rows()] == [Delivery.INFLIGHT, Delivery.QUEUED]
            assert session.told([ALERT]) == {}
        assert deliver(again, post, NOON) == [], "nothing is taken over before its lease is over"
        assert deliver(again, post, NOON + timedelta(days=1)) == [Delivery.DELIVERED, Delivery.DELIVERED]
        with again.read() as session:
            assert session.told([ALERT])[ALERT][Route("Board", "post")][1] == told("Two")
    assert [key for key, _ in post.got] == [keys[0], *keys], "a repeat under the same key, then the next message"


def cut(place, store):
    with place.connect() as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 60000)", (store.connection.info.backend_pid,))


def write_and_cut(place, store, then):
    with store.write() as session:
        fill(session)
        cut(place, store)
        then(session)


def test_a_connection_that_is_cut_keeps_nothing_of_its_transaction(place, store):
    queued(store)
    before = everything(store)
    with pytest.raises(StoreError, match="nothing of this step was kept"):
        write_and_cut(place, store, lambda session: session.set_mark("mark", "set after the cut"))
    with pytest.raises(StoreError, match="open the store again"), store.write() as session:
        session.set_mark("mark", "set in another transaction")
    with closing(open_store(place)) as again:
        assert everything(again) == before


def test_a_connection_that_is_cut_between_transactions_is_told_by_the_next_one(place, store):
    cut(place, store)
    with pytest.raises(StoreError, match="connection to the database was lost"), store.read() as session:
        session.mark("mark")
    store.close()


def test_a_writer_that_is_cut_off_holds_nobody_up(place, store):
    def another(_):
        with closing(open_store(place)) as other, other.write() as session:
            session.set_mark("mark", "set by another")

    with pytest.raises(StoreError):
        write_and_cut(place, store, another)
    with closing(open_store(place)) as again:
        assert everything(again)["mark"] == "set by another"


@contextmanager
def forgetful(server, folder):
    """Pass everything on between a client and the server, and lose the answer to the COMMIT after a mark was set."""
    (there,) = [one for one in server.folder.glob(".s.PGSQL.*") if one.suffix != ".lock"]
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / there.name))
        listener.listen()
        listener.settimeout(60)
        thread = threading.Thread(target=_pass_on, args=(listener, str(there)))
        thread.start()
        yield
        thread.join()


def _pass_on(listener, there):
    here, _ = listener.accept()
    marked = False
    with here, socket.socket(socket.AF_UNIX) as far:
        far.connect(there)
        while request := here.recv(65536):
            far.sendall(request)
            answer = b""
            # The server is done once it says in five bytes, and one for its state, that it is ready.
            while answer[-6:-1] != b"Z\0\0\0\5" and (more := far.recv(65536)):
                answer += more
            if marked and b"COMMIT" in request:
                return
            marked = marked or b"INSERT INTO marks" in request
            here.sendall(answer)


def test_an_answer_to_commit_that_is_lost_is_said_to_be_lost(server, place):
    folder = server.folder / "proxy"
    folder.mkdir()
    far = Place.of(f"{place.address}&host={folder}", {})
    lost = pytest.raises(StoreError, match="all of it was, or nothing")
    with forgetful(server, folder), closing(open_store(far)) as store, lost, store.write() as session:
        session.set_mark("mark", "set")
    with closing(open_store(place)) as again:
        assert everything(again)["mark"] == "set"


def test_a_server_that_follows_another_one_can_be_read_and_says_why_no_more(server, place):
    with closing(open_store(place)) as store:
        queued(store)
        before = everything(store)
    server.stop()
    follows = server.folder / "data" / "standby.signal"
    follows.touch()
    os.chown(follows, follows.parent.stat().st_uid, follows.parent.stat().st_gid)
    server.start()
    try:
        with closing(open_store(place)) as store:
            assert everything(store) == before
            with pytest.raises(StoreReadOnly, match="primary server"), store.write() as session:
                session.set_mark("mark", "set")
    finally:
        server.stop()
        follows.unlink()
        server.start()


def test_a_claim_survives_a_crash(server, place):
    with closing(open_store(place)) as store:
        seq = queued(store)
        claimed(store, seq)
        before = everything(store)
    server.stop("immediate")
    server.start()
    with closing(open_store(place)) as store:
        assert everything(store) == before
        with store.write() as session:
            assert session.expire("plan", NOON + HOUR) == 1
