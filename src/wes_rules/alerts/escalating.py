"""Escalation: who else is told of an open alert that nobody acknowledges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import knows
from wes_rules.alerts.handling import Acknowledgement
from wes_rules.alerts.last_told import LastTold, Route, of_one_time
from wes_rules.alerts.message import Change
from wes_rules.rules.policy import Escalation, Policy
from wes_rules.values.days import said_day


def heard(told: LastTold | None, current: CurrentAlert) -> bool:
    """Whether a recipient was told of the alert's present episode, even if it is somebody else's by now."""
    if told is None or not current.open or not of_one_time(told, current):
        return False
    return told.open or told.change is Change.HANDED_OVER


def escalated(
    current: CurrentAlert, policy: Policy, told: Iterable[LastTold | None]
) -> tuple[tuple[Escalation, date], ...]:
    """List who else is told of an alert that stays open, each from which day on."""
    begun = [one.first for one in told if one is not None and heard(one, current) and one.first is not None]
    if not begun or current.kind is not AlertKind.OFF_TRACK:
        return ()
    return tuple((one, min(begun) + timedelta(days=one.after_days)) for one in policy.escalate)


def escalation(
    level: Escalation, current: CurrentAlert, told: Mapping[Route, LastTold | None], before: Iterable[Acknowledgement]
) -> str:
    """
    Say why somebody is told by escalation: how long it has been open, and who was told before and when.

    Args:
        told: What each recipient knows of it.
        before: Acknowledgements of it that no longer stand, the latest last.
    """
    days: dict[str, date] = {}
    for route, one in told.items():
        if one is not None and heard(one, current) and one.first is not None and route.recipient != level.to:
            days[route.recipient] = min(one.first, days.get(route.recipient, one.first))
    ordered = sorted(days.items(), key=lambda one: (one[1], one[0]))
    told_on = ", ".join(
        f"{name}{'' if place else ' was told'} on {said_day(day)}" for place, (name, day) in enumerate(ordered)
    )
    seen = "nobody has acknowledged it"
    for seen_before in before:
        if knows(seen_before.told, current):
            by, at, why = seen_before.by, seen_before.at, seen_before.cleared_why
            seen = f"the acknowledgement of {by} on {said_day(at.date())} no longer stands ({why})"
    return f"It has been open for {level.after_days} days or more, and {seen}{f': {told_on}' if told_on else ''}."
