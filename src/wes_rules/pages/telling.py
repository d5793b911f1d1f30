"""Who was told about a measure, and who is acting on it, according to a store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wes_rules.alerts import wire
from wes_rules.alerts.handling import Acknowledgement
from wes_rules.alerts.headings import heading_of
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Row
from wes_rules.pages.values import AlertEntry


def told_of(
    rows: Iterable[Row], acknowledged: Iterable[Acknowledgement] = (), *, as_of: date
) -> dict[str, tuple[AlertEntry, ...]]:
    """
    Return by measure who was told of it, and who looks after it, latest first.

    Args:
        rows: The messages of the outbox, in their order; those that have not arrived are passed over.
        as_of: The last day; what was told later is passed over.
    """
    found: dict[str, list[AlertEntry]] = {}
    measures: dict[str, str] = {}
    for row in rows:
        day = (row.settled_at or row.created_at).date()
        if row.status is not Delivery.DELIVERED or day > as_of:
            continue
        message = wire.load(Message, row.message)
        for news in message.news:
            measures[news.alert] = news.measure
            if news.measure and not news.repeated:
                found.setdefault(news.measure, []).append(AlertEntry(day, row.recipient, heading_of(news), news.line))
    for one in acknowledged:
        if one.at.date() <= as_of and (measure := measures.get(one.alert)):
            found.setdefault(measure, []).append(
                AlertEntry(one.at.date(), one.by, "Looks after it", one.note, is_done=True)
            )
    return {measure: tuple(sorted(some, key=lambda one: one.day))[::-1] for measure, some in found.items()}
