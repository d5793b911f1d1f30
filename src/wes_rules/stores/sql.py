"""A store in SQL that SQLite and PostgreSQL share; their differences are in their own modules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from wes_rules.alerts import wire
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.last_told import LastTold, Route
from wes_rules.alerts.records import AlertState, Damage, Entry
from wes_rules.alerts.wire import stamp
from wes_rules.stores.outbox_tables import OutboxTables
from wes_rules.stores.statements import Statements, damage, equal_to, mend, read


class PeopleTables(Statements):
    """Silences, acknowledgements and the log; `Session` documents the methods."""

    __slots__ = ()

    def silences(self) -> list[Silence]:
        """List every silence there ever was, by its start."""
        rows = self.execute("SELECT id, silence FROM silences ORDER BY starts, id", ())
        found = [read(Silence, silence, self.damages, "silences", id=name) for name, silence in rows]
        return [one for one in found if one is not None]

    def put_silence(self, silence: Silence) -> None:
        """Store a silence."""
        self.execute(
            "INSERT INTO silences (id, starts, silence) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET starts = excluded.starts, silence = excluded.silence",
            (silence.id, stamp(silence.starts), wire.dump(silence)),
        )

    def acknowledgements(self, *, alert: str | None = None) -> list[Acknowledgement]:
        """List the acknowledgements in force; for one alert, all it ever had."""
        where, values = ("stands = 1", ()) if alert is None else ("alert = ?", (alert,))
        select = "SELECT alert, at, acknowledgement FROM acknowledgements"
        rows = self.execute(f"{select} WHERE {where} ORDER BY alert, at", values)
        found = [
            read(Acknowledgement, text, self.damages, "acknowledgements", alert=of, at=at) for of, at, text in rows
        ]
        return [one for one in found if one is not None]

    def put_acknowledgement(self, one: Acknowledgement) -> None:
        """Store an acknowledgement; it replaces one of the same alert and moment."""
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


class AlertTables(Statements):
    """Alerts, deliveries and marks; `Session` documents its methods."""

    __slots__ = ()

    def mark(self, name: str) -> str:
        """Return a named text; empty if it was never set."""
        row = self.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def set_mark(self, name: str, value: str) -> None:
        """Store a named text."""
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
        wheres, values = equal_to(plan=plan, open=1 if open_only else None)
        rows = self._where_in("SELECT alert, state FROM alerts", wheres, values, "alert", alerts)
        found = [read(AlertState, state, self.damages, "alerts", alert=alert) for alert, state in rows]
        return sorted((one for one in found if one is not None), key=lambda one: one.alert)

    def put_alert_states(self, states: Iterable[AlertState]) -> None:
        """Store alerts as this run leaves them."""
        # PostgreSQL refuses to update a row twice in one statement, so only the last entry for an alert counts.
        latest = {one.alert: one for one in states}.values()
        self._insert(
            "INSERT INTO alerts (alert, plan, open, signature, due, state)",
            [(one.alert, one.plan, int(one.open), one.signature, one.due, wire.dump(one)) for one in latest],
            " ON CONFLICT (alert) DO UPDATE SET plan = excluded.plan, open = excluded.open,"
            " signature = excluded.signature, due = excluded.due, state = excluded.state",
        )

    def told(self, alerts: Collection[str]) -> dict[str, dict[Route, tuple[int, LastTold]]]:
        """Return what each recipient was last told of alerts."""
        found: dict[str, dict[Route, tuple[int, LastTold]]] = {}
        rows = self._where_in("SELECT alert, recipient, notifier, seq, told FROM told", [], [], "alert", alerts)
        for alert, recipient, notifier, seq, told in rows:
            key = {"alert": alert, "recipient": recipient, "notifier": notifier}
            known = read(LastTold, told, self.damages, "told", **key)
            if known is not None:
                found.setdefault(alert, {})[Route(recipient, notifier)] = (seq, known)
        return found


class SqlSession(AlertTables, OutboxTables, PeopleTables):
    """
    A transaction of a SQL store, with the methods of `Session`.

    An unreadable entry affects only its own alert: it is left out, and listed in `damages`.
    """

    __slots__ = ()

    def check(self) -> list[Damage]:
        """List every unreadable entry."""
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
        """Yield the keys of alerts with sent or queued messages; a key that is not a text is listed as damaged."""
        for table in ("told", "members"):
            for (key,) in self.execute(f"SELECT DISTINCT alert FROM {table}", ()).fetchall():
                if isinstance(key, str):
                    yield key
                else:
                    self.damages.append(damage(table, "the key of its alert is no text", alert=key))

    def mend(self, one: Damage, now: datetime) -> None:
        """Drop unreadable entries."""
        mend(self.execute, one, now)
