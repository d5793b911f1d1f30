"""Plan tests: what passes, what fails and how it is told, and faults by line."""

from pathlib import Path

import pytest

from wes_rules import PlanError
from wes_rules.cli.main import main
from wes_rules.plantests.run import run_tests

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "warwickshire"
HEAD = f'plan = "{(EXAMPLE / "plan.toml").as_posix()}"\n'
TEST = """
[[tests]]
name = "on the line"
measure = "ehcp-20-weeks"
as_of = 2021-07-01
figures = [{period = "2020", value = 90.0}]
expect = {status = "on_track"}
"""


@pytest.fixture
def tests(tmp_path):
    def tests(text, head=HEAD):
        path = tmp_path / "plan_tests.toml"
        path.write_text(head + text, encoding="utf-8")
        return path

    return tests


def test_the_example_passes(capsys):
    assert main(["test", str(EXAMPLE / "plan_tests.toml")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "13 tests: 13 passed, 0 failed"


EXPECTATIONS = [
    ('status = "on_track"', ""),
    ('status = "off_track"', "expected status off_track, found on_track"),
    ('period = "2020"', ""),
    ('period = "2019"', "expected period 2019, found 2020"),
    ("observed = 90", ""),
    ("observed = 89.9", "expected observed 89.9, found 90.0"),
    ("margin = 0.0", ""),
    ("margin = 0.1", "expected margin 0.1, found 0.0"),
    ("settled = false", ""),
    ("settled = true", "expected settled true, found false"),
    ('alert = "none"', ""),
    ('alert = "off_track"', "expected alert off_track, found none"),
    ('reasons = ["overdue"]', "expected reason overdue, found none"),
    ('says = ["exactly met"]', ""),
    ('says = ["points short"]', 'expected the explanation to say "points short"'),
]


@pytest.mark.parametrize(("expect", "failure"), EXPECTATIONS)
def test_each_expectation_can_pass_and_can_fail(tests, expect, failure):
    (found,) = run_tests(tests(TEST.replace('status = "on_track"', expect)))
    assert list(found.failures) == ([failure] if failure else [])
    assert (found.name, found.line) == ("on the line", 3)


def test_a_failure_is_told_with_the_whole_explanation(tests, capsys):
    path = tests(TEST.replace("90.0", "88.5") + TEST)
    assert main(["test", str(path)]) == 1
    out = capsys.readouterr().out
    assert out.startswith(
        f"FAILED  on the line ({path}:3)\n        expected status on_track, found off_track\n"
        "          Off track: EHC plans issued within 20 weeks (Warwickshire, 2020; as known on 1 July 2021).\n"
        "          88.5% in 2020, target at least 90.0%: 1.5 points short.\n"
    )
    assert "Sources: a plan test (plan_tests.toml row 7).\n" in out
    assert out.endswith("2 tests: 1 passed, 1 failed\n")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("as_of = 2021-07-01\n", "", '3: test "on the line": "as_of" is missing'),
        ("ehcp-20-weeks", "ehcp-20-week", '5: test "on the line": no measure "ehcp-20-week"; did you mean "ehcp-20-weeks"?'),
        ("value = 90.0", 'value = "ninety"', '7: test "on the line": "ninety" is neither a number nor a known symbol'),
        ("value = 90.0", "value = 190", '7: test "on the line": 190 is outside what percent allows'),
        (", value = 90.0", "", '7: test "on the line": "value" is missing'),
        ('"2020"', '"202O"', '7: test "on the line": "202O"'),
        ("period =", "peroid =", '7: test "on the line": unknown key "peroid"; did you mean "period"?'),
        ('"on_track"', '"on track"', '8: test "on the line": status: unknown value "on track"; did you mean "on_track"?'),
        ('{status = "on_track"}', "{}", '8: test "on the line": expect asks for nothing'),
        ("[[tests]]", "[[test]]", "there are no tests"),
        ("figures = [{", "figures = {a = [{", "it is not TOML"),
        ('"2020", ', '"2020", indicator = "x", ', '7: test "on the line": unknown indicator "x"'),
    ],
)  # fmt: skip
def test_faults_are_told_by_line_and_nothing_is_run(tests, old, new, says):
    assert old in TEST
    with pytest.raises(PlanError) as caught:
        run_tests(tests(TEST.replace(old, new)))
    assert says in str(caught.value)
    assert str(caught.value).startswith("plan_tests.toml:")


def test_all_faults_are_told_at_once(tests, capsys):
    assert main(["test", str(tests(TEST.replace("90.0", "190") + TEST.replace("2020", "nil")))]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_file_that_names_no_plan_is_refused(tests):
    with pytest.raises(PlanError, match="does not say which plan"):
        run_tests(tests(TEST, head=""))
    with pytest.raises(PlanError, match="no such file"):
        run_tests(tests(TEST, head='plan = "nowhere.toml"\n'))


def test_parts_are_tested_with_their_own_indicators_and_groups(tests):
    text = """
[[tests]]
name = "a rounded count of one more is enough"
measure = "gld-disadvantage-gap"
as_of = 2024-06-01
figures = [
    {period = "2021/22", value = 50.0, group = "%s"}, {period = "2022/23", value = 51.0, group = "%s"},
    {period = "2021/22", value = 70.0, group = "%s"}, {period = "2022/23", value = 70.0, group = "%s"},
]
expect = {status = "on_track", margin = 1.0}
"""
    from wes_rules.planfiles.planfile import read_plan

    gap = read_plan(EXAMPLE / "plan.toml").measure("gld-disadvantage-gap").number
    (found,) = run_tests(tests(text % (gap.group, gap.group, gap.from_group, gap.from_group)))
    assert found.failures == ()


def test_inspections_can_be_given(tests):
    text = """
[[tests]]
name = "one school improved, one did not"
measure = "less-than-good-schools-reinspected"
as_of = 2024-06-01
period = "2022/23"
inspections = [
    {unit = "a", day = 2019-01-10, grade = 3}, {unit = "a", day = 2022-11-01, grade = 2},
    {unit = "b", day = 2019-01-10, grade = 4}, {unit = "b", day = 2022-11-01, grade = 3},
]
expect = {status = "off_track", says = ["(1 of 2)"]}
"""
    (found,) = run_tests(tests(text))
    assert found.failures == ()
    with pytest.raises(PlanError, match="grade"):
        run_tests(tests(text.replace("grade = 4", "grade = 7")))
