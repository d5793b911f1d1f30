"""Shares that are counted from case rows: what was closed in time, and which units improved."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.worlds import World, end_of, start_of

SHARES = ("share-within", "share-improved")


def counts(world: World, period: int) -> tuple[int, int] | None:
    """The share's counts in a period; None where nothing is on file at all."""
    start, end = start_of(world.cal.kind, period), end_of(world.cal.kind, period)
    if world.number["kind"] == "share-within":
        return _in_time(world, start, end) if world.cases else None
    known = [one for one in world.inspections if one[1] <= world.as_of]
    return _improved(known, world.number.get("good", 2), start, end) if known else None


def _in_time(world: World, start: date, end: date) -> tuple[int, int]:
    """Closed within the days; open for longer has failed, open for less does not count yet."""
    by_opened = world.number.get("by", "opened") == "opened"
    outcomes = []
    for _, opened, closed, excluded in world.cases:
        over = closed if closed is not None and closed <= world.as_of else None
        day = opened if by_opened else over
        if excluded or opened > world.as_of or day is None or not start <= day < end:
            continue
        ran = _days(world, opened, over or world.as_of)
        if over is not None or ran > world.number["days"]:
            outcomes.append(ran <= world.number["days"])
    return sum(outcomes), len(outcomes)


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
