"""The source of the Local Authority Interactive Tool does what every source has to do."""

import attrs
import pytest
from wes_rules_lait import LaitConfig, Series, wes_rules_sources

from wes_rules.testing.sources import Broken, Known, SourceContract, wanted

FILE = """Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region
GLD,a share,2019 (Rev),Warwickshire,71.799999999999997,937,West Midlands
GLD,a share,2018,Warwickshire,-,937,West Midlands
OTHER,a share,2018,Warwickshire,1,937,West Midlands
P8,a score,2019,Warwickshire,-0.4,937,West Midlands
"""


class TestTheLaitSource(SourceContract):
    does_not = {
        "codes": "the file numbers local authorities with three digits, of which the first is no 0",
        "groups": "a data item of the file is about one group",
        "network": "the bulk file is downloaded by hand",
        "revisions": "the file has one figure for each period, and no day on which it was published",
    }

    @pytest.fixture
    def source_type(self):
        (kind,) = wes_rules_sources()
        return kind

    @pytest.fixture
    def config(self, tmp_path):
        (tmp_path / "bulk.csv").write_text(FILE)
        series = (
            Series(indicator="gld", code="GLD"),
            Series(indicator="other", code="OTHER"),
            Series(indicator="p8", code="P8"),
        )
        return LaitConfig(path="bulk.csv", edition="April 2026", series=series)

    @pytest.fixture
    def indicators(self):
        return {"gld": wanted("percent", "academic-year"), "p8": wanted("score", "academic-year", 2)}

    @pytest.fixture
    def known(self):
        return [
            Known("gld", "937", "2018/19", "71.8", row=2),
            Known("gld", "937", "2017/18", None),
            Known("p8", "937", "2018/19", "-0.4"),
        ]

    @pytest.fixture
    def broken(self, config, tmp_path):
        (tmp_path / "broken.csv").write_text(FILE.replace("71.799999999999997", "many").replace(",-,", ",few,"))
        return Broken(attrs.evolve(config, path="broken.csv"), places=[("broken.csv", 2), ("broken.csv", 3)])

    @pytest.fixture
    def changed(self, tmp_path):
        def changed():
            (tmp_path / "bulk.csv").write_text(FILE.replace("71.799999999999997", "72.5"))
            return Known("gld", "937", "2018/19", "72.5")

        return changed

    @pytest.fixture
    def bad_settings(self):
        return {"path": "none.csv", "edition": "April 2026", "series": [{"indicator": "gld", "code": "GLD"}]}
