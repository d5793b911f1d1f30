"""What comes with the library keeps the contracts that plugins have to keep."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from wes_rules import AnnualDecrease, AreaFigure, BenchmarkParity, Threshold
from wes_rules.plugins import load_plugins
from wes_rules.testing import Broken, Known, NotifierContract, RuleKindContract, Sent, SourceContract, wanted

EXAMPLE = Path(__file__).parents[1] / "examples" / "rule-kind"
TIDY = """\
indicator,group,area,period,value,unit,source,published
gld,all,937,2018/19,71.8,percent,DfE,2019-10-17
gld,all,937,2018/19,71.9,percent,DfE,2020-10-17
gld,girls,937,2018/19,77.25,percent,DfE,2019-10-17
gld,all,937,2017/18,c,percent,DfE,2018-10-18
other,all,937,2017/18,1,count,DfE,2018-10-18
p8,all,0A1,2018/19,-0.4,score,DfE,2019-10-17
"""


class TestCsv(SourceContract):
    does_not = {
        "network": "it reads files only",
        "versions": "a CSV file has no version",
    }

    @pytest.fixture
    def source_type(self):
        return load_plugins(["csv"]).source("csv")

    @pytest.fixture
    def config(self, source_type, tmp_path):
        (tmp_path / "figures.csv").write_text(TIDY)
        return source_type.config(path="figures.csv")

    @pytest.fixture
    def indicators(self):
        return {"gld": wanted("percent", "academic-year"), "p8": wanted("score", "academic-year", 2)}

    @pytest.fixture
    def known(self):
        return [
            Known("gld", "937", "2018/19", "71.8", row=2, published=date(2019, 10, 17)),
            Known("gld", "937", "2018/19", "77.25", group="girls"),
            Known("gld", "937", "2017/18", None),
            Known("p8", "0A1", "2018/19", "-0.4"),
        ]

    @pytest.fixture
    def broken(self, source_type, tmp_path):
        wrong = TIDY.replace("71.9", "more").replace("77.25", "many") + "gld,all,937,2018/20,1,percent,DfE,\n"
        (tmp_path / "broken.csv").write_text(wrong)
        return Broken(source_type.config(path="broken.csv"), places=[("broken.csv", row) for row in (3, 4, 8)])

    @pytest.fixture
    def changed(self, tmp_path):
        def changed():
            (tmp_path / "figures.csv").write_text(TIDY.replace("77.25", "78"))
            return Known("gld", "937", "2018/19", "78", group="girls")

        return changed

    @pytest.fixture
    def bad_settings(self):
        return {"path": "missing.csv"}


class TestConsole(NotifierContract):
    does_not = {
        "http": "it prints, and posts nothing",
        "key": "who reads a terminal has no use for a key",
        "transient": "a terminal is there or it is not",
        "permanent": "a terminal takes everything",
        "unknown": "what is printed is printed",
    }

    @pytest.fixture
    def notifier_type(self):
        return load_plugins(["console"]).notifier("console")

    @pytest.fixture
    def config(self, notifier_type):
        return notifier_type.config()

    @pytest.fixture
    def received(self, context):
        return lambda: [{"plain": f"To {part}"} for part in context.output.getvalue().split("To ")[1:]]

    @pytest.fixture
    def wire(self, received):
        return lambda: [Sent(one["plain"].encode()) for one in received()]


@pytest.mark.hypothesis
# That the laws hold is proved of every kind; here it is that the contract takes kinds that are sound.
class TestThreshold(RuleKindContract):
    examples = 2

    @pytest.fixture
    def rule_kind(self):
        return Threshold

    @pytest.fixture
    def rules(self):
        return [Threshold(at_least=Decimal(50), tolerance=Decimal(2)), Threshold(between=(Decimal(49), Decimal(51)))]

    @pytest.fixture
    def bad_settings(self):
        return {"at_least": Decimal(50), "above": Decimal(50)}


@pytest.mark.hypothesis
class TestBenchmarkParity(RuleKindContract):
    examples = 2

    @pytest.fixture
    def rule_kind(self):
        return BenchmarkParity

    @pytest.fixture
    def rules(self):
        england = AreaFigure(area="970")
        return [BenchmarkParity(against=england), BenchmarkParity(against=england, met_within=Decimal(2))]

    @pytest.fixture
    def bad_settings(self):
        return {"against": "970", "in_line": "within"}


@pytest.mark.hypothesis
class TestAnnualDecrease(RuleKindContract):
    examples = 2
    does_not = {"every number": "of a long run it says the latest step and the one that broke it"}

    @pytest.fixture
    def rule_kind(self):
        return AnnualDecrease

    @pytest.fixture
    def rules(self):
        return [AnnualDecrease(), AnnualDecrease(tolerance=Decimal("0.5"))]

    @pytest.fixture
    def bad_settings(self):
        return {"tolerance": Decimal(-1)}
