"""What `wes-rules plugins` shows, what its checks find, and what it refuses."""

import json
import sys

import pytest

from wes_rules.cli.main import main

SOURCE = '''
import attrs
from wes_rules.plugins import SourceType, hookimpl

@attrs.frozen(kw_only=True)
class Config:
    """
    Where the ledger is.

    Args:
        path: Its file.
        key_env: The variable that holds the key.
    """

    path: str
    key_env: str = "LEDGER_KEY"

@hookimpl
def wes_rules_sources():
    return [
        SourceType(
            "ledger", "Figures from the ledger", Config, lambda config, context: None,
            capabilities={"network"}, secrets=("key_env",),
        )
    ]
'''
PLAN = """\
[plan]
id = "p"
title = "A plan"
area = "937"
[[sources]]
kind = "ledger"
path = "figures.txt"
key_env = "OTHER_KEY"
[calendars.years]
kind = "calendar-year"
[[measures]]
id = "rate"
title = "Rate"
unit = "percent"
decimals = 1
better = "higher"
calendar = "years"
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 50}
"""


@pytest.fixture
def plan(tmp_path):
    def plan(more=""):
        (tmp_path / "plan.toml").write_text(PLAN + more)
        return str(tmp_path / "plan.toml")

    return plan


def run(capsys, *words):
    code = main(["plugins", *words])
    out, err = capsys.readouterr()
    return code, out, err


def test_without_a_plan_everything_is_listed_and_nothing_is_imported(install, capsys):
    install("ledger", "raise SystemExit")
    code, out, _ = run(capsys)
    assert code == 0
    assert "ledger           dist-ledger 1.0  not needed\n" in out
    assert "    notifier jsonl: Appends messages to a file as JSON lines\n        dedup key\n" in out


def test_with_a_plan_it_shows_what_is_loaded_and_which_secrets_are_set(install, plan, capsys, monkeypatch):
    install("ledger", SOURCE)
    monkeypatch.setenv("OTHER_KEY", "planted-5ecret")
    code, out, err = run(capsys, plan())
    assert code == 0
    assert (
        "ledger           dist-ledger 1.0  loaded, API 1: wes_rules_sources\n"
        "    source ledger: Figures from the ledger\n"
        "        network\n"
        "        secret key_env: OTHER_KEY is set\n"
    ) in out
    assert "planted-5ecret" not in out + err
    monkeypatch.delenv("OTHER_KEY")
    assert "OTHER_KEY is not set" in run(capsys, plan())[1]


def test_as_json_it_says_the_same(install, plan, capsys):
    install("ledger", SOURCE)
    _, out, _ = run(capsys, plan(), "--json")
    (row,) = (one for one in json.loads(out)["plugins"] if one["name"] == "ledger")
    assert row == {
        "name": "ledger",
        "distribution": "dist-ledger",
        "version": "1.0",
        "status": "loaded",
        "detail": "",
        "hooks": ["wes_rules_sources"],
        "api": 1,
        "kinds": [
            {
                "name": "ledger",
                "is": "source",
                "summary": "Figures from the ledger",
                "capabilities": ["network"],
                "secrets": [{"setting": "key_env", "variables": {"OTHER_KEY": False}}],
            }
        ],
    }


@pytest.mark.parametrize(
    ("code", "more", "says"),
    [
        (
            "raise OSError('no\\x1b[31mdisk')",
            "",
            "failed\n    OSError: no\\x1b[31mdisk; leave the plugin out, or tell its author",
        ),
        (SOURCE, "[plugins]\nallow = []\n", "blocked\n    it is not on the list of allowed plugins"),
        (SOURCE, '[plugins]\nenable = ["watcher"]\n', '[plugins] enable: no plugin is called "watcher"'),
    ],
)
def test_what_the_plan_needs_and_does_not_get_is_told_and_ends_with_1(install, plan, capsys, code, more, says):
    install("ledger", code)
    code, out, _ = run(capsys, plan(more))
    assert code == 1
    assert says in out


def test_a_sound_plugin_passes_every_check(install, capsys):
    install("ledger", SOURCE)
    code, out, _ = run(capsys, "verify", "LEDGER")
    assert (code, out.count("passed"), out.count("FAILED")) == (0, 6, 0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("import attrs", "import attrs, nothing_of_that_name"), "install what it needs, or leave the plugin out"),
        (("import attrs", "import attrs\nprint('hello')"), "it printed 'hello'; print nothing at import"),
        (
            ("import attrs", "import attrs, socket\nsocket.getaddrinfo('127.0.0.1', 80)"),
            "socket.getaddrinfo ('127.0.0.1', 80",
        ),
        (
            ("import attrs", "import attrs\nopen(__file__ + '.txt', 'w').close()"),
            "module_ledger.py.txt'; do nothing at import",
        ),
        (('"ledger", "Fig', '"ledgers", "Fig'), "it adds ledgers; name its entry point so"),
        (("    Args:\n        path: Its file.", "    Args:"), "Config.path is not documented"),
        (('secrets=("key_env",)', 'secrets=("key",)'), 'secrets names "key", which is no field of Config'),
        (("\n@hookimpl\ndef", "\ndef wes_rules_judged(plan): ...\n\n@hookimpl\ndef"), "wes_rules_judged is not marked"),
    ],
)
def test_what_is_wrong_with_a_plugin_fails_its_check_with_a_remedy(install, capsys, change, says):
    install("ledger", SOURCE.replace(*change))
    code, out, _ = run(capsys, "verify", "ledger")
    assert code == 1
    assert says in out
    assert out.count("FAILED") <= 2


def test_the_checks_are_there_as_json(install, capsys):
    install("ledger", SOURCE)
    checks = json.loads(run(capsys, "verify", "ledger", "--json")[1])
    assert {"what": "it has the name of what it adds", "faults": []} in checks


def test_two_that_claim_a_name_fail_with_both_names(install, capsys):
    install("ledger", SOURCE, "first")
    install("ledger", SOURCE, "second")
    code, out, _ = run(capsys, "verify", "ledger")
    assert code == 1
    assert out.count("first and second both claim this name; remove one of them") == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("verify", "csv"), "it is part of wes-rules"),
        (("verify", "smpt"), "Or install it."),
        (("verify",), "wes-rules plugins verify NAME"),
        (("new", "Ledger"), '"Ledger" is no name of a plugin; use lower case'),
        (("new", "csv"), '"csv" is built in; choose another name'),
        (("missing.toml",), "there is no such file"),
    ],
)
def test_wrong_uses_are_refused_with_a_remedy(capsys, words, says):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert says in err


def test_a_skeleton_never_writes_over_anything(tmp_path, capsys):
    assert run(capsys, "new", "ledger", "--into", str(tmp_path))[0] == 0
    code, _, err = run(capsys, "new", "ledger", "--into", str(tmp_path))
    assert code == 2
    assert "it is there already; choose another name" in err
    (tmp_path / "file").write_text("")
    assert "it cannot be written: Not a directory" in run(capsys, "new", "ledger", "--into", str(tmp_path / "file"))[2]


def test_where_there_is_no_pip_a_new_plugin_is_installed_by_uv(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("wes_rules.cli.plugin_commands.find_spec", lambda name: None)
    assert main(["plugins", "new", "ledger", "--kind", "source", "--into", str(tmp_path)]) == 0
    assert f"    uv pip install --python {sys.executable} -e '" in capsys.readouterr().out
