"""Refreshing receivers that let alerts expire: each run repeats what they were told about open ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.changes import change_of
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Standing
from wes_rules.alerts.last_told import LastTold, Route
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Member
from wes_rules.errors import Problem, StoreCorrupt, WesRulesError
from wes_rules.plugins.api import AsTold, Refresher
from wes_rules.plugins.calling import within
from wes_rules.plugins.store import Ledger, Store
from wes_rules.quoting import quoted
from wes_rules.running.delivering.outlets import Outlet
from wes_rules.running.telling.routing import Routing

Note = Callable[[Iterable[Problem], str], None]


@attrs.frozen(kw_only=True)
class Refreshing:
    """
    Decides which alerts a run refreshes.

    Args:
        current_alerts: Every alert that was judged or is no longer watched, by key.
        left_alone: Measures that this run did not update, because a source failed or a row was left out.
        fresh: The keys of messages that arrived in this run and need no repetition.
    """

    routing: Routing
    current_alerts: Mapping[str, CurrentAlert]
    left_alone: frozenset[str]
    fresh: frozenset[str] = frozenset()

    def run(self, store: Store, outlets: Iterable[Outlet], note: Note) -> None:
        """
        Repeat to the receivers of some notifiers what they were told about alerts that are not over.

        What another run sends meanwhile is repeated afterwards, since a refresh must not be the last word on an alert
        that has ended.
        """
        for outlet in outlets:
            with store.read() as session:
                before = self._told(session, outlet.name)
                alerts = _as_told(session, before, note)
            if not (alerts and _refreshed(outlet, alerts, note)):
                continue
            with store.read() as session:
                now = _told_through(session, {alert for alert, _ in before}, outlet.name)
                changed = {
                    each: one for each, one in now.items() if each in before and one.message != before[each].message
                }
                alerts = _as_told(session, changed, note)
            if alerts:
                _refreshed(outlet, alerts, note)

    def _told(self, session: Ledger, notifier: str) -> dict[tuple[str, Route], LastTold]:
        """Return what a notifier's receiver was told about each alert that is not over."""
        known = session.signatures(self.routing.plan.id)
        told = {
            each: one
            for each, one in _told_through(session, known, notifier).items()
            if one.open and one.message not in self.fresh
        }
        members = session.members({alert for alert, _ in told})
        unjudged = {alert for alert, _ in told} - self.current_alerts.keys()
        # An alert with an unreadable entry was not updated, either.
        damaged = {one.alert for one in session.damages}
        states = session.alert_states(alerts=unjudged)
        left = {one.alert for one in states if one.measure in self.left_alone or one.alert in damaged}
        return {
            (alert, route): one
            for (alert, route), one in told.items()
            if (alert in left or (alert in self.current_alerts and self._is_left_open(self.current_alerts[alert], one)))
            and not self.routing.out_of_reach(route)
            and not _may_have_been_ended(one, [each for each in members if (each.alert, each.route) == (alert, route)])
        }

    def _is_left_open(self, current: CurrentAlert, told: LastTold) -> bool:
        """Whether the alert is not over, even if nobody has been told its end."""
        if current.open:
            return True
        change = change_of(told, current, self.routing.policy(current))
        return change is None or not change.closes


def _told_through(session: Ledger, alerts: Collection[str], notifier: str) -> dict[tuple[str, Route], LastTold]:
    return {
        (alert, route): one
        for alert, routes in session.told(alerts).items()
        for route, (_, one) in routes.items()
        if route.notifier == notifier
    }


def _may_have_been_ended(told: LastTold, members: list[Member]) -> bool:
    """Whether a message that ends an alert may have arrived, so that no refresh may follow it."""
    sent = [one for one in members if one.maybe_seen or one.status is Delivery.INFLIGHT]
    known = Standing.of((0, told), sent).told
    return known is not None and not known.open


def _as_told(session: Ledger, told: Mapping[tuple[str, Route], LastTold], note: Note) -> list[AsTold]:
    """Return what delivered messages said about these alerts."""
    alerts: dict[str, set[str]] = {}
    for (alert, _), one in told.items():
        alerts.setdefault(one.message, set()).add(alert)
    messages = []
    for key, mine in alerts.items():
        for row in session.rows(key=key):
            try:
                messages.append(wire.load(Message, row.message))
            except StoreCorrupt as error:
                what = (
                    f"it cannot be refreshed: message {key[:12]} in the store cannot be read ({error.problems[0].what})"
                )
                remedy = "restore a backup; its next news refreshes it again"
                note([Problem(what, remedy, subject=one) for one in sorted(mine)], "")
    return [
        AsTold(message=message, news=one)
        for message in messages
        for one in message.news
        if one.alert in alerts[message.key] and not one.repeated
    ]


def _refreshed(outlet: Outlet, alerts: list[AsTold], note: Note) -> bool:
    """Refresh alerts; failures are noted, and the next run refreshes again."""
    notifier = outlet.notifier
    subject, remedy = f"notifier {quoted(outlet.name)}", "the next run does it again"
    try:
        if not isinstance(notifier, Refresher):
            what = "its receiver ends alerts by itself, and it has no refresh()"
            note([Problem(what, "tell its author")], subject)
            return False
        within(
            outlet.timeout,
            "refreshing alerts",
            lambda: outlet.noted("refresh", notifier.refresh)(alerts, timeout=outlet.timeout),
            remedy=remedy,
        )
    except WesRulesError as error:
        said = outlet.secrets.hidden_in(error.problems)
        note([attrs.evolve(one, what=f"open alerts could not be refreshed: {one.what}") for one in said], subject)
        return False
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises stays its own
        said_so = outlet.secrets.hidden(f"{type(error).__name__}: {error}")
        note([Problem(f"open alerts could not be refreshed: it raised {said_so}", remedy)], subject)
        return False
    return True
