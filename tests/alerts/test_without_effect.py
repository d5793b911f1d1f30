"""A setting that can have no effect is named, and one that has some is not."""

from datetime import date

import attrs
import pytest
from tests.alerts.world import D, at_least, measure, plan_of

from wes_rules.rules.kinds.composites import Advisory
from wes_rules.rules.policy import Alerting, Escalation, Inhibition, Policy, PolicyFor, Recipient
from wes_rules.rules.without_effect import without_effect

ADVISORY = measure("info", rule=Advisory(rule=at_least(90)))
NEARLY = measure(rule=at_least(90, tolerance=D(3)))
SHORT = measure(starts=date(2019, 1, 1), deadline=date(2020, 12, 31))


def policies(*given, **top):
    return {"policies": tuple(PolicyFor(measures=("rate",), **one) for one in given), **top}


CASES = [
    (
        [measure()],
        {"policy": Policy(escalate=(Escalation(to="Board", after_days=30),))},
        "measure rate: escalation to Board after 30 days has no effect: Board is told at once",
    ),
    (
        [measure()],
        {
            "policy": Policy(
                escalate=(Escalation(to="Director", after_days=60), Escalation(to="Director", after_days=30))
            )
        },
        "measure rate: escalation to Director after 60 days has no effect: Director is told before",
    ),
    (
        [measure()],
        {"policy": Policy(overdue=False, grace_days=10)},
        "measure rate: grace_days = 10 has no effect, as overdue = false",
    ),
    (
        [measure()],
        {"policy": Policy(overdue=False, overdue_reminders=2)},
        "measure rate: overdue_reminders = 2 has no effect, as overdue = false",
    ),
    (
        [measure()],
        {"policy": Policy(remind="never", overdue_reminders=2)},
        'measure rate: overdue_reminders = 2 has no effect, as remind = "never"',
    ),
    (
        [measure()],
        {"policy": Policy(worse_by_in="percent-of-target")},
        'measure rate: worse_by_in = "percent-of-target" has no effect without worse_by',
    ),
    (
        [measure()],
        {"policy": Policy(question_days=3)},
        "measure rate: question_days = 3 has no effect without question_jumps_over",
    ),
    (
        [measure()],
        policies({"after": 3}, policy=Policy(after=2)),
        "after in [alerts] has no effect: a policy says otherwise for every measure",
    ),
    (
        [SHORT],
        {"policy": Policy(close_after=2)},
        "measure rate: close_after = 2 has no effect: it has 2 periods up to its deadline, and the first one opens the alert",
    ),
    (
        [SHORT],
        {"policy": Policy(max_unjudged=3)},
        "measure rate: max_unjudged = 3 has no effect: it has 2 periods up to its deadline, and the first one opens the alert",
    ),
    (
        [SHORT],
        {"announce_from": date(2021, 1, 1)},
        "measure rate: announce_from = 2021-01-01 keeps it from ever being told: its deadline is before that day",
    ),
    (
        [measure()],
        {"working_days": True, "holidays": (date(2026, 12, 25), date(2026, 12, 26))},
        "26 December 2026 in holidays has no effect: it is a Saturday, and working_days = true",
    ),
    (
        [measure()],
        {"holidays": (date(2026, 12, 26), date(2026, 12, 26))},
        "26 December 2026 stands in holidays 2 times",
    ),
    (
        [measure()],
        {"policy": Policy(severity="at_risk")},
        'measure rate: severity = "at_risk" has no effect: without a tolerance nothing is at risk',
    ),
    (
        [SHORT],
        {"policy": Policy(after=3)},
        "measure rate: after = 3 has it told only after its deadline, up to which it has 2 periods",
    ),
    (
        [measure()],
        policies({"remind": "period"}),
        "remind in the policy for rate has no effect: it holds without that, or a later policy says otherwise",
    ),
    (
        [measure()],
        policies({"remind": "never"}, {"remind": "period"}),
        "remind in the policy for rate has no effect: it holds without that, or a later policy says otherwise",
    ),
    ([measure()], policies({}), "the policy for rate sets nothing"),
    (
        [measure(), ADVISORY],
        {"policies": (PolicyFor(measures=("info",), after=2),)},
        "the policy for info has no effect: an advisory promise is never alerted",
    ),
    (
        [measure(), ADVISORY],
        {"inhibitions": (Inhibition(parent="info", children=("rate",)),)},
        'the inhibition by "info" has no effect: an advisory promise is never alerted',
    ),
    (
        [measure(), ADVISORY],
        {"inhibitions": (Inhibition(parent="rate", children=("info",)),)},
        'the inhibition by "rate" has no effect: none of its children is ever alerted',
    ),
    (
        [measure()],
        {"recipients": (Recipient(name="Board"), Recipient(name="Office"), Recipient(name="Chair"))},
        "nobody is ever told as Chair: no measure, policy or fallback names it",
    ),
    (
        [measure()],
        {
            "recipients": (
                Recipient(name="Board", via=("post",), addresses={"mail": "b@example.org"}),
                Recipient(name="Office"),
            )
        },
        "the address of Board for mail has no effect, as via leaves mail out",
    ),
]


@pytest.mark.parametrize(("measures", "alerting", "says"), CASES)
def test_what_can_have_no_effect_is_named(measures, alerting, says):
    assert says in without_effect(plan_of(*measures, **alerting))


@pytest.mark.parametrize(
    ("measures", "alerting"),
    [
        ([measure()], {}),
        ([measure()], {"policy": Policy(escalate=(Escalation(to="Director", after_days=30),))}),
        ([measure()], {"policy": Policy(grace_days=10)}),
        ([measure()], {"working_days": True, "holidays": (date(2026, 12, 24), date(2026, 12, 25))}),
        ([NEARLY], {"policy": Policy(severity="at_risk")}),
        ([SHORT], {"policy": Policy(after=2)}),
        ([measure()], policies({"remind": "never"})),
        ([measure(), measure("other")], policies({"remind": "period"}, policy=Policy(remind="never"))),
        ([measure(), measure("slow")], {"inhibitions": (Inhibition(parent="rate", children=("slow",)),)}),
        ([measure()], {"recipients": (Recipient(name="Board"), Recipient(name="Office"))}),
    ],
)
def test_what_has_an_effect_is_not_named(measures, alerting):
    assert without_effect(plan_of(*measures, **alerting)) == []


def test_what_is_so_of_many_measures_is_said_once():
    many = [measure(f"m{number}") for number in range(5)]
    (said,) = without_effect(plan_of(*many, policy=Policy(overdue=False, grace_days=10)))
    assert said == "measures m0, m1, m2 and 2 more: grace_days = 10 has no effect, as overdue = false"


def test_a_plan_that_says_who_is_told_and_has_no_notifiers_tells_nobody():
    assert without_effect(plan_of(notifiers=())) == [
        "the plan says who is told of what, and has no [[notifiers]]: nobody is told anything"
    ]
    for alerting in (Alerting(), Alerting(announce_from=date(2020, 1, 1))):
        assert without_effect(attrs.evolve(plan_of(notifiers=()), alerting=alerting)) == []
