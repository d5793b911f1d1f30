"""The JSON Schema and the reader accept the same plans."""

import copy
import json
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from wes_rules import PlanError, strategies
from wes_rules.cli.main import main
from wes_rules.planfiles.planfile import parse_plan
from wes_rules.planfiles.schema import plan_schema
from wes_rules.plugins import load_plugins
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Rule
from wes_rules.rules.reading import Reader
from wes_rules.rules.schema import SchemaMaker, meanings
from wes_rules.rules.writing import write

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "examples" / "warwickshire" / "plan.toml").read_text(encoding="utf-8")
VALIDATOR = Draft202012Validator(plan_schema(load_plugins([])))


def plain(value):
    """Return a value as a validator of JSON takes it: dates as texts."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def rule_validator():
    maker = SchemaMaker()
    return Draft202012Validator({**maker.of(Rule), "$defs": maker.definitions})


RULES = rule_validator()


def faults(table):
    found = []
    Reader(fault=lambda path, what, remedy: found.append((path, what, remedy))).value(Rule, table, ())
    return found


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(VALIDATOR.schema)


def test_every_field_says_what_it_means():
    untold = [
        f"{name}.{key}"
        for name, one in VALIDATOR.schema["$defs"].items()
        for key, value in one["properties"].items()
        if key != "kind" and not value.get("description")
    ]
    assert untold == []


def test_a_field_s_meaning_may_run_over_lines_and_may_be_inherited():
    class Base:
        """
        A base.

        Args:
            one: Said
                in two lines.
            two: Said here.

        Raises:
            three: is no field
        """

    class Derived(Base):
        """
        Derived.

        Args:
            two: Said otherwise.
        """

    assert meanings(Derived) == {"one": "Said in two lines.", "two": "Said otherwise."}


def test_the_example_is_accepted():
    assert not list(VALIDATOR.iter_errors(plain(tomllib.loads(EXAMPLE))))


@pytest.mark.parametrize(("parts", "needs"), [((True, True), False), ((True, False), True)])
def test_a_measure_needs_no_number_where_its_parts_have_their_own(parts, needs):
    plan = plain(tomllib.loads(EXAMPLE))
    del plan["measures"][0]["number"]
    over = [{"name": str(place), **({"number": {"indicator": "a"}} if own else {})} for place, own in enumerate(parts)]
    plan["measures"][0]["rule"] = {"kind": "each", "rule": {"kind": "threshold", "at_least": 50}, "over": over}
    assert bool(list(VALIDATOR.iter_errors(plan))) is needs


@given(strategies.rules())
def test_every_rule_the_reader_accepts_is_accepted(rule):
    assert not list(RULES.iter_errors(plain(write(rule))))


WRONG = st.sampled_from([True, "", "\x1b", "no such word", -1, 10**30, [], {}, [1], {"kind": "nothing"}])


def places(table, path=()):
    items = table.items() if isinstance(table, dict) else enumerate(table)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


@given(strategies.rules(), st.data())
def test_what_the_schema_refuses_the_reader_refuses(rule, data):
    table = copy.deepcopy(plain_table(write(rule)))
    *way, last = data.draw(st.sampled_from(list(places(table))))
    holder = table
    for key in way:
        holder = holder[key]
    change = data.draw(st.sampled_from(("drop", "rename", "replace")))
    if change == "replace":
        holder[last] = data.draw(WRONG)
    elif change == "drop" or isinstance(holder, list):
        del holder[last]
    else:
        holder[f"{last}x"] = holder.pop(last)
    refused = bool(list(RULES.iter_errors(plain(table))))
    told = faults(table)
    assert not refused or told
    # The schema says all that concerns one value; what the reader alone refuses concerns several, or the text of one.
    assert refused or not any("unknown" in what or "missing" in what or " is not " in what for _, what, _ in told)


def test_to_be_compared_with_an_area_without_a_code_is_refused_by_both():
    table = {"kind": "benchmark-parity", "against": ""}
    assert list(RULES.iter_errors(table))
    assert [what for _, what, _ in faults(table)] == ['area: "" is blank']


def plain_table(value):
    if isinstance(value, dict):
        return {key: plain_table(one) for key, one in value.items()}
    return [plain_table(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[plan]", "[plans]"),
        ('unit = "percent"', "unit = 5"),
        ("decimals = 1", "decimals = -10"),
        ("decimals = 1", 'decimals = "1"'),
        ('better = "higher"', 'better = "high"'),
        ('lag = "', 'lag = "about '),
        ('kind = "threshold"', 'kind = "treshold"'),
        ('kind = "csv"', 'kind = "csv"\npth = "x"'),
        ("[[notifiers]]\nkind", "[[notifiers]]\nkinds"),
    ],
)
def test_a_slip_in_a_plan_is_refused_by_both(old, new):
    assert old in EXAMPLE
    text = EXAMPLE.replace(old, new, 1)
    assert list(VALIDATOR.iter_errors(plain(tomllib.loads(text))))
    if "pth" not in new:
        with pytest.raises(PlanError):
            parse_plan(text)


def test_every_kind_of_rule_is_in_it():
    assert VALIDATOR.schema["$defs"]["rule"]["properties"]["kind"]["enum"] == sorted(KINDS)


def test_the_command_prints_it_with_the_plugins_that_are_named(install, capsys):
    install("most-periods", (ROOT / "examples" / "rule-kind" / "most_periods.py").read_text(encoding="utf-8"))
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == VALIDATOR.schema
    assert main(["schema", "most-periods"]) == 0
    found = json.loads(capsys.readouterr().out)["$defs"]
    assert found["MostPeriods"]["required"] == ["at_least", "periods", "out_of"]
    assert main(["schema", "nothing"]) == 2
    assert 'no rule kind is called "nothing"' in capsys.readouterr().err
