"""Alerts that follow from a verdict alone."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import attrs

from wes_rules.judging.explain import awaited, one_line
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late import is_late
from wes_rules.judging.status import Status
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Policy
from wes_rules.values.fields import Declared, argument
from wes_rules.values.reason import Reason
from wes_rules.values.taking import instances


class AlertKind(enum.StrEnum):
    """What an alert is about."""

    OFF_TRACK = "off_track"
    OVERDUE = "overdue"
    SOURCE_FAILED = "source_failed"
    UNDELIVERED = "undelivered"

    @property
    def of_measure(self) -> bool:
        """Whether the alert is about a measure rather than about the runs themselves."""
        return self in (AlertKind.OFF_TRACK, AlertKind.OVERDUE)


@attrs.frozen
class Alert(Declared):
    """
    Something that the owner of a measure needs to know.

    Args:
        key: The identity of the alert: plan, measure, area and kind, none of which people edit.
        kind: Whether the measure is off track or a figure is overdue.
        owner: Who must be told.
        judgement: The verdict with its numbers.
    """

    key: str
    kind: AlertKind
    owner: str
    judgement: Judgement

    @property
    def title(self) -> str:
        """The alert in one line."""
        made_up = "[made up] " if Reason.MADE_UP in self.judgement.reasons else ""
        about = f"{made_up}{self.judgement.measure.title} ({self.judgement.period})"
        return f"Off track: {about}" if self.kind is AlertKind.OFF_TRACK else f"Figure overdue: {about}"

    @property
    def line(self) -> str:
        """What decided the alert, in one line."""
        late = tuple(dict.fromkeys(awaited(self.judgement))) if self.kind is AlertKind.OVERDUE else ()
        return " ".join(late) or one_line(self.judgement)

    @property
    def body(self) -> str:
        """The whole alert, with every number."""
        return self.judgement.explain()


def alert_key(plan: Plan, measure: Measure, area: str, kind: AlertKind) -> str:
    """Return the identity of an alert, which contains nothing that people edit."""
    return joined(plan.id, measure.id, area, kind.value)


def joined(*parts: str) -> str:
    """Join names into one unambiguous key."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def alerts_for(plan: Plan, judgements: Iterable[Judgement]) -> tuple[Alert, ...]:
    """
    Return an alert for each measure that is off track or has an overdue figure, from its verdict alone.

    A run also considers earlier periods, the rest of the policy and what was sent before.
    Advisory promises are never alerted, and an undecided measure only raises an overdue figure, unless its policy
    excludes that.

    Raises:
        DefinitionError: The arguments are not a plan and judgements.
    """
    plan = argument("plan", Plan, plan)
    found = []
    for one in instances(judgements, Judgement, "judgements"):
        kind = _kind(one, plan.alerting.policy_for(one.measure))
        if kind is not None:
            key = alert_key(plan, one.measure, one.area, kind)
            found.append(Alert(key, kind, one.measure.owner, one))
    return tuple(found)


def _kind(judgement: Judgement, policy: Policy) -> AlertKind | None:
    if judgement.advisory:
        return None
    if judgement.status is Status.OFF_TRACK:
        return AlertKind.OFF_TRACK
    return AlertKind.OVERDUE if policy.overdue and is_late(judgement) else None
