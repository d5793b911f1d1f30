"""The commands that judge a plan and only show what they find."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from wes_rules.builtin.console import Console
from wes_rules.cli.choosing import arranged, chosen, exit_code, is_narrowed
from wes_rules.cli.common import judged, loaded
from wes_rules.cli.exits import Exit
from wes_rules.cli.output import say, say_json, show, tell
from wes_rules.cli.progress import Progress
from wes_rules.cli.showing.around import ON_FILE, report, would_be_told
from wes_rules.cli.showing.screen import BY, screen
from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem
from wes_rules.judging.ahead import ahead_of, counts_later
from wes_rules.judging.explain import one_line
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.timeline import Change, after_deadline, timeline
from wes_rules.planfiles.notes import notes_on
from wes_rules.planfiles.planfile import lines_of_measures
from wes_rules.running.delivering.outlets import ask_notifiers
from wes_rules.running.reading.needs import wanted
from wes_rules.running.reading_and_judging import JudgedPlan
from wes_rules.running.replay import preview
from wes_rules.values.days import said_day


def check(options: argparse.Namespace) -> int:
    """Judge every measure of a plan."""
    if options.engine or options.areas is not None:
        from wes_rules.cli.areas_command import check_areas

        return check_areas(options)
    if options.cache is not None:
        raise DefinitionError(Problem("--cache is for many areas", "add --areas, or leave --cache out"))
    done = judged(options, options.plan, chosen(options))
    show_verdicts(options, done, str(options.plan))
    return exit_code(done.judgements, options.fail_on)


def show_verdicts(options: argparse.Namespace, done: JudgedPlan, file: str) -> None:
    """Show the verdicts that were asked for, in the format that was asked for."""
    found = arranged(done.judgements, options)
    if options.format != "text":
        from wes_rules.cli.showing.formats import WRITERS, Verdicts

        given = Verdicts(
            plan=done.plan,
            file=Path(file).as_posix(),
            as_of=options.as_of,
            judgements=found,
            fail_on=options.fail_on,
            by=BY.get(options.sort, ""),
            lines=lines_of_measures(file) if options.format == "github" else {},
        )
        print(WRITERS[options.format](given), end="")
        return
    ahead = [row for one in found if (row := ahead_of(one)) is not None]
    show(report(done.plan, [one.row for one in found], screen(options), ahead))
    if not is_narrowed(options) and not options.status:
        _show_alerts(options, done)


def _show_alerts(options: argparse.Namespace, done: JudgedPlan) -> None:
    """Show what a first run would tell. Nothing is sent: only a run with a store tells anybody anything."""
    first = preview(done.plan, done.judgements, options.as_of)
    lines = list(would_be_told(first, screen(options)))
    if lines:
        say()
    for line in lines:
        say(line)
    if first.messages and not done.plan.notifiers:
        say("The plan has no [[notifiers]], so nobody would be told.")
    if options.alerts:
        say()
        for message in first.messages:
            Console(done.context).send(message, attempt=1, timeout=60.0)


def explain(options: argparse.Namespace) -> int:
    """Explain one verdict."""
    done = judged(options, options.plan, lambda plan: [plan.measure(options.measure)])
    (one,) = done.judgements
    if options.format == "json":
        return say_json(one.to_json())
    for line in one.explain().splitlines():
        tell(line)
    if (later := ahead_of(one)) is not None:
        tell(f"{ON_FILE}: {counts_later(later)}.")
    return Exit.DONE


def history(options: argparse.Namespace) -> int:
    """Show how each verdict looked as figures became known."""
    done = loaded(options)
    history = done.plan.with_areas(done.history)
    measure = done.plan.measure(options.measure)
    with Progress() as progress:
        progress(f"judging {measure.title} as known day by day")
        changes = timeline(measure, history, until=options.as_of)
    final = judge(measure, history, as_of=options.as_of)
    if options.format == "json":
        return say_json(_history_table(done.plan.id, final, changes, options.as_of))
    tell(f"{measure.title}: each verdict from the day it was known, up to {said_day(options.as_of)}")
    for change in changes:
        moved = f" (changed: {', '.join(change.moved)})" if change.moved else ""
        period = "" if change.period is None else f"{change.period}  "
        late = change.period is not None and after_deadline(measure, change.period)
        after = f", after the deadline of {said_day(measure.deadline)}" if late and measure.deadline else ""
        said = f"{change.judgement.words}{after}{moved}: {one_line(change.judgement)}"
        tell(f"{period}from {said_day(change.day)}  {said}")
    if final.settled and final.settles is not None:
        tell(f"settled by {final.last_day} of {said_day(final.settles)}: {final.words} ({final.period})")
    return Exit.DONE


def _history_table(plan: str, final: Judgement, changes: Sequence[Change], day: date) -> dict[str, Any]:
    return {
        "plan": plan,
        "measure": final.measure.id,
        "title": final.measure.title,
        "area": final.area,
        "as_of": day.isoformat(),
        "changes": [
            {"from": one.day.isoformat(), "moved": list(one.moved), **_verdict(one.judgement)} for one in changes
        ],
        "settled": _verdict(final) if final.settled else None,
    }


def _verdict(one: Judgement) -> dict[str, Any]:
    return {
        "period": None if one.period is None else str(one.period),
        "status": one.status.value,
        "due": one.due,
        "decided_by": one_line(one),
    }


def validate(options: argparse.Namespace) -> int:
    """Check a plan and its figures, and judge nothing."""
    done = loaded(options)
    measures, needed = counted(len(done.plan.measures), "measure"), counted(len(wanted(done.plan)), "indicator")
    tell(f"{options.plan}: {measures} on {needed}; the plan and its figures are well-formed.")
    if done.unmatched.others:
        tell(f"note: {counted(done.unmatched.others, 'figure')} of areas and groups that no measure needs")
    for one in notes_on(done.plan, options.as_of, done.history):
        tell(f"note: {one}")
    if options.ask:
        asked = ask_notifiers(done)
        tell(f"Asked, and working: {', '.join(asked.working) or 'none'}.")
        if asked.not_asked:
            tell(f"Not asked: {', '.join(f'{name} ({why})' for name, why in asked.not_asked.items())}.")
    return Exit.DONE
