"""Whether what the reader made of a sentence is right: the rule that was written down before, or a question that is open."""

import tomllib
from decimal import Decimal
from pathlib import Path

from wes_rules import Calendar, Period, PeriodKind
from wes_rules.rules.measure import Rule
from wes_rules.rules.reading import Reader
from wes_rules.wording import Context, read

OTHERS = Path(__file__).parent / "others.toml"


def sentences(use):
    with OTHERS.open("rb") as file:
        return [one for one in tomllib.load(file, parse_float=Decimal)["sentence"] if one["use"] == use]


def wanted_rule(table, calendar=None):
    faults = []
    reader = Reader(fault=lambda *fault: faults.append(fault), kind=calendar and calendar.kind)
    rule = None if table is None else reader.value(Rule, table, ())
    assert not faults, faults
    return rule


def verdict(one):
    """Return "right" or "wrong", and whether nothing was asked."""
    calendar = Calendar(kind=PeriodKind(one["calendar"])) if "calendar" in one else None
    found = read(one["text"], context=Context(unit=one.get("unit"), better=one.get("better"), calendar=calendar))
    if found.settled:
        return (
            "right"
            if found.rule == wanted_rule(one.get("rule"), calendar) and starts(one, found, calendar)
            else "wrong"
        ), True
    if "cannot" in one:
        return ("right" if one["cannot"] in {each.what.value for each in found.no_rule} else "wrong"), False
    asked = {each.asks.value for each in found.questions}
    fair = bool(asked & set(one.get("asks", ()))) or "any" in one.get("asks", ())
    same = "rule" in one and found.rule == wanted_rule(one["rule"], calendar)
    return ("right" if fair or same else "wrong"), False


def starts(one, found, calendar=None):
    """Whether the start of the promise is the one that was written down."""
    if "baseline" not in one:
        return True
    value, period = one["baseline"].get("value"), one["baseline"].get("period")
    start = found.baseline
    return (
        start is not None
        and start.value == value
        and (period is None or start.period == Period.parse(period, calendar and calendar.kind))
    )
