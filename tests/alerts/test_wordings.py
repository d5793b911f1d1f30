"""How news reads: what happened, to whom it goes, and one reason said once."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules import AnnualIncrease, Everyone, FromBaseline, Maintain, Period, PeriodKind, Quantity, Unit, Version
from wes_rules.judging.late import Late
from wes_rules.judging.late_said import late_line
from wes_rules.rules.policy import Policy, Recipient


def overdue_2016(world):
    """2016's figure is told to be overdue."""
    world.publish(2015, 95)
    world.until("2017-07-01")
    world.run()
    assert world.heard(kind="overdue") == ["new"]


def test_figures_that_the_plan_gives_more_time_are_still_awaited(world):
    overdue_2016(world)
    world.plan = plan_of(policy=Policy(grace_days=90))
    world.run()
    assert world.heard(kind="overdue") == ["new", "rule_changed"]
    message, _ = world.news()[-1]
    assert message.subject == "Figure given more time: Rate (2016) - P"
    assert "Figures given more time (1)" in message.text
    assert "no longer awaited" not in message.text


def test_a_figure_that_came_for_a_promise_that_is_not_due_is_said_in_one_sentence(world):
    overdue_2016(world)
    world.plan = plan_of(measure(rule=at_least(90, by=date(2030, 1, 1))))
    world.publish(2016, 45)
    world.run()
    assert world.last("overdue").line == "45.0% in 2016: the promise is not due yet."


def test_periods_that_count_no_more_for_one_reason_are_named_together(world):
    for year in (2015, 2016, 2017):
        world.publish(year, 80)
        world.until(f"{year + 1}-07-01")
        world.run()
    world.plan = plan_of(measure(rule=at_least(90, by=date(2030, 1, 1))))
    world.run()
    said = [one for one in world.last().details if "no more" in one]
    assert said == ["2015, 2016 and 2017 count no more: the promise is not due before 1 January 2030 has passed."]


def test_periods_that_cannot_be_judged_any_more_for_one_reason_are_named_together(world):
    for year in range(2010, 2016):
        world.publish(year, 80)
    world.run()
    for year in range(2010, 2016):
        world.publish(year, Quantity.missing(Unit.PERCENT))
    world.wait(days=1)
    world.run()
    (said,) = [one for one in world.last().details if one.startswith("Whether")]
    assert said.startswith("Whether 6 years from 2010 to 2015 are off track can no longer be judged: ")


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("Board", {"owner": "New board"}, "New board receives it from now on."),
        ("Board", {"policy": Policy(to=("New board", "Director"))}, "Director and New board receive it from now on."),
    ],
)
def test_a_handover_says_who_receives_it(worlds, before, now, said):
    world = worlds(plan_of(measure(owner=before)))
    world.publish(2015, 80)
    world.run()
    alerting = {name: one for name, one in now.items() if name != "owner"}
    world.plan = plan_of(measure(owner=now.get("owner", before)), **alerting)
    world.run()
    assert [one.details[0] for _, one in world.news() if one.change == "handed_over"] == [said]


def test_a_handover_to_another_way_names_it(worlds):
    plans = [
        plan_of(notifiers=("post", "page"), recipients=(Recipient(name="Board", via=(way,)), Recipient(name="Office")))
        for way in ("post", "page")
    ]
    world = worlds(plans[0])
    world.publish(2015, 80)
    world.run()
    world.plan = plans[1]
    world.run()
    assert [one.details[0] for _, one in world.news("post") if one.change == "handed_over"] == [
        "Board (via page) receives it from now on."
    ]


def test_a_message_says_what_is_still_needed_while_the_alert_is_open(world):
    """By hand: 90 - 80 = 10 over the five years from 2016 to 2020 is 2 a year; from 86 on it is 1 over four."""
    world.plan = plan_of(measure(rule=at_least(90), deadline=date(2020, 12, 31)))
    for year, value, said in (
        (2015, 80, "Still needed: a rise of 2.0 points a year, from 80.0% in 2015 to 90.0% in 2020."),
        (2016, 86, "Still needed: a rise of 1.0 points a year, from 86.0% in 2016 to 90.0% in 2020."),
        (2017, 91, None),
    ):
        world.publish(year, value)
        world.until(f"{year + 1}-07-01")
        world.run()
        message, _ = world.news()[-1]
        lines = [line.strip() for line in message.text.splitlines()]
        assert [line for line in lines if line.startswith("Still needed")] == ([] if said is None else [said])


def late(number, whose=""):
    due = date(number + 1, 7, 1)
    return Late(
        Period.parse(str(number), PeriodKind.CALENDAR_YEAR), due, compared=bool(whose), whose=whose, called="year"
    )


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ([late(2015), late(2016)], "The figures for 2015 and 2016 are overdue, the first since 1 July 2016."),
        (
            [late(number) for number in range(2011, 2016)],
            "The figures for 5 years from 2011 to 2015 are overdue, the first since 1 July 2012.",
        ),
        (
            [late(2015), late(2015, "England")],
            "The figures for 2015 (its own and England) are overdue, the first since 1 July 2016.",
        ),
        (
            [late(2015, "Wales"), late(2015), late(2015, "England")],
            "The figures for 2015 (its own, Wales and England) are overdue, the first since 1 July 2016.",
        ),
        (
            [late(2014), late(2015), late(2015, "England")],
            "Figures are overdue, the first since 1 July 2015: its own for 2014 and 2015; England for 2015.",
        ),
    ],
)
def test_of_figures_that_are_overdue_it_is_said_whose_are_missing_for_which_periods(missing, said):
    assert late_line(missing) == said


def test_whoever_owns_what_is_overdue_is_asked_for_it_and_told_where_to_send_it(world):
    world.plan = attrs.evolve(world.plan, alerting=attrs.evolve(world.plan.alerting, contact="data@council.example"))
    overdue_2016(world)
    text = world.news()[-1][0].text
    lines = text.splitlines()
    assert lines[1] == "Please see to the missing figures or say when they come."
    assert lines[2] == "Answers and questions: data@council.example."
    assert "  Nobody can say whether the promise is kept in 2016 until the figure for 2016 comes." in lines
    assert "Last known: 95.0% in 2015." in text


def test_whoever_owes_figures_hears_that_a_baseline_is_missing_too(world):
    world.plan = plan_of(measure(rule=FromBaseline(), baseline=None))
    overdue_2016(world)
    assert "The promise needs a baseline, and its figure is not known." in world.news()[-1][0].text


def test_of_a_deadline_that_has_passed_it_is_said_which_figure_decides(world):
    world.plan = plan_of(measure(deadline=date(2016, 12, 31)))
    world.publish(2015, 80)
    world.until("2017-02-01")
    world.run()
    (said,) = [one for one in world.last().details if "deadline" in one]
    assert said == (
        "The plan's deadline, 31 December 2016, has passed: "
        "what decides is the figure for 2016, which is not known (due on 1 July 2017)."
    )
    assert "deadline is" not in world.news()[-1][0].text


def test_the_worst_of_what_is_new_leads_a_message_as_it_leads_the_page(worlds):
    world = worlds(plan_of(measure(title="A"), measure("other", title="B")))
    world.publish(2015, 85)
    world.publish(2015, 60, of="other")
    world.run()
    message = world.news()[-1][0]
    assert message.subject.startswith("Off track: B (60.0%")
    assert message.text.index("- B") < message.text.index("- A")


def test_each_heading_stands_once_in_a_message_the_one_with_the_worst_first(worlds):
    world = worlds(plan_of(*(measure(name, title=name) for name in "abcd")))
    for name, values in {"a": (85, 80), "b": (95, 85), "c": (70, 60), "d": (95, 88)}.items():
        for number, value in zip((2014, 2015), values, strict=True):
            world.publish(number, value, of=name)
    world.run()
    lines = world.news()[-1][0].text.splitlines()
    assert [one for one in lines if one.startswith(("Newly", "Off", "- "))] == [
        *("Off track, not told before (2)", "- c", "- a"),
        *("Newly off track (2)", "- b", "- d"),
    ]


def test_what_is_off_track_as_its_target_rose_says_so_to_whom_it_is_new(world):
    raised = Version(
        starting=Period.parse("2016", PeriodKind.CALENDAR_YEAR), agreed=date(2015, 11, 1), changes={"at_least": 60}
    )
    world.plan = plan_of(measure(rule=at_least(50, versions=(raised,))))
    world.publish(2015, 55)
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 55)
    world.run()
    assert "The target was raised from 50.0% to 60.0% from 2016 on, agreed on 1 November 2015." in world.last().details


def test_a_figure_that_stays_missing_while_a_later_one_comes_withdraws_no_verdict(world):
    world.publish(2014, 95)
    world.until("2017-08-01")
    world.run()
    world.wait(days=9)
    world.publish(2016, 95)
    world.run()
    assert world.heard(kind="overdue") == ["new", "withdrawn"]
    message = world.news()[-1][0]
    assert message.subject == "Figure missing, but the promise is judged: Rate (2015) - P"
    assert "Nobody can say" not in message.text
    assert "the promise goes by 2016 now: 95.0% in 2016; target: at least 90.0%" in message.text


def test_known_since_is_the_day_of_the_figure_that_leads(world):
    world.plan = plan_of(measure(rule=AnnualIncrease()))
    for number, value in ((2014, 80), (2015, 70), (2016, 75)):
        world.publish(number, value, on=date(number + 1, 7, 1))
    world.until("2017-08-01")
    world.run()
    assert world.last().numbers.decided_in == "2015"
    assert world.last().numbers.known == date(2016, 7, 1)


def test_a_figure_that_was_revised_is_not_said_to_be_known_as_well(worlds):
    world = worlds(plan_of(measure(rule=Maintain(at_least=D(90)), starts=date(2015, 1, 1))))
    world.publish(2015, 80)
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 95)
    world.run()
    world.publish(2015, 90)
    world.run()
    assert world.last().details == ("Revised: 80.0% in 2015 before, 90.0% in 2015 now.",)


def test_a_subject_says_of_all_cases_how_many_are_short_and_that_all_are_needed(worlds):
    world = worlds(plan_of(measure(rule=Everyone(), decimals=0)))
    world.publish(2015, 75, numerator=3, denominator=4)
    world.run()
    assert "(75%, 1 case short: all are needed)" in world.news()[-1][0].subject
    world.until("2017-07-01")
    world.publish(2016, 50, numerator=2, denominator=4)
    world.run()
    assert "Missed by 2 cases, and by 1 case when last told." in world.last().details
