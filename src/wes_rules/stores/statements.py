"""Running statements that SQLite and PostgreSQL share, and finding and dropping damaged entries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any, TypeVar

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.records import Damage, Delivery, Row
from wes_rules.alerts.wire import stamp
from wes_rules.errors import StoreCorrupt
from wes_rules.quoting import shortened

Execute = Callable[[str, Sequence[Any]], Any]
_MOST_AT_ONCE = 500


@attrs.frozen
class Statements:
    """Runs the statements of one transaction, with ? as placeholders, and keeps the unreadable entries found so far."""

    run: Execute
    damages: list[Damage] = attrs.field(factory=list)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """Run a statement with ? as placeholders, and return a cursor."""
        return self.run(statement, [storable(one) if isinstance(one, str) else one for one in values])

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
        """Run a query for many values of a column, in batches that every database accepts."""
        for chunk in [[]] if options is None else _chunks(sorted(set(options))):
            chosen = [f"{column} IN ({', '.join(repeat('?', len(chunk)))})"] if options is not None else []
            clause = " AND ".join([*wheres, *chosen])
            yield from self.execute(f"{select} WHERE {clause}" if clause else select, (*values, *chunk))


def storable(text: str) -> str:
    """Return a text that every database can store, with NUL and lone surrogates escaped."""
    return text.replace("\0", "\\x00").encode(errors="backslashreplace").decode()


def _chunks(options: list[str]) -> Iterator[list[str]]:
    return (options[start : start + _MOST_AT_ONCE] for start in range(0, len(options), _MOST_AT_ONCE))


def equal_to(**given: Any) -> tuple[list[str], list[Any]]:
    """Return the conditions for the given values."""
    known = {name: value for name, value in given.items() if value is not None}
    return [f"{name} = ?" for name in known], list(known.values())


T = TypeVar("T")
_NAMES = {
    "alerts": "the condition of this alert",
    "told": "what was told of this alert",
    "members": "what a message tells of this alert",
    "acknowledgements": "an acknowledgement of this alert",
    "silences": "a silence",
    "outbox": "a message",
    "log": "a line of the log",
    "marks": "a mark",
}
_MOMENTS = ("next_at", "lease_until", "created_at", "first_tried", "settled_at")
_NUMBERS = ("seq", "attempts", "maybe_seen")


def read(cls: type[T], text: Any, damages: list[Damage], table: str, **key: str | int) -> T | None:
    """Read an entry; list a damaged one, with the columns that identify it in its table, and return None."""
    try:
        return wire.load(cls, text)
    except StoreCorrupt as error:
        (problem,) = error.problems
        damages.append(attrs.evolve(damage(table, problem.what, **key), remedy=problem.remedy))
        return None


def damage(table: str, why: object, **key: str | int) -> Damage:
    """Return the report of an entry that cannot be read."""
    named = " ".join(shortened(one) for name, one in key.items() if name in ("id", "recipient", "notifier", "name"))
    what = f"{_NAMES[table]}{f' ({named})' if named else ''}"
    return Damage(what=what, table=table, key=tuple(key.items()), alert=str(key.get("alert", "")), why=shortened(why))


def row_of(values: Sequence[Any], damages: list[Damage]) -> Row | None:
    """Read a message of the outbox; list a damaged one and return None."""
    given = dict(zip([field.name for field in attrs.fields(Row)], values, strict=True))
    try:
        for name, value in given.items():
            if name in _MOMENTS:
                given[name] = None if value is None else wire.moment(value)
            elif not isinstance(value, int if name in _NUMBERS else str):
                damages.append(_of_message(given, f"{name}: {value!r}"))
                return None
        return Row(**{**given, "status": Delivery(given["status"]), "maybe_seen": bool(given["maybe_seen"])})
    except (ValueError, TypeError) as error:
        damages.append(_of_message(given, error))
        return None


def _of_message(row: dict[str, Any], why: object) -> Damage:
    route = {name: str(row[name]) for name in ("recipient", "notifier")}
    return damage("outbox", why, seq=row["seq"], **route)


def mend(execute: Callable[[str, Sequence[Any]], Any], one: Damage, now: datetime) -> None:
    """
    Drop damaged entries; the next run treats their alerts as if they had never existed.

    A damaged message is given up, so that a person looks at it; a line of the log loses only its moment.
    """
    moment = stamp(now)
    if one.table == "outbox":
        execute(
            "UPDATE outbox SET status = 'dead', error = 'its entry in the store was damaged', receipt = '', owner = '',"
            " attempts = 1, maybe_seen = 1, next_at = ?, created_at = ?, settled_at = ?, lease_until = NULL,"
            " first_tried = NULL WHERE seq = ?",
            (moment, moment, moment, dict(one.key)["seq"]),
        )
        return
    where = " AND ".join(f"{name} = ?" for name, _ in one.key)
    values = tuple(value for _, value in one.key)
    if one.table == "log":
        execute(f"UPDATE log SET at = ? WHERE {where}", (moment, *values))
        return
    execute(f"DELETE FROM {one.table} WHERE {where}", values)
    execute("UPDATE alerts SET signature = '' WHERE alert = ?", (one.alert,))
