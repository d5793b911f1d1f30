"""The readable cells of a row that cannot be read as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

import attrs

from wes_rules.errors import WesRulesError
from wes_rules.series.observation import Origin
from wes_rules.tables.days import DayForm, read_day

T = TypeVar("T")
# Spaces that do not break come with what is pasted.
_SPACES = "\u00a0\u202f"


@attrs.frozen
class Cells:
    """
    The cells of a left-out row, as far as they can be read.

    Args:
        header: The columns of the table.
        dates: How its days are written.
        value: The text in the column of the value, readable or not.
        origin: Where the row stands.
    """

    header: tuple[str, ...]
    cells: Mapping[str, str]
    dates: DayForm = "year-month-day"
    value: str = ""
    origin: Origin = attrs.field(default=Origin(publication="left out"))

    def text(self, column: str) -> str | None:
        """Return the text of a column; None if it is empty or cannot be read."""
        return self.cells.get(column) or None

    def read(self, column: str, read: Callable[[str], T]) -> T | None:
        """Read a cell; None when it is empty or cannot be read."""
        text = self.cells.get(column)
        try:
            return read(text) if text else None
        except (WesRulesError, ValueError):
            return None

    def day(self, column: str) -> date | None:
        """Read a date; None when it is empty or cannot be read."""
        return self.read(column, lambda text: read_day(text, self.dates))

    def unread(self, column: str) -> bool:
        """Whether a column may have held anything; False for one that the table does not have."""
        return column in self.header and column not in self.cells


def odd_sign(text: str) -> str:
    """Return the first control character of a text; empty where there is none."""
    if text.isprintable():
        return ""
    return next((one for one in text if not one.isprintable() and one not in _SPACES), "")
