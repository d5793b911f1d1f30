"""What delivery needs: the next message, a claim that one sender holds, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from wes_rules.alerts.records import Delivery, Row
from wes_rules.alerts.told import Lane
from wes_rules.plugins.store import Store
from wes_rules.testing.stores.place import ALERT, HOUR, NOON, OTHER, Place, alert_state, claimed, message, queued, told


def _next(store: Store, now: datetime = NOON, *, notifier: str = "post", after: int = 0) -> int | None:
    with store.read() as session:
        row = session.sendable("plan", notifier, now, after=after)
    return None if row is None else row.seq


def _row(store: Store, seq: int) -> Row:
    with store.read() as session:
        (row,) = [one for one in session.rows() if one.seq == seq]
    return row


def _settled(store: Store, seq: int, status: Delivery, **more: object) -> None:
    claimed(store, seq)
    with store.write() as session:
        assert session.settle(seq, "one", status, NOON, **more), "a sender cannot settle what it holds"  # type: ignore[arg-type]


class Sending(Place):
    """The methods that `Session` adds to `Ledger`, but for those about people."""

    def test_the_first_message_in_the_queue_is_the_next_to_send(self, store: Store) -> None:
        first, _ = queued(store, "One"), queued(store, "Two")
        queued(store, "Elsewhere", plan="other")
        assert _next(store) == first, "the first message in the queue is not the next to send"
        assert _next(store, notifier="web") is None, "a message is given to a notifier that is not its own"

    def test_nothing_overtakes_a_message_about_the_same_alert(self, store: Store) -> None:
        first, second = queued(store, "One", alerts=(ALERT, OTHER)), queued(store, "Two")
        other = queued(store, "Three", recipient="Cabinet")
        claimed(store, first)
        assert _next(store) == other, "a message in flight holds up another recipient, or no longer its own"
        with store.write() as session:
            session.settle(first, "one", Delivery.QUEUED, NOON, next_at=NOON + HOUR)
        assert _next(store) == other, "a message overtook one about the same alert that waits for its time"
        with store.write() as session:
            session.supersede(other, NOON)
        assert _next(store) is None, "a message overtook one about the same alert that waits for its time"
        assert _next(store, NOON + HOUR) == first, "a message whose time has come is not the next to send"
        with store.write() as session:
            session.claim(first, "one", NOON + 2 * HOUR, NOON + HOUR)
            session.settle(first, "one", Delivery.UNKNOWN, NOON + HOUR, next_at=NOON + HOUR)
        assert _next(store, NOON + HOUR) == first, "a message overtook one of which nobody knows whether it arrived"
        with store.write() as session:
            session.claim(first, "one", NOON + 2 * HOUR, NOON + HOUR)
            session.settle(first, "one", Delivery.DELIVERED, NOON + HOUR)
        assert _next(store, NOON + HOUR) == second, "a message that has arrived holds up the next one"

    def test_news_of_another_alert_holds_up_nothing(self, store: Store) -> None:
        third = "plan/third"
        first = queued(store, "One", alerts=(ALERT, OTHER))
        queued(store, "Two", alerts=(OTHER, third))
        queued(store, "Three", alerts=(third,))
        unrelated = queued(store, "Four", alerts=("plan/fourth",))
        claimed(store, first)
        assert _next(store) == unrelated, (
            "a message holds up one to the same recipient that has nothing to do with it, or no longer one that waits"
            " behind another"
        )

    def test_a_dead_message_holds_up_nothing(self, store: Store) -> None:
        _settled(store, queued(store, "One"), Delivery.DEAD)
        second = queued(store, "Two")
        assert _next(store) == second, "a message that was given up holds up the next one"

    def test_other_notifiers_and_plans_hold_up_nothing(self, store: Store) -> None:
        claimed(store, queued(store, "One", notifier="web"))
        claimed(store, queued(store, "Two", plan="other"))
        third = queued(store, "Three")
        assert _next(store) == third, "a message of another notifier or plan holds up this one"

    def test_the_search_can_go_on_from_a_place(self, store: Store) -> None:
        first = queued(store, "One", recipient="Board")
        second = queued(store, "Two", recipient="Cabinet")
        assert _next(store, after=first) == second, "the search does not go on after a place"
        assert _next(store, after=second) is None, "the search finds what is before its place"

    def test_a_claim_is_an_attempt_by_one_owner_until_its_lease_ends(self, store: Store) -> None:
        seq = queued(store)
        with store.write() as session:
            row = session.claim(seq, "one", NOON + HOUR, NOON)
        assert row is not None, "a message that is due could not be claimed"
        assert row == _row(store, seq), "a claim returns another row than the one that is kept"
        assert (row.status, row.owner) == (Delivery.INFLIGHT, "one"), "a claimed message is not in flight by its owner"
        assert (row.attempts, row.lease_until) == (1, NOON + HOUR), "a claim is no attempt with a lease"

    def test_it_is_kept_when_a_message_was_first_tried(self, store: Store) -> None:
        seq = queued(store)
        assert _row(store, seq).first_tried is None, "a message counts as tried before it was"
        claimed(store, seq, now=NOON + HOUR)
        with store.write() as session:
            session.settle(seq, "one", Delivery.QUEUED, NOON + HOUR, next_at=NOON + HOUR)
        claimed(store, seq, now=NOON + 2 * HOUR)
        assert _row(store, seq).first_tried == NOON + HOUR, "it is not kept when a message was first tried"

    def test_a_message_is_claimed_by_one_of_two(self, open_store: Callable[[], Store]) -> None:
        first, second = open_store(), open_store()
        seq = queued(first)
        claimed(first, seq, "one")
        for store, owner in ((second, "two"), (first, "one")):
            with store.write() as session:
                again = session.claim(seq, owner, NOON + HOUR, NOON)
            assert again is None, "a message was claimed twice"
        assert _row(second, seq).owner == "one", "a claim that failed changed the owner"

    def test_nothing_is_claimed_before_its_time_or_after_its_end(self, store: Store) -> None:
        waiting, dead, delivered, superseded = (
            queued(store, name, alerts=(f"plan/{name}",)) for name in ("one", "two", "three", "four")
        )
        _settled(store, waiting, Delivery.QUEUED, next_at=NOON + HOUR)
        _settled(store, dead, Delivery.DEAD)
        _settled(store, delivered, Delivery.DELIVERED)
        with store.write() as session:
            session.supersede(superseded, NOON)
            for seq in (waiting, dead, delivered, superseded, 10**6):
                claim = session.claim(seq, "two", NOON + HOUR, NOON)
                assert claim is None, f"a message was claimed before its time or after its end: {claim}"
            late = session.claim(waiting, "two", NOON + 2 * HOUR, NOON + HOUR)
        assert late is not None, "a message whose time has come could not be claimed"
        assert late.attempts == 2, "attempts are not counted"

    def test_a_lease_that_is_over_leaves_a_message_that_may_have_been_seen(self, store: Store) -> None:
        seq, other = queued(store, "One"), queued(store, "Two", plan="other")
        for one in (seq, other):
            claimed(store, one)
        with store.write() as session:
            early = session.expire("plan", NOON + HOUR / 2)
        with store.write() as session:
            late = session.expire("plan", NOON + HOUR)
        with store.write() as session:
            again = session.expire("plan", NOON + HOUR)
        assert (early, late, again) == (0, 1, 0), "it does not say how many leases were over"
        row = _row(store, seq)
        assert row.status is Delivery.UNKNOWN, "a message whose sender did not come back is not unknown"
        assert row.maybe_seen, "a message whose sender did not come back does not count as possibly seen"
        assert row.error, "nothing says what became of the message"
        assert row.lease_until is None, "a lease that is over is still there"
        assert _row(store, other).status is Delivery.INFLIGHT, "a lease of another plan was given up"
        assert _next(store, NOON + HOUR) == seq, "a message whose sender did not come back is not sent again"

    def test_what_waits_for_a_moment_too_far_off_is_due_now(self, store: Store) -> None:
        far, near, sending, elsewhere = (
            queued(store, name, alerts=(f"plan/{name}",), plan=plan)
            for name, plan in (("one", "plan"), ("two", "plan"), ("three", "plan"), ("four", "other"))
        )
        _settled(store, far, Delivery.UNKNOWN, next_at=NOON + 9 * HOUR)
        _settled(store, near, Delivery.QUEUED, next_at=NOON + 2 * HOUR)
        _settled(store, elsewhere, Delivery.QUEUED, next_at=NOON + 9 * HOUR)
        with store.write() as session:
            session.claim(sending, "one", NOON + 9 * HOUR, NOON)
            count = session.bring_forward("plan", NOON + 2 * HOUR, NOON + HOUR)
            session.expire("plan", NOON + HOUR)
        assert _row(store, far).next_at == NOON + HOUR, "a message waits for a moment that no retry is so far from"
        assert _row(store, near).next_at == NOON + 2 * HOUR, "a message that waits for its time is sent too early"
        assert _row(store, elsewhere).next_at == NOON + 9 * HOUR, "a message of another plan was brought forward"
        given_up = _row(store, sending)
        assert (given_up.status, given_up.maybe_seen) == (Delivery.UNKNOWN, True), (
            "a message stays with a sender whose lease is longer than any"
        )
        assert count >= 2, "it does not say how many messages were brought forward"

    def test_only_the_owner_settles_a_message(self, store: Store) -> None:
        seq = queued(store)
        claimed(store, seq, "one")
        with store.write() as session:
            kept = session.settle(seq, "two", Delivery.DELIVERED, NOON, receipt="stolen")
        assert not kept, "somebody who does not hold a message could settle it"
        row = _row(store, seq)
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
        assert _row(store, seq).owner == "two", "a settlement that was refused changed the owner"

    def test_a_message_is_settled_once(self, store: Store) -> None:
        seq = queued(store)
        _settled(store, seq, Delivery.DELIVERED, receipt="first")
        with store.write() as session:
            again = session.settle(seq, "one", Delivery.DEAD, NOON)
        assert not again, "a message that has arrived could be settled again"
        assert _row(store, seq).receipt == "first", "a settlement that was refused was recorded"

    @pytest.mark.parametrize("status", [Delivery.DELIVERED, Delivery.DEAD, Delivery.QUEUED, Delivery.UNKNOWN])
    def test_what_became_of_an_attempt_is_recorded(self, store: Store, status: Delivery) -> None:
        seq = queued(store)
        claimed(store, seq)
        with store.write() as session:
            session.settle(seq, "one", status, NOON, error="it rains", receipt="no. 7", next_at=NOON + 5 * HOUR)
        row = _row(store, seq)
        assert (row.status, row.error, row.receipt) == (status, "it rains", "no. 7"), "an outcome was not recorded"
        assert row.next_at == NOON + 5 * HOUR, "the time of the next attempt was not recorded"
        assert row.lease_until is None, "a message that nobody sends is still leased"
        assert row.settled_at == (NOON if status.is_over else None), (
            "it does not say when it was over, or says so early"
        )
        assert not row.maybe_seen, "a message counts as possibly seen although its sender knew"
        with store.read() as session:
            known = session.told([ALERT])
        wanted = {ALERT: {Lane("Board", "post"): (seq, told("News"))}} if status is Delivery.DELIVERED else {}
        assert known == wanted, "a recipient counts as told by a message that did not arrive, or not by one that did"

    def test_a_message_stays_possibly_seen(self, store: Store) -> None:
        seq = queued(store)
        _settled(store, seq, Delivery.UNKNOWN, maybe_seen=True)
        _settled(store, seq, Delivery.QUEUED, maybe_seen=False)
        assert _row(store, seq).maybe_seen, "a message that may have been seen was forgotten to be so"

    def test_without_a_next_time_the_old_one_stands(self, store: Store) -> None:
        seq = queued(store)
        _settled(store, seq, Delivery.UNKNOWN)
        assert _row(store, seq).next_at == NOON, "an outcome without a next time changed it"

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
        _settled(store, dead, Delivery.DEAD)
        assert _row(store, behind).status is Delivery.SUPERSEDED, (
            "a message that follows up one that was given up, and was never sent, is still in the queue"
        )
        assert {_row(store, one).status for one in others} == {Delivery.QUEUED}, (
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
        _settled(store, seq, status, next_at=NOON + HOUR)
        with store.write() as session:
            done = session.give_up(seq, "nobody wants it", NOON), session.give_up(seq, "again", NOON)
            signature, *_ = session.signatures("plan")[ALERT]
        row = _row(store, seq)
        assert done == (True, False), "giving a message up does not say whether it did anything"
        assert (row.status, row.error, row.settled_at) == (Delivery.DEAD, "nobody wants it", NOON), (
            "a message that was given up is not dead, or does not say why and since when"
        )
        assert (_row(store, behind).status, signature) == (Delivery.SUPERSEDED, ""), (
            "what waited behind a message that was given up by hand is not made anew"
        )

    def test_a_message_that_is_being_sent_or_over_cannot_be_given_up(self, store: Store) -> None:
        sending, delivered = queued(store, "One"), queued(store, "Two", alerts=(OTHER,))
        claimed(store, sending)
        _settled(store, delivered, Delivery.DELIVERED)
        with store.write() as session:
            done = [session.give_up(one, "nobody wants it", NOON) for one in (sending, delivered, 10**6)]
        assert done == [False] * 3, "a message was given up that is being sent, or over"
        assert _row(store, sending).status is Delivery.INFLIGHT, "a message in flight was taken from its sender"

    def test_the_next_run_looks_again_at_what_was_revived(self, store: Store) -> None:
        seq = queued(store)
        _settled(store, seq, Delivery.DEAD)
        with store.write() as session:
            session.put_alert_states(alert_state(one) for one in (ALERT, OTHER))
            session.revive(seq, NOON)
            signatures = {alert: signature for alert, (signature, *_) in session.signatures("plan").items()}
        assert signatures == {ALERT: "", OTHER: "a signature"}, (
            "the next run does not look again at the alerts of a message that was revived, or at more than those"
        )

    def test_a_dead_message_is_revived_under_its_key(self, store: Store) -> None:
        seq = queued(store)
        _settled(store, seq, Delivery.DEAD)
        with store.write() as session:
            done = session.revive(seq, NOON + HOUR), session.revive(seq, NOON + HOUR), session.revive(10**6, NOON)
        row = _row(store, seq)
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
        _settled(store, seq, Delivery.DEAD, maybe_seen=True)
        with store.write() as session:
            session.revive(seq, NOON)
        row = _row(store, seq)
        assert (row.status, row.maybe_seen) == (Delivery.UNKNOWN, True), "reviving forgot that it may have been seen"

    @pytest.mark.parametrize("status", [Delivery.DELIVERED, Delivery.QUEUED, Delivery.UNKNOWN])
    def test_only_dead_messages_are_revived(self, store: Store, status: Delivery) -> None:
        seq = queued(store)
        _settled(store, seq, status)
        with store.write() as session:
            assert not session.revive(seq, NOON), "a message was revived that was not dead"
        assert _row(store, seq).status is status, "a message that was not revived changed its status"

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
        _settled(store, seq, Delivery.DEAD)
        queued(store, "New", **later)  # type: ignore[arg-type]
        with store.write() as session:
            assert session.revive(seq, NOON) is revived, (
                f"after {what} a dead message was{'' if revived else ' not'} held back"
            )

    def test_what_was_superseded_itself_keeps_nothing_dead(self, store: Store) -> None:
        seq = queued(store, "Old")
        _settled(store, seq, Delivery.DEAD)
        later = queued(store, "New")
        with store.write() as session:
            session.supersede(later, NOON)
            assert session.revive(seq, NOON), "a superseded message kept an older one from being revived"
