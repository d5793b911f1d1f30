"""What is loaded: each public name when it is asked for, and no more than it needs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import wes_rules

PACKAGE = Path(wes_rules.__file__)


def loaded_by(code):
    found = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sorted(sys.modules), sep='\\n')"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(found.stdout.split())


def test_type_checkers_see_each_name_where_it_is():
    seen = {}
    for one in ast.walk(ast.parse(PACKAGE.read_text(encoding="utf-8"))):
        if isinstance(one, ast.ImportFrom) and one.module.startswith("wes_rules."):
            seen |= {each.name: one.module for each in one.names}
    assert seen == wes_rules._MODULES
    assert sorted(seen) == wes_rules.__all__


def test_each_public_name_is_there():
    assert set(wes_rules.__all__) <= set(dir(wes_rules))
    for name in wes_rules.__all__:
        assert getattr(wes_rules, name) is getattr(wes_rules, name), name


def test_a_name_that_is_none_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'Treshold'"):
        _ = wes_rules.Treshold
    with pytest.raises(ImportError, match="Treshold"):
        exec("from wes_rules import Treshold")


def test_to_judge_by_one_kind_needs_no_other_nor_words_plans_and_alerts():
    found = loaded_by("from wes_rules import judge, History, Measure, Threshold")
    assert "wes_rules.judging.deciding" in found
    unwanted = (
        "judging.explain",
        "judging.evidence",
        "rules.kinds.trajectory",
        "rules.kinds.composites",
        "rules.step",
        "rules.runs",
        "rules.words",
        "series.comparators",
        "series.observed",
        "series.areas",
        "series.cases",
        "series.left_out",
        "values.spellings",
        "rules.policy",
        "dicts",
        "alerts",
        "plugins",
    )
    assert [one for one in unwanted if f"wes_rules.{one}" in found] == []
    assert {"difflib", "fractions", "logging"}.isdisjoint(found - loaded_by("import attrs, pendulum, pluggy"))


JUDGED = """
from datetime import date
from wes_rules import Calendar, History, Measure, Observation, Observed, Origin, Period, Quantity, Threshold, judge
measure = Measure(id="ehc", title="Plans in time", number=Observed(indicator="ehc"), unit="percent", decimals=1, area="937",
    better="higher", calendar=Calendar(kind="calendar-year", lag_months=6), rule=Threshold(at_least=60))
figure = Observation(indicator="ehc", area="937", period=Period.parse("2024"), quantity=Quantity.exact("64.2"),
    origin=Origin(publication="a publication"))
assert judge(measure, History([figure]), as_of=date(2025, 9, 1)).status == "on_track"
"""


def test_days_that_are_only_compared_need_no_pendulum():
    assert "pendulum" not in loaded_by(JUDGED)
    assert "pendulum" in loaded_by("from wes_rules import Period; Period.parse('2024').start")


def test_help_needs_no_plugins_and_no_judging():
    found = loaded_by("from wes_rules.cli.parser import command_line\ncommand_line().format_help()")
    unwanted = ("plugins", "judging.deciding", "dicts", "planfiles", "alerts.records", "tables", "rules.kinds")
    assert [one for one in unwanted if f"wes_rules.{one}" in found] == []


def test_a_promise_is_turned_around_though_the_opposite_kind_was_not_loaded():
    code = "from wes_rules import QuarterlyIncrease; print(QuarterlyIncrease().times(-1).kind)"
    assert "quarterly-decrease" in loaded_by(code)


def test_the_kit_for_tests_says_what_to_install():
    code = "import sys; sys.modules['pytest'] = None\nimport wes_rules.testing"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stderr.endswith(
        'wes_rules.testing needs pytest, which is not installed; pip install "wes-rules[testing]"\n'
    )
