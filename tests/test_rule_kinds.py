"""A kind of rule that a plugin adds works wherever a built-in one does; the example is one."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from tests.saboteurs.planted_rules import Cut
from tests.saboteurs.planted_spreads import Spread

from wes_rules import DefinitionError, History, Period, PlanError, Version, judge, strategies
from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import read_plan
from wes_rules.rules.kinds.composites import leaves
from wes_rules.testing.laws.cases import shapes

EXAMPLE = Path(__file__).parents[1] / "examples" / "rule-kind"
PLAN = (EXAMPLE / "plan.toml").read_text(encoding="utf-8")
CODE = (EXAMPLE / "most_periods.py").read_text(encoding="utf-8")


@pytest.fixture
def plan(install, tmp_path):
    """Install the example as its users would, and return its plan."""

    def plan(code=CODE, text=PLAN):
        install("most-periods", code)
        (tmp_path / "figures.csv").write_bytes((EXAMPLE / "figures.csv").read_bytes())
        (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
        return tmp_path / "plan.toml"

    yield plan
    sys.modules.pop("module_most_periods", None)


def test_the_command_line_explains_it_as_the_readme_says(plan, capsys):
    main(["explain", str(plan()), "ehcp-20-weeks", "--as-of", "2022-01-01"])
    shown = (EXAMPLE / "README.md").read_text(encoding="utf-8").split("```")[1].removeprefix("text\n")
    assert capsys.readouterr().out == shown


def test_the_scorecard_counts_its_periods(plan, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["check", str(plan()), "--as-of", "2022-01-01"]) == 1
    assert "1 period short" in capsys.readouterr().out


def test_its_kernel_judges_many_areas_at_once(plan):
    polars = pytest.importorskip("polars", reason="polars is in the dev extra")
    from wes_rules import batch

    read = read_plan(plan())
    number = read.measures[0].number
    values = {"E1": ("91", "90", "89.9"), "E2": ("c", "91", "90"), "E3": ("91", "c", "89"), "E4": ("1", "c", "2")}
    rows = [
        {"indicator": number.indicator, "group": number.group, "area": area, "period": str(year), "value": value}
        for area, figures in values.items()
        for year, value in zip((2018, 2019, 2020), figures, strict=True)
    ]
    found = batch.judge(read, polars.DataFrame(rows), as_of=date(2022, 1, 1))
    assert dict(found.select("area", "status").rows()) == {
        "E1": "on_track",
        "E2": "on_track",
        "E3": "undecided",
        "E4": "off_track",
    }


def test_each_of_its_periods_is_held_to_its_own_version(plan):
    measure = read_plan(plan()).measures[0]
    kind = measure.calendar.kind
    raised = Version(starting=Period.parse("2019", kind), changes={"at_least": 90})
    rule = type(measure.rule)(at_least=60, periods=2, out_of=3, versions=(raised,))
    history = History.from_records(
        [{"period": year, "value": value} for year, value in (("2017", 70), ("2018", 80), ("2019", 95))],
        indicator=measure.number.indicator, group=measure.number.group, area=measure.area,
        unit="percent", kind=kind, source="DfE",
    )  # fmt: skip
    found = judge(
        attrs.evolve(measure, rule=rule, starts=None), history, as_of=date(2022, 1, 1), period=raised.starting
    )
    assert (found.words, found.margin) == ("on track", 1)


def test_it_is_drawn_by_its_own_strategy_where_it_has_one(plan):
    from hypothesis import strategies as st

    rule = read_plan(plan()).measures[0].rule
    kind = type("Drawn", (type(rule),), {"strategy": classmethod(lambda _, **__: st.just(rule))})

    @given(strategies.rules(of=(kind,)))
    def drawn(one):
        assert one is rule

    drawn()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("periods = 2", "periods = 4"), 'plan.toml:25: measure "ehcp-20-weeks": periods = 4: give a number from 1 to out_of = 3'),
        (("periods = 2", "period = 2"), 'plan.toml:25: measure "ehcp-20-weeks": unknown key "period"; did you mean "periods"?'),
        (("most-periods", "most-period"), 'unknown rule kind "most-period"'),
        (('better = "higher"', 'better = "lower"'), 'most-periods needs better = "higher"'),
        (("out_of = 3", "out_of = 3, met_within = 0.1"), "met_within = 0.1 is no number of periods; count periods: give a whole number"),
        (("out_of = 3", "out_of = 3, met_within = 2"), "met_within = 2: give less than periods = 2"),
        (("out_of = 3", "out_of = 3, tolerance = 2"), "tolerance = 2: give less than periods = 2"),
    ],
)  # fmt: skip
def test_its_faults_are_told_with_their_line(plan, change, says):
    with pytest.raises(PlanError) as caught:
        read_plan(plan(text=PLAN.replace(*change)))
    assert says in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[MostPeriods]", "[int]"), "returned the class int; return a list of attrs classes made from FigureRule"),
        (('"most-periods"', '"threshold"'), 'the rule kind "threshold" is built in'),
        (('"most-periods"', '"Most Periods"'), "kind is 'Most Periods'"),
        (("def reading(self,", "def reeding(self,"), "MostPeriods leaves out reading"),
        (("import attrs\n", "import attrs\nraise SystemExit\n"), "SystemExit"),
    ],
)
def test_a_plugin_that_breaks_its_contract_is_told_where_the_rule_is_used(plan, change, says):
    with pytest.raises(PlanError) as caught:
        read_plan(plan(code=CODE.replace(*change)))
    assert str(caught.value).startswith('plan.toml:25: measure "ehcp-20-weeks": ')
    assert says in str(caught.value)
    assert len(caught.value.problems) == 1


def test_a_plan_may_forbid_it(plan):
    with pytest.raises(PlanError, match="not on the list of allowed plugins"):
        read_plan(plan(text=PLAN + '[plugins]\nallow = ["csv"]\n'))


@given(strategies.measures())
def test_each_reading_says_every_amount_that_the_rule_states(measure):
    for leaf in leaves(measure):
        said = leaf.rule.wording(leaf).replace(",", "")
        amounts = [getattr(leaf.rule, name, None) for name in leaf.rule.distances]
        assert all(f"{amount.normalize():f}" in said for amount in amounts if amount)


@attrs.frozen(kw_only=True)
class Floor(Spread):
    """At least a value, whose author does not look at its precision."""

    floor: Decimal


def test_a_value_of_a_kind_is_refused_where_it_is_finer_than_what_it_is_compared_with():
    measure, fine = next(one for one in shapes() if one.decimals == 1), Decimal("0.05")
    whole = Floor(apart=Decimal(1), last=2, floor=Decimal(5))
    version = Version(starting=Period.parse("2024", measure.calendar.kind), changes={"floor": fine})
    for one in (attrs.evolve(whole, floor=fine), attrs.evolve(whole, versions=(version,))):
        with pytest.raises(DefinitionError, match=r"floor = 0\.05 has more decimal places than the measure's 1"):
            attrs.evolve(measure, rule=one)


def test_a_percentage_in_a_kind_is_no_value_of_the_unit():
    measure = next(one for one in shapes() if one.decimals == 1 and one.unit == "percent")
    lower = attrs.evolve(measure, better="lower", values=None, rule=Cut(percent=Decimal("0.25")))
    assert lower.rule.percent == Decimal("0.25")


def test_a_distance_of_a_kind_is_refused_where_it_is_finer_than_what_it_is_compared_with():
    measure = next(one for one in shapes() if one.decimals == 1)
    assert attrs.evolve(measure, rule=Spread(apart=Decimal("0.3"), last=2)).rule.apart == Decimal("0.3")
    with pytest.raises(DefinitionError, match=r"^apart = 0\.05 has more decimal places than the measure's 1"):
        attrs.evolve(measure, rule=Spread(apart=Decimal("0.05"), last=2))
