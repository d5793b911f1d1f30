"""A day by which it must be so: one meaning for every kind of rule that figures decide."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    Advisory,
    All,
    AnnualDecrease,
    AnnualIncrease,
    Baseline,
    Better,
    Calendar,
    Course,
    DefinitionError,
    Each,
    Everyone,
    FromBaseline,
    History,
    Maintain,
    Marker,
    Measure,
    Milestone,
    Part,
    Period,
    PeriodKind,
    PlanError,
    Quantity,
    Status,
    Threshold,
    Unit,
    judge,
    strategies,
)
from wes_rules import Any as AnyOf
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.rule import FigureRule

YEARS = PeriodKind.CALENDAR_YEAR
IN_FIGURES = sorted(kind for kind, cls in KINDS.items() if issubclass(cls, FigureRule))
BY = date(2020, 12, 31)


def year(number: int) -> Period:
    return Period(YEARS, number)


HIDDEN = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)


def judged(rule, values, as_of, *, period=None, figures=None, **more):
    """Judge a rule on figures by year, for the period that is judged on a day unless one is asked for."""
    desk = Desk()
    measure = Desk().measure(rule, **{"calendar": Calendar(kind=YEARS), **more})
    return judge(measure, figures or desk.history(values), as_of=as_of, period=period)


@pytest.mark.parametrize("kind", IN_FIGURES)
def test_every_kind_that_figures_decide_has_a_day_by_which_it_must_be_so(kind):
    assert "by" in attrs.fields_dict(KINDS[kind])


def with_a_day(*, better: Better = Better.HIGHER, kinds: list[str] | None = None) -> st.SearchStrategy[Measure]:
    """Draw measures whose rule has a day by which it must be so."""
    rules = strategies.rules(
        kinds=kinds or [k for k in IN_FIGURES if k != "milestone"], better=better, nested=False, versions=False
    )
    dated = rules.filter(lambda rule: rule.by is not None)
    return strategies.measures(rule=dated, better=better)


@given(st.data(), strategies.histories(), st.sampled_from((Better.HIGHER, Better.LOWER)))
def test_before_its_day_has_passed_a_promise_is_never_decided(data, history, better):
    measure = data.draw(with_a_day(better=better))
    assume(not measure.rule.latched)
    as_of = measure.rule.by - timedelta(days=data.draw(st.integers(0, 900)))
    found = judge(measure, history, as_of=as_of)
    assert (found.status, found.due) == (Status.UNDECIDED, False)
    assert found.course is not None


@given(st.data(), strategies.histories())
def test_before_its_day_what_is_to_be_reached_may_be_reached_and_never_missed(data, history):
    measure = data.draw(with_a_day(kinds=["threshold"]).filter(lambda one: one.rule.latched))
    found = judge(measure, history, as_of=measure.rule.by - timedelta(days=data.draw(st.integers(0, 900))))
    kept = Status.AT_RISK if measure.rule.at_best == "at-risk" else Status.ON_TRACK
    assert found.status in (Status.UNDECIDED, kept)
    assert found.due is (found.status is kept)


@given(st.data(), strategies.histories(), st.sampled_from((Better.HIGHER, Better.LOWER)))
def test_after_its_day_a_promise_is_judged_as_without_it_at_the_last_period_ended_by_then(data, history, better):
    measure = data.draw(with_a_day(better=better))
    as_of = measure.rule.by + timedelta(days=data.draw(st.integers(1, 900)))
    last = measure.calendar.latest_ending(measure.rule.by)
    without = attrs.evolve(measure, rule=attrs.evolve(measure.rule, by=None))
    found, there = judge(measure, history, as_of=as_of), judge(without, history, as_of=as_of, period=last)
    assert (found.period, found.settled) == (last, True)
    assert (found.status, found.outcomes, found.margin) == (there.status, there.outcomes, there.margin)
    later = judge(measure, history, as_of=as_of, period=last + 1)
    assert (later.status, later.outcomes) == (there.status, there.outcomes)


@pytest.mark.parametrize(
    ("given", "settled"),
    [
        ({"rule": Threshold(at_least=D(50), by=BY)}, [2020, 2021]),
        ({"rule": Threshold(at_least=D(50)), "deadline": BY}, [2020]),
        ({"rule": All(of=(Threshold(at_least=D(50)),)), "deadline": BY}, [2020]),
    ],
    ids=["its own day", "the deadline", "the deadline of a whole"],
)
def test_only_the_period_that_its_day_or_the_deadline_decides_is_settled(given, settled):
    values, as_of = {2019: 40, 2020: 60, 2021: 70}, date(2022, 6, 30)
    found = {
        one: judged(given["rule"], values, as_of, period=year(one), deadline=given.get("deadline")) for one in values
    }
    assert [one for one, said in found.items() if said.settled] == settled
    by = "its due day" if given.get("deadline") is None else "the deadline"
    assert [f"settled by {by}" in said.explain() for said in found.values()] == [one in settled for one in values]


@given(st.data(), strategies.histories(), st.sampled_from((Better.HIGHER, Better.LOWER)))
def test_figures_of_periods_after_its_day_change_nothing(data, history, better):
    measure = data.draw(with_a_day(better=better))
    as_of = measure.rule.by + timedelta(days=data.draw(st.integers(1, 900)))
    up_to = type(history)(
        (one for one in history if one.period.end <= measure.rule.by + timedelta(days=1)),
        area_sets=history.area_sets.values(),
    )
    found, there = judge(measure, history, as_of=as_of), judge(measure, up_to, as_of=as_of)
    assert (found.status, found.outcomes) == (there.status, there.outcomes)


@given(st.data(), strategies.histories(), st.sampled_from((Better.HIGHER, Better.LOWER)))
def test_the_period_that_is_judged_has_the_same_answer_if_it_is_asked_for(data, history, better):
    kinds = [kind for kind in IN_FIGURES if kind not in ("everyone", "milestone")]
    rules = strategies.rules(kinds=kinds, better=better, nested=False)
    measure = data.draw(strategies.measures(rule=rules, better=better))
    day = data.draw(st.dates(date(2018, 1, 1), date(2026, 12, 31)))
    found = judge(measure, history, as_of=day)
    assume(found.period is not None)
    assert judge(measure, history, as_of=day, period=found.period) == attrs.evolve(found, since=())


def test_a_milestone_goes_by_the_report_of_the_year_with_its_day_though_the_deadline_ends_with_the_year_before():
    rule, more = Milestone(by=date(2021, 9, 30)), {"unit": Unit.COUNT, "decimals": 0, "deadline": date(2021, 10, 21)}
    found = judged(rule, {2019: 0}, date(2023, 1, 1), **more)
    asked = judged(rule, {2019: 0}, date(2023, 1, 1), period=year(2021), **more)
    assert (found.status, found.due, found.settled, found.period) == (Status.OFF_TRACK, True, True, year(2021))
    assert asked == found
    assert not judged(rule, {2019: 0}, date(2023, 1, 1), period=year(2020), **more).due


def test_from_a_baseline_by_65_percent_by_2030_is_not_due_in_2025_and_on_the_way():
    rule = FromBaseline(change=D(65), change_in="percent", by=date(2030, 12, 31))
    more = {"better": Better.LOWER, "baseline": Baseline(value=D(100), period=year(1990))}
    found = judged(rule, {2022: "59.8", 2023: "53.4", 2024: "51.9"}, date(2025, 1, 1), **more)
    assert (found.status, found.due, found.course) == (Status.UNDECIDED, False, Course.OFF_COURSE)
    assert found.required == "at most 35.0% by 31 December 2030"
    # Its figures would not keep it yet, and its outlook says that they will.
    assert found.explain().startswith("Not due, on the way: ")
    assert "The promise is not due before 31 December 2030 has passed; the figures for 2024 would not keep it." in (
        found.explain()
    )


@pytest.mark.parametrize(
    ("rule", "values", "more", "course"),
    [
        (Threshold(at_least=D(50), by=BY), {2018: 60}, {}, Course.ON_COURSE),
        (Threshold(at_least=D(50), tolerance=D(5), by=BY), {2018: 48}, {}, Course.OFF_COURSE),
        (Threshold(at_least=D(50), by=BY), {2018: HIDDEN}, {}, Course.OPEN),
        # Each year has to keep it, and this one did not.
        (AnnualIncrease(by=BY), {2017: 5, 2018: 4}, {}, Course.CANNOT_BE_KEPT),
        (AnnualIncrease(by=BY), {2017: 5, 2018: 6}, {}, Course.ON_COURSE),
        (AnnualDecrease(by=BY), {2018: 6}, {"better": Better.LOWER}, Course.OPEN),
        (Maintain(at_least=D(75), by=BY), {2017: 70, 2018: 80}, {}, Course.CANNOT_BE_KEPT),
    ],
)
def test_the_course_is_what_the_figures_would_decide_or_what_is_certain(rule, values, more, course):
    found = judged(rule, values, date(2019, 6, 1), period=year(2018), **more)
    assert (found.status, found.due, found.course) == (Status.UNDECIDED, False, course)


def test_what_was_maintained_up_to_the_day_is_not_undone_by_a_dip_after_it():
    rule = Maintain(at_least=D(75), by=BY)
    assert judged(rule, {2019: 80, 2020: 76, 2021: 60}, date(2022, 6, 1)).status is Status.ON_TRACK


def test_a_deadline_alone_never_makes_a_promise_not_due():
    found = judged(Threshold(at_least=D(50)), {2018: 40}, date(2019, 6, 1), deadline=BY)
    assert (found.status, found.due, found.course) == (Status.OFF_TRACK, True, None)


def test_what_is_reached_only_in_a_period_that_ends_after_the_day_is_not_reached_before_it():
    rule = Threshold(at_least=D(50), reach=True, by=date(2018, 6, 30))
    early = History([Desk().figure(2018, 60, published=date(2018, 5, 1))])
    found = judged(rule, {}, date(2018, 6, 1), period=year(2018), figures=early)
    assert (found.status, found.due) == (Status.UNDECIDED, False)


DUE, LATER = Threshold(at_least=D(50)), Threshold(at_least=D(50), by=BY)


@pytest.mark.parametrize(
    ("rule", "value", "status", "due"),
    [
        (All(of=(DUE, LATER)), 60, Status.UNDECIDED, False),
        (All(of=(DUE, LATER)), 40, Status.OFF_TRACK, True),  # a definite miss of a due part is never hidden
        (All(of=(DUE, LATER)), HIDDEN, Status.UNDECIDED, True),
        (AnyOf(of=(DUE, LATER)), 60, Status.ON_TRACK, True),
        (AnyOf(of=(DUE, LATER)), 40, Status.UNDECIDED, False),
        (AnyOf(of=(DUE, LATER)), HIDDEN, Status.UNDECIDED, True),
        (All(of=(LATER, LATER)), 60, Status.UNDECIDED, False),
        (Advisory(rule=LATER), 60, Status.UNDECIDED, False),
        (Each(rule=LATER, over=(Part(name="one"), Part(name="two"))), 60, Status.UNDECIDED, False),
        (All(of=(AnyOf(of=(DUE, LATER)), DUE)), 40, Status.OFF_TRACK, True),
        (AnyOf(of=(All(of=(DUE, LATER)), LATER)), 60, Status.UNDECIDED, False),
    ],
)
def test_a_whole_is_not_due_while_nothing_but_parts_that_are_not_due_leaves_it_open(rule, value, status, due):
    found = judged(rule, {2018: value}, date(2019, 6, 1))
    assert (found.status, found.due) == (status, due)


def test_the_course_of_a_whole_is_the_worst_of_its_parts_and_of_any_the_best():
    kept, missed = Threshold(at_least=D(50), by=BY), Threshold(at_least=D(70), by=BY)
    values, as_of = {2018: 60}, date(2019, 6, 1)
    assert judged(All(of=(kept, missed)), values, as_of).course is Course.OFF_COURSE
    assert judged(AnyOf(of=(kept, missed)), values, as_of).course is Course.ON_COURSE


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: FromBaseline(by=D(5)), "by: 5 is not a date; write change = 5"),
        (lambda: FromBaseline(by_in="percent"), "by_in is not a field; write change_in = 'percent'"),
        (lambda: Everyone(by="2020"), 'by: "2020" is not a date'),
    ],
)
def test_an_amount_where_the_day_belongs_is_refused_with_the_field_that_is_meant(make, says):
    with pytest.raises(DefinitionError, match=says.replace("(", r"\(")):
        make()


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        (Threshold(at_least=D(50), by=BY), {"deadline": date(2019, 12, 31)}),
        (AnnualIncrease(by=BY), {"deadline": date(2019, 12, 31)}),
    ],
)
def test_a_day_after_the_deadline_is_refused(rule, more):
    with pytest.raises(DefinitionError, match="by = 2020-12-31 is "):
        Desk().measure(rule, **more)


PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "m"
title = "M"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {{indicator = "rate"}}
baseline = {{value = 41, period = "2018"}}
rule = {rule}
"""


def test_plan_files_refuse_the_names_that_the_amount_had_and_say_the_new_ones():
    with pytest.raises(PlanError) as caught:
        parse_plan(PLAN.format(rule='{kind = "from-baseline", by = 1, by_in = "percent"}'))
    said = str(caught.value)
    assert "by: 1 is not a date; write change = 1" in said
    assert 'unknown key "by_in"; write change_in' in said


def test_a_milestone_whose_report_is_to_come_is_not_due_also_where_the_last_one_was_before_the_plan():
    more = {"unit": Unit.COUNT, "decimals": 0, "starts": date(2021, 5, 1)}
    measure = Desk().measure(Milestone(by=date(2021, 12, 31)), **more)
    found = judge(measure, Desk().history({2020: 0}), as_of=date(2022, 1, 5))
    assert (found.words, found.period, found.row.next_due) == ("not due", year(2020), date(2022, 7, 1))


@pytest.mark.parametrize(
    ("rule", "values", "more", "due"),
    [
        (Threshold(at_least=D(60), by=date(2030, 12, 31), reach=True), {2019: 61}, {}, None),
        (Milestone(by=date(2030, 12, 31)), {2019: 1}, {"unit": Unit.COUNT, "decimals": 0}, None),
        (Milestone(by=date(2030, 12, 31)), {2019: 0}, {"unit": Unit.COUNT, "decimals": 0}, date(2021, 1, 1)),
        (Milestone(by=date(2018, 12, 31)), {2018: 0}, {"unit": Unit.COUNT, "decimals": 0}, None),
        (FromBaseline(), {2019: 50}, {"baseline": Baseline(period=year(2025))}, date(2026, 1, 1)),
    ],
)
def test_the_next_figure_due_is_one_that_the_verdict_may_go_by(rule, values, more, due):
    assert judged(rule, values, date(2020, 8, 1), **more).row.next_due == due
