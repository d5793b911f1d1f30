"""How the commands about alerts say what they found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from wes_rules.alerts import wire
from wes_rules.alerts.handling import Silence
from wes_rules.alerts.records import AlertState, Delivery, Row
from wes_rules.counting import counted
from wes_rules.running.delivering.senders import process_of


def said(moment: datetime | None) -> str:
    """Return a moment in UTC as people write it."""
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def since(one: AlertState) -> str:
    """Say since which period an alert has been open; empty where it is not."""
    return f" since {one.since}" if one.since else ""


def matched(silence: Silence) -> str:
    """Say what a silence is about."""
    return " and ".join(f"{name}={value}" for name, value in sorted(silence.matchers.items()))


def status_of(row: Row) -> str:
    """Say what has become of a message."""
    match row.status:
        case Delivery.DELIVERED:
            return f"delivered {said(row.settled_at)}"
        case Delivery.DEAD:
            return f"given up {said(row.settled_at)} after {counted(row.attempts, 'attempt')}: {row.error}"
        case Delivery.SUPERSEDED:
            return "superseded by something newer before it was sent"
        case Delivery.INFLIGHT:
            return (
                f"being sent by {process_of(row.owner)}; if that was killed, sent again after {said(row.lease_until)}"
            )
        case Delivery.UNKNOWN:
            return f"nobody knows whether it arrived ({row.error}); sent again after {said(row.next_at)}"
        case Delivery.QUEUED if row.error:
            return (
                f"in the queue after {counted(row.attempts, 'attempt')} ({row.error}); not before {said(row.next_at)}"
            )
        case Delivery.QUEUED:
            return "in the queue"


def plain_row(row: Row) -> dict[str, Any]:
    """Return a message of the outbox for JSON."""
    return {name: value for name, value in wire.plain(row).items() if name not in ("message", "owner", "lease_until")}


def plain_alert(one: AlertState, silences: Iterable[Silence]) -> dict[str, Any]:
    """Return an alert for JSON, with the silences in force that match it."""
    plain = {name: value for name, value in wire.plain(one).items() if name not in ("signature", "due")}
    return {**plain, "silences": [wire.plain(each) for each in silences]}
