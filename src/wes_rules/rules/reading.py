"""Reading tables into values, by the field declarations of their classes."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from wes_rules.counting import counted
from wes_rules.errors import Problem, WesRulesError, near_miss, nearest
from wes_rules.quoting import quoted
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.part import Part
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version, changeable
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import AGAINST, Against, AreaFigure
from wes_rules.series.number import NumberKind
from wes_rules.series.numbers import NUMBERS
from wes_rules.values.checks import meant_of, said
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.taking import field_in, fields_of, plain_type, taken, without_none
from wes_rules.values.units import AnyUnit, OwnUnit, Unit

Path = tuple[str | int, ...]
T = TypeVar("T")
_WORD = re.compile(r"[a-z_]+")
_QUOTED_FIELD = re.compile(r"^'(\w+)'")
# More unknown keys of one table than this are counted.
_MOST_UNKNOWN = 20
_PLUGIN = "install the plugin that adds it, or say --plugins-dir"


@attrs.frozen(kw_only=True)
class Reader:
    """
    Reads plain tables into attrs classes; every fault goes to `fault` with its path.

    Args:
        fault: Called with a path, what is wrong and the remedy.
        calendars: The calendars that a table may name; None for one whose own faults have been told.
        kinds: The kinds of rule there are; None for one whose own fault has been told.
        kind: The kind of period that periods are read as; without it their spelling decides.
        window: How many periods each figure covers; None takes as many as a period says.
        units: The plan's own units; None for one whose own faults have been told.
    """

    fault: Callable[[Path, str, str], None]
    calendars: Mapping[str, Calendar | None] = attrs.field(factory=dict)
    kinds: Mapping[str, type[Rule] | None] = attrs.field(default=KINDS)
    kind: PeriodKind | None = None
    window: int | None = None
    units: Mapping[str, OwnUnit | None] = attrs.field(factory=dict)

    def read(self, cls: type[T], table: object, path: Path, *, tag: bool = False) -> T | None:
        """Read a table, perhaps with a `kind` besides the fields, onto an attrs class; None when anything in it is wrong."""
        values, good = self.fields(cls, table, path, tag=tag)
        read = self._versioned if values.get("versions") else self.made
        return read(cls, values, path) if good else None

    def fields(self, cls: type[Any], table: object, path: Path, *, tag: bool = False) -> tuple[dict[str, Any], bool]:
        """Read the fields of a class; return those that could be read, and whether all could."""
        if not isinstance(table, Mapping):
            self._wrong(path, table, "a table", "write {...} or a [table] of its own")
            return {}, False
        hints, fields = fields_of(cls)  # type: ignore[arg-type] # a class is hashable
        renamed: Mapping[str, str] = getattr(cls, "renamed", {})
        meant = self._unknown_keys(table, set(fields) | ({"kind"} if tag else set()), path, renamed)
        good = not meant
        reader = self._with_calendar(table) if "calendar" in fields else self
        values: dict[str, Any] = {}
        for name, field in fields.items():
            if name in table and name in renamed and isinstance(table[name], int | Decimal):
                good, given = False, said(table[name])
                self.fault((*path, name), f"{name}: {given} is not a date", f"write {renamed[name]} = {given}")
            elif name in table:
                place = (*path, name)
                rule = issubclass(cls, FigureRule) and name == "versions"
                value = (
                    reader._versions(cls, table[name], place) if rule else reader.value(hints[name], table[name], place)
                )
                good = good and value is not None
                values |= {} if value is None else {name: value}
            elif field.default is attrs.NOTHING:
                good = False
                if name not in meant:
                    self.fault((*path, name), f"{quoted(name)} is missing", "add it")
        return values, good

    def made(self, cls: type[T], values: Mapping[str, Any], path: Path) -> T | None:
        """
        Make the value from its fields; a failed check is a fault.

        A check names the fields it is about: the first one it names is the place, or one of the measure's rule, else the table is.
        """
        try:
            return cls(**values)
        except WesRulesError as error:
            problems = error.problems
        except (ValueError, TypeError) as error:
            problems = (Problem(_QUOTED_FIELD.sub(r"\1", str(error.args[0] if error.args else error))),)
        for problem in problems:
            words, inner = _WORD.findall(problem.what), getattr(type(values.get("rule")), "__attrs_attrs__", ())
            places: list[tuple[str, ...]] = [(word,) for word in words if word in values]
            places += [("rule", one.name) for one in inner if one.name in words]
            self.fault((*path, *(places[0] if places else ())), problem.what, problem.remedy)
        return None

    def value(self, hint: Any, raw: object, path: Path) -> Any:
        """Read one value as a type; None when it is wrong."""
        declared = without_none(hint)
        hint = plain_type(declared)
        if hint is Period:
            return self._period(raw, path)
        if hint == AnyUnit:
            return self._unit(raw, path)
        if hint is Calendar:
            return self._calendar(raw, path)
        if hint is Rule:
            return self._tagged(raw, self.kinds, "rule", path)
        if hint is NumberKind:
            return self._tagged(raw, NUMBERS, "number", path, default="observed")
        if hint == Against:
            return self._against(raw, path)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is tuple:
            return self._items(raw, arguments, path)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return self._texts(raw, arguments, path)
        if isinstance(hint, type) and attrs.has(hint):
            return self.read(hint, raw, path)
        return self._taken(declared, raw, path)

    def _versions(self, cls: type[FigureRule], raw: object, path: Path) -> tuple[Version, ...] | None:
        """Read the versions of a rule; what they change is read as the fields of its class are."""
        if not isinstance(raw, list | tuple):
            return self._wrong(path, raw, "a list", "put it in [ ]")  # type: ignore[no-any-return]
        found = [self._version(cls, one, (*path, place)) for place, one in enumerate(raw)]
        return None if any(one is None for one in found) else tuple(one for one in found if one is not None)

    def _version(self, cls: type[FigureRule], table: object, path: Path) -> Version | None:
        if not isinstance(table, Mapping):
            return self._wrong(path, table, "a table", "write {starting = ..., ...}")  # type: ignore[no-any-return]
        hints, fields = fields_of(cls)
        own: dict[str, Any] = {"starting": Period, "agreed": date}
        known = {**own, **{name: hints[name] for name in changeable(cls)}}
        fixed = [key for key in table if key in fields and key not in known]
        for key in fixed:
            self.fault(
                (*path, key), f"a version cannot change {key}", "it changes amounts, limits, tolerances and days"
            )
        unknown = self._unknown_keys({key: table[key] for key in table if key not in fixed}, set(known), path)
        values = {name: self.value(hint, table[name], (*path, name)) for name, hint in known.items() if name in table}
        if "starting" not in table and "starting" not in unknown:
            self.fault((*path, "starting"), '"starting" is missing', "say the first period that it is for")
        if fixed or unknown or "starting" not in table or None in values.values():
            return None
        given = {name: values.pop(name) for name in own if name in values}
        return self.made(Version, {**given, "changes": values}, path)

    def _versioned(self, cls: type[T], values: Mapping[str, Any], path: Path) -> T | None:
        """Make a rule, and each of its versions in turn, so that a fault has the place of its version."""
        made: Any = self.made(cls, {name: value for name, value in values.items() if name != "versions"}, path)
        if made is None:
            return None
        faults = False
        for place, version in enumerate(values["versions"]):
            try:
                made = attrs.evolve(made, versions=(*made.versions, version))
            except WesRulesError as error:
                faults = True
                for problem in error.problems:
                    named = next(
                        (name for name, _ in version.changes if name in _WORD.findall(problem.what)), "starting"
                    )
                    self.fault((*path, "versions", place, named), problem.what, problem.remedy)
        return None if faults else made

    def _unknown_keys(
        self, table: Mapping[str, object], names: set[str], path: Path, renamed: Mapping[str, str] | None = None
    ) -> set[str]:
        """Report unknown keys, and return the keys they were meant to be (or themselves): one mistake, one fault."""
        unknown, renamed = [key for key in table if key not in names], renamed or {}
        for key in unknown[:_MOST_UNKNOWN]:
            outside = path[:1] == ("measures",) and key in fields_of(Measure)[1] and nearest(key, names) is None
            known = f"{key} is said of a whole measure: write it there, and a measure for each where it differs"
            known = f"write {key} beside {path[-1]}" if "over" in path and key in fields_of(Part)[1] else known
            remedy = f"write {renamed[key]}" if key in renamed else known if outside else near_miss(key, names)
            self.fault((*path, key), f"unknown key {quoted(key)}", remedy)
        if len(unknown) > _MOST_UNKNOWN:
            self.fault(path, f"{len(unknown) - _MOST_UNKNOWN} more unknown keys", "leave them out")
        meant = {renamed.get(key) or nearest(key, names) or key for key in unknown[:_MOST_UNKNOWN]}
        return meant | set(unknown[_MOST_UNKNOWN:])

    def _with_calendar(self, table: Mapping[str, Any]) -> Reader:
        name = table.get("calendar")
        found = self.calendars.get(name) if isinstance(name, str) else None
        kind, window = (found.kind, found.window) if found is not None else (None, None)
        return attrs.evolve(self, kind=kind, window=window) if "calendar" in table else self

    def _calendar(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, str):
            return self._wrong(path, raw, "a calendar's name", 'write it as [calendars.NAME], and "NAME" here')
        if raw not in self.calendars:
            is_kind = raw in list(PeriodKind) and nearest(raw, self.calendars) is None
            remedy = f'add [calendars.{raw}] with kind = "{raw}"' if is_kind else near_miss(raw, self.calendars)
            self.fault(path, f"unknown calendar {quoted(raw)}", remedy)
        return self.calendars.get(raw)

    def _unit(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, str) or raw in list(Unit):
            return self._taken(AnyUnit, raw, path)
        if raw not in self.units:
            remedy = meant_of(raw, [*Unit, *self.units])
            self.fault(path, f"{field_in(path)}unknown value {quoted(raw)}", remedy)
        return self.units.get(raw)

    def _tagged(
        self, raw: object, kinds: Mapping[str, type[Any] | None], what: str, path: Path, default: str = ""
    ) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, raw, f"a table with a {what}'s kind", "write {kind = ..., ...}")
        kind = raw.get("kind", default)
        if isinstance(kind, str) and kind in kinds:
            cls = kinds[kind]
            return None if cls is None else self.read(cls, raw, path, tag=True)
        fault = f"the {what} has no kind" if kind == "" else f"unknown {what} kind {said(kind)}"
        word = kind if isinstance(kind, str) else ""
        strange = _PLUGIN if what == "rule" and word and nearest(word, kinds) is None else ""
        self.fault((*path, "kind"), fault, near_miss(word, kinds, otherwise=strange))
        return None

    def _against(self, raw: object, path: Path) -> Any:
        if isinstance(raw, str):
            return self.made(AreaFigure, {"area": raw}, path)
        if not isinstance(raw, Mapping):
            return self._wrong(path, raw, "an area code or a table", 'write "970", or {mean_of = "..."}')
        cls = next((cls for key, cls in AGAINST.items() if key in raw), None)
        if cls is not None:
            return self.read(cls, raw, path)
        if not self._unknown_keys(raw, {*AGAINST, "group", "minimum", "percent"}, path):
            self.fault(
                path, f"{field_in(path)}it does not say with what to compare", f"use one of: {', '.join(AGAINST)}"
            )
        return None

    def _items(self, raw: object, arguments: tuple[Any, ...], path: Path) -> Any:
        if not isinstance(raw, list | tuple):
            return self._wrong(path, raw, "a list", "put it in [ ]")
        many = len(arguments) == 2 and arguments[1] is ...
        if not many and len(raw) != len(arguments):
            self.fault(path, f"{field_in(path)}it has {counted(len(raw), 'value')}", f"give {len(arguments)}")
            return None
        hints = [arguments[0]] * len(raw) if many else list(arguments)
        items = [self.value(hint, one, (*path, n)) for n, (hint, one) in enumerate(zip(hints, raw, strict=True))]
        return None if any(one is None for one in items) else tuple(items)

    def _texts(self, raw: object, arguments: tuple[Any, ...], path: Path) -> Any:
        if not isinstance(raw, Mapping):
            return self._wrong(path, raw, "a table", 'write {name = "text", ...}')
        names = [self._taken(arguments[0], key, (*path, key)) for key in raw]
        items = {key: self._taken(arguments[1], one, (*path, key)) for key, one in raw.items()}
        return None if None in names or None in items.values() else items

    def _wrong(self, path: Path, raw: object, wanted: str, remedy: str) -> Any:
        self.fault(path, f"{field_in(path)}{said(raw)} is not {wanted}", remedy)
        return None

    def _taken(self, hint: Any, raw: object, path: Path) -> Any:
        """Take a plain value as the classes do."""
        try:
            return taken(hint, raw)
        except WesRulesError as error:
            for problem in error.problems:
                self.fault(path, field_in(path) + problem.what, problem.remedy)
        return None

    def _period(self, raw: object, path: Path) -> Any:
        if not isinstance(raw, str):
            return self._wrong(path, raw, "a period", 'put it in quotes, such as "2019/20"')
        try:
            return Period.parse(raw, self.kind, window=self.window)
        except WesRulesError as error:
            for problem in error.problems:
                self.fault(path, field_in(path) + problem.what, problem.remedy)
        return None
