"""A store is made once, opened as it is, and brought up to date step by step; a step that fails changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any, cast

import pytest

from wes_rules.errors import StoreError, StoreMissing, StoreNewer
from wes_rules.plugins.api import Context
from wes_rules.plugins.store import Session, Store, StoreType
from wes_rules.stores import versions as sql_versions
from wes_rules.stores.versions import MIGRATIONS, Versioned
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


_NOW = len(MIGRATIONS)
_ADDS = ("ALTER TABLE outbox ADD COLUMN colour {text} NOT NULL DEFAULT 'blue'", "CREATE TABLE extras (id {serial})")
_FILLS = ("UPDATE outbox SET colour = 'green' WHERE colour = 'blue'",)
_FAILS = ("UPDATE outbox SET colour = 'red'", "NO SQL AT ALL")

Steps = Callable[..., None]


def _version(store: Store) -> int:
    versioned = cast(Versioned, store)
    with versioned.read() as session:
        return versioned.version(session)


def _colours(store: Store) -> list[str]:
    with cast(Versioned, store).read() as session:
        return [colour for (colour,) in session.execute("SELECT colour FROM outbox").fetchall()]


class Versions(Place):
    """Requirements for a store with the tables of `wes_rules.stores.versions`; skipped for others."""

    @pytest.fixture
    def filled(self, store_type: StoreType, created: str, context: Context) -> dict[str, object]:
        """Fill a store of this version; return all that is in it."""
        with closing(store_type.open(created, context)) as store:
            if not hasattr(store, "version"):
                pytest.skip("its tables are not those of wes_rules.stores.versions")
            with store.write() as session:
                fill(session)
            return everything(store)

    @pytest.fixture
    def steps(self, monkeypatch: pytest.MonkeyPatch) -> Steps:
        """Return what makes the library know just these versions after the present one."""

        def steps(*more: tuple[str, ...]) -> None:
            monkeypatch.setattr(sql_versions, "MIGRATIONS", (*MIGRATIONS, *more))

        return steps

    def test_an_older_store_is_brought_up_to_date(
        self, store_type: StoreType, created: str, context: Context, filled: dict[str, object], steps: Steps
    ) -> None:
        steps(_ADDS, _FILLS)
        with closing(store_type.open(created, context)) as store:
            assert _version(store) == _NOW + 2, "a store of an older version was not brought up to date"
            assert everything(store) == filled, "bringing a store up to date changed what is in it"
            assert _colours(store) == ["green"], "not every statement of every step was run, once and in its order"

    def test_a_step_that_fails_leaves_the_version_before_it(
        self, store_type: StoreType, created: str, context: Context, filled: dict[str, object], steps: Steps
    ) -> None:
        steps(_ADDS, _FAILS)
        with refused("opening a store that could not be brought up to date"):
            store_type.open(created, context).close()
        steps(_ADDS)
        with closing(store_type.open(created, context)) as store:
            assert _version(store) == _NOW + 1, "a step that failed counts as done, or took back the one before it"
            assert _colours(store) == ["blue"], "a step that failed was kept by half"
            assert everything(store) == filled, "a step that failed changed what is in the store"

    def test_an_older_library_refuses_a_newer_store(
        self, store_type: StoreType, created: str, context: Context, filled: dict[str, object], steps: Steps
    ) -> None:
        steps(_ADDS, _FILLS)
        store_type.open(created, context).close()
        steps()
        with refused("opening a store that a later version has brought up to date", StoreNewer):
            store_type.open(created, context).close()
        steps(_ADDS, _FILLS)
        with closing(store_type.open(created, context)) as store:
            assert everything(store) == filled, "an older library changed a newer store"

    def test_two_that_bring_a_store_up_to_date_at_once_do_it_once(
        self,
        store_type: StoreType,
        created: str,
        context: Context,
        filled: dict[str, object],
        steps: Steps,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        with closing(store_type.open(created, context)) as store:
            kind: Any = type(store)
        steps(_ADDS)
        both_know_the_old_version, begin = threading.Barrier(2), kind.write
        faults: list[StoreError] = []

        def write(store: Store) -> Any:
            both_know_the_old_version.wait()
            return begin(store)

        def opened() -> None:
            try:
                store_type.open(created, context).close()
            except StoreError as error:
                faults.append(error)

        with monkeypatch.context() as patch:
            patch.setattr(kind, "write", write)
            threads = [threading.Thread(target=opened) for _ in range(2)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
        assert not faults, f"of two that brought a store up to date at once, one was refused: {faults}"
        with closing(store_type.open(created, context)) as store:
            assert _version(store) == _NOW + 1, (
                "two that brought a store up to date at once did it twice, or not at all"
            )
            assert everything(store) == filled, "two that brought a store up to date at once changed what is in it"
