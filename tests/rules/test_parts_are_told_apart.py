"""Parts that have no name of their own are named by what they promise, and by their place where that is alike."""

from datetime import date
from decimal import Decimal as D

from wes_rules import All, Baseline, FromBaseline, Maintain, Threshold


def names(judgement):
    return [line[2:].split(" (")[0] for line in judgement.explain().splitlines() if line.startswith("- ")]


def test_two_parts_of_one_kind_are_named_with_what_they_promise(desk):
    found = desk.judge(All(of=(Threshold(at_least=60), Threshold(at_least=65), Maintain(at_least=50))), {2020: 70})
    assert names(found) == ["At least 60.0%", "At least 65.0%", "At least 50.0% in every period"]


def test_two_parts_that_promise_alike_are_named_with_their_place(desk):
    found = desk.judge(All(of=(Maintain(at_least=60), Maintain(at_least=60, since=desk.year(2020)))), {2020: 70})
    assert names(found) == [
        "At least 60.0% in every period, part 1 of 2",
        "At least 60.0% in every period, part 2 of 2",
    ]


def test_a_baseline_that_is_stated_is_not_said_to_be_unknown(desk):
    """Its own period lies before the plan begins, and nothing is promised of it."""
    baseline = Baseline(value=D(40), period=desk.year(2015))
    found = desk.judge(FromBaseline(change=D(2)), {2015: 40}, baseline=baseline, starts=date(2016, 1, 1))
    assert "no baseline is known" not in found.explain()
