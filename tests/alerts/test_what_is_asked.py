"""What a message asks of its reader, in its first lines, and who is shown a command."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import measure, plan_of

from wes_rules.rules.policy import Escalation, Policy

CONTACT = "the performance team, data@council.example"
ESCALATES = Policy(escalate=(Escalation(to="Director", after_days=30),))
COMMAND = "wes-rules alerts ack"


def told(worlds, *measures, policy=ESCALATES, contact=CONTACT, link="https://council.example/plan.html", **alerting):
    """A world whose figures of 2015 are off track, and told."""
    world = worlds(plan_of(*measures, policy=policy, contact=contact, link=link, **alerting))
    for one in measures or (measure(),):
        world.publish(2015, 80, of=one.id)
    world.until("2016-07-01")
    world.run()
    return world


def test_it_says_first_what_is_asked_by_when_whom_to_answer_and_where_to_see_the_measure(worlds):
    message, _ = told(worlds).news()[-1]
    assert message.text.splitlines()[:4] == [
        "P",
        "By 30 July 2016, please say what is being done.",
        f"Answers and questions: {CONTACT}. More: https://council.example/plan.html#m-rate",
        "",
    ]
    assert message.news[0].answer_by == date(2016, 7, 30)


def test_on_the_day_after_the_last_one_for_an_answer_others_are_told(worlds):
    world = told(worlds)
    for day, recipients in (("2016-07-30", ["Board"]), ("2016-07-31", ["Board", "Director"])):
        world.until(day)
        world.run()
        assert [one.recipient for one, _ in world.news()] == recipients
    assert world.last().answer_by is None, "nobody else is told after the director"


def test_where_nobody_is_told_after_a_day_none_is_named(worlds):
    message, _ = told(worlds, policy=Policy()).news()[-1]
    assert message.text.splitlines()[1] == "Please say what is being done."


@pytest.mark.parametrize("recipient", ["Board", "Office"])
def test_a_command_is_for_whoever_looks_after_the_plan(worlds, recipient):
    message, _ = told(worlds, measure(owner="" if recipient == "Office" else recipient)).news()[-1]
    assert message.recipient == recipient
    assert (COMMAND in message.text) is (recipient == "Office")


def test_without_anybody_to_answer_the_command_is_there_for_everybody(worlds):
    message, _ = told(worlds, contact="").news()[-1]
    assert "For office use, to record what is being done:\nwes-rules alerts ack rate" in message.text


def test_news_of_several_measures_leads_to_the_page_and_not_to_one_of_them(worlds):
    message, _ = told(worlds, measure(), measure("other")).news()[-1]
    assert message.text.splitlines()[2].endswith("More: https://council.example/plan.html")


def test_an_address_within_a_page_is_left_as_it_is(worlds):
    message, _ = told(worlds, link="https://council.example/plan#top").news()[-1]
    assert message.text.splitlines()[2].endswith("More: https://council.example/plan#top")


def test_nothing_is_asked_where_it_is_over(worlds):
    world = told(worlds, policy=Policy())
    world.until("2017-07-01")
    world.publish(2016, 95)
    world.run()
    message, _ = world.news()[-1]
    assert world.heard() == ["new", "recovered"]
    assert message.text.splitlines()[1] == f"Questions: {CONTACT}. More: https://council.example/plan.html#m-rate"


def test_the_figures_of_a_subject_stand_within_what_a_phone_shows(worlds):
    message, _ = told(worlds, attrs.evolve(measure(), title=" ".join(["A promise"] * 20))).news()[-1]
    assert message.subject.index("80.0%") < 100
