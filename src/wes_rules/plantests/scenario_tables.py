"""Scenarios as people write them: a measure, and steps day by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Literal

import attrs

from wes_rules.alerts.handling import Silence
from wes_rules.errors import PlanError, Problem
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.series.observation import Observation

Condition = Literal[
    "none",
    "pending",
    "open",
    "recovering",
    "recovered",
    "withdrawn",
    "rule_changed",
    "not_comparable",
    "not_applicable",
]


@attrs.frozen(kw_only=True)
class ExpectStep:
    """
    What is expected after one day; what is not written is not asked.

    Args:
        overdue: The condition of its alert on figures overdue.
        sent: What is sent that day, each as "RECIPIENT: change"; an empty list means that nothing is.
        says: Words that must stand in the messages.
        why: Words that must stand in the reasons why somebody is told nothing.
    """

    alert: Condition | None = None
    overdue: Condition | None = None
    sent: tuple[str, ...] | None = None
    says: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        if all(getattr(self, field.name) in (None, ()) for field in attrs.fields(ExpectStep)) and self.sent is None:
            raise PlanError(Problem("expect asks for nothing, so the test cannot fail", "expect an alert, or sent"))


@attrs.frozen(kw_only=True)
class SilenceStep:
    """A silence that somebody sets on a day: what it matches, and until when."""

    match: Mapping[str, str]
    until: date
    by: str = "a plan test"
    reason: str = "a plan test"


@attrs.frozen(kw_only=True)
class AcknowledgeStep:
    """Somebody acknowledges the alert on a day."""

    by: str = "a plan test"
    note: str = ""
    until: date | None = None


@attrs.frozen(kw_only=True)
class StepTable:
    """One day of a scenario, besides the figures published on it."""

    day: date
    expect: ExpectStep | None = None
    silence: SilenceStep | None = None
    acknowledge: AcknowledgeStep | None = None


@attrs.frozen(kw_only=True)
class ScenarioTable:
    """The head of a scenario."""

    name: str
    measure: str
    area: str | None = None


@attrs.frozen(kw_only=True)
class Step:
    """
    One day of a scenario.

    Args:
        table: What happens, and what is expected.
        observations: The figures that are published.
    """

    table: StepTable
    observations: tuple[Observation, ...]
    line: int | None

    @property
    def noon(self) -> datetime:
        """The moment of the day's run, and of what people do before it."""
        return datetime.combine(self.table.day, time(12), UTC)

    def silence(self, name: str) -> Silence | None:
        """Return the silence that somebody sets on this day."""
        given = self.table.silence
        if given is None:
            return None
        ends = datetime.combine(given.until, time(), UTC)
        matchers = dict(given.match)
        return Silence(id=name, matchers=matchers, starts=self.noon, ends=ends, author=given.by, reason=given.reason)


@attrs.frozen(kw_only=True)
class Scenario:
    """
    A story of one measure's alert.

    Args:
        plan: The plan, with its policies and recipients.
        steps: Its days, in their order.
    """

    name: str
    plan: Plan
    measure: Measure
    steps: tuple[Step, ...]
