"""What every command says of itself, completion, and how commands end that somebody stops."""

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from wes_rules import cli
from wes_rules.cli import main as start
from wes_rules.cli.exits import Exit
from wes_rules.cli.main import main
from wes_rules.cli.parser import command_line
from wes_rules.cli.usage import EXAMPLES, commands_of

from .conftest import EXAMPLE

NAMES = [name for name, _ in commands_of(command_line())]


def test_what_commands_load_when_they_are_called_is_there():
    room = Path(cli.__file__).parent
    named = set()
    for path in (room / "parser.py", room / "alert_commands" / "__init__.py"):
        package = "wes_rules.cli" if path.parent == room else "wes_rules.cli.alert_commands"
        found = re.findall(r'(?:lazily\(|add\("\w+", )"(\w+)\.(\w+)"', path.read_text(encoding="utf-8"))
        named |= {(f"{package}.{module}", name) for module, name in found}
    assert len(named) > 20
    for module, name in named:
        assert callable(getattr(importlib.import_module(module), name))


def test_reading_what_was_typed_loads_nothing_that_only_some_commands_need():
    some = (
        "wes_rules.wording",
        "wes_rules.drafting",
        "wes_rules.stores",
        "wes_rules.cli.page_command",
        "multiprocessing",
    )
    code = f"import sys; from wes_rules.cli.parser import command_line; command_line(); print([m for m in {some} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_every_command_has_examples():
    assert sorted(NAMES) == sorted(EXAMPLES)


@pytest.mark.parametrize("line", sorted({one for some in EXAMPLES.values() for one in some}))
def test_every_example_is_understood(line):
    words = shlex.split(line.partition(" > ")[0])
    assert words[0] == "wes-rules"
    command_line().parse_args(words[1:])


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_a_command_shows_its_examples_and_how_it_ends(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*name.split(), "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert all(f"\n  {one}\n" in said for one in EXAMPLES[name])
    assert "xit codes: 0 " in said
    examples = said[said.index("\nexamples:") :]
    assert all(len(line) <= 80 for line in examples.splitlines() if not line.startswith("  wes-rules"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "wes-rules: error: missing: COMMAND"),
        (["chekc", "plan.toml"], 'wes-rules: error: argument COMMAND: "chekc" is not known; did you mean "check"?'),
        (["check"], "wes-rules check: error: missing: PLAN"),
        (
            ["check", "plan.toml", "--ownr", "X"],
            "wes-rules check: error: not understood: --ownr X; did you mean --owner?",
        ),
        (["check", "plan.toml", "--format", "jsn"], 'argument --format: "jsn" is not known; did you mean "json"?'),
        (["alerts", "shwo"], 'wes-rules alerts: error: argument COMMAND: "shwo" is not known; did you mean "show"?'),
        (["explain", "plan.toml", "gld", "again"], "wes-rules explain: error: not understood: again\n"),
    ],
)
def test_what_was_mistyped_is_told_with_the_nearest_an_example_and_where_to_read_on(typed, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(typed)
    assert ended.value.code == Exit.WRONG
    first, example, more = capsys.readouterr().err.splitlines()
    assert said.rstrip("\n") in first
    command = first.partition(": error: ")[0]
    assert example in {f"for example: {one}" for one in EXAMPLES[command.partition(" ")[2]]}
    assert more == f"for help: {command} --help"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_a_shell_is_told_how_to_complete(shell, capsys):
    assert main(["completion", shell]) == 0
    said = capsys.readouterr().out
    assert "scorecard" in said
    assert "--fail-on" in said or "fail-on" in said


def test_the_script_for_bash_is_one(capsys):
    main(["completion", "bash"])
    script = capsys.readouterr().out
    ask = 'COMP_WORDS=(wes-rules sc); COMP_CWORD=1; _shtab_wes_rules wes-rules sc wes-rules; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["scorecard", "schema"] or set(done.stdout.split()) == {"scorecard", "schema"}


def test_completion_without_shtab_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == Exit.WRONG
    assert 'shtab, which is not installed; pip install "wes-rules[cli]"' in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["check", str(EXAMPLE), "--measure", "ehcp-20-weeks"], ["validate", str(EXAMPLE)], ["alerts", "list"]]
)
def test_a_quiet_command_prints_errors_alone(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = main([*words, "--quiet"])
    out, err = capsys.readouterr()
    assert out == ""
    assert bool(err) == (code == Exit.WRONG)


@pytest.mark.parametrize("where", ["_done", "_asked"])
def test_an_interrupt_from_the_keyboard_is_quiet(where, monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(start, where, interrupted)
    assert main(["schema"]) == Exit.INTERRUPTED
    assert capsys.readouterr() == ("", "")
