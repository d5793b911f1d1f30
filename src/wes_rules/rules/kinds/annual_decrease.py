"""Each year's figure is lower than the last: "will reduce annually"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from wes_rules.rules.steps import StepRule, both_ways


@both_ways
@attrs.frozen(kw_only=True)
class AnnualDecrease(StepRule):
    """
    Each year's figure is lower than the last.

    Wording that means this: "will reduce annually", "an annual reduction from 16% (2017)".
    A tie breaks it, except at the lowest value the unit allows. The first year is compared with the
    measure's baseline when there is one. Periods in `instead` have a target of their own.
    """

    kind: ClassVar[str] = "annual-decrease"
    per_year: ClassVar[int] = 1
    sign: ClassVar[int] = -1
