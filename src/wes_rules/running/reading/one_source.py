"""Reading one source, or all if each has to succeed; faults of a plugin are reported as its own."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from wes_rules.errors import Problem, SourceError, WesRulesError
from wes_rules.plugins.api import Context, Figures, SourceType
from wes_rules.plugins.asking import Request
from wes_rules.plugins.calling import noted, within
from wes_rules.plugins.manager import Plugins
from wes_rules.plugins.secrecy import Secrets
from wes_rules.quoting import quoted, visible
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.running.defaults import SOURCE_TIMEOUT
from wes_rules.running.plugins_used import configured, named
from wes_rules.running.reading.bad_rows import accounted_for
from wes_rules.running.reading.needs import request_of
from wes_rules.series.fractions import Values, fraction_faults, stray_faults
from wes_rules.series.history import History

_log = logging.getLogger(__name__)


def read_sources(
    plan: Plan, plugins: Plugins, context: Context, request: Request | None = None, *, timeout: float = SOURCE_TIMEOUT
) -> list[Figures]:
    """Read every source of a plan, waiting at most `timeout` seconds for each; by default what the plan needs, and of other areas too."""
    request = request or request_of(plan, every_area=True)
    found: list[Figures] = []
    problems: list[Problem] = []
    for config in plan.sources:
        try:
            found.append(read_source(config, plan, plugins, context, request, timeout=timeout))
        except SourceError as error:
            problems += error.problems
    if problems:
        raise SourceError(problems)
    return found


def read_source(
    config: PluginConfig, plan: Plan, plugins: Plugins, context: Context, request: Request, *, timeout: float
) -> Figures:
    """Read one source of a plan, waiting at most `timeout` seconds for it; no error contains secrets."""
    kind = named(plugins.source, config, plan)
    settings = configured(kind.config, config, plan)
    secrets = Secrets.of(settings, kind.secrets, context.environ)
    problems: Iterable[Problem]
    try:
        found = within(
            timeout,
            "reading it",
            lambda: _read(kind, config.id, settings, context, request, secrets),
            remedy="see what holds it up, or give it longer with --source-timeout SECONDS",
        )
        if isinstance(found, Figures):
            if context.skip_bad_rows:
                found = accounted_for(found, request.indicators)
            return _sound(found, plan, request)
        problems = [Problem(f"it returned {type(found).__name__} where Figures were due", "tell its author")]
    except WesRulesError as error:
        problems = error.problems
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a source raises stays its own
        problems = [Problem(f"it raised {type(error).__name__}: {error}", "tell its author; --debug shows where")]
    # Not within the block, so that what was raised is not shown with this.
    failed = SourceError([_told(one, secrets, config.id) for one in problems])
    _log.warning("%s", visible(str(failed)))
    raise failed


def _read(kind: SourceType, name: str, settings: Any, context: Context, request: Request, secrets: Secrets) -> Figures:
    subject = f"source {quoted(name)}" if name == kind.name else f"source {quoted(name)} ({kind.name})"
    source = noted(subject, "open", kind.open, secrets.hidden)(settings, context)
    return noted(subject, "read", source.read, secrets.hidden)(request)


def history_of(figures: Iterable[Figures]) -> History:
    """Return everything that sources have read as one history; refuse a figure that occurs twice with one publication date."""
    parts = list(figures)
    return History(
        (one for part in parts for one in part.observations),
        cases=(one for part in parts for one in part.cases),
        inspections=(one for part in parts for one in part.inspections),
        area_sets=(one for part in parts for one in part.area_sets),
        left_out=(one for part in parts for one in part.left_out),
    )


def _sound(figures: Figures, plan: Plan, request: Request) -> Figures:
    """Return figures, or refuse what contradicts itself or the plan while the source is still known."""
    _need_clear_values(figures, request)
    if ended := list(_after_the_end(plan, figures)):
        raise SourceError(ended)
    history_of([figures])
    return figures


def _need_clear_values(figures: Figures, request: Request) -> None:
    doubtful = [name for name, one in request.indicators.items() if one.may_be_fractions]
    multiplied = [name for name in doubtful if request.indicators[name].values is Values.FRACTIONS]
    faults = fraction_faults(figures.observations, doubtful, multiplied)
    if faults := [*faults, *stray_faults(figures.observations, {*doubtful} - {*multiplied})]:
        raise SourceError(faults)


def _told(problem: Problem, secrets: Secrets, source: str) -> Problem:
    """Return a source's fault without its secrets, and with its name if the fault has no other place."""
    subject = problem.subject or ("" if problem.file else f"source {quoted(source)}")
    (hidden,) = secrets.hidden_in([problem])
    return attrs.evolve(hidden, subject=subject)


def _after_the_end(plan: Plan, figures: Figures) -> Iterator[Problem]:
    """Report numbers for areas after their end: they belong to a successor, or the plan is wrong."""
    areas = {one.code: one for one in plan.ended_areas}
    for one in (row for row in figures.observations if row.area in areas):
        if not areas[one.area].has(one.period) and not one.quantity.is_missing:
            what = f"there is a number of {one.area} for {one.period}, and the plan says it ended on {areas[one.area].until}"
            remedy = "correct until in the plan, or leave the row out; a successor's figures stand under its own code"
            yield Problem(what, remedy, one.origin.file, one.origin.row)
