"""The name of what is counted promises nothing, whatever words stand in it; what stands beside it is asked about."""

from datetime import date
from decimal import Decimal

import pytest

from wes_rules import AnnualDecrease, Calendar, Everyone, Maintain, PeriodKind, Threshold
from wes_rules.wording import Context, read

YEARS, MONTHS = (Calendar(kind=one) for one in (PeriodKind.FINANCIAL_YEAR, PeriodKind.MONTH))


def found(words, unit="percent", better="higher", calendar=YEARS):
    return read(words, context=Context(unit=unit, better=better, calendar=calendar))


@pytest.mark.parametrize(("words", "better", "rule"), [
    ("80% of schools at or above the national average", "higher", Threshold(at_least=80)),
    ("Increase the proportion of schools above the national average to 60%", "higher", Threshold(at_least=60)),
    ("Reduce the share of schools with attendance below 90% to 5%", "lower", Threshold(at_most=5)),
    ("85% of older people (65 and over) remain at home 91 days after discharge", "higher", Threshold(at_least=85)),
    ("95% of tenancies sustained for 12 months", "higher", Threshold(at_least=95)),
    ("Reduce the percentage of young people whose activity is not known to 4%", "lower", Threshold(at_most=4)),
    ("Increase the share of families who request additional support, to 80%", "higher", Threshold(at_least=80)),
    ("Every council home to have an EPC rating of C or above", "higher", Everyone()),
    ("All 22 libraries to offer warm spaces", "higher", Everyone()),
    ("more than 90% of firms reach at least a basic level of digital intensity", "higher", Threshold(above=90)),
    ("Cut the share of people waiting more than a year to less than 1%", "lower", Threshold(below=1)),
    ("At least 60% across the 5 programmes", "higher", Threshold(at_least=60)),
    ("Meet the four-hour standard of 95%", "higher", Threshold(at_least=95)),
    ("Our target for this measure is 83%.", "higher", Threshold(at_least=83)),
    ("Nine out of ten tenants satisfied", "higher", Threshold(at_least=90)),
])  # fmt: skip
def test_words_that_promise_elsewhere_are_part_of_a_name(words, better, rule):
    one = found(words, better=better)
    assert (one.rule, [str(each) for each in one.questions]) == (rule, [])


@pytest.mark.parametrize(
    "words",
    [
        "90% of schools improve every year", "60% of households recycling, increasing to 70%", "At least 70% more places",
        "75% of pupils, above the national average", "90% of calls answered, 5% abandoned", "95% of requests in five days and all requests in ten",
        "75% of respondents say it is better than last year", "90% every other year", "90th percentile of 8 minutes", "20 million + gender convergence",
        "A further 100 homes", "Another 50 apprentices", "an additional 300 places",
    ],
)  # fmt: skip
def test_what_stands_beside_a_name_is_asked_about(words):
    assert not found(words, unit="percent" if "%" in words else "count").settled


@pytest.mark.parametrize(("words", "rule"), [
    ("are not to exceed 440", Threshold(at_most=440)), ("should be no higher than 3", Threshold(at_most=3)), ("must not go above 5", Threshold(at_most=5)),
    ("</= 0.15", Threshold(at_most="0.15")), ("< / = 3", Threshold(at_most=3)), ("3 (max)", Threshold(at_most=3)), ("just under 7", Threshold(below=7)),
    ("the average count at 8am is not to exceed 320", Threshold(at_most=320)), ("reduce this ratio to 8:1", Threshold(at_most=8)),
])  # fmt: skip
def test_a_comparison_is_read_by_its_parts(words, rule):
    one = found(words, unit="score", better="lower")
    assert (one.rule, one.settled) == (rule, True)


def test_a_value_of_each_period_is_one_of_each_figure():
    assert found("complete 100 surveys each month", unit="count", calendar=MONTHS).rule == Threshold(at_least=100)
    assert found("Repair 90% or more of them annually").settled
    assert not found("complete 100 surveys each month", unit="count").settled
    assert found("Reduce potholes on a year over year basis", unit="count", better="lower").rule == AnnualDecrease()


def test_a_figure_beside_a_target_is_none():
    for words in ("4.18% Target: 4.25%", "4.18% against a target of 4.25%"):
        one = found(words, better="lower")
        assert (one.rule, one.settled) == (Threshold(at_most="4.25"), True)
        assert any(each.phrase == "4.18%" for each in one.readings)


def test_a_place_that_is_kept_is_maintained():
    assert found("Remain in the top 25 of all", unit="rank", better="lower").rule == Maintain(at_most=25)
    assert found("In the lowest 3", unit="rank", better="lower").rule == Threshold(at_most=3)


@pytest.mark.parametrize(("words", "unit", "better", "rule"), [
    ("zero net emissions by 2030", "count", "lower", Threshold(equals=0, by=date(2030, 12, 31))),
    ("Reach incidents within eight minutes, on average", None, "lower", Threshold(at_most=8)),
    ("Deliver services within the £49.97m budget", "pounds", "lower", Threshold(at_most=49_970_000)),
    ("65% (stretch 70%)", "percent", "higher", Threshold(at_least=65)), ("grow income to £60m per annum", "pounds", "higher", Threshold(at_least=60_000_000)),
    ("Tenants satisfied that their landlord keeps communal areas clean and well maintained: 75%", "percent", "higher", Threshold(at_least=75)),
    ("raise the employment rate of 20-64 year olds to 75%", "percent", "higher", Threshold(at_least=75)),
    ("28 day faster diagnosis standard of 75%", "percent", "higher", Threshold(at_least=75)),
    ("8-12%", "percent", "in-band", Threshold(between=(8, 12))),
])  # fmt: skip
def test_published_forms_are_read_without_a_question(words, unit, better, rule):
    one = found(words, unit=unit, better=better)
    assert (one.rule, [str(each) for each in one.questions]) == (rule, [])


@pytest.mark.parametrize("words", [
    "Year 1 - 75%; Year 2 - 80%", "75% (boys), 80% (girls)", "We aspire to reach 100% of them", "4% from 31 March 2009", "Net zero by 2030", "Be a carbon neutral council by 2030", "20% over the life of the plan",
])  # fmt: skip
def test_when_and_of_what_a_value_is_promised_is_asked(words):
    assert not found(words).settled


@pytest.mark.parametrize("words", [
    "75% by 2024, 80% by 2025", "2023/24: 75%, 2024/25: 80%", "75% by 31 March 2024, rising to 80% by 31 March 2025", "80% (2024/25), 75% (2023/24)",
])  # fmt: skip
def test_values_and_their_days_are_a_trajectory_whichever_comes_first(words):
    """A day is that of the last period that ends by it, as the promise of one value by a day is judged."""
    one = found(words)
    assert [(str(point.period), point.value) for point in one.rule.points] == [("2023/24", 75), ("2024/25", 80)]
    assert one.settled


@pytest.mark.parametrize(("words", "change"), [
    ("10% reduction in falls with harm", 10), ("20 million fewer people at risk of poverty", 20_000_000), ("Complaints down by 10% on 2022/23", 10),
    ("2% per annum growth", None), ("at least 100% expansion of participants from a base of 110", 100),
])  # fmt: skip
def test_a_change_is_read_with_its_amount(words, change):
    better = "higher" if "grow" in words or "expan" in words else "lower"
    rule = found(words, unit="count", better=better).rule
    assert (rule.change, rule.each) == (change or 2, None if change else "year")


def test_the_start_keeps_its_period_behind_the_name_of_its_unit():
    one = found("Reduce the rate from 31.9 conceptions per 1,000 women in 2014/15 to 12", unit="ratio", better="lower")
    assert (one.baseline.value, str(one.baseline.period)) == (Decimal("31.9"), "2014/15")


@pytest.mark.parametrize("words", ["99999999999999999999", "0 days ahead", "from 1800 to 2199"])
def test_what_no_rule_can_hold_is_a_question(words):
    assert not found(words, unit="count").settled


@pytest.mark.parametrize("words", [
    "90% of pupils reach the standard and attendance is above the national average", "80% of the national average", "95% of target", "no more than 5% above budget",
    "85% for all but complex cases", "75% - England average 72%", "28% by end of Q1, 55% by end of Q2",
])  # fmt: skip
def test_a_second_number_or_another_whole_is_no_name(words):
    assert not found(words).settled


def test_of_two_times_neither_is_dropped():
    assert not found("within 10 working days, or 15 for complex cases", unit="days", better="lower").settled


@pytest.mark.parametrize(("words", "rule"), [
    ("90% of food businesses rated 3 or above", Threshold(at_least=90)), ("97% of premises compliant (rated 3, 4 or 5)", Threshold(at_least=97)),
    ("Pupils with 5+ A*-C per 1,000 population (18+): 50%", Threshold(at_least=50)), ("80% of pupils achieve Level 4+ in reading", Threshold(at_least=80)),
])  # fmt: skip
def test_a_grade_or_an_age_is_no_value(words, rule):
    one = found(words)
    assert (one.rule, one.settled) == (rule, True)


def test_what_is_improved_and_what_it_aims_at_are_one_promise():
    """Chelsea and Westminster, quality priorities."""
    words = "Improve screening in our emergency departments and inpatient settings so that at least 90% of patients are screened"
    assert (found(words).rule, found(words).settled) == (Threshold(at_least=90), True)
    assert not found("Improve screening and staff attendance at 90%").settled
    assert not found("Increase attendance to 95% in our schools and colleges so that 90% of pupils pass").settled


def test_a_value_that_is_kept_below_another_has_its_day():
    words = "By the end of March 2021, we will keep the average cost below £300"
    assert found(words, unit="pounds", better="lower").rule == Threshold(below=300, by=date(2021, 3, 31))
