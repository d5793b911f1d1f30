"""
Whole pages in a real browser: both themes, three widths, forced colours and print; and a picture of each to look at.

The pictures are kept where `WES_RULES_PICTURES` says, or else nowhere.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from tests.pages.browser import LOOKS, browser, looking, overflow, violations

from wes_rules import load_plan
from wes_rules.cli.example import example_plan
from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of

# The plan under way, and after its deadline.
DAYS = (date(2022, 9, 1), date(2026, 11, 28))


@pytest.fixture(scope="module")
def chromium():
    with browser() as found:
        yield found


@pytest.fixture(scope="module", params=DAYS, ids=str)
def file(request, tmp_path_factory):
    loaded = load_plan(example_plan())
    card = scorecard_of(loaded.plan, loaded.judge(as_of=request.param), as_of=request.param)
    path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    path.write_text(page_of(card))
    return path


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_the_page_of_the_example(chromium, file, look):
    with looking(chromium, file, **LOOKS[look]) as page:
        if folder := os.environ.get("WES_RULES_PICTURES"):
            page.screenshot(path=Path(folder) / f"{file.stem}-{look}.png", full_page=True)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert overflow(page) == []
        assert violations(page) == []
