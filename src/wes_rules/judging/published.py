"""The published names of a row, and its values as JSON has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from wes_rules.judging.row import Row
from wes_rules.judging.status import Answer, Status

# What is published of a row, in CSV files as in JSON; every format takes its names and values from here.
COLUMNS: Mapping[str, Callable[[Row], object]] = {
    "measure": lambda row: row.id,
    "title": lambda row: row.title,
    "objective": lambda row: row.objective,
    "owner": lambda row: row.owner,
    "area": lambda row: row.area,
    "area_name": lambda row: row.area_name,
    "as_of": lambda row: row.as_of,
    "period": lambda row: row.judged or None,
    "status": lambda row: row.status.value,
    "due": lambda row: row.verdict is not Answer.NOT_DUE,
    "verdict": lambda row: row.verdict.words,
    "settled": lambda row: row.settled,
    "decided_in": lambda row: row.decided_in or None,
    "observed": lambda row: row.observed,
    "judged_on": lambda row: row.judged_on or None,
    "judged_on_period": lambda row: row.period or None,
    "last_known": lambda row: bool(row.judged_on) and not row.known,
    "last_verdict": lambda row: None if row.last is None else row.last.verdict.words,
    "last_verdict_period": lambda row: None if row.last is None else row.last.judged,
    "last_verdict_words": lambda row: row.last_known or None,
    "waits_words": lambda row: row.waits or None,
    "newest": lambda row: row.newest or None,
    "newest_period": lambda row: row.newest_period or None,
    "newest_value": lambda row: row.newest_value,
    "newest_direction": lambda row: row.newest_way.value if row.newest else None,
    "required": lambda row: row.required or None,
    "required_value": lambda row: row.required_value,
    "required_of": lambda row: row.whose or None,
    "margin": lambda row: row.margin,
    "margin_words": lambda row: row.gap or None,
    "unit": lambda row: row.unit,
    "direction": lambda row: row.way.value,
    "direction_against": lambda row: row.against.value,
    "direction_words": lambda row: row.direction,
    "course": lambda row: None if row.heading_for is None else row.heading_for.value,
    "course_words": lambda row: row.course or None,
    "needed_words": lambda row: row.needed or None,
    "may_fail_words": lambda row: row.so_far or None,
    "off_track_since": lambda row: row.since or None if row.status is Status.OFF_TRACK else None,
    "at_risk_since": lambda row: row.since or None if row.status is Status.AT_RISK else None,
    "next_due": lambda row: row.next_due,
    "labels": lambda row: row.labels,
    "reasons": lambda row: tuple(one.value for one in row.reasons),
    "decided_by": lambda row: row.decided_by,
}


def published(row: Row) -> dict[str, object]:
    """Return a row by its published names, as values that JSON has; numbers are strings, so that no reader rounds them."""
    return {name: plain(of(row)) for name, of in COLUMNS.items()}


def plain(value: object) -> object:
    """Return a value as JSON has it, a number as a text."""
    match value:
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value
