"""A fingerprint of a measure's plan, to detect edits since the last message."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.rules.kinds.composites import Several, area_sets_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.writing import write
from wes_rules.series.areas import AreaSet
from wes_rules.values.period import Period

# The parts of a fingerprint, in order; one stored by an earlier version may have fewer.
PARTS = ("promise", "shown", "calendar", "figures")


def fingerprint(measure: Measure, area_sets: Iterable[AreaSet]) -> str:
    """
    Return a text that changes when the plan's description of a measure does.

    It has one section for each of `PARTS`, separated by points: the promise, how its numbers are shown, its calendars,
    and the figures it uses.
    """
    rule = measure.rule
    while isinstance(rule, Several) and len(rule.of) == 1:
        (rule,) = rule.of
    days = (measure.deadline, measure.starts)
    promise = (rule, measure.number, measure.unit, measure.decimals, measure.better, measure.baseline, *days)
    parts = list(leaves(measure))
    # Defaults are left out of what is written, so that a field added later changes no fingerprint.
    calendars = {str(place): leaf.calendar for place, leaf in enumerate(parts)}
    named = area_sets_of(measure)
    sets = [[one.id, sorted(one.areas)] for one in area_sets if one.id in named]
    return ".".join(
        (
            _hashed([write(one, calendars) for one in promise], 16),
            _hashed([[one.unit.value, one.decimals] for one in parts], 8),
            _hashed([attrs.asdict(one.calendar, filter=_given, value_serializer=_plain) for one in parts], 8),
            _hashed([[write(one.number), one.better.value] for one in parts] + sets, 8),
        )
    )


def _hashed(written: object, length: int) -> str:
    text = json.dumps(written, sort_keys=True, default=_plainly)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def _plainly(value: object) -> str:
    """Write what JSON does not know: 50 and 50.0 are one number."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _given(field: attrs.Attribute[Any], value: object) -> bool:
    """Leave out unused fields that were added later, as stored fingerprints lack them."""
    return field.name != "surveyed" or value is not None


def _plain(_: object, __: object, value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    return str(value) if isinstance(value, Period) else value
