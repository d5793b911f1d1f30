"""A label that stands once above several rows, in a column that the settings name."""

import pytest

from wes_rules import PeriodKind, SourceError

from .conftest import KINDS, wanted

HEAD = ["Board", "Year", "Quarter", "Measure", "Rate"]
ROWS = [
    HEAD,
    ["Fife", "2019", "Q1", "rate", 1],
    [None, None, "Q2", None, 2],
    [None, "2020", "Q1", None, 3],
    ["Tayside", "2019", "Q1", "rate", 4],
    [None, None, "Q2", None, 5],
]
SETTINGS = {
    "columns": {"Board": "area", "Year": "period", "Quarter": "part_of_year", "Measure": "indicator", "Rate": "value"},
    "publication": "s",
}
QUARTERS = {"rate": wanted(kind=PeriodKind.CALENDAR_QUARTER)}
BY_YEAR = {
    "columns": {"Board": "area", "Year": "period", "Rate": "value"},
    "fixed": {"indicator": "rate"},
    "publication": "s",
}


def said(found):
    return [(one.area, str(one.period), int(one.quantity.low)) for one in found.observations]


@pytest.mark.parametrize("kind", KINDS)
def test_areas_years_and_indicators_that_stand_once_are_those_of_the_rows_below(folder, kind):
    found = folder.read_as(kind, ROWS, QUARTERS, fill_down=["Board", "Measure", "Year"], **SETTINGS)
    assert said(found) == [
        ("Fife", "2019 Q1", 1),
        ("Fife", "2019 Q2", 2),
        ("Fife", "2020 Q1", 3),
        ("Tayside", "2019 Q1", 4),
        ("Tayside", "2019 Q2", 5),
    ]


def test_a_label_ends_those_of_columns_named_after_its_own(folder):
    text = "Board,Year,Rate\nFife,2019,1\nTayside,,2\n"
    (fault,) = folder.faults(text, fill_down=["Board", "Year"], **BY_YEAR)
    assert "figures.csv:3" in fault
    assert "it is empty" in fault


def test_headings_and_notes_are_filled_with_nothing(folder):
    text = "Board,Year,Rate\nFife,2019,1\n,,\n,2020,2\nTayside,,\n,2019,3\n,Source: s,\n"
    boards = {"rate": wanted(series=[("Fife", "all"), ("Tayside", "all")])}
    found = folder.read(text, boards, fill_down=["Board"], **BY_YEAR)
    assert said(found) == [("Fife", "2019", 1), ("Fife", "2020", 2), ("Tayside", "2019", 3)]


def test_a_note_alone_among_labels_is_not_that_of_the_rows_below_it(folder):
    """It may be the label of an area that nobody asked about: whose the rows are is not known, and they are reported."""
    text = "Board,Year,Rate\nFife,2019,1\n,2020,2\nprovisional from here on,,\n,2021,3\n"
    found = folder.read(text, fill_down=["Board", "Year"], skip=True, **BY_YEAR)
    assert said(found) == [("Fife", "2019", 1), ("Fife", "2020", 2)]
    (skipped,) = (one for one in found.skipped if one.line == 5)
    assert "it is empty" in str(skipped)


ASKED = {"rate": wanted(series=[("Fife", "all")])}
AREAS = "Board,Year,Rate\nFife,2019,1\n,2020,2\nTayside,2019,3\n{},,\n,2019,4\n"


def test_a_lone_heading_that_nobody_asked_about_passes_where_the_label_above_it_does(folder):
    found = folder.read(AREAS.format("Borders"), ASKED, every_area=False, fill_down=["Board"], **BY_YEAR)
    assert [one for one in said(found) if one[0] == "Fife"] == [("Fife", "2019", 1), ("Fife", "2020", 2)]


@pytest.mark.parametrize("settings", [{"parts": {"Board": "*"}}, {"every_area": True}])
def test_a_lone_heading_is_in_doubt_where_the_label_above_it_may_be_asked_about(folder, settings):
    settings = {"every_area": False, **settings}
    assert folder.faults(AREAS.format("Borders"), ASKED, fill_down=["Board"], **settings, **BY_YEAR)


def test_rows_below_a_lone_heading_are_in_doubt_under_an_area_that_is_asked_about_in_any_spelling(folder):
    text = "Board,Year,Rate\nFife,2019,1\n{},2020,2\nprovisional,,\n,2021,3\nfrom here on,,\n,2022,3\n"
    for name in ("", "FIFE", "Fife"):
        (fault, _) = folder.faults(text.format(name), ASKED, every_area=False, fill_down=["Board"], **BY_YEAR)
        assert "figures.csv:5" in fault


def test_an_empty_cell_of_a_column_that_is_filled_down_names_what_it_may_be(folder):
    text = "Board,Year,Rate\n,2018,1\nFife,2019,1\n"
    (fault,) = folder.faults(text, fill_down=["Board"], **BY_YEAR)
    assert "fill_down" not in fault
    assert "name the label in areas" in fault
    settings = {**BY_YEAR, "columns": {"Board": "area", "Year": "period", "KPI": "indicator", "Rate": "value"}}
    settings["fixed"] = {}
    (fault,) = folder.faults("Board,Year,KPI,Rate\nFife,2019,rate,1\nFife,2020,,5\n", **settings)
    assert 'if such rows are headings, say filters_not = {"KPI" = ""}' in fault


def test_labels_that_all_stand_alone_are_those_of_the_rows_below_them(folder):
    text = "Board,Year,Rate\nFife,,\n,2019,1\nTayside,,\n,2019,3\n"
    found = folder.read(text, fill_down=["Board"], **BY_YEAR)
    assert said(found) == [("Fife", "2019", 1), ("Tayside", "2019", 3)]


@pytest.mark.parametrize("row", ["Tayside,2019", "Tayside,2019,4,5"])
def test_what_a_line_of_another_length_may_say_is_not_filled_over(folder, row):
    """It may be the label of the rows below it: they are left out with it, and are nobody else's."""
    text = f"Board,Year,Rate\nFife,2019,1\n{row}\n,2020,2\n"
    found = folder.read(text, fill_down=["Board"], skip=True, **BY_YEAR)
    assert said(found) == [("Fife", "2019", 1)]
    assert {one.line for one in found.skipped} == {3, 4}


def test_a_label_that_cannot_be_read_is_not_filled_over(folder):
    fake = pytest.importorskip("wes_rules_excel.fake")
    rows = [["Board", "Year", "Rate"], ["Fife", "2019", 1], [fake.ERROR, "2019", 2], [None, "2020", 3]]
    fake.write_workbook(folder.path / "t.xlsx", {"Figures": rows})
    found = folder._read("excel", {"path": "t.xlsx", "fill_down": ["Board"], **BY_YEAR}, None, skip=True)
    assert said(found) == [("Fife", "2019", 1)]
    assert {one.line for one in found.skipped} == {3, 4}


def test_a_merged_label_is_that_of_all_its_rows_and_the_message_names_the_setting(folder):
    fake = pytest.importorskip("wes_rules_excel.fake")
    rows = [["Board", "Year", "Rate"], ["Fife", "2019", 1], [None, "2020", 2], ["Tayside", "2019", 3]]
    fake.write_workbook(folder.path / "t.xlsx", {"Figures": rows}, merged=["A2:A3"])
    with pytest.raises(SourceError, match=r'fill_down = \["Board"\]'):
        folder._read("excel", {"path": "t.xlsx", **BY_YEAR}, None)
    found = folder._read("excel", {"path": "t.xlsx", "fill_down": ["Board"], **BY_YEAR}, None)
    assert said(found) == [("Fife", "2019", 1), ("Fife", "2020", 2), ("Tayside", "2019", 3)]


def test_merged_values_are_not_told_to_be_filled_down(folder):
    fake = pytest.importorskip("wes_rules_excel.fake")
    rows = [["Board", "Year", "Rate"], ["Fife", "2019", 1], ["Fife", "2020", None], ["Tayside", "2019", 3]]
    fake.write_workbook(folder.path / "t.xlsx", {"Figures": rows}, merged=["C2:C3"])
    with pytest.raises(SourceError) as caught:
        folder._read("excel", {"path": "t.xlsx", **BY_YEAR}, None)
    assert "fill_down" not in str(caught.value)


def test_an_empty_label_names_the_setting_and_one_of_no_column_is_told(folder):
    text = "Board,Year,Rate\nFife,2019,1\n,2020,2\n"
    (fault,) = folder.faults(text, **BY_YEAR)
    assert 'say fill_down = ["Board"]' in fault
    (fault,) = folder.faults(text, fill_down=["Bord"], **BY_YEAR)
    assert 'did you mean "Board"' in fault
