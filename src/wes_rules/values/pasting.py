"""How values are written so that they can be pasted: `from wes_rules import *` and `import datetime, decimal` read them back."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs


def pasted(value: Any) -> str:
    """Write a value as Python that makes an equal one; fields that have their default value are left out."""
    fields = (
        # Where a field says no type, a text would stay one.
        f"{field.alias}={_written(getattr(value, field.name), typed='Any' not in str(field.type))}"
        for field in attrs.fields(type(value))
        if field.init and field.repr and not is_default(value, field)
    )
    return f"{type(value).__name__}({', '.join(fields)})"


def _written(value: Any, *, typed: bool = True) -> str:
    if isinstance(value, enum.Enum):
        return repr(value.value)
    if isinstance(value, Decimal):
        return repr(format(value, "f")) if typed else f"decimal.Decimal('{value:f}')"
    if isinstance(value, date):
        return f"datetime.date({value.year}, {value.month}, {value.day})"
    if type(value) is tuple:
        return f"({', '.join(_written(one, typed=typed) for one in value)}{',' if len(value) == 1 else ''})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_written(key)}: {_written(one, typed=typed)}' for key, one in value.items())}}}"
    return repr(value)


def is_default(value: Any, field: attrs.Attribute[Any]) -> bool:
    """Whether a field holds what it would without being given."""
    default: Any = field.default
    if hasattr(default, "takes_self"):
        default = default.factory(value) if default.takes_self else default.factory()
    return bool(default is not attrs.NOTHING and getattr(value, field.name) == default)
