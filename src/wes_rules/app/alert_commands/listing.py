"""The commands that show alerts, and change nothing."""

from __future__ import annotations

import argparse
from datetime import datetime

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import AlertState, Delivery, Row
from wes_rules.alerts.told import Lane, Told
from wes_rules.app.alert_commands.finding import alert_named, reading, silences_of
from wes_rules.app.alert_commands.words import (
    matched,
    plain_alert,
    plain_row,
    said,
    say,
    say_json,
    status_of,
)
from wes_rules.app.counting import counted
from wes_rules.app.upkeep import held_up_by, keys_behind, unattended, waiting
from wes_rules.errors import DefinitionError, Problem, near_miss


def list_alerts(options: argparse.Namespace, now: datetime) -> int:
    """List the alerts that are open."""
    with reading(options) as session:
        states = session.alert_states(plan=options.plan, open_only=not options.all)
        acknowledged = {one.alert: one for one in session.acknowledgements()}
        silenced = session.silences()
        still, behind = waiting(session, options.plan)
        dead = unattended(session, options.plan)
        last = session.mark("wall")
    if options.format == "json":
        health = {
            "last_run": last or None,
            "waiting": len(still),
            "waiting_behind": keys_behind(still, behind),
            "oldest_waiting": min((said(one.created_at) for one in still), default=None),
            "dead": len(dead),
        }
        alerts = [plain_alert(one, silences_of(one, silenced, now)) for one in states]
        return say_json({"alerts": alerts, "health": health})
    for one in states:
        seen = f", acknowledged by {acknowledged[one.alert].by}" if one.alert in acknowledged else ""
        say(f"{one.state}{_since(one)}: {one.title} [{one.alert}]{seen}")
        say(f"    {one.line}")
        for each in silences_of(one, silenced, now):
            say(f"    {each.words}")
    say(f"{counted(len(states), 'alert')}{'' if options.all else ' open'}")
    if still:
        oldest = said(min(one.created_at for one in still))
        verb = "waits" if len(still) == 1 else "wait"
        say(f"{counted(len(still), 'message')} {verb} to be sent, the oldest since {oldest}")
    for row in still:
        if held_up := held_up_by(row, behind):
            say(f"    {row.key[:12]} to {row.recipient} via {row.notifier}: {status_of(row)}")
            say(f"    {held_up}")
    if dead:
        verb = "was" if len(dead) == 1 else "were"
        say(f"{counted(len(dead), 'message')} {verb} given up: see wes-rules alerts dead")
    say(f"last run: {said(datetime.fromisoformat(last))} UTC" if last else "last run: never")
    return 0


def show(options: argparse.Namespace, now: datetime) -> int:
    """Show everything about one alert."""
    with reading(options) as session:
        one = alert_named(session, options.alert)
        told = session.told([one.alert]).get(one.alert, {})
        history = session.acknowledgements(alert=one.alert)
        entries = session.entries(one.alert)
        rows = session.rows(alert=one.alert)
        silenced = silences_of(one, session.silences(), now)
    if options.format == "json":
        return say_json(
            {
                **plain_alert(one, silenced),
                "told": [{**attrs.asdict(lane), **wire.plain(known)} for lane, (_, known) in told.items()],
                "messages": [plain_row(row) for row in rows],
                "acknowledgements": [wire.plain(each) for each in history],
                "log": [wire.plain(each) for each in entries],
            }
        )
    say(f"{one.title} [{one.alert}]")
    say(f"  condition: {one.state}{_since(one)}, as of {one.updated}")
    say(f"  {one.line}")
    for hidden in silenced:
        say(f"  {hidden.words}")
    for lane, (_, known) in sorted(told.items()):
        say(f"  {lane.recipient} via {lane.notifier} {_told_words(known)}; {'open' if known.open else 'closed'}")
    for row in rows:
        say(f"  message {row.key[:12]} to {row.recipient} via {row.notifier}: {status_of(row)}")
    for each in history:
        over = f"; no longer: {each.cleared_why}" if each.cleared_at else ""
        say(f"  acknowledged by {each.by} on {said(each.at)}{f': {each.note}' if each.note else ''}{over}")
    for entry in entries:
        say(f"  {said(entry.at)} {entry.actor}: {entry.action}{f' ({entry.detail})' if entry.detail else ''}")
    return 0


def explain(options: argparse.Namespace, now: datetime) -> int:
    """Say for each recipient of an alert what was sent, or why nothing was."""
    with reading(options) as session:
        one = alert_named(session, options.alert)
        told = session.told([one.alert]).get(one.alert, {})
        rows = session.rows(alert=one.alert)
        silenced = silences_of(one, session.silences(), now)
        _, behind = waiting(session, one.plan)
    facts: dict[str, list[str]] = {}
    for lane, (_, known) in told.items():
        facts[_way(lane)] = [_told_words(known)]
    for row in rows:
        if row.status not in (Delivery.DELIVERED, Delivery.SUPERSEDED):
            before = facts.setdefault(_way(Lane(row.recipient, row.notifier)), ["nothing has arrived there"])
            held_up = f", behind {behind[row.seq].key[:12]}" if row.seq in behind else ""
            before.append(f"message {row.key[:12]}: {status_of(row)}{held_up}")
    for way, reasons in one.reasons.items():
        before = facts.setdefault(way, ["nothing has arrived there"])
        before += [f"when it was last looked at, on {one.updated}, nothing was sent: {reason}" for reason in reasons]
    if options.recipient:
        facts = _only(facts, options.recipient)
    if options.format == "json":
        recipients = [{"recipient": way, "facts": facts[way]} for way in sorted(facts)]
        hidden = [wire.plain(each) for each in silenced]
        return say_json({"alert": one.alert, "state": one.state, "silences": hidden, "recipients": recipients})
    say(f"{one.title} [{one.alert}]: {one.state}{_since(one)}")
    for each in silenced:
        say(f"  {each.words}")
    for way in sorted(facts):
        say(f"  {way}:")
        for fact in facts[way]:
            say(f"    {fact}")
    if not facts:
        say("  nobody is told of it")
    return 0


def _only(facts: dict[str, list[str]], recipient: str) -> dict[str, list[str]]:
    names = {way.rpartition(" via ")[0] for way in facts}
    if recipient not in names:
        raise DefinitionError(Problem(f'"{recipient}" is no recipient of this alert', near_miss(recipient, names)))
    return {way: some for way, some in facts.items() if way.rpartition(" via ")[0] == recipient}


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
        say(f"{row.key[:12]} to {row.recipient} via {row.notifier}: {_subject(row)}")
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


def _since(one: AlertState) -> str:
    return f" since {one.since}" if one.since else ""


def _way(lane: Lane) -> str:
    return f"{lane.recipient} via {lane.notifier}"


def _told_words(told: Told) -> str:
    period = f" ({told.period})" if told.period else ""
    return f"was told: {told.change.heading.lower()}{period}, in message {told.message[:12]}"


def _subject(row: Row) -> str:
    try:
        return wire.load(Message, row.message).subject
    except Exception:  # noqa: BLE001 - whatever it is that was written there, the other messages are listed
        return "(it cannot be read)"
