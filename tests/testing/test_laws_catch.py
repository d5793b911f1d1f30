"""Each published law catches a bug that was planted for it."""

from datetime import date
from decimal import Decimal as D
from itertools import count
from typing import ClassVar

import attrs
import pytest

from wes_rules import AreaFigure, BenchmarkParity, DefinitionError, FigureRule, Threshold
from wes_rules.rules.facts import Finding
from wes_rules.testing import laws
from wes_rules.values.quantity import Span


@attrs.frozen(kw_only=True)
class Planted(FigureRule):
    """At least a value, right in every way."""

    kind: ClassVar[str] = "planted"
    at_least: D = D(50)

    def span(self, view):
        return view.latest().figure.span

    def find(self, view):
        span, limit = self.span(view), int(self.at_least.scaleb(view.measure.decimals))
        slack = Span(span.low - limit, span.high - limit)
        if view.measure.better.sign < 0:
            slack = -slack
        return Finding(slack, slack, (view.latest(),))

    def requirement(self, finding, words):
        return "enough"

    def sentence(self, finding, words):
        return words.fact(finding.facts[0])

    def reading(self, measure):
        return "at least so much"

    def fields_times(self, factor):
        distances = {name: one * abs(factor) for name in self.distances if (one := getattr(self, name)) is not None}
        return {**attrs.asdict(self, recurse=False), **distances, "at_least": self.at_least * factor}


class WorseIsBetter(Planted):
    def find(self, view):
        found = super().find(view)
        return attrs.evolve(found, slack=-found.slack)


class NegativeIsMissing(Planted):
    def span(self, view):
        span = super().span(view)
        return span if span.low >= 0 else Span(span.low, span.low + 1000)


class KnowsOneUnitOnly(Planted):
    def find(self, view):
        return super().find(view) if view.measure.decimals < 2 else Finding(Span(0, 0), None, (view.latest(),))


class TakesTheFirstRow(Planted):
    def span(self, view):
        value = int(next(iter(view.lookup.history)).quantity.low or 0)
        return Span(value, value)


class SeesTheFuture(Planted):
    def span(self, view):
        key = ("rate", view.area, "all")
        newest = view.lookup.history._figures[key][view.period][0]
        return view.lookup.span(newest.quantity)


class GuessesTheLowest(Planted):
    def span(self, view):
        low = max(super().span(view).low, -1000)  # a margin without an end is refused before any law looks
        return Span(low, low)


class SilenceIsFine(Planted):
    def find(self, view):
        return Finding(Span(0, 0), None, (view.latest(),)) if view.latest().figure.why else super().find(view)


class MarginUpsideDown(Planted):
    def find(self, view):
        found = super().find(view)
        return attrs.evolve(found, margin=-found.margin)


class SaysNothing(Planted):
    def reading(self, measure):
        return ""


class ChangesItsMind(Planted):
    calls: ClassVar = count()

    def span(self, view):
        value = next(self.calls) % 1000
        return Span(value, value)


@attrs.frozen(kw_only=True)
class ReadsBackDifferently(Planted):
    at_least: D = attrs.field(default=D(50), converter=lambda value: value + 1)


class NeverWaits(Planted):
    def decides(self, calendar):
        return None


class Hasty(Planted):
    """Goes by versions that start later."""

    def at(self, period, as_of, calendar, **more):
        return super().at(period + 9, as_of, calendar, **more)


class Prescient(Planted):
    """Goes by versions that nobody has agreed on."""

    def at(self, period, as_of, calendar, **more):
        return super().at(period, date(2999, 1, 1), calendar, **more)


class Grudging(Planted):
    """Wants more than its limit, and does not say so."""

    def find(self, view):
        found = super().find(view)
        return attrs.evolve(found, slack=found.slack.less(1))


class NeverInLine(BenchmarkParity):
    def find(self, view):
        return attrs.evolve(super().find(view), slack=Span(-1, -1))


@attrs.frozen(kw_only=True)
class ForgetsMisses(Planted):
    """About every period, it says, and looks at the latest alone."""

    of_every_period = True


class LooksBeforeThePlan(ForgetsMisses):
    def span(self, view):
        spans = [view.own(period).span for period in view.observed_periods()]
        return Span(min(one.low for one in spans), min(one.high for one in spans))


class LeavesOutTheLate(Planted):
    """Adds up the areas that have a row, be it one that is hidden."""

    def span(self, view):
        figures = [view.measure.number.figure(view.lookup, area, view.period) for area in laws.AREAS]
        known = [one.span for one in figures if one.observations]
        return Span(sum(one.low for one in known), sum(one.high for one in known))


CAUGHT = [
    (laws.a_better_latest_value_never_worsens_the_status, WorseIsBetter()),
    (laws.a_mirror_changes_nothing, NegativeIsMissing()),
    (laws.the_unit_changes_nothing, KnowsOneUnitOnly()),
    (laws.the_order_of_observations_is_irrelevant, TakesTheFirstRow()),
    (laws.later_publications_are_invisible, SeesTheFuture()),
    (laws.filling_unknowns_never_flips_a_definite_status, GuessesTheLowest()),
    (laws.a_row_that_cannot_be_read_decides_nothing, GuessesTheLowest()),
    (laws.nothing_is_met_by_silence, SilenceIsFine()),
    (laws.the_status_agrees_with_the_margin, MarginUpsideDown()),
    (laws.a_margin_is_all_there_is_to_spare, Grudging()),
    (laws.every_verdict_is_explained, SaysNothing()),
    (laws.judging_twice_gives_equal_answers, ChangesItsMind()),
    (laws.what_is_written_reads_back, ReadsBackDifferently(at_least=D(3))),
    (laws.before_its_day_a_promise_is_not_due, NeverWaits()),
    (laws.a_version_that_does_not_count_changes_nothing, Hasty()),
    (laws.nothing_is_promised_before_the_plan, LooksBeforeThePlan()),
    (laws.what_was_missed_stays_missed, ForgetsMisses()),
    (laws.parity_is_reflexive_unless_it_is_strict, NeverInLine(against=AreaFigure(area="970"))),
]


@pytest.mark.parametrize(("law", "rule"), CAUGHT, ids=lambda one: getattr(one, "__name__", type(one).__name__))
def test_the_law_catches_a_planted_bug(law, rule):
    with pytest.raises(AssertionError):
        law(rule)


def test_the_law_of_unknowns_catches_who_leaves_out_late_areas():
    with pytest.raises(AssertionError, match="became"):
        laws.filling_unknowns_never_flips_a_definite_status(LeavesOutTheLate(at_least=D(150)), examples=200)


def test_the_law_of_versions_catches_who_knows_what_is_not_agreed():
    with pytest.raises(AssertionError, match="not agreed yet"):
        laws.a_version_that_does_not_count_changes_nothing(Prescient())


def test_every_law_has_a_bug_planted_for_it():
    assert [law for law, _ in CAUGHT] == list(laws.ALL)


@pytest.mark.parametrize("law", laws.ALL[:-1], ids=lambda law: law.__name__)
def test_the_rule_without_a_bug_keeps_the_law(law):
    law(Planted(), examples=25)
    law(Planted, examples=25)


def test_check_all_checks_every_law():
    laws.check_all(Planted(), examples=12)
    with pytest.raises(AssertionError):
        laws.check_all(SaysNothing(), examples=12)


def test_a_law_about_parity_says_that_it_does_not_apply():
    with pytest.raises(laws.LawDoesNotApply, match="Planted has no benchmark"):
        laws.parity_is_reflexive_unless_it_is_strict(Planted())


def test_a_rule_that_fits_no_measure_is_told():
    class Picky(Planted):
        def check(self, measure):
            raise DefinitionError("never")

    with pytest.raises(DefinitionError, match="Picky: it fits none of the measures"):
        laws.judging_twice_gives_equal_answers(Picky())


def test_a_measure_may_be_given():
    from tests.conftest import Desk

    found = []

    class Watched(Threshold):
        def check(self, measure):
            found.append(measure.title)

    measure = Desk().measure(Threshold(at_least=D(1)), title="Given")
    laws.judging_twice_gives_equal_answers(Watched(at_least=D(50)), measure=measure)
    assert set(found) == {"Given"}


@attrs.frozen(kw_only=True)
class FromNought(FigureRule):
    """At most so far from 0: a distance by the name of a limit."""

    kind: ClassVar[str] = "from-nought"
    distances: ClassVar = FigureRule.distances | {"at_most"}
    at_most: D = D(52)

    @property
    def monotone(self):
        return False

    def find(self, view):
        span, far = view.latest().figure.span, int(self.at_most.scaleb(view.measure.decimals))
        slack = Span(far - max(span.high, -span.low), far - max(span.low, -span.high, 0))
        return Finding(slack, slack, (view.latest(),))

    requirement, sentence, reading = Planted.requirement, Planted.sentence, Planted.reading


def test_a_distance_is_no_limit_that_turns_into_its_opposite_whatever_it_is_called():
    assert FromNought().times(D(-1)) == FromNought()
    laws.a_mirror_changes_nothing(FromNought(), examples=10)


def test_a_rule_that_cannot_be_turned_around_says_why():
    class OneSided(Planted):
        fields_times = FigureRule.fields_times

    with pytest.raises(laws.NumbersAreBound, match="planted has a limit on one side only, and cannot be turned around"):
        laws.a_mirror_changes_nothing(OneSided(), examples=4)


def test_a_law_of_every_period_says_how_a_kind_declares_that_it_is_one():
    with pytest.raises(laws.LawDoesNotApply, match="Planted does not say by `of_every_period`"):
        laws.what_was_missed_stays_missed(Planted(), examples=4)


def test_a_law_that_is_broken_says_what_was_judged():
    with pytest.raises(AssertionError, match=r"on track became undecided: 50\.0.* in 2021.* / .*in 2021"):
        laws.a_mirror_changes_nothing(NegativeIsMissing(), examples=60)
