"""The tables of a file of plan tests, as people write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import attrs

from wes_rules.errors import PlanError, Problem
from wes_rules.judging.status import Course, Status
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
