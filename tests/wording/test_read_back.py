"""What is said of a rule reads back as the same rule."""

from datetime import date

import attrs
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from wes_rules import (
    Baseline,
    Better,
    DefinitionError,
    FigureRule,
    Period,
    PeriodKind,
    Threshold,
    Unit,
)
from wes_rules.rules.kinds import KINDS
from wes_rules.strategies import measures, rules
from wes_rules.wording import Context, read, say
from wes_rules.wording.forms import CHANGES, CLAUSES, HEADS

UNITS = (Unit.PERCENT, Unit.COUNT, Unit.POUNDS, Unit.DAYS, Unit.SCORE, Unit.POINTS)
PERIODS = (PeriodKind.CALENDAR_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.FINANCIAL_YEAR, PeriodKind.FINANCIAL_QUARTER,
           PeriodKind.TAX_QUARTER, PeriodKind.TERM, PeriodKind.MONTH, PeriodKind.WEEK)  # fmt: skip


@given(st.sampled_from(UNITS), st.sampled_from((Better.HIGHER, Better.LOWER)), st.sampled_from(PERIODS), st.data())
def test_what_is_said_of_a_rule_that_fits_a_measure_reads_back_without_knowing_its_calendar(unit, better, period, data):
    rule = data.draw(rules(unit=unit, better=better, period=period))
    said = say(rule, context=Context(unit=unit))
    assert read(said, context=Context(unit=unit)).rule == rule


@given(st.sampled_from(sorted(KINDS)).flatmap(lambda kind: st.from_type(KINDS[kind])))
def test_what_is_said_of_any_rule_reads_back_whatever_its_fields_hold(rule):
    found = read(say(rule), context=Context(parts=getattr(rule, "over", ())))
    assert found.rule == rule
    assert found.settled


@given(measures(), st.builds(Baseline, value=st.decimals(1, 99, places=1), period=st.just(Period.parse("2017")),
                             rounded=st.booleans(), inferred=st.booleans(), source=st.sampled_from(("", 'a "plan"'))))  # fmt: skip
def test_what_is_said_of_a_measure_reads_back_with_its_baseline(measure, baseline):
    try:
        measure = attrs.evolve(measure, baseline=baseline)
    except DefinitionError:
        reject()  # it is promised to change by more than there is
    found = read(say(measure), context=Context.of(measure, baseline=None))
    assert (found.rule, found.baseline) == (measure.rule, baseline)


def test_a_measure_is_said_in_its_unit_as_people_write_it():
    rule = Threshold(at_least=1200, by=date(2030, 3, 31), tolerance=5, tolerance_in="percent-of-target")
    assert say(rule, context=Context(unit="pounds")) == (
        "At least £1,200, a miss of up to 5% of the target is at risk, by 31 March 2030."
    )


def test_every_field_of_every_kind_has_words():
    for kind, cls in KINDS.items():
        if issubclass(cls, FigureRule):
            said = " ".join(f"{one.words} {list(one.constants)}" for one in (*HEADS[kind], *CLAUSES[kind]))
            unsaid = {one.name for one in attrs.fields(cls)} - {"versions"}
            assert {name for name in unsaid if name not in said} == set(), kind
    assert all("{" in one.words or one.constants for one in CHANGES)


@attrs.frozen(kw_only=True)
class Plain(FigureRule):
    kind = "plain"

    def find(self, view):
        raise NotImplementedError

    def requirement(self, finding, words):
        return ""

    def sentence(self, finding, words):
        return ""

    def reading(self, measure):
        return ""


class Worded(Plain):
    kind = "worded"

    def in_words(self):
        return "the usual promise"

    @classmethod
    def from_words(cls, words):
        return cls() if words == "The usual promise." else None


def test_a_kind_of_the_library_without_words_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setitem(KINDS, Plain.kind, Plain)
    with pytest.raises(DefinitionError, match='the kind "plain" has no words'):
        say(Plain())


def test_a_kind_of_a_plugin_has_words_only_if_it_brings_them():
    with pytest.raises(DefinitionError, match='the kind "plain" has no words; give its class'):
        say(Plain())
    assert read(say(Worded()), context=Context(kinds=(Plain, Worded))).rule == Worded()
    assert read("The usual promise.").rule is None
