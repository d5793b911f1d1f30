"""A first plan of a file that has its periods down and a column of figures for each area."""

import pytest

from wes_rules import PlanError
from wes_rules.cli.main import main

from .test_figures_as_published import drafted

BY_CODES = "Household waste recycled (%)\n,Barnet,Bexley,LONDON\n,E09000003,E09000004,E12000007\n,,,\n"
BY_CODES += "Jan-20,40.1,50,45\nFeb-20,40.2,51,44\nMar-20,..,52,43\n"


def judged(tmp_path, capsys):
    """Return what the newest figure of the plan's area is, as `check` shows it."""
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0
    capsys.readouterr()
    main(["check", str(tmp_path / "plan.toml"), "--as-of", "2022-12-31", "--format", "csv"])
    return capsys.readouterr().out


def test_columns_called_by_codes_are_areas_and_what_stands_above_them_are_their_names(tmp_path, capsys):
    found, plan = drafted(tmp_path, BY_CODES, area="E09000003")
    (source,), (measure,) = plan.sources, plan.measures
    assert (source.options["columns"], source.options["across"]) == ({"column 1": "period"}, "area")
    assert source.options["header_row"] == 3
    assert (measure.title, measure.unit.value) == ("Household waste recycled (%)", "percent")
    assert plan.area_sets[0].areas == ("E09000003", "E09000004")
    assert 'across = "area"  # guess: columns are called E09000003 and so on' in found.text
    assert "40.2" in judged(tmp_path, capsys)


@pytest.mark.parametrize(
    ("text", "area", "newest"),
    [
        ("Year,England,Wales,Scotland\n2018,10.1,11,12\n2019,20.7,21,22\n", "Wales", "21.0"),
        ("Year,Barnet,Bexley,Brent\n2018,10.1,11,12\n2019,20.7,21,22\n", "Barnet", "20.7"),
        ("Year,937,938,970\n2018,10.1,11,12\n2019,20.7,21,22\n", "937", "20.7"),
        ("Month ending,Barnet,London\n31/01/2019,10.1,11\n28/02/2019,20.7,21\n", "Barnet", "20.7"),
        ("Year,Quarter,Notes,Barnet,Bexley\n2018,Q1,,10.1,11\n2018,Q2,late,20.7,21\n", "Barnet", "20.7"),
        ("Year,Sex,England,Wales\n2018,All,1.1,2\n2018,Men,3.1,4\n2019,All,5.1,6\n2019,Men,7,8\n", "England", "5.1"),
        (BY_CODES, "Barnet", "40.2"),
    ],
)
def test_columns_of_which_one_is_the_plans_own_area_are_areas(tmp_path, capsys, text, area, newest):
    _, plan = drafted(tmp_path, text, area=area)
    assert plan.sources[0].options["across"] == "area"
    assert newest in judged(tmp_path, capsys)


def test_several_measures_of_areas_side_by_side_are_each_of_the_column_that_names_them(tmp_path, capsys):
    text = (
        "Year,Indicator,E09000003,E09000004\n2018,relets,21,3\n2019,relets,22,3\n2018,repairs,31,3\n2019,repairs,32,3\n"
    )
    _, plan = drafted(tmp_path, text, area="E09000003")
    assert [one.number.indicator for one in plan.measures] == ["relets", "repairs"]
    said = judged(tmp_path, capsys)
    assert ",22," in said
    assert ",32," in said


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("", "begin again with --area and the name of yours"),
        ("Brent", 'none is called "Brent", and the file has no figures of yours'),
    ],
)
def test_columns_that_may_be_areas_are_measures_by_a_guess_that_says_how_to_go_on(tmp_path, area, said):
    found, plan = drafted(tmp_path, "Year,Barnet,Bexley\n2018,10,11\n2019,20,21\n", area=area)
    assert "across" not in plan.sources[0].options
    assert f"if they are of areas, {said}" in found.text


def test_two_names_of_places_among_measures_make_no_column_an_area(tmp_path):
    text = "Year,Ours,England,Target,Spend\n2018,10,11,12,13\n2019,20,21,22,23\n"
    _, plan = drafted(tmp_path, text)
    assert "across" not in plan.sources[0].options


LABELS = "{},2018,2019,2020\n{},10.1,11,12\n{},20,21,22\n"


@pytest.mark.parametrize(
    ("name", "first", "meant", "reason"),
    [
        ("", "Barnet", "indicator", "each row is taken for a measure; if rows are areas, begin again with --area"),
        ("Name", "Barnet", "indicator", "each row is taken for a measure"),
        ("", "England", "area", "it has nations or regions"),
        ("Geography", "Barnet", "area", "by the names of the columns"),
    ],
)
def test_the_column_that_tells_rows_of_periods_side_by_side_apart_is_never_left_aside(
    tmp_path, name, first, meant, reason
):
    """Left aside, it would make figures of two series those of one, which then contradict each other."""
    found, plan = drafted(tmp_path, LABELS.format(name, first, "Wales" if first == "England" else "Bexley"))
    assert plan.sources[0].options["columns"] == {name or "column 1": meant}
    assert reason in found.text
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_of_rows_of_one_area_that_a_further_column_tells_apart_one_is_chosen_and_the_choice_is_told(tmp_path):
    text = "Area,Sex,2018,2019\nBarnet,Total,10.1,11\nBarnet,Men,20,21\nBexley,Total,1,2\nBexley,Men,3,4\n"
    found, plan = drafted(tmp_path, text, area="Barnet")
    assert plan.sources[0].options["filters"] == {"Sex": "Total"}
    assert 'filters = {Sex = "Total"}  # guess: everybody' in found.text
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


# As an export of several levels has it: the wider areas stand once, and no column has a name.
LEVELS = '"","",Recycled (%),,\n,,2019-20,2020-21,2021-22\nWales,,65.1,65.4,65.2\nNorth,Anglesey,67.2,62.9,62.4\n,Swansea,64.5,64.6,64.7\n'


def test_a_column_without_a_name_that_has_the_plans_own_area_is_that_of_areas(tmp_path, capsys):
    _, plan = drafted(tmp_path, LEVELS, area="Swansea")
    assert plan.sources[0].options["columns"] == {"column 2": "area"}
    assert "64.7" in judged(tmp_path, capsys)


@pytest.mark.parametrize(
    "text", [LEVELS, "Name,Year,Recycled\nWales,2019,65\nAnglesey,2019,67\nWales,2020,64\nAnglesey,2020,62\n"]
)
def test_the_figures_of_a_nation_are_never_taken_for_the_plans_own(tmp_path, text):
    """Filtered by the first label, Wales's figures would be told as Cardiff's."""
    found, plan = drafted(tmp_path, text, area="Cardiff")
    assert "area" in plan.sources[0].options["columns"].values()
    assert "# guess: the figures have no such area" in found.text


def test_rows_of_which_nobody_knows_what_they_are_of_are_refused(tmp_path):
    with pytest.raises(PlanError, match="laid out in no other way"):
        drafted(tmp_path, LEVELS.replace("Wales", "All").replace("North", ""), area="Cardiff")


def test_a_nation_beside_each_figure_that_tells_no_rows_apart_is_no_area(tmp_path):
    """It is what the figures are compared with."""
    text = "Year,Measure,Value,Compared with\n2019,Absence,4,England\n2020,Absence,5,England\n2019,Visits,40,None\n2020,Visits,50,England\n"
    _, plan = drafted(tmp_path, text)
    assert "area" not in plan.sources[0].options["columns"].values()
    wide = "Measure,Compared with,2019,2020\nAbsence,England,4,5\nVisits,None,40,50\nLoans,England,4,5\n"
    _, plan = drafted(tmp_path, wide)
    assert plan.sources[0].options["columns"] == {"Measure": "indicator"}


def test_a_nation_among_places_that_tell_rows_apart_makes_them_areas(tmp_path):
    found, plan = drafted(
        tmp_path, "Year,Patch,Visits\n2019,North West,4\n2020,North West,5\n2019,Hart,40\n2020,Hart,50\n"
    )
    assert plan.sources[0].options["columns"]["Patch"] == "area"
    assert 'area = "Hart"  # guess: no other area has figures, but nations and regions' in found.text
