"""One message for one recipient: what changed first, then what is as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change, Message, News
from wes_rules.alerts.told import Lane
from wes_rules.rules.plan import Plan

# A digest lists so many alerts under one heading; the data of the message holds all of them.
MOST_LISTED = 100
_ORDER = {change: place for place, change in enumerate(Change)}
_HEADINGS = {
    (AlertKind.OVERDUE, Change.NEW): "Figures overdue",
    (AlertKind.OVERDUE, Change.REOPENED): "Figures overdue",
    (AlertKind.OVERDUE, Change.STILL_OPEN): "Figures still overdue",
    (AlertKind.OVERDUE, Change.CORRECTED): "Figures still overdue",
    (AlertKind.OVERDUE, Change.RECOVERED): "Figures no longer overdue",
    (AlertKind.OVERDUE, Change.WITHDRAWN): "Figures missing, and no longer waited for",
    (AlertKind.OVERDUE, Change.RULE_CHANGED): "Figures no longer awaited",
    (AlertKind.OVERDUE, Change.ENDED): "Figures no longer awaited",
    (AlertKind.SOURCE_FAILED, Change.NEW): "Sources that cannot be used",
    (AlertKind.SOURCE_FAILED, Change.STILL_OPEN): "Sources that still cannot be used",
    (AlertKind.SOURCE_FAILED, Change.RECOVERED): "Sources that can be used again",
    (AlertKind.UNDELIVERED, Change.NEW): "News that could not be delivered",
    (AlertKind.UNDELIVERED, Change.STILL_OPEN): "News that still could not be delivered",
    (AlertKind.UNDELIVERED, Change.RECOVERED): "News that needs no more looking after",
}
# What a subject says of alerts that are not about a promise: nothing about them ever recovers.
_SUBJECTS = {
    AlertKind.OVERDUE: ("overdue", "no longer overdue"),
    AlertKind.SOURCE_FAILED: ("unusable source", "source usable again"),
    AlertKind.UNDELIVERED: ("undelivered", "undelivered and dealt with"),
}


def digest(plan: Plan, lane: Lane, news: Iterable[News]) -> Message:
    """
    Return the message of some news: equal news makes an equal message, under an equal key.

    Args:
        plan: The plan.
        lane: Its recipient and notifier.
        news: What is told; the order does not matter.
    """
    ordered = tuple(
        sorted(news, key=lambda one: (one.repeated, _ORDER[one.change], one.kind.value, one.title, one.alert))
    )
    return Message.of(
        plan=plan.id,
        plan_title=plan.title,
        recipient=lane.recipient,
        notifier=lane.notifier,
        address=plan.alerting.recipient(lane.recipient).addresses.get(lane.notifier, ""),
        subject=_subject(plan, ordered),
        text="\n".join(_text(plan, ordered)) + "\n",
        news=ordered,
    )


def _subject(plan: Plan, news: tuple[News, ...]) -> str:
    counted = Counter(_counted_as(one) for one in news if not one.repeated)
    said = ", ".join(f"{number} {what}" for what, number in counted.items())
    return f"{said}: {plan.title}"


def _counted_as(news: News) -> str:
    if news.kind in _SUBJECTS and news.change not in (Change.ENDED, Change.HANDED_OVER):
        if _has_more_time(news):
            return "given more time"
        if news.change in (Change.WITHDRAWN, Change.RULE_CHANGED):
            return "no longer awaited"
        return _SUBJECTS[news.kind][news.change.closes]
    heading = news.change.heading
    return heading[0].lower() + heading[1:]


def _text(plan: Plan, news: tuple[News, ...]) -> Iterator[str]:
    yield plan.title
    for heading, group in groupby(news, key=heading_of):
        ones = list(group)
        yield ""
        yield f"{heading} ({len(ones)})"
        for one in ones[:MOST_LISTED]:
            yield f"- {one.headline}"
            if one.line:
                yield f"  {one.line}"
            yield from (f"  {detail}" for detail in one.details)
        if len(ones) > MOST_LISTED:
            yield f"- and {len(ones) - MOST_LISTED} more; wes-rules alerts list shows all of them"
    if any(one.made_up for one in news):
        yield ""
        yield "[made up]: rests on made-up figures that show how a rule works; no real verdict."


def heading_of(news: News) -> str:
    """Return the heading that news stands under."""
    if _has_more_time(news):
        return "Figures given more time"
    said = heading(news.kind, news.change)
    return f"{said}, as told before" if news.repeated and news.change is Change.STILL_OPEN else said


def _has_more_time(news: News) -> bool:
    """Whether figures are awaited as before, and the plan gives them more days of grace."""
    return news.kind is AlertKind.OVERDUE and news.change is Change.RULE_CHANGED and bool(news.severity)


def heading(kind: AlertKind, change: Change) -> str:
    """Return what a change is called for an alert of a kind: a figure that has come has not recovered."""
    return _HEADINGS.get((kind, change), change.heading)
