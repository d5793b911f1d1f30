"""Plan tests: figures in, a day, the verdict expected; unit tests of a policy for people who do not program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

import attrs

from wes_rules.alerts.alert import alerts_for
from wes_rules.alerts.message import Change
from wes_rules.errors import DefinitionError, PlanError, Problem, near_miss
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.planfiles.planfile import read_plan
from wes_rules.planfiles.text import read_text, taken_apart
from wes_rules.planfiles.toml_lines import line_of
from wes_rules.plantests.rows import Rows
from wes_rules.plantests.scenarios import failures_of
from wes_rules.plantests.tables import Expect, Scenario, ScenarioTable, Step, StepTable, TestTable
from wes_rules.quoting import quoted, shortened
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.rules.reading import Path, Reader
from wes_rules.running.reading.needs import wanted
from wes_rules.series.history import History
from wes_rules.series.observation import Origin
from wes_rules.values.period import Period

# What is only repeated beside other news is never counted as sent.
_SENT = [one.value for one in Change if one is not Change.ACKNOWLEDGED]


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


def run_tests(path: File) -> tuple[Outcome, ...]:
    """Run the tests in a file, of the plan that it names; every fault in either is in one PlanError."""
    found = taken_apart(read_text(path), path.name)
    return _TestReader(found.data, found.lines, path).outcomes()


class _TestReader:
    """Reads the tests of a file and runs them; none is run while anything in the file is wrong."""

    def __init__(self, data: dict[str, Any], lines: dict[Path, int], path: File) -> None:
        self.data = data
        self.lines = lines
        self.path = path
        self.problems: list[Problem] = []
        self.reader = Reader(fault=self.fault)
        self.rows = Rows(self.reader, self.fault, self._origin)

    def outcomes(self) -> tuple[Outcome, ...]:
        named = self.data.get("plan")
        if not isinstance(named, str):
            self.fault(("plan",), "it does not say which plan it tests", 'write plan = "plan.toml" on the first line')
            raise PlanError(self.problems)
        for key in self.data.keys() - {"plan", "tests", "scenarios"}:
            self.fault((key,), f"unknown section {quoted(key)}", near_miss(key, ("plan", "tests", "scenarios")))
        plan = read_plan(self.path.parent / named)
        if not self.data.get("tests") and not self.data.get("scenarios"):
            self.fault(("tests",), "there are no tests in it", "add [[tests]] or [[scenarios]]")
        ready = [self._ready(table, path, plan) for path, table in self.rows.items(self.data, (), "tests")]
        scenarios = [self._scenario(table, path, plan) for path, table in self.rows.items(self.data, (), "scenarios")]
        if self.problems:
            raise PlanError(sorted(self.problems, key=lambda one: one.line or 0))
        judged = [outcome(plan, *one) for one in ready if one is not None]
        played = [self._played(*one) for one in scenarios if one is not None]
        if self.problems:
            raise PlanError(self.problems)
        return (*judged, *played)

    def fault(self, path: Path, what: str, remedy: str) -> None:
        subject = ""
        if len(path) > 1 and path[0] in ("tests", "scenarios") and isinstance(place := path[1], int):
            table = self.data[path[0]][place]
            name = table.get("name") if isinstance(table, Mapping) else None
            section = str(path[0]).removesuffix("s")
            subject = f"{section} {quoted(name)}" if isinstance(name, str) else f"{section} {place + 1}"
        self.problems.append(Problem(what, remedy, self.path.name, line_of(self.lines, path), subject))

    def _ready(
        self, table: Any, path: Path, plan: Plan
    ) -> tuple[TestTable, int | None, Measure, Period | None, History] | None:
        inputs = ("figures", "cases", "inspections")
        rest = {key: one for key, one in table.items() if key not in inputs} if isinstance(table, Mapping) else table
        test = self.reader.read(TestTable, rest, path)
        if test is None:
            return None
        measure = self._named(plan, test.measure, path)
        if measure is None:
            return None
        history = History(
            self.rows.observations(table, path, measure, wanted(plan), test.area or measure.area),
            cases=self.rows.cases(table, path, measure, test),
            inspections=self.rows.inspections(table, path, measure, test),
            area_sets=plan.area_sets,
            names=plan.areas,
            ended=plan.ended_areas,
        )
        calendar = leaves(measure)[0].calendar
        period = (
            attrs.evolve(self.reader, kind=calendar.kind).value(Period, test.period, (*path, "period"))
            if test.period
            else None
        )
        return test, line_of(self.lines, path), measure, period, history

    def _named(self, plan: Plan, name: str, path: Path) -> Measure | None:
        measure = next((one for one in plan.measures if one.id == name), None)
        if measure is None:
            self.fault((*path, "measure"), f"no measure {quoted(name)}", near_miss(name, (m.id for m in plan.measures)))
        return measure

    def _scenario(self, table: Any, path: Path, plan: Plan) -> tuple[Scenario, int | None] | None:
        rest = {key: one for key, one in table.items() if key != "steps"} if isinstance(table, Mapping) else table
        head = self.reader.read(ScenarioTable, rest, path)
        measure = None if head is None else self._named(plan, head.measure, path)
        if head is None or measure is None:
            return None
        if not table.get("steps"):
            self.fault((*path, "steps"), "the scenario has no steps", "add [[scenarios.steps]]")
        if head.area is not None:
            measure = attrs.evolve(measure, area=head.area)
        steps = [self._step(one, place, measure, plan) for place, one in self.rows.items(table, path, "steps")]
        days = [one.table.day for one in steps if one is not None]
        if days != sorted(days):
            self.fault((*path, "steps"), "the days of its steps go back", "put the steps in the order of their days")
        good = tuple(one for one in steps if one is not None)
        return Scenario(name=head.name, plan=plan, measure=measure, steps=good), line_of(self.lines, path)

    def _step(self, table: Any, path: Path, measure: Measure, plan: Plan) -> Step | None:
        rest = {key: one for key, one in table.items() if key != "figures"} if isinstance(table, Mapping) else table
        step = self.reader.read(StepTable, rest, path)
        if step is None:
            return None
        figures = self.rows.observations(table, path, measure, wanted(plan), measure.area)
        published = [attrs.evolve(one, published=one.published or step.day) for one in figures]
        made = Step(table=step, observations=tuple(published), line=line_of(self.lines, path))
        self._check(made, path, measure, plan)
        return made

    def _check(self, step: Step, path: Path, measure: Measure, plan: Plan) -> None:
        """Refuse impossible actions and messages that can never be sent."""
        try:
            step.silence("S")
        except DefinitionError as error:
            for problem in error.problems:
                self.fault((*path, "silence"), problem.what, problem.remedy)
        acknowledge, expect = step.table.acknowledge, step.table.expect
        if acknowledge is not None and acknowledge.until is not None and acknowledge.until <= step.table.day:
            what = f"the acknowledgement is over on {acknowledge.until} already"
            self.fault((*path, "acknowledge", "until"), what, "give a later day")
        names = plan.all_told_of(measure)
        for sent in (expect.sent if expect is not None else None) or ():
            name, colon, change = sent.rpartition(": ")
            if not colon:
                self.fault(
                    (*path, "expect", "sent"),
                    f"{quoted(sent)} does not say what is sent",
                    f'write it like "{shortened(sent)}: new"',
                )
            elif name not in names:
                self.fault(
                    (*path, "expect", "sent"), f"{quoted(name)} is never told of {measure.id}", near_miss(name, names)
                )
            elif change not in _SENT:
                what = f"{quoted(change)} is no change that is sent"
                self.fault((*path, "expect", "sent"), what, near_miss(change, _SENT))

    def _played(self, scenario: Scenario, line: int | None) -> Outcome:
        try:
            failures = tuple(failures_of(scenario))
        except PlanError as error:
            subject = f"scenario {quoted(scenario.name)}"
            self.problems += [attrs.evolve(one, file=self.path.name, subject=subject) for one in error.problems]
            failures = ()
        return Outcome(scenario.name, line, failures)

    def _origin(self, place: Path) -> Origin:
        return Origin(publication="a plan test", file=self.path.name, row=line_of(self.lines, place))


def outcome(
    plan: Plan, test: TestTable, line: int | None, measure: Measure, period: Period | None, history: History
) -> Outcome:
    """Judge a test, and report what differs from the expectation."""
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
