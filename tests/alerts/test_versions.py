"""A target that changes by a version: whoever was told hears that it moved, and of a version without effect nothing."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import All, Maintain, Period, PeriodKind
from wes_rules.rules.versions import Version


def year(number):
    return Period(PeriodKind.CALENDAR_YEAR, number)


def version(starting, target, agreed=None):
    given = {} if agreed is None else {"agreed": agreed}
    return Version(starting=year(starting), changes={"at_least": D(target)}, **given)


def told_of_2015(worlds, *versions, value=85):
    """A world in which 2015 was told to be off track, against at least 90."""
    world = worlds(plan_of(measure(rule=at_least(90, versions=versions))))
    world.publish(2015, value)
    world.run()
    assert world.heard() == ["new"]
    return world


LOWERED = "The target was lowered from 90.0% to 80.0% from 2016 on."


def test_a_recovery_by_a_lower_target_says_that_the_target_moved(worlds):
    world = told_of_2015(worlds, version(2016, 80))
    world.publish(2016, 85, on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    assert world.heard() == ["new", "recovered"]
    assert world.last().line == "85.0% in 2016; target: at least 80.0%; 5.0 points better than needed."
    assert LOWERED in world.last().details


def test_what_gets_worse_by_a_higher_target_says_that_the_target_moved(worlds):
    world = told_of_2015(worlds, version(2016, 95))
    world.publish(2016, 85, on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    assert world.heard() == ["new", "worse"]
    assert "The target was raised from 90.0% to 95.0% from 2016 on." in world.last().details


def test_a_withdrawal_by_a_version_agreed_later_says_that_the_target_moved(worlds):
    world = told_of_2015(worlds, version(2015, 80, agreed=date(2016, 9, 1)))
    world.until("2016-09-01")
    world.run()
    assert world.heard() == ["new", "rule_changed"]
    assert world.last().period == "2015"
    (said,) = world.last().details
    assert said == "The target was lowered from 90.0% to 80.0% from 2015 on, agreed on 1 September 2016."


def test_a_promise_with_parts_says_of_which_the_target_moved(worlds):
    fixed = measure("fixed", rule=at_least(50))
    rule = All(of=(at_least(90, versions=(version(2016, 80),)), at_least(10)))
    world = worlds(plan_of(measure(rule=rule), fixed))
    world.publish(2015, 85)
    world.run()
    world.publish(2016, 85, on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    assert world.heard() == ["new", "recovered"]
    assert LOWERED in world.last().details


def test_the_target_moved_is_said_once(worlds):
    world = told_of_2015(worlds, version(2016, 95))
    for one in (2016, 2017):
        world.publish(one, 85, on=date(one + 1, 7, 1))
        world.until(f"{one + 1}-07-01")
        world.run()
    assert world.heard() == ["new", "worse", "still_open"]
    assert not any("target was" in one for one in world.last().details)


def test_a_target_that_stays_for_the_period_told_is_not_said_to_have_moved(worlds):
    world = told_of_2015(worlds, version(2017, 80))
    world.publish(2016, 95, on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    assert world.heard() == ["new", "recovered"]
    assert world.last().details == ()


@pytest.mark.parametrize(
    "added",
    [version(2020, 95), version(2015, 90), version(2014, 70), version(2015, 85, agreed=date(2030, 1, 1))],
    ids=["of a period to come", "of the same target", "of a period before, and taken back", "not agreed yet"],
)
def test_a_version_that_changes_nothing_is_no_news(worlds, added):
    versions = (added,) if added.starting != year(2014) else (added, version(2015, 90))
    world = told_of_2015(worlds)
    rule = attrs.evolve(world.plan.measures[0].rule, versions=versions)
    world.plan = plan_of(measure(rule=rule))
    for _ in range(2):
        world.run()
        world.wait(days=1)
    assert world.heard() == ["new"]
    # And what comes then is told as what it is.
    world.publish(2015, 84)
    world.run()
    assert world.heard() == ["new", "corrected"]
    assert world.last().details[0] == "Revised: 85.0% in 2015 before, 84.0% in 2015 now."


def test_a_version_added_since_is_said_by_what_it_does(worlds):
    world = told_of_2015(worlds)
    world.plan = plan_of(measure(rule=at_least(90, versions=(version(2016, 80),))))
    world.run()
    world.publish(2016, 85, on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    assert world.heard() == ["new", "recovered"]
    assert world.last().details == (LOWERED,)


def moved_day(worlds):
    """A world in which 2016 was missed by its day, and a version for 2017 on asks for more by a later one."""
    changes = {"at_least": D(80), "by": date(2018, 12, 31)}
    later = Version(starting=year(2017), agreed=date(2017, 8, 1), changes=changes)
    rule = at_least(75, by=date(2016, 12, 31), versions=(later,))
    world = worlds(plan_of(measure(rule=rule, starts=date(2014, 1, 1))))
    for number, value in {2014: 70, 2015: 70, 2016: 74, 2017: 78}.items():
        world.publish(number, value, on=date(number + 1, 7, 1))
    for day in ("2017-07-01", "2018-07-01", "2018-07-02"):
        world.until(day)
        world.run()
    return world


def test_a_version_that_moves_the_day_is_told_as_one_with_the_target_before_and_after(worlds):
    world = moved_day(worlds)
    assert world.heard() == ["new", "target_changed"]
    text = world.news()[-1][0].text
    assert "Not due, last known off track, and the target has changed" in text
    assert "Since then not due: 78.0% in 2017, target at least 80.0% by 31 December 2018." in " ".join(text.split())
    assert "The target was raised from 75.0% to 80.0% from 2017 on, agreed on 1 August 2017." in text
    assert "by 31 December 2018 instead of by 31 December 2016." in text
    assert "The promise is to be kept by 31 December 2018." in text
    assert "settled" not in text


def test_a_version_that_moves_the_day_is_named_to_who_hears_of_it_for_the_first_time(worlds):
    told = moved_day(worlds)
    world = worlds(told.plan)
    world.figures = told.figures
    world.until("2018-07-01")
    world.run()
    assert "by 31 December 2018 instead of by 31 December 2016." in world.news()[-1][0].text


@pytest.mark.parametrize(("target", "way"), [(80, "lowered"), (95, "raised")])
def test_a_version_for_the_period_that_was_told_is_news_though_it_stays_missed(worlds, target, way):
    world = told_of_2015(worlds, version(2015, target, agreed=date(2016, 9, 1)), value=70)
    for day in ("2016-09-01", "2016-09-02"):
        world.until(day)
        world.run()
    assert world.heard() == ["new", "target_changed"]
    moved = f"The target was {way} from 90.0% to {target}.0% from 2015 on, agreed on 1 September 2016."
    assert moved in world.last().details
    assert f"target: at least {target}.0%" in world.last().line


def test_what_can_no_longer_be_kept_says_once_how_near_was_enough_and_what_the_day_asks(worlds):
    rule = Maintain(at_least=50, met_within=1, by=date(2018, 12, 31), versions=[version(2016, 40)])
    world = worlds(plan_of(measure(rule=rule)))
    world.publish(2015, 45)
    world.run()
    world.publish(2016, 45, on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    said = "at least 50.0% in every period, or within 1.0 points so far, at least 40.0% by 31 December 2018"
    assert world.last().line.startswith(f"45.0% in 2015; target: {said}; ")
