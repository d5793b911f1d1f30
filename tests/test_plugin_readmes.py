"""The README of every notifier in plugins/ holds a whole plan that is read without a fault, and code that runs."""

import doctest
import re
from pathlib import Path

import pytest

from wes_rules.planfiles.planfile import parse_plan
from wes_rules.plugins import load_plugins
from wes_rules.running.plugins_used import configured

ROOT = Path(__file__).parents[1]
PAGES = [page for page in sorted(ROOT.glob("plugins/*/README.md")) if "[[notifiers]]" in page.read_text("utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_its_plan_is_read_and_its_settings_are_those_of_the_plugin(page):
    text = page.read_text("utf-8")
    (snippet,) = re.findall(r"^```toml\n(\[plan\].*?)^```", text, re.MULTILINE | re.DOTALL)
    plan = parse_plan(snippet)
    plugins = load_plugins([one.kind for one in plan.notifiers])
    for one in plan.notifiers:
        kind = plugins.notifier(one.kind)
        configured(kind.config, one, plan)
        for name in kind.secrets:
            assert f"`{name}`" in text
        if kind.addressed:
            assert plan.alerting.recipients
            assert all(kind.name in recipient.addresses for recipient in plan.alerting.recipients)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_its_code_runs(page):
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_there_are_some():
    assert len(PAGES) >= 2
