"""
Why an alert is said to have changed: a newer figure, a revised one, or an edit of the plan alone, on three states.

What a period says is off track, at risk or on track. So each pair of them is a transition, and each has three causes.
"""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.alerts.world import YEARS, D, at_least, measure, plan_of

from wes_rules import Observation, Origin, Period, PeriodKind, Quantity, judge
from wes_rules.alerts.changes import change_of
from wes_rules.alerts.condition import current_alerts_of
from wes_rules.alerts.headings import heading_of
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.alerts.news import news_of
from wes_rules.rules.policy import Policy
from wes_rules.series.history import History

DAY = date(2030, 1, 1)
# At least 90, with 3 of tolerance.
SAYS = {"off": 80, "risk": 88, "on": 95}


def current(values, target=90, policy=None):
    """What is true of a measure whose figures of the years from 2015 on are these."""
    plan = plan_of(measure(rule=at_least(target, tolerance=D(3))), policy=policy or Policy())
    history = History(
        Observation(
            indicator="rate",
            area="937",
            period=(period := Period(PeriodKind.CALENDAR_YEAR, 2015 + place)),
            quantity=Quantity.exact(value),
            published=YEARS.due(period),
            origin=Origin(publication="a publication"),
        )
        for place, value in enumerate(values)
    ).with_areas(plan.area_sets, plan.areas, plan.ended_areas)
    day = YEARS.due(Period(PeriodKind.CALENDAR_YEAR, 2014 + len(values)))
    found, _ = current_alerts_of(plan, judge(plan.measures[0], history, as_of=day))
    return found


def told(*values, target=90):
    """What somebody knows who was told of each year as it came."""
    known = None
    for count in range(1, len(values) + 1):
        now = current(values[:count], target)
        change = change_of(known, now, Policy())
        if change is not None:
            known = LastTold.of(now, change, known, DAY)
    return known


def change(known, now):
    found = change_of(known, now, Policy())
    return None if found is None else found.value


# What was told of 2016, after 2015 was off track; what it is now; and why: each transition of each cause.
TABLE = {
    ("off", "risk", "newer"): "eased",
    ("off", "on", "newer"): "recovered",
    ("risk", "off", "newer"): "worse",
    ("risk", "on", "newer"): "recovered",
    ("off", "risk", "revised"): "corrected",
    ("off", "on", "revised"): "recovered",
    ("risk", "off", "revised"): "worse",
    ("risk", "on", "revised"): "recovered",
    ("off", "risk", "edited"): "target_changed",
    ("off", "on", "edited"): "rule_changed",
    ("risk", "off", "edited"): "target_changed",
    ("risk", "on", "edited"): "rule_changed",
}


@pytest.mark.parametrize(("was", "now", "cause"), TABLE)
def test_each_transition_has_the_change_of_its_cause(was, now, cause):
    # 60 is off track by either promise.
    before = told(60, SAYS[was])
    after = {
        "newer": lambda: current([60, SAYS[was], SAYS[now]]),
        "revised": lambda: current([60, SAYS[now]]),
        "edited": lambda: current([60, SAYS[was]], target=_target(SAYS[was], now)),
    }[cause]()
    assert change(before, after) == TABLE[was, now, cause]


def _target(value, state):
    return {"off": value + 5, "risk": value + 2, "on": value}[state]


def test_an_edit_that_makes_good_what_was_told_to_be_at_risk_is_no_recovery():
    before = told(40, 48, target=50)
    after = current([40, 48], target=48)
    assert change(before, after) == "rule_changed"
    said = news_of(after, Change.RULE_CHANGED, before)
    assert said.change.heading == "Withdrawn because the plan was changed"
    assert "The plan was changed: the target is at least 48.0%, and was at least 50.0%." in said.details


def test_what_an_edit_leaves_at_risk_is_said_to_be_so_where_only_off_track_counts():
    policy = Policy(severity="off_track")
    now = current([80], target=82, policy=policy)
    assert change_of(told(80), now, policy) is Change.RULE_CHANGED
    said = heading_of(news_of(now, Change.RULE_CHANGED, told(80)))
    assert said == "Withdrawn because the plan was changed, at risk and not off track"


@pytest.mark.parametrize("to", ["risk", "off"])
def test_a_heading_never_says_still_of_what_an_edit_has_made_worse_or_better(to):
    before = told(20, {"off": 48, "risk": 40}[to], target=50)
    after = current([20, {"off": 48, "risk": 40}[to]], target={"off": 55, "risk": 42}[to])
    said = heading_of(news_of(after, Change.TARGET_CHANGED, before))
    assert change(before, after) == "target_changed"
    stands = {"risk": "At risk", "off": "Off track"}[to]
    assert said == f"{stands}, and the target has changed"


# Few, so that each target makes another state of each value, and many histories have all three.
VALUES = st.sampled_from([78, 84, 88, 92, 96])
YEARLY = st.lists(VALUES, min_size=1, max_size=4)
TARGETS = st.sampled_from([80, 86, 90, 94])
OFTEN = settings(max_examples=4 * settings.default.max_examples)


@OFTEN
@given(YEARLY, TARGETS, TARGETS)
def test_an_edit_with_unchanged_figures_is_never_a_change_of_the_figures(values, target, other):
    known, now = told(*values, target=target), current(values, target=other)
    if known is None or not known.open or other == target:
        return
    found = change(known, now)
    assert found in (
        (None, "corrected", "target_changed", "unstable") if now.open else ("rule_changed", "unstable", None)
    )


@OFTEN
@given(YEARLY, TARGETS, st.data())
def test_figures_that_are_revised_under_the_same_plan_are_never_a_change_of_the_plan(values, target, data):
    revised = data.draw(st.lists(VALUES, min_size=len(values), max_size=len(values)))
    known, now = told(*values, target=target), current(revised, target=target)
    assert change(known, now) != "rule_changed"


@OFTEN
@given(YEARLY, TARGETS, VALUES)
def test_a_newer_figure_takes_nothing_back(values, target, newer):
    known, now = told(*values, target=target), current([*values, newer], target=target)
    assert change(known, now) not in ("withdrawn", "corrected", "rule_changed")


@OFTEN
@given(YEARLY, TARGETS, VALUES)
def test_a_recovery_is_said_of_a_newer_figure_or_of_a_revised_one_only(values, target, newer):
    known, now = told(*values, target=target), current([*values, newer], target=target)
    if change(known, now) == "recovered":
        assert newer >= target


def test_the_table_has_every_transition():
    states = [(was, now) for was, now in product(("off", "risk"), SAYS) if was != now]
    assert set(TABLE) == {(*one, cause) for one in states for cause in ("newer", "revised", "edited")}
