"""Whether the promise will be kept at its deadline if everything goes on as it has gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from statistics import median
from typing import Any

import attrs

from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.series.figure import round_fraction
from wes_rules.series.history import History, SeriesKey
from wes_rules.series.numbers import groups, published_unit
from wes_rules.series.observation import Observation, supposed
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Standing, from_ticks, show, ticks
from wes_rules.values.reason import Reason

# Two figures make a line through anything; a course needs one more to be seen.
FEWEST = 3


@attrs.frozen(kw_only=True)
class Outlook:
    """
    The verdict at the deadline on the present course.

    Every series the verdict rests on goes on from its latest figure by its median change so far
    (Theil and Sen), within what its unit allows. It is a calculation, not a forecast, and never a status.

    Args:
        period: The last period that ends by the deadline; None where no figure is due by then.
        status: The verdict then; None when too little is known to tell.
        course: The figures that were supposed.
        reasons: Why there is none.
    """

    period: Period | None
    status: Status | None
    course: tuple[Observation, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def sentence(self, judgement: Judgement) -> str:
        """Say the verdict at the deadline and the figures it would rest on."""
        if self.status is None:
            return f"unknown: {' '.join(reason.sentence for reason in self.reasons)[:-1].lower()}"
        at = [one for one in self.course if one.period == self.period]
        figures = ", ".join(self._said(one, judgement) for one in at)
        return f"{self.status.words} at the deadline if each series goes on by its median change: {figures}"

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON form."""
        return {
            "period": None if self.period is None else str(self.period),
            "status": None if self.status is None else self.status.value,
            "reasons": [reason.value for reason in self.reasons],
        }

    def _said(self, one: Observation, judgement: Judgement) -> str:
        unit = published_unit(judgement.measure.number, judgement.measure.unit)
        said = show(one.quantity.low, unit, judgement.measure.decimals)
        people = "" if one.group == "all" else f" ({one.group})"
        whose = "" if one.area == judgement.area else f" for {judgement.history.name(one.area)}"
        return f"{said}{people}{whose} in {one.period}"


def outlook_for(judgement: Judgement) -> Outlook | None:
    """
    Judge a measure at its deadline on the present course.

    Args:
        judgement: The verdict as it stands.

    Returns:
        None for a measure without a deadline, or with one that has passed.
    """
    measure = judgement.measure
    if measure.settles is None or judgement.settled:
        return None
    ends = {one.calendar: one.calendar.latest_ending(measure.settles) for one in leaves(measure)}
    period = next(iter(ends.values()))
    course: dict[tuple[SeriesKey, Period], Observation] = {}
    for leaf in leaves(measure):
        end = ends[leaf.calendar]
        for key in _series(judgement, leaf):
            goes_on = None if end is None else _continued(judgement, leaf, key, end)
            if goes_on is None:
                return Outlook(period=period, status=None, reasons=(Reason.TOO_FEW_FIGURES,))
            for one in goes_on:
                course.setdefault((one.series, one.period), one)
    if not course:
        return Outlook(period=period, status=None, reasons=(Reason.TOO_FEW_FIGURES,))
    later = max([measure.settles, *(c.due(end) for c, end in ends.items() if end is not None)]) + timedelta(days=1)
    # A figure that is hidden or vague goes on like one that is not there yet.
    known = (one for one in _known(judgement) if (one.series, one.period) not in course)
    history = History((*known, *course.values())).with_areas(
        judgement.history.area_sets.values(), judgement.history.names
    )
    then = judge(measure, history, as_of=later, area=judgement.area)
    return Outlook(period=period, status=then.status, course=tuple(course.values()))


def _series(judgement: Judgement, leaf: Measure) -> list[SeriesKey]:
    """List the series a verdict rests on that belong to a leaf, its own first."""
    keys = [(leaf.number.indicator, judgement.area, group) for group in groups(leaf.number)]
    keys += [one.series for one in judgement.observations if one.period.kind is leaf.calendar.kind]
    return list(dict.fromkeys(keys))


def _known(judgement: Judgement) -> Iterator[Observation]:
    """List what is known of the series a verdict rests on, each figure once, and nothing that is not known yet."""
    seen: set[tuple[SeriesKey, Period]] = set()
    for leaf in leaves(judgement.measure):
        for key in _series(judgement, leaf):
            for period in judgement.history.periods(key):
                one = judgement.history.known(key, period, leaf.calendar, judgement.as_of)
                if one is not None and (key, period) not in seen:
                    seen.add((key, period))
                    yield attrs.evolve(one, published=judgement.as_of)


def _continued(judgement: Judgement, leaf: Measure, key: SeriesKey, end: Period) -> list[Observation] | None:
    """Continue a series from its latest figure to the deadline's period; None when it has no course."""
    calendar = leaf.calendar
    unit = published_unit(leaf.number, leaf.unit)
    points = []
    for period in judgement.history.periods(key):
        one = judgement.history.known(key, period, calendar, judgement.as_of)
        if one is not None and one.quantity.is_exact and one.standing is not Standing.FORECAST and period in calendar:
            assert one.quantity.low is not None  # it is exact
            points.append((period, ticks(one.quantity.low, leaf.decimals)))
    points = [point for point in points if calendar.comparable(point[0], points[-1][0])]
    if len(points) < FEWEST or not calendar.comparable(points[-1][0], end):
        return None
    slope = median(
        Fraction(later - earlier, q - p) for n, (p, earlier) in enumerate(points) for q, later in points[n + 1 :]
    )
    latest, value = points[-1]
    widest = Quantity.missing(unit).span(leaf.decimals, whole=unit.whole)
    ahead = {
        period: min(max(round_fraction(value + slope * (period - latest)), widest.low), widest.high)
        for period in calendar.between(latest + 1, end)
    }
    return [
        supposed(key, period, from_ticks(int(tick), leaf.decimals), judgement.as_of) for period, tick in ahead.items()
    ]
