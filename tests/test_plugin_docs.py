"""The pages for authors of plugins: each hook has its section, and its example runs."""

import inspect
import re
from pathlib import Path

import pytest

from wes_rules.cli.main import main
from wes_rules.plugins import hookspecs
from wes_rules.testing import NotifierContract, RuleKindContract, SourceContract

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "plugins.md").read_text(encoding="utf-8")
HOOKS = {name: spec for name, spec in vars(hookspecs).items() if name.startswith("wes_rules_")}
SECTIONS = {
    heading.partition("(")[0]: (heading, text)
    for heading, text in re.findall(r"^### `(wes_rules_.*?)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
[[sources]]
kind = "{source}"
{settings}
[[notifiers]]
kind = "{notifier}"
[plugins]
enable = [{enable}]
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "rate"
title = "Rate"
owner = "The board"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {{indicator = "rate"}}
rule = {rule}
"""
FIGURES = "indicator,group,area,period,value,unit,source\nrate,all,937,2019,60,percent,A\n"
RULE = '{kind = "threshold", at_least = 50}'


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_has_a_section_with_its_exact_arguments_and_an_example(name):
    heading, text = SECTIONS[name]
    assert heading == f"{name}({', '.join(inspect.signature(HOOKS[name]).parameters)})"
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert f"@hookimpl\ndef {name}(" in code


def test_no_section_is_of_a_hook_that_is_not_there():
    assert list(SECTIONS) == list(HOOKS)


@pytest.fixture
def example(install, tmp_path):
    """Install the example of a hook, and return a plan that uses it."""

    def example(name, hook, **given):
        (code,) = re.findall(r"^```python\n(.*?)^```", SECTIONS[hook][1], re.MULTILINE | re.DOTALL)
        install(name, code)
        words = {"source": "csv", "settings": 'path = "figures.csv"', "notifier": "console", "enable": "", "rule": RULE}
        (tmp_path / "plan.toml").write_text(PLAN.format(**{**words, **given}))
        (tmp_path / "figures.csv").write_text(FIGURES)
        return str(tmp_path / "plan.toml")

    return example


def test_the_source_reads(example, capsys):
    plan = example("constant", "wes_rules_sources", source="constant", settings='value = "51.5"')
    assert main(["check", plan, "--layout", "list", "--as-of", "2021-01-01"]) == 0
    assert "[made up] Rate\n  Judged on: 51.5% in 2020\n" in capsys.readouterr().out


def test_the_notifier_tells(example, capsys, tmp_path):
    plan = example("shout", "wes_rules_notifiers", notifier="shout")
    (tmp_path / "figures.csv").write_text(FIGURES.replace("60", "40"))
    assert main(["check", plan, "--as-of", "2020-12-01"]) == 1
    capsys.readouterr()
    store = str(tmp_path / "alerts.db")
    assert main(["run", plan, "--as-of", "2020-12-01", "--init", "--store", store]) == 0
    assert "THE BOARD: OFF TRACK: RATE" in capsys.readouterr().out


def test_the_store_keeps(example, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = example("shelf", "wes_rules_stores")
    assert main(["run", plan, "--as-of", "2021-01-01", "--init", "--store", "shelf:mine"]) == 0
    assert (tmp_path / "stores" / "mine.db").is_file()
    assert main(["run", plan, "--as-of", "2021-01-02", "--store", "shelf:mine"]) == 0


def test_the_kind_of_rule_judges(example, capsys):
    plan = example("round-about", "wes_rules_rule_kinds", rule='{kind = "round-about", value = 55, within = 5}')
    assert main(["explain", plan, "rate", "--as-of", "2020-12-01"]) == 0
    assert "60.0% in 2019, against 55.0% give or take 5.0 points: exactly met." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("hook", "says"),
    [
        ("wes_rules_judged", ["A plan: 1 of 1 off track", "A plan: 0 of 1 off track"]),
        ("wes_rules_alert_raised", ["New: Rate (2019)"]),
        ("wes_rules_alert_resolved", ["Recovered: Rate (2020)"]),
        ("wes_rules_delivered", ["The board knows: Off track: Rate", "The board knows: Back on track: Rate"]),
    ],
)
def test_the_observers_look_on(example, capsys, tmp_path, hook, says):
    plan = example("watcher", hook, enable='"watcher"')
    store = ("--store", str(tmp_path / "alerts.db"))
    (tmp_path / "figures.csv").write_text(FIGURES.replace("60", "40"))
    assert main(["run", plan, "--as-of", "2020-06-01", "--init", *store]) == 0
    (tmp_path / "figures.csv").write_text(FIGURES.replace("60", "40") + "rate,all,937,2020,60,percent,A\n")
    assert main(["run", plan, "--as-of", "2021-06-01", *store]) == 0
    out = capsys.readouterr().out
    for line in says:
        assert line in out


CONTRACTS = (DOCS / "plugin-contracts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("heading", "contract"),
    [("a source", SourceContract), ("a notifier", NotifierContract), ("a kind of rule", RuleKindContract)],
)
def test_each_requirement_and_fixture_of_a_contract_is_listed(heading, contract):
    (text,) = re.findall(rf"^## How to test {heading}\n(.*?)(?=^## |\Z)", CONTRACTS, re.MULTILINE | re.DOTALL)
    said = re.findall(r"^\* (.*)$", text, re.MULTILINE)
    required = [name.removeprefix("test_").replace("_", " ") for name in dir(contract) if name.startswith("test_")]
    assert sorted(said) == sorted(required)
    needed = [name for name in dir(contract) for one in [getattr(contract, name)] if "missing(" in source_of(one)]
    assert needed
    for name in needed:
        assert f"| `{name}` |" in text


def source_of(one):
    function = getattr(one, "__wrapped__", getattr(one, "_fixture_function", None))
    return inspect.getsource(function) if function is not None else ""
