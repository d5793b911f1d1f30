"""What the periods that are left have to bring, for a sum or a mean of periods to be as promised at its end."""

from __future__ import annotations

from datetime import date

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.numbers.world import completions, judged, measure, month, rows_of

import wes_rules as w
from wes_rules.rules.words import Words

END = date(2023, 12, 31)
YEAR = w.YearToDate(indicator="homes", year="calendar")
MEAN = attrs.evolve(YEAR, take="mean")
TOTAL = w.RunningTotal(indicator="homes", since=month("January 2023"))
ROLLING = w.Rolling(indicator="homes", periods=4)
SO_FAR = month("October 2023")


def after(values, rule, number=YEAR, as_of=date(2023, 12, 1), **more):
    """The judgement of ten months from January, as known before November's figure."""
    given_by = {"deadline": END, **more}
    rows = rows_of(values, "January 2023", unit=more.get("unit", "count"))
    return judged(measure(number, rule, **given_by), rows, as_of=as_of, period=SO_FAR)


def said(one):
    return "" if one.needed is None else one.needed.sentence(Words.of(one.measure))


@pytest.mark.parametrize("number", [YEAR, TOTAL])
def test_the_months_left_have_to_bring_together_what_is_missing(number):
    """By hand: 500 - 410 = 90."""
    one = after([41] * 10, w.Threshold(at_least=500), number)
    assert said(one) == "at least 90 in all in the 2 months to December 2023, for 500 in December 2023"
    assert f"Still needed: {said(one)}." in one.explain()
    assert one.to_json()["needed"] == {
        "change": None, "average": None, "total": {"lowest": "90", "highest": "90"}, "possible": True,
        "periods": 2, "target": "500", "enough": "500", "by": "December 2023",
    }  # fmt: skip


def test_what_is_left_to_spend_is_left_in_all_and_one_month_left_has_it_alone():
    """By hand: 500 - 411 = 89; a year that ends in November has 89 for its last month."""
    rule, spent = w.Threshold(at_most=500), [41] * 9 + [42]
    assert said(after(spent, rule, better="lower")) == (
        "at most 89 in all in the 2 months to December 2023, for 500 in December 2023"
    )
    one = after(
        spent,
        rule,
        TOTAL,
        better="lower",
        deadline=date(2023, 11, 30),
        as_of=date(2023, 11, 30),
        calendar=w.Calendar(kind="month"),
    )
    assert said(one) == "at most 89 in the month to come, for 500 in November 2023"


def test_a_mean_needs_what_makes_up_for_the_months_so_far_as_they_were_published():
    """By hand: 79.95 is rounded to 80.0, and 79.95 * 12 - 78.04 * 10 = 179, so 89.5 each; a rolling one has four months."""
    rule, more = w.Threshold(at_least=80), {"unit": "percent", "decimals": 1}
    assert said(after(["78.04"] * 10, rule, MEAN, **more)) == (
        "an average of at least 89.5% in the 2 months to December 2023, for 80.0% in December 2023"
    )
    last_four = attrs.evolve(ROLLING, take="mean")
    assert said(after(["10"] * 8 + ["78", "72"], rule, last_four, **more)) == (
        "an average of at least 84.9% in the 2 months to December 2023, for 80.0% in December 2023"
    )


def test_of_a_few_cases_that_may_still_come_it_is_said_how_many_in_all():
    """By hand: 7 - 2 leaves 5 for five months, which an average in whole cases would make 1, and for eight of them 0."""
    april = w.YearToDate(indicator="homes", year="financial")
    rule = w.Threshold(at_most=7, by=date(2023, 3, 31))
    one = judged(
        measure(april, rule, better="lower"),
        rows_of([1, 0, 0, 1], "April 2022"),
        as_of=date(2022, 9, 1),
        period=month("July 2022"),
    )
    assert said(one) == "at most 5 in all in the 8 months to March 2023, for 7 in March 2023"


@pytest.mark.parametrize(
    ("values", "rule", "more", "words", "left_open"),
    [
        ([41] * 9 + ["c"], {"at_least": 460}, {}, "at least 87 to 90 in all", "how much depends on"),
        ([41] * 9 + [None], {"at_least": 460}, {}, "91 in all", "less may be enough: it depends on"),
        ([41] * 9 + ["c"], {"at_least": 373}, {}, "3 in all", "less may be enough: it depends on"),
        (
            ["90"] * 9 + [None],
            {"at_least": 85},
            {"unit": "percent", "decimals": 1, "number": MEAN},
            "at least 54.7%",
            "more may be needed: it depends on",
        ),
        (
            [41] * 9 + ["c"],
            {"at_most": 372},
            {"better": "lower"},
            "at most 2 in all",
            "less may be asked for: it depends on",
        ),
    ],
)
def test_figures_that_are_not_known_leave_it_between_bounds(values, rule, more, words, left_open):
    one = after(values, w.Threshold(**rule), **more)
    assert f"{words} in the 2 months to December 2023" in said(one)
    assert said(one).endswith(f"; {left_open} figures that are not known")
    assert ("at least" in said(one)) is ("at least" in words)


def test_where_nothing_may_be_added_it_is_said_so():
    one = after([41] * 10, w.Threshold(at_most=410), better="lower")
    assert said(one) == "nothing in the 2 months to December 2023, for 410 in December 2023"


@pytest.mark.parametrize(
    ("values", "rule", "more"),
    [
        ([60] * 10, w.Threshold(at_least=500), {}),
        ([60] * 10, w.Threshold(at_least=500), {"unit": "pounds"}),
        ([41] * 10, w.Threshold(at_least=500), {"deadline": None}),
        ([41] * 10, w.Threshold(between=(400, 500)), {}),
        ([41] * 10, w.Threshold(at_least=500), {"calendar": w.Calendar(kind="month", lag_months=1, breaks=[SO_FAR])}),
        (["99"] * 10, w.Threshold(at_least=80), {"unit": "percent", "decimals": 1, "number": MEAN}),
    ],
)
def test_nothing_is_said_where_it_is_reached_or_cannot_be_told(values, rule, more):
    one = after(values, rule, **more)
    assert (one.needed, one.to_json()["needed"]) == (None, None)


@pytest.mark.parametrize(
    ("values", "rule", "more"),
    [
        ([60] * 10, w.Threshold(at_most=500), {"better": "lower"}),
        (["50"] * 9 + ["c"], w.Threshold(at_least=80), {"unit": "percent", "decimals": 1, "number": MEAN}),
    ],
)
def test_what_can_no_longer_be_met_is_said_to_be_impossible(values, rule, more):
    one = after(values, rule, **more)
    assert said(one).startswith("more than is possible: ")
    assert said(one).endswith("in December 2023 can no longer be met, whatever the 2 months to December 2023 may bring")
    assert (one.to_json()["needed"]["possible"], one.to_json()["needed"]["average"]) == (False, None)


@given(
    number=st.sampled_from([YEAR, TOTAL, ROLLING, MEAN]),
    values=st.lists(st.integers(0, 9), min_size=9, max_size=9),
    last=st.sampled_from([3, "c"]),
    target=st.integers(0, 120),
    lower=st.booleans(),
)
def test_what_is_said_is_enough_and_less_is_not_where_all_is_known(number, values, last, target, lower):
    rule, more = (w.Threshold(at_most=target), {"better": "lower"}) if lower else (w.Threshold(at_least=target), {})
    rows = rows_of([*values, last], "January 2023")
    one = after([*values, last], rule, number, **more)
    assume(one.needed is not None)

    def kept(amount):
        ends = rows_of([amount] * 2 if number is MEAN else [amount, 0], "November 2023")
        whole = ([*filled, *ends] for filled in completions(rows, (1, 4)))
        return [judged(one.measure, end).status.value == "on_track" for end in whole]

    found = one.to_json()["needed"]
    if not found["possible"]:
        assert not any(kept(0 if lower else 99))
        return
    amount = found["average" if number is MEAN else "total"]
    easy, hard = ("highest", "lowest") if lower else ("lowest", "highest")
    if amount[hard] is not None:
        assert all(kept(int(amount[hard])))
    if amount[easy] is not None:
        assert any(kept(int(amount[easy])))
        less = int(amount[easy]) + (1 if lower else -1)
        assert less < 0 or not any(kept(less))


@pytest.mark.parametrize(
    ("values", "needs"),
    [
        # By hand, in tenths: 12 * 799.5 - 7594 leaves 2000 for two months, which is all that they can have.
        (["75.9"] * 9 + ["76.3"], "an average of at least 100.0% in"),
        (["75.9"] * 9 + ["76.2"], "more than is possible: "),
        (["75.9"] * 9 + ["76.4"], "an average of at least 100.0% in"),
        (["75.9"] * 9 + ["76.5"], "an average of at least 99.9% in"),
        # With 7594 in nine months and nobody knows what in the tenth it is between half of that and all of it.
        (["84.4"] * 8 + ["84.2", "x"], "an average of at least 50.0% to 100.0% in"),
        (["84.4"] * 8 + ["84.1", "x"], "an average of at least 50.1% in"),
    ],
)
def test_what_can_just_be_met_and_what_is_a_tick_too_much(values, needs):
    one = after(values, w.Threshold(at_least=80), MEAN, unit="percent", decimals=1)
    assert said(one).startswith(needs)


@pytest.mark.parametrize(("last", "needs"), [(50, ""), (49, "at least 1 in all in"), (51, "")])
def test_a_sum_that_is_just_reached_needs_nothing_more_and_one_short_of_it_does(last, needs):
    assert said(after([50] * 9 + [last], w.Threshold(at_least=500))).startswith(needs)
    assert bool(said(after([50] * 9 + [last], w.Threshold(at_least=500)))) is bool(needs)


def test_nothing_is_said_of_months_that_are_counted_in_different_ways():
    rule, rows = w.Threshold(at_least=500), rows_of([41] * 10, "January 2023")
    anew = [attrs.evolve(one, definition="new" if place > 5 else "old") for place, one in enumerate(rows)]
    for these, known in ((rows, True), (anew, False)):
        one = judged(measure(YEAR, rule, deadline=END), these, as_of=date(2023, 12, 1), period=SO_FAR)
        assert bool(said(one)) is known
