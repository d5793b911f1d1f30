"""Decisions for each recipient of one alert: news, or the reasons why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.deciding import Decision, Situation, decide, knows, lanes_of
from wes_rules.alerts.escalating import escalated, escalation
from wes_rules.alerts.message import Change
from wes_rules.alerts.told import Lane, Told, of_one_time
from wes_rules.alerts.truth import Truth
from wes_rules.rules.policy import Escalation
from wes_rules.running.telling.correspondence import Correspondence
from wes_rules.running.telling.facts import Facts
from wes_rules.values.days import said_day


def decisions_on(facts: Facts, truth: Truth, known: Correspondence) -> list[Decision]:
    """Decide for everybody who receives an alert, knows of it, or is told by escalation."""
    routed = facts.routing.lanes(truth)
    told = known.among(routed | known.aware)
    days = dict(escalated(truth, facts.routing.policy(truth), told.values()))
    escalations, waiting = _escalations(facts, truth, known, days)
    lanes = routed | known.aware | escalations.keys()
    situation = attrs.evolve(_situation(facts, truth, escalations), escalates=days)
    if lanes - situation.routed and not any(
        knows(known.standings[lane].told, truth)
        or decide(truth, lane, known.standings[lane], situation).news is not None
        for lane in routed
    ):
        # An alert is not handed over to somebody who is not told of it yet.
        situation = attrs.evolve(situation, routed=frozenset(lanes))
    decisions = [decide(truth, lane, known.standings[lane], situation) for lane in sorted(lanes)]
    return [*waiting, *(_within_reach(facts, one) for one in decisions)]


def _situation(facts: Facts, truth: Truth, escalations: dict[Lane, str]) -> Situation:
    matching = facts.silences_of(truth)
    return Situation(
        policy=facts.routing.policy(truth),
        day=facts.day,
        silences=tuple(one for one in matching if one.holds(facts.now)),
        lapsed=tuple(one for one in matching if facts.run_before < one.ends <= facts.now),
        acknowledged=facts.acknowledged.get(truth.alert),
        seen=facts.seen(truth.alert),
        inhibited_by=facts.inhibitor_of(truth),
        announce_from=facts.plan.alerting.announce_from,
        quiet_until=facts.plan.alerting.quiet_until(facts.now.date()),
        routed=facts.routing.lanes(truth) | escalations.keys(),
        escalated={lane: why for lane, why in escalations.items() if why},
    )


def _within_reach(facts: Facts, one: Decision) -> Decision:
    """Return the decision, marked if the plan cannot reach its recipient."""
    why = facts.routing.out_of_reach(one.lane)
    return Decision(lane=one.lane, reasons=(why,), out_of_reach=one.news is not None) if why else one


def _escalations(
    facts: Facts, truth: Truth, known: Correspondence, days: Mapping[Escalation, date]
) -> tuple[dict[Lane, str], list[Decision]]:
    """Return who is told by escalation, with the reason if new, and why others are not told yet."""
    policy, routed = facts.routing.policy(truth), facts.routing.lanes(truth)
    acknowledged = facts.acknowledged.get(truth.alert)
    told = known.among(routed | known.aware)
    added: dict[Lane, str] = {}
    waiting = []
    for level in policy.escalate if truth.kind is AlertKind.OFF_TRACK and truth.open else ():
        day = days.get(level)
        for lane in lanes_of(facts.plan, (level.to,), facts.routing.notifiers) - routed:
            if _stays_told(known.standings[lane].told, truth):
                added.setdefault(lane, "")
            elif acknowledged is not None:
                waiting.append((lane, f"acknowledged by {acknowledged.by}"))
            elif day is None:
                waiting.append((lane, f"told {level.after_days} days after the first of the others"))
            elif facts.day < day:
                waiting.append((lane, f"told from {said_day(day)} on"))
            elif not added.get(lane):
                added[lane] = escalation(level, truth, told, known.earlier)
    decisions = [Decision(lane=lane, reasons=(f"escalation: {why}",)) for lane, why in waiting if lane not in added]
    return added, decisions


def _stays_told(told: Told | None, truth: Truth) -> bool:
    """Whether somebody was told by escalation, and so keeps receiving news."""
    if told is None:
        return False
    return told.open or (of_one_time(told, truth) and told.change is not Change.HANDED_OVER)
