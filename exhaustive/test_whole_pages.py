"""
Whole pages in a real browser: both themes, three widths, forced colours and print; and a picture of each to look at.

The pictures are kept where `WES_RULES_PICTURES` says, or else nowhere.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from tests.pages.browser import LOOKS, looking, overflow, unfold, violations
from tests.pages.odd import odd_card

from wes_rules import load_plan
from wes_rules.cli.demo_command import example_plan
from wes_rules.pages.areas import entry, index_of, scorecard_for
from wes_rules.pages.html import index_page_of, page_of
from wes_rules.pages.scorecard import scorecard_of

AFTER = date(2026, 11, 28)


def example(day):
    loaded = load_plan(example_plan())
    return page_of(scorecard_of(loaded.plan, loaded.judge(as_of=day), as_of=day))


def one_area_of_many():
    loaded = load_plan(example_plan())
    card = scorecard_for(loaded.plan, loaded.read(as_of=AFTER).history, "895", as_of=AFTER)
    return page_of(card, index="index.html")


def index():
    loaded = load_plan(example_plan())
    history = loaded.read(as_of=AFTER).history
    cards = [scorecard_for(loaded.plan, history, code, as_of=AFTER) for code in ("895", "937")]
    return index_page_of(index_of(loaded.plan, [entry(card, f"{card.area}.html") for card in cards], as_of=AFTER))


# The plan under way, and after its deadline; an area of many, and the index that leads to it; everything a chart can show.
PAGES = {
    "under-way": lambda: example(date(2022, 9, 1)),
    "after-the-deadline": lambda: example(AFTER),
    "an-area": one_area_of_many,
    "index": index,
    "odd": lambda: page_of(odd_card()),
}


@pytest.fixture(scope="module", params=PAGES)
def file(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / f"{request.param}.html"
    path.write_text(PAGES[request.param]())
    return path


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_overflows(chromium, file, look):
    with looking(chromium, file, **LOOKS[look]) as page:
        if folder := os.environ.get("WES_RULES_PICTURES"):
            page.screenshot(path=Path(folder) / f"{file.stem}-{look}.png", full_page=True)
        unfold(page)
        assert overflow(page) == []
        assert violations(page) == []
