"""The verdict on another period, judged once whoever asks."""

from __future__ import annotations

from wes_rules.judging.deciding import decide
from wes_rules.judging.periods import Asked
from wes_rules.judging.verdict import V
from wes_rules.rules.measure import Measure
from wes_rules.values.period import Period


def at(one: V, period: Period | None) -> V:
    """Return the verdict on another period of the same number, as known on the same day."""
    if period not in one.others:
        one.others[period] = decided(one, one.measure, period)
    verdict: V = one.others[period]
    return verdict


def decided(one: V, measure: Measure, period: Period | None) -> V:
    """Judge another period, of the same measure or of one that promises otherwise; what promises the same judges each period once between both."""
    other = decide(measure, one.history, one.as_of, one.area, period, type(one), one.leaves)
    asked = Asked.by(measure, period)
    for mine, theirs in ((one, other), *zip(one.leaves, other.leaves, strict=False)):
        if mine is not theirs and mine.measure == theirs.measure:
            object.__setattr__(theirs, "others", mine.others)
            if theirs is not other and asked is not None and asked.of(theirs.measure) == theirs.period:
                mine.others.setdefault(theirs.period, theirs)
    return other
