"""The interface of stores: what was sent, what is still to be sent, and what people did about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

import attrs

from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.last_told import LastTold, Route
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import AlertState, Damage, Delivery, Entry, Member, Row
from wes_rules.plugins.api import Context
from wes_rules.values.fields import Declared, Line, Name

__all__ = ["Ledger", "Session", "Store", "StoreType"]


class Ledger(Protocol):
    """
    The part of a transaction that decisions need: what was sent, the outbox, and what people did.

    Moments are aware datetimes and come from the caller: a store reads no clock. What cannot be read concerns its own
    alert: it is left out of what is returned, and listed in `damages`.
    """

    @property
    def damages(self) -> list[Damage]:
        """The damaged entries found so far."""

    def mark(self, name: str) -> str:
        """Return the text of a mark; empty if it was never set."""

    def set_mark(self, name: str, value: str) -> None:
        """Set the text of a mark."""

    def signatures(self, plan: str) -> Mapping[str, tuple[str, str, bool]]:
        """Return, for each alert of a plan, its signature, its due day and whether it is open."""

    def alert_states(
        self, *, plan: str | None = None, alerts: Collection[str] | None = None, open_only: bool = False
    ) -> list[AlertState]:
        """List alerts as the last run left them, by key."""

    def put_alert_states(self, states: Iterable[AlertState]) -> None:
        """Store alerts as this run leaves them."""

    def told(self, alerts: Collection[str]) -> dict[str, dict[Route, tuple[int, LastTold]]]:
        """Return what each recipient was last told of alerts, with the place of the message that told it."""

    def members(self, alerts: Collection[str]) -> list[Member]:
        """List the messages about alerts that have neither arrived nor been superseded, in their order."""

    def alerts_in(self, seq: int) -> tuple[str, ...]:
        """List the alerts of a message."""

    def enqueue(self, message: Message, members: Sequence[tuple[str, LastTold]], now: datetime) -> int:
        """Put a message in the outbox with what its recipient knows once it has arrived; return its place."""

    def supersede(self, seq: int, now: datetime) -> bool:
        """Take a message that was never sent out of the queue; False when it has been sent after all."""

    def rows(
        self,
        *,
        plan: str | None = None,
        statuses: Collection[Delivery] | None = None,
        key: str | None = None,
        alert: str | None = None,
    ) -> list[Row]:
        """List messages of the outbox in their order: all, or those of a plan, in some states, about an alert."""

    def silences(self) -> list[Silence]:
        """List every silence there ever was, by its start."""

    def acknowledgements(self, *, alert: str | None = None) -> list[Acknowledgement]:
        """List the acknowledgements that stand; with an alert, every one it ever had."""

    def put_acknowledgement(self, one: Acknowledgement) -> None:
        """Store an acknowledgement, replacing one of the same alert and moment."""

    def log(self, entry: Entry) -> None:
        """Add a line to the log."""


class Session(Ledger, Protocol):
    """One transaction: all of it is stored, or nothing."""

    def sendable(self, plan: str, notifier: str, now: datetime, *, after: int = 0) -> Row | None:
        """
        Return the first message that is due, from a place on.

        None that is behind another one to the same recipient through the same notifier about any of its alerts.
        """

    def claim(self, seq: int, owner: str, lease_until: datetime, now: datetime) -> Row | None:
        """Begin to send a message, as its next attempt; None if another sender has begun, or it is not yet time."""

    def expire(self, plan: str, now: datetime) -> int:
        """Give up on senders whose lease is over, so that nobody knows whether their messages arrived. Return how many."""

    def bring_forward(self, plan: str, latest: datetime, now: datetime) -> int:
        """
        Let what waits for a moment after the latest one be due now, and give up on senders whose lease ends after it.

        No retry and no lease is that long, so a clock was wrong when they were set.

        Returns:
            How many messages that were.
        """

    def settle(
        self,
        seq: int,
        owner: str,
        status: Delivery,
        now: datetime,
        *,
        error: str = "",
        receipt: str = "",
        next_at: datetime | None = None,
        maybe_seen: bool = False,
    ) -> bool:
        """
        Record how an attempt ended.

        With `DELIVERED` the recipient has been told. With `DEAD`, messages to the same recipient about the same
        alerts that came after it and were never sent are superseded, and the signatures of all these alerts are
        emptied: the next run looks at them again, and makes those messages anew.

        Returns:
            False when the owner no longer holds the message: then nothing is recorded.
        """

    def give_up(self, seq: int, error: str, now: datetime) -> bool:
        """
        Give up a message that waits, as somebody asks; what follows is what `settle` with `DEAD` does.

        Returns:
            False when it does not wait: somebody is sending it, or it is over.
        """

    def revive(self, seq: int, now: datetime) -> bool:
        """
        Queue a dead message again under its key, with nearly all its attempts and all its time before it.

        The signatures of its alerts are emptied, so that the next run looks at them again.

        Returns:
            False when it is not dead, or something newer about its alerts followed it to the same recipient.
        """

    def put_silence(self, silence: Silence) -> None:
        """Store a silence."""

    def entries(self, subject: str | None = None) -> list[Entry]:
        """List the log, earliest first."""

    def check(self) -> list[Damage]:
        """Read everything, and list what cannot be read."""

    def mend(self, one: Damage, now: datetime) -> None:
        """
        Drop what cannot be read, and empty the signature of its alert: the next run looks at it as if that never was.

        A message is given up, so that somebody looks at it.
        """


class Store(Protocol):
    """A store that is open."""

    @property
    def address(self) -> str:
        """Where it is, for people; it never holds a secret."""

    @property
    def damages(self) -> list[Damage]:
        """The damaged entries that its transactions have found."""

    def write(self) -> AbstractContextManager[Session]:
        """
        Begin a transaction that may write; no other one runs beside it.

        A statement that fails ends it, whoever catches the error.

        Raises:
            StoreError: It could not begin, go on or end; then nothing of it was kept. Over a network the answer may
                be lost at its very end: then the error says that all of it was kept, or nothing.
        """

    def read(self) -> AbstractContextManager[Session]:
        """Begin a transaction that reads one consistent state, and cannot write."""

    def close(self) -> None:
        """Close the store."""


@attrs.frozen
class StoreType(Declared):
    """
    A kind of store, chosen by the beginning of its address: "sqlite:alerts.db", "postgresql://host/name".

    Args:
        name: The scheme of its addresses.
        summary: One line.
        open: Opens an existing store; it never creates one.
        init: Creates an empty store, and refuses where one is; where that fails nothing is left behind.
        discard: Removes a store that holds nothing but marks, as a first run that failed leaves it, so that nothing is left
            behind; one that holds anything stays as it is.
    """

    name: Name
    summary: Line
    open: Callable[[str, Context], Store]
    init: Callable[[str, Context], None]
    discard: Callable[[str, Context], None]
