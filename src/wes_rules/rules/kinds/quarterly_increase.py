"""Each quarter's figure is higher than the last: "will increase quarterly"."""

from __future__ import annotations

from typing import ClassVar

import attrs

from wes_rules.rules.known import KnownCases
from wes_rules.rules.steps import StepRule, both_ways
from wes_rules.values.period import PeriodKind


@both_ways
@attrs.frozen(kw_only=True, cache_hash=True)
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
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={},
            periods=PeriodKind.CALENDAR_QUARTER,
            line="48.0 50.0 50.0 -> off track 0.0",
            kept="48.0 50.0 50.1 -> on track 0.1",
            missed="48.0 50.0 49.9 -> off track -0.1",
            across_a_break="48.0 50.0 | 51.0 -> undecided",
            at_a_start="50.0 -> undecided",
        ),
        KnownCases(
            fields={"against": "same-period-last-year", "scope": "latest"},
            periods=PeriodKind.CALENDAR_QUARTER,
            line="50.0 47.0 46.0 45.0 50.0 -> off track 0.0",
            kept="50.0 47.0 46.0 45.0 50.1 -> on track 0.1",
            missed="50.0 47.0 46.0 45.0 49.9 -> off track -0.1",
            across_a_break="50.0 47.0 | 46.0 45.0 51.0 -> undecided",
            at_a_start="50.0 -> undecided",
        ),
    )
