"""Which values of unknown figures would decide an undecided verdict, and which way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import attrs

from wes_rules.errors import DefinitionError
from wes_rules.judging.deciding import decide
from wes_rules.judging.search import Search
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.composites import area_sets_of
from wes_rules.rules.measure import Measure
from wes_rules.rules.words import Words
from wes_rules.series.comparators import IndicatorFigure
from wes_rules.series.editions import SeriesKey
from wes_rules.series.figure import Figure, Lookup, supposing
from wes_rules.series.history import History
from wes_rules.series.observation import supposed
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import AnyUnit, Quantity, Span, from_ticks
from wes_rules.values.reason import Reason

# One explanation looks at so many unknown figures: those of the latest periods, which may still be waited for.
_MOST = 6
# So many known figures show what a series has been.
_SERIES = 2
# What a rate or a change in percent is worked out from may turn a verdict far from anything known: people at millions.
_FAR = 10**10


@attrs.frozen(kw_only=True)
class TurningPoint(Declared):
    """
    The values of one unknown figure that would decide the verdict regardless of the others.

    Args:
        figure: Which figure it is, in words.
        possible: The values it may have, in ticks.
        decided: Ranges of values in ticks, lowest first, each with the verdict it leads to.
        words: The unit and precision of the values.
        alone: No other unknown figure matters: there is none, or every value of this one decides the verdict.
    """

    figure: str
    possible: Span
    decided: tuple[tuple[Span, Status], ...]
    words: Words
    alone: bool

    def __str__(self) -> str:
        cases = [f"{status.words} if it is {self._range(span)}" for span, status in self.decided]
        listed = ", ".join(cases[:-1]) + f" and {cases[-1]}" if len(cases) > 1 else cases[0]
        rest = "" if self.alone else ", whatever the other unknown figures are"
        return f"It depends on {self.figure}: {listed}{rest}."

    def is_near(self, judgement: Verdict) -> bool:
        """Whether it is worth reporting: the figure alone decides, and of the judged period within its bounds or the range of the series."""
        measure, evidence, found = judgement.measure, judgement.evidence, judgement.finding
        if found is not None and found.facts and found.facts[0].figure.span.exact:
            return self.alone
        known = [int(one.figure.span.low) for one in (() if evidence is None else evidence.figures)]
        anything = Quantity.missing(measure.unit).span(measure.decimals, whole=measure.unit.whole)
        if not self.alone or self.words.unit != measure.unit or self.possible != anything or len(known) < _SERIES:
            return self.alone
        turns = (span.low for span, _ in self.decided[1:])
        return any(min(known) <= one <= max(known) + 1 for one in turns)

    def _range(self, span: Span) -> str:
        if span.exact:
            return f"exactly {self.words.value(span.low)}"
        if span.high == self.possible.high:
            return f"at least {self.words.value(span.low)}"
        if span.low == self.possible.low:
            return f"at most {self.words.value(span.high)}"
        return f"from {self.words.value(span.low)} to {self.words.value(span.high)}"


@attrs.frozen
class _Unknown:
    figure: str
    possible: Span
    unit: AnyUnit
    decimals: int
    suppose: Callable[[int], Verdict]


def turning_points_of(judgement: Verdict) -> tuple[TurningPoint, ...]:
    """
    Find the unknown figures that would decide an undecided verdict.

    For each, the measure is judged again with its possible values.
    """
    if judgement.status is not Status.UNDECIDED or not judgement.due or judgement.parts or judgement.finding is None:
        return ()
    stated, unknown = list(_baseline(judgement)), list(_figures(judgement))
    latest = sorted((period.last_day for period, _ in unknown), reverse=True)[: _MOST - len(stated)]
    asked = [one for period, one in unknown if period.last_day in latest][: _MOST - len(stated)]
    turns: list[int] = []
    found = (_turning(judgement, one, turns) for one in (*stated, *asked))
    only = len(stated) + len(unknown) == 1
    return tuple(attrs.evolve(one, alone=one.alone or only) for one in found if one is not None)


def _figures(judgement: Verdict) -> Iterator[tuple[Period, _Unknown]]:
    """List the figures of the rule that are not exact."""
    measure, day = judgement.measure, judgement.as_of
    fresh = judgement.history.with_areas((), {})
    _again(judgement, measure, fresh)
    sets = [judgement.history.area_sets[name].areas for name in area_sets_of(measure)]
    areas = {code for codes in sets for code in codes if code != judgement.area}
    for lookup in tuple(fresh.lookups.values()):
        assert isinstance(lookup, Lookup)  # nothing else is kept there
        for (*series, period), figure in tuple(lookup.resolved.items()):
            decimals = lookup.decimals
            if figure.span.exact or not _may_have_one(figure, among=series[1] in areas):
                continue
            key = (series[0], series[1], series[2])

            def suppose(tick: int, key: SeriesKey = key, period: Period = period, decimals: int = decimals) -> Verdict:
                one = supposed(key, period, from_ticks(tick, decimals), day)
                return _again(judgement, measure, supposing(judgement.history, one))

            name = _name(judgement, key, period, other=lookup.unit != measure.unit and not measure.number.is_gap)
            yield period, _Unknown(name, figure.span, lookup.unit, decimals, suppose)


def _may_have_one(figure: Figure, *, among: bool) -> bool:
    """Whether a figure may exist: not if it does not apply, or an area of a set has none."""
    gone = {Reason.NOT_APPLICABLE, Reason.AREA_ENDED} | ({Reason.NOT_AVAILABLE} if among else set())
    return gone.isdisjoint(figure.why)


def _baseline(judgement: Verdict) -> Iterator[_Unknown]:
    measure, stated = judgement.measure, judgement.measure.baseline
    facts = tuple(judgement.finding or ())
    span = next((fact.figure.span for fact in facts if fact.role == "baseline"), None)
    if stated is None or not stated.rounded or span is None or span.exact:
        return

    def suppose(tick: int) -> Verdict:
        exact = attrs.evolve(stated, value=from_ticks(tick, measure.decimals), rounded=False)
        try:
            from_there = attrs.evolve(measure, baseline=exact)
        except DefinitionError:  # what nobody could promise from there decides nothing
            return judgement
        return _again(judgement, from_there, judgement.history)

    said = Words.of(measure).span(span)
    yield _Unknown(f"the stated baseline before it was rounded, {said}", span, measure.unit, measure.decimals, suppose)


def _name(judgement: Verdict, key: SeriesKey, period: Period, *, other: bool) -> str:
    """Name a figure, with what it measures if its unit is not the measure's."""
    indicator, area, group = key
    number, against = judgement.measure.number, getattr(judgement.measure.rule, "against", None)
    what = "the figure"
    if indicator == getattr(number, "population", None):
        what = "the population"
    elif indicator != number.indicator or other:
        title = against.title if isinstance(against, IndicatorFigure) and against.indicator == indicator else ""
        what = f"the figure of {title or judgement.history.name(indicator)}"
    own = group == number.group and not getattr(number, "from_group", "")
    people = "" if own or group == "all" else f" ({judgement.history.name(group)})"
    whose = "" if area == judgement.area else f" of {judgement.history.name(area)}"
    calendar = judgement.measure.calendar
    if period.kind is calendar.kind:
        period = calendar.written(period)
    return f"{what}{people}{whose} for {period}"


def _turning(judgement: Verdict, unknown: _Unknown, turns: list[int]) -> TurningPoint | None:
    """Return where a figure turns the verdict, and record it."""
    decimals, unit, measure = unknown.decimals, unknown.unit, judgement.measure
    in_step = measure.number.in_step
    counted, step = measure.rule.counted is not None or not in_step, 10 ** max(0, decimals) if unit.whole else 1
    far = 0 if in_step else _FAR * 10 ** max(0, decimals)
    search = Search(unknown.suppose, _known(judgement), turns=turns, step=step, counted=counted, far=far)
    ranges = search.ranges(unknown.possible)
    turns += [int(span.low) for span, _ in ranges[1:]]
    decided = tuple(one for one in ranges if one[1] is not Status.UNDECIDED)
    alone = len(decided) == len(ranges)
    # One verdict for every value does not depend on it, and that the very best or worst would decide goes without saying.
    if len(ranges) < 2 or not decided or (not alone and all(span.exact for span, _ in decided)):
        return None
    # What comes in whole things is said in whole ones, however finely it was worked with.
    whole, shown = (10**decimals, 0) if unit.whole and decimals > 0 else (1, decimals)
    return TurningPoint(
        figure=unknown.figure,
        possible=_in_units(unknown.possible, whole),
        decided=tuple((_in_units(span, whole), status) for span, status in decided),
        words=Words(unit, shown),
        alone=alone,
    )


def _in_units(span: Span, size: int) -> Span:
    return Span(*(end if math.isinf(end) else int(end) // size for end in (span.low, span.high)))


def _again(judgement: Verdict, measure: Measure, history: History) -> Verdict:
    return decide(measure, history, judgement.as_of, judgement.area, judgement.period, Verdict)


def _known(judgement: Verdict) -> list[int]:
    """List the ends of the known figures, near which a place among others turns."""
    facts = tuple(judgement.finding or ())
    ends = (end for fact in facts for end in (fact.figure.span.low, fact.figure.span.high))
    return sorted({int(end) for end in ends if not math.isinf(end)})
