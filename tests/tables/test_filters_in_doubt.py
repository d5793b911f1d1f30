"""A cell by which a filter decides, and of which nobody knows what it says."""

import pytest

from wes_rules import SourceError

from .conftest import wanted

HEAD = "Board,Specialty,Year,Rate\n"
SETTINGS = {
    "columns": {"Board": "area", "Year": "period", "Rate": "value"},
    "fixed": {"indicator": "rate"},
    "publication": "s",
    "fill_down": ["Board", "Specialty"],
    "filters": {"Specialty": "All"},
}
FIFE = {"rate": wanted(series=[("Fife", "all")])}
BOTH = {"rate": wanted(series=[("Fife", "all"), ("Tayside", "all")])}


def said(found):
    return [(one.area, str(one.period), int(one.quantity.low)) for one in found.observations]


@pytest.mark.parametrize("note", ["of which urgent", "provisional from here on"])
def test_rows_below_a_lone_note_neither_pass_nor_fail_a_filter_in_silence(folder, note):
    text = f"{HEAD}Fife,All,2019,1\n,,2020,2\n,{note},,\n,,2021,3\n"
    (fault,) = folder.faults(text, FIFE, **SETTINGS)
    assert 'figures.csv:5: column "Specialty"' in fault
    assert 'filters_not = {"Specialty" = ""}' in fault
    found = folder.read(text, FIFE, skip=True, **SETTINGS)
    assert said(found) == [("Fife", "2019", 1), ("Fife", "2020", 2)]
    assert [(one.area, str(one.period)) for one in found.left_out] == [("Fife", "2021")]


@pytest.mark.parametrize("rows", [",,2018,9\nFife,All,2019,1\n", "Fife,All,2019,1\nTayside,,2020,2\n"])
def test_a_blank_that_repeats_no_label_is_in_doubt(folder, rows):
    (fault, *_) = folder.faults(HEAD + rows, BOTH, **{**SETTINGS, "fill_down": ["Board", "Specialty"]})
    assert 'column "Specialty"' in fault


@pytest.mark.parametrize("setting", ["filters", "filters_not"])
def test_a_filter_that_names_blanks_decides_them(folder, setting):
    text = f"{HEAD}Fife,All,2019,1\n,a note,,\nFife,,2020,2\n"
    settings = {**SETTINGS, "filters": {"Specialty": ["All", ""] if setting == "filters" else "All"}}
    settings |= {"filters_not": {"Specialty": ""}} if setting == "filters_not" else {}
    found = folder.read(text, FIFE, **settings)
    assert len(found.observations) == (2 if setting == "filters" else 1)


def test_a_lone_label_that_the_filter_names_is_one(folder):
    text = f"{HEAD}Fife,Cardiology,2019,1\n,All,,\n,,2019,2\n"
    assert said(folder.read(text, FIFE, **SETTINGS)) == [("Fife", "2019", 2)]


def test_rows_that_are_left_aside_either_way_are_in_no_doubt(folder):
    text = f"{HEAD}Fife,All,2019,1\n,Cardiology,2019,2\n,Neurology,,\n,,2019,3\nTayside,All,2019,4\n"
    found = folder.read(text, BOTH, **SETTINGS)
    assert said(found) == [("Fife", "2019", 1), ("Tayside", "2019", 4)]
    below_excluded = f"{HEAD}Fife,Cardiology,2018,2\n,a note,,\n,,2019,3\nFife,All,2020,1\n"
    settings = {**SETTINGS, "filters": {}, "filters_not": {"Specialty": "Cardiology"}}
    (fault,) = folder.faults(below_excluded, FIFE, **settings)
    assert "figures.csv:4" in fault


def test_another_filter_may_decide_and_other_areas_ask_nobody(folder):
    text = "Board,Specialty,Sex,Year,Rate\nFife,All,All,2019,1\n,a note,,,\n,,Men,2020,2\nTayside,,All,2020,3\n"
    settings = {**SETTINGS, "filters": {"Specialty": "All", "Sex": "All"}}
    assert said(folder.read(text, FIFE, every_area=False, **settings)) == [("Fife", "2019", 1)]


def test_labels_that_all_stand_alone_and_fail_the_filter_are_named(folder):
    """Which of them is a note nobody can see, so that somebody has to be able to look."""
    text = f"{HEAD}Fife,,,\n,All,,\n,,2019,1\n,of which urgent,,\n,,2020,2\n"
    found = folder.read(text, FIFE, **SETTINGS)
    assert said(found) == [("Fife", "2019", 1)]
    assert any('column "Specialty"' in str(one) and '"of which urgent"' in str(one) for one in found.notes)
    beside = folder.read(f"{HEAD}Fife,All,2019,1\nFife,Cardiology,2019,2\n", FIFE, **SETTINGS)
    assert not any("Specialty" in str(one) for one in beside.notes)


def test_an_error_in_a_cell_of_a_filter_is_told(folder):
    fake = pytest.importorskip("wes_rules_excel.fake")
    rows = [["Board", "Specialty", "Year", "Rate"], ["Fife", "All", "2019", 1], ["Fife", fake.ERROR, "2020", 2]]
    fake.write_workbook(folder.path / "t.xlsx", {"Figures": rows})
    settings = {"path": "t.xlsx", **SETTINGS, "fill_down": []}
    for setting in ("filters", "filters_not"):
        settings["filters"], settings["filters_not"] = {}, {}
        settings[setting] = {"Specialty": "All" if setting == "filters" else "Cardiology"}
        with pytest.raises(SourceError, match="the cell shows an error"):
            folder._read("excel", settings, FIFE)
        found = folder._read("excel", settings, FIFE, skip=True)
        assert said(found) == [("Fife", "2019", 1)]
        assert [str(one.period) for one in found.left_out] == ["2020"]


def test_a_merged_label_by_which_a_filter_decides_names_the_setting(folder):
    fake = pytest.importorskip("wes_rules_excel.fake")
    rows = [["Board", "Specialty", "Year", "Rate"], ["Fife", "All", "2019", 1], ["Fife", None, "2020", 2]]
    fake.write_workbook(folder.path / "t.xlsx", {"Figures": rows}, merged=["B2:B3"])
    with pytest.raises(SourceError, match=r'fill_down = \["Specialty"\]'):
        folder._read("excel", {"path": "t.xlsx", **SETTINGS, "fill_down": []}, FIFE)
