"""A store in SQL that SQLite and PostgreSQL both speak; what differs between them is in their own modules."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Acknowledgement, AlertState, Damage, Delivery, Entry, Member, Row, Silence
from wes_rules.alerts.told import Lane, Told
from wes_rules.alerts.wire import stamp
from wes_rules.stores.damage import damage, mend, read, row_of

Execute = Callable[[str, Sequence[Any]], Any]
_ROW = (
    "seq, plan, recipient, notifier, key, status, message, attempts, next_at, lease_until, owner, error, receipt,"
    " maybe_seen, created_at, first_tried, settled_at"
)
_WAITING = "('queued', 'inflight', 'unknown')"
_MOST_AT_ONCE = 500


@attrs.frozen
class SqlSession:
    """
    One transaction of a store in SQL; its methods are those of `Session`.

    What cannot be read concerns its own alert: it is left out, and listed in `damages`.

    Args:
        run: Runs one statement, its values marked by ?, and returns a cursor.
        damages: What was met that cannot be read.
    """

    run: Execute
    damages: list[Damage] = attrs.field(factory=list)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run one statement, its values marked by ?, and return a cursor."""
        return self.run(statement, [storable(one) if isinstance(one, str) else one for one in values])

    def mark(self, name: str) -> str:
        """Return a named text; empty when it was never set."""
        row = self.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def set_mark(self, name: str, value: str) -> None:
        """Keep a named text."""
        self.execute(
            "INSERT INTO marks (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def signatures(self, plan: str) -> Mapping[str, tuple[str, str, bool]]:
        """Return each alert's signature, due day and whether it is open."""
        rows = self.execute("SELECT alert, signature, due, open FROM alerts WHERE plan = ?", (plan,))
        return {alert: (signature, due, bool(is_open)) for alert, signature, due, is_open in rows}

    def alert_states(
        self, *, plan: str | None = None, alerts: Collection[str] | None = None, open_only: bool = False
    ) -> list[AlertState]:
        """List alerts as the last run left them, by key."""
        wheres, values = _wheres(plan=plan, open=1 if open_only else None)
        rows = self._where_in("SELECT alert, state FROM alerts", wheres, values, "alert", alerts)
        found = [read(AlertState, state, self.damages, "alerts", alert=alert) for alert, state in rows]
        return sorted((one for one in found if one is not None), key=lambda one: one.alert)

    def put_alert_states(self, states: Iterable[AlertState]) -> None:
        """Keep alerts as this run leaves them."""
        # PostgreSQL refuses to update a row twice in one statement: of an alert that comes twice, the last counts.
        latest = {one.alert: one for one in states}.values()
        self._insert(
            "INSERT INTO alerts (alert, plan, open, signature, due, state)",
            [(one.alert, one.plan, int(one.open), one.signature, one.due, wire.dump(one)) for one in latest],
            " ON CONFLICT (alert) DO UPDATE SET plan = excluded.plan, open = excluded.open,"
            " signature = excluded.signature, due = excluded.due, state = excluded.state",
        )

    def told(self, alerts: Collection[str]) -> dict[str, dict[Lane, tuple[int, Told]]]:
        """Return what each recipient was last told of alerts."""
        found: dict[str, dict[Lane, tuple[int, Told]]] = {}
        rows = self._where_in("SELECT alert, recipient, notifier, seq, told FROM told", [], [], "alert", alerts)
        for alert, recipient, notifier, seq, told in rows:
            key = {"alert": alert, "recipient": recipient, "notifier": notifier}
            known = read(Told, told, self.damages, "told", **key)
            if known is not None:
                found.setdefault(alert, {})[Lane(recipient, notifier)] = (seq, known)
        return found

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
            known = read(Told, told, self.damages, "members", seq=seq, alert=alert)
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

    def enqueue(self, message: Message, members: Sequence[tuple[str, Told]], now: datetime) -> int:
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
        wheres, values = _wheres(plan=plan, key=key)
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
        """Let what waits for a moment after the latest one be due now, and give up on senders with such a lease."""
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
            self.execute(
                "INSERT INTO told (alert, recipient, notifier, seq, told)"
                " SELECT m.alert, o.recipient, o.notifier, o.seq, m.told FROM members m"
                " JOIN outbox o ON o.seq = m.seq WHERE o.seq = ?"
                " ON CONFLICT (alert, recipient, notifier) DO UPDATE SET seq = excluded.seq, told = excluded.told"
                " WHERE told.seq < excluded.seq",
                (seq,),
            )
        elif status is Delivery.DEAD:
            self._reconsider(seq, now)
        return True

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
        Have the next run look again at the alerts of a message that has come to another end than was expected.

        What waits behind it and was never sent was made for a recipient who would have seen it: it is made anew.
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
        # One attempt, not none: it was sent before, and what a person sends again nothing newer replaces.
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
        # By the time it arrives it may be true no longer; the next run looks and follows it up.
        self._reconsider(seq, now)
        return True

    def silences(self) -> list[Silence]:
        """List every silence there ever was, by its start."""
        rows = self.execute("SELECT id, silence FROM silences ORDER BY starts, id", ())
        found = [read(Silence, silence, self.damages, "silences", id=name) for name, silence in rows]
        return [one for one in found if one is not None]

    def put_silence(self, silence: Silence) -> None:
        """Keep a silence."""
        self.execute(
            "INSERT INTO silences (id, starts, silence) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET starts = excluded.starts, silence = excluded.silence",
            (silence.id, stamp(silence.starts), wire.dump(silence)),
        )

    def acknowledgements(self, *, alert: str | None = None) -> list[Acknowledgement]:
        """List the acknowledgements that stand; with an alert, every one it ever had."""
        where, values = ("stands = 1", ()) if alert is None else ("alert = ?", (alert,))
        select = "SELECT alert, at, acknowledgement FROM acknowledgements"
        rows = self.execute(f"{select} WHERE {where} ORDER BY alert, at", values)
        found = [
            read(Acknowledgement, text, self.damages, "acknowledgements", alert=of, at=at) for of, at, text in rows
        ]
        return [one for one in found if one is not None]

    def put_acknowledgement(self, one: Acknowledgement) -> None:
        """Keep an acknowledgement; one of the same alert and moment is replaced."""
        self.execute(
            "INSERT INTO acknowledgements (alert, at, stands, acknowledgement) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (alert, at) DO UPDATE SET stands = excluded.stands,"
            " acknowledgement = excluded.acknowledgement",
            (one.alert, stamp(one.at), int(one.cleared_at is None), wire.dump(one)),
        )

    def log(self, entry: Entry) -> None:
        """Add a line to the log."""
        self.execute(
            "INSERT INTO log (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
            (stamp(entry.at), entry.actor, entry.action, entry.subject, entry.detail),
        )

    def entries(self, subject: str | None = None) -> list[Entry]:
        """List the log, earliest first."""
        where, values = ("", ()) if subject is None else (" WHERE subject = ?", (subject,))
        rows = self.execute(f"SELECT id, at, actor, action, subject, detail FROM log{where} ORDER BY id", values)
        found = []
        for line, at, actor, action, about, detail in rows:
            try:
                moment = wire.moment(at)
            except (ValueError, TypeError) as error:
                self.damages.append(damage("log", error, id=line))
            else:
                found.append(Entry(at=moment, actor=actor, action=action, subject=about, detail=detail))
        return found

    def check(self) -> list[Damage]:
        """List everything that cannot be read."""
        alerts = list(self._keys())
        self.alert_states()
        self.told(alerts)
        self.members(alerts)
        self.rows()
        self.silences()
        for (alert,) in self.execute("SELECT DISTINCT alert FROM acknowledgements", ()).fetchall():
            self.acknowledgements(alert=alert)
        self.entries()
        return list(dict.fromkeys(self.damages))

    def _keys(self) -> Iterator[str]:
        """Give the keys of alerts that somebody was told of, or is to be; one that is no text is listed."""
        for table in ("told", "members"):
            for (key,) in self.execute(f"SELECT DISTINCT alert FROM {table}", ()).fetchall():
                if isinstance(key, str):
                    yield key
                else:
                    self.damages.append(damage(table, "the key of its alert is no text", alert=key))

    def mend(self, one: Damage, now: datetime) -> None:
        """Drop what cannot be read."""
        mend(self.execute, one, now)

    def _insert(self, head: str, rows: Sequence[tuple[Any, ...]], tail: str = "") -> None:
        """Insert rows, many in one statement: over a network each statement costs a round trip."""
        at_once = _MOST_AT_ONCE // len(rows[0]) if rows else 1
        for start in range(0, len(rows), at_once):
            chunk = rows[start : start + at_once]
            places = ", ".join(repeat(f"({', '.join(repeat('?', len(chunk[0])))})", len(chunk)))
            self.execute(f"{head} VALUES {places}{tail}", [value for row in chunk for value in row])

    def _where_in(
        self, select: str, wheres: list[str], values: list[Any], column: str, options: Collection[str] | None
    ) -> Iterator[Sequence[Any]]:
        """Run a query for some values of a column, so many at a time that no database refuses it."""
        for chunk in [[]] if options is None else _chunks(sorted(set(options))):
            chosen = [f"{column} IN ({', '.join(repeat('?', len(chunk)))})"] if options is not None else []
            clause = " AND ".join([*wheres, *chosen])
            yield from self.execute(f"{select} WHERE {clause}" if clause else select, (*values, *chunk))


def storable(text: str) -> str:
    """Return a text as every database can keep it: without NUL and halves of characters, which are spelt out."""
    return text.replace("\0", "\\x00").encode(errors="backslashreplace").decode()


def _chunks(options: list[str]) -> Iterator[list[str]]:
    return (options[start : start + _MOST_AT_ONCE] for start in range(0, len(options), _MOST_AT_ONCE))


def _wheres(**given: Any) -> tuple[list[str], list[Any]]:
    known = {name: value for name, value in given.items() if value is not None}
    return [f"{name} = ?" for name in known], list(known.values())
