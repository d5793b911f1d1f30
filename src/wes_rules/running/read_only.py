"""A ledger that reads and keeps nothing: what a dry run writes to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

import attrs

from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import AlertState, Damage, Delivery, Entry, Member, Row
from wes_rules.alerts.told import Lane, Told
from wes_rules.plugins.store import Ledger, Store


@attrs.frozen
class ReadOnlyLedger:
    """
    Answers from a real ledger, and writes nothing.

    Args:
        session: The real one.
    """

    session: Ledger

    @property
    def damages(self) -> list[Damage]:
        """What was met that cannot be read."""
        return self.session.damages

    def mark(self, name: str) -> str:
        """Return what is kept."""
        return self.session.mark(name)

    def set_mark(self, name: str, value: str) -> None:
        """Keep nothing."""

    def signatures(self, plan: str) -> Mapping[str, tuple[str, str, bool]]:
        """Return what is kept."""
        return self.session.signatures(plan)

    def alert_states(
        self, *, plan: str | None = None, alerts: Collection[str] | None = None, open_only: bool = False
    ) -> list[AlertState]:
        """Return what is kept."""
        return self.session.alert_states(plan=plan, alerts=alerts, open_only=open_only)

    def put_alert_states(self, states: Iterable[AlertState]) -> None:
        """Keep nothing."""

    def told(self, alerts: Collection[str]) -> dict[str, dict[Lane, tuple[int, Told]]]:
        """Return what is kept."""
        return self.session.told(alerts)

    def members(self, alerts: Collection[str]) -> list[Member]:
        """Return what is kept."""
        return self.session.members(alerts)

    def alerts_in(self, seq: int) -> tuple[str, ...]:
        """Return what is kept."""
        return self.session.alerts_in(seq)

    def enqueue(self, message: Message, members: Sequence[tuple[str, Told]], now: datetime) -> int:
        """Keep nothing."""
        return 0

    def supersede(self, seq: int, now: datetime) -> bool:
        """Keep nothing, and say what would be."""
        return True

    def rows(
        self,
        *,
        plan: str | None = None,
        statuses: Collection[Delivery] | None = None,
        key: str | None = None,
        alert: str | None = None,
    ) -> list[Row]:
        """Return what is kept."""
        return self.session.rows(plan=plan, statuses=statuses, key=key, alert=alert)

    def silences(self) -> list[Silence]:
        """Return what is kept."""
        return self.session.silences()

    def acknowledgements(self, *, alert: str | None = None) -> list[Acknowledgement]:
        """Return what is kept."""
        return self.session.acknowledgements(alert=alert)

    def put_acknowledgement(self, one: Acknowledgement) -> None:
        """Keep nothing."""

    def log(self, entry: Entry) -> None:
        """Keep nothing."""


@contextmanager
def ledger_of(store: Store, *, dry_run: bool) -> Iterator[Ledger]:
    """Begin the transaction of a run; one of a dry run keeps nothing."""
    if dry_run:
        with store.read() as session:
            yield ReadOnlyLedger(session)
    else:
        with store.write() as session:
            yield session
