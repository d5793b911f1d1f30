"""
Changes since the last run: an alert is decided anew if its signature differs, or its time has come.

A signature stands for everything that decides what is sent about an alert, except knowledge and time. So a run looks
closely only at the few alerts that may have news, however many the store holds.
"""

from __future__ import annotations

import hashlib

import attrs

from wes_rules.alerts.truth import Truth
from wes_rules.alerts.wire import stamp
from wes_rules.judging.inputs import inputs_of
from wes_rules.running.telling.facts import ENDED, Facts

# The fields of a truth that decide what is told of it; the rest follows from them.
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
        # Entries that were kept before there were quiet days still say the same.
        *([(alerting.working_days, alerting.holidays)] if alerting.working_days or alerting.holidays else ()),
        *([(truth.question, facts.seen_at(truth.alert))] if truth.question is not None else ()),
        # Of every period: a revision of one that was told is news, whatever has come since.
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
