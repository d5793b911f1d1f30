"""What people did, and what they wrote: silences, acknowledgements, the log, and texts of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import attrs
import pytest

from wes_rules.alerts.last_told import Route
from wes_rules.alerts.records import Delivery
from wes_rules.plugins.store import Store
from wes_rules.testing.stores.place import (
    ALERT,
    HOUR,
    NOON,
    OTHER,
    Place,
    acknowledgement,
    alert_state,
    claimed,
    entry,
    message,
    queued,
    silence,
    told,
)

AWKWARD = [
    'it\'s 100% "so"; -- ? %s %(name)s :name $1 {text} \\ \\n',
    "Überblick, Świętokrzyskie, 教育, עברית, e\u0301, \N{WHITE HEAVY CHECK MARK}\N{FLEXED BICEPS}",
    "two\nlines\tand a tab\r\n",
    " spaces around ",
    "'; DROP TABLE outbox; --",
    "long " * 20_000,
]


class People(Place):
    """Silences, acknowledgements, the log, and texts."""

    def test_silences_are_listed_by_their_start(self, store: Store) -> None:
        late, early = silence("a", starts=NOON + HOUR), silence("b")
        with store.write() as session:
            for one in (late, early):
                session.put_silence(one)
        with store.read() as session:
            assert session.silences() == [early, late], (
                "silences are lost, changed, or not in the order of their starts"
            )

    def test_a_silence_that_was_ended_replaces_itself(self, store: Store) -> None:
        first = silence("a")
        ended = attrs.evolve(first, ends=NOON + HOUR, ended_by="Ben")
        moved = silence("b", starts=NOON + 2 * HOUR)
        with store.write() as session:
            for one in (first, moved, ended, silence("b", starts=NOON - HOUR)):
                session.put_silence(one)
        with store.read() as session:
            assert session.silences() == [silence("b", starts=NOON - HOUR), ended], "a silence was not replaced"

    def test_acknowledgements_that_stand_are_apart_from_all_there_were(self, store: Store) -> None:
        over = acknowledgement(at=NOON - HOUR, cleared_at=NOON, cleared_why="it got worse")
        stands, other = acknowledgement(until=NOON + HOUR), acknowledgement(OTHER)
        with store.write() as session:
            for one in (stands, over, other):
                session.put_acknowledgement(one)
        with store.read() as session:
            standing, ever = session.acknowledgements(), session.acknowledgements(alert=ALERT)
        assert standing == [other, stands], "the acknowledgements that stand are not just those, by alert"
        assert ever == [over, stands], "an alert's acknowledgements are not all there were, earliest first"

    def test_an_acknowledgement_that_was_cleared_replaces_itself(self, store: Store) -> None:
        one = acknowledgement()
        cleared = attrs.evolve(one, cleared_at=NOON + HOUR, cleared_why="it got worse")
        with store.write() as session:
            session.put_acknowledgement(one)
            session.put_acknowledgement(cleared)
        with store.read() as session:
            assert session.acknowledgements() == [], "a cleared acknowledgement still stands"
            assert session.acknowledgements(alert=ALERT) == [cleared], "a cleared acknowledgement was not replaced"

    def test_the_log_only_grows(self, open_store: Callable[[], Store]) -> None:
        store = open_store()
        lines = [entry("first"), entry("second", subject=OTHER, at=NOON - HOUR), entry("first")]
        for one in lines:
            with store.write() as session:
                session.log(one)
        with store.write() as session:
            session.put_alert_states([alert_state()])
            session.put_silence(silence())
            session.put_acknowledgement(acknowledgement())
            session.supersede(session.enqueue(message(), [(ALERT, told())], NOON), NOON)
            session.expire("plan", NOON + 999 * HOUR)
        for view in (store, open_store()):
            with view.read() as session:
                assert session.entries() == lines, "a line of the log was lost, changed, or moved"
                assert session.entries(OTHER) == lines[1:2], "the log of a subject is not just its lines"

    @pytest.mark.parametrize("text", AWKWARD, ids=lambda text: repr(text[:20]))
    def test_texts_of_every_kind_survive(self, store: Store, text: str) -> None:
        # Databases keep an index of names, and have a limit for what goes in one.
        name = text[:200]
        alert, known = f"plan/{name}/937", told(basis=text, terms={text: text})
        state = alert_state(alert, title=text, plan=name, reasons={text: (text,)})
        one = message(text, text=text, recipient=name, notifier=name, plan=name)
        kept = silence(reason=text, matchers={"label": text}), acknowledgement(alert, note=text, told=known)
        line = entry(text, subject=alert, actor=text)
        with store.write() as session:
            session.set_mark(name, text)
            session.put_alert_states([state])
            session.put_silence(kept[0])
            session.put_acknowledgement(kept[1])
            session.log(line)
            seq = session.enqueue(one, [(alert, known)], NOON)
            session.claim(seq, text, NOON + HOUR, NOON)
            settled = session.settle(seq, text, Delivery.DELIVERED, NOON, error=text, receipt=text)
        assert settled, "an owner was not recognised by its name"
        with store.read() as session:
            assert session.mark(name) == text, "a mark changed"
            assert list(session.signatures(name)) == [alert], "a plan was not recognised by its name"
            assert session.alert_states(alerts=[alert], plan=name) == [state], "an alert changed"
            assert session.silences() == [kept[0]], "a silence changed"
            assert session.acknowledgements(alert=alert) == [kept[1]], "an acknowledgement changed"
            assert session.entries(alert) == [line], "a line of the log changed"
            (row,) = session.rows(key=one.key)
            assert (row.recipient, row.notifier) == (name, name), "a recipient or a notifier changed"
            assert (row.owner, row.error, row.receipt) == (text, text, text), "what became of a message changed"
            assert session.told([alert]) == {alert: {Route(name, name): (seq, known)}}, "what was told changed"

    @pytest.mark.parametrize("text", ["a\0b", "a\udcffb"], ids=["NUL", "half a character"])
    def test_a_text_that_no_database_keeps_ends_no_run(self, store: Store, text: str) -> None:
        seq = queued(store)
        claimed(store, seq)
        with store.write() as session:
            session.settle(seq, "one", Delivery.UNKNOWN, NOON, error=text, receipt=text)
            session.log(entry(text))
            session.put_silence(silence(reason=text))
        with store.read() as session:
            (row,) = session.rows()
            kept = [row.error, row.receipt, session.entries()[0].detail, session.silences()[0].reason]
        for one in kept:
            assert (one[0], one[-1]) == ("a", "b"), "what surrounds a character that cannot be kept was lost"
            assert len(one) > 2, "a character that cannot be kept has vanished without a trace"

    def test_moments_are_the_same_moments_in_every_zone(self, store: Store) -> None:
        india = timezone(timedelta(hours=5, minutes=30))
        moment = datetime(2026, 4, 1, 17, 30, 0, 123456, tzinfo=india)
        with store.write() as session:
            seq = session.enqueue(message(), [], moment)
            early = session.claim(seq, "one", moment + HOUR, NOON)
            row = session.claim(seq, "one", moment + HOUR, NOON + timedelta(microseconds=123456))
            session.log(entry(at=moment))
        assert early is None, "a message was claimed a part of a second before its time"
        assert row is not None, "a moment of another zone was not understood"
        assert (row.created_at, row.lease_until) == (moment, moment + HOUR), "a moment changed"
        assert row.created_at.tzinfo is not None, "a moment lost its zone"
        with store.read() as session:
            assert session.entries()[0].at == moment, "a moment in the log changed"
