"""One run's step from what is true to what has to be told: a single transaction, from reading to the outbox."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.alert import AlertKind, alert_key
from wes_rules.alerts.deciding import (
    Decision,
    Situation,
    Standing,
    cleared,
    context,
    decide,
    escalated,
    escalation,
    heard,
    knows,
    lanes_of,
)
from wes_rules.alerts.digest import MOST_LISTED, digest
from wes_rules.alerts.message import Change, Message, News
from wes_rules.alerts.moved import reads_otherwise, redefined
from wes_rules.alerts.records import Acknowledgement, AlertState, Delivery, Entry, Member, Silence
from wes_rules.alerts.told import Lane, Told, figures_told, of_one_time
from wes_rules.alerts.truth import Truth
from wes_rules.alerts.wire import stamp
from wes_rules.judging.inputs import inputs_of
from wes_rules.plugins.store import Ledger
from wes_rules.rules.plan import Plan
from wes_rules.running.clock import last_moment
from wes_rules.running.marks import kept
from wes_rules.running.telling.routing import Routing
from wes_rules.running.telling.upkeep import renewed_mark

_RUN = "run"
# Begins the signature of an alert that the plan no longer watches.
_ENDED = "ended "
# The fields of a truth that decide what is told of it; the rest follows from them.
_SIGNED = [field.name for field in attrs.fields(Truth) if field.name not in ("judged", "past")]


@attrs.frozen(kw_only=True)
class Outcome:
    """
    What one run had to tell.

    Args:
        messages: The messages put in the outbox.
        superseded: How many messages that were never sent were taken out of it.
        decided: How many alerts had to be looked at.
        out_of_reach: Recipients who know of alerts and cannot be told the rest, each with the reason.
        truths: Every alert that was judged or is no longer watched, by its key.
    """

    messages: tuple[Message, ...]
    superseded: int
    decided: int
    out_of_reach: frozenset[str] = frozenset()
    truths: Mapping[str, Truth] = attrs.field(factory=dict, repr=False)


@attrs.define
class Reconciler:
    """
    Brings what was told and what is true together, inside one transaction.

    Args:
        session: The transaction.
        plan: The plan.
        notifiers: The names of the notifiers that there are.
        day: The day that is judged.
        now: The moment of the run.
        held: Measures that could not be judged in this run because a source failed: theirs stays as it is.
        queued_at: When messages count as queued, by the clock that retries go by; by default the moment of the run.
    """

    session: Ledger
    plan: Plan
    notifiers: tuple[str, ...]
    day: date
    now: datetime
    held: frozenset[str] = frozenset()
    queued_at: datetime = attrs.field(default=attrs.Factory(lambda self: self.now, takes_self=True))

    truths: dict[str, Truth] = attrs.field(init=False, factory=dict)
    silences: list[Silence] = attrs.field(init=False, factory=list)
    acknowledged: dict[str, Acknowledgement] = attrs.field(init=False, factory=dict)
    told: dict[str, dict[Lane, tuple[int, Told]]] = attrs.field(init=False, factory=dict)
    members: dict[str, list[Member]] = attrs.field(init=False, factory=dict)
    kept: set[int] = attrs.field(init=False, factory=set)
    superseded: int = attrs.field(init=False, default=0)
    out_of_reach: set[str] = attrs.field(init=False, factory=set)
    last_run: datetime = attrs.field(init=False)
    _routing: Routing = attrs.field(init=False)
    _standings: dict[tuple[str, Lane], Standing] = attrs.field(init=False, factory=dict)
    _inhibiting: set[str] = attrs.field(init=False, factory=set)
    _open_by_lane: dict[Lane, list[Truth]] | None = attrs.field(init=False, default=None)

    def __attrs_post_init__(self) -> None:
        self.last_run = last_moment(self.session, f"clock/{self.plan.id}") or self.now
        self._routing = Routing(self.plan, self.notifiers)

    def run(self, truths: Iterable[Truth]) -> Outcome:
        """
        Enqueue what recipients have to be told.

        Args:
            truths: Every alert of the plan that was judged.
        """
        self.truths = {one.alert: one for one in truths}
        known = self.session.signatures(self.plan.id)
        self._add_ended(known)
        self.silences = self.session.silences()
        self.acknowledged = {one.alert: one for one in self.session.acknowledgements()}
        self._clear_acknowledgements()
        self._settle_inhibiting()
        signatures = {alert: self._signature(truth) for alert, truth in self.truths.items()}
        changed = {alert for alert in self.truths if self._has_changed(known.get(alert), signatures[alert])}
        decided = self._readable(changed)
        states, by_lane = [], defaultdict(list)
        for alert in sorted(decided):
            truth = self.truths[alert]
            decisions = self._decide(truth)
            for one in decisions:
                by_lane[one.lane].append((truth, one))
            states.append(self._state(truth, signatures[alert], decisions))
        messages = [made for lane in sorted(by_lane) if (made := self._send(lane, by_lane[lane])) is not None]
        self.session.put_alert_states(states)
        return Outcome(
            messages=tuple(messages),
            superseded=self.superseded,
            decided=len(states),
            out_of_reach=frozenset(self.out_of_reach),
            truths=self.truths,
        )

    def _settle_inhibiting(self) -> None:
        """
        Find the measures whose open alerts inhibit others.

        One that nobody has heard of, or hears of now, hides no other: somebody must know. Where a source failed the
        last run's word stands.
        """
        parents = {one.parent for one in self.plan.alerting.inhibitions}
        alerts = {
            one.id: alert_key(self.plan, one, one.area, AlertKind.OFF_TRACK)
            for one in self.plan.measures
            if one.id in parents
        }
        if not alerts:
            return
        self._fetch(alerts.values())
        open_before = {one.alert for one in self.session.alert_states(alerts=list(alerts.values())) if one.open}
        seen: set[str] = set()

        def settle(measure: str) -> None:
            if measure in seen or measure not in alerts:
                return
            seen.add(measure)
            for parent in self.plan.alerting.parents(measure):
                settle(parent)
            truth = self.truths.get(alerts[measure])
            if truth is None:
                told = any(one.open for _, one in self.told[alerts[measure]].values())
                heard = alerts[measure] in open_before and (told or bool(self._parent_of(measure)))
            else:
                heard = truth.open and (bool(self._parent_of(measure)) or self._is_heard(truth))
            if heard:
                self._inhibiting.add(measure)

        for measure in sorted(parents):
            settle(measure)
        # What was worked out here is worked out again once it is known which messages stay.
        self._standings.clear()

    def _is_heard(self, truth: Truth) -> bool:
        """Whether anybody knows that an alert is open, or is told so now."""
        known = (self._standing(truth.alert, lane).told for lane in self._lanes_told(truth))
        return any(knows(one, truth) for one in known) or any(
            one.news is not None and one.news.open for one in self._decide(truth)
        )

    def _add_ended(self, known: Mapping[str, tuple[str, str, bool]]) -> None:
        """Close what somebody may know of and is no longer in the plan; what could not be judged stays as it is."""
        gone = [
            alert
            for alert, (signature, due, _) in known.items()
            if alert not in self.truths and (due or not signature.startswith(_ENDED))
        ]
        for one in self.session.alert_states(alerts=gone):
            if one.measure not in self.held:
                ended, why = one.as_ended(), "the plan no longer watches it"
                self.truths[one.alert] = attrs.evolve(ended, line=self._why_ended(ended), quiet_because=why)

    def _why_ended(self, truth: Truth) -> str:
        measure = self._routing.measure(truth)
        if not truth.kind.of_measure or (measure is not None and measure.area == truth.area):
            return "The plan no longer watches it."
        return f'The plan no longer has a measure "{truth.measure}" for {truth.area}.'

    def _clear_acknowledgements(self) -> None:
        for alert, one in list(self.acknowledged.items()):
            truth = self.truths.get(alert)
            why = cleared(one, truth, self.now) if truth is not None else ""
            if why:
                self.session.put_acknowledgement(attrs.evolve(one, cleared_at=self.now, cleared_why=why))
                self.session.log(Entry(at=self.now, actor=_RUN, action="unacknowledged", subject=alert, detail=why))
                del self.acknowledged[alert]

    def _matching(self, truth: Truth) -> list[Silence]:
        return [one for one in self.silences if one.matches(self.plan.id, truth)]

    def _parent(self, truth: Truth) -> str:
        return self._parent_of(truth.measure) if truth.kind is AlertKind.OFF_TRACK else ""

    def _parent_of(self, measure: str) -> str:
        """Name a measure whose alert hides another's; empty where none does."""
        return next((one for one in self.plan.alerting.parents(measure) if one in self._inhibiting), "")

    def _signature(self, truth: Truth) -> str:
        """Return a text that differs when anything but told and time does that decides what is told."""
        parts = (
            *(getattr(truth, name) for name in _SIGNED),
            sorted(truth.past),
            self._routing.policy_text(truth),
            sorted(self._routing.lanes(truth)),
            sorted(self._routing.lanes_of_escalation(truth)),
            [one.name for one in self.plan.alerting.recipients],
            [(one.id, one.holds(self.now)) for one in self._matching(truth) if one.ends > self.now],
            self.acknowledged[truth.alert].at if truth.alert in self.acknowledged else "",
            self._parent(truth),
            self.plan.alerting.announce_from,
            # Of every period: a revision of one that was told is news, whatever has come since.
            [(period, one.place, one.words) for period, judged in truth.judged.items() for one in inputs_of(judged)],
        )
        mark = _ENDED if truth.ended else ""
        return mark + hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()

    def _has_changed(self, known: tuple[str, str, bool] | None, signature: str) -> bool:
        if known is None:
            return True
        was, due, _ = known
        return was != signature or bool(due and due <= stamp(self.now))

    def _with_unsent(self, alerts: set[str]) -> set[str]:
        """
        Add the alerts that share a message which was never sent: it may have to be made anew, whole.

        A message with an alert that could not be judged in this run cannot be made anew, so it stays and goes first.
        """
        found, ahead = set(alerts), set(alerts)
        while ahead:
            seqs = {one.seq for one in self.session.members(ahead) if one.untouched}
            shared = {seq: set(self.session.alerts_in(seq)) for seq in seqs}
            self.kept |= {seq for seq, together in shared.items() if together - self.truths.keys()}
            ahead = {alert for seq in seqs - self.kept for alert in shared[seq]} - found
            found |= ahead
        return found

    def _readable(self, changed: set[str]) -> set[str]:
        """
        Fetch what is known of alerts that have changed, and of those that share a message with them.

        An alert of which something cannot be read stays as it is, as if it could not be judged in this run.
        """
        while True:
            decided = self._with_unsent(changed)
            self._fetch(decided)
            damaged = {one.alert for one in self.session.damages if one.table in ("told", "members")}
            unreadable = damaged & self.truths.keys()
            if not unreadable:
                return decided
            for alert in unreadable:
                del self.truths[alert]
            changed = changed - unreadable

    def _fetch(self, alerts: Iterable[str]) -> None:
        names = list(alerts)
        found = self.session.told(names)
        self.told |= {alert: found.get(alert, {}) for alert in names}
        self.members |= {alert: [] for alert in names}
        for one in self.session.members(names):
            if one.status is Delivery.DEAD and self.session.mark(renewed_mark(one.seq)):
                continue
            kept = attrs.evolve(one, untouched=False) if one.seq in self.kept else one
            self.members[one.alert].append(kept)

    def _standing(self, alert: str, lane: Lane) -> Standing:
        """Return what a recipient knows; it stays the same while the run decides, so it is worked out once."""
        if (alert, lane) not in self._standings:
            mine = [one for one in self.members[alert] if one.lane == lane]
            found = Standing.of(self.told[alert].get(lane), mine)
            self._standings[alert, lane] = self._read_anew(alert, found)
        return self._standings[alert, lane]

    def _read_anew(self, alert: str, found: Standing) -> Standing:
        """
        Return what a recipient knows as the plan now says it, where an edit of the plan changed nothing of it.

        It is kept, so that a later revision is not laid on the edit.
        """
        told, truth = found.told, self.truths[alert]
        if told is None or not told.message:
            return found
        mark = f"reread/{told.message}/{alert}"
        told = kept(self.session, mark, lambda text: wire.load(Told, text), told)
        if redefined(told, truth) and not reads_otherwise(told, truth):
            figures = figures_told(truth, (*told.breaches, told.period))
            told = attrs.evolve(told, rule=truth.rule, inputs=figures)
            self.session.set_mark(mark, wire.dump(told))
        return attrs.evolve(found, told=told)

    def _decide(self, truth: Truth) -> list[Decision]:
        policy, routed = self._routing.policy(truth), self._routing.lanes(truth)
        matching = self._matching(truth)
        acknowledged = self.acknowledged.get(truth.alert)
        standings = {lane: self._standing(truth.alert, lane) for lane in routed | self._lanes_told(truth)}
        added, decisions = self._escalate(truth, routed, standings)
        for lane in added:
            standings[lane] = self._standing(truth.alert, lane)
        situation = Situation(
            policy=policy,
            day=self.day,
            silences=tuple(one for one in matching if one.holds(self.now)),
            lapsed=tuple(one for one in matching if self.last_run < one.ends <= self.now),
            acknowledged=acknowledged,
            inhibited_by=self._parent(truth),
            announce_from=self.plan.alerting.announce_from,
            routed=routed | added.keys(),
            escalated={lane: why for lane, why in added.items() if why},
        )
        if standings.keys() - situation.routed and not any(
            knows(standings[lane].told, truth) or decide(truth, lane, standings[lane], situation).news is not None
            for lane in routed
        ):
            # Nothing is handed over to somebody who does not hear of it yet.
            situation = attrs.evolve(situation, routed=frozenset(standings))
        for lane in sorted(standings):
            one = decide(truth, lane, standings[lane], situation)
            if why := self._routing.out_of_reach(lane):
                if one.news is not None:
                    self.out_of_reach.add(f"{lane}: {why}")
                one = Decision(lane=lane, reasons=(why,))
            decisions.append(one)
        return decisions

    def _escalate(
        self, truth: Truth, routed: frozenset[Lane], standings: Mapping[Lane, Standing]
    ) -> tuple[dict[Lane, str], list[Decision]]:
        """Find who else is told by escalation, each with why if that is new; and say why others are not told yet."""
        acknowledged = self.acknowledged.get(truth.alert)
        told = {lane: one for lane, (_, one) in self.told[truth.alert].items()}
        told |= {lane: one.told for lane, one in standings.items() if one.told is not None}
        days = dict(escalated(truth, self._routing.policy(truth), told.values()))
        added: dict[Lane, str] = {}
        waiting = []
        for level in self._routing.policy(truth).escalate if truth.kind is AlertKind.OFF_TRACK and truth.open else ():
            for lane in lanes_of(self.plan, (level.to,), self.notifiers) - routed:
                known, day = self._standing(truth.alert, lane).told, days.get(level)
                here = known is not None and of_one_time(known, truth) and known.change is not Change.HANDED_OVER
                if here or (known is not None and known.open):
                    # Whoever was told by escalation stays told, be it that the others are others now.
                    added.setdefault(lane, "")
                elif acknowledged is not None:
                    waiting.append((lane, f"acknowledged by {acknowledged.by}"))
                elif day is None:
                    waiting.append((lane, f"told {level.after_days} days after the first of the others"))
                elif self.day < day:
                    waiting.append((lane, f"told from {day:%Y-%m-%d} on"))
                elif not added.get(lane):
                    before = self.session.acknowledgements(alert=truth.alert)
                    added[lane] = escalation(level, truth, told, before)
        decisions = [Decision(lane=lane, reasons=(f"escalation: {why}",)) for lane, why in waiting if lane not in added]
        return added, decisions

    def _lanes_told(self, truth: Truth) -> frozenset[Lane]:
        """Return the recipients who know of an alert as open, or have a message about it on its way."""
        known = self.told[truth.alert].items()
        told = {lane for lane, (_, one) in known if one.is_owed_an_end or (truth.open and of_one_time(one, truth))}
        return frozenset(told | {one.lane for one in self.members[truth.alert]})

    def _state(self, truth: Truth, signature: str, decisions: list[Decision]) -> AlertState:
        return AlertState(
            alert=truth.alert,
            plan=self.plan.id,
            kind=truth.kind,
            state="ended" if truth.ended else truth.state.value,
            open=truth.open,
            measure=truth.measure,
            area=truth.area,
            labels=truth.labels,
            title=truth.title,
            owner=truth.owner,
            period=truth.period,
            since=truth.opened,
            severity=truth.severity,
            line=truth.line,
            signature=signature,
            due=self._due(truth, decisions),
            reasons={str(one.lane): one.reasons for one in decisions if one.reasons},
            updated=self.day.isoformat(),
        )

    def _due(self, truth: Truth, decisions: list[Decision]) -> str:
        """Return the moment at which time alone may change what is told of an alert; empty when it cannot."""
        if truth.ended:
            # It is not in the plan: only this brings a later run back to somebody who could not be told now.
            untold = any(one.news is None and self._is_owed_an_end(truth, one.lane) for one in decisions)
            return stamp(self.now) if untold else ""
        moments = [end for one in self._matching(truth) for end in (one.starts, one.ends) if end > self.now]
        acknowledged = self.acknowledged.get(truth.alert)
        if acknowledged is not None and acknowledged.until is not None:
            moments.append(acknowledged.until)
        told = [one for _, one in self.told[truth.alert].values()]
        told += [
            one for lane in self._routing.lanes(truth) if (one := self._standing(truth.alert, lane).told) is not None
        ]
        days = [day for _, day in escalated(truth, self._routing.policy(truth), told) if day > self.day]
        if truth.turns is not None:
            days.append(truth.turns)
        # An escalation is counted from the day of the message that this very run may send.
        if truth.open and self._routing.policy(truth).escalate and not any(heard(one, truth) for one in told):
            days.append(self.day)
        moments += [datetime.combine(day, time(), UTC) for day in days]
        return stamp(min(moments)) if moments else ""

    def _is_owed_an_end(self, truth: Truth, lane: Lane) -> bool:
        told = self._standing(truth.alert, lane).told
        return told is not None and told.is_owed_an_end

    def _send(self, lane: Lane, decided: list[tuple[Truth, Decision]]) -> Message | None:
        """Put one recipient's news in the outbox, in the place of messages that were never sent."""
        unsent = {seq for truth, _ in decided for seq in self._standing(truth.alert, lane).untouched}
        news = [one.news for _, one in decided if one.news is not None]
        made: Message | None = None
        if news:
            about = {one.alert for one in news}
            more = [one for one in self._others(lane) if one.alert not in about]
            made = digest(self.plan, lane, [*news, *more])
            same = self.session.rows(key=made.key)
            if same:
                # The very message waits already, or was given up and is retried by hand.
                unsent -= {one.seq for one in same if one.status is Delivery.QUEUED}
                made = None
        for seq in sorted(unsent):
            self.superseded += self.session.supersede(seq, self.queued_at)
        if made is not None:
            told = [
                (truth.alert, attrs.evolve(one.told, message=made.key))
                for truth, one in decided
                if one.told is not None
            ]
            self.session.enqueue(made, told, self.queued_at)
        return made

    def _others(self, lane: Lane) -> list[News]:
        """Say of the other open alerts that a recipient knows of that they are as they were, so many as can be read."""
        if self._open_by_lane is None:
            self._open_by_lane = defaultdict(list)
            for truth in self.truths.values():
                if truth.open and not any(one.holds(self.now) for one in self._matching(truth)):
                    for one in self._routing.lanes(truth):
                        self._open_by_lane[one].append(truth)
        listed = sorted(self._open_by_lane.get(lane, ()), key=lambda one: (one.title, one.alert))[:MOST_LISTED]
        told = self.session.told([one.alert for one in listed])
        return [
            context(one, told[one.alert][lane][1], self.acknowledged.get(one.alert))
            for one in listed
            if lane in told.get(one.alert, {}) and told[one.alert][lane][1].open
        ]
