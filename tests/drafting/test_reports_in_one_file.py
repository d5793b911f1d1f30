"""A report that has targets and figures in one file: side by side under each period, in two rows of names, or a row for each period."""

import csv
from datetime import date

import pytest

from wes_rules import PeriodKind, PlanError, load_plan
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


QUARTERS = """Ref,Measure,Target 2021/22,Q1,Q2,Total,RAG,Good is
1,Absence,4%,5%,3%,,Green,Low
2,Visits,25,20,30,50,Green,High
"""
ACTUAL_QUARTERS = """Measure,2020/21 outturn,Target 2021/22,Q1 Actual,Q1 Target,Q2 Actual,Q2 RAG,Good is
Absence,6%,4%,5%,4%,3%,Green,Low
Visits,22,25,20,25,30,Green,High
"""
YEARS_IN_A_COLUMN = """Measure,Year,Q1,Q2,Target,Good is
Absence,2021/22,5%,3%,4%,Low
Visits,2021/22,20,30,25,High
"""
TITLED = """Performance report 2021/22
Measure,Quarter 1,Quarter 2,Target,Good is
Absence,5%,3%,4%,Low
Visits,20,30,25,High
"""
MONTHS = """Measure,Target 2021/22,Apr,May,Jun,Q1,Jul,YTD,Good is
Absence,4%,5%,3%,4%,4%,4%,4%,Low
Visits,25,20,30,28,78,26,104,High
"""


@pytest.mark.parametrize(
    ("text", "part", "periods"),
    [
        (QUARTERS, None, ["2021/22 Q1", "2021/22 Q2"]),
        (ACTUAL_QUARTERS, "* Actual", ["2021/22 Q1", "2021/22 Q2"]),
        (YEARS_IN_A_COLUMN, None, ["2021/22 Q1", "2021/22 Q2"]),
        (TITLED, None, ["2021/22 Q1", "2021/22 Q2"]),
        (MONTHS, None, ["April 2021", "May 2021", "June 2021", "July 2021"]),
    ],
)
def test_the_parts_of_a_year_side_by_side_are_figures_of_the_only_year_named(tmp_path, text, part, periods):
    _, plan = both(tmp_path, text)
    assert plan.sources[0].options["across"] == "part_of_year"
    assert plan.sources[0].options.get("parts") == ({"part_of_year": part} if part else None)
    read = load_plan(tmp_path / "plan.toml").read(as_of=date(2022, 6, 1)).history
    assert [str(one.period) for one in read if one.indicator == "Absence"] == periods


STACKED = """Measure,Good is,Type,Q1 2021/22,Q2 2021/22
Absence,Low,Actual,5%,3%
Absence,Low,Target,4%,4%
Visits,High,Actual,20,30
Visits,High,Target,25,28
"""
STACKED_WITHOUT_YEARS = """Performance 2021/22
Service,Measure,Good is,Type,Q1,Q2
People,Absence,Low,Target,4%,4%
,,,Result,5%,3%
Culture,Visits,High,Target,25,28
,,,Result,20,30
"""


@pytest.mark.parametrize(
    ("first", "second", "settings"),
    [
        ("2021-04-01", "2021-05-01", {}),
        ("30/04/2021", "31/05/2021", {"snapshots": True, "dates": "day-month-year"}),
        ("15 April 2021", "17 May 2021", {"snapshots": True}),
    ],
)
def test_months_called_by_a_day_are_months(tmp_path, first, second, settings):
    _, plan = both(tmp_path, f"Measure,Target,{first},{second},Good is\nAbsence,4%,5%,3%,Low\nVisits,25,20,30,High\n")
    options = plan.sources[0].options
    assert {one: options[one] for one in ("snapshots", "dates") if one in options} == settings
    read = load_plan(tmp_path / "plan.toml").read(as_of=date(2022, 6, 1)).history
    figures = [(str(one.period), str(one.quantity)) for one in read if one.indicator == "Absence"]
    assert figures == [("April 2021", "5"), ("May 2021", "3")]


def test_targets_behind_a_cover_are_found_and_other_sheets_of_targets_are_named(tmp_path, capsys):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Performance of a council"])
    for name in ("People", "Places"):
        sheet = book.create_sheet(name)
        for row in (["Measure", "Target", "Good is"], [f"{name} seen", "at least 5", "High"]):
            sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    assert [one.title for one in read_targets(tmp_path / "book.xlsx").rows] == ["People seen"]
    main(["init", str(tmp_path / "plan.toml"), "--targets", str(tmp_path / "book.xlsx")])
    assert 'not read: other sheets of book.xlsx that have targets: "Places"' in capsys.readouterr().err


def test_targets_in_rows_of_their_own_are_found_below_a_title_in_a_workbook(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for line in STACKED_WITHOUT_YEARS.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "book.xlsx")
    assert [one.title for one in read_targets(tmp_path / "book.xlsx").rows] == ["Absence", "Visits"]


@pytest.mark.parametrize(("text", "down"), [(STACKED, None), (STACKED_WITHOUT_YEARS, ("Measure",))])
def test_targets_in_rows_of_their_own_are_those_of_the_figures_beside_them(tmp_path, text, down):
    _, plan = both(tmp_path, text)
    absence, visits = plan.measures
    assert (absence.title, absence.rule.at_most, absence.rule.versions) == ("Absence", 4, ())
    assert (visits.rule.at_least, [dict(one.changes)["at_least"] for one in visits.rule.versions]) == (25, [28])
    assert plan.sources[0].options.get("fill_down") == (down and list(down))
    read = load_plan(tmp_path / "plan.toml").read(as_of=date(2022, 6, 1)).history
    figures = [(one.indicator, str(one.period), str(one.quantity)) for one in read]
    assert sorted(figures) == [
        ("Absence", "2021/22 Q1", "5"),
        ("Absence", "2021/22 Q2", "3"),
        ("Visits", "2021/22 Q1", "20"),
        ("Visits", "2021/22 Q2", "30"),
    ]


@pytest.mark.parametrize(("better", "target"), [("High", 1200), ("Low", 1200), ("High", "at least 1200")])
def test_a_count_beyond_twice_each_figure_may_be_that_of_a_year_and_is_asked_about(tmp_path, better, target):
    text = "Measure,{},Q1 2021/22,Q2 2021/22,Good is\nSpend,{},310,290,{}\nRate,95%,30%,40%,High\n"
    found, plan = both(tmp_path, text.format("Target", target, better))
    assert [one.title for one in plan.measures] == ["Rate"]
    assert found.set_aside[0][1].startswith("its target, 1200, is more than twice the highest of its figures, 310")
    assert 'call the column "Quarterly target"' in found.set_aside[0][1]
    assert len(both(tmp_path, text.format("Quarterly target", target, better))[1].measures) == 2


@pytest.mark.parametrize("words", ["at least 90% of budget", "95%"])
def test_a_percentage_is_not_held_against_figures_that_are_none(tmp_path, words):
    text = f"Measure,Target,2020/21,2021/22,Good is\nSpend,{words},21000,22500,High\nRate,95%,30%,40%,High\n"
    found, plan = both(tmp_path, text)
    assert [one.title for one in plan.measures] == ["Rate"]
    assert "its figures, up to 22500, are none" in found.set_aside[0][1]


def test_figures_in_pounds_are_pounds(tmp_path):
    _, plan = both(
        tmp_path, "Measure,Target,2020/21,2021/22,Good is\nMedian,Data only,£598,£612,High\nRate,95%,30%,40%,High\n"
    )
    assert plan.measures[0].unit.value == "pounds"


def test_targets_of_quarters_that_go_on_are_marked(tmp_path):
    text = "Measure,Q1 2021/22 Actual,Q1 2021/22 Target,Q2 2021/22 Actual,Q2 2021/22 Target,Good is\nTax collected,29%,29%,56%,56.5%,High\n"
    found, _ = both(tmp_path, text)
    assert "# guess: each target counts from its period on, until the next one" in found.text


def test_the_column_that_names_the_figures_names_their_targets(tmp_path):
    text = "Outcome metric,Target,2020/21,2021/22,Good is\nFleet,at least 5%,3%,6%,High\nVisits,at least 7,8,9,High\n"
    (tmp_path / "report.csv").write_text(text)
    main(
        [
            "init",
            str(tmp_path / "plan.toml"),
            "--targets",
            str(tmp_path / "report.csv"),
            "--figures",
            str(tmp_path / "report.csv"),
        ]
    )
    assert [one.title for one in load_plan(tmp_path / "plan.toml").plan.measures] == ["Fleet", "Visits"]


def test_a_title_above_the_names_of_columns_and_a_sheets_year_are_no_part_of_them(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "2021-22"
    for row in (
        ["Dashboard"],
        ["Measure", "Target", "Apr", "May", "Good is"],
        ["Absence", 4, 5, 3, "Low"],
        ["Visits", 25, 20, 30, "High"],
    ):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    options = {name: value for name, (value, _) in look_at(tmp_path / "book.xlsx").settings.items()}
    assert (options["columns"], options["header_row"]) == ({"Measure": "indicator"}, 2)
    assert options["fixed"]["period"] == "financial year 2021/22"


def test_parts_of_a_year_without_one_say_what_is_missing(tmp_path):
    (tmp_path / "report.csv").write_text("Measure,Q1,Q2\nA,5,3\nB,5,3\n")
    with pytest.raises(PlanError, match="do not say of which single year they are"):
        look_at(tmp_path / "report.csv")


def test_a_service_area_is_no_place(tmp_path):
    text = "Service area,Measure,Target,Q1 2021/22,Q2 2021/22,Good is\nAdults,Payments,28%,27%,28%,High\nHomes,Relets,20,22,19,Low\n"
    _, plan = both(tmp_path, text)
    assert plan.sources[0].options["columns"] == {"Measure": "indicator"}
    assert [one.owner for one in plan.measures] == ["Adults", "Homes"]


def test_a_column_of_codes_finds_the_figures_whatever_it_is_called(tmp_path):
    text = (
        "PI,Description,Polarity,Target,Q1 2021/22,Q2 2021/22\nCS1,Calls,High,80%,82%,81%\nCS2,Waits,Low,120,100,110\n"
    )
    _, plan = both(tmp_path, text)
    assert [(one.title, one.number.indicator) for one in plan.measures] == [("Calls", "CS1"), ("Waits", "CS2")]


@pytest.mark.parametrize(
    "header",
    [
        "Measure,Q1,Q2",  # no year
        "Measure,Q1,Q2,Target 2021/22,Target 2022/23",  # two
        "Measure,Q2,Q1,Target 2021/22",  # in no order
        "Measure,Dec,Jan,Target 2021",  # a year that spans two, of which one is named
        "Measure,Q1 YTD,Q2 YTD,Target 2021/22",  # of the year so far
    ],
)
def test_parts_of_no_single_year_are_no_figures(tmp_path, header):
    more = header.count(",") - 2
    (tmp_path / "report.csv").write_text(f"{header}\n" + "".join(f"{one},5,3{',4' * more}\n" for one in "AB"))
    with pytest.raises(PlanError, match="laid out in no other way"):
        look_at(tmp_path / "report.csv")


def test_a_table_of_targets_that_has_figures_says_how_to_read_them(tmp_path, capsys):
    (tmp_path / "report.csv").write_text(QUARTERS)
    main(["init", str(tmp_path / "plan.toml"), "--targets", str(tmp_path / "report.csv")])
    assert f"It has figures, too: init --targets {tmp_path / 'report.csv'} --figures" in capsys.readouterr().out


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
