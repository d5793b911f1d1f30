"""Read a plan and its sources, and judge it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TextIO, TypeVar

import attrs

from wes_rules.errors import PlanError, PluginError, Problem, SourceError, WesRulesError
from wes_rules.judging.judge import judge_plan
from wes_rules.judging.judgement import Judgement
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.api import Context, Figures, Request, Wanted
from wes_rules.plugins.manager import Plugins, load_plugins
from wes_rules.plugins.patience import within
from wes_rules.quoting import quoted, visible
from wes_rules.rules.codec import Path as KeyPath
from wes_rules.rules.codec import Reader
from wes_rules.rules.kinds.composites import Advisory, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.rules.rule import Rule
from wes_rules.rules.without_effect import without_effect
from wes_rules.running.reading.leaving_out import accounted_for
from wes_rules.running.reading.unmatched import Unmatched, need_areas, unmatched
from wes_rules.running.secrecy import Secrets
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.fractions import Values, fraction_faults
from wes_rules.series.history import History
from wes_rules.series.numbers import published_unit

T = TypeVar("T")

_log = logging.getLogger(__name__)

# Seconds to wait for a source: long enough for a large file from a slow server.
SOURCE_TIMEOUT = 600.0


@attrs.frozen
class Loaded:
    """
    A plan and everything its sources know.

    Args:
        plan: The plan.
        history: Its figures.
        skipped: Rows that were left out because that was asked for.
        plugins: What can be read and told with.
        context: What plugins may touch.
        notes: What else sources have to tell.
        unmatched: Figures that match no measure.
    """

    plan: Plan
    history: History
    skipped: tuple[Problem, ...]
    plugins: Plugins
    context: Context
    notes: tuple[Problem, ...] = ()
    unmatched: Unmatched = attrs.field(factory=Unmatched)


@attrs.frozen
class Run:
    """
    A plan, judged.

    Args:
        plan: The plan.
        judgements: One for each measure, in the plan's order.
        history: What they were judged on.
        skipped: Rows that were left out because that was asked for.
        plugins: What can be read and told with.
        context: What plugins may touch.
        notes: What else sources have to tell.
        unmatched: Figures that match no measure.
    """

    plan: Plan
    judgements: tuple[Judgement, ...]
    history: History
    skipped: tuple[Problem, ...]
    plugins: Plugins
    context: Context
    notes: tuple[Problem, ...] = ()
    unmatched: Unmatched = attrs.field(factory=Unmatched)


def load(
    path: Path, *, as_of: date, output: TextIO, skip_bad_rows: bool = False, source_timeout: float = SOURCE_TIMEOUT
) -> Loaded:
    """
    Read a plan and its figures, and judge nothing.

    Args:
        path: The plan file.
        as_of: The day of knowing.
        output: Where a notifier that prints will print.
        skip_bad_rows: Leave bad rows out and report them, instead of refusing the file.
        source_timeout: Seconds to wait for each source.

    Raises:
        PlanError: The plan is wrong.
        SourceError: Its figures are.
        PluginError: It names a source or notifier that is not there.
    """
    plan = read_plan(path)
    return figures_of(plan, as_of=as_of, output=output, skip_bad_rows=skip_bad_rows, source_timeout=source_timeout)


def figures_of(plan: Plan, *, as_of: date, output: TextIO, skip_bad_rows: bool, source_timeout: float) -> Loaded:
    """Read the figures of a plan; arguments and errors are those of `load`."""
    plugins = load_plugins(needed_by(plan), allow=plan.allow_plugins)
    check_plugins(plan, plugins)
    base = Path(plan.file).parent
    context = Context(as_of=as_of, base=base, output=output, environ=os.environ, skip_bad_rows=skip_bad_rows)
    figures = read_sources(plan, plugins, context, timeout=source_timeout)
    skipped = tuple(one for part in figures for one in part.skipped)
    notes = tuple(one for part in figures for one in part.notes)
    found = unmatched(plan, {one.id: part for one, part in zip(plan.sources, figures, strict=True)})
    need_areas(plan, found)
    return Loaded(plan, history_of(figures), skipped, plugins, context, notes, found)


def check_plugins(plan: Plan, plugins: Plugins) -> None:
    """
    Check that a plan's sources and notifiers are there, the settings of the notifiers, and that they can reach whoever is to be told.

    Raises:
        PlanError: A setting is wrong, or a recipient has no address for a notifier that needs one.
        PluginError: A source or a notifier is not there; all of those are in it.
    """
    missing: list[Problem] = []
    for find, configs in ((plugins.source, plan.sources), (plugins.notifier, plan.notifiers)):
        for config in configs:
            try:
                named(find, config, plan)
            except PluginError as error:
                missing += error.problems
    if missing:
        raise PluginError(missing)
    problems = []
    for config in plan.notifiers:
        kind = plugins.notifier(config.kind)
        configured(kind.config, config, plan)
        problems += unaddressed(plan, config.id) if kind.addressed else []
    if problems:
        raise PlanError(problems)


def named(find: Callable[[str], T], config: PluginConfig, plan: Plan) -> T:
    """
    Return the kind of source or notifier that a plan names.

    Args:
        find: Finds a kind by its name.
        config: Where the plan names it.
        plan: The plan.

    Raises:
        PluginError: There is none, with the place in the plan.
    """
    try:
        return find(config.kind)
    except PluginError as error:
        problems = error.problems
    raise PluginError([attrs.evolve(one, file=Path(plan.file).name, line=config.line) for one in problems])


def notes_on(plan: Plan) -> list[str]:
    """List what is no fault of a plan, and what whoever wrote it may not have meant."""
    nobody = [
        one.id for one in plan.measures if not isinstance(one.rule, Advisory) and "" in plan.alerting.recipients_of(one)
    ]
    to = f"to a recipient called {quoted(plan.title)}, the plan's title"
    notes = []
    if nobody:
        why = "as there is neither an owner nor a fallback; give each an owner, or write fallback in [alerts]"
        notes.append(f"alerts of {', '.join(nobody)} go {to}, {why}")
    if plan.notifiers and not plan.alerting.fallback:
        what = "news of sources that fail and of messages that were given up goes"
        notes.append(f"{what} {to}, as there is no fallback; write fallback in [alerts]")
    return [*notes, *without_effect(plan)]


def unaddressed(plan: Plan, notifier: str) -> list[Problem]:
    """List the recipients of a plan whom a notifier that needs addresses cannot reach."""
    named = [name for one in plan.measures for name in plan.all_told_of(one)]
    found = []
    for name in dict.fromkeys([*named, *plan.recipients_of(None)]):
        recipient = plan.alerting.recipient(name)
        if notifier in (recipient.via or (notifier,)) and not recipient.addresses.get(notifier):
            what = f"notifier {quoted(notifier)} has no address for {quoted(recipient.name)}"
            remedy = f'write addresses = {{{notifier} = "..."}} in its [[recipients]], or leave {notifier} out of via'
            found.append(Problem(what, remedy, Path(plan.file).name))
    return found


def history_of(figures: Iterable[Figures]) -> History:
    """
    Return all that sources have read as one history.

    Raises:
        SourceError: The same figure stands twice under one publication date.
    """
    parts = list(figures)
    return History(
        (one for part in parts for one in part.observations),
        cases=(one for part in parts for one in part.cases),
        inspections=(one for part in parts for one in part.inspections),
        area_sets=(one for part in parts for one in part.area_sets),
        left_out=(one for part in parts for one in part.left_out),
    )


def needed_by(plan: Plan) -> list[str]:
    """Name the plugins that a plan uses: its sources, its notifiers and its kinds of rule."""
    named = [config.kind for config in (*plan.sources, *plan.notifiers)]
    return named + [leaf.rule.kind for measure in plan.measures for leaf in leaves(measure)]


def run(
    path: Path, *, as_of: date, output: TextIO, skip_bad_rows: bool = False, source_timeout: float = SOURCE_TIMEOUT
) -> Run:
    """Read a plan and its figures, and judge it; arguments and errors are those of `load`."""
    loaded = load(path, as_of=as_of, output=output, skip_bad_rows=skip_bad_rows, source_timeout=source_timeout)
    judgements = judge_plan(loaded.plan, loaded.history, as_of=as_of)
    return Run(
        loaded.plan,
        judgements,
        loaded.history,
        loaded.skipped,
        loaded.plugins,
        loaded.context,
        loaded.notes,
        loaded.unmatched,
    )


def read_sources(plan: Plan, plugins: Plugins, context: Context, *, timeout: float = SOURCE_TIMEOUT) -> list[Figures]:
    """
    Read every source of a plan, and wait for each so many seconds.

    Raises:
        SourceError: Any of them is wrong; the faults of all of them are in it.
    """
    request = Request(wanted(plan))
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
    """
    Read one source of a plan, and wait for it so many seconds.

    Raises:
        SourceError: It cannot be read, it takes too long, or what it returned is no figures; none of its secrets is in the error.
        PlanError: Its settings are wrong.
        PluginError: There is no such source.
    """
    kind = named(plugins.source, config, plan)
    settings = configured(kind.config, config, plan)
    secrets = Secrets.of(settings, kind.secrets, context.environ)
    problems: Iterable[Problem]
    try:
        found = within(
            timeout,
            "reading it",
            lambda: kind.open(settings, context).read(request),
            remedy="see what holds it up, or give it longer with --source-timeout SECONDS",
        )
        if isinstance(found, Figures):
            if context.skip_bad_rows:
                found = accounted_for(found, request.indicators)
            _need_clear_values(found, request)
            # What contradicts itself is refused here, where the source is still known.
            history_of([found])
            return found
        problems = [Problem(f"it returned {type(found).__name__} where Figures were due", "tell its author")]
    except WesRulesError as error:
        problems = error.problems
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a source raises stays its own
        problems = [Problem(f"it raised {type(error).__name__}: {error}", "tell its author")]
    # Not within the block, so that what was raised is not shown with this.
    failed = SourceError([_told(one, secrets, config.id) for one in problems])
    _log.warning("%s", visible(str(failed)))
    raise failed


def _need_clear_values(figures: Figures, request: Request) -> None:
    doubtful = [name for name, one in request.indicators.items() if one.may_be_fractions]
    if faults := fraction_faults(figures.observations, doubtful):
        raise SourceError(faults)


def _told(problem: Problem, secrets: Secrets, source: str) -> Problem:
    """Return a fault of a source without its secrets, and with its name where the fault has no other place."""
    subject = problem.subject or ("" if problem.file else f"source {quoted(source)}")
    (hidden,) = secrets.hidden_in([problem])
    return attrs.evolve(hidden, subject=subject)


def secrets_of(plan: Plan, plugins: Plugins, environ: Mapping[str, str]) -> Secrets:
    """Return the secrets of all sources and notifiers of a plan that are loaded."""
    texts: list[str] = []
    for known, configs in ((plugins.sources, plan.sources), (plugins.notifiers, plan.notifiers)):
        for config in configs:
            kind = known.get(config.kind)
            if kind is not None:
                texts += Secrets.of(configured(kind.config, config, plan), kind.secrets, environ).texts
    return Secrets(tuple(texts))


def configured(cls: type[Any], config: PluginConfig, plan: Plan) -> Any:
    """
    Read a plugin's settings onto its configuration class.

    Raises:
        PlanError: Any of them is wrong.
    """
    problems: list[Problem] = []

    def fault(path: KeyPath, what: str, remedy: str) -> None:
        problems.append(Problem(what, remedy, Path(plan.file).name, config.line, f"plugin {quoted(config.kind)}"))

    made = Reader(fault=fault).read(cls, config.options, ())
    if problems:
        raise PlanError(problems)
    return made


def wanted(plan: Plan) -> dict[str, Wanted]:
    """List the indicators a plan needs, each with the unit, precision and kinds of period it is read with."""
    found: dict[str, Wanted] = {}
    for measure in plan.measures:
        for one in leaves(measure):
            unit = published_unit(one.number, one.unit)
            for name in (one.number.indicator, *_compared(one.rule)):
                known = found.get(name)
                calendars = (*known.calendars, one.calendar) if known else (one.calendar,)
                decimals = max(known.decimals, one.decimals) if known else one.decimals
                values = _values_of(known, one, name, plan)
                if known is not None and known.unit is not unit:
                    what = f"indicator {quoted(name)} is used as {known.unit.value} and as {unit.value}"
                    raise PlanError(
                        Problem(what, "use two indicators", Path(plan.file).name, subject=f"measure {quoted(one.id)}")
                    )
                found[name] = Wanted(unit, decimals, tuple(dict.fromkeys(calendars)), values)
    return found


def _values_of(known: Wanted | None, one: Measure, name: str, plan: Plan) -> Values | None:
    """Return what the percentages of an indicator are: fractions if any measure says so, really below 1% if all do."""
    if known is None or known.values is one.values:
        return one.values
    said = {known.values, one.values}
    if None not in said:
        what = f"the values of indicator {quoted(name)} are said to be fractions, and to be percent"
        subject = f"measure {quoted(one.id)}"
        raise PlanError(Problem(what, "say the same in each measure", Path(plan.file).name, subject=subject))
    return Values.FRACTIONS if Values.FRACTIONS in said else None


def _compared(rule: Rule) -> list[str]:
    """List the other indicators that a rule compares with."""
    fields = attrs.asdict(rule, recurse=False).values()
    return [one.indicator for one in fields if isinstance(one, IndicatorFigure)]
