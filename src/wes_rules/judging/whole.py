"""The period asked for of a promise made of parts, and of each part."""

from __future__ import annotations

import attrs

from wes_rules.rules.kinds.composites import leaves
from wes_rules.rules.measure import Measure
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import Period


@attrs.frozen
class Asked:
    """
    The period that a promise made of parts is asked for.

    Args:
        held: Whether a part has a figure for it; the others then answer by the latest that they have had by then.
    """

    period: Period
    held: bool

    @classmethod
    def by(cls, measure: Measure, period: Period | None) -> Asked | None:
        """Return the request for a whole's period; None without one."""
        if period is None:
            return None
        return cls(period, any(_ends_within(one.calendar, period) for one in leaves(measure)))

    def of(self, measure: Measure) -> Period:
        """Return the period to ask of a part: the last that had ended by then, or one that it does not have."""
        calendar, day = measure.calendar, self.period.last_day
        same = self.period.kind is calendar.kind
        if same and not self.held:
            return self.period
        return calendar.latest_ending(day) or (self.period if same else Period.containing(day, calendar.kind) - 1)


def _ends_within(calendar: Calendar, period: Period) -> bool:
    """Whether a calendar has a period that ends within another one, or equals it."""
    last = calendar.latest_ending(period.last_day)
    return last is not None and last.last_day >= period.start
