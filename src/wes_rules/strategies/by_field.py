"""Draw a rule of any class field by field."""

from __future__ import annotations

import typing
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import attrs
from hypothesis import strategies as st

from wes_rules.errors import DefinitionError
from wes_rules.rules.rule import Rule
from wes_rules.series.comparators import Against, AreaFigure, MeanOf
from wes_rules.strategies.of_figures import BENCHMARK
from wes_rules.strategies.of_values import exact_values, periods
from wes_rules.values.period import Period, PeriodKind
from wes_rules.values.quantity import Unit


def by_field(cls: type[Rule], unit: Unit, decimals: int, period: PeriodKind) -> st.SearchStrategy[Rule]:
    """Draw each field by its type, and leave out what the class's own checks refuse."""
    plain: dict[Any, st.SearchStrategy[Any]] = {
        Decimal: exact_values(unit, decimals),
        bool: st.booleans(),
        int: st.integers(0, 12),
        date: st.dates(date(2017, 1, 1), date(2024, 12, 31)),
        Period: periods(kind=period, first=date(2017, 1, 1), last=date(2022, 12, 31)),
        Against: st.sampled_from((AreaFigure(area=BENCHMARK), MeanOf(mean_of="near"))),
    }

    def by_type(hint: Any) -> st.SearchStrategy[Any] | None:
        if hint in plain:
            return plain[hint]
        arguments = typing.get_args(hint)
        if typing.get_origin(hint) is typing.Literal:
            return st.sampled_from(arguments)
        if type(None) in arguments:
            rest = [by_type(one) for one in arguments if one is not type(None)]
            return st.none() | rest[0] if len(rest) == 1 and rest[0] is not None else None
        return st.sampled_from(hint) if isinstance(hint, type) and issubclass(hint, Enum) else None

    fields: dict[str, st.SearchStrategy[Any]] = {}
    hints = typing.get_type_hints(cls)
    for field in attrs.fields(cls):
        drawn = by_type(hints[field.name])
        if drawn is not None:
            fields[field.name] = drawn
        elif field.default is attrs.NOTHING:
            what = f"{cls.__name__}.{field.name} cannot be drawn by its type"
            raise DefinitionError(f"{what}; give the class a method `strategy`")

    def made(values: dict[str, Any]) -> Rule | None:
        try:
            return cls(**values)
        except ValueError:
            return None

    return st.fixed_dictionaries(fields).map(made).filter(lambda one: one is not None)  # type: ignore[return-value]
