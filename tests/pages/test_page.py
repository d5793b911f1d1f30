"""The page of a scorecard: it says what `check` says, holds everything without a script, and is small."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path

import attrs
import pytest
from tests.pages.conftest import DAY, read

import wes_rules
from wes_rules import Threshold, load_plan
from wes_rules.cli.demo_command import example_plan
from wes_rules.cli.main import main
from wes_rules.errors import PluginError
from wes_rules.judging.status import Answer
from wes_rules.pages.html import page_of, set_numbers
from wes_rules.pages.scorecard import scorecard_of
from wes_rules.quoting import steering

APPROVED = Path(__file__).parents[1] / "approved" / "scorecard-page.txt"
HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7 * 7 }}&amp;"""


def rows(page):
    table = read(page).one("table", **{"class": "measures"})
    for row in table.all("tr"):
        if "data-status" in row.given:
            cells = {cell.given["data-name"]: cell.text for cell in row.all("td")}
            yield {"Measure": row.one("th").text, "status": row.given["data-status"], **cells}


def outline(page):
    """Say what a reader finds: headings, rows, and of each section what it consists of."""
    root = read(page)
    yield f"lead: {root.one('p', **{'class': 'lead'}).text}"
    yield from (f"{one.given.get('id', '')}: {one.text}" for one in root.all("h2"))
    for row in rows(page):
        yield " | ".join(row.values())
    for article in root.all("article"):
        parts = [one.name for one in article.all("figure")] + [
            one.one("summary").text for one in article.all("details")
        ]
        yield f"{article.given['id']}: {', '.join(parts)}"


def as_set(text):
    """Return a text as a page shows it, with plain spaces."""
    return " ".join(set_numbers(text).split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Improved from -£5.16m in December 2024", "Improved from −£5.16m in December~2024"),
        ("-3.2 points (-0.45 before)", "−3.2~points (−0.45~before)"),
        ("2019-12-31, 3-5, well-known, - 5, M130 50L-1 7", "2019-12-31, 3-5, well-known, - 5, M130 50L-1 7"),
    ],
)
def test_a_minus_is_one_and_no_line_ends_within_a_number_and_its_unit(text, shown):
    assert set_numbers(text) == shown.replace("~", "\u00a0")


def test_the_page_of_the_example_is_as_approved(page, request):
    found = "\n".join(outline(page)) + "\n"
    if request.config.getoption("--approve"):
        APPROVED.write_text(found)
    assert found == APPROVED.read_text()


def test_a_row_says_what_check_says(page, capsys):
    main(["check", str(example_plan()), "--as-of", str(DAY), "--format", "json"])
    told = {one["measure"]: one for one in json.loads(capsys.readouterr().out)["judgements"]}
    titles = {one.id: one.title for one in load_plan(example_plan()).plan.measures}
    shown = list(rows(page))
    assert len(shown) == len(told) == 42
    for row, one in zip(shown, told.values(), strict=True):
        assert row["Measure"].startswith(titles[one["measure"]])
        assert row["Status"] == one["status"].replace("_", " ").capitalize()
        assert row["status"] == ("made-up" if one["labels"] else Answer(row["status"]).value)
        assert row["Required"].startswith(as_set(one["required"] or "–"))
        assert (one["decided_in"] is None) == (" in 20" not in row["Required"])
        if one["observed"] is not None:
            assert as_set(one["observed"]) in row["Judged on"].replace(",", "")
        if one["margin"] is not None:
            said = one["margin"].lstrip("-") if float(one["margin"]) else "exactly met"
            assert said in row["Margin"].replace(",", "")
            better = (
                row["Margin"].endswith(("better than needed", "better than the target"))
                or row["Margin"] == "exactly met"
            )
            assert better == (not one["margin"].startswith("-"))


def test_without_a_script_the_page_holds_everything(page, card):
    bare = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    root = read(bare)
    anchors = {one.given["id"] for one in root.all("article")}
    assert anchors == {one.anchor for one in card.measures}
    hidden = [one.name for one in root.all("form") if "hidden" in one.given]
    assert hidden == ["form", "form"]
    assert bare.count(" hidden") == 2
    for link in root.all("a"):
        target = link.given["href"]
        assert target.startswith("#")
        assert f'id="{target[1:]}"' in bare


HEADED = (
    "Direction",
    "Progress",
    "Trend",
    "Trend test",
    "Outlook",
    "Still needed",
    "So far",
    "Rule",
    "Objective",
    "Owner",
    "Sources",
)


def test_every_line_of_an_explanation_is_on_the_page(page, example):
    text = read(page).text.lower()
    for one in example[1]:
        for line in one.explain().splitlines()[1:]:
            label, colon, rest = line.strip().removeprefix("- ").partition(": ")
            said = rest if label in HEADED else f"{label}{colon}{rest}"
            # Readings are a list below a heading, as sources are.
            parts = said.split("; ") if label == "Sources" else [said.removeprefix("Readings:")]
            assert all(as_set(part.rstrip(".")).lower() in text for part in parts), line


def test_the_page_loads_nothing(page):
    page = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"""\s(?:src|href|action|poster|data|srcset)\s*=\s*(?!"#)""", page)
    assert "@import" not in page
    assert not re.findall(r"url\((?!#)", page)


def test_titles_of_others_are_text(desk):
    measure = desk.measure(Threshold(at_least=50), title=HOSTILE, owner=HOSTILE, objective=HOSTILE, text=HOSTILE)
    plan = wes_rules.Plan(id="p", title=HOSTILE, area="937", measures=(measure,), areas={"937": HOSTILE})
    history = desk.history({2020: 40, 2021: 60})
    page = page_of(scorecard_of(plan, wes_rules.judge_plan(plan, history, as_of=DAY), as_of=DAY))
    root = read(page)
    assert len(list(root.all("script"))) == 1
    assert not list(root.all("img"))
    assert "49" not in root.one("h1").text
    assert root.one("h1").text.startswith("<script>alert(1)</script>")


def test_nothing_of_others_steers(card):
    steered = attrs.evolve(card.measures[0], title="\u202egnp.\x1b[31m", sources=("\u2066a\u200bb",))
    page = page_of(attrs.evolve(card, measures=(steered,)))
    assert not steering().search(page.replace("\n", ""))
    assert "\\u202egnp" in page


def test_two_ids_that_look_alike_have_two_sections(desk):
    measures = tuple(desk.measure(Threshold(at_least=50), id=name) for name in ("a b", "a/b", "a-b"))
    plan = wes_rules.Plan(id="p", title="Plan", area="937", measures=measures)
    history = desk.history({2021: 60})
    card = scorecard_of(plan, wes_rules.judge_plan(plan, history, as_of=DAY), as_of=DAY)
    assert len({one.anchor for one in card.measures}) == 3


def test_the_page_of_the_example_is_small(page):
    assert len(gzip.compress(page.encode())) <= 150_000


def test_a_chart_is_small(page):
    charts = re.findall(r'<svg class="chart".*?</figure>', page, flags=re.DOTALL)
    sizes = [len(one.split("<details>")[0]) for one in charts]
    assert len(sizes) > 20
    assert max(sizes) <= 8_000


def test_off_track_says_since_when(card):
    since = {one.measure: one.since for one in card.measures if one.verdict is Answer.OFF_TRACK}
    assert all(since.values())
    assert since["two-year-olds-funded-places"] == "January 2020"


def test_only_what_is_off_track_or_at_risk_says_since_when(card):
    assert not any(one.since for one in card.measures if one.verdict not in (Answer.OFF_TRACK, Answer.AT_RISK))


def test_a_page_without_jinja2_says_what_to_install(card, monkeypatch):
    import sys

    from wes_rules.pages import html

    html._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(PluginError, match=r'jinja2.*pip install "wes-rules\[pages\]"'):
        page_of(card)


def test_the_command_writes_a_page(tmp_path, capsys):
    page = tmp_path / "page.html"
    assert main(["scorecard", str(example_plan()), "--as-of", "2021-06-30", "-o", str(page)]) == 0
    assert "as known on 30\u00a0June\u00a02021" in page.read_text()
    assert capsys.readouterr().out.startswith(f"{page}: written, ")
    assert [one.name for one in tmp_path.iterdir()] == ["page.html"]


def test_an_ending_that_says_nothing_is_refused(capsys):
    assert main(["scorecard", str(example_plan()), "-o", "page.htlm"]) == 2
    assert 'did you mean ".html"?' in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_a_failure(tmp_path, capsys):
    target = tmp_path / "nowhere" / "page.html"
    assert main(["scorecard", "examples/nhs-four-hours/plan.toml", "--as-of", "2021-06-30", "-o", str(target)]) == 4
    assert "it cannot be written" in capsys.readouterr().err


def test_the_page_of_a_day_says_nothing_that_was_known_later(desk):
    measure = desk.measure(Threshold(at_least=50))
    plan = wes_rules.Plan(id="p", title="Plan", area="937", measures=(measure,))
    history = desk.history({2019: 60, 2020: 61.7, 2021: 43.9})
    day = date(2021, 12, 1)
    page = page_of(scorecard_of(plan, wes_rules.judge_plan(plan, history, as_of=day), as_of=day))
    assert "61.7" in page
    assert "43.9" not in page
