"""Strategies for any class by the declarations of its fields."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeVar

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError, Problem
from wes_rules.values.checks import Bounds, Brief
from wes_rules.values.fields import hints_of
from wes_rules.values.taking import plain_hint

T = TypeVar("T")
Known = Mapping[Any, st.SearchStrategy[Any]]

_LETTERS = st.characters(categories=("L", "N", "P", "S"))
_FEW = 3
# Defaults of these types are drawn more often than other values.
_PLAINLY_SAID = (bool, int, str, Decimal, types.NoneType, enum.Enum)


def by_declaration(cls: type[T], known: Known | None = None, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Draw each field by its type and limits, and leave out what the class's own checks refuse."""
    drawn: dict[str, st.SearchStrategy[Any]] = {}
    for name, (field, hint) in hints_of(cls).items():  # type: ignore[arg-type] # a class is hashable
        found = fields[name] if name in fields else by_type(hint, known or {})
        if found is None and field.default is attrs.NOTHING:
            what = f"{cls.__name__}.{name} cannot be drawn by its type"
            raise DefinitionError(Problem(what, "give the class a method `strategy`"))
        if found is not None:
            # That there is none is said by a member of an enum.
            plain = isinstance(field.default, _PLAINLY_SAID) and field.default is not attrs.NOTHING
            drawn[name] = st.just(field.default) | found if plain else found

    def made(values: dict[str, Any]) -> T | None:
        try:
            return cls(**values)
        except ValueError:
            return None

    return st.fixed_dictionaries(drawn).map(made).filter(lambda one: one is not None)  # type: ignore[return-value]


def by_type(hint: Any, known: Known) -> st.SearchStrategy[Any] | None:
    """Return a strategy for a declared type; None for an unknown type."""
    hint, limit = plain_hint(hint)
    if hint in known:
        return known[hint]
    if hint in _PLAIN:
        return _PLAIN[hint](limit)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (types.UnionType, typing.Union):
        # What need not be there is left out first.
        options = [by_type(one, known) for one in sorted(arguments, key=lambda one: one is not types.NoneType)]
        return None if None in options else st.one_of([one for one in options if one is not None])
    if origin in (tuple, frozenset):
        return _many(origin, arguments, known)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        pair = [by_type(one, known) for one in arguments]
        return None if pair[0] is None or pair[1] is None else st.dictionaries(pair[0], pair[1], max_size=_FEW)
    if isinstance(hint, type):
        return st.sampled_from(hint) if issubclass(hint, enum.Enum) else st.deferred(lambda: st.from_type(hint))
    return None


def _many(origin: type[Any], arguments: tuple[Any, ...], known: Known) -> st.SearchStrategy[Any] | None:
    if origin is tuple and arguments[-1] is not ...:
        items = [by_type(one, known) for one in arguments]
        return None if None in items else st.tuples(*[one for one in items if one is not None])
    item = by_type(arguments[0], known)
    return None if item is None else st.lists(item, max_size=_FEW).map(origin)


def _texts(limit: Bounds | Brief | None) -> st.SearchStrategy[str]:
    filled = isinstance(limit, Brief) and limit.filled
    return st.text(_LETTERS, min_size=1 if filled else 0, max_size=8).filter(str.isprintable)


def _wholes(limit: Bounds | Brief | None) -> st.SearchStrategy[int]:
    low, high = _ends(limit)
    return st.integers(low, high)


def _decimals(limit: Bounds | Brief | None) -> st.SearchStrategy[Decimal]:
    low, high = _ends(limit)
    return st.integers(low * 10, high * 10).map(lambda tenths: Decimal(tenths).scaleb(-1))


def _ends(limit: Bounds | Brief | None) -> tuple[int, int]:
    """Return the bounds of drawn numbers: the allowed ones, within reason."""
    bounds = limit if isinstance(limit, Bounds) else Bounds()
    low = bounds.low if bounds.above is None else bounds.above + 1
    low = -1000 if low is None else low
    high = low + 2000 if bounds.high is None else min(bounds.high, low + 2000)
    return low, high


_PLAIN: dict[Any, Callable[[Bounds | Brief | None], st.SearchStrategy[Any]]] = {
    str: _texts,
    int: _wholes,
    Decimal: _decimals,
    bool: lambda _: st.booleans(),
    float: lambda _: st.floats(allow_nan=False),
    Fraction: lambda _: st.fractions(-1000, 1000, max_denominator=1000),
    date: lambda _: st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    types.NoneType: lambda _: st.none(),
    # Settings of plugins, of which only the plugin knows what they mean.
    Any: lambda _: st.booleans() | st.integers(-1000, 1000) | _texts(None),
}
