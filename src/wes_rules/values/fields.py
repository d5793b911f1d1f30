"""
One declaration of each field checks everybody: who constructs a value, and who reads it from a file.

A class that inherits from `Declared` takes its fields by their type hints. What already has the right type
passes one generated expression; everything else goes through `taken`, which converts what is unambiguous and
collects what is wrong. The reader of plan files calls `taken`, too.
"""

from __future__ import annotations

import enum
import functools
import inspect
import operator
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from numbers import Number
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, TypeVar

import attrs
import pendulum

from wes_rules.errors import DefinitionError, Problem, WesRulesError
from wes_rules.values import checks
from wes_rules.values.checks import ANY_NUMBER, LAST_YEAR, WRITE_A_DATE, Bounds, Brief, said, wrong

T = TypeVar("T")

# Names for what many fields hold.
Count = Annotated[int, Bounds(low=0)]
Places = Annotated[int, Bounds(low=1)]
Amount = Annotated[Decimal, Bounds(low=0)]
Decimals = Annotated[int, Bounds(low=0, high=9)]
Title = Annotated[str, Brief(500)]
# A published number may have more digits than a promise.
Measured = Annotated[Decimal, Bounds(digits=checks.MOST_MEASURED)]

# How the same remedy reads for whoever writes Python.
_IN_PYTHON = {WRITE_A_DATE: "give a datetime.date", "put it in [ ]": "give a tuple or a list"}


class Declared:
    """
    A class of attrs that checks its fields against their type hints, and then runs its own `__attrs_post_init__`.

    What is wrong with several fields is told in one error.

    Raises:
        DefinitionError: A value that a field does not take, with the field, the value and what may be given.
    """

    __slots__ = ()
    # Fields whose values people give under the name on the left, and mean the one on the right.
    renamed: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # attrs makes a class with slots anew, so that this runs twice; what the body says is moved aside once.
        own = cls.__dict__.get("__attrs_post_init__")
        if own is not None and not hasattr(own, "checks_fields"):
            cls._then = own  # type: ignore[method-assign] # it takes its place
        # The hints can be resolved only once the module is complete: the first value makes the checks.
        _install(cls, lambda self: _completed(cls, self))

    @staticmethod
    def _then(_: Any) -> None:
        """Check what concerns several fields; a class's own `__attrs_post_init__` takes this place."""

    def __attrs_post_init__(self) -> None:
        """Check the fields."""


def _install(cls: type[Any], check: Callable[[Any], None]) -> None:
    check.checks_fields = True  # type: ignore[attr-defined] # a mark on a function
    cls.__attrs_post_init__ = check


def _completed(cls: type[Any], value: Any) -> None:
    """Make the checks of a class, put them in place, and check its first value."""
    fields = [(field.name, hint) for field, hint in hints_of(cls).values()]  # type: ignore[arg-type] # a class is hashable
    names: dict[str, Any] = {}
    tests = [_test(hint, f"self.{name}", names) for name, hint in fields]
    # One expression over all fields, as attrs generates `__init__`: a million figures pass it.
    fits = eval(f"lambda self: {' and '.join(tests) or 'True'}", names)  # noqa: S307 # made of this module's words only
    own = cls._then

    def check(self: Any) -> None:
        if not fits(self):
            _mend(self, fields)

    def check_more(self: Any) -> None:
        if not fits(self):
            _mend(self, fields)
        own(self)

    _install(cls, check if own is Declared._then else check_more)
    cls.__attrs_post_init__(value)


def _mend(self: Any, fields: list[tuple[str, Any]]) -> None:
    """Convert the fields that can be, and refuse the others, all at once."""
    problems: list[Problem] = []
    kind: object = None
    for name, hint in fields:
        raw = getattr(self, name)
        try:
            value = taken(hint, raw, kind)
        except WesRulesError as error:
            meant = type(self).renamed.get(name) if isinstance(raw, Number) else None
            for one in error.problems:
                remedy = _IN_PYTHON.get(one.remedy, one.remedy) if meant is None else f"write {meant} = {said(raw)}"
                problems.append(Problem(f"{name}: {one.what}", remedy, subject=type(self).__name__))
            continue
        if value is not raw:
            object.__setattr__(self, name, value)
        kind = value if name == "kind" else kind
    if problems:
        raise DefinitionError(problems)


@functools.cache
def hints_of(cls: type[Any]) -> dict[str, tuple[attrs.Attribute[Any], Any]]:
    """
    Return the fields of a class that can be given, each with its type, by name.

    Raises:
        DefinitionError: A type that cannot be resolved.
    """
    given = {field.name: field for field in attrs.fields(cls) if field.init}
    hints: dict[str, Any] = {}
    for base in reversed(cls.__mro__):
        said_there = inspect.get_annotations(base)
        # Fields that nobody gives may have types that are there for type checkers only.
        wanted = types.SimpleNamespace(__annotations__={name: said_there[name] for name in said_there if name in given})
        try:
            hints |= typing.get_type_hints(wanted, vars(sys.modules[base.__module__]), include_extras=True)
        except NameError as error:
            what = f"{cls.__name__}: a field has a type that is not there when it runs: {error}"
            remedy = "import it outside of `if TYPE_CHECKING`, at the top of the module"
            raise DefinitionError(Problem(what, remedy)) from None
    return {name: (field, hints.get(name, Any)) for name, field in given.items()}


def taken(hint: Any, raw: Any, kind: object = None) -> Any:
    """
    Return a value as one of a type: itself, or what it unambiguously means.

    Args:
        hint: The type.
        raw: What was given.
        kind: The kind of period that a text is read as where a period is wanted.

    Raises:
        DefinitionError: It is none; the problem says what was given and what may be.
    """
    hint, limit = plain_hint(hint)
    if hint in _SCALARS:
        return _SCALARS[hint](raw, limit)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _one_of(arguments, raw, kind)
    if origin is Literal:
        return checks.choice(raw, arguments)
    if origin in (tuple, frozenset):
        return _many(origin, arguments, raw, kind)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(arguments, raw, kind)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return checks.choice(raw, hint)
    if not isinstance(hint, type) or isinstance(raw, hint):
        return raw
    return hint.taken(raw, kind) if hasattr(hint, "taken") else wrong(raw, _a(hint), f"give {_a(hint)}")


def instances(values: Iterable[T], cls: type[T], name: str) -> tuple[T, ...]:
    """
    Return the values of a class that somebody passes on, such as the figures of a history.

    Raises:
        DefinitionError: They are not to be gone through, or one is of another class.
    """
    if not isinstance(values, Iterable) or isinstance(values, str):
        raise DefinitionError(Problem(f"{name}: {said(values)} is not a list", "give a tuple or a list"))
    found = tuple(values)
    stranger = next((one for one in found if not isinstance(one, cls)), None)
    if stranger is not None:
        raise DefinitionError(Problem(f"{name}: {said(stranger)} is not {_a(cls)}", f"give {_a(cls)}"))
    return found


_SCALARS: dict[Any, Callable[[Any, Any], Any]] = {
    str: checks.text,
    bool: lambda raw, _: checks.flag(raw),
    int: lambda raw, bounds: checks.whole(raw, bounds or ANY_NUMBER),
    Decimal: lambda raw, bounds: checks.number(raw, bounds or ANY_NUMBER),
    date: lambda raw, _: checks.day(raw),
    Any: lambda raw, _: raw,
}


def _one_of(options: tuple[Any, ...], raw: Any, kind: object) -> Any:
    """Take a value as the first of several types that it fits."""
    if raw is None and types.NoneType in options:
        return None
    rest = [one for one in options if one is not types.NoneType]
    if len(rest) == 1:
        return taken(rest[0], raw, kind)
    if type(raw) in rest:
        return raw
    for one in rest:
        try:
            return taken(one, raw, kind)
        except WesRulesError:
            continue
    names = " or ".join(_a(one) for one in rest)
    return wrong(raw, names, f"give {names}")


def _many(origin: type[Any], arguments: tuple[Any, ...], raw: Any, kind: object) -> Any:
    ordered = origin is tuple
    if not isinstance(raw, list | tuple if ordered else Collection) or isinstance(raw, str | bytes | Mapping):
        wrong(raw, "a list", "put it in [ ]")
    hints = arguments if ordered and arguments[-1] is not ... else (arguments[0],) * len(raw)
    if len(hints) != len(raw):
        raise DefinitionError(Problem(f"it has {len(raw)} values", f"give {len(hints)}"))
    items = [taken(hint, one, kind) for hint, one in zip(hints, raw, strict=True)]
    same = type(raw) is origin and all(map(operator.is_, items, raw))
    return raw if same else origin(items)


def _mapping(arguments: tuple[Any, ...], raw: Any, kind: object) -> Any:
    if not isinstance(raw, Mapping):
        wrong(raw, "a table", 'write {name = "text", ...}')
    return MappingProxyType({taken(arguments[0], key): taken(arguments[1], one, kind) for key, one in raw.items()})


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


def _test(hint: Any, place: str, names: dict[str, Any]) -> str:
    """Return an expression that is true of a value of a type that is taken as it is; where it is not, `taken` decides."""
    hint, limit = plain_hint(hint)
    bounds = limit if isinstance(limit, Bounds) else ANY_NUMBER
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is object:
        return "True"
    if origin in (types.UnionType, typing.Union):
        absent_first = sorted(arguments, key=lambda one: one is not types.NoneType)
        return f"({' or '.join(_test(one, place, names) for one in absent_first)})"
    if origin is Literal:
        return f"(type({place}) is str and {place} in {_named(arguments, names)})"
    if origin is tuple and len(arguments) == 2 and arguments[1] is ...:
        item = eval(f"lambda v: {_test(arguments[0], 'v', names)}", names)  # noqa: S307 # made of this module's words only
        return f"(type({place}) is tuple and (not {place} or all(map({_named(item, names)}, {place}))))"
    if origin is tuple:
        items = [_test(one, f"{place}[{n}]", names) for n, one in enumerate(arguments)]
        return f"(type({place}) is tuple and len({place}) == {len(items)} and {' and '.join(items)})"
    if origin is not None or not isinstance(hint, type):
        return "False"
    if hint is types.NoneType:
        return f"{place} is None"
    exact = f"type({place}) is {_named(hint, names)}"
    if hint is str:
        brief = f" and len({place}) <= {limit.most}" if isinstance(limit, Brief) else ""
        return f"({exact} and {place}.isprintable(){brief})"
    if hint is date:
        return f"(type({place}) in {_named((date, pendulum.Date), names)} and {place}.year <= {LAST_YEAR})"
    if hint is int:
        most = 10**bounds.digits
        return f"({exact} and -{most} < {place} < {most}{_within(bounds, place)})"
    if hint is Decimal:
        few = _named(checks.few_digits, names)
        return f"({exact} and {few}({place}, {bounds.digits}){_within(bounds, place)})"
    return exact if issubclass(hint, bool | enum.Enum) else f"({exact} or isinstance({place}, {_named(hint, names)}))"


def _within(bounds: Bounds, place: str) -> str:
    limits = ((">=", bounds.low), ("<=", bounds.high), (">", bounds.above))
    return "".join(f" and {place} {sign} {limit}" for sign, limit in limits if limit is not None)


def _named(value: object, names: dict[str, Any]) -> str:
    """Give a value a name in generated code."""
    name = f"n{len(names)}"
    names[name] = value
    return name
