"""The types of the fields of a class, as whoever reads or describes values needs them."""

from __future__ import annotations

import functools
import operator
import types
import typing
from typing import Any

import attrs

from wes_rules.quoting import shortened
from wes_rules.values.taking import plain_hint


@functools.lru_cache(maxsize=256)
def fields_of(cls: type[Any]) -> tuple[dict[str, Any], dict[str, attrs.Attribute[Any]]]:
    """Return the types of a class's fields, and those fields that can be given, by name."""
    return typing.get_type_hints(cls, include_extras=True), {
        field.name: field for field in attrs.fields(cls) if field.init
    }


def without_none(hint: Any) -> Any:
    """Return the type of an optional value: in a file it is there or it is not."""
    rest = [one for one in typing.get_args(hint) if one is not types.NoneType]
    optional = typing.get_origin(hint) in (types.UnionType, typing.Union) and len(rest) < len(typing.get_args(hint))
    return functools.reduce(operator.or_, rest) if optional else hint


def plain_type(hint: Any) -> Any:
    """Return the type of a value that is there, without the limits that are declared with it."""
    return plain_hint(without_none(hint))[0]


def field_in(path: tuple[str | int, ...]) -> str:
    """Name the field a path ends in, as the start of a sentence: one line may hold many."""
    name = next((part for part in reversed(path) if isinstance(part, str)), None)
    return "" if name is None else f"{shortened(name)}: "
