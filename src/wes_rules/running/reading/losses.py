"""Rows that verdicts depended on, now gone without a newer edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

import attrs

from wes_rules.counting import counted, some_of
from wes_rules.plugins.api import Figures
from wes_rules.plugins.asking import Wanted
from wes_rules.running.reading.supplied import CaseMark, FigureMark, InspectionMark, Mark, plain
from wes_rules.series.calendar import Calendar
from wes_rules.series.history import History
from wes_rules.values.period import Period
from wes_rules.values.quantity import Standing

# Beyond this many, losses of a kind are counted rather than named.
_MOST_NAMED = 4
_Row = TypeVar("_Row", CaseMark, InspectionMark)


@attrs.frozen
class Loss:
    """Something that a verdict depended on and no source has now: the figure, one edition, the case, its closing, or the inspection."""

    mark: Mark
    noun: str
    name: str


@attrs.frozen
class Present:
    """Everything that the sources have now of the plan's indicators, some of which wait for final figures."""

    figures: Collection[Figures]
    history: History
    wanted: Mapping[str, Wanted]
    waiting: Collection[str]
    day: date

    def losses(self, marks: Iterable[Mark]) -> list[Loss]:
        """
        List what has been lost since the last run.

        A row replaced by a newer edition is not lost, nor is a corrected one.
        """
        found = sorted(marks, key=lambda one: one.subject)
        return [
            *self._figures([one for one in found if isinstance(one, FigureMark)]),
            *self._cases([one for one in found if isinstance(one, CaseMark)]),
            *self._inspections([one for one in found if isinstance(one, InspectionMark)]),
        ]

    def _figures(self, marks: Iterable[FigureMark]) -> Iterator[Loss]:
        for one in marks:
            periods = self.history.periods(one.series)
            period = next((each for each in periods if each == Period.parse(one.period, one.kind, window=None)), None)
            if self._may_be_left_out(one, period):
                continue
            if period is None:
                yield Loss(one, "figure", _called(one, one.period))
            elif one.value and not self._stands(one, period):
                day = f"published on {one.published}" if one.published else "without a day of publication"
                yield Loss(one, "edition", _called(one, one.period, f"{one.value} {day}"))

    def _may_be_left_out(self, mark: FigureMark, period: Period | None) -> bool:
        """Whether a figure may be among the rows left out, and so is unknown and not gone."""
        calendars = [one for one in self.wanted[mark.indicator].calendars if one.kind.value == mark.kind]
        return any(
            self._is_unread(mark, period or Period.parse(mark.period, one.kind, window=None), one) for one in calendars
        )

    def _is_unread(self, mark: FigureMark, period: Period, calendar: Calendar) -> bool:
        now = self.history.known(mark.series, period, calendar, self.day)
        unread = now is not None and now.unread is not None
        return unread or bool(self.history.doubts(mark.series, period, calendar, self.day))

    def _stands(self, mark: FigureMark, period: Period) -> bool:
        """Whether an edition, or a newer one, applies on the day."""
        calendars = [one for one in self.wanted[mark.indicator].calendars if one.kind is period.kind]
        return not calendars or any(self._holds(mark, period, one) for one in calendars)

    def _holds(self, mark: FigureMark, period: Period, calendar: Calendar) -> bool:
        due = calendar.due(period)
        day = mark.day or due
        if day > self.day:
            # The clock was ahead and has been corrected: a figure not yet published is not missing.
            return True
        waits = mark.is_firm and mark.indicator in self.waiting
        now = (self.history.final() if waits else self.history).known(mark.series, period, calendar, self.day)
        if now is None or (now.standing is Standing.FORECAST and not mark.is_forecast):
            return False
        if now.standing is Standing.PROVISIONAL and waits:
            return now.published == mark.day
        # An older edition with the same value makes no difference; it may be this one with a corrected day.
        newer = (now.published or due) >= day or (now.standing is not Standing.FORECAST and mark.is_forecast)
        return newer or plain(now.quantity) == mark.value

    def _cases(self, marks: Sequence[CaseMark]) -> Iterator[Loss]:
        day = self.day.isoformat()
        rows = [CaseMark.of(one, self.day) for each in self.figures for one in each.cases if one.opened <= self.day]
        marks = [one for one in marks if not self.history.cases_left_out(one.indicator, one.area)]
        gone = list(_missing([one for one in marks if one.opened <= day], rows))
        yield from (Loss(one, "case", _called(one, one.id)) for one in gone)
        names = {one.subject for one in gone}
        closed = [one for one in marks if one.closed and one.closed <= day and one.subject not in names]
        for one in _missing(closed, [one for one in rows if one.closed]):
            yield Loss(one, "closing", _called(one, one.id, f"closed on {one.closed}"))

    def _inspections(self, marks: Sequence[InspectionMark]) -> Iterator[Loss]:
        day = self.day.isoformat()
        rows = [InspectionMark.of(one) for each in self.figures for one in each.inspections]
        marks = [one for one in marks if not self.history.inspections_left_out(one.indicator, one.area)]
        for one in _missing([one for one in marks if one.day <= day], rows):
            yield Loss(one, "inspection", _called(one, one.unit, one.day))


def told(losses: Sequence[Loss]) -> Iterator[str]:
    """Return a sentence for each kind of loss: how many, and the first by name."""
    for noun in dict.fromkeys(one.noun for one in losses):
        names = [one.name for one in losses if one.noun == noun]
        yield f"it no longer has {counted(len(names), noun)} that it had before: {some_of(names, _MOST_NAMED)}"


def _missing(marks: Iterable[_Row], rows: Iterable[_Row]) -> Iterator[_Row]:
    """Return those of the marks for which there is no row, where each row stands for one."""
    left = Counter(one.subject for one in rows)
    for one in marks:
        if left[one.subject]:
            left[one.subject] -= 1
        else:
            yield one


def _called(mark: Mark, *parts: str) -> str:
    group = [mark.group] if isinstance(mark, FigureMark) and mark.group != "all" else []
    return f"{mark.indicator} ({', '.join((mark.area, *group, *parts))})"
