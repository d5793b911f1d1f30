"""A figure on file that does not count yet is told with the day from which it does, so that nobody looks for it in vain."""

from datetime import date

import pytest

import wes_rules

PLAN = """
[plan]
id = "ae"
title = "A&E"
area = "RXX"

[[sources]]
kind = "csv"
path = "figures.csv"

[calendars.month]
kind = "month"
lag = "2 months"

[[measures]]
id = "ae4h"
title = "Seen within four hours"
unit = "percent"
decimals = 1
better = "higher"
calendar = "month"
number = {indicator = "ae4h"}
rule = {kind = "threshold", at_least = 76}
"""
HEAD = "indicator,area,group,period,value,unit,published,source\n"
FEBRUARY = "ae4h,RXX,all,2023-02,71.5,percent,,NHS England\n"
MARCH = "ae4h,RXX,all,2023-03,73.4,percent,,NHS England\n"


@pytest.fixture
def notes(tmp_path):
    def told(rows, day):
        (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
        (tmp_path / "figures.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
        return [
            one for one in wes_rules.load_plan(tmp_path / "plan.toml").read(as_of=day).notes if "publication" in one
        ]

    return told


def test_it_says_which_figure_and_from_when_on_it_counts(notes):
    (note,) = notes([FEBRUARY, MARCH], date(2023, 5, 20))
    assert note == (
        "1 figure without a day of publication does not count on 20 May 2023, as the lag of the calendar is not over: "
        '"ae4h" March 2023 from 1 June 2023; if it was out before, give the day in a column published, or shorten the lag'
    )


def test_the_newest_figure_of_an_indicator_is_named_and_all_are_counted(notes):
    (note,) = notes([FEBRUARY, MARCH], date(2023, 4, 20))
    assert note.startswith("2 figures without a day of publication do not count on 20 April 2023")
    assert '"ae4h" March 2023 from 1 June 2023;' in note


@pytest.mark.parametrize(
    "day", [date(2023, 6, 1), date(2023, 3, 31)], ids=["the lag is over", "the period is not over"]
)
def test_what_counts_or_could_not_be_known_is_not_told(notes, day):
    rows = [MARCH] if day.month == 3 else [FEBRUARY, MARCH]
    assert notes(rows, day) == []


def test_a_figure_with_a_day_of_publication_is_not_told(notes):
    assert notes([FEBRUARY, MARCH.replace(",percent,,", ",percent,2023-06-08,")], date(2023, 5, 20)) == []
