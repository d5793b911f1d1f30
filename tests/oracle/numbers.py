"""Numbers that are worked out from several published figures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import wraps
from itertools import product
from typing import TYPE_CHECKING

from tests.oracle.completing import Known, NoNumberError
from tests.oracle.grid import ends_first, half_up
from tests.oracle.periods import YEARS, start_of, year_before

if TYPE_CHECKING:
    from tests.oracle.words import Promise


def or_else(nothing: int) -> Callable:
    """Say what a part of a promise comes to where there is no number to judge."""

    def make(judged: Callable[..., int]) -> Callable[..., int]:
        @wraps(judged)
        def judged_or_not(*given):
            try:
                return judged(*given)
            except NoNumberError:
                return nothing

        return judged_or_not

    return make


def worked_out(p: Promise, period: int, area: str) -> int:
    """The number of an area for a period; where there is none, it is like one that nobody knows."""
    found = unrounded(p, period, area)
    return half_up(found.numerator, found.denominator)


def unrounded(p: Promise, period: int, area: str) -> Fraction:
    """The same in ticks that are not rounded."""
    work_out = NUMBERS[p.world.number["kind"]]
    try:
        _need_living(p, period, area)
        return Fraction(work_out(replace(p, fill=p.fill.for_number(period, area)), period, area))
    except NoNumberError:
        file = p.fill.file
        file.anything = file.anything or _anything(p, work_out)
        return Fraction(p.fill.choose(("no number", period, area), file.anything))


def _need_living(p: Promise, period: int, area: str) -> None:
    """Of an area that had ended there is nothing to work out; a place is one among the others."""
    made = [(whose, q) for _, whose, _ in p.others(area) for q in made_of(p, period)]
    if p.world.number["kind"] != "place" and any(p.world.has_ended(*one) for one in made):
        raise NoNumberError


def _anything(p: Promise, work_out: Callable) -> list[int]:
    """Every number that the promise names or that is known, those next to them, and the ends of the unit."""
    seen = {period for _, period in p.fill.file.newest}
    periods = range(min(seen, default=0), max(seen, default=-1) + 1)
    # Of the others, too: what one is held against is a number to be better or worse than.
    areas = {p.world.area, *(area for (_, area, _), _ in p.fill.file.newest)}
    named = {*p.fill.file.named, 0}
    for period, area in product(periods, sorted(areas)):
        with suppress(NoNumberError):
            found = Fraction(work_out(replace(p, fill=p.fill.known_alone()), period, area))
            named.add(half_up(found.numerator, found.denominator))
    low, high = p.world.bounds()
    near = {one + n for one in named for n in range(-2, 3)}
    # Several beyond, as each of a run may have to be better than the one before.
    near |= {end + sign * 500 * n for end, sign in ((min(named), -1), (max(named), 1)) for n in (1, 2, 3, 4)}
    near |= {end for end in (low, high) if end is not None}
    return ends_first(sorted(n for n in near if (low is None or n >= low) and (high is None or n <= high)))


def made_of(p: Promise, period: int) -> list[int]:
    """The periods whose figures a total, a rate or a change takes together; of another number the period alone."""
    match p.world.number:
        case {"periods": periods}:
            return [period - p.cal.step * back for back in reversed(range(periods))]
        case {"year": year}:
            day, month = start_of(p.cal.kind, period), YEARS[year]
            first = p.cal.containing(date(day.year if day.month >= month else day.year - 1, month, 1))
            return list(range(first, period + 1))
        case {"since": since}:
            return list(range(since, period + 1))
        case {"kind": "change"} if (before := _before(p, period)) is not None:
            return [before, period]
    return [period]


def _before(p: Promise, period: int) -> int | None:
    """The period that a change is held against."""
    previous = p.world.number.get("against") == "previous"
    return p.cal.before(period) if previous else year_before(p.cal.kind, period)


def _total(p: Promise, period: int, area: str) -> Fraction | int:
    """Figures of several periods taken together: their sum, or their mean as they were published."""
    periods, series = made_of(p, period), p.series(area)
    if not periods or not all(p.cal.comparable(one, period) for one in periods):
        raise NoNumberError
    if p.world.number.get("take") == "share":
        counts = p.counted(period, area)
        if counts is None or not counts[1]:
            raise NoNumberError
        return half_up(100 * 10**p.world.decimals * counts[0], counts[1])
    if p.world.number.get("take") == "mean":
        return sum((p.exact(series, one) for one in periods), Fraction()) / len(periods)
    return sum(p.fill.figure(series, one) for one in periods)


def _gap(p: Promise, period: int, area: str) -> int:
    """The figure of the comparison group, or area, less that of the group in focus."""
    own, other = (p.fill.figure(series, period) for series in p.others(area))
    return other - own


def _change(p: Promise, period: int, area: str) -> Fraction | int:
    """The figure less the earlier one, or the change as a share of the earlier one as it was published."""
    series, said = p.series(area), p.world.number
    before = _before(p, period)
    if before is None or not p.cal.holds(before) or not p.cal.comparable(before, period):
        raise NoNumberError
    if "change_in" not in said:
        return p.fill.figure(series, period) - p.fill.figure(series, before)
    now, then = p.exact(series, period), p.exact(series, before)
    if then <= 0:
        raise NoNumberError
    return (now - then) * 100 * 10**p.world.decimals / then


def _rate(p: Promise, period: int, area: str) -> Fraction:
    """A count for each so many people, both as they were published, and added up where several periods are taken together."""
    (parts, people), periods = p.others(area), made_of(p, period)
    if not periods or not all(p.cal.comparable(one, period) for one in periods):
        raise NoNumberError
    of = periods[-1:] if "population_take" in p.world.number else periods
    people = sum((p.exact(people, one) for one in of), Fraction())
    if people <= 0:
        raise NoNumberError
    counted = sum((_counted(p, parts, one, people) for one in periods), Fraction())
    if p.world.unit == "percent" and counted > people * 10 ** (p.world.decimals - p.world.finer):
        raise NoNumberError
    return counted * p.world.number["per"] * 10**p.world.finer / people


def _counted(p: Promise, series: tuple[str, str, str], period: int, people: Fraction) -> Fraction:
    """What is divided; one that is not known may be whatever a number of the promise takes, be it between two ticks."""
    row = p.fill.file.known(series, period)
    if "population_in" not in p.world.number or p.world.whole or (row and row.what not in UNKNOWN):
        return p.exact(series, period)
    if isinstance(p.fill, Known):
        raise NoNumberError
    file, (low, high) = p.fill.file, p.world.bounds_of_rows()
    file.anything = file.anything or _anything(p, _rate)
    found = [one * people / (p.world.number["per"] * 10**p.world.finer) for one in file.anything]
    found += [Fraction(end) for end in (low, high) if end is not None]
    found = sorted({one for one in found if (low is None or one >= low) and (high is None or one <= high)})
    return p.fill.choose(p.fill.name(series, period, row), ends_first(found))


def _place(p: Promise, period: int, area: str) -> int:
    """One more than the number of areas that are strictly better, as figures were published; who shares the last place is last."""
    said = p.world.number
    own = p.exact(p.series(area), period)
    areas = [other for other in p.world.sets[said["among"]] if other != area]
    others = [p.exact(p.series(other), period) for other in areas if p.fill.member(p.series(other), period) is not None]
    if not others:
        raise NoNumberError
    highest = said["best"] == "highest"
    better = sum(other > own if highest else other < own for other in others)
    worse = sum(other < own if highest else other > own for other in others)
    return better + 1 if worse else len(others) + 1


UNKNOWN = (("x",), ("z",), ("u",), ("c",), ("lost",))
NUMBERS = {
    "gap": _gap,
    "rolling": _total,
    "year-to-date": _total,
    "running-total": _total,
    "change": _change,
    "rate": _rate,
    "place": _place,
}
