"""The commands that run a plan: now, or on every day on which it might have told something."""

from __future__ import annotations

import argparse
import sys
from datetime import date

import attrs

from wes_rules.cli import clock
from wes_rules.cli.choosing import chosen, is_narrowed
from wes_rules.cli.common import loaded, tell_skipped
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say, say_json, strictly
from wes_rules.cli.progress import Progress
from wes_rules.cli.report import replay_lines, report_lines, to_json, told_table, trouble_lines
from wes_rules.counting import counted
from wes_rules.running.options import Options
from wes_rules.running.replay import Told, first_day, replay
from wes_rules.running.run import run_plan


def run(options: argparse.Namespace) -> int:
    """Run a plan; what is off track is news and no failure, so only what did not work is one."""
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
            say(line)
    for line in trouble_lines(done):
        complain(line)
    return Exit.FAILED if done.failed else Exit.DONE


def replay_plan(options: argparse.Namespace) -> int:
    """Show what a plan would have told."""
    done = loaded(options)
    measures = tuple(one.id for one in chosen(options)(done.plan)) if is_narrowed(options) else ()
    first = options.first or done.plan.alerting.announce_from
    first = first or first_day(done.plan, done.history, last=options.as_of, measures=measures)
    days: list[Told] = []
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
    say(f"{done.plan.title}: {_span(first, options.as_of)}")
    for one in days:
        for line in replay_lines(one):
            say(line)
    return Exit.DONE


def _span(first: date | None, last: date) -> str:
    """Say which days were replayed, or why there are none."""
    if first is None:
        return f"no figure was known by {last}, and the plan has no start; give --from DATE"
    if first > last:
        return f"nothing would have been told by {last}: it begins on {first}"
    return f"what would have been told from {first} to {last}"
