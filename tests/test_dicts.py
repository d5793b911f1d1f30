"""What one program sends another: values as dictionaries that JSON can carry, and back."""

import json
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import attrs
import jsonschema
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from wes_rules import (
    AreaSet,
    Case,
    DefinitionError,
    History,
    Inspection,
    Judgement,
    Measure,
    Observation,
    Origin,
    Period,
    PeriodKind,
    Plan,
    PluginConfig,
    Quantity,
    Rule,
    Threshold,
    from_dict,
    judge,
    load_plan,
    schema_of,
    strategies,
    to_dict,
)
from wes_rules.series.left_out import UnreadCase, UnreadFigure

EXAMPLE = Path(__file__).parents[1] / "examples" / "warwickshire" / "plan.toml"
DAY = date(2026, 4, 1)
TYPES = {
    Measure: strategies.measures(calendar=strategies.calendars()),
    Observation: strategies.observations(),
    Rule: strategies.rules(),
    Plan: strategies.plans(),
    History: strategies.histories(),
    Judgement: strategies.judgements(),
    tuple[Quantity, ...]: st.lists(strategies.quantities(), max_size=3).map(tuple),
}


def sent(value):
    """Send it as JSON, exactly as a service would."""
    return json.loads(json.dumps(to_dict(value), allow_nan=False))


@pytest.mark.hypothesis
@pytest.mark.parametrize("cls", TYPES, ids=str)
def test_what_is_sent_arrives_and_fits_the_schema(cls):
    validator = jsonschema.Draft202012Validator(schema_of(cls))
    validator.check_schema(validator.schema)

    @settings(max_examples=settings.default.max_examples // 2, phases=[Phase.generate, Phase.shrink])
    @given(TYPES[cls])
    def arrives(one):
        table = sent(one)
        validator.validate(table)
        assert from_dict(cls, table) == one

    arrives()


@pytest.fixture(scope="module")
def example():
    return load_plan(EXAMPLE)


def test_the_example_arrives_with_all_that_it_holds(example):
    table = sent(example.plan)
    jsonschema.Draft202012Validator(schema_of(Plan)).validate(table)
    assert from_dict(Plan, table) == example.plan


def test_a_judgement_of_the_example_arrives_and_answers_what_is_asked_further(example):
    validator = jsonschema.Draft202012Validator(schema_of(Judgement))
    for one in example.judge(as_of=DAY)[::6]:
        table = sent(one)
        validator.validate(table)
        arrived = from_dict(Judgement, table)
        assert arrived == one
        assert (arrived.explain(), arrived.evidence, arrived.to_json()) == (one.explain(), one.evidence, one.to_json())


def test_a_judgement_that_was_asked_for_a_period_arrives_as_one(desk):
    measure, history = desk.measure(Threshold(at_least=90)), desk.history({2018: 91, 2019: 80})
    one = judge(measure, history, as_of=DAY, period=desk.year(2018))
    assert from_dict(Judgement, sent(one)) == one


def test_everything_that_a_history_may_hold_arrives():
    origin = Origin(publication="p")
    year = Period(PeriodKind.ACADEMIC_YEAR, 2019)
    history = History(
        [Observation(indicator="a", area="9", period=year, quantity=Quantity.exact("1.50"), origin=origin)],
        cases=[Case(indicator="a", area="9", id="1", opened=DAY, origin=origin)],
        inspections=[Inspection(indicator="a", area="9", unit="s", day=DAY, grade=2, origin=origin)],
        area_sets=[AreaSet("near", DAY, ("9",))],
        names={"9": "Here"},
        left_out=[UnreadFigure(indicator="a", any_edition=True), UnreadCase(indicator="a", many=True)],
    ).final()
    table = sent(history)
    jsonschema.Draft202012Validator(schema_of(History)).validate(table)
    arrived = from_dict(History, table)
    assert arrived == history
    assert arrived.names == history.names


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9))
def test_no_digit_of_a_number_is_lost(value):
    arrived = from_dict(Quantity, sent(Quantity.exact(value)))
    assert arrived.low == value
    assert isinstance(arrived.low, D)


def test_the_settings_of_plugins_arrive_with_their_types():
    config = PluginConfig(
        "csv", {"path": "a.csv", "share": D("0.10"), "since": DAY, "many": [{"deep": D(1)}], "on": True}
    )
    assert from_dict(PluginConfig, sent(config)) == config


FAULTS = [
    ({"rule": {"kind": "threshold", "at_least": "many"}}, "rule.at_least", "write digits and a point"),
    ({"rule": {"kind": "thresold", "at_least": "90"}}, "rule.kind", 'did you mean "threshold"?'),
    ({"rule": {"kind": "threshold"}}, "rule", ""),
    ({"unit": "percents"}, "unit", 'did you mean "percent"?'),
    ({"calendar": {"kind": "calendar-year", "first": "2019"}}, "calendar.first", ""),
    (
        {"calendar": {"kind": "calendar-year", "first": {"kind": "calendar-year", "name": "x"}}},
        "calendar.first.name",
        "",
    ),
    ({"deadline": "1 April 2026"}, "deadline", "write it like 2026-04-01"),
    ({"calendar": {}}, "calendar.kind", "add it"),
    ({"colour": "red"}, "", ""),
    ({"labels": [1]}, "labels[0]", ""),
]


@pytest.mark.parametrize(("change", "path", "remedy"), FAULTS, ids=lambda one: str(one)[:40])
def test_what_is_wrong_is_told_with_the_path_of_its_field(desk, change, path, remedy):
    table = {**sent(desk.measure(Threshold(at_least=90))), **change}
    with pytest.raises(DefinitionError) as caught:
        from_dict(Measure, table)
    (problem,) = caught.value.problems
    assert problem.subject == path
    assert remedy in problem.remedy
    assert not jsonschema.Draft202012Validator(schema_of(Measure)).is_valid(table) or path in (
        "rule",
        "calendar.first.name",
    )


def test_every_fault_is_told_at_once(desk):
    measures = [{**sent(desk.measure(Threshold(at_least=90))), "unit": "x", "decimals": -10}, 3]
    with pytest.raises(DefinitionError) as caught:
        from_dict(Plan, {"id": "p", "title": "P", "measures": measures})
    assert {one.subject for one in caught.value.problems} == {
        "area",
        "measures[0].unit",
        "measures[0].decimals",
        "measures[1]",
    }


def test_a_table_that_nests_without_end_is_refused():
    rule = {"kind": "threshold", "at_least": "1"}
    for _ in range(5000):
        rule = {"kind": "advisory", "rule": rule}
    with pytest.raises(DefinitionError, match="nests too deep"):
        from_dict(Rule, rule)


@pytest.mark.parametrize("table", [None, 3, "measure", [], [{}]])
def test_what_is_no_table_is_refused(table):
    with pytest.raises(DefinitionError, match="is not a table"):
        from_dict(Measure, table)


def test_a_verdict_that_was_changed_on_its_way_is_refused(desk):
    table = sent(judge(desk.measure(Threshold(at_least=90)), desk.history({2019: 80}), as_of=date(2020, 7, 1)))
    table["verdict"]["status"] = "on_track"
    with pytest.raises(
        DefinitionError, match="verdict: status is 'on_track', and by these figures 'off_track'"
    ) as caught:
        from_dict(Judgement, table)
    assert caught.value.problems[0].remedy == "another version of the library judged it, or it was changed"


def test_what_was_only_supposed_is_not_sent(desk):
    history = desk.history({2019: 80})
    supposed = history.supposing(desk.figure(2020, 91))
    with pytest.raises(DefinitionError, match="only supposed"):
        to_dict(supposed)


def test_a_judgement_that_nothing_gives_is_not_sent(desk):
    one = judge(desk.measure(Threshold(at_least=90)), desk.history({2019: 80}), as_of=DAY)
    with pytest.raises(DefinitionError, match="does not follow"):
        to_dict(attrs.evolve(one, settled=not one.settled))


@pytest.mark.parametrize("value", [object(), 1j, {1: object()}])
def test_what_is_none_of_the_librarys_values_is_refused(value):
    with pytest.raises(DefinitionError, match="cannot be written"):
        to_dict(value)


def test_a_kind_of_rule_that_is_not_built_in_is_named():
    class Half(Threshold):
        kind = "half"

    rule = Half(at_least=D(50))
    assert from_dict(Rule, sent(rule), kinds={"half": Half}) == rule
    jsonschema.Draft202012Validator(schema_of(Rule, kinds={"half": Half})).validate(sent(rule))
    with pytest.raises(DefinitionError, match="unknown kind"):
        from_dict(Rule, sent(rule))
