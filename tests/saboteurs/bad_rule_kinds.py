"""A good kind of rule, and one bad one for each requirement of its contract; `test_the_kit.py` runs them."""

from decimal import Decimal
from functools import reduce
from typing import ClassVar

import attrs
import pytest
from tests.saboteurs import planted_spreads

from wes_rules import DefinitionError, FigureRule
from wes_rules.rules.facts import Fact, Finding, inside
from wes_rules.rules.known import KnownCases
from wes_rules.testing import RuleKindContract
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Good(FigureRule):
    """
    At least a value.

    Args:
        at_least: The value.
        years: For how many years.
    """

    kind: ClassVar[str] = "planted"
    pairs: ClassVar[bool] = False
    known: ClassVar = (
        KnownCases(
            fields={"at_least": Decimal(60)},
            line="57.0 58.0 60.0 -> on track 0.0",
            kept="57.0 58.0 60.1 -> on track 0.1",
            missed="57.0 58.0 59.9 -> off track -0.1",
            across_a_break="70.0 | 60.0 -> on track 0.0",
            at_a_start="59.9 -> off track -0.1",
        ),
    )
    at_least: Decimal = Decimal(50)
    years: int = 1

    def __attrs_post_init__(self):
        if self.years < 1:
            raise DefinitionError(f"years = {self.years}: give 1 or more")

    def find(self, view):
        span, limit = view.latest().figure.span, ticks(self.at_least, view.measure.decimals)
        slack = Span(span.low - limit, span.high - limit)
        if view.measure.better.sign < 0:
            slack = -slack
        return Finding(slack, slack, (view.latest(),))

    def requirement(self, finding, words):
        return "enough"

    def sentence(self, finding, words):
        return words.fact(finding.facts[0])

    def reading(self, measure):
        return f"at least {self.at_least} for {self.years} year(s)"


@attrs.frozen(kw_only=True)
class Rising(Good):
    """
    No lower than the period before, or no higher where lower is better.

    Args:
        at_least: A value that decides nothing.
        years: For how many years.
    """

    pairs: ClassVar[bool] = True
    steady: ClassVar[bool] = False
    known: ClassVar = (
        KnownCases(
            fields={},
            line="58.0 57.0 57.0 -> on track 0.0",
            kept="58.0 57.0 57.1 -> on track 0.1",
            missed="58.0 57.0 56.9 -> off track -0.1",
            across_a_break="57.0 | 60.0 -> undecided",
            at_a_start="59.9 -> undecided",
        ),
    )

    def find(self, view):
        before = view.calendar.previous(view.period)
        if before is None or not self.compares(view, before):
            return Finding.blocked(Reason.NO_PREVIOUS, facts=(view.latest(),))
        latest, previous = view.latest(), Fact("previous", view.own(before), before)
        slack = latest.figure.span - previous.figure.span
        if view.measure.better.sign < 0:
            slack = -slack
        return Finding(slack, slack, self.facts(latest, previous))

    def compares(self, view, before):
        return view.calendar.comparable(before, view.period)

    def facts(self, *both):
        return both

    def sentence(self, finding, words):
        return ", after ".join(map(words.fact, finding.facts))


class GoodContract(RuleKindContract):
    examples = 12
    does_not = {"a_mirror_changes_nothing": "it asks for no less, whichever way is better"}
    rule = Good

    @pytest.fixture
    def rule_kind(self):
        return self.rule

    @pytest.fixture
    def rules(self):
        return [self.rule(at_least=Decimal(60)), self.rule()]

    @pytest.fixture
    def bad_settings(self):
        return {"years": 0}


UNSAID = (
    "test_its_reading_or_what_it_requires_says_every_amount_that_the_rule_states",
    "test_every_figure_that_turns_the_verdict_is_in_the_explanation",
)


class WithoutLaws(GoodContract):
    """For what the laws say nothing of, as they take their time."""

    examples = 1
    test_it_keeps_the_law = None


class TestGood(GoodContract):
    breaks = None


class TestRising(GoodContract):
    breaks = None
    rule = Rising


class TestStatesNothing(WithoutLaws):
    breaks = "test_it_states_known_cases"
    says = "states no known cases; work some out by hand from its wording"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__
        known: ClassVar = ()


def stated(**changes):
    return type("Stated", (Good,), {"__doc__": Good.__doc__, "known": (attrs.evolve(Good.known[0], **changes),)})


class TestStatesOnePeriod(WithoutLaws):
    breaks = "test_it_states_known_cases"
    says = "give two earlier figures or more, no two of them alike"
    rule = stated(line="58.0 60.0 -> on track", kept="58.0 60.1 -> on track", missed="58.0 59.9 -> off track")


class TestStatesNoBreak(WithoutLaws):
    breaks = "test_it_states_known_cases"
    says = 'put "|" before the first figure that does not compare'
    rule = stated(across_a_break="70.0 60.0 -> on track 0.0")


class TestStatesNoStart(WithoutLaws):
    breaks = "test_it_states_known_cases"
    says = "give one figure, as at the start of a series"
    rule = stated(at_a_start="70.0 60.0 -> on track 0.0")


class TestStatesAnotherVerdict(WithoutLaws):
    breaks = "test_its_known_cases_are_judged_as_they_state"
    says = 'Stated: at_a_start = "60.0 -> off track", and it is judged on track 0.0'
    rule = stated(at_a_start="60.0 -> off track")


class TestStatesAnotherMargin(WithoutLaws):
    breaks = "test_its_known_cases_are_judged_as_they_state"
    says = "and it is judged off track -0.1"
    rule = stated(at_a_start="59.9 -> off track -0.2")


class TestNotBesideTheLine(WithoutLaws):
    breaks = "test_its_known_cases_stand_on_the_line_and_a_tick_either_side"
    says = 'make it the case "line" with 60.1 for the latest figure'
    rule = stated(kept="57.0 58.0 60.2 -> on track 0.2")


class TestNothingBetter(WithoutLaws):
    breaks = "test_its_known_cases_stand_on_the_line_and_a_tick_either_side"
    says = 'state "kept" as well: the same with 60.1'
    rule = stated(kept="")


class TestOnTheEdgeThatABetterFigureLeaves(WithoutLaws):
    breaks = "test_its_known_cases_stand_on_the_line_and_a_tick_either_side"
    says = 'and 62.1 is off track, though better: let "line" be the other edge'

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__
        known: ClassVar = (
            attrs.evolve(
                Good.known[0],
                line="57.0 58.0 62.0 -> on track 0.0",
                kept="57.0 58.0 61.9 -> on track 0.1",
                missed="57.0 58.0 62.1 -> off track -0.1",
            ),
        )

        def find(self, view):
            low = int(self.at_least * 10)
            slack = inside(view, view.latest().figure.span, low, low + 20)
            return Finding(slack, slack, (view.latest(),))


class TestCountsPeriodsAndSaysTicks(WithoutLaws):
    breaks = (
        "test_its_known_cases_are_judged_as_they_state",
        "test_its_known_cases_stand_on_the_line_and_a_tick_either_side",
    )
    says = 'counts periods, places or cases, say so in the class: counted = ("period", "periods")'
    rule = stated(missed="57.0 58.0 59.9 -> off track -1")


class TestRaisesWhereItsCalendarBegins(WithoutLaws):
    breaks = "test_it_can_be_judged_where_its_calendar_begins"
    says = "return Finding.blocked(Reason.NO_PREVIOUS, facts=(cells.latest(),))"

    class rule(Rising):  # noqa: N801
        __doc__ = Rising.__doc__

        def find(self, view):
            if view.calendar.previous(view.period) is None:
                raise ValueError("no period before")
            return super().find(view)


class TestStumblesWhereItsCalendarBegins(TestRaisesWhereItsCalendarBegins):
    says = (
        "and it raises AttributeError: 'NoneType' object has no attribute 'last_day', where the calendar begins with that period; "
        "calendar.previous(period) is None there: return Finding.blocked"
    )

    class rule(Rising):  # noqa: N801
        __doc__ = Rising.__doc__

        def find(self, view):
            view.calendar.previous(view.period).last_day  # noqa: B018
            return super().find(view)


class TestRaisesForAReasonOfItsOwn(TestRaisesWhereItsCalendarBegins):
    says = (
        "and it raises TypeError: reduce() of empty iterable with no initial value, where the calendar begins with that period; "
        "mend what it says; where that comes of calendar.previous(period), which is None there, return Finding.blocked"
    )

    class rule(Rising):  # noqa: N801
        __doc__ = Rising.__doc__

        def find(self, view):
            earlier = view.calendar.previous(view.period)
            reduce(min, [earlier] if earlier is not None else [])
            return super().find(view)


class TestComparesAcrossABreak(WithoutLaws):
    breaks = "test_nothing_from_before_a_break_decides"
    says = "compare only what view.calendar.comparable(earlier, later) says compares"

    class rule(Rising):  # noqa: N801
        __doc__ = Rising.__doc__
        known: ClassVar = (attrs.evolve(Rising.known[0], across_a_break="57.0 | 60.0 -> on track 3.0"),)

        def compares(self, view, before):
            return True


def handing_on(which):
    """Return the kind that gives its Finding those of its two figures, the latest and the one before."""

    class HandsOn(Rising):
        __doc__ = Rising.__doc__

        def facts(self, *both):
            return both[which]

    return HandsOn


class TestLeavesOutWhatItComparesWith(WithoutLaws):
    breaks = "test_every_figure_that_turns_the_verdict_is_in_the_explanation"
    says = "the verdict turns on 57.0%, which its explanation does not say; give its Fact to the Finding"
    rule = handing_on(slice(1))


class TestSaysAFigureThatIsNoneOfItsFacts(WithoutLaws):
    breaks = "test_every_figure_that_turns_the_verdict_is_in_the_explanation"
    says = "which is no figure of its Finding, so nobody learns where it is from"

    class rule(handing_on(slice(1))):  # noqa: N801
        __doc__ = Rising.__doc__

        def sentence(self, finding, words):
            return f"{words.fact(finding.facts[0])}; from 0.0% to 100.0%, such as 57.0% and 58.0%"


class TestSaysAnotherNumberThatEndsInTheFigure(WithoutLaws):
    breaks = "test_every_figure_that_turns_the_verdict_is_in_the_explanation"
    says = "the verdict turns on 57.0%, which its explanation does not say"
    test_every_number_that_decided_is_in_the_explanation = None

    class rule(Rising):  # noqa: N801
        __doc__ = Rising.__doc__

        def sentence(self, finding, words):
            return f"{words.fact(finding.facts[0])}, after 1{words.fact(finding.facts[1])}"


class TestShowsAnEarlierFigureAsTheLatest(WithoutLaws):
    breaks = "test_every_figure_that_turns_the_verdict_is_in_the_explanation"
    says = "put the one of 2024 first"
    rule = handing_on(slice(None, None, -1))


class TestKernelOfNumbersAlone(WithoutLaws):
    breaks = "test_a_batch_judges_its_known_cases_as_they_are_judged_alone"
    says = "with the figures 57.0, 58.0, c: a batch cannot judge it"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__
        find = FigureRule.find

        def slack(self, cells):
            span, limit = cells.latest().figure.span, ticks(self.at_least, cells.measure.decimals)
            slack = Span(max(span.low - limit, -limit), max(span.high - limit, -limit))
            return Finding(slack, slack, (cells.latest(),))


class TestIncapable(GoodContract):
    breaks = None
    does_not = {**GoodContract.does_not, "every number": "it says how many, and not which"}

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def sentence(self, finding, words):
            return "one figure was looked at"


class TestMisspeltExcuse(WithoutLaws):
    breaks = "test_what_it_does_not_do_is_said_in_a_sentence"
    says = 'nothing is called "every numbr"; did you mean "every number"?'
    does_not = {"every numbr": "it says how many, and not which"}


class TestUndocumentedField(WithoutLaws):
    breaks = "test_it_is_described"
    says = 'rule.months is not documented; add a line "months: ..." under Args:'

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        """At least a value."""

        months: str = "one"


class TestMarginUpsideDown(GoodContract):
    breaks = ("test_it_keeps_the_law", "test_its_known_cases_are_judged_as_they_state")
    says = ""

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def find(self, view):
            found = super().find(view)
            return attrs.evolve(found, margin=-found.margin)


class TestTypeThatNoSchemaHas(GoodContract):
    breaks = "test_plan_files_and_schema_agree_on_it"
    says = "which its schema refuses"

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def __attrs_post_init__(self):
            if self.years < 1:
                raise DefinitionError(f"years = {self.years}: give 1 or more")
            object.__setattr__(self, "years", f"{self.years} years")

    @pytest.fixture
    def rules(self):
        return [self.rule(at_least=Decimal(60))]

    @pytest.mark.skip(reason="a field that changes by itself is refused wherever its rule is made again")
    def test_it_keeps_the_law(self):
        pass

    test_it_can_be_judged_where_its_calendar_begins = test_it_keeps_the_law
    test_every_figure_that_turns_the_verdict_is_in_the_explanation = test_it_keeps_the_law
    test_every_number_that_decided_is_in_the_explanation = test_it_keeps_the_law


class TestLooksAtWhatDecidesNothing(WithoutLaws):
    breaks = "test_it_states_known_cases"
    says = "58.0 is a figure of its Finding, and no known case turns on the figure 2 periods before the latest; state one more"
    does_not = WithoutLaws.does_not | {"earlier figures alone": "one of them decides nothing"}

    class rule(Rising):  # noqa: N801
        __doc__ = Rising.__doc__

        def find(self, view):
            found, older = super().find(view), view.period - 2
            both = len(found.facts) == 2 and self.compares(view, older)
            return attrs.evolve(found, facts=(*found.facts, Fact("older", view.own(older), older))) if both else found


class TestKeepsItsToleranceToItself(WithoutLaws):
    breaks = UNSAID
    says = "neither its reading nor what it requires says leeway = 2"

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        __doc__ = f"{Good.__doc__}    leeway: How far off is still good.\n"
        distances: ClassVar = Good.distances | {"leeway"}
        leeway: Decimal = Decimal(2)


class TestSaysADistanceAsAPercentage(WithoutLaws):
    breaks = UNSAID
    says = "says leeway = 2 points, and as a percentage it would be another thing; say it by words.distance(ticks)"

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        __doc__ = f"{Good.__doc__}    leeway: How far off is still good.\n"
        distances: ClassVar = Good.distances | {"leeway"}
        leeway: Decimal = Decimal(2)

        def reading(self, measure):
            return f"{super().reading(measure)}, and {self.leeway}.0% off is good"


class TestKeepsAnEndOfItsBandToItself(WithoutLaws):
    breaks = UNSAID
    says = "neither its reading nor what it requires says band = 62; say it in reading()"

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        __doc__ = f"{Good.__doc__}    band: Two values.\n"
        band: tuple[Decimal, Decimal] = (Decimal(60), Decimal(62))

        def reading(self, measure):
            return f"{super().reading(measure)}, from 60 to 162"


class TestKeepsACountToItself(WithoutLaws):
    breaks = UNSAID
    says = "neither its reading nor what it requires says years = 1; say it in reading()"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def reading(self, measure):
            return f"at least {self.at_least} for as many years as promised"


class TestKeepsItsLimitToItself(WithoutLaws):
    breaks = "test_every_figure_that_turns_the_verdict_is_in_the_explanation"
    says = "what it requires does not say 60.0%, the limit that the figure is held against"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def find(self, view):
            limit = ticks(self.at_least, view.measure.decimals)
            return attrs.evolve(super().find(view), target=Span(limit, limit))


class TestStatesAnotherLimit(WithoutLaws):
    breaks = "test_the_limit_it_states_is_the_one_that_its_margin_counts_from"
    says = "a margin of 0.0 is the distance of 60.0 from 60.0, and its Finding states 58.0 as the limit"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def find(self, view):
            limit = ticks(self.at_least - 2, view.measure.decimals)
            return attrs.evolve(super().find(view), target=Span(limit, limit))


class TestCallsSteadyWhatMoves(WithoutLaws):
    breaks = "test_a_limit_that_moves_is_not_called_steady"
    says = "the figure for 2023 was held against 58.0, and that for 2024 against 57.0; say in the class that the limit moves"

    class rule(Rising):  # noqa: N801
        __doc__ = Rising.__doc__
        steady: ClassVar[bool] = True


class TestWhoseNumbersCannotBeNegated(GoodContract):
    breaks = "test_it_keeps_the_law"
    says = "is bound to its unit or its direction; if a field is an amount between two values, name it in `distances`"
    does_not = {}

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def fields_times(self, factor):
            fields = super().fields_times(factor)
            return {"at_least": fields.pop("at_most" if factor < 0 else "at_least"), **fields}

        def __attrs_post_init__(self):
            if self.years < 1 or self.at_least < 0:
                raise DefinitionError(f"years = {self.years}, at_least = {self.at_least}: give more than that")

    @pytest.fixture
    def rules(self):
        return [self.rule(at_least=Decimal(0)), self.rule(at_least=Decimal(60))]


class TestSaysWhyItsNumbersCannotBeNegated(TestWhoseNumbersCannotBeNegated):
    breaks = None
    does_not = {"a_mirror_changes_nothing": "nothing is promised of numbers below nought"}


class TestSaysNoNumber(WithoutLaws):
    breaks = (
        "test_every_number_that_decided_is_in_the_explanation",
        "test_every_figure_that_turns_the_verdict_is_in_the_explanation",
    )
    says = "say it in sentence(): words.fact(fact)"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def sentence(self, finding, words):
            return "one figure was looked at"


class TestAcceptsAnything(WithoutLaws):
    breaks = "test_fields_that_make_no_sense_are_refused_with_a_sentence"
    says = "fields that make no sense were accepted; raise DefinitionError in __attrs_post_init__"

    @pytest.fixture
    def bad_settings(self):
        return {"years": 1_000_000}


class TestMuteRefusal(WithoutLaws):
    breaks = "test_fields_that_make_no_sense_are_refused_with_a_sentence"
    says = "the fields are refused with 'bad'; say it in a sentence"

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def __attrs_post_init__(self):
            if self.years < 1:
                raise DefinitionError("bad")


class TestNoCaseOfEarlierFiguresAlone(planted_spreads.Planted):
    breaks = "test_earlier_figures_decide_without_the_latest"
    says = "state a case that turns on two earlier figures, and not on the latest"
    rule = planted_spreads.planted(
        known=(
            attrs.evolve(planted_spreads.Spread.known[0], further=()),
            KnownCases(
                fields={"apart": Decimal(3), "last": 3},
                line="70.0 93.0 91.0 90.0 -> on track 0.0",
                kept="70.0 93.0 91.0 90.1 -> on track 0.1",
                missed="70.0 93.0 91.0 89.9 -> off track -0.1",
                across_a_break="91.0 92.0 | 93.0 -> undecided",
                at_a_start="92.0 -> undecided",
            ),
        )
    )


class TestFindsLessThanItLooksAt(planted_spreads.Planted):
    breaks = "test_every_own_figure_that_turns_a_verdict_is_in_its_finding"
    says = "that figure is not in its Finding; give it every Fact it looked at"
    rule = planted_spreads.planted(told=lambda self, facts: facts[:-1] if self.last > 3 else facts)


class TestHopesForTheBest(WithoutLaws):
    breaks = "test_a_hidden_figure_leaves_undecided_what_it_may_change"
    says = "leave no figure out because it is not known: its span holds all that it may be"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def find(self, view):
            found = super().find(view)
            return attrs.evolve(found, slack=Span(found.slack.high, found.slack.high))
