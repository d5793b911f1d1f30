"""The time in which runs happen, as only this counts before a message is given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.records import Delivery
from wes_rules.plugins.store import Session
from wes_rules.running.marks import kept

# This much time after a run counts as active; the rest, up to the next run, is idle.
_COUNTED = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Gap:
    """A time in which nothing ran."""

    start: datetime
    end: datetime


@attrs.frozen(kw_only=True)
class Activity:
    """When a plan was run last, and the idle times since the first attempt at a message that still waits."""

    FORM: ClassVar[int] = 1

    last: datetime
    gaps: tuple[Gap, ...] = ()

    def with_run_at(self, now: datetime) -> Activity:
        """Return the activity with a run added at a moment."""
        idle = (Gap(start=self.last + _COUNTED, end=now),) if now - self.last > _COUNTED else ()
        return Activity(last=now, gaps=(*self.gaps, *idle))

    def time_between(self, start: datetime, now: datetime) -> timedelta:
        """Return how much of a time span had runs in it."""
        idle = (min(one.end, now) - max(one.start, start) for one in self.gaps)
        return now - start - sum((one for one in idle if one > timedelta()), timedelta())


def note_run(session: Session, plan: str, now: datetime) -> Activity:
    """Record a run now, and drop the gaps before every message that still waits."""
    name = f"awake/{plan}"
    activity = kept(session, name, lambda text: wire.load(Activity, text), Activity(last=now)).with_run_at(now)
    waiting = session.rows(plan=plan, statuses=[one for one in Delivery if not one.is_over])
    first = min((one.first_tried for one in waiting if one.first_tried is not None), default=now)
    activity = attrs.evolve(activity, gaps=tuple(one for one in activity.gaps if one.end > first))
    session.set_mark(name, wire.dump(activity))
    return activity
