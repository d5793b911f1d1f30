"""An entry that cannot be read concerns its own alert: it is named with what to do, and everything else goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wes_rules.alerts.records import Damage, Delivery
from wes_rules.plugins.store import Store
from wes_rules.testing.stores.place import (
    ALERT,
    HOUR,
    NOON,
    OTHER,
    SPOILED,
    Place,
    acknowledgement,
    alert_state,
    claimed,
    entry,
    everything,
    queued,
    silence,
)

_OF_AN_ALERT = ("alerts", "told", "members", "acknowledgements")
_SIGNED = "another signature"

Spoil = Callable[[Store, str], None]


class Damaged(Place):
    """What becomes of one entry that somebody else wrote, or that a disk lost."""

    @pytest.fixture
    def sound(self, store: Store) -> dict[str, object]:
        """Fill a store with one entry of each kind for each of two alerts; return all its contents."""
        for name, alert in (("Told", ALERT), ("Told too", OTHER)):
            claimed(store, seq := queued(store, name, (alert,)))
            with store.write() as session:
                session.settle(seq, "one", Delivery.DELIVERED, NOON)
                session.put_alert_states([alert_state(alert, signature=_SIGNED)])
                session.put_acknowledgement(acknowledgement(alert))
                session.log(entry(subject=alert))
        for name, alert in (("Waits", ALERT), ("Waits too", OTHER)):
            queued(store, name, (alert,))
        with store.write() as session:
            for one in ("s1", "s2"):
                session.put_silence(silence(one))
        assert not _check(store), "a store in which all is well lists damage"
        return everything(store)

    @pytest.mark.parametrize("what", SPOILED)
    def test_what_cannot_be_read_is_left_out_and_nothing_else(
        self, store: Store, sound: dict[str, object], spoil: Spoil, what: str
    ) -> None:
        spoil(store, what)
        now = everything(store)
        for name, before in sound.items():
            if name == what:
                assert _others(now[name]) == _others(before), f"damage in {what} took others of its kind with it"
                assert now[name] != before, f"what cannot be read in {what} was returned as if it could"
            else:
                assert now[name] == before, f"damage in {what} changed {name}"

    @pytest.mark.parametrize("what", SPOILED)
    def test_what_cannot_be_read_is_named_with_its_alert_and_what_to_do(
        self, store: Store, sound: dict[str, object], spoil: Spoil, what: str
    ) -> None:
        spoil(store, what)
        everything(store)
        found = list(dict.fromkeys(store.damages))
        assert found, f"damage in {what} was passed over without a word"
        assert _check(store) == found, f"check does not list what reading {what} meets"
        (one,) = found
        assert one.alert == (ALERT if what in _OF_AN_ALERT else ""), (
            f"damage in {what} names another alert than its own"
        )
        assert one.problem.remedy, f"damage in {what} does not say what to do"
        assert one.why, f"damage in {what} does not say what is wrong"

    @pytest.mark.parametrize("what", SPOILED)
    def test_dropping_what_cannot_be_read_drops_nothing_else(
        self, store: Store, sound: dict[str, object], spoil: Spoil, what: str
    ) -> None:
        spoil(store, what)
        with store.write() as session:
            for one in session.check():
                session.mend(one, NOON + HOUR)
        store.damages.clear()
        assert not _check(store), f"what was dropped of {what} is still there"
        now = everything(store)
        for name, before in sound.items():
            assert _others(now[name]) == _others(before), f"dropping one of {what} changed {name}"
        if what in _OF_AN_ALERT:
            with store.read() as session:
                left = dict(session.signatures("plan")).get(ALERT, ("",))[0]
            assert left == "", f"the next run does not look again at the alert whose entry in {what} was dropped"

    def test_a_message_that_cannot_be_read_holds_up_no_other_and_is_given_up_when_dropped(
        self, store: Store, spoil: Spoil
    ) -> None:
        first, second = queued(store, "First", (ALERT,)), queued(store, "Second", (OTHER,))
        spoil(store, "outbox")
        with store.write() as session:
            row = session.sendable("plan", "post", NOON)
            assert row is not None, "a message that cannot be read holds up another one"
            assert row.seq == second, "a message that cannot be read is sent"
            for one in session.check():
                session.mend(one, NOON)
        with store.read() as session:
            dead = [one.seq for one in session.rows(statuses=[Delivery.DEAD])]
        assert dead == [first], "a message that could not be read is not listed as given up"


def _check(store: Store) -> list[Damage]:
    with store.read() as session:
        return list(dict.fromkeys(session.check()))


def _others(some: object) -> object:
    """Return everything that concerns neither the alert with the damaged entry nor what was damaged with it."""
    if isinstance(some, dict):
        return {key: one for key, one in some.items() if key != ALERT}
    if isinstance(some, list):
        return [one for one in some if _is_other(one)]
    return some


def _is_other(one: object) -> bool:
    concerns = (getattr(one, "alert", OTHER), getattr(one, "subject", OTHER))
    return ALERT not in concerns and getattr(one, "id", "s2") != "s1" and getattr(one, "seq", 2) != 1
