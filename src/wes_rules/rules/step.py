"""
The step into a period, and by how much it is kept.

A step leads into each period from the first that is promised. It comes from the period before it that compares, from
the baseline, or from the same period of the year before. A period before the first may be the start of a step but is
never promised; its figure is as wide as its unit allows if unknown.
"""

from __future__ import annotations

import attrs

from wes_rules.rules.facts import ANY, Fact, Finding, differ
from wes_rules.rules.step_promise import Instead, StepPromise
from wes_rules.rules.view import View
from wes_rules.series.figure import Figure
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason


@attrs.frozen
class Step:
    """
    A step into one period.

    Args:
        before: What it comes from; None for a target of its own.
        after: The figure it leads to.
        slack: By how many ticks it is kept, at worst and at best.
        margin: The same as a distance.
        limit: The target of its own that the figure is held against, in ticks; 0 for a step from a figure before.
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

    def finding(self, *also: Fact, reasons: tuple[Reason, ...] = ()) -> Finding:
        """Return what was found for this step alone."""
        facts: tuple[Fact, ...] = (self.after.playing("latest"), self.compared)
        if self.at_bound and self.before is not None:
            facts += (self.before.playing("bound"),)
        return Finding(self.slack, self.margin, (*facts, *also), reasons)

    @property
    def compared(self) -> Fact:
        """The limit of the figure: the one before, or a target of its own."""
        if self.target is not None:
            return Fact("target", Figure(Span(self.limit, self.limit)), self.after.period, self.target.relation)
        assert self.before is not None  # a step has one of the two
        return self.before


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
    if not rule.instead:
        return measure.begins or view.first_on_file()
    known = [view.measure.begins or view.first_on_file(), *(one.period for one in rule.instead)]
    return min((one for one in known if one is not None), key=lambda one: one.index, default=None)


def came_from(view: View, rule: StepPromise, first: Period, period: Period) -> Fact | None:
    """Return the fact that the step into a period comes from; None if nothing compares."""
    calendar, stated = view.calendar, view.measure.baseline
    if period in calendar.isolated or view.parted(period) is not None:
        return None
    told = view.measure.number.begins(calendar)
    anchored = stated is not None or view.measure.starts is not None
    if rule.by_season:
        fellow = period.same_period_last_year
        if stated is not None and stated.period == fellow:
            found = view.baseline()
        elif (
            fellow not in calendar
            or view.parted(fellow) is not None
            or (told is not None and fellow < told)
            or (fellow < first and not anchored)
        ):
            return None
        else:
            found = Fact("previous", view.own(fellow), fellow)
    else:
        earlier = _before(view, period)
        if stated is not None and (earlier is None or earlier < first):
            found = view.baseline()
        elif earlier is None or (told is not None and earlier < told) or (earlier < first and not anchored):
            return None
        else:
            found = Fact("previous", view.own(earlier), earlier)
    assert found is not None  # a measure with a stated baseline has one
    if found.period is None:
        return found if calendar.restart(period) is None else None
    return found if calendar.comparable(found.period, period) else None


def uncompared(view: View, rule: StepPromise) -> Reason:
    """Return why nothing compares with the judged period."""
    calendar, period, stated = view.calendar, view.period, view.measure.baseline
    if period in calendar.isolated:
        return Reason.ISOLATED
    if (parted := view.parted(period)) is not None:
        return parted
    if rule.by_season:
        fellow = period.same_period_last_year
        if not calendar.collects(fellow):
            return Reason.NOT_COLLECTED
        compares = fellow not in calendar or calendar.comparable(fellow, period)
        return Reason.NO_PREVIOUS if compares else Reason.SERIES_BREAK
    found = view.observed_periods()
    if stated is None and not (found and found[0] < period):
        return Reason.NO_PREVIOUS
    # What is on file compares, and is too little for the total before this one.
    return Reason.NOT_HELD if stated is None and calendar.comparable(found[0], period) else Reason.SERIES_BREAK


def restarted(view: View, rule: StepPromise, first: Period) -> bool:
    """Whether the run that a period is judged in begins again after the figure that the promise starts from."""
    calendar, stated = view.calendar, view.measure.baseline
    restart = calendar.restart(view.period)
    if stated is not None:
        start = stated.period
    elif view.measure.starts is not None:
        start = first.same_period_last_year if rule.by_season else _before(view, first) or first
    else:
        start = first
    if start is None:
        return restart is not None
    alone = stated is not None and start in calendar.isolated
    return alone or (restart is not None and start < restart)


def step_into(view: View, rule: StepPromise, first: Period, period: Period) -> Step | None:
    """Return the step into a period; None if nothing compares and it has no target of its own."""
    after = Fact("previous", view.own(period), period)
    target = rule.target_for(period)
    if target is not None:
        limit = ticks(target.limit, view.measure.decimals)
        margin = target.slack(after.figure.span, limit)
        slack = rule.held_for(view, period).eased(view, margin, margin, Span(limit, limit))
        return Step(None, after, slack, margin, target, limit)
    before = came_from(view, rule, first, period)
    return None if before is None else step_between(view, rule, before, after)


def step_between(view: View, rule: StepPromise, before: Fact, after: Fact) -> Step:
    """Return the step from one figure to another."""
    if differ(before, after):
        return Step(before, after, ANY, ANY, mixed=True)
    was, now = rule.toward(before.figure.span), rule.toward(after.figure.span)
    period = after.period or view.period
    slack = Span(now.low - rule.needed(view, period, was.high), now.high - rule.needed(view, period, was.low))
    at_bound = rule.strict and view.for_words((was.low == was.high) & (was.low >= rule.toward(view.bounds()).high))
    margin = Span(now.low - was.high, now.high - was.low)
    slack = rule.held_for(view, period).eased(view, slack, margin, Span(was.high, was.low))
    return Step(before, after, slack, margin, at_bound=at_bound)


def _before(view: View, period: Period) -> Period | None:
    """Return the period before one that has a number and compares with others."""
    calendar = view.calendar
    before = calendar.previous(period)
    while before is not None and (before in calendar.isolated or view.parted(before) is not None):
        before = calendar.previous(before)
    return before
