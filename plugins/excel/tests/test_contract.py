"""The Excel source does what every source has to do."""

from datetime import date

import pytest
from wes_rules_excel import ExcelConfig, wes_rules_sources
from wes_rules_excel.fake import write_workbook

from wes_rules.testing.sources import Broken, Known, SourceContract, wanted

HEADER = ["indicator", "group", "area", "period", "value", "unit", "source", "published"]
ROWS = [
    ["gld", "all", 937, "2018/19", 71.7, "percent", "made for a test", date(2019, 10, 17)],
    ["gld", "all", 937, "2018/19", 71.8, "percent", "made for a test", date(2019, 11, 28)],
    ["gld", "girls", 937, "2018/19", 77.25, "percent", "made for a test", date(2019, 10, 17)],
    ["gld", "all", 970, "2018/19", "c", "percent", "made for a test", date(2019, 10, 17)],
    ["p8", "all", "0A1", "2018/19", -0.4, "score", "made for a test", date(2019, 10, 17)],
    ["other", "all", 970, "2018/19", 1, "percent", "made for a test", date(2019, 10, 17)],
]

SHEET = 'broken.xlsx, sheet "Figures"'


class TestTheExcelSource(SourceContract):
    does_not = {"network": "a workbook is a file", "versions": "a workbook is told by its file, sheet and row"}

    @pytest.fixture
    def source_type(self):
        (kind,) = wes_rules_sources()
        return kind

    @pytest.fixture
    def config(self, tmp_path):
        write_workbook(tmp_path / "figures.xlsx", {"Figures": [HEADER, *ROWS]})
        return ExcelConfig(path="figures.xlsx", sheet="Figures")

    @pytest.fixture
    def indicators(self):
        return {"gld": wanted("percent", "academic-year"), "p8": wanted("score", "academic-year", 2)}

    @pytest.fixture
    def known(self):
        return [
            Known("gld", "937", "2018/19", "71.7", row=2, published=date(2019, 10, 17)),
            Known("gld", "937", "2018/19", "71.8", row=3),
            Known("gld", "937", "2018/19", "77.25", group="girls"),
            Known("gld", "970", "2018/19", None),
            Known("p8", "0A1", "2018/19", "-0.4"),
        ]

    @pytest.fixture
    def broken(self, tmp_path):
        wrong = [
            [*ROWS[0][:4], "many", *ROWS[0][5:]],
            [*ROWS[1][:4], "few", *ROWS[1][5:]],
            [*ROWS[2][:3], "2018/20", *ROWS[2][4:]],
        ]
        write_workbook(tmp_path / "broken.xlsx", {"Figures": [HEADER, *wrong]})
        return Broken(ExcelConfig(path="broken.xlsx", sheet="Figures"), places=[(SHEET, row) for row in (2, 3, 4)])

    @pytest.fixture
    def changed(self, tmp_path):
        def changed():
            rows = [HEADER, [*ROWS[1][:4], 72.5, *ROWS[1][5:]]]
            write_workbook(tmp_path / "figures.xlsx", {"Figures": rows})
            return Known("gld", "937", "2018/19", "72.5")

        return changed

    @pytest.fixture
    def bad_settings(self):
        return {"path": "none.xlsx"}
