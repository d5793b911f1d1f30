"""What authors of rules do wrong without meaning to, each planted in a small kind of rule; `test_planted.py` runs the kit on them."""

import math
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar

import attrs
import pytest

from wes_rules import DefinitionError, FigureRule
from wes_rules.rules.facts import Fact, Finding
from wes_rules.rules.known import KnownCases
from wes_rules.testing import RuleKindContract, laws
from wes_rules.values.checks import Bounds
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Cut(FigureRule):
    """
    The figure is so many percent below that of the period before, or more.

    Args:
        percent: How many.
    """

    kind: ClassVar[str] = "cut"
    steady: ClassVar[bool] = False
    # 95% of 33.3 is 31.635, so that 31.6 keeps the promise, and 31.7 does not.
    known: ClassVar = (
        KnownCases(
            fields={"percent": Decimal(5)},
            measure={"better": "lower"},
            line="40.0 33.3 31.6 -> on track 0.0",
            kept="40.0 33.3 31.5 -> on track 0.1",
            missed="40.0 33.3 31.7 -> off track -0.1",
            across_a_break="40.0 33.3 | 20.0 -> undecided",
            at_a_start="20.0 -> undecided",
        ),
    )

    percent: Annotated[Decimal, Bounds(above=0, high=100)]

    def check(self, measure):
        if measure.better.sign >= 0:
            raise DefinitionError('cut needs better = "lower"')

    def find(self, view):
        before = self.period_before(view)
        if before is None:
            return Finding.blocked(Reason.NO_PREVIOUS, facts=(view.latest(),))
        latest, previous = view.latest(), Fact("previous", view.own(before), before)
        return self.found(latest, previous, self.span(latest), self.span(previous))

    def period_before(self, view):
        before = view.calendar.previous(view.period)
        return before if before is not None and view.calendar.comparable(before, view.period) else None

    def span(self, fact):
        return fact.figure.span

    def found(self, latest, previous, now, then):
        target = Span(self.target(then.low), self.target(then.high))
        slack = target - now
        return Finding(slack, slack, (latest, previous))

    def target(self, end):
        return end if math.isinf(end) else math.floor(end * self.share)

    @property
    def share(self):
        return Fraction(100 - self.percent) / 100

    def requirement(self, finding, words):
        return f"{self.percent}% less than before"

    def sentence(self, finding, words):
        return ", after ".join(map(words.fact, finding.facts))

    def reading(self, measure):
        return f"{self.percent}% less than in the period before; equality meets it"

    def fields_times(self, factor):
        return attrs.asdict(self, recurse=False)


class Planted(RuleKindContract):
    """The contract with those of its laws that a fault is about: all of them take their time."""

    rule = Cut
    examples = 40

    @pytest.fixture
    def rule_kind(self):
        return self.rule

    @pytest.fixture
    def rules(self):
        return [self.rule(percent=Decimal(5))]

    @pytest.fixture
    def bad_settings(self):
        return {"percent": Decimal(150)}

    test_it_keeps_the_law = None


class Lawful(Planted):
    """With the laws about unknown figures."""

    @pytest.mark.parametrize(
        "law", [laws.filling_unknowns_never_flips_a_definite_status, laws.nothing_is_met_by_silence], ids=str
    )
    def test_it_keeps_the_law(self, law, rules, measure):
        RuleKindContract.test_it_keeps_the_law(self, law, rules, measure)


class TestNothingPlanted(Lawful):
    fault = None


def planted(**changes):
    """Return the rule with something else in it."""
    return attrs.frozen(kw_only=True)(type("Planted", (Cut,), {"__doc__": Cut.__doc__, **changes}))


class TestUnknownIsNought(Planted):
    fault = "unknown previous taken for 0"
    says = 'at_a_start = "20.0 -> undecided", and it is judged off track'
    rule = planted(span=lambda self, fact: Span(0, 0) if fact.figure.why else fact.figure.span)


class TestLowEnd(Lawful):
    fault = "only the low end of a span"
    says = "became"
    rule = planted(span=lambda self, fact: Span(fact.figure.span.low, fact.figure.span.low))


class TestPolarityIgnored(Planted):
    fault = "polarity ignored"
    says = "and it is judged"
    rule = planted(found=lambda self, latest, previous, now, then: Cut.found(self, latest, previous, -now, -then))


class TestWrongSideOfADivision(Planted):
    fault = "wrong side of a division"
    says = "and it is judged on track 0.1"
    rule = planted(share=property(lambda self: Fraction(100) / (100 + Fraction(self.percent))))


class TestMissingIsKept(Lawful):
    fault = "a missing latest taken as kept"
    says = "became"

    class rule(Cut):  # noqa: N801
        __doc__ = Cut.__doc__

        def found(self, latest, previous, now, then):
            if latest.figure.why:
                return Finding(Span(0, 0), None, (latest, previous))
            return super().found(latest, previous, now, then)


class TestNonsense(Planted):
    fault = "a nonsense field accepted"
    says = "fields that make no sense were accepted; raise DefinitionError in __attrs_post_init__"

    @attrs.frozen(kw_only=True)
    class rule(Cut):  # noqa: N801
        __doc__ = Cut.__doc__
        percent: Decimal


class TestStrict(Planted):
    fault = "strict instead of equality"
    says = 'line = "40.0 33.3 31.6 -> on track 0.0", and it is judged off track'

    class rule(Cut):  # noqa: N801
        __doc__ = Cut.__doc__

        def found(self, latest, previous, now, then):
            found = super().found(latest, previous, now, then)
            return attrs.evolve(found, slack=Span(found.slack.low - 1, found.slack.high - 1))


class TestRounding(Planted):
    fault = "rounding the target the wrong way"
    says = 'missed = "40.0 33.3 31.7 -> off track -0.1", and it is judged on track 0.0'
    rule = planted(target=lambda self, end: end if math.isinf(end) else math.ceil(end * self.share))


class TestTwoBefore(Planted):
    fault = "the period two before"
    says = 'line = "40.0 33.3 31.6 -> on track 0.0", and it is judged on track 6.4'

    class rule(Cut):  # noqa: N801
        __doc__ = Cut.__doc__

        def period_before(self, view):
            before = super().period_before(view)
            return None if before is None else view.calendar.previous(before)


class TestPoints(Planted):
    fault = "points instead of percent"
    says = 'line = "40.0 33.3 31.6 -> on track 0.0", and it is judged off track -3.3'
    rule = planted(target=lambda self, end: end - int(self.percent * 10))


class TestAcrossABreak(Planted):
    fault = "comparing across a break"
    says = "compare only what view.calendar.comparable(earlier, later) says compares"
    rule = planted(period_before=lambda self, view: view.calendar.previous(view.period))


class TestMarginDoubled(Planted):
    fault = "margin doubled"
    says = 'kept = "40.0 33.3 31.5 -> on track 0.1", and it is judged on track 0.2'

    class rule(Cut):  # noqa: N801
        __doc__ = Cut.__doc__

        def found(self, latest, previous, now, then):
            found = super().found(latest, previous, now, then)
            return attrs.evolve(found, margin=Span(2 * found.slack.low, 2 * found.slack.high))


class TestSentenceWithoutWhatItComparesWith(Planted):
    fault = "a sentence without the figure it compares with"
    says = "the verdict turns on 33.3%, which its explanation does not say"
    rule = planted(sentence=lambda self, finding, words: words.fact(finding.facts[0]))


class TestReadingWithoutAmount(Planted):
    fault = "a reading that states no amount"
    says = "says percent = 5; say it in reading(), by self.said('percent', words)"
    rule = planted(
        reading=lambda self, measure: "less than in the period before",
        requirement=lambda self, finding, words: "less than before",
    )
