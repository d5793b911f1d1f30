"""What must hold of every history of alerts, whatever happens: a watcher looks at a world after each thing that does."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.last_told import Route
from wes_rules.alerts.message import Change
from wes_rules.alerts.records import Delivery
from wes_rules.alerts.revised import redefined, revised_figures
from wes_rules.running.delivering.outcomes import MOST_ATTEMPTS


class Watcher:
    """
    Watches a world from outside: what its receivers get, and what its store holds.

    Each check names its invariant; `docs/alerts-guarantees.md` says what they promise.
    """

    def __init__(self, world):
        self.world = world
        self.contents = {}
        self.keys = {}
        self.seen = defaultdict(int)
        self.sent = self._sent()
        self.begin()

    def begin(self):
        """Take as known what has arrived and is in the store; after an older copy was restored, that is less."""
        self.rows = {row.seq: row for row in self.world.rows()}
        self.believed, self.asked = {}, {}
        self.arrived = {}
        self.tried = {}
        self.latest = defaultdict(int)
        for name, receiver in self.world.receivers.items():
            self.seen[name] = len(receiver.taken)
        for row in self.rows.values():
            message, route = self.world.message(row), Route(row.recipient, row.notifier)
            if any(one.key == row.key for one in self.world.receivers[row.notifier].taken):
                self.arrived[route, row.key] = message
                about = {(one.alert, route): one for one in message.news if not one.repeated}
                self.latest |= dict.fromkeys(about, row.seq)
                self.believed |= {each: one for each, one in about.items() if one.change is not Change.QUESTIONED}
                self.asked |= {each: one.line for each, one in about.items() if one.change is Change.QUESTIONED}

    def look(self):
        """Check everything that must hold at any time."""
        self.sent = self._sent()
        rows = {row.seq: row for row in self.world.rows()}
        self._each_row_stays(rows)
        self._idle_days_give_nothing_up(rows)
        self._equal_keys_are_equal_bytes()
        self._news_comes_in_order(rows)
        self._what_is_over_is_not_refreshed()
        self._boards_see_only_their_own(rows)

    def _each_row_stays(self, rows):
        """I5: no row is ever deleted, and what is over stays as it is, but for a dead one that is retried."""
        for seq, before in self.rows.items():
            assert seq in rows, f"I5: message {seq} is gone"
            if before.status in (Delivery.DELIVERED, Delivery.SUPERSEDED):
                assert rows[seq].status is before.status, f"I5: message {seq} was {before.status}"
            assert rows[seq].message == before.message, f"I5: message {seq} was rewritten"
        told = {one.message for one in self.world.told().values()}
        delivered = {row.key for row in rows.values() if row.status is Delivery.DELIVERED}
        assert told <= delivered, "I5: told without a message that was delivered"
        self.rows = rows

    def _idle_days_give_nothing_up(self, rows):
        """I21: what is given up was tried twelve times, or three days had runs since, of which each gap counts as one at most."""
        for seq, row in rows.items():
            tried = (seq, row.created_at)
            if row.attempts and not row.status.is_over:
                self.tried.setdefault(tried, self.world.runs)
            if row.status is Delivery.DEAD and row.error.startswith("given up after") and tried in self.tried:
                runs = self.world.runs - self.tried[tried]
                assert row.attempts >= MOST_ATTEMPTS or runs >= 3, f"I21: given up, {runs} runs later: {row.error}"

    def _what_is_over_is_not_refreshed(self):
        """I20: what a receiver was told is over, no refresh opens again."""
        for name, receiver in self.world.receivers.items():
            for (alert, recipient), day in receiver.holds.items():
                one = self.believed.get((alert, Route(recipient, name)))
                assert one is None or one.open, f"I20: {alert} is over for {recipient}, and {name} holds it until {day}"

    def _what_is_open_is_held(self, report):
        """I20: what a run leaves open, a receiver that was told of it holds beyond the day of the run."""
        resting = {one.subject for one in report.problems if "it is given nothing more in this run" in one.what}
        current_alerts = self.world.current_alerts(report.day)
        for (alert, route), told in self.world.told().items():
            receiver = self.world.receivers[route.notifier]
            if receiver.refuses_refresh:
                assert report.failed or not receiver.refused, "I20: a refresh failed, and the run says nothing"
                continue
            if not told.open or alert not in current_alerts or not current_alerts[alert].open:
                continue
            if f'notifier "{route.notifier}"' in resting or self._may_have_heard_of_its_end(alert, route):
                continue
            until = receiver.holds.get((alert, route.recipient))
            assert until is not None, f"I20: {alert} is open, and {route} does not hold it"
            assert until > self.world.today, f"I20: {alert} ends by itself for {route} on {until}"

    def _may_have_heard_of_its_end(self, alert, route):
        with self.world.open() as store, store.read() as session:
            members = [one for one in session.members([alert]) if one.route == route]
        return any(one.maybe_seen or one.status is Delivery.INFLIGHT for one in members)

    def _equal_keys_are_equal_bytes(self):
        """I16: equal keys are equal content and the other way round, over every attempt to send."""
        for receiver in self.world.receivers.values():
            for message in receiver.sent:
                content = wire.dump(attrs.evolve(message, key="", possible_repeat=False))
                assert self.contents.setdefault(message.key, content) == content, "I16: one key, two contents"
                assert self.keys.setdefault(content, message.key) == message.key, "I16: one content, two keys"

    def _news_comes_in_order(self, rows):
        """I4 and I6: no news twice but under its key, none before what it follows, no end of what was never told."""
        places = {row.key: row.seq for row in rows.values()}
        for name, receiver in self.world.receivers.items():
            for message in receiver.taken[self.seen[name] :]:
                route = Route(message.recipient, name)
                if (route, message.key) in self.arrived:
                    continue
                self.arrived[route, message.key] = message
                assert message.key in places, "I5: what arrived has no row"
                for one in message.news:
                    if not one.repeated:
                        assert places[message.key] > self.latest[one.alert, route], "I6: it was overtaken"
                        self.latest[one.alert, route] = places[message.key]
                        self._hear(one, route)
            self.seen[name] = len(receiver.taken)

    def _hear(self, one, route):
        if one.change is Change.QUESTIONED:
            # It claims nothing, and ends nothing.
            self._hear_question(one, route)
            return
        before = self.believed.get((one.alert, route))
        if not one.open and one.change is not Change.UNSTABLE:
            heard = before is not None or self._may_have_heard(one, route)
            assert heard, f"I6: {one.change} of {one.alert} for somebody who was never told"
            assert before is None or before.open or before.change is Change.UNSTABLE, (
                f"I6: {one.change} of {one.alert}, which was told as closed"
            )
        if before is not None:
            assert _words(before) != _words(one), f"I4: {one.alert} was told twice: {one.change}"
        self.believed[one.alert, route] = one

    def _hear_question(self, one, route):
        """I24: no question changes what is believed, and none is asked twice in a row."""
        before = self.believed.get((one.alert, route))
        assert one.open == (before is not None and before.open), f"I24: a question said that {one.alert} is otherwise"
        assert self.asked.get((one.alert, route)) != one.line, f"I24: {one.line} was asked twice"
        self.asked[one.alert, route] = one.line

    def _may_have_heard(self, one, route):
        """Whether a message with the alert was given up without anybody knowing if it had arrived: then it counts as told."""
        return any(
            row.maybe_seen and Route(row.recipient, row.notifier) == route
            for row in self.world.rows(Delivery.DEAD)
            if one.alert in [each.alert for each in self.world.message(row).news]
        )

    def _boards_see_only_their_own(self, rows):
        """I14: nobody sees an alert of another board, but the end of one that was theirs."""
        for row in rows.values():
            for one in self.world.message(row).news:
                theirs = one.change.closes or one.change in (Change.HANDED_OVER, Change.UNSTABLE, Change.QUESTIONED)
                assert row.recipient in (one.owner, "Office", "Reader") or theirs, "I14: news of another board"

    def ran(self, before, report):
        """Check what one run did; `before` are the rows there were."""
        sent = self._sent() - self.sent
        self.look()
        fresh = [row for seq, row in self.rows.items() if seq not in before]
        if self.world.plan.alerting.quiet_until(date.fromisoformat(self._now()[:10])):
            assert not fresh, "I23: queued on a day off"
            assert not sent, "I23: sent on a day off"
        silences = self._silences()
        told = set()
        for row in fresh:
            for one in self.world.message(row).news:
                route = Route(row.recipient, row.notifier)
                assert (one.alert, route, row.seq) not in told, "I14: twice in one message"
                told.add((one.alert, route, row.seq))
                hidden = [each for each in silences if one.measure == each.matchers.get("measure")]
                assert not hidden, f"I7: {one.alert} is silenced, and {one.change} was queued"
        if report is not None:
            self._each_silence_has_a_reason()
            self._what_is_open_is_held(report)

    def _sent(self):
        return sum(len(one.sent) for one in self.world.receivers.values())

    def _now(self):
        with self.world.open() as store, store.read() as session:
            return max(session.mark("clock/p"), self.world.wall.isoformat())

    def _silences(self):
        now = self._now()
        with self.world.open() as store, store.read() as session:
            return [one for one in session.silences() if one.starts.isoformat() <= now < one.ends.isoformat()]

    def _each_silence_has_a_reason(self):
        """I19: of every alert and recipient there is a message, or the reasons why there is none."""
        told = self.world.told()
        with self.world.open() as store, store.read() as session:
            states = session.alert_states()
            members = {
                (one.alert, Route(one.recipient, one.notifier)) for one in session.members([s.alert for s in states])
            }
        for state in states:
            if state.kind not in ("off_track", "overdue"):
                continue
            for name in self.world.receivers:
                route = Route(state.owner, name)
                known = (state.alert, route) in told or (state.alert, route) in members
                assert known or state.reasons.get(f"{route.recipient} via {name}"), (
                    f"I19: nothing explains {state.alert}"
                )

    def settled(self):
        """I3: all well and everything delivered, each recipient knows what is true."""
        self.look()
        states = self.world.states()
        acknowledged = self._acknowledged()
        dead = {Route(row.recipient, row.notifier) for row in self.world.rows(Delivery.DEAD)}
        current_alerts, told = self.world.current_alerts(), self.world.told()
        beside = self.world.plan.alerting.policy.subscribers
        for alert, current in current_alerts.items():
            for route in [Route(who, name) for who in (current.owner, *beside) for name in self.world.receivers]:
                one = self.believed.get((alert, route))
                if current.unstable or route in dead:
                    continue
                is_open = one is not None and one.open
                said = f"I3: {alert} is {current.state} since {current.opened}, and {route} believes {one}"
                if current.open and not is_open and self._is_known_of_a_parent(current):
                    continue
                if current.state is State.RECOVERING and not is_open:
                    # Nobody hears for the first time that it is off track while it is on track.
                    continue
                if is_open and current.why is Ending.RECOVERED and current.severity:
                    # It recovered, and is bad again: what follows decides what is told.
                    continue
                assert is_open == current.open, said
                assert states[alert].open == current.open, said
                if current.open and one is not None and current.kind.value == "off_track":
                    assert (one.since, one.severity) == (current.opened, current.severity), said
                    assert alert in acknowledged or one.period == current.period, said
                    if not redefined(told[alert, route], current):
                        assert not revised_figures(told[alert, route], current), (
                            f"{said}; {revised_figures(told[alert, route], current)}"
                        )
        for (alert, route), one in self.believed.items():
            owner = current_alerts[alert].owner if alert in current_alerts else route.recipient
            waits = alert in current_alerts and current_alerts[alert].state is State.RECOVERING
            if route not in dead and route.recipient not in (owner, *beside) and not waits:
                assert not one.open, f"I3: {alert} is told to {owner} now, and {route} believes it open"
            if (
                alert not in current_alerts
                and route not in dead
                and alert in states
                and states[alert].kind in ("off_track", "overdue")
            ):
                assert not one.open, f"I3: {alert} is watched no more, and {route} believes it open"

    def _is_known_of_a_parent(self, current):
        """Whether somebody believes a measure to be off track whose alert hides another."""
        parents = self.world.plan.alerting.parents(current.measure) if current.kind.value == "off_track" else ()
        return any(one.open and one.kind is current.kind for one in self.believed.values() if one.measure in parents)

    def _acknowledged(self):
        with self.world.open() as store, store.read() as session:
            return {one.alert for one in session.acknowledgements()}


def _words(one):
    """What makes news the same news to whoever reads it."""
    return one.change, one.period, one.line, one.details, one.since
