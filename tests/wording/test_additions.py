"""Words behind a promise that add a condition, an exception or another promise: asked about, unless they say which cases are counted."""

import pytest

from wes_rules import AnnualDecrease, AnnualIncrease, Calendar, Everyone, Maintain, Period, Threshold
from wes_rules import Any as AnyOf
from wes_rules.wording import Asks, Context, read

MONTHS, YEARS = Calendar(kind="month"), Calendar(kind="financial-year")


def found(sentence, **known):
    return read(sentence, context=Context(**{"unit": "percent", "better": "higher"} | known))


def asked(sentence, **known):
    return {one.asks for one in found(sentence, **known).questions}


@pytest.mark.parametrize("more", [
    "without increasing the backlog", "while maintaining quality", "whilst costs fall", "where funding permits", "once the contract starts",
    "outside the winter period", "during winter", "until the new contract", "although lower in winter",
    "despite winter pressures", "regardless of demand", "as well as a fall in complaints", "together with lower costs", "plus fewer complaints",
    "with fewer complaints", "with no complaints", "rather than 90%", "pending the outcome of the review", "assuming no strike", "save for complex cases",
    "on the understanding that grant is received", "in exceptional circumstances", "in principle", "as agreed with the customer",
    "balanced against cost", "but not at the expense of safety", "yet cheaper", "or as agreed with the customer",
    "to be confirmed", "because of the new system", "with the exception of August", "given adequate resources", "as far as practicable", "bar August", "(forecast)", "expected",
    "TBC", "(provisional)", "proposed", "under review", "(see note)",
])  # fmt: skip
@pytest.mark.parametrize("promise", ["At least 95%", "95% by March 2027,", "90% of calls answered within 20 seconds"])
def test_what_is_said_behind_a_promise_is_asked_about(promise, more):
    sentence = f"{promise} {more}"
    assert not found(sentence, calendar=MONTHS).settled, sentence


@pytest.mark.parametrize("more", [
    "despite winter pressures", "as well as a fall in complaints", "pending the outcome of the review", "save for complex cases",
    ", without reducing quality", "; not in August",
])  # fmt: skip
def test_it_is_asked_about_behind_a_name_too(more):
    assert not found(f"95% of calls are answered{more if more[0] in ',;' else f' {more}'}").settled


@pytest.mark.parametrize("sentence", [
    "95% of patients discharged without complications", "90% of people seen within 4 weeks after referral", "90% of calls answered during office hours",
    "95% of patients wait no longer than 4 hours from arrival to admission, discharge or transfer", "98% (statutory)", "80% (national target)",
    "50% of adults living in homes where there is a smoke alarm", "90% of care leavers in touch with the service after the age of 18",
    "100% of our properties are provided with a recycling service", "Answer 90% of 999 calls within 10 seconds", "80% of proposed homes are built",
])  # fmt: skip
def test_words_that_say_which_cases_are_counted_are_no_question(sentence):
    one = found(sentence)
    assert one.settled, one.questions


def test_it_is_asked_once():
    assert len(found("95% but not at the cost of quality").questions) == 1


def test_the_question_has_the_words_and_what_they_may_mean():
    (one,) = found("95% while keeping within budget").questions
    assert (one.asks, one.phrase, one.choices) == (
        Asks.CONDITION, "while keeping within budget", ("part of the promise", "description only"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "sentence", ["55%", "97.5%", "1% of budget", "5% of pupils excluded", "55% of waste sent to landfill"]
)
def test_a_share_alone_says_no_side(sentence):
    assert Asks.SIDE in asked(sentence, better=None)


@pytest.mark.parametrize(
    "sentence",
    [
        "92% of patients wait no more than 18 weeks",
        "Ensure 75% of adults have a plan",
        "50% of children achieve the standard",
    ],
)
def test_a_share_that_is_to_be_achieved_or_in_time_is_a_floor(sentence):
    one = found(sentence, better=None)
    assert (one.rule.at_least, one.settled) == (int(sentence[sentence.index("%") - 2 : sentence.index("%")]), True)


@pytest.mark.parametrize(("sentence", "rule"), [
    ("90%. Green 90%+, amber 80-89%, red below 80%", Threshold(at_least=90, tolerance=10)),
    ("Green 5% or less, amber 6% to 8%, red above 8%", Threshold(at_most=5, tolerance=3)),
])  # fmt: skip
def test_the_colours_say_which_way_is_better(sentence, rule):
    one = found(sentence, better=None)
    assert (one.rule, one.questions) == (rule, ())


@pytest.mark.parametrize("sentence", ["boys below 30 and girls at least 40", "boys under 30 and girls at least 40"])
def test_a_value_for_a_group_beside_another_is_no_age(sentence):
    assert not found(sentence).settled
    assert found("Fewer than 100 people over 65 admitted", unit="count", better="lower").rule == Threshold(below=100)


def test_the_end_of_the_year_is_one_of_several_figures():
    assert Asks.EVERY_PERIOD in asked("90% at year end", calendar=MONTHS)
    assert found("90% at year end", calendar=YEARS).settled


@pytest.mark.parametrize(("sentence", "known", "rule"), [
    ("10 complaints or fewer", {"unit": "count", "better": None}, Threshold(at_most=10)),
    ("20 affordable homes or more", {"unit": "count", "better": None}, Threshold(at_least=20)),
    ("Maintain or improve on 85%", {}, Maintain(at_least=85)),
    ("Maintain or improve on 5%", {"better": "lower"}, Maintain(at_most=5)),
    ("100% of our properties are provided with a recycling service", {}, Everyone()),
    ("Under 18 conceptions below 15 per 1,000", {"unit": "ratio", "better": "lower"}, Threshold(below=15)),
])  # fmt: skip
def test_plain_words_are_read(sentence, known, rule):
    one = found(sentence, **known)
    assert (one.rule, one.questions) == (rule, ())


@pytest.mark.parametrize(("sentence", "known", "since", "by"), [
    ("1,200 homes over the five years to March 2030", {"calendar": YEARS}, "2025/26", "2030-03-31"),
    ("450 in the two years to March 2027", {"calendar": MONTHS}, "2025-04", "2027-03-31"),
    ("£5m in the three years to 2027/28", {"calendar": YEARS, "unit": "pounds"}, "2025/26", "2028-03-31"),
])  # fmt: skip
def test_so_many_years_up_to_a_day_are_a_total(sentence, known, since, by):
    one = found(sentence, **{"unit": "count", **known})
    assert (one.settled, str(one.rule.by), one.number["kind"]) == (True, by, "running-total")
    assert Period.parse(one.number["since"], known["calendar"].kind) == Period.parse(since, known["calendar"].kind)


def test_years_that_end_within_a_period_are_asked_about():
    sentence = "1,200 over the five years to March 2030"
    assert Asks.DATE in asked(sentence, unit="count", calendar=Calendar(kind="calendar-year"))
    assert Asks.DATE in asked(sentence, unit="count")
    assert not found("90% over the five years to March 2030", calendar=YEARS).settled


def test_about_a_budget_says_either_way_or_is_asked():
    plain = found("within 1% of the budget, either way", unit="pounds", better=None)
    assert plain.settled
    for same in ("Within +/-1% of budget", "±1% of budget", "within plus or minus 1% of the budget"):
        assert found(same, unit="pounds", better=None).rule == plain.rule
    assert Asks.SIDE in asked("Within 1% of budget", unit="pounds", better=None)
    (one,) = found("Within +/-1% of budget", better=None).questions
    assert (one.asks, ["99 and 101" in one.choices[0], "-1 and 1" in one.choices[1]]) == (Asks.UNIT, [True, True])


def test_amber_if_better_than_last_year_is_of_yearly_figures():
    one = found("at least 50%, amber if better than last year", calendar=YEARS)
    assert one.settled
    assert one.rule == AnyOf(of=(Threshold(at_least=50), AnnualIncrease(scope="latest", at_best="at-risk")))
    assert not found("at least 50%, amber if better than last year", calendar=MONTHS).settled


@pytest.mark.parametrize(("sentence", "better", "rule"), [
    ("No more than last year", "lower", AnnualDecrease(strict=False)), ("No worse than last year", "higher", AnnualIncrease(strict=False)),
    ("at least last year's figure", "higher", AnnualIncrease(strict=False)), ("below the previous year", "lower", AnnualDecrease()),
])  # fmt: skip
def test_against_last_year_is_asked_with_the_rule_that_says_it(sentence, better, rule):
    one = found(sentence, better=better, calendar=YEARS)
    assert (one.rule, [each.asks for each in one.questions]) == (rule, [Asks.EVERY_PERIOD])


@pytest.mark.parametrize(
    "sentence", ["At least one visit per quarter to every home", "One every two months", "At least 2 every 3 months"]
)
def test_a_number_for_each_of_several_is_no_number_of_all(sentence):
    assert not found(sentence, unit="count", calendar=MONTHS).settled


def test_a_number_in_words_may_be_part_of_a_name():
    one = found("80% of year one target", unit="percent")
    assert "one target" not in [each.phrase for each in one.readings]
    assert not one.settled
    assert found("All staff appraised annually", calendar=YEARS).settled


def test_a_place_is_no_value_and_all_sites_are_several():
    one = found("4th out of 22", unit="rank", better="lower")
    assert (one.rule, one.settled) == (Threshold(at_most=4), True)
    assert not found("4th out of 22", unit="ratio").settled
    assert Asks.PARTS in asked("60% at all sites")
    assert not found("60% this year", calendar=YEARS).settled
