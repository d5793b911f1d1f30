"""Alerts as a run stores them; one is decided again if its signature differs or its due moment has come."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import attrs

from wes_rules.alerts.deciding import Decision
from wes_rules.alerts.escalating import escalated
from wes_rules.alerts.records import AlertState
from wes_rules.alerts.told import Told
from wes_rules.alerts.truth import Truth
from wes_rules.alerts.wire import stamp
from wes_rules.judging.inputs import inputs_of
from wes_rules.running.telling.correspondence import Correspondence
from wes_rules.running.telling.facts import ENDED, Facts

# The fields of a truth that affect messages; the rest follows from them.
_SIGNED = [
    field.name
    for field in attrs.fields(Truth)
    if field.name not in ("judged", "past", "hanging", "could_be", "question")
]


def signature_of(facts: Facts, truth: Truth) -> str:
    """Return a text that changes with everything that decides what is sent, except knowledge and time."""
    routing, alerting = facts.routing, facts.plan.alerting
    parts = (
        *(getattr(truth, name) for name in _SIGNED),
        sorted(truth.past),
        sorted(truth.hanging),
        routing.policy_text(truth),
        sorted(routing.lanes(truth)),
        sorted(routing.lanes_of_escalation(truth)),
        [one.name for one in alerting.recipients],
        [(one.id, one.holds(facts.now)) for one in facts.silences_of(truth) if one.ends > facts.now],
        facts.acknowledged[truth.alert].at if truth.alert in facts.acknowledged else "",
        facts.inhibitor_of(truth),
        alerting.announce_from,
        # Entries stored before quiet days existed still read the same.
        *([(alerting.working_days, alerting.holidays)] if alerting.working_days or alerting.holidays else ()),
        *([(truth.question, facts.seen_at(truth.alert))] if truth.question is not None else ()),
        # Every period counts: a revision of an announced one is news, whatever has come since.
        [(period, one.place, one.words) for period, judged in truth.judged.items() for one in inputs_of(judged)],
    )
    mark = ENDED if truth.ended else ""
    return mark + hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def has_changed(facts: Facts, alert: str, signature: str) -> bool:
    """Whether an alert has to be decided anew: it is new, its signature differs, or its time has come."""
    if alert not in facts.signatures:
        return True
    was, due, _ = facts.signatures[alert]
    return was != signature or bool(due and due <= stamp(facts.now))


def state_of(
    facts: Facts, truth: Truth, signature: str, known: Correspondence, decisions: Sequence[Decision]
) -> AlertState:
    """Return the record of an alert at the end of a run."""
    return AlertState(
        alert=truth.alert,
        plan=facts.plan.id,
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
        due=due_at(facts, truth, known, decisions),
        reasons={str(one.lane): one.reasons for one in decisions if one.reasons},
        updated=facts.day.isoformat(),
    )


def due_at(facts: Facts, truth: Truth, known: Correspondence, decisions: Sequence[Decision]) -> str:
    """Return the moment at which time alone may change what is sent about an alert; empty if none."""
    if truth.ended:
        # It is not in the plan: only this lets a later run reach a recipient who could not be told now.
        untold = any(one.news is None and _is_owed_an_end(known.standings[one.lane].told) for one in decisions)
        return stamp(facts.now) if untold else ""
    moments = [end for one in facts.silences_of(truth) for end in (one.starts, one.ends) if end > facts.now]
    acknowledged = facts.acknowledged.get(truth.alert)
    if acknowledged is not None and acknowledged.until is not None:
        moments.append(acknowledged.until)
    waiting = [one.waits_until for one in decisions if one.waits_until is not None]
    days = [*_days(facts, truth, known), *waiting]
    if truth.open and facts.routing.policy(truth).escalate and any(one.news is not None for one in decisions):
        # An escalation counts from the day of the message that this run sends.
        days.append(facts.day)
    moments += [datetime.combine(day, time(), UTC) for day in days]
    return stamp(min(moments)) if moments else ""


def _is_owed_an_end(told: Told | None) -> bool:
    return told is not None and told.is_owed_an_end


def _days(facts: Facts, truth: Truth, known: Correspondence) -> list[date]:
    """List the days on which an escalation is due, or the alert changes without a new figure."""
    policy = facts.routing.policy(truth)
    routed = facts.routing.lanes(truth)
    coming = [one.told for lane, one in known.standings.items() if lane in routed and one.told is not None]
    told = [*known.told.values(), *coming]
    days = [day for _, day in escalated(truth, policy, told) if day > facts.day]
    if truth.turns is not None:
        days.append(truth.turns)
    return days
