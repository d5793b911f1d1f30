"""The period of a verdict: the one asked for, the latest, or the one that settles it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from wes_rules.rules.judged import near_or_kept
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.calendar import Calendar
from wes_rules.series.editions import SeriesKey
from wes_rules.series.history import History
from wes_rules.values.period import Period
from wes_rules.values.quantity import Standing


def judged_period(measure: Measure, history: History, as_of: date, area: str) -> tuple[Period | None, bool]:
    """Return the default period of a single figure, and whether its verdict is settled."""
    early = early_periods(measure, history, as_of)
    latest = latest_of(View(measure, history, area, early[0], as_of), early) if early else None
    return judged_where(measure, latest or measure.calendar.latest_due(as_of), as_of)


def judged_where(measure: Measure, latest: Period | None, as_of: date) -> tuple[Period | None, bool]:
    """Return the same, given the latest period that is due or known."""
    decides, settled, _ = _settling(measure, latest, as_of)
    return (decides, True) if settled else (latest, False)


def is_settled(measure: Measure, period: Period, as_of: date) -> bool:
    """
    Whether the verdict for a period asked for is the settled one.

    A promise's own day also settles every later period; after a deadline each period has its own verdict.
    """
    decides, settled, own = _settling(measure, period, as_of)
    return settled and (period == decides or (own and (decides is None or period > decides)))


def has_an_end(measure: Measure, period: Period | None, as_of: date) -> tuple[bool, Period | None]:
    """Return whether a verdict has a last period, and that period; None if none ended by its day."""
    rule, calendar = measure.promised(period, as_of), measure.calendar
    assert isinstance(rule, FigureRule)  # a whole is judged by its parts
    if rule.by is not None:
        return True, rule.decides(calendar)
    return measure.deadline is not None, None if measure.deadline is None else calendar.latest_ending(measure.deadline)


def _settling(measure: Measure, period: Period | None, as_of: date) -> tuple[Period | None, bool, bool]:
    """Return the period that settles a verdict, whether it does so already, and whether by the promise's own day, which takes precedence."""
    rule = measure.promised(period, as_of)
    assert isinstance(rule, FigureRule)  # a whole is judged by its parts
    own, deadline = rule.by is not None, measure.deadline
    settled = rule.is_decided(measure.calendar, as_of) if own else deadline is not None and as_of > deadline
    return has_an_end(measure, period, as_of)[1], settled, own


def decides_in(measure: Measure, period: Period, as_of: date) -> Period | None:
    """Return the last period for a verdict, by its version; None without a day."""
    return has_an_end(measure, period, as_of)[1]


def early_periods(measure: Measure, history: History, as_of: date) -> tuple[Period, ...]:
    """List the periods that are not due but may have a figure, in any area."""
    number, not_due = measure.number, measure.calendar.not_due(as_of)
    if number.of_rows:
        return not_due
    named = [(indicator, group) for indicator, _, group in number.series(measure.area)]
    return tuple(one for one in not_due if any(history.may_have(*each, one) for each in named))


def latest_of(view: View, early: Sequence[Period]) -> Period | None:
    """Return the latest of some periods that are not due but known; None if there is none."""
    number = view.measure.number
    for one in reversed(early):
        of_figures = (_is_out(view, key, one) for key in number.series(view.area))
        if _failed_already(view, one) if number.of_rows else all(of_figures):
            return one
    return None


def _is_out(view: View, key: SeriesKey, period: Period) -> bool:
    """Whether an early figure was published, or may be among rows left out; a forecast does not count."""
    history, calendar, day = view.lookup.history, view.calendar, view.as_of
    one = history.known(key, period, calendar, day)
    published = one is not None and one.standing is not Standing.FORECAST
    return published or bool(history.doubts(key, period, calendar, day))


def _failed_already(view: View, period: Period) -> bool:
    """Whether more cases have failed than `everyone` forgives, which later cases cannot change."""
    from wes_rules.rules.kinds.everyone import Everyone

    rule = view.measure.rule
    if not isinstance(rule, Everyone) or view.own(period).failed is None:
        return False
    found = near_or_kept(rule.at(period, view.as_of, view.calendar), view.of(period))
    slack = found.slack if found.near is None else found.near
    return slack is not None and slack.high < 0


def is_newest(measure: Measure, period: Period | None, as_of: date) -> bool:
    """Whether a period is the last that a measure is judged for on a day, or none is."""
    newest, _ = judged_where(measure, measure.calendar.latest_due(as_of), as_of)
    return period is None or newest is None or period >= newest


@attrs.frozen
class Asked:
    """The period that a promise made of parts is asked for, and whether a part has a figure for it."""

    period: Period
    held: bool

    @classmethod
    def by(cls, measure: Measure, period: Period | None) -> Asked | None:
        """Return the request for a whole's period; None without one."""
        if period is None:
            return None
        from wes_rules.rules.kinds.composites import leaves

        return cls(period, any(_ends_within(one.calendar, period) for one in leaves(measure)))

    def of(self, measure: Measure) -> Period:
        """Return the period to ask of a part: the last that had ended by then, or one that it does not have."""
        calendar, day = measure.calendar, self.period.last_day
        same = self.period.kind is calendar.kind
        if same and not self.held:
            return self.period
        return calendar.latest_ending(day) or (self.period if same else Period.containing(day, calendar.kind) - 1)


def _ends_within(calendar: Calendar, period: Period) -> bool:
    """Whether a calendar has a period that ends within another one, or equals it."""
    last = calendar.latest_ending(period.last_day)
    return last is not None and last.last_day >= period.start
