"""Alerts as a run stores them; one is decided again if its signature differs or its due moment has come."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Decision
from wes_rules.alerts.escalating import escalated
from wes_rules.alerts.records import AlertState
from wes_rules.alerts.wire import stamp
from wes_rules.running.telling.correspondence import Correspondence
from wes_rules.running.telling.facts import ENDED, Facts


def signature_of(facts: Facts, current: CurrentAlert) -> str:
    """Return a text that changes with everything that decides what is sent, except knowledge and time."""
    routing, alerting = facts.routing, facts.plan.alerting
    # Every period counts: a revision of an announced one is news, whatever has come since.
    fields, inputs = current.signed
    around = (
        routing.policy_text(current),
        sorted(routing.routes(current)),
        sorted(routing.routes_of_escalation(current)),
        [one.name for one in alerting.recipients],
        [(one.id, one.holds(facts.now)) for one in facts.silences_of(current) if one.ends > facts.now],
        facts.acknowledged[current.alert].at if current.alert in facts.acknowledged else "",
        facts.inhibitor_of(current),
        alerting.announce_from,
        # Entries stored before quiet days existed still read the same.
        *([(alerting.working_days, alerting.holidays)] if alerting.working_days or alerting.holidays else ()),
        *([(current.question, facts.seen_at(current.alert))] if current.question is not None else ()),
    )
    text = f"({fields}, {', '.join(map(repr, around))}, {inputs})"
    mark = ENDED if current.ended else ""
    return mark + hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def has_changed(facts: Facts, alert: str, signature: str) -> bool:
    """Whether an alert has to be decided anew: it is new, its signature differs, or its time has come."""
    if alert not in facts.signatures:
        return True
    was, due, _ = facts.signatures[alert]
    return was != signature or bool(due and due <= stamp(facts.now))


def state_of(
    facts: Facts, current: CurrentAlert, signature: str, known: Correspondence, decisions: Sequence[Decision]
) -> AlertState:
    """Return the record of an alert at the end of a run."""
    return AlertState(
        alert=current.alert,
        plan=facts.plan.id,
        kind=current.kind,
        state="ended" if current.ended else current.state.value,
        open=current.open,
        measure=current.measure,
        area=current.area,
        labels=current.labels,
        title=current.title,
        owner=current.owner,
        period=current.period,
        since=current.opened,
        severity=current.severity,
        line=current.line,
        signature=signature,
        due=due_at(facts, current, known, decisions),
        reasons={str(one.route): one.reasons for one in decisions if one.reasons},
        updated=facts.day.isoformat(),
    )


def due_at(facts: Facts, current: CurrentAlert, known: Correspondence, decisions: Sequence[Decision]) -> str:
    """Return the moment at which time alone may change what is sent about an alert; empty if none."""
    if current.ended:
        # It is not in the plan: only this lets a later run reach a recipient who could not be told now.
        told = (known.standings[one.route].told for one in decisions if one.news is None)
        untold = any(one is not None and one.is_owed_an_end for one in told)
        return stamp(facts.now) if untold else ""
    moments = [end for one in facts.silences_of(current) for end in (one.starts, one.ends) if end > facts.now]
    acknowledged = facts.acknowledged.get(current.alert)
    if acknowledged is not None and acknowledged.until is not None:
        moments.append(acknowledged.until)
    waiting = [one.waits_until for one in decisions if one.waits_until is not None]
    days = [*_days(facts, current, known), *waiting]
    if current.open and facts.routing.policy(current).escalate and any(one.news is not None for one in decisions):
        # An escalation counts from the day of the message that this run sends.
        days.append(facts.day)
    moments += [datetime.combine(day, time(), UTC) for day in days]
    return stamp(min(moments)) if moments else ""


def _days(facts: Facts, current: CurrentAlert, known: Correspondence) -> list[date]:
    """List the days on which an escalation is due, or the alert changes without a new figure."""
    policy = facts.routing.policy(current)
    routed = facts.routing.routes(current)
    coming = [one.told for route, one in known.standings.items() if route in routed and one.told is not None]
    told = [*known.told.values(), *coming]
    days = [day for _, day in escalated(current, policy, told) if day > facts.day]
    if current.turns is not None:
        days.append(current.turns)
    return days
