"""Known cases of a kind of rule: figures, and the verdict and margin that its wording gives them, stated beside the kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from wes_rules.values.pasting import pasted
from wes_rules.values.period import PeriodKind

if TYPE_CHECKING:
    from wes_rules.rules.known_case import KnownCase


@attrs.frozen(kw_only=True, eq=False)
class KnownCases:
    """
    What one rule of a kind has to find, worked out by hand from the wording and never by the rule itself.

    Each case is written as figures, verdict and margin: `"50.0 48.0 47.5 -> on track 0.5"`.

    Args:
        fields: The rule's fields.
        line: The latest figure is where the verdict turns.
        kept: It is a tick better; empty where nothing can be better.
        missed: It is a tick worse.
        across_a_break: There is a break in the series.
        at_a_start: There is one period with a figure, and none before it.
        measure: How the measure differs from a percentage with one decimal place of which more is better.
        periods: The kind of period that the figures are about; the last of them ends with the year 2024.
    """

    fields: Mapping[str, Any]
    line: str
    kept: str
    missed: str
    across_a_break: str
    at_a_start: str
    measure: Mapping[str, Any] = attrs.field(factory=dict)
    periods: PeriodKind = PeriodKind.CALENDAR_YEAR
    __repr__ = pasted

    def __iter__(self) -> Iterator[tuple[str, KnownCase]]:
        """Go through the cases, each with its name."""
        from wes_rules.rules.known_case import KnownCase

        for name in ("line", "kept", "missed", "across_a_break", "at_a_start"):
            if text := getattr(self, name):
                yield name, KnownCase.read(text)
