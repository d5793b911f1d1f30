"""Values as JSON and back: equal values are equal bytes, so that a hash of the text is a hash of the value."""

from __future__ import annotations

import enum
import json
import types
import typing
from datetime import date, datetime
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
    return _read(cls, json.loads(text))  # type: ignore[no-any-return]


def plain(value: object) -> Any:
    """Return a value as dictionaries, lists, texts and numbers."""
    cls: type[Any] = type(value)
    if attrs.has(cls):
        return {field.name: plain(getattr(value, field.name)) for field in attrs.fields(cls) if field.init}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple | list | frozenset):
        return [plain(one) for one in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _read(hint: Any, raw: Any) -> Any:
    if raw is None:
        return None
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (one for one in arguments if one is not types.NoneType)
        return _read(inner, raw)
    if origin is tuple:
        return tuple(_read(arguments[0], one) for one in raw)
    if origin is dict:
        return {key: _read(arguments[1], one) for key, one in raw.items()}
    if attrs.has(hint):
        hints = _hints(hint)
        return hint(**{name: _read(hints[name], one) for name, one in raw.items() if name in hints})
    if hint in (date, datetime):
        return hint.fromisoformat(raw)
    return hint(raw) if isinstance(hint, type) and issubclass(hint, enum.Enum) else raw


@lru_cache(maxsize=64)
def _hints(cls: type[Any]) -> dict[str, Any]:
    return typing.get_type_hints(cls)
