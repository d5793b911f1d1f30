"""Each quarter's figure is lower than the last: "will fall each quarter"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from wes_rules.rules.steps import StepRule, both_ways


@both_ways
@attrs.frozen(kw_only=True)
class QuarterlyDecrease(StepRule):
    """
    Each quarter's figure is lower than the last.

    Wording that means this: "will fall each quarter".
    A tie breaks it, except at the lowest value the unit allows. The first quarter is compared with the
    measure's baseline when there is one. Periods in `instead` have a target of their own.
    """

    kind: ClassVar[str] = "quarterly-decrease"
    per_year: ClassVar[int] = 4
    sign: ClassVar[int] = -1
