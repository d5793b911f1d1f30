"""What the measures of an objective inherit from it."""

from __future__ import annotations

import pytest

import wes_rules as w
from wes_rules.planfiles.planfile import parse_plan

PLAN = """
[plan]
id = "p"
title = "P"
area = "a"

[objectives."Best start"]
labels = ["statutory", "early"]

[calendars.years]
kind = "calendar-year"

[[measures]]
id = "m"
title = "M"
objective = "Best start"
labels = ["own", "early"]
number = {indicator = "m"}
unit = "count"
decimals = 0
better = "higher"
calendar = "years"
rule = {kind = "threshold", at_least = 1}

[[measures]]
id = "other"
title = "Other"
number = {indicator = "m"}
unit = "count"
decimals = 0
better = "higher"
calendar = "years"
rule = {kind = "threshold", at_least = 1}

[alerts]
fallback = "Office"

[[alerts.policies]]
labels = ["statutory"]
minimum_denominator = 10
"""


def test_a_measure_has_the_labels_of_its_objective_beside_its_own_and_policies_find_it_by_them():
    plan = parse_plan(PLAN)
    assert [one.labels for one in plan.measures] == [("own", "early", "statutory"), ()]
    assert [plan.alerting.policy_for(one).minimum_denominator for one in plan.measures] == [10, 0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('[objectives."Best start"]', '[objectives."Best star"]', 'no measure serves the objective "Best star"'),
        ('labels = ["statutory", "early"]', 'lables = ["statutory"]', 'did you mean "labels"'),
        ('[objectives."Best start"]\nlabels = ["statutory", "early"]', "objectives = 5", "objectives"),
    ],
)
def test_an_objective_that_is_wrong_is_told(old, new, said):
    with pytest.raises(w.PlanError) as told:
        parse_plan(PLAN.replace(old, new, 1))
    assert said in str(told.value)
