"""The policy of each alert, and the lanes to its recipients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.deciding import lanes_of
from wes_rules.alerts.told import Lane
from wes_rules.alerts.truth import Truth
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
    _lanes: dict[tuple[str, ...], frozenset[Lane]] = attrs.field(init=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        self._measures = {one.id: one for one in self.plan.measures}

    def measure(self, truth: Truth) -> Measure | None:
        """Return an alert's measure; None if it is about the runs themselves, or no longer in the plan."""
        # A source or a notifier may have the same name as a measure.
        return self._measures.get(truth.measure) if truth.kind.of_measure else None

    def policy(self, truth: Truth) -> Policy:
        """Return the policy of an alert."""
        measure = self.measure(truth)
        return self.plan.alerting.policy if measure is None else self.plan.alerting.policy_for(measure)

    def policy_text(self, truth: Truth) -> str:
        """Return a text that identifies the policy."""
        measure = self.measure(truth)
        name = None if measure is None else measure.id
        if name not in self._policies:
            self._policies[name] = repr(self.policy(truth))
        return self._policies[name]

    def lanes(self, truth: Truth) -> frozenset[Lane]:
        """Return the lanes of an alert, without escalation."""
        measure = self.measure(truth)
        # Alerts that left the plan keep their owner; alerts about the runs bring their own.
        recipients = (truth.owner,) if measure is None and truth.owner else self.plan.recipients_of(measure)
        # A refused address is the recipient's fault: others can be told through the same notifier.
        if truth.kind is AlertKind.UNDELIVERED and truth.area in ("", *recipients):
            return lanes_of(self.plan, recipients, [one for one in self.notifiers if one != truth.measure])
        return self._lanes_to(recipients)

    def lanes_of_escalation(self, truth: Truth) -> frozenset[Lane]:
        """Return the lanes of an alert by escalation."""
        return self._lanes_to(one.to for one in self.policy(truth).escalate)

    def longest(self, lane: Lane) -> int:
        """Return the most characters for a message on a lane; 0 for no limit."""
        return self.most.get(lane.notifier, 0)

    def out_of_reach(self, lane: Lane) -> str:
        """Say why the plan can no longer reach a recipient; empty if it can."""
        if lane.notifier not in self.notifiers:
            return "the plan no longer has this notifier"
        listed = self.plan.alerting.recipients
        if listed and all(one.name != lane.recipient for one in listed):
            return "the plan no longer lists this recipient"
        return ""

    def _lanes_to(self, recipients: Iterable[str]) -> frozenset[Lane]:
        names = tuple(recipients)
        if names not in self._lanes:
            self._lanes[names] = lanes_of(self.plan, names, self.notifiers)
        return self._lanes[names]
