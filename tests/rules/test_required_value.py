"""The limit that people are told as a number is one that the rule holds the figure against, whatever its words say."""

from decimal import Decimal as D
from typing import ClassVar

import attrs
from tests.conftest import Desk

from wes_rules import FigureRule, Threshold
from wes_rules.rules.facts import Fact, Finding
from wes_rules.values.quantity import Span, ticks


@attrs.frozen(kw_only=True)
class Alike(FigureRule):
    """The last three figures are at most so far apart: no figure is held against a limit."""

    kind: ClassVar[str] = "alike"
    apart: D

    def find(self, view):
        facts = [view.latest()]
        facts += (Fact("step", view.own(view.period - back), view.period - back) for back in (1, 2))
        values = [fact.figure.span.low for fact in facts]
        left = ticks(self.apart, view.measure.decimals) - (max(values) - min(values))
        return Finding(Span(left, left), Span(left, left), tuple(facts))

    def requirement(self, finding, words):
        return f"the last 3 at most {words.value(ticks(self.apart, words.decimals))} apart"

    def sentence(self, finding, words):
        return ", ".join(map(words.fact, finding.facts))

    def reading(self, measure):
        return "equality meets it"


@attrs.frozen(kw_only=True)
class NoLess(Alike):
    """The latest figure is at least a value, in words that do not say it."""

    kind: ClassVar[str] = "no-less"

    def find(self, view):
        latest, limit = view.latest(), ticks(self.apart, view.measure.decimals)
        slack = latest.figure.span - Span(limit, limit)
        return Finding(slack, slack, (latest,), target=Span(limit, limit))

    def requirement(self, finding, words):
        return "no less than in the charter"


def test_a_distance_between_figures_is_no_limit_of_one():
    for figures in ({2018: 1, 2019: 4, 2020: 3}, {2018: 3, 2019: 3, 2020: 6}, {2018: 3, 2019: 3, 2020: 3}):
        found = Desk().judge(Alike(apart=D(3)), figures, 2020)
        assert found.margin == D(3) - (max(figures.values()) - min(figures.values()))
        assert (found.required, found.required_value) == ("the last 3 at most 3.0% apart", None)
        assert found.row.required_value is None


def test_the_target_of_a_finding_is_the_limit_whatever_the_words():
    found = Desk().judge(NoLess(apart=D(3)), {2020: 5}, 2020)
    assert (found.required, found.required_value, found.margin) == ("no less than in the charter", 3, 2)


def test_of_a_band_the_end_is_told_from_which_the_margin_counts():
    band = Threshold(between=(D(10), D(20)))
    told = {value: Desk().judge(band, {2020: value}, 2020).required_value for value in (9, 12, 15, 18, 20, 21)}
    assert told == {9: 10, 12: 10, 15: 10, 18: None, 20: 20, 21: None}


@attrs.frozen(kw_only=True)
class NearBest(Alike):
    """The latest figure is at most so much below the best of the two before."""

    kind: ClassVar[str] = "near-best"

    def find(self, view):
        facts = [Fact("previous", view.own(view.period - back), view.period - back) for back in (1, 2)]
        limit = max(fact.figure.span.low for fact in facts) - ticks(self.apart, view.measure.decimals)
        slack = view.latest().figure.span - Span(limit, limit)
        return Finding(slack, slack, (view.latest(), *facts), target=Span(limit, limit))


@attrs.frozen(kw_only=True)
class NoWorse(NearBest):
    """The latest figure is no lower than the one before."""

    kind: ClassVar[str] = "no-worse"

    def find(self, view):
        before = Fact("previous", view.own(view.period - 1), view.period - 1)
        slack = view.latest().figure.span - before.figure.span
        return Finding(slack, slack, (view.latest(), before))

    def held_against(self, finding, decimals):
        return finding.compared("previous")


def test_a_limit_computed_from_several_figures_is_not_said_to_be_one_of_them():
    # In the second history the figure before happens to equal the limit, which comes from the one before that.
    for figures in ({2018: 8, 2019: 7, 2020: 6}, {2018: 8, 2019: 6, 2020: 6}):
        found = Desk().judge(NearBest(apart=D(2)), figures, 2020)
        assert (found.required_value, found.row.required_of) == (6, "")


def test_a_limit_that_is_an_earlier_figure_is_said_to_be_that():
    found = Desk().judge(NoWorse(apart=D(2)), {2018: 8, 2019: 7, 2020: 6}, 2020)
    assert (found.required_value, found.row.required_of) == (7, "the figure for 2019")
