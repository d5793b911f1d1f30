"""The JSON Schema of what `to_dict` writes and `from_dict` reads, from the same field declarations."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any

import attrs

from wes_rules.dicts.stand_ins import STAND_INS, JudgementTable, options_of, tag_of
from wes_rules.judging.schema import judgement_schema
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.measure import Rule
from wes_rules.rules.schema import Schema, SchemaMaker
from wes_rules.rules.versions import Version
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.taking import plain_hint, without_none
from wes_rules.values.units import AnyUnit, OwnUnit, Unit

_PERIOD: Schema = {
    "type": "object",
    "properties": {"kind": {"enum": [one.value for one in PeriodKind]}, "name": {"type": "string"}},
    "required": ["kind", "name"],
    "additionalProperties": False,
    "description": 'a period, such as {"kind": "academic-year", "name": "2019/20"}',
}


def schema_of(cls: type[Any], *, kinds: Mapping[str, type[Rule]] | None = None) -> Schema:
    """
    Return the JSON Schema (2020-12) of what `to_dict` writes of a class.

    Args:
        cls: The class, as `from_dict` takes it.
        kinds: Kinds of rule that do not come with the library, by name.
    """
    maker = _Maker({**KINDS, **(kinds or {})})
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
