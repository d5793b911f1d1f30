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
import linecache
import sys
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from numbers import Number
from typing import Annotated, Any, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem, WesRulesError, refuse_arguments
from wes_rules.values import checks
from wes_rules.values.checks import ANY_NUMBER, FIRST_YEAR, LAST_YEAR, Bounds, Brief, in_python, said
from wes_rules.values.pasting import pasted
from wes_rules.values.taking import SCALARS, plain_hint, taken

__all__ = ["Amount", "Decimals", "Declared", "Measured", "NonNegativeInt", "PositiveInt", "Title"]

# Names for what many fields hold.
NonNegativeInt = Annotated[int, Bounds(low=0)]
PositiveInt = Annotated[int, Bounds(low=1)]
Amount = Annotated[Decimal, Bounds(low=0)]
Decimals = Annotated[int, Bounds(low=-9, high=9)]
# What something is found by: an id, a code, an indicator.
Name = Annotated[str, Brief(200, filled=True)]
Title = Annotated[str, Brief(500, filled=True)]
# One line that may be left empty.
Line = Annotated[str, Brief(500)]
# A published number may have more digits than a promise.
Measured = Annotated[Decimal, Bounds(digits=checks.MOST_MEASURED)]

_FROZEN = types.MappingProxyType


class Declared:
    """
    A class of attrs that checks its fields against their type hints, and then runs its own `__attrs_post_init__`.

    What is wrong with several fields is told in one error.

    Raises:
        DefinitionError: A value that a field does not take, with the field, the value and what may be given, or a field that
            has to be given and is not.
            A name that is not a field, with the nearest one, or a value without its name, is also a TypeError.
        TypeError: That, or a field that is missing, where a class writes its own `__init__` or has `slots=False`.
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
        if "__repr__" not in cls.__dict__:
            cls.__repr__ = pasted  # type: ignore[method-assign] # attrs leaves one alone that is there
        # The hints can be resolved only once the module is complete: the first value makes the checks.
        _install(cls, lambda self: _completed(cls, self))
        _compile_later(cls)

    @staticmethod
    def _then(_: Any) -> None:
        """Check several fields together; a class's own `__attrs_post_init__` replaces it."""

    def __attrs_post_init__(self) -> None:
        """Check the fields."""

    def _repr_pretty_(self, printer: Any, _: bool) -> None:  # noqa: FBT001 # its printers call it so
        """Show the value on one line, without defaults, in IPython and Hypothesis."""
        printer.text(repr(self))


def _compile_later(cls: type[Any]) -> None:
    """Let the first value of a class compile what makes the others, as most classes of a plan are never used."""
    made = cls.__dict__.get("__init__")
    code = getattr(made, "__code__", None)
    # attrs makes a class with slots anew, with its `__init__` in it; one written by hand stays as it is.
    if made is None or code is None or not code.co_filename.startswith("<attrs generated"):
        return
    # attrs keeps the source for debuggers; here it is taken before anybody can clear it.
    source = "".join(linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :])

    @functools.wraps(made)
    def first(self: Any, *args: Any, **given: Any) -> None:
        cls.__init__ = _takes_any(cls, made, source)
        cls.__init__(self, *args, **given)

    cls.__init__ = first


def _takes_any(cls: type[Any], made: types.FunctionType, source: str) -> Callable[..., None]:
    """
    Return the `__init__` that attrs generated, taking any argument, so that `refuse_arguments` can tell what is no field.

    It is compiled once more, as a function around it or a metaclass would cost each value a third of its time. A field that
    was not given goes to the checks as NOTHING.
    """
    head, _, body = source.partition("):\n")
    code, by_place, by_name = made.__code__, made.__defaults__ or (), made.__kwdefaults__ or {}
    only_by_name = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    # attrs generates no annotations, so that a star stands before what is given by name alone, and nowhere else.
    head = head.replace(" *, ", " *__unnamed__, ") if only_by_name else f"{head.removesuffix(', ')}, *__unnamed__"
    refuse = "if __unnamed__ or __unknown__: __refuse__(__unnamed__, __unknown__, __free__)"
    # Names between double underscores are Python's, so that no field has them.
    aliases = [field.alias for field in attrs.fields(cls) if field.init]
    refuses = functools.partial(refuse_arguments, cls, aliases)
    names = {**made.__globals__, "__refuse__": refuses, "__free__": only_by_name}
    exec(f"{head}, **__unknown__):\n    {refuse}\n{body}", names)  # noqa: S102 # attrs made it
    init = names["__init__"]
    init.__defaults__ = (attrs.NOTHING,) * (code.co_argcount - 1 - len(by_place)) + by_place
    init.__kwdefaults__ = dict.fromkeys(only_by_name, attrs.NOTHING) | by_name
    return functools.update_wrapper(init, made)


def _install(cls: type[Any], check: Callable[[Any], None]) -> None:
    check.checks_fields = True  # type: ignore[attr-defined] # a mark on a function
    cls.__attrs_post_init__ = check


def _completed(cls: type[Any], value: Any) -> None:
    """Generate a class's checks, install them, and check its first value."""
    fields = list(hints_of(cls).values())  # type: ignore[arg-type] # a class is hashable
    names: dict[str, Any] = {}
    fits = " and ".join(_test(hint, f"self.{field.name}", names) for field, hint in fields) or "True"
    own = cls._then

    def mend(self: Any) -> None:
        _mend(self, fields)
        own(self)

    names |= {"own": own, "mend": mend}
    then = "None" if own is Declared._then else "own(self)"
    # One expression over all fields, as attrs generates `__init__`: a million figures pass it.
    _install(cls, eval(f"lambda self: {then} if {fits} else mend(self)", names))  # noqa: S307 # this module's words only
    cls.__attrs_post_init__(value)


def _mend(self: Any, fields: list[tuple[attrs.Attribute[Any], Any]]) -> None:
    """Convert the fields that can be converted, and refuse all others at once."""
    problems: list[Problem] = []
    kind: object = None
    for field, hint in fields:
        raw, name = getattr(self, field.name), field.alias
        if raw is attrs.NOTHING:
            problems.append(Problem(f"{name} is not given", f"give {name}=...", subject=type(self).__name__))
            continue
        try:
            value = taken(hint, raw, kind)
        except WesRulesError as error:
            meant = type(self).renamed.get(name) if isinstance(raw, Number) else None
            for one in error.problems:
                remedy = in_python(one.remedy) if meant is None else f"write {meant} = {said(raw)}"
                problems.append(Problem(f"{name}: {one.what}", remedy, subject=type(self).__name__))
            continue
        if value is not raw:
            object.__setattr__(self, field.name, value)
        # A period as a text is read as the kind that a field before it says, as in a calendar.
        kind = value if name == "kind" else kind
    if problems:
        raise DefinitionError(problems)


def argument(name: str, hint: Any, raw: Any, kind: object = None) -> Any:
    """Convert an argument of a function as a field converts its values, a period as one of a kind."""
    if type(raw) is hint and hint not in SCALARS:
        # A value of a class was checked when it was made; a text or a day may still be none that is taken.
        return raw
    try:
        return taken(hint, raw, kind)
    except WesRulesError as error:
        found = [Problem(f"{name}: {one.what}", in_python(one.remedy)) for one in error.problems]
        raise DefinitionError(found) from None


@functools.cache
def hints_of(cls: type[Any]) -> dict[str, tuple[attrs.Attribute[Any], Any]]:
    """Return the fields of a class that can be given, each with its type, by name."""
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


def _test(hint: Any, place: str, names: dict[str, Any]) -> str:
    """Return an expression that is true of a value of a type that is taken as it is; where it is not, `taken` decides."""
    hint, limit = plain_hint(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or hint is object:
        return f"{place} is not {_named(attrs.NOTHING, names)}"
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
    if isinstance(origin, type) and issubclass(origin, Mapping):
        each = " and ".join(_test(one, f"v[{n}]", names) for n, one in enumerate(arguments))
        pairs = _named(eval(f"lambda v: {each}", names), names)  # noqa: S307 # as above
        return f"(type({place}) is {_named(_FROZEN, names)} and all(map({pairs}, {place}.items())))"
    if origin is not None or not isinstance(hint, type):
        return "False"
    if hint is types.NoneType:
        return f"{place} is None"
    exact = f"type({place}) is {_named(hint, names)}"
    if hint is str:
        return f"({exact} and {place}.isprintable(){_brief(limit, place)})"
    if hint is date:
        known = f"(type({place}) is {_named(date, names)} or {_named(_is_day, names)}({place}))"
        return f"({known} and {FIRST_YEAR} <= {place}.year <= {LAST_YEAR})"
    bounds = limit if isinstance(limit, Bounds) else ANY_NUMBER
    if hint is int:
        low, high = (10**bounds.digits - 1 if one is None else one for one in (bounds.low, bounds.high))
        low = -low if bounds.low is None else low
        return f"({exact} and {low} <= {place} <= {high}{_above(bounds, place)})"
    if hint is Decimal:
        few = _named(checks.few_digits, names)
        return f"({exact} and {few}({place}, {bounds.digits}){_between(bounds, place)}{_above(bounds, place)})"
    return exact if issubclass(hint, bool | enum.Enum) else f"({exact} or isinstance({place}, {_named(hint, names)}))"


def _is_day(value: object) -> bool:
    """Whether a value is a date, also pendulum's, and no datetime."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _brief(limit: object, place: str) -> str:
    if not isinstance(limit, Brief):
        return ""
    bare = f" and {place}.strip() == {place}" if limit.filled else ""
    return f" and {int(limit.filled)} <= len({place}) <= {limit.most}{bare}"


def _between(bounds: Bounds, place: str) -> str:
    ends = ((">=", bounds.low), ("<=", bounds.high))
    return "".join(f" and {place} {sign} {end}" for sign, end in ends if end is not None)


def _above(bounds: Bounds, place: str) -> str:
    return "" if bounds.above is None else f" and {place} > {bounds.above}"


def _named(value: object, names: dict[str, Any]) -> str:
    """Give a value a name in generated code."""
    name = f"n{len(names)}"
    names[name] = value
    return name
