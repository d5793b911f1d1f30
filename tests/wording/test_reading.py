"""What single phrases are read as, and what is asked about them."""

from datetime import date
from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import (
    Advisory,
    All,
    AnnualDecrease,
    AnnualIncrease,
    Any,
    AreaFigure,
    Baseline,
    BenchmarkParity,
    Calendar,
    DefinitionError,
    Each,
    Everyone,
    FromBaseline,
    HaltThenDecrease,
    Instead,
    Maintain,
    MeanOf,
    Milestone,
    Part,
    Period,
    PeriodKind,
    Point,
    QuantileOf,
    QuarterlyIncrease,
    RankImprovement,
    Threshold,
    Trajectory,
    Version,
)
from wes_rules.rules.kinds.quantile_band import QuantileBand
from wes_rules.wording import Asks, Context, Unsaid, Within, read
from wes_rules.wording import lexicon as words

ACADEMIC = Calendar(kind=PeriodKind.ACADEMIC_YEAR)
NATIONAL, NEAR = AreaFigure(area="national"), MeanOf(mean_of="statistical-neighbours")
END_2030 = date(2030, 12, 31)


def settled(sentence, **known):
    found = read(sentence, context=Context(**known))
    assert found.settled, [str(one) for one in (*found.questions, *found.no_rule)]
    return found.rule


def asked(sentence, **known):
    found = read(sentence, context=Context(**known))
    assert not found.settled
    return {one.asks for one in found.questions}


def unsaid(sentence):
    return {one.what for one in read(sentence).no_rule}


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("At least 75%", Threshold(at_least=75)),
        ("75% or above", Threshold(at_least=75)),
        ("75 per cent or more", Threshold(at_least=75)),
        ("≥ 75%", Threshold(at_least=75)),
        ("no fewer than 1,449 pupils", Threshold(at_least=1449)),
        ("No more than 5 exclusions", Threshold(at_most=5)),
        ("Sickness at or below 7.5 days", Threshold(at_most="7.5")),
        ("Fewer than ten complaints", Threshold(below=10)),
        ("Spend not exceeding £1.2m", Threshold(at_most=1_200_000)),
        ("between 2 and 4 vacancies", Threshold(between=(2, 4))),
        ("Over half of schools will have signed up by July 2030", Threshold(above=50, by=date(2030, 7, 31))),
        ("No child is placed there by 2030", Threshold(equals=0, by=END_2030)),
        ("Zero complaints", Threshold(equals=0)),
        ("Reduce waits to zero by the end of 2030", Threshold(equals=0, by=END_2030)),
        ("Eliminate the backlog by 2030", Threshold(equals=0, by=END_2030)),
        ("Increase attendance to 95% by 30 September 2030", Threshold(at_least=95, by=date(2030, 9, 30))),
        ("Reduce absence to below 10%", Threshold(below=10)),
        ("By March 2030, 70% of plans are issued within 20 weeks", Threshold(at_least=70, by=date(2030, 3, 31))),
        ("Improve recycling from 45% to 55% before 2031", Threshold(at_least=55, by=END_2030)),
        ("All (100%) are seen", Everyone()),
        ("Every pupil has a plan by 2030", Everyone(by=END_2030)),
        ("100% of visits are on time", Everyone()),
        ("maintained at 75% or above", Maintain(at_least=75)),
        ("will be kept at no more than 3%", Maintain(at_most=3)),
        ("The number of schools will reach 100 by 2030", Threshold(at_least=100, reach=True, by=END_2030)),
        ("A new school will be built by 2030", Milestone(by=END_2030)),
        ("Publish the strategy by 1 April 2030", Milestone(by=date(2030, 4, 1))),
        ("will increase annually from 54 (May 2019)", AnnualIncrease()),
        ("An annual reduction in exclusions from 16% (2017)", AnnualDecrease()),
        ("Reduce, year on year, the number of vacancies", AnnualDecrease()),
        ("increase each quarter", QuarterlyIncrease()),
        ("will increase from 41% (Sept 2019)", FromBaseline()),
        ("Reduce the number of moves by 10% by 2030 compared to 2019", FromBaseline(change=10, change_in="percent", by=END_2030)),
        ("increase by 5 percentage points from 41% in 2019", FromBaseline(change=5)),
        ("halve the number of cases from 50 in 2022", FromBaseline(change=50, change_in="percent")),
        ("Double the number of places from 50 in 2022", FromBaseline(change=100, change_in="percent")),
        ("in line or better than the national average", BenchmarkParity(against=NATIONAL)),
        ("at least match the England figure", BenchmarkParity(against=NATIONAL)),
        ("above the national average", BenchmarkParity(against=NATIONAL, strict=True)),
        ("better (lower) than national", BenchmarkParity(against=NATIONAL, strict=True)),
        ("remain better than the national average", BenchmarkParity(against=NATIONAL, strict=True, scope="every")),
        ("in line with or better than statistical neighbours", BenchmarkParity(against=NEAR)),
        ("not significantly worse than the national average", BenchmarkParity(against=NATIONAL, in_line="not-significantly-worse")),
        ("within 2 points of the national average", BenchmarkParity(against=NATIONAL, met_within=2)),
        ("above last year's national average", BenchmarkParity(against=NATIONAL, strict=True, benchmark_of="period-before")),
        ("above national and regional averages", All(of=(BenchmarkParity(against=NATIONAL, strict=True), BenchmarkParity(against=AreaFigure(area="regional"), strict=True)))),
        ("in the top quartile of statistical neighbours", QuantileBand(among="statistical-neighbours", of=4, best=1)),
        ("out of the bottom fifth of statistical neighbours", QuantileBand(among="statistical-neighbours", of=5, best=4)),
        ("its statistical neighbour position will improve from 11th out of 11", RankImprovement(among="statistical-neighbours", from_rank=11, from_of=11)),
        ("60% by 2030 and 70% by 2035", "trajectory"),
        ("Towards 18% or more", Advisory(rule=Threshold(at_least=18))),
    ],
)  # fmt: skip
def test_a_phrase_that_settles_a_rule(sentence, rule):
    if rule == "trajectory":
        points = [Point(period=Period.parse(year), value=value) for year, value in (("2030", 60), ("2035", 70))]
        assert settled(sentence).points == tuple(points)
    else:
        assert settled(sentence, areas={"regional": "regional"}) == rule


@pytest.mark.parametrize(
    ("sentence", "asks"),
    [
        ("Absence will reduce", Asks.BASELINE),
        ("Reduce the percentage of pupils absent by 1%", Asks.POINTS_OR_PERCENT),
        ("Reduce fuel poverty by 10% from 2019 levels", Asks.POINTS_OR_PERCENT),
        ("Attainment will be 60%", Asks.SIDE),
        ("at least 70% by 2029/30", Asks.DATE),
        ("at least 70% by the end of the year", Asks.DATE),
        ("by summer 2030, at least 70%", Asks.DATE),
        ("At least 95% in any month", Asks.EVERY_PERIOD),
        ("Deliver 500 homes by 2030", Asks.TOTAL),
        ("There will be sufficient places to meet demand", Asks.COMPARED_WITH),
        ("in line with the national average for other pupils", Asks.COMPARED_WITH),
        ("at least 60% in all key stages", Asks.PARTS),
        ("At least 60% where possible", Asks.CONDITION),
        ("At least one school of high quality is built by 2030", Asks.QUALITY),
        ("Significantly reduce exclusions from 50 in 2020", Asks.HOW_MUCH),
        ("Close the attainment gap", Asks.HOW_MUCH),
        ("Increase attendance to 90% and reduce exclusions to 10%", Asks.SEVERAL),
        ("to be confirmed", Asks.NO_PROMISE),
        ("Percentage of pupils with low confidence", Asks.NO_PROMISE),
        ("At least 1 in 5 children", Asks.NOT_UNDERSTOOD),
        ("At least 70% within 5% of budget", Asks.NOT_UNDERSTOOD),
        ("Attendance of at least 70%, not 80%", Asks.NOT_UNDERSTOOD),
        ("No increase in exclusions", Asks.NOT_UNDERSTOOD),
        ("The number of schools does not increase", Asks.NOT_UNDERSTOOD),
        ("Limit the growth in spending to 2%", Asks.NOT_UNDERSTOOD),
        ("39,3% or more", Asks.NOT_UNDERSTOOD),
        ("At least 70% more places", Asks.NOT_UNDERSTOOD),
        ("At least 170% of pupils", Asks.CONFLICT),
        ("A maximum two-week wait for all referrals", Asks.NOT_UNDERSTOOD),
        ("At least two-thirds of pupils", Asks.NOT_UNDERSTOOD),
        ("At least two thirds", Asks.HOW_MUCH),
        ("8% to 5%", Asks.HOW_MUCH),
        ("At least 90%. Red: below 80%", Asks.HOW_MUCH),
        ("Q1 25%, Q2 50%, Q3 75%, Q4 98%", Asks.SIDE),
        ("Above 2019 levels", Asks.NOT_UNDERSTOOD),
        ("Budget outturn within 1% of budget", Asks.SIDE),
        ("Within 5% of national", Asks.POINTS_OR_PERCENT),
        ("At least one visit for every school", Asks.PARTS),
        ("All schools will have attendance of at least 95%", Asks.NOT_UNDERSTOOD),
    ],
)
def test_what_the_words_leave_open_is_asked(sentence, asks):
    assert asks in asked(sentence)


@pytest.mark.parametrize(
    ("sentence", "promise"),
    [
        ("Narrow the gap to the average of statistical neighbours", Unsaid.GAP_TO_AREA),
        ("at least 3 points above the average of statistical neighbours", Unsaid.BETTER_BY),
        ("above the national median", Unsaid.SET_STATISTIC),
        ("Reduce every month", Unsaid.OTHER_STEPS),
        ("7% more or 65%, whichever is greater", Unsaid.GREATER_OF),
    ],
)
def test_what_no_kind_of_rule_can_say_is_named(sentence, promise):
    assert promise in unsaid(sentence)
    assert not read(sentence).settled


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [("remain above 90%", Threshold(above=90)), ("Keep absence below 7%", Threshold(below=7))],
)
def test_what_is_kept_strictly_is_a_limit_and_a_question(sentence, rule):
    found = read(sentence)
    assert (found.rule, [one.asks for one in found.questions]) == (rule, [Asks.EVERY_PERIOD])


GREEN_5 = Threshold(
    at_least=90, met_within=5, met_within_in="percent-of-target", tolerance=10, tolerance_in="percent-of-target"
)
AMBER_5 = Threshold(at_least=95, tolerance=5)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("at least 90% on time; green within 5% of the target, amber to 10%", GREEN_5),
        ("at least 90% on time (green: within 5% of target; amber: within 10% of target; red: more than 10%)", GREEN_5),
        ("95% or above, tolerance 5 percentage points", AMBER_5),
        ("green 95% or above, amber 90%, red below 90%", AMBER_5),
        ("Target: at least 95% (amber: 90-95%)", AMBER_5),
        ("red: below 90%, amber: 90% to 94%, green: 95% and above", AMBER_5),
        ("at most 5 days; amber 7 days; red above 7 days", Threshold(at_most=5, tolerance=2)),
        (
            "at most 20 complaints; amber up to 25% off target",
            Threshold(at_most=20, tolerance=25, tolerance_in="percent-of-target"),
        ),
    ],
)
def test_green_amber_and_red_are_read_as_councils_write_them(sentence, rule):
    assert settled(sentence) == rule


@pytest.mark.parametrize(
    ("sentence", "known", "asks"),
    [
        ("at least 90%; amber within 5%", {}, Asks.POINTS_OR_PERCENT),
        ("green 95% or above, amber 90%, red below 85%", {}, Asks.CONFLICT),
        ("at most 5 days; amber to 7 days", {}, Asks.HOW_MUCH),
        ("at least 90%; green from 95%", {}, Asks.CONFLICT),
        ("90% within 8 weeks or an agreed extension of time", {"better": "higher"}, Asks.CONDITION),
        ("at least 60% cumulative", {"unit": "count"}, Asks.UNIT),
        ("at least 60 cumulative", {"unit": "count"}, Asks.TOTAL),
        ("at least 60% in the year to date", {"unit": "percent"}, Asks.TOTAL),
        ("a rolling 12 months of at least 60 visits", {"unit": "count"}, Asks.TOTAL),
        ("a top 10 council", {"better": "higher"}, Asks.COMPARED_WITH),
        ("in the top 10 of our neighbours", {}, Asks.BETTER),
        (
            "To be one of the 10 forces nationally with the lowest levels of crime",
            {"better": "lower"},
            Asks.COMPARED_WITH,
        ),
        ("increase by 2% on the previous year", {"unit": "count"}, Asks.EVERY_PERIOD),
        ("Reduce emissions by a third by 2030", {}, Asks.HOW_MUCH),
        ("gap to the national average of at most 3 points", {"better": "lower"}, Asks.BETTER),
    ],
)
def test_what_such_words_leave_open_is_asked(sentence, known, asks):
    assert asks in asked(sentence, **known)


def test_a_part_that_no_decimal_number_is_leaves_the_day_understood():
    found = read("Reduce emissions by a third by 2030")
    assert [one.asks for one in found.questions] == [Asks.HOW_MUCH]


MONTHS, QUARTERS = Calendar(kind=PeriodKind.MONTH), Calendar(kind=PeriodKind.FINANCIAL_QUARTER)
ROLLING = {"kind": "rolling", "periods": 12, "take": "mean"}
TOP = {"kind": "place", "among": "statistical-neighbours", "best": "highest"}
GAP = {"kind": "gap", "from_area": "national"}


@pytest.mark.parametrize(
    ("sentence", "known", "rule", "number"),
    [
        ("a rolling 12-month average of at least 60%", {"calendar": MONTHS}, Threshold(at_least=60), ROLLING),
        ("at least 60% on a 12-month rolling average", {}, Threshold(at_least=60), ROLLING),
        ("a 12-month average of at least 60%", {"calendar": QUARTERS}, Threshold(at_least=60), ROLLING | {"periods": 4}),
        ("a three-year total of at least 900", {}, Threshold(at_least=900), {"kind": "rolling", "periods": 3, "take": "sum"}),
        ("at most 300 homes in the year to date", {"calendar": QUARTERS}, Threshold(at_most=300), {"kind": "year-to-date", "year": "financial"}),
        ("at least 5,000 homes between 2023 and 2030", {}, Threshold(at_least=5000, by=END_2030), {"kind": "running-total", "since": "2023"}),
        ("in the top three of our neighbours", {"better": "higher"}, Threshold(at_most=3), TOP),
        ("ranked 1st among statistical neighbours", {"better": "lower"}, Threshold(at_most=1), TOP | {"best": "lowest"}),
        ("gap to England of no more than 3 percentage points", {"better": "higher"}, Threshold(at_most=3), GAP),
        ("at least 3 points above the national average", {}, Threshold(at_most=-3), GAP),
        ("costs rise by at most 3% in any year", {"better": "lower"}, Threshold(at_most=3),
         {"kind": "change", "change_in": "percent", "figures_in": "count"}),
        ("costs rise by at most 3% a year", {}, Threshold(at_most=3), {"kind": "change", "change_in": "percent", "figures_in": "count"}),
    ],
)  # fmt: skip
def test_words_say_what_the_number_of_the_measure_is(sentence, known, rule, number):
    assert settled(sentence, **known) == rule
    assert read(sentence, context=Context(**known)).number == number


@pytest.mark.parametrize(
    ("sentence", "rule", "start"),
    [
        ("reduce emissions by 5% a year from 2020", FromBaseline(change=5, change_in="percent", each="year"), "2020"),
        ("emissions fall by 5% a year of the 2020 level until 2030",
         FromBaseline(change=5, change_in="percent", each="year", change_of="baseline", by=END_2030), "2020"),
        ("rise by 2 percentage points a year from 2020", FromBaseline(change=2, each="year"), "2020"),
        ("halve emissions by 2030 from 2019", FromBaseline(change=50, change_in="percent", by=END_2030), "2019"),
    ],
)  # fmt: skip
def test_a_change_each_year_is_read_with_the_year_that_it_starts_from(sentence, rule, start):
    assert settled(sentence) == rule
    found = read(sentence)
    assert found.baseline == Baseline(period=Period.parse(start))
    assert found.readings


def test_targets_from_a_year_on_are_versions_and_those_in_between_a_line():
    later = Version(starting=Period.parse("2026"), changes={"at_least": 80})
    assert settled("75%, and 80% from 2026", better="higher") == Threshold(at_least=75, versions=(later,))
    points = (Point(period=Period.parse("2026"), value=60), Point(period=Period.parse("2030"), value=70))
    assert settled("from 60% in 2026 in equal steps to 70% in 2030") == Trajectory(points=points)
    falling = "from 400 in 2026 by the same percentage each year to 200 in 2036"
    assert settled(falling).between == "compound"


def test_a_benchmark_can_be_beaten_significantly():
    better = {"in_line": "significantly-better"}
    assert settled("significantly better than the national average") == BenchmarkParity(against=NATIONAL, **better)
    assert read("significantly below the national average").better == "lower"


def test_what_is_known_of_the_measure_answers_questions():
    words = "Reduce absence by 1%"
    assert asked(words) == {Asks.POINTS_OR_PERCENT}
    start = Baseline(value=5, period=Period.parse("2019"))
    assert settled(words, change_in="points", baseline=start) == FromBaseline(change=1)
    assert settled("absence will be 5%", better="lower") == Threshold(at_most=5)
    assert settled("at least 70% by 2029/30", calendar=ACADEMIC) == Threshold(at_least=70, by=date(2030, 8, 31))
    assert settled("will reach 100", deadline=END_2030) == Threshold(at_least=100, reach=True, by=END_2030)
    parts = (Part(name="KS2"), Part(name="KS4"))
    promise = "at key stage 2 and key stage 4 in line with national"
    assert settled(promise, parts=parts) == Each(rule=BenchmarkParity(against=NATIONAL), over=parts)
    assert settled("sufficient places", demand="roll").against.indicator == "roll"
    assert settled("above the West Midlands average", areas={"west midlands": "E1"}).against == AreaFigure(area="E1")


def test_the_start_of_a_promise_is_read_with_its_period():
    found = read("will increase annually from 54 (May 2019)")
    assert found.baseline == Baseline(value=54, period=Period.parse("May 2019"))
    found = read("to 60%, from a baseline of 42% in 2018/19 by 2030, increase", context=Context(calendar=ACADEMIC))
    assert found.baseline == Baseline(value=42, period=Period.parse("2018/19"))
    assert asked("An annual reduction from 16% (2017)", calendar=ACADEMIC) == {Asks.BASELINE_PERIOD}


def test_a_percentage_that_has_not_so_many_points_changes_by_percent():
    assert settled("Reduce the percentage by 50% from 14.5% in 2015") == FromBaseline(change=50, change_in="percent")


def test_the_gap_that_is_halted_and_a_target_of_a_single_year():
    halted = "will be halted in 20/21 and then start to decrease"
    assert settled(halted, calendar=ACADEMIC) == HaltThenDecrease(halt=Period.parse("2020/21"))
    one = Instead(period=Period.parse("2020/21"), at_least=550, reason="due to COVID impact")
    words = "will increase annually from 687 (18/19) NEW 20/21 target 550 due to COVID impact"
    assert settled(words, calendar=ACADEMIC) == AnnualIncrease(instead=(one,))


def test_the_time_for_each_case_is_given_beside_the_rule():
    assert read("95% of referrals closed within 20 working days").within == Within(
        amount=Decimal(20), unit="days", days="working"
    )
    assert read("70% on a roll within 12 weeks", context=Context(better="higher")).within.in_days == 84


@pytest.mark.parametrize(
    "words",
    [
        "Increasing the target for the rating from 87% to 93%", "Target to rise from 87% to 93%", "Target up from 87% to 93%", "The target moves from 87% to 93%",
        "93% against a previous target of 87%",
    ],
)  # fmt: skip
def test_an_earlier_target_is_no_start(words):
    found = read(words, context=Context(unit="percent", better="higher"))
    assert found.settled
    assert found.baseline is None
    performance = "Increase performance against target from 87% to 93%"
    assert read(performance, context=Context(unit="percent", better="higher")).baseline.value == 87


@pytest.mark.parametrize(
    ("words", "days", "which"),
    [
        ("95% of complaints to take no more than 20 working days", 20, "working"), ("No longer than 10 working days in 95% of cases", 10, "working"),
        ("95% of applications take 10 working days or less", 10, "working"), ("95% of calls returned within 2 business days", 2, "working"),
        ("92% of patients waiting under 18 weeks", 125, "calendar"), ("92% seen in less than 18 weeks", 125, "calendar"),
        ("95% of complaints answered in fewer than 30 working days", 29, "working"),
    ],
)  # fmt: skip
def test_working_days_stay_working_days_and_less_than_so_many_leaves_the_last_out(words, days, which):
    found = read(words, context=Context(unit="percent", better="higher"))
    assert found.settled
    assert (found.within.in_days, found.within.days) == (days, which)


@pytest.mark.parametrize(
    "words", ["from a baseline of 2019", "against a 2019 baseline", "(baseline 2019)", "from the baseline year 2019"]
)
def test_the_year_of_a_baseline_is_no_figure(words):
    known = Context(unit="count", better="lower", calendar=Calendar(kind="calendar-year"))
    start = read(f"Reduce emissions by 50% by 2030 {words}", context=known).baseline
    assert (start.value, start.period) == (None, Period.parse("2019"))


@pytest.mark.parametrize(
    ("words", "edge"),
    [
        ("95% of patients seen in less than 4 hours", "excluded"), ("90% of claims processed within less than 6 months", "excluded"),
        ("90% of claims waiting less than 6 months", "excluded"), ("95% of patients seen within 4 hours", "included"),
        ("95% of calls answered in 15 seconds or less", "included"),
    ],
)  # fmt: skip
def test_less_than_so_long_leaves_the_edge_out_of_a_limit_of_each_case(words, edge):
    assert read(words, context=Context(unit="percent", better="higher")).within.edge == edge


def test_so_many_of_several_periods_is_a_promise_that_no_kind_of_rule_says():
    (one,) = read("90% in 10 of 12 months", context=Context(unit="percent", better="higher")).no_rule
    assert (one.what, one.phrase) == (Unsaid.SO_MANY_PERIODS, "in 10 of 12 months")


def test_a_promise_for_every_period_lasts_until_its_day_and_is_not_due_on_it():
    found = read("Reduce annually until 2030")
    assert (found.rule, found.until) == (AnnualDecrease(), END_2030)


def test_words_that_contradict_the_measure_are_asked_about():
    assert asked("at least 5%", better="lower") == {Asks.CONFLICT}
    assert Asks.UNIT in asked("at least 5%", unit="count", better="higher")
    assert Asks.UNIT in asked("no more than 6 weeks", unit="days")


def test_every_reading_names_what_else_it_could_be():
    (reading,) = [one for one in read("at least 60% by 2030").readings if one.phrase == "by 2030"]
    assert reading.used == "by 31 December 2030"
    assert "by 31 March 2030" in reading.others


def test_what_is_not_understood_is_given_by_its_place():
    sentence = "At least 60% or a majority"
    found = read(sentence)
    assert [sentence[one.start : one.end] for one in found.not_understood] == [one.text for one in found.not_understood]
    assert found.not_understood


def test_what_is_no_sentence_is_refused():
    with pytest.raises(DefinitionError, match="it has 2,001 characters; give one sentence"):
        read("x" * 2001)
    with pytest.raises(DefinitionError, match="a target is a text"):
        read(75)


PIECES = st.sampled_from([
    *words.UP, *words.DOWN, *words.KEEP, *words.CONDITIONS, *words.VAGUE, "at least", "is not to exceed", "</=", "in line or better than",
    "by 2030", "from 41% (2019)", "to 50%", "by 5%", "national average", "and", "of", "pupils", "all", "no", "within 20 days",
    "2019/20", "£1.5m", "11th out of 11", "top quartile", ";", ",", "(", ")", '"', "\\", "every year", "0", "100%",
])  # fmt: skip


@given(st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=60))
def test_any_words_are_read_without_failing_and_what_is_not_understood_is_in_them(sentence):
    found = read(sentence)
    assert found.sentence == sentence
    assert found.rule is not None or found.questions or found.no_rule
    assert all(0 <= one.start < one.end <= len(sentence) for one in found.not_understood)


@given(st.sampled_from(["at least 70%", "will reduce annually", "above the national average", "maintained at 75% or above"]),
       st.sampled_from(["unless demand rises", "only in 3 of 4 areas", "except for 2030", "by half", "or 5% more"]))  # fmt: skip
def test_words_that_take_something_back_never_leave_a_rule_unquestioned(promise, more):
    assert read(promise).settled
    assert not read(f"{promise} {more}").settled


@given(st.sampled_from(["37", "37%", "unless agreed"]), st.integers(0, 12))
def test_a_number_put_into_a_promise_is_part_of_it_named_or_asked_about(more, place):
    words = [
        "By",
        "2031,",
        "increase",
        "the",
        "proportion",
        "of",
        "babies",
        "with",
        "a",
        "healthy",
        "weight",
        "to",
        "91%",
    ]
    found = read(" ".join([*words[:place], more, *words[place:]]))
    used = found.rule is not None and "37" in repr(found.rule)
    assert not found.settled or used or any(more.split()[0] in one.phrase for one in found.readings)


def test_a_day_beside_another_level_of_the_same_number_is_the_day_of_that_level_alone():
    found = settled("90% of pupils attend good schools, and 95% by 2027", better="higher", unit="percent")
    assert found == All(of=(Threshold(at_least=90), Threshold(at_least=95, by=date(2027, 12, 31))))


@pytest.mark.parametrize(
    ("words", "phrase", "asked"),
    [
        (
            "Upper quartile performance nationally by 2027",
            "Upper quartile performance nationally",
            'which set of areas "nationally" means is not said',
        ),
        ("Maintain at 2023/24 level", "at 2023/24 level", "what the level of 2023/24 was is not said"),
        ("Remain at the 2023 level", "at the 2023 level", "what the level of 2023 was is not said"),
        ("Net zero by 2030", "Net zero", "whether what is offset may be taken off is not said"),
    ],
)
def test_what_has_no_settled_meaning_is_asked_by_its_own_words(words, phrase, asked):
    found = read(words, context=Context(better="higher", unit="percent"))
    assert not found.settled
    assert [(one.phrase, one.open) for one in found.questions] == [(phrase, asked)]


def test_a_year_is_no_limit():
    assert read("Keep at or above the 2023/24 level", context=Context(better="higher")).rule is None


def test_percentages_may_be_taken_together_by_their_counts():
    found = read("no more than 10% (cumulative)", context=Context(better="lower", unit="percent"))
    assert "the share of all their counts" in found.questions[0].choices


def test_the_set_of_all_areas_is_not_asked_where_somebody_names_it():
    rule = settled("Upper quartile nationally", better="higher", areas={"all": "all-las"})
    assert rule.among == "all-las"


@pytest.mark.parametrize(("kind", "asked"), [("financial-quarter", True), ("financial-year", False)])
def test_a_number_a_year_against_figures_of_quarters_is_a_question(kind, asked):
    context = Context(unit="count", better="lower", calendar=Calendar(kind=kind))
    found = read("200 cases per year", context=context)
    assert ([one.choices for one in found.questions] == [("all of a year together", "each figure by itself")]) is asked


@pytest.mark.parametrize("limit", ["within 4 hours", "within 60 seconds"])
def test_a_time_in_hours_or_seconds_is_never_dropped_in_silence(limit):
    found = read(f"95% of calls answered {limit}", context=Context(unit="percent", better="higher"))
    assert [one.phrase for one in found.readings if one.used.startswith("what the figure counts")] == [limit]


@pytest.mark.parametrize("said", ["98.5%", "98.5 per cent", "98%"])
def test_a_share_behind_the_word_year_is_a_share_and_no_school_year(said):
    found = read(f"Council tax collected in year {said}", context=Context(unit="percent", better="higher"))
    assert found.rule == Threshold(at_least=Decimal(said.split()[0].strip("%")))


def test_so_many_in_the_year_against_figures_of_months_is_a_question():
    context = Context(unit="count", better="lower", calendar=Calendar(kind="month"))
    found = read("C. difficile infections: no more than 45 in the year", context=context)
    assert [one.phrase for one in found.questions] == ["in the year"]


BETTER_THAN_ENGLAND = BenchmarkParity(against="national", strict=True)


@pytest.mark.parametrize(
    ("sentence", "known", "rule"),
    [
        ("at least 50%, or better than England", {"better": "higher"}, Any(of=(Threshold(at_least=50), BETTER_THAN_ENGLAND))),
        ("at most 5%, or lower than the national average", {}, Any(of=(Threshold(at_most=5), BETTER_THAN_ENGLAND))),
        ("above the national average every year", {}, attrs.evolve(BETTER_THAN_ENGLAND, scope="every")),
        ("better than our neighbours' upper quartile", {"better": "higher", "neighbours": "near"},
         BenchmarkParity(against=QuantileOf(quantile_of="near", percent=75), strict=True)),
        ("better than the lower quartile of our neighbours", {"better": "lower", "neighbours": "near"}, None),
        ("better than our neighbours' lower quartile", {"better": "lower", "neighbours": "near"},
         BenchmarkParity(against=QuantileOf(quantile_of="near", percent=25), strict=True)),
    ],
)  # fmt: skip
def test_of_two_promises_one_is_enough_and_a_quartile_is_a_benchmark(sentence, known, rule):
    found = read(sentence, context=Context(**known))
    assert found.rule == rule if rule else not found.settled
    assert found.settled is (rule is not None)


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("at least 50% by 2030, or better than England", {"better": "higher"}),
        ("at least 50% or better than last year", {"better": "higher"}),
        ("75% or 3 in 4", {"better": "higher"}),
        ("better than our neighbours' upper quartile", {"better": "lower", "neighbours": "near"}),
        ("costs rise by at most 3% a year", {"better": "higher"}),
    ],
)
def test_two_promises_that_are_not_surely_apart_are_asked_about(sentence, known):
    assert not read(sentence, context=Context(**known)).settled


BETTER_SHARE, FEWER = {"unit": "percent", "better": "higher"}, {"unit": "count", "better": "lower"}
FROM_50 = Baseline(value=50, period=Period.parse("2022"))


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("At least 60% or an increase of 5 points from 50% in 2022", Threshold(at_least=60)),
        ("Better than England or an increase of 5 points from 50% in 2022", BETTER_THAN_ENGLAND),
    ],
)
@pytest.mark.parametrize("known", [None, Baseline(period=Period.parse("2022"))])
def test_the_start_of_either_promise_is_the_start_of_both(sentence, first, known):
    found = read(sentence, context=Context(**BETTER_SHARE, baseline=known))
    assert (found.rule, found.settled) == (Any(of=(first, FromBaseline(change=5))), True)
    assert found.baseline == FROM_50


def test_of_two_promises_with_two_starts_it_is_asked_which():
    words = "Increase annually from 40% in 2019 or an increase of 5 points from 50% in 2022"
    assert asked(words, **BETTER_SHARE) == {Asks.BASELINE}


@pytest.mark.parametrize(
    "sentence",
    ["Decrease year on year or be below England", "Annual decrease, or below England"],
)
def test_a_change_each_year_or_a_comparison_are_two_promises(sentence):
    assert settled(sentence, **FEWER) == Any(of=(AnnualDecrease(), BETTER_THAN_ENGLAND))


def test_a_change_each_year_and_a_comparison_are_both_kept():
    rule = All(of=(AnnualDecrease(), BETTER_THAN_ENGLAND))
    assert settled("Decrease year on year and be below England", **FEWER) == rule


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        ("Increase year on year to above the national average", BETTER_SHARE),
        ("Decreasing each year, it will be below England", FEWER),
        ("At least 60% or better than England in 2027", BETTER_SHARE),
        ("At least 50% of girls or better than England for boys", BETTER_SHARE),
        ("At least 50% of girls or better than England", BETTER_SHARE),
        ("At least 50% of girls or below England for boys", BETTER_SHARE),
    ],
)
def test_a_change_a_period_or_a_group_that_only_a_part_has_is_asked_about(sentence, known):
    assert asked(sentence, **known)


def test_improving_each_year_or_a_comparison_are_two_promises():
    rule = Any(of=(AnnualIncrease(), BETTER_THAN_ENGLAND))
    assert settled("Improve each year or be above England", **BETTER_SHARE) == rule


def test_what_opens_the_sentence_is_what_both_promises_are_about():
    rule = Any(of=(Threshold(at_least=60), BETTER_THAN_ENGLAND))
    assert settled("Attendance of at least 60%, or better than England", **BETTER_SHARE) == rule


def test_an_or_in_what_is_counted_joins_no_promises():
    assert settled("At least 90% of schools rated good or outstanding", **BETTER_SHARE) == Threshold(at_least=90)


def test_each_year_is_each_figure_of_a_calendar_that_has_one_a_year():
    calendar = Calendar(kind=PeriodKind.FINANCIAL_QUARTER, step=4, anchor=Period.parse("2024/25 Q4"))
    assert read("70% in each year", context=Context(calendar=calendar, better="higher")).settled
    assert not read("70% in each year", context=Context(calendar=QUARTERS, better="higher")).settled
