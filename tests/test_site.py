"""The generated reference of the site leaves nothing out; the site itself is built by CI, where a warning fails it."""

import importlib
import importlib.util
import re
from pathlib import Path

import pytest

import wes_rules
from wes_rules.plugins import hookspecs
from wes_rules.rules.kinds import KINDS

SITE = Path(__file__).parents[1] / "docs" / "site"


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, SITE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reference():
    return loaded("reference")


@pytest.fixture(scope="module")
def given():
    return loaded("given")


@pytest.fixture(scope="module")
def pages(reference, given):
    return {**reference.reference_pages(), "given.md": given.given_page()}


def entries(text):
    return re.findall(r"^\.\. (?:auto\w+|py:data):: ([\w.]+)$", text, re.MULTILINE)


def test_every_public_name_is_in_the_reference_once(pages, reference):
    listed = [one for text in pages.values() for one in entries(text) if one.count(".") == 1]
    assert sorted(listed) == sorted(f"wes_rules.{name}" for name in wes_rules.__all__)
    for module in reference.MODULES:
        public = getattr(importlib.import_module(module), "__all__", ())
        assert set(entries(pages[f"{module}.rst"])) >= {f"{module}.{name}" for name in public}


def test_a_value_is_said_what_it_is_and_not_what_its_type_is(pages, reference):
    said = {
        one: text
        for text in pages.values()
        for one, text in re.findall(r"^\.\. py:data:: (\S+)\n\n   (.*)$", text, re.MULTILINE)
    }
    assert said["wes_rules.testing.PLANTED"] == "The value that every secret has during a contract's tests."
    assert said["wes_rules.tables.Line"] == "A line's number, and its cells."
    with pytest.raises(
        ValueError, match="UNSAID is public, and no comment that begins with #: says above it what it is"
    ):
        reference._said_of("UNSAID", "text")


def test_every_hook_and_every_kind_of_rule_is_in_the_reference(pages):
    hooks = [name for name in vars(hookspecs) if name.startswith("wes_rules_")]
    assert entries(pages["hooks.rst"]) == [f"wes_rules.plugins.hookspecs.{name}" for name in hooks]
    assert re.findall(r"^## (.*)$", pages["rule-kinds.md"], re.MULTILINE) == sorted(KINDS)


def test_every_key_of_the_reference_says_what_it_means(pages):
    rows = [
        row for name in ("rule-kinds.md", "plan-schema.md") for row in re.findall(r"^\| `.*", pages[name], re.MULTILINE)
    ]
    assert len(rows) > 100
    assert [row for row in rows if row.count(" | ") == 3 and row.endswith("|  |")] == []


def test_every_generated_page_is_in_a_table_of_contents(pages):
    index = (SITE / "index.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^reference/(.+)$", index, re.MULTILINE)) == {
        Path(name).stem if name.endswith(".md") else name[:-4] for name in pages
    }


def test_everything_that_plugins_are_given_says_what_it_means(pages):
    rows = re.findall(r"^\| `.*", pages["given.md"], re.MULTILINE)
    assert len(rows) > 150
    assert [row for row in rows if re.search(r"\|\s*\|$", row)] == []


def test_everything_that_plugins_are_given_says_what_it_is(pages):
    rows = re.findall(r"^\| `.*", pages["given.md"], re.MULTILINE)
    assert [row for row in rows if re.search(r"(?<!\\)\|\s*\|", row)] == []
    (unlike,) = [row for row in rows if row.startswith("| `unlike(")]
    assert "| `Reason` |" in unlike


def test_what_plugins_are_given_is_public(given):
    for _, names in given.GIVEN.values():
        for name in names:
            module, _, attribute = name.rpartition(".")
            assert attribute in importlib.import_module(module).__all__, name
