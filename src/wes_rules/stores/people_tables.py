"""What people did: silences, acknowledgements, and the log of everything."""

# ruff: noqa: S608 - only constants of its own are put into statements

from __future__ import annotations

from wes_rules.alerts import wire
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.records import Entry
from wes_rules.alerts.wire import stamp
from wes_rules.stores.damage import damage, read
from wes_rules.stores.statements import Statements


class PeopleTables(Statements):
    """What people did; what its methods do stands with `Session`."""

    __slots__ = ()

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
