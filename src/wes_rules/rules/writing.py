"""Values to the plain tables that read back as them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.measure import Rule
from wes_rules.rules.versions import Version
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import AreaFigure
from wes_rules.series.numbers import NUMBERS
from wes_rules.values.period import Period
from wes_rules.values.units import OwnUnit


def write(value: Any, calendars: Mapping[str, Calendar] | None = None) -> Any:
    """Return a value as the plain table that reads back as it, without default values, and calendars by their names."""
    if isinstance(value, Calendar):
        name = next((name for name, one in (calendars or {}).items() if one == value), None)
        if name is None:
            raise DefinitionError(Problem(f"a {value.kind.value} calendar has no name", "give it one in `calendars`"))
        return name
    if isinstance(value, OwnUnit):
        return value.name
    if isinstance(value, AreaFigure) and value.group is None:
        return value.area
    if isinstance(value, Period):
        return str(value)
    if isinstance(value, Version):
        agreed = {} if value.is_agreed_as_it_starts else {"agreed": value.agreed}
        return {"starting": str(value.starting), **agreed, **{name: write(one) for name, one in value.changes}}
    if attrs.has(type(value)):
        fields = {
            field.name: write(getattr(value, field.name), calendars)
            for field in attrs.fields(type(value))
            if getattr(value, field.name) != _default(field)
        }
        tagged = isinstance(value, Rule) or type(value) in NUMBERS.values()
        return {"kind": value.kind, **fields} if tagged else fields
    if isinstance(value, tuple):
        return [write(one, calendars) for one in value]
    return value.value if isinstance(value, enum.Enum) else value


def _default(field: attrs.Attribute[Any]) -> Any:
    factory = getattr(field.default, "factory", None)
    return field.default if factory is None else factory()
