"""The day and the moment of a run, which only a person can turn back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import attrs

from wes_rules.alerts import wire
from wes_rules.errors import ClockSuspect, Problem, StoreError
from wes_rules.plugins.store import Ledger
from wes_rules.running.marks import kept

# A clock so far ahead of the last run is more likely wrong than right.
_SUSPECT = timedelta(days=400)


@attrs.frozen(kw_only=True)
class TimeOfRun:
    """
    The day and the moment of a run.

    Args:
        now: The moment at which silences and escalations are evaluated; at least noon for a past day.
        wall: The present or last run's clock time, whichever is later, at which messages count as queued.
        warnings: What a person should know about the clock.
    """

    day: date
    now: datetime
    wall: datetime
    warnings: tuple[str, ...] = ()

    def keep(self, session: Ledger, plan: str, *, accept_clock: bool) -> None:
        """Store the day and the moment for the next run."""
        last = last_moment(session, "wall")
        # Another plan's run may have been here since; only a person takes the time back.
        latest = self.wall if accept_clock or last is None else max(self.wall, last)
        session.set_mark("wall", latest.astimezone(UTC).isoformat())
        session.set_mark(_day_mark(plan), self.day.isoformat())
        session.set_mark(f"clock/{plan}", self.now.isoformat())


def last_day(session: Ledger, plan: str) -> str:
    """Return the day that a plan's last run judged, as text; empty without one."""
    day = kept(session, _day_mark(plan), date.fromisoformat, None)
    return "" if day is None else day.isoformat()


def last_moment(session: Ledger, name: str) -> datetime | None:
    """Return the moment in a mark; None without one."""
    return kept(session, name, wire.moment, None)


def _day_mark(plan: str) -> str:
    return f"day/{plan}"


def time_of_run(
    session: Ledger, plan: str, wall: datetime, *, as_of: date | None, dry_run: bool, accept_clock: bool
) -> TimeOfRun:
    """
    Work out the day and the moment of a run.

    Raises:
        ClockSuspect: The clock is far ahead of the last run.
        StoreError: The requested day is before the last run's, or in the future.
    """
    last = None if accept_clock else last_moment(session, "wall")
    warnings = () if last is None or wall >= last else (_went_back(wall, last),)
    wall = wall if last is None else _not_before(wall, last)
    day = as_of or wall.date()
    if day > wall.date() and not dry_run:
        raise StoreError(Problem(f"{day} is still to come", "look ahead with --dry-run: it writes nothing"))
    day = _day_not_before(day, last_day(session, plan), asked=as_of is not None, accept_clock=accept_clock)
    now = wall if day == wall.date() else datetime.combine(day, time(12), UTC)
    last_now = None if accept_clock else last_moment(session, f"clock/{plan}")
    return TimeOfRun(day=day, now=now if last_now is None else max(now, last_now), wall=wall, warnings=warnings)


def _went_back(wall: datetime, last: datetime) -> str:
    said = f"the clock says {wall:%Y-%m-%d %H:%M}, before the last run on {last:%Y-%m-%d %H:%M}"
    return f"{said}, and that one's time is kept; if the clock is right now, confirm with --accept-clock"


def _not_before(wall: datetime, last: datetime) -> datetime:
    if wall - last > _SUSPECT:
        what = f"the clock says {wall:%Y-%m-%d}, and the last run was on {last:%Y-%m-%d}"
        raise ClockSuspect(Problem(what, "set the clock, or confirm with --accept-clock"))
    return max(wall, last)


def _day_not_before(day: date, last: str, *, asked: bool, accept_clock: bool) -> date:
    """Return a day not before the last run's; a person may only correct the clock."""
    if not last or day >= date.fromisoformat(last) or (accept_clock and not asked):
        return day
    if asked:
        what = f"the store has been run as of {last}; {day} would take back what was told"
        raise StoreError(Problem(what, "use a later day, or another store"))
    return date.fromisoformat(last)
