"""What each recipient of an alert knows: what was delivered, and what is on its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Standing
from wes_rules.alerts.escalating import escalated
from wes_rules.alerts.handling import Acknowledgement
from wes_rules.alerts.last_told import LastTold, Route, figures_told, of_one_time
from wes_rules.alerts.records import Delivery, Member
from wes_rules.alerts.revised import reads_otherwise, redefined
from wes_rules.plugins.store import Ledger
from wes_rules.running.marks import kept
from wes_rules.running.telling.facts import Facts
from wes_rules.running.telling.upkeep import renewed_mark


@attrs.frozen(kw_only=True)
class Correspondence:
    """
    What recipients know about one alert.

    Args:
        told: What each recipient was last told, by recipient and notifier.
        aware: The routes that know of the alert as open, or have a message about it on its way.
        standings: What each possible recipient will know once pending messages have arrived.
        earlier: All acknowledgements of the alert, the latest last, if an escalation is due.
        reread: What was told, as the plan says it now that an edit changed nothing of it, by the mark that keeps it.
    """

    told: Mapping[Route, LastTold]
    aware: frozenset[Route] = frozenset()
    standings: Mapping[Route, Standing] = attrs.field(factory=dict)
    earlier: tuple[Acknowledgement, ...] = ()
    reread: Mapping[str, LastTold] = attrs.field(factory=dict)

    def among(self, routes: Collection[Route]) -> dict[Route, LastTold]:
        """Return what everybody was told, for some routes including the messages on their way."""
        coming = {route: one.told for route, one in self.standings.items() if route in routes and one.told is not None}
        return {**self.told, **coming}


def correspondence_of_changed(
    session: Ledger, facts: Facts, changed: Collection[str]
) -> tuple[Facts, dict[str, Correspondence]]:
    """
    Read the correspondence of the alerts that have changed, and of those that share an unsent message with them.

    An alert with a damaged entry stays as it is, as if it could not be judged in this run.
    """
    while True:
        alerts, fixed = _with_unsent(session, facts, changed)
        found = correspondence(session, facts, alerts, fixed)
        unreadable = {
            one.alert for one in session.damages if one.table in ("told", "members")
        } & facts.current_alerts.keys()
        if not unreadable:
            return facts, found
        facts = facts.without(unreadable)
        changed = set(changed) - unreadable


def _with_unsent(session: Ledger, facts: Facts, changed: Collection[str]) -> tuple[set[str], set[int]]:
    """
    Add the alerts that share an unsent message, which may have to be rewritten as a whole.

    A message with an alert that could not be judged in this run cannot be rewritten, so it stays and goes first.
    """
    found, ahead, fixed = set(changed), set(changed), set[int]()
    while ahead:
        unsent = {one.seq for one in session.members(ahead) if one.untouched}
        shared = {seq: set(session.alerts_in(seq)) for seq in unsent}
        fixed |= {seq for seq, together in shared.items() if together - facts.current_alerts.keys()}
        ahead = {alert for seq in unsent - fixed for alert in shared[seq]} - found
        found |= ahead
    return found, fixed


def correspondence(
    session: Ledger, facts: Facts, alerts: Iterable[str], fixed: Collection[int] = ()
) -> dict[str, Correspondence]:
    """Read the correspondence of some alerts, unsent messages that stay included; for one not judged, only what was delivered."""
    names = list(alerts)
    told = session.told(names)
    members: dict[str, list[Member]] = defaultdict(list)
    for one in session.members(names):
        if one.status is not Delivery.DEAD or not session.mark(renewed_mark(one.seq)):
            members[one.alert].append(attrs.evolve(one, untouched=one.untouched and one.seq not in fixed))
    return {name: _of_alert(session, facts, name, told.get(name, {}), members[name]) for name in names}


def _of_alert(
    session: Ledger, facts: Facts, alert: str, places: Mapping[Route, tuple[int, LastTold]], members: list[Member]
) -> Correspondence:
    told = {route: one for route, (_, one) in places.items()}
    if alert not in facts.current_alerts:
        return Correspondence(told=told)
    current, routing = facts.current_alerts[alert], facts.routing
    aware = frozenset(
        {one.route for one in members}
        | {route for route, one in told.items() if one.is_owed_an_end or (current.open and of_one_time(one, current))}
    )
    routes = aware | routing.routes(current)
    if current.kind is AlertKind.OFF_TRACK and current.open:
        routes |= routing.routes_of_escalation(current)
    reread: dict[str, LastTold] = {}
    standings = {}
    for route in routes:
        found = Standing.of(places.get(route), [one for one in members if one.route == route])
        mark = f"reread/{found.told.message}/{alert}" if found.told is not None and found.told.message else ""
        if found.told is not None and mark:
            before = kept(session, mark, lambda text: wire.load(LastTold, text), found.told)
            now = _read_anew(before, current)
            standings[route] = attrs.evolve(found, told=now)
            if now is not before:
                reread[mark] = now
        else:
            standings[route] = found
    known = Correspondence(told=told, aware=aware, standings=standings, reread=reread)
    return attrs.evolve(known, earlier=_earlier(session, facts, current, known))


def _read_anew(told: LastTold, current: CurrentAlert) -> LastTold:
    """
    Return what was told in the words of the present plan, if an edit did not change its content.

    It is stored, so that a later revision is not blamed on the edit.
    """
    if not redefined(told, current) or reads_otherwise(told, current):
        return told
    return attrs.evolve(told, rule=current.rule, inputs=figures_told(current, (*told.breaches, told.period)))


def _earlier(
    session: Ledger, facts: Facts, current: CurrentAlert, known: Correspondence
) -> tuple[Acknowledgement, ...]:
    """Return an alert's acknowledgements, if an escalation may be due."""
    told = known.among(facts.routing.routes(current) | known.aware)
    due = any(day <= facts.day for _, day in escalated(current, facts.routing.policy(current), told.values()))
    if not due or current.alert in facts.acknowledged:
        return ()
    over = facts.cleared.get(current.alert)
    before = session.acknowledgements(alert=current.alert)
    return tuple(over if over is not None and over.at == one.at else one for one in before)
