"""The signal of each period to its alert."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from wes_rules.alerts.fold import Signal
from wes_rules.judging.direction import Way
from wes_rules.judging.earlier import calendars_of, does_not_apply, first_figure
from wes_rules.judging.ended import its_area_ended
from wes_rules.judging.evidence import Movement
from wes_rules.judging.hindsight import as_certain, was_certain
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import All, Each, leaves
from wes_rules.rules.measure import Measure
from wes_rules.rules.policy import Policy
from wes_rules.series.calendar import Calendar
from wes_rules.series.rates import Rate
from wes_rules.values.period import Period
from wes_rules.values.quantity import from_ticks
from wes_rules.values.reason import LEFT_OUT, NOT_ALIKE, QUALIFIES, Reason

# The figure is still to come: the period is not yet part of the series.
_NOT_YET = {Reason.AWAITING_PUBLICATION, Reason.CASES_OPEN, Reason.BENCHMARK_PENDING}
# A period without a verdict for these reasons alone is not part of the series.
_OUTSIDE = {
    Reason.NO_RULE,
    Reason.NO_FIGURES,
    Reason.NOT_HELD,
    Reason.NO_PREVIOUS,
    Reason.NOT_IN_CALENDAR,
    Reason.STANDS_IN,
}


def signal_of(judgement: Judgement, policy: Policy) -> Signal | None:
    """Return the signal of a verdict; None if the period is not, or not yet, part of the series."""
    if not judgement.due:
        return Signal.MET if _kept_so_far(judgement, policy) else None
    if its_area_ended(judgement):
        return Signal.NOT_APPLICABLE
    reasons = set(judgement.reasons)
    match judgement.status:
        case Status.UNDECIDED:
            if not NOT_ALIKE.isdisjoint(reasons):
                return Signal.NOT_COMPARABLE
            if does_not_apply(judgement):
                return Signal.NOT_APPLICABLE
            no_part = reasons & _NOT_YET or reasons - QUALIFIES <= _OUTSIDE
            return None if no_part and not reasons & LEFT_OUT else Signal.UNJUDGED
        case _ if is_of_too_few(judgement, policy):
            return None
        case Status.ON_TRACK:
            return Signal.MET
        case Status.AT_RISK if policy.severity == "off_track":
            return Signal.NEAR
        case _:
            proven = not policy.evidence or _worsening(judgement)
            return Signal.BREACH if proven and is_worse_enough(judgement, policy) else Signal.UNPROVEN


def _kept_so_far(judgement: Judgement, policy: Policy) -> bool:
    """Whether all due parts of a promise that is not due are kept."""
    due = [one for one in _due_parts(judgement) if not is_of_too_few(one, policy)]
    return bool(due) and all(one.status is Status.ON_TRACK for one in due)


def _due_parts(judgement: Judgement) -> Iterator[Judgement]:
    """Yield the due parts of a promise whose parts all have to hold."""
    for part in judgement.parts if isinstance(judgement.measure.rule, All | Each) else ():
        if part.due:
            yield part
        else:
            yield from _due_parts(part)


def is_worse_enough(judgement: Judgement, policy: Policy) -> bool:
    """Whether a figure has worsened, if the policy requires that; an unknown one has not."""
    return not policy.only_worse or judgement.direction.way is Way.WORSENED


def is_of_too_few(judgement: Judgement, policy: Policy) -> bool:
    """Whether every deciding figure is known to be of fewer people than the policy's minimum."""
    found = [_denominator(one) for one in _deciding(judgement)] if policy.minimum_denominator else []
    return bool(found) and all(one is not None and one < policy.minimum_denominator for one in found)


def _denominator(judgement: Judgement) -> int | None:
    """Return the denominator of the deciding figure; None if unknown."""
    found = judgement.decided
    if found is None or not found.facts:
        return None
    figure = found.facts[0].figure
    if isinstance(judgement.measure.number, Rate):
        people = figure.made_of[-1] if figure.made_of else None
        return (
            int(from_ticks(int(people.span.low), people.decimals)) if people is not None and people.span.exact else None
        )
    counts = [one.denominator for one in figure.observations] if figure.counts is None else [figure.counts[1]]
    return counts[0] if len(counts) == 1 else None


def hangs_on_what_was_left_out(judgement: Judgement) -> bool:
    """Whether a verdict, or a part of it, is undecided because of rows left out."""
    return any(one.status is Status.UNDECIDED and LEFT_OUT & set(one.reasons) for one in judgement.leaves)


def _worsening(judgement: Judgement) -> bool:
    evidence = judgement.evidence
    if evidence is not None:
        return evidence.movement is Movement.WORSENING
    return any(map(_worsening, judgement.made_by))


def severity_of(judgement: Judgement) -> str:
    """Return the severity of a verdict; empty if there is none."""
    return judgement.status.value if judgement.status in (Status.OFF_TRACK, Status.AT_RISK) else ""


def missed_parts(judgement: Judgement) -> Iterator[tuple[str, Judgement]]:
    """Yield the missed parts of a verdict with their places; if none is missed, those that are at risk."""
    made_by = list(_deciding(judgement)) if severity_of(judgement) else []
    missed = list(map(id, [one for one in made_by if one.slack is None or one.slack.low < 0] or made_by))
    yield from ((str(place), one) for place, one in enumerate(judgement.leaves) if id(one) in missed)


def _deciding(judgement: Judgement) -> Iterator[Judgement]:
    """Yield the judgements of single figures that decide the whole, through every level."""
    if not judgement.parts:
        yield judgement
    for part in judgement.made_by:
        yield from _deciding(part)


def basis_of(judgement: Judgement) -> str:
    """Name the part to which a verdict's margin belongs."""
    decisive = judgement.decisive or judgement
    return f"{decisive.measure.id} {decisive.measure.rule.kind}"


def due_first(measure: Measure, period: Period) -> date:
    """Return the earliest due day among the parts with a period that ends in this one."""
    calendars = {one.calendar for one in leaves(measure)}
    ends = [(one, end) for one in calendars if (end := one.latest_ending(period.last_day)) is not None]
    return min((one.due(end) for one, end in ends if end.end > period.start), default=period.end)


def series_of(now: Judgement) -> dict[Period, Judgement]:
    """
    Judge every period since the plan's start or the first figure, by the latest figures.

    Each period is judged as a whole, even if some parts have newer figures than others, so a later figure adds a
    verdict and only a revision changes one. After the deadline the verdict is that of each part's last period.
    """
    measure = now.measure
    calendars = calendars_of(measure)
    parts = [one for one in now.leaves if one.measure.calendar in calendars]
    last = max((one.period for one in parts if one.period is not None), key=_index, default=None)
    if last is None:
        return {}
    go_on = _after_the_quickest(now, calendars, last)
    last = max((last, *go_on), key=_index)
    if measure.is_before_plan(last):
        return {}
    first = first_figure(now, last) or last
    # What one part has no figure for, another may.
    earlier = {period for one in calendars for period in one.between(first, last - 1)}
    earlier.update(period for period in go_on if first <= period < last)
    series = {period: now.at(period) for period in sorted(earlier, key=_index)}
    together = now.parts and not now.settled
    series[last] = now.at(last) if together else now
    certain = True
    for period, after in reversed(list(pairwise(series))):
        if (lost := as_certain(series[period])) is series[period]:
            certain = True
        # Where it could still be kept by what was known then, it could in the periods before.
        elif certain := certain and was_certain(
            series[period], series[after], min(one.due(after) for one in calendars)
        ):
            series[period] = lost
    return {**series, last: as_certain(series[last])}


def _after_the_quickest(now: Judgement, calendars: tuple[Calendar, ...], last: Period) -> set[Period]:
    """Return the periods in which slower parts go on after all the quickest have ended, up to the latest judged."""
    ended = max((one.ends for one in calendars if one.ends is not None), key=_index, default=None)
    if ended is None or any(one.ends is None for one in calendars):
        return set()
    found: set[Period] = set()
    for part in now.leaves:
        if part.period is not None and part.measure.calendar not in calendars:
            periods = part.measure.calendar.between(Period.containing(ended.start, part.period.kind), part.period)
            found.update(Period.containing(one.last_day, last.kind) for one in periods)
    return {one for one in found if one > ended}


def _index(period: Period) -> int:
    return period.index


def with_gaps(signals: list[tuple[Period, Signal]], calendars: tuple[Calendar, ...]) -> Iterator[tuple[Period, Signal]]:
    """Insert the periods that nobody collected, after which runs restart."""
    nobody = frozenset.intersection(*(one.not_collected for one in calendars))
    before: Period | None = None
    for period, signal in signals:
        if before is not None:
            gap = [one for one in nobody if before < one < period]
            yield from ((one, Signal.RESTART) for one in sorted(gap, key=_index))
        yield period, signal
        before = period
