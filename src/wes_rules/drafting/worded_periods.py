"""Headings that have words beside their period, such as "Q1 2023/24 Actual" beside "Q1 2023/24 Target"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import attrs

from wes_rules.counting import some_of
from wes_rules.drafting.cells import is_number, period_in
from wes_rules.quoting import quoted
from wes_rules.wording.times import PERIOD

#: What columns of figures are called beside columns of their targets.
FIGURES = re.compile(
    r"(?:actuals?|values?|results?|out-?turns?|performance|figures?|achieve(?:d|ment))(?: ?\(?[%\u00a3]\)?)?",
    re.IGNORECASE,
)
_WITHIN = re.compile(rf"(?<![\w/-])(?:FY ?)?{PERIOD}", re.IGNORECASE)
_OF_TWO = re.compile(r"\bF\.?Y\.? ?(?:19|20)\d\d\b(?![/-])", re.IGNORECASE)
_SHOWN = 5
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
    found = _parts(header, below)
    if len(found) != 1:
        return None
    ((part, periods),) = found.items()
    return Worded(part, periods) if _are_figures(periods, below) else None


def _parts(header: Sequence[str], below: Sequence[Sequence[str]]) -> dict[str, dict[int, str]]:
    """Return the words beside periods, of what may be figures, each with its columns."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for place, cell in enumerate(header):
        when = _WITHIN.search(cell)
        if when is not None and period_in(when[0]) is not None and any(cells[place] for cells in below):
            found[f"{cell[: when.start()]}*{cell[when.end() :]}"][place] = when[0]
    # 1909.46 is no year with something beside it.
    rests = {part: rest for part in found if re.search("[A-Za-z]", rest := _without_period(part))}
    named = [part for part, rest in rests.items() if FIGURES.fullmatch(rest)]
    other = [part for part, rest in rests.items() if not _OTHERS.search(rest) and len(found[part]) > 1]
    return {part: found[part] for part in named or other}


def words_of(found: Worded) -> str:
    """Return what the words beside the periods name; empty if they only say that there are figures."""
    words = _without_period(found.part)
    return "" if FIGURES.fullmatch(words) else words


def _without_period(part: str) -> str:
    return part.replace("(*)", "").replace("*", "").strip(" :-\u2013")


def not_clear(header: Sequence[str], below: Sequence[Sequence[str]]) -> str:
    """Say why headings with words beside their period are not read, and how to go on; empty where there are none."""
    unread = next((when[0] for cell in header if (when := _OF_TWO.search(cell)) is not None), "")
    if unread:
        year = int(unread[-4:])
        either = " or ".join(f"{one}/{(one + 1) % 100:02d}" for one in (year - 1, year))
        return f"{quoted(unread)} in a heading does not say which of two years it is: call it {either}"
    if len(parts := [*_parts(header, below)]) < 2:
        return ""
    how = f'across = "period", parts = {{period = {quoted(parts[0])}}} and fixed = {{indicator = {quoted(_without_period(parts[0]))}}}'
    some = some_of([*map(quoted, map(_without_period, parts))], _SHOWN)
    return f"its periods stand beside {some}: write a [[sources]] for each, with {how}"


def _are_figures(periods: Mapping[int, str], below: Sequence[Sequence[str]]) -> bool:
    cells = [cells[place] for cells in below for place in periods if cells[place]]
    return 2 * sum(map(is_number, cells)) > len(cells)
