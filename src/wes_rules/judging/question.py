"""What judging a measure on a day needs for every area alike, worked out once."""

from __future__ import annotations

from datetime import date
from functools import cache
from threading import get_ident
from typing import TYPE_CHECKING

import attrs

from wes_rules.errors import DefinitionError, SourceError
from wes_rules.judging.asking import asked
from wes_rules.judging.periods import early_periods, is_settled, judged_where, latest_of
from wes_rules.judging.status import ANYTHING, AT_BEST, Ends, Status
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.figure import Lookup
from wes_rules.series.fractions import Values
from wes_rules.series.history import History
from wes_rules.values.period import Period
from wes_rules.values.quantity import Unit
from wes_rules.values.reason import Reason

if TYPE_CHECKING:
    from wes_rules.rules.exact import Distances

# How many questions a history remembers.
_QUESTIONS = 1024


class Judged:
    """What all areas judged for one period share; without a period while none is due."""

    __slots__ = ("anything", "at_risk", "best", "blank", "by_distance", "grows", "kept", "period", "rule", "settled")

    def __init__(self, question: Question, period: Period | None, settled: bool) -> None:  # noqa: FBT001
        measure, as_of = question.measure, question.as_of
        promise, calendar = measure.rule, measure.calendar
        assert isinstance(promise, FigureRule)  # parts are asked one by one
        self.period, self.settled = period, settled
        # What is promised for it, and the best verdict that this gives.
        self.rule = promise.at(period, as_of, calendar)
        self.best = AT_BEST[self.rule.at_best]
        self.kept, self.at_risk = (self.no_better((one, one)) for one in (Status.ON_TRACK, Status.AT_RISK))
        self.anything: Ends = (ANYTHING[0], self.best)
        # Why nothing is looked at.
        self.blank: Reason | None = None
        if period is None:
            self.blank = Reason.NONE_ENDED if settled else Reason.AWAITING_PUBLICATION
        elif period not in calendar:
            self.blank = Reason.NOT_IN_CALENDAR if calendar.collects(period) else Reason.NOT_COLLECTED
        self.grows = period is not None and grows(measure, self.rule, period)
        self.by_distance = None if period is None or self.blank else self._by_distance(question, period)

    def _by_distance(self, question: Question, period: Period) -> Distances | None:
        """Return the distances by which exact figures decide it; None if more is needed."""
        measure, rule = question.measure, self.rule
        if self.settled or rule.by is not None or rule.counted is not None or measure.number.is_gap:
            return None
        if not goes_by_distance(type(rule)) or (measure.begins is not None and period < measure.begins):
            return None
        view = View(measure, question.history, "", period, question.as_of, question.lookup)
        return asked(measure, lambda: rule.by_distance(view))

    def no_better(self, outcomes: Ends) -> Ends:
        """Return the possible verdicts, capped at the best that the promise gives."""
        best = self.best
        return outcomes if best is Status.ON_TRACK else (min(outcomes[0], best), min(outcomes[1], best))


class Question:
    """A measure, its known figures, a day, and perhaps the period that is asked for in place of the one that the day says."""

    __slots__ = (
        "as_of", "asked", "early", "history", "judged_early", "leads_to", "lookup", "measure", "parts", "promise", "usual",
    )  # fmt: skip

    def __init__(self, measure: Measure, history: History, as_of: date, asked: Period | None) -> None:
        self.measure, self.history, self.as_of, self.asked = measure, history, as_of, asked
        self.promise = measure.rule if isinstance(measure.rule, FigureRule) else None
        self.parts: tuple[Measure, ...] = ()
        if self.promise is None:
            self.parts = measure.parts
            return
        _need_clear_values(measure, history)
        self.lookup = Lookup.into(history, measure.calendar, measure.unit, measure.decimals, as_of)
        self.early: tuple[Period, ...] = ()
        if asked is None:
            self.early = early_periods(measure, history, as_of)
            period, settled = judged_where(measure, measure.calendar.latest_due(as_of), as_of)
        elif asked.kind is not measure.calendar.kind:
            what = f"{asked} is {asked.kind.a}; {measure.id} is judged by {measure.calendar.kind.value}"
            raise DefinitionError(what)
        else:
            period, settled = measure.calendar.written(asked), is_settled(measure, asked, as_of)
        self.usual = Judged(self, period, settled)
        self.judged_early: dict[Period, Judged] = {}
        # What it leads to in each area, which every period before asks.
        self.leads_to: dict[str, Ends] = {}

    @classmethod
    def of(cls, measure: Measure, history: History, as_of: date, asked: Period | None) -> Question:
        """Return the question, cached per thread."""
        # The question holds the measure, so that no other one comes to its place in memory.
        key = (id(measure), as_of, asked, get_ident())
        found: Question | None = history.questions.get(key)
        if found is None:
            if len(history.questions) >= _QUESTIONS:
                history.questions.clear()
            found = history.questions[key] = cls(measure, history, as_of, asked)
        return found

    def judged(self, area: str) -> Judged:
        """Return the judged period of an area that may have early figures, with what all areas of that period share."""
        measure, day = self.measure, self.as_of
        latest = latest_of(View(measure, self.history, area, self.early[0], day, self.lookup), self.early)
        if latest is None:
            return self.usual
        if latest not in self.judged_early:
            self.judged_early[latest] = Judged(self, *judged_where(measure, latest, day))
        return self.judged_early[latest]


@cache
def goes_by_distance(rule: type[FigureRule]) -> bool:
    """Whether one class defines both the distances and the kernel."""
    said, found = (next(one for one in rule.__mro__ if name in vars(one)) for name in ("by_distance", "slack"))
    return said is found and rule.has_kernel()


def grows(measure: Measure, rule: FigureRule, period: Period) -> bool:
    """Whether a figure is part of a sum whose target is of a later period."""
    by, calendar = rule.by, measure.calendar
    last = None if by is None else calendar.latest_ending(by)
    if not rule.of_its_day or last is None or period >= last:
        return False
    return measure.number.grows_after(period, calendar)


def _need_clear_values(measure: Measure, history: History) -> None:
    """Refuse percentages that may be fractions, unless the measure computes them itself."""
    number = measure.number
    if measure.values is Values.PERCENT or number.published(measure.unit) is not Unit.PERCENT:
        return
    names = [] if number.of_rows else [number.indicator]
    if (against := getattr(measure.rule, "against", None)) is not None:
        from wes_rules.series.comparators import IndicatorFigure

        names += [against.indicator] if isinstance(against, IndicatorFigure) else []
    if problems := [one for name in names for one in history.percentage_faults(name)]:
        raise SourceError(attrs.evolve(one, subject=f'measure "{measure.id}"') for one in problems)
