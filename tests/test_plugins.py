"""Loading plugins: what is not needed is not imported, and a bad one is a row."""

import io
from datetime import date
from pathlib import Path

import pytest

from wes_rules import PluginError
from wes_rules.plugins import Context, Message, load_plugins

GOOD = """
import attrs
from wes_rules.plugins import SourceType, hookimpl

@attrs.frozen
class Config:
    pass

@hookimpl
def wes_rules_sources():
    return [SourceType("good", "Good figures", Config, lambda config, context: None)]
"""
BAD = {
    "broken": ("import nothing_of_that_name", "ModuleNotFoundError"),
    "leaves": ("raise SystemExit(3)", "SystemExit"),
    "misspelt": (GOOD.replace("wes_rules_sources", "wes_rules_sorces"), 'did you mean "wes_rules_sources"?'),
    "untyped": (GOOD.replace("return [", "return 'text' or ["), "returned str"),
    "wrong": (GOOD.replace("return [", "return [1] or ["), "returned a int"),
    "raises": (GOOD.replace("return [", "raise OSError('no disk') or ["), "no disk"),
    "twin": (GOOD.replace('"good"', '"csv"'), "already the name"),
}


def row(plugins, name):
    return next(row for row in plugins.rows if row.name == name)


def test_only_what_is_needed_is_loaded(install):
    install("good", GOOD)
    install("broken", BAD["broken"][0])
    plugins = load_plugins(["csv"])
    assert {row(plugins, name).status for name in ("good", "broken")} == {"not needed"}
    assert set(plugins.sources) == {"csv"}
    assert load_plugins(["GOOD"]).source("good").summary == "Good figures"


@pytest.mark.parametrize("name", BAD)
def test_a_bad_plugin_is_a_row_with_its_reason_and_the_rest_go_on(install, name):
    code, says = BAD[name]
    install(name, code)
    install("good", GOOD)
    plugins = load_plugins([name, "good"])
    assert (row(plugins, name).status, row(plugins, name).distribution) == ("failed", f"dist-{name}")
    assert says in row(plugins, name).detail
    assert row(plugins, "good").status == "loaded"
    assert plugins.source("csv").name == "csv"
    if name != "twin":
        with pytest.raises(PluginError, match="failed"):
            plugins.source(name)


def test_a_plugin_that_is_not_allowed_is_blocked(install):
    install("good", GOOD)
    plugins = load_plugins(["good"], allow=["other"])
    assert row(plugins, "good").status == "blocked"
    with pytest.raises(PluginError, match="not on the list"):
        plugins.source("good")


def test_two_distributions_with_one_name_are_both_refused(install):
    install("good", GOOD, "first")
    install("good", GOOD, "second")
    plugins = load_plugins(["good"])
    assert [(one.distribution, one.status) for one in plugins.rows if one.name == "good"] == [
        ("first", "failed"),
        ("second", "failed"),
    ]
    assert "first and second" in row(plugins, "good").detail


def test_an_unknown_name_gets_the_nearest_known_one():
    with pytest.raises(PluginError, match='did you mean "csv"'):
        load_plugins([]).source("csw")


def test_the_console_shows_control_characters_escaped():
    out = io.StringIO()
    kind = load_plugins([]).notifier("console")
    context = Context(as_of=date(2026, 1, 1), base=Path(), output=out)
    kind.open(kind.config(), context).send(
        Message.of(
            plan="p", plan_title="P", recipient="Board", notifier="console", subject="red \x1b[31m", text="one\x07\ntwo"
        ),
        attempt=1,
        timeout=1.0,
    )
    assert out.getvalue() == "To Board: red \\x1b[31m\n  one\\x07\n  two\n"
