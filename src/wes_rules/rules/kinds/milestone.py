"""Done by a date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import Fact, FigureRule, Finding, Trail, whole_ticks
from wes_rules.rules.runs import Run, followed
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import NO_FIGURE
from wes_rules.values import accepting
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, Unit, ticks
from wes_rules.values.reason import LEFT_OUT, Reason


@attrs.frozen
class _Reports:
    """
    What is reported up to a period.

    Args:
        done: The first report in time that it is done.
        unclear: The first report that may or may not say so.
        too_many: A report of more than one, where nobody says how many are enough.
        latest: The last report.
        silent: How many periods since the first report have none.
        why: Why some are not known exactly.
    """

    done: Fact | None = None
    unclear: Fact | None = None
    too_many: bool = False
    latest: Fact | None = None
    silent: int = 0
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

    @property
    def settles(self) -> date | None:
        """None: reports that come later may still say that it was done by its day."""
        return None

    @property
    def latched(self) -> bool:
        """What is done is done."""
        return True

    def judged(self, view: View) -> Finding:
        """Return what its reports say; they are those up to the period asked for, also where that is after its day."""
        return self.find(view)

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not count what is done."""
        if self.at_least is not None and whole_ticks(self.at_least, measure, "at_least") <= 0:
            raise DefinitionError(
                Problem(f"at_least = {self.at_least} is done from the start", "give a number above 0")
            )
        if measure.unit is not Unit.COUNT:
            raise DefinitionError(f'a milestone counts what is done: unit "count", not "{measure.unit.value}"')

    def find(self, view: View) -> Finding:
        """Look for a period, ended by the date, in which it was done."""
        latest, last = view.latest(), self._last(view)
        said = self._reports(view, last if last is not None and self._at_the_deadline(view) else view.period)
        if said.done is not None:
            return Finding(Span(0, 0), facts=(attrs.evolve(said.done, role="done"), latest))
        if not self._report_is_due(view, last):
            return Finding(Span(-1, 0), facts=(latest,), due=False)
        said = _Reports() if last is None else self._reports(view, last)
        if said.unclear is not None:
            # One that is done in the period of the day may have been done on either side of it.
            known = said.unclear.figure.span.exact
            reasons = (Reason.ENOUGH_NOT_SAID,) if said.too_many else (Reason.EITHER_SIDE,) if known else ()
            return Finding(Span(-1, 0), facts=(latest, said.unclear), reasons=reasons, rest=Trail(said.why))
        if said.latest is not None and last is not None and said.silent == 0 and self._speaks_for(view, last):
            return Finding(Span(-1, -1), facts=(said.latest, latest))
        # No report speaks for the time between it and the next.
        best = -1 if self.unreported == "missed" else 0
        facts = (latest,) if said.latest is None else (latest, said.latest)
        return Finding(Span(-1, best), facts=facts, reasons=(Reason.NOT_REPORTED,))

    def _reports(self, view: View, until: Period) -> _Reports:
        """Return what is reported up to a period, since the first report."""
        first = view.first_on_file()
        if first is None or first > until:
            return _Reports()
        return followed(view, self, first, until, partial(self._state, view)).end or _Reports()

    def _state(self, view: View, run: Run[_Reports], period: Period) -> _Reports:
        before = run.states[-1] if run.states else _Reports()
        then, words = self.held_for(view, period), Words.of(view.measure)
        fact = Fact("reported", view.own(period), period, "" if then.at_least == self.at_least else then._needed(words))
        real = any(one.quantity.marker not in NO_FIGURE for one in fact.figure.observations)
        if not real and LEFT_OUT.isdisjoint(fact.figure.why):
            return attrs.evolve(before, silent=before.silent + 1)
        span, enough = fact.figure.span, then._enough(words.decimals)
        many = then.at_least is None and span.high > enough
        done = fact if span.low >= enough and not many and self._in_time(fact) else None
        unclear = None if span.exact and span.low < enough else fact
        return attrs.evolve(
            before,
            done=before.done or done,
            unclear=before.unclear or unclear,
            too_many=before.too_many or (many and span.low > enough),
            latest=fact,
            why=view.joined(before.why, fact.figure),
        )

    def _enough(self, decimals: int) -> int:
        return ticks(self.at_least or Decimal(1), decimals)

    def requirement(self, finding: Finding, words: Words) -> str:
        """Say the date, and how many are needed."""
        return self._needed(words)

    def _needed(self, words: Words) -> str:
        if self.at_least is not None:
            return f"at least {words.value(self._enough(words.decimals))} done by {self.by}"
        return f"done by {self.by}"

    def sentence(self, finding: Finding, words: Words) -> str:
        """Say when it was done, or that it was not."""
        fact = finding.facts[0]
        if fact.role == "done":
            if self.at_least is None and not fact.name:
                return f"reported as done in {fact.period}, on or before {self.by}"
            return f"{words.fact(fact)}, where {fact.name or self._needed(words)} was promised"
        if Reason.ENOUGH_NOT_SAID in finding.reasons:
            report = finding.facts[1]
            return f"{words.fact(report)} is reported, where {report.name or self._needed(words)} was promised"
        if fact.role == "reported":
            return f"not done by {self.by}: the last report up to then is {words.fact(fact)}"
        if Reason.NOT_REPORTED in finding.reasons:
            last = "" if len(finding.facts) < 2 else f": the last report up to then is {words.fact(finding.facts[1])}"
            return f"not reported as done by {self.by}{last}"
        if len(finding.facts) > 1:
            unclear = words.fact(finding.facts[1])
            if Reason.EITHER_SIDE in finding.reasons:
                return f"reported as done, {unclear}, in a period that ends after {self.by}"
            return f"whether it was done by {self.by} is not known: {unclear}"
        if words.is_nothing(fact.figure):
            return f"nothing is reported for {fact.period}, and it is to be done by {self.by}"
        return f"{words.fact(fact)} is reported, and {self.requirement(finding, words)} is promised"

    def reading(self, measure: Measure) -> str:
        """Say how the wording is read."""
        silence = "missed" if self.unreported == "missed" else "undecided"
        enough = (
            "1 says that it is done"
            if self.at_least is None
            else f"it is done with {Words.of(measure).stated_value(self.at_least)} or more"
        )
        return f"done on or before {self.by}; {enough}; silence after the date and its report's lag is {silence}"

    def _last(self, view: View) -> Period | None:
        """Return the period whose report says what was done by the day: the one the day is in, or else the next, or the last."""
        calendar, around = view.calendar, Period.containing(self.by, view.calendar.kind)
        return around if around in calendar else calendar.next(around) or calendar.latest_ending(self.by)

    def _in_time(self, fact: Fact) -> bool:
        """Whether what is reported as done was done by the day: its period ended by then, or the report was out."""
        assert fact.period is not None  # reports are about periods
        known = [one.published for one in fact.figure.observations if one.published is not None]
        return fact.period.end.subtract(days=1) <= self.by or any(day <= self.by for day in known)

    def _speaks_for(self, view: View, last: Period) -> bool:
        """Whether reports up to a period speak for the time up to the day: not where the series ended before it."""
        return view.calendar.next(last) is not None or last.end.subtract(days=1) >= self.by

    def _report_is_due(self, view: View, last: Period | None) -> bool:
        if last is None:
            return view.as_of > self.by
        asked = view.period >= last or self._at_the_deadline(view)
        return view.as_of > self.by and asked and view.calendar.due(last) <= view.as_of

    def _at_the_deadline(self, view: View) -> bool:
        """Whether a passed deadline settles it at this period, which ended by then; the report may be about the next."""
        deadline = view.measure.deadline
        return deadline is not None and view.as_of > deadline and view.period == view.calendar.latest_ending(deadline)
