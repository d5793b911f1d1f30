"""A known case of a kind of rule, read as it is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.quoting import quoted

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
        """
        Read a case as it is written.

        Raises:
            DefinitionError: It is written otherwise.
        """
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
