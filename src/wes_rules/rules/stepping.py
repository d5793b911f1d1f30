"""
Which steps a promise about steps asks for, and what unknown figures leave open.

A step leads into each period from the first that is promised. It comes from the period before it that compares, from the
baseline, or from the same period of the year before. What lies before the first may be what a step comes from, and is never
a step that was promised; what is not known of it is as wide as its unit allows.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from functools import partial

import attrs

from wes_rules.rules.facts import Fact, Finding, Trail, worse
from wes_rules.rules.instead import Instead
from wes_rules.rules.runs import Run, Stretch, followed, joined
from wes_rules.rules.step_promise import StepPromise
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.series.figure import Figure
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason

End = int | float
_ANY = Span(-math.inf, math.inf)


@attrs.frozen
class Step:
    """
    A step into one period.

    Args:
        before: What it comes from; None for a target of its own.
        after: The figure it leads to.
        slack: By how many ticks it is kept, at worst and at best.
        margin: The same as a distance.
        target: A target that replaces it.
        limit: That target, in ticks.
        mixed: The two figures are counted by different definitions.
        at_bound: What it comes from is at the limit of its unit, so that a tie keeps the promise.
    """

    before: Fact | None
    after: Fact
    slack: Span
    margin: Span
    target: Instead | None = None
    limit: int = 0
    mixed: bool = False
    at_bound: bool = False

    def finding(self, tolerance: int) -> Finding:
        """Return what was found for this step alone."""
        facts: tuple[Fact, ...] = (attrs.evolve(self.after, role="latest"), self.compared)
        if self.at_bound and self.before is not None:
            facts += (attrs.evolve(self.before, role="bound"),)
        return Finding(self.slack, self.margin, facts, tolerance=tolerance)

    @property
    def compared(self) -> Fact:
        """What the figure is held against: the one before, or a target of its own."""
        if self.target is not None:
            return Fact("target", Figure(Span(self.limit, self.limit)), self.after.period, self.target.relation)
        assert self.before is not None  # a step has one of the two
        return self.before


@attrs.frozen
class Least:
    """
    The least that a figure can be, as the promise goes, if every step up to it is kept by so much.

    Each figure is taken as low as the steps up to it allow, which leaves the most room to those after it.

    Args:
        value: The least in ticks, turned around where lower is promised.
        origin: The figure that it follows from.
        clash: Two figures that cannot both be true if every step is kept by so much; empty while all can.
    """

    value: End
    origin: Fact
    clash: tuple[Fact, ...] = ()


@attrs.frozen(kw_only=True)
class State:
    """What is known of a run of steps up to a period."""

    period: Period
    step: Step | None
    kept: Least
    nearly: Least
    low: End = math.inf
    high: End = math.inf
    lenient_low: End = math.inf
    lenient_high: End = math.inf
    missed: tuple[Finding, ...] = ()
    baseline: Fact | None = None
    why: tuple[Reason, ...] = ()


def first_promised(view: View, rule: StepPromise) -> Period | None:
    """
    Return the first period into which a step is promised.

    It is the one after the baseline's, or else that of the plan's start; without either the first one on file, or with a
    target of its own. None where nothing is on file.
    """
    measure = view.measure
    if measure.baseline is not None and measure.baseline.period is not None:
        return measure.baseline.period + 1
    if measure.starts is not None:
        return view.begins()
    known = [view.calendar.first or view.first_on_file(), *(one.period for one in rule.instead)]
    return min((one for one in known if one is not None), key=lambda one: one.index, default=None)


def came_from(view: View, rule: StepPromise, first: Period, period: Period) -> Fact | None:
    """Return what the step into a period comes from; None where nothing compares."""
    calendar, stated = view.calendar, view.measure.baseline
    if period in calendar.isolated:
        return None
    anchored = stated is not None or view.measure.starts is not None
    if rule.by_season:
        fellow = period.same_period_last_year
        if stated is not None and stated.period == fellow:
            found = view.baseline()
        elif fellow not in calendar or (fellow < first and not anchored):
            return None
        else:
            found = Fact("previous", view.own(fellow), fellow)
    else:
        earlier = _before(calendar, period)
        if stated is not None and (earlier is None or earlier < first):
            found = view.baseline()
        elif earlier is None or (earlier < first and not anchored):
            return None
        else:
            found = Fact("previous", view.own(earlier), earlier)
    assert found is not None  # a measure with a stated baseline has one
    if found.period is None:
        return found if calendar.restart(period) is None else None
    return found if calendar.comparable(found.period, period) else None


def uncompared(view: View, rule: StepPromise) -> Reason:
    """Say why nothing compares with the period that is judged."""
    calendar, period, stated = view.calendar, view.period, view.measure.baseline
    if period in calendar.isolated:
        return Reason.ISOLATED
    if rule.by_season:
        fellow = period.same_period_last_year
        if fellow in calendar.not_collected:
            return Reason.NOT_COLLECTED
        compares = fellow not in calendar or calendar.comparable(fellow, period)
        return Reason.NO_PREVIOUS if compares else Reason.SERIES_BREAK
    found = view.observed_periods()
    return Reason.SERIES_BREAK if stated is not None or (found and found[0] < period) else Reason.NO_PREVIOUS


def restarted(view: View, rule: StepPromise, first: Period) -> bool:
    """Whether the run that a period is judged in begins again after the figure that the promise starts from."""
    calendar, stated = view.calendar, view.measure.baseline
    restart = calendar.restart(view.period)
    if stated is not None:
        start = stated.period
    elif view.measure.starts is not None:
        start = first.same_period_last_year if rule.by_season else _before(calendar, first) or first
    else:
        start = first
    if start is None:
        return restart is not None
    alone = stated is not None and start in calendar.isolated
    return alone or (restart is not None and start < restart)


def step_into(view: View, rule: StepPromise, first: Period, period: Period) -> Step | None:
    """Return the step into a period; None where nothing compares and it has no target of its own."""
    after = Fact("previous", view.own(period), period)
    target = rule.target_for(period)
    if target is not None:
        limit = ticks(target.limit, view.measure.decimals)
        slack = target.slack(after.figure.span, limit)
        return Step(None, after, slack, slack, target, limit)
    before = came_from(view, rule, first, period)
    if before is None:
        return None
    if len(before.figure.definitions | after.figure.definitions) > 1:
        return Step(before, after, _ANY, _ANY, mixed=True)
    was, now = rule.toward(before.figure.span), rule.toward(after.figure.span)
    ceiling = rule.toward(view.bounds()).high
    slack = Span(rule.kept(was.high, now.low, ceiling), rule.kept(was.low, now.high, ceiling))
    at_bound = rule.strict and was.exact and was.low >= ceiling
    return Step(before, after, slack, Span(now.low - was.high, now.high - was.low), at_bound=at_bound)


def steps_up_to(view: View, rule: StepPromise, first: Period) -> Stretch[State]:
    """Follow the steps up to the period that is judged, from the first that is promised or else from a break after it."""
    restart = view.calendar.restart(view.period)
    began = first if restart is None else max(first, restart)
    return followed(view, rule, began, view.period, partial(_state, view, rule, first))


def slack_of(state: State, tolerance: int) -> Span:
    """
    Return by how much every step is kept, at worst and at best.

    Two figures bound what may lie between them: 14, unknown, 15 cannot have fallen each year. That is looked into only as
    far as the verdict depends on it: whether every step can be kept, and whether each can be missed by the tolerance at most.
    """
    high = state.high
    for least, most in ((state.kept, -1), (state.nearly, -tolerance - 1)):
        high = min(high, most) if least.clash else high
    return Span(min(state.low, high), high)


def lenient_of(state: State) -> Span:
    """Return the same with what each step tolerates, which may differ where the promise has versions."""
    high = min(state.lenient_high, -1) if state.nearly.clash else state.lenient_high
    return Span(min(state.lenient_low, high), high)


def others(run: Stretch[State], shown: tuple[Fact, ...]) -> Trail:
    """Return the figures of a run that are not shown."""

    def make() -> Iterator[Fact]:
        seen = {fact.period for fact in shown}
        for state in run:
            for one in () if state.step is None else (state.step.before, state.step.after):
                if one is not None and one.period not in seen:
                    seen.add(one.period)
                    yield Fact("step", one.figure, one.period)

    return Trail(run.end.why if run.end is not None else (), make)


def _state(view: View, rule: StepPromise, first: Period, run: Run[State], period: Period) -> State:
    step = step_into(view, rule, first, period)
    if step is None:
        alone = Fact("previous", view.own(period), period)
        least = Least(rule.toward(alone.figure.span).low, alone)
        if not run.states:
            return State(period=period, step=None, kept=least, nearly=least)
        last = run.states[-1]
        kept, nearly = (attrs.evolve(least, clash=one.clash) for one in (last.kept, last.nearly))
        return attrs.evolve(last, period=period, step=None, kept=kept, nearly=nearly)
    source = _state_of(run, step.before.period) if step.before is not None else None
    ceiling = rule.toward(view.bounds()).high
    tolerance = ticks(rule.held_for(view, period).tolerance, view.measure.decimals)
    kept = _least(rule, step, None if source is None else source.kept, 0, ceiling)
    nearly = kept
    if tolerance:
        nearly = _least(rule, step, None if source is None else source.nearly, -tolerance, ceiling)
    why: tuple[Reason, ...] = (Reason.DEFINITION_DIFFERS,) if step.mixed else ()
    for fact in (step.before, step.after):
        why = why if fact is None else joined(why, fact.figure.why)
    from_baseline = step.before if step.before is not None and step.before.role == "baseline" else None
    missed = (step.finding(tolerance),) if step.slack.high < 0 else ()
    if not run.states:
        return State(
            period=period, step=step, kept=kept, nearly=nearly, low=step.slack.low, high=step.slack.high,
            lenient_low=step.slack.low + tolerance, lenient_high=step.slack.high + tolerance,
            missed=missed, baseline=from_baseline, why=why,
        )  # fmt: skip
    last = run.states[-1]
    return State(
        period=period,
        step=step,
        kept=attrs.evolve(kept, clash=last.kept.clash or kept.clash),
        nearly=attrs.evolve(nearly, clash=last.nearly.clash or nearly.clash),
        low=min(last.low, step.slack.low),
        high=min(last.high, step.slack.high),
        lenient_low=min(last.lenient_low, step.slack.low + tolerance),
        lenient_high=min(last.lenient_high, step.slack.high + tolerance),
        missed=worse(last.missed, missed),
        baseline=last.baseline or from_baseline,
        why=joined(last.why, why),
    )


def _state_of(run: Run[State], period: Period | None) -> State | None:
    if period is None:
        return None
    place = bisect_left(run.ends, period.index)
    return run.states[place] if place < len(run.ends) and run.ends[place] == period.index else None


def _least(rule: StepPromise, step: Step, source: Least | None, slack: int, ceiling: End) -> Least:
    """Return the least that the figure of a step can be if the step is kept by so much, and with what it clashes."""
    span, origin = rule.toward(step.after.figure.span), step.after
    needed, most = span.low, span.high
    if step.target is not None:
        needed, most = _within(rule, step.target, span, rule.sign * step.limit, slack)
    elif step.before is not None and not step.mixed:
        least = source or Least(rule.toward(step.before.figure.span).low, step.before)
        above = (rule.needed(least.value, ceiling) if slack >= 0 else least.value) + slack
        # What lies between figures of two definitions is another number to each of them.
        alike = len(least.origin.figure.definitions | step.after.figure.definitions) < 2
        if above > needed and alike:
            needed, origin = above, least.origin
    return Least(needed, origin, (origin, step.after) if needed > most else ())


def _within(rule: StepPromise, target: Instead, span: Span, limit: int, slack: int) -> tuple[End, End]:
    """Return the ends between which a figure meets a target of its own by so much."""
    if (target.at_least is not None) == (rule.sign > 0):
        return max(span.low, limit + slack), span.high
    return span.low, min(span.high, limit - slack)


def _before(calendar: Calendar, period: Period) -> Period | None:
    """Return the period before one that compares with others."""
    before = calendar.previous(period)
    while before is not None and before in calendar.isolated:
        before = calendar.previous(before)
    return before
