"""Whether a history of verdicts names every day on which one changed: each day is judged anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.oracle.adapter import told_day_by_day
from tests.oracle.drawing import days_of, promises_in
from tests.oracle.judging import judge
from tests.oracle.periods import start_of
from tests.oracle.worlds import World


def missed_in(world: World) -> str:
    """Say which day's verdict a history has otherwise; empty where it has each."""
    told = told_day_by_day(world)
    days = sorted({day for day in _days(world) if day <= world.as_of})
    for period, changes in told.items():
        for day in days:
            said = [answer for since, answer in changes if since <= day]
            ours = judge(replace(world, as_of=day, period=period))
            sure = ours.all_tried and ours.apart == ours.status
            if said and sure and said[-1] != (ours.status, ours.due):
                return f"history says {said[-1]} of {period} on {day}; the oracle {ours}\n  {world!r}"
    return ""


def _days(world: World) -> set[date]:
    """The days on which something may change, and the days before them."""
    cals = [world.cal, *(part["cal"] for part in world.rule.get("over", ()) if "cal" in part)]
    known = {
        row.published or cal.due(row.period)
        for row in world.rows
        for cal in cals
        if cal.kind == (row.kind or world.cal.kind)
    }
    known |= {lost.published for lost in world.lost if lost.published}
    known |= {start_of(world.cal.kind, lost.period) for lost in world.lost if lost.period is not None}
    known |= {day + timedelta(days=1) for day in (*days_of(world.rule), *filter(None, [world.deadline]))}
    versions = (version for said in promises_in(world.rule) for version in said.get("versions", ()))
    known |= {version["agreed"] for version in versions if "agreed" in version}
    return known | {day - timedelta(days=1) for day in known} | {world.as_of}
