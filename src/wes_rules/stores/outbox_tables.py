"""The outbox: messages, their alerts, and the outcomes of sending."""

# ruff: noqa: S608 - only constants of its own are put into statements

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from wes_rules.alerts import wire
from wes_rules.alerts.last_told import LastTold
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Member, Row
from wes_rules.alerts.wire import stamp
from wes_rules.stores.statements import Statements, equal_to, read, row_of

_ROW = (
    "seq, plan, recipient, notifier, key, status, message, attempts, next_at, lease_until, owner, error, receipt,"
    " maybe_seen, created_at, first_tried, settled_at"
)
_WAITING = "('queued', 'inflight', 'unknown')"


class OutboxTables(Statements):
    """The outbox; `Session` documents its methods."""

    __slots__ = ()

    def members(self, alerts: Collection[str]) -> list[Member]:
        """List the messages about alerts that have neither arrived nor been superseded."""
        rows = self._where_in(
            "SELECT m.seq, m.alert, o.recipient, o.notifier, o.status, o.attempts, o.maybe_seen, m.told"
            " FROM members m JOIN outbox o ON o.seq = m.seq",
            ["o.status NOT IN ('delivered', 'superseded')"],
            [],
            "m.alert",
            alerts,
        )
        found = []
        for seq, alert, recipient, notifier, status, attempts, maybe_seen, told in rows:
            known = read(LastTold, told, self.damages, "members", seq=seq, alert=alert)
            if known is None or status not in iter(Delivery):
                continue  # a message without a state is listed with the messages
            member = Member(
                seq=seq,
                alert=alert,
                recipient=recipient,
                notifier=notifier,
                status=Delivery(status),
                untouched=status == "queued" and not attempts,
                maybe_seen=bool(maybe_seen),
                told=known,
            )
            found.append(member)
        return sorted(found, key=lambda one: (one.seq, one.alert))

    def alerts_in(self, seq: int) -> tuple[str, ...]:
        """List the alerts of a message."""
        rows = self.execute("SELECT alert FROM members WHERE seq = ? ORDER BY alert", (seq,))
        return tuple(row[0] for row in rows)

    def enqueue(self, message: Message, members: Sequence[tuple[str, LastTold]], now: datetime) -> int:
        """Put a message in the outbox; return its place."""
        values = (message.plan, message.recipient, message.notifier, message.key, wire.dump(message), *[stamp(now)] * 2)
        (seq,) = self.execute(
            "INSERT INTO outbox (plan, recipient, notifier, key, message, next_at, created_at,"
            " status, attempts, owner, error, receipt, maybe_seen)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', 0, '', '', '', 0) RETURNING seq",
            values,
        ).fetchone()
        rows = [(seq, alert, wire.dump(told)) for alert, told in members]
        self._insert("INSERT INTO members (seq, alert, told)", rows)
        return int(seq)

    def supersede(self, seq: int, now: datetime) -> bool:
        """Take a message that was never sent out of the queue."""
        # Its key is free again: the same news may come back later.
        done = self.execute(
            "UPDATE outbox SET status = 'superseded', settled_at = ?, key = key || '/superseded/' || CAST(seq AS TEXT)"
            " WHERE seq = ? AND status = 'queued' AND attempts = 0",
            (stamp(now), seq),
        )
        return bool(done.rowcount == 1)

    def rows(
        self,
        *,
        plan: str | None = None,
        statuses: Collection[Delivery] | None = None,
        key: str | None = None,
        alert: str | None = None,
    ) -> list[Row]:
        """List messages of the outbox in their order."""
        wheres, values = equal_to(plan=plan, key=key)
        if alert is not None:
            wheres.append("seq IN (SELECT seq FROM members WHERE alert = ?)")
            values.append(alert)
        names = None if statuses is None else [one.value for one in statuses]
        rows = self._where_in(f"SELECT {_ROW} FROM outbox", wheres, values, "status", names)
        found = [row_of(one, self.damages) for one in rows]
        return sorted((one for one in found if one is not None), key=lambda one: one.seq)

    def sendable(self, plan: str, notifier: str, now: datetime, *, after: int = 0) -> Row | None:
        """Return the first message that is due and not behind another one to the same recipient about its alerts."""
        row = self.execute(
            f"SELECT {_ROW} FROM outbox o WHERE plan = ? AND notifier = ? AND seq > ?"
            " AND status IN ('queued', 'unknown') AND next_at <= ?"
            " AND NOT EXISTS (SELECT 1 FROM outbox e JOIN members theirs ON theirs.seq = e.seq"
            " JOIN members mine ON mine.alert = theirs.alert AND mine.seq = o.seq"
            " WHERE e.plan = o.plan AND e.recipient = o.recipient"
            f" AND e.notifier = o.notifier AND e.seq < o.seq AND e.status IN {_WAITING})"
            " ORDER BY seq LIMIT 1",
            (plan, notifier, after, stamp(now)),
        ).fetchone()
        if row is None:
            return None
        found = row_of(row, self.damages)
        return self.sendable(plan, notifier, now, after=row[0]) if found is None else found

    def claim(self, seq: int, owner: str, lease_until: datetime, now: datetime) -> Row | None:
        """Begin to send a message."""
        row = self.execute(
            "UPDATE outbox SET status = 'inflight', owner = ?, lease_until = ?, attempts = attempts + 1,"
            " first_tried = COALESCE(first_tried, ?)"
            f" WHERE seq = ? AND status IN ('queued', 'unknown') AND next_at <= ? RETURNING {_ROW}",
            (owner, stamp(lease_until), stamp(now), seq, stamp(now)),
        ).fetchone()
        return None if row is None else row_of(row, self.damages)

    def expire(self, plan: str, now: datetime) -> int:
        """Give up on senders whose lease is over."""
        return self._give_up_senders(plan, "lease_until <= ?", now)

    def bring_forward(self, plan: str, latest: datetime, now: datetime) -> int:
        """Make messages that wait beyond the latest moment due now, and give up on senders with such a lease."""
        given_up = self._give_up_senders(plan, "lease_until > ?", latest)
        done = self.execute(
            "UPDATE outbox SET next_at = ? WHERE plan = ? AND status IN ('queued', 'unknown') AND next_at > ?",
            (stamp(now), plan, stamp(latest)),
        )
        return given_up + int(done.rowcount)

    def _give_up_senders(self, plan: str, which: str, moment: datetime) -> int:
        done = self.execute(
            "UPDATE outbox SET status = 'unknown', maybe_seen = 1, lease_until = NULL,"
            " error = 'whoever sent it did not come back'"
            f" WHERE plan = ? AND status = 'inflight' AND {which}",
            (plan, stamp(moment)),
        )
        return int(done.rowcount)

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
        """Record how an attempt ended."""
        done = self.execute(
            "UPDATE outbox SET status = ?, error = ?, receipt = ?, lease_until = NULL, settled_at = ?,"
            " next_at = COALESCE(?, next_at), maybe_seen = CASE WHEN ? = 1 THEN 1 ELSE maybe_seen END"
            " WHERE seq = ? AND owner = ? AND status = 'inflight'",
            (
                status.value,
                error,
                receipt,
                stamp(now) if status.is_over else None,
                None if next_at is None else stamp(next_at),
                int(maybe_seen),
                seq,
                owner,
            ),
        )
        if done.rowcount != 1:
            return False
        if status is Delivery.DELIVERED:
            self._note_arrival(seq)
        elif status is Delivery.DEAD:
            self._reconsider(seq, now)
        return True

    def _note_arrival(self, seq: int) -> None:
        """Record that a recipient has been told; a late arrival replaces nothing newer."""
        self.execute(
            "INSERT INTO told (alert, recipient, notifier, seq, told)"
            " SELECT m.alert, o.recipient, o.notifier, o.seq, m.told FROM members m"
            " JOIN outbox o ON o.seq = m.seq WHERE o.seq = ?"
            " ON CONFLICT (alert, recipient, notifier) DO UPDATE SET seq = excluded.seq, told = excluded.told"
            " WHERE told.seq < excluded.seq",
            (seq,),
        )

    def give_up(self, seq: int, error: str, now: datetime) -> bool:
        """Give up a message that waits."""
        done = self.execute(
            "UPDATE outbox SET status = 'dead', error = ?, settled_at = ?"
            " WHERE seq = ? AND status IN ('queued', 'unknown')",
            (error, stamp(now), seq),
        )
        if done.rowcount != 1:
            return False
        self._reconsider(seq, now)
        return True

    def _reconsider(self, seq: int, now: datetime) -> None:
        """
        Have the next run look again at the alerts of a message with an unexpected outcome.

        Unsent messages behind it assumed that the recipient had seen it, so they are rewritten.
        """
        behind = self.execute(
            "SELECT DISTINCT later.seq FROM outbox o JOIN members mine ON mine.seq = o.seq"
            " JOIN members theirs ON theirs.alert = mine.alert JOIN outbox later ON later.seq = theirs.seq"
            " WHERE o.seq = ? AND later.seq > o.seq AND later.recipient = o.recipient"
            " AND later.notifier = o.notifier AND later.status = 'queued' AND later.attempts = 0",
            (seq,),
        ).fetchall()
        for (one,) in behind:
            self.supersede(int(one), now)
        for one in (seq, *(int(later) for (later,) in behind)):
            self.execute(
                "UPDATE alerts SET signature = '' WHERE alert IN (SELECT alert FROM members WHERE seq = ?)", (one,)
            )

    def revive(self, seq: int, now: datetime) -> bool:
        """Queue a dead message again under its key."""
        # One attempt, not none: it was sent before, and newer news must not replace what a person sends again.
        done = self.execute(
            "UPDATE outbox SET status = CASE WHEN maybe_seen = 1 THEN 'unknown' ELSE 'queued' END, next_at = ?,"
            " created_at = ?, first_tried = NULL, attempts = 1, settled_at = NULL WHERE seq = ? AND status = 'dead'"
            " AND NOT EXISTS (SELECT 1 FROM members mine JOIN members theirs ON theirs.alert = mine.alert"
            " JOIN outbox later ON later.seq = theirs.seq WHERE mine.seq = outbox.seq AND later.seq > outbox.seq"
            " AND later.recipient = outbox.recipient AND later.notifier = outbox.notifier"
            " AND later.status <> 'superseded')",
            (stamp(now), stamp(now), seq),
        )
        if done.rowcount != 1:
            return False
        # It may no longer be true when it arrives; the next run checks and follows up.
        self._reconsider(seq, now)
        return True
