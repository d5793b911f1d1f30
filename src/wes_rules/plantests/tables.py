"""The tables of a file of plan tests, as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Literal

import attrs

from wes_rules.alerts.handling import Silence
from wes_rules.errors import PlanError, Problem
from wes_rules.judging.status import Course, Status
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.series.observation import Observation
from wes_rules.values.quantity import Standing
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Expect:
    """
    What a test expects; what is not written is not asked.

    Args:
        status: The verdict; one that is asked for is of a promise that is due, unless `due` or `course` says otherwise.
        due: Whether the promise is due.
        course: What the figures would decide of a promise that is not due.
        reasons: Codes that must be among the reasons.
        margin: By how much it is kept.
        settled: Whether the deadline has passed.
        says: Words that must stand in the explanation.
        alert: Whether, and what, its owner is alerted to.
    """

    status: Status | None = None
    due: bool | None = None
    course: Course | None = None
    reasons: tuple[Reason, ...] = ()
    period: str | None = None
    observed: Decimal | None = None
    margin: Decimal | None = None
    settled: bool | None = None
    says: tuple[str, ...] = ()
    alert: Literal["none", "off_track", "overdue"] | None = None

    def __attrs_post_init__(self) -> None:
        if all(getattr(self, field.name) in (None, ()) for field in attrs.fields(Expect)):
            raise PlanError(Problem("expect asks for nothing, so the test cannot fail", "expect a status"))


@attrs.frozen(kw_only=True)
class FigureTable:
    """One figure; its value is read apart, as it may be a symbol."""

    period: str
    indicator: str | None = None
    area: str | None = None
    group: str | None = None
    published: date | None = None
    standing: Standing = Standing.FINAL
    numerator: int | None = None
    denominator: int | None = None
    definition: str = ""
    population: str = ""


@attrs.frozen(kw_only=True)
class CaseTable:
    """One case."""

    opened: date
    closed: date | None = None
    due: date | None = None
    excluded: bool = False


@attrs.frozen(kw_only=True)
class InspectionTable:
    """One inspection."""

    unit: str
    day: date
    grade: int
    predecessor: str = ""


@attrs.frozen(kw_only=True)
class TestTable:
    """One test, without its rows."""

    name: str
    measure: str
    as_of: date
    expect: Expect
    area: str | None = None
    period: str | None = None


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
    """One day of a scenario, and the figures that are published on it."""

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
    """A story of one measure's alert, day by day."""

    name: str
    plan: Plan
    measure: Measure
    steps: tuple[Step, ...]
