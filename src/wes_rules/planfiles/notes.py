"""Notes on a plan: no faults, but things that its author may not have meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from wes_rules.counting import counted
from wes_rules.errors import Problem, near_miss
from wes_rules.planfiles.text import read_text, taken_apart
from wes_rules.planfiles.toml_lines import line_of
from wes_rules.plugins.listing import installed, normal
from wes_rules.plugins.manager import BUILT_IN
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import Advisory, leaves
from wes_rules.rules.kinds.everyone import Everyone
from wes_rules.rules.kinds.from_baseline import FromBaseline
from wes_rules.rules.plan import Plan
from wes_rules.rules.unexpected import beyond_any, unexpected
from wes_rules.rules.without_effect import without_effect
from wes_rules.series.comparators import AreaFigure
from wes_rules.series.history import History
from wes_rules.series.observation import Observation
from wes_rules.series.observed import Observed
from wes_rules.values.days import said_day
from wes_rules.values.period import PeriodKind
from wes_rules.values.quantity import Standing


def notes_on(plan: Plan, as_of: date, history: History) -> list[str]:
    """List notes on a plan, on a day: no faults, but things that its author may not have meant."""
    nobody = [
        one.id for one in plan.measures if not isinstance(one.rule, Advisory) and "" in plan.alerting.recipients_of(one)
    ]
    to = f"to a recipient called {quoted(plan.title)}, the plan's title"
    notes = []
    if nobody:
        why = "as there is neither an owner nor a fallback; give each an owner, or write fallback in [alerts]"
        notes.append(f"alerts of {', '.join(nobody)} go {to}, {why}")
    if not plan.sources:
        notes.append("the plan has no [[sources]], so no figure can come; write one, as docs/csv.md shows")
    if plan.notifiers and not plan.alerting.fallback:
        what = "news of sources that fail and of messages that were given up goes"
        notes.append(f"{what} {to}, as there is no fallback; write fallback in [alerts]")
    if plan.notifiers and not plan.alerting.contact:
        notes.append("no message says whom to ask about it; write contact in [alerts]")
    if any(one.calendar.kind is PeriodKind.REPORTING_YEAR for one in plan.measures):
        notes.append(
            "a reporting year is taken to end on 31 December; where it ends on 31 March, as in children's social care, "
            'say kind = "financial-year", which reads 2025 as 2024/25'
        )
    return [
        *notes,
        *unexpected(plan, as_of),
        *without_effect(plan),
        *_without_counts(plan, history),
        *_never_missed(plan),
        *_of_figures(plan, history),
        *_unknown_plugins(plan),
    ]


def _without_counts(plan: Plan, history: History) -> Iterator[str]:
    """Report an `everyone` without counts, whose 100% would stay undecided for good."""
    for measure in plan.measures:
        for leaf in leaves(measure):
            if not isinstance(leaf.rule, Everyone) or not isinstance(leaf.number, Observed):
                continue
            series = set(leaf.number.series(leaf.area))
            rows = [one for one in history if one.series in series]
            if rows and all(one.denominator is None for one in rows):
                yield (
                    f"{measure.id}: no figure has counts, so a published 100% stays undecided; give numerator and denominator, "
                    "or judge it as published by a threshold with at_least = 100"
                )


def _never_missed(plan: Plan) -> Iterator[str]:
    """Report each limit that no figure of its unit can miss."""
    for measure in plan.measures:
        for leaf in leaves(measure):
            if (said := beyond_any(leaf.rule, *leaf.number.bounds(leaf.unit))) and isinstance(leaf.number, Observed):
                yield (
                    f"{measure.id}: no figure in {leaf.unit.value} can miss {said}, so it is on track whatever is published, or nothing; "
                    "correct the limit, or give the measure a unit of its own, as a table [units.NAME], if its figures may lie beyond it"
                )


def _of_figures(plan: Plan, history: History) -> Iterator[str]:
    """Report comparisons with oneself or nothing, and figures published before their period ended."""
    for measure in plan.measures:
        for leaf in leaves(measure):
            against = getattr(leaf.rule, "against", None)
            group = getattr(leaf.number, "group", None)
            if isinstance(against, AreaFigure) and (against.area, against.group or group) == (leaf.area, group):
                yield f"{measure.id}: its figure is held against that of its own area, {quoted(leaf.area)}; name another in against"
            if isinstance(leaf.rule, FromBaseline) and leaf.baseline is None:
                yield f"{measure.id}: nothing says where it starts, so it stays undecided; write its baseline"
            series = set(leaf.number.series(leaf.area))
            early = [one for one in history if one.series in series and _is_early(one)]
            if early:
                yield (
                    f"{measure.id}: {counted(len(early), 'figure')} published before the end of the period, as the one for "
                    f"{early[0].period} on {said_day(early[0].published or early[0].period.last_day)}; correct published, or the period"
                )


def _is_early(one: Observation) -> bool:
    """Whether a figure counts as known before its period has ended; a forecast may be."""
    known = one.published is not None and one.published <= one.period.last_day
    return known and one.standing is not Standing.FORECAST


def _unknown_plugins(plan: Plan) -> Iterator[str]:
    """Report each plugin that is allowed or enabled but not installed."""
    known = {*BUILT_IN, *installed()}
    named = {"allow": plan.allow_plugins or (), "enable": plan.enable_plugins}
    missing = [
        (key, place, name) for key in named for place, name in enumerate(named[key]) if normal(name) not in known
    ]
    if not missing:
        return
    file = Path(plan.file)
    lines = taken_apart(read_text(file), file.name).lines if plan.file else {}
    for key, place, name in missing:
        remedy = near_miss(name, known, otherwise="install it")
        line = line_of(lines, ("plugins", key, place))
        yield str(Problem(f"no plugin is called {quoted(name)}", remedy, file.name, line, f"[plugins] {key}"))
