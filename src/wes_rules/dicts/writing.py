"""From values to plain dictionaries, and the JSON Schema of these, from the same field declarations."""

from __future__ import annotations

import enum
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.dicts.stand_ins import STAND_INS, JudgementTable, options_of, tag_of
from wes_rules.errors import DefinitionError, Problem, checks_arguments
from wes_rules.judging.schema import judgement_schema
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Rule
from wes_rules.rules.schema import Schema, SchemaMaker
from wes_rules.rules.versions import Version
from wes_rules.values.checks import said, wrong
from wes_rules.values.fields import argument
from wes_rules.values.pasting import is_default
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.taking import plain_hint, without_none
from wes_rules.values.units import AnyUnit, OwnUnit, Unit


def to_dict(value: Any) -> Any:
    """
    Return a value as plain dictionaries, lists and texts that JSON can carry.

    Numbers with decimals are texts, so that none is rounded, and what has its default value is left out. A judgement is
    written with the figures that it was made from; `Judgement.to_json` is shorter, for those who only read it.

    Args:
        value: A measure, rule, plan, observation, history or judgement, anything they are made of, or several in a tuple.

    Raises:
        DefinitionError: It holds something else.
    """
    if value is None or isinstance(value, bool | int) or type(value) is str:
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date) and not isinstance(value, datetime):
        return date(value.year, value.month, value.day).isoformat()
    if isinstance(value, Period):
        return {"kind": value.kind.value, "name": str(value)}
    if isinstance(value, frozenset):
        return sorted(map(to_dict, value), key=repr)
    if isinstance(value, tuple | list):
        return [to_dict(one) for one in value]
    if type(value) in STAND_INS:
        return to_dict(STAND_INS[type(value)].of(value))
    if isinstance(value, Version):
        agreed = {} if value.is_agreed_as_it_starts else {"agreed": to_dict(value.agreed)}
        return {"starting": to_dict(value.starting), **agreed, **{name: to_dict(one) for name, one in value.changes}}
    if attrs.has(type(value)):
        return _fields(value)
    if isinstance(value, Mapping):
        return {key: to_dict(one) for key, one in value.items()}
    raise DefinitionError(Problem(f"{said(value)} cannot be written as a dictionary", "give a value of this library"))


def _fields(value: Any) -> dict[str, Any]:
    tag = tag_of(type(value))
    fields = {
        # What a plugin's settings mean only the plugin knows.
        field.name: _untyped(getattr(value, field.name))
        if field.name == "options"
        else to_dict(getattr(value, field.name))
        for field in attrs.fields(type(value))
        if field.init and not is_default(value, field)
    }
    return fields if tag is None else {"kind": tag, **fields}


def _untyped(value: Any) -> Any:
    """Write a value of which no declaration says what type it has."""
    if isinstance(value, Mapping):
        return {key: _untyped(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_untyped(one) for one in value]
    if isinstance(value, Decimal | float):
        return {"$number": str(value)}
    return {"$date": to_dict(value)} if isinstance(value, date) else to_dict(value)


_PERIOD: Schema = {
    "type": "object",
    "properties": {"kind": {"enum": [one.value for one in PeriodKind]}, "name": {"type": "string"}},
    "required": ["kind", "name"],
    "additionalProperties": False,
    "description": 'a period, such as {"kind": "academic-year", "name": "2019/20"}',
}


def kinds_given(cls: object, kinds: object) -> Mapping[str, type[Rule]]:
    """Return kinds of rule by name, and refuse what is none, and a class that is none."""
    if not isinstance(cls, type) and not typing.get_args(cls):
        wrong(cls, "a class", "give one, such as Measure, Rule or tuple[Observation, ...]")
    found: Mapping[str, type[Rule]] = argument("kinds", Mapping[str, type[Any]], kinds or {})
    return found


@checks_arguments
def schema_of(cls: type[Any], *, kinds: Mapping[str, type[Rule]] | None = None) -> Schema:
    """
    Return the JSON Schema (2020-12) of what `to_dict` writes of a class.

    Args:
        cls: The class, as `from_dict` takes it.
        kinds: Kinds of rule that do not come with the library, by name.

    Raises:
        DefinitionError: It is no class of the library's values.
    """
    maker = _Maker({**KINDS, **kinds_given(cls, kinds)})
    found = maker.of(cls)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, "$defs": maker.definitions}


@attrs.define
class _Maker(SchemaMaker):
    def of(self, hint: Any) -> Schema:
        """Return the schema of one value of a type."""
        plain, _ = plain_hint(hint)
        origin, arguments = typing.get_origin(plain), typing.get_args(plain)
        if types.NoneType in arguments:
            return {"anyOf": [self.of(without_none(plain)), {"type": "null"}]}
        if plain is Period:
            return _PERIOD
        if plain == AnyUnit:
            return {"anyOf": [self.of(Unit), self.table(OwnUnit)]}
        if plain in STAND_INS:
            return self._stand_in(STAND_INS[plain])
        if origin is frozenset:
            return {"type": "array", "items": self.of(arguments[0])}
        if isinstance(origin, type) and arguments[-1] is Any:
            return {"type": "object"}
        if isinstance(plain, type) and attrs.has(plain) and plain not in (Rule, Version):
            return self.table(plain, tag_of(plain) or "")
        return self._options(plain) or super().of(hint)

    def _options(self, hint: Any) -> Schema:
        """Return the schema of a union of classes; empty for any other type."""
        options = options_of(hint)
        if options is None:
            return {}
        return {"oneOf": [{**self.table(cls, kind), "required": ["kind"]} for kind, cls in options.items()]}

    def _stand_in(self, cls: type[Any]) -> Schema:
        found = self.table(cls)
        if cls is JudgementTable:
            said = judgement_schema()
            self.definitions |= said["$defs"]
            self.definitions[cls.__name__]["properties"]["verdict"] = {"$ref": said["$ref"]}
        return found
