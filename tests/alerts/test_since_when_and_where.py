"""Rows and mails say since when and where once, and no more than is known."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import D, at_least, measure, plan_of
from tests.conftest import Desk

from wes_rules import (
    Baseline,
    Each,
    FromBaseline,
    History,
    Maintain,
    Observed,
    Part,
    Period,
    PeriodKind,
    Threshold,
    judge,
)
from wes_rules.alerts.layout import place_of
from wes_rules.errors import DefinitionError, WesRulesError
from wes_rules.judging.late_said import spans_of
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.rules.policy import Policy

desk = Desk()


def row_of(rule, values, first=2015, **more):
    history = History(desk.figure(first + place, D(value)) for place, value in enumerate(values))
    return judge(desk.measure(rule, **more), history, as_of=date(first + len(values), 11, 1)).row


def test_a_run_from_the_first_figure_on_is_said_to_begin_with_it():
    assert row_of(at_least(60), [50]).said_since == "off track since 2015, the first figure on file"
    assert row_of(at_least(60), [50, 51]).said_since == "off track since 2015, the first figure on file"
    assert row_of(at_least(60), [70, 51]).said_since == "off track since 2016"


def test_a_figure_of_before_the_plan_is_on_file_too():
    said = row_of(at_least(60), [50, 51], starts=date(2016, 1, 1)).said_since
    assert said == "off track since 2016"


def test_a_period_is_not_said_twice():
    row = row_of(Maintain(at_least=D(60)), [70, 50, 65])
    assert row.broken_in == ("2016",)
    assert row.since_when == "off track since 2016"
    assert row_of(Maintain(at_least=D(60)), [70, 50, 55, 65]).since_when == "off track since 2016, broken in 2016, 2017"


def test_a_margin_of_nothing_has_no_sign():
    assert row_of(Threshold(above=D(50)), [50]).signed in ("0.0", "0.0 pts")


def test_no_figures_that_are_overdue_have_no_spans():
    assert spans_of([]) == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1 Jan 2021", "2021-01-01"), ("31 January 2021", "2021-01-31"), ("2021-02-03", "2021-02-03")],
)
def test_the_remedy_for_a_day_in_words_is_that_day(written, meant):
    with pytest.raises(DefinitionError, match=r"give a datetime\.date"):
        measure(starts=written)
    text = f'[plan]\nid = "p"\ntitle = "P"\narea = "937"\nstarts = "{written}"\n'
    with pytest.raises(WesRulesError, match=f"write {meant}, without quotes"):
        parse_plan(text)


def test_an_area_that_is_coded_by_its_name_is_named_and_a_code_is_not(worlds):
    world = worlds(plan_of(measure()))
    world.publish(2015, 50)
    world.run()
    news = world.last()
    assert place_of(news) == "Rate"
    hospital = "Cork University Hospital"
    assert place_of(attrs.evolve(news, area=hospital, area_name=hospital)) == "Rate, Cork University Hospital"


def test_what_was_at_risk_and_is_off_track_is_not_so_again(worlds):
    rule = at_least(90, tolerance=D(5))
    world = worlds(plan_of(measure(rule=rule), policy=Policy(severity="at_risk", overdue=False, close_after=2)))
    for year, value in ((2015, 88), (2016, 92), (2017, 70)):
        world.until(f"{year + 1}-07-01")
        world.publish(year, value)
        world.run()
    assert world.heard()[-1] == "reopened"
    subject = world.message(world.rows()[-1]).subject
    assert subject.startswith("Now off track: ")


def test_the_news_says_since_when_the_row_does(worlds):
    world = worlds(plan_of(measure(), policy=Policy(overdue=False, close_after=3)))
    for year, value in ((2015, 80), (2016, 95), (2017, 80), (2018, 80)):
        world.until(f"{year + 1}-07-01")
        world.publish(year, value)
        world.run()
    said = [one for one in world.last().details if "since" in one or "first in" in one]
    assert said == ["Off track since 2017. Off track in 3 of the last 4 years, first in 2015."]


def test_a_part_that_does_not_compare_is_named_beside_one_that_is_missed(worlds):
    years = measure().calendar
    broken = attrs.evolve(years, breaks=frozenset({Period.parse("2016", PeriodKind.CALENDAR_YEAR)}))
    parts = Each(
        over=(
            Part(name="North", number=Observed(indicator="n"), rule=at_least(90)),
            Part(
                name="South",
                number=Observed(indicator="s"),
                rule=FromBaseline(),
                baseline=Baseline(period=Period.parse("2015", PeriodKind.CALENDAR_YEAR)),
                calendar=broken,
            ),
        )
    )
    world = worlds(plan_of(measure(rule=parts), policy=Policy(overdue=False)))
    for year in (2015, 2016):
        world.until(f"{year + 1}-07-01")
        for name in "ns":
            world.publish(year, 50, of=name)
        world.run()
    assert any(one.startswith("South") for one in world.last().details)


def test_a_missing_baseline_is_not_said_to_be_waited_for_no_more(worlds):
    one = measure(
        rule=FromBaseline(),
        baseline=Baseline(period=Period.parse("2015", PeriodKind.CALENDAR_YEAR)),
        starts=date(2015, 1, 1),
        deadline=date(2017, 12, 31),
    )
    world = worlds(plan_of(one))
    for year in (2015, 2016, 2017):
        world.until(f"{year + 1}-07-01")
        world.run()
    said = " ".join(world.last("overdue").details)
    assert "no verdict waits" not in said
    assert "that for 2015 is the baseline, without which there is no verdict" in said
