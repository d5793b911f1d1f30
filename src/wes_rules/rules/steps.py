"""Steps from one period to the next: what annual and quarterly promises share."""

from __future__ import annotations

import abc
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar, Literal, Self

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.measure import Better, Measure
from wes_rules.rules.rule import Fact, FigureRule, Finding, first_broken, whole_ticks
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.values.fields import Amount, Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason

# More ticks than any two figures are apart.
_BEYOND = 10**18


@attrs.frozen(kw_only=True)
class Instead(Declared):
    """
    A target of its own that replaces the step into one period.

    Args:
        period: The period it is for.
        at_least: The lowest value that meets it.
        at_most: The highest value that meets it.
        reason: Why the target was moved.
        author: Who moved it.

    Raises:
        DefinitionError: Not exactly one of the two limits.
    """

    period: Period
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    reason: str = ""
    author: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.at_least is None) == (self.at_most is None):
            raise DefinitionError(f"the target for {self.period} needs exactly one of at_least, at_most")

    def times(self, factor: Decimal) -> Instead:
        """Return the same target for numbers multiplied by a factor."""
        ends = [None if one is None else one * factor for one in (self.at_least, self.at_most)]
        at_least, at_most = ends if factor > 0 else ends[::-1]
        return attrs.evolve(self, at_least=at_least, at_most=at_most)

    @property
    def limit(self) -> Decimal:
        """The stated value."""
        return self.at_least if self.at_least is not None else self.at_most  # type: ignore[return-value]

    @property
    def relation(self) -> str:
        """The side of it that meets the target."""
        return "at least" if self.at_least is not None else "at most"

    def slack(self, span: Span, limit: int) -> Span:
        """Return by how much a figure meets a limit in ticks, at worst and at best."""
        there = Span(span.low - limit, span.high - limit)
        return there if self.at_least is not None else -there


@attrs.frozen
class _Step:
    before: Fact
    after: Fact
    slack: Span
    margin: Span
    instead: Instead | None = None
    limit: int = 0

    def finding(self, tolerance: int) -> Finding:
        """Return what was found for this step alone."""
        latest = Fact("latest", self.after.figure, self.after.period)
        return Finding(self.slack, self.margin, (latest, self.compared), tolerance=tolerance)

    @property
    def compared(self) -> Fact:
        """What the figure is held against: the one before, or a target of its own."""
        if self.instead is None:
            return self.before
        return Fact("target", Figure(Span(self.limit, self.limit)), self.after.period, self.instead.relation)


@attrs.frozen(kw_only=True)
class StepRule(FigureRule):
    """
    Each period's figure is on the right side of an earlier one.

    Args:
        against: The period before, or the same period of the year before.
        strict: A tie breaks the promise, except at the limit of the unit.
        scope: Every step since the baseline, or the latest one only.
        instead: Targets of their own for single periods.
        tolerance: How far a step may miss and still be at risk only, in the measure's unit.
    """

    per_year: ClassVar[int]
    sign: ClassVar[int]

    against: Literal["previous", "same-period-last-year"] = "previous"
    strict: bool = True
    scope: Literal["every", "latest"] = "every"
    instead: tuple[Instead, ...] = ()
    tolerance: Amount = Decimal(0)

    @classmethod
    @abc.abstractmethod
    def opposite(cls) -> type[StepRule]:
        """Return the rule of the same rhythm that goes the other way."""

    def times(self, factor: Decimal) -> Self:
        """Return the same promise for numbers multiplied by a factor; a negative one turns it around."""
        same = super().times(factor)
        turned: Any = self.opposite()
        return same if factor > 0 else turned(**attrs.asdict(same, recurse=False))

    def check(self, measure: Measure) -> None:
        """Refuse a direction that contradicts the polarity, and a calendar of another rhythm."""
        wrong = {1: Better.LOWER, -1: Better.HIGHER}[self.sign]
        if measure.better is wrong:
            raise DefinitionError(f'{self.kind} on a measure whose better is "{wrong.value}": one of the two is wrong')
        calendar = measure.calendar
        if self.against == "previous" and calendar.step * self.per_year != calendar.kind.per_year:
            needed = f"{self.per_year} figure{'s' * (self.per_year > 1)} a year"
            what = f"{self.kind} needs {needed}; the calendar has one every {calendar.rhythm}"
            raise DefinitionError(Problem(what, "change the calendar's kind or step, or the rule"))
        whole_ticks(self.tolerance, measure, "tolerance")
        for one in self.instead:
            whole_ticks(one.limit, measure, f"the target for {one.period}")

    def find(self, view: View) -> Finding:
        """Follow the steps from the baseline to the period that is judged."""
        points, reasons = self._points(view)
        steps = self._steps(view, points)
        if not points and not steps:
            return Finding.blocked(*reasons, facts=(view.latest(),))
        if not steps or steps[-1].after.period != view.period:
            return Finding.blocked(self._unmatched(view), facts=(view.latest(),))
        if self.scope == "latest":
            steps = steps[-1:]
        low = min(step.slack.low for step in steps)
        high, apart = self._best(view, steps) if _vague(steps) else (low, ())
        slack = Span(low, high)
        tolerance = ticks(self.tolerance, view.measure.decimals)
        *before, last = (step.finding(tolerance) for step in steps)
        ruled_out = self._ruled_out(slack, apart, tolerance)
        decided = first_broken([*before, *ruled_out, last])
        facts = (*_facts(steps, decided, apart if decided in ruled_out else ()), *view.published_baseline())
        notes = (*(reasons if points else ()), *self._notes(view, steps))
        return Finding(slack, last.margin, facts, notes, tolerance, decided=decided)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say what the latest figure has to beat."""
        if len(finding.facts) < 2:
            return ""
        before = finding.facts[1]
        if before.role == "target":
            return f"{before.name} {words.limit(before.figure.span)}"
        if before.figure.is_missing:
            return ""
        relation = {(1, True): "above", (1, False): "at least", (-1, True): "below", (-1, False): "at most"}
        return f"{relation[self.sign, self.strict]} {words.limit(before.figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the latest step, and the first one that broke the promise."""
        latest, *rest = finding.facts
        said = words.fact(latest)
        if rest and rest[0].role == "target":
            said += f", against {self.requirement(finding, words)}, a target set for that period only"
        elif rest:
            said += f", after {words.fact(rest[0])}" + words.stated(rest[0])
        broken = [fact for fact in rest if fact.role.startswith("broken")]
        if broken and broken[0].role == "broken_target":
            target = f"{broken[0].name} {words.value(broken[0].figure.span.low)}"
            said += f"; the target set for {broken[0].period}, {target}, was missed with {words.fact(broken[1])}"
        elif broken and broken[1].period != latest.period:
            way = "rise" if self.sign > 0 else "fall"
            said += f"; it did not {way} every time: {words.fact(broken[1])} after {words.fact(broken[0])}"
        apart = [fact for fact in rest if fact.role.startswith("apart")]
        if apart:
            said += f"; whatever lies between, it cannot have {'risen' if self.sign > 0 else 'fallen'} every time from "
            said += f"{words.fact(apart[0])} to {words.fact(apart[1])}"
        return said

    def too_high(self, finding: Finding, measure: Measure) -> bool:
        """Whether the figure should have fallen, or met a limit from above."""
        compared = finding.facts[1]
        return compared.name == "at most" if compared.role == "target" else self.sign < 0

    def reading(self) -> str:
        """Say how the wording is read."""
        over = "the same period of the year before" if self.against == "same-period-last-year" else "the one before"
        which = "every period since the baseline" if self.scope == "every" else "the latest period"
        way = {(1, True): "higher than", (1, False): "no lower than", (-1, True): "lower than"}
        said = f"{which} is {way.get((self.sign, self.strict), 'no higher than')} {over}"
        if self.strict:
            said += "; a tie breaks it, except at the limit of the unit"
        for one in self.instead:
            who = f", {one.author}" if one.author else ""
            said += f"; the target for {one.period} is {one.relation} {one.limit} instead ({one.reason}{who})"
        if self.tolerance:
            said += f"; a miss of up to {self.tolerance} is at risk"
        return said

    def _points(self, view: View) -> tuple[list[Fact], tuple[Reason, ...]]:
        """List the figures from the one the promise starts from to the one that is judged."""
        calendar, period = view.calendar, view.period
        start = self._start(view)
        again = calendar.begun_again(start.period if start is not None else None, period)
        if again == period:
            return [], (Reason.SERIES_BREAK,)
        reasons: tuple[Reason, ...] = ()
        if again is not None:
            start, reasons = Fact("previous", view.own(again), again), (Reason.RESTARTED,)
        if start is None:
            return [], view.own(period).why or (Reason.NO_PREVIOUS,)
        since = start.period or calendar.previous(next(iter(view.since_start()), period))
        if since is None or since >= period:
            return [], (Reason.NO_RULE,) if start.role == "baseline" else (Reason.NO_PREVIOUS,)
        later: Sequence[Period] = calendar.between(since + 1, period)
        if calendar.isolated:
            later = [p for p in later if p not in calendar.isolated]
        if self.scope == "latest" and self.against == "previous" and len(later) > 1:
            start, later = Fact("previous", view.own(later[-2]), later[-2]), later[-1:]
        return [start, *(Fact("previous", view.own(p), p) for p in later)], reasons

    def _start(self, view: View) -> Fact | None:
        first = self._first(view)
        return view.baseline() or (Fact("previous", view.own(first), first) if first is not None else None)

    def _first(self, view: View) -> Period | None:
        """Without a baseline: the last figure before the plan starts, else its first period, or the first figure there is."""
        starts = view.measure.starts
        found: Sequence[Period] = view.observed_periods()
        before = [p for p in found if p.end <= starts] if starts is not None else []
        candidates = before[::-1] or (view.since_start() if found else ())
        return next((p for p in candidates if p not in view.calendar.isolated), None)

    def _steps(self, view: View, points: list[Fact]) -> list[_Step]:
        if self.against == "previous":
            pairs = list(pairwise(points))
        else:
            known = {fact.period: fact for fact in points}
            years = [(known.get(after.period.same_period_last_year), after) for after in points if after.period]
            pairs = [(before, after) for before, after in years if before is not None]
        steps = [self._step(view, before, after) for before, after in pairs]
        alone = [self._step(view, fact, fact) for fact in self._alone(view, points, steps)]
        return sorted((*alone, *steps), key=_place)

    def _alone(self, view: View, points: list[Fact], steps: list[_Step]) -> Iterator[Fact]:
        """List the figures that have a target of their own and that no step leads to: nothing else has to compare."""
        reached = {step.after.period for step in steps}
        since = points[0].period if points else view.period
        for one in self.instead:
            begun = since is None or since <= one.period
            if begun and one.period <= view.period and one.period in view.calendar and one.period not in reached:
                yield Fact("previous", view.own(one.period), one.period)

    def _unmatched(self, view: View) -> Reason:
        fellow = view.period.same_period_last_year
        skipped = self.against != "previous" and fellow in view.calendar.not_collected
        return Reason.NOT_COLLECTED if skipped else Reason.NO_PREVIOUS

    def _step(self, view: View, before: Fact, after: Fact) -> _Step:
        target = next((one for one in self.instead if one.period == after.period), None)
        if target is not None:
            limit = ticks(target.limit, view.measure.decimals)
            slack = target.slack(after.figure.span, limit)
            return _Step(before, after, slack, slack, target, limit)
        was, now = self._toward(before.figure.span), self._toward(after.figure.span)
        ceiling = self._toward(view.bounds()).high
        slack = Span(self._kept(was.high, now.low, ceiling), self._kept(was.low, now.high, ceiling))
        return _Step(before, after, slack, Span(now.low - was.high, now.high - was.low))

    def _kept(self, was: int | float, now: int | float, ceiling: int | float) -> int | float:
        """Return by how much the promise is kept; a tie that breaks it misses it by as little as can be."""
        kept = now - self._needed(was, ceiling)
        return kept if kept >= 0 or not self.strict else min(now - was, -1)

    def _needed(self, was: int | float, ceiling: int | float) -> int | float:
        """Return the least figure that keeps the promise after another."""
        return min(was + 1, ceiling) if self.strict else was

    def _best(self, view: View, steps: list[_Step]) -> tuple[int | float, tuple[Fact, ...]]:
        """
        Return the best slack that any values of the unknown figures allow, and the pair that rules it out.

        Two figures bound what may lie between them: 14, unknown, 15 cannot have fallen each year.
        """
        most = min(step.slack.high for step in steps)
        ceiling = self._toward(view.bounds()).high
        if (clash := self._clash(steps, min(most, 0), ceiling)) is None and most <= 0:
            return most, ()
        low = max(min(step.slack.low for step in steps), -_BEYOND)
        tried = range(int(low) + 1, int(min(most, _BEYOND)) + 1)
        fitting = bisect_left(tried, True, key=lambda slack: self._clash(steps, slack, ceiling) is not None)
        best = most if fitting == len(tried) else int(low) + fitting
        return best, clash or ()

    def _ruled_out(self, slack: Span, apart: tuple[Fact, ...], tolerance: int) -> list[Finding]:
        """Return what two figures show that no values between them can reconcile with the promise."""
        if not apart:
            return []
        before, after = apart
        moved = self._toward(after.figure.span) - self._toward(before.figure.span)
        latest = attrs.evolve(after, role="latest")
        return [Finding(slack, moved if moved.high < 0 else None, (latest, before), tolerance=tolerance)]

    def _clash(self, steps: list[_Step], slack: int | float, ceiling: int | float) -> tuple[Fact, Fact] | None:
        """
        Return two figures that cannot both be true if every step is kept by so much; None when all can.

        Each figure is taken as low as the steps up to it allow, which leaves the most room to those after it.
        """
        least: dict[Period | None, tuple[int | float, Fact]] = {}
        for step in steps:
            span, origin = self._toward(step.after.figure.span), step.after
            needed, most = span.low, span.high
            if step.instead is not None:
                needed, most = self._within(step.instead, span, self.sign * step.limit, slack)
            else:
                was, before = least.get(step.before.period, (self._toward(step.before.figure.span).low, step.before))
                if (above := (self._needed(was, ceiling) if slack >= 0 else was) + slack) > needed:
                    needed, origin = above, before
            if needed > most:
                return origin, step.after
            least[step.after.period] = needed, origin
        return None

    def _within(self, target: Instead, span: Span, limit: int, slack: int | float) -> tuple[int | float, int | float]:
        """Return the ends between which a figure meets a target of its own by so much."""
        if (target.at_least is not None) == (self.sign > 0):
            return max(span.low, limit + slack), span.high
        return span.low, min(span.high, limit - slack)

    def _toward(self, span: Span) -> Span:
        return span if self.sign > 0 else -span

    def _notes(self, view: View, steps: list[_Step]) -> tuple[Reason, ...]:
        last = steps[-1]
        notes = [*last.before.figure.notes] if last.before.role == "baseline" else []
        starts = [step.before for step in steps if step.before.role == "baseline"]
        notes += [note for start in starts for note in start.figure.notes if note is Reason.BASELINE_DIFFERS]
        if last.instead is not None:
            return (*notes, Reason.TARGET_REPLACED)
        was, now = last.before, last.after
        if was.period is not None and now.period is not None and self.against == "previous":
            apart = now.period - was.period
            notes += [Reason.SPANS_A_GAP] if apart > view.calendar.step else []
            notes += [Reason.OVERLAPPING] if apart < view.calendar.window else []
        if was.figure.span.exact and was.figure.span == now.figure.span:
            notes.append(Reason.NO_CHANGE if last.slack.low < 0 or not self.strict else Reason.AT_BOUND)
        return tuple(dict.fromkeys(notes))


def _place(step: _Step) -> int:
    assert step.after.period is not None  # a step leads to a period
    return step.after.period.index


def _vague(steps: list[_Step]) -> bool:
    return not all(step.slack.exact for step in steps)


def _facts(steps: list[_Step], decided: Finding | None, apart: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Put the latest figure first, then what it is compared with, then the first step that broke the promise."""
    last = steps[-1]
    facts = [Fact("latest", last.after.figure, last.after.period), last.compared]
    if decided is not None and not apart:
        after, before = decided.facts
        facts += [attrs.evolve(before, role="broken_target" if before.role == "target" else "broken_before")]
        facts += [attrs.evolve(after, role="broken_after")]
    facts += [attrs.evolve(one, role=role) for one, role in zip(apart, ("apart_before", "apart_after"), strict=False)]
    shown = {fact.period for fact in facts}
    used = {one.period: one for step in steps for one in (step.before, step.after) if one.period not in shown}
    return (*facts, *(Fact("step", one.figure, one.period) for one in used.values()))
