"""Small pages in a real browser: nothing overflows at any width, the keyboard reaches everything, words find a measure."""

from __future__ import annotations

import attrs
import pytest
from tests.pages.browser import WIDTHS, looking, overflow, unfold
from tests.pages.conftest import DAY
from tests.pages.odd import odd_card
from tests.pages.test_accessibility import SOME, written

from wes_rules.pages.areas import entry, index_of
from wes_rules.pages.html import index_page_of, page_of
from wes_rules.pages.scorecard import scorecard_of

# Its newest figure is told at length.
LENGTHY = ("neet-and-not-known-16-17",)

# Windows around the width from which on measures stand in a table.
JUST_A_TABLE = (1000, 1200, 1220)


@pytest.fixture(scope="module")
def lengthy(example, tmp_path_factory):
    return written(example, LENGTHY, tmp_path_factory)


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    path = tmp_path_factory.mktemp("odd") / "odd.html"
    path.write_text(page_of(odd_card()))
    return path


@pytest.fixture(scope="module")
def areas(example, tmp_path_factory):
    plan, verdicts = example
    some = [one for one in verdicts if one.measure.id in SOME]
    of_some = attrs.evolve(plan, measures=[one.measure for one in some])
    beside = entry(scorecard_of(of_some, some, as_of=DAY), "one.html")
    path = tmp_path_factory.mktemp("areas") / "index.html"
    path.write_text(index_page_of(index_of(of_some, [beside], as_of=DAY)))
    return path


@pytest.mark.parametrize("width", [*WIDTHS, *JUST_A_TABLE])
@pytest.mark.parametrize("which", ["file", "odd", "lengthy", "areas"])
def test_nothing_is_wider_than_the_window(chromium, request, which, width):
    with looking(chromium, request.getfixturevalue(which), width=width) as page:
        unfold(page)
        assert overflow(page) == []


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("attainment 8 of children with EHC plans", "Attainment 8 with an EHC plan"),
        ("schools judged good", "Schools judged good or outstanding"),
        ("supported internships", "Learners on a supported internship"),
    ],
)
def test_a_measure_is_found_by_its_words_in_any_order(chromium, page, tmp_path, asked, title):
    whole = tmp_path / "page.html"
    whole.write_text(page)
    with looking(chromium, whole) as seen:
        seen.fill(".seek input", asked)
        (found,) = seen.locator(".index li:visible").all_inner_texts()
        assert found.replace("\u00a0", " ").endswith(title)
        seen.press(".seek input", "Enter")
        assert title in seen.locator("details.measure[open] h3").inner_text().replace("\u00a0", " ")
        seen.fill(".filter input", asked)
        assert "1 of 42" in seen.inner_text(".filter output")


def test_everything_that_can_be_used_is_reached_by_the_keyboard(chromium, lengthy):
    with looking(chromium, lengthy) as page:
        wanted = page.locator("a[href], summary, input, select, [tabindex='0']").evaluate_all(
            "all => all.filter((one) => one.checkVisibility()).length"
        )
        page.evaluate("reached = new Set(); addEventListener('focusin', (event) => reached.add(event.target))")
        for _ in range(wanted):
            page.keyboard.press("Tab")
        assert page.evaluate("reached.size") == wanted
