"""
What a source could not read: it was there, and nobody knows what it said.

A row that is left out is unknown, never absent. So it travels with the figures, with as much as could be read of it, and
every verdict that it may concern takes it for a figure that may have any value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import TypeVar

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
    What was left out.

    Args:
        why: It could not be read, or stands twice with different values.
    """

    why: Reason = Reason.UNREADABLE

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
        """Return it as a figure that may have any value; None where it is not known which figure it is."""
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

    indicator: Name | None = None
    area: Name | None = None
    day: date | None = None


LeftOut = UnreadFigure | UnreadCase | UnreadInspection
_Row = TypeVar("_Row", UnreadCase, UnreadInspection)


def anything(indicator: str) -> tuple[LeftOut, ...]:
    """Return what is left out where nobody knows more than the indicator that it may be about."""
    return (
        UnreadFigure(indicator=indicator, any_edition=True),
        UnreadCase(indicator=indicator, many=True),
        UnreadInspection(indicator=indicator),
    )


class LeftOuts:
    """All that was left out, to look up what may be about a figure; which figure it is is not known of any."""

    __slots__ = ("_figures", "all")

    def __init__(self, rows: Iterable[LeftOut] = ()) -> None:
        # The order of rows says nothing; each row that cannot be read may be another case.
        self.all = tuple(sorted(rows, key=_order))
        self._figures: dict[tuple[object, ...], list[UnreadFigure]] = defaultdict(list)
        for one in self.all:
            if isinstance(one, UnreadFigure):
                self._figures[one.key].append(one)

    def figures(self, key: tuple[str, str, str], period: Period) -> Iterator[UnreadFigure]:
        """List the figures left out that may be about a series and a period."""
        if self._figures:
            for place in product(*((part, None) for part in (*key, period))):
                yield from self._figures.get(place, ())

    def periods(self, key: tuple[str, str, str]) -> set[Period]:
        """Return the periods of which it is known that a figure left out is about them, and that may be of a series."""
        mine = set(product(*((part, None) for part in key))) if self._figures else set()
        return {place[3] for place in self._figures if place[3] is not None and place[:3] in mine}  # type: ignore[misc]

    def cases(self, indicator: str, area: str) -> list[UnreadCase]:
        """List the cases left out that may be about an indicator and an area."""
        return self._of(UnreadCase, indicator, area)

    def inspections(self, indicator: str, area: str) -> list[UnreadInspection]:
        """List the inspections left out that may be about an indicator and an area."""
        return self._of(UnreadInspection, indicator, area)

    def _of(self, kind: type[_Row], indicator: str, area: str) -> list[_Row]:
        rows = [one for one in self.all if isinstance(one, kind)]
        return [one for one in rows if one.indicator in (None, indicator) and one.area in (None, area)]


def _order(one: LeftOut) -> tuple[str, str]:
    fields = attrs.asdict(one, recurse=False, filter=lambda field, _: field.name != "origin")
    return type(one).__name__, repr(fields)


def placed(left_out: Iterable[LeftOut]) -> tuple[list[Observation], list[LeftOut]]:
    """Tell apart what is known to be one certain figure, and what may be several."""
    known: list[Observation] = []
    unknown: list[LeftOut] = []
    for one in left_out:
        placed = one.as_observation() if isinstance(one, UnreadFigure) else None
        if placed is None:
            unknown.append(one)
        else:
            known.append(placed)
    return known, unknown
