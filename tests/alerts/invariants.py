"""What must hold of every history of alerts, whatever happens: a watcher looks at a world after each thing that does."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.message import Change
from wes_rules.alerts.records import Delivery
from wes_rules.alerts.revised import redefined, revised_figures
from wes_rules.alerts.told import Lane
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
            message, lane = self.world.message(row), Lane(row.recipient, row.notifier)
            if any(one.key == row.key for one in self.world.receivers[row.notifier].taken):
                self.arrived[lane, row.key] = message
                about = {(one.alert, lane): one for one in message.news if not one.repeated}
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
                one = self.believed.get((alert, Lane(recipient, name)))
                assert one is None or one.open, f"I20: {alert} is over for {recipient}, and {name} holds it until {day}"

    def _what_is_open_is_held(self, report):
        """I20: what a run leaves open, a receiver that was told of it holds beyond the day of the run."""
        resting = {one.subject for one in report.problems if "it is given nothing more in this run" in one.what}
        truths = self.world.truths(report.day)
        for (alert, lane), told in self.world.told().items():
            receiver = self.world.receivers[lane.notifier]
            if receiver.refuses_refresh:
                assert report.failed or not receiver.refused, "I20: a refresh failed, and the run says nothing"
                continue
            if not told.open or alert not in truths or not truths[alert].open:
                continue
            if f'notifier "{lane.notifier}"' in resting or self._may_have_heard_of_its_end(alert, lane):
                continue
            until = receiver.holds.get((alert, lane.recipient))
            assert until is not None, f"I20: {alert} is open, and {lane} does not hold it"
            assert until > self.world.today, f"I20: {alert} ends by itself for {lane} on {until}"

    def _may_have_heard_of_its_end(self, alert, lane):
        with self.world.open() as store, store.read() as session:
            members = [one for one in session.members([alert]) if one.lane == lane]
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
                lane = Lane(message.recipient, name)
                if (lane, message.key) in self.arrived:
                    continue
                self.arrived[lane, message.key] = message
                assert message.key in places, "I5: what arrived has no row"
                for one in message.news:
                    if not one.repeated:
                        assert places[message.key] > self.latest[one.alert, lane], "I6: it was overtaken"
                        self.latest[one.alert, lane] = places[message.key]
                        self._hear(one, lane)
            self.seen[name] = len(receiver.taken)

    def _hear(self, one, lane):
        if one.change is Change.QUESTIONED:
            # It claims nothing, and ends nothing.
            self._hear_question(one, lane)
            return
        before = self.believed.get((one.alert, lane))
        if not one.open and one.change is not Change.UNSTABLE:
            heard = before is not None or self._may_have_heard(one, lane)
            assert heard, f"I6: {one.change} of {one.alert} for somebody who was never told"
            assert before is None or before.open or before.change is Change.UNSTABLE, (
                f"I6: {one.change} of {one.alert}, which was told as closed"
            )
        if before is not None:
            assert _words(before) != _words(one), f"I4: {one.alert} was told twice: {one.change}"
        self.believed[one.alert, lane] = one

    def _hear_question(self, one, lane):
        """I24: no question changes what is believed, and none is asked twice in a row."""
        before = self.believed.get((one.alert, lane))
        assert one.open == (before is not None and before.open), f"I24: a question said that {one.alert} is otherwise"
        assert self.asked.get((one.alert, lane)) != one.line, f"I24: {one.line} was asked twice"
        self.asked[one.alert, lane] = one.line

    def _may_have_heard(self, one, lane):
        """Whether a message with the alert was given up without anybody knowing if it had arrived: then it counts as told."""
        return any(
            row.maybe_seen and Lane(row.recipient, row.notifier) == lane
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
                lane = Lane(row.recipient, row.notifier)
                assert (one.alert, lane, row.seq) not in told, "I14: twice in one message"
                told.add((one.alert, lane, row.seq))
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
                (one.alert, Lane(one.recipient, one.notifier)) for one in session.members([s.alert for s in states])
            }
        for state in states:
            if state.kind not in ("off_track", "overdue"):
                continue
            for name in self.world.receivers:
                lane = Lane(state.owner, name)
                known = (state.alert, lane) in told or (state.alert, lane) in members
                assert known or state.reasons.get(f"{lane.recipient} via {name}"), (
                    f"I19: nothing explains {state.alert}"
                )

    def settled(self):
        """I3: all well and everything delivered, each recipient knows what is true."""
        self.look()
        states = self.world.states()
        acknowledged = self._acknowledged()
        dead = {Lane(row.recipient, row.notifier) for row in self.world.rows(Delivery.DEAD)}
        truths, told = self.world.truths(), self.world.told()
        beside = self.world.plan.alerting.policy.subscribers
        for alert, truth in truths.items():
            for lane in [Lane(who, name) for who in (truth.owner, *beside) for name in self.world.receivers]:
                one = self.believed.get((alert, lane))
                if truth.unstable or lane in dead:
                    continue
                is_open = one is not None and one.open
                said = f"I3: {alert} is {truth.state} since {truth.opened}, and {lane} believes {one}"
                if truth.open and not is_open and self._is_known_of_a_parent(truth):
                    continue
                if truth.state is State.RECOVERING and not is_open:
                    # Nobody hears for the first time that it is off track while it is on track.
                    continue
                if is_open and truth.why is Ending.RECOVERED and truth.severity:
                    # It recovered, and is bad again: what follows decides what is told.
                    continue
                assert is_open == truth.open, said
                assert states[alert].open == truth.open, said
                if truth.open and one is not None and truth.kind.value == "off_track":
                    assert (one.since, one.severity) == (truth.opened, truth.severity), said
                    assert alert in acknowledged or one.period == truth.period, said
                    if not redefined(told[alert, lane], truth):
                        assert not revised_figures(told[alert, lane], truth), (
                            f"{said}; {revised_figures(told[alert, lane], truth)}"
                        )
        for (alert, lane), one in self.believed.items():
            owner = truths[alert].owner if alert in truths else lane.recipient
            waits = alert in truths and truths[alert].state is State.RECOVERING
            if lane not in dead and lane.recipient not in (owner, *beside) and not waits:
                assert not one.open, f"I3: {alert} is told to {owner} now, and {lane} believes it open"
            if (
                alert not in truths
                and lane not in dead
                and alert in states
                and states[alert].kind in ("off_track", "overdue")
            ):
                assert not one.open, f"I3: {alert} is watched no more, and {lane} believes it open"

    def _is_known_of_a_parent(self, truth):
        """Whether somebody believes a measure to be off track whose alert hides another."""
        parents = self.world.plan.alerting.parents(truth.measure) if truth.kind.value == "off_track" else ()
        return any(one.open and one.kind is truth.kind for one in self.believed.values() if one.measure in parents)

    def _acknowledged(self):
        with self.world.open() as store, store.read() as session:
            return {one.alert for one in session.acknowledgements()}


def _words(one):
    """What makes news the same news to whoever reads it."""
    return one.change, one.period, one.line, one.details, one.since
