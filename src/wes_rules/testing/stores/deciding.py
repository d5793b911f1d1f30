"""What a run needs to decide what to tell: marks, alerts, what was told, and the queue."""

from __future__ import annotations

from wes_rules.alerts import wire
from wes_rules.alerts.last_told import Route
from wes_rules.alerts.records import Delivery
from wes_rules.plugins.store import Store
from wes_rules.testing.stores.place import ALERT, HOUR, NOON, OTHER, Place, alert_state, claimed, message, queued, told

_MANY = [f"plan/m{number:04}/937/off_track" for number in range(1000)]


class Deciding(Place):
    """The methods of `Ledger`, but for those about people."""

    def test_a_mark_that_was_never_set_is_empty(self, store: Store) -> None:
        with store.read() as session:
            assert session.mark("day/plan") == "", "a mark that was never set is not empty"

    def test_the_last_value_of_a_mark_counts(self, store: Store) -> None:
        for value in ("2026-04-01", "2026-04-02"):
            with store.write() as session:
                session.set_mark("day/plan", value)
                session.set_mark("day/other", "1999-01-01")
        with store.read() as session:
            assert session.mark("day/plan") == "2026-04-02", "a mark does not have the value it was given last"

    def test_alerts_are_listed_by_key_as_they_were_left(self, store: Store) -> None:
        closed = alert_state("plan/a", state="quiet", open=False, reasons={"Board via post": ("it is silenced",)})
        others = [alert_state("plan/b"), alert_state("plan/C"), alert_state("other/d", plan="other")]
        with store.write() as session:
            session.put_alert_states([*others, closed])
        with store.read() as session:
            listed = session.alert_states()
            of_plan = session.alert_states(plan="plan")
            are_open = session.alert_states(plan="plan", open_only=True)
            some = session.alert_states(alerts=["plan/a", "other/d", "nowhere"])
            none = session.alert_states(alerts=[])
        assert listed == sorted([*others, closed], key=lambda one: one.alert), "alerts come back changed, or unsorted"
        assert [one.alert for one in of_plan] == ["plan/C", "plan/a", "plan/b"], "alerts of a plan are not just those"
        assert [one.alert for one in are_open] == ["plan/C", "plan/b"], "open alerts are not just those"
        assert [one.alert for one in some] == ["other/d", "plan/a"], "the alerts asked for are not just those"
        assert none == [], "asked for no alerts, it lists some"

    def test_an_alert_is_replaced(self, store: Store) -> None:
        with store.write() as session:
            session.put_alert_states([alert_state(state="pending"), alert_state(OTHER)])
        with store.write() as session:
            session.put_alert_states([alert_state(state="pending"), alert_state(state="quiet", open=False)])
        with store.read() as session:
            states = [one.state for one in session.alert_states()]
        assert states == ["open", "quiet"], "an alert is not as it was left last, or another one changed"

    def test_signatures_are_those_of_a_plan(self, store: Store) -> None:
        with store.write() as session:
            session.put_alert_states(
                [
                    alert_state("plan/a", signature="one", due="2026-05-01"),
                    alert_state("plan/b", signature="two", open=False),
                    alert_state("other/c", plan="other"),
                ]
            )
        with store.read() as session:
            found = dict(session.signatures("plan"))
        assert found == {"plan/a": ("one", "2026-05-01", True), "plan/b": ("two", "", False)}, (
            "signatures, due days and what is open are not those of the plan's alerts"
        )

    def test_a_message_in_the_outbox_is_as_it_was_put_there(self, store: Store) -> None:
        one = message("News", text="Line one\nLine two\n", address="board@example.org")
        with store.write() as session:
            seq = session.enqueue(one, [(ALERT, told()), (OTHER, told("2024"))], NOON)
            inside = session.rows()
        with store.read() as session:
            (row,) = session.rows()
            about = session.alerts_in(seq)
            members = session.members([ALERT, OTHER, "nowhere"])
        assert inside == [row], "a transaction does not see what it wrote itself"
        assert (row.seq, row.plan, row.recipient, row.notifier) == (seq, "plan", "Board", "post"), (
            "a message changed its place or its recipient"
        )
        assert (row.key, row.message) == (one.key, wire.dump(one)), "a message is not kept byte by byte"
        assert (row.status, row.attempts, row.owner) == (Delivery.QUEUED, 0, ""), "a new message is not simply queued"
        assert (row.error, row.receipt, row.maybe_seen) == ("", "", False), "a new message has a past"
        assert (row.next_at, row.created_at) == (NOON, NOON), "a new message is not due at once"
        assert (row.lease_until, row.settled_at) == (None, None), "a new message is leased or settled"
        assert about == tuple(sorted([ALERT, OTHER])), "the alerts of a message are not those it was put there with"
        found = [(each.alert, each.told, each.untouched) for each in members]
        assert found == [(OTHER, told("2024"), True), (ALERT, told(), True)], "what its recipient then knows is lost"

    def test_messages_are_in_the_order_in_which_they_were_queued(self, store: Store) -> None:
        places = [queued(store, f"News {number}") for number in range(12)]
        assert places == sorted(set(places)), "a message that was queued later has no later place"
        with store.read() as session:
            rows = [row.seq for row in session.rows()]
            members = [one.seq for one in session.members([ALERT])]
        assert rows == places, "messages are not listed in their order"
        assert members == places, "the messages about an alert are not listed in their order"

    def test_rows_can_be_chosen(self, store: Store) -> None:
        first = queued(store, "One")
        second = queued(store, "Two", plan="other")
        claimed(store, second)
        key = message("One").key
        with store.read() as session:
            found = {
                "plan": [row.seq for row in session.rows(plan="plan")],
                "key": [row.seq for row in session.rows(key=key)],
                "status": [row.seq for row in session.rows(statuses=[Delivery.INFLIGHT, Delivery.DEAD])],
                "plan and status": [row.seq for row in session.rows(plan="plan", statuses=[Delivery.INFLIGHT])],
                "no status": [row.seq for row in session.rows(statuses=[])],
            }
        wanted = {"plan": [first], "key": [first], "status": [second], "plan and status": [], "no status": []}
        assert found == wanted, "the rows asked for are not just those"

    def test_members_are_what_has_neither_arrived_nor_been_superseded(self, store: Store) -> None:
        ends = [Delivery.DELIVERED, Delivery.DEAD, Delivery.UNKNOWN, Delivery.QUEUED]
        seqs = []
        for end in ends:
            seqs.append(seq := queued(store, end.value))
            claimed(store, seq)
            with store.write() as session:
                session.settle(seq, "one", end, NOON, maybe_seen=end is Delivery.UNKNOWN)
        flying, untouched, replaced = (queued(store, name) for name in ("inflight", "untouched", "replaced"))
        claimed(store, flying)
        with store.write() as session:
            session.supersede(replaced, NOON)
        with store.read() as session:
            found = [(one.seq, one.status, one.untouched, one.maybe_seen) for one in session.members([ALERT])]
        assert found == [
            (seqs[1], Delivery.DEAD, False, False),
            (seqs[2], Delivery.UNKNOWN, False, True),
            (seqs[3], Delivery.QUEUED, False, False),
            (flying, Delivery.INFLIGHT, False, False),
            (untouched, Delivery.QUEUED, True, False),
        ], "the messages that are still to arrive are not just those, or are not as they are"

    def test_nothing_was_told_before_a_message_arrives(self, store: Store) -> None:
        seq = queued(store)
        claimed(store, seq)
        with store.read() as session:
            assert session.told([ALERT]) == {}, "a recipient counts as told before the message has arrived"

    def test_told_is_by_recipient_and_notifier(self, store: Store) -> None:
        routes = [Route("Board", "post"), Route("Board", "web"), Route("Cabinet", "post")]
        seqs = [
            queued(store, f"{route}", recipient=route.recipient, notifier=route.notifier, alerts=(ALERT, OTHER))
            for route in routes
        ]
        for seq in seqs:
            claimed(store, seq)
            with store.write() as session:
                session.settle(seq, "one", Delivery.DELIVERED, NOON)
        with store.read() as session:
            found = session.told([ALERT, "nowhere"])
        wanted = {ALERT: {route: (seq, told(f"{route}")) for route, seq in zip(routes, seqs, strict=True)}}
        assert found == wanted, "what each recipient was told through each notifier is mixed up"

    def test_what_was_told_never_goes_back_to_an_earlier_message(self, store: Store) -> None:
        first, second = queued(store, "First"), queued(store, "Second")
        for seq in (second, first):
            claimed(store, seq)
            with store.write() as session:
                session.settle(seq, "one", Delivery.DELIVERED, NOON)
        with store.read() as session:
            found = session.told([ALERT])[ALERT][Route("Board", "post")]
        assert found == (second, told("Second")), "an earlier message that arrived late took back what was told"

    def test_a_message_that_was_never_sent_can_be_superseded_once(self, store: Store) -> None:
        seq = queued(store)
        done = []
        for _ in range(2):
            with store.write() as session:
                done.append(session.supersede(seq, NOON + HOUR))
        with store.read() as session:
            (row,) = session.rows()
        assert done == [True, False], "superseding does not say whether it did anything"
        assert (row.status, row.settled_at) == (Delivery.SUPERSEDED, NOON + HOUR), "it does not say when it ended"
        again = queued(store)
        assert again != seq, "the same news cannot come back after it was superseded"

    def test_a_message_that_may_have_been_seen_is_never_superseded(self, store: Store) -> None:
        for end in (None, Delivery.QUEUED, Delivery.UNKNOWN, Delivery.DELIVERED, Delivery.DEAD):
            seq = queued(store, f"{end}")
            claimed(store, seq)
            with store.write() as session:
                if end is not None:
                    session.settle(seq, "one", end, NOON)
                superseded = session.supersede(seq, NOON)
                (row,) = [one for one in session.rows() if one.seq == seq]
            assert not superseded, (
                f"a message that was {(end or Delivery.INFLIGHT).value} after an attempt was superseded"
            )
            assert row.status is (end or Delivery.INFLIGHT), "a message that was not superseded changed its status"

    def test_many_alerts_go_in_one_call(self, store: Store) -> None:
        with store.write() as session:
            session.put_alert_states(alert_state(one) for one in _MANY)
            seq = session.enqueue(message(), [(one, told()) for one in _MANY], NOON)
            session.claim(seq, "one", NOON + HOUR, NOON)
        # A name that comes twice is no second alert.
        asked = [*_MANY, *_MANY[:200]]
        with store.write() as session:
            states, members = session.alert_states(alerts=asked), session.members(asked)
            session.settle(seq, "one", Delivery.DELIVERED, NOON)
            known, about = session.told(asked), session.alerts_in(seq)
        assert [one.alert for one in states] == _MANY, "not every alert asked for came back once"
        assert [one.alert for one in members] == _MANY, "not every member asked for came back once"
        assert sorted(known) == _MANY, "not every alert of a large message was told"
        assert about == tuple(_MANY), "a large message does not have all of its alerts"
