"""What delivery needs: the next message, a claim held by one sender, and its outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from wes_rules.alerts.records import Delivery, Row
from wes_rules.plugins.store import Store
from wes_rules.testing.stores.place import ALERT, HOUR, NOON, OTHER, Place, claimed, queued


def next_of(store: Store, now: datetime = NOON, *, notifier: str = "post", after: int = 0) -> int | None:
    """Return the place of the message that is the next to send."""
    with store.read() as session:
        row = session.sendable("plan", notifier, now, after=after)
    return None if row is None else row.seq


def row_of(store: Store, seq: int) -> Row:
    """Return the row of a message."""
    with store.read() as session:
        (row,) = [one for one in session.rows() if one.seq == seq]
    return row


def settle(store: Store, seq: int, status: Delivery, **more: object) -> None:
    """Claim a message, and record how the attempt ended."""
    claimed(store, seq)
    with store.write() as session:
        assert session.settle(seq, "one", status, NOON, **more), "a sender cannot settle what it holds"  # type: ignore[arg-type]


class Sending(Place):
    """The methods that `Session` adds to `Ledger`, but for those about people."""

    def test_the_first_message_in_the_queue_is_the_next_to_send(self, store: Store) -> None:
        first, _ = queued(store, "One"), queued(store, "Two")
        queued(store, "Elsewhere", plan="other")
        assert next_of(store) == first, "the first message in the queue is not the next to send"
        assert next_of(store, notifier="web") is None, "a message is given to a notifier that is not its own"

    def test_nothing_overtakes_a_message_about_the_same_alert(self, store: Store) -> None:
        first, second = queued(store, "One", alerts=(ALERT, OTHER)), queued(store, "Two")
        other = queued(store, "Three", recipient="Cabinet")
        claimed(store, first)
        assert next_of(store) == other, "a message in flight holds up another recipient, or no longer its own"
        with store.write() as session:
            session.settle(first, "one", Delivery.QUEUED, NOON, next_at=NOON + HOUR)
        assert next_of(store) == other, "a message overtook one about the same alert that waits for its time"
        with store.write() as session:
            session.supersede(other, NOON)
        assert next_of(store) is None, "a message overtook one about the same alert that waits for its time"
        assert next_of(store, NOON + HOUR) == first, "a message whose time has come is not the next to send"
        with store.write() as session:
            session.claim(first, "one", NOON + 2 * HOUR, NOON + HOUR)
            session.settle(first, "one", Delivery.UNKNOWN, NOON + HOUR, next_at=NOON + HOUR)
        assert next_of(store, NOON + HOUR) == first, "a message overtook one of which nobody knows whether it arrived"
        with store.write() as session:
            session.claim(first, "one", NOON + 2 * HOUR, NOON + HOUR)
            session.settle(first, "one", Delivery.DELIVERED, NOON + HOUR)
        assert next_of(store, NOON + HOUR) == second, "a message that has arrived holds up the next one"

    def test_news_of_another_alert_holds_up_nothing(self, store: Store) -> None:
        third = "plan/third"
        first = queued(store, "One", alerts=(ALERT, OTHER))
        queued(store, "Two", alerts=(OTHER, third))
        queued(store, "Three", alerts=(third,))
        unrelated = queued(store, "Four", alerts=("plan/fourth",))
        claimed(store, first)
        assert next_of(store) == unrelated, (
            "a message holds up one to the same recipient that has nothing to do with it, or no longer one that waits"
            " behind another"
        )

    def test_a_dead_message_holds_up_nothing(self, store: Store) -> None:
        settle(store, queued(store, "One"), Delivery.DEAD)
        second = queued(store, "Two")
        assert next_of(store) == second, "a message that was given up holds up the next one"

    def test_other_notifiers_and_plans_hold_up_nothing(self, store: Store) -> None:
        claimed(store, queued(store, "One", notifier="web"))
        claimed(store, queued(store, "Two", plan="other"))
        third = queued(store, "Three")
        assert next_of(store) == third, "a message of another notifier or plan holds up this one"

    def test_the_search_can_go_on_from_a_place(self, store: Store) -> None:
        first = queued(store, "One", recipient="Board")
        second = queued(store, "Two", recipient="Cabinet")
        assert next_of(store, after=first) == second, "the search does not go on after a place"
        assert next_of(store, after=second) is None, "the search finds what is before its place"

    def test_a_claim_is_an_attempt_by_one_owner_until_its_lease_ends(self, store: Store) -> None:
        seq = queued(store)
        with store.write() as session:
            row = session.claim(seq, "one", NOON + HOUR, NOON)
        assert row is not None, "a message that is due could not be claimed"
        assert row == row_of(store, seq), "a claim returns another row than the one that is kept"
        assert (row.status, row.owner) == (Delivery.INFLIGHT, "one"), "a claimed message is not in flight by its owner"
        assert (row.attempts, row.lease_until) == (1, NOON + HOUR), "a claim is no attempt with a lease"

    def test_it_is_kept_when_a_message_was_first_tried(self, store: Store) -> None:
        seq = queued(store)
        assert row_of(store, seq).first_tried is None, "a message counts as tried before it was"
        claimed(store, seq, now=NOON + HOUR)
        with store.write() as session:
            session.settle(seq, "one", Delivery.QUEUED, NOON + HOUR, next_at=NOON + HOUR)
        claimed(store, seq, now=NOON + 2 * HOUR)
        assert row_of(store, seq).first_tried == NOON + HOUR, "it is not kept when a message was first tried"

    def test_a_message_is_claimed_by_one_of_two(self, open_store: Callable[[], Store]) -> None:
        first, second = open_store(), open_store()
        seq = queued(first)
        claimed(first, seq, "one")
        for store, owner in ((second, "two"), (first, "one")):
            with store.write() as session:
                again = session.claim(seq, owner, NOON + HOUR, NOON)
            assert again is None, "a message was claimed twice"
        assert row_of(second, seq).owner == "one", "a claim that failed changed the owner"

    def test_nothing_is_claimed_before_its_time_or_after_its_end(self, store: Store) -> None:
        waiting, dead, delivered, superseded = (
            queued(store, name, alerts=(f"plan/{name}",)) for name in ("one", "two", "three", "four")
        )
        settle(store, waiting, Delivery.QUEUED, next_at=NOON + HOUR)
        settle(store, dead, Delivery.DEAD)
        settle(store, delivered, Delivery.DELIVERED)
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
        row = row_of(store, seq)
        assert row.status is Delivery.UNKNOWN, "a message whose sender did not come back is not unknown"
        assert row.maybe_seen, "a message whose sender did not come back does not count as possibly seen"
        assert row.error, "nothing says what became of the message"
        assert row.lease_until is None, "a lease that is over is still there"
        assert row_of(store, other).status is Delivery.INFLIGHT, "a lease of another plan was given up"
        assert next_of(store, NOON + HOUR) == seq, "a message whose sender did not come back is not sent again"

    def test_what_waits_for_a_moment_too_far_off_is_due_now(self, store: Store) -> None:
        far, near, sending, elsewhere = (
            queued(store, name, alerts=(f"plan/{name}",), plan=plan)
            for name, plan in (("one", "plan"), ("two", "plan"), ("three", "plan"), ("four", "other"))
        )
        settle(store, far, Delivery.UNKNOWN, next_at=NOON + 9 * HOUR)
        settle(store, near, Delivery.QUEUED, next_at=NOON + 2 * HOUR)
        settle(store, elsewhere, Delivery.QUEUED, next_at=NOON + 9 * HOUR)
        with store.write() as session:
            session.claim(sending, "one", NOON + 9 * HOUR, NOON)
            count = session.bring_forward("plan", NOON + 2 * HOUR, NOON + HOUR)
            session.expire("plan", NOON + HOUR)
        assert row_of(store, far).next_at == NOON + HOUR, "a message waits for a moment that no retry is so far from"
        assert row_of(store, near).next_at == NOON + 2 * HOUR, "a message that waits for its time is sent too early"
        assert row_of(store, elsewhere).next_at == NOON + 9 * HOUR, "a message of another plan was brought forward"
        given_up = row_of(store, sending)
        assert (given_up.status, given_up.maybe_seen) == (Delivery.UNKNOWN, True), (
            "a message stays with a sender whose lease is longer than any"
        )
        assert count >= 2, "it does not say how many messages were brought forward"
