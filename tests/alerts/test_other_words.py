"""Another wording in another release of the library is never news: what was told is compared by its values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.world import at_least, measure, plan_of

from wes_rules import All, AreaFigure, BenchmarkParity, Unit
from wes_rules.alerts import wire
from wes_rules.alerts.last_told import LastTold
from wes_rules.judging.late import Late
from wes_rules.rules.words import Words
from wes_rules.values.ticks import show

BOTH = All(of=(at_least(90), BenchmarkParity(against=AreaFigure(area="E"))))


@pytest.fixture
def other_release(monkeypatch):
    """What makes the library say everything in other words from now on."""

    def other_release():
        fact, late = Words.fact, Late.__str__
        monkeypatch.setattr(Words, "fact", lambda self, one: f"now said: {fact(self, one)}")
        monkeypatch.setattr(Late, "__str__", lambda self: f"now said: {late(self)}")

    return other_release


def test_what_was_told_in_other_words_is_no_news(worlds, other_release):
    world = worlds(plan_of(measure(rule=BOTH)))
    for area in ("937", "E"):
        world.publish(2015, 85, area=area)
    world.run()
    assert world.heard() == ["new"]
    other_release()
    world.run()
    assert world.heard() == ["new"]


def test_of_a_figure_that_was_told_in_other_words_a_revision_is_named_alone(worlds, other_release):
    world = worlds(plan_of(measure(rule=BOTH)))
    for area in ("937", "E"):
        world.publish(2015, 85, area=area)
    world.run()
    other_release()
    world.publish(2015, 84)
    world.run()
    (said,) = [one for one in world.last().details if one.startswith("Revised")]
    assert said == "Revised: 85.0% in 2015 before, now said: 84.0% in 2015 now."


def test_a_figure_that_was_told_to_be_overdue_in_other_words_is_no_news(worlds, other_release):
    world = worlds()
    world.publish(2015, 95)
    world.wait(days=800)
    world.run()
    assert world.heard(kind="overdue") == ["new"]
    other_release()
    world.run()
    assert world.heard(kind="overdue") == ["new"]


NUMBERS = st.decimals(min_value=-(10**7), max_value=10**7, places=1)
UNITS = st.sampled_from([one for one in Unit if one is not Unit.COUNT])


def kept_once(words, period="2019"):
    """What an earlier release kept of a figure, as it is read today."""
    key = f"2019|own figure|/latest/{period}/"
    found = wire.load(LastTold, wire.dump({"change": "new", "open": True, "period": "2019", "inputs": {key: words}}))
    return found.inputs[0].known


@given(NUMBERS, NUMBERS, UNITS)
def test_words_that_an_earlier_release_kept_are_read_as_values(one, other, unit):
    low, high = sorted((one, other))
    said = [show(each, unit, 1) for each in (low, high)]
    found = kept_once(f"{said[0]} (3 of 7) in 2019")
    assert (found.low, found.high, found.counts, found.missing) == (low, low, (3, 7), False)
    found = kept_once(f"between {said[0]} and {said[1]} in 2019")
    assert (found.low, found.high) == (low, high)
    assert kept_once(f"{said[0]} or more in 2019").low == low
    assert kept_once(f"{said[0]} or less in 2019").high == low


def test_what_an_earlier_release_said_of_no_number_is_read():
    assert kept_once("not known in 2019").missing
    found = kept_once("rank between 3 and 5 in 2019")
    assert (found.low, found.high) == (3, 5)
    assert kept_once("rank 3 in 2019/20").low == 3
    found = kept_once("10.0 points (boys 60.0%, girls 70.0%) in 2019")
    assert (found.low, found.high, found.counts) == (10, 10, ())
    assert kept_once("whatever that was") is None


def test_a_figure_without_its_verdicts_period_is_one_of_its_own_period():
    old = {"change": "new", "open": True, "period": "2020/21", "inputs": {"own figure|/latest/2019/20/": "4.0%"}}
    (found,) = wire.load(LastTold, wire.dump(old)).inputs
    assert (found.period, found.role, found.place) == ("2019/20", "latest", "/latest/2019/20/")


@pytest.mark.parametrize("margin", ["x", "NaN", "Infinity", 1, [], True])
def test_a_margin_that_is_no_number_is_damage(margin):
    with pytest.raises(Exception, match="margin"):
        wire.load(LastTold, wire.dump({"form": 2, "change": "new", "open": True, "margin": margin}))
