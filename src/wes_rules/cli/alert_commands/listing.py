"""The commands that list what there is, and change nothing."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime

from wes_rules.alerts import wire
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import AlertState, Delivery, Row
from wes_rules.cli.alert_commands.finding import (
    matched,
    plain_alert,
    plain_row,
    reading,
    said,
    silences_of,
    since,
    status_of,
)
from wes_rules.cli.output import say, say_json
from wes_rules.counting import counted
from wes_rules.running.clock import last_moment
from wes_rules.running.telling.upkeep import held_up_by, keys_behind, unattended, waiting


def list_alerts(options: argparse.Namespace, now: datetime) -> int:
    """List the alerts that are open."""
    with reading(options) as session:
        states = [
            one for one in session.alert_states(plan=options.plan, open_only=not options.all) if _is_meant(one, options)
        ]
        acknowledged = {one.alert: one for one in session.acknowledgements()}
        silenced = session.silences()
        still, behind = waiting(session, options.plan)
        dead = unattended(session, options.plan)
        last = last_moment(session, "wall")
    if options.format == "json":
        health = {
            "last_run": None if last is None else last.isoformat(),
            "waiting": len(still),
            "waiting_behind": keys_behind(still, behind),
            "oldest_waiting": min((said(one.created_at) for one in still), default=None),
            "dead": len(dead),
        }
        alerts = [
            {
                **plain_alert(one, silences_of(one, silenced, now)),
                "acknowledged": wire.plain(acknowledged[one.alert]) if one.alert in acknowledged else None,
            }
            for one in states
        ]
        return say_json({"alerts": alerts, "health": health})
    for one in states:
        seen = f", acknowledged by {acknowledged[one.alert].by}" if one.alert in acknowledged else ""
        say(f"{one.state}{since(one)}: {one.title} [{one.alert}]{seen}")
        say(f"    {one.line}")
        for each in silences_of(one, silenced, now):
            say(f"    {each.words}")
    say(f"{counted(len(states), 'alert')}{'' if options.all else ' open'}")
    _say_health(still, behind, len(dead), last)
    return 0


def _say_health(still: Sequence[Row], behind: Mapping[int, Row], given_up: int, last: datetime | None) -> None:
    """Say what waits to be sent, what was given up, and when the last run was."""
    if still:
        oldest = said(min(one.created_at for one in still))
        verb = "waits" if len(still) == 1 else "wait"
        say(f"{counted(len(still), 'message')} {verb} to be sent, the oldest since {oldest}")
    for row in still:
        if held_up := held_up_by(row, behind):
            say(f"    {row.key[:12]} to {row.route}: {status_of(row)}")
            say(f"    {held_up}")
    if given_up:
        verb = "was" if given_up == 1 else "were"
        say(f"{counted(given_up, 'message')} {verb} given up: see wes-rules alerts dead")
    say(f"last run: {said(last)} UTC" if last else "last run: never")


def _is_meant(one: AlertState, options: argparse.Namespace) -> bool:
    return not options.owner or any(text.casefold() in one.owner.casefold() for text in options.owner)


def silences(options: argparse.Namespace, now: datetime) -> int:
    """List every silence there ever was."""
    with reading(options) as session:
        found = session.silences()
    if options.format == "json":
        return say_json([{**wire.plain(one), "holds": one.holds(now)} for one in found])
    for one in found:
        state = "in force" if one.holds(now) else "over" if one.ends <= now else "to come"
        early = f", ended early by {one.ended_by}" if one.ended_by else ""
        say(f"{one.id} ({state}): {matched(one)}, from {said(one.starts)} until {said(one.ends)}{early}")
        say(f"    {one.author}: {one.reason}")
    say(counted(len(found), "silence"))
    return 0


def dead(options: argparse.Namespace, now: datetime) -> int:
    """List the messages that were given up."""
    with reading(options) as session:
        rows = unattended(session, None)
        if options.all:
            rows = session.rows(statuses=[Delivery.DEAD])
    if options.format == "json":
        return say_json([plain_row(row) for row in rows])
    for row in rows:
        say(f"{row.key[:12]} to {row.route}: {_subject(row)}")
        say(f"    {status_of(row)}")
    say(f"{counted(len(rows), 'message')} given up")
    return 0


def log(options: argparse.Namespace, now: datetime) -> int:
    """Show everything that people and runs did."""
    with reading(options) as session:
        entries = session.entries(options.subject)
    if options.format == "json":
        return say_json([wire.plain(one) for one in entries])
    for one in entries:
        detail = f": {one.detail}" if one.detail else ""
        say(f"{said(one.at)} {one.actor} {one.action} {one.subject}{detail}")
    return 0


def _subject(row: Row) -> str:
    try:
        return wire.load(Message, row.message).subject
    except Exception:  # noqa: BLE001 - whatever it is that was written there, the other messages are listed
        return "(it cannot be read)"
