"""`replay`: what would have been told, on every day on which time alone or a figure changes it."""

from datetime import date

from tests.alerts.world import World, measure, plan_of

from wes_rules.rules.policy import Escalation, Policy
from wes_rules.running.replay import replay

FIRST, LAST = date(2016, 1, 1), date(2020, 1, 1)


def told(plan, figures, *, first=FIRST, last=LAST):
    """Each message of a replay: its day, who is told, and what."""
    world = World(plan)
    try:
        for day, period, value in figures:
            world.publish(period, value, on=date.fromisoformat(day))
        history = world.history()
    finally:
        world.close()
    return [
        (one.day.isoformat(), message.recipient, news.kind.value, news.change.value)
        for one in replay(plan, history, first=first, last=last)
        for message in one.messages
        for news in message.news
        if not news.repeated
    ]


def test_the_day_on_which_an_overdue_figure_has_no_days_of_grace_left_is_one_of_a_replay():
    plan = plan_of(measure(starts=date(2015, 1, 1)), policy=Policy(grace_days=30))
    said = told(plan, [("2016-07-01", 2015, 95), ("2017-10-01", 2016, 95)], last=date(2018, 1, 1))
    assert said == [
        ("2017-07-31", "Board", "overdue", "new"),
        ("2017-10-01", "Board", "overdue", "recovered"),
    ]


def test_each_figure_that_stays_away_has_days_of_grace_of_its_own():
    plan = plan_of(measure(starts=date(2015, 1, 1)), policy=Policy(grace_days=30))
    said = told(plan, [("2016-07-01", 2015, 95)], last=date(2018, 12, 31))
    assert said == [
        ("2017-07-31", "Board", "overdue", "new"),
        ("2018-07-31", "Board", "overdue", "still_open"),
    ]


def test_the_days_on_which_escalations_come_due_are_days_of_a_replay():
    levels = (Escalation(to="Director", after_days=60), Escalation(to="Committee", after_days=90))
    plan = plan_of(policy=Policy(overdue=False, escalate=levels))
    said = told(plan, [("2016-07-01", 2015, 80)], last=date(2017, 6, 30))
    assert [(day, who) for day, who, _, _ in said] == [
        ("2016-07-01", "Board"),
        ("2016-08-30", "Director"),
        ("2016-09-29", "Committee"),
    ]


def test_where_somebody_else_is_told_later_what_fell_into_days_off_is_still_told_on_the_next_working_day():
    plan = plan_of(
        policy=Policy(overdue=False, escalate=(Escalation(to="Director", after_days=60),)), working_days=True
    )
    said = told(plan, [("2016-07-02", 2015, 80)], last=date(2016, 12, 31))
    assert [(day, who) for day, who, _, _ in said] == [("2016-07-04", "Board"), ("2016-09-02", "Director")]


def test_the_working_day_on_which_what_fell_into_days_off_is_told_is_a_day_of_a_replay():
    plan = plan_of(policy=Policy(overdue=False), working_days=True, holidays=(date(2016, 7, 4),))
    said = told(plan, [("2016-07-02", 2015, 80), ("2016-07-09", 2015, 95)], last=date(2016, 8, 1))
    assert [(day, change) for day, _, _, change in said] == [("2016-07-05", "new"), ("2016-07-11", "withdrawn")]


def test_an_escalation_that_comes_due_on_a_day_off_is_told_on_the_next_working_day():
    policy = Policy(overdue=False, escalate=(Escalation(to="Director", after_days=1),))
    said = told(plan_of(policy=policy, working_days=True), [("2016-07-01", 2015, 80)], last=date(2016, 8, 1))
    assert [(day, who) for day, who, _, _ in said] == [("2016-07-01", "Board"), ("2016-07-04", "Director")]


def test_what_no_longer_holds_after_the_days_off_is_never_told():
    plan = plan_of(policy=Policy(overdue=False), working_days=True)
    assert told(plan, [("2016-07-02", 2015, 80), ("2016-07-03", 2015, 95)], last=date(2016, 8, 1)) == []


def test_a_figure_that_never_came_is_told_on_each_day_on_which_one_was_due():
    plan = plan_of(measure(starts=date(2016, 1, 1)))
    assert told(plan, [], last=date(2018, 12, 31)) == [
        ("2017-07-01", "Board", "overdue", "new"),
        ("2018-07-01", "Board", "overdue", "still_open"),
    ]


def test_what_comes_due_after_the_last_day_or_for_somebody_never_told_is_not_told():
    escalate = (Escalation(to="Director", after_days=60),)
    figures = [("2016-07-01", 2015, 80)]
    plan = plan_of(policy=Policy(overdue=False, escalate=escalate))
    assert [who for _, who, _, _ in told(plan, figures, last=date(2016, 8, 29))] == ["Board"]
    quiet = plan_of(measure(), policy=Policy(overdue=False, escalate=escalate), announce_from=date(2017, 1, 1))
    assert told(quiet, figures, last=date(2017, 6, 30)) == []


def test_a_replay_of_a_plan_without_a_start_begins_with_its_first_figure(council):
    council.figures(i2015=80, i2016=95, i2017=80)
    code, out, _ = council("replay", "plan.toml", "--as-of", "2018-08-01", "--measure", "ehcp")
    assert code == 0
    assert out.splitlines()[0] == "P: what would have been told from 2016-07-01 to 2018-08-01"
    assert [line.split()[0] for line in out.splitlines() if "Board: " in line] == [
        "2016-07-01",
        "2017-07-01",
        "2018-07-01",
    ]


def test_a_replay_that_has_nothing_to_begin_with_says_so(council):
    assert council("replay", "plan.toml", "--as-of", "2012-08-01") == (
        0,
        "P: no figure was known by 2012-08-01, and the plan has no start; give --from DATE\n",
        "",
    )
    assert council("replay", "plan.toml", "--from", "2021-01-01", "--as-of", "2020-08-01")[1] == (
        "P: nothing would have been told by 2020-08-01: it begins on 2021-01-01\n"
    )
