"""The direction of travel of a figure, regardless of its target."""

from __future__ import annotations

import enum
from datetime import date
from decimal import Decimal

import attrs

from wes_rules.counting import opened, running_on
from wes_rules.judging.course import seasons
from wes_rules.judging.finding import finding_of
from wes_rules.judging.other_periods import at
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.cells import part_of
from wes_rules.rules.facts import COMPARED, Fact, Finding
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.totals import Total
from wes_rules.values.days import said_day
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Span, ticks
from wes_rules.values.reason import Reason


@enum.unique
class Way(enum.StrEnum):
    """The direction of travel; rose and fell apply if neither way is better."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSENED = "worsened"
    ROSE = "rose"
    FELL = "fell"
    UNKNOWN = "unknown"


@enum.unique
class Against(enum.StrEnum):
    """What the direction of travel is compared with."""

    PREVIOUS = "previous"
    YEAR_BEFORE = "same-period-last-year"
    BASELINE = "baseline"


@attrs.frozen(kw_only=True)
class Direction(Declared):
    """
    How the latest figure compares with the one before, the same period a year earlier, or the baseline.

    Args:
        way: The answer; unknown unless it is the same whatever the unknown figures turn out to be.
        latest: The latest figure; None where no period is judged.
        before: What it was held against; None where nothing compares.
        reasons: Why the way is unknown.
        gap: Which way the distance to a target that is somebody else's moved meanwhile; None where there is none, or not known.
        gap_words: The same in words, where that is another way than the figure's own, such as "further behind England".
    """

    way: Way
    against: Against = Against.PREVIOUS
    latest: Fact | None = None
    before: Fact | None = None
    reasons: tuple[Reason, ...] = ()
    gap: Way | None = None
    gap_words: str = ""

    def sentence(self, words: Words, judged: Period | None = None) -> str:
        """Say which way the figure moved, naming the figure if it is not the judged period's."""
        if self.way is Way.UNKNOWN or self.before is None:
            return " ".join(["Not known.", *map(self._why, self.reasons[:1])])
        what = "a baseline of " if self.against is Against.BASELINE else ""
        beside = f", {self.gap_words}" if self.gap_words else ""
        said = f"{self.way.value} from {what}{words.fact(self.before)}{beside}."
        if judged is None or self.latest is None or self.latest.period == judged:
            return opened(said)
        return f"{words.fact(self.latest)}, {said}"

    def _why(self, reason: Reason) -> str:
        """Say why it is unknown, with the period of an earlier figure that is missing."""
        if reason is Reason.NO_PREVIOUS and self.against is Against.YEAR_BEFORE:
            return "There is no figure of the same period a year before to compare with."
        known = self.latest is not None and not self.latest.figure.why
        named = (
            known and self.before is not None and self.before.period is not None and reason in self.before.figure.why
        )
        # That of a figure which is not held says itself that it is an earlier one.
        if not named or reason is Reason.NOT_HELD or self.before is None:
            return reason.sentence
        if reason is Reason.NOT_COLLECTED:
            return f"Nobody collected the figure for {self.before.period}."
        return f"{self.before.period}: {running_on(reason.sentence)}"


def direction_of(judgement: Verdict) -> Direction:
    """Return the direction of travel of the figure that decides a judgement."""
    one = judgement.decisive
    if one is None or one.period is None or one.period not in one.measure.calendar:
        return Direction(way=Way.UNKNOWN, reasons=judgement.reasons[:1])
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    if one.decided_in is not None and view.latest().figure.is_missing:
        known = view.latest_known()  # the verdict does not wait for that of its period
        view = view.of(one.decided_in if known is None or known.period is None else known.period)
    against, latest = _against(one.measure), view.latest()
    before = view.baseline() if against is Against.BASELINE else earlier(view, against)
    if before is None:
        return Direction(way=Way.UNKNOWN, against=against, latest=latest, reasons=(Reason.NO_PREVIOUS,))
    if before.period is not None and before.period > view.period:
        return Direction(way=Way.UNKNOWN, against=against, latest=latest, reasons=(Reason.NO_RULE,))
    found = compared(one, latest, before, against)
    gap, said = gap_between(one, latest, before, found.way)
    return attrs.evolve(found, gap=gap, gap_words=said)


def gap_between(one: Verdict, latest: Fact, before: Fact, way: Way) -> tuple[Way | None, str]:
    """
    Return which way the distance to somebody else's figure moved between two figures of a promise that goes by it.

    Args:
        way: Which way the figure itself moved.

    Returns:
        The way, and what to say of it where it is another than the figure's; None and nothing where it is not known.
    """
    other, rule = next((each for each in one.finding or () if each.role in COMPARED), None), one.promise
    if way is Way.UNKNOWN or latest.period is None or before.period is None or other is None:
        return None, ""
    assert isinstance(rule, FigureRule)  # no other compares
    was, is_now = (_found(one, rule, period).margin for period in (before.period, latest.period))
    if was is None or is_now is None or not (was.exact and is_now.exact):
        return None, ""
    then, now = was.low, is_now.low
    gap = nearer(then, now)
    if gap in (Way.UNCHANGED, way) or way in (Way.ROSE, Way.FELL):
        return gap, ""
    return gap, gap_moved(then, now, other)


def gap_moved(was: float | Decimal, now: float | Decimal, other: Fact, since: str = "") -> str:
    """Say how the distance to somebody else's figure moved, from one margin to another, and since which period if that is not said beside it."""
    # A place among areas, or a line among them, is nobody's figure.
    whose = other.name if other.role == "benchmark" and other.name else "its target"
    side = "behind" if now < 0 else "ahead of" if now > 0 else "level with"
    if now == was:
        return f"{'as far' if now else 'still'} {side} {whose}{f' as in {since}' if since and now else ''}"
    if not was or not now or (was > 0) != (now > 0):
        return f"now {side} {whose}"
    return (
        f"{'further' if (now > was) == (now > 0) else 'less far'} {side} {whose}{f' than in {since}' if since else ''}"
    )


def _found(one: Verdict, rule: FigureRule, period: Period) -> Finding:
    """Return what a promise finds in a period, which a verdict has found unless another version is promised then."""
    other = one if period == one.period else at(one, period)
    if other.promise == rule and other.finding is not None:
        return other.finding
    return finding_of(rule, View(one.measure, one.history, one.area, period, one.as_of))


def nearer(was: Decimal | float, now: Decimal | float) -> Way:
    """Return which way a margin moved."""
    return {1: Way.IMPROVED, -1: Way.WORSENED}.get((now > was) - (now < was), Way.UNCHANGED)


def compared(one: Verdict, latest: Fact, before: Fact, against: Against = Against.PREVIOUS) -> Direction:
    """Return which way a figure moved since another one; unknown if the two do not compare."""
    calendar, found = one.measure.calendar, Direction(way=Way.UNKNOWN, against=against, latest=latest, before=before)
    if (
        before.period is not None
        and latest.period is not None
        and not calendar.comparable(before.period, latest.period)
    ):
        return attrs.evolve(found, reasons=(calendar.unlike(before.period, latest.period),))
    if len(latest.figure.definitions | before.figure.definitions) > 1:
        return attrs.evolve(found, reasons=(Reason.DEFINITION_DIFFERS,))
    way = _way(one, latest, before)
    reasons = tuple(dict.fromkeys((*latest.figure.why, *before.figure.why))) if way is Way.UNKNOWN else ()
    return attrs.evolve(found, way=way, reasons=reasons)


def _against(measure: Measure) -> Against:
    if measure.direction_against is not None:
        return Against(measure.direction_against)
    return Against.PREVIOUS if seasons(measure.calendar) == 1 else Against.YEAR_BEFORE


def earlier(view: View, against: Against) -> Fact | None:
    """Return the figure of the period before, or of the same period last year; None if the calendar has none."""
    year_before = against is Against.YEAR_BEFORE
    period = view.period.same_period_last_year if year_before else view.calendar.previous(view.period)
    return None if period is None or period not in view.calendar else Fact("previous", view.own(period), period)


def _way(judgement: Verdict, latest: Fact, before: Fact) -> Way:
    now, then, promise = latest.figure.span, before.figure.span, judgement.promise
    if not isinstance(promise, FigureRule):
        # Promises together have no one figure that moves.
        return Way.UNKNOWN
    moved, sign = now - then, judgement.measure.better.sign
    if adds_up(judgement.measure, before.period, latest.period):
        sign = 0  # what has all of the one before and more is neither better nor worse for being more
    still = _may_move(promise, then, judgement.measure.decimals)
    if moved.low >= -still.low and moved.high <= still.low:
        return Way.UNCHANGED
    if moved.low > still.high:
        return {1: Way.IMPROVED, -1: Way.WORSENED}.get(sign, Way.ROSE)
    if moved.high < -still.high:
        return {1: Way.WORSENED, -1: Way.IMPROVED}.get(sign, Way.FELL)
    return Way.UNKNOWN


def adds_up(measure: Measure, before: Period | None, latest: Period | None) -> bool:
    """Whether a total includes everything in the earlier one."""
    number, calendar = measure.number, measure.calendar
    if not isinstance(number, Total) or number.take != "sum" or before is None or latest is None:
        return False
    return set(number.parts(before, calendar)) < set(number.parts(latest, calendar))


def which_moved(judgement: Verdict, direction: Direction, words: Words, day: date | None = None) -> str:
    """Say which way the figure moved, naming it first if another one decided, and since when that has been known."""
    said = direction.sentence(words)
    if judgement.decided_in is None or direction.latest is None or direction.way is Way.UNKNOWN:
        return said
    known = f", known since {said_day(day)}" if day is not None else ""
    return f"{words.fact(direction.latest)}{known}, {running_on(said)}"


def _may_move(promise: FigureRule, before: Span, decimals: int) -> Span:
    """Return the bounds of the move, in ticks, that still counts as no change."""
    if promise.unchanged_within_in == "points":
        amount = ticks(promise.unchanged_within, decimals)
        return Span(amount, amount)
    ends = (abs(before.low), abs(before.high))
    nearest = 0 if before.low < 0 < before.high else min(ends)
    from fractions import Fraction

    of = Fraction(promise.unchanged_within) / 100
    return Span(part_of(nearest, of), part_of(max(ends), of))
