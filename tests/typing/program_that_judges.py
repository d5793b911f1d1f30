"""A program that judges: what it writes is taken, and what it gets has the types that are documented. Never run."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, assert_type

import wes_rules
from wes_rules import (
    Any as AnyOf,
)
from wes_rules import (
    Baseline,
    Better,
    Calendar,
    History,
    Judgement,
    LoadedPlan,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    PeriodKind,
    Plan,
    PlanFigures,
    Problem,
    Quantity,
    Status,
    Threshold,
    Trajectory,
    Unit,
    Verdicts,
    WesRulesError,
    from_dict,
    judge,
    judge_plan,
    load_plan,
    schema_of,
    to_dict,
)


def a_plan(day: dt.date) -> list[dict[str, Any]]:
    plan = load_plan("plan.toml")
    assert_type(plan, LoadedPlan)
    assert_type(plan.plan, Plan)
    assert_type(plan.read(as_of=day), PlanFigures)
    verdicts = plan.judge(as_of=day)
    assert_type(verdicts, Verdicts)
    assert_type(verdicts[0], Judgement)
    assert_type(verdicts[:2], tuple[Judgement, ...])
    as_sequence: Sequence[Judgement] = verdicts
    for one in as_sequence:
        assert_type(one.status, Status)
        assert_type(one.observed, Decimal | None)
        assert_type(one.required_value, Decimal | None)
        assert_type(one.period, Period | None)
        assert_type(one.explain(), str)
    return [one.to_json() for one in verdicts]


def a_measure(day: dt.date) -> Judgement:
    measure = Measure(
        id="ehc",
        title="EHC plans",
        number=Observed(indicator="ehc"),
        unit="percent",
        decimals=1,
        better="higher",
        area="937",
        calendar=Calendar(
            kind="calendar-year", lag_months=6, not_collected=[Period(PeriodKind.CALENDAR_YEAR, 2020)], breaks=()
        ),
        baseline=Baseline(value=54.5),
        labels=["children"],
        rule=Threshold(at_least=90, tolerance=0.5),
    )
    same = Measure(
        id="ehc",
        title="EHC plans",
        number=Observed(indicator="ehc"),
        unit=Unit.PERCENT,
        decimals=1,
        better=Better.HIGHER,
        area="937",
        calendar=Calendar(kind=PeriodKind.CALENDAR_YEAR),
        rule=AnyOf(of=[Threshold(at_least=Decimal(90)), Threshold(between=("89.5", 91))]),
    )
    assert_type(measure.unit, Unit | wes_rules.OwnUnit)
    assert_type(measure.better, Better)
    assert_type(Threshold(at_least="90").at_least, Decimal | None)
    Plan(id="p", title="P", area="937", measures=[measure, same])
    Trajectory(points=[wes_rules.Point(period=Period.parse("2019", "calendar-year"), value=12.5)])
    history = History.from_records([{"period": "2019", "value": 91.5}], indicator="ehc", kind="calendar-year")
    assert_type(history, History)
    assert_type(
        judge_plan(Plan(id="p", title="P", area="937", measures=(same,)), history, as_of=day), tuple[Judgement, ...]
    )
    return judge(measure, history, as_of=day, period=Period.parse("2019", "calendar-year"))


def a_figure() -> Observation:
    return Observation(
        indicator="ehc",
        area="937",
        period=Period(PeriodKind.CALENDAR_YEAR, 2019),
        quantity=Quantity.exact(72.4),
        origin=Origin(publication="DfE"),
        standing="p",
    )


def there_and_back(measure: Measure) -> Measure:
    assert_type(schema_of(Measure), dict[str, Any])
    assert_type(from_dict(Measure, to_dict(measure)), Measure)
    return from_dict(Measure, {})


def what_is_refused() -> None:
    # Each comment is itself an error where there is nothing to ignore.
    Threshold(at_least=[90])  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    Threshold(at_leest=90)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
    load_plan(3)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    load_plan("plan.toml").judge()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


def what_is_wrong() -> tuple[Problem, ...]:
    try:
        load_plan("plan.toml")
    except WesRulesError as error:
        return error.problems
    return ()
