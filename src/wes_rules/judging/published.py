"""The published names of a row, and its values in JSON."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from wes_rules.judging.row import Row
from wes_rules.judging.schema import COLUMNS, is_null
from wes_rules.judging.status import Answer, Status

# Every other column is the field of that name.
_MADE: Mapping[str, Callable[[Row], object]] = {
    "part": lambda row: row.part_called,
    "due": lambda row: row.verdict is not Answer.NOT_DUE,
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
