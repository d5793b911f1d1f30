"""What is told when: every kind of difference between told and true, from figures to words."""

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from tests.alerts.world import YEARS, D, at_least, measure, plan_of

from wes_rules import (
    Advisory,
    All,
    AnnualIncrease,
    Any,
    AreaFigure,
    AreaSet,
    BenchmarkParity,
    Calendar,
    Each,
    Maintain,
    Marker,
    MeanOf,
    Milestone,
    Observed,
    Part,
    Period,
    PeriodKind,
    Quantity,
    RankImprovement,
    Rolling,
    Standing,
    Threshold,
    Unit,
    judge,
)
from wes_rules.alerts.alert import alerts_for
from wes_rules.alerts.records import Delivery
from wes_rules.rules.policy import Escalation, Inhibition, Policy, PolicyFor, Recipient
from wes_rules.running.telling.upkeep import renew

SUPPRESSED = Quantity.missing(Unit.PERCENT, Marker.SUPPRESSED)
NOT_APPLICABLE = Quantity.missing(Unit.PERCENT, Marker.NOT_APPLICABLE)
CLAIMS = ("improved", "recovered", "back on track")


def year(number):
    return Period(PeriodKind.CALENDAR_YEAR, number)


def told_year_by_year(world, values, first=2015):
    """Each figure is published in July of the next year, and a run follows; return what is told each time."""
    said = []
    for number, value in enumerate(values, first):
        world.until(f"{number + 1}-07-01")
        if value is not None:
            world.publish(number, value)
        before = len(world.heard())
        world.run()
        said.append(world.heard()[before:])
    return said


def test_off_track_is_told_once_then_as_worse_or_still_open_then_as_recovered(world):
    assert told_year_by_year(world, [95, 80, 70, 75, 95, 95]) == [
        [],
        ["new"],
        ["worse"],
        ["still_open"],
        ["recovered"],
        [],
    ]
    assert "95.0% in 2019" in world.last().line


def test_several_runs_on_the_same_figures_tell_nothing_more(world):
    world.publish(2015, 80)
    for _ in range(3):
        world.run()
        world.wait(days=1)
    assert world.heard() == ["new"]


def test_a_late_figure_of_an_earlier_year_changes_the_opening_and_is_told_as_a_correction(world):
    world.publish(2014, 95)
    world.until("2017-07-01")
    world.publish(2016, 80)
    world.run()
    world.until("2017-08-01")
    world.publish(2015, 85)
    world.run()
    assert world.heard() == ["new", "corrected"]
    assert "It counts as off track from 2015 on, not from 2016." in world.last().details


def test_a_revision_that_leaves_it_off_track_is_a_correction_with_both_values(world):
    world.publish(2015, 80)
    world.run()
    world.wait(days=30)
    world.publish(2015, 85)
    world.run()
    assert world.heard() == ["new", "corrected"]
    assert "Revised: 80.0% in 2015 before, 85.0% in 2015 now." in world.last().details


def test_a_revision_that_leaves_no_breach_withdraws_it_and_never_says_that_it_recovered(world):
    world.publish(2015, 80)
    world.run()
    world.wait(days=30)
    world.publish(2015, 92)
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert world.last().details == ("Revised: 80.0% in 2015 before, 92.0% in 2015 now.",)
    text = world.news()[-1][0].text.lower()
    assert not any(claim in text for claim in CLAIMS)


def test_after_a_withdrawal_the_next_revision_opens_it_again(world):
    for value in (80, 92, 85, 95):
        world.publish(2015, value)
        world.run()
        world.wait(days=30)
    assert world.heard() == ["new", "withdrawn", "reopened", "withdrawn"]


def test_a_recovery_that_a_revision_takes_back_is_open_again_and_not_new(world):
    told_year_by_year(world, [80, 95])
    world.wait(days=30)
    world.publish(2016, 85)
    world.run()
    assert world.heard() == ["new", "recovered", "reopened"]


def test_another_time_off_track_after_a_recovery_is_new(world):
    assert told_year_by_year(world, [80, 95, 80]) == [["new"], ["recovered"], ["new"]]


def test_the_figure_that_moved_is_named_even_when_it_is_not_the_latest(worlds):
    world = worlds(plan_of(policy=Policy(after=2)))
    assert told_year_by_year(world, [80, 80]) == [[], ["new"]]
    world.wait(days=30)
    world.publish(2015, 95)
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert "Revised: 80.0% in 2015 before, 95.0% in 2015 now." in world.last().details


def test_a_benchmark_that_moved_is_named_with_both_values(worlds):
    parity = BenchmarkParity(against=AreaFigure(area="970"))
    world = worlds(plan_of(measure(rule=parity)))
    world.publish(2015, 80)
    world.publish(2015, 81, area="970")
    world.run()
    world.wait(days=30)
    world.publish(2015, D("79.5"), area="970")
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    (detail,) = world.last().details
    assert detail.startswith("Revised: 970: ")
    assert "81.0%" in detail
    assert "79.5%" in detail


def test_a_breach_that_is_revised_to_a_suppressed_figure_is_withdrawn_and_speaks_of_its_own_period(world):
    told_year_by_year(world, [95, 80])
    world.wait(days=30)
    world.publish(2016, SUPPRESSED)
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert world.last().period == "2016"
    assert world.last().details == (
        "Whether 2016 is off track can no longer be judged: a figure it depends on is suppressed.",
        "No longer known: 80.0% in 2016 before, not known in 2016 now.",
    )
    assert "95.0%" not in world.last().line
    assert not any(claim in world.news()[-1][0].text.lower() for claim in CLAIMS)


def test_a_benchmark_that_is_suppressed_takes_news_back_because_it_can_no_longer_be_judged(worlds):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against=AreaFigure(area="970")))))
    world.publish(2015, 80)
    world.publish(2015, 81, area="970")
    world.run()
    world.wait(days=30)
    world.publish(2015, SUPPRESSED, area="970")
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert world.last().details[0] == (
        "Whether 2015 is off track can no longer be judged: a figure it depends on is suppressed."
    )


def test_a_benchmark_that_has_come_for_a_later_period_is_told_though_the_line_shows_the_same_value(worlds):
    parity = BenchmarkParity(against=AreaFigure(area="970"), strict=True, scope="every", tolerance=1)
    world = worlds(plan_of(measure(rule=parity), policy=Policy(overdue=False)))
    world.publish(2015, 78)
    world.publish(2015, 81, area="970")
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 81)
    world.run()
    world.wait(days=30)
    world.publish(2016, 81, area="970")
    world.run()
    assert world.heard() == ["new", "still_open", "still_open"]
    assert "Known now: 970: 81.0% in 2016, so the target for 2016 is above 81.0%." in world.last().details


def test_of_two_breaches_the_one_that_is_suppressed_is_named_once_while_the_other_keeps_it_open(world):
    told_year_by_year(world, [80, 80])
    world.wait(days=30)
    world.publish(2016, SUPPRESSED)
    world.run()
    assert world.heard() == ["new", "still_open", "corrected"]
    said = "Whether 2016 is off track can no longer be judged: a figure it depends on is suppressed."
    assert said in world.last().details
    told_year_by_year(world, [75], first=2017)
    assert world.heard()[3:] == ["worse"]
    assert said not in world.last().details


def test_a_breach_whose_figure_disappears_from_the_source_is_withdrawn_and_named(world):
    world.publish(2015, 80)
    world.run()
    world.figures.clear()
    world.publish(2016, 95, on=world.today)
    world.until("2017-07-02")
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert "No longer known: 80.0% in 2015 before, no figure now." in world.last().details


def test_a_lower_target_takes_news_back_as_a_change_of_the_rule_and_not_as_a_recovery(world):
    told_year_by_year(world, [75, 85])
    world.plan = plan_of(measure(rule=at_least(80)))
    world.run()
    assert world.heard() == ["new", "still_open", "rule_changed"]
    assert "The plan was changed: the target is at least 80.0%, and was at least 90.0%." in world.last().details
    assert not any(claim in world.news()[-1][0].text.lower() for claim in CLAIMS)


def test_a_recovery_under_a_changed_target_is_one_when_the_last_told_breach_still_is_a_breach(world):
    told_year_by_year(world, [75])
    world.plan = plan_of(measure(rule=at_least(80)))
    assert told_year_by_year(world, [85], first=2016) == [["recovered"]]
    assert "The plan was changed: the target is at least 80.0%, and was at least 90.0%." in world.last().details


@pytest.mark.parametrize("policy", [Policy(after=2), Policy(evidence=True)])
def test_a_stricter_policy_takes_news_back_as_a_change_of_the_rule_and_not_by_a_revision(worlds, policy):
    world = worlds()
    told_year_by_year(world, [95, 80])
    world.plan = plan_of(policy=policy)
    world.run()
    assert world.heard() == ["new", "rule_changed"]
    assert "When the plan counts it as off track has been changed since this was told." in world.last().details


def test_a_new_wording_or_owner_or_label_is_no_news(world):
    told_year_by_year(world, [75])
    world.plan = plan_of(measure(title="Another title", labels=("x",), theme="y"))
    world.run()
    assert world.heard() == ["new"]


def test_a_revision_told_together_with_newer_news_is_told_as_well(world):
    told_year_by_year(world, [80])
    world.until("2017-07-01")
    world.publish(2015, 82)
    world.publish(2016, 81)
    world.run()
    assert world.heard() == ["new", "corrected"]
    assert "Revised: 80.0% in 2015 before, 82.0% in 2015 now." in world.last().details


def test_at_risk_is_less_serious_and_off_track_after_it_worse(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, tolerance=D(3)))))
    assert told_year_by_year(world, [80, 88, 80, 95]) == [["new"], ["eased"], ["worse"], ["recovered"]]


def test_at_risk_alone_is_told_where_the_policy_says_so(worlds):
    plan = plan_of(measure(rule=at_least(90, tolerance=D(3))), policy=Policy(severity="at_risk"))
    assert told_year_by_year(worlds(plan), [95, 88, 80, 95]) == [[], ["new"], ["worse"], ["recovered"]]


def test_the_deadline_settles_a_missed_promise_once_and_a_revision_still_counts(worlds):
    world = worlds(plan_of(measure(deadline=date(2017, 12, 31))))
    assert told_year_by_year(world, [80, 80]) == [["new"], ["still_open"]]
    world.until("2018-01-01")
    world.run()
    assert world.heard() == ["new", "still_open"]
    world.until("2018-07-01")
    world.publish(2017, 80)
    world.run()
    assert world.heard()[2:] == ["settled"]
    assert (
        "The plan's deadline, 31 December 2017, has passed: only a revised figure can change this."
        in world.last().details
    )
    world.until("2019-07-01")
    world.publish(2018, 60)
    world.run()
    assert world.heard()[3:] == []
    world.publish(2017, 95)
    world.run()
    assert world.heard()[3:] == ["recovered"]


def test_an_alert_that_swings_up_to_its_deadline_is_still_told_how_it_ended(worlds):
    world = worlds(plan_of(measure(deadline=date(2019, 12, 31))))
    said = told_year_by_year(world, [80, 95, 80, 95])
    assert said == [["new"], ["recovered"], ["new"], ["unstable"]]
    world.until("2020-07-01")
    world.publish(2019, 80)
    world.run()
    assert world.heard()[4:] == ["new"]


@pytest.mark.parametrize("ends", [{"rule": at_least(90, by=date(2017, 12, 31))}, {"deadline": date(2017, 12, 31)}])
def test_what_is_missed_on_the_day_that_settles_it_waits_for_no_period_more(worlds, ends):
    world = worlds(plan_of(measure(**ends), policy=Policy(after=2, overdue=False)))
    assert told_year_by_year(world, [95, 95, 80]) == [[], [], ["new"]]


def test_a_swinging_alert_is_told_once_to_be_unstable_and_then_how_it_settles(world):
    said = told_year_by_year(world, [80, 95, 80, 95, 80, 95, 95, 80])
    assert said == [["new"], ["recovered"], ["new"], ["unstable"], [], [], ["recovered"], ["unstable"]]


@pytest.mark.parametrize(("more", "hears", "of"), [([80], "new", "2019"), ([80, 95], "recovered", "2020")])
def test_where_the_figures_of_a_swinging_alert_stop_it_is_told_how_it_was_last(worlds, more, hears, of):
    world = worlds(plan_of(policy=Policy(overdue=False, max_unjudged=1)))
    said = told_year_by_year(world, [80, 95, 80, 95, *more, None, None])
    assert (said[3], said[-2:]) == (["unstable"], [[], [hears]])
    assert world.last().period == of
    assert not [one for one in world.last().details if "is no longer" in one], "no two periods in a row said the same"


def test_a_period_that_lacks_a_figure_as_well_as_an_earlier_one_is_without_a_verdict(worlds):
    both = All(of=(at_least(50), AnnualIncrease()))
    world = worlds(plan_of(measure(rule=both, starts=date(2016, 1, 1)), policy=Policy(overdue=False, max_unjudged=1)))
    assert told_year_by_year(world, [None, 45, SUPPRESSED, SUPPRESSED])[1:] == [["new"], [], ["unjudged"]]


def test_whoever_hears_first_of_a_swinging_alert_while_it_is_open_hears_that_it_is_unstable(world):
    told_year_by_year(world, [80])
    for number, value in ((2016, 95), (2017, 80), (2018, 95), (2019, 80)):
        world.publish(number, value, on=world.today)
    world.until("2020-07-01")
    world.run()
    assert world.heard() == ["new", "unstable"]


def test_the_first_that_a_board_hears_of_a_swinging_measure_is_the_breach_and_then_how_often_it_changes(worlds):
    world = worlds(plan_of(announce_from=date(2019, 1, 1)))
    said = told_year_by_year(world, [80, 95, 80, 95, 80, 95, 95])
    assert said == [[], [], [], [], ["new"], [], ["recovered"]]
    first = world.news()[0][1]
    assert first.line.startswith("80.0% in 2019; target: at least 90.0%")
    assert any("keeps changing between" in one for one in first.details)
    assert world.news()[0][0].subject == "Off track: Rate (80.0%, target at least 90.0%) - P"


def test_closed_and_opened_again_between_two_runs_is_another_time(world):
    told_year_by_year(world, [80])
    world.until("2018-07-01")
    world.publish(2016, 95)
    world.publish(2017, 70)
    world.run()
    assert world.heard() == ["new", "new"]
    assert (
        "What was told before, from 2015 on, is over: it was on track in 2016. This miss is a new one."
        in world.last().details
    )
    assert world.last().since == "2017"


def test_suppressed_figures_hold_it_open_until_it_can_no_longer_be_judged(worlds):
    world = worlds(plan_of(policy=Policy(overdue=False, max_unjudged=1, remind="never")))
    said = told_year_by_year(world, [80, SUPPRESSED, SUPPRESSED, SUPPRESSED, 80])
    assert said == [["new"], [], ["unjudged"], [], ["still_open"]]


def test_a_suppressed_figure_neither_opens_nor_closes(world):
    assert told_year_by_year(world, [95, SUPPRESSED, 80, SUPPRESSED, 95]) == [[], [], ["new"], [], ["recovered"]]


def test_a_suppressed_figure_that_can_only_be_off_track_counts_as_off_track(world):
    few = Quantity(low=D(1), high=D(4), marker=Marker.SUPPRESSED)
    assert told_year_by_year(world, [few]) == [["new"]]


def test_years_that_nobody_collected_break_a_run_of_years(worlds):
    calendar = attrs.evolve(YEARS, not_collected={year(2016)})
    world = worlds(plan_of(measure(calendar=calendar), policy=Policy(after=2, overdue=False)))
    assert told_year_by_year(world, [80, None, 80, 80]) == [[], [], [], ["new"]]


def test_a_total_that_lacks_a_year_nobody_collected_is_told_as_neither_off_track_nor_better(worlds):
    calendar = attrs.evolve(YEARS, not_collected={year(2017)})
    mean = Rolling(indicator="rate", periods=2, take="mean")
    world = worlds(plan_of(measure(number=mean, calendar=calendar)))
    assert told_year_by_year(world, [80, 80, None, 95, 95]) == [[], ["new"], [], [], ["recovered"]]


def test_a_break_closes_what_was_told_to_be_unstable(worlds):
    calendar = attrs.evolve(YEARS, breaks={year(2019)})
    world = worlds(plan_of(measure(rule=AnnualIncrease(scope="latest"), calendar=calendar)))
    said = told_year_by_year(world, [80, 70, 80, 70, 90])
    assert said[1:] == [["new"], ["recovered"], ["new"], ["not_comparable"]]
    changing = worlds(
        plan_of(measure(rule=AnnualIncrease(scope="latest"), calendar=attrs.evolve(YEARS, breaks={year(2020)})))
    )
    said = told_year_by_year(changing, [80, 70, 80, 70, 90, 80])
    assert said[1:] == [["new"], ["recovered"], ["new"], ["unstable"], ["not_comparable"]]


def test_a_break_in_the_series_closes_it_as_not_comparable_with_the_reason(worlds):
    rising = AnnualIncrease()
    calendar = attrs.evolve(YEARS, breaks={year(2017)})
    world = worlds(plan_of(measure(rule=rising, calendar=calendar)))
    said = told_year_by_year(world, [80, 70, 60])
    assert said == [[], ["new"], ["not_comparable"]]
    assert world.last().line == "The series changed, so the periods do not compare."
    assert world.last().period == "2017"
    assert not any(claim in world.news()[-1][0].text.lower() for claim in CLAIMS)


def test_a_figure_that_does_not_apply_any_more_closes_it_as_such(world):
    assert told_year_by_year(world, [80, NOT_APPLICABLE]) == [["new"], ["not_applicable"]]
    assert world.last().line == "The figure does not apply here."
    assert not any(claim in world.news()[-1][0].text.lower() for claim in CLAIMS)


def test_provisional_figures_are_told_by_default_and_revised_as_any_other(world):
    world.publish(2015, 80, standing=Standing.PROVISIONAL)
    world.run()
    world.wait(days=30)
    world.publish(2015, 92)
    world.run()
    assert world.heard() == ["new", "withdrawn"]


def test_held_provisional_figures_are_told_nobody_in_any_form(worlds):
    world = worlds(plan_of(policy=Policy(provisional="hold")))
    told_year_by_year(world, [80])
    world.until("2017-07-01")
    world.publish(2016, 60, standing=Standing.PROVISIONAL)
    world.run()
    assert world.heard() == ["new"]
    assert "60" not in world.states()["p/rate/937/off_track"].line
    world.wait(days=30)
    world.publish(2016, 61)
    world.run()
    assert world.heard() == ["new", "worse"]


HOLD = Policy(provisional="hold")
PROVISIONAL = Standing.PROVISIONAL


@pytest.mark.parametrize(("revised", "told"), [(92, "withdrawn"), (85, "corrected")])
def test_a_held_revision_takes_nothing_back_and_corrects_nothing_before_it_is_final(worlds, revised, told):
    world = worlds(plan_of(policy=HOLD))
    told_year_by_year(world, [80])
    world.wait(days=30)
    world.publish(2015, revised, standing=PROVISIONAL)
    world.run()
    assert world.heard() == ["new"]
    assert world.states()["p/rate/937/off_track"].open
    world.wait(days=30)
    world.publish(2015, revised)
    world.run()
    assert world.heard() == ["new", told]


def test_a_held_benchmark_takes_nothing_back_before_it_is_final(worlds):
    parity = BenchmarkParity(against=AreaFigure(area="970"))
    world = worlds(plan_of(measure(rule=parity), policy=HOLD))
    world.publish(2015, 80)
    world.publish(2015, 81, area="970")
    world.run()
    world.wait(days=30)
    world.publish(2015, 79, area="970", standing=PROVISIONAL)
    world.run()
    assert world.heard() == ["new"]
    world.wait(days=30)
    world.publish(2015, 79, area="970")
    world.run()
    assert world.heard() == ["new", "withdrawn"]


def test_an_earlier_figure_that_comes_late_and_provisional_takes_nothing_back(worlds):
    """Whatever 2015 is, 2016 after 2014 is off track; so it stays, and the provisional figure is not quoted."""
    world = worlds(plan_of(measure(rule=AnnualIncrease()), policy=attrs.evolve(HOLD, overdue=False)))
    assert told_year_by_year(world, [80, None, 70], first=2014) == [[], [], ["new"]]
    world.wait(days=30)
    world.publish(2015, 60, standing=PROVISIONAL)
    world.run()
    assert world.heard() == ["new"]
    assert "60.0" not in world.states()["p/rate/937/off_track"].line


def test_an_area_whose_figure_is_held_is_not_left_out_of_a_mean_that_is_told(worlds):
    """Without it the mean would be 80.0%, and 75.0% short of that; with it, it may be far lower."""
    plan = plan_of(measure(rule=BenchmarkParity(against=MeanOf(mean_of="near"))), policy=HOLD)
    world = worlds(attrs.evolve(plan, area_sets=(AreaSet("near", date(2015, 1, 1), ("a", "b")),)))
    world.publish(2015, 75)
    world.publish(2015, 80, area="a")
    world.publish(2015, 10, area="b", standing=PROVISIONAL)
    world.run()
    assert world.heard() == []
    world.wait(days=30)
    world.publish(2015, 90, area="b")
    world.run()
    assert world.heard() == ["new"]


def test_a_deadline_is_not_settled_by_a_held_figure(worlds):
    world = worlds(plan_of(measure(deadline=date(2016, 12, 31)), policy=HOLD))
    told_year_by_year(world, [80])
    world.until("2017-07-01")
    world.publish(2016, 85, standing=PROVISIONAL)
    world.run()
    assert world.heard() == ["new"]
    world.wait(days=30)
    world.publish(2016, 85)
    world.run()
    assert world.heard() == ["new", "settled"]


def test_a_figure_that_is_no_longer_overdue_and_held_is_not_quoted(worlds):
    world = worlds(plan_of(policy=HOLD))
    overdue_year_by_year(world, [95, None])
    world.publish(2016, 60, standing=PROVISIONAL)
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]
    assert world.last("overdue").line == "A provisional figure for 2016 has come, and is told when it is final."
    assert "60" not in world.news()[-1][0].text


def test_an_advisory_promise_alerts_nobody(worlds):
    world = worlds(plan_of(measure(rule=Advisory(rule=at_least(90)))))
    told_year_by_year(world, [10, None])
    assert world.news() == []


def test_evidence_keeps_noise_from_opening_it_and_a_clear_fall_opens_it(worlds):
    plan = plan_of(policy=Policy(evidence=True))
    assert told_year_by_year(worlds(plan), [89])[-1] == []
    falling = [95, 94, 93, 92, 91, 90, 70, 60, 50]
    assert ["new"] in told_year_by_year(worlds(plan), falling)


@pytest.mark.parametrize(("people", "told"), [(19, []), (20, ["new"]), (None, ["new"])])
def test_a_figure_of_too_few_people_opens_nothing_and_one_of_an_unknown_number_does(worlds, people, told):
    world = worlds(plan_of(policy=Policy(minimum_denominator=20)))
    world.until("2016-07-01")
    world.publish(2015, 80, denominator=people)
    world.run()
    assert world.heard() == told
    said = "but by a figure of fewer than 20, and the policy goes by no such figure"
    assert (said in world.current_alerts()["p/rate/937/off_track"].quiet_because) is (told == [])


def test_a_figure_of_too_few_people_closes_nothing_and_ends_no_run(worlds):
    world = worlds(plan_of(policy=Policy(minimum_denominator=20, after=2)))
    heard = []
    for year, (value, people) in enumerate([(80, 30), (95, 10), (80, 30), (95, 10), (95, 30)], 2015):
        world.until(f"{year + 1}-07-01")
        world.publish(year, value, denominator=people)
        before = len(world.heard())
        world.run()
        heard.append(world.heard()[before:])
    assert heard == [[], [], ["new"], [], ["recovered"]]


def test_why_a_figure_of_too_few_people_closes_nothing_is_said_to_whoever_asks(worlds):
    world = worlds(plan_of(policy=Policy(minimum_denominator=20)))
    for year, value, people in ((2015, 80, 30), (2016, 95, 10)):
        world.until(f"{year + 1}-07-01")
        world.publish(year, value, denominator=people)
        world.run()
    assert world.heard() == ["new"]
    (said,) = world.states()["p/rate/937/off_track"].reasons["Board via post"]
    assert said == (
        "nothing is new since it was told as new: 2016 is on track, but by a figure of fewer than 20, and the policy goes by no such figure"
    )


def test_subscribers_are_told_beside_the_owner(worlds):
    world = worlds(plan_of(policy=Policy(subscribers=("Panel", "Board"))))
    assert told_year_by_year(world, [80]) == [["new", "new"]]
    assert {message.recipient for message in world.receivers["post"].taken} == {"Board", "Panel"}


def test_news_of_periods_before_announce_from_is_not_told_and_what_goes_on_is(worlds):
    world = worlds(plan_of(announce_from=date(2017, 1, 1)))
    assert told_year_by_year(world, [80, 80]) == [[], []]
    assert world.states()["p/rate/937/off_track"].reasons == {
        "Board via post": ("2016 ended before 1 January 2017, from when on news is told",)
    }
    assert told_year_by_year(world, [80], first=2017) == [["new"]]
    assert "Off track in all 3 years since 2015." in world.last().details


# Figures overdue


def test_figures_overdue_for_two_years_are_not_called_off_track(world):
    assert overdue_year_by_year(world, [95, None, None]) == [[], ["new"], ["still_open"]]
    assert "Off track" not in world.news()[-1][0].text


def overdue_year_by_year(world, values, first=2015):
    said = []
    for number, value in enumerate(values, first):
        world.until(f"{number + 1}-07-02")
        if value is not None:
            world.publish(number, value)
        before = len(world.heard(kind="overdue"))
        world.run()
        said.append(world.heard(kind="overdue")[before:])
    return said


def test_a_late_figure_is_overdue_until_it_comes_and_the_words_claim_nothing(world):
    assert overdue_year_by_year(world, [95, None]) == [[], ["new"]]
    assert world.last("overdue").line == "The figure for 2016 was due on 1 July 2017 and has not come."
    world.wait(days=10)
    world.publish(2016, 95)
    world.run()
    message, news = world.news()[-1]
    assert news.change.value == "recovered"
    assert message.subject == "Figure no longer overdue: Rate (2016) - P"
    assert "Figures no longer overdue (1)\n- Rate\n" in message.text
    assert not any(claim in (message.text + message.subject).lower() for claim in CLAIMS)


def test_figures_that_stay_away_for_years_are_one_alert_that_names_them_all(world):
    assert overdue_year_by_year(world, [95, None, None, None]) == [[], ["new"], ["still_open"], ["still_open"]]
    assert world.last("overdue").since == "2016"
    assert world.last("overdue").line == "The figures for 2016, 2017 and 2018 are overdue, the first since 1 July 2017."


def test_a_figure_that_comes_while_the_next_one_is_overdue_makes_a_new_alert(world):
    overdue_year_by_year(world, [95, None])
    world.publish(2016, 95, on=world.today)
    assert overdue_year_by_year(world, [None], first=2017) == [["new"]]
    assert world.last("overdue").since == "2017"


def test_of_a_run_of_years_the_missing_one_is_overdue_and_not_the_latest(worlds):
    world = worlds(plan_of(measure(rule=AnnualIncrease())))
    overdue_year_by_year(world, [80, None, 85])
    assert world.last("overdue").line == "The figure for 2016 was due on 1 July 2017 and has not come."


def test_grace_days_put_the_overdue_alert_off(worlds):
    world = worlds(plan_of(policy=Policy(grace_days=30)))
    world.publish(2015, 95)
    world.until("2017-07-30")
    world.run()
    assert world.heard(kind="overdue") == []
    assert world.states()["p/rate/937/overdue"].state == "pending"
    world.until("2017-07-31")
    world.run()
    assert world.heard(kind="overdue") == ["new"]


def test_an_overdue_figure_neither_closes_nor_opens_the_measure_itself(world):
    assert told_year_by_year(world, [80, None, None, None]) == [["new"], [], [], ["unjudged"]]


STARTS = date(2016, 1, 1)


def test_a_figure_that_never_came_is_overdue_once_it_is_due_and_as_long_as_the_plan_runs(worlds):
    world = worlds(plan_of(measure(starts=STARTS, deadline=date(2018, 12, 31))))
    assert overdue_year_by_year(world, [None, None, None, None, None]) == [
        [],
        ["new"],
        ["still_open"],
        ["new"],
        [],
    ]
    assert world.last("overdue").since == "2018"
    assert world.last("overdue").line == (
        "The figure for 2018 was due on 1 July 2019 and has not come. None has ever been supplied."
    )
    world.publish(2018, 95)
    world.run()
    assert world.heard(kind="overdue")[-1] == "recovered"
    assert world.heard() == []


def test_where_a_plan_has_no_start_only_the_latest_figure_that_never_came_is_overdue(world):
    assert overdue_year_by_year(world, [None], first=2016) == [["new"]]
    assert world.last("overdue").line == (
        "The figure for 2016 was due on 1 July 2017 and has not come. None has ever been supplied."
    )


def test_a_figure_that_only_other_areas_have_is_overdue_from_the_plans_start_on_as_none_ever_came(worlds):
    world = worlds(plan_of(measure(starts=STARTS)))
    world.publish(2010, 95, area="970")
    overdue_year_by_year(world, [None, None], first=2016)
    line = "The figures for 2016 and 2017 are overdue, the first since 1 July 2017. None has ever been supplied for this area or group; for others some have."
    assert world.last("overdue").line == line


def test_a_figure_that_never_came_is_not_overdue_before_it_is_due_even_after_the_deadline(worlds):
    world = worlds(plan_of(measure(starts=STARTS, deadline=date(2016, 12, 31))))
    world.until("2017-06-30")
    world.run()
    assert world.heard(kind="overdue") == []
    world.until("2017-07-01")
    world.run()
    assert world.heard(kind="overdue") == ["new"]


@pytest.mark.parametrize(("overdue", "kinds"), [(True, ["overdue"]), (False, [])])
def test_a_judgement_alone_alerts_to_a_figure_that_never_came_where_its_policy_does(worlds, overdue, kinds):
    world = worlds(plan_of(policy=Policy(overdue=overdue)))
    judgement = judge(world.plan.measures[0], world.history(), as_of=date(2017, 7, 1))
    assert [one.kind.value for one in alerts_for(world.plan, [judgement])] == kinds


def milestone(unreported):
    rule = Milestone(by=date(2016, 12, 31), unreported=unreported)
    return plan_of(measure(rule=rule, unit=Unit.COUNT, decimals=0, starts=STARTS))


def test_the_report_that_decides_a_milestone_is_overdue_until_it_comes(worlds):
    world = worlds(milestone("undecided"))
    assert overdue_year_by_year(world, [None, None], first=2016) == [["new"], []]
    world.publish(2016, 1)
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]


@pytest.mark.parametrize(
    ("reported", "status", "said"),
    [
        (249, "off_track", "the report for 2016, the period with that day, is 249"),
        (260, "undecided", "260 in 2016, in a period that ends after 15 October 2016"),
    ],
)
def test_once_the_report_of_the_period_with_its_day_is_in_a_milestone_waits_for_nothing(worlds, reported, status, said):
    rule = Milestone(by=date(2016, 10, 15), at_least=D(250), unreported="undecided")
    plan = plan_of(measure(rule=rule, unit=Unit.COUNT, decimals=0, starts=STARTS))
    world = worlds(plan)
    assert overdue_year_by_year(world, [100, reported, None, None, None]) == [[]] * 5
    assert world.heard() == (["new"] if status == "off_track" else [])
    found = judge(plan.measures[0], world.history(), as_of=date(2020, 7, 2))
    assert (found.status.value, found.settled, found.row.next_due, found.row.waits_words) == (status, True, None, "")
    assert said in found.explain()
    assert "overdue" not in found.explain()
    if status == "off_track":
        assert (
            "The day by which it was promised, 15 October 2016, has passed: only a revised" in world.news()[-1][0].text
        )


def test_a_milestone_that_is_missed_without_a_report_waits_for_none(worlds):
    world = worlds(milestone("missed"))
    assert overdue_year_by_year(world, [None, None], first=2016) == [[], []]
    assert world.heard() == ["new"]
    assert "has passed: only a report that comes after all, or a revised figure can" in world.news()[-1][0].text


def test_the_reports_before_the_one_that_decides_are_overdue_while_one_could_say_that_it_was_done(worlds):
    rule = Milestone(by=date(2016, 12, 31), unreported="undecided")
    world = worlds(plan_of(measure(rule=rule, unit=Unit.COUNT, decimals=0)))
    assert overdue_year_by_year(world, [0, None, 0, None], first=2014) == [[], ["new"], [], []]
    assert world.last("overdue").line == "The figure for 2015 was due on 1 July 2016 and has not come."


# Rules made of parts


def test_every_part_must_hold_and_the_worst_part_is_told(worlds):
    world = worlds(plan_of(measure(rule=All(of=(at_least(90), AnnualIncrease())))))
    assert told_year_by_year(world, [91, 95, 94, 96]) == [[], [], ["new"], ["still_open"]]


def test_one_part_is_enough(worlds):
    world = worlds(plan_of(measure(rule=Any(of=(at_least(90), at_least(50))))))
    assert told_year_by_year(world, [60, 40, 60]) == [[], ["new"], ["recovered"]]


def each(slow):
    parts = (Part(name="fast"), Part(name="slow", number=Observed(indicator="slow"), calendar=slow))
    return plan_of(measure(rule=Each(rule=at_least(90), over=parts)), policy=Policy(overdue=False))


def test_a_part_that_is_published_later_counts_once_for_its_own_period(worlds):
    plan = each(Calendar(kind=PeriodKind.CALENDAR_YEAR, lag_months=10))
    plan = attrs.evolve(plan, alerting=attrs.evolve(plan.alerting, policy=Policy(after=2, overdue=False)))
    world = worlds(plan)
    for number, slow in ((2015, 80), (2016, 95), (2017, 95)):
        world.until(f"{number + 1}-07-01")
        world.publish(number, 95)
        world.run()
        world.until(f"{number + 1}-11-01")
        world.publish(number, slow, of="slow")
        world.run()
    assert world.heard() == []


def test_parts_of_other_rhythms_open_and_close_without_a_revision_being_named(worlds):
    quarters = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)
    world = worlds(each(quarters))
    first = Period.parse("2016 Q1")
    world.until("2016-07-01")
    world.publish(2015, 95)
    for place, value in enumerate((95, 80, 80, 80, 95, 95)):
        quarter = first + place
        world.until(quarters.due(quarter).isoformat() if place else "2016-07-01")
        world.publish(quarter, value, of="slow")
        world.run()
    world.until("2017-07-01")
    world.publish(2016, 95)
    world.run()
    assert world.heard() == ["new", "still_open", "still_open", "still_open", "recovered"]
    assert any("is met again" in one for one in world.news()[-2][1].details)
    assert not any("Revised" in detail for _, one in world.news() for detail in one.details)


# Who is told


def test_a_parent_that_is_open_keeps_the_opening_of_its_child_quiet_and_nothing_is_lost(worlds):
    inhibited = Inhibition(parent="all", children=("girls",))
    world = worlds(plan_of(measure("all"), measure("girls"), inhibitions=(inhibited,)))
    world.publish(2015, 80, of="all")
    world.publish(2015, 80, of="girls")
    world.run()
    assert [one.measure for _, one in world.news()] == ["all"]
    assert 'inhibited by the open alert of "all"' in world.states()["p/girls/937/off_track"].reasons["Board via post"]
    world.until("2017-07-01")
    world.publish(2016, 95, of="all")
    world.publish(2016, 80, of="girls")
    world.run()
    assert [(one.measure, one.change.value) for _, one in world.news()][1:] == [("girls", "new"), ("all", "recovered")]


def test_a_parent_does_not_hide_that_a_child_closes_or_is_corrected(worlds):
    inhibited = Inhibition(parent="all", children=("girls",))
    world = worlds(plan_of(measure("all"), measure("girls"), inhibitions=(inhibited,)))
    world.publish(2015, 95, of="all")
    world.publish(2015, 80, of="girls")
    world.run()
    world.wait(days=30)
    world.publish(2015, 80, of="all")
    world.publish(2015, 82, of="girls")
    world.run()
    assert [(one.measure, one.change.value) for _, one in world.news()][1:] == [("all", "new"), ("girls", "corrected")]
    world.until("2017-07-01")
    world.publish(2016, 80, of="all")
    world.publish(2016, 95, of="girls")
    world.run()
    assert ("girls", "recovered") in [(one.measure, one.change.value) for _, one in world.news()]


def test_escalation_counts_from_the_day_it_was_told_and_an_acknowledgement_stops_it(worlds):
    plan = plan_of(policy=Policy(escalate=(Escalation(to="Director", after_days=60),)))
    world, seen = worlds(plan), worlds(plan)
    for one in (world, seen):
        one.publish(2015, 80)
        one.run()
    assert seen.acknowledge()
    for one in (world, seen):
        one.wait(days=59)
        one.run()
        assert {message.recipient for message, _ in one.news()} == {"Board"}
        one.wait(days=1)
        one.run()
    assert [(message.recipient, one.change.value) for message, one in world.news()] == [
        ("Board", "new"),
        ("Director", "escalated"),
    ]
    assert {message.recipient for message, _ in seen.news()} == {"Board"}
    assert "escalation: acknowledged by Ann" in seen.states()["p/rate/937/off_track"].reasons["Director via post"]


def test_an_alert_that_opens_again_is_escalated_again(worlds):
    """The figure comes when it is due, so that nothing but the escalation itself brings a later run back to the alert."""
    world = worlds(plan_of(policy=Policy(overdue=False, escalate=(Escalation(to="Director", after_days=60),))))
    for year, value in ((2015, 80), (2016, 95), (2017, 70)):
        world.until(f"{year + 1}-07-01")
        world.publish(year, value)
        world.run()
    assert world.heard() == ["new", "recovered", "new"]
    world.wait(days=59)
    world.run()
    assert {message.recipient for message, _ in world.news()} == {"Board"}
    world.wait(days=1)
    world.run()
    message, last = world.news()[-1]
    assert (message.recipient, last.change.value) == ("Director", "escalated")


def test_an_escalation_says_so_and_for_how_long_it_is_open_and_who_was_told_before(worlds):
    levels = (Escalation(to="Director", after_days=60), Escalation(to="Committee", after_days=90))
    world = worlds(plan_of(policy=Policy(overdue=False, escalate=levels)))
    world.publish(2015, 80)
    world.run()
    world.wait(days=60)
    world.run()
    world.wait(days=35)
    world.run()
    (_, board), (first, director), (second, committee) = world.news()
    assert board.details == (
        "If nobody has said by 29 August 2016 what is being done, Director is told as well.",
        "If nobody has said by 28 September 2016 what is being done, Committee is told as well.",
    )
    assert first.subject == "Off track, and escalated: Rate (80.0%, target at least 90.0%) - P"
    assert "\nOff track, and escalated (1)\n- Rate\n" in first.text
    assert director.details == (
        "It has been open for 60 days or more, and nobody has acknowledged it: Board was told on 1 July 2016.",
    )
    assert (second.recipient, committee.details) == (
        "Committee",
        (
            (
                "It has been open for 90 days or more, and nobody has acknowledged it: Board was told on 1 July 2016,"
                " Director on 30 August 2016."
            ),
        ),
    )
    world.until("2017-07-01")
    world.publish(2016, 75)
    world.run()
    assert [(message.recipient, one.change.value, one.details) for message, one in world.news()][3:] == [
        (
            name,
            "worse",
            ("Missed by 15.0 points, and by 10.0 points when last told.", "Off track in both years since 2015."),
        )
        for name in ("Board", "Committee", "Director")
    ]


def test_an_acknowledgement_stops_the_escalation_of_another_time_to_somebody_who_heard_of_the_first(worlds):
    world = worlds(plan_of(policy=Policy(overdue=False, escalate=(Escalation(to="Director", after_days=60),))))
    told_year_by_year(world, [80])
    world.wait(days=60)
    world.run()
    told_year_by_year(world, [95, 70], first=2016)
    assert world.acknowledge()
    world.wait(days=60)
    world.run()
    assert [one.change.value for message, one in world.news() if message.recipient == "Director"] == [
        "escalated",
        "recovered",
    ]


def test_escalation_of_another_time_counts_from_the_day_that_one_was_told(worlds):
    """Closed and opened again between two runs: what was told of the first time is no reason to hurry."""
    world = worlds(plan_of(policy=Policy(overdue=False, escalate=(Escalation(to="Director", after_days=60),))))
    told_year_by_year(world, [80])
    world.acknowledge()
    world.until("2018-07-01")
    world.publish(2016, 95)
    world.publish(2017, 70)
    world.run()
    assert [(message.recipient, one.change.value) for message, one in world.news()] == [("Board", "new")] * 2
    world.wait(days=60)
    world.run()
    message, last = world.news()[-1]
    assert (message.recipient, last.change.value) == ("Director", "escalated")
    assert "Board was told on 1 July 2018" in last.details[0]


def test_whoever_heard_of_it_by_escalation_hears_of_its_end_and_nobody_else_does(worlds):
    world = worlds(
        plan_of(
            policy=Policy(escalate=(Escalation(to="Director", after_days=60), Escalation(to="Chair", after_days=900)))
        )
    )
    world.publish(2015, 80)
    world.run()
    world.wait(days=60)
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 95)
    world.run()
    ends = {message.recipient for message, one in world.news() if one.change.closes}
    assert ends == {"Board", "Director"}


def test_policies_by_label_and_by_measure_are_laid_over_one_another_in_their_order(worlds):
    plan = plan_of(
        measure("a", labels=("slow",)),
        measure("b", labels=("slow",)),
        measure("c"),
        policies=(PolicyFor(labels=("slow",), after=2), PolicyFor(measures=("b",), after=1, to=("Chair",))),
    )
    world = worlds(plan)
    for name in "abc":
        world.publish(2015, 80, of=name)
    world.run()
    assert {(message.recipient, one.measure) for message, one in world.news()} == {("Chair", "b"), ("Board", "c")}
    assert "off track for 1 of the 2" in " ".join(world.states()["p/a/937/off_track"].reasons["Board via post"])


def test_a_measure_without_an_owner_is_told_to_the_fallback(worlds):
    world = worlds(plan_of(measure(owner="")))
    told_year_by_year(world, [80])
    assert {message.recipient for message, _ in world.news()} == {"Office"}


def test_reminders_can_be_left_out(worlds):
    world = worlds(plan_of(policy=Policy(remind="never")))
    assert told_year_by_year(world, [80, 85, 70, 75, 95]) == [["new"], [], ["worse"], [], ["recovered"]]


# Silences and acknowledgements


def test_what_falls_into_a_silence_is_told_at_its_end_with_the_silence_named(world):
    world.silence(days=30)
    world.publish(2015, 80)
    world.run()
    assert world.news() == []
    assert world.states()["p/rate/937/off_track"].reasons == {
        "Board via post": ("silenced by Ann until 31 July 2016, 09:00 (under review)",)
    }
    world.wait(days=30)
    world.run()
    assert world.heard() == ["new"]
    assert world.last().details == ("It was silenced by Ann until 31 July 2016, 09:00 (under review).",)


def test_what_no_longer_holds_at_the_end_of_a_silence_is_never_told(world):
    world.silence(days=400)
    told_year_by_year(world, [80, 95])
    world.wait(days=400)
    world.run()
    assert world.heard() == []


def test_a_silence_that_is_ended_early_ends_there(world):
    world.silence(days=300)
    world.publish(2015, 80)
    world.run()
    world.wait(days=1)
    world.unsilence()
    world.wait(days=1)
    world.run()
    assert world.heard() == ["new"]


def test_a_silence_hides_closing_news_too_and_its_end_tells_it(world):
    told_year_by_year(world, [80])
    world.silence(days=400)
    told_year_by_year(world, [95], first=2016)
    assert world.heard() == ["new"]
    world.wait(days=60)
    world.run()
    assert world.heard() == ["new", "recovered"]


def test_a_silenced_alert_is_not_even_listed_beside_other_news(worlds):
    world = worlds(plan_of(measure("rate"), measure("other")))
    world.publish(2015, 80)
    world.publish(2015, 95, of="other")
    world.run()
    world.silence(days=4000)
    world.until("2017-07-01")
    world.publish(2016, 12)
    world.publish(2016, 80, of="other")
    world.run()
    message, _ = world.news()[-1]
    assert [one.measure for one in message.news] == ["other"]
    assert "12.0" not in message.text


@pytest.mark.parametrize(
    ("matchers", "hidden"),
    [
        ({"measure": "rate"}, True),
        ({"measure": "rat*"}, True),
        ({"measure": "rat"}, False),
        ({"measure": "RATE"}, False),
        ({"measure": "rat?"}, False),
        ({"owner": "Board", "kind": "off_track"}, True),
        ({"owner": "Board", "kind": "overdue"}, False),
        ({"label": "statutory"}, True),
        ({"label": "stat*", "area": "937"}, True),
        ({"label": "x"}, False),
        ({"alert": "p/rate/937/off_track"}, True),
        ({"plan": "p", "measure": "*"}, True),
        ({"plan": "q"}, False),
    ],
)
def test_a_silence_matches_declared_fields_exactly(worlds, matchers, hidden):
    world = worlds(plan_of(measure(labels=("statutory",))))
    world.silence(**matchers)
    world.publish(2015, 80)
    world.run()
    assert world.heard() == ([] if hidden else ["new"])


def test_a_measure_that_leaves_the_plan_during_a_silence_is_told_as_ended_afterwards(worlds):
    world = worlds(plan_of(measure("rate"), measure("other")))
    world.publish(2015, 80)
    world.publish(2015, 95, of="other")
    world.run()
    world.silence(days=30)
    world.plan = plan_of(measure("other"))
    world.run()
    world.run()
    assert world.heard() == ["new"]
    world.wait(days=31)
    world.run()
    world.run()
    assert world.heard() == ["new", "ended"]


def test_a_measure_that_recovers_in_a_silence_and_leaves_the_plan_is_told_as_ended(worlds):
    world = worlds(plan_of(measure("rate"), measure("other")))
    world.publish(2015, 80)
    world.run()
    world.silence(days=400)
    told_year_by_year(world, [95], first=2016)
    world.plan = plan_of(measure("other"))
    world.wait(days=60)
    world.run()
    assert world.heard() == ["new", "ended"]


def test_an_acknowledgement_stops_reminders_and_nothing_else(world):
    told_year_by_year(world, [80])
    assert world.acknowledge()
    assert told_year_by_year(world, [81], first=2016) == [[]]
    world.wait(days=30)
    world.publish(2016, 82)
    assert told_year_by_year(world, [83, 95], first=2017) == [[], ["recovered"]]


def test_a_correction_passes_an_acknowledgement(world):
    told_year_by_year(world, [80])
    world.acknowledge()
    world.wait(days=30)
    world.publish(2015, 81)
    world.run()
    assert world.heard() == ["new", "corrected"]


def test_worsening_ends_an_acknowledgement_and_so_does_its_time(worlds):
    world = worlds()
    told_year_by_year(world, [80])
    world.acknowledge()
    assert told_year_by_year(world, [70, 75], first=2016) == [["worse"], ["still_open"]]
    world.acknowledge(until=datetime(2019, 1, 1, tzinfo=UTC))
    assert told_year_by_year(world, [76], first=2018) == [["still_open"]]


def test_an_acknowledgement_is_of_the_latest_that_anybody_was_told(worlds):
    """By one notifier it got worse before, and the other has not sent that yet: what was seen is no reason to end it."""
    world = worlds(plan_of(notifiers=("mail", "post")))
    told_year_by_year(world, [80])
    world.wait(days=30)
    world.publish(2015, 70)
    world.run("transient", by="mail")
    assert (world.heard("mail"), world.heard("post")) == (["new"], ["new", "corrected"])
    assert world.acknowledge()
    world.drain()
    assert world.heard("mail") == ["new", "corrected"]
    assert told_year_by_year(world, [71], first=2016) == [[]]


def test_an_acknowledgement_is_of_one_time_off_track(world):
    told_year_by_year(world, [70])
    world.acknowledge()
    world.until("2018-07-01")
    world.publish(2016, 95)
    world.publish(2017, 80)
    world.run()
    assert told_year_by_year(world, [85], first=2018) == [["still_open"]]


# Delivery and what is told


def test_nobody_hears_of_a_recovery_when_the_opening_was_given_up(world):
    world.publish(2015, 80)
    world.run("transient")
    world.until("2017-07-01")
    world.publish(2016, 95)
    world.run("permanent")
    world.drain()
    assert world.heard() == []


def test_what_is_retried_by_hand_after_its_end_is_followed_by_the_end(worlds):
    holds, over = worlds(), worlds()
    for world in (holds, over):
        world.publish(2015, 80)
        world.run("permanent")
        assert world.heard() == []
    assert holds.retry() == [True]
    holds.drain()
    assert holds.heard() == ["new"]
    over.until("2017-07-01")
    over.publish(2016, 95)
    over.run()
    assert over.retry() == [True]
    over.drain()
    assert over.heard() == ["new", "recovered"]


def test_what_may_have_been_seen_and_is_retried_by_hand_after_its_end_is_followed_by_the_end(world):
    world.publish(2015, 80)
    for _ in range(12):
        world.run("unknown, lost")
        world.wait(hours=7)
    assert [row.status.value for row in world.rows() if row.recipient == "Board"] == ["dead"]
    world.until("2017-07-01")
    world.publish(2016, 95)
    world.run()
    assert world.heard() == ["recovered"]
    assert world.retry() == [False]


def test_a_promise_with_a_day_is_told_once_and_no_later_year_tells_it_again(world):
    rule = Threshold(at_least=D(90), by=date(2016, 12, 31))
    world.plan = plan_of(measure(rule=rule))
    assert told_year_by_year(world, [95, 80, 95, 70]) == [[], ["new"], [], []]


def test_a_place_among_neighbours_is_told_as_a_place_and_what_is_known_better_is_not_revised(world):
    rule = RankImprovement(among="near", from_rank=2, from_of=3)
    near = AreaSet("near", date(2014, 1, 1), ("a", "b"))
    world.plan = attrs.evolve(plan_of(measure(rule=rule)), area_sets=(near,))
    for area in ("a", "b"):
        world.publish(2015, 50, area=area, on=date(2016, 7, 1))
    world.publish(2016, 40, on=date(2017, 7, 1))
    world.publish(2016, 70, area="a", on=date(2017, 7, 1))
    world.until("2017-07-01")
    world.run()
    world.publish(2016, 60, area="b", on=date(2017, 8, 1))
    world.until("2017-08-01")
    world.run()
    assert "Known now: neighbour set: rank between 2 and 3 in 2016 before, rank 3 in 2016 now." in world.last().details
    world.publish(2016, 10, area="b", on=date(2017, 9, 1))
    world.publish(2016, 10, area="a", on=date(2017, 9, 1))
    world.until("2017-09-01")
    world.run()
    assert "Revised: neighbour set: rank 3 in 2016 before, rank 1 in 2016 now." in world.last().details


def test_a_forecast_does_not_stand_in_for_a_figure_that_is_overdue(world):
    world.publish(2015, 95)
    world.publish(2016, 95, on=date(2016, 8, 1), standing=Standing.FORECAST)
    world.until("2017-07-01")
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    assert world.last("overdue").line == "The figure for 2016 was due on 1 July 2017 and has not come."


def test_a_revision_of_an_earlier_period_that_was_told_is_told_at_once(world):
    assert told_year_by_year(world, [80, 79]) == [["new"], ["worse"]]
    world.publish(2015, 40, on=date(2017, 8, 1))
    world.until("2017-08-01")
    world.run()
    assert world.heard()[-1] == "corrected"
    assert "Revised: 80.0% in 2015 before, 40.0% in 2015 now." in world.last().details


def test_what_settles_on_track_after_it_was_told_to_be_unstable_is_told_as_recovered(world):
    said = told_year_by_year(world, [80, 95, 80, 95, 95])
    assert said == [["new"], ["recovered"], ["new"], ["unstable"], ["recovered"]]
    assert "It was told to be unstable, and is no longer." in world.last().details


def test_what_settles_off_track_after_it_was_told_to_be_unstable_is_told_without_reminders_as_well(worlds):
    world = worlds(plan_of(policy=Policy(remind="never")))
    told_year_by_year(world, [80])
    for number, value in ((2016, 95), (2017, 80), (2018, 95), (2019, 80)):
        world.publish(number, value, on=world.today)
    world.until("2020-07-01")
    world.run()
    assert told_year_by_year(world, [80], first=2020) == [["still_open"]]
    assert "It was told to be unstable, and is no longer." in world.last().details


def test_unstable_news_says_what_that_means(world):
    told_year_by_year(world, [80, 95, 80, 95])
    (meaning,) = (one for one in world.last().details if "keeps changing between" in one)
    assert "two periods in a row" in meaning


@pytest.mark.parametrize(
    "edited",
    [
        measure(decimals=0),
        measure(decimals=2),
        measure(unit=Unit.POINTS),
        measure(rule=at_least("90.0")),
        measure(rule=All(of=(at_least(90),))),
        measure(deadline=date(2030, 1, 1)),
        measure(starts=date(2014, 1, 1)),
        measure(calendar=attrs.evolve(YEARS, lag_months=5)),
        measure(calendar=attrs.evolve(YEARS, not_collected=frozenset({Period(PeriodKind.CALENDAR_YEAR, 2019)}))),
    ],
)
def test_an_edit_of_the_plan_that_changes_nothing_of_what_was_told_tells_nothing(world, edited):
    told_year_by_year(world, [75])
    world.plan = plan_of(edited)
    world.run()
    assert world.heard() == ["new"]
    assert told_year_by_year(world, [70], first=2016) == [["worse"]]
    assert not any("Revised" in one for one in world.last().details)


def test_a_figure_that_a_longer_lag_hides_is_not_said_to_be_gone_from_its_source(worlds):
    world = worlds()
    told_year_by_year(world, [75, 70])
    world.figures = {key: attrs.evolve(one, published=None) for key, one in world.figures.items()}
    world.plan = plan_of(measure(calendar=attrs.evolve(YEARS, lag_months=11)))
    world.run()
    assert world.heard() == ["new", "worse", "corrected"]
    assert world.last().details == (
        "The plan was changed since this was told.",
        "It was told with: 70.0% in 2016; target: at least 90.0%; 20.0 points short.",
        "Told before: 70.0% in 2016; now not counted.",
    )


def test_a_break_that_the_plan_adds_is_told_as_an_edit_of_the_plan(world):
    told_year_by_year(world, [75, 70])
    broken = frozenset({Period(PeriodKind.CALENDAR_YEAR, 2016)})
    world.plan = plan_of(measure(rule=AnnualIncrease(), calendar=attrs.evolve(YEARS, breaks=broken)))
    world.run()
    assert world.heard()[-1] in ("rule_changed", "not_comparable")
    assert "The plan was changed since this was told." in world.last().details


def test_a_lower_target_and_a_revision_at_once_are_both_named(world):
    told_year_by_year(world, [75])
    world.wait(days=20)
    world.publish(2015, 82)
    world.plan = plan_of(measure(rule=at_least(80)))
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert set(world.last().details) >= {
        "The plan was changed: the target is at least 80.0%, and was at least 90.0%.",
        "Revised: 75.0% in 2015 before, 82.0% in 2015 now.",
    }


def test_a_measure_that_left_the_plan_is_not_said_to_ask_something_else(world):
    told_year_by_year(world, [75])
    world.plan = plan_of(measure("other"))
    world.run()
    assert world.heard() == ["new", "ended"]
    assert world.last().line == 'The plan no longer has a measure "rate" for 937.'
    assert world.last().details == ()


@pytest.mark.parametrize(
    ("calendar", "next_due"),
    [
        ({"not_collected": frozenset({Period(PeriodKind.CALENDAR_YEAR, 2016)})}, "1 July 2018"),
        ({"lag_months": 11}, "1 December 2017"),
    ],
)
def test_figures_that_the_plan_does_not_wait_for_now_have_not_come(world, calendar, next_due):
    world.publish(2015, 95)
    world.run()
    world.until("2017-07-01")
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    world.plan = plan_of(measure(calendar=attrs.evolve(YEARS, **calendar)))
    world.run()
    assert world.heard(kind="overdue") == ["new", "rule_changed"]
    assert world.last("overdue").line == (
        f"The plan does not wait for the figure for 2016 now; the next figure is due on {next_due}."
    )
    assert "Figures no longer awaited" in world.news()[-1][0].text


def test_a_figure_that_was_overdue_is_named_when_it_comes_be_it_suppressed(world):
    world.publish(2015, 95)
    world.run()
    world.until("2018-07-01")
    world.run()
    world.publish(2016, SUPPRESSED)
    world.publish(2017, 93)
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]
    assert world.last("overdue").line == (
        "2016: a figure it depends on is suppressed. 93.0% in 2017; target: at least 90.0%; 3.0 points better than needed."
    )


def test_what_is_open_again_says_which_figure_moved(world):
    for value in (80, 92, 85):
        world.publish(2015, value)
        world.run()
        world.wait(days=30)
    assert world.heard() == ["new", "withdrawn", "reopened"]
    assert "Revised: 92.0% in 2015 before, 85.0% in 2015 now." in world.last().details


def test_what_can_no_longer_be_judged_says_for_which_periods_and_why(worlds):
    world = worlds(plan_of(policy=Policy(overdue=False, max_unjudged=1)))
    told_year_by_year(world, [80, SUPPRESSED, SUPPRESSED])
    assert world.heard()[-1] == "unjudged"
    assert "No verdict for 2016 and 2017. A figure it depends on is suppressed." in world.last().details


def test_news_of_what_is_at_risk_says_so(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, tolerance=D(5))), policy=Policy(severity="at_risk")))
    told_year_by_year(world, [88])
    assert world.news()[-1][0].subject.startswith("At risk: ")
    assert "Newly at risk (1)" in world.news()[-1][0].text


def test_news_that_rests_on_a_provisional_figure_says_so(world):
    world.publish(2015, 80, standing=PROVISIONAL)
    world.run()
    assert "It rests on a provisional figure." in world.last().details
    message, _ = world.news()[-1]
    assert "(80.0% (provisional), target at least 90.0%)" in message.subject


def test_a_target_that_is_a_provisional_figure_says_so(worlds):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against=AreaFigure(area="970")))))
    world.publish(2015, 80)
    world.publish(2015, 85, area="970", standing=PROVISIONAL)
    world.run()
    assert world.last().line == "80.0% in 2015; target: at least 85.0% (970, provisional); 5.0 points short."


def test_a_mean_of_neighbours_that_moved_is_called_by_its_name(worlds):
    plan = plan_of(measure(rule=BenchmarkParity(against=MeanOf(mean_of="near"))))
    world = worlds(attrs.evolve(plan, area_sets=(AreaSet("near", date(2015, 1, 1), ("a", "b")),)))
    world.publish(2015, 70)
    world.publish(2015, 80, area="a")
    world.publish(2015, 80, area="b")
    world.run()
    world.wait(days=9)
    world.publish(2015, 90, area="b")
    world.run()
    assert any(one.startswith("Revised: the mean of near: 80.0% in 2015 before") for one in world.last().details)


def each_of(*names, rule=None):
    parts = tuple(Part(name=one, number=Observed(indicator=one)) for one in names)
    return Each(rule=rule or at_least(90), over=parts)


def test_news_of_several_numbers_names_each_that_is_off_track(worlds):
    world = worlds(plan_of(measure(rule=each_of("Boys", "Girls", "All"))))
    world.publish(2015, 88, of="Boys")
    world.publish(2015, 60, of="Girls")
    world.publish(2015, 95, of="All")
    world.run()
    news = world.last()
    assert news.line == "Girls: 60.0% in 2015; target: at least 90.0%; 30.0 points short."
    assert "Also Boys: 88.0% in 2015; target: at least 90.0%; 2.0 points short." in news.details
    assert not any("All" in one for one in (news.line, *news.details))
    world.wait(days=9)
    world.publish(2015, 70, of="Girls")
    world.run()
    assert "Revised: Girls: 60.0% in 2015 before, 70.0% in 2015 now." in world.last().details


@pytest.mark.parametrize("rule", [All, Any])
def test_news_of_several_promises_says_which_are_missed(worlds, rule):
    both = rule(of=(at_least(90), AnnualIncrease()))
    world = worlds(plan_of(measure(rule=both)))
    world.publish(2014, 85)
    world.publish(2015, 80)
    world.run()
    news = world.last()
    said = {news.line, *(one.removeprefix("Also missed: ") for one in news.details)}
    assert said >= {
        "80.0% in 2015; target: at least 90.0%; 10.0 points short.",
        "80.0% in 2015; target: above 85.0% (the figure for 2014); 5.0 points short.",
    }


def nested(*, parent_from=None, **alerting):
    inhibitions = (Inhibition(parent="all", children=("boys",)), Inhibition(parent="boys", children=("young",)))
    return plan_of(measure("all"), measure("boys"), measure("young"), inhibitions=inhibitions, **alerting)


def off_track_from(world, **first):
    for name, year_number in first.items():
        for number in range(2012, 2016):
            world.publish(number, 80 if number >= year_number else 95, of=name, on=date(number + 1, 7, 1))


def heard_of(world):
    return [one.measure for _, one in world.news() if one.kind.value == "off_track"]


def test_a_parent_that_nobody_hears_of_hides_no_child(worlds):
    early = worlds(nested(announce_from=date(2015, 1, 1)))
    off_track_from(early, all=2014, boys=2015)
    early.until("2015-07-01")
    early.run()
    assert heard_of(early) == []
    early.until("2016-07-01")
    early.run()
    assert set(heard_of(early)) >= {"all"}
    silent = worlds(nested())
    off_track_from(silent, all=2015, boys=2015)
    silent.silence(measure="all")
    silent.run()
    assert heard_of(silent) == ["boys"]


def test_a_parent_that_is_hidden_by_its_own_parent_still_hides_its_child(worlds):
    world = worlds(nested())
    off_track_from(world, all=2015, boys=2015, young=2015)
    world.run()
    assert heard_of(world) == ["all"]


def test_a_parent_whose_news_was_given_up_hides_no_child(worlds):
    world = worlds(nested())
    off_track_from(world, all=2015, boys=2015)
    world.run("permanent")
    world.run()
    assert "boys" in heard_of(world)


def test_figures_to_compare_with_that_never_come_are_overdue(worlds):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against=AreaFigure(area="E92000001")))))
    world.publish(2015, 80)
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    assert world.last("overdue").line == "The figure for 2015 (E92000001) was due on 1 July 2016 and has not come."
    world.wait(days=20)
    world.publish(2015, 85, area="E92000001")
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]
    assert world.last("overdue").line == "80.0% in 2015; target: at least 85.0% (E92000001); 5.0 points short."


def test_figures_to_compare_with_are_overdue_only_after_the_days_of_grace(worlds):
    rule = BenchmarkParity(against=MeanOf(mean_of="near"))
    plan = plan_of(measure(rule=rule), policy=Policy(grace_days=30))
    world = worlds(attrs.evolve(plan, area_sets=(AreaSet("near", date(2015, 1, 1), ("a", "b")),)))
    world.publish(2015, 80)
    world.run()
    assert world.heard(kind="overdue") == []
    world.wait(days=31)
    world.run()
    assert world.last("overdue").line == (
        "The figure for 2015 (the mean of near) was due on 1 July 2016 and has not come."
    )


def test_an_escalation_after_an_acknowledgement_says_that_it_stands_no_longer(worlds):
    world = worlds(plan_of(policy=Policy(escalate=(Escalation(to="Chief", after_days=30),))))
    world.publish(2015, 80)
    world.run()
    world.acknowledge(until=world.wall + timedelta(days=60))
    world.wait(days=61)
    world.run()
    chief = [one for message, one in world.news() if message.recipient == "Chief"]
    assert [one.change.value for one in chief] == ["escalated"]
    assert chief[0].details[0] == (
        "It has been open for 30 days or more, and the acknowledgement of Ann on 1 July 2016 no longer stands"
        " (its time is over): Board was told on 1 July 2016."
    )


def test_a_recipient_that_the_plan_no_longer_lists_is_told_nothing_and_the_run_says_so(worlds):
    lists = (Recipient(name="Board"), Recipient(name="Office"))
    world = worlds(plan_of(recipients=lists))
    world.publish(2015, 80)
    world.run()
    world.plan = plan_of(measure(owner="Office"), recipients=lists[1:])
    report = world.run()
    assert [(message.recipient, one.change.value) for message, one in world.news()] == [
        ("Board", "new"),
        ("Office", "new"),
    ]
    assert any("Board via post: the plan no longer lists this recipient" in one for one in report.warnings)
    assert any(
        "the plan no longer lists this recipient" in why
        for one in world.states().values()
        for some in one.reasons.values()
        for why in some
    )


@pytest.mark.parametrize("remind", ["period", "never"])
def test_a_figure_that_was_told_and_is_revised_is_corrected_though_a_newer_one_has_come(worlds, remind):
    world = worlds(plan_of(policy=Policy(remind=remind)))
    told_year_by_year(world, [75])
    world.acknowledge()
    assert told_year_by_year(world, [85], first=2016) == [[]]
    world.publish(2015, 60)
    world.run()
    assert world.heard() == ["new", "corrected"]
    assert "Revised: 75.0% in 2015 before, 60.0% in 2015 now." in world.last().details


def test_a_figure_that_is_revised_as_a_newer_one_comes_is_corrected_whatever_reminders_there_are(worlds):
    world = worlds(plan_of(policy=Policy(remind="never")))
    told_year_by_year(world, [75])
    world.until("2017-07-01")
    world.publish(2015, 60)
    world.publish(2016, 85)
    world.run()
    assert world.heard() == ["new", "corrected"]


def test_unstable_is_told_once_however_often_it_changes_until_two_periods_agree(world):
    said = told_year_by_year(world, [95, 80, 95, 80, 95, 80, 95, 80, 80])
    assert said == [[], ["new"], ["recovered"], ["unstable"], [], [], [], [], ["new"]]
    assert "It was told to be unstable, and is no longer." in world.last().details


def escalating(owner="Board", **rule):
    return plan_of(measure(owner=owner), policy=Policy(escalate=(Escalation(to="Chief", after_days=60),)), **rule)


def told_to(world, recipient):
    return [one.change.value for message, one in world.news() if message.recipient == recipient]


def test_a_measure_that_changes_hands_is_escalated_from_the_day_the_first_board_was_told(worlds):
    world = worlds(escalating())
    world.publish(2015, 80)
    world.run()
    world.wait(days=50)
    world.plan = escalating("Panel")
    world.run()
    assert (told_to(world, "Board"), told_to(world, "Panel")) == (["new", "handed_over"], ["added"])
    world.wait(days=15)
    world.run()
    assert told_to(world, "Chief") == ["escalated"]
    (why,) = (one.details[0] for message, one in world.news() if message.recipient == "Chief")
    assert "Board was told on 1 July 2016, Panel on 20 August 2016" in why
    world.plan = escalating()
    world.run()
    world.wait(days=1)
    world.run()
    assert told_to(world, "Chief") == ["escalated"]


def test_whoever_was_told_by_escalation_hears_at_once_that_it_is_open_again(worlds):
    world = worlds(escalating())
    world.publish(2015, 80)
    world.run()
    world.wait(days=60)
    world.run()
    for value in (95, 81):
        world.publish(2015, value)
        world.run()
        world.wait(days=1)
    assert told_to(world, "Chief") == ["escalated", "withdrawn", "reopened"]


def test_who_is_to_be_told_by_escalation_reads_from_the_first_day_when(worlds):
    world = worlds(escalating())
    world.publish(2015, 80)
    world.run()
    (state,) = (one for one in world.states().values() if one.kind == "off_track")
    assert state.reasons["Chief via post"] == ("escalation: told 60 days after the first of the others",)


def test_periods_that_are_at_risk_are_counted_as_such(worlds):
    plan = plan_of(measure(rule=at_least(90, tolerance=D(3))), policy=Policy(severity="at_risk"))
    world = worlds(plan)
    told_year_by_year(world, [88, 89, 88])
    assert "At risk in all 3 years since 2015." in world.last().details
    told_year_by_year(world, [80], first=2018)
    assert "Off track since 2018. Off track or at risk in all 4 years since 2015." in world.last().details


@pytest.mark.parametrize(
    "edited",
    [
        plan_of(measure(number=Observed(indicator="other"))),
        plan_of(measure(rule=BenchmarkParity(against=MeanOf(mean_of="near")))),
    ],
)
def test_other_figures_that_the_plan_names_are_no_revision(worlds, edited):
    world = worlds(attrs.evolve(plan_of(), area_sets=(AreaSet("near", date(2015, 1, 1), ("a",)),)))
    world.publish(2015, 80)
    world.publish(2015, 93, of="other")
    world.publish(2015, 70, area="a")
    world.run()
    world.plan = attrs.evolve(edited, area_sets=world.plan.area_sets)
    world.run()
    assert world.heard() == ["new", "rule_changed"]
    assert "The plan was changed since this was told." in world.last().details
    assert not any("Revised" in one for one in world.last().details)


def test_a_neighbour_that_the_plan_drops_is_an_edit_of_the_plan(worlds):
    near = AreaSet("near", date(2015, 1, 1), ("a", "b"))
    plan = plan_of(measure(rule=BenchmarkParity(against=MeanOf(mean_of="near"))))
    world = worlds(attrs.evolve(plan, area_sets=(near,)))
    for area, value in (("937", 80), ("a", 79), ("b", 90)):
        world.publish(2015, value, area=area)
    world.run()
    told_with = world.last().line
    world.plan = attrs.evolve(plan, area_sets=(attrs.evolve(near, areas=("a",)),))
    world.run()
    assert world.heard() == ["new", "rule_changed"]
    assert world.last().details == (
        "The plan was changed since this was told.",
        "It was told with: " + told_with,
        "Told before: the mean of near: 84.5% in 2015; now 79.0% in 2015.",
    )


def test_a_target_that_the_plan_changes_is_named_as_it_was(world):
    told_year_by_year(world, [85])
    world.plan = plan_of(measure(rule=at_least(80)))
    world.run()
    assert world.last().line == "85.0% in 2015; target: at least 80.0%; 5.0 points better than needed."
    assert world.last().details == ("The plan was changed: the target is at least 80.0%, and was at least 90.0%.",)


def test_nobody_hears_of_a_recovery_that_is_over_by_then(worlds):
    world = worlds(plan_of(policy=Policy(after=2, remind="never")))
    told_year_by_year(world, [80] * 6)
    world.until("2023-07-01")
    world.publish(2021, 95)
    world.publish(2022, 70)
    world.run()
    assert world.heard() == ["new"]
    (state,) = (one for one in world.states().values() if one.kind == "off_track")
    assert state.reasons["Board via post"] == (
        "it was on track in 2021, and 2022 is not: what follows decides what is told",
    )
    assert told_year_by_year(world, [60], first=2023) == [["new"]]
    assert (
        "What was told before, from 2015 on, is over: it was on track in 2021. This miss is a new one."
        in world.last().details
    )


def test_a_figure_that_comes_to_be_known_between_two_that_were_told_is_named_when_it_withdraws_them(worlds):
    world = worlds(plan_of(policy=Policy(after=2, overdue=False)))
    told_year_by_year(world, [80, SUPPRESSED, 80])
    assert world.heard() == ["new"]
    world.publish(2016, 95)
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    assert "It is on track in 2016, which was not known when this was told." in world.last().details


def test_a_withdrawal_by_suppression_that_is_taken_back_names_the_figure(world):
    for value in (80, SUPPRESSED, 81):
        world.publish(2015, value)
        world.run()
        world.wait(days=9)
    assert world.heard() == ["new", "withdrawn", "reopened"]
    assert "Known now: 81.0% in 2015." in world.last().details


def test_an_edited_promise_calls_no_figure_known_now_that_was_known_all_along(worlds):
    world = worlds(plan_of(policy=Policy(overdue=False)))
    told_year_by_year(world, [95, 80, 96])
    assert world.heard() == ["new", "recovered"]
    world.plan = plan_of(measure(rule=AnnualIncrease()), policy=Policy(overdue=False))
    world.run()
    assert world.heard() == ["new", "recovered", "reopened"]
    assert not [one for one in world.last().details if one.startswith("Known now")]


def test_a_figure_that_mends_nothing_any_more_is_not_said_to_have_made_way_for_a_later_one(worlds):
    world = worlds(plan_of(measure(rule=Maintain(at_least=D(90)))))
    told_year_by_year(world, [80, None, 96])
    assert world.heard(kind="overdue") == ["new", "withdrawn"]
    said = "The figure for 2016 is still missing; the verdict is the same whatever it turns out to be: 80.0%"
    assert world.last("overdue").line.startswith(said)


def test_nobody_hears_of_a_recovery_while_it_is_at_risk(worlds):
    world = worlds(plan_of(measure(rule=at_least(90, tolerance=D(3)))))
    assert told_year_by_year(world, [80, 85, 88]) == [["new"], ["still_open"], ["eased"]]
    world.publish(2016, 95)
    world.run()
    assert world.heard()[3:] == []
    assert told_year_by_year(world, [95], first=2018) == [["recovered"]]


def test_a_figure_overdue_that_no_verdict_waits_for_any_more_is_not_blamed_on_the_plan(worlds):
    world = worlds(plan_of(measure(rule=at_least(90))))
    world.publish(2015, 95)
    world.run()
    world.until("2017-07-01")
    world.run()
    world.until("2018-07-01")
    world.publish(2017, 96)
    world.run()
    assert world.heard(kind="overdue") == ["new", "withdrawn"]
    assert (
        world.last("overdue").line == "The figure for 2016 is still missing; the promise goes by 2017 now:"
        " 96.0% in 2017; target: at least 90.0%; 6.0 points better than needed."
    )
    message, _ = world.news()[-1]
    assert message.subject == "Figure missing, but the promise is judged: Rate (2016) - P"
    assert "Figures missing, but the promise is judged (1)" in message.text
    assert "no longer overdue" not in message.text


def test_more_days_of_grace_are_said_to_be_that(worlds):
    world = worlds(plan_of())
    world.publish(2015, 95)
    world.run()
    world.until("2017-07-01")
    world.run()
    world.plan = plan_of(policy=Policy(grace_days=60))
    world.run()
    assert world.heard(kind="overdue") == ["new", "rule_changed"]
    assert world.last("overdue").line.endswith("Its days of grace are not over; it is told from 30 August 2017 on.")


def test_what_was_reached_is_missed_by_the_period_that_came_closest(world):
    world.plan = plan_of(measure(rule=at_least(90, reach=True)))
    told_year_by_year(world, [91, 70])
    world.publish(2015, 89)
    world.run()
    assert world.last().line == (
        "70.0% in 2016, target at least 90.0%; the closest was 89.0% in 2015: 1.0 points short."
    )


def test_a_deadline_that_is_moved_on_after_it_has_passed_is_told(world):
    world.plan = plan_of(measure(deadline=date(2016, 1, 1)))
    told_year_by_year(world, [80])
    assert (
        "The plan's deadline, 1 January 2016, has passed: only a revised figure can change this."
        in world.last().details
    )
    world.plan = plan_of(measure(deadline=date(2026, 1, 1)))
    world.run()
    assert world.heard() == ["new", "corrected"]
    assert "The deadline has not passed: it was told to be settled, and is not." in world.last().details


def test_what_cannot_be_judged_any_more_is_said_by_whatever_news_comes_first(worlds):
    world = worlds(plan_of(policy=Policy(overdue=False, max_unjudged=1)))
    for number, value in ((2015, 80), (2016, SUPPRESSED), (2017, SUPPRESSED)):
        world.publish(number, value, on=date(number + 1, 7, 1))
    world.until("2018-07-01")
    world.run()
    assert world.heard() == ["new"]
    assert "No verdict for 2016 and 2017. A figure it depends on is suppressed." in world.last().details


@pytest.mark.parametrize("more", [{"via": ("mail",)}, {"via": ("post", "mail")}])
def test_another_way_to_whoever_is_told_by_escalation_is_taken_at_once(worlds, more):
    def plan(**chief):
        return attrs.evolve(
            escalating(notifiers=("post", "mail")),
            alerting=attrs.evolve(
                escalating().alerting,
                recipients=(
                    Recipient(name="Board", via=("post",)),
                    Recipient(name="Office"),
                    Recipient(name="Chief", **chief),
                ),
            ),
        )

    world = worlds(plan(via=("post",)))
    world.publish(2015, 80)
    world.run()
    world.wait(days=60)
    world.run()
    world.plan = plan(**more)
    world.run()
    by_mail = [one.change.value for message, one in world.news("mail") if message.recipient == "Chief"]
    assert by_mail == ["escalated"]
    assert told_to(world, "Chief") == (["escalated", "handed_over"] if more["via"] == ("mail",) else ["escalated"])


def test_a_recipient_that_is_listed_again_is_told_the_rest(worlds):
    lists = (Recipient(name="Board"), Recipient(name="Office"))
    world = worlds(plan_of(recipients=lists))
    world.publish(2015, 80)
    world.run()
    world.plan = plan_of(measure(owner="Office"), recipients=lists[1:])
    world.run()
    world.plan = plan_of(measure(owner="Office"), recipients=lists)
    world.run()
    assert told_to(world, "Board") == ["new", "handed_over"]


def test_a_deadline_that_leaves_a_told_period_out_is_no_revision(world):
    told_year_by_year(world, [95, 80])
    world.plan = plan_of(measure(deadline=date(2016, 1, 1)))
    world.run()
    assert world.heard() == ["new", "rule_changed"]


@pytest.mark.parametrize("hidden", ["inhibited", "not announced"])
def test_nothing_is_handed_over_to_a_board_that_does_not_hear_of_it(worlds, hidden):
    world = worlds(nested())
    off_track_from(world, boys=2015)
    world.run()
    off_track_from(world, all=2015)
    moved = plan_of(
        measure("all"),
        measure("boys", owner="Panel"),
        measure("young"),
        **(
            {"inhibitions": nested().alerting.inhibitions}
            if hidden == "inhibited"
            else {"announce_from": date(2017, 1, 1)}
        ),
    )
    world.run()
    world.plan = moved
    world.run()
    assert [one.change.value for _, one in world.news() if one.measure == "boys"] == ["new"]


def test_the_figure_that_came_is_named_where_it_decides_nothing_yet(worlds):
    world = worlds(plan_of(measure(rule=AnnualIncrease(), starts=date(2015, 1, 1))))
    world.until("2016-07-01")
    world.run()
    world.publish(2015, 95)
    world.run()
    assert world.heard(kind="overdue") == ["new", "recovered"]
    assert world.last("overdue").line == "95.0% in 2015: it needs the figure of an earlier period than any on file."


def test_a_place_that_moves_with_the_own_figure_is_not_laid_on_the_neighbours(worlds):
    near = AreaSet("near", date(2015, 1, 1), ("937", "a", "b"))
    plan = plan_of(measure(rule=RankImprovement(among="near", from_rank=1, from_of=3)))
    world = worlds(attrs.evolve(plan, area_sets=(near,)))
    for area, value in (("937", 80), ("a", 85), ("b", 90)):
        world.publish(2015, value, area=area)
    world.run()
    world.wait(days=9)
    world.publish(2015, 87)
    world.run()
    assert "Revised: 80.0% in 2015 before, 87.0% in 2015 now." in world.last().details
    assert any(one.startswith("With it: neighbour set: rank 3") for one in world.last().details)
    world.wait(days=9)
    world.publish(2015, 60, area="b")
    world.publish(2015, 95, area="a")
    world.run()
    world.publish(2015, 99, area="b")
    world.run()
    assert any(one.startswith("Revised: neighbour set: rank") for one in world.last().details)


def test_a_benchmark_that_a_verdict_does_not_need_is_not_overdue(worlds):
    rule = Any(of=(at_least(90), BenchmarkParity(against=AreaFigure(area="E92000001"))))
    world = worlds(plan_of(measure(rule=rule)))
    world.publish(2015, 95)
    world.run()
    assert world.heard(kind="overdue") == []


def test_a_notifier_that_left_the_plan_is_named_when_there_is_news_for_it(worlds):
    world = worlds(plan_of(notifiers=("post", "mail")))
    world.publish(2015, 80)
    world.run()
    world.plan = plan_of()
    world.publish(2015, 95)
    report = world.run()
    assert any("Board via mail: the plan no longer has this notifier" in one for one in report.warnings)


def test_what_shared_a_message_that_was_given_up_is_made_anew_by_a_retry(worlds):
    world = worlds(plan_of(measure("rate"), measure("slow")))
    world.publish(2015, 80)
    world.publish(2015, 70, of="slow")
    world.run("permanent")
    world.publish(2015, 75)
    world.run()
    heard = [(one.measure, one.change.value) for message, one in world.news() if message.recipient == "Board"]
    assert heard == [("rate", "new")]
    (row,) = (one for one in world.rows(Delivery.DEAD) if one.recipient == "Board")
    with world.open() as store, store.write() as session:
        assert not session.revive(row.seq, world.wall)
        renew(session, row, "Ann")
    world.run()
    heard = [(one.measure, one.change.value) for message, one in world.news() if message.recipient == "Board"]
    assert heard == [("rate", "new"), ("slow", "new")]
    world.run()
    assert world.rows(Delivery.DEAD) == [row]


def test_a_plan_that_holds_provisional_figures_from_now_on_revises_nothing(world):
    world.publish(2015, 80, standing=PROVISIONAL)
    world.run()
    world.plan = plan_of(policy=HOLD)
    world.run()
    assert world.heard() == ["new", "rule_changed"]
    assert "Told before: 80.0% (provisional) in 2015; now not known in 2015." in world.last().details


def test_of_several_figures_overdue_those_that_are_left_are_told(worlds):
    world = worlds(
        plan_of(measure(rule=BenchmarkParity(against=AreaFigure(area="E92000001")), starts=date(2015, 1, 1)))
    )
    world.run()
    assert "The figures for 2015 (its own and E92000001) are overdue" in world.last("overdue").line
    world.publish(2015, 80)
    world.run()
    assert world.heard(kind="overdue") == ["new", "corrected"]
    assert world.last("overdue").line == "The figure for 2015 (E92000001) was due on 1 July 2016 and has not come."
    assert "Figures still overdue (1)" in world.news()[-1][0].text


def test_overdue_figures_that_change_hands_are_called_that_in_the_subject(world):
    world.publish(2014, 95)
    world.run()
    world.plan = plan_of(measure(owner="Panel"))
    world.run()
    (subject,) = {message.subject for message, one in world.news() if one.change.value == "handed_over"}
    assert subject == "Handed over: Rate (2015) - P"


def test_news_that_may_have_arrived_can_be_made_anew_as_well(worlds):
    world = worlds(plan_of(measure("rate"), measure("slow")))
    world.publish(2015, 80)
    world.publish(2015, 70, of="slow")
    world.run("unknown, lost")
    world.wait(hours=1)
    world.run("permanent")
    world.publish(2015, 75)
    world.run()
    (state,) = (one for one in world.states().values() if (one.measure, one.kind) == ("slow", "off_track"))
    assert "nobody knows whether it arrived" in state.reasons["Board via post"][0]
    (row,) = (one for one in world.rows(Delivery.DEAD) if one.recipient == "Board")
    with world.open() as store, store.write() as session:
        renew(session, row, "Ann")
    world.run()
    assert ("slow", "new") in [(one.measure, one.change.value) for message, one in world.news()]


@pytest.mark.parametrize("edited", [measure(decimals=0), measure(calendar=attrs.evolve(YEARS, lag_months=5))])
def test_a_revision_long_after_an_edit_that_changed_nothing_is_a_revision(world, edited):
    told_year_by_year(world, [80])
    world.plan = plan_of(edited)
    world.run()
    world.wait(days=30)
    world.publish(2015, 95)
    world.run()
    assert world.heard() == ["new", "withdrawn"]
    (said,) = world.last().details
    assert said.startswith("Revised: 80")


def test_what_it_was_told_with_is_what_was_told(world):
    world.publish(2014, 95, on=date(2015, 7, 1))
    for value in (80, SUPPRESSED, 85):
        world.publish(2015, value)
        world.run()
        world.wait(days=9)
    assert world.heard() == ["new", "withdrawn", "reopened"]
    assert not any("2014" in one for one in world.last().details)


def test_a_broken_promise_does_not_make_an_overdue_figure_come(worlds):
    world = worlds(plan_of(measure(rule=AnnualIncrease())))
    for number, value in ((2013, 90), (2014, 80)):
        world.publish(number, value, on=date(number + 1, 7, 1))
    world.run()
    assert "2015" in world.last("overdue").line
    world.until("2017-07-01")
    world.publish(2016, 95)
    world.run()
    assert not any("Not known" in one.line for _, one in world.news() if one.kind.value == "overdue")


def test_a_figure_that_came_is_told_without_the_provisional_ones_beside_it(worlds):
    world = worlds(plan_of(measure(rule=AnnualIncrease(), starts=date(2013, 1, 1)), policy=HOLD))
    world.publish(2013, 92, standing=PROVISIONAL, on=date(2014, 7, 1))
    world.publish(2014, 70, on=date(2015, 7, 1))
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    world.publish(2015, 96)
    world.run()
    assert world.last("overdue").line == "96.0% in 2015."


def test_a_revision_of_what_was_told_is_news_though_it_is_neither_off_track_nor_the_latest(worlds):
    rule = at_least(90, tolerance=D(5))
    world = worlds(plan_of(measure(rule=rule), policy=Policy(remind="never")))
    assert told_year_by_year(world, [80, 88, 88]) == [["new"], ["eased"], []]
    world.publish(2016, 87)
    world.run()
    assert world.heard() == ["new", "eased", "corrected"]


def test_two_figures_that_are_revised_alike_are_both_named(worlds):
    world = worlds(plan_of(measure(rule=All(of=(at_least(90), BenchmarkParity(against=AreaFigure(area="E")))))))
    for value in (85, 86):
        world.publish(2015, value)
        world.publish(2015, value, area="E")
        world.run()
        world.wait(days=9)
    named = [one for one in world.last().details if one.startswith("Revised")]
    assert [one.split(":")[1].strip() for one in named] == ["E", "85.0% in 2015 before, 86.0% in 2015 now."]


def test_another_time_of_a_child_is_hidden_by_its_parent_like_the_first(worlds):
    world = worlds(nested())
    world.publish(2015, 95, of="all")
    world.publish(2015, 80, of="boys")
    world.run()
    world.until("2018-07-01")
    for number, value in ((2016, 95), (2017, 80)):
        world.publish(number, 95 if number == 2016 else 80, of="all")
        world.publish(number, value, of="boys")
    world.run()
    assert heard_of(world) == ["boys", "all"]


def test_other_decimals_and_another_target_at_once_are_an_edit(world):
    told_year_by_year(world, [85])
    world.plan = plan_of(measure(rule=at_least(80), decimals=2))
    world.run()
    assert world.heard() == ["new", "rule_changed"]


def test_figures_overdue_are_not_escalated(worlds):
    world = worlds(escalating())
    world.publish(2014, 95)
    world.run()
    world.wait(days=70)
    world.run()
    assert {message.recipient for message, _ in world.news()} == {"Board"}


def test_an_earlier_day_from_which_on_news_is_told_is_seen_at_once(worlds):
    world = worlds(plan_of(announce_from=date(2016, 6, 1)))
    world.publish(2015, 80)
    world.run()
    assert world.heard() == []
    world.plan = plan_of(announce_from=date(2015, 6, 1))
    world.run()
    assert world.heard() == ["new"]


def test_whoever_gave_an_unstable_measure_away_hears_no_more_of_it(worlds):
    world = worlds(plan_of())
    told_year_by_year(world, [95, 80])
    world.until("2019-06-30")
    for number, value in ((2017, 95), (2018, 80)):
        world.publish(number, value)
    world.run()
    world.plan = plan_of(measure(owner="Other"))
    world.run()
    told_year_by_year(world, [95, 95, 80], first=2019)
    assert told_to(world, "Board")[-1] == "handed_over"


def test_another_part_that_is_missed_is_worse_though_the_first_is_kept_now(worlds):
    world = worlds(plan_of(measure(rule=All(of=(at_least(90), BenchmarkParity(against=AreaFigure(area="E")))))))
    world.publish(2015, 88)
    world.publish(2015, 80, area="E")
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 91)
    world.publish(2016, 96, area="E")
    world.run()
    assert world.heard() == ["new", "worse"]


def test_after_the_deadline_only_the_figure_that_it_goes_by_is_waited_for(worlds):
    world = worlds(plan_of(measure(starts=date(2015, 1, 1), deadline=date(2017, 12, 31))))
    for day in ("2016-07-01", "2017-07-01", "2018-01-01", "2018-07-01"):
        world.until(day)
        world.run()
    assert world.heard(kind="overdue") == ["new", "still_open", "withdrawn", "new"]
    assert world.last("overdue").line.startswith("The figure for 2017 was due on 1 July 2018 and has not come.")


def test_figures_of_several_parts_that_are_overdue_are_named_with_their_periods(worlds):
    world = worlds(plan_of(measure(rule=each_of("Boys", "Girls"), starts=date(2013, 1, 1))))
    world.run()
    assert world.last("overdue").line == (
        "The figures for 2013, 2014 and 2015 (Boys and Girls) are overdue, the first since 1 July 2014."
        " None has ever been supplied."
    )


def test_one_point_is_one_point(worlds):
    world = worlds(plan_of(measure(decimals=0)))
    told_year_by_year(world, [89])
    assert world.last().line == "89% in 2015; target: at least 90%; 1 point short."


SCHOOL_YEARS = Calendar(kind=PeriodKind.ACADEMIC_YEAR, lag_months=3)


def two_rhythms(**more):
    parts = (
        Part(name="One", number=Observed(indicator="one")),
        Part(name="Two", number=Observed(indicator="two"), calendar=SCHOOL_YEARS),
    )
    return measure("both", rule=Each(rule=at_least(90), over=parts), **more)


def publish_two_rhythms(world):
    school_year = Period(PeriodKind.ACADEMIC_YEAR, 2015)
    world.publish(2014, 95, of="one", on=date(2015, 7, 1))
    world.publish(2015, 95, of="one", on=date(2016, 7, 1))
    world.publish(school_year - 1, 95, of="two", on=date(2015, 12, 1))
    world.publish(school_year, 80, of="two", on=date(2016, 12, 1))
    world.until("2016-12-02")


def test_after_the_deadline_the_last_period_of_each_part_counts(worlds):
    world = worlds(plan_of(two_rhythms(deadline=date(2016, 8, 31))))
    publish_two_rhythms(world)
    world.run()
    assert world.heard() == ["new"]
    assert world.last().line == "Two: 80.0% in 2015/16; target: at least 90.0%; 10.0 points short."


def test_a_newer_figure_of_one_part_counts_with_the_next_period_and_says_so(worlds):
    world = worlds(plan_of(two_rhythms()))
    publish_two_rhythms(world)
    world.run()
    (state,) = (one for one in world.states().values() if one.kind == "off_track")
    assert state.reasons["Board via post"][0].endswith(
        "by the newest figure of each part it is off track, which counts with the next period"
    )


def test_of_several_parts_the_one_that_was_overdue_is_told_when_it_comes(worlds):
    world = worlds(plan_of(measure(rule=each_of("Boys", "Girls"))))
    for name in ("Boys", "Girls"):
        world.publish(2014, 95, of=name, on=date(2015, 7, 1))
    world.publish(2015, 96, of="Boys")
    world.run()
    assert "2015 (Girls)" in world.last("overdue").line
    world.publish(2015, 97, of="Girls")
    world.run()
    assert world.last("overdue").line == "Girls: 97.0% in 2015; target: at least 90.0%; 7.0 points better than needed."


def test_of_figures_overdue_others_than_were_told_are_told(worlds):
    near = AreaSet("near", date(2015, 1, 1), ("937", "a", "b"))
    plan = plan_of(measure(rule=RankImprovement(among="near", from_rank=1, from_of=3), starts=date(2015, 1, 1)))
    world = worlds(attrs.evolve(plan, area_sets=(near,)))
    world.run()
    before = world.last("overdue").line
    world.publish(2015, 80)
    world.run()
    assert world.heard(kind="overdue") == ["new", "corrected"]
    assert world.last("overdue").line not in ("", before)
    assert "the areas compared with" in world.last("overdue").line


def test_what_is_known_besides_says_which_figure_it_is(worlds):
    world = worlds(plan_of(measure(rule=each_of("Boys", "Girls")), policy=Policy(overdue=False)))
    world.publish(2015, 80, of="Boys")
    world.run()
    world.wait(days=20)
    world.publish(2015, 95, of="Girls")
    world.run()
    assert world.heard() == ["new", "still_open"]
    assert "Known now: Girls: 95.0% in 2015." in world.last().details
    before, after = (one for _, one in world.news() if one.kind.value == "off_track")
    assert (before.line, before.details) != (after.line, after.details)


def test_what_changed_stands_before_what_is_as_it_was(worlds):
    world = worlds(plan_of(measure("rate"), measure("slow"), policy=Policy(remind="never")))
    world.publish(2015, 80)
    world.publish(2015, 80, of="slow")
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 80)
    world.publish(2016, 95, of="slow")
    world.run()
    text = world.news()[-1][0].text
    assert text.index("Back on track (1)") < text.index("Also: still off track (1)")


def test_whoever_was_told_by_escalation_hears_of_another_time_like_the_others(worlds):
    world = worlds(escalating())
    world.publish(2015, 80)
    world.run()
    world.wait(days=60)
    world.run()
    world.until("2018-07-01")
    world.publish(2016, 95)
    world.publish(2017, 70)
    world.run()
    world.publish(2017, 95)
    world.run()
    assert told_to(world, "Chief") == ["escalated", "new", "withdrawn"]


def test_the_first_figure_of_the_quickest_part_takes_nothing_back(worlds):
    quarters = Calendar(kind=PeriodKind.CALENDAR_QUARTER, lag_months=1)
    parts = (
        Part(name="Quick", number=Observed(indicator="quick"), calendar=quarters),
        Part(name="Slow", number=Observed(indicator="slow"), calendar=SCHOOL_YEARS),
    )
    world = worlds(plan_of(measure("both", rule=Each(rule=at_least(90), over=parts)), policy=Policy(overdue=False)))
    world.publish(Period(PeriodKind.ACADEMIC_YEAR, 2014), 80, of="slow", on=date(2015, 12, 1))
    world.until("2015-12-01")
    world.run()
    world.until("2016-02-01")
    world.publish(Period.containing(date(2015, 11, 1), PeriodKind.CALENDAR_QUARTER), 95, of="quick")
    world.run()
    assert world.heard()[:1] == ["new"]
    assert not any("No longer known" in detail for _, one in world.news() for detail in one.details)
    assert "corrected" not in world.heard()


def test_between_the_deadline_and_its_figure_nothing_is_waited_for(worlds):
    slow = attrs.evolve(YEARS, lag_months=30)
    world = worlds(plan_of(measure(calendar=slow, starts=date(2013, 1, 1), deadline=date(2017, 12, 31))))
    for day in ("2016-07-01", "2017-07-01", "2018-01-01", "2018-07-01", "2019-07-01", "2020-07-01"):
        world.until(day)
        world.run()
    assert world.heard(kind="overdue") == ["new", "still_open", "withdrawn", "new"]
    assert world.last("overdue").line.startswith("The figure for 2017 was due on 1 July 2020")


def test_after_the_deadline_every_figure_that_a_promise_of_every_year_needs_is_waited_for(worlds):
    rule = Maintain(at_least=D(50))
    world = worlds(plan_of(measure(rule=rule, starts=date(2015, 1, 1), deadline=date(2017, 12, 31))))
    for day in ("2016-07-01", "2017-07-01", "2018-01-01", "2018-07-01"):
        world.until(day)
        world.run()
    assert world.heard(kind="overdue") == ["new", "still_open", "still_open"]
    assert "2015, 2016 and 2017" in world.last("overdue").line


@pytest.mark.parametrize("two", [20, 80])
def test_another_part_that_is_missed_is_worse_and_an_acknowledgement_hides_it_not(worlds, two):
    world = worlds(plan_of(measure(rule=each_of("One", "Two")), policy=Policy(remind="never")))
    world.publish(2015, 88, of="One")
    world.publish(2015, 95, of="Two")
    world.run()
    world.acknowledge()
    world.until("2017-07-01")
    world.publish(2016, 88, of="One")
    world.publish(2016, two, of="Two")
    world.run()
    assert world.heard() == ["new", "worse"]
    world.until("2018-07-01")
    world.publish(2017, 89, of="One")
    world.publish(2017, 10, of="Two")
    world.run()
    assert world.heard() == ["new", "worse", "worse"]


def test_a_recovery_names_the_part_that_was_missed(worlds):
    world = worlds(plan_of(measure(rule=each_of("One", "Two"))))
    world.publish(2015, 95, of="One")
    world.publish(2015, 80, of="Two")
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 96, of="One")
    world.publish(2016, 92, of="Two")
    world.run()
    assert world.last().line == "Two: 92.0% in 2016; target: at least 90.0%; 2.0 points better than needed."


def test_an_own_figure_and_its_benchmark_are_overdue_whatever_is_published_years_later(worlds):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against=AreaFigure(area="E")))))
    world.publish(2017, 80, on=date(2018, 7, 1))
    world.run()
    assert world.heard(kind="overdue") == ["new"]


def test_a_benchmark_of_a_period_before_the_plan_is_not_awaited(worlds):
    world = worlds(plan_of(measure(rule=BenchmarkParity(against=AreaFigure(area="E")), starts=date(2016, 1, 1))))
    world.publish(2015, 80)
    world.run()
    assert world.heard(kind="overdue") == []


def test_a_recovery_by_another_part_says_nothing_of_the_one_that_is_still_missed(worlds):
    world = worlds(plan_of(measure(rule=Any(of=(at_least(90), BenchmarkParity(against=AreaFigure(area="E")))))))
    for number, own, other in ((2015, 80, 85), (2016, 82, 81)):
        world.until(f"{number + 1}-07-01")
        world.publish(number, own)
        world.publish(number, other, area="E")
        world.run()
    assert world.heard() == ["new", "recovered"]
    assert world.last().line == "82.0% in 2016; target: at least 81.0% (E); 1.0 points better than needed."


def test_where_only_what_is_worse_counts_an_alert_opens_with_the_first_figure_that_has_worsened(worlds):
    """The target is 90; a first figure has no direction, and 80 after 80 is no worse."""
    told = told_year_by_year(worlds(plan_of(policy=Policy(only_worse=True))), [80, 80, 85, 84, 84])
    assert [["new"] if "new" in one else [] for one in told] == [[], [], [], ["new"], []]
    assert told_year_by_year(worlds(plan_of()), [80])[-1] == ["new"]


def test_a_message_says_how_near_to_the_target_is_enough(worlds):
    rule = attrs.evolve(at_least(90), met_within=D(5), met_within_in="percent-of-target")
    world = worlds(plan_of(measure(rule=rule)))
    world.publish(2019, 80)
    world.until("2020-07-01")
    world.run()
    assert world.last().line == "80.0% in 2019; target: at least 90.0%, or within 5% of the target; 10.0 points short."
