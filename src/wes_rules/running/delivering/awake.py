"""The time in which runs happened: giving up counts it, and not the days in which nothing ran."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.records import Delivery
from wes_rules.plugins.store import Session
from wes_rules.running.marks import kept

# After a run so much time counts as one in which runs happen; what follows until the next one is idle.
_COUNTED = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Gap:
    """A time in which nothing ran."""

    start: datetime
    end: datetime


@attrs.frozen(kw_only=True)
class Awake:
    """
    When a plan was run.

    Args:
        last: The last run.
        gaps: The times in which nothing ran, as far as a message still waits that was tried before them.
    """

    FORM: ClassVar[int] = 1

    last: datetime
    gaps: tuple[Gap, ...] = ()

    def at(self, now: datetime) -> Awake:
        """Return it with a run at a moment."""
        idle = (Gap(start=self.last + _COUNTED, end=now),) if now - self.last > _COUNTED else ()
        return Awake(last=now, gaps=(*self.gaps, *idle))

    def since(self, start: datetime, now: datetime) -> timedelta:
        """Return how much of a time runs happened in."""
        idle = (min(one.end, now) - max(one.start, start) for one in self.gaps)
        return now - start - sum((one for one in idle if one > timedelta()), timedelta())


def wake(session: Session, plan: str, now: datetime) -> Awake:
    """Note that a plan is run now, and forget the gaps that no message that still waits has lived through."""
    name = f"awake/{plan}"
    awake = kept(session, name, lambda text: wire.load(Awake, text), Awake(last=now)).at(now)
    waiting = session.rows(plan=plan, statuses=[one for one in Delivery if not one.is_over])
    first = min((one.first_tried for one in waiting if one.first_tried is not None), default=now)
    awake = attrs.evolve(awake, gaps=tuple(one for one in awake.gaps if one.end > first))
    session.set_mark(name, wire.dump(awake))
    return awake
