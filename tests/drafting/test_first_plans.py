"""A first plan validates, says what it guessed, and leaves out what nobody has said."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wes_rules import AnnualDecrease, Baseline, Better, Period, PeriodKind, PlanError, Threshold, Unit
from wes_rules.drafting.figures import look_at
from wes_rules.drafting.measures import slug
from wes_rules.drafting.plan import Head, draft_plan
from wes_rules.drafting.promises import Known
from wes_rules.drafting.targets import TargetRow, read_targets
from wes_rules.planfiles.planfile import parse_plan


def nobody(question, choices):
    return None


def plan_of(*rows, known=None, series=(), ask=nobody, **head):
    found = draft_plan(Head(id="plan", **head), known or Known(), rows, series, ask)
    return found, parse_plan(found.text)


def row(words, **more):
    return TargetRow(line=2, **{"words": words, "title": "Absence", **more})


def test_from_nothing_comes_a_plan_of_one_measure_that_is_all_guesses():
    found, plan = plan_of()
    assert [one.id for one in plan.measures] == ["an-example-measure-replace-it-by-your-own"]
    assert found.guesses > 5


def test_a_row_of_a_table_becomes_a_measure_with_its_owner_its_start_and_its_readings():
    one = row(
        "At least 90% by March 2030", owner="Head of SEND", unit="%", baseline="58% (2019)", better="High is good"
    )
    _, plan = plan_of(one, known=Known(calendar=PeriodKind.CALENDAR_YEAR))
    (measure,) = plan.measures
    assert (measure.owner, measure.unit, measure.better) == ("Head of SEND", Unit.PERCENT, Better.HIGHER)
    assert measure.rule.at_least == 90
    assert measure.baseline == Baseline(value=58, period=Period.parse("2019"))
    assert [reading.phrase for reading in measure.readings] == ["by March 2030"]


def test_every_guess_stands_beside_its_reason():
    found, _ = plan_of(row("Reduce annually", title="Incidents"))
    assert 'unit = "count"  # guess: nobody says it, and a count is the plainest' in found.text
    assert 'calendar = "financial-year"  # guess: the words name no kind of period' in found.text
    assert 'area = "area"  # guess: it stands for the code by which the figures name your area' in found.text


def test_a_rule_that_the_words_do_not_settle_is_a_guess_beside_what_is_open():
    found, plan = plan_of(row("will reduce"))
    assert "# open: what it starts from is not said" in found.text
    assert 'rule = {kind = "from-baseline"}  # guess: as far as the words settle it' in found.text
    assert len(plan.measures) == 1


def test_what_cannot_stand_in_a_plan_is_set_aside_with_the_reason():
    found, plan = plan_of(
        row("Reduce by 5% a month"), row("in the top quartile of statistical neighbours"), row("At least 5")
    )
    assert [one.id for one in plan.measures] == ["absence-3"]
    assert dict(found.set_aside) == {
        "absence": (
            '"by 5% ... a month": no kind of rule can say a step, or a change by so much, in every month, quarter, term or week yet'
        ),
        "absence-2": "which way is better is not said: say higher or lower in the table, or by --better",
    }
    assert '# id = "absence-2"' in found.text


def test_an_area_set_that_a_rule_names_stands_in_the_plan_with_codes_to_be_written():
    found, plan = plan_of(row("in line with statistical neighbours", better="low"), row("At least 5"))
    assert not found.set_aside
    assert [(one.id, one.areas) for one in plan.area_sets] == [
        ("statistical-neighbours", ("neighbour-1", "neighbour-2"))
    ]
    assert 'areas = ["neighbour-1", "neighbour-2"]  # guess: they stand for the codes of its areas' in found.text


def test_a_plan_without_one_measure_has_every_reason():
    found = draft_plan(Head(id="plan"), Known(), (row("Reduce by 5% a month"),), (), nobody)
    assert found.written == ()
    assert "a change by so much, in every month" in found.set_aside[0][1]
    with pytest.raises(PlanError, match="no measures"):
        parse_plan(found.text)


def test_somebody_who_answers_is_asked_what_the_words_leave_open():
    asked = []

    def answers(question, choices):
        asked.append(question)
        return list(choices)[-1]

    _, plan = plan_of(row("will be 5%"), ask=answers)
    assert plan.measures[0].rule == Threshold(at_most=5)
    assert asked == ["Absence: which way is better?"]


FIGURES = """indicator,group,area,period,value,unit
absence,all,937,January 2020,4.25,percent
absence,all,937,January 2021,4.5,percent
absence,all,970,January 2021,4.5,percent
rolls,fsm,937,2019/20,120,
"""


def test_a_file_of_figures_shows_units_decimals_calendars_and_the_area(tmp_path):
    (tmp_path / "figures.csv").write_text(FIGURES)
    series = look_at(tmp_path / "figures.csv").series
    _, plan = plan_of(known=Known(better=Better.LOWER, national="970"), series=series, figures="figures.csv")
    absence, rolls = plan.measures
    assert plan.area == "937"
    assert (absence.unit, absence.decimals, absence.calendar.step) == (Unit.PERCENT, 2, 12)
    assert (rolls.number.group, rolls.calendar.kind.value, rolls.rule.kind) == ("fsm", "academic-year", "advisory")


def test_a_set_that_a_rule_names_has_the_areas_of_the_figures(tmp_path):
    (tmp_path / "figures.csv").write_text(FIGURES + "absence,all,938,January 2021,4.5,percent\n")
    series = look_at(tmp_path / "figures.csv").series
    above = row("Above the mean of our neighbours", unit="percent", better="higher")
    _, plan = plan_of(above, known=Known(national="970", neighbours="cipfa"), series=series, figures="figures.csv")
    assert [(one.id, one.areas) for one in plan.area_sets] == [("cipfa", ("937", "938"))]


def drafted_from(tmp_path, text, name="figures.csv", **head):
    path = tmp_path / name
    path.write_text(text) if isinstance(text, str) else text(path)
    looked = look_at(path)
    found = draft_plan(
        Head(id="plan", figures=name, settings=looked.settings, **head),
        Known(better=Better.HIGHER),
        (),
        looked.series,
        nobody,
    )
    return found, parse_plan(found.text)


WIDE = """Performance report,,,
Area code,Measure,2021/22,2022/23,2023/24 (p)
E08000035,Waste recycled (%),38.1,39.0,41.2
E08000036,Waste recycled (%),36.1,c,40.2
"""


def test_years_side_by_side_are_read_below_their_title_and_every_setting_is_a_guess(tmp_path):
    found, plan = drafted_from(tmp_path, WIDE, area="E08000035")
    (measure,) = plan.measures
    assert (measure.number.indicator, measure.unit, measure.decimals) == ("Waste recycled (%)", Unit.PERCENT, 1)
    (source,) = plan.sources
    assert source.options == {
        "path": "figures.csv",
        "header_row": 2,
        "columns": {"Area code": "area", "Measure": "indicator"},
        "across": "period",
        "publication": "figures",
    }
    assert found.text.count("# guess:") >= 8


def test_areas_with_figures_become_a_set_that_is_marked_as_a_guess(tmp_path):
    found, plan = drafted_from(tmp_path, WIDE, area="E08000035")
    assert "# guess: these 2 areas have figures and codes alike" in found.text
    (areas,) = plan.area_sets
    assert sorted(areas.areas) == ["E08000035", "E08000036"]


DEPARTMENTAL = """time_period,time_identifier,geographic_level,country_code,country_name,old_la_code,new_la_code,la_name,sex,pupils,pass_percent
2022,Reporting year,National,E92000001,England,,,,Total,9000,49.16612
2022,Reporting year,Local authority,E92000001,England,383,E08000035,Leeds,Total,90,12.29100
2022,Reporting year,Local authority,E92000001,England,383,E08000035,Leeds,Girls,40,c
"""


def test_a_data_file_of_the_department_gives_its_rates_the_option_for_all_and_the_kind_of_its_years(tmp_path):
    found, plan = drafted_from(tmp_path, DEPARTMENTAL, area="383")
    (measure,) = plan.measures
    assert (measure.unit, measure.decimals, measure.calendar.kind.value) == (Unit.PERCENT, 1, "reporting-year")
    assert "decimals = 1  # guess: the figures have 5, more than anybody reads" in found.text
    settings = plan.sources[0].options
    assert (settings["layout"], settings["filters"]) == ("dfe", {"sex": "Total"})
    assert settings["indicators"] == {"pass_percent": "pass_percent"}


def test_a_column_of_years_beside_columns_of_numbers_is_of_the_plan_s_own_area(tmp_path):
    _, plan = drafted_from(tmp_path, "Year,Leavers,Leavers pct\n2019/20,120,4.5\n2020/21,130,4.25\n", area="NI")
    assert [(one.title, one.unit.value, one.decimals) for one in plan.measures] == [
        ("Leavers", "count", 0),
        ("Leavers pct", "percent", 2),
    ]
    assert plan.sources[0].options["fixed"] == {"area": "NI"}


def test_columns_that_a_sign_alone_tells_apart_are_each_read_by_their_own_name(tmp_path):
    """Public Health Scotland, waiting lists."""
    text = "Year,Total waiting < 18 weeks,Total waiting > 18 weeks\n2019/20,120,4\n2020/21,130,5\n"
    _, plan = drafted_from(tmp_path, text, area="S08000015")
    assert [one.number.indicator for one in plan.measures] == [one.title for one in plan.measures]


NAMED = """area_code,area_name,period,indicator,measure,unit,value
E08000009,Trafford,2016/17,Waste recycled,Percentage,%,51.2
E08000009,Trafford,2017/18,Waste recycled,Percentage,%,52.2
E08000008,Tameside,2016/17,Waste recycled,Percentage,%,41.2
E08000009,Trafford,2016/17,Claimants,Count,no,5
E08000009,Trafford,2017/18,Claimants,Count,no,6
"""


def test_each_series_that_a_column_names_becomes_a_measure_in_its_own_unit(tmp_path):
    """Trafford Data Lab."""
    _, plan = drafted_from(tmp_path, NAMED, area="E08000009")
    assert [(one.title, one.unit.value, one.number.indicator) for one in plan.measures] == [
        ("Waste recycled", "percent", "Waste recycled"),
        ("Claimants", "count", "Claimants"),
    ]
    assert plan.sources[0].options["columns"] == {
        "period": "period",
        "area_code": "area",
        "indicator": "indicator",
        "value": "value",
    }


def test_figures_of_every_third_month_have_a_calendar_of_so_many(tmp_path):
    _, plan = drafted_from(
        tmp_path, "area_code,period,points\nE1,2021-07,5\nE1,2021-10,6\nE1,2022-01,7\nE2,2021-07,5\n", area="E1"
    )
    assert (plan.measures[0].calendar.kind.value, plan.measures[0].calendar.step) == ("month", 3)


def test_an_id_ends_with_a_whole_word():
    assert (
        slug("Percentage of planning applications decided within the agreed period")
        == "percentage-of-planning-applications-decided-within-the"
    )


def test_the_first_sheet_with_periods_is_named(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")

    def write(path):
        book = openpyxl.Workbook()
        book.active.append(["Cover"])
        sheet = book.create_sheet("Table 2")
        for cells in (["Waiting list"], ["Service", "Apr-23", "May-23"], ["Audiology", 22339, 21198]):
            sheet.append(cells)
        book.save(path)

    found, plan = drafted_from(tmp_path, write, "figures.xlsx", area="England")
    assert (plan.sources[0].kind, plan.sources[0].options["sheet"]) == ("excel", "Table 2")
    assert 'sheet = "Table 2"  # guess: the first sheet with periods' in found.text


def test_codes_in_the_column_of_measures_are_their_references_where_another_column_says_more(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text(
        "Hart District Council,,,\nKPI,Description,Target,Unit\nCS01,Calls answered,90,%\nHR11,Working time lost,3.15,\n"
    )
    first, second = read_targets(path).rows
    assert (first.ref, first.title, first.words) == ("CS01", "Calls answered", "90")
    found, _ = plan_of(first, second, known=Known(better=Better.HIGHER))
    assert 'unit = "score"  # guess: nobody says it, and its target or its start is no whole number' in found.text


def test_targets_find_their_figures_by_their_name(tmp_path):
    (tmp_path / "figures.csv").write_text(FIGURES)
    series = look_at(tmp_path / "figures.csv").series
    _, plan = plan_of(row("Reduce annually"), series=series, figures="figures.csv")
    assert plan.measures[0].number.indicator == "absence"
    assert plan.measures[0].rule == AnnualDecrease()


def test_a_table_is_read_by_what_its_columns_are_called(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text("Our plan,,\nIndicator,Target 2025,Lead officer\nAbsence,Reduce annually,Head\n,,\n")
    (one,) = read_targets(path).rows
    assert (one.line, one.words, one.title, one.owner) == (3, "Target 2025: Reduce annually", "Absence", "Head")
    path.write_text("a;b\n1;2\n")
    with pytest.raises(
        PlanError,
        match='no column holds the words of the targets; the row most like a header has "a", "b"; call one "target"',
    ):
        read_targets(path)
    path.write_text("target\n")
    with pytest.raises(PlanError, match="the table has no target"):
        read_targets(path)


def test_a_workbook_is_read_like_a_table(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for cells in (["Measure", "Target"], ["Absence", "at most 5"], [None, None]):
        book.active.append(cells)
    book.save(tmp_path / "targets.xlsx")
    assert [one.words for one in read_targets(tmp_path / "targets.xlsx").rows] == ["at most 5"]
    (tmp_path / "no.xlsx").write_text("no workbook")
    with pytest.raises(PlanError, match="it cannot be read as a workbook"):
        read_targets(tmp_path / "no.xlsx")


def test_figures_laid_out_otherwise_are_refused_with_the_way_on(tmp_path):
    (tmp_path / "figures.csv").write_text("a,b\n1,2\n")
    with pytest.raises(
        PlanError, match=r'it has no column "indicator", "area", "period", "value", and is .* has "a", "b"; write'
    ):
        look_at(tmp_path / "figures.csv")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12) | st.sampled_from(
    (
        "at least 75%",
        "Reduce annually",
        "above national",
        "%",
        "high",
        "low",
        "54 (May 2019)",
        '"',
        "\\",
        "#",
        "\x07",
        "",
    )
)

PLAIN = ("Places", "at least 75%", "", "percent", "", "high")


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS, CELLS), min_size=1, max_size=4))
def test_whatever_a_table_holds_its_plain_row_is_written_and_the_plan_validates(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("drafting") / "targets.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("title", "target", "owner", "unit", "baseline", "better"), PLAIN, *rows])
    found = draft_plan(Head(id="plan"), Known(), read_targets(path).rows, (), nobody)
    assert {one.id for one in parse_plan(found.text).measures} == set(found.written)
    assert "places" in found.written


def test_a_table_as_councils_write_it_is_read_and_what_was_not_read_is_named(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text(
        "Corporate Plan: our measures of success,,,,\n,,,,\n"
        "Ref,Key performance indicator,What does success look like?,Good is,Portfolio\n"
        "KPI1,Absence rate,Keep absence below 7%,Low,Education\n"
    )
    found = read_targets(path)
    (one,) = found.rows
    assert (one.ref, one.title, one.words, one.better) == ("KPI1", "Absence rate", "Keep absence below 7%", "Low")
    assert found.unused == ("Portfolio",)
    _, plan = plan_of(one)
    assert [measure.id for measure in plan.measures] == ["kpi1"]


def test_a_limit_that_is_kept_strictly_is_a_rule_and_a_question_in_its_own_unit():
    found, plan = plan_of(row("Keep agency spend below £2.5m", title="Agency spend", better="low"))
    (measure,) = plan.measures
    assert (measure.rule, measure.unit, measure.decimals) == (Threshold(below=2_500_000), Unit.POUNDS, 0)
    assert "no kind of rule holds every period below a value" in found.text
    assert "# guess: as far as the words settle it" in found.text


@pytest.mark.parametrize(
    ("words", "more", "unit", "why"),
    [
        (
            "better than the national average",
            {"title": "Smoking prevalence"},
            Unit.PERCENT,
            '"prevalence" is mostly one',
        ),
        ("better than the national average", {"baseline": "12.7% (2022)"}, Unit.PERCENT, '"%" is mostly one'),
        ("Reduce annually", {"title": "Cost of agency staff"}, Unit.POUNDS, '"Cost" is mostly one'),
        ("Reduce annually", {"title": "Average days to let a home"}, Unit.DAYS, '"days" is mostly one'),
        ("Reduce annually", {"title": "Number of complaints"}, Unit.COUNT, '"Number of" is mostly one'),
    ],
)
def test_a_unit_that_words_suggest_is_a_guess_with_the_word(words, more, unit, why):
    found, plan = plan_of(row(words, **{"better": "low", **more}))
    assert plan.measures[0].unit is unit
    assert f"# guess: {why}" in found.text
