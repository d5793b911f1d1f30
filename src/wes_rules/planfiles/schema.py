"""The JSON Schema of plan files, for editors to complete and check by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wes_rules.planfiles.tables import LAG, AlertsTable, Allowed, CalendarTable, Head, ObjectiveTable
from wes_rules.plugins.manager import Plugins
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Measure
from wes_rules.rules.policy import Recipient
from wes_rules.rules.schema import Schema, SchemaMaker
from wes_rules.series.areas import AreaSet, EndedArea
from wes_rules.values.units import OwnUnit


def plan_schema(plugins: Plugins) -> Schema:
    """
    Return the schema of plan files, as JSON Schema 2020-12.

    It says all that one value says by itself; what concerns several (a limit outside its unit, a calendar
    that is not there) only the reader can tell. Dates are texts in it, as editors of TOML take them.
    """
    maker = SchemaMaker({**KINDS, **plugins.rule_kinds})
    calendar = maker.table(CalendarTable)
    maker.definitions["CalendarTable"]["properties"]["lag"] |= {"pattern": f"^{LAG.pattern}$"}
    measures = {"type": "array", "minItems": 1, "items": _measure(maker)}
    properties: dict[str, Schema] = {
        "plan": maker.table(Head),
        "areas": maker.of(Mapping[str, str]),
        "names": maker.of(Mapping[str, str]),
        "area_sets": {"type": "array", "items": maker.table(AreaSet)},
        "ended_areas": {"type": "array", "items": maker.table(EndedArea)},
        "sources": _configs(maker, {name: one.config for name, one in plugins.sources.items()}),
        "notifiers": _configs(maker, {name: one.config for name, one in plugins.notifiers.items()}),
        "plugins": maker.table(Allowed),
        "alerts": maker.table(AlertsTable),
        "recipients": {"type": "array", "items": maker.table(Recipient)},
        "calendars": {"type": "object", "additionalProperties": calendar},
        "units": {"type": "object", "additionalProperties": maker.table(OwnUnit, optional=frozenset({"name"}))},
        "objectives": {"type": "object", "additionalProperties": maker.table(ObjectiveTable)},
        "measures": measures,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A plan of wes_rules",
        "type": "object",
        "properties": properties,
        "required": ["plan", "measures"],
        "additionalProperties": False,
        "$defs": maker.definitions,
    }


def _measure(maker: SchemaMaker) -> Schema:
    """Return the schema of a measure, which needs no number where each of its parts has its own."""
    own = {"type": "array", "items": {"required": ["number"]}}
    each = {"properties": {"rule": {"properties": {"kind": {"const": "each"}, "over": own}}}}
    measure = maker.table(Measure, optional=frozenset({"area", "number"}))
    return {"allOf": [measure, {"if": each, "else": {"required": ["number"]}}]}


def _configs(maker: SchemaMaker, configs: Mapping[str, type[Any]]) -> Schema:
    checked = [
        {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": maker.table(config, kind)}
        for kind, config in configs.items()
    ]
    one = {"type": "object", "properties": {"kind": {"type": "string"}}, "required": ["kind"], "allOf": checked}
    return {"type": "array", "items": one}
