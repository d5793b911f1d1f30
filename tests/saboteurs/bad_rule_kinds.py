"""A good kind of rule, and one bad one for each requirement of its contract; `test_the_kit.py` runs them."""

from decimal import Decimal
from typing import ClassVar

import attrs
import pytest

from wes_rules import DefinitionError, FigureRule
from wes_rules.rules.rule import Finding
from wes_rules.testing import RuleKindContract
from wes_rules.values.quantity import Span, ticks


@attrs.frozen(kw_only=True)
class Good(FigureRule):
    """
    At least a value.

    Args:
        at_least: The value.
        years: For how many years.
    """

    kind: ClassVar[str] = "planted"
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
        return "at least so much"

    def fields_times(self, factor):
        return {**attrs.asdict(self, recurse=False), "at_least": self.at_least * factor}


class GoodContract(RuleKindContract):
    examples = 12
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


class TestGood(GoodContract):
    breaks = None


class TestIncapable(GoodContract):
    breaks = None
    does_not = {"every number": "it says how many, and not which"}

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def sentence(self, finding, words):
            return "one figure was looked at"


class TestMisspeltExcuse(GoodContract):
    breaks = "test_what_it_does_not_do_is_said_in_a_sentence"
    says = 'nothing is called "every numbr"; did you mean "every number"?'
    does_not = {"every numbr": "it says how many, and not which"}


class TestUndocumentedField(GoodContract):
    breaks = "test_it_is_described"
    says = 'rule.months is not documented; add a line "months: ..." under Args:'

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        """At least a value."""

        months: int = 1


class TestMarginUpsideDown(GoodContract):
    breaks = "test_it_keeps_the_law"
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
        years: int = attrs.field(default=1, validator=attrs.validators.ge(1))

        def __attrs_post_init__(self):
            object.__setattr__(self, "years", self.years if self.years < 1 else -1)
            if self.years == 0:
                raise DefinitionError(f"years = {self.years}: give 1 or more")

    @pytest.fixture
    def rules(self):
        return [self.rule(at_least=Decimal(60))]

    @pytest.mark.skip(reason="a field that changes by itself does not read back either")
    def test_it_keeps_the_law(self):
        pass


class TestKeepsItsToleranceToItself(GoodContract):
    breaks = "test_its_reading_says_every_amount_that_the_rule_states"
    says = "the reading does not say tolerance = 2"

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        __doc__ = f"{Good.__doc__}    tolerance: How far off is at risk only.\n"
        tolerance: Decimal = Decimal(2)


class TestSaysNoNumber(GoodContract):
    breaks = "test_every_number_that_decided_is_in_the_explanation"
    says = "say it in sentence(): words.fact(fact)"

    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def sentence(self, finding, words):
            return "one figure was looked at"


class TestAcceptsAnything(GoodContract):
    breaks = "test_fields_that_make_no_sense_are_refused_with_a_sentence"
    says = "fields that make no sense were accepted; raise DefinitionError in __attrs_post_init__"

    @pytest.fixture
    def bad_settings(self):
        return {"years": 1_000_000}


class TestMuteRefusal(GoodContract):
    breaks = "test_fields_that_make_no_sense_are_refused_with_a_sentence"
    says = "the fields are refused with 'bad'; say it in a sentence"

    @attrs.frozen(kw_only=True)
    class rule(Good):  # noqa: N801
        __doc__ = Good.__doc__

        def __attrs_post_init__(self):
            if self.years < 1:
                raise DefinitionError("bad")
