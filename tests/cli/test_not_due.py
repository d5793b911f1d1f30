"""A promise that is not due is told apart from an undecided one, and what a target was is told with it."""

from __future__ import annotations

from datetime import date

import pytest

from wes_rules import History, Observation, Origin, Period, PeriodKind, Quantity
from wes_rules.cli.main import main
from wes_rules.judging.judge import judge_plan
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.plantests.run import run_tests
from wes_rules.running.replay import replay

PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
layout = "tidy"
[[notifiers]]
kind = "console"
[calendars.years]
kind = "calendar-year"
"""
MEASURE = """
[[measures]]
id = "{id}"
title = "{id}"
owner = "Board"
unit = "percent"
decimals = 0
better = "higher"
calendar = "years"
number = {{indicator = "{id}"}}
rule = {rule}
"""
RULES = {
    "kept": '{kind = "threshold", at_least = 50, by = 2030-12-31}',
    "missed": '{kind = "threshold", at_least = 70, by = 2030-12-31}',
    "hidden": '{kind = "threshold", at_least = 50, by = 2030-12-31}',
    "undecided": '{kind = "threshold", at_least = 50}',
}
FIGURES = {"kept": "60", "missed": "60", "hidden": "c", "undecided": "c"}


@pytest.fixture
def folder(tmp_path):
    plan = PLAN + "".join(MEASURE.format(id=name, rule=rule) for name, rule in RULES.items())
    (tmp_path / "plan.toml").write_text(plan)
    rows = [f"{name},all,937,2020,{value},percent,a publication" for name, value in FIGURES.items()]
    (tmp_path / "figures.csv").write_text("\n".join(["indicator,group,area,period,value,unit,source", *rows]) + "\n")
    return tmp_path


def run(folder, *words, capsys):
    code = main([words[0], str(folder / "plan.toml"), *words[1:], "--as-of", "2021-06-01"])
    return code, capsys.readouterr().out


def test_the_table_says_not_due_with_its_course_and_counts_it_apart(folder, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    _, out = run(folder, "check", "--layout", "table", capsys=capsys)
    rows = [line for line in out.splitlines() if "not due, " in line]
    courses = {line.split("not due, ")[1].split("  ")[0]: line for line in rows}
    assert {way: name for way, line in courses.items() for name in RULES if name in line} == {
        "on course": "kept",
        "not there yet": "missed",
        "open": "hidden",
    }
    assert "1 undecided" in out
    assert "3 not due (1 not there yet, 1 open, 1 on course)" in " ".join(out.split())
    assert "(1): undecided" in out.split("Not decided, and why:")[1]


def test_what_is_not_due_is_no_undecided_verdict_and_fails_nothing(folder, capsys):
    assert run(folder, "check", capsys=capsys)[0] == 3
    text = (folder / "plan.toml").read_text()
    (folder / "plan.toml").write_text(text[: text.rindex("[[measures]]")])
    assert run(folder, "check", capsys=capsys)[0] == 0


def test_what_can_no_longer_be_kept_fails_as_off_track_does_and_is_what_needs_attention(folder, capsys):
    text = (folder / "plan.toml").read_text()
    broken = text[: text.index("[[measures]]")] + MEASURE.format(
        id="missed", rule='{kind = "maintain", at_least = 70, by = 2030-12-31}'
    )
    (folder / "plan.toml").write_text(broken)
    code, out = run(folder, "check", "--layout", "list", capsys=capsys)
    assert (code, "1 not due (1 can no longer be kept)" in " ".join(out.split())) == (1, True)
    assert "Board: 1 can no longer be kept" in out
    assert run(folder, "scorecard", "-o", str(folder / "page.html"), capsys=capsys)[0] == 0
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "The measure is not due yet, and can no longer be kept." in page
    assert "Can no longer be kept, though not due: 1" in page


def test_nobody_is_told_of_a_promise_that_is_off_course_and_not_due(folder, capsys):
    _, out = run(folder, "check", capsys=capsys)
    assert "missed: off track" not in out
    code, out = run(folder, "replay", capsys=capsys)
    assert (code, "missed" in out) == (0, False)


def expecting(folder, measure, expect):
    (folder / "tests.toml").write_text(
        f'plan = "plan.toml"\n[[tests]]\nname = "t"\nmeasure = "{measure}"\nas_of = 2021-06-01\n'
        f'figures = [{{period = "2020", value = 60}}]\nexpect = {expect}\n'
    )
    (found,) = run_tests(folder / "tests.toml")
    return found.failures


@pytest.mark.parametrize(
    ("expect", "failures"),
    [
        ('{course = "on_course"}', ()),
        ("{due = false}", ()),
        ('{status = "undecided", due = false}', ()),
        ('{status = "undecided"}', ("expected due true, found false",)),
        ('{course = "off_course"}', ("expected course off_course, found on_course",)),
    ],
)
def test_plan_tests_tell_not_due_from_undecided(folder, expect, failures):
    assert expecting(folder, "kept", expect) == failures


def test_a_target_that_is_raised_in_august_never_tells_a_board_that_march_was_off_track():
    rule = '{kind = "threshold", at_least = 90, versions = [{starting = "Aug 2025", at_least = 91}]}'
    text = PLAN.replace("calendar-year", "month") + MEASURE.format(id="m", rule=rule)
    plan = parse_plan(text)
    months = [Period(PeriodKind.MONTH, Period.parse("Mar 2025").index + n) for n in range(6)]
    history = History(
        Observation(
            indicator="m", area="937", period=one, quantity=Quantity.exact(90), origin=Origin(publication="made")
        )
        for one in months
    )
    (found,) = judge_plan(plan, history, as_of=date(2025, 8, 31))
    assert found.status == "on_track"
    told = list(replay(plan, history, first=date(2025, 4, 1), last=date(2025, 9, 30)))
    messages = [one for day in told for one in day.messages]
    (message,) = messages
    assert told[0].day == date(2025, 9, 1)
    assert "90% in August 2025; target: at least 91%" in message.text
    assert "March" not in message.text
