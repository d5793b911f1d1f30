"""Each year's figure is higher than the last: "will increase annually"."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import attrs

from wes_rules.rules.known import KnownCases
from wes_rules.rules.steps import StepRule, both_ways


@both_ways
@attrs.frozen(kw_only=True, cache_hash=True)
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
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={},
            line="48.0 50.0 50.0 -> off track 0.0",
            kept="48.0 50.0 50.1 -> on track 0.1",
            missed="48.0 50.0 49.9 -> off track -0.1",
            across_a_break="48.0 50.0 | 51.0 -> undecided",
            at_a_start="50.0 -> undecided",
        ),
        KnownCases(
            fields={"tolerance": Decimal(1)},
            line="48.0 50.0 50.0 -> at risk 0.0",
            kept="48.0 50.0 50.1 -> on track 0.1",
            missed="48.0 50.0 49.9 -> at risk -0.1",
            across_a_break="52.0 50.0 | 50.0 50.1 -> on track 0.1",
            at_a_start="50.0 -> undecided",
        ),
    )
