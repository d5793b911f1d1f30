"""Every code block in the documentation does what it says."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.plantests.plantests import run_tests
from wes_rules.rules.kinds import KINDS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page, language):
    return re.findall(rf"^```{language}([^\n]*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def squeezed(text):
    return [re.sub(r"[ -]+", " ", line).strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_run(page):
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_the_tutorial_can_be_followed_to_the_letter(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "132")
    page = ROOT / "docs" / "tutorial.md"
    for language in ("csv", "toml"):
        for name, text in blocks(page, language):
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    for about, session in blocks(page, "console"):
        if about.strip() == "misspelt":
            plan = Path("plan.toml").read_text(encoding="utf-8")
            assert "write `decimal = 1` in place of `decimals = 1`" in page.read_text(encoding="utf-8")
            Path("plan.toml").write_text(plan.replace("decimals = 1", "decimal = 1"), encoding="utf-8")
        for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            command, _, expected = step.partition("\n")
            main(shlex.split(command)[1:])
            out, err = capsys.readouterr()
            assert squeezed(out + err) == squeezed(expected)


PLAN = """\
[plan]
id = "p"
title = "P"
area = "937"
[[area_sets]]
id = "near"
published = 2021-04-01
areas = ["1", "2"]
[calendars.years]
kind = "{kind}"
[[measures]]
id = "m"
title = "M"
unit = "{unit}"
decimals = 0
better = "{better}"
calendar = "years"
number = {{indicator = "gld"}}
{rule}
"""


def test_every_kind_of_rule_has_an_example_that_a_plan_accepts():
    page = ROOT / "docs" / "rules.md"
    seen = set()
    for about, rule in blocks(page, "toml"):
        unit = "count" if "count" in about else "percent"
        better = "lower" if "lower" in about else "higher"
        plan = parse_plan(PLAN.format(kind="academic-year", unit=unit, better=better, rule=rule))
        seen.add(plan.measures[0].rule.kind)
    titles = re.findall(r"^## (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    read, common, *kinds, beside = titles
    about = (read, common, beside.partition(":")[0])
    assert about == ("How figures are read", "What every promise has", "Beside the verdict")
    assert set(re.findall(r"[\w-]+", " ".join(kinds))) == set(KINDS)
    assert seen >= set(KINDS) - {"annual-decrease", "quarterly-decrease", "quarterly-increase", "any"}


def test_the_readme_shows_what_the_demonstration_prints(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "132")
    shown, explained = (text for _, text in blocks(ROOT / "README.md", "text"))
    main(["demo", "--as-of", "2026-04-01"])
    printed = {line.rstrip() for line in capsys.readouterr().out.splitlines()} | {"..."}
    assert set(shown.splitlines()) <= printed
    plan = str(ROOT / "examples" / "warwickshire" / "plan.toml")
    main(["explain", plan, "ehcp-20-weeks", "--as-of", "2026-04-01"])
    assert explained.split("\n", 1)[1] == capsys.readouterr().out


def test_the_plan_test_in_the_files_page_passes_on_the_tutorial_s_plan(tmp_path):
    for page in ("tutorial.md", "files.md"):
        for name, text in blocks(ROOT / "docs" / page, "toml"):
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    (found,) = run_tests(tmp_path / "plan_tests.toml")
    assert found.failures == ()


def test_the_replay_in_the_alerts_page_is_what_the_example_tells(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    ((_, session),) = blocks(ROOT / "docs" / "alerts.md", "console")
    command, _, expected = session.removeprefix("$ wes-rules ").partition("\n")
    main(shlex.split(command))
    assert capsys.readouterr().out == expected


def test_the_policy_in_the_alerts_page_is_a_plan_s():
    (_, policy) = next(one for one in blocks(ROOT / "docs" / "alerts.md", "toml"))
    policy = policy.replace('"attainment"', '"m"').replace('"attainment-boys", "attainment-girls"', "")
    policy = policy.replace('name = "SEND & Inclusion Board"', 'name = "Performance Team"').replace(
        '"Director of Education"', '"Performance Team"'
    )
    plan = PLAN.format(
        kind="academic-year", unit="percent", better="higher", rule='rule = {kind = "threshold", at_least = 5}'
    )
    plan = plan.replace('title = "M"', 'title = "M"\nlabels = ["statutory"]')
    read = parse_plan(plan + '[[notifiers]]\nkind = "console"\nid = "email"\n' + policy)
    assert read.alerting.policy_for(read.measures[0]).remind == "never"


def test_the_scenario_in_the_files_page_passes_on_the_tutorial_s_plan(tmp_path):
    for page in ("tutorial.md", "files.md"):
        for name, text in blocks(ROOT / "docs" / page, "toml"):
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    (found,) = run_tests(tmp_path / "scenarios.toml")
    assert found.failures == ()
