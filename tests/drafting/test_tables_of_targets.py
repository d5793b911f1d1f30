"""A table of targets is read as its sheet shows it: percentages, money, a column for each year, arrows."""

import zipfile
from datetime import date

import pytest

from wes_rules import Advisory, Better, PeriodKind, PlanError, Threshold, Unit
from wes_rules.drafting.figures import look_at
from wes_rules.drafting.plan import Head, draft_plan
from wes_rules.drafting.promises import Known
from wes_rules.drafting.targets import read_targets
from wes_rules.planfiles.planfile import parse_plan


def drafted(path, **known):
    found = draft_plan(Head(id="plan"), Known(**known), read_targets(path).rows, (), lambda *_: None)
    return found, parse_plan(found.text) if found.written else None


def from_text(tmp_path, text, **known):
    path = tmp_path / "targets.csv"
    path.write_text(text, encoding="utf-8")
    return drafted(path, **known)


def workbook(path, *rows):
    """Write a workbook; a pair is a number and its format."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for y, cells in enumerate(rows, 1):
        for x, cell in enumerate(cells, 1):
            value, form = cell if isinstance(cell, tuple) else (cell, "General")
            book.active.cell(y, x, value).number_format = form
    book.save(path)
    return path


def test_a_column_of_frequencies_says_the_calendar_of_each_row(tmp_path):
    rows = "".join(
        f"{name},90%,High,{name}\n"
        for name in ("Quarterly", "Annual", "Monthly", "Termly", "Weekly", "Half-yearly", "Biennial")
    )
    found, plan = from_text(tmp_path, f"Measure,Target,Good is,Reporting frequency\n{rows}")
    kinds = [one.calendar.kind.value for one in plan.measures]
    assert kinds == ["financial-quarter", "financial-year", "month", "term", "week", "financial-half", "financial-year"]
    assert '# guess: its frequency is "Quarterly"; whose years they are is not said' in found.text
    assert '# guess: its frequency is "Biennial", which no kind of period has' in found.text


def test_a_calendar_that_somebody_names_is_that_of_the_rows_whose_frequency_it_has(tmp_path):
    rows = "A,90%,High,Quarterly\nB,90%,High,Annually\n"
    _, plan = from_text(tmp_path, f"Measure,Target,Good is,Frequency\n{rows}", calendar=PeriodKind.ACADEMIC_YEAR)
    assert [one.calendar.kind.value for one in plan.measures] == ["financial-quarter", "academic-year"]


@pytest.mark.parametrize(
    ("cell", "text", "limit", "unit", "decimals"),
    [
        ((0.95, "0%"), "95%", 95, Unit.PERCENT, 1),
        ((0.985, "0.0%"), "98.5%", "98.5", Unit.PERCENT, 1),
        ((0.985, "0%"), "98.5%", "98.5", Unit.PERCENT, 1),
        ((2 / 3, "0%"), "67%", 67, Unit.PERCENT, 1),
        ((45.5, '"£"#,##0.00'), "£45.50", "45.5", Unit.POUNDS, 2),
        ((1234, "[$£-809]#,##0"), "£1,234", 1234, Unit.POUNDS, 0),
        ((2500000, '"£"0.0,,"m"'), "£2.5m", 2500000, Unit.POUNDS, 0),
        ((95, '0.0"%"'), "95.0%", 95, Unit.PERCENT, 1),
        ((3.1, "0.00"), "3.10", "3.1", Unit.SCORE, 2),
        ((12, '0" days"'), "12 days", 12, Unit.DAYS, 1),
        ((37, "0.00E+00"), "37", 37, Unit.COUNT, 0),
    ],
)
def test_a_cell_of_a_workbook_is_read_as_it_is_shown(tmp_path, cell, text, limit, unit, decimals):
    path = workbook(tmp_path / "targets.xlsx", ["Measure", "Target", "Polarity"], ["Relets", cell, "High"])
    (measure,) = drafted(path)[1].measures
    assert (measure.text, measure.rule, measure.unit, measure.decimals) == (
        text,
        Threshold(at_least=limit),
        unit,
        decimals,
    )


def test_figures_that_a_workbook_shows_as_percentages_are_fractions_by_a_guess(tmp_path):
    rows = (["indicator", "area", "period", "value"], ["relets", "E1", "2023", (0.955, "0.0%")])
    looked = look_at(workbook(tmp_path / "figures.xlsx", *rows))
    head = Head(id="plan", figures="figures.xlsx", settings=looked.settings)
    found = draft_plan(head, Known(better=Better.HIGHER), (), looked.series, lambda *_: None)
    assert 'unit = "percent"  # guess: the figures say so' in found.text
    assert 'values = "fractions"  # guess: its cells are shown as percentages' in found.text
    assert parse_plan(found.text).measures[0].decimals == 1


def old_workbook(path, rows, **more):
    """Write a workbook of which only the cells are read, and not how they are shown."""
    fake = pytest.importorskip("wes_rules_excel.fake")
    return fake.write_workbook(path.with_suffix(".xls"), {"Figures": rows}, **more)


def test_a_workbook_that_does_not_say_how_its_cells_are_shown_is_read_where_nothing_hangs_on_it(tmp_path):
    rows = [["Ref", "Target", "Owner"], [1, "At least 95%", "A"], [2, 30, None]]
    found = read_targets(old_workbook(tmp_path / "targets", rows, merged=["C2:C3"])).rows
    assert [(one.ref, one.words, one.owner) for one in found] == [("1", "At least 95%", "A"), ("2", "30", "A")]


@pytest.mark.parametrize("target", [0.95, 1])
def test_targets_that_may_be_percentages_are_refused_with_the_way_on(tmp_path, target):
    with pytest.raises(PlanError, match=r"column 2 holds numbers such as .* may be percentages.*save it as \.xlsx"):
        read_targets(old_workbook(tmp_path / "targets", [["Title", "Target"], ["Relets", target]]))


def test_figures_of_such_a_workbook_are_taken_for_fractions_where_all_may_be(tmp_path):
    rows = [["Percentage in time", 2022, 2023], ["relets", 0.955, 0.5]]
    looked = look_at(old_workbook(tmp_path / "figures", rows))
    head = Head(id="plan", figures="figures.xls", settings=looked.settings)
    found = draft_plan(head, Known(better=Better.HIGHER, unit=Unit.PERCENT), (), looked.series, lambda *_: None)
    assert 'kind = "excel"' in found.text
    assert 'values = "fractions"  # guess: all its figures lie between 0 and 1' in found.text


def test_a_file_that_is_no_such_workbook_is_told(tmp_path):
    (tmp_path / "targets.xls").write_bytes(b"PK")
    with pytest.raises(PlanError, match="cannot be read as a workbook"):
        read_targets(tmp_path / "targets.xls")


NAMES = " ".join(
    f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
)


def open_workbook(path, rows):
    """Write an .ods workbook of rows that are given as XML, between many empty cells and rows."""
    body = "".join(
        f'<table:table-row>{row}<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for row in rows
    )
    end = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    content = f'<office:document-content {NAMES}><table:table table:name="T">{body}{end}</table:table></office:document-content>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)
    return path


def open_cell(text, more=""):
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("kind", "value", "said", "text"),
    [
        ("percentage", "0.95", "95%", "95%"),
        ("percentage", "0.985", "99%", "98.5%"),
        ("percentage", "0.6666666666", "67%", "67%"),
        ("currency", "45.5", "£45.50", "£45.50"),
        ("float", "12", "12 days", "12 days"),
        ("float", "1234.5", "1,234.5", "1234.5"),
        ("string", "", "At least 90%", "At least 90%"),
    ],
)
def test_a_cell_of_an_open_workbook_is_read_as_it_is_shown(tmp_path, kind, value, said, text):
    cell = open_cell(said, f'office:value-type="{kind}" office:value="{value}"')
    head = "".join(map(open_cell, ("Measure", "Target", "Polarity")))
    rows = ["<table:table-cell/>", head, open_cell("Relets") + cell + open_cell("High")]
    (row,) = read_targets(open_workbook(tmp_path / "targets.ods", rows)).rows
    assert (row.line, row.title, row.words) == (3, "Relets", text)


def test_an_open_workbook_that_is_none_or_swells_is_refused(tmp_path):
    swollen = '<table:table-cell table:number-columns-repeated="9000000"><text:p>1</text:p></table:table-cell>'
    (tmp_path / "none.ods").write_bytes(b"PK")
    for path in (tmp_path / "none.ods", open_workbook(tmp_path / "swollen.ods", [swollen])):
        with pytest.raises(PlanError, match="it cannot be read as a workbook"):
            read_targets(path)


YEARS = "PI ref,Indicator,Baseline 2022/23,Target 2023/24,2024/25 target,Target (2025/26),Polarity\n"


def test_targets_by_year_are_versions_and_the_start_has_its_period(tmp_path):
    found, plan = from_text(tmp_path, YEARS + "A,Waste recycled,41.2%,42%,43%,45%,High\n")
    (measure,) = plan.measures
    assert measure.calendar.kind is PeriodKind.FINANCIAL_YEAR
    assert measure.rule.at_least == 42
    assert 'versions = [{starting = "2024/25", at_least = 43}, {starting = "2025/26", at_least = 45}]' in found.text
    assert 'baseline = {value = 41.2, period = "2022/23"}' in found.text
    assert 'text = "Target 2023/24: 42%; 2024/25 target: 43%; Target (2025/26): 45%"' in found.text
    assert "# guess: its targets are for periods like 2023/24; it may be an academic year as well" in found.text
    assert [one.phrase for one in measure.readings] == ["42%", "Target 2023/24: 42%"]


def test_a_target_of_a_year_that_is_none_yet_is_asked_about(tmp_path):
    found, plan = from_text(tmp_path, YEARS + "A,Waste recycled,41.2%,42%,TBC,45%,High\n")
    assert '# open: "2024/25 target: TBC": it is no target like the others' in found.text
    assert [one.starting.start.year for one in plan.measures[0].rule.versions] == [2025]
    assert "# guess: as far as the words settle it" in found.text


def test_all_cases_from_a_year_on_are_a_limit_of_100(tmp_path):
    _, plan = from_text(tmp_path, YEARS + "A,Reviews in time,96%,98%,99%,100%,High\n")
    assert [dict(one.changes)["at_least"] for one in plan.measures[0].rule.versions] == [99, 100]


@pytest.mark.parametrize(
    ("calendar", "due"),
    [(None, date(2025, 3, 31)), (PeriodKind.ACADEMIC_YEAR, date(2025, 8, 31))],
)
def test_the_only_target_is_due_at_the_end_of_the_year_in_its_heading(tmp_path, calendar, due):
    text = "Indicator,Target 2024/25,Polarity\nWaste recycled,43%,High\n"
    (measure,) = from_text(tmp_path, text, calendar=calendar)[1].measures
    assert measure.rule == Threshold(at_least=43, by=due)


def test_a_promise_of_every_year_lasts_to_the_year_in_its_heading(tmp_path):
    (measure,) = from_text(tmp_path, "Indicator,Target 2025\nAbsence,Reduce annually\n")[1].measures
    assert (measure.rule.kind, measure.deadline) == ("annual-decrease", date(2025, 12, 31))


def test_targets_of_quarters_are_those_of_the_only_year_that_is_named(tmp_path):
    text = "PI,Description,Target 2024/25,Q1 target,Quarter 2 target,Good is\nH1,Calls answered,90%,80%,85%,high\n"
    found, plan = from_text(tmp_path, text)
    (measure,) = plan.measures
    assert measure.calendar.kind is PeriodKind.FINANCIAL_QUARTER
    assert measure.rule.at_least == 80
    assert 'starting = "2024/25 Q2", at_least = 85' in found.text


def test_a_target_of_a_year_is_not_put_on_each_quarter(tmp_path):
    text = "Measure,Annual target,Q1 target,Good is\nCalls answered,90%,80%,high\nRent,{},high\n"
    path = tmp_path / "targets.csv"
    path.write_text(text)
    found, _ = drafted(path, calendar=PeriodKind.FINANCIAL_QUARTER)
    assert 'its target is in a column "Annual target", and its figures are of a shorter' in found.set_aside[0][1]


@pytest.mark.parametrize(("cell", "way"), [
    ("↑", "higher"), ("▼", "lower"), ("Higher is better", "higher"), ("Maximise", "higher"), ("Aim to minimise", "lower"),
])  # fmt: skip
def test_an_arrow_says_which_way_is_better(tmp_path, cell, way):
    (measure,) = from_text(tmp_path, f"Measure,Target,Direction\nRelets,43%,{cell}\n")[1].measures
    assert measure.better == Better(way)


@pytest.mark.parametrize(
    ("heading", "cell", "tolerance"),
    [
        ("Amber", "2 points", 2),
        ("Amber", "-5", 5),
        ("Amber", "±5", 5),
        ("Amber tolerance", "3 points", 3),
        ("Amber", "78%", 2),
    ],
)
def test_how_far_off_amber_goes_is_no_level(tmp_path, heading, cell, tolerance):
    text = f"Measure,Good is,Target,{heading}\nCalls answered,High,80%,{cell}\n"
    (measure,) = from_text(tmp_path, text)[1].measures
    assert measure.rule.tolerance == tolerance


@pytest.mark.parametrize(("target", "cell"), [("80%", "5%"), ("400", "20")])
def test_a_band_down_to_half_the_target_is_asked_about(tmp_path, target, cell):
    found, _ = from_text(tmp_path, f"Measure,Good is,Target,Amber\nCalls answered,High,{target},{cell}\n")
    assert "how far off it goes" in found.text


def test_the_percent_of_a_tolerance_is_no_unit(tmp_path):
    text = "Measure,Good is,Target 2024/25,Tolerance\nMissed bins,Low,45,10%\n"
    (measure,) = from_text(tmp_path, text)[1].measures
    assert (measure.unit.value, measure.rule.tolerance) == ("count", 10)


@pytest.mark.parametrize("heading", ["Direction of travel", "Trend", "DoT (direction of change)"])
def test_which_way_the_figures_went_is_not_which_way_is_better(tmp_path, heading):
    found, _ = from_text(tmp_path, f"Measure,Target,{heading}\nRelets,43%,↓\nHomes,At least 5,↑\n")
    assert "which side of the value" in dict(found.set_aside)["relets"]


def test_an_arrow_below_direction_alone_is_a_guess(tmp_path):
    assert (
        "may also say which way the figures went" in from_text(tmp_path, "Measure,Target,Direction\nA,43%,↓\n")[0].text
    )
    assert "which way the figures" not in from_text(tmp_path, "Measure,Target,Direction\nA,43%,Minimise\n")[0].text


@pytest.mark.parametrize("heading", ["Aim", "What good looks like", "Desired", "Intent"])
def test_a_column_that_may_say_which_way_is_better_does_so_if_its_cells_are_such_words(tmp_path, heading):
    (measure,) = from_text(tmp_path, f"Measure,Target,{heading}\nRelets,43%,Decrease\n")[1].measures
    assert measure.better is Better.LOWER
    assert from_text(tmp_path, f"Measure,Target,{heading}\nRelets,43%,Quick relets\n")[0].set_aside


def test_a_direction_that_was_not_understood_is_named(tmp_path):
    text = (
        "Measure,Target,Direction\nRelets,in the top quartile of statistical neighbours,sideways\nCalls,At least 5,\n"
    )
    found, _ = from_text(tmp_path, text)
    assert dict(found.set_aside)["relets"].startswith('"sideways" does not say which way is better')


def test_a_name_that_stands_twice_is_marked(tmp_path):
    found, _ = from_text(tmp_path, "Ref,Measure,Target\nA,Relets,At least 5\nA,Calls,At least 6\n")
    assert 'id = "calls"  # guess: another measure is called "a", too' in found.text


def test_a_start_with_decimal_places_gives_the_measure_as_many(tmp_path):
    (measure,) = from_text(tmp_path, "Measure,Target,Baseline\nCases a worker,No more than 15,16.4\n")[1].measures
    assert (measure.unit, measure.decimals) == (Unit.SCORE, 1)


def test_the_year_that_is_guessed_of_the_calendar_decides_the_day_and_the_question_stays(tmp_path):
    found, plan = from_text(tmp_path, "Measure,Target\nAgency rate,Reduce to 20% or less by 2025/26\n")
    assert plan.measures[0].rule == Threshold(at_most=20, by=date(2026, 3, 31))
    assert '# open: "by 2025/26": which kind of year it is decides when it ends' in found.text


def test_the_line_of_totals_is_no_target_and_what_stands_above_the_table_is_its_title(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text("Our plan 2024-27,\nMeasure,Target\nCalls,At least 5\nTotal,5\n")
    found = read_targets(path)
    assert ([one.title for one in found.rows], found.title) == (["Calls"], "Our plan 2024-27")


def test_the_first_line_counts_what_was_set_aside(tmp_path):
    found, _ = from_text(tmp_path, "Measure,Target\nCalls,At least 5\nVisits,Increase by 5% a month\n")
    assert found.text.startswith("# Set aside, in comments below with what has to be said first: 1 measure.\n")


def test_a_report_of_indicators_by_code_and_service_is_read_and_its_quarter_is_marked(tmp_path):
    """As in Hart District Council's report of the second quarter of 2014/15."""
    text = (
        "PI Code,Description,Service,2013/14 outturn,Q1 2014/15,Q2 Target,RAG\n"
        "CS02a,% of calls answered in 15 seconds,Customer Services,77.1%,78.5%,80%,Amber\n"
    )
    found, plan = from_text(tmp_path, text, better=Better.HIGHER, calendar=PeriodKind.FINANCIAL_QUARTER)
    (measure,) = plan.measures
    assert (measure.id, measure.title, measure.owner) == (
        "cs02a",
        "% of calls answered in 15 seconds",
        "Customer Services",
    )
    assert (
        'guess: it holds for every period, though its column is called "Q2 Target": of which quarter is not said'
        in found.text
    )


def test_a_nought_by_itself_is_no_promise_until_a_way_is_said(tmp_path):
    text = "Measure,Target\nDrug offences,0\nDays ahead of the timetable,0\n"
    aside = from_text(tmp_path, text)[0].set_aside
    assert ["which side of the value keeps the promise is not said" in why for _, why in aside] == [True, True]
    plan = from_text(tmp_path, text, better=Better.LOWER)[1]
    assert [one.rule for one in plan.measures] == [Threshold(equals=0), Threshold(equals=0)]


def test_a_report_that_says_what_is_good_to_be_and_where_there_is_no_target(tmp_path):
    text = (
        "KPI Ref,Indicator,Good to be,Target,Lead\nCB01,Household waste recycled,High,50%,Waste\n"
        "CB02,Missed bins,Low,60,Waste\nCB08,Resident satisfaction,High,Contextual - no target,Comms\n"
    )
    found, plan = from_text(tmp_path, text)
    assert [(one.id, one.better, one.rule) for one in plan.measures] == [
        ("cb01", Better.HIGHER, Threshold(at_least=50)),
        ("cb02", Better.LOWER, Threshold(at_most=60)),
    ]
    assert "it promises nothing that figures can decide" in found.text


def test_a_unit_that_the_library_does_not_have_is_named_where_another_is_guessed(tmp_path):
    text = "Measure,Target,Unit,Good is\nResidual waste per household,465,kg,Low\n"
    assert (
        'unit = "count"  # guess: a count is the plainest; "kg" needs a table [units.NAME]'
        in from_text(tmp_path, text)[0].text
    )


@pytest.mark.parametrize(
    ("title", "cell", "limit", "says"),
    [
        ("Reduce % of calls lost to 5%", "5%", Threshold(at_most=5), "Reduce"),
        ("Increase % of waste recycled", "50%", Threshold(at_least=50), "Increase"),
        (
            "To reply to complaints within 7 working days",
            "7 working days",
            Threshold(at_most=7),
            "within 7 working days",
        ),
    ],
)
@pytest.mark.parametrize("better", [None, Better.HIGHER, Better.LOWER])
def test_the_title_says_which_way_is_better_before_what_is_said_of_all(tmp_path, title, cell, limit, says, better):
    found, plan = from_text(tmp_path, f"Indicator,Target\n{title},{cell}\n", better=better)
    assert plan.measures[0].rule == limit
    assert f'# guess: "{says}" in its title says so' in found.text


@pytest.mark.parametrize(
    "title", ["% reduction in crime", "Increase in complaints", "% of complaints answered within 7 working days"]
)
def test_a_title_that_names_a_change_or_a_share_says_no_direction(tmp_path, title):
    plan = from_text(tmp_path, f"Indicator,Target\n{title},7%\n", better=Better.HIGHER)[1]
    assert plan.measures[0].rule == Threshold(at_least=7)


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ("Reduce % of calls lost,5%,High", "the title wants it lower, and the target is read as if higher were better"),
        (
            "% of audits,100%,High",
            "whether it is decided on counts, or by the percentage as it is published, is not said",
        ),
    ],
)
def test_what_a_title_or_a_unit_contradicts_is_asked(tmp_path, row, asked):
    found, _ = from_text(tmp_path, f"Indicator,Target,Good is\n{row}\n", calendar=PeriodKind.FINANCIAL_QUARTER)
    assert asked in found.text
    assert "# guess: as far as the words settle it" in found.text


def test_a_table_headed_by_one_quarter_marks_that_its_targets_may_be_of_it_alone(tmp_path):
    text = "Key Performance Indicators: Quarter 1 2014/15,,\n\nIndicator,Target,Good is\n% of Council Tax collected,24.5%,High\n"
    found, _ = from_text(tmp_path, text, calendar=PeriodKind.FINANCIAL_QUARTER)
    assert 'its table is headed by "Quarter 1": whether it is that one\'s alone is not said' in found.text


def test_a_target_of_all_is_decided_as_published_where_no_figure_has_counts(tmp_path):
    _, plan = from_text(tmp_path, "Indicator,Target,Good is\nAudits,100%,High\n")
    assert plan.measures[0].rule == Threshold(at_least=100)


def test_a_target_that_is_no_whole_number_is_of_no_count(tmp_path):
    found, plan = from_text(tmp_path, "Indicator,Target,Unit,Good is\nDays lost per head,1.58,number,Low\n")
    assert (plan.measures[0].unit, plan.measures[0].decimals, found.set_aside) == (Unit.SCORE, 2, ())


def test_an_owner_whose_cell_goes_over_several_rows_owns_each(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["Measure", "Service", "Target"],
        ["A", "Homes", "At least 5"],
        ["B", None, "At least 6"],
        ["C", None, "At least 7"],
    ):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(tmp_path / "targets.xlsx")
    assert [one.owner for one in read_targets(tmp_path / "targets.xlsx").rows] == ["Homes", "Homes", ""]


@pytest.mark.parametrize("often", ["Quarterly", "Monthly"])
def test_a_target_of_a_year_is_asked_about_where_its_figures_are_of_shorter_times(tmp_path, often):
    text = f"Measure,Target 2024/25,Frequency,Polarity\nRecycling,46%,{often},Maximise\nHomes,46%,Annual,Maximise\n"
    found, plan = from_text(tmp_path, text)
    assert found.text.count("or of all of 2024/25 together, is not said") == 1
    assert [(one.rule.at_least, one.rule.by) for one in plan.measures] == [(46, date(2025, 3, 31))] * 2


def test_targets_of_years_hold_from_the_first_quarter_of_each(tmp_path):
    text = "Measure,Target 2024/25,Target 2025/26,Frequency,Good is\nRecycling,46%,48%,Quarterly,high\n"
    found, _ = from_text(tmp_path, text)
    assert 'starting = "2025/26 Q1", at_least = 48' in found.text
    assert "or of all of 2024/25 together, is not said" in found.text


def test_what_comes_after_the_last_quarter_of_figures_that_are_added_up_is_asked(tmp_path):
    text = "KPI,Good is,Q1 target,Q2 target,Q3 target,Q4 target,Annual target 2024/25\nCouncil tax (cumulative),high,29%,56%,83%,98%,98%\n"
    found, _ = from_text(tmp_path, text)
    assert 'open: "cumulative": what is promised of the periods after the last one' in found.text


def test_a_key_in_columns_of_its_own_is_read_with_the_target_and_two_ends_of_amber_are_asked_about(tmp_path):
    text = "Measure,Good is,Target,Amber,Red\nCalls,high,90,85,below 85\nVisits,low,5,-,-\n"
    found, plan = from_text(tmp_path, text)
    assert [one.rule for one in plan.measures] == [Threshold(at_least=90, tolerance=5), Threshold(at_most=5)]
    assert found.text.count("as far as the words settle it") == 0
    twice, _ = from_text(tmp_path, "Measure,Good is,Target,Floor,RAG tolerance\nClients,high,4500,4000,10%\n")
    assert "one colour begins at two places" in twice.text


def test_a_row_without_a_target_is_shown_and_one_whose_target_is_to_come_is_set_aside(tmp_path):
    rows = "Households housed for a time,No target,Low\nFly tips (kg),Data only,Low\nCalls answered,TBC,High\n"
    found, plan = from_text(tmp_path, f"Measure,Target,Good to be\n{rows}")
    assert [one.rule for one in plan.measures] == [Advisory(), Advisory()]
    assert '# title = "Calls answered"' in found.text


@pytest.mark.parametrize(
    ("often", "baseline", "asked"),
    [
        ("Annual", "71 (2024)", "which financial-year it means is not said"),
        ("Quarterly", "34.5 (2024/25)", "2024/25 is not a financial-quarter"),
        ("Monthly", "68% (2023)", "2023 is not a month"),
    ],
)
def test_a_period_of_the_start_that_the_calendar_does_not_have_is_asked_about(tmp_path, often, baseline, asked):
    text = f'Title,Target,Baseline,Frequency\nPeople in work,at least 75%,"{baseline}",{often}\n'
    found, plan = from_text(tmp_path, text)
    assert f'# open: "{baseline}": ' in found.text
    assert asked in found.text
    assert plan.measures[0].baseline.period is None


def test_a_start_in_a_year_is_read_where_no_kind_of_period_has_the_frequency(tmp_path):
    text = "Title,Target,Baseline,Frequency\nSatisfied,Increase,68% (2023),Every two years\n"
    found, plan = from_text(tmp_path, text)
    assert (plan.measures[0].calendar.kind, str(plan.measures[0].baseline.period)) == (PeriodKind.CALENDAR_YEAR, "2023")
    assert "which no kind of period has" in found.text


@pytest.mark.parametrize("heading", ["RAG thresholds", "RAG", "Traffic light criteria", "RAG rating"])
def test_the_colours_of_a_target_in_one_column_are_read_with_it(tmp_path, heading):
    text = f"Title,Target,{heading}\nWaste recycled,at least 55%,Green ≥55%; Amber 52–54.9%; Red <52%\n"
    _, plan = from_text(tmp_path, text)
    assert plan.measures[0].rule == Threshold(at_least="55", tolerance="3")


def test_a_column_of_colours_without_a_number_is_not_read(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text("Title,Target,RAG\nWaste recycled,at least 55%,Green\nWaste burnt,at most 5%,Red\n")
    found = read_targets(path)
    assert (found.unused, {one.key for one in found.rows}) == (("RAG",), {""})


def test_a_key_beside_targets_of_several_years_is_asked_about_in_the_row(tmp_path):
    text = "Title,Target 2023/24,Target 2024/25,Amber\nWaste recycled,at least 50%,at least 55%,52%\n"
    found, _ = from_text(tmp_path, text)
    assert '# open: "Amber 52%": it stands beside the target, and is no part of the rule' in found.text


def test_a_key_beside_the_target_of_one_year_is_read_with_it(tmp_path):
    text = "Title,Target 2024/25,RAG thresholds\nWaste recycled,at least 55%,Green ≥55%; Amber 52–54.9%; Red <52%\n"
    _, plan = from_text(tmp_path, text)
    assert (plan.measures[0].rule.at_least, plan.measures[0].rule.tolerance) == (55, 3)


@pytest.mark.parametrize("key", ["Green 100; Amber 80", "Amber 1 missed milestone; Red 2"])
def test_a_key_that_makes_another_rule_of_a_target_is_left_out_and_asked_about(tmp_path, key):
    found, plan = from_text(tmp_path, f"Title,Target,RAG\nOverspend,at most 5%,{key}\n")
    assert plan.measures[0].rule == Threshold(at_most="5")
    assert f'# open: "{key}": it stands beside the target, and is no part of the rule' in found.text


def test_a_unit_that_is_none_of_the_librarys_is_marked(tmp_path):
    text = 'Title,Target,Unit\n"Children in care per 10,000",at most 70,"Rate per 10,000"\n'
    found, _ = from_text(tmp_path, text)
    (line,) = (one for one in found.text.splitlines() if one.startswith("unit = "))
    assert "# guess: " in line
    assert "Rate per 10,000" in line


def test_years_of_a_plan_in_a_heading_are_no_period_and_are_asked_about(tmp_path):
    found, _ = from_text(tmp_path, "Measure,Target 2018-21,Better\nCalls answered,80%,higher\n")
    assert '# open: "2018-21": whether that period alone is meant is not said' in found.text
