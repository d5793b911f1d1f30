"""Headings that have words beside their period, such as "Q1 2023/24 Actual" beside "Q1 2023/24 Target"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from wes_rules.drafting.cells import is_number, period_in
from wes_rules.wording.times import PERIOD

#: What columns of figures are called beside columns of their targets.
FIGURES = re.compile(
    r"(?:actuals?|values?|results?|out-?turns?|performance|figures?|achieve(?:d|ment))(?: ?\(?[%\u00a3]\)?)?",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"(?<![\w/-])(?:FY ?)?{PERIOD}", re.IGNORECASE)
_OTHERS = re.compile(
    r"target|ambition|goal|baseline|status|rag\b|rating|variance|direction|trend|comment|note|project|forecast|plan",
    re.IGNORECASE,
)


@attrs.frozen
class Worded:
    """
    Columns of figures side by side, whose headings have words beside the period.

    Args:
        part: The words, with * in place of the period.
        periods: The places of the columns, each with its period.
    """

    part: str
    periods: Mapping[int, str]


def worded(header: Sequence[str], below: Sequence[Sequence[str]]) -> Worded | None:
    """Return the columns of figures: those called so, or the only ones that are no targets and the like; None where it is not clear which."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for place, cell in enumerate(header):
        when = _WITHIN.search(cell)
        if when is not None and period_in(when[0]) is not None and any(cells[place] for cells in below):
            found[f"{cell[: when.start()]}*{cell[when.end() :]}"][place] = when[0]
    rests = {part: part.replace("*", "").strip(" :-()\u2013") for part in found}
    named = [part for part, rest in rests.items() if FIGURES.fullmatch(rest)]
    other = [part for part, rest in rests.items() if rest and not _OTHERS.search(rest) and len(found[part]) > 1]
    parts = named or other
    if len(parts) != 1 or not _are_figures(found[parts[0]], below):
        return None
    return Worded(parts[0], found[parts[0]])


def _are_figures(periods: Mapping[int, str], below: Sequence[Sequence[str]]) -> bool:
    cells = [cells[place] for cells in below for place in periods if cells[place]]
    return 2 * sum(map(is_number, cells)) > len(cells)
