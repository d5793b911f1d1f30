"""Decisions for each recipient of one alert: news, or the reasons why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Decision, Situation, decide, knows, routes_of
from wes_rules.alerts.escalating import escalated, escalation, joining
from wes_rules.alerts.last_told import LastTold, Route, of_one_time
from wes_rules.alerts.message import Change
from wes_rules.rules.policy import Escalation
from wes_rules.running.telling.correspondence import Correspondence
from wes_rules.running.telling.facts import Facts
from wes_rules.values.days import said_day


def decisions_on(facts: Facts, current: CurrentAlert, known: Correspondence) -> list[Decision]:
    """Decide for everybody who receives an alert, knows of it, or is told by escalation."""
    routed = facts.routing.routes(current)
    told = known.among(routed | known.aware)
    days = dict(escalated(current, facts.routing.policy(current), told.values()))
    escalations, waiting = _escalations(facts, current, known, days)
    routes = routed | known.aware | escalations.keys()
    added = {one: joining(one, current, known.standings[one], told, facts.day) for one in routed}
    joins = {
        **{one: (Change.ADDED, why) for one, why in added.items() if why},
        **{one: (Change.ESCALATED, why) for one, why in escalations.items() if why},
    }
    situation = attrs.evolve(_situation(facts, current, escalations), escalates=days, joins=joins)
    if routes - situation.routed and not any(
        knows(known.standings[route].told, current)
        or decide(current, route, known.standings[route], situation).news is not None
        for route in routed
    ):
        # An alert is not handed over to somebody who is not told of it yet.
        situation = attrs.evolve(situation, routed=frozenset(routes))
    decisions = [decide(current, route, known.standings[route], situation) for route in sorted(routes)]
    return [*waiting, *(_within_reach(facts, one) for one in decisions)]


def _situation(facts: Facts, current: CurrentAlert, escalations: dict[Route, str]) -> Situation:
    matching = facts.silences_of(current)
    return Situation(
        policy=facts.routing.policy(current),
        day=facts.day,
        silences=tuple(one for one in matching if one.holds(facts.now)),
        lapsed=tuple(one for one in matching if facts.run_before < one.ends <= facts.now),
        acknowledged=facts.acknowledged.get(current.alert),
        seen=facts.seen(current.alert),
        inhibited_by=facts.inhibitor_of(current),
        announce_from=facts.plan.alerting.announce_from,
        quiet_until=facts.plan.alerting.quiet_until(facts.now.date()),
        routed=facts.routing.routes(current) | escalations.keys(),
    )


def _within_reach(facts: Facts, one: Decision) -> Decision:
    """Return the decision, marked if the plan cannot reach its recipient."""
    why = facts.routing.out_of_reach(one.route)
    return Decision(route=one.route, reasons=(why,), out_of_reach=one.news is not None) if why else one


def _escalations(
    facts: Facts, current: CurrentAlert, known: Correspondence, days: Mapping[Escalation, date]
) -> tuple[dict[Route, str], list[Decision]]:
    """Return who is told by escalation, with the reason if new, and why others are not told yet."""
    policy, routed = facts.routing.policy(current), facts.routing.routes(current)
    acknowledged = facts.acknowledged.get(current.alert)
    told = known.among(routed | known.aware)
    added: dict[Route, str] = {}
    waiting = []
    for level in policy.escalate if current.kind is AlertKind.OFF_TRACK and current.open else ():
        day = days.get(level)
        for route in routes_of(facts.plan, (level.to,), facts.routing.notifiers) - routed:
            if _stays_told(known.standings[route].told, current):
                added.setdefault(route, "")
            elif acknowledged is not None:
                waiting.append((route, f"acknowledged by {acknowledged.by}"))
            elif day is None:
                waiting.append((route, f"told {level.after_days} days after the first of the others"))
            elif facts.day < day:
                waiting.append((route, f"told from {said_day(day)} on"))
            elif not added.get(route):
                added[route] = escalation(level, current, told, known.earlier)
    decisions = [Decision(route=route, reasons=(f"escalation: {why}",)) for route, why in waiting if route not in added]
    return added, decisions


def _stays_told(told: LastTold | None, current: CurrentAlert) -> bool:
    """Whether somebody was told by escalation, and so keeps receiving news."""
    if told is None:
        return False
    return told.open or (of_one_time(told, current) and told.change is not Change.HANDED_OVER)
