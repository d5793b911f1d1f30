"""The scorecard as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
import sys
from decimal import Decimal

import attrs
import openpyxl
import pytest

from wes_rules.errors import PluginError
from wes_rules.pages.tables import csv_of, workbook_of


def table(card):
    return list(csv.DictReader(io.StringIO(csv_of(card.measures))))


def test_csv_has_a_row_for_each_measure_with_its_numbers(card):
    found = {row["measure"]: row for row in table(card)}
    assert len(found) == 42
    row = found["progress-8-sen-support"]
    assert (row["observed"], row["required_value"], row["margin"]) == ("-0.41", "-0.40", "-0.01")
    assert (row["status"], row["verdict"], row["due"]) == ("off_track", "Off track", "true")


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_becomes_a_formula(card, begins):
    hostile = attrs.evolve(card, measures=(attrs.evolve(card.measures[0], title=f"{begins}cmd|' /C calc'!A0"),))
    assert not table(hostile)[0]["title"].startswith(begins)
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(hostile)))
    assert "f" not in {cell.data_type for row in book["Measures"].iter_rows() for cell in row}


def test_a_workbook_has_one_named_table_on_each_sheet_after_its_cover(card):
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(card)))
    assert book.sheetnames == ["Cover", "Measures", "Figures"]
    assert [list(book[name].tables) for name in book.sheetnames] == [[], ["measures"], ["figures"]]
    assert all(not book[name].merged_cells.ranges for name in book.sheetnames)
    assert book["Measures"].max_row == 43
    assert all(cell.value not in (None, "") for cell in book["Measures"][1])


def test_a_number_in_a_workbook_is_a_number_and_a_missing_one_a_mark(card):
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(card)))["Measures"]
    head = [cell.value for cell in sheet[1]]
    found = {row[0]: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert found["progress-8-sen-support"]["observed"] == pytest.approx(-0.41)
    assert found["fair-access-admitted"]["observed"] == "[x]"


def test_a_workbook_without_openpyxl_says_what_to_install(card, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(PluginError, match=r'openpyxl.*pip install "wes-rules\[pages\]"'):
        workbook_of(card)


def test_a_published_interval_stands_beside_its_figure(card):
    measure = next(one for one in card.measures if one.series and one.series[0].places)
    series = measure.series[0]
    place = next(one for one in series.places if one.figure is not None)
    ends = (Decimal("1.5"), Decimal("2.5"))
    shown = attrs.evolve(series, places=(attrs.evolve(place, figure=attrs.evolve(place.figure, interval=ends)),))
    book = workbook_of(attrs.evolve(card, measures=(attrs.evolve(measure, series=(shown,)),)))
    head, row = openpyxl.load_workbook(io.BytesIO(book))["Figures"].iter_rows(values_only=True)
    found = dict(zip(head, row, strict=True))
    assert (found["interval lowest"], found["interval highest"]) == (1.5, 2.5)
