"""Done by a date."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import Fact, FigureRule, Finding
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, Unit
from wes_rules.values.reason import Reason


@attrs.frozen(kw_only=True)
class Milestone(FigureRule):
    """
    Something is done on or before a date; a figure of 1 or more says that it is done.

    Wording that means this: "will be built by 2023". Before the date, and until its report is
    due, it is not due; after that, undone or unreported is missed.

    Args:
        by: The last day on which it may be done.
        unreported: What silence after that means: missed, or undecided where nobody reports.
    """

    kind: ClassVar[str] = "milestone"
    pairs: ClassVar[bool] = False

    by: date
    unreported: Literal["missed", "undecided"] = "missed"

    @property
    def settles(self) -> date | None:
        """None: reports that come later may still say that it was done by its day."""
        return None

    def judged(self, view: View) -> Finding:
        """Return what its reports say; they are those up to its day, whatever period is asked for."""
        return self.find(view)

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not count what is done."""
        if measure.unit is not Unit.COUNT:
            raise DefinitionError(f'a milestone counts what is done: unit "count", not "{measure.unit.value}"')

    def find(self, view: View) -> Finding:
        """Look for a period, ended by the date, in which it was done."""
        latest, last = view.latest(), self._last(view)
        facts = [Fact("reported", view.own(period), period) for period in view.observed_periods()]
        done = next((fact for fact in facts if fact.figure.span.low >= 1 and self._in_time(fact)), None)
        if done is not None:
            return Finding(Span(0, 0), facts=(attrs.evolve(done, role="done"), latest))
        if not self._report_is_due(view, last):
            return Finding(Span(-1, 0), facts=(latest,), due=False)
        facts = [fact for fact in facts if last is not None and fact.period is not None and fact.period <= last]
        # One that is done in the period of the day may have been done on either side of it.
        if any(not fact.figure.span.exact or fact.figure.span.low >= 1 for fact in facts):
            return Finding(Span(-1, 0), facts=(latest, *facts))
        if facts and last is not None and self._is_whole(view, facts, last):
            return Finding(Span(-1, -1), facts=(facts[-1], latest))
        # No report speaks for the time between it and the next.
        best = -1 if self.unreported == "missed" else 0
        return Finding(Span(-1, best), facts=(*facts[-1:], latest), reasons=(Reason.NOT_REPORTED,))

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the date."""
        return f"done by {self.by}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say when it was done, or that it was not."""
        fact = finding.facts[0]
        if fact.role == "done":
            return f"reported as done in {fact.period}, on or before {self.by}"
        if fact.role == "reported":
            said = "not reported as done" if Reason.NOT_REPORTED in finding.reasons else "not done"
            return f"{said} by {self.by}: the last report up to then is {words.fact(fact)}"
        return f"nothing was reported as done by {self.by}"

    def reading(self) -> str:
        """Say how the wording is read."""
        silence = "missed" if self.unreported == "missed" else "undecided, as nobody reports it here"
        return f"done on or before {self.by}; silence after the date and its report's lag is {silence}"

    def _last(self, view: View) -> Period | None:
        """Return the last period whose report can say that it was done by the day: the one the day is in, or the one before."""
        around = Period.containing(self.by, view.calendar.kind)
        return around if around in view.calendar else view.calendar.latest_ending(self.by)

    def _in_time(self, fact: Fact) -> bool:
        """Whether what is reported as done was done by the day: its period ended by then, or the report was out."""
        assert fact.period is not None  # reports are about periods
        known = [one.published for one in fact.figure.observations if one.published is not None]
        return fact.period.end.subtract(days=1) <= self.by or any(day <= self.by for day in known)

    def _is_whole(self, view: View, facts: list[Fact], last: Period) -> bool:
        """Whether there is a report for each period up to the day."""
        first = facts[0].period
        assert first is not None  # reports are about periods
        ended = view.calendar.next(last) is None and last.end.subtract(days=1) < self.by
        return not ended and len(facts) == len(view.calendar.between(first, last))

    def _report_is_due(self, view: View, last: Period | None) -> bool:
        if last is None:
            return view.as_of > self.by
        return view.as_of > self.by and view.period >= last and view.calendar.due(last) <= view.as_of
