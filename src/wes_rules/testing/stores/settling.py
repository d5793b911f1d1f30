"""What became of an attempt, and what a person may do about a message that is over."""

from __future__ import annotations

import pytest

from wes_rules.alerts.last_told import Route
from wes_rules.alerts.records import Delivery
from wes_rules.plugins.store import Store
from wes_rules.testing.stores.place import ALERT, HOUR, NOON, OTHER, Place, alert_state, claimed, message, queued, told
from wes_rules.testing.stores.sending import row_of, settle


class Settling(Place):
    """How attempts end, and what is given up or revived."""

    def test_only_the_owner_settles_a_message(self, store: Store) -> None:
        seq = queued(store)
        claimed(store, seq, "one")
        with store.write() as session:
            kept = session.settle(seq, "two", Delivery.DELIVERED, NOON, receipt="stolen")
        assert not kept, "somebody who does not hold a message could settle it"
        row = row_of(store, seq)
        assert (row.status, row.receipt) == (Delivery.INFLIGHT, ""), "a settlement that was refused was recorded"

    def test_a_sender_that_was_given_up_settles_nothing(self, store: Store) -> None:
        seq = queued(store)
        claimed(store, seq, "one")
        with store.write() as session:
            session.expire("plan", NOON + HOUR)
            session.claim(seq, "two", NOON + 3 * HOUR, NOON + 2 * HOUR)
            kept = session.settle(seq, "one", Delivery.DEAD, NOON + 2 * HOUR)
            told_before = session.told([ALERT])
        assert not kept, "a sender that was given up could settle what another one sends now"
        assert told_before == {}, "a settlement that was refused told somebody"
        assert row_of(store, seq).owner == "two", "a settlement that was refused changed the owner"

    def test_a_message_is_settled_once(self, store: Store) -> None:
        seq = queued(store)
        settle(store, seq, Delivery.DELIVERED, receipt="first")
        with store.write() as session:
            again = session.settle(seq, "one", Delivery.DEAD, NOON)
        assert not again, "a message that has arrived could be settled again"
        assert row_of(store, seq).receipt == "first", "a settlement that was refused was recorded"

    @pytest.mark.parametrize("status", [Delivery.DELIVERED, Delivery.DEAD, Delivery.QUEUED, Delivery.UNKNOWN])
    def test_what_became_of_an_attempt_is_recorded(self, store: Store, status: Delivery) -> None:
        seq = queued(store)
        claimed(store, seq)
        with store.write() as session:
            session.settle(seq, "one", status, NOON, error="it rains", receipt="no. 7", next_at=NOON + 5 * HOUR)
        row = row_of(store, seq)
        assert (row.status, row.error, row.receipt) == (status, "it rains", "no. 7"), "an outcome was not recorded"
        assert row.next_at == NOON + 5 * HOUR, "the time of the next attempt was not recorded"
        assert row.lease_until is None, "a message that nobody sends is still leased"
        assert row.settled_at == (NOON if status.is_over else None), (
            "it does not say when it was over, or says so early"
        )
        assert not row.maybe_seen, "a message counts as possibly seen although its sender knew"
        with store.read() as session:
            known = session.told([ALERT])
        wanted = {ALERT: {Route("Board", "post"): (seq, told("News"))}} if status is Delivery.DELIVERED else {}
        assert known == wanted, "a recipient counts as told by a message that did not arrive, or not by one that did"

    def test_a_message_stays_possibly_seen(self, store: Store) -> None:
        seq = queued(store)
        settle(store, seq, Delivery.UNKNOWN, maybe_seen=True)
        settle(store, seq, Delivery.QUEUED, maybe_seen=False)
        assert row_of(store, seq).maybe_seen, "a message that may have been seen was forgotten to be so"

    def test_without_a_next_time_the_old_one_stands(self, store: Store) -> None:
        seq = queued(store)
        settle(store, seq, Delivery.UNKNOWN)
        assert row_of(store, seq).next_at == NOON, "an outcome without a next time changed it"

    def test_what_waits_behind_a_dead_message_is_made_anew(self, store: Store) -> None:
        third = "plan/third"
        with store.write() as session:
            session.put_alert_states(alert_state(one) for one in (ALERT, OTHER, third))
        dead, behind = queued(store, "One"), queued(store, "Two", alerts=(ALERT, OTHER))
        others = [
            queued(store, "Three", alerts=(third,)),
            queued(store, "Four", recipient="Cabinet"),
            queued(store, "Five", notifier="web"),
        ]
        settle(store, dead, Delivery.DEAD)
        assert row_of(store, behind).status is Delivery.SUPERSEDED, (
            "a message that follows up one that was given up, and was never sent, is still in the queue"
        )
        assert {row_of(store, one).status for one in others} == {Delivery.QUEUED}, (
            "a message that follows up nothing was taken out of the queue"
        )
        with store.read() as session:
            signatures = {alert: signature for alert, (signature, *_) in session.signatures("plan").items()}
        assert signatures == {ALERT: "", OTHER: "", third: "a signature"}, (
            "the next run does not look again at the alerts of a message that was given up, or at more than those"
        )

    @pytest.mark.parametrize("status", [Delivery.QUEUED, Delivery.UNKNOWN])
    def test_a_message_that_waits_can_be_given_up(self, store: Store, status: Delivery) -> None:
        with store.write() as session:
            session.put_alert_states([alert_state()])
        seq, behind = queued(store, "One"), queued(store, "Two")
        settle(store, seq, status, next_at=NOON + HOUR)
        with store.write() as session:
            done = session.give_up(seq, "nobody wants it", NOON), session.give_up(seq, "again", NOON)
            signature, *_ = session.signatures("plan")[ALERT]
        row = row_of(store, seq)
        assert done == (True, False), "giving a message up does not say whether it did anything"
        assert (row.status, row.error, row.settled_at) == (Delivery.DEAD, "nobody wants it", NOON), (
            "a message that was given up is not dead, or does not say why and since when"
        )
        assert (row_of(store, behind).status, signature) == (Delivery.SUPERSEDED, ""), (
            "what waited behind a message that was given up by hand is not made anew"
        )

    def test_a_message_that_is_being_sent_or_over_cannot_be_given_up(self, store: Store) -> None:
        sending, delivered = queued(store, "One"), queued(store, "Two", alerts=(OTHER,))
        claimed(store, sending)
        settle(store, delivered, Delivery.DELIVERED)
        with store.write() as session:
            done = [session.give_up(one, "nobody wants it", NOON) for one in (sending, delivered, 10**6)]
        assert done == [False] * 3, "a message was given up that is being sent, or over"
        assert row_of(store, sending).status is Delivery.INFLIGHT, "a message in flight was taken from its sender"

    def test_the_next_run_looks_again_at_what_was_revived(self, store: Store) -> None:
        seq = queued(store)
        settle(store, seq, Delivery.DEAD)
        with store.write() as session:
            session.put_alert_states(alert_state(one) for one in (ALERT, OTHER))
            session.revive(seq, NOON)
            signatures = {alert: signature for alert, (signature, *_) in session.signatures("plan").items()}
        assert signatures == {ALERT: "", OTHER: "a signature"}, (
            "the next run does not look again at the alerts of a message that was revived, or at more than those"
        )

    def test_a_dead_message_is_revived_under_its_key(self, store: Store) -> None:
        seq = queued(store)
        settle(store, seq, Delivery.DEAD)
        with store.write() as session:
            done = session.revive(seq, NOON + HOUR), session.revive(seq, NOON + HOUR), session.revive(10**6, NOON)
        row = row_of(store, seq)
        assert done == (True, False, False), "reviving does not say whether it did anything"
        assert (row.status, row.key, row.next_at) == (Delivery.QUEUED, message().key, NOON + HOUR), (
            "a revived message is not queued again under its key"
        )
        assert row.settled_at is None, "a revived message still counts as over"
        assert (row.attempts, row.created_at, row.first_tried) == (1, NOON + HOUR, None), (
            "a revived message has little time or few attempts left"
        )
        with store.write() as session:
            assert not session.supersede(seq, NOON + HOUR), (
                "a revived message was superseded although it was sent before"
            )

    def test_a_revived_message_that_may_have_been_seen_is_still_unknown(self, store: Store) -> None:
        seq = queued(store)
        settle(store, seq, Delivery.DEAD, maybe_seen=True)
        with store.write() as session:
            session.revive(seq, NOON)
        row = row_of(store, seq)
        assert (row.status, row.maybe_seen) == (Delivery.UNKNOWN, True), "reviving forgot that it may have been seen"

    @pytest.mark.parametrize("status", [Delivery.DELIVERED, Delivery.QUEUED, Delivery.UNKNOWN])
    def test_only_dead_messages_are_revived(self, store: Store, status: Delivery) -> None:
        seq = queued(store)
        settle(store, seq, status)
        with store.write() as session:
            assert not session.revive(seq, NOON), "a message was revived that was not dead"
        assert row_of(store, seq).status is status, "a message that was not revived changed its status"

    @pytest.mark.parametrize(
        ("what", "revived", "later"),
        [
            ("newer news of the alert", False, {}),
            ("newer news of one of its alerts", False, {"alerts": (OTHER,)}),
            ("news of another alert", True, {"alerts": ("plan/third",)}),
            ("news to another recipient", True, {"recipient": "Cabinet"}),
            ("news by another notifier", True, {"notifier": "web"}),
        ],
    )
    def test_a_dead_message_stays_dead_when_something_newer_followed_it(
        self, store: Store, what: str, later: dict[str, object], *, revived: bool
    ) -> None:
        seq = queued(store, "Old", alerts=(ALERT, OTHER))
        settle(store, seq, Delivery.DEAD)
        queued(store, "New", **later)  # type: ignore[arg-type]
        with store.write() as session:
            assert session.revive(seq, NOON) is revived, (
                f"after {what} a dead message was{'' if revived else ' not'} held back"
            )

    def test_what_was_superseded_itself_keeps_nothing_dead(self, store: Store) -> None:
        seq = queued(store, "Old")
        settle(store, seq, Delivery.DEAD)
        later = queued(store, "New")
        with store.write() as session:
            session.supersede(later, NOON)
            assert session.revive(seq, NOON), "a superseded message kept an older one from being revived"
