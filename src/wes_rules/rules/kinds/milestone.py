"""Done by a date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.cells import Condition, Ticks
from wes_rules.rules.facts import Fact, Finding, Trail
from wes_rules.rules.known import KnownCases
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.runs import Run, followed
from wes_rules.rules.versions import stated
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.calendar import Calendar
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
        missing: The first period since the first report that has none; -1 while each has one.
        why: Why some are not known exactly.
    """

    done: Ticks = -1
    unclear: Ticks = -1
    too_many: Condition = False
    latest: Ticks = -1
    missing: Ticks = -1
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
            line="0 1 3 -> on track 0",
            kept="0 1 4 -> on track 1",
            missed="0 1 2 -> off track -1",
            across_a_break="1 | 3 -> on track 0",
            at_a_start="2 -> off track -1",
        ),
    )

    by: date
    at_least: Decimal | None = attrs.field(default=None, converter=accepting.number_or_none)
    unreported: Literal["missed", "undecided"] = "missed"

    def __attrs_post_init__(self) -> None:
        if self.at_least is None and (self.met_within or self.tolerance):
            what = "what is done or not done has no met_within and no tolerance"
            raise DefinitionError(Problem(what, "say with at_least how many are promised"))
        self._of_something("at_least", self.at_least)

    @property
    def settles(self) -> date | None:
        """None: reports that come later may still say that it was done by its day."""
        return None

    @property
    def latched(self) -> bool:
        """What is done is done."""
        return True

    @property
    def margin_decides(self) -> bool:
        """False: another report may say in time that it is done."""
        return False

    def decides(self, calendar: Calendar) -> Period | None:
        """Return the period whose report says what was done by the day: the one the day is in, or else the next, or the last."""
        around = Period(calendar.kind, Period.containing(self.by, calendar.kind).index, calendar.window)
        return around if around in calendar else calendar.next(around) or calendar.latest_ending(self.by)

    def is_decided(self, calendar: Calendar, as_of: date) -> bool:
        """Whether the day has passed, and the report that decides has fallen due."""
        last = self.decides(calendar)
        return last is not None and as_of > self.by and calendar.due(last) <= as_of

    def check(self, measure: Measure) -> None:
        """Refuse a measure that does not count what is done."""
        if self.at_least is not None and self.at_least <= 0:
            raise DefinitionError(
                Problem(f"at_least = {self.at_least} is done from the start", "give a number above 0")
            )
        if measure.unit is not Unit.COUNT:
            raise DefinitionError(f'a milestone counts what is done: unit "count", not "{measure.unit.value}"')

    @property
    def may_be_exceeded(self) -> bool:
        """Whether so many are promised; what is done or not done is no more than done."""
        return self.at_least is not None

    def slack(self, cells: View) -> Finding:
        """Look for a period, ended by the date, in which it was done."""
        latest, last = cells.latest(), self.decides(cells.calendar)
        said = self._reports(cells)
        if (done := cells.same(said.done)) >= 0:
            return self._said_by(cells, self._report(cells, done, "done"), slack=0)
        if last is None or cells.period < last or not self.is_decided(cells.calendar, cells.as_of):
            return Finding(Span(-1, 0), facts=(latest,), rest=self._awaited(cells, (latest,)))
        newest = cells.same(said.latest)
        reports = (self._report(cells, newest),) if newest >= 0 else ()
        heard = newest >= 0 and cells.same(said.missing < 0) and self._speaks_for(cells, last)
        # What a silence leaves undecided, no tolerance decides.
        either = Span(-1, 0) if heard or self.unreported == "missed" else None
        if (unclear := cells.same(said.unclear)) >= 0:
            report = self._report(cells, unclear)
            # One that is done in the period of the day may have been done on either side of it.
            sides = (Reason.EITHER_SIDE,) if cells.same(report.figure.span.low == report.figure.span.high) else ()
            reasons = (Reason.ENOUGH_NOT_SAID,) if cells.same(said.too_many) else sides
            rest = self._awaited(cells, (latest, report), said.why)
            return Finding(either, facts=(latest, report), reasons=reasons, rest=rest)
        if heard:
            return self._said_by(cells, *reports, slack=-1)
        facts = (latest, *reports)
        if self.unreported == "missed":
            return Finding(Span(-1, -1), facts=facts, reasons=(Reason.NOT_REPORTED,))
        # No report speaks for the time between the one before it and the next, so it is waited for.
        if 0 <= (missing := cells.same(said.missing)) < cells.period.index:
            facts = (*facts, self._report(cells, missing, "missing"))
        return Finding(None, facts=facts, reasons=(Reason.NOT_REPORTED,), rest=self._awaited(cells, facts))

    def _awaited(self, cells: View, shown: tuple[Fact, ...], why: tuple[Reason, ...] = ()) -> Trail:
        """Return the reports that are missing besides, of which any may say that it is done; none where silence says that it is not."""
        silent = self.unreported == "missed"
        return Trail(why, lambda: () if silent else self._besides(cells, cells.begins(), shown, reported=False))

    def _said_by(self, cells: View, report: Fact, *, slack: int) -> Finding:
        """Return what a report says for good; one of the others, of those before the one that keeps it, would decide if it said otherwise."""
        both, last = (report, cells.latest()), report.period if slack >= 0 else None
        rest = Trail(make=lambda: self._besides(cells, cells.first_on_file(), both, last, reported=True))
        return Finding(Span(slack, slack), self._over(cells, report), both, rest=rest)

    def _besides(
        self, cells: View, first: Period | None, shown: tuple[Fact, ...], last: Period | None = None, *, reported: bool
    ) -> Iterator[Fact]:
        periods = () if first is None else cells.calendar.between(first, last or cells.period)
        others = (one for one in periods if one not in [fact.period for fact in shown])
        found = (self._report(cells, one.index, "step" if reported else "missing") for one in others)
        return (one for one in found if bool(cells.same(cells.reported(one.figure))) is reported)

    def _over(self, cells: View, report: Fact) -> Span | None:
        """Return by how many a report is over what was promised then; None for what is done or not done, and where more is not better."""
        then = self if report.period is None else self.held_for(cells, report.period)
        counts = then.at_least is not None and cells.measure.better.sign > 0
        return report.figure.span.less(then._enough(cells.measure.decimals)) if counts else None

    def _reports(self, cells: View) -> _Reports:
        """Return what is reported up to the period asked for, since the first report."""
        first = cells.first_on_file()
        if first is None or first > cells.period:
            return _Reports()
        return followed(cells, self, first, cells.period, partial(self._state, cells)).end or _Reports()

    def _report(self, cells: View, index: int, role: str = "reported") -> Fact:
        """Return the report of a period, with what was promised then where that is not what is now."""
        period, words = cells.period.at(index), Words.of(cells.measure)
        rule = cells.measure.rule
        then = stated(rule, period, cells.as_of) if isinstance(rule, Milestone) and rule.versions else self
        same = (then.at_least, then.by) == (self.at_least, self.by)
        return Fact(role, cells.own(period), period, "" if same else then._needed(words))

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
            missing=cells.where(there, before.missing, _first(cells, before.missing, True, period)),
            why=cells.joined(before.why, figure, counts=there),
        )

    def held_against(self, finding: Finding, decimals: int) -> tuple[Span]:
        """Give how many are promised."""
        return (Span(self._enough(decimals), self._enough(decimals)),)

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
            return f"not done by {said_day(self.by)}: {self._last_report(fact, words)}"
        if Reason.NOT_REPORTED in finding.reasons:
            said = f"not reported as done by {said_day(self.by)}"
            reports = (self._last_report(one, words) for one in finding.facts[1:] if one.role == "reported")
            missing = (f"there is no report for {one.period}" for one in finding.facts if one.role == "missing")
            why = " and ".join((*reports, *missing))
            return f"{said}: {why}" if why else said
        if len(finding.facts) > 1:
            report = finding.facts[1]
            unclear = words.fact(report)
            if Reason.EITHER_SIDE in finding.reasons:
                return f"reported as done, {unclear}, in a period that ends after {said_day(self.by)}"
            return f"{unclear}, where {self._promised(report, words)}"
        if words.is_nothing(fact.figure):
            return f"nothing is reported for {fact.period}, and it is to be done by {said_day(self.by)}"
        return f"{words.fact(fact)} is reported, and {self.requirement(finding, words)} is promised"

    def _last_report(self, report: Fact, words: Words) -> str:
        assert report.period is not None  # a report is about a period
        which = "the last one before that day" if report.period.last_day < self.by else "the next one"
        if report.period.start <= self.by <= report.period.last_day:
            which = "the period with that day"
        return f"the report for {report.period}, {which}, is {words.figure(report.figure)}"

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

    def _ended_in_time(self, period: Period) -> bool:
        """Whether a period ended by the day; what is reported as done in a later one was done in time if the report was out."""
        return period.last_day <= self.by

    def _speaks_for(self, view: View, last: Period) -> bool:
        """Whether reports up to a period speak for the time up to the day: not where the series ended before it."""
        return view.calendar.next(last) is not None or last.last_day >= self.by


def _first(cells: View, known: Ticks, condition: Condition, period: Period) -> Ticks:
    """Return the first period for which a condition holds, which may be this one."""
    return cells.where(known < 0, cells.where(condition, period.index, -1), known)
