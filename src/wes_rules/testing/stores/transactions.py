"""A transaction is kept whole or not at all; writers take turns; readers see one state."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing, suppress

import pytest

from wes_rules.errors import StoreBusy, StoreError
from wes_rules.plugins.api import Context
from wes_rules.plugins.store import Store, StoreType
from wes_rules.testing.stores.place import NOON, Place, alert_state, entry, everything, fill, message, queued, refused

_THREADS, _TIMES = 3, 20


class _Trouble(Exception):
    """Whatever goes wrong in the middle of a transaction."""


class Transactions(Place):
    """`Store.read` and `Store.write`."""

    @pytest.mark.parametrize("trouble", [_Trouble, KeyboardInterrupt, StoreError])
    def test_an_exception_takes_everything_back(self, store: Store, trouble: type[BaseException]) -> None:
        queued(store, "Before")
        before = everything(store)
        with refused("a transaction that raised", trouble), store.write() as session:
            fill(session)
            raise trouble("in the middle")
        assert everything(store) == before, "a transaction that raised was kept, or a part of it"

    def test_after_an_exception_the_store_goes_on(self, store: Store) -> None:
        with refused("a transaction that raised", _Trouble), store.write() as session:
            fill(session)
            raise _Trouble
        with store.write() as session:
            fill(session)
        assert everything(store)["mark"] == "set", "nothing can be written after a transaction that raised"

    def test_a_key_is_queued_once(self, store: Store) -> None:
        queued(store, "News")
        before = everything(store)
        with refused("a key that is queued already"), store.write() as session:
            session.log(entry("before the fault"))
            session.enqueue(message("News"), [], NOON)
        assert everything(store) == before, "a transaction that failed was kept, or a part of it"

    def test_a_statement_that_failed_ends_its_transaction_even_when_the_error_is_caught(self, store: Store) -> None:
        queued(store, "News")
        before = everything(store)
        with refused("the rest of a transaction that failed"), store.write() as session:
            session.log(entry("before the fault"))
            with suppress(StoreError):
                session.enqueue(message("News"), [], NOON)
            session.log(entry("after the fault"))
        assert everything(store) == before, "half of a transaction was kept: what came before or after its fault"

    def test_a_transaction_that_failed_is_never_kept_without_a_word(self, store: Store) -> None:
        queued(store, "News")
        before = everything(store)
        with refused("the end of a transaction that failed"), store.write() as session:
            session.log(entry("before the fault"))
            with suppress(StoreError):
                session.enqueue(message("News"), [], NOON)
        assert everything(store) == before, "a part of a transaction that failed was kept"

    def test_a_session_ends_with_its_transaction(self, store: Store) -> None:
        with store.write() as session:
            fill(session)
        before = everything(store)
        with refused("writing after the end of a transaction"):
            session.set_mark("mark", "set too late")
        assert everything(store) == before, "a session wrote after the end of its transaction"

    def test_a_transaction_within_a_transaction_is_refused(self, store: Store) -> None:
        with store.write() as session:
            session.set_mark("mark", "set")
            with refused("a transaction within another one"), store.write() as inner:
                inner.set_mark("mark", "set by another")
            session.log(entry())
        assert everything(store)["mark"] == "set", "a transaction that was refused ended the one around it"

    def test_a_reader_cannot_write(self, store: Store) -> None:
        before = everything(store)
        with refused("writing in a transaction that reads"), store.read() as session:
            session.set_mark("mark", "set by a reader")
        assert everything(store) == before, "a transaction that reads has written"
        with store.write() as session:
            session.set_mark("mark", "set by a writer")

    def test_a_reader_sees_one_state_while_another_writes(self, open_store: Callable[[], Store]) -> None:
        reader, writer = open_store(), open_store()
        with reader.read() as session:
            before = session.mark("mark"), session.entries(), session.rows()
            with writer.write() as other:
                fill(other)
            after = session.mark("mark"), session.entries(), session.rows()
        assert after == before, "what a transaction reads changed under its eyes"
        assert everything(reader)["mark"] == "set", "the next transaction does not see what was written"

    def test_what_is_not_committed_is_not_seen(self, open_store: Callable[[], Store]) -> None:
        reader, writer = open_store(), open_store()
        with writer.write() as session:
            fill(session)
            seen = everything(reader)
        assert not any(seen.values()), "a reader sees what another has not committed"

    def test_no_update_is_lost_between_writers(self, store_type: StoreType, created: str, context: Context) -> None:
        start, faults = threading.Barrier(_THREADS), []

        def count() -> None:
            try:
                with closing(store_type.open(created, context)) as store:
                    start.wait()
                    for _ in range(_TIMES):
                        with store.write() as session:
                            session.set_mark("count", str(int(session.mark("count") or 0) + 1))
            except BaseException as error:
                faults.append(error)
                raise

        threads = [threading.Thread(target=count) for _ in range(_THREADS)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert not faults, f"a writer that had to wait for others failed: {faults[0]}"
        with closing(store_type.open(created, context)) as store, store.read() as session:
            counted = session.mark("count")
        assert counted == str(_THREADS * _TIMES), "writers ran beside each other, and one undid what another did"

    def test_a_writer_that_cannot_wait_any_longer_says_that_another_is_writing(
        self, store: Store, hasty: Callable[[], Store]
    ) -> None:
        with closing(hasty()) as other:
            with store.write() as session:
                session.set_mark("mark", "the first")
                with refused("a second writer beside the first", StoreBusy), other.write() as second:
                    second.set_mark("mark", "the second")
            assert everything(other)["mark"] == "the first", "the writer that came first lost what it wrote"
            with other.write() as second:
                second.set_mark("mark", "the second")

    def test_a_transaction_may_be_large(self, store: Store) -> None:
        with store.write() as session:
            session.put_alert_states(alert_state(f"plan/m{number:04}") for number in range(2000))
            for number in range(100):
                session.enqueue(message(f"News {number}"), [], NOON)
        with store.read() as session:
            kept = len(session.alert_states()), len(session.rows())
        assert kept == (2000, 100), "not all of a large transaction was kept"
