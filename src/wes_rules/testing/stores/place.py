"""Where the tests of a store take place: its fixtures, and things to keep in it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change, Message
from wes_rules.alerts.records import AlertState, Entry
from wes_rules.errors import StoreError
from wes_rules.plugins.api import Context
from wes_rules.plugins.store import Session, Store, StoreType

NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALERT, OTHER = "plan/rate/937/off_track", "plan/other/937/off_track"
# What may be damaged, and how tables in SQL are.
SPOILED = {
    "alerts": f"state = 'nonsense' WHERE alert = '{ALERT}'",
    "told": f"told = '{{}}' WHERE alert = '{ALERT}'",
    "members": f"told = '[1]' WHERE alert = '{ALERT}'",
    "acknowledgements": f"acknowledgement = '' WHERE alert = '{ALERT}'",
    "silences": "silence = '{}' WHERE id = 's1'",
    "outbox": "next_at = 'yesterday' WHERE seq = 1",
    "log": "at = 'yesterday' WHERE id = 1",
}


class Place:
    """The fixtures of `StoreContract`."""

    @pytest.fixture
    def store_type(self) -> StoreType:
        """Return the kind of store under test."""
        raise NotImplementedError("a subclass of StoreContract gives the fixture store_type")

    @pytest.fixture
    def address(self) -> str:
        """Return an address at which there is no store."""
        raise NotImplementedError("a subclass of StoreContract gives the fixture address")

    @pytest.fixture
    def context(self, tmp_path: Path) -> Context:
        """Return what stores are opened with."""
        return Context(as_of=date(2026, 4, 1), base=tmp_path, output=io.StringIO())

    @pytest.fixture
    def hasty(self) -> Callable[[], Store]:
        """Return a function that opens the store at an address without waiting for other writers."""
        pytest.skip("no fixture `hasty` says how to open a store that does not wait")

    @pytest.fixture
    def spoil(self) -> Callable[[Store, str], None]:
        """
        Return a function that damages an entry behind the store's back, so that it can no longer be read.

        It is called with the store and with what is damaged: one of `SPOILED`, of the alert `ALERT`, the silence "s1", the
        message in the first place or the first line of the log. A store whose tables are those of
        `wes_rules.stores.versions` needs no fixture of its own.
        """

        def spoil(store: Store, what: str) -> None:
            with store.write() as session:
                if not hasattr(session, "execute"):
                    pytest.fail("a fixture `spoil` has to say how an entry of the store is damaged")
                assert session.execute(f"UPDATE {what} SET {SPOILED[what]}").rowcount > 0, "there is nothing to damage"

        return spoil

    @pytest.fixture
    def created(self, store_type: StoreType, address: str, context: Context) -> str:
        """Return the address of a store that has just been made."""
        store_type.init(address, context)
        return address

    @pytest.fixture
    def open_store(self, store_type: StoreType, created: str, context: Context) -> Iterator[Callable[[], Store]]:
        """Return what opens the store once more; all are closed at the end."""
        opened: list[Store] = []

        def open_store() -> Store:
            opened.append(store_type.open(created, context))
            return opened[-1]

        yield open_store
        for one in opened:
            one.close()

    @pytest.fixture
    def store(self, store_type: StoreType, created: str, context: Context) -> Iterator[Store]:
        """Return an open store with nothing in it."""
        with closing(store_type.open(created, context)) as store:
            yield store


@contextmanager
def refused(what: str, kind: type[BaseException] = StoreError) -> Iterator[None]:
    """Check that what is done inside raises an error of a kind, and if it is a store's own, that it names a remedy."""
    caught: BaseException | None = None
    try:
        yield
    except (Exception, kind) as error:  # noqa: BLE001 - whatever was raised is judged below
        caught = error
    if caught is None:
        pytest.fail(f"{what} was not refused with {kind.__name__}")
    if not isinstance(caught, kind):
        pytest.fail(f"{what} raised {type(caught).__name__} where {kind.__name__} was due: {caught}")
    if isinstance(caught, StoreError) and kind is not StoreError:
        assert caught.problems[0].remedy, f"the error does not say what to do: {caught}"


def message(subject: str = "News", **more: Any) -> Message:
    """Return a message; messages of other content have other keys."""
    given = {"plan": "plan", "plan_title": "A plan", "recipient": "Board", "notifier": "post", "text": "It is so.\n"}
    return Message.of(**{**given, "subject": subject, **more})


def told(period: str = "2025", **more: Any) -> LastTold:
    """Return what a recipient knows."""
    return LastTold(**{"change": Change.NEW, "open": True, "period": period, "first": NOON.date(), **more})


def alert_state(alert: str = ALERT, **more: Any) -> AlertState:
    """Return an alert as a run leaves it."""
    given: dict[str, Any] = {
        "alert": alert,
        "plan": "plan",
        "kind": "off_track",
        "state": "open",
        "open": True,
        "measure": "rate",
        "area": "937",
        "labels": ("children",),
        "title": "Rate",
        "owner": "Board",
        "period": "2025",
        "since": "2024",
        "severity": "off_track",
        "line": "1.2% against at most 1.0%",
        "signature": "a signature",
    }
    return AlertState(**{**given, **more})


def silence(name: str = "s1", **more: Any) -> Silence:
    """Return a silence of a day."""
    given = {"matchers": {"measure": "rate"}, "starts": NOON, "ends": NOON + 24 * HOUR, "author": "Ann"}
    return Silence(**{"id": name, "reason": "the figures are checked", **given, **more})


def acknowledgement(alert: str = ALERT, **more: Any) -> Acknowledgement:
    """Return an acknowledgement that stands."""
    return Acknowledgement(
        **{"alert": alert, "by": "Ann", "note": "on it", "at": NOON, "told": told(), "until": None, **more}
    )


def entry(detail: str = "", **more: Any) -> Entry:
    """Return a line of the log."""
    return Entry(**{"at": NOON, "actor": "Ann", "action": "looked", "subject": ALERT, "detail": detail, **more})


def queued(store: Store, subject: str = "News", alerts: tuple[str, ...] = (ALERT,), **more: Any) -> int:
    """Put a message about alerts in the outbox, in a transaction of its own, and return its place."""
    with store.write() as session:
        return session.enqueue(message(subject, **more), [(one, told(subject)) for one in alerts], NOON)


def claimed(store: Store, seq: int, owner: str = "one", now: datetime = NOON) -> None:
    """Begin to send a message, for an hour."""
    with store.write() as session:
        assert session.claim(seq, owner, now + HOUR, now) is not None, "a message that is due could not be claimed"


def fill(session: Session) -> None:
    """Write one of everything."""
    session.set_mark("mark", "set")
    session.put_alert_states([alert_state()])
    seq = session.enqueue(message("Sent"), [(ALERT, told())], NOON)
    session.claim(seq, "one", NOON + HOUR, NOON)
    session.put_silence(silence())
    session.put_acknowledgement(acknowledgement())
    session.log(entry())


def everything(store: Store) -> dict[str, object]:
    """Return all that is in a store."""
    with store.read() as session:
        return {
            "mark": session.mark("mark"),
            "alerts": session.alert_states(),
            "signatures": dict(session.signatures("plan")),
            "outbox": session.rows(),
            "members": session.members([ALERT, OTHER]),
            "told": session.told([ALERT, OTHER]),
            "silences": session.silences(),
            "acknowledgements": session.acknowledgements(),
            "log": session.entries(),
        }
