"""Surveys that keep no rhythm: the last figure stands until the next survey is due, and only surveys count."""

from datetime import date
from decimal import Decimal as D

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Desk

from wes_rules import (
    AnnualIncrease,
    Baseline,
    Calendar,
    DefinitionError,
    FromBaseline,
    Maintain,
    Period,
    PlanError,
    Point,
    Reason,
    Status,
    Threshold,
    Trajectory,
    Unit,
    judge,
)
from wes_rules.planfiles.planfile import parse_plan

FIRST, LAST = 2010, 2022
RULES = (
    AnnualIncrease(),
    AnnualIncrease(scope="latest", strict=False),
    FromBaseline(direction="increase"),
    Maintain(at_least=3),
    Threshold(at_least=4, reach=True),
    Trajectory(points=(Point(period=Period.parse("2012"), value=2), Point(period=Period.parse("2020"), value=8))),
)


def year(number):
    return Period.parse(str(number))


def surveys(*years, **more):
    return Calendar(kind="calendar-year", lag_months=6, surveyed=frozenset(map(year, years)), **more)


@given(
    rule=st.sampled_from(RULES),
    held=st.frozensets(st.integers(FIRST, LAST), min_size=1),
    values=st.dictionaries(st.integers(FIRST, LAST), st.integers(0, 9), max_size=8),
    asked=st.none() | st.integers(FIRST, LAST),
    as_of=st.dates(date(2012, 1, 1), date(2024, 1, 1)),
    starts=st.none() | st.just(date(2013, 1, 1)),
)
def test_the_verdict_is_that_of_a_calendar_in_which_nobody_collected_any_other_period(
    rule, held, values, asked, as_of, starts
):
    others = {year(one) for one in range(1900, 2100)} - set(map(year, held))
    ends = {"first": year(min(held)), "last": year(max(held))}
    regular = attrs.evolve(surveys(*held), surveyed=None, not_collected=others, **ends)
    desk, found = Desk(), []
    for calendar in (surveys(*held), regular):
        more = {"calendar": calendar, "unit": Unit.COUNT, "decimals": 0, "starts": starts}
        try:
            measure = desk.measure(rule, **more, baseline=Baseline(value=2, period=year(2011)))
            it = judge(measure, desk.history(values), as_of=as_of, period=asked and year(asked))
            reasons = set(it.reasons) - {Reason.SPANS_A_GAP}
            found.append((it.status, it.period, it.due, it.settled, it.margin, reasons))
        except DefinitionError as error:
            found.append(str(error))
    assert found[0] == found[1]


def stood(desk, as_of, *years):
    measure = desk.measure(Threshold(at_least=50), calendar=surveys(*years))
    found = judge(measure, desk.history({2015: 40, 2018: 55}), as_of=as_of)
    return found.status, found.period, Reason.OVERDUE in found.reasons


def test_the_last_figure_stands_until_the_next_survey_is_due(desk):
    assert stood(desk, date(2025, 6, 30), 2015, 2018, 2024) == (Status.ON_TRACK, year(2018), False)
    assert stood(desk, date(2025, 7, 1), 2015, 2018, 2024) == (Status.UNDECIDED, year(2024), True)


def test_nothing_is_ever_overdue_when_no_further_survey_is_known(desk):
    assert stood(desk, date(2039, 1, 1), 2015, 2018) == (Status.ON_TRACK, year(2018), False)


def test_a_step_leads_from_the_survey_before_and_years_between_are_no_gap(desk):
    more = {"calendar": surveys(2015, 2018, 2022), "starts": date(2016, 1, 1)}
    found = desk.judge(AnnualIncrease(), {2015: 40, 2018: 41, 2022: 42}, **more)
    assert found.status is Status.ON_TRACK
    assert Reason.SPANS_A_GAP not in found.reasons
    missed = attrs.evolve(more["calendar"], isolated={year(2018)})
    assert (
        Reason.SPANS_A_GAP in desk.judge(AnnualIncrease(), {2015: 40, 2022: 42}, **{**more, "calendar": missed}).reasons
    )


def test_a_line_of_targets_knows_how_far_apart_surveys_are(desk):
    rule = Trajectory(points=(Point(period=year(2010), value=10), Point(period=year(2020), value=20)))
    found = desk.judge(rule, {2018: 18}, calendar=surveys(2010, 2018, 2020))
    assert (found.status, found.margin) == (Status.ON_TRACK, D(0))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"surveyed": []}, "surveyed lists no period"),
        ({"surveyed": [year(2015)], "step": 2, "anchor": year(2015)}, "leaves nothing for step and anchor to say"),
        ({"surveyed": [Period.parse("2015/16")]}, "2015/16 is an academic-year"),
    ],
)
def test_what_surveys_cannot_be_is_refused(given, said):
    with pytest.raises(DefinitionError, match=said):
        Calendar(kind="calendar-year", **given)


PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"

[calendars.survey]
kind = "calendar-year"
surveyed = ["2015", "2018", "2022"]

[[measures]]
id = "happy"
title = "Happy"
number = {indicator = "happy"}
unit = "percent"
decimals = 1
better = "higher"
calendar = "survey"
rule = {kind = "threshold", at_least = 75}
"""


def test_a_plan_file_lists_surveys():
    (measure,) = parse_plan(PLAN).measures
    assert measure.calendar == attrs.evolve(surveys(2015, 2018, 2022), lag_months=0)
    with pytest.raises(PlanError, match='surveyed: "2018/19" is not a calendar-year'):
        parse_plan(PLAN.replace('"2018"', '"2018/19"'))


def test_pooled_surveys_are_written_as_their_figures_are_however_the_plan_writes_them():
    calendar = Calendar(kind="calendar-year", window=3, surveyed=["2014", "2018"])
    told = (
        calendar.latest_due(date(2019, 6, 1)),
        calendar.previous(Period.parse("2018")),
        calendar.next(Period.parse("2014")),
    )
    assert [str(one) for one in told] == ["2016 - 2018", "2012 - 2014", "2016 - 2018"]


def test_how_much_earlier_a_survey_was_is_counted_in_years():
    desk = Desk()
    measure = desk.measure(Threshold(at_least=5), calendar=surveys(2015, 2018, 2022, 2026))
    history = desk.history({2015: 5, 2018: 5, 2022: 5})
    assert "5.0% in 2022, 4 years earlier." in judge(measure, history, as_of=date(2027, 8, 1)).explain()


@pytest.mark.parametrize("day", [date(2015, 8, 1), date(2016, 8, 1)])
def test_the_next_figure_is_awaited_before_its_period_has_begun(desk, day):
    calendar = Calendar(kind="calendar-year", lag_months=6, step=3, anchor=year(2014))
    found = desk.judge(Threshold(at_least=50), {2014: 60}, as_of=day, calendar=calendar)
    assert found.row.next_due == date(2018, 7, 1)
