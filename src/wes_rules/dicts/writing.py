"""From values to plain dictionaries."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.dicts.stand_ins import STAND_INS, tag_of
from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.versions import Version
from wes_rules.values.checks import said
from wes_rules.values.pasting import is_default
from wes_rules.values.period import Period


def to_dict(value: Any) -> Any:
    """
    Return a value as plain dictionaries, lists and texts that JSON can carry.

    Numbers with decimals are texts, so that none is rounded, and what has its default value is left out. A judgement is
    written with the figures that it was made from; `Judgement.to_json` is shorter, for those who only read it.

    Args:
        value: A measure, rule, plan, observation, history or judgement, anything they are made of, or several in a tuple.

    Raises:
        DefinitionError: It holds something else.
    """
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date) and not isinstance(value, datetime):
        return date(value.year, value.month, value.day).isoformat()
    if isinstance(value, Period):
        return {"kind": value.kind.value, "name": str(value)}
    if isinstance(value, frozenset):
        return sorted(map(to_dict, value), key=repr)
    if isinstance(value, tuple | list):
        return [to_dict(one) for one in value]
    if type(value) in STAND_INS:
        return to_dict(STAND_INS[type(value)].of(value))
    if isinstance(value, Version):
        agreed = {} if value.is_agreed_as_it_starts else {"agreed": to_dict(value.agreed)}
        return {"starting": to_dict(value.starting), **agreed, **{name: to_dict(one) for name, one in value.changes}}
    if attrs.has(type(value)):
        return _fields(value)
    if isinstance(value, Mapping):
        return {key: to_dict(one) for key, one in value.items()}
    raise DefinitionError(Problem(f"{said(value)} cannot be written as a dictionary", "give a value of this library"))


def _fields(value: Any) -> dict[str, Any]:
    tag = tag_of(type(value))
    fields = {
        # What a plugin's settings mean only the plugin knows.
        field.name: _untyped(getattr(value, field.name))
        if field.name == "options"
        else to_dict(getattr(value, field.name))
        for field in attrs.fields(type(value))
        if field.init and not is_default(value, field)
    }
    return fields if tag is None else {"kind": tag, **fields}


def _untyped(value: Any) -> Any:
    """Write a value of which no declaration says what type it has."""
    if isinstance(value, Mapping):
        return {key: _untyped(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_untyped(one) for one in value]
    if isinstance(value, Decimal | float):
        return {"$number": str(value)}
    return {"$date": to_dict(value)} if isinstance(value, date) else to_dict(value)
