"""A figure that is on file before it counts: the verdict stays without it, and people are told of it."""

from datetime import date

import attrs
import pytest
from tests.conftest import Desk

from wes_rules import (
    AreaFigure,
    BenchmarkParity,
    Calendar,
    Case,
    Each,
    History,
    Maintain,
    Observed,
    Origin,
    Part,
    Period,
    ShareWithin,
    Status,
    Threshold,
    judge,
)
from wes_rules.cli.main import main
from wes_rules.judging.ahead import ahead_of, counts_later

PLAN = """
[plan]
id = "p"
title = "P"
area = "X"
[[sources]]
kind = "csv"
path = "figures.csv"
[calendars.month]
kind = "month"
lag = "2 months"
[[measures]]
id = "m"
title = "Seen in time"
unit = "percent"
decimals = 1
better = "higher"
calendar = "month"
number = {indicator = "i"}
rule = {kind = "threshold", at_least = 76}
"""
HEAD = "indicator,group,area,period,value,unit,source,published\n"


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Check and explain the plan with figures for February and March, the latter with a day of publication or without."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")

    def checked(day, published=""):
        rows = ["i,all,X,February 2023,71.5,percent,s,", f"i,all,X,March 2023,73.4,percent,s,{published}"]
        (tmp_path / "figures.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
        assert main(["check", "plan.toml", "--as-of", day]) in (1, 3)
        assert main(["explain", "plan.toml", "m", "--as-of", day]) == 0
        return capsys.readouterr().out

    return checked


def test_it_is_told_from_when_on_it_counts_and_what_it_will_say(check):
    out = check("2023-05-20")
    assert "  at least 76.0%  -4.5 pts  4.5 points short  " in out
    told = "Seen in time: March 2023 counts from 1 June 2023 on: 73.4%, off track, -2.6 pts (2.6 points short)"
    assert f"  {told}\n" in out
    assert f": {told.removeprefix('Seen in time: ').replace(', -2.6 pts', '')}.\n" in out


@pytest.mark.parametrize(
    ("day", "published", "why"),
    [
        ("2023-03-30", "", "its month has not ended"),
        ("2023-06-01", "", "it counts"),
        ("2023-05-20", "2023-05-18", "it was published, and counts"),
        ("2023-05-20", "2023-05-21", "its publication is still to come"),
    ],
)
def test_otherwise_there_is_nothing_to_tell(check, day, published, why):
    assert "March 2023 counts from" not in check(day, published), why


def test_nothing_that_comes_changes_a_verdict_that_is_settled(check, tmp_path):
    (tmp_path / "plan.toml").write_text(
        PLAN.replace('title = "P"', 'title = "P"\ndeadline = 2023-02-28'), encoding="utf-8"
    )
    out = check("2023-05-20")
    assert "deadline passed" in out
    assert "counts from" not in out


def test_a_figure_that_does_not_decide_is_told_as_itself_beside_the_one_that_does():
    desk = Desk()
    measure = desk.measure(Maintain(at_least=60), calendar=Calendar(kind="calendar-year", lag_months=6))
    one = judge(measure, desk.history({2020: 50, 2021: 70}), as_of=date(2022, 3, 1))
    told = "2021 counts from 1 July 2022 on: 70.0%, off track because of 50.0% in 2020 (10.0 points short)"
    assert counts_later(ahead_of(one)) == told


def test_of_several_the_first_to_count_is_told_which_turns_the_verdict_next():
    desk = Desk()
    measure = desk.measure(Threshold(at_least=60), calendar=Calendar(kind="calendar-year", lag_months=18))
    one = judge(measure, desk.history({2019: 70, 2020: 50, 2021: 65}), as_of=date(2022, 3, 1))
    assert counts_later(ahead_of(one)) == "2020 counts from 1 July 2022 on: 50.0%, off track (10.0 points short)"


def test_cases_that_come_later_and_benchmarks_published_later_say_nothing_yet():
    desk = Desk()
    given = {"indicator": "rate", "area": "937", "id": "1", "origin": Origin(publication="a list")}
    case = Case(opened=date(2021, 12, 31), closed=date(2022, 1, 20), **given)
    calendar = Calendar(kind="calendar-year", lag_months=6)
    share = desk.measure(Maintain(at_least=60), calendar=calendar, number=ShareWithin(indicator="rate", days=30))
    assert ahead_of(judge(share, History(cases=[case]), as_of=date(2022, 1, 2))) is None
    parity = desk.measure(BenchmarkParity(against=AreaFigure(area="970")), calendar=calendar)
    england = attrs.evolve(desk.figure(2021, 80, area="970"), published=date(2022, 4, 1))
    history = History([desk.figure(2020, 50), desk.figure(2021, 70), england])
    assert ahead_of(judge(parity, history, as_of=date(2022, 3, 1))).status is Status.UNDECIDED
    assert ahead_of(judge(parity, history, as_of=date(2022, 4, 1))).status is Status.OFF_TRACK


def test_past_the_day_of_a_promise_the_figure_that_decides_is_named_and_no_later_one():
    yearly, rule = Calendar(kind="calendar-year", lag_months=3), Threshold(at_least=90, by=date(2023, 12, 31))
    desk = Desk()
    measure = desk.measure(rule, calendar=yearly)

    def ahead(day, **figures):
        rows = [attrs.evolve(desk.figure(int(year[1:]), value), published=None) for year, value in figures.items()]
        return ahead_of(judge(measure, History(rows), as_of=day))

    told = ahead(date(2024, 2, 15), y2022=80, y2023=89)
    assert counts_later(told) == "2023 counts from 1 April 2024 on: 89.0%, off track (1.0 points short)"
    assert ahead(date(2025, 2, 15), y2022=80, y2024=95) is None
    assert ahead(date(2025, 2, 15), y2022=80, y2023=89, y2024=95) is None


def test_of_parts_in_calendars_of_their_own_the_figure_that_counts_first_is_named_with_its_part():
    """What counts already is not said to count later, and no part goes by the day of another."""
    desk, yearly = Desk(), Calendar(kind="calendar-year", lag_months=3)
    quarters = Calendar(kind="calendar-quarter", lag_months=1)
    parts = (
        Part(name="Mean", number=Observed(indicator="mean"), calendar=quarters, rule=Threshold(at_most=7)),
        Part(name="Cost", number=Observed(indicator="rate"), rule=Threshold(at_most=100)),
    )
    measure = desk.measure(Each(over=parts), calendar=yearly, better="lower")
    first = Period.parse("2023 Q4", "calendar-quarter")
    mean = [
        attrs.evolve(desk.figure(2023, value), indicator="mean", period=period, published=None)
        for period, value in ((first, "7.1"), (first + 1, "6.9"))
    ]
    cost = attrs.evolve(desk.figure(2023, "100.0"), published=None)
    one = judge(measure, History([*mean, cost]), as_of=date(2024, 4, 10))
    told = "Mean: 2024 Q1 counts from 1 May 2024 on: 6.9%, on track (0.1 points better than needed)"
    assert counts_later(ahead_of(one)) == told
