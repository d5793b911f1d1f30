"""Files are read as they are published, by the settings that the documentation shows."""

import re
import shutil
import sqlite3
import tomllib
from pathlib import Path

import pytest

from wes_rules import Calendar, Period, PeriodKind, Unit
from wes_rules.plugins.asking import Wanted

from .conftest import wanted

ROOT = Path(__file__).parents[2]
FILES = Path(__file__).parent / "published"
TEXT = (ROOT / "docs" / "published.md").read_text(encoding="utf-8")
SETTINGS = dict(re.findall(r"^```toml (\S+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))

YEAR, MONTH, QUARTER = PeriodKind.CALENDAR_YEAR, PeriodKind.MONTH, PeriodKind.CALENDAR_QUARTER


@pytest.fixture
def read(folder):
    def read(name, request, **others):
        (settings,) = tomllib.loads(SETTINGS[name])["sources"]
        settings |= others
        if (FILES / settings.get("path", name)).exists():
            shutil.copy(FILES / settings["path"], folder.path)
        return folder._read(settings.pop("kind"), settings, request)

    read.folder = folder.path
    return read


def figures(found):
    return [(one.indicator, one.area, str(one.period), str(one.quantity)) for one in found.observations]


def notes(found):
    return [one.what for one in found.notes]


def test_every_file_of_the_page_is_tried():
    tried = set(re.findall(r'read\("(\S+?)"', Path(__file__).read_text(encoding="utf-8")))
    assert SETTINGS.keys() <= tried


def terms(*, window):
    anchor = Period.parse("spring 2022/23", PeriodKind.TERM)
    calendar = Calendar(kind=PeriodKind.TERM, step=3, anchor=anchor, window=window)
    series = frozenset({("937", "all"), ("970", "all")})
    return {"absence": Wanted(Unit.PERCENT, 1, (calendar,), series=series)}


def test_two_terms_of_ees_are_read_and_one_term_a_year_and_other_levels_pass(read):
    found = read("ees.csv", terms(window=2))
    assert [one for one in figures(found) if one[1] in ("937", "970")] == [
        ("absence", "970", "autumn and spring 2022/23", "7.3"),
        ("absence", "937", "autumn and spring 2022/23", "7.1"),
        ("absence", "970", "autumn and spring 2023/24", "6.9"),
        ("absence", "937", "autumn and spring 2023/24", "c"),
    ]
    assert notes(found) == [
        (
            "passed over: 2 rows about other kinds of period than the plan's (6, 7); 1 row of other geographic levels; "
            "1 row that the filters leave aside"
        )
    ]


def test_the_whole_year_of_ees_is_read_where_years_are_judged(read):
    request = {"absence": wanted(kind=PeriodKind.ACADEMIC_YEAR, series={("937", "all")})}
    assert figures(read("ees.csv", request)) == [("absence", "937", "2022/23", "7.2")]


def test_a_district_is_an_area_for_whoever_asks_about_it(read):
    found = read("ees.csv", terms(window=2))
    assert ("absence", "E07000218", "autumn and spring 2022/23", "7.9") in figures(found)
    assert ("absence", "E14000770", "autumn and spring 2022/23", "6.4") in figures(found)


def test_a_table_made_by_the_table_tool_is_read(read):
    assert figures(read("table-tool.csv", {"absence": wanted(kind=PeriodKind.ACADEMIC_YEAR)})) == [
        ("absence", "970", "2018/19", "4.7"),
        ("absence", "937", "2018/19", "4.6"),
    ]


def test_sen2_is_read(read):
    assert figures(read("sen2.csv", {"ehcp-in-time": wanted()})) == [
        ("ehcp-in-time", "383", "2021", "88.700000000000"),
        ("ehcp-in-time", "970", "2022", "49.166"),
        ("ehcp-in-time", "383", "2022", "12.291"),
    ]


def test_the_management_information_of_ofsted_is_read(read):
    found = read("ofsted.csv", {})
    assert [(one.area, one.unit, str(one.day), one.grade, one.district) for one in found.inspections] == [
        ("383", "107813", "2024-05-21", 2, "Wetherby and Easingwold"),
        ("383", "107817", "2024-03-12", 1, "Leeds North West"),
        ("383", "107827", "2019-11-27", 2, "Leeds West and Pudsey"),
    ]
    assert notes(found) == ["passed over: 1 row of units without a grade (2)"]


def test_the_management_information_of_earlier_years_has_titles_and_the_letters_of_windows(read):
    real = (FILES / "ofsted.csv").read_bytes().replace(b"Guiseley", b"Gu\xefseley")
    (read.folder / "mi.csv").write_bytes(b'"Management information, as at 31 December 2023",,\r\n,,\r\n' + real)
    found = read("ofsted.csv", {}, path="mi.csv", header_row=3, encoding="windows-1252")
    assert [one.grade for one in found.inspections] == [2, 1, 2]


def test_fingertips_is_read_with_england_twice_and_deciles_beside_it(read):
    found = read("fingertips.csv", {"40401": wanted(Unit.RATIO, window=3)})
    assert figures(found) == [
        ("40401", "E92000001", "2016 - 2018", "72.9"),
        ("40401", "E92000001", "2017 - 2019", "71.3"),
        ("40401", "E10000031", "2016 - 2018", "65.0"),
        ("40401", "E10000031", "2017 - 2019", "64.1"),
        ("40401", "E09000001", "2017 - 2019", "x"),
    ]
    assert found.unused_rows == {"40402": 1}


def test_lines_of_fingertips_that_end_early_have_empty_last_cells(read):
    found = read("fingertips.csv", {"93356": wanted(Unit.SCORE)}, path="fingertips-short.csv")
    assert [one[:3] for one in figures(found)] == [
        ("93356", "E92000001", "2016"),
        ("93356", "E10000034", "2016"),
        ("93356", "E92000001", "2017"),
        ("93356", "E10000034", "2017"),
    ]
    assert "each line is 1 cell shorter than the names of the columns" in notes(found)[0]


def test_the_total_of_england_passes_however_it_is_written(read):
    request = {"att-1": wanted(Unit.COUNT, MONTH, decimals=0), "over-4h-1": wanted(Unit.COUNT, MONTH, decimals=0)}
    found = read("nhs-ae.csv", request, path="nhs-ae-2025.csv")
    assert [one[1:] for one in figures(found)] == [
        ("RYJ", "September 2025", "11866"),
        ("RYJ", "September 2025", "5300"),
        ("RX1", "September 2025", "12732"),
        ("RX1", "September 2025", "6930"),
    ]
    assert notes(found) == ["passed over: 1 row that the filters leave aside"]


def test_the_three_frequencies_of_a_real_time_series_are_told_apart(read):
    columns = {"Title": "period", "LFS: Employment rate: Northern Ireland: Aged 16-64: Female: %: SA": "value"}
    for kind, last in ((YEAR, "67.7"), (QUARTER, "67.3"), (MONTH, "69.1")):
        found = read("ons.csv", {"unemployment": wanted(kind=kind)}, path="ons-lf62.csv", columns=columns)
        assert str(found.observations[-1].quantity) == last


def test_the_monthly_file_of_nhs_england_is_read(read):
    request = {"att-1": wanted(Unit.COUNT, MONTH, decimals=0), "over-4h-1": wanted(Unit.COUNT, MONTH, decimals=0)}
    assert figures(read("nhs-ae.csv", request)) == [
        ("att-1", "RXX", "April 2023", "12449"),
        ("over-4h-1", "RXX", "April 2023", "4101"),
        ("att-1", "RYY", "April 2023", "x"),
        ("over-4h-1", "RYY", "April 2023", "x"),
    ]


def test_a_workbook_of_nhs_england_is_read_below_titles_and_merged_names(read):
    fake = pytest.importorskip("wes_rules_excel.fake")
    from datetime import date

    rows = [
        ["Title:", "A&E Attendances and Emergency Admissions", None, None],
        *[[None, None, None, None]] * 11,
        ["Period", "A&E attendances", None, "Percentage in 4 hours or less (all)"],
        [None, "Type 1 Departments", "Total attendances", None],
        [date(2023, 1, 1), 1226000, "1,998,000", 0.7237],
        [date(2023, 2, 1), 1196000, "1,881,000", 0.7151],
        ["Note: figures are provisional", None, None, None],
    ]
    fake.write_workbook(
        read.folder / "nhs-timeseries.xlsx", {"Performance": rows}, merged=["A13:A14", "B13:C13", "D13:D14"]
    )
    found = read("nhs-timeseries.xlsx", {"in-time": wanted(Unit.SCORE, MONTH)})
    assert figures(found) == [
        ("in-time", "ENG", "January 2023", "0.7237"),
        ("in-time", "ENG", "February 2023", "0.7151"),
    ]
    assert notes(found) == ["passed over: 1 row with neither a period nor a number (17)"]


def test_the_words_of_ofsted_for_an_authority_stand_for_numbers(read):
    fake = pytest.importorskip("wes_rules_excel.fake")
    rows = [
        ["Local authority inspection judgements as at 31 March 2025", None, None],
        ["This worksheet contains one table.", None, None],
        ["Web link", "Local authority area code", "Overall effectiveness"],
        ["Ofsted Local Authority Webpage", "E09000007", "Outstanding"],
        ["Ofsted Local Authority Webpage", "E08000032", "Inadequate"],
    ]
    fake.write_open(read.folder / "ofsted-authorities.ods", {"Inspections_as_at_31_March": rows})
    found = read("ofsted-authorities.ods", {"childrens-services": wanted(Unit.SCORE, MONTH, decimals=0)})
    assert figures(found) == [
        ("childrens-services", "E09000007", "March 2025", "1"),
        ("childrens-services", "E08000032", "March 2025", "4"),
    ]


def test_the_revenue_outturn_is_read_below_its_titles_and_above_its_hidden_row(read):
    fake = pytest.importorskip("wes_rules_excel.fake")
    name = "Education services - Total Expenditure (C3 = C1 + C2)"
    rows = [
        *[[f"Line {number} about the table", None, None] for number in range(1, 7)],
        ["ONS Code", "Local authority", name],
        ["E07000223", "Adur", 0],
        ["E07000032", "Amber Valley", "[x]"],
        ["E09000002", "Barking & Dagenham", 387929],
        [None, None, "RSX-edu-tot-exp"],
    ]
    fake.write_open(read.folder / "revenue-outturn.ods", {"RSX_LA_Data_202425": rows})
    found = read("revenue-outturn.ods", {"education-spend": wanted(Unit.SCORE, PeriodKind.FINANCIAL_YEAR)})
    assert [(area, text) for _, area, _, text in figures(found)] == [
        ("E07000223", "0"), ("E07000032", "x"), ("E09000002", "387929"),
    ]  # fmt: skip
    assert notes(found) == ["passed over: 1 row with neither an area nor a number (11)"]


def test_a_file_that_names_areas_and_has_no_codes_is_read(read):
    text = (
        '"year","level","la_name","school_type","perm_excl_rate"\n"201617","National","England","Total","0.1"\n'
        '"201617","Local authority","West Sussex","Total","0.08"\n"200607","Local authority","West Sussex","Special","0.21"\n'
    )
    (read.folder / "exclusions.csv").write_text(text)
    found = read("exclusions.csv", {"exclusions": wanted(Unit.SCORE, PeriodKind.ACADEMIC_YEAR, decimals=2)})
    assert figures(found) == [("exclusions", "938", "2016/17", "0.08")]


def test_one_of_the_frequencies_of_an_ons_time_series_is_read(read):
    found = read("ons.csv", {"unemployment": wanted(kind=QUARTER)})
    assert figures(found) == [("unemployment", "UK", "2022 Q3", "3.6"), ("unemployment", "UK", "2022 Q4", "3.7")]
    assert figures(read("ons.csv", {"unemployment": wanted(kind=YEAR)})) == [
        ("unemployment", "UK", "2021", "4.5"),
        ("unemployment", "UK", "2022", "3.7"),
    ]


def test_a_year_and_a_month_in_two_columns_are_one_month(read):
    found = read("waits-by-month.csv", {"over-18-weeks": wanted(Unit.COUNT, MONTH)})
    assert figures(found) == [
        ("over-18-weeks", "S08000015", "November 2021", "310"),
        ("over-18-weeks", "S08000015", "December 2021", "325"),
        ("over-18-weeks", "S08000015", "January 2022", "342"),
        ("over-18-weeks", "S08000016", "January 2022", "95"),
    ]


def test_crimes_of_a_street_file_are_counted_by_a_query(read):
    pytest.importorskip("wes_rules_sql")
    with sqlite3.connect(read.folder / "t.db") as base:
        base.execute('create table street ("Crime ID", "Month", "Crime type")')
        rows = [("", "2023-01", "Anti-social behaviour"), ("a", "2023-01", "Burglary"), ("b", "2023-01", "Burglary")]
        base.executemany("insert into street values (?, ?, ?)", rows)
    base.close()
    assert figures(read("police.db", {"burglary": wanted(Unit.COUNT, MONTH, decimals=0)})) == [
        ("burglary", "force", "January 2023", "2")
    ]


def test_eurostat_reads_areas_from_the_joined_column_and_flags_off_numbers(read):
    found = read("eurostat.tsv", {"youth-unemployment": wanted()})
    of = {(one.area, str(one.period)): str(one.quantity) for one in found.observations}
    assert of["ES", "2021"] == "35.0"  # "35.0 d"
    assert of["EU27_2020", "2024"] == "15.0"
    assert of["BG", "2019"] == "12.1"  # "12.1 b"
    assert of["LU", "2025"] == "x"  # ": u"
    assert {area for area, _ in of} >= {"ES", "EU27_2020", "BG", "LU"}


@pytest.mark.parametrize(
    ("cell", "value", "standing"),
    [
        ("15.1 bu", "15.1", ""),
        ("15.1 bp", "15.1", "p"),
        ("15.1 e", "15.1", "e"),
        ("15.1 f", "15.1", "f"),
        (": c", "c", ""),
    ],
)
def test_flags_of_eurostat_say_how_firm_a_figure_is(folder, cell, value, standing):
    text = f"key\t2023\nT,ES\t{cell}\nF,ES\t9.9\n"
    settings = {"columns": {"key": "area"}, "parts": {"key": "T,*"}, "across": "period", "fixed": {"indicator": "rate"}}
    asked = {"rate": wanted(series={("ES", "all")})}
    found = folder.read(text, asked, name="f.tsv", symbols="eurostat", publication="s", **settings)
    (one,) = [each for each in found.observations if each.area == "ES"]
    assert (str(one.quantity), one.standing.value) == (value, standing)


def test_a_flag_that_nobody_named_says_where_to_name_it(folder):
    text = "key\t2023\nES\t35.0 d\n"
    settings = {"columns": {"key": "area"}, "across": "period", "fixed": {"indicator": "rate"}, "publication": "s"}
    (fault,) = folder.faults(text, {"rate": wanted()}, **settings)
    assert 'symbols = "eurostat"' in fault


def test_a_label_that_stands_once_above_several_rows_is_told_how_to_go_on(folder):
    text = "Year,Stage,Rate\n2022,first,7.5\n,second,8.5\n"
    settings = {"columns": {"Year": "period", "Rate": "value"}, "fixed": {"indicator": "rate", "area": "937"}}
    (fault,) = folder.faults(text, {"rate": wanted()}, publication="s", filters={"Stage": "second"}, **settings)
    assert 'fill_down = ["Year"]' in fault
    said = {"publication": "s", "filters": {"Stage": "second"}, **settings}
    (one,) = folder.read(text, {"rate": wanted()}, fill_down=["Year"], **said).observations
    assert (str(one.period), str(one.quantity)) == ("2022", "8.5")


WALES = ",All,,,All\n,In time,.,Late,.\n,Under 1 week,.,Over 1 week,.\nSep-2011,1,2,3,4\n"


@pytest.mark.parametrize("name", ["All", "In time"])
def test_names_made_of_several_rows_are_listed_at_once(folder, name):
    settings = {"columns": {"column 1": "period"}, "indicators": {name: "rate"}, "header_rows": 3}
    said = " ".join(folder.faults(WALES, {"rate": wanted()}, publication="s", fixed={"area": "W"}, **settings))
    assert '"All . ."' in said
    assert '"All In time Under 1 week"' in said


def test_a_column_that_has_a_name_may_be_called_by_its_place(folder):
    settings = {"columns": {"column 1": "period"}, "indicators": {"column 5": "rate"}, "header_rows": 3}
    asked = {"rate": wanted(kind=MONTH)}
    (one,) = folder.read(WALES, asked, publication="s", fixed={"area": "W"}, **settings).observations
    assert str(one.quantity) == "4"
