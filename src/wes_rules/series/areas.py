"""Sets of areas, and areas that ended."""

from __future__ import annotations

from datetime import date

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.values import accepting
from wes_rules.values.fields import Declared, Line, Name
from wes_rules.values.period import Period


@attrs.frozen
class AreaSet(Declared):
    """
    A named set of areas, as published on a day, for ranks and means; another edition of it has another id.

    Args:
        id: Its name in rules.
        published: The day this edition was published.
        areas: The codes of its areas.
        source: Who published it.
        title: What people call its areas, such as "statistical neighbours".
    """

    id: Name
    published: date
    areas: tuple[Name, ...] = attrs.field(converter=accepting.texts)
    source: Line = ""
    title: Line = ""

    @property
    def words(self) -> str:
        """Its name in sentences."""
        return self.title or self.id


@attrs.frozen(kw_only=True)
class EndedArea(Declared):
    """
    An area that ended, such as a council that was divided.

    Args:
        code: Its code.
        until: Its last day.
        successors: The codes of the areas that came after it. They are named to people; their figures are never taken for its own.
    """

    code: Name
    until: date
    successors: tuple[Name, ...] = attrs.field(default=(), converter=accepting.texts)

    def __attrs_post_init__(self) -> None:
        if self.code in self.successors:
            raise DefinitionError(Problem(f"{self.code} is its own successor", "leave it out of successors"))

    def has(self, period: Period) -> bool:
        """Whether a period had ended by its last day; it has no figure for later ones."""
        return period.last_day <= self.until
