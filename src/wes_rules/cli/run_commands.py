"""The commands that run a plan: now, or on every day on which it might have told something."""

from __future__ import annotations

import argparse
import sys

from wes_rules.cli import clock
from wes_rules.cli.common import how_to_read, tell_skipped
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say, say_json, strictly
from wes_rules.cli.report import Progress, replay_lines, report_lines, to_json, trouble_lines
from wes_rules.running.options import Options
from wes_rules.running.reading_and_judging import read_plan_and_figures
from wes_rules.running.replay import first_day, replay
from wes_rules.running.run import run_plan


def run(options: argparse.Namespace) -> int:
    """Run a plan; what is off track is news and no failure, so only what did not work is one."""
    asked = Options(
        plan=options.plan,
        store=options.store,
        as_of=options.as_of,
        init=options.init,
        dry_run=options.dry_run,
        accept_clock=options.accept_clock,
        accept_gone=options.accept_gone,
        accept_gone_of=tuple(options.accept_gone_of),
        accept_plan=options.accept_plan,
        skip_bad_rows=options.skip_bad_rows,
        timeout=options.timeout,
        source_timeout=options.source_timeout,
    )
    with Progress(sys.stderr) as progress:
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
    done = read_plan_and_figures(options.plan, **how_to_read(options))
    tell_skipped(done)
    for name in options.measure:
        done.plan.measure(name)
    first = options.first or done.plan.alerting.announce_from
    first = first or first_day(done.plan, done.history, last=options.as_of, measures=tuple(options.measure))
    if first is None:
        say(f"{done.plan.title}: no figure was known by {options.as_of}, and the plan has no start; give --from DATE")
        return Exit.DONE
    if first > options.as_of:
        say(f"{done.plan.title}: nothing would have been told by {options.as_of}: it begins on {first}")
        return Exit.DONE
    say(f"{done.plan.title}: what would have been told from {first} to {options.as_of}")
    told = replay(done.plan, done.history, first=first, last=options.as_of, measures=tuple(options.measure))
    for one in told:
        for line in replay_lines(one):
            say(line)
    return Exit.DONE
