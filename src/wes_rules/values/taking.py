"""What a type takes: a value of it, or one that unambiguously means it; and the types of the fields of a class."""

from __future__ import annotations

import copyreg
import enum
import functools
import operator
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeVar

import attrs

from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem, WesRulesError
from wes_rules.quoting import shortened
from wes_rules.values import checks
from wes_rules.values.checks import ANY_NUMBER, Bounds, Brief, said, wrong

T = TypeVar("T")


def taken(hint: Any, raw: Any, kind: object = None) -> Any:
    """
    Return a value as one of a type: itself, or its unambiguous conversion.

    Args:
        kind: The kind of period that a text is read as where a period is wanted.

    Raises:
        DefinitionError: It is none; the problem says what was given and what may be.
    """
    try:
        return _as_meant(hint, raw, kind)
    except WesRulesError:
        raise
    except Exception:  # noqa: BLE001 - a value of another library may break at whatever it is asked
        plain = plain_hint(hint)[0]
        wanted = "a list" if typing.get_origin(plain) in (tuple, frozenset) else _a(plain)
        wrong(raw, wanted, f"give {wanted}")


def _as_meant(hint: Any, raw: Any, kind: object) -> Any:
    hint, limit = plain_hint(hint)
    if hint in SCALARS:
        return SCALARS[hint](raw, limit)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _one_of(arguments, raw, kind)
    if origin is Literal:
        return checks.choice(raw, arguments)
    if origin in (tuple, frozenset):
        return _many(origin, arguments, raw, kind)
    if origin is type or origin is Callable:
        fits = isinstance(raw, type) if origin is type else callable(raw)
        return raw if fits else wrong(raw, *_CODE[origin])
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(arguments, raw, kind)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return checks.choice(raw, hint)
    if not isinstance(hint, type) or isinstance(raw, hint):
        return raw
    return hint.taken(raw, kind) if hasattr(hint, "taken") else wrong(raw, _a(hint), f"give {_a(hint)}")


def instances(values: Iterable[T], cls: type[T], name: str) -> tuple[T, ...]:
    """Check a collection of values of a class, such as the figures of a history."""
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise DefinitionError(Problem(f"{name}: {said(values)} is not a list", "give a tuple or a list"))
    found = tuple(values)
    stranger = next((one for one in found if not isinstance(one, cls)), None)
    if stranger is not None:
        raise DefinitionError(Problem(f"{name}: {said(stranger)} is not {_a(cls)}", f"give {_a(cls)}"))
    return found


# How a plain value is taken: one of the type may be none that is.
SCALARS: dict[Any, Callable[[Any, Any], Any]] = {
    str: checks.text,
    bool: lambda raw, _: checks.flag(raw),
    int: lambda raw, bounds: checks.whole(raw, bounds or ANY_NUMBER),
    Decimal: lambda raw, bounds: checks.number(raw, bounds or ANY_NUMBER),
    date: lambda raw, _: checks.day(raw),
    Any: lambda raw, _: raw,
}


_CODE: dict[Any, tuple[str, str]] = {type: ("a class", "give a class"), Callable: ("a function", "give a function")}


def _one_of(options: tuple[Any, ...], raw: Any, kind: object) -> Any:
    """Take a value as the first of several types that it fits."""
    if raw is None and types.NoneType in options:
        return None
    rest = [one for one in options if one is not types.NoneType]
    if len(rest) == 1:
        return taken(rest[0], raw, kind)
    if type(raw) in rest:
        return taken(type(raw), raw, kind)
    for one in rest:
        try:
            return taken(one, raw, kind)
        except WesRulesError:
            continue
    if isinstance(raw, str) and (choices := [one for one in rest if isinstance(one, enum.EnumMeta)]):
        return checks.choice(raw, choices[0])
    names = " or ".join(_a(one) for one in rest)
    return wrong(raw, names, f"give {names}")


def _many(origin: type[Any], arguments: tuple[Any, ...], raw: Any, kind: object) -> Any:
    ordered = origin is tuple
    if not isinstance(raw, list | tuple if ordered else Collection) or isinstance(raw, str | bytes | Mapping):
        wrong(raw, "a list", "put it in [ ]")
    hints = arguments if ordered and arguments[-1] is not ... else (arguments[0],) * len(raw)
    if len(hints) != len(raw):
        raise DefinitionError(Problem(f"it has {counted(len(raw), 'value')}", f"give {len(hints)}"))
    items = [taken(hint, one, kind) for hint, one in zip(hints, raw, strict=True)]
    same = type(raw) is origin and all(map(operator.is_, items, raw))
    return raw if same else origin(items)


def _mapping(arguments: tuple[Any, ...], raw: Any, kind: object) -> Any:
    if not isinstance(raw, Mapping):
        wrong(raw, "a table", 'write {name = "text", ...}')
    return MappingProxyType({taken(arguments[0], key): taken(arguments[1], one, kind) for key, one in raw.items()})


def _unpickled_mapping(items: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(items)


# So that a plan can be handed to another process: Python itself does not pickle these.
copyreg.pickle(MappingProxyType, lambda one: (_unpickled_mapping, (dict(one),)))


def plain_hint(hint: Any) -> tuple[Any, Bounds | Brief | None]:
    """Return a type without its annotations, and the limit they set."""
    limit = None
    while hasattr(hint, "__metadata__"):
        limit = next((one for one in hint.__metadata__ if isinstance(one, Bounds | Brief)), limit)
        hint = hint.__origin__
    return hint, limit


def _a(hint: Any) -> str:
    name = getattr(hint, "__name__", str(hint))
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


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
