"""The contract of kinds of rule, as tests to subclass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it comes without types

from wes_rules import batch
from wes_rules.errors import WesRulesError
from wes_rules.judging.judge import judge
from wes_rules.plugins.checking import undocumented
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.schema import SchemaMaker
from wes_rules.rules.words import Words
from wes_rules.rules.writing import write
from wes_rules.testing import known, known_varied, laws, what_is_said
from wes_rules.testing.contract import (
    Contract,
    assert_described,
    is_sentence,
    missing,
    plain_list,
    read_settings,
    say_why_not,
)
from wes_rules.testing.known import AREA, Stated, stated_of
from wes_rules.testing.laws.cases import Case
from wes_rules.testing.laws.holding import hold
from wes_rules.values.quantity import Quantity

# By then the last figure of every case is due, and none after it.
_DAY = date(2025, 1, 1)


class RuleKindContract(Contract):
    """
    Tests for a kind of rule. Override the fixtures `rule_kind`, `rules` and `bad_settings`.

    `measure` returns the measure that the rules are judged with; without it several are tried. `examples` is how many
    histories are drawn for each law; without it the Hypothesis profile says how many. A law that says nothing about a kind of rule is skipped, and says why.
    """

    optional: ClassVar[frozenset[str]] = frozenset(
        {
            "a margin in ticks",
            "bad settings",
            "earlier figures alone",
            "every number",
            "many areas",
            *(law.__name__ for law in laws.OF_NUMBERS),
        }
    )
    examples: ClassVar[int | None] = None

    @pytest.fixture
    def rule_kind(self) -> type[FigureRule]:
        """Return the kind of rule: the class that its hook returns."""
        missing("rule_kind", "the class that your hook `wes_rules_rule_kinds` returns")

    @pytest.fixture
    def rules(self) -> Sequence[Rule]:
        """Return rules of the kind, among them one for each choice that its wording makes."""
        missing("rules", "a list of rules of your kind, one for each choice of its fields")

    @pytest.fixture
    def bad_settings(self) -> Mapping[str, Any]:
        """Return fields, as a plan file would have them, that make no sense together."""
        missing(
            "bad_settings",
            'fields that make no sense, such as {"at_least": Decimal(90), "periods": 0}',
            only_if="bad settings",
        )

    @pytest.fixture
    def measure(self) -> Measure | None:
        """Return the measure that the rules are for; None tries several."""
        return None

    def test_it_is_described(self, rule_kind: type[FigureRule]) -> None:
        assert_described(undocumented(rule_kind))

    @pytest.mark.parametrize("law", laws.ALL, ids=lambda law: law.__name__)
    def test_it_keeps_the_law(self, law: laws.Law, rules: Sequence[Rule], measure: Measure | None) -> None:
        assert rules, "the fixture `rules` is empty; give at least one rule"
        reasons = []
        for rule in rules:
            try:
                law(rule, measure=measure, examples=self.examples)
            except laws.NumbersAreBound as why:
                self.can(law.__name__)
                pytest.fail(f"{law.__name__} cannot be checked of {rule!r}: {why}; or {say_why_not(law.__name__)}")
            except laws.LawDoesNotApply as why:
                reasons.append(str(why))
        if len(reasons) == len(rules):
            pytest.skip(reasons[0])

    def test_it_states_known_cases(self, rule_kind: type[FigureRule]) -> None:
        what = f"{rule_kind.__name__} states no known cases"
        remedy = "work some out by hand from its wording, and write known = (KnownCases(...),); see KnownCases of wes_rules.plugins.rule_kinds"
        assert rule_kind.known, f"{what}; {remedy}"
        _assert_none(known.not_enough(rule_kind))
        _assert_none(known_varied.never_decided_by(rule_kind))
        _assert_none(known_varied.ignored(rule_kind))

    def test_earlier_figures_decide_without_the_latest(self, rule_kind: type[FigureRule]) -> None:
        if not known_varied.several_earlier(rule_kind):
            pytest.skip("it looks at one earlier figure at most")
        how = 'state a case that turns on two earlier figures, and not on the latest: KnownCases(..., further=("...",))'
        self.needs("earlier figures alone", claimed=known_varied.decided_by_earlier_alone(rule_kind), how=how)

    def test_a_hidden_figure_leaves_undecided_what_it_may_change(self, rule_kind: type[FigureRule]) -> None:
        _assert_none(known_varied.flipped_by_filling(rule_kind))

    def test_its_known_cases_are_judged_as_they_state(self, rule_kind: type[FigureRule]) -> None:
        _assert_none(known.wrong_verdicts(rule_kind))

    def test_it_can_be_judged_where_its_calendar_begins(self, rule_kind: type[FigureRule]) -> None:
        _assert_none(known.at_the_first_period(rule_kind))

    def test_its_known_cases_stand_on_the_line_and_a_tick_either_side(self, rule_kind: type[FigureRule]) -> None:
        margins = rule_kind.counted is None and "a margin in ticks" not in self.does_not
        _assert_none(known.off_the_line(rule_kind, margins=margins))

    def test_a_batch_judges_its_known_cases_as_they_are_judged_alone(self, rule_kind: type[FigureRule]) -> None:
        self.can("many areas")
        if not rule_kind.has_kernel():
            pytest.skip("it has no kernel, so a batch refuses it by name")
        _assert_none(otherwise_in_a_batch(rule_kind))

    def test_nothing_from_before_a_break_decides(self, rule_kind: type[FigureRule]) -> None:
        if not rule_kind.pairs:
            pytest.skip("it holds no figures against each other")
        _assert_none(known_varied.decided_across_a_break(rule_kind))

    def test_the_limit_it_states_is_the_one_that_its_margin_counts_from(self, rule_kind: type[FigureRule]) -> None:
        self.can("a margin in ticks")
        _assert_none(known_varied.other_than_the_margins(rule_kind))

    def test_a_limit_that_moves_is_not_called_steady(self, rule_kind: type[FigureRule]) -> None:
        self.can("a margin in ticks")
        _assert_none(known_varied.moving(rule_kind))

    def test_every_figure_that_turns_the_verdict_is_in_the_explanation(self, rule_kind: type[FigureRule]) -> None:
        self.can("every number")
        _assert_none(what_is_said.unsaid(rule_kind))

    def test_plan_files_and_schema_agree_on_it(self, rule_kind: type[FigureRule], rules: Sequence[Rule]) -> None:
        validator = _validator(rule_kind)
        for rule in rules:
            table = _as_json(write(rule))
            faults = plain_list(error.message for error in validator.iter_errors(table))
            assert not faults, (
                f"{rule!r} is written as {table}, which its schema refuses: {faults}; use types of plan files"
            )
            unknown = {**table, "no_such_field": 1}
            assert not validator.is_valid(unknown), "the schema allows unknown fields; make the kind an attrs class"

    def test_every_number_that_decided_is_in_the_explanation(
        self, rules: Sequence[Rule], measure: Measure | None
    ) -> None:
        self.can("every number")
        for rule in rules:
            hold(_says_every_number, rule, measure, self.examples or settings().max_examples)

    def test_every_own_figure_that_turns_a_verdict_is_in_its_finding(
        self, rules: Sequence[Rule], measure: Measure | None
    ) -> None:
        self.can("every number")
        for rule in rules:
            hold(_finds_what_decides, rule, measure, self.examples or settings().max_examples, plain=True)

    def test_its_reading_or_what_it_requires_says_every_amount_that_the_rule_states(
        self, rules: Sequence[Rule], measure: Measure | None
    ) -> None:
        for rule in rules:
            hold(_says_every_amount, rule, measure, 1)

    def test_fields_that_make_no_sense_are_refused_with_a_sentence(
        self, rule_kind: type[FigureRule], request: pytest.FixtureRequest
    ) -> None:
        if not attrs.fields(rule_kind):
            pytest.skip("it has no fields")
        self.can("bad settings")
        made, problems = read_settings(rule_kind, request.getfixturevalue("bad_settings"))
        what = "fields that make no sense were accepted"
        assert problems, f"{what}; raise DefinitionError in __attrs_post_init__: {made!r}"
        for problem in problems:
            assert is_sentence(problem.what), f"the fields are refused with {problem.what!r}; say it in a sentence"
        _assert_none(known_varied.nonsense_accepted(rule_kind))


def _assert_none(faults: Iterable[str]) -> None:
    found = list(faults)
    assert not found, "\n".join(found)


def _says_every_number(case: Case, data: st.DataObject) -> None:
    judgement = case.judge()
    if judgement.finding is None:
        return
    said, words = what_is_said.by_the_rule(judgement), Words.of(judgement.measure)
    for fact in judgement.finding.facts:
        if fact.figure.span.exact and not fact.figure.is_missing:
            number = words.value(fact.figure.span.low)
            what = f"the explanation does not say {number}, the {fact.role} that decided it"
            assert what_is_said.says(said, number), f"{what}; say it in sentence(): words.fact(fact)"


def _finds_what_decides(case: Case, data: st.DataObject) -> None:
    found = case.judge()
    if found.margin is None:
        return
    listed = known_varied.listed(found)
    own = sorted((key for key in case.figures if key[0] == case.measure.area), key=str)
    area, period = data.draw(st.sampled_from(own), label="turned")
    for value in (0, 100):
        other = case.judge(figures={**case.figures, (area, period): Quantity.exact(Decimal(value))})
        if (area, period) not in listed:
            what = f"with {value} in {period} it is judged {other.words} by {other.margin}, and else {found.words} by {found.margin}"
            assert (other.words, other.margin) == (found.words, found.margin), (
                f"{what}, and that figure is not in its Finding; give it every Fact it looked at"
            )


def _says_every_amount(case: Case, data: st.DataObject) -> None:
    _assert_none(what_is_said.amounts_unsaid(case.judge()))


def _validator(kind: type[FigureRule]) -> Draft202012Validator:
    maker = SchemaMaker({**KINDS, kind.kind: kind})
    return Draft202012Validator({**maker.table(kind, kind.kind), "$defs": maker.definitions})


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_json(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_as_json(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value.isoformat() if hasattr(value, "isoformat") else value


def otherwise_in_a_batch(kind: type[Rule]) -> Iterator[str]:
    """Report each case, also with its latest figure hidden, that a batch judges differently from `judge`."""
    frames = next((import_module(one) for one in ("polars", "pandas", "pyarrow") if find_spec(one)), None)
    if frames is None or not find_spec("narwhals"):
        pytest.skip("a batch needs narwhals, and Polars, pandas or PyArrow")
    for stated in stated_of(kind):
        for one in (stated, stated.with_figure(AREA, len(stated.case.own) - 1, "c")):
            # A frame has no column of counts.
            if not any("/" in text for _, _, text in one.figures):
                yield from _differs(one, frames)


def _differs(one: Stated, frames: ModuleType) -> Iterator[str]:
    import narwhals

    measure = one.measure
    plan = Plan(id="known", title="Known", area=AREA, measures=(measure,), area_sets=one.area_sets)
    rows = [("known", area, str(period), text) for area, period, text in one.figures]
    columns = dict(zip(("indicator", "area", "period", "value"), map(list, zip(*rows, strict=True)), strict=True))
    frame = narwhals.from_dict(columns, backend=frames).to_native()
    alone = judge(measure, one.history, as_of=_DAY)
    what = f"{one} with the figures {', '.join(one.case.own)}:"
    try:
        (found,) = narwhals.from_native(batch.judge(plan, frame, as_of=_DAY, areas=[AREA])).rows(named=True)
    except WesRulesError as error:
        # The remedy would send its author to the author.
        yield f"{what} a batch cannot judge it: {'; '.join(problem.what for problem in error.problems)}"
        return
    for name, value in (("margin", alone.margin), ("required", alone.required_value), ("status", alone.status.value)):
        many = None if found[name] != found[name] else found[name]
        if many != (float(value) if isinstance(value, Decimal) else value):
            told = f"{what} the {name} is {many} in a batch, and {value} by judge"
            yield f"{told}; use the operations of docs/kernels.md alone in slack(cells)"
