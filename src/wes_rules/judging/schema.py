"""The JSON Schema of a judgement's JSON form."""

from __future__ import annotations

import enum
from typing import Any

from wes_rules.judging.evidence import Movement, TrendTest
from wes_rules.judging.status import Course, Status
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason

_Schema = dict[str, Any]
_TEXT: _Schema = {"type": "string"}
_FLAG: _Schema = {"type": "boolean"}
_NUMBER: _Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_NOTHING: _Schema = {"type": "null"}


def judgement_schema() -> _Schema:
    """Return the schema of what `Judgement.to_json` returns, as JSON Schema 2020-12."""
    judgement = _table(
        measure=_TEXT,
        area=_TEXT,
        period=_or_null(_TEXT),
        decided_in=_or_null(_TEXT),
        status=_choice(Status),
        due=_FLAG,
        course=_or_null(_choice(Course)),
        settled=_FLAG,
        reasons=_list(_choice(Reason)),
        observed=_or_null(_NUMBER),
        required=_or_null(_TEXT),
        required_value=_or_null(_NUMBER),
        margin=_or_null(_NUMBER),
        unit=_choice(Unit),
        reading=_TEXT,
        explanation=_TEXT,
        sources=_list(_TEXT),
        evidence=_or_null(
            _table(
                movement=_choice(Movement),
                figures={"type": "integer", "minimum": 0},
                full_years=_or_null({"type": "integer", "minimum": 0}),
                test=_or_null(_choice(TrendTest)),
                s=_or_null({"type": "integer"}),
                p=_or_null({"type": "string", "pattern": r"^\d+(\.\d+)?(e-\d+)?$"}),
                reasons=_list(_choice(Reason)),
            )
        ),
        outlook=_or_null(
            _table(period=_or_null(_TEXT), status=_or_null(_choice(Status)), reasons=_list(_choice(Reason)))
        ),
        parts=_list({"$ref": "#/$defs/judgement"}),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A judgement of wes_rules",
        "$ref": "#/$defs/judgement",
        "$defs": {"judgement": judgement},
    }


def _table(**fields: _Schema) -> _Schema:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _choice(of: type[enum.Enum]) -> _Schema:
    return {"enum": [one.value for one in of]}


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, _NOTHING]}
