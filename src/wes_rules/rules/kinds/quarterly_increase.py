"""Each quarter's figure is higher than the last: "will increase quarterly"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from wes_rules.rules.steps import StepRule, both_ways


@both_ways
@attrs.frozen(kw_only=True)
class QuarterlyIncrease(StepRule):
    """
    Each quarter's figure is higher than the last.

    Wording that means this: "will increase quarterly".
    A tie breaks it, except at the highest value the unit allows. The first quarter is compared with the
    measure's baseline when there is one. Periods in `instead` have a target of their own.
    """

    kind: ClassVar[str] = "quarterly-increase"
    per_year: ClassVar[int] = 4
    sign: ClassVar[int] = 1
