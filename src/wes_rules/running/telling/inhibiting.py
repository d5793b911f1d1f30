"""Inhibitions: which open alerts hide others."""

from __future__ import annotations

import attrs

from wes_rules.alerts.alert import AlertKind, alert_key
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import knows
from wes_rules.plugins.store import Ledger
from wes_rules.rules.policy import Alerting
from wes_rules.running.telling.correspondence import Correspondence, correspondence
from wes_rules.running.telling.decisions import decisions_on
from wes_rules.running.telling.facts import Facts


def with_inhibiting(session: Ledger, facts: Facts) -> Facts:
    """
    Find the measures whose open alerts inhibit others, parents before their children.

    An alert hides others only if somebody knows of it, or hears of it now. If a source failed, the result of the last
    run stands.
    """
    plan = facts.plan
    ordered = _parents_first(plan.alerting)
    parents = {one.parent for one in plan.alerting.inhibitions}
    alerts = {one.id: alert_key(plan, one, one.area, AlertKind.OFF_TRACK) for one in plan.measures if one.id in parents}
    if not alerts:
        return facts
    known = correspondence(session, facts, alerts.values())
    open_before = {one.alert for one in session.alert_states(alerts=list(alerts.values())) if one.open}
    for measure in ordered:
        if measure in alerts and _inhibits(facts, measure, alerts[measure], known[alerts[measure]], open_before):
            facts = attrs.evolve(facts, inhibiting=facts.inhibiting | {measure})
    return facts


def _parents_first(alerting: Alerting) -> list[str]:
    """List the measures that may inhibit others, each behind those that inhibit it."""
    ordered: dict[str, None] = {}
    seen = set()

    def visit(measure: str) -> None:
        if measure not in seen:
            seen.add(measure)
            for parent in alerting.parents(measure):
                visit(parent)
            ordered[measure] = None

    for one in sorted({one.parent for one in alerting.inhibitions}):
        visit(one)
    return list(ordered)


def _inhibits(facts: Facts, measure: str, alert: str, known: Correspondence, open_before: set[str]) -> bool:
    """Whether a measure's alert is open and somebody hears of it, or of its parent instead."""
    current, is_hidden = facts.current_alerts.get(alert), bool(facts.parent_of(measure))
    if current is None:
        return alert in open_before and (is_hidden or any(one.open for one in known.told.values()))
    return current.open and (is_hidden or _is_heard(facts, current, known))


def _is_heard(facts: Facts, current: CurrentAlert, known: Correspondence) -> bool:
    """Whether anybody knows of an open alert, or is told now."""
    return any(knows(known.standings[route].told, current) for route in known.aware) or any(
        one.news is not None and one.news.open for one in decisions_on(facts, current, known)
    )
