"""Which way a figure moved since the one it compares with, whatever was promised of it."""

from __future__ import annotations

import enum

import attrs

from wes_rules.judging.course import seasons
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.rule import Fact, FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.calendar import Calendar
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason


@enum.unique
class Way(enum.StrEnum):
    """The direction of travel; rose and fell are said where neither way is better."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"
    ROSE = "rose"
    FELL = "fell"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Direction(Declared):
    """
    How the latest figure compares with the one before; by season with that of the same period a year before.

    Args:
        way: The answer; unknown unless it is the same whatever the unknown figures turn out to be.
        latest: The latest figure; None where no period is judged.
        before: What it was held against; None where nothing compares.
        reasons: Why the way is unknown.
    """

    way: Way
    latest: Fact | None = None
    before: Fact | None = None
    reasons: tuple[Reason, ...] = ()

    def sentence(self, words: Words) -> str:
        """
        Say which way the figure moved.

        Args:
            words: The unit and precision of the figures.
        """
        if self.way is Way.UNKNOWN or self.before is None:
            return " ".join(["Not known.", *(reason.sentence for reason in self.reasons[:1])])
        verb = "Unchanged since" if self.way is Way.UNCHANGED else f"{self.way.value.capitalize()} from"
        return f"{verb} {words.fact(self.before)}."


def direction_of(judgement: Verdict) -> Direction:
    """
    Return the direction of travel of the figure that decides a judgement.

    Args:
        judgement: The judgement; of one made of parts the part that decides is asked.
    """
    one = judgement.decisive
    if one is None or one.period is None or one.period not in one.measure.calendar:
        return Direction(way=Way.UNKNOWN, reasons=judgement.reasons[:1])
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    latest, calendar = view.latest(), one.measure.calendar
    earlier = _before(calendar, one.period)
    if earlier is None:
        return Direction(way=Way.UNKNOWN, latest=latest, reasons=(Reason.NO_PREVIOUS,))
    before = Fact("previous", view.own(earlier), earlier)
    if not calendar.comparable(earlier, one.period):
        return Direction(way=Way.UNKNOWN, latest=latest, before=before, reasons=(calendar.unlike(earlier, one.period),))
    if len(latest.figure.definitions | before.figure.definitions) > 1:
        return Direction(way=Way.UNKNOWN, latest=latest, before=before, reasons=(Reason.DEFINITION_DIFFERS,))
    way = _way(one, latest, before)
    reasons = tuple(dict.fromkeys((*latest.figure.why, *before.figure.why))) if way is Way.UNKNOWN else ()
    return Direction(way=way, latest=latest, before=before, reasons=reasons)


def _before(calendar: Calendar, period: Period) -> Period | None:
    """Return the period to compare with: the one before, or of figures that come in seasons that of a year before."""
    if seasons(calendar) == 1:
        return calendar.previous(period)
    year_before = period.same_period_last_year
    return year_before if year_before in calendar else None


def _way(judgement: Verdict, latest: Fact, before: Fact) -> Way:
    now, then, promise = latest.figure.span, before.figure.span, judgement.promise
    assert isinstance(promise, FigureRule)  # what decides is a promise about figures
    moved, sign = now - then, judgement.measure.better.sign
    still = promise.may_move(then, judgement.measure.decimals)
    if moved.low >= -still.low and moved.high <= still.low:
        return Way.UNCHANGED
    if moved.low > still.high:
        return {1: Way.IMPROVED, -1: Way.WORSENED}.get(sign, Way.ROSE)
    if moved.high < -still.high:
        return {1: Way.WORSENED, -1: Way.IMPROVED}.get(sign, Way.FELL)
    return Way.UNKNOWN
