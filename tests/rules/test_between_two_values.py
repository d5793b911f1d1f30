"""A target in percent of the baseline that lies between two values: it is told as it is, and progress goes by it."""

import pytest
from tests.conftest import LATE, Desk

from wes_rules import Baseline, FromBaseline, History, judge

desk = Desk()


def explained(rule, start, now, *, year=2021, **measure):
    measure = desk.measure(
        rule,
        unit="count",
        decimals=0,
        better="lower",
        baseline=Baseline(value=start, period=desk.year(2020)),
        **measure,
    )
    judged = judge(measure, History([desk.figure(year, now)]), as_of=LATE, period=desk.year(year))
    return judged.explain(), judged.to_json()["computed"]["progress"]["lowest"]


@pytest.mark.parametrize(
    ("change", "start", "now", "said", "progress"),
    [
        # 38.7 lies 4.3 below 43, and 39 is 4 below it.
        (10, 43, 39, "where at most 38 is asked for (10% less than 43 is 38.7): 1 over the limit", "93.0"),
        (50, 7, 4, "where at most 3 is asked for (50% less than 7 is 3.5): 1 over the limit", "85.7"),
        (10, 43, 38, "where at most 38 is asked for (10% less than 43 is 38.7): exactly met", "116.2"),
        (10, 40, 37, "where at most 36 is asked for: 1 over the limit", "75.0"),
    ],
)
def test_the_sentence_says_what_the_limit_is_made_of_and_progress_goes_by_that(change, start, now, said, progress):
    text, gone = explained(FromBaseline(change=change, change_in="percent"), start, now)
    assert said in text
    assert gone == progress


def test_of_each_year_it_says_how_many_there_are():
    rule = FromBaseline(change=5, change_in="percent", each="year")
    # 0.95 to the power of 3 is 0.857375.
    assert (
        "at most 68 is asked for (5% less than 80 for each of 3 years, compounded, is 68.59)"
        in explained(rule, 80, 60, year=2023)[0]
    )
    text, _ = explained(
        FromBaseline(change=5, change_in="percent", each="year", change_of="baseline"), 81, 60, year=2023
    )
    assert "(5% less than 81 for each of 3 years is 68.85)" in text


def test_what_has_many_decimals_is_said_to_be_about_so_much():
    text, _ = explained(FromBaseline(change="3.333", change_in="percent"), 77, 60)
    # 77 less 2.56641.
    assert "(3.333% less than 77 is about 74.43)" in text
