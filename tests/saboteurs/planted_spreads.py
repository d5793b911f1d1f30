"""What authors of rules over several periods do wrong without meaning to; `test_planted.py` runs the kit on them."""

from decimal import Decimal
from functools import reduce
from typing import Annotated, ClassVar

import attrs
import pytest

from wes_rules import FigureRule
from wes_rules.plugins.rule_kinds import Amount, Bounds, Fact, Finding, KnownCases, Reason, Span, Words, ticks
from wes_rules.testing import RuleKindContract, laws


@attrs.frozen(kw_only=True)
class Spread(FigureRule):
    """
    The highest and the lowest figure of the last periods are at most so far apart.

    Args:
        apart: How far apart they may be.
        last: How many periods are looked at, the latest included.
    """

    kind: ClassVar[str] = "spread"
    distances: ClassVar[frozenset[str]] = FigureRule.distances | {"apart"}
    known: ClassVar = (
        KnownCases(
            fields={"apart": Decimal(3), "last": 3},
            line="70.0 91.0 93.0 90.0 -> on track 0.0",
            kept="70.0 91.0 93.0 90.1 -> on track 0.1",
            missed="70.0 91.0 93.0 89.9 -> off track -0.1",
            across_a_break="91.0 92.0 | 93.0 -> undecided",
            at_a_start="92.0 -> undecided",
            further=("93.0 88.0 90.0 -> off track -2.0",),
        ),
    )

    apart: Amount
    last: Annotated[int, Bounds(low=2, high=40)]

    @property
    def monotone(self):
        return False

    def earlier(self, cells):
        found, period = [], cells.period
        while len(found) < self.last - 1:
            period = cells.calendar.previous(period)
            if period is None:
                return Reason.NO_PREVIOUS, found
            if self.parted(cells, period, found):
                return Reason.SERIES_BREAK, found
            found.append(Fact("previous", cells.own(period), period))
        return None, found

    def parted(self, cells, period, found):
        return not cells.calendar.comparable(period, cells.period)

    def slack(self, cells):
        why, earlier = self.earlier(cells)
        facts = (cells.latest(), *earlier)
        if why is not None:
            return Finding.blocked(why, facts=facts)
        pairs = self.pairs_of([one.figure.span for one in facts])
        widest = reduce(cells.most, (a.high - b.low for a, b in pairs))
        narrowest = cells.most(reduce(cells.most, (a.low - b.high for a, b in pairs)), 0)
        limit = ticks(self.apart, cells.measure.decimals)
        slack = Span(limit - widest, limit - narrowest)
        return Finding(slack, slack, self.told(facts))

    def pairs_of(self, spans):
        # Equal spans are one object.
        return [(a, b) for i, a in enumerate(spans) for j, b in enumerate(spans) if i != j]

    def told(self, facts):
        return facts

    def requirement(self, finding, words):
        return f"the last {self.last} at most {words.distance(ticks(self.apart, words.decimals))} apart"

    def sentence(self, finding, words):
        return f"{', '.join(map(words.fact, finding.facts))}, where {self.requirement(finding, words)} is needed"

    def reading(self, measure):
        apart = Words.of(measure).distance(ticks(self.apart, measure.decimals))
        return f"the highest and the lowest of the last {self.last} periods are at most {apart} apart"


class Planted(RuleKindContract):
    """The contract without its laws, which take their time."""

    rule = Spread
    examples = 5

    @pytest.fixture
    def rule_kind(self):
        return self.rule

    @pytest.fixture
    def rules(self):
        return [self.rule(apart=Decimal(5), last=2), self.rule(apart=Decimal(3), last=4)]

    @pytest.fixture
    def bad_settings(self):
        return {"apart": Decimal(-1), "last": 2}

    test_it_keeps_the_law = None


class TestNothingPlanted(Planted):
    fault = None

    @pytest.mark.parametrize("law", laws.ALL, ids=lambda law: law.__name__)
    def test_it_keeps_the_law(self, law, rules, measure):
        RuleKindContract.test_it_keeps_the_law(self, law, rules, measure)


def planted(**changes):
    """Return the rule with something else in it."""
    return attrs.frozen(kw_only=True)(type("Planted", (Spread,), {"__doc__": Spread.__doc__, **changes}))


class TestLatestAgainstEach(Planted):
    fault = "the latest against each, and never the earlier ones against each other"
    says = 'further = "93.0 88.0 90.0 -> off track -2.0", and it is judged on track 0.0'
    rule = planted(
        pairs_of=lambda self, spans: [two for one in spans[1:] for two in ((spans[0], one), (one, spans[0]))]
    )


class TestLatestAgainstEachUnseen(Planted):
    fault = "the same, where no known case would show it"
    says = "state a case that turns on two earlier figures, and not on the latest"
    rule = planted(
        pairs_of=lambda self, spans: [two for one in spans[1:] for two in ((spans[0], one), (one, spans[0]))],
        known=(attrs.evolve(Spread.known[0], further=()),),
    )


class TestOldestUntold(Planted):
    fault = "the oldest of many figures not in the Finding"
    says = "that figure is not in its Finding; give it every Fact it looked at"
    rule = planted(told=lambda self, facts: facts[:-1] if self.last > 3 else facts)


class TestBreakBeforeTheLatestAlone(Planted):
    fault = "a break seen before the latest figure alone"
    says = 'with "|" before 93.0, and it is judged off track with 89.0 before the break'
    rule = planted(
        parted=lambda self, cells, period, found: not found and not cells.calendar.comparable(period, cells.period)
    )


def known_alone(self, cells):
    period, found = cells.period, []
    for _ in range(12):
        period = cells.calendar.previous(period)
        if len(found) < self.last - 1 and cells.own(period).span.exact:
            found.append(Fact("previous", cells.own(period), period))
    return (None if len(found) == self.last - 1 else Reason.NO_PREVIOUS), found


class TestUnknownSkipped(Planted):
    fault = "earlier figures skipped that are not known"
    says = "leave no figure out because it is not known: its span holds all that it may be"
    rule = planted(earlier=known_alone)


class TestRoundedOff(Planted):
    fault = "an amount rounded off to whole points"
    says = "no known case turns on apart: a little more or less there changes no verdict and no margin"
    rule = planted(slack=lambda self, cells: Spread.slack(attrs.evolve(self, apart=Decimal(int(self.apart))), cells))


class TestCountIgnored(Planted):
    fault = "a number of periods that is ignored"
    says = "no known case turns on last: a little more or less there changes no verdict and no margin"
    rule = planted(slack=lambda self, cells: Spread.slack(attrs.evolve(self, last=3), cells))


class TestAnotherReading(Planted):
    fault = "a reading with another number than the rule"
    says = "its reading says another number than apart = "
    rule = planted(reading=lambda self, measure: Spread.reading(attrs.evolve(self, apart=self.apart + 1), measure))
