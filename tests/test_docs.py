"""Every code block in the documentation does what it says."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.plantests.run import run_tests
from wes_rules.rules.kinds import KINDS

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page, language):
    return re.findall(rf"^```{language}([^\n]*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def squeezed(text):
    return [re.sub(r"[ ─-]+", " ", line).strip() for line in text.strip().splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_examples_run(page):
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_the_tutorial_can_be_followed_to_the_letter(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
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
            # A line that is parted at the terminal's width is one line on the page.
            assert " ".join(squeezed(out + err)) == " ".join(squeezed(expected))


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
        if "rule" not in about:
            continue  # calendars, which the test of the wordings takes
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
    monkeypatch.setenv("COLUMNS", "100")
    shown, explained = (text for _, text in blocks(ROOT / "README.md", "text"))
    main(["demo", "--as-of", "2026-04-01"])
    printed = {line.rstrip() for line in capsys.readouterr().out.splitlines()} | {"..."}
    assert set(shown.splitlines()) <= printed
    plan = str(ROOT / "examples" / "warwickshire" / "plan.toml")
    main(["explain", plan, "ehcp-20-weeks", "--as-of", "2026-04-01"])
    assert explained.split("\n", 1)[1] == capsys.readouterr().out


def test_the_plan_test_in_the_page_on_plan_tests_passes_on_the_tutorial_s_plan(tmp_path):
    for page in ("tutorial.md", "plan-tests.md"):
        for name, text in blocks(ROOT / "docs" / page, "toml"):
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    (found,) = run_tests(tmp_path / "plan_tests.toml")
    assert found.failures == ()


def test_the_replay_that_is_shown_is_what_the_example_tells(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    ((_, session),) = blocks(ROOT / "docs" / "alerts-preview.md", "console")
    command, _, expected = session.removeprefix("$ wes-rules ").partition("\n")
    main(shlex.split(command))
    assert capsys.readouterr().out == expected


# What a snippet of a page needs around it to be a plan.
AROUND = """\
[[notifiers]]
kind = "console"
id = "email"
[[measures]]
id = "attainment"
title = "Attainment"
labels = ["statutory"]
owner = "SEND & Inclusion Board"
unit = "percent"
decimals = 0
better = "higher"
calendar = "years"
number = {indicator = "gld"}
rule = {kind = "advisory", rule = {kind = "threshold", at_least = 5}}
"""
CHILD = """\
[[measures]]
id = "attainment-{name}"
title = "Attainment of {name}"
owner = "SEND & Inclusion Board"
unit = "percent"
decimals = 0
better = "higher"
calendar = "years"
number = {{indicator = "gld", group = "{name}"}}
rule = {{kind = "threshold", at_least = 5}}
"""
HEAD = PLAN.partition("[[measures]]")[0].format(kind="academic-year")
SNIPPETS = [
    (page.name, text)
    for page in PAGES
    if page.name not in ("tutorial.md", "plan-tests.md", "rules.md", "plugin-tutorial.md")
    for _, text in blocks(page, "toml")
]


@pytest.mark.parametrize(("page", "snippet"), SNIPPETS, ids=[name for name, _ in SNIPPETS])
def test_each_snippet_of_a_plan_is_read_as_part_of_one(page, snippet):
    children = "".join(CHILD.format(name=name) for name in ("boys", "girls"))
    around = (
        AROUND if 'kind = "jsonl"' not in snippet else AROUND.partition("[[measures]]")[2].join(["[[measures]]", ""])
    )
    known = [
        name
        for name in ("SEND & Inclusion Board", "Performance Team", "Director of Education")
        if name in snippet + around
    ]
    missing = [name for name in known if "[[recipients]]" in snippet and f'name = "{name}"' not in snippet]
    more = "".join(f'[[recipients]]\nname = "{name}"\nvia = ["email"]\n' for name in missing)
    parse_plan(f"{HEAD}{around}{children}{more}{snippet}")


def test_the_policy_in_the_page_on_policies_holds_for_the_measures_it_names():
    ((_, policy),) = blocks(ROOT / "docs" / "alerts-policy.md", "toml")
    children = "".join(CHILD.format(name=name) for name in ("boys", "girls"))
    recipients = "".join(
        f'[[recipients]]\nname = "{name}"\nvia = ["email"]\n' for name in ("Performance Team", "Director of Education")
    )
    plan = parse_plan(f"{HEAD}{AROUND}{children}{recipients}{policy}")
    assert [plan.alerting.policy_for(one).remind for one in plan.measures] == ["never", "period", "period"]


def test_the_scenario_in_the_page_on_plan_tests_passes_on_the_tutorial_s_plan(tmp_path):
    for page in ("tutorial.md", "plan-tests.md"):
        for name, text in blocks(ROOT / "docs" / page, "toml"):
            (tmp_path / name.strip()).write_text(text, encoding="utf-8")
    (found,) = run_tests(tmp_path / "scenarios.toml")
    assert found.failures == ()
