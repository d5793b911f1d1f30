"""The verdict on another period, judged once whoever asks."""

from __future__ import annotations

from wes_rules.judging.deciding import decide
from wes_rules.judging.verdict import V
from wes_rules.values.period import Period


def at(one: V, period: Period | None) -> V:
    """Return the verdict on another period of the same number, as known on the same day."""
    if period not in one.others:
        found = decide(one.measure, one.history, one.as_of, one.area, period, type(one))
        one.others[period] = found
        share(one, found)
    verdict: V = one.others[period]
    return verdict


def share(one: V, other: V) -> None:
    """Let two verdicts on one measure, and such parts as promise the same, judge each other period once between them."""
    for mine, theirs in ((one, other), *zip(one.leaves, other.leaves, strict=False)):
        if mine is not theirs and mine.measure == theirs.measure:
            object.__setattr__(theirs, "others", mine.others)
