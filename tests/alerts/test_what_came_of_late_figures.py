"""Of a figure that was told to be overdue it is said that it has come only where that very figure has."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from tests.alerts.world import YEARS, at_least, measure, plan_of

from wes_rules import (
    Any,
    BenchmarkParity,
    Calendar,
    ChangeSince,
    Each,
    Milestone,
    Observed,
    Part,
    Period,
    PeriodKind,
    Rolling,
    Unit,
)

STARTS = date(2015, 1, 1)
PARITY = BenchmarkParity(against="E", strict=True)
EITHER = Any(of=(at_least(60), PARITY))


def years(world, figures):
    """Publish each year's figures, by area, and run on the day they are due."""
    for year, values in figures.items():
        for area, value in values.items():
            world.publish(year, value, area=area, on=date(year + 1, 7, 1))
        world.until(f"{year + 1}-07-01")
        world.run()


@pytest.mark.parametrize("rule", [PARITY, EITHER])
def test_a_figure_to_compare_with_that_never_came_is_still_missing(worlds, rule):
    world = worlds(plan_of(measure(rule=rule, starts=STARTS)))
    years(world, {2015: {"937": 51}, 2016: {"937": 52}, 2017: {"937": 55, "E": 54}})
    assert world.heard(kind="overdue") == ["new", "still_open", "withdrawn"]
    line = world.last("overdue").line
    assert line.startswith("The figures for 2015 and 2016 (E) are still missing; the promise goes by 2017 now")


@pytest.mark.parametrize("rule", [PARITY, EITHER])
def test_a_figure_to_compare_with_that_came_is_told_to_have_come(worlds, rule):
    world = worlds(plan_of(measure(rule=rule, starts=STARTS)))
    years(world, {2015: {"937": 51}})
    world.publish(2015, 50, area="E")
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]
    assert "missing" not in world.last("overdue").line
    assert "51.0% in 2015, 51.0%" not in world.last("overdue").line


def test_those_that_were_due_since_the_last_reminder_are_missing_as_well(worlds):
    parts = tuple(Part(name=one, number=Observed(indicator=one)) for one in ("boys", "girls"))
    world = worlds(plan_of(measure(rule=Each(rule=at_least(60), over=parts), starts=STARTS)))
    years(world, {year: {} for year in range(2015, 2022)})
    for part in ("boys", "girls"):
        world.publish(2022, 70, of=part, on=date(2023, 7, 1))
    world.until("2023-07-01")
    world.run()
    last = world.last("overdue")
    assert last.period == "2021"
    assert last.line.startswith("The figures for 7 years from 2015 to 2021 (boys and girls) are still missing; ")


def test_of_two_that_were_late_the_one_that_never_came_is_named(worlds):
    world = worlds(plan_of(measure(rule=PARITY, starts=STARTS)))
    years(world, {2015: {}})
    world.publish(2015, 51, on=date(2017, 7, 1))
    years(world, {2016: {"937": 55, "E": 54}})
    assert world.heard(kind="overdue")[:2] == ["new", "withdrawn"]
    assert "2015 (E)" in world.last("overdue").line


def test_what_is_not_waited_for_any_more_is_told_beside_what_is_new(worlds):
    months = Calendar(kind=PeriodKind.MONTH, lag_months=1)
    number = Rolling(indicator="rate", periods=2)
    given = {"number": number, "unit": Unit.COUNT, "decimals": 0, "calendar": months}
    world = worlds(plan_of(measure(rule=at_least(1000), **given)))
    for month in (1, 2, 4, 5):
        world.publish(Period(PeriodKind.MONTH, 2016 * 12 + month - 1), 10, on=date(2016, month + 2, 1))
    for month in (4, 5, 6, 7, 8, 9):
        world.until(f"2016-{month:02}-01")
        world.run()
    assert world.heard(kind="overdue")[0] == "new"
    lost = [
        one for _, one in world.news() if one.kind.value == "overdue" and "March 2016" in one.line + str(one.details)
    ]
    assert "March 2016 is still missing" in lost[-1].line + " ".join(lost[-1].details)


def test_a_figure_of_a_slower_part_that_has_come_has_come(worlds):
    quarters = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)
    parts = (
        Part(name="Quick", number=Observed(indicator="quick"), calendar=quarters),
        Part(name="Slow", number=Observed(indicator="slow"), calendar=attrs.evolve(YEARS, lag_months=1)),
    )
    world = worlds(plan_of(measure(rule=Each(rule=at_least(90), over=parts), starts=STARTS)))
    for quarter in range(4):
        period = Period(PeriodKind.CALENDAR_QUARTER, 2015 * 4 + quarter)
        world.publish(period, 95, of="quick", on=date(2016, 1, 31))
    world.until("2016-02-01")
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    world.publish(2015, 95, of="slow")
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]
    assert "95.0% in 2015" in world.last("overdue").line


def test_figures_of_a_rhythm_that_the_plan_no_longer_has_are_not_awaited(worlds):
    world = worlds(plan_of(measure(starts=STARTS)))
    years(world, {2015: {}})
    assert world.heard(kind="overdue") == ["new"]
    quarters = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=6)
    world.plan = plan_of(measure(starts=STARTS, calendar=quarters))
    for quarter in range(6):
        world.publish(Period(PeriodKind.CALENDAR_QUARTER, 2015 * 4 + quarter), 95)
    world.run()
    assert world.heard(kind="overdue") == ["new", "rule_changed"]


COUNTED = {"unit": Unit.COUNT, "decimals": 0}


@pytest.mark.parametrize(
    "number", [Rolling(indicator="rate", periods=2), ChangeSince(indicator="rate", against="previous")]
)
def test_what_the_first_total_on_file_lacks_is_still_waited_for(worlds, number):
    world = worlds(plan_of(measure(rule=at_least(60), starts=STARTS, number=number, **COUNTED)))
    years(world, {2015: {}, 2016: {"937": 50}})
    assert world.heard(kind="overdue") == ["new"]
    assert "The figure for 2015 was due on 1 July 2016" in world.states()["p/rate/937/overdue"].line
    years(world, {2017: {"937": 55}})
    assert world.heard(kind="overdue") == ["new", "withdrawn"]


def test_a_plan_without_a_start_says_that_it_asks_for_no_figure_before_the_first(worlds):
    number = Rolling(indicator="rate", periods=2)
    world = worlds(plan_of(measure(rule=at_least(60), number=number, **COUNTED)))
    years(world, {2015: {}, 2016: {"937": 50}})
    why = "The figure for 2015 is still missing; the plan states no start, so none before 2016 is asked for."
    assert world.last("overdue").line == why


def test_a_gap_in_the_reports_of_what_is_to_be_done_is_waited_for_until_it_is_filled(worlds):
    rule = Milestone(by=date(2018, 12, 31), unreported="undecided")
    world = worlds(plan_of(measure(rule=rule, starts=STARTS, **COUNTED)))
    years(world, {2015: {"937": 0}, 2016: {}, 2017: {"937": 0}, 2018: {"937": 0}})
    assert world.heard(kind="overdue") == ["new"]
    world.publish(2016, 0)
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]


def test_of_a_figure_that_is_overdue_too_no_empty_sentence_is_told(worlds):
    monthly = Calendar(kind=PeriodKind.MONTH, lag_days=20)
    parts = [
        Part(name="Monthly", number=Observed(indicator="rate"), rule=at_least(60), calendar=monthly),
        Part(name="Yearly", number=Observed(indicator="year"), rule=at_least(60), calendar=YEARS),
    ]
    world = worlds(plan_of(measure(rule=Each(over=parts), starts=STARTS)))
    world.publish(2015, 70, of="year", on=date(2016, 7, 1))
    for month in range(1, 7):
        world.publish(Period.containing(date(2016, month, 1), PeriodKind.MONTH), 70)
    for day in ("2016-07-25", "2016-08-25", "2016-11-25", "2017-07-01", "2017-07-25"):
        world.until(day)
        world.run()
    told = [one for message, _ in world.news() for one in message.news]
    assert len([one for one in told if one.kind == "overdue"]) > 1
    assert all(all(one.details) for one in told)
