"""What stands beside a promise, behind a comma, a dash or in brackets, is never swallowed: it asks, or it is part of the outcome."""

import functools
import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.wording.scoring import sentences
from tests.wording.test_as_written import WRITTEN

from wes_rules import Calendar, Period, Threshold
from wes_rules.wording import Asks, Context, Unsaid, read

USES = ("develop", "measure", "council", "published")
KNOWN = [(one["text"], *map(one.get, ("unit", "better", "calendar"))) for use in USES for one in sentences(use)]
KNOWN += [(words, unit or None, better or None, calendar) for _, unit, better, calendar, words in WRITTEN]
NUMBERS = (
    "average wait 2 minutes", "£3m saved", "17 tonnes", "12 months", "37 staff", "6 days each", "19 per cent", "a cost of £4 each", "62 hectares", "4.5 points",
)  # fmt: skip
SPANS = (
    "this year", "so far this year", "over 3 years", "year to date", "cumulative", "in the first six months", "for the next 2 years", "to date", "since January",
    "over the winter", "during 2019",
)  # fmt: skip
CONDITIONS = (
    "unless demand falls", "subject to funding", "where possible", "provided that staff are in post", "if staffing allows", "except in August",
    "excluding strikes", "pending review", "when resources allow", "depending on demand",
)  # fmt: skip
AVERAGES = (
    "mean of 12 days",
    "average 3 days",
    "median 7 weeks",
    "averaged over 12 months",
    "with an average wait of 2 minutes",
)
BOUNDS = (
    "at least 40", "no more than 17%", "but not below 33", "fewer than 12 complaints", "and at least 40", "with no more than 3 complaints", "minimum 30",
    "none over 40 days", "within 5 years", "max 12", "whichever is lower", "whichever is the greater",
)  # fmt: skip
SUSPICIOUS = (*NUMBERS, *SPANS, *CONDITIONS, *AVERAGES, *BOUNDS)
# Where a clause ends, so that another may stand there.
ENDS = re.compile(r"[,;:](?= )|(?<=\))(?= )| -(?= )| (?=(?:by|within|in|of|from|compared|each|every|per|to)\b)")
QUARTERS, YEARS = Calendar(kind="financial-quarter"), Calendar(kind="financial-year")


def found(words, unit=None, better=None, calendar=None):
    known = {"calendar": Calendar(kind=calendar)} if isinstance(calendar, str) else {"calendar": calendar}
    return read(words, context=Context(unit=unit, better=better, **known))


def outcome(one):
    return one.rule, one.number, one.within, one.until, one.baseline


@functools.cache
def settled():
    return [(known, one) for known in KNOWN if (one := found(*known)).settled]


@st.composite
def interrupted(draw):
    """A settled sentence, and the same with a clause put in that no rule may swallow."""
    (words, *known), one = draw(st.sampled_from(settled()))
    more = draw(st.sampled_from(SUSPICIOUS))
    # Each figure of a yearly series is of "this year".
    assume(more != "this year" or known[2] in ("month", "week", "financial-quarter"))
    last = len(words.rstrip(" .;"))
    at = draw(st.sampled_from([0, *(each.start() for each in ENDS.finditer(words, 1, last)), last]))
    before, after = words[:at], words[at:]
    if not before:
        return one, more, f"{more[0].upper()}{more[1:]}{draw(st.sampled_from([', ', ' - ', '. ']))}{after}", known
    if draw(st.booleans()):
        return one, more, f"{before} ({more}){after}", known
    closing = "" if not after.strip(" .;") or after[0] in ",;:" else ","
    return one, more, f"{before}, {more}{closing}{after}", known


@given(interrupted())
def test_a_clause_put_into_a_settled_sentence_asks_or_changes_what_is_promised(case):
    one, more, words, known = case
    other = found(words, *known)
    if not other.settled:
        return
    assert outcome(other) != outcome(one), words
    said = repr(outcome(other))
    assert all(number in said for number in re.findall(r"\d+(?:\.\d+)?", more)), words


REMARKS = (", special schools excepted", ". Rural areas are exempt", " - new clients first", ", most of them new")


def swallowed(remarked):
    """Those sentences that are settled though a remark stands behind them."""
    said = [(f"{words.rstrip(' .;')}{more}", *known) for ((words, *known), _), more in remarked]
    return [words for words, *known in said if found(words, *known).settled]


def test_a_remark_behind_a_settled_sentence_asks():
    assert swallowed(zip(settled(), itertools.cycle(REMARKS), strict=False)) == []


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
