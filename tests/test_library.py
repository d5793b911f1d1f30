"""The front door: what a program that imports the library does with it."""

import csv
import datetime as dt
import decimal
import io
import json
import logging
import math
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ehc import DAY, PLAN, WHAT

import wes_rules
from wes_rules import (
    BenchmarkParity,
    Calendar,
    History,
    IndicatorFigure,
    Marker,
    Measure,
    Observation,
    Observed,
    Origin,
    Period,
    Plan,
    PlanError,
    Quantity,
    SourceError,
    Standing,
    Unit,
    judge_plan,
    load_plan,
)
from wes_rules.cli.main import main
from wes_rules.judging.schema import judgement_schema
from wes_rules.plugins.manager import load_plugins
from wes_rules.rules.runs import followed
from wes_rules.rules.view import View

LATE = date(2040, 1, 1)
EXAMPLE = Path(__file__).parents[1] / "examples" / "warwickshire" / "plan.toml"


@pytest.fixture(scope="module")
def example():
    return load_plan(EXAMPLE)


@pytest.fixture(scope="module")
def verdicts(example):
    return example.judge(as_of=DAY)


def pasted(text):
    names = {"datetime": dt, "decimal": decimal}
    exec("from wes_rules import *", names)
    return eval(text, names)


class TestLoadPlan:
    def test_a_path_is_judged_with_its_sources_in_the_plans_order(self, example, verdicts):
        assert [one.measure.id for one in verdicts] == [one.id for one in example.plan.measures]
        assert len(verdicts) == 42
        assert verdicts[0] == next(iter(verdicts))

    def test_it_is_the_same_as_judging_the_value(self, example, verdicts):
        figures = example.read(as_of=DAY)
        assert tuple(verdicts) == judge_plan(example.plan, figures.history, as_of=DAY)
        assert tuple(example.judge(as_of=DAY, history=figures.history)) == tuple(verdicts)

    def test_a_text_and_a_plan_are_taken_too(self):
        history = History.from_records([{"period": "2019", "value": 91}], **WHAT)
        loaded = load_plan(PLAN)
        assert isinstance(loaded.plan, Plan)
        (one,) = load_plan(loaded.plan).judge(as_of=date(2020, 7, 1), history=history)
        assert (one.observed, one.required_value, one.margin) == (D("91.0"), D("90.0"), D("1.0"))

    def test_the_day_has_to_be_said(self, example):
        with pytest.raises(TypeError, match="as_of"):
            example.judge()
        with pytest.raises(wes_rules.DefinitionError, match="is not a date"):
            example.judge(as_of="2026-04-01")

    def test_a_plan_that_is_wrong_says_every_fault(self):
        with pytest.raises(PlanError) as caught:
            load_plan(PLAN.replace("decimals = 1", "decimals = 1.5").replace('"higher"', '"hihger"'))
        assert [one.line for one in caught.value.problems] == [12, 13]

    def test_what_is_no_plan_is_refused(self):
        with pytest.raises(PlanError, match="give the path of a plan file, its text, or a Plan"):
            load_plan(3)

    def test_a_source_that_cannot_be_read_is_an_error(self, tmp_path):
        plan = tmp_path / "plan.toml"
        plan.write_text(PLAN + '[[sources]]\nkind = "csv"\nlayout = "tidy"\npath = "no.csv"\n')
        with pytest.raises(SourceError, match=r"no\.csv"):
            load_plan(plan).judge(as_of=DAY)

    def test_importing_the_library_loads_no_plugins(self):
        code = (
            "import sys, wes_rules; assert not {'pluggy', 'hypothesis'} & set(sys.modules); print(wes_rules.load_plan)"
        )
        assert (
            "load_plan"
            in subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        )


class TestRequiredValue:
    def test_it_is_the_number_that_required_names_and_the_margin_is_measured_from(self, verdicts):
        found = [one for one in verdicts if one.required_value is not None]
        assert len(found) > 15
        for one in found:
            assert str(one.required_value) in one.required
            if one.margin is not None:
                assert abs(one.observed - one.required_value) == abs(one.margin)

    def test_there_is_none_where_nothing_is_measured(self, verdicts):
        assert all(one.required_value is None for one in verdicts if one.observed is None)


def test_an_indicator_without_figures_is_told_with_the_indicators_that_there_are():
    history = History.from_records([{"period": "2019", "value": 91}], **{**WHAT, "indicator": "attendance"})
    told = []
    for name in ("atendance", "births"):
        plan = wes_rules.load_plan(PLAN.replace('indicator = "ehc"', f'indicator = "{name}"'))
        told += plan.judge(history=history, as_of=DAY).figures.notes
    assert told == [
        'There are no figures of the indicator "atendance"; did you mean "attendance"?',
        'There are no figures of the indicator "births"; there are figures of "attendance".',
    ]
    assert history.indicators == ["attendance"]


def test_a_benchmark_without_figures_is_told_too_and_a_history_without_any():
    plan = Plan(
        id="p",
        title="t",
        area="937",
        measures=[
            Measure(
                id="m",
                title="t",
                area="937",
                unit="percent",
                better="higher",
                decimals=0,
                calendar=Calendar(kind="calendar-year"),
                number=Observed(indicator="ehc"),
                rule=BenchmarkParity(against=IndicatorFigure(indicator="bench")),
            )
        ],
    )
    some = History.from_records([{"period": "2019", "value": 91}], **WHAT)
    told = [wes_rules.load_plan(plan).judge(history=one, as_of=DAY).figures.notes for one in (some, History([]))]
    assert told == [
        ('There are no figures of the indicator "bench"; there are figures of "ehc".',),
        (
            'There are no figures of the indicator "ehc"; there are none at all.',
            'There are no figures of the indicator "bench"; there are none at all.',
        ),
    ]


class TestFromRecords:
    def test_rows_and_constants_make_figures(self):
        rows = [{"period": "2019", "value": 88.5}, {"period": 2020, "value": "90.1 [p]", "published": "2021-05-01"}]
        first, second = History.from_records(rows, **WHAT)
        assert first == Observation(
            indicator="ehc",
            area="937",
            period=Period.parse("2019"),
            quantity=Quantity.exact("88.5"),
            origin=Origin(publication="DfE"),
        )
        assert (second.standing, second.published) == (Standing.PROVISIONAL, date(2021, 5, 1))

    def test_a_csv_reader_is_read(self):
        text = "period,kind,value,numerator,denominator\n2019,calendar-year,50,1,2\n2020,calendar-year,x,,\n"
        one, other = History.from_records(
            csv.DictReader(io.StringIO(text)), indicator="a", area="b", unit="percent", source="c"
        )
        assert (one.numerator, one.denominator, other.quantity.marker) == (1, 2, Marker.NOT_AVAILABLE)

    def test_a_row_goes_before_a_constant(self):
        (one,) = History.from_records([{"period": "2019", "value": 1, "area": "E92000001"}], **WHAT)
        assert one.area == "E92000001"

    @pytest.mark.parametrize("nothing", [None, math.nan, D("NaN")])
    def test_nothing_in_place_of_a_number_has_to_be_said(self, nothing):
        rows = [{"period": "2019", "value": nothing}]
        with pytest.raises(SourceError, match=r'records:1: column "value".*missing="x"'):
            History.from_records(rows, **WHAT)
        (one,) = History.from_records(rows, missing="x", **WHAT)
        assert one.quantity == Quantity.missing(Unit.PERCENT, Marker.NOT_AVAILABLE)

    def test_every_fault_is_told_with_its_row_and_column(self):
        rows = [
            {"period": "2019", "value": 120, "lower": 1},
            {"period": "2019/20", "value": True},
            {"period": "2020", "value": "n/a", "standing": "draft", "publishd": "2020-01-01"},
            {"value": 3},
            7,
        ]
        with pytest.raises(SourceError) as caught:
            History.from_records(rows, **WHAT)
        places = {(one.line, one.subject) for one in caught.value.problems}
        assert places >= {
            (1, 'column "value"'),
            (1, 'column "upper"'),
            (2, 'column "period"'),
            (2, 'column "value"'),
            (3, 'column "value"'),
            (3, 'column "standing"'),
            (4, 'column "period"'),
            (5, ""),
        }
        assert 'unknown column "publishd"; did you mean "published"?' in str(caught.value)

    def test_a_text_needs_its_kind_of_period(self):
        with pytest.raises(SourceError, match="nobody says what kind of period"):
            History.from_records([{"period": "2019/20", "value": 1}], **{**WHAT, "kind": None})

    def test_a_moment_is_no_day(self):
        with pytest.raises(SourceError, match="leave out the time"):
            History.from_records(
                [{"period": "2019", "value": 1, "published": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}],
                **WHAT,
            )

    @pytest.mark.parametrize("wrong", [{"missing": "nan"}, {"indicater": "a"}])
    def test_a_wrong_constant_is_refused(self, wrong):
        with pytest.raises(SourceError):
            History.from_records([], **wrong)

    def test_a_table_is_not_rows(self):
        with pytest.raises(SourceError, match="not a list of rows"):
            History.from_records({"period": ["2019"]}, **WHAT)

    def test_the_same_figure_twice_is_refused(self):
        with pytest.raises(SourceError, match="stands 2 times"):
            History.from_records([{"period": "2019", "value": 1}, {"period": "2019", "value": 2}], **WHAT)

    def test_scalars_of_numpy_are_numbers(self):
        numpy = pytest.importorskip("numpy", reason="numpy comes with pandas, of the dev extra")
        rows = [
            {
                "period": numpy.int64(2019),
                "value": numpy.float32(88.5),
                "numerator": numpy.int64(177),
                "denominator": 200.0,
            }
        ]
        (one,) = History.from_records(rows, **WHAT)
        assert (one.quantity, one.numerator, one.denominator) == (Quantity.exact("88.5"), 177, 200)

    def test_a_pandas_and_a_polars_frame_give_the_same(self):
        pandas = pytest.importorskip("pandas", reason="pandas is in the dev extra")
        polars = pytest.importorskip("polars", reason="polars is in the dev extra")
        table = {
            "period": ["2019", "2020", "2021"],
            "value": [88.5, None, 91.0],
            "published": [date(2020, 6, 1), None, None],
        }
        first = History.from_records(pandas.DataFrame(table), missing="x", **WHAT)
        assert first == History.from_records(polars.DataFrame(table), missing="x", **WHAT)
        assert first == History.from_records(polars.DataFrame(table).to_arrow(), missing="x", **WHAT)
        assert first == History.from_records(polars.DataFrame(table).to_dicts(), missing="x", **WHAT)
        assert len(first) == 3

    def test_a_day_of_pandas_is_its_midnight_and_no_other_time(self):
        pandas = pytest.importorskip("pandas", reason="pandas is in the dev extra")
        frame = pandas.DataFrame({"period": ["2019", "2020"], "value": [1, 2], "published": ["2020-06-01", None]})
        days = frame.assign(published=pandas.to_datetime(frame["published"]))
        found = History.from_records(days, **WHAT)
        assert [one.published for one in found] == [date(2020, 6, 1), None]
        assert type(next(iter(found)).published) is date
        dated = frame.assign(period=pandas.to_datetime(["2019-01-01", "2020-01-01"]))
        assert [str(one.period) for one in History.from_records(dated, **WHAT)] == ["2019", "2020"]
        for other in (days["published"] + pandas.Timedelta(1), days["published"].dt.tz_localize("Europe/London")):
            with pytest.raises(SourceError, match=r'column "published": .* is not a date; leave out the time$'):
                History.from_records(days.assign(published=other), **WHAT)

    def test_a_frame_of_a_class_of_its_own_is_a_frame(self):
        pandas = pytest.importorskip("pandas", reason="pandas is in the dev extra")

        class Frame(pandas.DataFrame):
            """As geopandas has one."""

        table = {"period": ["2019"], "value": [1]}
        assert History.from_records(Frame(table), **WHAT) == History.from_records(pandas.DataFrame(table), **WHAT)

    def test_a_frame_in_which_a_column_stands_twice_is_refused_as_a_row_would_lose_one(self):
        pandas = pytest.importorskip("pandas", reason="pandas is in the dev extra")
        frame = pandas.DataFrame([["2019", 1, 2]], columns=["period", "value", "value"])
        with pytest.raises(
            SourceError, match=r'^records: column "value" stands 2 times; select the columns that are meant'
        ):
            History.from_records(frame, **WHAT)


class TestPasting:
    @given(st.from_type(Period))
    def test_a_period(self, one):
        assert pasted(repr(one)) == one

    @given(st.from_type(Quantity))
    def test_a_quantity(self, one):
        assert pasted(repr(one)) == one

    @given(st.lists(st.from_type(Observation), max_size=4, unique_by=lambda one: one.edition))
    def test_a_small_history(self, figures):
        history = History(figures)
        assert pasted(repr(history)) == history

    def test_a_readable_line(self):
        history = History.from_records([{"period": "2019", "value": 88.5}], **WHAT)
        assert repr(history) == (
            "History([Observation(indicator='ehc', area='937', period=Period.parse('2019', 'calendar-year'), "
            "quantity=Quantity.exact('88.5'), origin=Origin(publication='DfE'))])"
        )

    def test_a_long_one_shows_ten_figures_and_how_many_more(self):
        history = History.from_records([{"period": str(year), "value": 1} for year in range(1900, 1950)], **WHAT)
        assert repr(history).count("Observation(") == 10
        assert "<and 40 more>" in repr(history)

    def test_a_judgement_is_printed_as_the_first_line_of_its_explanation(self, verdicts):
        assert [str(one) for one in verdicts] == [one.explain().splitlines()[0] for one in verdicts]

    def test_the_measures_of_the_example(self, example):
        for one in example.plan.measures:
            assert pasted(repr(one)) == one


class TestThreads:
    def test_one_history_judged_from_many_threads_gives_equal_answers(self, example):
        plan = attrs.evolve(example.plan, measures=example.plan.measures[::6])
        fresh = example.read(as_of=DAY).history
        alone = [
            tuple(one.to_json() for one in judge_plan(plan, example.read(as_of=DAY).history, as_of=day)) for day in DAYS
        ]
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-5)
        try:
            with ThreadPoolExecutor(4) as pool:
                done = list(
                    pool.map(lambda day: tuple(one.to_json() for one in judge_plan(plan, fresh, as_of=day)), DAYS)
                )
        finally:
            sys.setswitchinterval(interval)
        assert done == alone

    def test_two_threads_that_follow_one_promise_at_once_do_not_mix_their_states(self, desk):
        measure = desk.measure(wes_rules.AnnualIncrease())
        history = desk.history({2019: 1, 2020: 2, 2021: 3})
        together = threading.Barrier(2, timeout=30)

        def follow(_):
            first, last = desk.year(2019), desk.year(2021)

            def step(run, period):
                seen = len(run.states)
                together.wait()
                return period.index, seen

            return list(followed(View(measure, history, "937", last, LATE), "promise", first, last, step))

        with ThreadPoolExecutor(2) as pool:
            for states in pool.map(follow, range(2)):
                assert states == [(2019, 0), (2020, 1), (2021, 2)]


class TestLogging:
    def test_a_source_that_fails_is_logged_and_its_secret_is_not(self, install, tmp_path, monkeypatch, caplog):
        install("leaky", LEAKY)
        monkeypatch.setenv("LEAKY_KEY", "s3cr3t-of-many-letters")
        plan = tmp_path / "plan.toml"
        plan.write_text(PLAN + '[[sources]]\nkind = "leaky"\n')
        with caplog.at_level(logging.DEBUG, logger="wes_rules"), pytest.raises(SourceError):
            load_plan(plan).read(as_of=DAY)
        assert "leaky" in caplog.text
        assert [one.levelname for one in caplog.records if "refused" in one.getMessage()] == ["DEBUG", "WARNING"]
        assert "s3cr3t" not in caplog.text

    def test_a_plugin_that_does_not_load_is_logged_without_what_it_said(self, install, caplog):
        install("broken", "raise RuntimeError('s3cr3t')")
        with caplog.at_level(logging.DEBUG, logger="wes_rules"):
            load_plugins(["broken"])
        assert [one.getMessage() for one in caplog.records if one.levelname == "WARNING"] == [
            'plugin "broken" (dist-broken 1.0) is failed; wes-rules plugins says why'
        ]

    def test_nothing_is_printed_until_a_program_asks(self):
        assert any(isinstance(one, logging.NullHandler) for one in logging.getLogger("wes_rules").handlers)


class TestJson:
    def test_every_judgement_of_the_example_fits_the_published_schema(self, verdicts, capsys):
        assert main(["schema", "--of", "judgement"]) == 0
        validator = jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))
        for one in verdicts:
            validator.validate(json.loads(json.dumps(one.to_json())))

    @pytest.mark.parametrize("change", [{"status": "green"}, {"margin": 1.5}, {"extra": 1}, {"evidence": {}}])
    def test_what_is_no_judgement_does_not_fit(self, verdicts, change):
        validator = jsonschema.Draft202012Validator(judgement_schema())
        assert not validator.is_valid({**verdicts[0].to_json(), **change})


LEAKY = """
import attrs
from wes_rules.plugins import hookimpl
from wes_rules.plugins.api import SourceType

@attrs.frozen(kw_only=True)
class Config:
    key: str = "LEAKY_KEY"

class Leaky:
    def __init__(self, config, context):
        self.key = context.environ[config.key]
    def read(self, request):
        raise RuntimeError("refused with " + self.key)

@hookimpl
def wes_rules_sources():
    return [SourceType("leaky", "leaks", Config, Leaky, secrets=("key",))]
"""
DAYS = [date(2020, 1, 1), date(2023, 1, 1), DAY]
