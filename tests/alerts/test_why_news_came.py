"""News says why it came: what was revised, which target moved, which part came right, and what was missed unheard."""

import pytest
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import (
    All,
    BenchmarkParity,
    Calendar,
    Each,
    Marker,
    Observed,
    Part,
    Period,
    PeriodKind,
    Point,
    Quantity,
    Trajectory,
)
from wes_rules.rules.versions import Version

BOTH = All(of=(at_least(60), BenchmarkParity(against="E")))
PUPILS = Each(
    rule=at_least(50),
    over=tuple(Part(name=name, number=Observed(indicator=name.lower())) for name in ("Boys", "Girls")),
)
SUPPRESSED = Quantity.missing("percent", Marker.SUPPRESSED)


def year(number):
    return Period(PeriodKind.CALENDAR_YEAR, number)


def play(world, day, *figures):
    """Publish some figures, each with what it is besides, and run on that day."""
    world.until(day)
    for period, value, more in figures:
        world.publish(period, value, **more)
    world.run()


def test_a_miss_by_a_revision_of_a_comparator_says_what_was_revised_and_what_was_told(worlds):
    world = worlds(plan_of(measure(rule=BOTH)))
    play(world, "2016-07-01", (2015, 59, {}), (2015, 58, {"area": "E"}))
    play(world, "2017-07-01", (2016, D("60.4"), {}), (2016, D("60.4"), {"area": "E"}))
    assert "Nearest to its target: 60.4% in 2016; target: at least 60.4% (E); exactly met." in world.last().details
    play(world, "2017-08-01", (2016, D("60.5"), {"area": "E"}))
    assert world.heard() == ["new", "recovered", "reopened"]
    said = world.last().details
    before = "60.4% in 2016; target: at least 60.0%; 0.4 points better than needed."
    assert f"It was on track when last told: {before}" in said
    assert "Revised: E: 60.4% in 2016 before, 60.5% in 2016 now." in said
    assert not any("not from 2015" in one or "is over" in one for one in said)


def test_a_period_missed_and_made_good_unheard_is_no_withdrawal(worlds):
    points = [Point(period=year(2015), value=60), Point(period=year(2019), value=70)]
    world = worlds(plan_of(measure(rule=Trajectory(points=points))))
    play(world, "2016-07-01", (2015, D("59.9"), {}))
    play(world, "2018-07-01", (2015, D("60.1"), {}), (2016, 60, {}), (2017, 66, {}))
    assert world.heard() == ["new", "recovered"]
    said = world.last().details
    assert "Revised: 59.9% in 2015 before, 60.1% in 2015 now." in said
    assert "Since it was told, 2016 was missed: 60.0% in 2016; target: at least 62.5%; 2.5 points short." in said


def test_what_was_taken_back_by_a_revision_alone_is_withdrawn(worlds):
    world = worlds(plan_of(measure()))
    play(world, "2016-07-01", (2015, 80, {}))
    play(world, "2017-07-01", (2015, 91, {}), (2016, 92, {}))
    assert world.heard() == ["new", "withdrawn"]


def test_a_raised_target_is_named_after_a_recovery(worlds):
    rule = at_least(75, versions=(Version(starting=year(2017), changes={"at_least": D(80)}),))
    world = worlds(plan_of(measure(rule=rule)))
    for number, value in ((2015, 74), (2016, 76), (2017, 79)):
        play(world, f"{number + 1}-07-01", (number, value, {}))
    assert world.heard() == ["new", "recovered", "new"]
    assert "The target was raised from 75.0% to 80.0% from 2017 on." in world.last().details


def test_a_target_that_an_edit_moved_heads_the_news_as_one_of_a_version_does(worlds):
    world = worlds(plan_of(measure()))
    play(world, "2016-07-01", (2015, 80, {}))
    world.plan = plan_of(measure(rule=at_least(95)))
    play(world, "2016-08-01")
    assert world.heard() == ["new", "target_changed"]
    assert "The plan was changed: the target is at least 95.0%, and was at least 90.0%." in world.last().details


@pytest.fixture
def pupils(worlds):
    world = worlds(plan_of(measure(rule=PUPILS)))
    play(world, "2016-07-01", (2015, 51, {"of": "boys"}), (2015, 47, {"of": "girls"}))
    play(world, "2017-07-01", (2016, SUPPRESSED, {"of": "boys"}), (2016, 52, {"of": "girls"}))
    return world


def test_a_part_that_comes_right_is_told_while_another_is_not_known(pupils):
    assert pupils.heard() == ["new", "still_open"]
    said = pupils.last().details
    assert "Girls is met again: 52.0% in 2016; target: at least 50.0%; 2.0 points better than needed." in said
    assert "Boys: not known for 2016. A figure it depends on is suppressed." in said
    play(pupils, "2017-08-01")
    assert pupils.heard() == ["new", "still_open"]


def test_unknown_parts_and_periods_are_named_beside_a_miss(pupils):
    play(pupils, "2018-07-01", (2017, 48, {"of": "girls"}))
    said = pupils.last().details
    assert "Boys: not known for 2017, overdue since 1 July 2018." in said
    assert "Off track as a whole in both years with a verdict since 2015; no verdict for 2016." in said


def test_a_first_miss_by_a_revision_says_how_it_stood_before(worlds):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against="E"))))
    play(world, "2016-07-01", (2015, 60, {}), (2015, 59, {"area": "E"}))
    assert world.heard() == []
    play(world, "2016-08-01", (2015, 61, {"area": "E"}))
    assert world.heard() == ["new"]
    said = world.last().details
    before = "60.0% in 2015; target: at least 59.0% (E); 1.0 points better than needed."
    assert f"It was on track before 1 August 2016: {before}" in said
    assert "Revised: E: 59.0% in 2015 before, 61.0% in 2015 now." in said


def test_a_figure_that_was_told_long_ago_is_not_said_to_be_known_now(worlds):
    school = Calendar(kind=PeriodKind.ACADEMIC_YEAR, lag_months=1)
    over = (
        Part(name="Civil", number=Observed(indicator="civil")),
        Part(name="School", number=Observed(indicator="school"), calendar=school),
    )
    world = worlds(plan_of(measure(rule=Each(rule=at_least(50), over=over))))

    def at_school(number):
        return Period(PeriodKind.ACADEMIC_YEAR, number)

    play(world, "2016-07-01", (2015, 40, {"of": "civil"}), (at_school(2014), 30, {"of": "school"}))
    assert "30.0% in 2014/15" in world.news()[-1][0].text
    play(world, "2016-10-01", (at_school(2015), 95, {"of": "school"}))
    play(world, "2017-07-01", (2016, 40, {"of": "civil"}))
    assert world.last().period == "2016"
    assert not any("Known now: School: 30.0% in 2014/15" in one for one in world.last().details)
