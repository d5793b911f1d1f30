"""Figures that should be known by now, and are not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

import attrs

from wes_rules.counting import counted, from_to
from wes_rules.judging.decisive import picks
from wes_rules.judging.status import Ends, Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.measure import Measure
from wes_rules.rules.rule import Fact, FigureRule
from wes_rules.rules.view import View
from wes_rules.rules.words import listed
from wes_rules.series.comparators import Against
from wes_rules.series.set_figures import figures_of
from wes_rules.series.worked_out import Piece, WorkedOut
from wes_rules.values.days import said_day
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# Why no figure is there.
UNSEEN = {Reason.OVERDUE, Reason.AWAITING_PUBLICATION, Reason.NO_FIGURES, Reason.NOT_HELD, Reason.FORECAST_ONLY}
_NOT_THERE = UNSEEN | {Reason.NOT_COLLECTED, Reason.NOT_IN_CALENDAR}
_MISSING = {Reason.OVERDUE, Reason.NO_FIGURES}
_NOTHING = {Reason.NOT_HELD, Reason.NO_FIGURES}
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
        compared: Whether it is another area's, or of several.
        whose: Whose that is; empty where nothing tells it from the measure's own, or where it is of several areas.
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
        return ", ".join(one for one in (self.part, self.whose or (_AREAS if self.compared else "")) if one)

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
    return any(True for _ in _late(judgement))


def late_figures(judgement: Verdict) -> list[Late]:
    """List the figures that keep a verdict from being made because they are overdue, the first due first."""
    names = [one.name_in(judgement) for one in judgement.leaves]
    found = {attrs.evolve(one, place=names.index(one.part)) for one in _late(judgement)}
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
    periods = sorted({one.period for one in late}, key=lambda one: one.last_day)
    if len(periods) <= _MOST_NAMED:
        return listed(list(map(str, periods)))
    return f"{counted(len(periods), late[0].called)} {from_to(periods[0], periods[-1])}"


def compared_late(judgement: Verdict, part: str = "") -> Iterator[Late]:
    """List the figures to compare with that are late: a promise that waits for them is as undecided as for its own."""
    measure, period, calendar = judgement.measure, judgement.period, judgement.measure.calendar
    if period is None or judgement.parts or judgement.status is not Status.UNDECIDED:
        return
    if _COMPARED_MISSING.isdisjoint(judgement.reasons):
        return
    facts = tuple(judgement.finding or ())
    of_before = bool(facts) and Reason.NOT_HELD in facts[0].figure.why and not _is_overdue(facts[0], measure)
    if measure.is_before_plan(period) or of_before:
        # Nobody judges a period before the plan, and none without an own figure.
        return
    missing = {
        (one.period, one.name, one.code or one.name)
        for one in facts
        if one.period is not None and not _COMPARED_MISSING.isdisjoint(one.figure.why)
    }
    view = View(measure, judgement.history, judgement.area, period, judgement.as_of)
    back = None if judgement.settled else calendar.previous(period)
    while (before := _benchmark_lacking(view, back)) is not None and any(one[0] == period for one in missing):
        missing.add((before.period or period, before.name, before.code or before.name))
        back = calendar.previous(before.period or period)
    for late, whose, code in sorted(missing or {(period, "", "")}, key=lambda one: (one[0].index, *one[1:])):
        if calendar.due(late) <= judgement.as_of:
            yield attrs.evolve(_late_of(view, late), part=part, compared=True, whose=whose, code=code)


def _benchmark_lacking(view: View, period: Period | None) -> Fact | None:
    """Return the figure of a benchmark for an earlier period where it is missing, too, in the time in which one can be."""
    against = getattr(view.measure.rule, "against", None)
    if not isinstance(against, Against) or period is None or period < _first_expected(view):
        return None
    found = view.against(against, period)
    return None if _COMPARED_MISSING.isdisjoint(found.figure.why) else found


def has_come(view: View, code: str, *, compared: bool) -> bool:
    """
    Return whether a figure for the period of a view has been published, be it that it says nothing.

    Args:
        code: What tells it from others, as `Late` has it.
        compared: Whether it is one to compare with.
    """
    number, against = view.measure.number, getattr(view.measure.rule, "against", None)
    if isinstance(number, WorkedOut):
        for series in number.series(view.area):
            if code == (" ".join(series) if number.whose(view.lookup, view.area, series) else ""):
                figure = number.read_by(view.lookup, series[0]).figure(*series, view.period)
                return _NOT_THERE.isdisjoint(figure.why)
    if not compared:
        return _NOT_THERE.isdisjoint(view.own(view.period).why)
    if isinstance(against, Against) and code == (against.code or against.name(view.lookup)):
        return _COMPARED_MISSING.isdisjoint(view.against(against, view.period).figure.why)
    among = getattr(view.measure.rule, "among", getattr(number, "among", None))
    others = () if among is None else view.others(among)
    return bool(others) and not figures_of(view.lookup, number, others, view.period).awaited


def _late(whole: Verdict) -> Iterator[Late]:
    made = whole.status is not Status.UNDECIDED
    for one in () if is_for_good(whole) else whole.leaves:
        part = one.name_in(whole)
        # A verdict that is made without a figure of others does not need it.
        if not is_for_good(one) and _own_is_late(one):
            yield from (late for late in _own(one, part) if not (made and late.compared))
        if not made:
            yield from compared_late(one, part)


def is_for_good(judgement: Verdict) -> bool:
    """Whether a verdict is made, and only a revision changes it: its day has settled it, or that day can bring nothing else."""
    worst, best = _for_good(judgement)
    return worst is best


def _for_good(judgement: Verdict) -> Ends:
    """Return the worst and the best verdict that figures which are still missing may bring."""
    if judgement.parts:
        worst, best = zip(*map(_for_good, judgement.parts), strict=True)
        pick = picks(judgement.measure.rule)
        return pick(worst), pick(best)
    if judgement.is_kept_for_good:
        return judgement.outcomes
    return judgement.possible


def _own_is_late(judgement: Verdict) -> bool:
    measure, period, reasons = judgement.measure, judgement.period, judgement.reasons
    if judgement.parts or period is None or measure.is_before_plan(period):
        return False
    if Reason.NOT_REPORTED in reasons and judgement.status is not Status.UNDECIDED:
        return False
    if Reason.AREA_ENDED in reasons:
        return False  # no own figure decides anything beside one that there will never be
    facts = judgement.finding or () if judgement.status is Status.UNDECIDED else ()
    if Reason.OVERDUE in reasons or any(_is_overdue(one, measure) for one in facts):
        return True
    return Reason.NO_FIGURES in reasons and measure.calendar.due(period) <= judgement.as_of


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
    overdue = [one for one in waited_for if _is_overdue(one, measure)]
    found = {one for fact in overdue for one in missing(view, fact, {Reason.OVERDUE})}
    first = _first_expected(view)
    # By its last day what was to be done at any time may have been done before the last period.
    latched = isinstance(judgement.promise, FigureRule) and judgement.promise.latched
    back = period if latched or not judgement.settled else None
    while back is not None and back >= first and (lacks := set(_missing_alone(view, back))):
        found |= lacks
        back = measure.calendar.previous(back)
    never = not view.observed_periods() and Reason.OVERDUE not in judgement.reasons
    yield from (attrs.evolve(one, part=part, never=never) for one in found or {_late_of(view, period)})


def missing(view: View, fact: Fact, reasons: Collection[Reason]) -> Iterator[Late]:
    """Give the figures that are not known for some reasons: of a number that is worked out, those it is made of."""
    number, period = view.measure.number, fact.period
    if period is not None and isinstance(number, WorkedOut):
        yield from _not_known(view, number.pieces(view.area, period, view.calendar), reasons)
    elif period is not None:
        yield _late_of(view, period)


def _missing_alone(view: View, period: Period) -> Iterator[Late]:
    """Give those that should be published for a period, and for that one alone, and are missing."""
    number = view.measure.number
    if isinstance(number, WorkedOut):
        yield from _not_known(view, [(series, period) for series in number.series(view.area)], _MISSING)
    elif not _MISSING.isdisjoint(view.own(period).why):
        yield _late_of(view, period)


def _not_known(view: View, pieces: Iterable[Piece], reasons: Collection[Reason]) -> Iterator[Late]:
    number = view.measure.number
    assert isinstance(number, WorkedOut)  # no other is made of pieces
    for series, period in pieces:
        figure = number.read_by(view.lookup, series[0]).figure(*series, period)
        if not figure.why or set(figure.why).isdisjoint(reasons):
            continue
        whose = number.whose(view.lookup, view.area, series)
        code = " ".join(series) if whose else ""
        yield attrs.evolve(_late_of(view, period), compared=series[1] != view.area, whose=whose, code=code)


def _late_of(view: View, period: Period) -> Late:
    return Late(period, view.calendar.due(period), called=view.calendar.called)


def _is_overdue(fact: Fact, measure: Measure) -> bool:
    """Whether an own figure is overdue; in the time of the plan also one of before all that is on file, or where nothing is."""
    if Reason.OVERDUE in fact.figure.why:
        return True
    if _NOTHING.isdisjoint(fact.figure.why) or isinstance(measure.number, WorkedOut):
        return False
    return measure.starts is not None and fact.period is not None and not measure.is_before_plan(fact.period)


def _first_expected(view: View) -> Period:
    """Return the first period of which a figure can be missing: that of the plan's start, or without one the first known."""
    began = view.measure.first_period(view.period.kind)
    return began or next(iter(view.observed_periods()), view.period)
