"""From plain dictionaries to values: every fault at once, each with the path of its field."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from wes_rules.dicts.stand_ins import STAND_INS, options_of, tag_of
from wes_rules.dicts.writing import kinds_given
from wes_rules.errors import DefinitionError, Problem, WesRulesError, checks_arguments, near_miss
from wes_rules.quoting import quoted
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version, changeable
from wes_rules.values.checks import said
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.taking import fields_of, plain_hint, taken

T = TypeVar("T")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORD = re.compile(r"[a-z_]+")
# What stands for a value that could not be read: None is one.
_WRONG: Any = object()


@checks_arguments
def from_dict(cls: type[T], table: object, *, kinds: Mapping[str, type[Rule]] | None = None) -> T:
    """
    Return the value that `to_dict` wrote.

    Args:
        cls: Its class; `Rule` for a rule of any kind, `tuple[Observation, ...]` for several.
        table: What was written, such as `json.loads` returns it.
        kinds: Kinds of rule that do not come with the library, by name.

    Raises:
        DefinitionError: Anything is wrong, all of it; the `subject` of each problem is the path of the field.
    """
    reader = _Reader({**KINDS, **kinds_given(cls, kinds)})
    try:
        found = reader.value(cls, table, "")
    except RecursionError:
        raise DefinitionError(Problem("it nests too deep", "give what `to_dict` wrote")) from None
    if reader.problems:
        raise DefinitionError(reader.problems)
    return found  # type: ignore[no-any-return] # read as the class that was asked for


@attrs.define
class _Reader:
    kinds: Mapping[str, type[Rule]]
    problems: list[Problem] = attrs.field(factory=list)

    def value(self, hint: Any, raw: object, path: str) -> Any:
        """Read a value as a type; what is wrong is kept, and `_WRONG` returned."""
        declared, (hint, _) = hint, plain_hint(hint)
        arguments = typing.get_args(hint)
        if raw is None and types.NoneType in arguments:
            return None
        if (options := self.kinds if hint is Rule else options_of(hint)) is not None:
            return self._tagged(options, raw, path)
        origin = typing.get_origin(hint)
        if origin in (types.UnionType, typing.Union):
            rest = [one for one in arguments if one is not types.NoneType]
            if len(rest) == 1:
                return self.value(rest[0], raw, path)
            tables = [one for one in rest if isinstance(one, type) and attrs.has(one)]
            if tables and isinstance(raw, Mapping):
                return self._table(tables[0], raw, path)
            return self._made(taken, path, declared, raw)
        if origin in (tuple, frozenset):
            return self._many(origin, arguments, raw, path)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._mapping(arguments[1], raw, path)
        if hint is date and isinstance(raw, str):
            return self._date(raw, path)
        if hint is Period:
            return self._period(raw, path)
        if hint in STAND_INS:
            table = self._table(STAND_INS[hint], raw, path)
            return _WRONG if table is _WRONG else self._made(table.value, path)
        return self._table(hint, raw, path) if attrs.has(hint) else self._made(taken, path, declared, raw)

    def _table(self, cls: type[Any], raw: object, path: str) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, f"{said(raw)} is not a table", f"give the fields of {cls.__name__}")
        hints, fields = fields_of(cls)  # type: ignore[arg-type] # a class is hashable
        tag = tag_of(cls)
        if tag is not None and raw.get("kind", tag) != tag:
            return self._wrong(f"{path}.kind".lstrip("."), f"{said(raw['kind'])} is another kind", f'write "{tag}"')
        self._refuse_unknown(raw, {*fields, *([] if tag is None else ["kind"])}, path)
        values: dict[str, Any] = {}
        before = len(self.problems)
        for name, field in fields.items():
            place = f"{path}.{name}".lstrip(".")
            if name not in raw:
                if field.default is attrs.NOTHING:
                    self._wrong(place, "it is missing", "add it")
            elif name == "versions" and issubclass(cls, FigureRule):
                values[name] = self._versions(cls, raw[name], place)
            else:
                values[name] = self.value(hints[name], raw[name], place)
        return _WRONG if len(self.problems) > before else self._made(cls, path, **values)

    def _versions(self, cls: type[FigureRule], raw: object, path: str) -> Any:
        if not isinstance(raw, list | tuple):
            return self._wrong(path, f"{said(raw)} is not a list", "put it in [ ]")
        return tuple(self._version(cls, one, f"{path}[{place}]") for place, one in enumerate(raw))

    def _version(self, cls: type[FigureRule], raw: object, path: str) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, f"{said(raw)} is not a table", "give what changes, and `starting`")
        hints, own = fields_of(cls)[0], {"starting": Period, "agreed": date}
        known = {**own, **{name: hints[name] for name in changeable(cls)}}
        self._refuse_unknown(raw, known, path)
        before = len(self.problems)
        if "starting" not in raw:
            return self._wrong(f"{path}.starting", "it is missing", "say the first period that it is for")
        values = {name: self.value(hint, raw[name], f"{path}.{name}") for name, hint in known.items() if name in raw}
        given = {name: values.pop(name) for name in own if name in values}
        return _WRONG if len(self.problems) > before else self._made(Version, path, **given, changes=values)

    def _tagged(self, options: Mapping[str, type[Any]], raw: object, path: str) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, f"{said(raw)} is not a table", "give one with a `kind`")
        kind = raw.get("kind")
        if isinstance(kind, str) and kind in options:
            return self._table(options[kind], raw, path)
        remedy = near_miss(kind if isinstance(kind, str) else "", options)
        what = "it is missing" if kind is None else f"unknown kind {said(kind)}"
        return self._wrong(f"{path}.kind".lstrip("."), what, remedy)

    def _many(self, origin: type[Any], arguments: tuple[Any, ...], raw: object, path: str) -> Any:
        if not isinstance(raw, list | tuple):
            return self._wrong(path, f"{said(raw)} is not a list", "put it in [ ]")
        any_number = origin is frozenset or arguments[-1] is ...
        if not any_number and len(raw) != len(arguments):
            return self._wrong(path, f"it has {len(raw)} values", f"give {len(arguments)}")
        hints = (arguments[0],) * len(raw) if any_number else arguments
        items = [self.value(hint, one, f"{path}[{n}]") for n, (hint, one) in enumerate(zip(hints, raw, strict=True))]
        return _WRONG if _WRONG in items else origin(items)

    def _mapping(self, hint: Any, raw: object, path: str) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, f"{said(raw)} is not a table", "give names with their values")
        read = _untyped if hint is Any else None
        pairs = {
            str(key): self._made(read, f"{path}.{key}", one) if read else self.value(hint, one, f"{path}.{key}")
            for key, one in raw.items()
        }
        return _WRONG if _WRONG in pairs.values() else pairs

    def _date(self, raw: str, path: str) -> Any:
        if not _DATE.fullmatch(raw):
            return self._wrong(path, f"{said(raw)} is not a date", "write it like 2026-04-01")
        return self._made(date.fromisoformat, path, raw)

    def _period(self, raw: object, path: str) -> Any:
        if not isinstance(raw, Mapping):
            what, remedy = f"{said(raw)} is not a period", 'write {"kind": "academic-year", "name": "2019/20"}'
            return self._wrong(path, what, remedy)
        self._refuse_unknown(raw, {"kind", "name"}, path)
        missing = [name for name in ("kind", "name") if name not in raw]
        for name in missing:
            self._wrong(f"{path}.{name}", "it is missing", "add it")
        if missing:
            return _WRONG
        kind = self.value(PeriodKind, raw["kind"], f"{path}.kind")
        return _WRONG if kind is _WRONG else self._made(Period.parse, f"{path}.name", raw["name"], kind, window=None)

    def _refuse_unknown(self, raw: Mapping[Any, Any], names: typing.Collection[str], path: str) -> None:
        for key in raw:
            if key not in names:
                self._wrong(path, f"unknown key {quoted(str(key))}", near_miss(str(key), names))

    def _made(self, make: Callable[..., Any], path: str, *given: Any, **fields: Any) -> Any:
        """Make a value; what that refuses is about the first field it names, else about the whole."""
        try:
            return make(*given, **fields)
        except WesRulesError as error:
            problems = error.problems
        except ValueError as error:
            problems = (Problem(str(error)),)
        for one in problems:
            named = next((word for word in _WORD.findall(one.what) if word in fields), None)
            self._wrong(path if named is None else f"{path}.{named}".lstrip("."), one.what, one.remedy)
        return _WRONG

    def _wrong(self, path: str, what: str, remedy: str) -> Any:
        self.problems.append(Problem(what, remedy, subject=path))
        return _WRONG


def _untyped(raw: Any) -> Any:
    """Read what was written of a value of which no declaration says what type it has."""
    if isinstance(raw, Mapping):
        if set(raw) == {"$number"}:
            return Decimal(str(raw["$number"]))
        if set(raw) == {"$date"}:
            return date.fromisoformat(str(raw["$date"]))
        return {str(key): _untyped(one) for key, one in raw.items()}
    return [_untyped(one) for one in raw] if isinstance(raw, list | tuple) else raw
