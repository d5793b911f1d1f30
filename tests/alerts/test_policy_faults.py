"""What makes no sense in a plan's alerting: each fault one sentence with its remedy, and all of them at once."""

import re

import pytest

from wes_rules import PlanError
from wes_rules.planfiles.planfile import parse_plan, read_plan

GOOD = """
[plan]
id = "p"
title = "P"
area = "937"
[calendars.years]
kind = "calendar-year"
[[notifiers]]
kind = "console"
[[measures]]
id = "m"
title = "M"
owner = "Board"
labels = ["statutory"]
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "i"}
rule = {kind = "threshold", at_least = 90}
[[recipients]]
name = "Board"
[[recipients]]
name = "Office"
"""


@pytest.fixture
def faults(tmp_path):
    def faults(text, plan=GOOD):
        path = tmp_path / "plan.toml"
        path.write_text(plan + text)
        try:
            read_plan(path)
        except PlanError as error:
            return [f"{one.what}; {one.remedy}" if one.remedy else one.what for one in error.problems]
        return []

    return faults


def test_a_plan_in_which_everybody_can_be_told_has_no_fault(faults):
    assert faults('[alerts]\nfallback = "Office"\n') == []


FAULTS = [
    ("after = 0", "after: 0 is too low; give 1 to 100"),
    ("worse_by = -1", "worse_by: -1 is too low; give 0 or more"),
    (
        'worse_by = 1\nworse_by_in = "percent"',
        'worse_by_in: unknown value "percent"; use one of: percent-of-target, points',
    ),
    ("grace_days = -1", "grace_days: -1 is too low; give 0 to 3660"),
    ('severity = "of_track"', 'severity: unknown value "of_track"; did you mean "off_track"?'),
    ('remind = "daily"', 'remind: unknown value "daily"; use one of: never, period'),
    ("aftr = 2", 'unknown key "aftr"; did you mean "after"?'),
    (
        '[[alerts.policies]]\nlabels = ["statutry"]\nafter = 2',
        'labels: unknown label "statutry"; did you mean "statutory"?',
    ),
    ('[[alerts.policies]]\nmeasures = ["n"]\nafter = 2', 'measures: unknown measure "n"; use one of: m'),
    (
        "[[alerts.policies]]\nafter = 2",
        'a policy names no measures and no labels; add measures = ["..."] or labels = ["..."]',
    ),
    (
        '[[alerts.policies]]\nmeasures = ["m"]\nescalate = [{to = "Director", after_days = 30}]',
        ('"Director" is no recipient, so nobody is told; add it to [[recipients]]; use one of: Board, Office'),
    ),
    (
        '[[alerts.policies]]\nmeasures = ["m"]\nto = ["Baord"]',
        '"Baord" is no recipient, so nobody is told; add it to [[recipients]]; did you mean "Board"?',
    ),
    (
        '[[alerts.inhibitions]]\nparent = "m"\nchildren = ["m"]',
        '"m" inhibits itself in a circle; cut the circle',
    ),
    (
        '[[recipients]]\nname = "Chair"\nvia = ["consol"]',
        'via: unknown notifier "consol"; did you mean "console"?',
    ),
    (
        '[[recipients]]\nname = "Office"',
        'there are two [[recipients]] named "Office"; keep one, or give it another name',
    ),
]


@pytest.mark.parametrize(("text", "says"), FAULTS)
def test_each_fault_is_one_sentence_with_its_remedy(faults, text, says):
    assert faults(f'[alerts]\nfallback = "Office"\n{text}\n') == [says]


def test_without_a_fallback_nobody_would_hear_of_the_running(faults):
    (line,) = faults("")
    assert line.startswith("there are [[recipients]] and no fallback; write fallback = ")
    assert line.endswith(" in [alerts], or another of them")
    assert '"..."' not in line


def test_a_measure_without_an_owner_is_told_to_somebody(faults):
    unowned = GOOD.replace('owner = "Board"\n', "")
    assert faults('[alerts]\nfallback = "Office"\n', unowned) == []
    assert "it has no owner, so nobody is told of it; give it an owner, or write fallback in [alerts]" in faults(
        "", unowned
    )


def test_all_faults_are_told_at_once(faults):
    text = """
[alerts]
fallback = "Ofice"
[[alerts.policies]]
labels = ["statutry"]
escalate = [{to = "Director", after_days = 30}]
[[alerts.inhibitions]]
parent = "m"
children = ["x"]
[[recipients]]
name = "Chair"
via = ["consol"]
"""
    assert len(faults(text)) == 5


def test_a_fault_of_a_policy_does_not_hide_one_of_the_section(faults):
    found = faults('[alerts]\nafter = 0\nfallback = "Office"\n[[alerts.policies]]\nafter = 2\n')
    assert len(found) == 2


def test_a_fault_is_told_with_the_line_and_the_table_that_it_stands_in():
    text = """
[alerts]
fallback = "Ofice"
[[alerts.policies]]
labels = ["statutry"]
[[alerts.policies]]
measures = ["m"]
to = ["Baord"]
[[alerts.inhibitions]]
parent = "m"
children = ["x"]
[[recipients]]
name = "Chair"
via = ["consol"]
"""
    with pytest.raises(PlanError) as caught:
        parse_plan(GOOD.lstrip() + text.lstrip())
    first = GOOD.count("\n") - 1
    places = [(one.line - first, one.subject) for one in caught.value.problems]
    assert places == [
        (2, "[alerts]"),
        (4, "alerts.policies 1"),
        (5, "alerts.policies 2"),
        (10, "alerts.inhibitions 1"),
        (13, "recipients 3"),
    ]


@pytest.mark.parametrize("section", ["measures", "notifiers", "calendars", "area_sets"])
def test_a_section_that_is_none_is_one_fault_and_what_names_it_is_none(section):
    rest = re.sub(rf"\[+{section}\b[^\[]*(?:\n|$)", "", GOOD.replace("\n[", "\n\n["))
    uses = '[alerts]\nfallback = "Office"\n[[alerts.policies]]\nmeasures = ["m"]\n[[recipients]]\nname = "Chair"\nvia = ["console"]\n'
    ranked = rest.replace('kind = "threshold", at_least = 90', 'kind = "quantile-band", among = "near"')
    with pytest.raises(PlanError) as caught:
        parse_plan(f"{section} = 5\n{ranked if section == 'area_sets' else rest}{uses}")
    assert [one.what.partition(" ")[0] for one in caught.value.problems] == [section]
