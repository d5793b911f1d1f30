"""What is said of a rule reads back as the same rule."""

from datetime import date

import attrs
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from wes_rules import (
    Baseline,
    Better,
    Calendar,
    ChangeSince,
    DefinitionError,
    FigureRule,
    Gap,
    Measure,
    Observed,
    Period,
    PeriodKind,
    Place,
    Rate,
    Rolling,
    RunningTotal,
    ShareImproved,
    ShareWithin,
    Threshold,
    Unit,
    YearToDate,
)
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.writing import write
from wes_rules.series.number import NumberKind
from wes_rules.series.numbers import NUMBERS
from wes_rules.strategies import measures, rules
from wes_rules.wording import Context, read, say
from wes_rules.wording.controlled import number_read, number_said
from wes_rules.wording.forms import CHANGES, CLAUSES, HEADS, NUMBER_CLAUSES, NUMBER_HEADS
from wes_rules.wording.scanning import Scanner
from wes_rules.wording.slots import Setting

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


NUMBERS_SAID = (
    (Unit.COUNT, Rolling(indicator="homes", periods=12), 'the sum of "homes" over the latest 12 periods'),
    (Unit.PERCENT, Rolling(indicator="gld", group="fsm", periods=3, take="mean"),
     'the mean of "gld" over the latest 3 periods, of the group "fsm"'),
    (Unit.COUNT, YearToDate(indicator="homes", year="financial"), 'the sum of "homes" over the financial year so far'),
    (Unit.COUNT, RunningTotal(indicator="homes", since=Period.parse("2023")), 'the sum of "homes" since 2023'),
    (Unit.POINTS, Gap(indicator="gld", from_area="E92"), 'the gap in "gld", to the area "E92"'),
    (Unit.PERCENT, ChangeSince(indicator="cost", change_in="percent", figures_in="pounds"),
     'the change of "cost" since the same period last year, in percent of it, of figures in "pounds"'),
    (Unit.RATIO, Rate(indicator="c diff", population="bed days", periods=4),
     '"c diff" per 1000 of "bed days", over the latest 4 periods'),
    (Unit.RATIO, Rate(indicator="theft", population="people", per=100, year="calendar", population_take="last"),
     '"theft" per 100 of "people", over the calendar year so far, by the population of the last of them'),
    (Unit.RANK, Place(indicator="gld", among="near", best="highest"), 'the place by "gld" among "near", the highest first'),
    (Unit.PERCENT, ShareWithin(indicator="ehc", days=20, day_count="working", days_off=(date(2024, 12, 25),)),
     'the share of the cases "ehc" within 20 working days, not counting 25 December 2024'),
    (Unit.PERCENT, ShareImproved(indicator="visits"),
     'the share of "visits" that were graded again and are now 2 or better'),
    (Unit.PERCENT, Observed(indicator="gld", group="girls"), 'the figures "gld", of the group "girls"'),
)  # fmt: skip


@pytest.mark.parametrize(("unit", "number", "words"), NUMBERS_SAID, ids=[words for *_, words in NUMBERS_SAID])
def test_what_a_measure_counts_is_said_and_reads_back(unit, number, words):
    kind = PeriodKind.FINANCIAL_QUARTER if getattr(number, "year", None) == "financial" else PeriodKind.CALENDAR_YEAR
    calendar = Calendar(kind=PeriodKind.CALENDAR_QUARTER if getattr(number, "year", None) == "calendar" else kind)
    measure = Measure(
        id="m",
        title="M",
        area="a",
        decimals=0,
        number=number,
        unit=unit,
        calendar=calendar,
        better="lower",
        rule=Threshold(at_most=3),
    )
    said = say(measure)
    assert said.endswith(f" Number: {words}.")
    found = read(said, context=Context.of(measure))
    assert (found.rule, found.number) == (measure.rule, write(number))
    assert found.settled


@given(st.from_type(NumberKind))
def test_what_is_said_of_any_number_reads_back_whatever_its_fields_hold(number):
    found = number_read(Scanner(number_said(number, Setting())), Context())
    assert found == write(number)


def test_a_number_that_no_kind_can_be_is_not_read():
    assert read('At least 75%. Number: the sum of "homes" over the latest 1 periods.').number is None


def test_every_field_of_every_number_has_words():
    for kind, cls in NUMBERS.items():
        said = " ".join(f"{one.words} {list(one.constants)}" for one in (*NUMBER_HEADS[kind], *NUMBER_CLAUSES[kind]))
        assert {one.name for one in attrs.fields(cls) if one.name not in said} == set(), kind


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


@pytest.mark.parametrize(
    "words", ["the usual promise", "the usual promise.", "The usual promise", "The usual promise."]
)
def test_what_a_kind_says_reads_back_whether_or_not_it_writes_a_whole_sentence(words):
    class AsWritten(Plain):
        def in_words(self):
            return words

        @classmethod
        def from_words(cls, given):
            return cls() if given == words else None

    assert say(AsWritten()) == "The usual promise."
    for sentence in (say(AsWritten()), words):
        assert read(sentence, context=Context(kinds=(AsWritten,))).rule == AsWritten()
