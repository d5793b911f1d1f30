"""A plan, its figures and its verdicts, without a store and without messages."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import attrs

from wes_rules.counting import counted
from wes_rules.errors import Problem
from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import Plugins, load_plugins
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan
from wes_rules.running.defaults import SOURCE_TIMEOUT
from wes_rules.running.plugins_used import check_plugins, needed_by
from wes_rules.running.reading.needs import request_of
from wes_rules.running.reading.one_source import history_of, read_sources
from wes_rules.running.reading.unmatched import Unmatched, need_areas, unmatched
from wes_rules.series.history import History


@attrs.frozen(kw_only=True)
class PlanWithFigures:
    """A plan and the figures of its sources, the bad rows left out on request, and figures that match no measure."""

    plan: Plan
    history: History
    skipped: tuple[Problem, ...]
    plugins: Plugins
    context: Context
    notes: tuple[Problem, ...] = ()
    unmatched: Unmatched = attrs.field(factory=Unmatched)


@attrs.frozen(kw_only=True)
class JudgedPlan(PlanWithFigures):
    """A plan with figures, and a judgement for each chosen measure, in the plan's order."""

    judgements: tuple[Judgement, ...]


def read_figures(
    plan: Plan,
    *,
    as_of: date,
    output: TextIO,
    skip_bad_rows: bool = False,
    source_timeout: float = SOURCE_TIMEOUT,
    every_area: bool = True,
) -> PlanWithFigures:
    """
    Read the figures of a plan without judging them.

    Args:
        output: The stream for notifiers that print.
        skip_bad_rows: Leave bad rows out and report them, instead of refusing the file.
        source_timeout: Seconds to wait for each source.
        every_area: Whether to read figures of areas outside the plan too.

    Raises:
        PlanError: A setting of a source or notifier is wrong.
        SourceError: Some figures are wrong.
        PluginError: The plugin of a source or notifier is missing.
    """
    plugins = load_plugins(needed_by(plan), allow=plan.allow_plugins)
    check_plugins(plan, plugins)
    base = Path(plan.file).parent
    context = Context(as_of=as_of, base=base, output=output, environ=os.environ, skip_bad_rows=skip_bad_rows)
    figures = read_sources(plan, plugins, context, request_of(plan, every_area=every_area), timeout=source_timeout)
    found = unmatched(plan, {one.id: part for one, part in zip(plan.sources, figures, strict=True)})
    need_areas(plan, found)
    told = {name: tuple(one for part in figures for one in getattr(part, name)) for name in ("skipped", "notes")}
    return PlanWithFigures(
        plan=plan, history=history_of(figures), plugins=plugins, context=context, unmatched=found, **told
    )


def read_and_judge(
    path: Path,
    *,
    as_of: date,
    choose: Callable[[Plan], Sequence[Measure]] = lambda plan: plan.measures,
    progress: Callable[[str], None] = lambda _: None,
    **how: Any,
) -> JudgedPlan:
    """Read a plan and its figures (`how` goes to `read_figures`), and judge the chosen measures, by default all."""
    progress("reading the plan and its figures")
    found = read_figures(read_plan(path), as_of=as_of, every_area=False, **how)
    known = {field.name: getattr(found, field.name) for field in attrs.fields(PlanWithFigures)}
    chosen = choose(found.plan)
    history = found.plan.with_areas(found.history)
    judgements = []
    for number, measure in enumerate(chosen, 1):
        progress(f"judging {number} of {counted(len(chosen), 'measure')}: {measure.title}")
        judgements.append(judge(measure, history, as_of=as_of))
    return JudgedPlan(**known, judgements=tuple(judgements))
