"""Who joins those who were told of an open alert: by escalation, or as the plan names a recipient later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.deciding import Standing, knows
from wes_rules.alerts.handling import Acknowledgement
from wes_rules.alerts.last_told import LastTold, Route, of_one_time
from wes_rules.alerts.message import Change
from wes_rules.rules.policy import Escalation, Policy
from wes_rules.rules.words import listed
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
    told_on = _told_on({route: one for route, one in told.items() if route.recipient != level.to}, current)
    seen = "nobody has acknowledged it"
    for seen_before in before:
        if knows(seen_before.told, current):
            by, at, why = seen_before.by, seen_before.at, seen_before.cleared_why
            seen = f"the acknowledgement of {by} on {said_day(at.date())} no longer stands ({why})"
    return f"It has been open for {level.after_days} days or more, and {seen}{f': {told_on}' if told_on else ''}."


def joining(route: Route, current: CurrentAlert, standing: Standing, told: Mapping[Route, LastTold], day: date) -> str:
    """Say who was told of an alert before a recipient that the plan names only now; empty for one that knows, or is told with others."""
    knows_it = standing.heard is not None and standing.heard.change is not Change.HANDED_OVER
    if knows_it or standing.dead is not None:
        return ""
    before = {one: last for one, last in told.items() if one != route and last.first is not None and last.first < day}
    own = {one: last for one, last in before.items() if one.recipient == route.recipient}
    if said := _told_on(own, current):
        via = listed(sorted({one.notifier for one, last in own.items() if heard(last, current)}))
        return f"It comes to you by {route.notifier} from now on: {said} by {via}."
    said = _told_on(before, current)
    return f"You are a recipient of this from now on: {said}." if said else ""


def _told_on(told: Mapping[Route, LastTold | None], current: CurrentAlert) -> str:
    """Say who was told of the present episode, and on which day first; empty if nobody was."""
    days: dict[str, date] = {}
    for route, one in told.items():
        if one is not None and heard(one, current) and one.first is not None:
            days[route.recipient] = min(one.first, days.get(route.recipient, one.first))
    ordered = sorted(days.items(), key=lambda one: (one[1], one[0]))
    return ", ".join(
        f"{name}{'' if place else ' was told'} on {said_day(day)}" for place, (name, day) in enumerate(ordered)
    )
