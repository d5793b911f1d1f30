"""Several at once: threads and processes that want the same messages."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import closing, suppress

import pytest

from wes_rules.alerts.records import Delivery
from wes_rules.errors import PluginError
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import load_plugins
from wes_rules.plugins.store import Store, StoreType
from wes_rules.testing.stores.claimer import claim_all
from wes_rules.testing.stores.place import NOON, Place, message, told

_ROWS = 200


def _queued(store: Store) -> list[int]:
    with store.write() as session:
        return [
            session.enqueue(message(f"News {one}", recipient=f"Board {one}"), [(f"plan/{one}", told())], NOON)
            for one in range(_ROWS)
        ]


def _check(store: Store, seqs: list[int], claims: list[list[int]]) -> None:
    all_claims = sorted(seq for some in claims for seq in some)
    assert all_claims == seqs, "not every message was claimed by exactly one of two senders"
    with store.read() as session:
        rows = session.rows()
        known = session.told([f"plan/{one}" for one in range(_ROWS)])
    assert {row.status for row in rows} == {Delivery.DELIVERED}, "a message that was sent is not settled"
    assert {row.attempts for row in rows} == {1}, "a message was tried more than once"
    assert len(known) == _ROWS, "not everybody was told"


class Together(Place):
    """What holds when two run at once."""

    def test_two_threads_send_everything_once(
        self, store_type: StoreType, created: str, context: Context, store: Store
    ) -> None:
        seqs = _queued(store)
        start, claims, faults = threading.Barrier(2), [], []

        def send(owner: str) -> None:
            try:
                with closing(store_type.open(created, context)) as mine:
                    start.wait()
                    claims.append(claim_all(mine, owner, seqs))
            except BaseException as error:
                faults.append(error)
                raise

        threads = [threading.Thread(target=send, args=(owner,)) for owner in ("one", "two")]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert not faults, f"a sender failed because another one was at work: {faults[0]}"
        _check(store, seqs, claims)

    def test_two_processes_send_everything_once(
        self, store_type: StoreType, created: str, context: Context, store: Store
    ) -> None:
        found = None
        with suppress(PluginError):
            found = load_plugins([store_type.name]).store(store_type.name)
        if found is None:
            pytest.skip(f'no plugin "{store_type.name}" is installed, so that processes cannot find it')
        seqs = _queued(store)
        command = [sys.executable, "-m", "wes_rules.testing.stores.claimer", store_type.name, created]
        processes = [
            subprocess.Popen(  # noqa: S603 - this Python, and an address of the tests
                [*command, str(context.base), owner], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for owner in ("one", "two")
        ]
        for one in processes:
            assert one.stdout is not None
            assert one.stdout.readline() == "ready\n", "a second process cannot open the store"
        for one in processes:
            assert one.stdin is not None
            one.stdin.write(" ".join(map(str, seqs)) + "\n")
            one.stdin.flush()
        said = [one.communicate()[0] for one in processes]
        assert [one.returncode for one in processes] == [0, 0], "a process failed because another one was at work"
        _check(store, seqs, [[int(seq) for seq in text.split()] for text in said])
