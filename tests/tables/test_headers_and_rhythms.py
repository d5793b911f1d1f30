"""Columns named in several rows, and tables whose periods are all of another kind than the plan's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import PeriodKind, PlanError, SourceError, Unit
from wes_rules.tables.lines import with_one_header

from .conftest import wanted

ROWS = [
    ["England", None, None, None, None],
    ["Period", "Attendances", None, "Over 4 hours", None],
    [None, "Type 1", "Type 2", "Type 1", "Type 2"],
    ["2023", 100, 10, 40, 4],
]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_name_above_others_counts_for_each_of_them(folder, kind):
    settings = {
        "header_row": 2,
        "header_rows": 2,
        "columns": {"Period": "period"},
        "indicators": {"Over 4 hours Type 1": "late", "Attendances Type 2": "eye"},
        "fixed": {"area": "ENG"},
        "publication": "NHS England",
    }
    found = folder.read_as(kind, ROWS, {one: wanted(unit="count", decimals=0) for one in ("late", "eye")}, **settings)
    assert {one.indicator: str(one.quantity) for one in found.observations} == {"late": "40", "eye": "10"}
    assert {one.origin.row for one in found.observations} == {4}


def test_three_rows_of_names_end_where_a_name_above_them_does():
    lines = [(1, ["A", "", "B", ""]), (2, ["x", "", "", ""]), (3, ["1", "2", "3", "4"])]
    assert list(with_one_header(lines, 3)) == [(3, ["A x 1", "A x 2", "B 3", "B 4"])]


@given(st.lists(st.lists(st.sampled_from(["", "a", "b c"]), min_size=1, max_size=5), min_size=1, max_size=4))
def test_one_row_of_names_stays_as_it_is(rows):
    lines = list(enumerate(rows, 1))
    assert list(with_one_header(lines, 1)) == lines


OURS = "indicator,group,area,period,value,unit,source"


@pytest.mark.parametrize("first", [2001, 2010])
def test_years_whose_second_year_is_wrong_everywhere_are_no_months(folder, first):
    rows = [f"rate,all,937,{year}/{year % 100 + 2:02d},50.0,percent,s" for year in range(first, first + 4)]
    rows[2] = rows[2].replace("50.0", "7x")
    told = folder.faults("\n".join([OURS, *rows]) + "\n", {"rate": wanted(kind=PeriodKind.ACADEMIC_YEAR)})
    assert [one for one in told if "cannot exist: its two years are not consecutive" in one] == told[:3] + told[4:]
    assert '"7x" is neither a number' in told[3]


def test_months_given_for_academic_years_are_told_once(folder):
    rows = [f"rate,all,937,2019/{month:02d},50.0,percent,s" for month in range(1, 13)]
    (told,) = folder.faults("\n".join([OURS, *rows]) + "\n", {"rate": wanted(kind=PeriodKind.ACADEMIC_YEAR)})
    assert 'there are months ("2019/01")' in told


def test_a_file_without_a_row_says_so(folder):
    assert [one.what for one in folder.read(OURS + "\n").notes] == ["it names its columns and has no row of figures"]


@pytest.mark.parametrize("day", ["30/02/2020", "2020-02-30", "31.04.2020"])
def test_a_day_that_there_is_not_is_no_question_of_its_form(folder, day):
    row = f"rate,all,937,2019,50.0,percent,s,{day}"
    (told,) = folder.faults(f"{OURS},published\n{row}\n", {"rate": wanted()})
    assert told.endswith(f'"{day}" is not a day of the calendar; correct it')


def test_columns_that_are_turned_round_are_told_once(folder):
    with pytest.raises(PlanError) as caught:
        folder.read(OURS + "\n", columns={"area": "Area", "period": "Year"}, publication="s")
    assert 'write the table\'s column first: {"Area" = "area"}' in str(caught.value)


QUARTERS = "when,value\n2023 Q1,5.0\n2023 Q2,5.1\n2023,5.2\n"
FOREIGN = {
    "columns": {"when": "period", "value": "value"},
    "fixed": {"indicator": "rate", "area": "937"},
    "publication": "ONS",
}


def test_a_table_of_another_rhythm_is_told_once_with_the_calendar_to_write(folder):
    request = {"rate": wanted(kind=PeriodKind.FINANCIAL_YEAR)}
    (said,) = folder.faults(QUARTERS, request, **FOREIGN)
    assert said == (
        'figures.csv:2: column "when": no period of "rate" is a financial-year, as the plan\'s calendar says; there are '
        'calendar-quarters ("2023 Q1") and calendar-years ("2023"); give the measure a calendar with kind = "calendar-quarter"'
    )
    assert len(folder.read(QUARTERS, {"rate": wanted(kind=PeriodKind.CALENDAR_QUARTER)}, **FOREIGN).observations) == 2


def test_years_for_split_years_are_a_slip_in_a_table_of_our_own(folder):
    text = (
        "indicator,group,area,period,value,unit,source\nrate,all,937,2022,5,percent,x\nrate,all,937,2023,5,percent,x\n"
    )
    found = folder.faults(text, {"rate": wanted(kind=PeriodKind.ACADEMIC_YEAR)})
    assert [one.partition("; ")[2] for one in found] == ["write 2021/22 or 2022/23", "write 2022/23 or 2023/24"]


@pytest.mark.parametrize("area", ["801", "E06000023"])
def test_an_area_of_a_file_of_the_department_goes_by_the_code_that_the_plan_asks_about(folder, area):
    text = (
        "time_period,time_identifier,geographic_level,country_code,region_code,old_la_code,new_la_code,percent\n"
        "202324,Academic year,Local authority,E92000001,E12000009,801,E06000023,6.9\n"
    )
    request = {"rate": wanted(kind=PeriodKind.ACADEMIC_YEAR, series=[(area, "all")])}
    found = folder.read(text, request, layout="dfe", indicators={"percent": "rate"}, publication="DfE")
    assert [one.area for one in found.observations] == [area]


def test_years_and_quarters_of_one_indicator_are_read_by_the_calendars_of_both(folder):
    asked = {"rate": wanted(Unit.PERCENT, PeriodKind.CALENDAR_YEAR, PeriodKind.CALENDAR_QUARTER)}
    found = folder.read(QUARTERS, asked, **FOREIGN)
    assert [str(one.period) for one in found.observations] == ["2023 Q1", "2023 Q2", "2023"]


def test_a_label_that_both_calendars_of_an_indicator_know_is_refused_until_its_kind_is_said(folder):
    row = "rate,all,937,2019,50.0,percent,s"
    asked = {"rate": wanted(Unit.PERCENT, PeriodKind.CALENDAR_YEAR, PeriodKind.REPORTING_YEAR)}
    (told,) = folder.faults(f"{OURS}\n{row}\n", asked)
    assert (
        '"2019" may be a calendar-year or a reporting-year, and the plan judges by both; say which in a column "kind"'
        in told
    )
    (one,) = folder.read(f"{OURS},kind\n{row},reporting-year\n", asked).observations
    assert one.period.kind is PeriodKind.REPORTING_YEAR


@pytest.mark.parametrize(
    ("kind", "label", "end"),
    [(PeriodKind.FINANCIAL_YEAR, "2024/25", "2025-04-01"), (PeriodKind.REPORTING_YEAR, "2025", "2026-01-01")],
)
def test_a_reporting_year_ends_in_march_where_it_is_judged_as_a_financial_year(folder, kind, label, end):
    text = (
        "time_period,time_identifier,geographic_level,country_code,old_la_code,percent\n"
        "2025,Reporting year,Local authority,E92000001,937,6.9\n"
    )
    settings = {"layout": "dfe", "indicators": {"percent": "rate"}, "publication": "DfE"}
    (one,) = folder.read(text, {"rate": wanted(kind=kind)}, **settings).observations
    assert (str(one.period), str(one.period.end)) == (label, end)


def test_a_column_without_a_name_is_called_by_its_place(folder):
    text = ",Value,\nA,7,x\nB,8,y\n"
    settings = {"columns": {"column 1": "area", "Value": "value"}, "fixed": {"indicator": "rate", "period": "2019"}}
    found = folder.read(text, {"rate": wanted(Unit.SCORE)}, publication="s", **settings)
    assert [(one.area, str(one.quantity)) for one in found.observations] == [("A", "7"), ("B", "8")]


def test_a_line_that_is_shorter_than_others_may_lack_any_cell(folder):
    settings = {"columns": {"Area": "area", "Year": "period", "Value": "value"}, "fixed": {"indicator": "rate"}}
    head = "Area,Year,Value,Remark,Note\n"
    for lines in ("A,2019,7,r\nB,2019,7,r,n\n", "A,2019\nB,2019\n", "A,2019,7,r\n"):
        (fault, *_) = folder.faults(head + lines, {"rate": wanted(Unit.SCORE)}, publication="s", **settings)
        assert "the row is too short" in fault
    found = folder.read(f"{head}A,2019,7\nB,2019,8\n", {"rate": wanted(Unit.SCORE)}, publication="s", **settings)
    assert len(found.observations) == 2


def test_a_broken_line_in_a_cell_is_a_blank_and_an_empty_area_shows_the_way(folder):
    text = 'Area,Year,Value\n"City of\nYork",2019,7\n,2019,8\n'
    settings = {"columns": {"Area": "area", "Year": "period", "Value": "value"}, "fixed": {"indicator": "rate"}}
    (told,) = folder.faults(text, {"rate": wanted(Unit.SCORE)}, publication="s", **settings)
    assert told.endswith(
        'say fill_down = ["Area"]; if such rows are about wider areas, say filters_not = {"Area" = ""}'
    )
    found = folder.read(text, {"rate": wanted(Unit.SCORE)}, publication="s", **settings, filters_not={"Area": ""})
    assert [one.area for one in found.observations] == ["City of York"]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_a_header_that_stands_further_down_is_found_and_named(folder, kind):
    rows = [
        ["Inspections as at 31 March", None, None],
        [None, None, None],
        ["Area", "Year", "Value"],
        ["937", "2019", 7],
    ]
    settings = {"columns": {"Area": "area", "Year": "period", "Value": "value"}, "fixed": {"indicator": "rate"}}
    with pytest.raises(SourceError, match="row 3 names all of them: say header_row = 3"):
        folder.read_as(kind, rows, {"rate": wanted(Unit.SCORE)}, publication="s", **settings)
