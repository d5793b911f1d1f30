"""Deciding: which period, what the rule finds, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

import attrs

from wes_rules.errors import DefinitionError, PluginError, Problem, SourceError, WesRulesError
from wes_rules.judging.periods import Asked, is_settled, judged_period
from wes_rules.judging.status import ANYTHING, CHAIN, Status, graded
from wes_rules.judging.verdict import Verdict, decisive_among
from wes_rules.quoting import quoted
from wes_rules.rules.cells import Cells, Ticks
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.kinds.composites import Advisory, Any, parts_of
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import COMPARED, Fact, FigureRule, Finding
from wes_rules.rules.view import View
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.fractions import Values
from wes_rules.series.history import History
from wes_rules.series.numbers import Gap, Observed, published_unit
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, Unit
from wes_rules.values.reason import QUALIFIES, Reason

V = TypeVar("V", bound=Verdict)


def decide(
    measure: Measure, history: History, as_of: date, area: str, period: Period | None, make: Callable[..., V]
) -> V:
    """
    Decide one measure for one area and one period.

    Args:
        measure: The measure.
        history: Everything there is; nothing published after `as_of` is used.
        as_of: The day of knowing.
        area: The area.
        period: The period; None for the latest that is due, or the last that ended by the day that settles it.
        make: Makes the verdict of its fields, and those of its parts.

    Raises:
        DefinitionError: The period is of another kind than the measure's calendar.
        SourceError: Percentages may be fractions.
    """
    if isinstance(measure.rule, FigureRule):
        return _judge_figures(measure, measure.rule, history, as_of, area, period, make)
    return _judge_parts(measure, history, as_of, area, Asked.by(measure, period), make)


def _judge_figures(
    measure: Measure,
    promise: FigureRule,
    history: History,
    as_of: date,
    area: str,
    asked: Period | None,
    make: Callable[..., V],
) -> V:
    _need_clear_values(measure, history)
    if asked is not None and asked.kind is not measure.calendar.kind:
        what = f"{asked} is {asked.kind.a}; {measure.id} is judged by {measure.calendar.kind.value}"
        raise DefinitionError(what)
    outcomes = as_it_stands = ANYTHING
    if asked is None:
        period, settled = judged_period(measure, history, as_of, area)
    else:
        period, settled = asked, is_settled(measure, asked, as_of)
    rule = promise if period is None else promise.at(period, as_of)
    since: tuple[Fact, ...] = ()
    if period is None:
        reasons: tuple[Reason, ...] = (Reason.NONE_ENDED if settled else Reason.AWAITING_PUBLICATION,)
        status: Status = Status.UNDECIDED
        finding: Finding | None = None
    elif period not in measure.calendar:
        why = Reason.NOT_IN_CALENDAR if measure.calendar.collects(period) else Reason.NOT_COLLECTED
        status, finding, reasons = Status.UNDECIDED, None, (why,)
    else:
        view = View(measure, history, area, period, as_of)
        finding = _of_one_definition(rule, _found_by(rule, view), as_of)
        as_it_stands = _as_it_stands(finding)
        outcomes = as_it_stands if finding.due else ANYTHING
        status = outcomes[0] if outcomes[0] is outcomes[1] else Status.UNDECIDED
        reasons = _reasons(finding, status)
        if Reason.OVERDUE in reasons and Reason.OVERDUE in view.own(period).why and view.latest_known() is not None:
            reasons += (Reason.STALE,)
        if view.levelled_down():
            reasons += (Reason.LEVELLING_DOWN,)
        if _counts_others(finding):
            reasons += (Reason.POPULATION_DIFFERS,)
        since = _since(view) if settled and asked is None else ()
    return make(
        measure=measure,
        area=area,
        area_name=history.name(area),
        period=period,
        as_of=as_of,
        status=status,
        settled=settled,
        reasons=reasons,
        finding=finding,
        outcomes=outcomes,
        due=finding.due if finding is not None else not (rule.by is not None and as_of <= rule.by),
        as_it_stands=as_it_stands,
        since=since,
        history=history,
    )


def _found_by(rule: FigureRule, view: View) -> Finding:
    """Ask a rule; what a kind of rule from a plugin raises is told as its own."""
    try:
        return rule.judged(view)
    except WesRulesError:
        raise
    except Exception as error:
        if KINDS.get(rule.kind) is type(rule):
            raise
        what = f"the rule kind {quoted(rule.kind)} raised {type(error).__name__}: {error}"
        remedy = "tell its author, to whom --debug shows where"
        raise PluginError(Problem(what, remedy, subject=f"measure {quoted(view.measure.id)}")) from error


def _need_clear_values(measure: Measure, history: History) -> None:
    """Refuse percentages that may be fractions; of those that a measure computes itself there is no doubt."""
    number = measure.number
    if measure.values is Values.PERCENT or published_unit(number, measure.unit) is not Unit.PERCENT:
        return
    against = getattr(measure.rule, "against", None)
    names = [number.indicator] if isinstance(number, Observed | Gap) else []
    names += [against.indicator] if isinstance(against, IndicatorFigure) else []
    if problems := [one for name in names for one in history.percentage_faults(name)]:
        raise SourceError(attrs.evolve(one, subject=f'measure "{measure.id}"') for one in problems)


def _of_one_definition(rule: FigureRule, finding: Finding, as_of: date) -> Finding:
    """Refuse to hold figures against each other that are counted by different definitions."""
    if not rule.pairs or rule.mixes:
        return finding
    definitions = frozenset[str]().union(*(fact.figure.definitions for fact in finding.facts))
    if len(definitions) < 2:
        return finding
    # Nothing is kept before its day by figures that do not compare.
    due = finding.due and not (rule.by is not None and as_of <= rule.by)
    reasons = (Reason.DEFINITION_DIFFERS, *finding.reasons)
    return attrs.evolve(finding, slack=None, margin=None, reasons=reasons, due=due)


def _counts_others(finding: Finding) -> bool:
    own, others = frozenset[str](), frozenset[str]()
    for fact in finding.facts:
        if fact.role.endswith(COMPARED):
            others |= fact.figure.populations
        else:
            own |= fact.figure.populations
    return bool(own) and bool(others - own)


def ends_of(cells: Cells, finding: Finding) -> tuple[Ticks, Ticks]:
    """Return the worst and the best verdict that the figures leave open, as places in the chain, as if they decided."""
    slack = finding.slack
    if slack is None:
        return CHAIN.index(ANYTHING[0]), CHAIN.index(ANYTHING[1])
    lenient = finding.lenient or Span(slack.low + finding.tolerance, slack.high + finding.tolerance)
    return graded(cells, slack.low, lenient.low), graded(cells, slack.high, lenient.high)


_ALONE = Cells()


def _as_it_stands(finding: Finding) -> tuple[Status, Status]:
    """Return the worst and the best verdict that the figures leave open, as if they decided."""
    worst, best = ends_of(_ALONE, finding)
    return CHAIN[worst], CHAIN[best]


def told_in_order(finding: Finding, *, undecided: bool) -> Iterator[tuple[Reason, ...]]:
    """Give the reasons of a finding, as its cells have them: why nothing was decided, then what qualifies the figures used."""
    yield () if finding.due else (Reason.NOT_DUE,)
    yield finding.reasons
    for fact in finding.facts if undecided else finding.facts[:1]:
        yield fact.figure.why
    if undecided:
        yield finding.rest.why
    for fact in finding.facts:
        if fact.role in ("latest", *COMPARED):
            yield fact.figure.notes


def _reasons(finding: Finding, status: Status) -> tuple[Reason, ...]:
    """Return the reasons of a verdict; in an undecided one those that only qualify it come last."""
    reasons = [one for told in told_in_order(finding, undecided=status is Status.UNDECIDED) for one in told]
    if status is Status.UNDECIDED:
        reasons.sort(key=QUALIFIES.__contains__)
    return tuple(dict.fromkeys(reasons))


def _since(view: View) -> tuple[Fact, ...]:
    """List the own figures known for periods after the deadline's."""
    newest = view.calendar.latest_due(view.as_of)
    if newest is None or newest <= view.period:
        return ()
    later = [Fact("since", view.own(p), p) for p in view.calendar.between(view.period + 1, newest)]
    return tuple(fact for fact in later if not fact.figure.is_missing)


def _judge_parts(
    measure: Measure, history: History, as_of: date, area: str, asked: Asked | None, make: Callable[..., V]
) -> V:
    rule = measure.rule
    parts = tuple(_judge_part(one, history, as_of, area, asked, make) for one in parts_of(measure))
    if not parts:
        raise DefinitionError(f'the engine does not know how to judge the rule kind "{rule.kind}"')
    pick = max if isinstance(rule, Any) else min
    worst, best = (pick(ends) for ends in zip(*(part.outcomes for part in parts), strict=True))
    status = worst if worst is best else Status.UNDECIDED
    alike = [part for part in parts if part.status is status]
    # Not due as long as nothing but parts that are not due leaves it open.
    due = status is not Status.UNDECIDED or any(part.due for part in alike) or not alike
    alike = [part for part in alike if part.due is due]
    reasons = tuple(dict.fromkeys(reason for part in alike for reason in part.reasons))
    if isinstance(rule, Advisory):
        reasons = (Reason.ADVISORY, *reasons)
    return make(
        measure=measure,
        area=area,
        area_name=history.name(area),
        period=decisive_among(alike, rule).period,
        as_of=as_of,
        status=status,
        settled=all(part.settled for part in parts),
        reasons=reasons,
        parts=parts,
        outcomes=(worst, best),
        due=due,
        as_it_stands=(
            pick(part.as_it_stands[0] for part in parts),
            pick(part.as_it_stands[1] for part in parts),
        ),
        advisory=isinstance(rule, Advisory),
        history=history,
    )


def _judge_part(
    part: Measure, history: History, as_of: date, area: str, asked: Asked | None, make: Callable[..., V]
) -> V:
    if isinstance(part.rule, FigureRule):
        period = None if asked is None else asked.of(part)
        return _judge_figures(part, part.rule, history, as_of, area, period, make)
    return _judge_parts(part, history, as_of, area, asked, make)
