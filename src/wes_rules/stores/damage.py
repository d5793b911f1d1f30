"""Damaged entries of a SQL store: finding and dropping them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.records import Damage, Delivery, Row
from wes_rules.alerts.wire import stamp
from wes_rules.errors import StoreCorrupt
from wes_rules.quoting import shortened

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
