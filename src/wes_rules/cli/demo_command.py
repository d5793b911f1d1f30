"""The demonstration: the example plan on one screen, and its page."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from wes_rules.cli.common import judged
from wes_rules.cli.output import note, say
from wes_rules.cli.page_command import need_endings, write_judged
from wes_rules.cli.plan_commands import show_verdicts
from wes_rules.cli.showing import screen as screens
from wes_rules.cli.showing.as_list import wrapped
from wes_rules.cli.showing.one_screen import one_screen
from wes_rules.counting import counted
from wes_rules.errors import PlanError, Problem
from wes_rules.pages.today import by_the_newest
from wes_rules.running.reading_and_judging import JudgedPlan
from wes_rules.running.replay import preview

NAME = "warwickshire"


def example_plan() -> Path:
    """Return the example plan's file."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        plan = folder / NAME / "plan.toml"
        if plan.is_file():
            return plan
    raise PlanError(Problem("the example plan is not part of this installation", "install wes-rules again"))


def demo(options: argparse.Namespace) -> int:
    """Judge the example plan; targets that are off track do not fail the demonstration."""
    need_endings(options.output)
    plan = example_plan()
    done = judged(options, plan, lambda plan: plan.measures)
    whole = options.all or options.format != "text"
    tell = say if options.format == "text" else note
    options.undone = "no page was written"
    # Whoever asks for a page asks for it first.
    code = write_judged(options.output, done.plan, done.judgements, options.as_of, tell=tell)
    if whole:
        show_verdicts(options, done, str(plan))
    else:
        _show(options, done)
    return code


def _show(options: argparse.Namespace, done: JudgedPlan) -> None:
    found = screens.screen(options)
    first = preview(done.plan, done.judgements, options.as_of)
    rows, today = [one.row for one in done.judgements], by_the_newest(done.judgements)
    for line in one_screen(done.plan, rows, first, found, today):
        say(found.fit(line))
    page = "" if options.output else " A page to look at: add -o scorecard.html."
    hint = f"All {counted(len(done.judgements), 'measure')}: add --all.{page} One in full: wes-rules explain PLAN ID; PLAN is"
    # A path is never parted: it is there to be copied.
    for line in (*wrapped(hint, found.width), f"  {_short(Path(done.plan.file))}"):
        say(line)


def _short(path: Path) -> str:
    """Return a path as it is typed here, where that is shorter."""
    try:
        return min(os.path.relpath(path), str(path), key=len)
    except ValueError:  # it is on another drive
        return str(path)
