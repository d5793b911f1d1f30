"""JSON Schema of the tables that the reader accepts, from the same field declarations."""

from __future__ import annotations

import enum
import inspect
import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import attrs

from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version, changeable
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import AGAINST, Against
from wes_rules.series.number import NumberKind
from wes_rules.series.numbers import NUMBERS
from wes_rules.values.checks import MOST_DIGITS, NUMBER_TEXT, Bounds, Brief
from wes_rules.values.fields import Name
from wes_rules.values.period import Period
from wes_rules.values.taking import fields_of, plain_hint, without_none
from wes_rules.values.units import AnyUnit, Unit

Schema = dict[str, Any]

# What steers a terminal is no text.
_TEXT: Schema = {"type": "string", "pattern": r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"}
_HUGE = 10 ** (MOST_DIGITS + 1)
_PLAIN: dict[Any, Schema] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    Decimal: {
        "anyOf": [
            {"type": "number", "exclusiveMinimum": -_HUGE, "exclusiveMaximum": _HUGE},
            {"type": "string", "pattern": f"^{NUMBER_TEXT.pattern}$"},
        ]
    },
    Period: {"type": "string", "pattern": "[0-9]", "description": "a period, such as 2019/20, 2020 Q3 or May 2019"},
    Calendar: {"type": "string", "description": "the name of a calendar of the plan"},
}


@attrs.define
class SchemaMaker:
    """Makes the schema of types; what it has made for classes is in `definitions`, by their names."""

    kinds: Mapping[str, type[Rule]] = attrs.field(default=KINDS)
    definitions: dict[str, Schema] = attrs.field(factory=dict)

    def of(self, hint: Any) -> Schema:
        """Return the schema of one value of a type."""
        hint, limit = plain_hint(without_none(hint))
        if limit is not None:
            return {**self.of(hint), **_declared(limit)}
        if hint in _PLAIN:
            return _PLAIN[hint]
        if hint is Version:
            # What it may change is said where a rule has it.
            return {"type": "object", "required": ["starting"]}
        if hint is Rule:
            return self._one_of("rule", self.kinds)
        if hint is NumberKind:
            return self._one_of("number", NUMBERS, default="observed")
        if hint == AnyUnit:
            return {
                "anyOf": [self.of(Unit), self.of(Name)],
                "description": "a unit of the library, or one of the plan's own",
            }
        if hint == Against:
            return {"anyOf": [self.of(Name), *(self.table(cls) for cls in AGAINST.values())]}
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is tuple:
            return self._items(arguments)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if origin in (types.UnionType, typing.Union):
            return {"anyOf": [self.of(one) for one in arguments]}
        if isinstance(hint, type) and issubclass(hint, enum.Enum):
            return {"enum": [one.value for one in hint]}
        return self.table(hint)

    def table(self, cls: type[Any], kind: str = "", *, optional: frozenset[str] = frozenset()) -> Schema:
        """Return a reference to the schema of a class's fields, perhaps with a `kind`, some of which need not be written."""
        name = cls.__name__.lstrip("_")
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self._fields(cls, kind, optional)
        return {"$ref": f"#/$defs/{name}"}

    def _fields(self, cls: type[Any], kind: str, optional: frozenset[str]) -> Schema:
        hints, fields = fields_of(cls)  # type: ignore[arg-type] # a class is hashable
        rule, meant = issubclass(cls, FigureRule), meanings(cls)
        properties = {
            name: {**self.of(hints[name]), **_about(meant.get(name), field.default)}
            for name, field in fields.items()
            if not (rule and name == "versions")
        }
        if rule:
            properties["versions"] = {
                "type": "array",
                "items": _version(cls, properties, self.of(Period)),
                **_about(meant.get("versions")),
            }
        required = [name for name, field in fields.items() if field.default is attrs.NOTHING and name not in optional]
        if kind:
            properties = {"kind": {"const": kind}, **properties}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        said = (cls.__doc__ or "").strip().partition("\n")[0]
        return {**({"description": said} if said else {}), **schema, **({"required": required} if required else {})}

    def _one_of(self, what: str, kinds: Mapping[str, type[Any]], default: str = "") -> Schema:
        if what not in self.definitions:
            self.definitions[what] = {}
            named = {"enum": sorted(kinds)}
            self.definitions[what] = {
                "type": "object",
                "properties": {"kind": named},
                "allOf": [
                    {"if": _says(kind, default=kind == default), "then": self.table(cls, kind)}
                    for kind, cls in sorted(kinds.items())
                ],
                **({} if default else {"required": ["kind"]}),
            }
        return {"$ref": f"#/$defs/{what}"}

    def _items(self, arguments: tuple[Any, ...]) -> Schema:
        if len(arguments) == 2 and arguments[1] is ...:
            return {"type": "array", "items": self.of(arguments[0])}
        prefix = [self.of(one) for one in arguments]
        return {"type": "array", "prefixItems": prefix, "items": False, "minItems": len(prefix)}


def meanings(cls: type[Any]) -> dict[str, str]:
    """
    Return the description of each field under `Args:`.

    It is said by the docstring of the class, of one it is made from, or of the one that it names as `fields_of`.
    """
    found: dict[str, str] = {}
    for one in (getattr(cls, "fields_of", object), *reversed(cls.__mro__)):
        _, _, listed = inspect.cleandoc(one.__doc__ or "").partition("\nArgs:\n")
        listed = re.split(r"\n(?=\S)", listed, maxsplit=1)[0]
        for name, said in re.findall(r"^ {4}(\w+): (.*(?:\n {5,}.*)*)", listed, re.MULTILINE):
            found[name] = " ".join(said.split())
    return found


def _about(meaning: str | None, default: Any = None) -> Schema:
    """Return what editors show of a field beside what it takes: its meaning, and what holds when it is left out."""
    told: Schema = {"description": meaning} if meaning else {}
    if isinstance(default, Decimal):
        default = int(default) if default == int(default) else float(default)
    return {**told, "default": default} if isinstance(default, bool | int | float | str) and default != "" else told


def _version(cls: type[FigureRule], properties: Mapping[str, Schema], period: Schema) -> Schema:
    """Return the schema of what a rule changes to: the first period, the day it was agreed on, and at least one change."""
    changes = {name: properties[name] for name in changeable(cls)}
    return {
        "type": "object",
        "properties": {"starting": period, "agreed": _PLAIN[date], **changes},
        "additionalProperties": False,
        "required": ["starting"],
        "anyOf": [{"required": [name]} for name in changes],
    }


def _says(kind: str, *, default: bool) -> Schema:
    said: Schema = {"properties": {"kind": {"const": kind}}}
    return said if default else {**said, "required": ["kind"]}


def _declared(limit: Bounds | Brief) -> Schema:
    if isinstance(limit, Brief):
        return {"maxLength": limit.most, **({"pattern": r"^\S(.*\S)?$"} if limit.filled else {})}
    found = {"minimum": limit.low, "maximum": limit.high, "exclusiveMinimum": limit.above}
    return {name: bound for name, bound in found.items() if bound is not None}
