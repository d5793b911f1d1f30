"""One sheet or file with several tables, one below the other, as the registrar of Scotland has men and women below all people."""

import pytest

TEXT = "Year,Rate\n2019,1\n2020,2\n,\nMen\nYear,Rate\n2019,3\n2020,4\n"
SETTINGS = {
    "columns": {"Year": "period", "Rate": "value"},
    "fixed": {"indicator": "rate", "area": "937"},
    "publication": "s",
}


def said(found):
    return [(str(one.period), int(one.quantity.low)) for one in found.observations]


def test_the_message_of_a_second_table_names_the_setting_and_each_table_is_read_by_it(folder):
    assert any("last_row" in one for one in folder.faults(TEXT, **SETTINGS))
    assert said(folder.read(TEXT, last_row=3, **SETTINGS)) == [("2019", 1), ("2020", 2)]
    assert said(folder.read(TEXT, header_row=6, **SETTINGS)) == [("2019", 3), ("2020", 4)]


def test_what_is_merged_below_the_table_says_nothing(folder):
    fake = pytest.importorskip("wes_rules_excel.fake")
    rows = [["Year", "Rate"], ["2019", 1], ["2020", 2], ["Men", "all"], [None, None]]
    fake.write_workbook(folder.path / "t.xlsx", {"Figures": rows}, merged=["A4:A5", "B4:B5"])
    found = folder._read("excel", {"path": "t.xlsx", "last_row": 3, **SETTINGS}, None)
    assert said(found) == [("2019", 1), ("2020", 2)]


def test_a_table_does_not_end_above_its_figures(folder):
    with pytest.raises(Exception, match="last_row is 1") as caught:
        folder.read(TEXT, last_row=1, **SETTINGS)
    assert hasattr(caught.value, "problems")
