"""The policy of each alert, and the routes to its recipients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import routes_of
from wes_rules.alerts.last_told import Route
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Policy


@attrs.define
class Routing:
    """
    The routes of a plan, each worked out once.

    Args:
        most: The most characters some notifiers accept in one text, by name.
        store: The store as named on the command line, for commands to copy; empty for the default.
    """

    plan: Plan
    notifiers: tuple[str, ...]
    most: Mapping[str, int] = MappingProxyType({})
    store: str = ""

    _measures: dict[str, Measure] = attrs.field(init=False)
    _policies: dict[str | None, str] = attrs.field(init=False, factory=dict)
    _routes: dict[tuple[str, ...], frozenset[Route]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._measures = {one.id: one for one in self.plan.measures}

    def measure(self, current: CurrentAlert) -> Measure | None:
        """Return an alert's measure; None if it is about the runs themselves, or no longer in the plan."""
        # A source or a notifier may have the same name as a measure.
        return self._measures.get(current.measure) if current.kind.of_measure else None

    def policy(self, current: CurrentAlert) -> Policy:
        """Return the policy of an alert."""
        measure = self.measure(current)
        return self.plan.alerting.policy if measure is None else self.plan.alerting.policy_for(measure)

    def policy_text(self, current: CurrentAlert) -> str:
        """Return a text that identifies the policy."""
        measure = self.measure(current)
        name = None if measure is None else measure.id
        if name not in self._policies:
            self._policies[name] = repr(self.policy(current))
        return self._policies[name]

    def routes(self, current: CurrentAlert) -> frozenset[Route]:
        """Return the routes of an alert, without escalation."""
        measure = self.measure(current)
        # Alerts that left the plan keep their owner; alerts about the runs bring their own.
        recipients = (current.owner,) if measure is None and current.owner else self.plan.recipients_of(measure)
        # A refused address is the recipient's fault: others can be told through the same notifier.
        if current.kind is AlertKind.UNDELIVERED and current.area in ("", *recipients):
            return routes_of(self.plan, recipients, [one for one in self.notifiers if one != current.measure])
        return self._routes_to(recipients)

    def routes_of_escalation(self, current: CurrentAlert) -> frozenset[Route]:
        """Return the routes of an alert by escalation."""
        return self._routes_to(one.to for one in self.policy(current).escalate)

    def longest(self, route: Route) -> int:
        """Return the most characters for a message on a route; 0 for no limit."""
        return self.most.get(route.notifier, 0)

    def out_of_reach(self, route: Route) -> str:
        """Say why the plan can no longer reach a recipient; empty if it can."""
        if route.notifier not in self.notifiers:
            return "the plan no longer has this notifier"
        listed = self.plan.alerting.recipients
        if listed and all(one.name != route.recipient for one in listed):
            return "the plan no longer lists this recipient"
        return ""

    def _routes_to(self, recipients: Iterable[str]) -> frozenset[Route]:
        names = tuple(recipients)
        if names not in self._routes:
            self._routes[names] = routes_of(self.plan, names, self.notifiers)
        return self._routes[names]
