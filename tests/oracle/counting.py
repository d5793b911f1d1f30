"""Shares that are counted from case rows: what was closed in time, which units improved, and what is still to come."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.periods import end_of, start_of
from tests.oracle.worlds import World

SHARES = ("share-within", "share-improved")


# So many more cases may come that those on file weigh nothing.
MANY = 10**9


def may_be(world: World, period: int) -> list[tuple[int, int]] | None:
    """All counts that the share of a period may turn out to have; None where nothing is on file at all."""
    start, end = start_of(world.cal.kind, period), end_of(world.cal.kind, period)
    over = world.cal.due(period) <= world.as_of
    if world.number["kind"] == "share-within":
        if not world.cases:
            return None
        kept, failed, young = _in_time(world, start, end)
        more = [(0, 0)] if over else [(0, 0), (MANY, 0), (0, MANY), (1, 0), (0, 1)]
        ends = [(kept + n + well, failed + young - n + badly) for n in range(young + 1) for well, badly in more]
        return [(well, well + badly) for well, badly in ends]
    known = [one for one in world.inspections if one[1] <= world.as_of]
    if not known:
        return None
    return [_improved(known, world.number.get("good", 2), start, end)] if over else [(MANY, MANY), (0, MANY), (0, 0)]


def _in_time(world: World, start: date, end: date) -> tuple[int, int, int]:
    """How many were closed in time, were not, and are open for fewer days than that; some have a last day of their own."""
    by_opened = world.number.get("by", "opened") == "opened"
    kept = failed = young = 0
    for _, opened, closed, excluded, due in world.cases:
        over = closed if closed is not None and closed <= world.as_of else None
        day = opened if by_opened else over
        if excluded or opened > world.as_of or day is None or not start <= day < end:
            continue
        until = over or world.as_of
        late = until > due if due else _days(world, opened, until) > world.number["days"]
        kept += over is not None and not late
        failed += late
        young += over is None and not late
    return kept, failed, young


def _days(world: World, opened: date, until: date) -> int:
    """The days a clock ran; the day it started is day 0."""
    if world.number.get("day_count", "calendar") == "calendar":
        return (until - opened).days
    days = (opened + timedelta(days=n + 1) for n in range((until - opened).days))
    return sum(day.weekday() < 5 and day not in world.number.get("days_off", ()) for day in days)


def _improved(known: list, good: int, start: date, end: date) -> tuple[int, int]:
    """Of the units inspected again that were less than good before, those that are good now."""
    improved = []
    for unit in {one[0] for one in known}:
        rows = sorted((day, grade) for name, day, grade in known if name == unit and day < end)
        inside = [grade for day, grade in rows if day >= start]
        before = [grade for day, grade in rows if day < start] or inside[:1]
        if inside and len(rows) > 1 and before[-1] > good:
            improved.append(inside[-1] <= good)
    return sum(improved), len(improved)
