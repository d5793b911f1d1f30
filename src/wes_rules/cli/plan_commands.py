"""The commands that judge a plan and only show what they find."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import date

from wes_rules.builtin.console import Console
from wes_rules.cli.common import every, how_to_read, only, tell_skipped
from wes_rules.cli.example import example_plan
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import complain, say, say_json, steer
from wes_rules.cli.page_command import need_endings, write, write_judged
from wes_rules.cli.scorecard import Style, scorecard
from wes_rules.counting import counted
from wes_rules.judging.explain import one_line
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.judging.timeline import timeline
from wes_rules.planfiles.notes import notes_on
from wes_rules.running.delivering.asking import ask_notifiers
from wes_rules.running.preview import preview, untold_lines
from wes_rules.running.reading.bad_rows import undecided_by_bad_rows
from wes_rules.running.reading.wanted import wanted
from wes_rules.running.reading_and_judging import JudgedPlan, PlanWithFigures, read_and_judge, read_plan_and_figures


def check(options: argparse.Namespace) -> int:
    """Judge every measure of a plan."""
    choose = only(options.measure) if options.measure else every
    return _report(options, read_and_judge(options.plan, **how_to_read(options), choose=choose))


def demo(options: argparse.Namespace) -> int:
    """Judge the example plan; that it is off track in places is no failure of the demonstration."""
    need_endings(options.output)
    done = read_and_judge(example_plan(), **how_to_read(options))
    code = _report(options, done)
    if failed := write_judged(options.output, done.plan, done.judgements, options.as_of, tell=complain):
        return failed
    return Exit.DONE if code in (Exit.OFF_TRACK, Exit.UNDECIDED) else code


def _report(options: argparse.Namespace, done: JudgedPlan) -> int:
    judgements = list(done.judgements)
    tell_skipped(done)
    if options.format == "json":
        table = {
            "plan": done.plan.id,
            "as_of": options.as_of.isoformat(),
            "judgements": [one.to_json() for one in judgements],
        }
        say_json(table)
    else:
        steer(sys.stdout, scorecard(done.plan, judgements, style()))
        if not options.measure:
            _show_alerts(done, options.as_of)
    return _code(judgements, strict=options.strict)


def _show_alerts(done: JudgedPlan, day: date) -> None:
    """Show what a first run would tell. Nothing is sent: only a run with a store tells anybody anything."""
    first = preview(done.plan, done.judgements, day)
    if first.messages:
        print()
        say("Alerts that a first run would tell:")
    for message in first.messages:
        Console(done.context).send(message, attempt=1, timeout=60.0)
    if first.messages and not done.plan.notifiers:
        say("The plan has no [[notifiers]], so that nobody would be told.")
    if first.untold:
        print()
        say("Not told by a first run:")
    for line in untold_lines(first):
        say(line)


def explain(options: argparse.Namespace) -> int:
    """Explain one verdict."""
    done = read_and_judge(options.plan, **how_to_read(options), choose=only(options.measure))
    tell_skipped(done)
    print(done.judgements[0].explain())
    return Exit.DONE


def write_scorecard(options: argparse.Namespace) -> int:
    """Write the scorecard of a plan."""

    def read() -> PlanWithFigures:
        done = read_plan_and_figures(options.plan, **how_to_read(options))
        tell_skipped(done)
        return done

    return write(options, read)


def history(options: argparse.Namespace) -> int:
    """Show how each verdict looked as figures became known."""
    done = read_plan_and_figures(options.plan, **how_to_read(options))
    tell_skipped(done)
    history = done.history.with_areas(done.plan.area_sets, done.plan.areas)
    measure = done.plan.measure(options.measure)
    say(f"{measure.title}: each verdict from the day it was known, up to {options.as_of}")
    for change in timeline(measure, history, until=options.as_of):
        moved = f" [{', '.join(change.moved)}]" if change.moved else ""
        say(f"{change.period}  from {change.day}  {change.judgement.words}{moved}: {one_line(change.judgement)}")
    final = judge(measure, history, as_of=options.as_of)
    if final.settled:
        say(f"settled by {final.last_day} of {final.settles}: {final.words} ({final.period})")
    return Exit.DONE


def validate(options: argparse.Namespace) -> int:
    """Check a plan and its figures, and judge nothing."""
    done = read_plan_and_figures(options.plan, **how_to_read(options))
    tell_skipped(done)
    measures, needed = counted(len(done.plan.measures), "measure"), counted(len(wanted(done.plan)), "indicator")
    say(f"{options.plan}: {measures} on {needed}; the plan and its figures are well-formed.")
    if done.unmatched.others:
        say(f"note: {counted(done.unmatched.others, 'figure')} of areas and groups that no measure needs")
    for note in notes_on(done.plan):
        say(f"note: {note}")
    if options.ask:
        asked = ask_notifiers(done)
        say(f"Asked, and working: {', '.join(asked.working) or 'none'}.")
        if asked.not_asked:
            say(f"Not asked: {', '.join(f'{name} ({why})' for name, why in asked.not_asked.items())}.")
    return Exit.DONE


def _code(judgements: Sequence[Judgement], *, strict: bool) -> int:
    statuses = {one.status for one in judgements if not one.advisory and one.due}
    if Status.OFF_TRACK in statuses:
        return Exit.OFF_TRACK
    if undecided_by_bad_rows(judgements):
        return Exit.UNDECIDED
    return Exit.UNDECIDED if strict and Status.UNDECIDED in statuses else Exit.DONE


def style() -> Style:
    """Return how wide the terminal is, and what it can show."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    width = shutil.get_terminal_size((132, 24)).columns
    return Style(width=max(width, 80), colour=colour, unicode=encoding.startswith("utf"))
