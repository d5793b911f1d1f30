"""The messages that follow from decisions, one for each recipient and notifier, and those they supersede."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import attrs

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Decision
from wes_rules.alerts.digest import MOST_LISTED, digest
from wes_rules.alerts.handling import Acknowledgement
from wes_rules.alerts.last_told import LastTold, Route
from wes_rules.alerts.message import Change, Message, News
from wes_rules.alerts.news import news_of
from wes_rules.alerts.records import Delivery
from wes_rules.alerts.since import since_then
from wes_rules.plugins.store import Ledger
from wes_rules.running.telling.correspondence import Correspondence
from wes_rules.running.telling.facts import Facts


@attrs.frozen(kw_only=True)
class Outgoing:
    """The new messages to one recipient through one notifier, each with what its recipient will know, and the places of those they replace."""

    messages: tuple[tuple[Message, tuple[tuple[str, LastTold], ...]], ...] = ()
    superseded: tuple[int, ...] = ()


def outgoing(
    session: Ledger, facts: Facts, decided: Mapping[str, Sequence[Decision]], known: Mapping[str, Correspondence]
) -> list[Outgoing]:
    """Return the new and superseded messages to each recipient through each notifier, by what was decided and is known of each alert."""
    by_route: dict[Route, list[tuple[str, Decision]]] = defaultdict(list)
    for alert in sorted(decided):
        for one in decided[alert]:
            by_route[one.route].append((alert, one))
    others = _open_by_route(facts) if any(one.news for some in decided.values() for one in some) else {}
    found = []
    for route in sorted(by_route):
        unsent = {seq for alert, _ in by_route[route] for seq in known[alert].standings[route].untouched}
        found.append(_to_route(session, facts, route, by_route[route], unsent, others.get(route, [])))
    return found


def _to_route(
    session: Ledger,
    facts: Facts,
    route: Route,
    decided: list[tuple[str, Decision]],
    unsent: set[int],
    others: list[CurrentAlert],
) -> Outgoing:
    news = [one.news for _, one in decided if one.news is not None]
    if not news:
        return Outgoing(superseded=tuple(sorted(unsent)))
    about = {one.alert for one in news}
    more = [one for one in _as_they_were(session, facts, route, others) if one.alert not in about]
    waiting, made = set[int](), []
    routing = facts.routing
    for message in digest(facts.plan, route, [*news, *more], longest=routing.longest(route), store=routing.store):
        same = session.rows(key=message.key)
        # The same message already waits, or was given up and is retried by hand.
        waiting |= {one.seq for one in same if one.status is Delivery.QUEUED}
        if not same:
            made.append((message, tuple(_told_by(message, decided))))
    return Outgoing(messages=tuple(made), superseded=tuple(sorted(unsent - waiting)))


def _told_by(message: Message, decided: list[tuple[str, Decision]]) -> Iterator[tuple[str, LastTold]]:
    """Return what a recipient will know about each alert in a message."""
    news = {one.alert: one for one in message.news if not one.repeated}
    for alert, one in decided:
        if alert in news and one.told is not None:
            yield alert, attrs.evolve(one.told, message=message.key, thread=news[alert].thread or message.key)


def _open_by_route(facts: Facts) -> dict[Route, list[CurrentAlert]]:
    """Return the open alerts that are not silenced, by route."""
    found: dict[Route, list[CurrentAlert]] = defaultdict(list)
    for current in facts.current_alerts.values():
        if current.open and not any(one.holds(facts.now) for one in facts.silences_of(current)):
            for route in facts.routing.routes(current):
                found[route].append(current)
    return found


def _as_they_were(session: Ledger, facts: Facts, route: Route, others: list[CurrentAlert]) -> list[News]:
    """Return lines about a recipient's other open alerts, as many as fit."""
    listed = sorted(others, key=lambda one: (one.title, one.alert))[:MOST_LISTED]
    told = session.told([one.alert for one in listed])
    return [
        context(one, told[one.alert][route][1], facts.acknowledged.get(one.alert))
        for one in listed
        if route in told.get(one.alert, {}) and told[one.alert][route][1].open
    ]


def context(current: CurrentAlert, told: LastTold, acknowledged: Acknowledgement | None) -> News:
    """Return the line about an unchanged alert, for a message sent because of others."""
    if acknowledged is None:
        news = news_of(current, Change.STILL_OPEN, told)
    else:
        note = f": {acknowledged.note}" if acknowledged.note else ""
        news = news_of(current, Change.ACKNOWLEDGED, told, details=(f"Acknowledged by {acknowledged.by}{note}.",))
    line = " ".join((news.line, *since_then(current, news.change, news.line)))
    return attrs.evolve(news, line=line, repeated=True, reminder=0)
