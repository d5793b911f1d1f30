"""Words of published targets that change what is promised: none of them is dropped without a question or a reading."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wording.scoring import sentences

from wes_rules import All, Baseline, Calendar, FromBaseline, Maintain, Milestone, Period, PeriodKind, Threshold
from wes_rules.wording import Asks, Context, read

YEARS, QUARTERS, MONTHS, WEEKS = (
    Calendar(kind=one)
    for one in (PeriodKind.FINANCIAL_YEAR, PeriodKind.FINANCIAL_QUARTER, PeriodKind.MONTH, PeriodKind.WEEK)
)


def found(sentence, **known):
    return read(sentence, context=Context(**known))


def asked(sentence, **known):
    return {one.asks for one in found(sentence, **known).questions}


@pytest.mark.parametrize(
    "each",
    [
        "annual target of 272", "yearly target of 272", "annual 272 target: 272", "272 over the year",
        "272 (annual)", "annual: 272", "272 overall",
    ],
)  # fmt: skip
def test_a_target_of_a_year_is_not_held_against_each_quarter_in_silence(each):
    """Bolsover and Rotherham, council plans."""
    known = {"unit": "count", "better": "higher"}
    assert Asks.TOTAL in asked(f"Meet the {each}", calendar=QUARTERS, **known)
    assert found("annual target of 272 new homes", calendar=YEARS, **known).rule == Threshold(at_least=272)
    assert Asks.TOTAL in asked("a monthly target of 20", calendar=QUARTERS, **known)


def test_a_number_of_things_by_a_day_may_be_of_several_quarters():
    """Bolsover, council plan: it was the total of a year."""
    sentence = "Enable the development of at least 272 new residential properties by March 2020."
    assert Asks.TOTAL in asked(sentence, unit="count", better="higher", calendar=QUARTERS)
    assert found(sentence, unit="count", better="higher", calendar=YEARS).settled
    complaints = "No more than 190 complaints by March 2027"
    assert Asks.TOTAL in asked(complaints, unit="count", better="lower", calendar=QUARTERS)
    assert Asks.TOTAL in asked("£500,000 saved by March 2027", unit="pounds", better="higher", calendar=QUARTERS)
    assert found(
        "At most 20 children in bed and breakfast by March 2025", unit="count", better="lower", calendar=YEARS
    ).settled


def test_an_improvement_on_a_value_is_more_than_that_value():
    """Dorset, council plan."""
    one = found(
        "To continue our positive trajectory and improve on the 60% of our waste already recycled",
        better="higher",
        calendar=YEARS,
    )
    assert isinstance(one.rule, FromBaseline)
    assert one.baseline.value == 60
    assert not found("Improve the 60% of our waste already recycled", better="higher", calendar=YEARS).settled
    assert found("Improve reading so that 76% of pupils reach the standard", better="higher").rule == Threshold(
        at_least=76
    )


@pytest.mark.parametrize(
    "sentence", ["a) 5 Hectares b) 500 Trees", "500 Trees, 5 Hectares", "5 hectares and 500 trees"]
)
def test_a_second_target_in_another_unit_is_asked_about(sentence):
    """Rotherham, council plan."""
    assert not found(sentence, unit="count", better="higher", calendar=YEARS).settled


@pytest.mark.parametrize("each", ["per site", "per school", "per ward", "per team", "per locality"])
def test_a_number_for_each_of_several_places_is_asked_about(each):
    """Chelsea and Westminster, quality priorities."""
    assert Asks.PARTS in asked(f"At least 20 slots {each}", unit="count", better="higher", calendar=MONTHS)
    sentence = f"Provide 20 same day emergency care (SDEC) new patient slots per week {each}"
    assert Asks.PARTS in asked(sentence, unit="count", better="higher", calendar=WEEKS)


@pytest.mark.parametrize(
    "sentence",
    ["to virtually eliminate rough sleeping", "Almost no rough sleeping", "practically eradicate rough sleeping"],
)
def test_nearly_none_is_not_none(sentence):
    """Buckinghamshire, corporate plan."""
    one = found(sentence, unit="count", better="lower", calendar=YEARS)
    assert not one.settled


def test_what_is_achieved_consistently_is_maintained():
    """Dorset, council plan."""
    one = found("Consistently achieve a pothole repair target of 90%", better="higher", calendar=QUARTERS)
    assert one.rule == Maintain(at_least=90)
    assert (
        found("Consistently above 90%", better="higher").rule != Threshold(above=90)
        or not found("Consistently above 90%", better="higher").settled
    )


def test_a_time_within_which_a_count_is_counted_is_no_limit_of_each_case():
    """Chelsea and Westminster, quality priorities."""
    sentence = "10% reduction in readmissions within 30 days of discharge from 120 in 2022/23 by March 2025"
    one = found(sentence, unit="count", better="lower", calendar=YEARS)
    assert one.within is None
    assert any("says what is counted" in str(reading) for reading in one.readings)
    assert found("90% of assessments within 20 weeks", better="higher").within is not None


def test_a_score_out_of_ten_is_the_score():
    """Barking, Havering and Redbridge hospitals, survey of patients."""
    for said in ("8.5/10", "8.5 out of 10"):
        assert found(f"Achieve a score of {said}", unit="score", better="higher").rule == Threshold(
            at_least=Decimal("8.5")
        )


def test_in_year_before_a_noun_only_says_which_ones():
    """Warwickshire's education strategy."""
    one = found("All in year admissions are successful.", unit="percent", better="higher", calendar=YEARS)
    assert "in year" not in [words.text for words in one.not_understood]


def test_a_fraction_is_no_score():
    """A reviewer's wordings: three of five homes are 60%, and no 3."""
    for said in ("At least 3/5 of homes", "7/10 children are vaccinated"):
        assert not found(said, unit="percent", better="higher").settled


def test_a_place_within_which_things_are_is_no_limit():
    """Bolsover, council plan."""
    assert found("At least 272 homes within the district", unit="count", better="higher", calendar=YEARS).settled


def test_a_total_of_the_year_says_since_when():
    """Rotherham and Wandsworth, council plans."""
    for words in ("190 cumulative for year", "190 (cumulative in year)"):
        assert found(words, unit="count", better="higher", calendar=QUARTERS).number == {
            "kind": "year-to-date",
            "year": "financial",
        }


def test_in_line_or_exceeding_is_in_line_or_better():
    assert found("In line or exceeding the national average", better="higher").settled


@pytest.mark.parametrize("sentence", [
    "500 homes over the plan period", "500 homes over the life of the plan", "At least 90% for two years running", "90% every other year",
    "At least 90% for three consecutive quarters", "90% in Q4", "90% by Q4", "Q4: 90%", "75% YTD", "At least 90% where practicable", "+5%",
    "95% on average across the year", "95% averaged over the year", "at least 95% in total", "always above 60%", "routinely above 60%",
    "nearly all pupils attend", "virtually all invoices are paid", "Up to 90%", "A monthly average of 20", "At least 90%, normally",
])  # fmt: skip
def test_which_periods_count_and_which_cases_is_asked(sentence):
    assert not found(sentence, unit=None, better="higher", calendar=QUARTERS).settled


@pytest.mark.parametrize("sentence", [
    "Increase from 75% up to 90%", "At least +0.2", "90% by Q4 2025", "An annual average of 40 micrograms of NO2", "Raise it to 90% by the end of Q4 2025",
])  # fmt: skip
def test_what_looks_like_that_and_is_plain_is_read(sentence):
    assert found(sentence, better="lower" if "NO2" in sentence else "higher", calendar=YEARS).settled


@pytest.mark.parametrize("verb", ["beat", "surpass", "outperform"])
def test_to_beat_a_value_is_to_be_above_it(verb):
    assert found(f"{verb} 60%", better="higher", calendar=YEARS).rule == Threshold(above=60)


@pytest.mark.parametrize(
    "sentence", ["virtually no rough sleepers", "nearly zero complaints", "near zero waste to landfill"]
)
def test_near_nought_is_not_nought(sentence):
    assert not found(sentence, better="lower", calendar=YEARS).settled


@pytest.mark.parametrize("sentence", ["about 95%", "around 95%", "in the region of 95%"])
def test_about_a_value_is_told_as_read(sentence):
    one = found(sentence, better="higher", calendar=YEARS)
    assert any(reading.used == "the number as it is written" for reading in one.readings)


def test_words_that_a_negation_turns_are_not_said_to_want_the_opposite():
    one = found("No month below 90%", better="higher", calendar=YEARS)
    (asked,) = [each for each in one.questions if each.asks is Asks.CONFLICT]
    assert asked.open.startswith("these words by themselves want it ")


def test_a_footnote_is_not_in_the_sentence():
    (asked,) = found("85%* of pupils", better="higher", calendar=YEARS).questions
    assert (asked.phrase, asked.open) == ("*", "what the footnote says is not in the sentence")


@pytest.mark.parametrize(("sentence", "better", "rule"), [
    ("(Minimise) 137", "lower", Threshold(at_most=137)), ("Minimise 2 days", "lower", Threshold(at_most=2)),
    ("Maximise 90%", "higher", Threshold(at_least=90)),
])  # fmt: skip
def test_the_way_beside_a_number_is_the_way_that_is_better(sentence, better, rule):
    """Wandsworth, corporate plan."""
    one = found(sentence, calendar=YEARS)
    assert (one.rule, one.better) == (rule, better)
    assert one.settled


def test_the_present_figure_is_the_start():
    """Dorset, council plan."""
    one = found("Increase to 90% the share of homes let, which is currently 87.5%", better="higher", calendar=YEARS)
    assert (one.rule, one.baseline.value) == (Threshold(at_least=90), Decimal("87.5"))


def test_a_target_that_is_called_national_and_has_a_number_is_that_number():
    """Barking, Havering and Redbridge hospitals."""
    one = found(
        "Increase from 78% (October 2017) to the national statutory target of 95%", better="higher", calendar=MONTHS
    )
    assert one.rule == Threshold(at_least=95)


def test_what_is_to_be_written_by_a_day_is_a_milestone():
    """Bolsover, council plan."""
    one = found("Prepare and adopt a new Empty Property Strategy by January 2021")
    assert one.rule == Milestone(by=date(2021, 1, 31))


@pytest.mark.parametrize(
    "words",
    ["Contextual - no target", "No target (baseline year)", "Baseline year", "To be set", "TBD"],
)
def test_no_target_is_no_promise_of_nought(words):
    one = found(words, better="higher", calendar=YEARS)
    assert one.rule is None
    assert {question.asks for question in one.questions} == {Asks.NO_PROMISE}


@pytest.mark.parametrize(
    "words",
    ["Good to be low, 5%", "5% (low is good)", "Low: 5%", "5% - the lower the better", "Polarity: low. 5%", "Smaller is better: 5%"],
)  # fmt: skip
def test_which_way_is_good_is_read_beside_a_number_and_asked_where_the_measure_says_the_other(words):
    assert (found(words).rule, found(words).settled) == (Threshold(at_most=5), True)
    assert found(words, better="lower").settled
    assert Asks.CONFLICT in asked(words, better="higher")


@pytest.mark.parametrize(
    "words", ["Ideally 90%", "At least 90%, typically", "90% generally", "Preferably at least 90%"]
)
def test_an_adverb_of_the_whole_is_asked_about(words):
    assert not found(words, better="higher").settled


@pytest.mark.parametrize("words", ["90% of newly built homes", "Share of the elderly, 90%"])
def test_an_adverb_of_another_word_says_what_is_counted(words):
    assert found(words, better="higher").settled


SENTENCES = [(one["text"], one.get("better")) for use in ("develop", "council") for one in sentences(use)]


@given(st.sampled_from(SENTENCES), st.data())
def test_a_word_that_nobody_knows_is_told_or_asked_about_wherever_it_stands(sentence, data):
    text, better = sentence
    words = text.split()
    place = data.draw(st.integers(0, len(words)))
    one = found(" ".join([*words[:place], "zzorg", *words[place:]]), better=better)
    told = (*one.counted, *(each.phrase for each in (*one.readings, *one.questions, *one.no_rule)))
    assert any("zzorg" in each for each in told) or not one.settled


@pytest.mark.parametrize(("words", "number"), [
    ("Seventy-five per cent", 75), ("Ninety-five per cent", 95), ("seventy five per cent", 75), ("At least eighty-five percent", 85),
    ("one hundred and fifty", 150), ("two hundred", 200), ("two thousand five hundred", 2500), ("At least forty", 40), ("a hundred", 100),
])  # fmt: skip
def test_numbers_in_words_are_whole_numbers(words, number):
    """Welsh Government, national milestones."""
    one = found(words if "cent" in words else f"{words} homes", better="higher")
    assert one.rule == (Threshold(at_least=number) if number != 100 or "cent" not in words else None)


@pytest.mark.parametrize(("words", "change"), [
    ("Healthy life expectancy is five years longer by 2026", 5), ("satisfaction 5 points higher by 2026", 5), ("recycling 10 percentage points up by 2026", 10),
])  # fmt: skip
def test_an_amount_before_a_comparative_is_a_change(words, change):
    """Community Planning Aberdeen."""
    one = found(words, better="higher")
    assert one.rule == FromBaseline(change=change, by=date(2026, 12, 31))
    assert {each.asks for each in one.questions} == {Asks.BASELINE}


def test_points_of_a_percentage_are_no_value():
    assert Asks.HOW_MUCH in asked("At least 5 percentage points", unit="percent", better="higher")


@pytest.mark.parametrize("words", [
    "bring civic emissions down to 69,500 tonnes or a 20 percent reduction from 1998 levels by 2012",
    "cut emissions to 50,000 tonnes or by 40% from 2010 levels by 2030", "bring complaints down to 300 and a 20 percent reduction from 2019 levels by 2025",
    "60 days or a 10 percent reduction from 2019 levels",
])  # fmt: skip
def test_of_a_value_and_a_change_neither_is_dropped(words):
    """City of Winnipeg."""
    assert Asks.SEVERAL in asked(words, unit="days" if "days" in words else "count", better="lower", calendar=YEARS)


def test_a_change_that_only_says_the_value_again_is_no_second_promise():
    one = found(
        "Reduce cases from 60 in 2022/23 to 45 by March 2026, a 25% reduction",
        unit="count",
        better="lower",
        calendar=YEARS,
    )
    assert one.rule == Threshold(at_most=45, by=date(2026, 3, 31))


@pytest.mark.parametrize(
    "words", ["100%+ of rent due for the year", "Rent collected as a percentage of rent due: 100%", "100% or more"]
)
def test_where_more_than_all_is_possible_it_is_asked_whether_each_case_is_meant(words):
    """Arhag housing association."""
    assert Asks.UNIT in asked(words, unit="percent", better="higher", calendar=YEARS)


def test_an_age_is_no_target():
    """Somerset County Council, executive board."""
    one = found(
        "Set a downward trend in the under 16 conception rates by 2010.", unit="ratio", better="lower", calendar=YEARS
    )
    assert one.rule == FromBaseline(by=date(2010, 12, 31))
    assert not found("Employment of people over 50", unit="percent", better="higher").settled


@pytest.mark.parametrize("words", [
    "respond to Category 1 calls in 7 minutes on average, and respond to 90% of Category 1 calls in 15 minutes",
    "A mean response time of 18 minutes and 90% within 40 minutes", "95% within 4 hours, average under 2 hours",
])  # fmt: skip
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_an_average_time_beside_a_share_is_a_number_of_its_own(words, better):
    """The ambulance standard of the NHS."""
    assert Asks.SEVERAL in asked(words, better=better, calendar=MONTHS)


def test_a_share_in_time_of_which_less_is_better_contradicts_itself():
    assert Asks.CONFLICT in asked("90% within 40 minutes", unit="percent", better="lower", calendar=MONTHS)


@pytest.mark.parametrize("words", ["no more than £250 in 2015 prices", "at most £300, adjusted for inflation", "£10m in real terms", "£500 in 2019 prices",
                                   "£25,000 at 2020 prices"])  # fmt: skip
def test_the_prices_that_are_meant_are_told(words):
    """Scotland's fuel poverty target."""
    one = found(words, unit="pounds", better="lower", calendar=YEARS)
    assert any(each.used == "the figures are published in those prices" for each in one.readings)
    assert one.settled


@pytest.mark.parametrize(
    "words",
    [
        "at least 80% at all times",
        "At least 5% in any month",
        "no lower than 5% throughout the year",
        "Never less than 10%",
    ],
)
def test_at_all_times_is_asked_like_each_year(words):
    assert Asks.EVERY_PERIOD in asked(words, better="higher", calendar=MONTHS)


@pytest.mark.parametrize("words", ["No more of them than last year", "No fewer than 3 of the 5 services", "Above benchmark",
                                   "Better than CIPFA family average"])  # fmt: skip
def test_what_no_rule_is_read_of_is_asked_and_proposes_no_other(words):
    one = found(words, better="higher", calendar=YEARS)
    assert (one.rule, one.settled) == (None, False)
    assert Asks.CONFLICT not in {each.asks for each in one.questions}


def test_a_published_place_is_the_figure():
    """University of Essex."""
    words = "to be ranked in the top 250 of universities globally by 2025; and in the top 200 by 2028"
    one = found(words, unit="rank", better="lower")
    assert one.rule == All(
        of=(Threshold(at_most=250, by=date(2025, 12, 31)), Threshold(at_most=200, by=date(2028, 12, 31)))
    )


def test_a_region_without_a_code_is_asked_about():
    assert Asks.COMPARED_WITH in asked("Above the Welsh average", better="higher", national="970")
    assert found("Above the Welsh average", better="higher", areas={"welsh": "W92"}).settled


@pytest.mark.parametrize(("words", "rule"), [
    ("Reduce the conception rate by 50% as part of a broader strategy to improve sexual health", FromBaseline(change=50, change_in="percent")),
    ("Reduce emissions by 40% from 500 in 2010 to improve air quality", FromBaseline(change=40, change_in="percent")),
    ("Cut waits to 10 days to improve satisfaction", Threshold(at_most=10)),
    ("Reduce absence through a campaign to raise awareness", FromBaseline()),
])  # fmt: skip
def test_what_a_promise_is_for_is_told_and_is_not_the_promise(words, rule):
    """Targets of the Department of Health."""
    one = found(words, unit="days" if "days" in words else "count", better="lower", baseline=Baseline(value=500))
    assert one.rule == rule
    assert any(
        reading.phrase.startswith("to ") and reading.used == "the reason, and no promise of its own"
        for reading in one.readings
    )


def test_an_amount_in_what_a_promise_is_for_may_be_a_second_one():
    assert Asks.SEVERAL in asked("Increase recycling to 60% to reduce landfill by 10%", unit="percent", better="higher")


@pytest.mark.parametrize("words", ["Increase income from £22.1 million to £54 million (adjusted from £38 million to include all costs)",
                                   "Target £54m, revised from £38m"])  # fmt: skip
def test_an_earlier_target_is_no_start(words):
    """University of Sussex."""
    one = found(words, unit="pounds", better="higher", calendar=YEARS)
    assert one.rule == Threshold(at_least=54_000_000)
    assert one.baseline is None or one.baseline.value == 22_100_000


def test_of_two_starts_it_is_asked_which():
    assert Asks.BASELINE in asked(
        "Increase from 60% in 2020/21 to 70% from 65%", unit="percent", better="higher", calendar=YEARS
    )


@pytest.mark.parametrize("words", ["Improve on 2022 survey", "Improve upon the 2022 baseline", "Improve on 2022"])
def test_a_year_that_is_improved_on_is_no_figure(words):
    one = found(words, unit="percent", better="higher", calendar=Calendar(kind="calendar-year"))
    assert one.rule == FromBaseline()
    assert (one.baseline.value, str(one.baseline.period)) == (None, "2022")


@pytest.mark.parametrize("words", ["More than 2022", "no more than 2019/20", "Better than the 2021 census"])
def test_more_than_a_year_is_asked_about(words):
    one = found(words, unit="count", better="higher", calendar=Calendar(kind="calendar-year"))
    assert (one.rule, one.settled) == (None, False)


@pytest.mark.parametrize(("words", "change"), [("a twofold increase", 100), ("a ten-fold increase", 900)])
def test_so_many_fold_is_how_much(words, change):
    one = found(f"{words} from 2020", unit="count", better="higher", calendar=Calendar(kind="calendar-year"))
    assert one.rule == FromBaseline(change=change, change_in="percent")
    assert not found(
        "a sevenfold increase from 2020", unit="count", better="higher", calendar=Calendar(kind="calendar-year")
    ).settled


def test_no_one_is_none_and_no_number():
    """Scotland's road safety framework."""
    assert found("no-one dies by 2050", unit="count", better="lower").rule == Threshold(equals=0, by=date(2050, 12, 31))
    assert found("one-to-one support for 50 people", unit="count", better="higher").rule == Threshold(at_least=50)
    assert found("Year-10 attendance of at least 93%", better="higher").rule == Threshold(at_least=93)
    assert not found("fewer than one in 20 children", better="lower").settled
    assert not found("nine out of ten tenants", better="higher").settled


def test_what_is_counted_is_listed():
    one = found("92% of patients should wait no more than 18 weeks from referral to treatment", better="higher")
    assert one.counted == ("of patients should wait", "from referral to treatment")


@pytest.mark.parametrize(
    "words",
    [
        "90% by March",
        "from April, at least 90%",
        "at least 85% in September",
        "80% by Easter",
        "80% by 31 July",
        "80% by the end of September",
    ],
)
def test_a_month_without_a_year_is_no_day(words):
    assert Asks.DATE in asked(words, unit="percent", better="higher", calendar=YEARS)


@pytest.mark.parametrize(
    "words",
    [
        "no more than 20 cents",
        "$2.5 million",
        "€3m by 2027",
        "income of EUR 3 million",
        "less than 50 euro per household",
    ],
)
def test_other_money_is_no_pounds(words):
    assert Asks.UNIT in asked(words, unit="pounds", better="lower", calendar=QUARTERS)


def test_pence_are_parts_of_a_pound():
    assert found("no more than 45p per mile", unit="pounds", better="lower").rule == Threshold(at_most=Decimal("0.45"))


@pytest.mark.parametrize(
    ("words", "better"),
    [("from 5 to 7 days", "lower"), ("Reduce from 5 to 7 days", "lower"), ("Increase from 9 to 7 days", "higher")],
)
def test_a_target_that_is_worse_than_its_start_is_asked_about(words, better):
    assert Asks.CONFLICT in asked(words, unit="days", better=better)


@pytest.mark.parametrize(
    "words",
    [
        "Limit council tax increase to 2.99%",
        "Halt the rise in obesity by 2025/26",
        "Reverse the decline in visitor numbers by 2026/27",
    ],
)
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_under_a_word_that_halts_a_change_says_no_way(words, better):
    assert Asks.CONFLICT not in asked(words, unit="percent", better=better, calendar=YEARS)


@pytest.mark.parametrize(
    "words",
    ["5% of staff from ethnic minorities, in line with the local population", "At least 80%, funding permitting"],
)
def test_what_is_said_beside_a_value_is_asked_about(words):
    assert not found(words, unit="percent", better="higher").settled


def test_an_arrow_leads_from_the_start_to_the_target():
    one = found("60% (2020) → 75%", unit="percent", better="higher", calendar=Calendar(kind="calendar-year"))
    assert (one.rule, one.baseline.value, str(one.baseline.period)) == (Threshold(at_least=75), 60, "2020")


def test_targets_are_put_in_order_of_their_days():
    one = found("2,000 by 2030 (1,000 by 2027)", unit="count", better="higher", calendar=Calendar(kind="calendar-year"))
    assert [point.value for point in one.rule.points] == [1000, 2000]


def test_an_average_beside_all_is_another_number():
    """London Councils."""
    words = "Retrofitting all domestic and non-domestic buildings to an average level of EPC B by 2030."
    assert Asks.SEVERAL in asked(words, unit="percent", better="higher")


def test_when_a_promise_starts_and_from_how_much_may_stand_apart():
    """One Planet Sutton."""
    words = "20% reduction in CO2 from school buildings, from 2010/11 baseline. Baseline is 13,060 tonnes."
    one = found(words, unit="count", better="lower", calendar=YEARS)
    assert (one.rule, one.baseline.value, str(one.baseline.period)) == (
        FromBaseline(change=20, change_in="percent"),
        13060,
        "2010/11",
    )


@pytest.mark.parametrize(
    ("words", "rule"), [("> or = 15", Threshold(at_least=15)), ("< or = 15", Threshold(at_most=15))]
)
def test_a_sign_and_its_equal_in_words_is_a_side(words, rule):
    """City of Southlake."""
    assert found(words, unit="count").rule == rule


@pytest.mark.parametrize(
    "words",
    [
        "90% within 10 days and 100% within 20 days",
        "minus 5%",
        "-5%",
        "less 5%",
        "plus 5%",
        "every other case",
        "five fewer",
        "ten more",
    ],
)
@pytest.mark.parametrize("better", ["higher", "lower"])
def test_what_is_more_than_one_value_is_asked_about(words, better):
    assert not found(words, better=better, calendar=YEARS).settled


def test_a_start_that_the_words_and_the_table_name_keeps_its_figure():
    known = Baseline(value=68, period=Period.parse("2022"))
    one = found(
        "Improve on 2022 survey",
        unit="percent",
        better="higher",
        calendar=Calendar(kind="calendar-year"),
        baseline=known,
    )
    assert (one.baseline.value, str(one.baseline.period)) == (68, "2022")


@pytest.mark.parametrize(
    ("sentence", "better", "rule"),
    [
        ("Sickness to be below its target of 4%", "lower", Threshold(below=4)),
        ("To exceed the target of 90%", "higher", Threshold(above=90)),
        ("To be better than the target of 5%", "lower", Threshold(below=5)),
        ("To be no worse than the target of 95%", "higher", Threshold(at_least=95)),
        ("Meet a city-wide canopy cover target of 20%", "higher", Threshold(at_least=20)),
    ],
)
def test_a_comparison_before_a_target_is_no_name_of_it(sentence, better, rule):
    """Lincoln, performance reports: "remained above its target of 97%"."""
    read = found(sentence, unit="percent", better=better)
    assert (read.rule, read.questions) == (rule, ())


@pytest.mark.parametrize(
    ("sentence", "better"),
    [
        ("Sickness to be above the target of 4%", "lower"),
        ("Attendance to fall below its target of 95%", "higher"),
        ("Compliance to remain above its target of 97%", "higher"),
        ("To be twice the target of 40%", "higher"),
        ("To be halfway to the target of 80%", "higher"),
        ("To be significantly above the target of 95%", "higher"),
        ("To be well above the target of 95%", "higher"),
    ],
)
def test_a_comparison_before_a_target_that_settles_nothing_is_asked_about(sentence, better):
    assert asked(sentence, unit="percent", better=better)


@pytest.mark.parametrize("years", ["for the first year", "in the second year", "for the first two years"])
def test_a_promise_of_the_first_years_is_not_one_of_every_year(years):
    """Maidstone, corporate performance: "200 cases per year for the first year"."""
    assert Asks.DATE in asked(f"200 cases {years}", unit="count", better="higher", calendar=YEARS)


@pytest.mark.parametrize("words", ["60% (aspirational)", "60% - aspirational target", "An aspirational 60%"])
def test_what_is_called_aspirational_is_asked_about(words):
    found = read(words, context=Context(better="higher"))
    assert not found.settled
    assert "whether it is promised, or only hoped for" in " ".join(map(str, found.questions))


@pytest.mark.parametrize(
    ("sentence", "unit", "asks"),
    [
        ("20% year on year", "percent", Asks.HOW_MUCH),
        ("5% \N{UPWARDS ARROW}", "percent", Asks.NOT_UNDERSTOOD),
        ("2:1", "score", Asks.HOW_MUCH),
        ("First 100 days: 50 homes", "count", Asks.DATE),
        ("200 in the first year of the plan", "count", Asks.DATE),
    ],
)
def test_a_word_that_makes_a_value_another_thing_is_asked_about(sentence, unit, asks):
    assert asks in asked(sentence, unit=unit, better="higher", calendar=YEARS)


def test_a_hedge_before_a_word_for_a_number_is_told_as_before_digits():
    readings = found("Roughly half", unit="percent", better="higher", calendar=YEARS).readings
    assert "Roughly" in {one.phrase for one in readings}


@pytest.mark.parametrize(
    ("sentence", "unit", "better"),
    [
        ("10 out of 12 months", "count", "higher"),
        ("Above 90% or improving", "percent", "higher"),
        ("Sustain 90% for 12 months", "percent", "higher"),
        ("Reduce to 10 by 2026 and hold", "count", "lower"),
        ("90% sustained", "percent", "higher"),
        ("1,000 trees in total by 2028", "count", "higher"),
    ],
)
def test_a_word_behind_a_value_that_says_how_long_or_what_else_will_do_is_asked_about(sentence, unit, better):
    assert not found(sentence, unit=unit, better=better, calendar=MONTHS if "months" in sentence else YEARS).settled


@pytest.mark.parametrize("sentence", ["90% of learners in work for 6 months", "75% of learners sustained in work"])
def test_the_same_words_in_the_name_of_what_is_counted_are_no_question(sentence):
    assert found(sentence, unit="percent", better="higher", calendar=YEARS).settled
