"""Who is told of an alert later than others reads what is so, and why the message comes only now."""

import attrs
from tests.alerts.world import at_least, measure, plan_of

from wes_rules.rules.policy import Policy


def told_to(world, *recipients):
    plan = world.plan
    policy = attrs.evolve(plan.alerting.policy, subscribers=recipients)
    world.plan = attrs.evolve(plan, alerting=attrs.evolve(plan.alerting, policy=policy))


def last_to(world, recipient, by=None):
    found = [(message, news) for message, news in world.news(by) if message.recipient == recipient]
    return found[-1]


def test_a_recipient_named_later_reads_no_change_that_is_none(world):
    world.publish(2015, 80)
    world.run()
    world.until("2016-09-01")
    told_to(world, "Panel")
    world.run()
    message, news = last_to(world, "Panel")
    assert news.change.value == "added"
    assert message.subject.startswith("Off track: Rate (80.0%")
    assert "Off track, told to you from now on (1)\n" in message.text
    assert "You are a recipient of this from now on: Board was told on 1 July 2016." in news.details
    assert "ewly" not in message.text
    world.until("2017-07-01")
    world.publish(2016, 70)
    world.run()
    assert [last_to(world, one)[1].change.value for one in ("Board", "Panel")] == ["worse", "worse"]


def test_who_receives_it_again_after_others_did_reads_who_was_told(world):
    world.publish(2015, 80)
    told_to(world, "Panel")
    world.run()
    for day, names in (("2016-08-01", ()), ("2016-09-01", ("Panel",))):
        world.until(day)
        told_to(world, *names)
        world.run()
    news = last_to(world, "Panel")[1]
    assert news.change.value == "added"
    assert "You are a recipient of this from now on: Board was told on 1 July 2016." in news.details


def test_who_is_told_with_the_others_reads_that_it_is_new(world):
    world.publish(2015, 80)
    told_to(world, "Panel")
    world.run()
    assert {last_to(world, one)[1].change.value for one in ("Board", "Panel")} == {"new"}
    assert "Newly off track (1)" in last_to(world, "Panel")[0].text


def test_a_further_notifier_says_by_which_it_was_told_before(worlds):
    world = worlds(plan_of(measure(), notifiers=("post", "mail")))
    both, world.plan = world.plan, plan_of(measure())
    world.publish(2015, 80)
    world.run()
    world.wait(days=9)
    world.plan = both
    world.run()
    news = last_to(world, "Board", "mail")[1]
    assert "It comes to you by mail from now on: Board was told on 1 July 2016 by post." in news.details


def test_what_was_withdrawn_by_an_edit_and_counts_again_says_that_it_did_not_count(worlds):
    world = worlds(plan_of(measure(rule=at_least(90))))
    world.publish(2015, 80)
    world.run()
    world.plan = plan_of(measure(rule=at_least(90)), policy=Policy(after=2))
    world.run()
    world.until("2017-07-01")
    world.publish(2016, 70)
    world.run()
    assert world.heard() == ["new", "rule_changed", "reopened"]
    said = (
        "It was off track when last told, and did not count: 80.0% in 2015; target: at least 90.0%; 10.0 points short."
    )
    assert said in world.last().details
