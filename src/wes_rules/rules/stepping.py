"""The slack of a run of steps, including unknown figures in between."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import partial
from typing import cast

import attrs

from wes_rules.rules.cells import Ticks
from wes_rules.rules.exact import run_of
from wes_rules.rules.facts import Fact, Missed, Trail, missed, worst_of
from wes_rules.rules.runs import Run, Stretch, followed
from wes_rules.rules.step import Step, came_from, step_into
from wes_rules.rules.step_promise import Instead, StepPromise
from wes_rules.rules.view import View
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason


@attrs.frozen
class Least:
    """
    The least value of a figure if every step up to it is kept.

    Each figure is taken as low as the steps up to it allow, which leaves the most room to those after it.

    Args:
        value: The least in ticks, turned around where lower is promised.
        origin: The figure that it follows from, as `_place` says it.
        definitions: How that figure is counted.
        clash: Two figures that cannot both be true if every step is kept, as `_place` says them; -1 for
            each while all can.
    """

    value: Ticks
    origin: Ticks
    definitions: frozenset[str]
    clash: tuple[Ticks, Ticks] = (-1, -1)


@attrs.frozen(kw_only=True)
class State:
    """The state of a run of steps: the last step, the worst, and the first that was missed."""

    period: Period
    step: Step | None
    kept: Least
    slack: Span | None = None
    missed: Missed = attrs.field(factory=Missed)
    baseline: Fact | None = None
    why: tuple[Reason, ...] = ()


def _place(period: Period, *, before: bool) -> int:
    """Say which of the two figures of the step into a period: what it comes from, or its own."""
    return 2 * period.index + before


def steps_up_to(view: View, rule: StepPromise, first: Period) -> Stretch[State]:
    """Follow the steps up to the period that is judged, from the first that is promised or else from a break after it."""
    restart = view.calendar.restart(view.period)
    began = first if restart is None else max(first, restart)
    return followed(view, rule, began, view.period, partial(_state, view, rule, first))


def levels_of(view: View, rule: StepPromise, first: Period, before: Fact) -> tuple[list[int], Fact | None] | None:
    """
    Return the figures that the steps up to the judged period lead over, and the first fact where it is none of the run.

    None where one is not known exactly, and where a tie may keep the promise or has a reason of its own.
    """
    start: Fact | None = before
    if rule.scope == "latest":
        values = run_of(view, (), view.period, View.own, alike=True)
    elif rule.by_season:
        return None
    else:
        anchored = view.measure.baseline is not None or view.measure.starts is not None
        start = came_from(view, rule, first, view.calendar.between(first, view.period)[0]) if anchored else None
        values = run_of(view, (view.measure.number, view.area), first, View.own, alike=True)
    if values is None:
        return None
    figures, bounds = values[0][: values[1]], view.bounds()
    if start is not None:
        if start.figure.why or start.figure.definitions or not start.figure.span.exact:
            return None
        figures.insert(0, cast("int", start.figure.span.low))
    # From the limit of its unit a tie is enough: it is not beyond it that the next figure has to be.
    limit = bounds.high if rule.sign > 0 else bounds.low
    forgiven = rule.strict and limit in figures[:-1]
    return None if len(figures) < 2 or forgiven or figures[-1] == figures[-2] else (figures, start)


def slack_of(cells: View, state: State) -> Span:
    """
    Return by how much every step is kept, at worst and at best.

    Two figures bound what may lie between them: 14, unknown, 15 cannot have fallen each year. It is worked out only
    as far as the verdict depends on it: whether every step can be kept.
    """
    assert state.slack is not None  # the caller has checked
    low, high = state.slack.low, state.slack.high
    high = cells.where(state.kept.clash[0] >= 0, cells.least(high, -1), high)
    return Span(cells.least(low, high), high)


def figure_at(view: View, rule: StepPromise, first: Period, place: int) -> Fact:
    """Return the figure that `_place` names."""
    step = step_into(view, rule, first, view.period.at(place // 2))
    if step is None:
        period = view.period.at(place // 2)
        return Fact("previous", view.own(period), period)
    assert not place % 2 or step.before is not None  # what a step comes from is named only where there is one
    return step.before if place % 2 and step.before is not None else step.after


def others(run: Stretch[State], shown: tuple[Fact, ...]) -> Trail:
    """Return the figures of a run that are not shown."""

    def make() -> Iterator[Fact]:
        seen = {fact.period for fact in shown}
        for state in run:
            for one in () if state.step is None else (state.step.before, state.step.after):
                if one is not None and one.period not in seen:
                    seen.add(one.period)
                    yield Fact("step", one.figure, one.period)

    end = run.end
    return Trail(() if end is None else end.why, make)


def _state(view: View, rule: StepPromise, first: Period, run: Run[State], period: Period) -> State:
    step, last = step_into(view, rule, first, period), run.states[-1] if run.states else None
    if step is None:
        alone = view.own(period)
        least = Least(rule.toward(alone.span).low, _place(period, before=False), alone.definitions)
        if last is None:
            return State(period=period, step=None, kept=least)
        return attrs.evolve(last, period=period, step=None, kept=attrs.evolve(least, clash=last.kept.clash))
    source = _state_of(run, step.before.period) if step.before is not None else None
    kept = _least(view, rule.held_for(view, period), step, None if source is None else source.kept)
    from_baseline = step.before if step.before is not None and step.before.role == "baseline" else None
    level = missed(view, step.slack)
    if last is None:
        last = State(period=period, step=None, kept=kept)
    return State(
        period=period,
        step=step,
        kept=_with_clash(view, kept, last.kept),
        slack=worst_of(view, last.slack, step.slack),
        missed=last.missed.then(view, level, period.index),
        baseline=last.baseline or from_baseline,
        why=_joined(view, last.why, step),
    )


def _with_clash(cells: View, least: Least, last: Least) -> Least:
    clashed = last.clash[0] >= 0
    first, second = (cells.where(clashed, a, b) for a, b in zip(last.clash, least.clash, strict=True))
    return Least(least.value, least.origin, least.definitions, (first, second))


def _joined(cells: View, why: tuple[Reason, ...], step: Step) -> tuple[Reason, ...]:
    if step.mixed and Reason.DEFINITION_DIFFERS not in why:
        why = (*why, Reason.DEFINITION_DIFFERS)
    for fact in (step.before, step.after):
        why = why if fact is None else cells.joined(why, fact.figure)
    return why


def _state_of(run: Run[State], period: Period | None) -> State | None:
    if period is None:
        return None
    place = bisect_left(run.ends, period.index)
    return run.states[place] if place < len(run.ends) and run.ends[place] == period.index else None


def _least(cells: View, rule: StepPromise, step: Step, source: Least | None) -> Least:
    """Return the least that the figure of a step can be if the step is kept, and with what it clashes."""
    assert step.after.period is not None  # a step leads to the figure of a period
    period, span = step.after.period, rule.toward(step.after.figure.span)
    needed, most, origin = span.low, span.high, _place(period, before=False)
    own = definitions = step.after.figure.definitions
    if step.target is not None:
        needed, most = _within(cells, rule, step.target, span, rule.sign * step.limit)
    elif step.before is not None and not step.mixed:
        before = step.before.figure
        least = source or Least(rule.toward(before.span).low, _place(period, before=True), before.definitions)
        above, forgiven = rule.needed(cells, period, least.value), rule.nearly(cells, least.value)
        above = above if forgiven is None else cells.least(above, least.value - forgiven)
        # What lies between figures of two definitions is another number to each of them.
        if len(least.definitions | own) < 2:
            higher = above > needed
            needed, origin = cells.where(higher, above, needed), cells.where(higher, least.origin, origin)
            definitions = own if own == least.definitions else cells.where(higher, least.definitions, own)
    clashes = needed > most
    clash = cells.where(clashes, origin, -1), cells.where(clashes, _place(period, before=False), -1)
    return Least(needed, origin, definitions, clash)


def _within(cells: View, rule: StepPromise, target: Instead, span: Span, limit: int) -> tuple[Ticks, Ticks]:
    """Return the ends between which a figure meets a target of its own."""
    slack = -rule.forgiven(cells, limit)
    if (target.at_least is not None) == (rule.sign > 0):
        return cells.most(span.low, limit + slack), span.high
    return span.low, cells.least(span.high, limit - slack)
