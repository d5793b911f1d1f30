"""Each quarter's figure is lower than the last: "will fall each quarter"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from wes_rules.rules.known import KnownCases
from wes_rules.rules.steps import StepRule, both_ways
from wes_rules.values.period import PeriodKind


@both_ways
@attrs.frozen(kw_only=True, cache_hash=True)
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
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={},
            measure={"better": "lower"},
            periods=PeriodKind.CALENDAR_QUARTER,
            line="52.0 50.0 50.0 -> off track 0.0",
            kept="52.0 50.0 49.9 -> on track 0.1",
            missed="52.0 50.0 50.1 -> off track -0.1",
            across_a_break="52.0 50.0 | 49.0 -> undecided",
            at_a_start="50.0 -> undecided",
        ),
    )
