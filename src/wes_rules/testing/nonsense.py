"""Numbers that make no sense in a field, whatever it is called."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.errors import WesRulesError
from wes_rules.rules.amounts import of_no_unit
from wes_rules.rules.measure import Rule
from wes_rules.rules.rule import FigureRule
from wes_rules.testing.known import AREA, Stated, stated_of

# More than that of anything is no percentage that a figure could be held to.
_FAR = Decimal(1000)


def accepted(kind: type[Rule]) -> Iterator[str]:
    """Name the fields that take a negative number of things, none where that leaves nothing to break, or a percentage that nothing can keep."""
    own = {field.name for field in attrs.fields(kind)} - {field.name for field in attrs.fields(FigureRule)}
    for one in stated_of(kind):
        rule = kind(**one.cases.fields)
        if one.name != "line":
            continue
        for name in sorted(own):
            value = getattr(rule, name)
            tried: tuple[Any, ...] = (-1, 0) if type(value) is int else ()
            if isinstance(value, Decimal) and name in of_no_unit(rule):
                tried = (Decimal(-1), _FAR)
            yield from (f"{one}: {said}" for number in tried if (said := _nonsense(one, name, number)))


def _nonsense(one: Stated, name: str, number: int | Decimal) -> str:
    """Say what is wrong with a number in a field; empty if it is refused, or makes sense."""
    cases = attrs.evolve(one.cases, fields={**one.cases.fields, name: number})
    changed = attrs.evolve(one, cases=cases)
    try:
        words = {changed.with_figure(AREA, len(one.case.own) - 1, text).outcome()[0] for text in _figures(changed)}
    except WesRulesError:
        return ""
    remedy = f"refuse it by the type of {name}, such as PositiveInt, or Annotated[..., Bounds(low=..., high=...)]"
    if number < 0:
        return f"with {name} = {number} it is judged {' or '.join(sorted(words))}; {remedy}"
    constant = words == {"off track"} or (number == 0 and words == {"on track"})
    return f"with {name} = {number} it is {words.pop()} whatever the figure is; {remedy}" if constant else ""


def _figures(one: Stated) -> Iterator[str]:
    """Yield the figure of a case, and the lowest and the highest that there can be."""
    measure = one.measure
    yield one.case.own[-1]
    for end in measure.number.bounds(measure.unit):
        if end is not None:
            yield str(round(end, max(measure.decimals, 0)))
