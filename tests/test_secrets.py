"""A secret is planted, and looked for in everything that runs write, keep and show, also when plugins are careless with it."""

import json
from datetime import date

import pytest

from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins import load_plugins
from wes_rules.running.reading_and_judging import read_figures
from wes_rules.testing import PLANTED

CODE = '''
import attrs
from wes_rules import Observation, Origin, Period, PermanentFailure, Quantity
from wes_rules.plugins import Context, Figures, NotifierType, Receipt, SourceType, hookimpl

@attrs.frozen(kw_only=True)
class Config:
    """
    Where.

    Args:
        key_env: The variable with the key.
    """

    key_env: str

@attrs.define
class Careless:
    config: Config
    context: Context

    @property
    def key(self):
        return self.context.environ[self.config.key_env]

    def careless(self):
        return (self.context.base / "careless").exists()

    def read(self, request):
        if self.careless():
            raise OSError(f"the ledger did not take {self.key}")
        said = (self.context.base / "value").read_text()
        return Figures(observations=(Observation(
            indicator="rate", area="937", period=Period.parse("2020"), quantity=Quantity.exact(said),
            origin=Origin(publication="The ledger", file="ledger", row=1),
        ),))

    def send(self, message, *, attempt, timeout):
        if self.careless():
            raise PermanentFailure(f"the crier did not take {self.key}")
        return Receipt(f"told with {self.key}")

@hookimpl
def wes_rules_sources():
    return [SourceType("careless", "A ledger", Config, Careless, secrets=("key_env",))]

@hookimpl
def wes_rules_notifiers():
    return [NotifierType("careless", "A crier", Config, Careless, secrets=("key_env",))]

@hookimpl
def wes_rules_judged(context):
    if (context.base / "careless").exists():
        raise OSError(f"seen: {dict(context.environ)}")
'''
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
[[sources]]
kind = "careless"
key_env = "CARELESS_KEY"
[[notifiers]]
kind = "careless"
key_env = "CARELESS_KEY"
[plugins]
enable = ["careless"]
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
SHOWN = [
    ("check",),
    ("explain", "rate"),
    ("history", "rate"),
    ("validate",),
    ("check", "--format", "json"),
    ("replay",),
]
KEPT = [("list", "--all"), ("list", "--format", "json"), ("show", "rate"), ("explain", "rate"), ("dead",), ("log",)]


@pytest.fixture
def plan(install, tmp_path, monkeypatch):
    install("careless", CODE)
    monkeypatch.setenv("CARELESS_KEY", PLANTED)
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "plan.toml").write_text(PLAN)
    (folder / "value").write_text("45")
    return folder / "plan.toml"


def everything(plan, capsys, *, careless):
    """Run every command there is, and return all that it printed, by command, and all the files it left."""
    said = {}
    store = ("--store", str(plan.parent / "alerts.db"))
    runs = [("2021-06-01", "45", "--init"), ("2021-07-01", "60")]
    for day, value, *options in runs:
        (plan.parent / "value").write_text(value)
        if careless:
            (plan.parent / "careless").touch()
        for form, more in (("text", options), ("json", [])):
            main(["run", str(plan), *store, "--as-of", day, "--format", form, *more])
            said[f"run {day} {form}"] = "".join(capsys.readouterr())
    for command, *rest in SHOWN:
        main([command, str(plan), *rest, "--as-of", "2021-07-01"])
        said[f"{command} {rest}"] = "".join(capsys.readouterr())
    for command in KEPT:
        main(["alerts", *command, *store])
        said[f"alerts {command}"] = "".join(capsys.readouterr())
    for command in ((str(plan),), (str(plan), "--json"), ("verify", "careless")):
        main(["plugins", *command])
        said[f"plugins {command}"] = "".join(capsys.readouterr())
    files = {str(one): one.read_bytes() for one in plan.parent.rglob("*") if one.is_file()}
    return said, files


@pytest.mark.parametrize("careless", [False, True])
def test_a_planted_secret_is_in_nothing_that_is_printed_or_kept(plan, capsys, careless):
    said, files = everything(plan, capsys, careless=careless)
    assert [name for name, text in said.items() if PLANTED in text] == []
    assert [name for name, data in files.items() if PLANTED.encode() in data] == []
    if careless:
        assert "the ledger did not take ***" in said["run 2021-06-01 text"]
        assert "the ledger did not take ***" in said["check []"]
    assert "alerts.db" in "".join(files)


def test_a_careless_observer_and_notifier_are_told_without_the_secret(plan, capsys):
    store = ("--store", str(plan.parent / "alerts.db"))
    (plan.parent / "plan.toml").write_text(
        PLAN.replace('[[sources]]\nkind = "careless"\nkey_env = "CARELESS_KEY"', SOURCE)
    )
    (plan.parent / "figures.csv").write_text(FIGURES)
    (plan.parent / "careless").touch()
    assert main(["run", str(plan), "--as-of", "2021-06-01", "--init", *store]) == 4
    said = "".join(capsys.readouterr())
    assert "the crier did not take ***" in said
    assert 'plugin "careless" (dist-careless 1.0): in wes_rules_judged, OSError: seen: ' in said
    assert PLANTED not in said
    main(["alerts", "dead", *store])
    said = "".join(capsys.readouterr())
    assert "the crier did not take ***" in said
    assert PLANTED not in said


SOURCE = '[[sources]]\nkind = "csv"\npath = "figures.csv"'
FIGURES = "indicator,group,area,period,value,unit,source\nrate,all,937,2020,45,percent,A ledger\n"


def test_no_repr_shows_it(plan, capsys):
    loaded = read_figures(read_plan(plan), as_of=date(2021, 6, 1), output=None)
    assert loaded.context.environ["CARELESS_KEY"] == PLANTED
    for one in (loaded, loaded.context, loaded.plan, loaded.plugins, loaded.history, load_plugins(["careless"])):
        assert PLANTED not in repr(one)


def test_the_schema_holds_the_name_of_the_variable_alone(plan, capsys):
    main(["schema", "careless"])
    schema = json.loads(capsys.readouterr().out)
    assert "key_env" in json.dumps(schema)
    assert PLANTED not in json.dumps(schema)


def test_what_plans_and_figures_say_cannot_steer_a_terminal(tmp_path, capsys):
    text = (
        PLAN.replace('title = "Rate"', 'title = "Rate <script> [click](http://evil.example)"')
        .replace('[[sources]]\nkind = "careless"\nkey_env = "CARELESS_KEY"', SOURCE)
        .replace('[[notifiers]]\nkind = "careless"\nkey_env = "CARELESS_KEY"', '[[notifiers]]\nkind = "console"')
        .replace('[plugins]\nenable = ["careless"]\n', "")
    )
    (tmp_path / "plan.toml").write_text(text)
    (tmp_path / "figures.csv").write_text(FIGURES.replace("A ledger", "A \x1b[31mledger"))
    assert main(["check", str(tmp_path / "plan.toml"), "--as-of", "2021-06-01"]) == 2
    said = "".join(capsys.readouterr())
    assert "control character" in said
    assert "\x1b" not in said
    (tmp_path / "plan.toml").write_text(text.replace("Rate <script>", "Rate \\u001b[31m"))
    assert main(["check", str(tmp_path / "plan.toml"), "--as-of", "2021-06-01"]) == 2
    said = "".join(capsys.readouterr())
    assert "it holds the control character" in said
    assert "\x1b" not in said
