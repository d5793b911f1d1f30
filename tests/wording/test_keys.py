"""Keys of green, amber and red as councils print them beside a target."""

import pytest

from wes_rules import All, Calendar, Maintain, PeriodKind, Threshold
from wes_rules.wording import Asks, Context, read

OF_TARGET = "percent-of-target"


def found(sentence, **known):
    return read(
        sentence,
        context=Context(
            **{"better": "higher", "unit": "percent", "calendar": Calendar(kind=PeriodKind.FINANCIAL_YEAR)} | known
        ),
    )


@pytest.mark.parametrize(("sentence", "change_in", "rule"), [
    # Belfast
    ("Target 98%; green on target or within 1 per cent, amber between 1 per cent and 5 per cent, red 5 per cent or more", "points",
     Threshold(at_least=98, met_within=1, tolerance=5, tolerance_edge="excluded")),
    ("Target 98%; green on target or within 1 per cent, amber between 1 per cent and 5 per cent, red 5 per cent or more", "percent",
     Threshold(at_least=98, met_within=1, met_within_in=OF_TARGET, tolerance=5, tolerance_in=OF_TARGET, tolerance_edge="excluded")),
    ("Target 98%; green within 5% of target; amber more than 5% and less than 10% below target; red 10% or more below target", "percent",
     Threshold(at_least=98, met_within=5, met_within_in=OF_TARGET, tolerance=10, tolerance_in=OF_TARGET, tolerance_edge="excluded")),
    ("Target 98%. Green: less than 5% off target; amber: 5% to 10% off target; red: more than 10% off target", "percent",
     Threshold(at_least=98, met_within=5, met_within_in=OF_TARGET, met_within_edge="excluded", tolerance=10, tolerance_in=OF_TARGET)),
    ("90%. Red: 5% or more below target; amber: between 0.01% and 4.99% below target; green: on or above target", "percent",
     Threshold(at_least=90, tolerance=5, tolerance_in=OF_TARGET, tolerance_edge="excluded")),
    ("80%. Green: on target. Amber: below target. Red: 10% or more below target.", "percent",
     Threshold(at_least=80, tolerance=10, tolerance_in=OF_TARGET, tolerance_edge="excluded")),
    ("95%, amber less than 5 points off target, red otherwise", None, Threshold(at_least=95, tolerance=5, tolerance_edge="excluded")),
    ("Green 95%, amber above 90%, red 90% or below", None, Threshold(at_least=95, tolerance=5, tolerance_edge="excluded")),
    # Reigate and Banstead
    ("98%. Green = on or above target, Amber = within 5% of target, Red = below target", None, Threshold(at_least=98, tolerance=5, tolerance_in=OF_TARGET)),
    # Maidstone
    ("Target 98%. Target slightly missed (within 10%)", "percent", Threshold(at_least=98, tolerance=10, tolerance_in=OF_TARGET)),
    ("98%, with amber at 95%", None, Threshold(at_least=98, tolerance=3)),
    ("Green: target met or exceeded; amber: up to 5% below target; red: more than 5% below the target. Target 90%", None,
     Threshold(at_least=90, tolerance=5, tolerance_in=OF_TARGET)),
    ("90% (within 5 points is amber, over 5 points red)", None, Threshold(at_least=90, tolerance=5)),
    ("Green >=95%, amber 90-95%, red <90%", None, Threshold(at_least=95, tolerance=5)),
    ("90% of green flag parks", None, Threshold(at_least=90)),
    ("At least 90%; blue if it exceeds the target by more than 2 points", None,
     Threshold(at_least=90, exceeded_by=2, exceeded_by_edge="excluded")),
    ("Target 90%. Blue: 5% or more above target; green: on target; amber: within 5% of target; red: worse", "percent",
     Threshold(at_least=90, exceeded_by=5, exceeded_by_in=OF_TARGET, tolerance=5, tolerance_in=OF_TARGET)),
    ("Blue 97%, green 95%, amber 90%, red below 90%", None, Threshold(at_least=95, exceeded_by=2, tolerance=5)),
    ("95%; blue above 97%, green 95%", None, Threshold(at_least=95, exceeded_by=2, exceeded_by_edge="excluded")),
    ("Green > 90%, amber 80-90%, red < 80%", None, Threshold(above=90, tolerance=10)),
    ("Target 90%. Amber: 80-89%. Red: below 80%", None, Threshold(at_least=90, tolerance=10)),
    ("Target 90% (amber threshold 80%)", None, Threshold(at_least=90, tolerance=10)),
    ("Maintain 90%, amber 85%", None, Maintain(at_least=90, tolerance=5)),
    # How much of the target is reached, not how far off it is.
    ("80%. Green: 100% of target; amber 95% of target; red below 95% of target", None, Threshold(at_least=80, tolerance=5, tolerance_in=OF_TARGET)),
    ("80%. Green: at least 100% of target. Amber: 90-99% of target. Red: below 90% of target", None,
     Threshold(at_least=80, tolerance=10, tolerance_in=OF_TARGET)),
    ("80%. Amber 95% to 99.9% of target, red below 95% of target", None, Threshold(at_least=80, tolerance=5, tolerance_in=OF_TARGET)),
    ("80%. Green: more than 98% of target, amber: 90% to 98% of target", None,
     Threshold(at_least=80, met_within=2, met_within_in=OF_TARGET, met_within_edge="excluded", tolerance=10, tolerance_in=OF_TARGET)),
])  # fmt: skip
def test_a_key_is_read(sentence, change_in, rule):
    one = found(sentence, change_in=change_in)
    assert (one.rule, [str(each) for each in one.questions]) == (rule, [])


@pytest.mark.parametrize(("sentence", "asks"), [
    ("Target 98%; green within 1 per cent, amber between 1 per cent and 5 per cent", Asks.POINTS_OR_PERCENT),
    ("95% (tolerance 90%)", Asks.HOW_MUCH), ("95%; amber below target", Asks.HOW_MUCH), ("95%; amber to 90%", Asks.HOW_MUCH),
    ("95%; amber within 5 points; red more than 10 points off target", Asks.CONFLICT), ("95%; green 96%, amber 90%", Asks.CONFLICT),
    ("95%; green within 1 point, amber between 2 points and 5 points", Asks.CONFLICT),
    ("95%, amber less than 5 points off target, red more than 5 points off target", Asks.CONFLICT),
    ("95%, amber at most 5 points off target, red 5 points or more off target", Asks.CONFLICT),
    ("95%, amber 1 to 4 points off target, red 5 points or more off target", Asks.CONFLICT),
    # What is at risk lies behind the target, and begins where that ends.
    ("95%; blue: target exceeded", Asks.HOW_MUCH), ("At least 95%; blue 90%", Asks.CONFLICT),
    ("Target 90%, amber 95%", Asks.CONFLICT), ("Green at or above 90%, amber 80% to 95%, red below 80%", Asks.CONFLICT),
    ("Target 90%. Amber: 80-85%. Red: below 80%", Asks.CONFLICT), ("80%. Amber: up to 110% of target", Asks.CONFLICT),
    ("80%. Amber 80-95% of target. Red: less than 80% of target", Asks.CONFLICT), ("Between 80% and 90%, amber 75%", Asks.HOW_MUCH),
    ("Target 80%, red below the low target", Asks.NOT_UNDERSTOOD),
    ("At least 90% by 2026/27 and the rate is to be maintained at 85%; amber within 2 points", Asks.SEVERAL),
])  # fmt: skip
def test_a_key_that_leaves_something_open_is_asked_about(sentence, asks):
    one = found(sentence)
    assert asks in {each.asks for each in one.questions}
    assert not isinstance(one.rule, All) or asks is Asks.SEVERAL


@pytest.mark.parametrize(("target", "better", "worse", "known"), [
    ("At least 95%", "above", "below", {}), ("At most 50", "below", "above", {"unit": "count", "better": "lower"}),
])  # fmt: skip
def test_a_colour_on_the_wrong_side_of_the_target_is_asked_about(target, better, worse, known):
    points = "" if known else " points"
    for key, side, other in (
        (f"Blue: 2{points} {{}} target", better, worse), (f"Blue: 2{points} or more {{}} the target", better, worse),
        (f"Amber: 2{points} {{}} target", worse, better), (f"Green: within 2{points} {{}} target", worse, better),
        (f"Amber: within 2{points} of target. Red: more than 2{points} {{}} target", worse, better),
    ):  # fmt: skip
        assert found(f"{target}. {key.format(side)}", **known).settled, key
        asked = found(f"{target}. {key.format(other)}", **known).questions
        assert Asks.CONFLICT in {one.asks for one in asked}, key


@pytest.mark.parametrize(("sentence", "better", "rule"), [
    ("At most 50. Blue: below target by 5", "lower", Threshold(at_most=50, exceeded_by=5)),
    ("At least 50. Blue: above target by 5", "higher", Threshold(at_least=50, exceeded_by=5)),
    ("At least 50. Amber: below target by 5", "higher", Threshold(at_least=50, tolerance=5)),
    ("At least 50. Amber: below target by up to 5", "higher", Threshold(at_least=50, tolerance=5)),
    ("At least 50. Amber: below target but above 45", "higher", Threshold(at_least=50, tolerance=5, tolerance_edge="excluded")),
    ("At most 50. Blue: better than target, 45", "lower", None),
    ("At least 50. Blue: above target, 55", "higher", None),
])  # fmt: skip
def test_by_so_much_is_a_distance_and_no_value(sentence, better, rule):
    one = found(sentence, unit="count", better=better)
    assert one.settled is (rule is not None)
    assert rule is None or one.rule == rule


def test_what_is_off_by_exactly_as_much_as_amber_and_red_name_is_told():
    one = found("95%; amber within 5 points, red 5 points or more off target")
    assert ("red 5 points or more off target", "what is off by exactly that is red") in {
        (each.phrase, each.used) for each in one.readings
    }


def test_a_key_of_less_is_better():
    one = found("Green <5, amber 5-10, red >10", unit="count", better="lower")
    assert (one.rule, one.questions) == (Threshold(below=5, tolerance=5), ())
    over = found("Target 80. Amber 101% to 110% of target, red over 110% of target", unit="count", better="lower")
    assert (over.rule, over.settled) == (Threshold(at_most=80, tolerance=10, tolerance_in=OF_TARGET), True)
    assert not found("Target 5 days. Amber 3 days", unit="days", better="lower").settled


@pytest.mark.parametrize(("sentence", "better", "rule"), [
    # Lincoln
    ("lower target 50 seconds, upper target 30 seconds", "lower", Threshold(at_most=30, tolerance=20)),
    ("Low target 80, high target 90", "higher", Threshold(at_least=90, tolerance=10)),
    # Kent
    ("Target 14 (floor 12)", "higher", Threshold(at_least=14, tolerance=2)),
])  # fmt: skip
def test_of_a_low_and_a_high_target_it_is_asked_what_lies_between_them(sentence, better, rule):
    one = found(sentence, unit=None, better=better)
    assert (one.rule, [each.asks for each in one.questions]) == (rule, [Asks.HOW_MUCH])
    assert one.questions[0].choices == ("at risk", "met")
    assert found("floor standard 40%").rule == Threshold(at_least=40)
