"""Known cases of a kind of rule: figures, and the verdict and margin that its wording gives them, stated beside the kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted
from wes_rules.values.pasting import pasted
from wes_rules.values.period import PeriodKind

NOTHING = "-"
_BREAK = "|"
_FIGURE = re.compile(r"-?\d+(\.\d+)?(/\d+)?|[a-z]|-")
_WORDS = ("on track", "at risk", "off track", "undecided", "not due")
_FORM = (
    'write figures, "->", a verdict and its margin: "50.0 48.0 | 47.5 -> on track 0.5"; "|" stands before a break, '
    '"-" for no figure, and "; 970: 48.0 47.0" for those of another area'
)


@attrs.frozen
class KnownCase:
    """
    Figures, and what a rule has to find for the last of them.

    Args:
        text: The case as it is written.
        own: The figures of the area that is judged, one for each period in a row: a number, a count of a count ("9/10"), the
            symbol of a hidden figure, or "-" for none.
        others: Those of other areas, by their codes; the last is of the same period.
        breaks: The places in `own` from which on figures do not compare with earlier ones.
        words: The verdict in words: "on track", "off track", "at risk", "undecided", "not due".
        margin: Its margin; None where none is stated.
    """

    text: str
    own: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]
    breaks: tuple[int, ...]
    words: str
    margin: Decimal | None

    @classmethod
    def read(cls, text: str) -> KnownCase:
        """Read a case as it is written."""
        figures, arrow, verdict = text.partition("->")
        found = re.fullmatch(rf"\s*({'|'.join(_WORDS)})(?:\s+(-?\d+(?:\.\d+)?))?\s*", verdict)
        own, *more = figures.split(";")
        others = {code.strip(): row.split() for code, _, row in (one.partition(":") for one in more)}
        rows = [[one for one in own.split() if one != _BREAK], *others.values()]
        if not arrow or found is None or not all(row and all(map(_FIGURE.fullmatch, row)) for row in rows):
            raise DefinitionError(Problem(f"{quoted(text)} is no known case", _FORM))
        tokens = own.split()
        breaks = tuple(place - tokens[:place].count(_BREAK) for place, one in enumerate(tokens) if one == _BREAK)
        margin = None if found[2] is None else Decimal(found[2])
        return cls(
            text.strip(), tuple(rows[0]), {code: tuple(row) for code, row in others.items()}, breaks, found[1], margin
        )


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
        further: Other cases, such as one that earlier figures decide whatever the latest is.
    """

    fields: Mapping[str, Any]
    line: str
    kept: str
    missed: str
    across_a_break: str
    at_a_start: str
    measure: Mapping[str, Any] = attrs.field(factory=dict)
    periods: PeriodKind = PeriodKind.CALENDAR_YEAR
    further: tuple[str, ...] = ()
    __repr__ = pasted

    def __iter__(self) -> Iterator[tuple[str, KnownCase]]:
        """Go through the cases, each with its name."""
        for name in ("line", "kept", "missed", "across_a_break", "at_a_start"):
            if text := getattr(self, name):
                yield name, KnownCase.read(text)
        yield from (("further", KnownCase.read(text)) for text in self.further)
