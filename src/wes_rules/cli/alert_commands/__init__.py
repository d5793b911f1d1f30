"""The commands about alerts: what is open, who was told, and what people do about it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from wes_rules.alerts.matched import MATCHED
from wes_rules.cli import clock
from wes_rules.cli.exits import Exit
from wes_rules.cli.loading import lazily
from wes_rules.errors import DefinitionError
from wes_rules.quoting import quoted
from wes_rules.running.defaults import STORE
from wes_rules.values.checks import day, day_in

_Add = Callable[[str, str, str], argparse.ArgumentParser]
_ALERT = "its key, or the id of its measure, source or notifier"


def add_commands(commands: Any) -> None:
    """Add `alerts` and its commands."""
    text = "See what alerts are open, who was told, and act on them."
    parser = commands.add_parser("alerts", help=text, description=text)
    verbs = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, where: str, text: str) -> argparse.ArgumentParser:
        one: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
        command = lazily(f"alert_commands.{where}")
        one.add_argument("--store", default=STORE, metavar="FILE", help=f"the store (default: {STORE})")
        one.add_argument("--format", choices=("text", "json"), default="text", help="how to write the result")
        one.set_defaults(
            command=lambda options: command(options, clock.now()) or Exit.FAILED * options.damaged, damaged=False
        )
        return one

    _add_looking(add)
    _add_acting(add)


def _add_looking(add: _Add) -> None:
    listed = add("list", "listing.list_alerts", "List the alerts that are open.")
    listed.add_argument("--all", action="store_true", help="also those that are not open")
    listed.add_argument("--plan", metavar="ID", help="of this plan only")
    text = "of measures of owners with this in their name; may be repeated"
    listed.add_argument("--owner", action="append", default=[], metavar="TEXT", help=text)
    show = add("show", "telling.show", "Show alerts: their condition, what was told and when, and what people did.")
    explain = add("explain", "telling.explain", "Say for each recipient what was sent of alerts, or why nothing was.")
    explain.add_argument("--recipient", metavar="NAME", help="this recipient only")
    for one in (show, explain):
        one.add_argument("alert", metavar="ALERT", help=_ALERT)
    add("silences", "listing.silences", "List every silence there ever was.")
    dead = add("dead", "listing.dead", "List the messages that were given up and that somebody has to look at.")
    dead.add_argument("--all", action="store_true", help="also those that were dismissed or that newer news followed")
    log = add("log", "listing.log", "Show everything that people and runs did.")
    log.add_argument("--subject", metavar="WHAT", help="to this alert, silence, message or plan only")


def _add_acting(add: _Add) -> None:
    ack = add("ack", "acting.acknowledge", "Acknowledge an alert: no reminders and no escalation until it gets worse.")
    ack.add_argument("alert", metavar="ALERT", help=_ALERT)
    ack.add_argument("--note", default="", help="what is done about it")
    ack.add_argument("--until", type=_moment, metavar="DATE", help="until when (default: while it lasts)")
    text = "Tell nobody of some alerts for some time; what still holds is told afterwards."
    silence = add("silence", "acting.silence", text)
    silence.add_argument("match", nargs="*", metavar="FIELD=VALUE", help=f"fields: {', '.join(MATCHED)}; * is any text")
    silence.add_argument("--from", dest="starts", type=_moment, metavar="DATE", help="from when on (default: now)")
    silence.add_argument("--until", dest="ends", type=_moment, metavar="DATE", help="until when")
    silence.add_argument("--reason", default="", help="why")
    silence.add_argument("--end", metavar="ID", help="end this silence now")
    silence.add_argument("--preview", action="store_true", help="show which alerts it would match, and do nothing")
    retry = add("retry", "acting.retry", "Send messages again that were given up; the next run sends them.")
    text = "Give up messages that wait, and take those that were given up off the list."
    dismiss = add("dismiss", "acting.dismiss", text)
    dismiss.add_argument("--reason", default="", help="why they need not be sent")
    for one in (retry, dismiss):
        one.add_argument("message", nargs="*", metavar="MESSAGE", help="keys of messages, or their beginnings")
        one.add_argument("--all", action="store_true", help="all that alerts dead lists")
    mend = add("mend", "acting.mend", "Drop what cannot be read: the next run looks at its alert as if it never was.")
    for one in (ack, silence, retry, dismiss, mend):
        one.add_argument("--by", default="", metavar="NAME", help="who you are (default: your login name)")


def _moment(text: str) -> datetime:
    """Read a day as its first moment, or a moment; without a zone it is UTC."""
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(day_in(text), time(), UTC)
        found = datetime.fromisoformat(text)
        day(found.date())
    except DefinitionError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    except ValueError:
        what = f"{quoted(text)} is no day and no moment; write it like 2026-01-31 or 2026-01-31T17:00"
        raise argparse.ArgumentTypeError(what) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
