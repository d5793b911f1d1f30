"""Each year's or quarter's figure is higher, or lower, than the last: "will increase annually", "will fall each quarter"."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import attrs

from wes_rules.rules.known import KnownCases
from wes_rules.rules.steps import StepRule, both_ways
from wes_rules.values.period import PeriodKind

_RISES = KnownCases(
    fields={},
    line="48.0 50.0 50.0 -> off track 0.0",
    kept="48.0 50.0 50.1 -> on track 0.1",
    missed="48.0 50.0 49.9 -> off track -0.1",
    across_a_break="48.0 50.0 | 51.0 -> undecided",
    at_a_start="50.0 -> undecided",
)
_FALLS = KnownCases(
    fields={},
    measure={"better": "lower"},
    line="52.0 50.0 50.0 -> off track 0.0",
    kept="52.0 50.0 49.9 -> on track 0.1",
    missed="52.0 50.0 50.1 -> off track -0.1",
    across_a_break="52.0 50.0 | 49.0 -> undecided",
    at_a_start="50.0 -> undecided",
)
_BY_QUARTER = PeriodKind.CALENDAR_QUARTER


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
        _RISES,
        KnownCases(
            fields={"tolerance": Decimal(1)},
            line="48.0 50.0 50.0 -> at risk 0.0",
            kept="48.0 50.0 50.1 -> on track 0.1",
            missed="48.0 50.0 49.9 -> at risk -0.1",
            across_a_break="52.0 50.0 | 50.0 50.1 -> on track 0.1",
            at_a_start="50.0 -> undecided",
        ),
    )


@both_ways
@attrs.frozen(kw_only=True, cache_hash=True)
class AnnualDecrease(StepRule):
    """Each year's figure is lower than the last, "will reduce annually": `AnnualIncrease` the other way round."""

    kind: ClassVar[str] = "annual-decrease"
    per_year: ClassVar[int] = 1
    sign: ClassVar[int] = -1
    known: ClassVar[tuple[KnownCases, ...]] = (
        _FALLS,
        attrs.evolve(
            _FALLS,
            fields={"strict": False},
            line="52.0 50.0 50.0 -> on track 0.0",
            across_a_break="48.0 52.0 | 50.0 50.0 -> on track 0.0",
        ),
    )


@both_ways
@attrs.frozen(kw_only=True, cache_hash=True)
class QuarterlyIncrease(StepRule):
    """Each quarter's figure is higher than the last, "will increase quarterly": `AnnualIncrease` by the quarter."""

    kind: ClassVar[str] = "quarterly-increase"
    per_year: ClassVar[int] = 4
    sign: ClassVar[int] = 1
    known: ClassVar[tuple[KnownCases, ...]] = (
        attrs.evolve(_RISES, periods=_BY_QUARTER),
        KnownCases(
            fields={"against": "same-period-last-year", "scope": "latest"},
            periods=_BY_QUARTER,
            line="50.0 47.0 46.0 45.0 50.0 -> off track 0.0",
            kept="50.0 47.0 46.0 45.0 50.1 -> on track 0.1",
            missed="50.0 47.0 46.0 45.0 49.9 -> off track -0.1",
            across_a_break="50.0 47.0 | 46.0 45.0 51.0 -> undecided",
            at_a_start="50.0 -> undecided",
        ),
    )


@both_ways
@attrs.frozen(kw_only=True, cache_hash=True)
class QuarterlyDecrease(StepRule):
    """Each quarter's figure is lower than the last, "will fall each quarter": `AnnualDecrease` by the quarter."""

    kind: ClassVar[str] = "quarterly-decrease"
    per_year: ClassVar[int] = 4
    sign: ClassVar[int] = -1
    known: ClassVar[tuple[KnownCases, ...]] = (attrs.evolve(_FALLS, periods=_BY_QUARTER),)
