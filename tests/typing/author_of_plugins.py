"""A kind of rule, a source, a notifier and tests of an author's own, as type checkers see them. Never run."""

from decimal import Decimal
from typing import ClassVar, assert_type

import attrs
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import FigureRule, History, Judgement, Measure, Rule, Threshold, strategies
from wes_rules.plugins import Context, Figures, Request, SourceType, hookimpl
from wes_rules.rules.facts import Finding
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.testing import laws
from wes_rules.values.fields import Amount
from wes_rules.values.quantity import Span, ticks


@attrs.frozen(kw_only=True)
class Half(FigureRule):
    """At least half."""

    kind: ClassVar[str] = "half"

    spare: Amount = Decimal(0)

    def find(self, view: View) -> Finding:
        latest = view.latest()
        limit = ticks(Decimal(50), view.measure.decimals)
        slack = Span(latest.figure.span.low - limit, latest.figure.span.high - limit)
        return Finding(slack, slack, (latest,))

    def requirement(self, finding: Finding, words: Words) -> str:
        return "at least 50%"

    def sentence(self, finding: Finding, words: Words) -> str:
        return words.fact(finding.facts[0])

    def reading(self, measure: Measure) -> str:
        return "at least half"


@attrs.frozen(kw_only=True)
class Config:
    path: str = ""


class Source:
    def __init__(self, config: Config, context: Context) -> None:
        self.config = config

    def read(self, request: Request) -> Figures:
        return Figures()


@hookimpl
def wes_rules_sources() -> list[SourceType]:
    return [SourceType("mine", "my figures", Config, Source)]


@hookimpl
def wes_rules_rule_kinds() -> list[type[FigureRule]]:
    return [Half]


@given(strategies.measures(rule=st.just(Half())), strategies.histories())
def test_it_judges(measure: Measure, history: History) -> None:
    assert_type(strategies.rules(of=[Half]), st.SearchStrategy[Rule])
    assert_type(strategies.judgements(), st.SearchStrategy[Judgement])
    laws.check_all(Half, examples=5)
    laws.a_mirror_changes_nothing(Threshold(at_least=90))
