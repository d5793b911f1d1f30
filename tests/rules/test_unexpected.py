"""What a promise does and its author may not expect is said once; what is meant as it stands is not."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import Baseline, Better, Calendar, Part, Period, PeriodKind, Point, Trajectory, Version
from wes_rules.rules.kinds.composites import Advisory, Each
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.kinds.milestone import Milestone
from wes_rules.rules.kinds.year_on_year import AnnualDecrease
from wes_rules.rules.step_promise import Instead
from wes_rules.rules.unexpected import unexpected
from wes_rules.series.totals import YearToDate
from wes_rules.values.units import Unit

QUARTERS = Calendar(kind=PeriodKind.FINANCIAL_QUARTER, lag_months=1)
YEARS = Calendar(kind=PeriodKind.FINANCIAL_YEAR, lag_months=3)
TODAY = date(2025, 12, 1)
RAN_OUT = (
    "measure rate: its targets differ within the year, and the last one, 40.0% for 2024/25 Q4, holds for every later period, "
    "2025/26 Q2 too; if each year has targets like these, write each_year = true, with a point for each period of a year"
)


def notes(*measures, as_of=TODAY):
    return unexpected(plan_of(*measures), as_of)


def targets(*values, first="2024/25 Q1", **more):
    start = Period.parse(first, more.get("calendar", QUARTERS).kind)
    points = tuple(Point(period=start + place, value=D(value)) for place, value in enumerate(values))
    return measure(rule=Trajectory(points=points, between="step"), **{"calendar": QUARTERS, **more})


PROFILE = targets(48, 46, 42, 40)


def test_a_deadline_of_a_measure_without_a_target_is_said():
    (said,) = notes(measure(rule=Advisory(), deadline=date(2021, 12, 31)))
    assert said.startswith("measure rate: no target is set, so all that deadline = 2021-12-31 does is to keep later")
    assert notes(measure(rule=Advisory(), starts=date(2019, 1, 1))) == []


def test_a_profile_by_season_that_ran_out_is_said():
    assert notes(PROFILE) == [RAN_OUT]


@pytest.mark.parametrize(
    ("one", "as_of"),
    [
        (PROFILE, date(2025, 7, 30)),  # no later figure is due
        (attrs.evolve(PROFILE, deadline=date(2025, 3, 31)), TODAY),  # nothing later is judged
        (targets(40, 42, 46, 48), TODAY),  # a target that only rises holds
        (targets(48, 40), TODAY),  # a target that was revised
        (attrs.evolve(PROFILE, rule=attrs.evolve(PROFILE.rule, between="linear", each_year=True)), TODAY),
        (targets(48, 46, 42, 40, first="2020/21", calendar=YEARS), TODAY),  # one target a year
    ],
)
def test_a_target_that_is_meant_to_hold_is_not_said(one, as_of):
    assert notes(one, as_of=as_of) == []


def test_targets_of_the_year_to_date_run_out_though_they_only_rise():
    number = YearToDate(indicator="rate", year="financial")
    found = notes(targets(10, 20, 30, 40, number=number, unit=Unit.COUNT, decimals=0))
    assert [one for one in found if "holds for every later period, 2025/26 Q2 too" in one] == found != []


@pytest.mark.parametrize("name", ["by", "deadline"])
def test_a_day_within_a_year_names_the_year_that_decides(name):
    day = date(2024, 12, 31)
    given = {"rule": at_least(60, by=day)} if name == "by" else {"deadline": day}
    (found,) = notes(measure(calendar=YEARS, **given))
    assert found == (
        f"measure rate: {name} = 2024-12-31 lies within 2024/25, and the last period to end by then is 2023/24, which ends on "
        f"31 March 2024 and decides; if 2024/25 is meant, write {name} = 2025-03-31"
    )


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2024, 4, 30)])
def test_a_day_at_the_end_of_a_year_or_in_the_month_after_is_as_it_seems(day):
    assert notes(measure(calendar=YEARS, rule=at_least(60, by=day))) == []


def test_the_first_day_more_than_a_month_after_the_end_is_said():
    assert len(notes(measure(calendar=YEARS, rule=at_least(60, by=date(2024, 5, 1))))) == 1


def test_a_day_between_two_surveys_lies_within_neither():
    may = attrs.evolve(YEARS, kind=PeriodKind.MONTH, step=12, anchor=Period.parse("May 2020"))
    assert notes(measure(calendar=may, rule=at_least(60, by=date(2024, 12, 31)))) == []


def test_a_milestone_goes_by_the_report_of_the_period_its_day_lies_in():
    day = date(2024, 12, 31)
    assert notes(measure(calendar=YEARS, rule=Milestone(by=day), deadline=day, unit=Unit.COUNT, decimals=0)) == []


def test_what_is_so_of_several_parts_and_measures_is_said_once():
    parts = (Part(name="boys"), Part(name="girls"))
    day = date(2024, 12, 31)
    each = measure("each", calendar=YEARS, rule=Each(rule=at_least(60), over=parts), deadline=day)
    info = measure("info", calendar=YEARS, rule=Advisory(rule=at_least(60)), deadline=day)
    (found,) = notes(each, info)
    assert found.startswith("measures each, info: deadline = 2024-12-31 lies within 2024/25")


def own_target(year, **more):
    given = {"calendar": attrs.evolve(YEARS, not_collected=frozenset({Period.parse("2022/23", YEARS.kind)})), **more}
    rule = AnnualDecrease(instead=(Instead(period=Period.parse(year, YEARS.kind), at_most=D(50)),))
    return measure(rule=rule, better=Better.LOWER, **given)


def test_a_target_of_its_own_for_a_period_that_nobody_collects_is_said():
    assert notes(own_target("2022/23")) == [
        "measure rate: its target for 2022/23 has no effect: its calendar has no figure for 2022/23; name a period that has one"
    ]


def test_a_target_of_its_own_after_the_last_period_that_is_judged_is_said():
    found = notes(own_target("2024/25", deadline=date(2024, 3, 31)))
    assert found == ["measure rate: its target for 2024/25 has no effect: 2023/24 is the last period that is judged"]


def test_a_target_of_its_own_that_counts_is_not_said():
    assert notes(own_target("2023/24", deadline=date(2024, 3, 31))) == []


@pytest.mark.parametrize(("stated", "said"), [(None, 1), (D(50), 0)])
def test_a_baseline_that_nobody_will_ever_know_is_said_unless_its_value_is_given(stated, said):
    gone = Period.parse("2022/23", YEARS.kind)
    calendar = attrs.evolve(YEARS, not_collected=frozenset({gone}))
    found = notes(measure(calendar=calendar, rule=FromBaseline(), baseline=Baseline(period=gone, value=stated)))
    assert len(found) == said
    assert all("nothing can decide it: its calendar has no figure for 2022/23, its baseline" in one for one in found)


@pytest.mark.parametrize(("day", "said"), [(date(2025, 12, 31), True), (date(2022, 12, 31), False)])
def test_a_day_whose_own_period_nobody_collects_is_said(day, said):
    surveyed = tuple(Period(PeriodKind.CALENDAR_YEAR, year) for year in (2019, 2022, 2025))
    calendar = Calendar(kind=PeriodKind.CALENDAR_YEAR, surveyed=surveyed, not_collected=surveyed[2:])
    one = measure(rule=at_least(50, by=day), calendar=calendar)
    told = f"measure rate: nobody collects a figure for 2025, so at by = {day} that for 2022 decides"
    assert notes(one) == ([told] if said else [])


AMOUNTS = ("tolerance", "met_within", "exceeded_by", "unchanged_within")
SAID = [(name, f"{name}_in", "percent" if name == "unchanged_within" else "percent-of-target") for name in AMOUNTS]
SAID += [(name, f"{name}_edge", "excluded") for name in AMOUNTS[:3]]


@pytest.mark.parametrize(("name", "field", "value"), SAID)
def test_what_is_said_of_a_distance_that_is_not_given_is_noted(name, field, value):
    note = f'measure rate: {field} = "{value}" has no effect without {name}'
    assert notes(measure(rule=at_least(50, **{field: value}))) == [note]
    assert notes(measure(rule=Advisory(rule=at_least(50, **{field: value})))) == [note]
    assert notes(measure(rule=at_least(50, **{name: 2, field: value}))) == []
    later = Version(starting=Period.parse("2022", "calendar-year"), agreed=date(2021, 6, 1), changes={name: D(2)})
    assert notes(measure(rule=at_least(50, versions=[later], **{field: value}))) == []
