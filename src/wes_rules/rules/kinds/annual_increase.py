"""Each year's figure is higher than the last: "will increase annually"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from wes_rules.rules.steps import StepRule, both_ways


@both_ways
@attrs.frozen(kw_only=True)
class AnnualIncrease(StepRule):
    """
    Each year's figure is higher than the last.

    Wording that means this: "will increase annually", "increase every year from 54".
    A tie breaks it, except at the highest value the unit allows. The first year is compared with the
    measure's baseline when there is one. Periods in `instead` have a target of their own.
    """

    kind: ClassVar[str] = "annual-increase"
    per_year: ClassVar[int] = 1
    sign: ClassVar[int] = 1
