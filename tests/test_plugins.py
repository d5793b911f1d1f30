"""Loading plugins: what is not needed is not imported, and a bad one is a row."""

import importlib
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
OBSERVER = """
from wes_rules.plugins import hookimpl

seen = []

@hookimpl
def wes_rules_judged(judgements):
    seen.append(judgements)
"""
BAD = {
    "broken": ("import nothing_of_that_name", "ModuleNotFoundError", "install what it needs"),
    "leaves": ("raise SystemExit(3)", "SystemExit: 3: it tried to end the program", "tell its author"),
    "interrupts": ("raise KeyboardInterrupt", "its import raised KeyboardInterrupt", "tell its author"),
    "hangs": (
        "import threading\nthreading.Event().wait()",
        "its import did not end within 1 seconds",
        "leave the plugin out",
    ),
    "hangs-later": (
        GOOD.replace("return [", "import threading; threading.Event().wait(); return ["),
        "wes_rules_sources did not end within 1 seconds",
        "leave the plugin out",
    ),
    "misspelt": (
        GOOD.replace("wes_rules_sources", "wes_rules_sorces"),
        "unknown hook",
        'did you mean "wes_rules_sources"?',
    ),
    "unmarked": (GOOD.replace("@hookimpl", ""), "it implements no hook", "put @hookimpl before wes_rules_sources"),
    "empty": ("", "it implements no hook", "implement one of: wes_rules_sources"),
    "untyped": (GOOD.replace("return [", "return 'text' or ["), "returned str", "return a list"),
    "wrong": (GOOD.replace("return [", "return [1] or ["), "returned a int", "return a list of SourceType"),
    "raises": (GOOD.replace("return [", "raise OSError('no disk') or ["), "no disk", "tell its author"),
    "generates": (GOOD.replace("return [", "raise OSError('no disk'); yield ["), "no disk", "tell its author"),
    "greedy": (GOOD.replace("sources()", "sources(plan)"), "wes_rules_sources asks for 'plan'", "it is given: none"),
    "wraps": (
        GOOD.replace("@hookimpl", "@hookimpl(wrapper=True)"),
        "is wrapped around other plugins",
        "without wrapper",
    ),
    "later": (f"WES_RULES_API = 2\n{GOOD}", "written for version 2 of the plugin API", "install a later wes-rules"),
    "odd": (f"WES_RULES_API = '1'\n{GOOD}", "WES_RULES_API is '1'", "write WES_RULES_API = 1"),
    "twin": (GOOD.replace('"good"', '"csv"'), '"csv" is already the name of one of wes-rules', "remove one"),
    "twice": (
        GOOD.replace("lambda config, context: None)]", "lambda config, context: None)] * 2"),
        'returned "good" twice',
        "give each a name",
    ),
    "forged": ("raise OSError('no\\n\\x1b[31mdisk')", "OSError: no\\n\\x1b[31mdisk", "tell its author"),
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
    code, says, remedy = BAD[name]
    install(name, code)
    install("fine", GOOD.replace('"good"', '"fine"'))
    plugins = load_plugins([name, "fine"], deadline=1.0)
    assert (row(plugins, name).status, row(plugins, name).distribution) == ("failed", f"dist-{name}")
    said = row(plugins, name).detail
    assert says in said
    assert remedy in said
    assert said.isprintable()
    assert row(plugins, "fine").status == "loaded"
    assert plugins.source("csv").name == "csv"
    with pytest.raises(PluginError, match=f"^dist-{name}: the plugin for source .* is failed"):
        plugins.source(name)


def test_a_plugin_that_adds_something_else_is_told_by_what_it_adds(install):
    install("other", GOOD)
    with pytest.raises(PluginError, match='the plugin "other" adds no source "other"; it adds good'):
        load_plugins(["other"]).source("other")


def test_a_plugin_that_is_not_allowed_is_blocked(install):
    install("good", GOOD)
    plugins = load_plugins(["good"], allow=["other"])
    assert row(plugins, "good").status == "blocked"
    with pytest.raises(PluginError, match="not on the list"):
        plugins.source("good")


@pytest.mark.parametrize(
    ("allow", "listed", "status"),
    [
        (None, None, "loaded"),
        (["good"], None, "loaded"),
        (None, "other, GOOD", "loaded"),
        (["good"], "good", "loaded"),
        (["good"], "", "blocked"),
        (["good"], "other", "blocked"),
        ([], "good", "blocked"),
        (None, "", "blocked"),
    ],
)
def test_the_plan_and_the_environment_may_each_refuse_a_plugin(install, allow, listed, status):
    install("good", GOOD)
    environ = {} if listed is None else {"WES_RULES_PLUGINS": listed}
    plugins = load_plugins(["good", "csv"], allow=allow, environ=environ)
    assert row(plugins, "good").status == status
    assert row(plugins, "csv").status == "loaded"
    if allow == ["good"] and status == "blocked":
        assert "add it to the environment variable WES_RULES_PLUGINS" in row(plugins, "good").detail


def test_two_distributions_with_one_name_are_both_refused(install):
    install("good", GOOD, "first")
    install("good", GOOD, "second")
    plugins = load_plugins(["good"])
    assert [(one.distribution, one.status) for one in plugins.rows if one.name == "good"] == [
        ("first", "failed"),
        ("second", "failed"),
    ]
    assert "first and second" in row(plugins, "good").detail


def test_two_plugins_that_add_a_kind_of_one_name_are_both_refused(install):
    install("first", GOOD)
    install("second", GOOD)
    plugins = load_plugins(["first", "second"])
    assert "good" not in plugins.sources
    assert '"good" is already the name of one of dist-second' in row(plugins, "first").detail
    assert '"good" is already the name of one of dist-first' in row(plugins, "second").detail


def test_a_row_says_what_a_plugin_adds_and_listing_imports_nothing(install):
    install("good", GOOD)
    install("broken", BAD["broken"][0])
    found = row(load_plugins(["good"]), "good")
    assert (found.version, found.hooks, found.kinds, found.api) == ("1.0", ("wes_rules_sources",), ("good",), 1)
    unknown = row(load_plugins([]), "broken")
    assert (unknown.version, unknown.hooks, unknown.kinds, unknown.api) == ("1.0", (), (), None)


def test_an_observer_looks_on_only_where_it_is_enabled(install):
    install("watcher", OBSERVER)
    assert row(load_plugins([]), "watcher").status == "not needed"
    assert load_plugins(["watcher"]).observers == ()
    plugins = load_plugins([], enable=["watcher"])
    assert plugins.observe("wes_rules_judged", plan=None, judgements=("one",), context=None) == []
    assert plugins.observe("wes_rules_delivered", message=None, receipt=None, context=None) == []
    assert importlib.import_module("module_watcher").seen == [("one",)]


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("raise OSError('no\\ndisk')", "in wes_rules_judged, OSError: no disk"),
        ("raise SystemExit(3)", "SystemExit: 3: it tried to end the program"),
        ("import threading; threading.Event().wait()", "wes_rules_judged did not end within 1 seconds"),
    ],
)
def test_an_observer_that_fails_is_one_row_and_the_others_look_on(install, does, says):
    install("bad", OBSERVER.replace("seen.append(judgements)", does))
    install("watcher", OBSERVER)
    plugins = load_plugins([], enable=["bad", "watcher"])
    facts = {"plan": None, "judgements": (), "context": None}
    (problem,) = plugins.observe("wes_rules_judged", deadline=1.0, **facts)
    assert problem.subject == 'plugin "bad" (dist-bad 1.0)'
    assert says in problem.what
    assert "take it out of enable" in problem.remedy
    assert plugins.observe("wes_rules_judged", deadline=1.0, **facts) == []
    assert importlib.import_module("module_watcher").seen == [(), ()]


def test_what_is_enabled_and_cannot_look_on_is_told(install):
    install("good", GOOD)
    install("broken", BAD["broken"][0])
    told = [str(one) for one in load_plugins([], enable=["good", "broken", "brokn"], allow=["good", "broken"]).problems]
    assert told[0] == 'plugin "good" (dist-good 1.0): it observes nothing; take it out of enable in [plugins]'
    assert told[1].startswith('plugin "broken" (dist-broken 1.0): it is failed: ModuleNotFoundError')
    assert told[2].startswith('[plugins] enable: no plugin is called "brokn"; did you mean "broken"?')


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


@pytest.mark.parametrize(("what", "name", "plugin"), [("notifier", "email", "smtp"), ("source", "xlsx", "excel")])
def test_a_plugin_of_the_library_is_named_by_what_people_call_it(what, name, plugin):
    with pytest.raises(PluginError, match=f'say kind = "{plugin}", which wes-rules-{plugin} adds'):
        getattr(load_plugins([name]), what)(name)
