"""Overdue figures in words: their periods, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wes_rules.counting import counted, from_to
from wes_rules.judging.late import Late
from wes_rules.rules.words import listed
from wes_rules.values.days import said_day

# More periods than this are counted and not named.
_MOST_NAMED = 4


def late_line(late: Sequence[Late]) -> str:
    """Say which figures are overdue, and since when."""
    of = late[0].never_of if len({one.never_of for one in late}) == 1 else ""
    never = f" None has ever been supplied{f' {of}' if of else ''}." if all(one.never for one in late) else ""
    if len(late) == 1:
        return f"The figure for {late[0]} was due on {said_day(late[0].due)} and has not come.{never}"
    since, spans = f"the first since {said_day(late[0].due)}", spans_of(late)
    if len(spans) == 1:
        ((periods, named),) = spans.items()
        return f"The figures for {in_brackets(periods, named)} are overdue, {since}.{never}"
    several = "; ".join(f"{whose(named)} for {periods}" for periods, named in spans.items())
    return f"Figures are overdue, {since}: {several}.{never}"


def spans_of(late: Sequence[Late], most: int = _MOST_NAMED) -> dict[str, list[str]]:
    """Group overdue figures by their periods in words, the earliest first, each counted in its own kind; empty for none."""
    in_order = sorted(late, key=lambda one: (one.called, one.period.end))
    return by_span(((one.called, one.named, str(one.period)) for one in in_order), most)


def in_brackets(periods: str, named: Sequence[str]) -> str:
    """Name some periods, and whose their figures are unless they are the measure's own."""
    return periods if named == [""] else f"{periods} ({whose(named)})"


def several(periods: Sequence[str], called: str = "period", most: int = _MOST_NAMED) -> str:
    """Name a few periods one by one, or else give their number and the first and the last of them."""
    if len(periods) <= most:
        return listed(periods)
    return f"{counted(len(periods), called)} {from_to(periods[0], periods[-1])}"


def by_span(figures: Iterable[tuple[str, str, str]], most: int = _MOST_NAMED) -> dict[str, list[str]]:
    """Group overdue figures (what their periods are called, whose they are, the period), the earliest first, by their periods in words."""
    periods: dict[tuple[str, str], list[str]] = {}
    for called, named, period in figures:
        if period not in (of := periods.setdefault((called, named), [])):
            of.append(period)
    spans: dict[str, list[str]] = {}
    for (called, named), of in periods.items():
        spans.setdefault(several(of, called, most), []).append(named)
    return spans


def whose(named: Sequence[str]) -> str:
    """Name whose figures some are; the measure's own first."""
    return listed([one or "its own" for one in sorted(named, key=bool)])
