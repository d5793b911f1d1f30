"""The commands that run a plan, now or on every day on which it might have told something, and what they report."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.headings import heading_of
from wes_rules.alerts.message import News
from wes_rules.alerts.records import Delivery, Row
from wes_rules.cli import clock
from wes_rules.cli.choosing import chosen, is_narrowed
from wes_rules.cli.common import loaded, tell_skipped
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say_json, strictly, tell
from wes_rules.cli.progress import Progress
from wes_rules.counting import counted
from wes_rules.errors import told_once
from wes_rules.quoting import visible
from wes_rules.running.delivering.senders import process_of
from wes_rules.running.options import Options, Report
from wes_rules.running.replay import DayTold, first_day, replay
from wes_rules.running.run import run_plan
from wes_rules.running.telling.upkeep import held_up_by, keys_behind
from wes_rules.values.days import said_day


def run(options: argparse.Namespace) -> int:
    """Run a plan. Targets that are off track are news; only errors make the command fail."""
    asked = Options(**{field.name: getattr(options, field.name) for field in attrs.fields(Options)})
    with Progress() as progress:
        # A program that reads the JSON form gets nothing else on the standard output.
        output = strictly(sys.stderr if options.format == "json" else sys.stdout)
        done = run_plan(asked, clock=clock.now, output=output, progress=progress)
    tell_skipped(done)
    if options.format == "json":
        say_json(to_json(done))
    else:
        for line in report_lines(done, dry_run=options.dry_run):
            tell(line)
    for line in trouble_lines(done):
        complain(line)
    return Exit.FAILED if done.failed else Exit.DONE


def replay_plan(options: argparse.Namespace) -> int:
    """Show what a plan would have told."""
    done = loaded(options)
    measures = tuple(one.id for one in chosen(options)(done.plan)) if is_narrowed(options) else ()
    first = options.first or done.plan.alerting.announce_from
    first = first or first_day(done.plan, done.history, last=options.as_of, measures=measures)
    days: list[DayTold] = []
    if first is not None and first <= options.as_of:
        with Progress() as progress:
            progress(f"running the plan from {first} on")
            for one in replay(done.plan, done.history, first=first, last=options.as_of, measures=measures):
                progress(f"{one.day}: {counted(len(one.messages), 'message')}")
                days.append(one)
    if options.format == "json":
        table = {"plan": done.plan.id, "from": None if first is None else first.isoformat()}
        told = [row for one in days for row in told_table(one)]
        return say_json({**table, "to": options.as_of.isoformat(), "told": told})
    tell(f"{done.plan.title}: {_span(first, options.as_of)}")
    for one in days:
        for line in replay_lines(one):
            tell(line)
    return Exit.DONE


def _span(first: date | None, last: date) -> str:
    """Say which days were replayed, or why there are none."""
    if first is None:
        return f"no figure was known by {last}, and the plan has no start; give --from DATE"
    if first > last:
        return f"nothing would have been told by {last}: it begins on {first}"
    return f"what would have been told from {first} to {last}"


def report_lines(report: Report, *, dry_run: bool) -> Iterator[str]:
    """Say what a run did: one line when nothing is new."""
    judged = f"{counted(len(report.judgements), 'measure')} judged as known on {report.day}"
    if dry_run and report.quiet_until is None:
        for message in report.messages:
            yield f"To {visible(message.recipient)} via {message.notifier}: {visible(message.subject)}"
            yield from (f"  {visible(line)}".rstrip() for line in message.text.splitlines())
        yield f"{judged}; {counted(len(report.messages), 'message')} would be sent; nothing was written (dry run)."
        return
    if report.quiet_until is not None and not report.attempts:
        yield f"{judged}; nothing is sent before {said_day(report.quiet_until)}, the next working day."
        return
    if not report.messages and not report.attempts:
        yield f"{judged}; nothing is new, and nothing was sent."
        return
    ended = Counter(one.status for one in report.attempts)
    said = [f"{ended[Delivery.DELIVERED]} delivered"] if ended[Delivery.DELIVERED] else []
    if report.unsent.rows:
        said.append(f"{len(report.unsent.rows)} still to be sent")
    if ended[Delivery.DEAD]:
        said.append(f"{ended[Delivery.DEAD]} given up")
    queued = [f"{counted(len(report.messages), 'message')} queued"] if report.messages else ["nothing is new"]
    older = {one.message.key for one in report.attempts} - {one.key for one in report.messages}
    if older:
        queued.append(f"{counted(len(older), 'message')} had waited")
    yield f"{judged}; {'; '.join(queued)}: {', '.join(said) or 'none is known to have arrived'}."


def replay_lines(told: DayTold) -> Iterator[str]:
    """Say what was told on one day."""
    for recipient, one in _each_once(told):
        yield visible(f"{told.day}  {recipient}: {heading_of(one)}: {one.headline}")
        yield visible(f"            {one.line}")
        yield from (visible(f"            {detail}") for detail in one.details)


def told_table(told: DayTold) -> list[dict[str, Any]]:
    """Return what was told on one day as JSON values, each alert once per recipient."""
    return [
        {
            "day": told.day.isoformat(),
            "recipient": recipient,
            "measure": one.measure or None,
            "alert": one.alert,
            "kind": one.kind.value,
            "change": one.change.value,
            "heading": heading_of(one),
            "title": one.title,
            "period": one.period or None,
            "line": one.line,
            "details": list(one.details),
            "labels": ["made up"] if one.made_up else [],
        }
        for recipient, one in _each_once(told)
    ]


def _each_once(told: DayTold) -> Iterator[tuple[str, News]]:
    """Yield each alert once per recipient, however many notifiers carried it."""
    seen = set()
    for message in told.messages:
        for one in message.news:
            key = (message.recipient, one.alert)
            if not one.repeated and key not in seen:
                seen.add(key)
                yield message.recipient, one


def trouble_lines(report: Report) -> Iterator[str]:
    """Say what did not work, each with what happens next."""
    yield from (f"note: {one}" for one in report.warnings)
    yield from told_once(report.problems)
    if report.not_judged:
        yield f"left as they were, as a source failed ({len(report.not_judged)}): {', '.join(report.not_judged)}"
    if report.undecided:
        names = ", ".join(report.undecided)
        yield f"undecided, as rows that may decide them were left out ({len(report.undecided)}): {names}"
    if report.left_alone:
        names = ", ".join(report.left_alone)
        yield f"alerts left as they were, as rows that may decide them were left out ({len(report.left_alone)}): {names}"
    yield from (visible(_unsent_words(row, report)) for row in report.unsent.rows)
    for row in report.dead:
        yield visible(f"given up: {row.route}: {row.error}; see wes-rules alerts dead")


def _unsent_words(row: Row, report: Report) -> str:
    """Say why a message is still to be sent, and when it will be."""
    to, unsent, quiet_until = f"{row.route}", report.unsent, report.quiet_until
    ahead = unsent.behind.get(row.seq)
    if row.seq in unsent.in_hand:
        sender = process_of((ahead or row).owner)
        return f"note: another run ({sender}) is sending to {to}{', and then this' if ahead else ''}"
    way = f"not delivered yet: {to}"
    if row.status is Delivery.INFLIGHT and row.lease_until is not None:
        begun = f"{process_of(row.owner)} began to send it and has not recorded how that ended"
        return f"{way}: {begun}; if it was killed, the next run after {row.lease_until:%Y-%m-%d %H:%M:%S} sends it"
    if ahead is not None:
        return f"{way}: it waits behind {ahead.key[:12]}, as both have news of the same alert"
    why = f": {row.error}" if row.error else ""
    held_up = held_up_by(row, unsent.behind)
    when = f"after {row.next_at:%Y-%m-%d %H:%M}" if quiet_until is None else f"not before {said_day(quiet_until)}"
    return f"{way}, {when}{why}{f'; {held_up}' if held_up else ''}"


def to_json(report: Report) -> dict[str, Any]:
    """Return the documented JSON form."""
    return {
        "plan": report.plan.id,
        "as_of": report.day.isoformat(),
        "quiet_until": None if report.quiet_until is None else report.quiet_until.isoformat(),
        "judged": len(report.judgements),
        "held": list(report.not_judged),
        "undecided_by_left_out": list(report.undecided),
        "left_as_they_were": list(report.left_alone),
        "left_out": [str(one) for one in report.skipped],
        "messages": [wire.plain(one) for one in report.messages],
        "attempts": [
            {
                "message": one.message.key,
                "recipient": one.message.recipient,
                "notifier": one.message.notifier,
                "status": one.status.value,
                "error": one.error or None,
                "next_at": None if one.next_at is None else one.next_at.isoformat(),
            }
            for one in report.attempts
        ],
        "waiting": len(report.unsent.rows),
        "waiting_behind": keys_behind(report.unsent.rows, report.unsent.behind),
        "dead": len(report.dead),
        "problems": [str(one) for one in report.problems],
        "warnings": list(report.warnings),
        "unmatched": list(report.unmatched.notes),
    }
