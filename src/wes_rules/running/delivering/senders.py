"""Senders of messages: a run's name in the store, and whether another run is alive."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Mapping, Sequence

import attrs

from wes_rules.alerts.records import Delivery, Row
from wes_rules.plugins.store import Store
from wes_rules.running.telling.upkeep import waiting


def sender_name() -> str:
    """Return a unique name for this run: its host, its process and a random part."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def process_of(sender: str) -> str:
    """Name a sender's process, for a person to look at."""
    host, _, process = sender.rpartition(":")[0].rpartition(":")
    return f"process {process} on {host}" if host else sender


def is_alive(sender: str) -> bool:
    """
    Whether another sender is known to be alive; False if that cannot be known, as on another host.

    Two containers may share a host name but not their processes. So a missing process proves nothing, nor does one with
    this process's own number, which a restarted container often has again.
    """
    host, _, process = sender.rpartition(":")[0].rpartition(":")
    # Elsewhere than on POSIX systems, asking a process might end it.
    if os.name != "posix" or host != socket.gethostname() or not process.isdecimal() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


@attrs.frozen(kw_only=True)
class Unsent:
    """The messages still to be sent when a run ends, the first that each waits behind, and those in the hands of another live run."""

    rows: tuple[Row, ...]
    behind: Mapping[int, Row]
    in_hand: frozenset[int]


def unsent(store: Store, plan: str) -> Unsent:
    """List a plan's unsent messages, and which of them are being sent."""
    with store.read() as session:
        before, _ = waiting(session, plan)
    lost = {one.owner for one in _in_flight(before) if not is_alive(one.owner)}
    # Read again after that: a run that has just ended has recorded what it sent, and one that has begun is alive.
    with store.read() as session:
        rows, behind = waiting(session, plan)
    sending = {one.seq for one in _in_flight(rows) if one.owner not in lost}
    # The sender of the first of them goes on with the others.
    in_hand = sending | {seq for seq, first in behind.items() if first.seq in sending}
    return Unsent(rows=tuple(rows), behind=behind, in_hand=frozenset(in_hand))


def _in_flight(rows: Sequence[Row]) -> list[Row]:
    return [one for one in rows if one.status is Delivery.INFLIGHT]
