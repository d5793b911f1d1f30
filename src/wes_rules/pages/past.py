"""The verdicts of the periods before the judged one, by what is known today."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from wes_rules.judging.judge import judge
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.series.figure import Lookup
from wes_rules.series.on_file import observed_periods
from wes_rules.values.period import Period

# A chart of more periods says nothing that the latest do not.
MOST_PERIODS = 60


@attrs.frozen
class Past:
    """
    One measure through its periods.

    Args:
        judgement: The judgement of today.
        by_period: That of each period since the plan's start, the judged one included.
    """

    judgement: Judgement
    by_period: Mapping[Period, Judgement]

    @classmethod
    def of(cls, judgement: Judgement) -> Past:
        """Judge each period with an own figure since the plan's start; the judged one is not judged again."""
        measure, last = judgement.measure, judgement.period
        found: dict[Period, Judgement] = {}
        if last is not None:
            asked = {
                p for leaf in leaves(measure) if leaf.calendar.kind is last.kind for p in periods_of(leaf, judgement)
            }
            since = [p for p in asked if p < last and begun(measure, p)]
            for period in sorted(since, key=lambda one: one.index):
                found[period] = judge(
                    measure, judgement.history, as_of=judgement.as_of, area=judgement.area, period=period
                )
            found[last] = judgement
        return cls(judgement, found)

    def leaves(self, number: int) -> dict[Period, Judgement]:
        """Return the judgements of one of the single figures that the measure comes down to, by their own periods."""
        found = (one.leaves[number] for one in self.by_period.values())
        return {one.period: one for one in found if one.period is not None}

    @property
    def since(self) -> Period | None:
        """The first of the periods up to the judged one that are off track without one between them that is not."""
        first = None
        for period in sorted(self.by_period, key=lambda one: one.index, reverse=True):
            if self.by_period[period].status is not Status.OFF_TRACK:
                break
            first = period
        return first


def begun(measure: Measure, period: Period) -> bool:
    """Whether the plan has begun by the end of a period."""
    return measure.starts is None or period.end > measure.starts


def periods_of(leaf: Measure, judgement: Judgement) -> list[Period]:
    """List the latest periods with an own figure, as known on the day of the judgement."""
    lookup = Lookup.into(judgement.history, leaf.calendar, leaf.unit, leaf.decimals, judgement.as_of)
    return observed_periods(leaf.number, lookup, judgement.area)[-MOST_PERIODS:]
