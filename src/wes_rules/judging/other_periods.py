"""The verdict on another period, judged once whoever asks."""

from __future__ import annotations

from wes_rules.judging.deciding import decide
from wes_rules.judging.verdict import V
from wes_rules.values.period import Period


def at(one: V, period: Period | None) -> V:
    """Return the verdict on another period of the same number, as known on the same day."""
    if period not in one.others:
        found = decide(one.measure, one.history, one.as_of, one.area, period, type(one))
        # Each period is judged once, whichever verdict is asked.
        object.__setattr__(found, "others", one.others)
        one.others[period] = found
    verdict: V = one.others[period]
    return verdict
