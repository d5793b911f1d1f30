"""
Rows that a source could not read.

A row that is left out is unknown, never absent. So it stays with the figures, with as much as could be read of it,
and every verdict that may depend on it takes it for a figure with any value.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.series.observation import Observation, Origin
from wes_rules.values.fields import Declared, Name
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity
from wes_rules.values.reason import LEFT_OUT, Reason


@attrs.frozen(kw_only=True)
class _Unread(Declared):
    """
    What was left out; a class sets `of`, what its rows are.

    Args:
        why: It could not be read, or stands twice with different values.
    """

    of: ClassVar[str]

    why: Reason = Reason.UNREADABLE

    def as_observation(self) -> Observation | None:
        """Return it as a figure with any value; None if it is none, or nobody knows which."""
        return None

    def __attrs_post_init__(self) -> None:
        if self.why not in LEFT_OUT:
            what = f'why: "{self.why}" is no reason to leave a row out'
            raise DefinitionError(Problem(what, f"use one of: {', '.join(sorted(LEFT_OUT))}"))


@attrs.frozen(kw_only=True)
class UnreadFigure(_Unread):
    """
    A figure that was left out; what could not be read is None, and may be anything.

    Args:
        indicator: What is measured.
        area: The code of its area.
        group: The group of people.
        period: The period.
        published: The day it was published; None for one that is known from its period's due day on.
        any_edition: The day of publication could not be read, so that it may replace every edition there is.
        why: It could not be read, or stands twice with different values.
        origin: Where it stands.
    """

    of: ClassVar[Literal["figure"]] = "figure"

    indicator: Name | None = None
    area: Name | None = None
    group: Name | None = None
    period: Period | None = None
    published: date | None = None
    any_edition: bool = False
    origin: Origin = attrs.field(default=Origin(publication="left out"), eq=False)

    @property
    def key(self) -> tuple[object, ...]:
        """Where it is looked up."""
        return self.indicator, self.area, self.group, self.period

    def as_observation(self) -> Observation | None:
        """Return it as a figure with any value; None if nobody knows which figure it is."""
        if self.indicator is None or self.area is None or self.group is None or self.period is None or self.any_edition:
            return None
        return Observation(
            indicator=self.indicator,
            area=self.area,
            group=self.group,
            period=self.period,
            quantity=Quantity(low=None, high=None),
            origin=self.origin,
            published=self.published,
            unread=self.why,
        )


@attrs.frozen(kw_only=True)
class UnreadCase(_Unread):
    """
    A case that was left out; what could not be read is None, and may be anything.

    Args:
        indicator: What is counted.
        area: The code of its area.
        id: Its name.
        opened: The day it was opened.
        many: It stands for nobody knows how many cases.
        why: It could not be read, or stands twice with different values.
    """

    of: ClassVar[Literal["case"]] = "case"

    indicator: Name | None = None
    area: Name | None = None
    id: Name | None = None
    opened: date | None = None
    many: bool = False


@attrs.frozen(kw_only=True)
class UnreadInspection(_Unread):
    """
    An inspection that was left out; what could not be read is None, and may be anything.

    Args:
        indicator: What is counted.
        area: The code of its area.
        day: The day of the inspection.
        why: It could not be read, or stands twice with different values.
    """

    of: ClassVar[Literal["inspection"]] = "inspection"

    indicator: Name | None = None
    area: Name | None = None
    day: date | None = None


LeftOut = UnreadFigure | UnreadCase | UnreadInspection


def anything(indicator: str) -> tuple[LeftOut, ...]:
    """Return left-out rows about which only the indicator is known."""
    return (
        UnreadFigure(indicator=indicator, any_edition=True),
        UnreadCase(indicator=indicator, many=True),
        UnreadInspection(indicator=indicator),
    )
