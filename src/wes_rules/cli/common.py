"""What commands on a plan share: reading it and reporting notes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wes_rules.cli.output import complain, note
from wes_rules.cli.progress import Progress
from wes_rules.errors import told_once
from wes_rules.planfiles.planfile import read_plan
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.running.options import Report
from wes_rules.running.reading_and_judging import JudgedPlan, PlanWithFigures, read_and_judge, read_figures


def _how_to_read(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "as_of": options.as_of,
        "output": sys.stdout,
        "skip_bad_rows": options.skip_bad_rows,
        "source_timeout": options.source_timeout,
    }


def loaded(options: argparse.Namespace) -> PlanWithFigures:
    """Read a plan and its figures, and tell what there is to say of them."""
    done = read_figures(read_plan(options.plan), **_how_to_read(options))
    tell_skipped(done)
    return done


def judged(options: argparse.Namespace, plan: Path, choose: Callable[[Plan], Sequence[Measure]]) -> JudgedPlan:
    """Read a plan, judge the chosen measures, and report on its figures."""
    with Progress() as progress:
        done = read_and_judge(plan, **_how_to_read(options), choose=choose, progress=progress)
    tell_skipped(done)
    return done


def tell_skipped(done: PlanWithFigures | Report) -> None:
    """Report notes about the figures, and the rows that were left out."""
    for line in told_once(done.notes):
        note(line)
    for line in done.unmatched.notes:
        note(line)
    for line in told_once(done.skipped):
        complain(f"skipped: {line}")
    if done.skipped:
        rows = len({(one.file, one.line) for one in done.skipped})
        were = "bad row was" if rows == 1 else "bad rows were"
        complain(f"{rows} {were} left out; any figure there may have any value.")
