"""Overdue figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date

import attrs

from wes_rules.judging.decisive import picks
from wes_rules.judging.never import of_what
from wes_rules.judging.status import Ends, Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Fact
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.view import View
from wes_rules.series.comparators import Against, AreaFigure
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure
from wes_rules.series.set_figures import figures_of
from wes_rules.series.worked_out import Piece, WorkedOut
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# Why no figure is there.
UNSEEN = {Reason.OVERDUE, Reason.AWAITING_PUBLICATION, Reason.NO_FIGURES, Reason.NOT_HELD, Reason.FORECAST_ONLY}
_NOT_THERE = UNSEEN | {Reason.NOT_COLLECTED, Reason.NOT_IN_CALENDAR}
_MISSING = {Reason.OVERDUE, Reason.NO_FIGURES}
_NOTHING = {Reason.NOT_HELD, Reason.NO_FIGURES}
_COMPARED_MISSING = {Reason.BENCHMARK_MISSING, Reason.AREAS_AWAITED}
_AREAS = "the areas compared with"


@attrs.frozen
class Late:
    """
    An overdue figure.

    Args:
        part: Which part of the measure it is for; empty where it has one only.
        place: The place of that part among those of its measure: the first one of its name.
        compared: Whether it is another area's, or of several.
        whose: Whose that is; empty where nothing tells it from the measure's own, or where it is of several areas.
        code: What tells that from others, whatever people call it.
        never: None of its series has ever been known.
        never_of: Of what none has, where figures of something else have come.
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
    never_of: str = ""
    called: str = "period"

    @property
    def named(self) -> str:
        """Names the figure among those of its period; empty for the own figure of a measure without parts."""
        return ", ".join(one for one in (self.part, self.whose or (_AREAS if self.compared else "")) if one)

    def __str__(self) -> str:
        return f"{self.period}{self.of}"

    @property
    def of(self) -> str:
        """Whose figure it is, in brackets; empty for the measure's only own figure."""
        return f" ({self.named})" if self.named else ""


def is_late(judgement: Verdict) -> bool:
    """
    Whether a figure that a verdict needs is overdue: the measure's own, or a comparator's.

    An own figure that never came is overdue as well, once it is due since the plan's start. A milestone that counts
    as missed without a report waits for none.
    """
    return any(True for _ in _late(judgement))


def late_figures(judgement: Verdict) -> list[Late]:
    """List the overdue figures that keep a measure from being judged, the first due first."""
    names = [one.name_in(judgement) for one in judgement.leaves]
    found = {attrs.evolve(one, place=names.index(one.part)) for one in _late(judgement)}
    return sorted(found, key=lambda one: (one.due, one.part, one.whose, one.period.index))


def compared_late(judgement: Verdict, part: str = "") -> Iterator[Late]:
    """List the overdue comparator figures."""
    measure, period, calendar = judgement.measure, judgement.period, judgement.measure.calendar
    if period is None or judgement.parts or judgement.status is not Status.UNDECIDED:
        return
    if _COMPARED_MISSING.isdisjoint(judgement.reasons):
        return
    facts, view = tuple(judgement.finding or ()), _view(judgement, period)
    # A period before the plan, or without an own figure, is not judged.
    of_before = facts and Reason.NOT_HELD in facts[0].figure.why and not any(overdue(view, facts[:1]))
    if measure.is_before_plan(period) or of_before:
        return
    lacking = [one for one in facts if not _COMPARED_MISSING.isdisjoint(one.figure.why)]
    back = None if judgement.settled or all(one.period != period for one in lacking) else calendar.previous(period)
    while (before := _benchmark_lacking(view, back)) is not None:
        lacking.append(before)
        back = calendar.previous(before.period or period)
    found = {one for fact in lacking for one in _of_benchmark(view, fact)}
    for late in found or {attrs.evolve(_late_of(view, period), compared=True)}:
        if late.due <= judgement.as_of:
            yield attrs.evolve(late, part=part)


def _of_benchmark(view: View, fact: Fact) -> Iterator[Late]:
    """Yield the missing figures of a comparator; for a worked-out number, those it is made of."""
    other, number = getattr(view.measure.rule, "against", None), view.measure.number
    if fact.period is None:
        return
    pieces: list[Late] = []
    if fact.name and isinstance(other, AreaFigure) and isinstance(number, WorkedOut):
        made_of = number.pieces(other.area, fact.period, view.calendar)
        pieces = list(_not_known(view, made_of, _MISSING | _NOTHING, other))
    whole = attrs.evolve(_late_of(view, fact.period), compared=True, whose=fact.name, code=fact.code or fact.name)
    yield from pieces or [whole]


def _benchmark_lacking(view: View, period: Period | None) -> Fact | None:
    """Return the benchmark's figure for an earlier period if that is missing too and can exist."""
    against = getattr(view.measure.rule, "against", None)
    if not isinstance(against, Against) or period is None or period < first_expected(view):
        return None
    if view.measure.number.reaches_back(period, view.calendar) != period:
        return None  # what a total is made of is named by itself
    found = view.against(against, period)
    return None if _COMPARED_MISSING.isdisjoint(found.figure.why) else found


def has_come(view: View, code: str, *, compared: bool) -> bool:
    """Whether a figure for the view's period has been published, even as a symbol: the measure's own, or one to compare with."""
    number, against = view.measure.number, getattr(view.measure.rule, "against", None)
    for other in (None, against if isinstance(against, AreaFigure) else None):
        for series, key in _series_of(view, other).items():
            if (code, compared) == key[1:]:
                return _NOT_THERE.isdisjoint(_read(view, series, view.period).why)
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
        # A verdict made without a comparator's figure does not need it.
        if not is_for_good(one) and _own_is_late(one):
            yield from (late for late in _own(one, part) if not (made and late.compared))
        if not made:
            yield from compared_late(one, part)


def is_for_good(judgement: Verdict) -> bool:
    """Whether only a revision can change a verdict: its day settled it, or can no longer change it."""
    worst, best = _for_good(judgement)
    return worst is best


def _for_good(judgement: Verdict) -> Ends:
    """Return the worst and the best verdict that missing figures may lead to."""
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
    silent = Reason.NOT_REPORTED in reasons and judgement.status is not Status.UNDECIDED
    if silent or Reason.AREA_ENDED in reasons:
        return False  # no own figure decides anything beside one that there will never be
    if Reason.OVERDUE in reasons or any(overdue(_view(judgement, period), _needed(judgement))):
        return True
    return Reason.NO_FIGURES in reasons and measure.calendar.due(period) <= judgement.as_of


def _own(judgement: Verdict, part: str) -> Iterator[Late]:
    """
    List the measure's overdue own figures.

    These are the figures that an undecided verdict waits for, and the missing ones directly before the latest, back
    to the plan's start if there never was a figure.
    """
    measure, period = judgement.measure, judgement.period
    if period is None:
        return
    view = _view(judgement, period)
    found = set(overdue(view, _needed(judgement)))
    first = first_expected(view)
    # By its last day what was to be done at any time may have been done before the last period.
    latched = isinstance(judgement.promise, FigureRule) and judgement.promise.latched
    back = period if latched or not judgement.settled else None
    while back is not None and back >= first and (lacks := set(_missing_alone(view, back))):
        found |= lacks
        back = measure.calendar.previous(back)
    found = found or set(missing(view, view.latest(), _MISSING)) or {_late_of(view, period)}
    never = not view.observed_periods() and Reason.OVERDUE not in judgement.reasons
    of = of_what(judgement) if never else ""
    yield from (attrs.evolve(one, part=part, never=never, never_of=of) for one in found)


def _view(judgement: Verdict, period: Period) -> View:
    return View(judgement.measure, judgement.history, judgement.area, period, judgement.as_of)


def _needed(judgement: Verdict) -> tuple[Fact, ...]:
    """Return the figures that a verdict waits for; a made verdict only waits for what its own total lacks."""
    facts = tuple(judgement.finding or ())
    return facts if judgement.status is Status.UNDECIDED else facts[:1]


def overdue(view: View, facts: Iterable[Fact]) -> Iterator[Late]:
    """Yield the overdue own figures, since the plan's start also from before the first on file."""
    for fact in facts:
        yield from missing(view, fact, {Reason.OVERDUE})
        if view.measure.starts is not None:
            yield from (one for one in missing(view, fact, _NOTHING) if not view.measure.is_before_plan(one.period))


def missing(view: View, fact: Fact, reasons: AbstractSet[Reason]) -> Iterator[Late]:
    """Yield the figures unknown for the given reasons; for a worked-out number, those it is made of."""
    number, period = view.measure.number, fact.period
    if period is not None and isinstance(number, WorkedOut):
        yield from _not_known(view, number.pieces(view.area, period, view.calendar), reasons)
    elif period is not None and not reasons.isdisjoint(fact.figure.why):
        yield _late_of(view, period)


def _missing_alone(view: View, period: Period) -> Iterator[Late]:
    """Yield the missing figures of this one period."""
    number = view.measure.number
    if isinstance(number, WorkedOut):
        yield from _not_known(view, [(series, period) for series in number.series(view.area)], _MISSING)
    elif not _MISSING.isdisjoint(view.own(period).why):
        yield _late_of(view, period)


def _not_known(
    view: View, pieces: Iterable[Piece], reasons: AbstractSet[Reason], other: AreaFigure | None = None
) -> Iterator[Late]:
    named = _series_of(view, other)
    for series, period in pieces:
        if not reasons.isdisjoint(_read(view, series, period).why):
            whose, code, compared = named[series]
            yield attrs.evolve(_late_of(view, period), compared=compared, whose=whose, code=code)


def _series_of(view: View, other: AreaFigure | None = None) -> dict[SeriesKey, tuple[str, str, bool]]:
    """Return the series behind a number: whose each is, its code, and whether it is a comparator's."""
    number, area, base = view.measure.number, view.area, ""
    if not isinstance(number, WorkedOut):
        return {}
    if other is not None:
        area, base = other.area, other.name(view.lookup)
    found = {}
    for series in number.series(area):
        own = number.whose(view.lookup, area, series)
        code = " ".join((base, *(series if own else ()))).strip()
        found[series] = ", ".join(filter(None, (base, own))), code, bool(base) or series[1] != area
    return found


def _read(view: View, series: SeriesKey, period: Period) -> Figure:
    number = view.measure.number
    assert isinstance(number, WorkedOut)  # no other is made of series
    return number.read_by(view.lookup, series[0]).figure(*series, period)


def _late_of(view: View, period: Period) -> Late:
    return Late(period, view.calendar.due(period), called=view.calendar.called)


def first_expected(view: View) -> Period:
    """Return the first expected period: that of the plan's start, or else the first known."""
    began = view.measure.first_period(view.period.kind)
    return began or next(iter(view.observed_periods()), view.period)
