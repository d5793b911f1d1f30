"""Steps from one period to the next: what annual and quarterly promises share."""

from __future__ import annotations

import math
from operator import sub
from typing import TypeVar

import attrs

from wes_rules.counting import counted
from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.better import Better
from wes_rules.rules.exact import Apart, Distances
from wes_rules.rules.facts import Fact, Finding, Missed, missed
from wes_rules.rules.fitting import after_baseline, limited_on_the_right_side, promised_since, whole_ticks
from wes_rules.rules.measure import Measure, Rule
from wes_rules.rules.step import Step, first_promised, restarted, step_into, uncompared
from wes_rules.rules.step_promise import StepPromise
from wes_rules.rules.stepping import State, figure_at, levels_of, others, slack_of, steps_up_to
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.made import Made
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

# The kinds by their rhythm and the way they go: a promise that is turned around is of the kind that goes the other way.
_KINDS: dict[tuple[int, int], type[StepRule]] = {}
S = TypeVar("S", bound="StepRule")

# Stands for two figures that no values between them reconcile, where the index of a period says which step was missed.
_APART = 1 << 40

# The roles of what the latest figure is held against.
_BEFORE = ("previous", "baseline")


@attrs.frozen(kw_only=True)
class StepRule(StepPromise):
    """Each period's figure is on the right side of an earlier one: what is found, and how it is said."""

    @classmethod
    def opposite(cls) -> type[Rule]:
        """Return the rule of the same rhythm that goes the other way."""
        return _KINDS[cls.per_year, -cls.sign]

    @property
    def of_every_period(self) -> bool:
        """As its scope says."""
        return self.scope == "every"

    def check(self, measure: Measure) -> None:
        """Refuse a direction that contradicts the polarity, and a calendar of another rhythm."""
        wrong = {1: Better.LOWER, -1: Better.HIGHER}[self.sign]
        if measure.better is wrong:
            raise DefinitionError(f'{self.kind} on a measure whose better is "{wrong.value}": one of the two is wrong')
        calendar = measure.calendar
        if self.against == "previous" and calendar.step * self.per_year != calendar.kind.per_year:
            needed = f"{counted(self.per_year, 'figure')} a year"
            what = f"{self.kind} needs {needed}; the calendar has one every {calendar.rhythm}"
            raise DefinitionError(Problem(what, "change the calendar's kind or step, or the rule"))
        for one in self.instead:
            limited_on_the_right_side(one, measure, f"the target for {one.period}: ")
            whole_ticks(one.limit, measure, f"the target for {one.period}")
        after_baseline(self, measure)

    def slack(self, cells: View) -> Finding:
        """Follow the steps from the first that is promised to the period that is judged."""
        latest, first = cells.latest(), first_promised(cells, self)
        if first is None:
            return Finding.blocked(*(cells.why(latest.figure) or (Reason.NO_PREVIOUS,)), facts=(latest,))
        if cells.period < first:
            return Finding.blocked(Reason.NO_RULE, facts=(latest,))
        if self.scope == "latest":
            step = step_into(cells, self, first, cells.period)
            if step is None:
                return Finding.blocked(uncompared(cells, self), facts=(latest,))
            return step.finding(*cells.published_baseline(), reasons=self._notes(cells, first, step))
        run = steps_up_to(cells, self, first)
        state = run.end
        if state is None or state.slack is None:
            return Finding.blocked(uncompared(cells, self), facts=(latest,))
        slack, step = slack_of(cells, state), state.step
        last = Finding(None) if step is None else step.finding()
        decided, broken = self._decided(cells, first, state, slack, last)
        if step is None:
            # A period that compares with none is neither good nor bad; what was broken before it is broken.
            facts, span = (latest, *broken), Span(-math.inf, slack.high)
            notes: tuple[Reason, ...] = (uncompared(cells, self),)
        else:
            facts, span = (*last.facts, *broken, *cells.published_baseline()), slack
            notes = self._notes(cells, first, step, state.baseline)
        rest = others(run, facts)
        return Finding(span, last.margin, facts, notes, decided=decided, rest=rest)

    def by_distance(self, view: View) -> Distances | None:
        """Measure every step, or the latest one."""
        if self.instead or not self._forgives_alike or not self._holds_throughout(view):
            return None
        measure, choices = view.measure, (type(self), self.against, self.strict, self.scope)
        start = measure.number, measure.baseline, measure.begins, measure.starts
        moves: Made[str, Apart | None] = view.lookup.once(
            ("moves", choices, start, view.period), lambda: Made(lambda area: self._moves(view.of_area(area)))
        )
        return Distances(moves.__getitem__, self.enough(view, 0))

    def _moves(self, alone: View) -> Apart | None:
        """Return how far each figure of one area is on the promised side of the one before; None as `levels_of` says."""
        first = first_promised(alone, self)
        if first is None or alone.period < first:
            return None
        step = step_into(alone, self, first, alone.period)
        if step is None or step.before is None:
            return None
        found = levels_of(alone, self, first, step.before)
        if found is None:
            return None
        figures, start = found
        baseline = start if start is not None and start.role == "baseline" else None
        notes = *self._notes(alone, first, step, baseline), *step.after.figure.notes, *step.before.figure.notes
        moves = map(sub, figures[1:], figures) if self.sign > 0 else map(sub, figures, figures[1:])
        return [*moves], notes

    def held_against(self, finding: Finding, decimals: int) -> tuple[Span, ...]:
        """Give the figure to beat, or the target that replaces the step."""
        return finding.compared(*_BEFORE, "target")

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say what the latest figure has to beat."""
        if len(finding.facts) < 2:
            return ""
        before = finding.facts[1]
        if before.role == "target":
            return f"{before.name} {words.limit(before.figure.span)}"
        if before.figure.is_missing or before.role not in _BEFORE:
            return ""
        strict = self.strict and all(fact.role != "bound" for fact in finding.facts)
        relation = {(1, True): "above", (1, False): "at least", (-1, True): "below", (-1, False): "at most"}
        return f"{relation[self.sign, strict]} {words.limit(before.figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the latest step, and the last one that broke the promise."""
        latest, *rest = finding.facts
        said = words.fact(latest)
        if rest and rest[0].role == "target":
            said += f", target {self.requirement(finding, words)}, set for that period only"
        elif rest and rest[0].role in _BEFORE:
            said += self._after(rest[0], words) + words.stated(rest[0])
        broken = [fact for fact in rest if fact.role.startswith("broken")]
        if broken and broken[0].role == "broken_target":
            target = f"{broken[0].name} {words.value(broken[0].figure.span.low)}"
            said += f"; the target set for {broken[0].period}, {target}, was missed with {words.fact(broken[1])}"
        elif broken:
            then = words.fact(attrs.evolve(broken[1], period=None))
            said += f"; it {self._broke()} in {broken[1].period}, with {then} after {words.fact(broken[0])}"
        apart = [fact for fact in rest if fact.role.startswith("apart")]
        if apart:
            said += f"; whatever lies between, it cannot have {'risen' if self.sign > 0 else 'fallen'} every time from "
            said += f"{words.fact(apart[0])} to {words.fact(apart[1])}"
        return said

    def _after(self, before: Fact, words: Words) -> str:
        if words.is_nothing(before.figure) and before.period is not None:
            return f"; the figure before it, for {before.period}, is not known"
        return f", after {words.fact(before)}"

    def _broke(self) -> str:
        if self.strict:
            return "did not rise" if self.sign > 0 else "did not fall"
        return "fell" if self.sign > 0 else "rose"

    def too_high(self, finding: Finding, measure: Measure) -> bool:
        """Whether the figure should have fallen, or met a limit from above."""
        compared = finding.facts[1]
        return compared.name == "at most" if compared.role == "target" else self.sign < 0

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        over = "the same period of the year before" if self.against == "same-period-last-year" else "the one before"
        which = f"every period {self._since(measure)}" if self.scope == "every" else "the latest period"
        way = {(1, True): "higher than", (1, False): "no lower than", (-1, True): "lower than"}
        said = f"{which} is {way.get((self.sign, self.strict), 'no higher than')} {over}"
        if self.strict:
            said += "; a tie breaks it, except at the limit of the unit"
        for one in self.instead:
            why = ", ".join(filter(None, (one.reason, one.author)))
            limit = Words.of(measure).stated_value(one.limit)
            said += f"; the target for {one.period} is {one.relation} {limit} instead{why and f' ({why})'}"
        return said

    def _since(self, measure: Measure) -> str:
        if measure.baseline is not None and measure.baseline.period is not None:
            return "since the baseline"
        return promised_since(measure, or_else=" or with a target of its own" if self.instead else "")

    def _decided(
        self, cells: View, first: Period, state: State, slack: Span, last: Finding
    ) -> tuple[Finding | None, tuple[Fact, ...]]:
        """Return what decided in place of the last step, and the two figures that show that the promise was broken before."""
        level = missed(cells, last.slack)
        # A clash counts after every step that is missed as badly.
        apart = cells.where(state.kept.clash[0] < 0, 0, missed(cells, slack))
        worst = Missed(apart, _APART).then(cells, state.missed.level, state.missed.place).before(cells, level)
        if worst is None:
            return None, ()
        if worst == _APART:
            before, after = (figure_at(cells, self, first, cells.same(one)) for one in state.kept.clash)
            moved = self.toward(after.figure.span) - self.toward(before.figure.span)
            margin = moved if cells.same(moved.high < 0) else None
            facts = (after.playing("latest"), before)
            return Finding(slack, margin, facts), _broken(before, after, "apart")
        period = cells.period.at(worst)
        step = step_into(cells, self, first, period)
        assert step is not None  # nothing is missed where there is no step
        return step.finding(), _broken(step.compared, step.after, "broken")

    def _notes(self, view: View, first: Period, step: Step, baseline: Fact | None = None) -> tuple[Reason, ...]:
        notes = [Reason.DEFINITION_DIFFERS] if step.mixed else []
        notes += [Reason.RESTARTED] if restarted(view, self, first) else []
        if baseline is not None and Reason.BASELINE_DIFFERS in view.notes(baseline.figure):
            notes.append(Reason.BASELINE_DIFFERS)
        if step.target is not None or step.before is None:
            return (*notes, Reason.TARGET_REPLACED)
        was, now = step.before, step.after
        notes += view.notes(was.figure) if was.role == "baseline" else ()
        if was.period is not None and now.period is not None and not self.by_season:
            apart = now.period - was.period
            notes += [Reason.SPANS_A_GAP] if view.calendar.spans_a_gap(was.period, now.period) else []
            notes += [Reason.OVERLAPPING] if apart < view.calendar.window else []
        old, new = was.figure.span, now.figure.span
        if not step.mixed and view.same((old.low == old.high) & (old.low == new.low) & (old.high == new.high)):
            notes.append(Reason.NO_CHANGE if not self.strict or view.same(step.slack.low < 0) else Reason.AT_BOUND)
        return tuple(dict.fromkeys(notes))


def _broken(before: Fact, after: Fact, name: str) -> tuple[Fact, ...]:
    """Return the two figures that show that the promise was broken before: of one step, or further apart."""
    first = "broken_target" if before.role == "target" else f"{name}_before"
    return before.playing(first), after.playing(f"{name}_after")


def both_ways(cls: type[S]) -> type[S]:
    """Register a kind as the one of its rhythm that goes its way."""
    _KINDS[cls.per_year, cls.sign] = cls
    return cls
