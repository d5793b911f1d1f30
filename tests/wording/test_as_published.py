"""Wordings of published targets that are read as they are meant, without a needless question."""

from datetime import date
from decimal import Decimal

import pytest

from wes_rules import All, Baseline, BenchmarkParity, Calendar, FromBaseline, Maintain, MedianOf, Period, Threshold
from wes_rules.wording import Asks, Context, Unsaid, read

END_2030, END_2050 = date(2030, 12, 31), date(2050, 12, 31)


def found(sentence, **known):
    return read(sentence, context=Context(**{"calendar": Calendar(kind="calendar-year")} | known))


def asks(one):
    return {each.asks for each in one.questions}


def percent(change, **more):
    return FromBaseline(change=change, change_in="percent", **more)


@pytest.mark.parametrize(("words", "rule", "open_"), [
    # Crawley
    ("reduce the council's carbon emissions by at least 45% by 2030 and to zero by 2050",
     All(of=(percent(45, by=END_2030), Threshold(equals=0, by=END_2050))), {Asks.BASELINE}),
    # North Vancouver
    ("Reduce emissions by 15% below 2007 levels by 2030 and 50% by 2050", All(of=(percent(15, by=END_2030), percent(50, by=END_2050))), set()),
    ("reduce emissions to 25% of 1990 levels by 2030", percent(75, by=END_2030), set()),
    ("60% below 1990 by 2030", percent(60, by=END_2030), set()),
    ("33 percent below current levels", percent(33), {Asks.BASELINE}),
    # Community Planning Aberdeen
    ("25% fewer young people charged with an offence by 2030", percent(25, by=END_2030), {Asks.BASELINE}),
    # Scottish Executive, targets of the police
    ("A reduction in the number of accidents of 15%", percent(15), {Asks.BASELINE}),
    ("A maximum of 16,387 tonnes", Threshold(at_most=16387), set()),
])  # fmt: skip
def test_of_a_count(words, rule, open_):
    one = found(words, unit="count", better="lower")
    assert (one.rule, asks(one)) == (rule, open_)


@pytest.mark.parametrize(("words", "rule"), [
    ("95% of children will reach their expected developmental milestones", Threshold(at_least=95)),
    ("50% of children reach a good level of development", Threshold(at_least=50)),
    ("reach a City-wide canopy cover target of 25% by 2050", Threshold(at_least=25, reach=True, by=END_2050)),
    ("(90% target / statutory)", Threshold(at_least=90)), ("The NSP target is that 98% are seen", Threshold(at_least=98)),
    ("Above the median of our nearest neighbours", BenchmarkParity(against=MedianOf(median_of="statistical-neighbours"), strict=True)),
])  # fmt: skip
def test_of_a_share(words, rule):
    one = found(words, unit="percent", better="higher")
    assert (one.rule, one.settled) == (rule, True)


def test_a_detached_amount_is_how_much():
    one = found(
        "An increase in the detection rate for burglary of two percentage points", unit="percent", better="higher"
    )
    assert (one.rule, asks(one)) == (FromBaseline(change=2), {Asks.BASELINE})


def test_growth_before_a_noun_is_no_second_promise():
    one = found("10% increase in employment across priority and volume growth sectors", unit="count", better="higher")
    assert (one.rule, asks(one)) == (percent(10), {Asks.BASELINE})


def test_from_one_value_to_another_says_which_way_is_better():
    one = found("from 78% (2017) to the national statutory target of 95%")
    assert (one.rule, one.baseline.value, one.better) == (Threshold(at_least=95), Decimal(78), "higher")


def test_the_top_performing_authority_has_the_first_place():
    """Bolsover and other plans."""
    one = found("Maintain the Council's position as the top performing Unitary Authority", better="higher")
    assert (one.rule, asks(one)) == (Maintain(at_most=1), {Asks.COMPARED_WITH})


@pytest.mark.parametrize("words", ["in the top 10 and top quartile", "in the top 3 of our neighbours and at least 90%"])
def test_a_place_beside_another_number_needs_a_measure_of_its_own(words):
    assert Asks.SEVERAL in asks(found(words, better="higher", neighbours="near"))


def test_a_forecast_is_a_benchmark_without_a_name():
    assert asks(found("in line or exceeding budget forecast", better="higher")) == {Asks.COMPARED_WITH}


def test_a_length_of_stay_is_nothing_to_keep():
    one = found("Reduce length of stay (LoS) by average of 2 days", unit="days", better="lower")
    assert (one.rule, asks(one)) == (FromBaseline(change=2), {Asks.BASELINE})


def test_a_median_of_all_areas_is_no_national_figure():
    assert {each.what for each in found("at least the national median", better="higher").no_rule} == {
        Unsaid.SET_STATISTIC
    }


def test_more_than_a_benchmark_by_so_much_is_no_part_that_is_dropped():
    assert not found("above the national average or 5% more", better="higher").settled


@pytest.mark.parametrize(("words", "in_line"), [
    ("Statistically similar or better than England average", "not-significantly-worse"),
    ("Statistically similar to England", "not-significantly-worse"), ("Similar to England", "point"),
])  # fmt: skip
def test_similar_is_said_of_a_benchmark(words, in_line):
    """Fingertips tells areas that are similar to England from those that are better and worse."""
    one = found(words, unit="percent", better="higher")
    assert (one.rule, one.counted) == (BenchmarkParity(against="national", in_line=in_line), ())


@pytest.mark.parametrize(
    "words", ["to meet the national target of 95%", "90% of children are weighed in the first year of life"]
)
def test_a_target_that_is_called_national_and_a_year_of_life_are_no_riddle(words):
    assert found(words, unit="percent", better="higher").settled


def test_an_outturn_with_its_year_is_the_start_and_a_stretch_in_brackets_is_no_part():
    one = found("Improve on 2030 outturn of 78%", unit="percent", better="higher")
    assert (one.rule, one.baseline, one.questions) == (
        FromBaseline(),
        Baseline(value=78, period=Period.parse("2030")),
        (),
    )
    assert found("60% (65% stretch)", unit="percent", better="higher").rule == Threshold(at_least=60)
