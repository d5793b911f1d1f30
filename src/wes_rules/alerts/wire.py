"""Values as JSON and back: equal values are equal bytes, so that a hash of the text is a hash of the value."""

from __future__ import annotations

import enum
import json
import types
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import attrs

T = TypeVar("T")


def dump(value: object) -> str:
    """Return a value as one line of JSON; its keys are sorted."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def load(cls: type[T], text: str) -> T:
    """Return the value of a class that `dump` wrote; fields it did not know of yet have their defaults."""
    return _reader(cls)(json.loads(text))  # type: ignore[no-any-return, arg-type] # a class is hashable


def stamp(moment: datetime) -> str:
    """Return an aware moment as text that sorts as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def plain(value: object) -> Any:
    """Return a value as dictionaries, lists, texts and numbers."""
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return {name: plain(getattr(value, name)) for name in _names(type(value))}  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _names(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls) if field.init)


@lru_cache(maxsize=256)
def _reader(hint: Any) -> Callable[[Any], Any]:
    """Return what reads the plain form of a type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (_reader(one) for one in arguments if one is not types.NoneType)
        return lambda raw: None if raw is None else inner(raw)
    if origin is tuple:
        item = _reader(arguments[0])
        return lambda raw: tuple(map(item, raw))
    if origin is dict:
        value = _reader(arguments[1])
        return lambda raw: {key: value(one) for key, one in raw.items()}
    if isinstance(hint, type) and attrs.has(hint):
        return _class_reader(hint)
    if hint in (date, datetime):
        return hint.fromisoformat  # type: ignore[no-any-return]
    return hint if isinstance(hint, type) and issubclass(hint, enum.Enum) else _as_it_is


def _class_reader(cls: type[Any]) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(cls)
    readers = {name: _reader(hints[name]) for name in _names(cls)}  # type: ignore[arg-type]
    return lambda raw: cls(**{name: readers[name](one) for name, one in raw.items() if name in readers})


def _as_it_is(raw: Any) -> Any:
    return raw
