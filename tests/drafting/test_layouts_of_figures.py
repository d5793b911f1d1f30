"""What a first plan makes of tables whose periods stand in two columns, of counts that look like years, and of fractions."""

import pytest

from wes_rules import Better, PeriodKind, PlanError
from wes_rules.cli.main import main
from wes_rules.drafting.figures import look_at
from wes_rules.drafting.targets import read_targets

from .test_figures_as_published import drafted

BY_MONTH = """Year,Month,Board,Specialty,Waiting < 18 weeks,Waiting > 18 weeks
2011,Jan,S08000015,All,33452,120
2011,Feb (1),S08000015,All,33112,130
2011,Mar,S08000015,All,33500,141
2011,Mar,S08000015,Cardiology,500,14
"""


def test_a_column_of_months_beside_one_of_years_is_part_of_the_period_and_no_filter(tmp_path):
    _, plan = drafted(tmp_path, BY_MONTH)
    options = plan.sources[0].options
    assert options["columns"] == {"Year": "period", "Month": "part_of_year", "Board": "area"}
    assert options["filters"] == {"Specialty": "All"}
    assert {one.calendar.kind for one in plan.measures} == {PeriodKind.MONTH}
    assert [one.number.indicator for one in plan.measures] == ["Waiting < 18 weeks", "Waiting > 18 weeks"]
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_quarters_beside_years_of_several_series_are_quarters(tmp_path):
    text = "Financial year,Quarter,Indicator,Value\n2022/23,Q1,Relets,30\n2022/23,Q2,Relets,31\n2022/23,Q1,Repairs,5\n"
    _, plan = drafted(tmp_path, text)
    assert {one.calendar.kind for one in plan.measures} == {PeriodKind.FINANCIAL_QUARTER}
    assert plan.sources[0].options["columns"]["Quarter"] == "part_of_year"
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_a_name_of_joined_words_is_told_as_words_and_suggests_its_unit(tmp_path):
    text = "FinancialYear,ProportionPaidOnTime,KS2Score\n2015/16,91.43,99.5\n2016/17,92.10,98.2\n"
    _, plan = drafted(tmp_path, text)
    assert [(one.title, one.unit.value) for one in plan.measures] == [
        ("Proportion paid on time", "percent"),
        ("KS2Score", "score"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("FinancialYear", PeriodKind.FINANCIAL_YEAR),
        ("Fiscal year", PeriodKind.FINANCIAL_YEAR),
        ("FY", PeriodKind.FINANCIAL_YEAR),
        ("Year", PeriodKind.ACADEMIC_YEAR),
    ],
)
def test_a_column_called_financial_year_has_financial_years(tmp_path, name, kind):
    _, plan = drafted(tmp_path, f"{name},Paid on time\n2016/17,89.5\n2017/18,91.43\n")
    assert plan.measures[0].calendar.kind is kind


@pytest.mark.parametrize("row", ["33452,1936,1918", "1936,1918,1951", "1936,1950,1936"])
def test_counts_that_look_like_years_name_no_periods(tmp_path, row):
    cells = row.split(",")
    path = tmp_path / "figures.csv"
    path.write_text(f",All,All,All\nSep-2011,{row}\nOct-2011,{','.join(cells[::-1])}\n")
    with pytest.raises(PlanError, match="it has no column"):
        look_at(path)


def test_percentages_that_all_lie_between_nought_and_one_are_fractions_and_the_plan_validates(tmp_path):
    text = "Area code,Month,Rate of compliance\nRRK,2023-04,0.675\nRRK,2023-05,0.7\nRRK,2023-06,1.0\n"
    found, plan = drafted(tmp_path, text, better=Better.HIGHER)
    assert 'values = "fractions"  # guess: all its figures lie between 0 and 1' in found.text
    assert plan.measures[0].decimals == 1
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_percentages_of_which_one_is_more_are_percentages(tmp_path):
    found, _ = drafted(tmp_path, "Area code,Month,Rate\nRRK,2023-04,0.67\nRRK,2023-05,2.5\n")
    assert "fractions" not in found.text


TWO_ROWS = """Quarterly performance report,,,
,,,
Performance Indicator,Q2 2019/20,,Good is
,Value,Target,
Calls answered in time,71%,75%,High
Days to re-let,24,22,Low
"""


def test_names_in_two_rows_are_one_and_titles_are_not_lost(tmp_path):
    (tmp_path / "targets.csv").write_text(TWO_ROWS)
    found = read_targets(tmp_path / "targets.csv")
    assert [(one.title, one.words, one.better) for one in found.rows] == [
        ("Calls answered in time", "Q2 2019/20 Target: 75%", "High"),
        ("Days to re-let", "Q2 2019/20 Target: 22", "Low"),
    ]
    assert found.unused == ("Q2 2019/20 Value",)


def test_a_title_above_a_column_without_a_name_is_no_name(tmp_path):
    (tmp_path / "targets.csv").write_text("Our plan,,\n,Title,Target\n1,Relets,at most 22\n")
    (row,) = read_targets(tmp_path / "targets.csv").rows
    assert (row.title, row.words) == ("Relets", "at most 22")


def test_of_several_columns_of_codes_the_one_that_tells_most_areas_apart_is_the_area(tmp_path):
    """Department for Education, exclusions by reason, 2017."""
    rows = "".join(
        f"{year},Local authority,E92000001,E12000005,{code},Total,{code[-1]}5\n"
        for year in (201516, 201617)
        for code in ("201", "937")
    )
    text = f"year,level,country_code,region_code,old_la_code,school_type,bullying\n{rows}201516,National,E92000001,,,Total,90\n"
    _, plan = drafted(tmp_path, text)
    options = plan.sources[0].options
    assert options["columns"] == {"year": "period", "old_la_code": "area"}
    assert options["filters_not"] == {"old_la_code": ""}
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_the_column_of_values_beside_others_of_numbers_has_the_figures_of_each_series(tmp_path):
    """Oflog, adult social care."""
    rows = "".join(
        f"{year},E06000005,{name},{name[:3]},7.6,7.5\n"
        for year in ("2015-16", "2016-17")
        for name in ("Quality", "Ease")
    )
    _, plan = drafted(tmp_path, f"Financial year,Local authority code,Measure,Code,Value,MEDIAN\n{rows}")
    assert [one.number.indicator for one in plan.measures] == ["Quality", "Ease"]


def test_a_filter_of_which_no_option_stands_for_all_says_that_rows_are_not_added_up(tmp_path):
    rows = "".join(f"{month} 2024,Belfast,{unit},90\n" for month in ("Jan", "Feb") for unit in ("Mater", "Royal"))
    found, plan = drafted(tmp_path, f"Month,Trust,Dept,Seen\n{rows}")
    assert plan.sources[0].options["columns"] == {"Month": "period", "Trust": "area"}
    assert (
        '# guess: no option of "Dept" stands for all, and rows are never added up: no other has more rows' in found.text
    )
    assert "# guess: no other area has figures with these filters" in found.text
    alone, _ = drafted(tmp_path, "Month,Seen\nJan 2024,90\nFeb 2024,91\n")
    assert "no other area has figures" not in alone.text


@pytest.mark.parametrize(("title", "values", "unit", "why"), [
    ("Mortality rate (per 100;000)", (90, 181.5), "ratio", '"per 100;000"'), ("Mortality rate", (90, 181.5), "ratio", "go from 0 to 181.5"),
    ("% reduction in waste", (-16, 2), "score", "go from -16 to 2"), ("Attendance rate", (90, 91.5), "percent", '"Attendance" is mostly one'),
])  # fmt: skip
def test_a_unit_that_is_guessed_has_room_for_the_figures(tmp_path, title, values, unit, why):
    name = title.replace(";", ",")
    rows = "".join(f'"{name}",E06000005,{year},{value}\n' for year, value in zip((2021, 2022), values, strict=True))
    found, plan = drafted(tmp_path, f"indicator,area,period,value\n{rows}")
    assert plan.measures[0].unit.value == unit
    assert why.replace(";", ",") in found.text
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


BOARDS = """Quarter,Residence,ResidenceQF,Treated,Type,Seen,InTime
2023Q1,S92000003,d,S08000020,All types,411,282
2023Q1,S92000003,d,S08000024,All types,726,524
2023Q1,S08000020,NA,S08000020,All types,390,273
2023Q1,S08000024,NA,S08000024,All types,701,500
2023Q2,S92000003,d,S08000020,All types,402,303
2023Q2,S92000003,d,S08000024,All types,752,569
2023Q2,S08000020,NA,S08000020,All types,380,290
2023Q2,S08000024,NA,S08000024,All types,711,540
"""


@pytest.mark.parametrize("own", ["", "S08000020"])
def test_columns_of_codes_are_of_areas_whatever_they_are_called(tmp_path, own):
    """As at Public Health Scotland, whose boards of residence and of treatment are HB and HBT: one board's rows were taken for another's."""
    (tmp_path / "figures.csv").write_text(BOARDS, encoding="utf-8")
    looked = look_at(tmp_path / "figures.csv", own)
    said = {name: value for name, (value, _) in looked.settings.items()}
    assert said["columns"] == {"Quarter": "period", "Treated": "area"}
    assert said["filters"] == {"Residence": "S92000003"}
    assert "fixed" not in said
    assert dict(looked.series[0].areas) == {"S08000020": 2, "S08000024": 2}


@pytest.mark.parametrize("head", ["Board,2022,2023", "Where,2022,2023"])
def test_a_column_that_has_the_plans_own_area_is_that_of_areas(tmp_path, head):
    (tmp_path / "figures.csv").write_text(f"{head}\nFife,7,8\nTayside,5,6\n", encoding="utf-8")
    looked = look_at(tmp_path / "figures.csv", "Fife")
    assert looked.settings["columns"][0] == {head.partition(",")[0]: "area"}


NESTED = """Quarter,HBT,ADP,Substance,SubstanceQF,Enacted,Referrals,Percent in 3 weeks
2020/21Q4,S08000015,East ADP,All,d,20140401,18,90.5
2020/21Q4,S08000015,North ADP,All,d,20140401,20,91.5
2020/21Q4,S08000015,South ADP,All,d,20140401,22,92.5
2021/22Q1,S08000015,North ADP,All,,20140401,21,93.5
2020/21Q4,S08000030,Angus ADP,All,d,20140401,8,80.5
2020/21Q4,S08000030,Dundee ADP,All,d,20140401,9,81.5
2020/21Q4,S08000030,Dundee ADP,Alcohol,d,20140401,4,82.5
2021/22Q1,S08000030,Dundee ADP,All,,20140401,9,83.5
"""


def test_an_option_is_one_of_the_area_that_the_plan_is_about(tmp_path):
    (tmp_path / "figures.csv").write_text(NESTED)
    found = look_at(tmp_path / "figures.csv", "S08000030")
    assert found.settings["columns"][0]["HBT"] == "area"
    assert found.settings["filters"][0] == {"ADP": "Dundee ADP", "Substance": "All"}
    assert {area for one in found.series for area in one.areas} == {"S08000030"}


def test_areas_that_lie_within_others_are_the_areas_where_nobody_said_which(tmp_path):
    (tmp_path / "figures.csv").write_text(NESTED)
    found = look_at(tmp_path / "figures.csv")
    assert found.settings["columns"][0]["ADP"] == "area"
    assert found.settings["filters"][0] == {"Substance": "All"}


def test_days_and_flags_are_no_measures_and_no_symbols(tmp_path):
    (tmp_path / "figures.csv").write_text(NESTED)
    found = look_at(tmp_path / "figures.csv", "S08000030")
    assert [one.indicator for one in found.series] == ["Referrals", "Percent in 3 weeks"]
    assert "symbols" not in found.settings


@pytest.mark.parametrize(
    ("days", "settings"),
    [
        (("26/01/2023", "27/02/2023", "30/03/2023"), {"dates": "day-month-year", "snapshots": True}),
        (("2023-01-26", "2023-02-27", "2023-03-30"), {"snapshots": True}),
        (("31/01/2023", "28/02/2023", "31/03/2023"), {"dates": "day-month-year"}),
    ],
)
def test_days_of_which_each_month_has_one_are_snapshots(tmp_path, days, settings):
    rows = "".join(f"{day},Cork University Hospital,{n}\n" for n, day in enumerate(days, 3))
    _, plan = drafted(tmp_path, f"ArchiveDate,HospitalName,Total waiting\n{rows}")
    options = plan.sources[0].options
    assert {name: options[name] for name in ("dates", "snapshots") if name in options} == settings
    assert options["columns"] == {"ArchiveDate": "period", "HospitalName": "area"}
    assert plan.measures[0].calendar.kind is PeriodKind.MONTH
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_the_header_of_our_own_layout_may_stand_further_below(tmp_path):
    text = "Waiting times,,,\n,,,\nIndicator,Area,Period,Value\nwaits,E1,2019,5\nwaits,E1,2020,6\n"
    _, plan = drafted(tmp_path, text)
    assert plan.sources[0].options["header_row"] == 3
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def book(path, **sheets):
    openpyxl = pytest.importorskip("openpyxl")
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


KNOWN = [["Rough sleeping in the autumn [note 1]"], [], ["Area", "2019", "2020"], ["Leeds", 5, 6]]


def test_one_sheet_of_several_is_looked_at_by_its_name_and_its_title_is_what_stands_above(tmp_path):
    path = book(tmp_path / "b.xlsx", First=KNOWN, Second=[["Begging"], *KNOWN[1:]], Notes=[["a", "b"]])
    assert look_at(path).series[0].title == "Rough sleeping in the autumn [note 1]"
    found = look_at(path, sheet="Second")
    assert (found.series[0].title, found.settings["sheet"]) == ("Begging", ("Second", ""))
    with pytest.raises(PlanError, match=r'there is no sheet "Secnd"; did you mean "Second"'):
        look_at(path, sheet="Secnd")


def test_a_workbook_of_no_known_layout_is_told_with_the_row_most_like_a_header_and_its_sheets(tmp_path):
    odd = [["Bowel screening"], ["Sex", "Fife", "Borders", "Highland"], ["All", "1.5", "2.5", "3.5"]]
    path = book(tmp_path / "b.xlsx", Notes=[["This is about screening"]], KPI_1=odd)
    with pytest.raises(PlanError) as caught:
        look_at(path)
    told = str(caught.value)
    assert 'b.xlsx, sheet "KPI_1":2: ' in told
    assert 'the row most like a header has "Sex", "Fife", "Borders", "Highland"' in told
    assert "header_row = 2" in told
    assert '--sheet looks at one of the others: "Notes"' in told


def test_a_title_has_no_footnotes(tmp_path):
    _, plan = drafted(tmp_path, "Year,First tier (%) 3,Waiting [note 2]\n2019,5,7\n2020,6,8\n")
    assert [one.title for one in plan.measures] == ["First tier (%)", "Waiting"]
    assert [one.number.indicator for one in plan.measures] == ["First tier (%) 3", "Waiting [note 2]"]


@pytest.mark.parametrize("period", ["Jan 2012-May 2012", "2010-2010"])
def test_a_column_of_periods_that_was_not_read_is_named_with_its_cell(tmp_path, period):
    path = tmp_path / "figures.csv"
    path.write_text(f"area_code,indicator,period,value\nE08000009,rate,{period},70.8\nE08000010,rate,{period},72\n")
    with pytest.raises(PlanError, match=f'its column "period" has "{period}", which init does not read as a period'):
        look_at(path)
