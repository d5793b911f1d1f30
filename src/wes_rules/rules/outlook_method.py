"""By which method a plan says whether a far target will be met, and what each method needs of a measure."""

from __future__ import annotations

import enum
from decimal import Decimal
from typing import Self

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period


class OutlookMethod(enum.StrEnum):
    """How it is said whether a far target will be met; each has a source, which every sentence names."""

    def __new__(cls, code: str, source: str) -> Self:  # noqa: D102
        member = str.__new__(cls, code)
        member._value_ = code
        member.source = source
        return member

    source: str

    RECENT_COURSE = "recent-course", "median of recent changes, after Theil and Sen"
    CAGR_RATIO = "cagr-ratio", "Open SDG, as Statistics Canada uses it"
    CAGR_DIRECTION = "cagr-direction", "Open SDG, as Statistics Canada uses it"
    EXTRAPOLATED_GAP = "extrapolated-gap", "German Sustainable Development Strategy"
    TARGETED_CHANGE = "targeted-change", "Healthy People 2020"
    ANTICIPATED_PROGRESS = "anticipated-progress", "ESCAP, as the UN regional commissions use it"

    @property
    def from_baseline(self) -> bool:
        """Whether it measures from the baseline on."""
        return self not in (OutlookMethod.RECENT_COURSE, OutlookMethod.EXTRAPOLATED_GAP)

    @property
    def needs_target(self) -> bool:
        """Whether it holds figures against a target of a last day, and not only against each other."""
        return self not in (OutlookMethod.CAGR_DIRECTION, OutlookMethod.EXTRAPOLATED_GAP)


def method(value: OutlookMethod | str) -> OutlookMethod:
    """Accept a method by its name."""
    return value  # type: ignore[return-value] # converted afterwards


def fits_method(
    by: OutlookMethod, sign: int, calendar: Calendar, baseline: Period | None, limit: Decimal | None
) -> None:
    """Refuse a method that a measure has not all for, and a natural limit of the number that can have no effect."""
    problems = []
    if limit is not None and by is not OutlookMethod.CAGR_DIRECTION:
        what = f'outlook_limit has no effect with outlook_method = "{by.value}"'
        problems.append(
            Problem(what, f'leave it out, or write outlook_method = "{OutlookMethod.CAGR_DIRECTION.value}"')
        )
    if limit is not None and limit <= 0:
        problems.append(Problem(f"outlook_limit = {limit}: growth towards 0 or below has no limit", "leave it out"))
    if by is not OutlookMethod.RECENT_COURSE:
        named = f'outlook_method = "{by.value}"'
        if not sign:
            problems.append(Problem(f"{named} needs to know which way is better", 'write better = "higher" or "lower"'))
        if calendar.step % calendar.kind.per_year:
            what = f"{named} goes by one figure a year, and the calendar has several"
            problems.append(Problem(what, f'write "{OutlookMethod.RECENT_COURSE.value}", which knows seasons'))
        if by.from_baseline and baseline is None:
            problems.append(Problem(f"{named} needs a baseline with a period", 'add baseline = {period = "2015"}'))
    if problems:
        raise DefinitionError(problems)
