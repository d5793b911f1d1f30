"""The source skeleton keeps the contract of sources, and what is its own."""

import pytest
from wes_rules_skeleton import SkeletonConfig, wes_rules_sources

from wes_rules import SourceError
from wes_rules.testing import Broken, Known, SourceContract, wanted

TEXT = "gld\t937\t2018/19\t71.8\ngld\t970\t2018/19\tc\npupils\t937\t2018/19\t20\nbalance\t0A1\t2018/19\t-0.5\n"


class TestSkeleton(SourceContract):
    does_not = {
        "groups": "a line does not say which group its figure is about",
        "network": "it reads a file on this machine",
        "revisions": "a line does not say when its figure was published",
        "versions": "the file has no versions",
    }

    @pytest.fixture
    def source_type(self):
        (found,) = wes_rules_sources()
        return found

    @pytest.fixture
    def config(self, tmp_path):
        (tmp_path / "figures.txt").write_text(TEXT, encoding="utf-8")
        return SkeletonConfig(path="figures.txt")

    @pytest.fixture
    def indicators(self):
        return {"gld": wanted("percent", "academic-year"), "balance": wanted("score", "academic-year")}

    @pytest.fixture
    def known(self):
        return [
            Known("gld", "937", "2018/19", "71.8", row=1),
            Known("gld", "970", "2018/19", None),
            Known("balance", "0A1", "2018/19", "-0.5"),
        ]

    @pytest.fixture
    def broken(self, tmp_path):
        (tmp_path / "broken.txt").write_text(
            "gld\t937\ngld\t970\n" + TEXT + "gld\t937\t2018/19\tmany\n", encoding="utf-8"
        )
        return Broken(SkeletonConfig(path="broken.txt"), places=[("broken.txt", row) for row in (1, 2, 7)])

    @pytest.fixture
    def changed(self, tmp_path):
        def changed():
            (tmp_path / "figures.txt").write_text(TEXT.replace("71.8", "72.5"), encoding="utf-8")
            return Known("gld", "937", "2018/19", "72.5")

        return changed

    @pytest.fixture
    def bad_settings(self):
        return {"path": "missing.txt"}

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("gld\t937\t2018/19\n", "figures.txt:5: the line has 3 cells; write indicator"),
            ("gld\t937\t2018/20\t1\n", "figures.txt:5:"),
            ("gld\t937\t2018/19\tmany\n", 'figures.txt:5: "many" is neither a number nor a known symbol'),
        ],
    )
    def test_a_wrong_line_is_told_with_its_place(self, read, config, indicators, tmp_path, line, says):
        (tmp_path / "figures.txt").write_text(TEXT + line, encoding="utf-8")
        with pytest.raises(SourceError) as caught:
            read(indicators)
        assert says in str(caught.value)
