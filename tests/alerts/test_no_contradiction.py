"""No message says two things that cannot both be so: each of these pairs stood in one, or in two of one board."""

import re
from datetime import date

import attrs
import pytest
from tests.alerts.test_news import told_year_by_year, year
from tests.alerts.world import YEARS, D, at_least, measure, plan_of

from wes_rules import (
    All,
    AnnualIncrease,
    AreaSet,
    BenchmarkParity,
    Calendar,
    Each,
    Maintain,
    MeanOf,
    Observed,
    Part,
    PeriodKind,
    Standing,
)
from wes_rules.alerts.records import Delivery
from wes_rules.rules.policy import Inhibition, Policy

NO_CHASING = Policy(overdue=False)


def part(name, **more):
    return Part(name=name.title(), number=Observed(indicator=name), **more)


def in_parts(*names, **more):
    rule = Each(rule=at_least(90), over=tuple(part(one) for one in names or ("girls", "boys")))
    return measure("both", rule=rule, **more)


def publish(world, number, **values):
    for name, value in values.items():
        world.publish(number, value, of=name)


def in_two_years(world, first, then):
    """Run when the figures of 2015 are there, and again with those of 2016; return what was heard."""
    publish(world, 2015, **first)
    world.run()
    world.until("2017-07-01")
    publish(world, 2016, **then)
    world.run()
    return world.heard()


def text(world):
    return world.news()[-1][0].text


@pytest.fixture
def both(worlds):
    return worlds(plan_of(in_parts(), policy=NO_CHASING))


class TestAPartThatIsMissed:
    def test_is_not_missed_now_as_well_where_that_was_told_and_only_its_new_figure_was_late(self, both):
        publish(both, 2015, girls=80, boys=70)
        both.run()
        both.until("2017-07-01")
        publish(both, 2016, girls=80)
        both.run()
        both.until("2017-08-01")
        publish(both, 2016, boys=70)
        both.run()
        assert both.heard() == ["new", "still_open", "still_open"]
        assert "as well" not in text(both)

    def test_is_worse_than_it_was_told_last_whatever_was_told_of_others_between(self, both):
        publish(both, 2015, girls=80, boys=70)
        both.run()
        both.until("2017-07-01")
        publish(both, 2016, girls=80)
        both.run()
        both.until("2017-08-01")
        publish(both, 2016, boys=60)
        both.run()
        assert "Boys: missed by 30.0 points, and by 20.0 points when last told." in both.last().details

    def test_is_missed_now_as_well_once_it_was_kept_in_between(self, both):
        for number, boys in ((2015, 70), (2016, 95), (2017, 70)):
            both.until(f"{number + 1}-07-01")
            publish(both, number, girls=80, boys=boys)
            both.run()
        assert both.heard() == ["new", "still_open", "worse"]
        assert "Boys is missed now as well." in both.last().details

    def test_is_the_one_that_the_subject_names_where_it_is_the_one_that_got_worse(self, both):
        assert in_two_years(both, {"girls": 60, "boys": 85}, {"girls": 60, "boys": 80}) == ["new", "worse"]
        assert "(Boys: 80.0%, target at least 90.0%)" in both.news()[-1][0].subject
        assert both.last().line.startswith("Boys: 80.0% in 2016")
        assert both.last().numbers.part == "Boys"
        assert "Also Girls: 60.0% in 2016; target: at least 90.0%; 30.0 points short." in both.last().details

    def test_leads_where_all_is_new_and_it_is_missed_the_most_as_on_the_page(self, both):
        both.publish(2015, 60, of="girls", on=both.today.replace(month=2))
        publish(both, 2015, boys=85)
        both.run()
        assert both.last().numbers.part == "Girls"

    def test_leads_where_it_is_the_worst_of_those_that_are_news_be_another_one_newer(self, both):
        publish(both, 2015, girls=60, boys=85)
        both.run()
        both.until("2017-07-01")
        both.publish(2016, 50, of="girls", on=both.today.replace(month=2))
        publish(both, 2016, boys=80)
        both.run()
        assert both.heard() == ["new", "worse"]
        assert both.last().numbers.part == "Girls"

    def test_is_said_once_with_what_it_was_before_where_several_are_worse(self, both):
        assert in_two_years(both, {"girls": 60, "boys": 85}, {"girls": 50, "boys": 80}) == ["new", "worse"]
        said = (
            "Missed by more than before: Girls (by 30.0 points when last told) and Boys (by 5.0 points when last told)."
        )
        assert said in both.last().details

    def test_is_told_beside_what_is_new_while_it_has_no_figure_of_that_period(self, both):
        assert in_two_years(both, {"girls": 60, "boys": 85}, {"boys": 80}) == ["new", "worse"]
        said = "Off track when last known: Girls, 60.0% in 2015, 30.0 points short."
        assert said in both.last().details

    def test_is_told_to_be_met_again_whatever_the_news_is(self, both):
        assert in_two_years(both, {"girls": 60, "boys": 85}, {"girls": 95, "boys": 85}) == ["new", "still_open"]
        said = "Girls is met again: 95.0% in 2016; target: at least 90.0%; 5.0 points better than needed."
        assert said in both.last().details

    def test_is_missed_now_and_not_as_well_where_the_one_told_before_is_met_again(self, both):
        assert in_two_years(both, {"girls": 80, "boys": 95}, {"girls": 95, "boys": 60}) == ["new", "worse"]
        assert "Boys is missed now." in both.last().details
        assert any(one.startswith("Girls is met again: 95.0% in 2016") for one in both.last().details)


def test_what_is_near_enough_is_said_so_once(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, met_within=D(1))), policy=NO_CHASING))
    assert told_year_by_year(world, [80, "89.5"]) == [["new"], ["recovered"]]
    assert world.last().line.count("count as met") + world.last().line.count("counts as met") == 1


class TestAPromiseBrokenTwice:
    @pytest.fixture
    def broken(self, worlds):
        world = worlds(plan_of(measure(rule=AnnualIncrease()), policy=NO_CHASING))
        for number, value in ((2015, 95), (2016, 90), (2017, 80), (2018, 85)):
            world.until(f"{number + 1}-07-01")
            world.publish(number, value)
            world.run()
        return world

    def test_is_told_with_the_last_break_and_not_with_the_first_again(self, broken):
        assert broken.heard() == ["new", "worse", "still_open"]
        assert broken.last().line.startswith("80.0% in 2017; target: above 90.0%")
        assert broken.last().numbers.decided_in == "2017"

    def test_says_what_came_since_and_that_it_mends_nothing(self, broken):
        assert broken.last().line.endswith("Since then 85.0% in 2018, which does not undo the earlier miss.")

    def test_says_which_figure_moved_and_since_when_each_has_been_known(self, broken):
        assert "\n  85.0% in 2018, known since 1 July 2019, improved from 80.0% in 2017.\n" in text(broken)
        assert "\n  80.0% known since 1 July 2018; next figure due on " in text(broken)


def test_what_is_undecided_on_the_day_is_repeated_as_last_known_with_the_figure_that_decides(worlds):
    world = worlds(plan_of(measure("rate"), measure("slow"), policy=attrs.evolve(NO_CHASING, remind="never")))
    for name in ("rate", "slow"):
        publish(world, 2015, **{name: 80})
    world.run()
    world.until("2017-07-01")
    publish(world, 2016, rate=95)
    world.run()
    assert "Also: last known off track (1)\n- Slow\n  80.0% in 2015; target: at least 90.0%" in text(world)
    assert "The figure for 2016 decides (overdue since 1 July 2017).\n" in text(world)


class TestWhatIsFinal:
    def test_waits_for_no_figure(self, worlds):
        world = worlds(plan_of(in_parts(deadline=YEARS.due(year(2016)).replace(month=1)), policy=NO_CHASING))
        publish(world, 2015, girls=80, boys=80)
        world.run()
        world.until("2017-01-02")
        publish(world, 2016, girls=80)
        world.run()
        assert world.last().settled
        assert "only a revised figure can change this" in text(world)
        assert "due on" not in text(world)

    def test_waits_first_for_the_next_figure_and_not_for_the_last(self, worlds):
        slow, rule = attrs.evolve(YEARS, lag_months=30), Maintain(at_least=D(90))
        given = {"calendar": slow, "deadline": date(2019, 12, 31), "starts": date(2015, 1, 1)}
        world = worlds(plan_of(measure(rule=rule, **given)))
        world.until("2020-01-02")
        world.run()
        assert [one.next_due for one in world.news()[-1][0].news] == [date(2020, 7, 1)]

    def test_is_over_where_it_is_kept_though_several_kept_periods_were_to_close_it(self, worlds):
        plan = plan_of(measure(deadline=year(2016).end), policy=Policy(close_after=2, overdue=False))
        world = worlds(plan)
        assert told_year_by_year(world, [80, 95]) == [["new"], ["recovered"]]
        assert world.last().settled

    def test_no_next_figure_is_announced_that_the_deadline_leaves_out(self, worlds):
        world = worlds(plan_of(measure(deadline=year(2016).start.replace(month=6)), policy=NO_CHASING))
        world.publish(2015, 80)
        world.run()
        assert world.last().next_due is None
        assert "due on" not in text(world)


class TestWhatIsOverdue:
    def test_names_the_day_of_its_own_next_figure_and_not_that_of_another_part(self, worlds):
        slow = attrs.evolve(YEARS, lag_months=9)
        rule = Each(rule=at_least(90), over=(part("girls"), part("boys", calendar=slow)))
        world = worlds(plan_of(measure("both", rule=rule, starts=year(2015).start)))
        world.run()
        assert (world.last("overdue").period, world.last("overdue").next_due) == ("2015", YEARS.due(year(2016)))

    def test_is_not_once_more_what_was_told_to_be_waited_for_no_longer(self, worlds):
        world = worlds(plan_of(measure(rule=Maintain(at_least=D(50)))))
        for number, value in ((2015, 40), (2016, None), (2017, 60), (2018, None)):
            world.until(f"{number + 1}-07-02")
            if value is not None:
                world.publish(number, value)
            world.run()
        assert world.last("overdue").line == "The figure for 2018 was due on 1 July 2019 and has not come."


class TestACode:
    def plan(self, **more):
        near = AreaSet("near-2021", date(2021, 1, 1), ("1", "2"), **more)
        return attrs.evolve(
            plan_of(measure(rule=BenchmarkParity(against=MeanOf(mean_of="near-2021")))), area_sets=(near,)
        )

    def test_is_said_in_the_words_that_the_plan_has_for_it_and_those_are_no_news(self, worlds):
        world = worlds(self.plan())
        world.publish(2015, 80)
        for area in ("1", "2"):
            world.publish(2015, 90, area=area)
        world.run()
        assert "(the mean of near-2021)" in text(world)
        world.plan = self.plan(title="the neighbours")
        world.wait(days=1)
        world.run()
        assert world.heard() == ["new"]
        again = worlds(world.plan)
        again.figures = world.figures
        again.run()
        assert "(the mean of the neighbours)" in text(again)


class TestHowLong:
    def test_a_figure_that_is_missed_once_and_for_all_is_not_counted_as_missed_each_year(self, worlds):
        world = worlds(plan_of(measure(rule=AnnualIncrease(), starts=year(2014).start)))
        told_year_by_year(world, [80, 70, 75, 76], first=2014)
        assert "Off track since 2015." in world.last().details
        assert "periods" not in text(world)

    def test_periods_that_were_missed_one_by_one_are_counted_among_those_that_were_judged(self, worlds):
        world = worlds(plan_of(policy=Policy(close_after=2)))
        told_year_by_year(world, [80, 95, 80])
        assert "Off track since 2017. Off track in 2 of the last 3 years, first in 2015." in world.last().details

    def test_what_was_missed_each_time_is_said_so(self, world):
        told_year_by_year(world, [80, 79, 80])
        assert "Off track in all 3 years since 2015." in world.last().details


def with_a_child(worlds, *figures):
    """Publish the figures of a child of a measure that is off track in the first year alone."""
    plan = plan_of(
        measure(),
        measure("child"),
        inhibitions=(Inhibition(parent="rate", children=("child",)),),
        policy=Policy(close_after=2, overdue=False),
    )
    world = worlds(plan)
    for number, child in enumerate(figures, 2015):
        world.until(f"{number + 1}-07-01")
        publish(world, number, rate=80 if number == 2015 else 95, child=child)
        world.run()
    return world


class TestNew:
    def test_no_child_is_told_as_new_while_its_figure_is_on_track(self, worlds):
        world = with_a_child(worlds, 80, 80, 95, 95)
        assert "child" not in {one.measure for _, one in world.news()}

    def test_is_told_once_it_is_off_track_again(self, worlds):
        world = with_a_child(worlds, 80, 80, 95, 80)
        assert world.last().measure == "child"
        assert "Off track, not told before (1)\n- Child" in text(world)

    def test_is_not_newly_what_has_been_off_track_for_years(self, world):
        for number in (2013, 2014, 2015):
            world.publish(number, 80)
        world.run()
        assert "Off track, not told before (1)" in text(world)
        assert "Newly" not in text(world)


class TestRecovering:
    def test_nothing_that_is_on_track_is_headed_off_track(self, worlds):
        world = worlds(plan_of(policy=Policy(close_after=3, overdue=False)))
        told_year_by_year(world, [80, 95, 96])
        subject = world.news()[-1][0].subject
        assert subject.startswith("On track, and not yet counted as recovered: Rate (96.0%")
        assert "off track" not in text(world).lower()

    def test_nor_where_it_is_repeated_beside_other_news(self, worlds):
        world = worlds(plan_of(measure(), measure("other"), policy=Policy(close_after=3, overdue=False)))
        told_year_by_year(world, [80, 95])
        world.publish(2016, 80, of="other")
        world.run()
        assert "Also: on track, and not yet counted as recovered (1)\n- Rate" in text(world)


def test_what_is_at_risk_is_said_once_to_be(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, tolerance=D(5))), policy=Policy(severity="at_risk")))
    told_year_by_year(world, [88, 88])
    assert "At risk: Rate" in world.news()[0][0].subject
    assert "off track" not in text(world).lower()


def test_a_provisional_figure_is_still_said_to_be(world):
    world.publish(2015, 80, standing=Standing.PROVISIONAL)
    world.run()
    assert "provisional" in text(world)


def test_news_of_delivery_never_says_that_all_is_well_while_something_of_that_board_is_given_up(worlds):
    world = worlds(plan_of(measure(), measure("other"), notifiers=("post", "mail")))
    publish(world, 2015, rate=80)
    world.run("refused")
    world.wait(days=1)
    publish(world, 2015, other=80)
    world.run("permanent")
    world.wait(days=1)
    for row in world.rows(Delivery.DEAD)[:1]:
        with world.open() as store, store.write() as session:
            session.revive(row.seq, world.wall)
    world.run()
    said = [one.line for _, one in world.news("mail") if one.kind.value == "undelivered"]
    assert said[-1] == (
        "All that was given up because this address was refused is dealt with; 1 other message to Board is still given up."
    )


def test_what_is_made_up_asks_nobody_to_acknowledge_it(world):
    world.publish(2015, 80, made_up=True)
    world.run()
    assert "[made up]" in text(world)
    assert "alerts ack" not in text(world)


def test_a_figure_that_stands_in_the_line_is_not_told_again_as_known_now(both):
    publish(both, 2015, girls=80, boys=70)
    both.run()
    both.until("2017-07-01")
    publish(both, 2016, girls=80)
    both.run()
    both.until("2017-08-01")
    publish(both, 2016, boys=70)
    both.run()
    assert "Known now" not in text(both)
    assert len(re.findall("70.0% in 2016", text(both))) == 1


def test_a_quarter_may_have_a_reminder_and_each_says_which_it_is(worlds):
    quarters = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)
    world = worlds(plan_of(measure(calendar=quarters, starts=year(2015).start)))
    said = []
    for day in ("2016-05-01", "2016-08-01", "2016-11-01"):
        world.until(day)
        world.run()
        said.append((world.news()[-1][0].subject, world.last("overdue").details))
    assert "reminder" not in str(said[0])
    assert said[1][0].startswith("Figure still overdue, 1st reminder: ")
    assert said[2][0].startswith("Figure still overdue, 2nd reminder: ")


def test_the_last_reminder_says_that_it_is_and_then_figures_are_listed_beside_other_news(worlds):
    quarters = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)
    late = measure(calendar=quarters, starts=year(2016).start)
    world = worlds(plan_of(late, measure("other"), policy=Policy(overdue_reminders=1)))
    world.publish(2015, 95, of="other", on=date(2016, 4, 1))
    for day in ("2016-05-01", "2016-08-01", "2016-11-01", "2017-02-01"):
        world.until(day)
        world.run()
    assert world.heard(kind="overdue") == ["new", "still_open"]
    last = "This is the 1st and last reminder: from now on this is only listed beside other news."
    assert last in world.last("overdue").details
    world.until("2017-07-01")
    world.publish(2016, 80, of="other")
    world.run()
    assert "Also: figures still overdue (1)\n- Rate\n  The figures for 5 quarters" in text(world)


def test_parts_without_names_that_got_worse_are_told_apart_by_their_targets(worlds):
    rule = All([at_least(90), at_least(85)])
    world = worlds(plan_of(measure(rule=rule), policy=NO_CHASING))
    assert in_two_years(world, {"rate": 80}, {"rate": 70}) == ["new", "worse"]
    assert [one for one in world.last().details if "before" in one] == [
        (
            "Missed by more than before: the part with the target at least 90.0% (by 10.0 points when last told) and the part"
            " with the target at least 85.0% (by 5.0 points when last told)."
        ),
    ]


def test_a_withdrawal_says_where_the_measure_is_only_at_risk(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, tolerance=D(3))), policy=NO_CHASING))
    world.publish(2015, 80)
    world.run()
    world.publish(2015, 88)
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert world.news()[-1][0].subject.startswith("Withdrawn, at risk and not off track: ")
