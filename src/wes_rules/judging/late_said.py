"""Overdue figures in words: their periods, and whose they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from wes_rules.counting import counted, from_to
from wes_rules.judging.late import Late
from wes_rules.rules.words import listed
from wes_rules.values.days import said_day

# More periods than this are counted and not named.
_MOST_NAMED = 4


def late_line(late: Sequence[Late]) -> str:
    """Say which figures are overdue, and since when."""
    never = " None has ever been supplied." if all(one.never for one in late) else ""
    if len(late) == 1:
        return f"The figure for {late[0]} was due on {said_day(late[0].due)} and has not come.{never}"
    since = f"the first since {said_day(late[0].due)}"
    order = {str(one.period): one.period.end for one in late}

    def span(periods: list[str]) -> str:
        ends = sorted(periods, key=lambda one: order[one])
        few = len(ends) <= _MOST_NAMED
        return listed(ends) if few else f"{counted(len(ends), late[0].called)} {from_to(ends[0], ends[-1])}"

    spans = by_span(((one.named, str(one.period)) for one in late), span)
    if len(spans) == 1:
        ((periods, named),) = spans.items()
        return f"The figures for {periods}{'' if named == [''] else f' ({whose(named)})'} are overdue, {since}.{never}"
    several = "; ".join(f"{whose(named)} for {periods}" for periods, named in spans.items())
    return f"Figures are overdue, {since}: {several}.{never}"


def by_span(figures: Iterable[tuple[str, str]], span: Callable[[list[str]], str] = listed) -> dict[str, list[str]]:
    """Group overdue figures by their periods."""
    periods: dict[str, list[str]] = {}
    for named, period in figures:
        if period not in (of := periods.setdefault(named, [])):
            of.append(period)
    spans: dict[str, list[str]] = {}
    for named, of in periods.items():
        spans.setdefault(span(of), []).append(named)
    return spans


def whose(named: Sequence[str]) -> str:
    """Name whose figures some are; the measure's own first."""
    return listed([one or "its own" for one in sorted(named, key=bool)])
