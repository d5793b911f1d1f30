"""What is published of a judgement: the names of its columns, their values as JSON has them, and the JSON Schema of its JSON form."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from wes_rules.judging.direction import Against, Way
from wes_rules.judging.evidence import Movement, TrendTest
from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer, Course, Status
from wes_rules.rules.outlook_method import OutlookMethod
from wes_rules.rules.significance import IntervalKind
from wes_rules.values.reason import Reason

_Schema = dict[str, Any]
_TEXT: _Schema = {"type": "string"}
_FLAG: _Schema = {"type": "boolean"}
_NUMBER: _Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_DAY: _Schema = {"type": "string", "format": "date"}
_NOTHING: _Schema = {"type": "null"}


def _table(**fields: _Schema) -> _Schema:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _choice(of: type[enum.Enum]) -> _Schema:
    return {"enum": [one.value for one in of]}


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, _NOTHING]}


def is_null(schema: _Schema) -> bool:
    """Whether what is empty is null."""
    return _NOTHING in schema.get("anyOf", ())


# What is published of a row, in the order of the columns of CSV files; `Row` has most by the same names.
COLUMNS: Mapping[str, _Schema] = {
    "measure": _TEXT,
    "title": _TEXT,
    "objective": _TEXT,
    "owner": _TEXT,
    "area": _TEXT,
    "area_name": _TEXT,
    "as_of": _DAY,
    "period": _or_null(_TEXT),
    "status": _choice(Status),
    "due": _FLAG,
    "verdict": {"enum": [one.words for one in Answer]},
    "settled": _FLAG,
    "decided_in": _or_null(_TEXT),
    "part": _or_null(_TEXT),
    "observed": _or_null(_NUMBER),
    "judged_on": _or_null(_TEXT),
    "judged_on_period": _or_null(_TEXT),
    "last_known": _FLAG,
    "last_verdict": _or_null({"enum": [one.words for one in Answer]}),
    "last_verdict_period": _or_null(_TEXT),
    "last_verdict_words": _or_null(_TEXT),
    "waits_words": _or_null(_TEXT),
    "overdue_words": _or_null(_TEXT),
    "newest": _or_null(_TEXT),
    "newest_period": _or_null(_TEXT),
    "newest_value": _or_null(_NUMBER),
    "newest_direction": _or_null(_choice(Way)),
    "required": _or_null(_TEXT),
    "required_value": _or_null(_NUMBER),
    "required_of": _or_null(_TEXT),
    "margin": _or_null(_NUMBER),
    "margin_words": _or_null(_TEXT),
    "exceeded": _or_null(_FLAG),
    "unit": _TEXT,
    "direction": _choice(Way),
    "direction_against": _choice(Against),
    "direction_words": _TEXT,
    "gap_direction": _or_null(_choice(Way)),
    "course": _or_null(_choice(Course)),
    "course_words": _or_null(_TEXT),
    "needed_words": _or_null(_TEXT),
    "may_fail_words": _or_null(_TEXT),
    "off_track_since": _or_null(_TEXT),
    "at_risk_since": _or_null(_TEXT),
    "next_due": _or_null(_DAY),
    "labels": _list(_TEXT),
    "reasons": _list(_choice(Reason)),
    "decided_by": _TEXT,
}

_ENDS = _table(lowest=_NUMBER, highest=_NUMBER)
_BOUNDS = _table(lowest=_or_null(_NUMBER), highest=_or_null(_NUMBER))
_WHOLE: _Schema = {"type": "integer", "minimum": 1}
_OUTLOOK = _table(
    period=_or_null(_TEXT),
    status=_or_null(_choice(Status)),
    method=_choice(OutlookMethod),
    source=_TEXT,
    answer=_or_null(_TEXT),
    score=_or_null(_ENDS),
    met_at_baseline=_FLAG,
    reasons=_list(_choice(Reason)),
)
_COMPUTED = _table(
    intervals=_list(
        _table(of={"enum": ["own", "benchmark"]}, kind=_choice(IntervalKind), lowest=_NUMBER, highest=_NUMBER)
    ),
    place=_or_null(_table(lowest=_WHOLE, highest=_WHOLE, areas=_WHOLE, asked=_WHOLE)),
    line=_or_null(_BOUNDS),
    progress=_or_null(_BOUNDS),
)
_NEEDED = _table(
    change=_or_null(_NUMBER),
    average=_or_null(_BOUNDS),
    total=_or_null(_BOUNDS),
    possible=_FLAG,
    periods=_WHOLE,
    target=_NUMBER,
    enough=_NUMBER,
    by=_TEXT,
)
_MAY_FAIL = _table(
    period=_TEXT,
    cases=_WHOLE,
    failed={"type": "integer", "minimum": 0},
    open={"type": "integer", "minimum": 0},
    more={"type": "integer"},
    running=_FLAG,
)


def judgement_schema() -> _Schema:
    """Return the schema of what `Judgement.to_json` returns, as JSON Schema 2020-12."""
    judgement = _table(
        **COLUMNS,
        reading=_TEXT,
        explanation=_TEXT,
        sources=_list(_TEXT),
        evidence=_or_null(
            _table(
                movement=_choice(Movement),
                figures={"type": "integer", "minimum": 0},
                full_years=_or_null({"type": "integer", "minimum": 0}),
                slope=_or_null(_NUMBER),
                per=_TEXT,
                test=_or_null(_choice(TrendTest)),
                s=_or_null({"type": "integer"}),
                p=_or_null({"type": "string", "pattern": r"^\d+(\.\d+)?(e-\d+)?$"}),
                reasons=_list(_choice(Reason)),
            )
        ),
        computed=_COMPUTED,
        outlook=_or_null(_OUTLOOK),
        needed=_or_null(_NEEDED),
        may_fail=_or_null(_MAY_FAIL),
        parts=_list({"$ref": "#/$defs/judgement"}),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A judgement of wes_rules",
        "$ref": "#/$defs/judgement",
        "$defs": {"judgement": judgement},
    }


# Every other column is the field of that name.
_MADE: Mapping[str, Callable[[Row], object]] = {
    "part": lambda row: row.part_called,
    "due": lambda row: row.verdict not in (Answer.NOT_DUE, Answer.NO_TARGET),
    "verdict": lambda row: row.verdict.words,
    "last_known": lambda row: bool(row.judged_on) and not row.known,
    "last_verdict": lambda row: None if row.last is None else row.last.verdict.words,
    "last_verdict_period": lambda row: None if row.last is None else row.last.period,
    "off_track_since": lambda row: _since(row, Status.OFF_TRACK),
    "at_risk_since": lambda row: _since(row, Status.AT_RISK),
}


def _since(row: Row, status: Status) -> str | None:
    """Return since when a status has held; for an undecided row, that of its last verdict."""
    return row.known_best.since if row.known_best.status is status else None


def columns_of(row: Row) -> dict[str, object]:
    """Return a row by its published names, from which every format takes names and values."""
    found = {name: _MADE[name](row) if name in _MADE else getattr(row, name) for name in COLUMNS}
    return {name: None if value == "" and is_null(COLUMNS[name]) else _value(value) for name, value in found.items()}


def _value(value: object) -> object:
    match value:
        case enum.Enum():
            return value.value
        case tuple():
            return tuple(map(_value, value))
        case _:
            return value


def published(row: Row) -> dict[str, object]:
    """Return a row by its published names as JSON values; numbers are strings, so that no reader rounds them."""
    return {name: plain(value) for name, value in columns_of(row).items()}


def plain(value: object) -> object:
    """Return a value for JSON, a number as a text."""
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value
