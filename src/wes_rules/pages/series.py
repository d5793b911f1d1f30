"""The numbers of a measure over time, each with what it is held against."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from wes_rules.judging.earlier import MOST_PERIODS, periods_before, periods_on_file
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Answer
from wes_rules.pages.periods import NOTES, elsewhere, notes_on, required_in, worst
from wes_rules.pages.targets import Held, held_of
from wes_rules.pages.values import Notation, Place, Range, Series
from wes_rules.rules.facts import Fact
from wes_rules.rules.kinds.composites import area_sets_of, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.significance import interval_said, intervals_of
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.calendar import Calendar
from wes_rules.series.comparators import Against, OfSet
from wes_rules.series.figure import Figure
from wes_rules.series.places import Place as PlaceAmong
from wes_rules.series.totals import YearToDate
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

_HIDDEN = {Reason.SUPPRESSED, Reason.LOW_RELIABILITY}
_SOFT = {Reason.PROVISIONAL, Reason.ESTIMATE, Reason.FORECAST_ONLY}


@attrs.frozen
class Past:
    """
    One measure through its periods.

    Args:
        by_period: That of each period since the plan's start, the judged one included.
    """

    judgement: Judgement
    by_period: Mapping[Period, Judgement]

    @classmethod
    def of(cls, judgement: Judgement) -> Past:
        """Judge each period with an own figure since the plan's start, and those for which a total is known between bounds."""
        if judgement.period is None:
            return cls(judgement, {})
        before = {period: judgement.at(period) for period in periods_before(judgement)}
        return cls(judgement, {**before, judgement.period: judgement})

    def leaves(self, number: int) -> dict[Period, Judgement]:
        """Return the judgements of one of the single figures that the measure comes down to, by their own periods."""
        found = (one.leaves[number] for one in self.by_period.values())
        return {one.period: one for one in found if one.period is not None}


@attrs.frozen
class _Leaf:
    """One promise about a number, its judgements by period, that of today, and whether the row shows it."""

    measure: Measure
    judged: Mapping[Period, Judgement]
    today: Judgement
    is_shown: bool


def series_of(past: Past) -> Iterator[Series]:
    """Give each number that a measure is made of, once; promises about the same number share its series."""
    measure = past.judgement.measure
    groups: dict[object, list[_Leaf]] = {}
    for number, leaf in enumerate(leaves(measure)):
        key = (leaf.area, leaf.number, leaf.calendar, leaf.unit, leaf.decimals)
        today = past.judgement.leaves[number]
        one = _Leaf(leaf, past.leaves(number), today, today is past.judgement.shown)
        groups.setdefault(key, []).append(one)
    for together in groups.values():
        # The promise that the row shows is the one whose target the chart draws.
        found = _series(sorted(together, key=lambda one: not one.is_shown), past)
        if found is not None:
            yield found


def _series(together: Sequence[_Leaf], past: Past) -> Series | None:
    leaf, whole = together[0].measure, past.judgement
    known = periods_on_file(leaf, whole, None)
    if not known:
        return None
    decides = max((p for one in together for p in one.judged), key=lambda one: one.index, default=None)
    last = known[-1] if decides is None else max(known[-1], decides)
    # Only of what is settled can a period that follows decide nothing.
    ends = decides if any(one.today.settled for one in together) else None
    listed = list(_listed(leaf, known[0], last))[-MOST_PERIODS:]
    area = together[0].today.area
    view = View(leaf, whole.history, area, last, whole.as_of)
    benchmark = next((one for one in map(_against, together) if one is not None), None)
    # The places of others are each among others of its own.
    named = () if isinstance(leaf.number, PlaceAmong) else together
    areas = [name for each in named for name in area_sets_of(each.measure)][:1]
    others = [code for name in areas for code in whole.history.area_sets[name].areas if code != area]
    places = _places(view, listed, together, others, ends, past)
    many = _how_many(view, listed, others)
    return Series(
        title=leaf.title if leaf.title != whole.measure.title else "",
        whose=whole.history.name(area),
        better=leaf.better.value,
        notation=_notation(leaf),
        places=places,
        called=leaf.calendar.called,
        required=together[0].today.required,
        benchmark=_called(benchmark, view, many),
        others=f"{many} areas" if others else "",
        left_out=sum(one < listed[0] for one in known),
    )


def _notation(leaf: Measure) -> Notation:
    """Say how the numbers of a measure are written."""
    unit = leaf.unit
    return Notation(before=unit.prefix, after=unit.suffix, decimals=leaf.decimals, bounds=leaf.number.bounds(unit))


def _places(
    view: View,
    listed: Sequence[Period],
    together: Sequence[_Leaf],
    others: Sequence[str],
    ends: Period | None,
    past: Past,
) -> tuple[Place, ...]:
    """Give each period of a number, with what it compares with and is held against."""
    whole, calendar = past.judgement, view.calendar
    places: list[Place] = []
    earlier: list[Period] = []
    counted_as = [frozenset[str](), frozenset[str]()]
    for period in listed:
        step = (period - listed[0]) // calendar.step
        is_all = len(together) == len(whole.leaves)
        place = _place(view.of(period), together, others, step, ends, past.by_period.get(period) if is_all else None)
        if is_all and place.decides is not None:
            place = attrs.evolve(place, decides=whole.answer)
        if place.collected:
            theirs = frozenset() if place.benchmark is None else place.benchmark.definitions
            definitions = view.own(period).definitions, theirs
            anew, other = (
                len(now | before) > len(before) > 0 for now, before in zip(definitions, counted_as, strict=True)
            )
            place = attrs.evolve(place, redefined=anew, benchmark_compares=not other)
            place = _set_apart(place, period, earlier, calendar)
            earlier.append(period)
            counted_as = [now or before for now, before in zip(definitions, counted_as, strict=True)]
        places.append(place)
    return tuple(places)


def _listed(leaf: Measure, first: Period, last: Period) -> Iterator[Period]:
    """List the periods of a calendar, those that nobody collected among them; of surveys those alone that there are."""
    calendar = leaf.calendar
    for index in range(first.index, last.index + 1):
        period = first.at(index)
        if period in calendar or (period in calendar.not_collected and not (index - first.index) % calendar.step):
            yield period


def _place(
    view: View,
    together: Sequence[_Leaf],
    others: Sequence[str],
    step: int,
    ends: Period | None,
    whole: Judgement | None,
) -> Place:
    """Give a period of a number, with the verdict of the whole where all promises are about it, as any one may decide that."""
    period, measure = view.period, view.measure
    if not view.calendar.collects(period):
        return Place(name=str(period), step=step, year=_year(period), collected=False, notes=("not collected",))
    own, words = view.own(period), Words.of(measure)
    judged = [one.judged[period] for one in together if period in one.judged]
    early, number = measure.is_before_plan(period), measure.number
    nothing = early or (bool(judged) and all(Reason.NO_RULE in one.reasons for one in judged))
    is_held = not nothing and (ends is None or period <= ends)
    promised = View(together[0].measure, view.lookup.history, view.area, period, view.as_of)
    held = held_of(promised, together[0].judged.get(period)) if is_held else Held()
    asks = () if nothing or held.unlike else judged
    verdict = None if nothing else worst([whole] if judged and whole is not None else judged)
    before = ("before the plan" if early else "before the promise",) if nothing else ()
    return Place(
        name=str(period),
        step=step,
        year=_year(period),
        anew=isinstance(number, YearToDate) and len(number.parts(period, view.calendar)) == 1,
        hidden=not _HIDDEN.isdisjoint(own.why),
        firm=not _SOFT & {*own.why, *own.notes},
        counts=ends is None or period <= ends,
        figure=range_of(own, view),
        verdict=verdict,
        decides=_decides(together, period),
        **held.drawn,
        required=required_in(asks, whole),
        benchmark=next(_benchmarks(view, together), None),
        others=hull(_figures(view, others), words) if others else None,
        notes=(*notes_on(own), *elsewhere(judged, verdict), *before),
    )


def _year(period: Period) -> str:
    """Name the year of a period as an axis does."""
    year, _ = period.year_and_part
    return f"{year}/{(year + 1) % 100:02d}" if period.kind.spans_years else str(year)


def _decides(together: Iterable[_Leaf], period: Period) -> Answer | None:
    """Return the verdict of today where the figure of a period decides it; of the promise that the row shows, where that is one of them."""
    some = [one.today for one in together if one.is_shown] or [one.today for one in together]
    return worst([one for one in some if (one.decided_in or one.period) == period])


def _figures(view: View, areas: Sequence[str]) -> Iterator[Figure]:
    return (view.measure.number.figure(view.lookup, code, view.period) for code in areas)


def _how_many(view: View, periods: Iterable[Period], others: Sequence[str]) -> str:
    """Say how many of the areas compared with have a figure, from the fewest to the most in a period."""
    found = [list(_figures(view.of(period), others)) for period in periods]
    had = {number for some in found if (number := sum(one.span.exact and not one.is_missing for one in some))}
    return " to ".join(map(str, sorted({min(had), max(had)}))) if had else str(len(others))


def _set_apart(place: Place, period: Period, earlier: Sequence[Period], calendar: Calendar) -> Place:
    """Say of a period whether it and its benchmark compare with the one before it, and note which rows it compares with none of."""
    goes_on = not earlier or calendar.comparable(earlier[-1], period)
    compares = goes_on and not place.redefined
    place = attrs.evolve(place, compares=compares, benchmark_compares=goes_on and place.benchmark_compares)
    if period in calendar.isolated:
        notes = [one for one in place.notes if one not in NOTES.values()]
        return attrs.evolve(place, notes=(*notes, "compares with no other row"))
    others = [one for one in earlier if one not in calendar.isolated]
    apart = "not comparable with earlier rows"
    if place.redefined:
        apart = f"new definition, {apart}"
    elif not others or calendar.comparable(others[-1], period):
        apart = ""
    notes = [*place.notes, *([apart] if apart else [])]
    return attrs.evolve(place, notes=tuple(notes))


def _against(leaf: _Leaf) -> Against | None:
    """Return what a promise compares its figures with, if it is another area's or indicator's figure."""
    against = getattr(leaf.measure.rule, "against", None)
    return against if isinstance(against, Against) else None


def _called(benchmark: Against | None, view: View, many: str) -> str:
    """Name a benchmark: whose figure it is, or the middle of so many areas."""
    if isinstance(benchmark, OfSet):
        return f"{benchmark.statistic.removeprefix('the ')} of {many}"
    return "" if benchmark is None else benchmark.name(view.lookup)


def _benchmarks(view: View, together: Sequence[_Leaf]) -> Iterator[Range]:
    """Give the figure that each promise compares with."""
    for one in together:
        against = _against(one)
        found = None if against is None else range_of(view.against(against, view.period).figure, view)
        if found is not None:
            yield found


def range_of(figure: Figure, view: View) -> Range | None:
    """Return the range of a figure; None if it is only what its unit allows."""
    if figure.is_missing and figure.span == view.bounds():
        return None
    words, published = Words.of(view.measure), () if figure.why else figure.interval or ()
    low, high = (None if math.isinf(end) else words.decimal(end) for end in (figure.span.low, figure.span.high))
    said = words.fact(Fact("own", figure)) + interval_said(intervals_of(figure, words) if published else (), words)
    return Range(low, high, said, published, figure.definitions)


def hull(figures: Iterable[Figure], words: Words) -> Range | None:
    """Return the lowest and highest of several figures; unknown ones are ignored."""
    known = [one.span for one in figures if one.span.exact and not one.is_missing]
    if not known:
        return None
    low, high = min(one.low for one in known), max(one.high for one in known)
    return Range(words.decimal(low), words.decimal(high), f"{words.value(low)} to {words.value(high)}")
