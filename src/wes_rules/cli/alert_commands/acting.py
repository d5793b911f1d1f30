"""The commands by which people act on alerts; each is kept in the log with who did it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from datetime import datetime

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.handling import Silence
from wes_rules.alerts.records import AlertState, Delivery, Entry, Row
from wes_rules.cli.alert_commands.finding import matched, messages_named, open_alerts_named, reading, said, who, writing
from wes_rules.cli.output import say, say_json
from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem, near_miss
from wes_rules.quoting import quoted
from wes_rules.running import acknowledging
from wes_rules.running.telling.upkeep import dismissed_mark, renew, still_holds, unattended


def acknowledge(options: argparse.Namespace, now: datetime) -> int:
    """Acknowledge an alert, or every alert that is open of a measure."""
    by = who(options)
    until = options.until
    if until is not None and until <= now:
        raise DefinitionError(Problem(f"--until {said(until)} is over", "give a later day"))
    with writing(options) as session:
        found = open_alerts_named(session, options.alert)
        made = [acknowledging.acknowledge(session, one, by=by, note=options.note, at=now, until=until) for one in found]
        detail = "; ".join(part for part in (options.note, f"until {said(until)}" if until else "") if part)
        for one in found:
            session.log(Entry(at=now, actor=by, action="acknowledged", subject=one.alert, detail=detail))
    if options.format == "json":
        return say_json([wire.plain(one) for one in made])
    for one in found:
        what = "" if one.kind is AlertKind.OFF_TRACK else f" ({one.kind.value.replace('_', ' ')})"
        until_when = f" until {said(until)}" if until else ""
        say(f"{one.title}{what} is acknowledged by {by}{until_when}: no reminders until it gets worse.")
    return 0


def silence(options: argparse.Namespace, now: datetime) -> int:
    """Silence some alerts, show which ones that would be, or end a silence."""
    if options.end:
        return _end_silence(options, now)
    if options.ends is None:
        raise DefinitionError(Problem("a silence needs an end", "say it with --until DATE"))
    if options.ends <= now:
        raise DefinitionError(Problem(f"--until {said(options.ends)} is over", "give a later day"))
    matchers = dict(map(_matcher, options.match))
    by = who(options)
    with (reading if options.preview else writing)(options) as session:
        made = Silence(
            id=f"S{len(session.silences()) + 1}",
            matchers=matchers,
            starts=options.starts or now,
            ends=options.ends,
            author=by,
            reason=options.reason or ("a preview" if options.preview else ""),
        )
        known = session.alert_states()
        matching = [one for one in known if made.matches(one.plan, one.as_ended())]
        hidden = [one for one in matching if one.open]
        if not options.preview:
            session.put_silence(made)
            detail = f"{matched(made)} until {said(made.ends)}: {made.reason}"
            session.log(Entry(at=now, actor=by, action="silenced", subject=made.id, detail=detail))
    if options.format == "json":
        alerts = [one.alert for one in hidden]
        return say_json({"silence": wire.plain(made), "preview": options.preview, "alerts": alerts})
    _say_silence(made, hidden, None if matching else _nearest(made, known), preview=options.preview)
    return 0


def _say_silence(made: Silence, hidden: Sequence[AlertState], unknown: str | None, *, preview: bool) -> None:
    open_now = counted(len(hidden), "alert")
    if preview:
        say(f"It would silence {open_now} open now{':' if hidden else '.'}")
    else:
        say(f"{made.id}: {matched(made)} until {said(made.ends)}; {open_now} open now{':' if hidden else '.'}")
    if unknown is not None:
        say(f"note: no alert that the store knows of matches {matched(made)}{unknown}")
    for one in hidden:
        say(f"  {one.title} [{one.alert}]")


def _nearest(silence: Silence, known: Iterable[AlertState]) -> str:
    """Say what else may have been meant by the measure that a silence names; empty where it names none."""
    measures = {one.measure for one in known if AlertKind(one.kind).of_measure}
    name = silence.matchers.get("measure", "")
    return f"; {near_miss(name, measures)}" if name and name not in measures and measures else ""


def _end_silence(options: argparse.Namespace, now: datetime) -> int:
    given = {"--from": options.starts, "--until": options.ends, "--preview": options.preview}
    for more in [*options.match, *(name for name, value in given.items() if value)]:
        what = f"--end {options.end} ends a silence and takes no {more}"
        raise DefinitionError(Problem(what, "leave it out, or set another silence without --end"))
    by = who(options)
    with writing(options) as session:
        silences = {one.id: one for one in session.silences()}
        if options.end not in silences:
            raise DefinitionError(
                Problem(f"there is no silence {quoted(options.end)}", near_miss(options.end, silences))
            )
        ended = silences[options.end]
        if ended.ends <= now:
            raise DefinitionError(Problem(f"{ended.id} ended on {said(ended.ends)}", "there is nothing to do"))
        ended = attrs.evolve(ended, ends=now, ended_by=by)
        session.put_silence(ended)
        session.log(Entry(at=now, actor=by, action="ended silence", subject=ended.id, detail=options.reason))
    if options.format == "json":
        return say_json(wire.plain(ended))
    say(f"{ended.id} has ended; the next run tells what still holds.")
    return 0


def retry(options: argparse.Namespace, now: datetime) -> int:
    """Queue messages again that were given up."""
    by = who(options)
    queued: list[Row] = []
    renewed: list[Row] = []
    refused: dict[Row, str] = {}
    with writing(options) as session:
        # By name any of them; all are those that somebody still has to look at.
        unattended_rows = unattended(session, None)
        open_ends = {one.seq for one in unattended_rows}
        rows = unattended_rows if options.all else session.rows(statuses=[Delivery.DEAD])
        for row in messages_named(rows, options.message, every=options.all, which="that was given up"):
            if not still_holds(session, row):
                refused[row] = "what it says no longer holds"
            elif session.revive(row.seq, now):
                queued.append(row)
            elif row.seq in open_ends:
                renew(session, row, by)
                renewed.append(row)
            else:
                refused[row] = "newer news of the same alerts has followed it"
        for row in queued:
            session.set_mark(dismissed_mark(row), "")
        for row in (*queued, *renewed):
            detail = f"to {row.route}"
            session.log(Entry(at=now, actor=by, action="retried", subject=row.key, detail=detail))
    if options.format == "json":
        say_json({"queued": _keys(queued), "renewed": _keys(renewed), "refused": _keys(refused)})
        return 1 if refused else 0
    for row in queued:
        say(f"queued again: {row.key[:12]} to {row.route}; the next run sends it")
    for row in renewed:
        twice = ", which its recipient may have had before" if row.maybe_seen else ""
        say(f"made anew: {row.key[:12]} to {row.route}; the next run sends what of it still holds{twice}")
    for row, why in refused.items():
        say(f"left as it is: {row.key[:12]} to {row.recipient}: {why}; wes-rules alerts dismiss takes it off the list")
    say(f"{len(queued) + len(renewed)} queued, {len(refused)} left")
    return 1 if refused else 0


def _keys(rows: Iterable[Row]) -> list[str]:
    return [row.key for row in rows]


def dismiss(options: argparse.Namespace, now: datetime) -> int:
    """Give up waiting messages, and remove those given up from the list; none of them is sent."""
    if not options.reason.strip():
        raise DefinitionError(Problem("it needs a reason", "say it with --reason: the log keeps it"))
    by = who(options)
    with writing(options) as session:
        rows = unattended(session, None)
        if not options.all:
            rows += session.rows(statuses=[Delivery.QUEUED, Delivery.UNKNOWN])
        rows = messages_named(rows, options.message, every=options.all, which="that waits or was given up")
        for row in rows:
            if row.status is not Delivery.DEAD:
                session.give_up(row.seq, f"dismissed by {by}: {options.reason}", now)
            session.set_mark(dismissed_mark(row), by)
            detail = f"to {row.route}: {options.reason}"
            session.log(Entry(at=now, actor=by, action="dismissed", subject=row.key, detail=detail))
    if options.format == "json":
        return say_json({"dismissed": _keys(rows)})
    for row in rows:
        say(f"dismissed: {row.key[:12]} to {row.route}")
    say(f"{len(rows)} dismissed; nobody is sent them")
    return 0


def mend(options: argparse.Namespace, now: datetime) -> int:
    """Drop what cannot be read."""
    by = who(options)
    with writing(options) as session:
        # What a newer version wrote is no damage, and is kept for it.
        found = [one for one in session.check() if not one.remedy]
        for one in found:
            session.mend(one, now)
            subject = one.alert or one.what
            session.log(Entry(at=now, actor=by, action="mended", subject=subject, detail=str(one.problem.what)))
        session.damages.clear()
    if options.format == "json":
        return say_json({"mended": [{"alert": one.alert or None, "what": one.what, "why": one.why} for one in found]})
    for one in found:
        say(f"dropped: {f'{one.alert}: ' if one.alert else ''}{one.what} ({one.why})")
    say(f"{len(found)} dropped; the next run looks at their alerts anew")
    return 0


def _matcher(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise DefinitionError(Problem(f"{quoted(text)} matches nothing", "write it like measure=ehcp-20-weeks"))
    return name, value
