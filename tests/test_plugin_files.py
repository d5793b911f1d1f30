"""A plugin may be one file: found in a folder that the command line or the environment names, never by a plan alone."""

import json
import logging
from datetime import date

import pytest

from wes_rules import PluginError, load_plan
from wes_rules.cli.main import main
from wes_rules.plugins import load_plugins

LEDGER = '''
import attrs
from wes_rules import Observation, Origin, Period, Quantity
from wes_rules.plugins import Figures, SourceType, hookimpl

@attrs.frozen(kw_only=True)
class Config:
    """
    A ledger.

    Args:
        value: Its one figure.
        key_env: The variable that holds the key.
    """

    value: str = "40"
    key_env: str = "LEDGER_HUB"

@attrs.frozen
class Ledger:
    config: Config
    context: object = attrs.field(repr=False)

    def read(self, request):
        origin = Origin(publication="The ledger", file="ledger", row=1)
        quantity = Quantity.read(self.config.value, unit=request.indicators["rate"].unit)
        period = Period.parse("2025")
        return Figures(observations=(
            Observation(indicator="rate", area="937", period=period, quantity=quantity, origin=origin),
        ))

@hookimpl
def wes_rules_sources():
    return [SourceType("ledger", "Figures from a ledger", Config, Ledger, secrets=("key_env",))]
'''
KIND = '''
from typing import ClassVar
import attrs
from wes_rules import FigureRule

@attrs.frozen(kw_only=True)
class Odd(FigureRule):
    """Odd."""

    kind: ClassVar[str] = "odd"

    def find(self, view):
        return {}["finding"]

    def requirement(self, finding, words):
        return ""

    def sentence(self, finding, words):
        return ""

    def reading(self, measure):
        return "odd"

from wes_rules.plugins import hookimpl

@hookimpl
def wes_rules_rule_kinds():
    return [Odd]
'''
FAILS = LEDGER.replace(
    "        origin = ", "        key = self.context.environ[self.config.key_env]\n        {}[key]\n        origin = "
)
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
[areas]
937 = "Warwickshire"
[[sources]]
kind = "ledger"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "rate"
title = "Rate"
unit = "percent"
values = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 50}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Make a folder of plugins, and return a function that puts a file into it."""
    monkeypatch.setenv("LEDGER_HUB", "planted-5ecret-a61f")
    made = tmp_path / "plugins"
    made.mkdir()

    def put(name="ledger.py", code=LEDGER):
        (made / name).write_text(code)
        return made

    return put


@pytest.fixture
def plan(tmp_path):
    def plan(text=PLAN):
        (tmp_path / "plan.toml").write_text(text)
        return str(tmp_path / "plan.toml")

    return plan


def check(plan, *words):
    return main(["check", plan, "--as-of", "2026-01-01", *words])


def row(plugins, name):
    return next(row for row in plugins.rows if row.name == name)


@pytest.mark.parametrize("before", [True, False])
def test_a_plan_uses_a_plugin_of_one_file(folder, plan, capsys, before):
    option = ["--plugins-dir", str(folder())]
    code = main([*option, "check", plan(), "--as-of", "2026-01-01"]) if before else check(plan(), *option)
    out, err = capsys.readouterr()
    assert (code, err) == (1, "")
    assert "40.0%" in out


def test_without_the_option_the_file_is_no_plugin(folder, plan, capsys, monkeypatch):
    monkeypatch.chdir(folder())
    assert check(plan()) == 2
    assert 'no source is called "ledger"' in capsys.readouterr().err


def test_a_plan_cannot_name_a_folder_of_plugins(folder, plan, capsys):
    assert check(plan(PLAN + f'[plugins]\ndir = "{folder()}"\n')) == 2
    assert 'unknown key "dir"' in capsys.readouterr().err


def test_the_environment_names_the_folder_for_programs_that_import_the_library(folder, plan, monkeypatch):
    monkeypatch.setenv("WES_RULES_PLUGINS_DIR", str(folder()))
    (judgement,) = load_plan(plan()).judge(as_of=date(2026, 1, 1))
    assert judgement.status.value == "off_track"


def test_the_option_leaves_the_environment_as_it_was(folder, plan, monkeypatch):
    monkeypatch.setenv("WES_RULES_PLUGINS_DIR", "elsewhere")
    check(plan(), "--plugins-dir", str(folder()))
    with pytest.raises(
        PluginError, match="there is no folder elsewhere, in which plugins should be; correct --plugins-dir"
    ):
        load_plugins([])


def test_it_is_listed_by_its_file_and_not_imported(folder, capsys):
    made = folder("council_ledger.py", "raise SystemExit")
    folder("_helpers.py", "raise SystemExit")
    assert main(["plugins", "--plugins-dir", str(made)]) == 0
    out = capsys.readouterr().out
    assert f"council-ledger   {made / 'council_ledger.py'}  not needed\n" in out
    assert "helpers" not in out


def test_it_is_checked_like_the_rest(folder, capsys):
    assert main(["plugins", "verify", "ledger", "--plugins-dir", str(folder())]) == 0
    assert capsys.readouterr().out.count("passed  ") == 6
    assert main(["plugins", "verify", "loud", "--plugins-dir", str(folder("loud.py", "print('hello')" + LEDGER))]) == 1
    out = capsys.readouterr().out
    assert "it printed 'hello'; print nothing at import" in out
    assert "it adds ledger; name its entry point so" in out


@pytest.mark.parametrize("named", ["allow", "environment"])
def test_the_lists_of_allowed_plugins_hold_for_it(folder, plan, capsys, monkeypatch, named):
    text = PLAN + '[plugins]\nallow = ["other"]\n' if named == "allow" else PLAN
    if named == "environment":
        monkeypatch.setenv("WES_RULES_PLUGINS", "other")
    assert check(plan(text), "--plugins-dir", str(folder())) == 2
    assert "it is not on the list of allowed plugins" in capsys.readouterr().err


def test_a_file_and_a_distribution_of_one_name_are_both_refused(folder, install, monkeypatch):
    install("ledger", LEDGER)
    made = folder()
    plugins = load_plugins(["ledger"], environ={"WES_RULES_PLUGINS_DIR": str(made)})
    rows = [one for one in plugins.rows if one.name == "ledger"]
    assert [one.status for one in rows] == ["failed", "failed"]
    assert rows[0].detail == f"{made / 'ledger.py'} and dist-ledger both claim this name; remove one of them"


def test_it_cannot_take_the_place_of_what_is_built_in(folder):
    made = folder("csv.py", LEDGER)
    plugins = load_plugins(["csv"], environ={"WES_RULES_PLUGINS_DIR": str(made)})
    assert plugins.source("csv").summary != "Figures from a ledger"
    assert [one.status for one in plugins.rows if one.name == "csv"] == ["loaded", "failed"]


def test_it_is_imported_once_however_often_it_is_asked_for(folder):
    environ = {"WES_RULES_PLUGINS_DIR": str(folder("odd.py", KIND))}
    first, second = (load_plugins(["odd"], environ=environ).rule_kind("odd") for _ in range(2))
    assert first is second


def test_one_that_fails_is_imported_anew_once_it_is_mended(folder):
    environ = {"WES_RULES_PLUGINS_DIR": str(folder(code="import nothing_of_that_name"))}
    assert row(load_plugins(["ledger"], environ=environ), "ledger").status == "failed"
    folder(code=LEDGER)
    assert row(load_plugins(["ledger"], environ=environ), "ledger").status == "loaded"


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("ledger.py", "raise OSError('no disk')", 'the plugin for source "ledger" is failed: OSError: no disk'),
        ("ledger.py", LEDGER.replace("return [S", "raise OSError('no disk') or [S"), "is failed: OSError: no disk"),
        ("ledger.py", LEDGER.replace("request.indicators", "{}"), "source \"ledger\": it raised KeyError: 'rate'"),
    ],
)
def test_one_that_fails_is_one_row_and_its_traceback_is_shown_with_debug(folder, plan, capsys, name, code, says):
    option = ["--plugins-dir", str(folder(name, code))]
    assert check(plan(), *option) == 2
    plain = capsys.readouterr().err
    assert check(plan(), *option, "--debug") == 2
    shown = capsys.readouterr().err
    first, *rest = plain.splitlines()
    assert says in first
    assert "tell its author; --debug shows where" in first
    assert rest == ["1 problem; nothing was judged."]
    assert shown.endswith(plain)
    assert "Traceback (most recent call last):" in shown
    assert f'{name}", line ' in shown


def test_a_kind_of_rule_that_fails_is_one_row_and_its_traceback_is_shown_with_debug(folder, plan, capsys):
    folder()
    made = folder("odd.py", KIND)
    text = PLAN.replace('rule = {kind = "threshold", at_least = 50}', 'rule = {kind = "odd"}')
    assert check(plan(text), "--plugins-dir", str(made)) == 2
    plain = capsys.readouterr().err
    assert plain.startswith('measure "rate": the rule kind "odd" raised KeyError: \'finding\'; tell its author')
    assert check(plan(text), "--plugins-dir", str(made), "--debug") == 2
    shown = capsys.readouterr().err
    assert 'return {}["finding"]' in shown
    assert shown.endswith(plain)


SPEECHLESS = """\
from typing import ClassVar

import attrs
from wes_rules import Threshold
from wes_rules.plugins import hookimpl

@attrs.frozen(kw_only=True)
class Odd(Threshold):
    \"\"\"Odd.\"\"\"

    kind: ClassVar[str] = "odd"

    def {method}(self, *_):
        return {{}}["words"]

@hookimpl
def wes_rules_rule_kinds():
    return [Odd]
"""


@pytest.mark.parametrize("method", ["sentence", "requirement", "reading"])
@pytest.mark.parametrize("command", ["explain", "check"])
def test_a_kind_of_rule_that_has_no_words_is_a_reported_fault(folder, plan, capsys, method, command):
    folder()
    made = folder("odd.py", SPEECHLESS.format(method=method))
    path = plan(PLAN.replace('rule = {kind = "threshold", at_least = 50}', 'rule = {kind = "odd", at_least = 50}'))
    asked = ["explain", str(path), "rate"] if command == "explain" else ["check", str(path), "--format", "json"]
    assert main(["--plugins-dir", str(made), *asked, "--as-of", "2030-01-01"]) == 2
    said = capsys.readouterr().err
    assert said.startswith('measure "rate": the rule kind "odd" raised KeyError: \'words\'; tell its author')
    assert "Traceback" not in said


def test_no_secret_is_in_a_traceback(folder, plan, capsys):
    assert check(plan(), "--plugins-dir", str(folder(code=FAILS)), "--debug") == 2
    shown = capsys.readouterr().err
    assert "KeyError: '***'" in shown
    assert "planted" not in shown


def test_what_the_environment_calls_a_secret_is_hidden_before_a_plan_names_it(folder, plan, capsys, monkeypatch):
    monkeypatch.setenv("COUNCIL_TOKEN", "grand-duchy-77")
    code = "import os\nraise OSError('refused ' + os.environ['COUNCIL_TOKEN'])"
    check(plan(), "--plugins-dir", str(folder(code=code)), "--debug")
    assert "OSError: refused ***" in capsys.readouterr().err.split("\nplan.toml")[0]


def test_a_trace_says_which_hooks_were_called_of_which_plugin_and_how_long(folder, plan, capsys, monkeypatch):
    monkeypatch.setenv("WES_RULES_TRACE", "1")
    check(plan(), "--plugins-dir", str(folder()))
    said = [line.rpartition(" after ")[0] for line in capsys.readouterr().err.splitlines() if "ledger" in line]
    assert said == [
        "plugin ledger: import returned",
        "plugin ledger: wes_rules_sources returned",
        'source "ledger": open returned',
        'source "ledger": read returned',
    ]


def test_a_trace_says_which_call_raised_and_holds_no_secret(folder, plan, capsys, monkeypatch):
    monkeypatch.setenv("WES_RULES_TRACE", "1")
    check(plan(), "--plugins-dir", str(folder(code=FAILS)))
    err = capsys.readouterr().err
    assert 'source "ledger": read raised KeyError after 0.' in err
    assert "planted" not in err


@pytest.mark.parametrize("off", ["", "0"])
def test_no_trace_is_written_unless_it_is_asked_for(folder, plan, capsys, monkeypatch, off):
    monkeypatch.setenv("WES_RULES_TRACE", off)
    check(plan(), "--plugins-dir", str(folder()))
    assert capsys.readouterr().err == ""


def test_a_program_sees_both_in_its_logs(folder, plan, caplog, monkeypatch):
    monkeypatch.setenv("WES_RULES_PLUGINS_DIR", str(folder(code=FAILS)))
    caplog.set_level(logging.DEBUG, "wes_rules")
    with pytest.raises(Exception, match="KeyError"):
        load_plan(plan()).judge(as_of=date(2026, 1, 1))
    assert {"wes_rules.plugins.calls", "wes_rules.plugins.faults"} <= {one.name for one in caplog.records}
    assert "planted" not in caplog.text


def test_listing_as_json_names_the_file(folder, capsys):
    made = folder()
    main(["plugins", "--json", "--plugins-dir", str(made)])
    rows = json.loads(capsys.readouterr().out)["plugins"]
    assert [one["distribution"] for one in rows if one["name"] == "ledger"] == [str(made / "ledger.py")]
