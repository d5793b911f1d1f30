"""Done by a date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.cells import Condition, Ticks
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import Fact, FigureRule, Finding, Trail, whole_ticks
from wes_rules.rules.runs import Run, followed
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values import accepting
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, Unit, ticks
from wes_rules.values.reason import Reason


@attrs.frozen
class _Reports:
    """
    What is reported up to a period.

    Args:
        done: The first period whose report says in time that it is done, by its index; -1 while there is none.
        unclear: The last whose report may or may not say so, of those that ended in time if any did; one of more than one
            counts before others, where nobody says how many are enough.
        too_many: Whether a report is of more than one, where nobody says how many are enough.
        silent: How many periods since the first report have none.
        why: Why some are not known exactly.
    """

    done: Ticks = -1
    unclear: Ticks = -1
    too_many: Condition = False
    latest: Ticks = -1
    silent: Ticks = 0
    why: tuple[Reason, ...] = ()


@attrs.frozen(kw_only=True)
class Milestone(FigureRule):
    """
    Something is done on or before a date; a figure of 1 says that it is done.

    Wording that means this: "will be built by 2023". Before the date, and until its report is
    due, it is not due; after that, undone or unreported is missed.

    Args:
        by: The last day on which it may be done.
        at_least: How many are enough, where things are counted; without it a report of 0 or 1 says no or yes, and
            one of more decides nothing.
        unreported: What silence after that means: missed, or undecided where nobody reports.
    """

    kind: ClassVar[str] = "milestone"
    pairs: ClassVar[bool] = False
    has_target: ClassVar[bool] = True
    eases: ClassVar[bool] = True
    known: ClassVar[tuple[KnownCases, ...]] = (
        KnownCases(
            fields={"by": date(2024, 12, 31), "at_least": Decimal(3)},
            measure={"unit": "count", "decimals": 0},
            line="0 1 3 -> on track",
            kept="0 1 4 -> on track",
            missed="0 1 2 -> off track",
            across_a_break="1 | 3 -> on track",
            at_a_start="2 -> off track",
        ),
    )

    by: date
    at_least: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    unreported: Literal["missed", "undecided"] = "missed"

    def __attrs_post_init__(self) -> None:
        if self.at_least is None and (self.met_within or self.tolerance):
            what = "what is done or not done has no met_within and no tolerance"
            raise DefinitionError(Problem(what, "say with at_least how many are promised"))
        self.of_something("at_least", self.at_least)

    @property
    def settles(self) -> date | None:
        """None: reports that come later may still say that it was done by its day."""
        return None

    @property
    def latched(self) -> bool:
        """What is done is done."""
        return True

    def by_its_day(self, view: View) -> Finding:
        """Return what its reports say; they are those up to the period asked for, also where that is after its day."""
        return self.find_near(view)

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not count what is done."""
        if self.at_least is not None and whole_ticks(self.at_least, measure, "at_least") <= 0:
            raise DefinitionError(
                Problem(f"at_least = {self.at_least} is done from the start", "give a number above 0")
            )
        if measure.unit is not Unit.COUNT:
            raise DefinitionError(f'a milestone counts what is done: unit "count", not "{measure.unit.value}"')

    def slack(self, cells: View) -> Finding:
        """Look for a period, ended by the date, in which it was done."""
        latest, last = cells.latest(), self._last(cells)
        said = self._reports(cells, last if last is not None and self._at_the_deadline(cells) else cells.period)
        if (done := cells.same(said.done)) >= 0:
            return Finding(Span(0, 0), facts=(self._report(cells, done, "done"), latest))
        if last is None or not self._report_is_due(cells, last):
            due = last is None and cells.as_of > self.by
            return self._unreported(latest, None) if due else Finding(Span(-1, 0), facts=(latest,), due=False)
        said = self._reports(cells, last)
        if (unclear := cells.same(said.unclear)) >= 0:
            report = self._report(cells, unclear)
            # One that is done in the period of the day may have been done on either side of it.
            known = cells.same(report.figure.span.low == report.figure.span.high)
            reasons = (Reason.EITHER_SIDE,) if known else ()
            reasons = (Reason.ENOUGH_NOT_SAID,) if cells.same(said.too_many) else reasons
            return Finding(Span(-1, 0), facts=(latest, report), reasons=reasons, rest=Trail(said.why))
        newest = cells.same(said.latest)
        report_or_none = None if newest < 0 else self._report(cells, newest)
        if report_or_none is not None and cells.same(said.silent == 0) and self._speaks_for(cells, last):
            return Finding(Span(-1, -1), facts=(report_or_none, latest))
        return self._unreported(latest, report_or_none)

    def _unreported(self, latest: Fact, report: Fact | None) -> Finding:
        """Return what silence means: no report speaks for the time between the last one and the next."""
        best = -1 if self.unreported == "missed" else 0
        facts = (latest,) if report is None else (latest, report)
        return Finding(Span(-1, best), facts=facts, reasons=(Reason.NOT_REPORTED,))

    def _reports(self, cells: View, until: Period) -> _Reports:
        """Return what is reported up to a period, since the first report."""
        first = cells.first_on_file()
        if first is None or first > until:
            return _Reports()
        return followed(cells, self, first, until, partial(self._state, cells)).end or _Reports()

    def _report(self, cells: View, index: int, role: str = "reported") -> Fact:
        """Return the report of a period, with what was promised then where that is not what is now."""
        period, words = Period(cells.period.kind, index), Words.of(cells.measure)
        then = self.held_for(cells, period)
        return Fact(role, cells.own(period), period, "" if then.at_least == self.at_least else then._needed(words))

    def _state(self, cells: View, run: Run[_Reports], period: Period) -> _Reports:
        before = run.states[-1] if run.states else _Reports()
        then, figure = self.held_for(cells, period), cells.own(period)
        span, enough, there = figure.span, then._enough(cells.measure.decimals), cells.reported(figure)
        one_is_enough, enough = then.at_least is None, enough - then.forgiven(cells, enough)
        said = there & (span.low >= enough) & ((span.high <= enough) if one_is_enough else True)
        done = said & (self._ended_in_time(period) or cells.published_by(figure, self.by))
        unclear = there & ((span.low < span.high) | (span.low >= enough))
        # What is counted up to the day says most.
        later = cells.where(before.too_many, False, self._ended_in_time(period))
        return _Reports(
            done=_first(cells, before.done, done, period),
            unclear=cells.where(unclear & (later | (before.unclear < 0)), period.index, before.unclear),
            too_many=before.too_many | (there & (span.low > enough) & one_is_enough),
            latest=cells.where(there, period.index, before.latest),
            silent=before.silent + cells.where(there, 0, 1),
            why=cells.joined(before.why, figure, counts=there),
        )

    def _enough(self, decimals: int) -> int:
        return ticks(self.at_least or Decimal(1), decimals)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the date, and how many are needed."""
        return self._needed(words)

    def _promised(self, report: Fact, words: Words) -> str:
        needed = report.name or self._needed(words)
        return f"it was to be {needed}" if needed.startswith("done") else f"{needed} was promised"

    def _needed(self, words: Words) -> str:
        if self.at_least is not None:
            return f"at least {words.value(self._enough(words.decimals))} done by {said_day(self.by)}"
        return f"done by {said_day(self.by)}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say when it was done, or that it was not."""
        fact = finding.facts[0]
        if fact.role == "done":
            if self.at_least is None and not fact.name:
                return f"reported as done in {fact.period}, on or before {said_day(self.by)}"
            return f"{words.fact(fact)}, where {self._promised(fact, words)}"
        if Reason.ENOUGH_NOT_SAID in finding.reasons:
            report = finding.facts[1]
            return f"{words.fact(report)} is reported, where {self._promised(report, words)}"
        if fact.role == "reported":
            return f"not done by {said_day(self.by)}: the last report up to then is {words.fact(fact)}"
        if Reason.NOT_REPORTED in finding.reasons:
            last = "" if len(finding.facts) < 2 else f": the last report up to then is {words.fact(finding.facts[1])}"
            return f"not reported as done by {said_day(self.by)}{last}"
        if len(finding.facts) > 1:
            report = finding.facts[1]
            unclear = words.fact(report)
            if Reason.EITHER_SIDE in finding.reasons:
                return f"reported as done, {unclear}, in a period that ends after {said_day(self.by)}"
            return f"{unclear}, where {self._promised(report, words)}"
        if words.is_nothing(fact.figure):
            return f"nothing is reported for {fact.period}, and it is to be done by {said_day(self.by)}"
        return f"{words.fact(fact)} is reported, and {self.requirement(finding, words)} is promised"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        silence = "missed" if self.unreported == "missed" else "undecided"
        enough = (
            "1 says that it is done"
            if self.at_least is None
            else f"it is done with {Words.of(measure).stated_value(self.at_least)} or more"
        )
        return (
            f"done on or before {said_day(self.by)}; {enough}; silence after the date and its report's lag is {silence}"
        )

    def _last(self, view: View) -> Period | None:
        """Return the period whose report says what was done by the day: the one the day is in, or else the next, or the last."""
        calendar, around = view.calendar, Period.containing(self.by, view.calendar.kind)
        return around if around in calendar else calendar.next(around) or calendar.latest_ending(self.by)

    def _ended_in_time(self, period: Period) -> bool:
        """Whether a period ended by the day; what is reported as done in a later one was done in time if the report was out."""
        return period.end.subtract(days=1) <= self.by

    def _speaks_for(self, view: View, last: Period) -> bool:
        """Whether reports up to a period speak for the time up to the day: not where the series ended before it."""
        return view.calendar.next(last) is not None or last.end.subtract(days=1) >= self.by

    def _report_is_due(self, view: View, last: Period) -> bool:
        asked = view.period >= last or self._at_the_deadline(view)
        return view.as_of > self.by and asked and view.calendar.due(last) <= view.as_of

    def _at_the_deadline(self, view: View) -> bool:
        """Whether a passed deadline settles it at this period, which ended by then; the report may be about the next."""
        deadline = view.measure.deadline
        return deadline is not None and view.as_of > deadline and view.period == view.calendar.latest_ending(deadline)


def _first(cells: View, known: Ticks, condition: Condition, period: Period) -> Ticks:
    """Return the first period for which a condition holds, be it this one."""
    return cells.where(known < 0, cells.where(condition, period.index, -1), known)
