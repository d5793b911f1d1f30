"""A plugin frozen at version 1 of the plugin API goes on working, whatever hooks and values have gained since."""

import hashlib
import importlib
from pathlib import Path

import pytest

from wes_rules.cli.main import main
from wes_rules.plugins import hookspecs, load_plugins, loading

HERE = Path(__file__).parent
CODE = (HERE / "module_old.py").read_text(encoding="utf-8")
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
[[sources]]
kind = "old"
path = "figures.txt"
[[notifiers]]
kind = "old"
path = "notes.txt"
[plugins]
enable = ["old"]
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
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 50}
"""


@pytest.fixture
def plan(install, tmp_path):
    install("old", CODE)
    (tmp_path / "plan.toml").write_text(PLAN)
    return tmp_path / "plan.toml"


def test_the_plugin_is_frozen():
    digest = hashlib.sha256(CODE.encode()).hexdigest()
    assert digest == "367847cc852445deaa76920765288b168690e54c0e8a84035160653d829a42f1", (
        "tests/old_plugin/module_old.py must never be changed"
    )


def run(plan, day, *options):
    return main(["run", str(plan), "--store", str(plan.parent / "alerts.db"), "--as-of", day, *options])


def test_it_reads_tells_and_looks_on(plan, capsys):
    figures = plan.parent / "figures.txt"
    figures.write_text("rate 937 2019 45\n")
    assert run(plan, "2020-06-01", "--init") == 0
    figures.write_text("rate 937 2019 45\nrate 937 2020 60\n")
    assert run(plan, "2021-06-01") == 0
    seen = importlib.import_module("module_old").seen
    assert sorted(seen[:3]) == [("delivered", "written"), ("judged", ["off_track"]), ("raised", "Rate")]
    assert sorted(seen[3:]) == [("delivered", "written"), ("judged", ["on_track"]), ("resolved", "Rate")]
    notes = (plan.parent / "notes.txt").read_text()
    assert "The board: Off track: Rate (45.0%" in notes
    assert "The board: Back on track: Rate (60.0%" in notes
    assert main(["plugins", str(plan)]) == 0
    assert "loaded, API 1" in capsys.readouterr().out


def test_it_goes_on_working_when_every_hook_gains_an_argument(plan, monkeypatch):
    """What a later library may do within one plugin API, done here to the hooks that there are."""
    given = {}
    later = type("Later", (), {})()
    for name, spec in vars(hookspecs).items():
        if name.startswith("wes_rules_"):
            names = [*spec.__code__.co_varnames[: spec.__code__.co_argcount], "gained"]
            made = {}
            exec(f"def {name}({', '.join(names)}): ...", made)
            setattr(later, name, hookspecs.hookspec(made[name]))
            given[name] = dict.fromkeys(names)
    monkeypatch.setattr(loading, "hookspecs", later)
    plugins = load_plugins(["old"], enable=["old"])
    assert (plugins.source("old").summary, plugins.notifier("old").dedup.value) == ("Figures in an old file", "none")
    assert len(plugins.observers) == 4
    for one in plugins.observers:
        facts = {**given[one.hook], "judgements": (), "news": given, "receipt": given}
        if one.hook == "wes_rules_judged":
            assert plugins.observe(one.hook, **facts) == []
