"""The Excel source does what every source has to do."""

from datetime import date

import pytest
from wes_rules_excel import ExcelConfig, wes_rules_sources
from wes_rules_excel.fake import write_workbook

from wes_rules.testing.sources import Known, SourceContract, wanted

HEADER = ["indicator", "group", "area", "period", "value", "unit", "source", "published"]
ROWS = [
    ["gld", "all", 937, "2018/19", 71.7, "percent", "made for a test", date(2019, 10, 17)],
    ["gld", "all", 937, "2018/19", 71.8, "percent", "made for a test", date(2019, 11, 28)],
    ["gld", "all", 970, "2018/19", "c", "percent", "made for a test", date(2019, 10, 17)],
    ["other", "all", 970, "2018/19", 1, "percent", "made for a test", date(2019, 10, 17)],
]


class TestTheExcelSource(SourceContract):
    does_not = {
        "network": "a workbook is a file",
        "versions": "a workbook is told by its file, sheet and row",
    }

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
        return {"gld": wanted("percent", "academic-year")}

    @pytest.fixture
    def known(self):
        return [Known("gld", "937", "2018/19", "71.8"), Known("gld", "970", "2018/19", None)]

    @pytest.fixture
    def bad_settings(self):
        return {"path": "none.xlsx"}
