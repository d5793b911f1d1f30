"""Acknowledging an alert, from the command line and in scenarios of plan tests."""

from __future__ import annotations

from datetime import datetime

import attrs

from wes_rules.alerts.handling import Acknowledgement
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Change
from wes_rules.alerts.records import AlertState
from wes_rules.plugins.store import Session


def acknowledge(
    session: Session, one: AlertState, *, by: str, note: str, at: datetime, until: datetime | None
) -> Acknowledgement:
    """Record an acknowledgement of an open alert, replacing an earlier one; without `until` it lasts for the episode."""
    for before in session.acknowledgements(alert=one.alert):
        if before.cleared_at is None:
            session.put_acknowledgement(attrs.evolve(before, cleared_at=at, cleared_why=f"replaced by {by}"))
    made = Acknowledgement(alert=one.alert, by=by, note=note, at=at, until=until, told=_as_told(session, one))
    session.put_acknowledgement(made)
    return made


def _as_told(session: Session, one: AlertState) -> LastTold:
    """Return the latest anybody was told about an alert, to see later whether it got worse."""
    known = [(seq, told) for seq, told in session.told([one.alert]).get(one.alert, {}).values() if told.open]
    if known:
        return max(known, key=lambda each: each[0])[1]
    return LastTold(change=Change.NEW, open=True, opened=one.since, period=one.period, severity=one.severity)
