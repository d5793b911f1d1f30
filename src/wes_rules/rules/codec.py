"""Tables to values and back, driven by the field declarations of the values themselves."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Literal

import attrs

from wes_rules.errors import WesRulesError, near_miss, nearest
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.rule import Rule
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import Against, AreaFigure, IndicatorFigure, MeanOf
from wes_rules.series.numbers import NUMBERS, Number
from wes_rules.values.period import Period, PeriodKind

Path = tuple[str | int, ...]
MISSING = object()


@attrs.frozen(kw_only=True)
class Reader:
    """
    Reads plain tables into attrs classes; every fault goes to `fault` with its path.

    Args:
        fault: Called with a path, what is wrong and the remedy.
        calendars: The calendars that a table may name; None for one that is wrong and told already.
        kind: The kind of period that periods are read as.
    """

    fault: Callable[[Path, str, str], None]
    calendars: Mapping[str, Calendar | None] = attrs.field(factory=dict)
    kind: PeriodKind | None = None

    def read(self, cls: type[Any], table: object, path: Path, *, tag: bool = False, **given: Any) -> Any:
        """
        Read a table onto a class.

        Args:
            cls: An attrs class.
            table: The table.
            path: Where it stands, for messages.
            tag: Whether the table has a `kind` besides the fields.
            given: Fields that are not in the table.

        Returns:
            The value, or None when anything in the table is wrong.
        """
        if not isinstance(table, Mapping):
            return self._wrong(path, table, "a table")
        hints, fields = _fields(cls)  # type: ignore[arg-type] # a class is hashable
        fields = {name: field for name, field in fields.items() if name not in given}
        meant = self._unknown_keys(table, set(fields) | ({"kind"} if tag else set()), path)
        good = not meant
        reader = self._with_calendar(table) if "calendar" in fields else self
        values = dict(given)
        for name, field in fields.items():
            if name not in table:
                if field.default is attrs.NOTHING and name not in meant:
                    self.fault((*path, name), f'"{name}" is missing', "add it")
                good = good and field.default is not attrs.NOTHING
                continue
            value = reader.value(hints[name], table[name], (*path, name))
            good = good and value is not None
            values[name] = value
        return self._made(cls, values, path) if good else None

    def value(self, hint: Any, raw: object, path: Path) -> Any:
        """Read one value as a type; None when it is wrong."""
        hint = _without_none(hint)
        if hint in _PLAIN:
            return _PLAIN[hint](self, raw, path)
        if hint is Calendar:
            return self._named(raw, self.calendars, "calendar", path)
        if hint is Rule:
            return self._tagged(raw, KINDS, "rule", path)
        if hint == Number:
            return self._tagged(raw, NUMBERS, "number", path, default="observed")
        if hint == Against:
            return self._against(raw, path)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is Literal:
            return raw if raw in arguments else self._unknown(raw, arguments, path)
        if origin is tuple:
            return self._items(raw, arguments, path)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._strings(raw, path)
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            options = {one.value: one for one in hint}
            return options[raw] if raw in options else self._unknown(raw, options, path)
        return self.read(hint, raw, path)

    def _unknown_keys(self, table: Mapping[str, object], names: set[str], path: Path) -> set[str]:
        """Report unknown keys, and return the keys they were meant to be (or themselves): one mistake, one fault."""
        unknown = [key for key in table if key not in names]
        for key in unknown:
            self.fault((*path, key), f'unknown key "{key}"', near_miss(key, names))
        return {nearest(key, names) or key for key in unknown}

    def _with_calendar(self, table: Mapping[str, Any]) -> Reader:
        name = table.get("calendar")
        found = self.calendars.get(name) if isinstance(name, str) else None
        return self if found is None else attrs.evolve(self, kind=found.kind)

    def _made(self, cls: type[Any], values: dict[str, Any], path: Path) -> Any:
        try:
            return cls(**values)
        except WesRulesError as error:
            for problem in error.problems:
                self.fault(path, problem.what, problem.remedy)
        except (ValueError, TypeError) as error:
            self.fault(path, str(error.args[0]) if error.args else str(error), "")
        return None

    def _tagged(
        self, raw: object, kinds: Mapping[str, type[Any]], what: str, path: Path, default: str | None = None
    ) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, raw, f"a table with a {what}'s kind")
        kind = raw.get("kind", default)
        if kind is None:
            self.fault((*path, "kind"), f"the {what} has no kind", near_miss("", kinds))
            return None
        if kind not in kinds:
            self.fault((*path, "kind"), f'unknown {what} kind "{kind}"', near_miss(str(kind), kinds))
            return None
        return self.read(kinds[kind], raw, path, tag=True)

    def _against(self, raw: object, path: Path) -> Any:
        if isinstance(raw, str):
            return AreaFigure(area=raw)
        if not isinstance(raw, Mapping):
            return self._wrong(path, raw, "an area code or a table")
        by_key: dict[str, type[Any]] = {"mean_of": MeanOf, "indicator": IndicatorFigure, "area": AreaFigure}
        cls = next((cls for key, cls in by_key.items() if key in raw), None)
        if cls is None:
            self.fault(path, "it does not say with what to compare", f"use one of: {', '.join(by_key)}")
            return None
        return self.read(cls, raw, path)

    def _items(self, raw: object, arguments: tuple[Any, ...], path: Path) -> Any:
        if not isinstance(raw, list | tuple):
            return self._wrong(path, raw, "a list")
        many = len(arguments) == 2 and arguments[1] is ...
        if not many and len(raw) != len(arguments):
            self.fault(path, f"{_field(path)}it has {len(raw)} values", f"give {len(arguments)}")
            return None
        hints = [arguments[0]] * len(raw) if many else list(arguments)
        items = [self.value(hint, one, (*path, n)) for n, (hint, one) in enumerate(zip(hints, raw, strict=True))]
        return None if any(one is None for one in items) else tuple(items)

    def _strings(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, raw, "a table of texts")
        texts = {key: self._text(one, (*path, key)) for key, one in raw.items()}
        return None if None in texts.values() else texts

    def _named(self, raw: object, known: Mapping[str, Any], what: str, path: Path) -> Any:
        if isinstance(raw, str) and raw in known:
            return known[raw]
        self.fault(path, f'unknown {what} "{raw}"', near_miss(str(raw), known))
        return None

    def _unknown(self, raw: object, options: Any, path: Path) -> Any:
        self.fault(path, f'{_field(path)}unknown value "{raw}"', near_miss(str(raw), map(str, options)))
        return None

    def _wrong(self, path: Path, raw: object, wanted: str) -> Any:
        self.fault(path, f"{_field(path)}{_said(raw)} is not {wanted}", f"write {wanted}")
        return None

    def _decimal(self, raw: object, path: Path) -> Any:
        if isinstance(raw, str):
            try:
                raw = Decimal(raw)
            except InvalidOperation:
                self._wrong(path, raw, "a number")
                return None
        if isinstance(raw, int | Decimal) and not isinstance(raw, bool) and Decimal(raw).is_finite():
            return Decimal(raw)
        return self._wrong(path, raw, "a number")

    def _period(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, str):
            return self._wrong(path, raw, 'a period in quotes, such as "2019/20"')
        try:
            return Period.parse(raw, self.kind)
        except WesRulesError as error:
            for problem in error.problems:
                self.fault(path, _field(path) + problem.what, problem.remedy)
        return None

    def _text(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, str):
            return self._wrong(path, raw, "a text in quotes")
        steering = [one for one in raw if not one.isprintable() and one not in "\n\t"]
        if steering:
            self.fault(path, f"{_field(path)}it holds the control character {steering[0]!a}", "remove it")
            return None
        return raw

    def _exactly(self, cls: type[Any], wanted: str) -> Callable[[object, Path], Any]:
        def read(raw: object, path: Path) -> Any:
            return raw if type(raw) is cls else self._wrong(path, raw, wanted)

        return read

    def _day(self, raw: object, path: Path) -> Any:
        if isinstance(raw, date) and not isinstance(raw, datetime):
            return raw
        return self._wrong(path, raw, "a date such as 2023-12-31, without quotes")


_PLAIN: dict[Any, Callable[[Reader, object, Path], Any]] = {
    str: Reader._text,
    bool: lambda reader, raw, path: reader._exactly(bool, "true or false")(raw, path),
    int: lambda reader, raw, path: reader._exactly(int, "a whole number")(raw, path),
    Decimal: Reader._decimal,
    Period: Reader._period,
    date: Reader._day,
}


def write(value: Any) -> Any:
    """
    Return a value as the plain table that reads back as it; what has its default value is left out.

    Args:
        value: A rule, a number, a comparator, or anything they are made of.
    """
    if isinstance(value, AreaFigure) and value.group is None:
        return value.area
    if attrs.has(type(value)) and not isinstance(value, Period):
        fields = {
            field.name: write(getattr(value, field.name))
            for field in attrs.fields(type(value))
            if getattr(value, field.name) != _default(field)
        }
        tagged = isinstance(value, Rule) or type(value) in NUMBERS.values()
        return {"kind": value.kind, **fields} if tagged else fields
    if isinstance(value, tuple):
        return [write(one) for one in value]
    if isinstance(value, enum.Enum):
        return value.value
    return str(value) if isinstance(value, Period) else value


def _default(field: attrs.Attribute[Any]) -> Any:
    factory = getattr(field.default, "factory", None)
    if factory is not None:
        return factory()
    return MISSING if field.default is attrs.NOTHING else field.default


@lru_cache(maxsize=256)
def _fields(cls: type[Any]) -> tuple[dict[str, Any], dict[str, attrs.Attribute[Any]]]:
    return typing.get_type_hints(cls), {field.name: field for field in attrs.fields(cls) if field.init}


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        rest = [one for one in typing.get_args(hint) if one is not types.NoneType]
        if len(rest) < len(typing.get_args(hint)):
            return rest[0] if len(rest) == 1 else typing.Union[tuple(rest)]  # noqa: UP007 - built from a list
    return hint


def _field(path: Path) -> str:
    """Name the field a path ends in, as the start of a sentence."""
    names = [part for part in path if isinstance(part, str)]
    return f"{names[-1]}: " if len(path) > 1 and names else ""


def _said(raw: object) -> str:
    if isinstance(raw, str):
        return f'"{raw}"'
    if isinstance(raw, Mapping):
        return "a table"
    if isinstance(raw, bool):
        return str(raw).lower()
    return "a list" if isinstance(raw, list) else str(raw)
