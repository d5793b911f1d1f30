"""What people have at hand is taken, or refused with the words that lead on."""

import copy
import pickle

import attrs
import pytest
from tests import ehc
from tests.ehc import DAY, WHAT

from wes_rules import (
    All,
    AreaFigure,
    BenchmarkParity,
    Calendar,
    DefinitionError,
    History,
    Observed,
    PlanError,
    SourceError,
    Threshold,
    judge_plan,
    load_plan,
)

PLAN = ehc.PLAN.replace('{kind = "threshold", at_least = 90}', '{kind = "benchmark-parity", against = "970"}')


def history():
    return History.from_records([{"period": "2019", "value": "91 [p]"}], **WHAT)


class TestValues:
    def test_an_areas_code_is_a_comparator_as_in_a_plan_file(self):
        assert BenchmarkParity(against="970") == BenchmarkParity(against=AreaFigure(area="970"))
        assert BenchmarkParity(against="970") == load_plan(PLAN).plan.measures[0].rule

    def test_what_has_one_field_that_is_needed_takes_it_without_its_name(self):
        assert AreaFigure("970") == AreaFigure(area="970")
        assert Observed("ehc") == Observed(indicator="ehc")
        assert All([Threshold(at_least=1)]) == All(of=(Threshold(at_least=1),))

    def test_a_loaded_plan_is_taken_where_a_plan_is_wanted(self):
        loaded = load_plan(PLAN)
        verdicts = judge_plan(loaded, history(), as_of=DAY)
        assert verdicts == tuple(loaded.judge(history=history(), as_of=DAY))
        with pytest.raises(DefinitionError, match="3 is not a Plan; give a Plan"):
            judge_plan(3, history(), as_of=DAY)

    def test_a_kind_of_period_is_the_calendar_with_a_figure_for_each(self):
        measure = load_plan(PLAN).plan.measures[0]
        assert attrs.evolve(measure, calendar="month", rule=Threshold(at_least=1)).calendar == Calendar(kind="month")
        with pytest.raises(DefinitionError, match='Measure: calendar: unknown value "months"; did you mean "month"'):
            attrs.evolve(measure, calendar="months")
        with pytest.raises(
            DefinitionError, match=r'5 is not a Calendar; give one, such as Calendar\(kind="academic-year"\)$'
        ):
            attrs.evolve(measure, calendar=5)
        with pytest.raises(DefinitionError, match=r"72 is not a Rule; give one, such as Threshold\(at_least=90\)$"):
            attrs.evolve(measure, rule=72)

    def test_a_sign_is_taken_for_the_unit_that_it_stands_for(self):
        for sign, unit in (("%", "percent"), ("£", "pounds"), ("PP", "percentage-points")):
            with pytest.raises(SourceError, match=f'unknown value "{sign}"; did you mean "{unit}"'):
                History.from_records([{"period": "2019", "value": 1}], **{**WHAT, "unit": sign})

    def test_all_kinds_of_year_are_as_near_to_a_year(self):
        with pytest.raises(DefinitionError, match='did you mean "academic-year" or "calendar-year" or '):
            Calendar(kind="year")
        every = 'did you mean "academic-quarter" or "calendar-quarter" or "financial-quarter" or "tax-quarter"'
        with pytest.raises(DefinitionError, match=every):
            Calendar(kind="quarterly")
        with pytest.raises(DefinitionError, match='"calender-year"; did you mean "calendar-year"'):
            Calendar(kind="calender-year")


class TestAHistoryIsAValue:
    @pytest.mark.parametrize("name", ["awaits_final", "area_sets", "names", "ended"])
    def test_nobody_sets_what_is_in_it(self, name):
        with pytest.raises(AttributeError):
            setattr(history(), name, getattr(history(), name))

    @pytest.mark.parametrize("name", ["area_sets", "names", "ended"])
    def test_nobody_changes_its_tables(self, name):
        with pytest.raises(TypeError):
            getattr(history(), name)["937"] = "Warwickshire"

    def test_it_is_copied_and_pickled_with_them(self):
        named = history().with_areas((), {"937": "Warwickshire"}).final()
        for one in (copy.deepcopy(named), pickle.loads(pickle.dumps(named))):
            assert (one, one.names, one.awaits_final) == (named, named.names, True)


class TestRecords:
    def refused(self, rows, **more):
        with pytest.raises(SourceError) as caught:
            History.from_records(rows, **{**WHAT, **more})
        return str(caught.value).splitlines()

    def test_a_wrong_value_for_all_rows_is_told_once_by_the_name_of_its_argument(self):
        rows = [{"period": "2019", "value": 1}, {"period": "2020", "value": 2}]
        assert self.refused(rows, kind="calendar-years") == [
            'kind: unknown value "calendar-years"; did you mean "calendar-year"?'
        ]
        assert self.refused(rows, unit="percnt") == ['unit: unknown value "percnt"; did you mean "percent"?']

    def test_a_wrong_kind_in_a_row_is_told_of_its_own_column(self):
        (line,) = self.refused([{"period": "2019", "value": 1, "kind": "calendar-years"}])
        assert line.startswith('records:1: column "kind": unknown value')

    def test_a_period_of_another_library_is_called_so(self):
        pandas = pytest.importorskip("pandas", reason="pandas is in the dev extra")
        assert self.refused([{"period": pandas.Period("2019"), "value": 1}]) == [
            'records:1: column "period": a Period of pandas is not a period of wes_rules; give its text, such as "2024/25", or a wes_rules.Period'
        ]

    def test_faults_are_told_in_the_order_of_their_rows(self):
        rows = [{"period": str(2019 + n), "value": value} for n, value in enumerate((True, False, True))]
        assert [line.partition(": ")[0] for line in self.refused(rows)] == ["records:1", "records:2", "records:3"]


@pytest.mark.parametrize(("named", "said"), [({}, "text:1: "), ({"name": "tenant 7"}, "tenant 7:1: ")])
def test_a_plan_that_is_a_text_is_not_called_a_file(named, said):
    with pytest.raises(PlanError) as caught:
        load_plan('x = 1\n[plan]\nid = "p"\n', **named)
    assert said in str(caught.value)
    assert "plan.toml" not in str(caught.value)


def test_a_counterexample_shows_a_value_as_it_can_be_pasted():
    from hypothesis.vendor.pretty import pretty

    one = Observed("ehc")
    assert pretty(one) == repr(one)
    assert pretty(Threshold(at_least=90)) == repr(Threshold(at_least=90))
