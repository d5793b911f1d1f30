"""A report that has targets and figures in one file: side by side under each period, in two rows of names, or a row for each period."""

import csv

import pytest

from wes_rules import PeriodKind, PlanError
from wes_rules.cli.main import main
from wes_rules.drafting.figures import look_at
from wes_rules.drafting.plan import Head, draft_plan
from wes_rules.drafting.promises import Known
from wes_rules.drafting.targets import read_targets

from .test_targets_find_their_figures import both

# As a quarterly report has it: the quarter above its value and its target.
TWO_ROWS = """Measure,Q1 2021/22,,Q2 2021/22,,Good is
,Value,Target,Value,Target,
Absence,5%,4%,3%,4%,Low
Visits,20,25,30,28,High
"""
ONE_ROW = """Measure,Q1 2021/22 Actual,Q1 2021/22 Target,Q2 2021/22 Actual,Q2 2021/22 Target,Q2 2021/22 RAG,Good is
Absence,5%,4%,3%,4%,Green,Low
Visits,20,25,30,28,Green,High
"""
BEHIND = """Measure,Actual (Q1 2021/22),Target (Q1 2021/22),Actual (Q2 2021/22),Target (Q2 2021/22),Good is
Absence,5%,4%,3%,4%,Low
Visits,20,25,30,28,High
"""
A_ROW_EACH = """Measure,Period,Actual,Target,Good is
Absence,Q1 2021/22,5%,4%,Low
Absence,Q2 2021/22,3%,4%,Low
Visits,Q1 2021/22,20,25,High
Visits,Q2 2021/22,30,28,High
"""
YEAR_AND_QUARTER = """Measure,Financial year,Quarter,Result,Target,Good is
Absence,2021/22,Q1,5%,4%,Low
Absence,2021/22,Q2,3%,4%,Low
Visits,2021/22,Q1,20,25,High
Visits,2021/22,Q2,30,28,High
"""


@pytest.mark.parametrize("text", [TWO_ROWS, ONE_ROW, BEHIND, A_ROW_EACH, YEAR_AND_QUARTER])
def test_each_period_is_held_against_its_own_target(tmp_path, capsys, text):
    _, plan = both(tmp_path, text)
    assert [(one.title, one.calendar.kind) for one in plan.measures] == [
        ("Absence", PeriodKind.FINANCIAL_QUARTER),
        ("Visits", PeriodKind.FINANCIAL_QUARTER),
    ]
    absence, visits = (one.rule for one in plan.measures)
    assert (absence.at_most, absence.versions, visits.at_least) == (4, (), 25)
    assert [dict(one.changes)["at_least"] for one in visits.versions] == [28]
    capsys.readouterr()
    for day, judged in (
        ("2021-11-01", [("off_track", "5", "4"), ("off_track", "20", "25")]),
        ("2022-02-01", [("on_track", "3", "4"), ("on_track", "30", "28")]),
    ):
        main(["check", str(tmp_path / "plan.toml"), "--as-of", day, "--format", "csv"])
        rows = csv.DictReader(capsys.readouterr().out.splitlines())
        assert [(one["status"], one["observed"], one["required_value"]) for one in rows] == judged


def test_a_service_above_several_measures_does_not_name_them(tmp_path):
    text = "Service,KPI,Q1 2021/22,Q2 2021/22,Target,Good is\nPlanning,PS01,68.4%,75.2%,70%,High\nPlanning,PS02,68%,86%,65%,High\n"
    _, plan = both(tmp_path, text)
    assert [one.number.indicator for one in plan.measures] == ["PS01", "PS02"]


def test_targets_of_one_quarter_alone_are_due_at_its_end(tmp_path):
    text = "Measure,Period,Actual,Target,Good is\nAbsence,Q1 2021/22,5%,4%,Low\nVisits,Q1 2021/22,20,25,High\n"
    found, plan = both(tmp_path, text)
    assert [one.rule.by.isoformat() for one in plan.measures] == ["2021-06-30", "2021-06-30"]
    assert 'used = "by 30 June 2021, the end of it"' in found.text


def test_a_year_beside_a_baseline_is_none_of_the_target(tmp_path):
    _, plan = both(
        tmp_path,
        "Measure,Baseline,Year,Target,Good is\nA,3,2019/20,4,High\nB,3,2020/21,4,High\n",
        "Measure,2021/22,2022/23\nA,5,6\n",
    )
    assert [one.rule.by for one in plan.measures] == [None, None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Measure,Actual FY 2023,Actual FY 2024\nA,1,2\nB,3,4\n",
            r'"FY 2023" in a heading does not say which of two years it is: call it 2022/23 or 2023/24',
        ),
        (
            "Council,CHN1 2022/23,CHN1 2023/24,CHN2 2022/23,CHN2 2023/24\nFife,1,2,3,4\nAngus,1,2,3,4\n",
            r'write a \[\[sources\]\] for each, with across = "period", parts = \{period = "CHN1 \*"\} and fixed = \{indicator = "CHN1"\}',
        ),
    ],
)
def test_headings_that_may_mean_several_things_are_refused_with_a_way_on(tmp_path, text, said):
    (tmp_path / "figures.csv").write_text(text)
    with pytest.raises(PlanError, match=said):
        look_at(tmp_path / "figures.csv")


def test_numbers_that_look_like_years_are_no_headings(tmp_path):
    text = "Council,CHN1 2022/23,CHN1 2023/24,CHN2 2022/23,CHN2 2023/24\nFife,1909.46,1910.46,3,4\nAngus,1911.5,1912.5,3,4\nMoray,2,3,4,5\n"
    (tmp_path / "figures.csv").write_text(text)
    with pytest.raises(PlanError, match="its periods stand beside"):
        look_at(tmp_path / "figures.csv")


def test_words_beside_periods_name_what_the_figures_are_of(tmp_path):
    text = "area,Dog fouling - 2013/14,Dog fouling - 2012/13\nAlmond,11,15\nForth,7,13\n"
    _, plan = both(tmp_path, "Measure,Target,Good is\nDog fouling,10,Low\n", text)
    assert plan.measures[0].number.indicator == "Dog fouling"


def test_names_merged_over_two_rows_leave_each_period_its_own_target(tmp_path):
    """As a workbook has them: the measure's name goes over both rows, the quarter over its value and its target, a service stands above its measures."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for cells in (
        ["Ref", "Measure", "Q1 2021/22", None, "Q2 2021/22", None, "Good is"],
        [None, None, "Actual", "Target", "Actual", "Target", None],
        ["Planning"],
        ["P1", "Visits", 20, 25, 30, 28, "High"],
    ):
        book.active.append(cells)
    for merged in ("A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:G2"):
        book.active.merge_cells(merged)
    path = tmp_path / "report.xlsx"
    book.save(path)
    rows = read_targets(path).rows
    assert [(one.title, one.words) for one in rows] == [("Visits", "Q1 2021/22 Target: 25; Q2 2021/22 Target: 28")]
    looked = look_at(path)
    assert looked.settings["filters_not"][0] == {"Measure": ""}
    head = Head(id="plan", figures="report.xlsx", area="Hart", settings=looked.settings)
    (tmp_path / "plan.toml").write_text(draft_plan(head, Known(), rows, looked.series, lambda *_: None).text)
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0
