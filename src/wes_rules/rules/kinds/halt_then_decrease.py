"""A gap is halted in one period and then starts to shrink."""

from __future__ import annotations

import math
from functools import partial, reduce
from typing import ClassVar

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.better import Better
from wes_rules.rules.facts import ANY, Fact, Finding, differ, last_broken, worst_of
from wes_rules.rules.fitting import in_time
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span
from wes_rules.values.reason import Reason

# The figures around the halt as they are told; the latest is held against the last of them.
_NAMES = {
    "before_halt": "before the halt it was",
    "first": "the first after the halt is",
    "halt": "the level to fall below is",
}


@attrs.frozen(kw_only=True)
class HaltThenDecrease(FigureRule):
    """
    No larger than before in the halt period; afterwards first and latest are below it.

    Wording that means this: "the gap will be halted in 20/21 and then start to decrease".
    A halt period without a comparable figure is replaced by the first comparable period after it.

    Args:
        halt: The period in which growth stops.
    """

    kind: ClassVar[str] = "halt-then-decrease"
    steady: ClassVar[bool] = False
    mixes: ClassVar[bool] = True
    eases: ClassVar[bool] = True
    has_target: ClassVar[bool] = True
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"halt": Period.parse("2023")},
            measure={"better": "lower"},
            line="20.3 20.0 20.0 -> off track 0.0",
            kept="20.3 20.0 19.9 -> on track 0.1",
            missed="20.3 20.0 20.1 -> off track -0.1",
            across_a_break="21.0 20.0 | 19.0 -> undecided",
            at_a_start="20.0 -> undecided",
        ),
    )

    halt: Period

    @property
    def of_several_periods(self) -> bool:
        """True: the halt, the first period after it and the latest."""
        return True

    def beyond(self, period: Period) -> int:
        """Return 1 after the halt, in which the level before it may be kept."""
        return int(period > self.halt)

    def check(self, measure: Measure) -> None:
        """Refuse a measure of which less is not better, or a period of another kind."""
        if measure.better is not Better.LOWER:
            raise DefinitionError(f'{self.kind} needs better = "lower"; the measure says "{measure.better.value}"')
        if self.halt.kind is not measure.calendar.kind:
            raise DefinitionError(f"halt {self.halt} is not {measure.calendar.kind.a}")
        in_time(self, measure, self.halt, "halt =")

    def slack(self, cells: View) -> Finding:
        """Compare the halt level with the period before, and later figures with the halt level."""
        latest = cells.latest()
        if cells.period < self.halt:
            return Finding(None, facts=(latest,), due=False)
        level, reasons = self._level(cells)
        if level.period is None or level.period > cells.period:
            return Finding.blocked(Reason.ISOLATED, facts=(latest,))
        before, why = self._before(cells, level) if not reasons else (None, self._instead(cells))
        first = self._first_after(cells, level.period)
        if before is None and first is None:
            alone = cells.period in cells.calendar.isolated
            return Finding.blocked(Reason.ISOLATED if alone else why, *reasons, facts=(latest, level))
        if before is None and not reasons and why is Reason.SERIES_BREAK:
            reasons = (Reason.RESTARTED,)
        if latest.period in cells.calendar.isolated:
            reasons = (Reason.ISOLATED, *reasons)
        return self._judged(cells, latest, before, level, first, reasons)

    def held_against(self, finding: Finding, decimals: int) -> tuple[Span, ...]:
        """Give the level to stay at or fall below."""
        return finding.compared("halt", "before_halt")

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the level to stay at or fall below."""
        limit = next((f for f in finding.facts if f.role in ("halt", "before_halt")), None)
        if limit is None or limit.figure.is_missing:
            return ""
        return f"{'at most' if limit.role == 'before_halt' else 'below'} {words.span(limit.figure.span)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say the latest gap and those around the halt; last the two whose distance is told."""
        latest, *others = finding.facts
        by_role = {fact.role: fact for fact in others if fact.period != latest.period}
        said = [words.fact(latest)]
        said += [f"{name} {words.fact(by_role[role])}" for role, name in _NAMES.items() if role in by_role]
        if finding.decided is not None:
            missed, against = map(words.fact, finding.decided.facts)
            said.append(f"missed with {missed}, against {against}")
        return "; ".join(said)

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        return (
            f"in {self.halt} no larger than the comparable period before; after it the first and the latest figure "
            "are below that level; a halt period without figures is replaced by the first comparable one"
        )

    def _level(self, view: View) -> tuple[Fact, tuple[Reason, ...]]:
        calendar = view.calendar
        start = self.halt if self.halt in calendar and self.halt not in calendar.isolated else None
        restart = calendar.restart(view.period)
        if start is not None and (restart is None or restart <= self.halt):
            return Fact("halt", view.own(start), start), ()
        period = max(self.halt, restart) if restart is not None else self.halt
        while period is not None and (period not in calendar or period in calendar.isolated):
            following = calendar.next(period)
            if following is None:
                return Fact("halt", view.own(period), None), (Reason.NOT_COLLECTED,)
            period = following
        return Fact("halt", view.own(period), period), (Reason.SUBSTITUTED if start is None else Reason.RESTARTED,)

    def _instead(self, view: View) -> Reason:
        """Say why nothing is decided in a period that stands in for that of the halt."""
        restart = view.calendar.restart(view.period)
        return Reason.STANDS_IN if restart is None or restart <= self.halt else Reason.SERIES_BREAK

    def _first_after(self, view: View, level: Period) -> Fact | None:
        following = view.calendar.next(level)
        while following is not None and following in view.calendar.isolated:
            following = view.calendar.next(following)
        return None if following is None or following > view.period else Fact("first", view.own(following), following)

    def _before(self, view: View, level: Fact) -> tuple[Fact | None, Reason]:
        """Return the figure before the halt, or why there is none to compare with."""
        assert level.period is not None  # the caller has checked
        before = view.calendar.previous(level.period)
        while before is not None and before in view.calendar.isolated:
            before = view.calendar.previous(before)
        if before is None:
            return None, Reason.NO_PREVIOUS
        if not view.calendar.comparable(before, level.period):
            return None, Reason.SERIES_BREAK
        return Fact("before_halt", view.own(before), before), Reason.NO_PREVIOUS

    def _below(self, cells: View, fact: Fact, level: Fact, before: Fact | None) -> Span:
        """Return by how much a figure is below the halt level, which is no higher than phase one allows where that is to hold, too."""
        halt, span = level.figure.span, fact.figure.span
        least, top = halt.low - span.high, halt.high
        if before is not None:
            most = before.figure.span.high
            top = cells.least(top, most + self._as_then(cells, level).forgiven(cells, most))
        apart = Span(least, cells.most(least, top - span.low))
        then, period = self._as_then(cells, fact), fact.period or cells.period
        return then.eased(cells, apart.less(then.beyond(period)), apart, Span(halt.low, top))

    def _as_then(self, cells: View, fact: Fact) -> HaltThenDecrease:
        """Return the promise as it holds for the period of a figure."""
        return self if fact.period is None else self.held_for(cells, fact.period)

    def _judged(
        self,
        cells: View,
        latest: Fact,
        before: Fact | None,
        level: Fact,
        first: Fact | None,
        reasons: tuple[Reason, ...],
    ) -> Finding:
        halt, found, facts = level.figure.span, [], [latest]
        alone = Reason.ISOLATED in reasons
        if before is not None and not differ(before, level):
            stopped = before.figure.span - halt
            slack = self._as_then(cells, level).eased(cells, stopped, stopped, before.figure.span)
            found.append(Finding(slack, stopped, (level.playing("latest"), before)))
        if first is not None:
            # The halt level may be no higher than the figure before it, if phase one is to hold as well.
            compared = before is not None and not differ(before, level)
            for fact in (first,) if alone else (first, latest):
                if differ(fact, level):
                    continue
                alike = before is not None and compared and not differ(fact, before)
                slack = self._below(cells, fact, level, before if alike else None)
                found.append(Finding(slack, halt - fact.figure.span, (fact.playing("latest"), level)))
            facts += [level, first]
        facts += [before] if before is not None else []
        facts += [level] if first is None else []
        open_end = alone or any(differ(one, level) for one in (before, first, latest) if one is not None)
        reasons = (Reason.DEFINITION_DIFFERS, *reasons) if open_end and not alone else reasons
        worst = reduce(partial(worst_of, cells), (one.slack for one in found if one.slack is not None), None)
        worst = ANY if worst is None else Span(worst.low, cells.most(worst.low, worst.high))
        slack = Span(-math.inf, worst.high) if open_end else worst
        last = Finding(None) if open_end else found[-1]
        decided = last_broken(cells, [*found, last] if open_end else found)
        return Finding(slack, last.margin, tuple(facts), reasons, decided=decided)
