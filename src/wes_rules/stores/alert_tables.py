"""Alerts as runs leave them, what recipients were told of them, and marks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from wes_rules.alerts import wire
from wes_rules.alerts.records import AlertState
from wes_rules.alerts.told import Lane, Told
from wes_rules.stores.damage import read
from wes_rules.stores.statements import Statements, equal_to


class AlertTables(Statements):
    """Alerts, what was told, and marks; what its methods do stands with `Session`."""

    __slots__ = ()

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
        wheres, values = equal_to(plan=plan, open=1 if open_only else None)
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
