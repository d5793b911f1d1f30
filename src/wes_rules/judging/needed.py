"""What is still needed: the change from the latest figure, or what the remaining periods have to bring."""

from __future__ import annotations

import abc
import math
from fractions import Fraction
from typing import Any, Literal, TypedDict

import attrs

from wes_rules.judging.ended import areas_needed, ended_by
from wes_rules.judging.ends import span_to_json
from wes_rules.judging.for_good import broken_for_good, of_every_period
from wes_rules.judging.periods import decides_in
from wes_rules.judging.target import enough_for, target_of
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, every
from wes_rules.series.totals import Total
from wes_rules.series.worked_out import unlike_each_other
from wes_rules.values.fields import Declared
from wes_rules.values.period import Period
from wes_rules.values.quantity import Quantity, Span
from wes_rules.values.reason import Reason


class _Aim(TypedDict):
    """The target and what counts as met, in ticks."""

    target: int
    enough: int


@attrs.frozen(kw_only=True)
class Needed(Declared, abc.ABC):
    """
    What is still needed for a target at the end of coming periods.

    Args:
        periods: How many periods with a figure are to come.
        enough: What counts as met, in ticks: the target, or what the promise says is near enough to it.
        per: What a period is called, such as "year"; "figure" where periods without one lie between.
    """

    periods: int
    target: int
    enough: int
    by: Period
    per: str

    @abc.abstractmethod
    def sentence(self, words: Words) -> str:
        """Say what is needed, rounded so that it is enough."""

    def to_json(self, words: Words) -> dict[str, Any]:
        """Return the documented JSON form; numbers are strings."""
        return {
            "change": None,
            "average": None,
            "total": None,
            "possible": True,
            "periods": self.periods,
            "target": format(words.decimal(self.target), "f"),
            "enough": format(words.decimal(self.enough), "f"),
            "by": str(self.by),
        }

    def _aim(self, words: Words) -> str:
        said = f"{words.value(self.enough)} in {self.by}"
        return (
            said if self.enough == self.target else f"{said}, near enough to {words.value(self.target)} to count as met"
        )


@attrs.frozen(kw_only=True)
class NeededChange(Needed):
    """
    The change in each period to come that leads from the latest figure to the target, if it is the same in all of them.

    Args:
        change: How much it is in each period, in ticks; below 0 where the figure has to fall.
        latest: The latest figure, which is known exactly.
    """

    change: Fraction
    latest: Fact

    def sentence(self, words: Words) -> str:
        """Say the change, rounded so that it is enough; if rounding exceeds the whole, for all periods together."""
        way, whole = "rise" if self.change > 0 else "fall", int(self.change * self.periods)
        said = f"{words.distance(self._ticks)}{self._each}{', rounded up,' if self.change.denominator > 1 else ','}"
        if abs(self.change) < 1:
            said = f"{words.distance(whole)} in all,"
        return f"a {way} of {said} from {words.fact(self.latest)} to {self._aim(words)}"

    def to_json(self, words: Words) -> dict[str, Any]:
        """Return the documented JSON form, with the change."""
        return {**super().to_json(words), "change": format(words.decimal(self._ticks), "f")}

    @property
    def _each(self) -> str:
        if self.periods == 1:
            return ""
        return f" with each of the {self.periods} figures to come" if self.per == "figure" else f" {every(self.per)}"

    @property
    def _ticks(self) -> int:
        """The change in whole ticks, rounded away from 0."""
        size = -(-abs(self.change.numerator) // self.change.denominator)
        return size if self.change > 0 else -size


@attrs.frozen(kw_only=True)
class NeededRest(Needed):
    """
    What the remaining periods have to bring, in all or on average, for a sum or mean to meet the promise.

    Args:
        amount: What is enough, in ticks, from the least to the most that the figures not known leave open. An end is
            infinite where they leave open that nothing is needed, or that nothing is enough. None where nothing is enough,
            whatever they are.
        take: Whether that is what they add up to, which has no average in small counts, or their mean.
    """

    amount: Span | None
    take: Literal["sum", "mean"]

    def sentence(self, words: Words) -> str:
        """Say the amount, rounded so that it is enough, or that the target can no longer be met."""
        left = f"the {self.periods} {self.per}s to {self.by}" if self.periods > 1 else f"the {self.per} to come"
        aim = self._aim(words)
        if self.amount is None:
            return f"more than is possible: {aim} can no longer be met, whatever {left} may bring"
        amount = self._size(self.amount, words)
        # Where less may be enough, it is no least.
        if words.sign < 0 or not math.isinf(self.amount.low):
            amount = f"{words.limited(strict=False)} {amount}"
        if self.amount == Span(0, 0) and words.sign < 0 and words.unit.low == 0:
            amount = "nothing"
        elif self.periods > 1:
            amount = f"{amount} in all" if self.take == "sum" else f"an average of {amount}"
        return f"{amount} in {left}, for {aim}{self._left_open(self.amount, words)}"

    def to_json(self, words: Words) -> dict[str, Any]:
        """Return the documented JSON form, with the amount."""
        if self.amount is None:
            return {**super().to_json(words), "possible": False}
        name = "total" if self.take == "sum" else "average"
        return {**super().to_json(words), name: span_to_json(self.amount, words)}

    @staticmethod
    def _size(amount: Span, words: Words) -> str:
        known = (end for end in (amount.low, amount.high) if not math.isinf(end))
        return " to ".join(words.value(end) for end in dict.fromkeys(known))

    @staticmethod
    def _left_open(amount: Span, words: Words) -> str:
        """Say what unknown figures leave open beside the amount."""
        if amount.exact:
            return ""
        if not math.isinf(amount.low) and not math.isinf(amount.high):
            return "; how much depends on figures that are not known"
        less, more = (
            ("less may be enough", "more may be needed")
            if words.sign > 0
            else ("less may be asked for", "more may be allowed")
        )
        return f"; {less if math.isinf(amount.low) else more}: it depends on figures that are not known"


def needed_for(one: Verdict, whole: Verdict) -> Needed | None:
    """Return what a single figure of a promise still needs; None where nothing is needed, or it cannot be told."""
    if one.settled or one.settles is None or one.period is None:
        return None
    if of_every_period(one) or broken_for_good(whole) is not None:
        return None
    if one.is_kept_for_good:
        return None
    calendar, end = one.measure.calendar, decides_in(one.measure, one.period, one.as_of)
    if end is None or one.period not in calendar or end <= one.period or end.last_day < one.as_of:
        return None  # of a period that is over nothing can be changed any more
    view = View(one.measure, one.history, one.area, one.period, one.as_of)
    if one.due and not getattr(one.measure.rule, "steady", True):
        # Where more is asked for in every period, the next one comes first.
        end = next((each for each in calendar.between(one.period + 1, end) if enough_for(view, each) is not None), end)
    if ended_by(one.history, areas_needed(one.measure, one.area), end):
        return None
    enough, target = enough_for(view, end), target_of(view, end)
    if enough is None:
        return None
    # Of what is better by whatever amount the first figure beyond is the target.
    aim: _Aim = {"enough": enough, "target": enough if target is None else int(target.low)}
    number = one.measure.number
    if getattr(number, "take", "") == "share" or getattr(number, "over", None) is not None:
        return None  # nobody knows how many will be counted
    return _rest(view, number, end, aim) if isinstance(number, Total) else _change(view, end, aim)


def _change(view: View, end: Period, aim: _Aim) -> NeededChange | None:
    latest, calendar = _latest_exact(view), view.calendar
    if latest is None or latest.period is None:
        return None
    if not calendar.comparable(latest.period, end):
        return None
    gap, left = int(aim["enough"] - latest.figure.span.low), len(calendar.between(latest.period + 1, end))
    if gap * view.measure.better.sign <= 0 or not left:
        return None
    per = calendar.rhythm if end - latest.period == left * calendar.step else "figure"
    return NeededChange(change=Fraction(gap, left), periods=left, latest=latest, by=end, per=per, **aim)


def _latest_exact(view: View) -> Fact | None:
    found = (Fact("known", view.own(period), period) for period in reversed(view.observed_periods()))
    known = next((one for one in found if not one.figure.is_missing), None)
    return known if known is not None and known.figure.span.exact else None


def _rest(view: View, number: Total, end: Period, aim: _Aim) -> NeededRest | None:
    """Return what remains of the target for the coming periods, shared among them for a mean."""
    sign, every = view.measure.better.sign, number.parts(end, view.calendar)
    if unlike_each_other(view.calendar, every) is not None:
        return None
    if Reason.DEFINITION_DIFFERS in view.own(view.period).why:
        return None
    past = [one for one in every if one <= view.period]
    left, mean = len(every) - len(past), number.take == "mean"
    low, high = number.so_far(view.lookup, view.area, past)
    # From here on more is better: what is needed at best and at worst, and what there can be.
    least, most = (low, high) if sign > 0 else (-high, -low)
    # A mean is rounded, half of a tick away from 0.
    whole = (sign * aim["enough"] - Fraction(1, 2)) * len(every) if mean else sign * aim["enough"]
    shared = left if mean else 1
    best, worst = (_enough((whole - one) / shared, reached=whole > 0 or not mean) for one in (most, least))
    anything = Quantity.missing(view.measure.unit).span(view.measure.decimals, whole=view.measure.unit.whole)
    lowest, highest = sorted(sign * one * (1 if mean else left) for one in (anything.low, anything.high))
    if sign > 0 and not mean:
        lowest = max(lowest, 0)  # a sum that is reached needs nothing more, even where what follows may be below 0
    if worst <= lowest:
        return None
    amount = None
    if best <= highest:
        # What is not needed at best, or not enough at worst, has no number.
        ends = -math.inf if best <= lowest else best, math.inf if worst > highest else worst
        if ends == (-math.inf, math.inf):
            return None
        amount = Span(*ends) if sign > 0 else Span(-ends[1], -ends[0])
    take: Literal["sum", "mean"] = "mean" if mean else "sum"
    return NeededRest(amount=amount, take=take, periods=left, by=end, per=view.calendar.rhythm, **aim)


def _enough(value: Fraction | float, *, reached: bool) -> int | float:
    """Return the first whole number at a value, or beyond it if the value itself is not enough."""
    if isinstance(value, float):
        return value
    return math.ceil(value) if reached else math.floor(value) + 1
