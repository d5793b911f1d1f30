"""A percentage between 0 and 1 is refused until the plan says what it is: in every source, in Python, and in limits."""

import io
from datetime import date
from decimal import Decimal as D

import pytest
from tests.conftest import LATE, Desk

from wes_rules import (
    AnnualIncrease,
    Baseline,
    DefinitionError,
    History,
    PlanError,
    Point,
    SourceError,
    Status,
    Threshold,
    Trajectory,
    Unit,
    Version,
    judge,
)
from wes_rules.cli.main import main
from wes_rules.running.reading_and_judging import read_and_judge
from wes_rules.series.fractions import stray_faults

desk = Desk()
HEAD = "indicator,group,area,period,value,unit,source"
PLAN = """
[plan]
id = "p"
title = "P"
area = "937"
[[sources]]
kind = "csv"
path = "figures.csv"
[calendars.y]
kind = "calendar-year"
lag = "1 month"
[[measures]]
id = "m"
title = "M"
unit = "percent"
decimals = 1
better = "higher"
calendar = "y"
number = {indicator = "rate"}
rule = {kind = "threshold", at_least = 90}
"""


@pytest.fixture
def judged(tmp_path):
    def judged(*values, plan=PLAN, more=""):
        (tmp_path / "plan.toml").write_text(plan + more)
        rows = [f"rate,all,937,{2020 + place},{value},percent,s" for place, value in enumerate(values)]
        (tmp_path / "figures.csv").write_text("\n".join([HEAD, *rows]) + "\n")
        (one,) = read_and_judge(
            tmp_path / "plan.toml", as_of=date(2021 + len(values), 1, 1), output=io.StringIO()
        ).judgements
        return one

    return judged


def told(call, *given, **named):
    with pytest.raises((SourceError, DefinitionError)) as caught:
        call(*given, **named)
    return [str(one) for one in caught.value.problems]


def test_a_figure_that_may_be_a_fraction_is_refused_with_both_words(judged):
    (line,) = told(judged, "0.925")
    what, remedy = line.split("; ")
    assert what == "figures.csv:2: rate: the figure, 0.925, lies between 0 and 1, and nobody says what it is"
    assert remedy == 'write values = "fractions" in the measure if that is 92.5%, or values = "percent" if it is 0.925%'
    (line,) = told(judged, "0.9", "0", "1", "c", "0.95")
    assert line.startswith("figures.csv:2: rate: all 4 figures lie between 0 and 1, such as 0.9,")


def test_fractions_are_read_as_percentages_and_small_percentages_as_they_are(judged):
    one = judged("0.925", more='values = "fractions"\n')
    assert (one.status, one.observed) == (Status.ON_TRACK, D("92.5"))
    one = judged("0.925", more='values = "percent"\n')
    assert (one.status, one.observed) == (Status.OFF_TRACK, D("0.9"))


def test_fractions_that_lie_below_1_percent_even_so_are_told_as_such(judged):
    (line,) = told(judged, "0.004", more='values = "fractions"\n')
    assert line == (
        'figures.csv:2: rate: the measure says values = "fractions", and as percentages the figure, 0.4, lies between 0 and 1; '
        'if 0.4% is right, write percentages in the source, and values = "percent"; if it should be 40%, '
        "the source has not multiplied it: its plugin should read it by wes_rules.tables.read_value"
    )


@pytest.mark.parametrize("values", [("0.9", "1.5"), ("0", "0"), ("1", "0"), ("c",), ("92.5",)])
def test_what_cannot_be_meant_as_fractions_is_read_without_a_word(judged, values):
    assert judged(*values).status is not None


def test_a_source_of_fractions_is_reported_and_stops_no_run(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(PLAN + '[[notifiers]]\nkind = "console"\n')
    (tmp_path / "figures.csv").write_text(f"{HEAD}\nrate,all,937,2020,0.925,percent,s\n")
    assert main(["run", "plan.toml", "--init", "--as-of", "2021-06-01"]) == 4
    assert 'write values = "fractions" in the measure if that is 92.5%' in capsys.readouterr().err


def test_figures_made_in_python_go_by_the_same_check():
    measure = desk.measure(Threshold(at_least=D(90)), values=None)
    history = History([desk.figure(2020, "0.925")])
    assert "values" in told(judge, measure, history, as_of=LATE, period=desk.year(2020))[0]
    assert judge(desk.measure(Threshold(at_least=D(90))), history, as_of=LATE, period=desk.year(2020)).margin == D(
        "-89.1"
    )


@pytest.mark.parametrize(
    ("rule", "more", "field"),
    [
        (Threshold(at_least=D("0.9")), {}, "at_least = 0.9"),
        (Threshold(at_most=D("0.05")), {"better": "lower"}, "at_most = 0.05"),
        (Threshold(between=(D("0.4"), D("0.6"))), {"better": "in-band"}, "between = 0.4"),
        (Trajectory(points=(Point(period=desk.year(2020), value=D("0.5")),)), {}, "points.value = 0.5"),
        (AnnualIncrease(), {"baseline": Baseline(value=D("0.54"))}, "baseline.value = 0.54"),
    ],
)
def test_a_limit_that_may_be_a_fraction_is_refused_until_it_is_confirmed(rule, more, field):
    line = told(desk.measure, rule, values=None, decimals=2, **more)[0]
    assert line.startswith(f"{field} of a percentage is ")
    assert 'values = "percent" in the measure' in line
    assert desk.measure(rule, decimals=2, **more)


def test_a_limit_of_a_plan_file_is_told_with_its_line(tmp_path):
    (tmp_path / "plan.toml").write_text(PLAN.replace("at_least = 90", "at_least = 0.9"))
    with pytest.raises(
        PlanError, match=r"plan.toml:\d+: .*at_least = 0.9 of a percentage is 0.9%.*write 90; or values"
    ):
        read_and_judge(tmp_path / "plan.toml", as_of=LATE, output=io.StringIO())


def test_a_version_may_change_a_distance_and_no_limit_without_a_word():
    start = {"starting": desk.year(2022)}
    assert desk.measure(
        Threshold(at_least=D(90), versions=(Version(**start, changes={"tolerance": D("0.5")}),)), values=None
    )
    rule = Threshold(at_least=D(90), versions=(Version(**start, changes={"at_least": D("0.9")}),))
    assert told(desk.measure, rule, values=None)[0].startswith("versions.at_least = 0.9 of a percentage")


def test_distances_and_other_units_are_no_such_limits():
    assert desk.measure(Threshold(at_least=D(90), tolerance=D("0.5")), values=None)
    assert desk.measure(Threshold(at_least=D("0.5")), values=None, unit=Unit.RATIO)
    assert (
        "goes with percentages" in told(desk.measure, Threshold(at_least=D(5)), values="fractions", unit=Unit.RATIO)[0]
    )


def test_a_single_fraction_among_percentages_is_refused_where_it_would_lie_among_them(judged):
    (line,) = told(judged, "66.1", "68.1", "70.1", "0.718")
    assert line == (
        "figures.csv:5: rate: 0.718 stands among 66.1 to 70.1, and nobody says what it is; "
        'write 71.8 if that is meant, or values = "percent" in the measure if it is 0.718%'
    )
    assert judged("66.1", "68.1", "70.1", "0.718", more='values = "percent"\n').observed == D("0.7")


@pytest.mark.parametrize(
    "values",
    [("1.2", "0.9", "1.4"), ("66.1", "68.1", "0.2"), ("66.1", "0.7"), ("12", "9", "0.5"), ("1.2", "55", "0.5")],
)
def test_a_small_percentage_that_is_no_hundredth_of_the_others_is_one(judged, values):
    assert judged(*values).observed == D(values[-1])


@pytest.mark.parametrize(("own", "theirs", "refused"), [(95, "0.93", True), (5, "0.93", False), (95, "0.1", False)])
def test_a_series_of_fractions_beside_percentages_of_another_area_is_refused(own, theirs, refused):
    rows = [desk.figure(2022, D(own)), desk.figure(2022, D(theirs), area="970")]
    assert [f"rate: {theirs} stands among" in one.what for one in stray_faults(rows, ("rate",))] == [True] * refused
