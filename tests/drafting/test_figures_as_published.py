"""A file of figures shows its areas, its measures and its symbols; what it cannot show is asked or marked."""

import pytest

from wes_rules import Better, PlanError
from wes_rules.cli.main import main
from wes_rules.drafting.figures import look_at
from wes_rules.drafting.plan import Head, draft_plan
from wes_rules.drafting.promises import Known
from wes_rules.drafting.targets import TargetRow
from wes_rules.planfiles.planfile import parse_plan


def drafted(tmp_path, text, *, area="", better=Better.LOWER, rows=()):
    (tmp_path / "figures.csv").write_text(text)
    looked = look_at(tmp_path / "figures.csv", area)
    head = Head(id="plan", figures="figures.csv", settings=looked.settings, area=area)
    found = draft_plan(head, Known(better=better), rows, looked.series, lambda *_: None)
    (tmp_path / "plan.toml").write_text(found.text)
    return found, parse_plan(found.text)


FINGERTIPS = """Indicator ID,Indicator Name,Parent Code,Area Code,Area Name,Sex,Age,Category Type,Time period,Value,Lower CI 95.0 limit,Count
90284,Admissions,,E92000001,England,Persons,<15 yrs,,2022/23,91.123456,90,100
90284,Admissions,,E92000001,England,Persons,<15 yrs,,2022/23,,90,100
90284,Admissions,E92000001,E10000031,Warwickshire,Persons,<15 yrs,,2022/23,80.5,79,10
90284,Admissions,E92000001,E10000031,Warwickshire,Female,<15 yrs,,2022/23,70.5,79,10
"""


def test_a_download_of_fingertips_is_read_by_its_header_and_its_areas_are_its_own(tmp_path):
    _, plan = drafted(tmp_path, FINGERTIPS, area="E10000031")
    (measure,) = plan.measures
    assert (measure.title, measure.number.indicator, measure.decimals) == ("Admissions", "90284", 1)
    options = plan.sources[0].options
    assert options["columns"]["Area Code"] == "area"
    assert options["filters"] == {"Sex": "Persons", "Age": "<15 yrs", "Category Type": ""}
    assert "fixed" not in options
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_a_column_of_areas_is_the_area_and_codes_and_limits_are_no_measures(tmp_path):
    text = "Area Code,Area ID,Year,Rate,Upper limit\nE10000031,5,2019/20,4.5,5\nE10000031,5,2020/21,4.25,5\n"
    _, plan = drafted(tmp_path, text)
    assert [one.title for one in plan.measures] == ["Rate"]
    assert (plan.area, plan.sources[0].options["columns"]) == ("E10000031", {"Area Code": "area", "Year": "period"})


TIDY = "indicator,area,period,value\n"


def test_an_area_that_has_ended_is_left_out_of_the_set_and_named(tmp_path):
    rows = [f"absence,{area},{year},4.1\n" for area in (330, 937) for year in range(2018, 2024)]
    found, plan = drafted(tmp_path, TIDY + "absence,835,2018,4.2\n" + "".join(rows), area="937")
    assert sorted(plan.area_sets[0].areas) == ["330", "937"]
    assert "# left out, as they have no figure for the newest two periods: 835" in found.text


def test_nations_and_regions_are_no_fair_comparison_though_their_codes_look_alike(tmp_path):
    areas = ("E92000001", "E12000005", "E10000031", "E10000016")
    _, plan = drafted(tmp_path, TIDY + "".join(f"absence,{one},2020,4.1\n" for one in areas), area="E10000031")
    assert sorted(plan.area_sets[0].areas) == ["E10000016", "E10000031"]


def test_what_stands_in_place_of_a_number_is_a_symbol_by_a_guess_and_the_plan_validates(tmp_path):
    found, _ = drafted(tmp_path, TIDY + "Days to re-let,937,2020,n/a\nDays to re-let,937,2021,31\n")
    assert 'symbols = {"n/a" = "x"}  # guess: ' in found.text
    assert 'title = "Days to re-let"' in found.text
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_a_measure_for_information_starts_from_its_first_figure(tmp_path):
    found, _ = drafted(tmp_path, TIDY + "absence,937,2021,4\nabsence,937,2019,5\n")
    assert 'baseline = {period = "2019"}  # guess: the first period with a figure' in found.text


def test_what_one_option_says_of_several_measures_is_a_guess(tmp_path):
    found, _ = drafted(tmp_path, TIDY + "absence,937,2021,4\nexclusions,937,2019,5\n")
    assert found.text.count('better = "lower"  # guess: it is said of all measures together') == 2


def test_a_benchmark_whose_code_nobody_said_is_asked_about(tmp_path):
    row = TargetRow(line=2, words="no higher than the regional average", title="Absence")
    found, _ = drafted(tmp_path, TIDY + "absence,937,2021,4\n", rows=[row])
    assert '# open: "regional": the code by which the figures name it is not said' in found.text
    assert "# guess: as far as the words settle it" in found.text


def test_a_file_that_is_not_known_is_refused_with_the_page_that_may_know_it(tmp_path):
    (tmp_path / "figures.csv").write_text("Period,Org Code,Attendances\nMSitAE-APRIL-2023,RRK,5\n")
    with pytest.raises(PlanError, match=r"docs/published\.md has the settings of files as they are published"):
        look_at(tmp_path / "figures.csv")


def test_the_only_option_of_a_column_names_the_figures_and_small_words_do_not_part_it_from_its_target(tmp_path):
    header = "time_period,time_identifier,geographic_level,country_code,region_code,old_la_code,new_la_code,la_name,category,plans_percent\n"
    line = "202223,Financial year,Local authority,E92000001,,937,E10000031,Warwickshire,Plans which are a second plan,4.5\n"
    row = TargetRow(line=2, words="below 5", title="Plans that are a second plan")
    found, plan = drafted(tmp_path, header + line, area="E10000031", rows=[row])
    assert plan.measures[0].number.indicator == "plans_percent"
    assert "the figures have no such area" not in found.text


BY_SCHOOL_TYPE = """level,region_code,old_la_code,new_la_code,la_name,year,school_type,fixed_rate,number
National,,,,,201516,Total,4.1,10
Regional,E12000001,,,,201516,Total,4.5,3
Local authority,E12000001,841,E06000005,Darlington,201516,Primary,1.2,NA
Local authority,E12000001,841,E06000005,Darlington,201516,Total,4.5,3
Local authority,E12000001,841,E06000005,Darlington,201617,Primary,1.3,1
Local authority,E12000001,841,E06000005,Darlington,201617,Total,4.6,3
"""


def test_a_column_that_tells_rows_apart_is_a_filter_and_wider_areas_are_left_aside(tmp_path):
    _, plan = drafted(tmp_path, BY_SCHOOL_TYPE, area="E06000005")
    options = plan.sources[0].options
    assert options["columns"] == {"year": "period", "new_la_code": "area"}
    assert (options["filters"], options["filters_not"]) == ({"school_type": "Total"}, {"new_la_code": ""})
    assert [one.title for one in plan.measures] == ["fixed rate", "number"]
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_a_row_of_figures_is_no_header_though_two_of_its_cells_are_the_same_month(tmp_path):
    rows = "".join(f"{n},Leeds,January 202{n},202{n}-01-01,{17272 + n},NA\n" for n in range(3, 6))
    _, plan = drafted(tmp_path, f'"",Organisation Name,Date,formattedDate,Waiting,Over 52\n{rows}', area="Leeds")
    assert plan.sources[0].options["columns"] == {"Date": "period", "Organisation Name": "area"}


@pytest.mark.parametrize(
    "rows",
    [
        "LA,2014,,2015,\n,Appeals,Rate,Appeals,Rate\nLeeds,34,1.3%,14,0.5%\n",
        "LA,Spend,Income\nLeeds,1938,2122\nYork,7,9\n",
    ],
)
def test_two_rows_of_names_and_numbers_like_years_are_no_years_side_by_side(tmp_path, rows):
    with pytest.raises(PlanError, match="it has no column"):
        drafted(tmp_path, rows)


def test_an_option_of_which_all_figures_are_100_is_doubted(tmp_path):
    head = (
        "time_period,time_identifier,geographic_level,country_code,old_la_code,new_la_code,la_name,stability,percent\n"
    )
    row = "{},Financial year,Local authority,E92000001,383,E08000035,Leeds,{},{}\n"
    years = [(year, "Same carer", 68 + year % 3) for year in (202324, 202425)] + [
        (202324, "Total", 100),
        (202425, "Total", 100),
    ]
    found, _ = drafted(tmp_path, head + "".join(row.format(*one) for one in years), area="383")
    assert "# guess: all figures are 100 with it, so name another option: stability: Same carer, Total" in found.text


def test_a_row_whose_code_is_dashes_is_about_no_area_of_its_own(tmp_path):
    text = (
        "Local authority ONS code,Region,2021,2022\n---,England,2443,3069\n"
        "E07000087,South East,7,8\nE07000030,North West,0,0\n"
    )
    _, plan = drafted(tmp_path, text, area="E07000087")
    assert plan.area == "E07000087"
    (tmp_path / "again.csv").write_text("Ref,Indicator,Target\n1,Rough sleepers,at most 5\n")
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0
