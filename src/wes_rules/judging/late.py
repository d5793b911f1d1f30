"""Figures that should be known by now, and are not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import attrs

from wes_rules.counting import counted
from wes_rules.judging.ended import areas_needed, ended_by
from wes_rules.judging.periods import has_an_end
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.rule import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import listed
from wes_rules.series.figure import Figure
from wes_rules.series.totals import Total
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# Why no figure is there.
UNSEEN = {Reason.OVERDUE, Reason.AWAITING_PUBLICATION, Reason.NO_FIGURES, Reason.NOT_HELD, Reason.FORECAST_ONLY}
_PENDING = {Reason.AWAITING_PUBLICATION, Reason.BENCHMARK_PENDING, Reason.AREAS_AWAITED}
_MISSING = {Reason.OVERDUE, Reason.NO_FIGURES}
_COMPARED_MISSING = {Reason.BENCHMARK_MISSING, Reason.AREAS_AWAITED}
# More figures than this are counted and not named.
_MOST_NAMED = 4
_AREAS = "the areas compared with"


@attrs.frozen
class Late:
    """
    A figure that should be known.

    Args:
        part: Which part of the measure it is for; empty where it has one only.
        place: The place of that part among those of its measure: the first one of its name.
        whose: Whose that is; empty where it is not one area's.
        code: What tells that from others, whatever people call it.
        never: None of its series has ever been known.
        called: What its periods are counted as.
    """

    period: Period
    due: date
    part: str = ""
    place: int = 0
    compared: bool = False
    whose: str = ""
    code: str = ""
    never: bool = False
    called: str = "period"

    @property
    def named(self) -> str:
        """Which figure it is, among those of its period; empty for the own one of a measure without parts."""
        return ", ".join(one for one in (self.part, (self.whose or _AREAS) if self.compared else "") if one)

    def __str__(self) -> str:
        return f"{self.period}{self.of}"

    @property
    def of(self) -> str:
        """Whose figure it is, in brackets; empty for the only one of the measure's own."""
        return f" ({self.named})" if self.named else ""


def is_late(judgement: Verdict) -> bool:
    """
    Whether a figure that a verdict needs should have come by now, the measure's own or one to compare with.

    An own figure that never came at all is late as well, once it is due in the time of the plan. A milestone
    that counts as missed without a report waits for none.
    """
    leaves = judgement.leaves
    open_ = judgement.status is Status.UNDECIDED
    return any(map(_own_is_late, leaves)) or (open_ and any(any(compared_late(one)) for one in leaves))


def late_figures(judgement: Verdict) -> list[Late]:
    """List the figures that keep a verdict from being made because they are overdue, the first due first."""
    names = [one.name_in(judgement) for one in judgement.leaves]
    found = {
        attrs.evolve(one, place=names.index(one.part)) for part in judgement.leaves for one in _late(part, judgement)
    }
    return sorted(found, key=lambda one: (one.due, one.part, one.whose, one.period.index))


def late_line(late: Sequence[Late]) -> str:
    """Say which figures are overdue, and since when."""
    never = " None has ever been supplied." if all(one.never for one in late) else ""
    if len(late) == 1:
        return f"The figure for {late[0]} was due on {said_day(late[0].due)} and has not come.{never}"
    since = f"the first since {said_day(late[0].due)}"
    whose: dict[str, list[Late]] = {}
    for one in late:
        whose.setdefault(one.named, []).append(one)
    spans: dict[str, list[str]] = {}
    for named, ones in whose.items():
        spans.setdefault(_span(ones), []).append(named)
    if len(spans) == 1:
        ((span, names),) = spans.items()
        return f"The figures for {span}{'' if names == [''] else f' ({_listed(names)})'} are overdue, {since}.{never}"
    several = "; ".join(f"{_listed(named)} for {span}" for span, named in spans.items())
    return f"Figures are overdue, {since}: {several}.{never}"


def _listed(named: Sequence[str]) -> str:
    """Name whose figures are late; the measure's own first."""
    return listed([one or "its own" for one in sorted(named, key=bool)])


def _span(late: Sequence[Late]) -> str:
    """Name the periods that are late, one by one where they are few."""
    periods = sorted({one.period for one in late}, key=lambda one: one.end)
    if len(periods) <= _MOST_NAMED:
        return listed(list(map(str, periods)))
    return f"{counted(len(periods), late[0].called)} from {periods[0]} to {periods[-1]}"


def compared_late(judgement: Verdict, part: str = "") -> Iterator[Late]:
    """List the figures to compare with that are late: a promise that waits for them is as undecided as for its own."""
    period, calendar = judgement.period, judgement.measure.calendar
    if period is None or judgement.parts or judgement.status is not Status.UNDECIDED:
        return
    if _COMPARED_MISSING.isdisjoint(judgement.reasons):
        return
    facts = tuple(judgement.finding or ())
    if judgement.measure.is_before_plan(period) or (facts and Reason.NOT_HELD in facts[0].figure.why):
        # Nobody judges a period before the plan, and none without an own figure.
        return
    missing = {
        (one.period, one.name, one.code or one.name)
        for one in facts
        if one.period is not None and not _COMPARED_MISSING.isdisjoint(one.figure.why)
    }
    for late, whose, code in sorted(missing or {(period, "", "")}, key=lambda one: (one[0].index, *one[1:])):
        if calendar.due(late) <= judgement.as_of:
            yield Late(late, calendar.due(late), part, compared=True, whose=whose, code=code, called=calendar.called)


def _late(judgement: Verdict, whole: Verdict) -> Iterator[Late]:
    part = judgement.name_in(whole)
    if _own_is_late(judgement):
        yield from _own(judgement, part)
    # A verdict that is made without a figure to compare with does not need it.
    if whole.status is Status.UNDECIDED:
        yield from compared_late(judgement, part)


def _own_is_late(judgement: Verdict) -> bool:
    measure, period, reasons = judgement.measure, judgement.period, judgement.reasons
    if judgement.parts or period is None or measure.is_before_plan(period):
        return False
    if Reason.NOT_REPORTED in reasons and judgement.status is not Status.UNDECIDED:
        return False
    if Reason.AREA_ENDED in reasons and judgement.status is Status.UNDECIDED:
        return False  # no own figure decides anything beside one that there will never be
    if Reason.OVERDUE in reasons:
        return True
    if not {Reason.NO_FIGURES, Reason.AWAITING_PUBLICATION} & set(reasons):
        return False
    if measure.calendar.due(period) > judgement.as_of:
        # A deadline goes by a period that is not due yet; those before it are missing all the same.
        return _last_due(judgement) is not None
    return True


def _last_due(judgement: Verdict) -> Period | None:
    """Return the last period that is due where its own figure is missing, though a later one is judged; else None."""
    measure, period = judgement.measure, judgement.period
    before = measure.calendar.latest_due(judgement.as_of)
    if before is None or period is None or before >= period:
        return None
    view = View(measure, judgement.history, judgement.area, before, judgement.as_of)
    expected = before >= _first_expected(view)
    return before if expected and not _MISSING.isdisjoint(view.own(before).why) else None


def _own(judgement: Verdict, part: str) -> Iterator[Late]:
    """
    List the own figures that are late.

    These are the ones that an undecided verdict waits for, and those before the latest one without a figure in between:
    back to the plan's start where there never was one.
    """
    measure, period = judgement.measure, judgement.period
    if period is None:
        return
    view = View(measure, judgement.history, judgement.area, period, judgement.as_of)
    facts = tuple(judgement.finding or ())
    # A verdict that is made waits for nothing but what its own figure, a total, may still lack.
    waited_for = facts if judgement.status is Status.UNDECIDED else facts[:1]
    overdue = [one for one in waited_for if Reason.OVERDUE in one.figure.why]
    found = {one for fact in overdue for one in periods_of(view, fact, {Reason.OVERDUE})}
    first = _first_expected(view)
    back = period if measure.calendar.due(period) <= judgement.as_of else _last_due(judgement)
    while back is not None and back >= first and not _MISSING.isdisjoint(_published(view, back).why):
        found.add(back)
        back = measure.calendar.previous(back)
    never = not view.observed_periods() and Reason.OVERDUE not in judgement.reasons
    calendar = measure.calendar
    yield from (Late(one, calendar.due(one), part, never=never, called=calendar.called) for one in found or {period})


def periods_of(view: View, fact: Fact, reasons: Collection[Reason]) -> Iterator[Period]:
    """Give the periods whose own figures are not known for some reasons: of a total each of them that it is made of."""
    number, period = view.measure.number, fact.period
    if period is not None and isinstance(number, Total):
        parts = number.parts(period, view.calendar)
        yield from (one for one in parts if any(why in reasons for why in _published(view, one).why))
    elif period is not None:
        yield period


def _published(view: View, period: Period) -> Figure:
    """Return the own figure of a period; where totals are judged what was published for that period alone."""
    number = view.measure.number
    if not isinstance(number, Total):
        return view.own(period)
    (key,) = number.series(view.area)
    return number.read_by(view.lookup, key[0]).figure(*key, period)


def _first_expected(view: View) -> Period:
    """Return the first period of which a figure can be missing: that of the plan's start, or without one the first known."""
    began = view.measure.first_period(view.period.kind)
    return began or next(iter(view.observed_periods()), view.period)


def next_due(judgement: Verdict, places: Collection[int] = ()) -> date | None:
    """
    Return the day on which the next figure is due that a verdict may go by: of the parts at some places, or of any part.

    None is due of a period after the one that its day settles; and none at all once it is settled, or kept for good, so
    that no figure but a revised one can change the verdict. A promise of every period that was broken still has one, as
    people want to know when its figures come.
    """
    if judgement.settled and judgement.status is not Status.UNDECIDED:
        return None
    parts = [one for place, one in enumerate(judgement.leaves) if not places or place in places]
    days = [one.measure.calendar.due(awaited) for one in parts if (awaited := _awaited(one)) is not None]
    return min((day for day in days if day > judgement.as_of), default=None)


def _awaited(one: Verdict) -> Period | None:
    """Return the period whose figure is the next that a promise waits for."""
    if (one.settled and one.status is not Status.UNDECIDED) or one.is_kept_for_good:
        return None
    calendar = one.measure.calendar
    due = calendar.latest_due(one.as_of)
    following = calendar.next(due) if due is not None else next(iter(calendar.not_due(one.as_of)), None)
    if following is not None and one.period is not None and following <= one.period and _is_known(one):
        following = calendar.next(one.period)  # it came before its day
    if following is not None and (begins := _first_asked_for(one)) is not None:
        following = max(following, begins)
    ends, last = has_an_end(one.measure, one.period, one.as_of)
    if following is None or (ends and (last is None or following > last)):
        return None
    # Of an area that ended none follows, and beside that no other decides anything.
    return None if ended_by(one.history, areas_needed(one.measure, one.area), following) else following


def _first_asked_for(one: Verdict) -> Period | None:
    """Return the first period whose figure a promise can go by: that of the plan's start, or of a baseline that is to come."""
    measure, begins = one.measure, one.measure.begins
    base = None if measure.baseline is None or Reason.NO_RULE not in one.reasons else measure.baseline.period
    return max((period for period in (begins, base) if period is not None), default=None)


def _is_known(one: Verdict) -> bool:
    """Whether the figure of the period that a verdict is about is there, and it waits for none to compare with."""
    facts = tuple(one.finding or ())
    if not facts or facts[0].period != one.period or not UNSEEN.isdisjoint(facts[0].figure.why):
        return False
    return all(_PENDING.isdisjoint(fact.figure.why) for fact in facts)
