"""A store is made once, on purpose, and opened as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wes_rules.errors import StoreMissing
from wes_rules.plugins.api import Context
from wes_rules.plugins.store import Session, Store, StoreType
from wes_rules.testing.stores.place import (
    NOON,
    Place,
    acknowledgement,
    alert_state,
    entry,
    everything,
    fill,
    message,
    refused,
    silence,
)

_KEEPS: dict[str, Callable[[Session], object]] = {
    "an alert": lambda session: session.put_alert_states([alert_state()]),
    "a message": lambda session: session.enqueue(message(), [], NOON),
    "a silence": lambda session: session.put_silence(silence()),
    "an acknowledgement": lambda session: session.put_acknowledgement(acknowledgement()),
    "a line of the log": lambda session: session.log(entry()),
}


class Opening(Place):
    """`StoreType.open`, `StoreType.init` and `Store.close`."""

    def test_opening_never_creates_a_store(self, store_type: StoreType, address: str, context: Context) -> None:
        for time in ("at first", "after an open that was refused"):
            with refused(f"{time}, opening an address without a store", StoreMissing):
                store_type.open(address, context).close()

    def test_a_new_store_is_empty(self, store: Store) -> None:
        kept = {what: some for what, some in everything(store).items() if some}
        assert not kept, "a new store has something in it"

    def test_making_a_store_refuses_where_one_is(
        self, store_type: StoreType, created: str, context: Context, open_store: Callable[[], Store]
    ) -> None:
        with open_store().write() as session:
            fill(session)
        before = everything(open_store())
        with refused("making a store where one is"):
            store_type.init(created, context)
        assert everything(open_store()) == before, "init changed a store that was there"

    def test_what_was_written_is_there_when_it_is_opened_again(self, open_store: Callable[[], Store]) -> None:
        first = open_store()
        with first.write() as session:
            fill(session)
        before = everything(first)
        first.close()
        assert everything(open_store()) == before, "closing and opening a store changed what is in it"

    def test_a_store_that_holds_nothing_is_taken_back_whole(
        self, store_type: StoreType, created: str, context: Context
    ) -> None:
        for time in ("once", "and made again"):
            store_type.discard(created, context)
            with refused(f"opening a store that was taken back {time}", StoreMissing):
                store_type.open(created, context).close()
            store_type.init(created, context)

    @pytest.mark.parametrize("what", ["an alert", "a message", "a silence", "an acknowledgement", "a line of the log"])
    def test_a_store_that_holds_anything_is_not_taken_back(
        self, store_type: StoreType, created: str, context: Context, open_store: Callable[[], Store], what: str
    ) -> None:
        store = open_store()
        with store.write() as session:
            _KEEPS[what](session)
        before = everything(store)
        store.close()
        store_type.discard(created, context)
        assert everything(open_store()) == before, f"a store that holds {what} was taken back"

    def test_a_closed_store_says_so(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        store.close()
        for begin in (store.read, store.write):
            with refused("using a closed store"), begin() as session:
                session.mark("mark")

    def test_closing_twice_does_nothing(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        store.close()
        store.close()
