"""Finding the alerts and the store that a command is about, and saying what was found."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from wes_rules.alerts import wire
from wes_rules.alerts.handling import Silence
from wes_rules.alerts.records import AlertState, Delivery, Row
from wes_rules.cli.output import complain
from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem, near_miss, told_once
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import load_plugins
from wes_rules.plugins.store import Session, Store
from wes_rules.quoting import quoted
from wes_rules.running.delivering.senders import process_of
from wes_rules.running.opening import store_address
from wes_rules.running.reading.remembered import not_judged_since


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Store]:
    scheme, address = store_address(options.store)
    kind = load_plugins([scheme]).store(scheme)
    context = Context(as_of=date.min, base=Path(), output=sys.stdout, environ=os.environ)
    with closing(kind.open(address, context)) as store:
        yield store
        problems = tuple(dict.fromkeys(one.problem for one in store.damages))
        for line in told_once(problems):
            complain(line)
        options.damaged = bool(problems)


@contextmanager
def reading(options: argparse.Namespace) -> Iterator[Session]:
    """Open the store that was named, and read from it."""
    with _opened(options) as store, store.read() as session:
        yield session


@contextmanager
def writing(options: argparse.Namespace) -> Iterator[Session]:
    """Open the named store and begin a transaction."""
    with _opened(options) as store, store.write() as session:
        yield session


def who(options: argparse.Namespace) -> str:
    """Return who acts: the name given, or else the login name."""
    if options.by.strip():
        return str(options.by)
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        raise DefinitionError(Problem("nobody knows who you are", "say it with --by NAME: the log keeps it")) from None


def alerts_named(session: Session, name: str) -> list[AlertState]:
    """Return an alert by its key, or every alert of what it is about: the id of a measure, a source or a notifier."""
    states = session.alert_states()
    mine = [one for one in states if one.alert == name] or [one for one in states if one.measure == name]
    if mine:
        return mine
    what = f"there is no alert {quoted(name)}"
    if not states:
        raise DefinitionError(Problem(what, "no run has judged anything"))
    if any(name in not_judged_since(session, plan) for plan in {one.plan for one in states}):
        raise DefinitionError(Problem(what, "it was never judged: its source has failed in every run so far"))
    remedy = near_miss(name, {*(one.alert for one in states), *(one.measure for one in states)})
    joint = " " if remedy.endswith("?") else "; "
    raise DefinitionError(Problem(what, f"{remedy}{joint}A promise that is advisory is never alerted and has none"))


def open_alerts_named(session: Session, name: str) -> list[AlertState]:
    """Return the alerts to acknowledge: the open one of a key, or those that are open of what they are about."""
    mine = alerts_named(session, name)
    found = [one for one in mine if one.open]
    keys = ", ".join(one.alert for one in found or mine)
    if not found:
        raise DefinitionError(
            Problem(f"{keys} {'is' if len(mine) == 1 else 'are'} not open", "there is nothing to acknowledge")
        )
    if len({one.plan for one in found}) > 1:
        what = f"{quoted(name)} could be {len(found)} alerts of several plans"
        raise DefinitionError(Problem(what, f"write the key of one: {keys}"))
    return found


def silences_of(one: AlertState, silences: Iterable[Silence], now: datetime) -> list[Silence]:
    """Return the silences in force that match an alert."""
    current = one.as_ended()
    return [each for each in silences if each.holds(now) and each.matches(one.plan, current)]


def messages_named(rows: Sequence[Row], names: Sequence[str], *, every: bool, which: str) -> list[Row]:
    """Return messages by their keys or the beginnings of those, or every one; refuse what names none, or several."""
    if every:
        return list(rows)
    if not names:
        raise DefinitionError(Problem("it does not say which message", "name messages, or write --all"))
    found = []
    for name in names:
        mine = [row for row in rows if row.key.startswith(name)]
        if len(mine) != 1:
            what = (
                f"{quoted(name)} is no message {which}" if not mine else f"{quoted(name)} could be {len(mine)} messages"
            )
            raise DefinitionError(Problem(what, "wes-rules alerts dead and wes-rules alerts show list them"))
        found += mine
    return list(dict.fromkeys(found))


def said(moment: datetime | None) -> str:
    """Return a moment in UTC as people write it."""
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def since(one: AlertState) -> str:
    """Say since which period an alert has been open; empty where it is not."""
    return f" since {one.since}" if one.since else ""


def matched(silence: Silence) -> str:
    """Say what a silence is about."""
    return " and ".join(f"{name}={value}" for name, value in sorted(silence.matchers.items()))


def status_of(row: Row) -> str:
    """Say what has become of a message."""
    match row.status:
        case Delivery.DELIVERED:
            return f"delivered {said(row.settled_at)}"
        case Delivery.DEAD:
            return f"given up {said(row.settled_at)} after {counted(row.attempts, 'attempt')}: {row.error}"
        case Delivery.SUPERSEDED:
            return "superseded by something newer before it was sent"
        case Delivery.INFLIGHT:
            return (
                f"being sent by {process_of(row.owner)}; if that was killed, sent again after {said(row.lease_until)}"
            )
        case Delivery.UNKNOWN:
            return f"nobody knows whether it arrived ({row.error}); sent again after {said(row.next_at)}"
        case Delivery.QUEUED if row.error:
            return (
                f"in the queue after {counted(row.attempts, 'attempt')} ({row.error}); not before {said(row.next_at)}"
            )
        case Delivery.QUEUED:
            return "in the queue"


def plain_row(row: Row) -> dict[str, Any]:
    """Return a message of the outbox for JSON."""
    return {name: value for name, value in wire.plain(row).items() if name not in ("message", "owner", "lease_until")}


def plain_alert(one: AlertState, silences: Iterable[Silence]) -> dict[str, Any]:
    """Return an alert for JSON, with the silences in force that match it."""
    plain = {name: value for name, value in wire.plain(one).items() if name not in ("signature", "due")}
    return {**plain, "silences": [wire.plain(each) for each in silences]}
