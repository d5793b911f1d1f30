"""The amounts in a rule's fields: limits and distances, and how they are multiplied."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import attrs

from wes_rules.values.ticks import ticks

# What makes a miss no miss, or not a whole one; a rule whose margin counts cases or places counts these in them.
BANDS = ("met_within", "tolerance")
# The same, and by how much what is kept counts as exceeded.
FROM_TARGET = (*BANDS, "exceeded_by")
# Amounts of promises are few, and asked for with every verdict.
in_ticks = lru_cache(maxsize=4096)(ticks)
# Fields whose amounts are no limits, whatever the kind; those that versions change are given for themselves.
NO_LIMITS = frozenset({"change", "versions"})
OPPOSITE = {"at_least": "at_most", "at_most": "at_least", "above": "below", "below": "above"}


def times(value: Any, factor: Decimal, *, distance: bool) -> Any:
    """Multiply the amounts in a value; distances keep their sign, and the ends of a band are swapped."""
    if isinstance(value, Decimal):
        return value * (abs(factor) if distance else factor)
    if isinstance(value, tuple):
        multiplied = tuple(times(one, factor, distance=distance) for one in value)
        ends = len(value) == 2 and all(isinstance(one, Decimal) for one in value)
        return multiplied[::-1] if ends and factor < 0 else multiplied
    return value.times(factor) if hasattr(value, "times") else value


def turned_around(name: str, distances: Container[str]) -> str:
    """Return the field that says the same of negated numbers: a limit becomes its opposite, and a distance is none."""
    return name if name in distances else OPPOSITE.get(name, name)


def multiplied(
    fields: Mapping[str, Any], factor: Decimal, distances: Container[str], *, counted: bool
) -> dict[str, Any]:
    """Multiply the amounts in a rule's fields; percentages, cases and places stay."""
    shares = {name for name in fields if fields.get(f"{name}_in", "points") != "points"}
    shares |= set(FROM_TARGET) if counted else set()
    turned = {turned_around(name, distances) if factor < 0 else name: name for name in fields}
    return {
        new: fields[old] if old in shares else times(fields[old], factor, distance=old in distances)
        for new, old in turned.items()
    }


def of_no_unit(rule: Any) -> set[str]:
    """Name the fields that stay where all numbers are multiplied, such as a percentage of an earlier figure."""
    multiplied = rule.fields_times(Decimal(10))
    stays = {name: value for name, value in multiplied.items() if value == getattr(rule, name)}
    return {name for name, value in stays.items() if any(one for _, one in limits(value, (), name))}


def limits(value: Any, distances: Container[str], name: str = "") -> Iterator[tuple[str, Decimal]]:
    """Yield the limits in a value, each with its field's name; distances are no limits."""
    if isinstance(value, Decimal):
        yield name, value
    elif isinstance(value, tuple):
        for one in value:
            yield from limits(one, distances, name)
    elif attrs.has(type(value)) and (not name or not hasattr(value, "limits")):
        # A rule within a rule is that of a part, which is a measure of its own.
        for field, one in attrs.asdict(value, recurse=False).items():
            if field not in distances:
                yield from limits(one, distances, f"{name}.{field}" if name else field)
