"""The verdicts of the periods before the judged one, by what is known today."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from wes_rules.judging.earlier import periods_before
from wes_rules.judging.judgement import Judgement
from wes_rules.values.period import Period


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
