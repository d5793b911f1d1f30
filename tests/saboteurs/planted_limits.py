"""What authors of rules say wrong of their limit, or let through in a field; `test_planted.py` runs the kit on them."""

from decimal import Decimal
from functools import reduce
from typing import ClassVar

import attrs
import pytest

from wes_rules import DefinitionError, FigureRule
from wes_rules.plugins.rule_kinds import Amount, Fact, Finding, KnownCases, PositiveInt, Reason, Span, Words, ticks
from wes_rules.testing import RuleKindContract


@attrs.frozen(kw_only=True)
class NearBest(FigureRule):
    """
    The figure is at most so far below the best of the periods before.

    Args:
        below: How far below it may be.
        last: How many periods before are looked at.
    """

    kind: ClassVar[str] = "near-best"
    steady: ClassVar[bool] = False
    distances: ClassVar[frozenset[str]] = FigureRule.distances | {"below"}
    known: ClassVar = (
        KnownCases(
            fields={"below": Decimal(2), "last": 2},
            line="80.0 92.0 91.0 90.0 -> on track 0.0",
            kept="80.0 92.0 91.0 90.1 -> on track 0.1",
            missed="80.0 92.0 91.0 89.9 -> off track -0.1",
            across_a_break="95.0 90.0 | 89.0 -> undecided",
            at_a_start="92.0 -> undecided",
        ),
        KnownCases(
            fields={"below": Decimal(2), "last": 2},
            line="80.0 89.0 92.0 90.0 -> on track 0.0",
            kept="80.0 89.0 92.0 90.1 -> on track 0.1",
            missed="80.0 89.0 92.0 89.9 -> off track -0.1",
            across_a_break="95.0 90.0 | 89.0 -> undecided",
            at_a_start="92.0 -> undecided",
        ),
    )

    below: Amount
    last: PositiveInt

    def check(self, measure):
        if measure.better.sign < 0:
            raise DefinitionError('near-best needs better = "higher"')

    def slack(self, cells):
        latest, earlier, period = cells.latest(), [], cells.period
        while len(earlier) < self.last:
            period = cells.calendar.previous(period)
            if period is None or not cells.calendar.comparable(period, cells.period):
                return Finding.blocked(Reason.NO_PREVIOUS, facts=(latest, *earlier))
            earlier.append(Fact("previous", cells.own(period), period))
        best = reduce(
            lambda one, other: Span(cells.most(one.low, other.low), cells.most(one.high, other.high)),
            (one.figure.span for one in earlier),
        )
        limit = best.less(ticks(self.below, cells.measure.decimals))
        slack = latest.figure.span - limit
        return Finding(slack, slack, (latest, *earlier), target=self.target(best, limit))

    def target(self, best, limit):
        return Span(limit.high, limit.low)

    def requirement(self, finding, words):
        return "" if finding.target is None else f"at least {words.limit(finding.target)}"

    def sentence(self, finding, words):
        return ", after ".join(map(words.fact, finding.facts))

    def reading(self, measure):
        below = Words.of(measure).distance(ticks(self.below, measure.decimals))
        return f"at most {below} below the best of the {self.last} periods before"


class Planted(RuleKindContract):
    """The contract without its laws, which take their time."""

    rule = NearBest
    examples = 5
    does_not: ClassVar = {"earlier figures alone": "the latest figure always counts"}

    @pytest.fixture
    def rule_kind(self):
        return self.rule

    @pytest.fixture
    def rules(self):
        return [self.rule(below=Decimal(2), last=2)]

    @pytest.fixture
    def bad_settings(self):
        return {"below": Decimal(-1), "last": 2}

    test_it_keeps_the_law = None


class TestNothingPlanted(Planted):
    fault = None


def planted(**changes):
    """Return the rule with something else in it."""
    return attrs.frozen(kw_only=True)(type("Planted", (NearBest,), {"__doc__": NearBest.__doc__, **changes}))


class TestAnotherLimit(Planted):
    fault = "a limit that is not the one in the slack"
    says = (
        "a margin of 0.0 is the distance of 90.0 from 90.0, and its Finding states 92.0 as the limit; "
        "give it the one that slack is counted from: target=Span(limit, limit)"
    )
    rule = planted(target=lambda self, best, limit: Span(best.high, best.low))


class TestAnotherGoal(Planted):
    fault = "a goal that is not the limit"
    says = "90.0 was held against 90.0, and goal(view) returns 2.0; return the limit of the view's period"
    rule = planted(goal=lambda self, view: Span(20, 20))


class TestSteady(Planted):
    fault = "a limit that moves called steady"
    says = "say in the class that the limit moves: steady: ClassVar[bool] = False"
    rule = planted(steady=True)


class TestNone(Planted):
    fault = "nonsense in a field that bad_settings does not name"
    says = "with last = -1 it is judged"

    @attrs.frozen(kw_only=True)
    class rule(NearBest):  # noqa: N801
        __doc__ = NearBest.__doc__
        last: int

        def slack(self, cells):
            return attrs.evolve(self, last=max(self.last, 1)).slack(cells) if self.last < 1 else super().slack(cells)


class TestPercentageThatNothingKeeps(Planted):
    fault = "a percentage that nothing can keep"
    says = "with share = 1000 it is off track whatever the figure is; refuse it by the type of share"

    @attrs.frozen(kw_only=True)
    class rule(NearBest):  # noqa: N801
        __doc__ = f"{NearBest.__doc__}    share: Percent of the best, instead.\n"
        known: ClassVar = tuple(
            attrs.evolve(
                cases,
                fields={**cases.fields, "share": Decimal(100)},
            )
            for cases in NearBest.known
        )
        share: Decimal = Decimal(100)

        def fields_times(self, factor):
            return {**super().fields_times(factor), "share": self.share}

        def find(self, view):
            found = self.slack(view)
            if found.slack is None:
                return found
            more = max(int((self.share - 100) * 10), 0)
            slack = Span(found.slack.low - more, found.slack.high - more)
            target = Span(found.target.low + more, found.target.high + more)
            return attrs.evolve(found, slack=slack, margin=slack, target=target)

        def reading(self, measure):
            return f"{super().reading(measure)}, or {self.share}% of it"


class TestSteadyInAShortLine(Planted):
    fault = "a limit that moves called steady, in lines that are too short to show it"
    says = "say in the class that the limit moves: steady: ClassVar[bool] = False"
    rule = planted(
        steady=True,
        known=tuple(
            attrs.evolve(one, **{name: getattr(one, name).partition(" ")[2] for name in ("line", "kept", "missed")})
            for one in NearBest.known
        ),
    )
