"""The plugins that the documentation and the examples show keep their contracts and every law."""

import re
import sys
import types
from pathlib import Path

import attrs
import pytest

from wes_rules import FigureRule
from wes_rules.plugins import load_plugins
from wes_rules.testing import RuleKindContract, laws

ROOT = Path(__file__).parents[2]
HOOKS, KERNELS, CONTRACTS = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("plugins.md", "kernels.md", "plugin-contracts.md")
)


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def block(page, name):
    (code,) = (one for one in blocks(page) if f"class {name}" in one)
    return code


def test_the_kind_of_the_page_of_hooks_keeps_every_law(install):
    install("round-about", block(HOOKS, "RoundAbout"))
    laws.check_all(load_plugins(["round-about"]).rule_kind("round-about"), examples=10)


def test_the_kind_of_the_examples_keeps_every_law(install):
    install("most-periods", (ROOT / "examples" / "rule-kind" / "most_periods.py").read_text(encoding="utf-8"))
    kind = load_plugins(["most-periods"]).rule_kind("most-periods")
    with pytest.warns(UserWarning, match="a_mirror_changes_nothing was not checked: MostPeriods is bound to its unit"):
        laws.check_all(kind, examples=4)


def shown(page, name):
    """Return the class that the block of a page defines."""
    module = types.ModuleType(f"shown_{name}")
    sys.modules[module.__name__] = module
    exec(block(page, name), vars(module))
    return getattr(module, name)


class TestTheKernelOfOnePeriodThatIsShown(RuleKindContract):
    examples = 5

    @pytest.fixture
    def rule_kind(self):
        return shown(HOOKS, "RoundAbout")

    @pytest.fixture
    def rules(self, rule_kind):
        return [rule_kind(value=50, within=5)]

    @pytest.fixture
    def bad_settings(self):
        return {"value": 50, "within": -1}


class TestTheKernelOfTwoPeriodsThatIsShown(RuleKindContract):
    examples = 5

    @pytest.fixture
    def rule_kind(self):
        return shown(KERNELS, "NoBigDrop")

    @pytest.fixture
    def rules(self, rule_kind):
        return [rule_kind(drop=2)]

    @pytest.fixture
    def bad_settings(self):
        return {"drop": -1}

    def test_a_law_says_what_to_do_about_an_amount_that_is_no_distance(self, rule_kind):
        unsaid = attrs.frozen(kw_only=True)(
            type("Unsaid", (rule_kind,), {"distances": FigureRule.distances, "__module__": rule_kind.__module__})
        )
        with pytest.raises(laws.LawDoesNotApply, match="name it in `distances`"):
            laws.a_mirror_changes_nothing(unsaid(drop=2), examples=5)
        with pytest.raises(
            AssertionError, match="fields of no-big-drop that are amounts between two values: distances = "
        ):
            laws.a_mirror_changes_nothing(unsaid(drop=0), examples=100)


def test_the_examples_of_contracts_pass(run_contracts, tmp_path):
    for number, code in enumerate(blocks(CONTRACTS)):
        file = tmp_path / f"test_example_{number}.py"
        file.write_text(code, encoding="utf-8")
        ended = run_contracts(file)
        assert ended
        assert [said for outcome, said in ended.values() if outcome == "failed"] == []
