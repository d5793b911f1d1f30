"""Every command that a page shows is one: the parser of the command line takes it."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from wes_rules.cli.parser import command_line

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("plugins/[a-z]*/README.md"))]


def found(pattern):
    return [
        pytest.param(line, id=f"{page.parent.name}/{page.stem}: {line}")
        for page in PAGES
        for line in dict.fromkeys(re.findall(pattern, page.read_text(encoding="utf-8"), re.MULTILINE))
    ]


@pytest.mark.parametrize("line", found(r"^(?: {4}|\$ |)wes-rules (.*)$"))
def test_a_command_in_a_code_block_is_understood(line):
    words = shlex.split(line, comments=True)
    words = words[: next((place for place, word in enumerate(words) if word in (">", ">>", "|")), None)]
    given = dict(zip(("NAME", "PLAN", "DIR"), ("name", "plan.toml", "folder"), strict=True))
    command_line().parse_args([given.get(word, word) for word in words])


@pytest.mark.parametrize("line", found(r"`wes-rules ([^`]*)`"))
def test_a_command_in_a_sentence_is_there_with_its_options(line):
    parser = command_line()
    for word in re.findall(r"[^\s|\\]+", line):
        inner = next((one for one in parser._actions if isinstance(one, argparse._SubParsersAction)), None)
        if inner is not None:
            assert word in inner.choices or not inner.required or word in ("COMMAND", "--help"), (
                f"no such command: {word}"
            )
            parser = inner.choices.get(word, parser)
    options = {option for one in parser._actions for option in one.option_strings}
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", line)) <= options


def test_every_command_is_on_the_page_of_commands():
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    (commands,) = (one.choices for one in command_line()._actions if isinstance(one, argparse._SubParsersAction))
    assert [name for name in commands if not re.search(rf"^\| `wes-rules {name}\b", page, re.MULTILINE)] == []
    (verbs,) = (one.choices for one in commands["alerts"]._actions if isinstance(one, argparse._SubParsersAction))
    assert "`wes-rules alerts " + r"\|".join(verbs) + "`" in page
