"""How a test of a verdict went: what was expected, and what was found."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from wes_rules.alerts.alert import alerts_for
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.plantests.tables import Expect, TestTable
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.series.history import History
from wes_rules.values.period import Period


@attrs.frozen
class Outcome:
    """
    How one test went.

    Args:
        failures: What was expected and what was found; empty when it passed.
        judgement: The verdict it was held against; None for a scenario.
    """

    name: str
    line: int | None
    failures: tuple[str, ...]
    judgement: Judgement | None = None


def outcome(
    plan: Plan, test: TestTable, line: int | None, measure: Measure, period: Period | None, history: History
) -> Outcome:
    """Judge a test, and say what is not as expected."""
    found = judge(measure, history, as_of=test.as_of, area=test.area, period=period)
    raised = alerts_for(plan, [found])
    alert = raised[0].kind.value if raised else "none"
    return Outcome(test.name, line, tuple(_failures(test.expect, found, alert)), found)


def _failures(expect: Expect, found: Judgement, alert: str) -> Iterator[str]:
    asked = {
        "status": (expect.status, found.status),
        "due": (_due(expect), found.due),
        "course": (expect.course, found.course),
        "period": (expect.period, None if found.period is None else str(found.period)),
        "observed": (expect.observed, found.observed),
        "margin": (expect.margin, found.margin),
        "settled": (expect.settled, found.settled),
        "alert": (expect.alert, alert),
    }
    for name, (wish, is_so) in asked.items():
        if wish is not None and wish != is_so:
            yield f"expected {name} {_said(wish)}, found {_said(is_so)}"
    known = [reason.value for reason in found.reasons]
    for reason in expect.reasons:
        if reason.value not in known:
            yield f"expected reason {reason.value}, found {', '.join(known) or 'none'}"
    explained = found.explain()
    for words in expect.says:
        if words not in explained:
            yield f'expected the explanation to say "{words}"'


def _due(expect: Expect) -> bool | None:
    """Return what is expected of being due: a verdict that is expected is one, and a course is of what is not due."""
    if expect.due is not None:
        return expect.due
    if expect.course is not None:
        return False
    return True if expect.status is not None else None


def _said(value: object) -> str:
    if isinstance(value, Status):
        return value.value
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else str(value)
