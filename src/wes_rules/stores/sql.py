"""A store in SQL that SQLite and PostgreSQL both speak; what differs between them is in their own modules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from wes_rules.alerts.records import Damage
from wes_rules.stores.alert_tables import AlertTables
from wes_rules.stores.damage import damage, mend
from wes_rules.stores.outbox_tables import OutboxTables
from wes_rules.stores.people_tables import PeopleTables


class SqlSession(AlertTables, OutboxTables, PeopleTables):
    """
    One transaction of a store in SQL; its methods are those of `Session`.

    What cannot be read concerns its own alert: it is left out, and listed in `damages`.

    Args:
        run: Runs one statement, its values marked by ?, and returns a cursor.
        damages: What was met that cannot be read.
    """

    __slots__ = ()

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
