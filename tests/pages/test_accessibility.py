"""
A page of every kind of measure in a real browser: axe-core finds nothing, nothing overflows, the script does what it offers.

Every width, theme and forced colours are proven in `exhaustive`.
"""

from __future__ import annotations

import attrs
import pytest
from tests.pages.browser import browser, looking, overflow, unfold, violations
from tests.pages.conftest import DAY
from wes_rules_smtp.mail import html

from wes_rules.pages.html import page_of
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.running.replay import preview

# A break, uncollected periods, neighbours; a fixed target; made-up figures; nothing known; several numbers.
SOME = ("gld-national-and-rank", "two-year-olds-funded-places", "cme-referrals-closed-20-days", "fair-access-admitted")


@pytest.fixture(scope="module")
def file(example, tmp_path_factory):
    return written(example, SOME, tmp_path_factory)


def written(example, ids, tmp_path_factory):
    plan, verdicts = example
    some = [one for one in verdicts if one.measure.id in ids]
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page_of(scorecard_of(plan, some, as_of=DAY)))
    return path


@pytest.fixture(scope="module")
def chromium():
    with browser() as found:
        yield found


def test_axe_finds_nothing(chromium, file):
    with looking(chromium, file, width=768, color_scheme="dark") as page:
        unfold(page)
        assert violations(page) == []


def test_nothing_is_wider_than_a_narrow_window(chromium, file):
    with looking(chromium, file, width=320) as page:
        unfold(page)
        assert overflow(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_a_mail(chromium, example, tmp_path, theme):
    plan, verdicts = example
    mails = preview(plan, verdicts, DAY).messages
    longest = max(mails, key=lambda one: len(one.text))
    (tmp_path / "mail.html").write_text(
        "\n".join(html(attrs.evolve(longest, link="https://council.example/plan.html")))
    )
    with looking(chromium, tmp_path / "mail.html", width=360, color_scheme=theme) as page:
        assert violations(page) == []
        assert overflow(page) == []
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor")
            == {
                "light": "rgb(255, 255, 255)",
                "dark": "rgb(21, 24, 28)",
            }[theme]
        )


def test_axe_finds_what_is_wrong(chromium, tmp_path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text(
        "<!DOCTYPE html><html><title>t</title><main><h1>t</h1><img alt><p style='color:#ccc'>pale</p></main></html>"
    )
    with looking(chromium, wrong) as page:
        assert [one.split(":")[0] for one in violations(page)] == ["color-contrast", "html-has-lang"]


def test_the_filter_shows_what_it_is_asked_for_and_says_how_many(chromium, file):
    with looking(chromium, file) as page:
        page.get_by_label("Status").select_option("off-track")
        assert page.locator("tr[data-status]:visible").count() == 1
        assert page.locator(".filter output").inner_text() == "1 of 4 measures shown"
        assert page.url.endswith("#?status=off-track")


def test_a_deep_link_filters(chromium, file):
    with looking(chromium, file) as page:
        page.goto(f"{file.as_uri()}#?find=two-year")
        assert page.locator("tr[data-status]:visible").count() == 1


def test_sorting_brings_the_worst_first_and_the_plan_s_order_back(chromium, file):
    def order():
        return page.locator("tr[data-status]").evaluate_all("rows => rows.map((row) => row.dataset.status)")

    with looking(chromium, file) as page:
        before = order()
        page.get_by_label("Sort by").select_option("worst")
        assert order() == sorted(order(), key=["off-track", "undecided", "on-track", "made-up"].index)
        page.get_by_label("Sort by").select_option("")
        assert order() == before


def test_without_a_script_the_filter_is_not_offered(chromium, file):
    with looking(chromium, file, script=False) as page:
        assert not page.locator("form:visible").count()
        assert page.locator(".index").is_visible()
        assert page.locator("tr[data-status]:visible").count() == 4


def test_a_phone_shows_the_target_of_each_part_without_scrolling(chromium, file):
    with looking(chromium, file, width=360) as page:
        unfold(page)
        wide = "all => all.map((one) => one.scrollWidth - one.parentElement.clientWidth)"
        found = page.locator(".parts").evaluate_all(wide)
        assert found
        assert max(found) <= 0


def test_a_printed_page_shows_what_is_folded_on_the_screen(chromium, file):
    with looking(chromium, file, media="print") as page:
        assert page.locator("article table.figures").first.is_visible()


def test_the_counts_of_a_printed_row_stand_on_one_line(chromium, file):
    tops = """() => [...document.querySelectorAll(".tally tbody tr")].map((row) => [...row.cells].map((cell) => {
        const range = document.createRange();
        const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        let last;
        while (walker.nextNode()) last = walker.currentNode;
        range.selectNodeContents(last);
        return range.getBoundingClientRect().top;
    }))"""
    with looking(chromium, file, media="print") as page:
        rows = page.evaluate(tops)
        assert rows
        assert all(max(row) - min(row) < 0.5 for row in rows)


def test_a_printed_summary_begins_a_sheet_only_after_what_is_off_track(chromium, file, example, tmp_path_factory):
    """With nothing off track or undecided the first sheet was empty below its counts."""
    kept = written(example, ("gld-national-and-rank", "neet-and-not-known-16-17"), tmp_path_factory)
    breaks = "getComputedStyle(document.querySelector('#summary')).breakBefore"
    for path, expected in ((file, "page"), (kept, "auto")):
        with looking(chromium, path, media="print") as page:
            assert page.evaluate(breaks) == expected
