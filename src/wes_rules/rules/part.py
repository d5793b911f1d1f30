"""A part of a promise: its number, and what else differs from the measure."""

from __future__ import annotations

import attrs

from wes_rules.rules.better import Better, better_or_none
from wes_rules.rules.measure import Baseline, Rule
from wes_rules.series.calendar import Calendar
from wes_rules.series.number import NumberKind
from wes_rules.values import accepting
from wes_rules.values.fields import Decimals, Declared, Name
from wes_rules.values.quantity import AnyUnit


@attrs.frozen(kw_only=True)
class Part(Declared):
    """
    One of several numbers that a promise is made of.

    What is not stated is the measure's.

    Args:
        name: What the part is called in explanations and messages.
        rule: What is promised of it, where that is not what is promised of each.
        area: The code of the area it is about, such as a ward; it stays that one whichever area the measure is judged for.
        number: What is counted.
        unit: The unit of the number.
        decimals: The number of decimal places at which figures are compared.
        better: Which way is better.
        calendar: The rhythm of the series.
        baseline: What the promise starts from.
    """

    name: Name
    rule: Rule | None = None
    area: Name | None = None
    number: NumberKind | None = None
    unit: AnyUnit | None = attrs.field(default=None, converter=accepting.unit_or_none)
    decimals: Decimals | None = None
    better: Better | None = attrs.field(default=None, converter=better_or_none)
    calendar: Calendar | None = None
    baseline: Baseline | None = None
