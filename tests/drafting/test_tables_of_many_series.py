"""A table of many series: what names them, who they are about, and what of them cannot be read."""

from wes_rules.cli.main import main

from .test_figures_as_published import drafted
from .test_targets_find_their_figures import both

# As a city publishes its outcomes: an id of each row, the name of each series, and groups of some of them.
OUTCOMES = """ItemID,Date,Geography,Grouping,Name,Value,Unit,OutcomeID,Order
1,2014,Hart,,Structure fires,700,fires,21,1
2,2015,Hart,,Structure fires,650,fires,21,1
3,2014,Hart,All felonies,Days to disposition,120,days,22,2
4,2014,Hart,Class 1,Days to disposition,90,days,22,3
5,2015,Hart,All felonies,Days to disposition,110,days,22,2
6,2015,Hart,Class 1,Days to disposition,95,days,22,3
"""


def test_a_column_of_names_and_one_of_groups_make_a_measure_of_each(tmp_path):
    _, plan = drafted(tmp_path, OUTCOMES, area="Hart")
    options = plan.sources[0].options
    assert options["columns"] == {
        "Date": "period",
        "Geography": "area",
        "Name": "indicator",
        "Value": "value",
        "Grouping": "group",
    }
    assert "filters" not in options
    assert [(one.number.indicator, one.number.group) for one in plan.measures] == [
        ("Structure fires", "all"),
        ("Days to disposition", "All felonies"),
        ("Days to disposition", "Class 1"),
    ]
    assert main(["validate", str(tmp_path / "plan.toml")]) == 0


def test_an_option_that_every_series_has_stays_a_filter(tmp_path):
    rows = "".join(f"{y},{n},{s},5\n" for y in (2019, 2020) for n in ("Deaths", "Births") for s in ("Persons", "Male"))
    _, plan = drafted(tmp_path, f"Year,Indicator,Sex,Value\n{rows}")
    assert plan.sources[0].options["filters"] == {"Sex": "Persons"}


def test_series_without_a_row_behind_several_filters_are_named(tmp_path):
    rows = "2019,Deaths,Persons,All,5\n2019,Deaths,Male,All,5\n2019,Deaths,Persons,16-24,5\n2019,Fires,,,7\n"
    found, _ = drafted(tmp_path, f"Year,Indicator,Sex,Age,Value\n{rows}{rows.replace('2019', '2020')}")
    assert 'no figures are left of "Fires"' in found.text


def test_figures_with_a_cell_that_is_no_number_are_set_aside_and_the_others_judged(tmp_path):
    figures = (
        'Measure,2021/22,2022/23\nEvents and people,"23 & 20,000","24 & 22,000"\nVisits,20,25 [p]\nLoans,n/a,"1,200"\n'
    )
    targets = "Measure,Target,Good is\nEvents and people,25,High\nVisits,30,High\nLoans,900,High\n"
    found, plan = both(tmp_path, targets, figures)
    assert [one.title for one in plan.measures] == ["Visits", "Loans"]
    assert found.set_aside == (
        (
            "events-and-people",
            '"23 & 20,000" among its figures is no number: write one in the file, or a symbol for a missing one',
        ),
    )
