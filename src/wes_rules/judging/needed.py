"""What is still needed: by how much a figure has to change from here on, or how many more cases may fail."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs

from wes_rules.judging.by_method import target_of
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.milestone import Milestone
from wes_rules.rules.rule import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period


@attrs.frozen(kw_only=True)
class Needed(Declared):
    """
    The change in each period to come that leads from the latest figure to the target, if it is the same in all of them.

    Args:
        change: How much it is in each period, in ticks; below 0 where the figure has to fall.
        periods: How many periods with a figure are to come.
        latest: The latest figure, which is known exactly.
        target: The target, in ticks.
        by: The period that the target is for.
        per: What a period is called, such as "year".
    """

    change: Fraction
    periods: int
    latest: Fact
    target: int
    by: Period
    per: str

    def sentence(self, words: Words) -> str:
        """
        Say what is needed; the change is rounded away from 0, so that it is enough.

        Args:
            words: The unit and precision of the figures.
        """
        way = "rise" if self.change > 0 else "fall"
        count = f"in each of {self.periods} {self.per}s" if self.periods > 1 else f"in the one {self.per} left"
        return (
            f"a {way} of {words.distance(self._ticks)} {count}, from {words.fact(self.latest)}"
            f" to {words.value(self.target)} in {self.by}"
        )

    def to_json(self, words: Words) -> dict[str, Any]:
        """Return the documented JSON form; numbers are strings."""
        return {
            "change": format(words.decimal(self._ticks), "f"),
            "periods": self.periods,
            "target": format(words.decimal(self.target), "f"),
            "by": str(self.by),
        }

    @property
    def _ticks(self) -> int:
        """The change in whole ticks, rounded away from 0."""
        size = -(-abs(self.change.numerator) // self.change.denominator)
        return size if self.change > 0 else -size


def needed_for(judgement: Verdict) -> Needed | None:
    """
    Return what is still needed of a judgement; of a promise made of parts what the part that decides needs.

    Args:
        judgement: The verdict as it stands.

    Returns:
        None where nothing is needed or it cannot be told: the target is met, no day lies ahead, the latest figure is not
        known exactly, or the promise names no value for the day.
    """
    one = judgement.decisive
    # A milestone is done or not, and nothing has to rise to it.
    if (
        one is None
        or isinstance(one.measure.rule, Milestone)
        or one.settled
        or one.settles is None
        or one.period is None
    ):
        return None
    if getattr(one.promise, "latched", False) and one.status is Status.ON_TRACK:
        return None  # what is reached once stays reached
    calendar, end = one.measure.calendar, one.measure.calendar.latest_ending(one.settles)
    if end is None or one.period not in calendar or end <= one.period:
        return None
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    latest, target = view.latest_known(), target_of(view, end)
    if latest is None or latest.period is None or target is None or not target.exact or not latest.figure.span.exact:
        return None
    if not calendar.comparable(latest.period, end):
        return None
    gap, left = int(target.low - latest.figure.span.low), len(calendar.between(latest.period + 1, end))
    if gap * one.measure.better.sign <= 0 or not left:
        return None
    return Needed(
        change=Fraction(gap, left), periods=left, latest=latest, target=int(target.low), by=end, per=calendar.rhythm
    )
