"""Values as JSON and back: equal values give equal bytes, so a hash of the text identifies the value."""

from __future__ import annotations

import enum
import json
import types
import typing
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar

import attrs

from wes_rules.errors import Problem, StoreCorrupt
from wes_rules.quoting import shortened

T = TypeVar("T")
_FORM = "form"
_TYPES: dict[type[Any], str] = {str: "text", bool: "yes or no", int: "whole number", list: "list", dict: "table"}


def dump(value: object) -> str:
    """Return a value as one line of JSON with sorted keys, and its class's form number if there is one."""
    return json.dumps(_plain(value, forms=True), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def load(cls: type[T], text: str) -> T:
    """
    Return the value that `dump` wrote; fields added since have their defaults.

    A class whose form has changed defines its number, `FORM`, and `as_now`, which converts earlier forms. An entry
    without a number has form 1.

    Raises:
        StoreCorrupt: The text is not such a value, or a field has the wrong type. The error names a remedy if a later
            version of this library wrote the text in an unknown form.
    """
    try:
        return _reader(cls)(json.loads(text))  # type: ignore[no-any-return, arg-type] # a class is hashable
    except (ValueError, TypeError, RecursionError, ArithmeticError) as error:
        raise StoreCorrupt(Problem(f"no {cls.__name__}: {shortened(error.args[0] if error.args else error)}")) from None


def stamp(moment: datetime) -> str:
    """Return an aware moment as text that sorts as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def plain(value: object) -> Any:
    """Return a value as dictionaries, lists, texts and numbers."""
    return _plain(value, forms=False)


def _plain(value: object, *, forms: bool) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return [_plain(one, forms=forms) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one, forms=forms) for key, one in value.items()}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    found = {name: _plain(getattr(value, name), forms=forms) for name in _names(type(value))}  # type: ignore[arg-type]
    if forms and (form := getattr(value, "FORM", 0)):
        found[_FORM] = form
    return found


@lru_cache(maxsize=64)
def _names(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls) if field.init)


@lru_cache(maxsize=256)
def _reader(hint: Any) -> Callable[[Any], Any]:
    """Return the function that reads the plain form of a type, or raises ValueError."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (_reader(one) for one in arguments if one is not types.NoneType)
        return lambda raw: None if raw is None else inner(raw)
    if origin is tuple:
        item = _reader(arguments[0])
        return lambda raw: tuple(map(item, _of(list, raw)))
    if origin is dict:
        value = _reader(arguments[1])
        return lambda raw: {key: value(one) for key, one in _of(dict, raw).items()}
    if isinstance(hint, type) and attrs.has(hint):
        return _class_reader(hint)
    if hint is datetime:
        return moment
    if hint is Decimal:
        return _decimal
    if hint is date:
        return lambda raw: date.fromisoformat(_of(str, raw))
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    return lambda raw: _of(hint, raw)


def _class_reader(cls: type[Any]) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(cls)
    readers = {name: _reader(hints[name]) for name in _names(cls)}  # type: ignore[arg-type]

    newest: int = getattr(cls, "FORM", 1)
    as_now: Callable[[dict[str, Any], int], dict[str, Any]] = getattr(cls, "as_now", lambda found, _: found)

    def read(raw: Any) -> Any:
        values = {}
        form = _of(int, _of(dict, raw).get(_FORM, 1))
        if not 1 <= form <= newest:
            what = f"no {cls.__name__}: it is of form {form}, and this library knows those up to {newest}"
            raise StoreCorrupt(Problem(what, "install the newer wes-rules that wrote it" if form > newest else ""))
        for name, one in as_now(raw, form).items():
            if name in readers:
                try:
                    values[name] = readers[name](one)
                except (ValueError, TypeError) as error:
                    raise ValueError(f"{name}: {error}") from None
        return cls(**values)

    return read


def moment(raw: Any) -> datetime:
    """Read an aware datetime; one without a time zone is refused."""
    found = datetime.fromisoformat(_of(str, raw))
    if found.tzinfo is None:
        raise ValueError("it has no time zone")
    return found


def _decimal(raw: Any) -> Decimal:
    try:
        found = Decimal(_of(str, raw))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise ValueError(f"{shortened(raw, 40)} is no number")
    return found


def _of(cls: type[T], raw: Any) -> T:
    """Return a value if it has the type; true is not a number."""
    if not isinstance(raw, cls) or (isinstance(raw, bool) and cls is not bool):
        raise ValueError(f"{shortened(json.dumps(raw), 40)} is no {_TYPES.get(cls, cls.__name__)}")
    return raw
