"""Promises of parts that are named: each is read as it is alone, and only "and" joins them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import Baseline, Calendar, Each, Measure, Observed, Part, PeriodKind, Threshold
from wes_rules.wording import Asks, Context, read

YEARS, QUARTERS = Calendar(kind="calendar-year"), Calendar(kind=PeriodKind.FINANCIAL_QUARTER)
PARTS = tuple(Part(name=name, number=Observed(indicator="gld", group=name)) for name in ("boys", "girls"))
KNOWN = Context(parts=PARTS, calendar=YEARS, unit="count")
PROMISES = (
    "at least 50", "at most 60", "reduce by 10 from a baseline of 40 by 2021", "reduce by 10 from a baseline of 70 by 2021",
    "increase by 5 from a baseline of 20 by 2022", "fewer than 300 by 2025",
)  # fmt: skip
AND = (" and ", ", and ", ", ", "; ", "; and ", ". ", " and the ")
OTHER = (
    ", or ", " or ", ", but not ", " but ", " until ", " where ", " unless ", " if ", " and not ", " while ", ", not ", " or, ", " rather than ",
    " as are ", " for ", " with ", " then ", " so that ",
)  # fmt: skip


def alone(words):
    one = read(words, context=Context(calendar=YEARS, unit="count"))
    assert one.settled, words
    return one


@given(st.sampled_from(PROMISES), st.sampled_from(PROMISES), st.sampled_from(AND))
def test_each_part_holds_what_its_promise_says_alone(first, second, joint):
    one = read(f"boys {first}{joint}girls {second}", context=KNOWN)
    assert one.settled
    for part, words in zip(one.rule.over, (f"boys {first}", f"girls {second}"), strict=True):
        single = alone(words)
        assert part.rule == single.rule
        assert (part.baseline or one.baseline) == single.baseline
        assert (part.better or one.better) is single.better
    assert Measure(
        id="m", title="M", unit="count", decimals=0, calendar=YEARS, number=Observed(indicator="gld"), better=one.better,
        baseline=one.baseline, rule=one.rule, area="937",
    )  # fmt: skip


@given(st.sampled_from(PROMISES), st.sampled_from(PROMISES), st.sampled_from(OTHER))
def test_no_other_word_joins_them(first, second, joint):
    assert not read(f"boys {first}{joint}girls {second}", context=KNOWN).settled


def test_what_both_promises_share_is_the_measures():
    one = read("boys at least 50 and girls at least 60", context=KNOWN)
    assert one.rule == Each(
        over=[Part(name=part.name, number=part.number, rule=Threshold(at_least=value)) for part, value in zip(PARTS, (50, 60), strict=True)]
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        "boys at least 50%, and girls a three-year average of at least 60%",
        "boys a three-year average of at least 60%, and girls at least 50%",
        "boys at least 50% and girls towards 60%",
        "boys at least 50%, or girls below 30 by 2025",
        "boys at least 50% within 20 weeks and girls at least 60% within 10 weeks",
        "boys at least 50% and girls at least 60%, boys above all",
    ],
)
def test_what_a_part_cannot_have_is_asked(words):
    assert not read(words, context=Context(parts=PARTS, calendar=YEARS, unit="percent", better="higher")).settled


def test_a_part_is_read_by_what_is_known_of_it():
    parts = (PARTS[0], Part(name="girls", better="lower", baseline=Baseline(value=70)))
    one = read(
        "boys at least 50, girls 60", context=Context(parts=parts, calendar=YEARS, unit="count", better="higher")
    )
    assert [part.rule for part in one.rule.over] == [Threshold(at_least=50), Threshold(at_most=60)]
    assert one.rule.over[1].baseline.value == Decimal(70)


LISTED = "48%, 46%, 42% and 40% in the quarters of 2024/25"
LABELLED = "Q1 25%, Q2 50%, Q3 75%, Q4 98% in 2024/25"


@pytest.mark.parametrize("targets", [LISTED, LABELLED])
@pytest.mark.parametrize(
    "before",
    ["not ", "no longer ", "the actual figures were ", "were ", "Actuals: ", "it is ", "Not: ", "were at most ", "it isn't at least "],
)  # fmt: skip
def test_words_before_the_targets_of_quarters_are_not_dropped(before, targets):
    known = Context(calendar=QUARTERS, unit="percent", better=None if "at " in before else "higher")
    one = read(before + targets, context=known)
    assert Asks.NOT_UNDERSTOOD in {each.asks for each in one.questions} or one.rule is None
    assert not one.settled


def test_a_name_before_the_targets_of_quarters_says_what_is_counted():
    one = read(f"Waste recycled: {LABELLED}", context=Context(calendar=QUARTERS, unit="percent", better="higher"))
    assert (one.settled, one.counted) == (True, ("Waste recycled",))


@pytest.mark.parametrize(
    "words",
    [
        "not at least 90%", "Not 90%", "spend not within 2% of the budget either way", "At least 90%, but not", "no longer at least 90%",
        "At least 90%; not amber if better than the same quarter of last year", "this isn't at least 90%", "90%, not yet reached",
        "pupils not at least 90%", "not more each year",
    ],
)  # fmt: skip
def test_a_not_that_denies_a_promise_is_asked_about(words):
    assert not read(words, context=Context(calendar=QUARTERS, unit="percent", better="higher")).settled


@pytest.mark.parametrize(
    "words", ["At most 5% of people not in work", "waste not sent to landfill, at least 60%", "not more than 5%"]
)
def test_a_not_behind_a_noun_says_what_is_counted(words):
    better = "higher" if "landfill" in words else "lower"
    assert read(words, context=Context(calendar=YEARS, unit="percent", better=better)).settled
