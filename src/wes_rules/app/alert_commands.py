"""The commands about alerts: what is open, who was told, and what people do about it."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.fold import State
from wes_rules.alerts.message import Change, Message
from wes_rules.alerts.records import MATCHED, Acknowledgement, AlertState, Delivery, Entry, Row, Silence
from wes_rules.alerts.told import Lane, Told
from wes_rules.alerts.truth import Truth
from wes_rules.app.live import store_address
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.plugins.api import Context
from wes_rules.plugins.console import printable
from wes_rules.plugins.manager import load_plugins
from wes_rules.plugins.store import Session, Store

Command = Callable[[argparse.Namespace], int]


def add_commands(commands: Any, clock: Callable[[], datetime]) -> None:
    """
    Add `alerts` and its commands.

    Args:
        commands: Where commands are added, as argparse calls it.
        clock: Tells the moment.
    """
    text = "See what alerts are open, who was told, and act on them."
    parser = commands.add_parser("alerts", help=text, description=text)
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace, datetime], int], text: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
        one.add_argument("--store", default="alerts.db", metavar="FILE", help="the store (default: alerts.db)")
        one.add_argument("--format", choices=("text", "json"), default="text", help="how to write the result")
        one.set_defaults(command=lambda options: command(options, clock()))
        return one

    listing = add("list", _list, "List the alerts that are open.")
    listing.add_argument("--all", action="store_true", help="also those that are not open")
    listing.add_argument("--plan", metavar="ID", help="of this plan only")
    show = add("show", _show, "Show one alert: its condition, what was told and when, and what people did.")
    explain = add("explain", _explain, "Say for each recipient what was sent of an alert, or why nothing was.")
    explain.add_argument("--recipient", metavar="NAME", help="this recipient only")
    ack = add("ack", _ack, "Acknowledge an alert: no reminders and no escalation until it gets worse.")
    ack.add_argument("--note", default="", help="what is done about it")
    ack.add_argument("--until", type=_moment, metavar="DATE", help="until when (default: while it lasts)")
    for one in (show, explain, ack):
        one.add_argument("alert", metavar="ALERT", help="its key, or the id of its measure")
    silence = add("silence", _silence, "Tell nobody of some alerts for some time; what still holds is told afterwards.")
    silence.add_argument("match", nargs="*", metavar="FIELD=VALUE", help=f"fields: {', '.join(MATCHED)}; * is any text")
    silence.add_argument("--from", dest="starts", type=_moment, metavar="DATE", help="from when on (default: now)")
    silence.add_argument("--until", dest="ends", type=_moment, metavar="DATE", help="until when")
    silence.add_argument("--reason", default="", help="why")
    silence.add_argument("--end", metavar="ID", help="end this silence now")
    silence.add_argument("--preview", action="store_true", help="show which alerts it would match, and do nothing")
    for one in (ack, silence):
        one.add_argument("--by", default="", metavar="NAME", help="who you are (default: your login name)")
    add("silences", _silences, "List every silence there ever was.")
    retry = add("retry", _retry, "Send messages again that were given up; the next run sends them.")
    retry.add_argument("message", nargs="*", metavar="MESSAGE", help="keys of messages, or their beginnings")
    retry.add_argument("--all", action="store_true", help="all that were given up")
    add("dead", _dead, "List the messages that were given up.")
    log = add("log", _log, "Show everything that people and runs did.")
    log.add_argument("--subject", metavar="WHAT", help="to this alert, silence, message or plan only")


def _list(options: argparse.Namespace, now: datetime) -> int:
    with _reading(options) as session:
        states = session.alert_states(plan=options.plan, open_only=not options.all)
        acknowledged = {one.alert: one for one in session.acknowledgements()}
        waiting = session.rows(plan=options.plan, statuses=[one for one in Delivery if not one.is_over])
        dead = session.rows(plan=options.plan, statuses=[Delivery.DEAD])
        last = session.mark("wall")
    if options.format == "json":
        health = {
            "last_run": last or None,
            "waiting": len(waiting),
            "oldest_waiting": min((_said(one.created_at) for one in waiting), default=None),
            "dead": len(dead),
        }
        return _json({"alerts": [_plain(one) for one in states], "health": health})
    for one in states:
        seen = f", acknowledged by {acknowledged[one.alert].by}" if one.alert in acknowledged else ""
        since = f" since {one.since}" if one.since else ""
        _say(f"{one.state}{since}: {one.title} [{one.alert}]{seen}")
        _say(f"    {one.line}")
    _say(f"{len(states)} alert{'' if len(states) == 1 else 's'}{'' if options.all else ' open'}")
    if waiting:
        _say(
            f"{len(waiting)} messages wait to be sent, the oldest since {_said(min(one.created_at for one in waiting))}"
        )
    if dead:
        _say(f"{len(dead)} messages were given up; wes-rules alerts dead lists them")
    _say(f"last run: {last[:16].replace('T', ' ')} UTC" if last else "last run: never")
    return 0


def _show(options: argparse.Namespace, now: datetime) -> int:
    with _reading(options) as session:
        one = _found(session, options.alert)
        told = session.told([one.alert]).get(one.alert, {})
        history = session.acknowledgements(alert=one.alert)
        entries = session.entries(one.alert)
        rows = _rows_about(session, one.alert)
    if options.format == "json":
        return _json(
            {
                **_plain(one),
                "told": [{**attrs.asdict(lane), **wire.plain(known)} for lane, (_, known) in told.items()],
                "messages": [_row(row) for row in rows],
                "acknowledgements": [wire.plain(each) for each in history],
                "log": [wire.plain(each) for each in entries],
            }
        )
    _say(f"{one.title} [{one.alert}]")
    _say(f"  condition: {one.state}{f' since {one.since}' if one.since else ''}, as of {one.updated}")
    _say(f"  {one.line}")
    for lane, (_, known) in sorted(told.items()):
        state = "open" if known.open else "closed"
        _say(
            f"  {lane.recipient} via {lane.notifier} was told: {known.change.heading.lower()} ({known.period}); {state}"
        )
    for row in rows:
        _say(f"  message {row.key[:12]} to {row.recipient} via {row.notifier}: {_status(row)}")
    for each in history:
        over = f"; no longer: {each.cleared_why}" if each.cleared_at else ""
        _say(f"  acknowledged by {each.by} on {_said(each.at)}{f': {each.note}' if each.note else ''}{over}")
    for entry in entries:
        _say(f"  {_said(entry.at)} {entry.actor}: {entry.action}{f' ({entry.detail})' if entry.detail else ''}")
    return 0


def _explain(options: argparse.Namespace, now: datetime) -> int:
    with _reading(options) as session:
        one = _found(session, options.alert)
        told = session.told([one.alert]).get(one.alert, {})
        members = session.members([one.alert])
        rows = {row.seq: row for row in _rows_about(session, one.alert)}
    lanes = {lane: _told_words(known) for lane, (_, known) in told.items()}
    waiting: dict[Lane, list[str]] = {}
    for member in members:
        waiting.setdefault(Lane(member.recipient, member.notifier), []).append(_status(rows[member.seq]))
    names = {f"{lane.recipient} via {lane.notifier}" for lane in (*lanes, *waiting)} | one.reasons.keys()
    said = []
    for name in sorted(names):
        lane = next((each for each in (*lanes, *waiting) if f"{each.recipient} via {each.notifier}" == name), None)
        if options.recipient and not name.startswith(f"{options.recipient} via "):
            continue
        facts = [lanes[lane]] if lane in lanes else ["nothing has arrived there"]
        facts += [f"on its way: {status}" for status in waiting.get(lane, [])] if lane is not None else []
        facts += [f"the last run sent nothing: {reason}" for reason in one.reasons.get(name, ())]
        said.append({"recipient": name, "facts": facts})
    if options.format == "json":
        return _json({"alert": one.alert, "state": one.state, "recipients": said})
    _say(f"{one.title} [{one.alert}]: {one.state}{f' since {one.since}' if one.since else ''}")
    for each in said:
        _say(f"  {each['recipient']}:")
        for fact in each["facts"]:
            _say(f"    {fact}")
    if not said:
        _say("  nobody is told of it")
    return 0


def _told_words(told: Told) -> str:
    period = f" ({told.period})" if told.period else ""
    return f"was told: {told.change.heading.lower()}{period}, in message {told.message[:12]}"


def _ack(options: argparse.Namespace, now: datetime) -> int:
    with _writing(options) as session:
        one = _found(session, options.alert)
        if not one.open:
            raise DefinitionError(Problem(f"{one.alert} is not open", "there is nothing to acknowledge"))
        if options.until is not None and options.until <= now:
            raise DefinitionError(Problem(f"--until {options.until:%Y-%m-%d} is over", "give a later day"))
        by = _who(options)
        told = _as_told(session, one)
        for before in session.acknowledgements(alert=one.alert):
            if before.cleared_at is None:
                session.put_acknowledgement(attrs.evolve(before, cleared_at=now, cleared_why=f"replaced by {by}"))
        ack = Acknowledgement(alert=one.alert, by=by, note=options.note, at=now, until=options.until, told=told)
        session.put_acknowledgement(ack)
        until = f", until {options.until:%Y-%m-%d}" if options.until else ""
        session.log(Entry(at=now, actor=by, action="acknowledged", subject=one.alert, detail=f"{options.note}{until}"))
    if options.format == "json":
        return _json(wire.plain(ack))
    _say(f"{one.title} is acknowledged by {by}{until}: no reminders until it gets worse.")
    return 0


def _as_told(session: Session, one: AlertState) -> Told:
    """Return what is true of an alert as the last run left it, for "worse than this" to mean something later."""
    known = [told for _, told in session.told([one.alert]).get(one.alert, {}).values() if told.open]
    if known:
        return max(known, key=lambda told: told.order)
    return Told(change=Change.NEW, open=True, opened=one.since, period=one.period, severity=one.severity)


def _silence(options: argparse.Namespace, now: datetime) -> int:
    by = _who(options)
    if options.end:
        return _end_silence(options, now, by)
    matchers = dict(_matcher(text) for text in options.match)
    if options.ends is None:
        raise DefinitionError(Problem("a silence needs an end", "say it with --until DATE"))
    with _writing(options) as session:
        silence = Silence(
            id=f"S{len(session.silences()) + 1}",
            matchers=matchers,
            starts=options.starts or now,
            ends=options.ends,
            author=by,
            reason=options.reason or ("a preview" if options.preview else ""),
        )
        hidden = [one for one in session.alert_states(open_only=True) if silence.matches(one.plan, _as_truth(one))]
        if not options.preview:
            session.put_silence(silence)
            detail = f"{_matched(silence)} until {_said(silence.ends)}: {silence.reason}"
            session.log(Entry(at=now, actor=by, action="silenced", subject=silence.id, detail=detail))
    if options.format == "json":
        return _json(
            {"silence": wire.plain(silence), "preview": options.preview, "alerts": [one.alert for one in hidden]}
        )
    if options.preview:
        _say(f"It would silence {len(hidden)} open alerts:")
    else:
        _say(f"{silence.id}: {_matched(silence)} until {_said(silence.ends)}, {len(hidden)} open alerts:")
    for one in hidden:
        _say(f"  {one.title} [{one.alert}]")
    return 0


def _end_silence(options: argparse.Namespace, now: datetime, by: str) -> int:
    with _writing(options) as session:
        silences = {one.id: one for one in session.silences()}
        if options.end not in silences:
            raise DefinitionError(Problem(f'there is no silence "{options.end}"', near_miss(options.end, silences)))
        silence = silences[options.end]
        if silence.ends <= now:
            raise DefinitionError(Problem(f"{silence.id} has ended already", "there is nothing to do"))
        silence = attrs.evolve(silence, ends=now, ended_by=by)
        session.put_silence(silence)
        session.log(Entry(at=now, actor=by, action="ended silence", subject=silence.id, detail=options.reason))
    if options.format == "json":
        return _json(wire.plain(silence))
    _say(f"{silence.id} has ended; the next run tells what still holds.")
    return 0


def _silences(options: argparse.Namespace, now: datetime) -> int:
    with _reading(options) as session:
        silences = session.silences()
    if options.format == "json":
        return _json([{**wire.plain(one), "holds": one.holds(now)} for one in silences])
    for one in silences:
        state = "in force" if one.holds(now) else "over" if one.ends <= now else "to come"
        early = f", ended early by {one.ended_by}" if one.ended_by else ""
        _say(f"{one.id} ({state}): {_matched(one)}, from {_said(one.starts)} until {_said(one.ends)}{early}")
        _say(f"    {one.author}: {one.reason}")
    _say(f"{len(silences)} silence{'' if len(silences) == 1 else 's'}")
    return 0


def _retry(options: argparse.Namespace, now: datetime) -> int:
    if not options.message and not options.all:
        raise DefinitionError(Problem("it does not say which message", "name messages, or write --all"))
    queued: list[Row] = []
    refused: list[Row] = []
    with _writing(options) as session:
        for row in _chosen(session.rows(statuses=[Delivery.DEAD]), options):
            (queued if session.revive(row.seq, now) else refused).append(row)
        for row in queued:
            detail = f"to {row.recipient} via {row.notifier}"
            session.log(Entry(at=now, actor=getpass.getuser(), action="retried", subject=row.key, detail=detail))
    if options.format == "json":
        return _json({"queued": [row.key for row in queued], "refused": [row.key for row in refused]})
    for row in queued:
        _say(
            f"queued again: {row.key[:12]} to {row.recipient} via {row.notifier}; the next run sends it, if it still holds"
        )
    for row in refused:
        _say(f"left as it is: {row.key[:12]} to {row.recipient}: newer news of the same alerts has followed it")
    _say(f"{len(queued)} queued, {len(refused)} left")
    return 1 if refused else 0


def _chosen(rows: list[Row], options: argparse.Namespace) -> list[Row]:
    if options.all:
        return rows
    found = []
    for key in options.message:
        mine = [row for row in rows if row.key.startswith(key)]
        if len(mine) != 1:
            what = f'"{key}" is no message that was given up' if not mine else f'"{key}" could be {len(mine)} messages'
            raise DefinitionError(Problem(what, "wes-rules alerts dead lists them"))
        found += mine
    return found


def _dead(options: argparse.Namespace, now: datetime) -> int:
    with _reading(options) as session:
        rows = session.rows(statuses=[Delivery.DEAD])
    if options.format == "json":
        return _json([_row(row) for row in rows])
    for row in rows:
        subject = wire.load(Message, row.message).subject
        _say(f"{row.key[:12]} to {row.recipient} via {row.notifier}: {subject}")
        _say(f"    given up {_said(row.settled_at)} after {row.attempts} attempts: {row.error}")
    _say(f"{len(rows)} messages given up")
    return 0


def _log(options: argparse.Namespace, now: datetime) -> int:
    with _reading(options) as session:
        entries = session.entries(options.subject)
    if options.format == "json":
        return _json([wire.plain(one) for one in entries])
    for one in entries:
        detail = f": {one.detail}" if one.detail else ""
        _say(f"{_said(one.at)} {one.actor} {one.action} {one.subject}{detail}")
    return 0


def _found(session: Session, name: str) -> AlertState:
    """Return an alert by its key, or by its measure's id where that has one alert that is meant."""
    states = session.alert_states()
    exact = [one for one in states if one.alert == name]
    mine = exact or [one for one in states if one.measure == name and one.kind == AlertKind.OFF_TRACK.value]
    if len(mine) != 1:
        keys = [one.alert for one in states]
        what = (
            f'there is no alert "{name}"' if not mine else f'"{name}" could be {", ".join(one.alert for one in mine)}'
        )
        raise DefinitionError(Problem(what, near_miss(name, [*keys, *(one.measure for one in states)])))
    return mine[0]


def _rows_about(session: Session, alert: str) -> list[Row]:
    return [row for row in session.rows() if alert in session.alerts_in(row.seq)]


def _as_truth(one: AlertState) -> Truth:
    return Truth(
        alert=one.alert,
        kind=AlertKind(one.kind),
        state=State.OPEN,
        title=one.title,
        measure=one.measure,
        area=one.area,
        owner=one.owner,
        labels=one.labels,
    )


def _matcher(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise DefinitionError(Problem(f'"{text}" matches nothing', "write it like measure=ehcp-20-weeks"))
    return name, value


def _matched(silence: Silence) -> str:
    return " and ".join(f"{name}={value}" for name, value in sorted(silence.matchers.items()))


def _who(options: argparse.Namespace) -> str:
    return options.by or getpass.getuser()


def _moment(text: str) -> datetime:
    """Read a day as its first moment, or a moment; without a zone it is UTC."""
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        what = f'"{text}" is no day and no moment; write it like 2026-01-31 or 2026-01-31T17:00'
        raise argparse.ArgumentTypeError(what) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _status(row: Row) -> str:
    match row.status:
        case Delivery.DELIVERED:
            return f"delivered {_said(row.settled_at)}"
        case Delivery.DEAD:
            return f"given up {_said(row.settled_at)} after {row.attempts} attempts: {row.error}"
        case Delivery.SUPERSEDED:
            return "superseded by something newer before it was sent"
        case Delivery.INFLIGHT:
            return "being sent"
        case Delivery.UNKNOWN:
            return f"nobody knows whether it arrived ({row.error}); sent again after {_said(row.next_at)}"
        case _ if row.attempts:
            return f"tried {row.attempts} times ({row.error}); again after {_said(row.next_at)}"
        case _:
            return "in the queue"


def _row(row: Row) -> dict[str, Any]:
    return {name: value for name, value in wire.plain(row).items() if name not in ("message", "owner", "lease_until")}


def _plain(one: AlertState) -> dict[str, Any]:
    return {name: value for name, value in wire.plain(one).items() if name not in ("signature", "due")}


def _said(moment: datetime | None) -> str:
    return "" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def _say(text: str) -> None:
    print(printable(text))


def _json(value: object) -> int:
    print(json.dumps(value, indent=2, ensure_ascii=False))
    return 0


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Store]:
    scheme, address = store_address(options.store)
    kind = load_plugins([scheme]).store(scheme)
    context = Context(as_of=date.min, base=Path(), output=sys.stdout, environ=os.environ)
    with closing(kind.open(address, context)) as store:
        yield store


@contextmanager
def _reading(options: argparse.Namespace) -> Iterator[Session]:
    with _opened(options) as store, store.read() as session:
        yield session


@contextmanager
def _writing(options: argparse.Namespace) -> Iterator[Session]:
    with _opened(options) as store, store.write() as session:
        yield session
