"""What stands beside a promise, behind a comma, a dash or in brackets, is never swallowed: it asks, or it is part of the outcome."""

from decimal import Decimal

import pytest

from wes_rules import Calendar, Period, Threshold
from wes_rules.wording import Asks, Context, Unsaid, read

QUARTERS, YEARS = Calendar(kind="financial-quarter"), Calendar(kind="financial-year")


def found(words, unit=None, better=None, calendar=None):
    known = {"calendar": Calendar(kind=calendar)} if isinstance(calendar, str) else {"calendar": calendar}
    return read(words, context=Context(unit=unit, better=better, **known))


@pytest.mark.parametrize(
    "words",
    [
        "39 cases commissioned this year, against a target of 156", "156 cases so far this year", "156 cases year to date", "156 cases for the year",
        "2,000 cumulative for year", "Homes completed in the year to date: 156", "Number of homes built this year: 156", "156 to date",
        "156 in the first six months",
    ],
)  # fmt: skip
def test_a_span_other_than_the_measures_period_is_asked_about(words):
    one = found(words, "count", "higher", QUARTERS)
    assert not one.settled
    assert {each.asks for each in one.questions} <= {Asks.TOTAL, Asks.DATE}


def test_a_ceiling_of_a_year_so_far_holds_for_each_total():
    one = found("No more than 43 cases year to date", "count", "lower", QUARTERS)
    assert (one.rule, one.settled, one.number) == (
        Threshold(at_most=43), True, {"kind": "year-to-date", "year": "financial"},
    )  # fmt: skip


def test_a_floor_of_a_year_that_is_judged_once_a_year_is_settled():
    once = Calendar(kind="financial-quarter", step=4, anchor=Period.parse("2024/25 Q4"))
    one = found("2,000 cumulative for year", "count", "higher", once)
    assert (one.rule, one.settled) == (Threshold(at_least=2000), True)


def test_this_year_names_what_each_figure_of_a_yearly_measure_counts():
    assert found("Number of homes built this year: 156", "count", "higher", YEARS).settled
    assert not found("156 homes this year", "count", "higher", YEARS).settled


@pytest.mark.parametrize(("words", "rule"), [
    ("Number of years of healthy life. Target 65 years", Threshold(at_least=65)), ("Years of housing land supply: 5 years", Threshold(at_least=5)),
    ("Number of days lost: at least 5 days", Threshold(at_least=5)),
])  # fmt: skip
def test_what_a_measure_counts_is_its_unit(words, rule):
    one = found(words, "count", "higher", YEARS)
    assert (one.rule, one.questions) == (rule, ())


def test_so_many_years_are_a_span_where_the_measure_counts_other_things():
    assert Asks.DATE in {
        each.asks for each in found("90% of homes within 5 years", "percent", "higher", YEARS).questions
    }
    assert Asks.UNIT in {each.asks for each in found("5 years", "count", "higher", YEARS).questions}


@pytest.mark.parametrize(("words", "what"), [
    ("whichever is greater", Unsaid.GREATER_OF), ("whichever is the higher", Unsaid.GREATER_OF), ("whichever is lower", Unsaid.SMALLER_OF),
    ("whichever is the smaller", Unsaid.SMALLER_OF), ("whichever is less", Unsaid.SMALLER_OF),
])  # fmt: skip
def test_the_greater_and_the_smaller_of_two_targets_are_told_apart(words, what):
    (one,) = found(f"90% or the national average, {words}", "percent", "higher").no_rule
    assert one.what is what


@pytest.mark.parametrize(
    "words",
    [
        "Average wait of 2 minutes, 90% of calls answered", "90% of calls answered on average within 60 seconds", "On average, 90% of calls answered",
        "At least the national average (82%)", "90% of calls answered and none over 5 minutes", "Over the winter, 90% of calls answered",
        "Since January, 90% of calls answered",
    ],
)  # fmt: skip
def test_what_stands_before_or_within_is_no_name(words):
    assert not found(words, "percent", "higher", "month").settled


@pytest.mark.parametrize(
    "words",
    [
        "85% of older people remain at home 91 days after discharge", "80% of children take up 15 hours free childcare", "90% of learners in work for 6 months",
        "Emergency repairs (within 24 hours): 99%", "95% of patients admitted, transferred or discharged within four hours",
        "Homes kept clean and well maintained: 75%", "National average (currently 82%)",
    ],
)  # fmt: skip
def test_a_name_with_a_number_is_settled(words):
    assert found(words, "percent", "higher", "month").settled


@pytest.mark.parametrize("words", ["Under 10 days on average", "Reach incidents within eight minutes, on average"])
def test_a_time_of_all_cases_is_their_average(words):
    assert found(words, "days" if "days" in words else None, "lower", "month").settled


@pytest.mark.parametrize(("words", "pounds"), [
    ("Rent income of £1.1m p.a.", "1100000"), ("no more than £1.50p per mile", "1.5"), ("at most 45p.", "0.45"), ("at most 45p a mile", "0.45"),
])  # fmt: skip
def test_a_p_behind_pounds_is_no_penny(words, pounds):
    rule = found(words, "pounds", "higher" if "income" in words else "lower", YEARS).rule
    assert Decimal(pounds) in (rule.at_least, rule.at_most)


@pytest.mark.parametrize(
    ("words", "unit", "better"),
    [
        ("Attainment 8 of 46 and Progress 8 above 0", "ratio", "higher"), ("70% of clients reviewed in a year, and 100% within 24 months", "percent", "higher"),
        ("An average of 20 complaints per month", "count", "lower"), ("60 homes (annual figure)", "count", "higher"), ("65% on each route", "percent", "higher"),
        ("550 per 100,000 population year to date", "ratio", "lower"), ("Average length of stay 5 days or less for 90% of patients", None, "lower"),
    ],
)  # fmt: skip
def test_a_number_of_its_own_or_of_other_periods_is_asked_about(words, unit, better):
    assert not found(words, unit, better, "month").settled
