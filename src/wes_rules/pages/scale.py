"""An axis: which values it spans, where its marks are, and what stands beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import attrs

from wes_rules.pages.values import Notation

# About so many marks; more would be read one by one.
_MARKS = 4
# A scale that would begin at less than this share of its highest value begins at 0 instead.
_NEAR_ZERO = 0.4
# An axis spans at least this share of its highest value, and so many of the steps that figures can make, so that a ripple
# does not look like a wave.
_LEAST_SPAN, _LEAST_STEPS = 0.01, 4
# So much room, as a share of what is spanned, is left beyond the figures and the target.
_PAD = 0.1
_THOUSANDS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
_MINUS = "\u2212"


@attrs.frozen
class Scale:
    """
    A straight scale from values to places on a page.

    Args:
        ends: The lowest and the highest mark.
        step: The distance between two marks: 1, 2 or 5, or so many tens, hundreds, tenths and so on.
        unit: How its numbers are written.
    """

    low: float
    high: float
    ends: tuple[float, float]
    step: float
    top: float
    bottom: float
    unit: Notation

    @classmethod
    def over(cls, values: Sequence[float], unit: Notation, *, top: float, bottom: float) -> Scale:
        """Return the scale on which values are shown: with natural marks that enclose them, and from 0 on where that costs little."""
        least, most = min(values), max(values)
        low, high = least, most
        if 0 < low < _NEAR_ZERO * high:
            low = 0.0
        if high < 0 and high > _NEAR_ZERO * low:
            high = 0.0
        tick = 10.0**-unit.decimals
        room = least_span(values, unit) - (high - low)
        pad = max(_PAD * (high - low), room / 2)
        low, high = low if low < least and not low else low - pad, high if high > most and not high else high + pad
        lowest, highest = (None if one is None else float(one) for one in unit.bounds)
        low = low if lowest is None else max(low, min(lowest, least))
        high = high if highest is None else min(high, max(highest, most))
        step = max(_round_step((high - low) / _MARKS), tick)
        # The marks enclose the figures; the room beyond them need not reach another mark.
        first, last = min(_down(least, step), -_down(-low, step)), max(-_down(-most, step), _down(high, step))
        return cls(min(low, first), max(high, last), (first, last), step, top, bottom, unit)

    def at(self, value: Decimal | float) -> float:
        """Return where a value is; one beyond the scale is at its end."""
        within = min(max(float(value), self.low), self.high)
        share = (self.high - within) / (self.high - self.low)
        return round(self.top + share * (self.bottom - self.top), 1)

    def beyond(self, value: Decimal | float) -> str:
        """Say where a value is that the scale does not reach: "above" or "below"; empty of others."""
        return "above" if value > self.high else "below" if value < self.low else ""

    @property
    def marks(self) -> tuple[float, ...]:
        """The values that are marked."""
        first, last = (round(end / self.step) for end in self.ends)
        return tuple(round(number * self.step, 10) for number in range(first, last + 1))

    def said(self, mark: float) -> str:
        """Say a mark, as short as an axis needs; the topmost says the unit of all."""
        largest = max(map(abs, self.marks))
        # Beside a unit that begins with a letter, such as the m of a million, another letter would be misread.
        short = not self.unit.after[:1].isalpha()
        size, letter = next(((by, one) for by, one in _THOUSANDS if short and mark and largest >= by), (1.0, ""))
        text = f"{abs(mark) / size:,.{_places(self.step / size)}f}{letter}"
        if mark == self.marks[-1]:
            text = f"{self.unit.before}{text}{self.unit.after}"
        return f"{_MINUS}{text}" if mark < 0 else text


def least_span(values: Sequence[float], unit: Notation) -> float:
    """Return how much an axis spans at least: the values themselves, and so much that a ripple is no wave."""
    least, most = min(values), max(values)
    return max(most - least, _LEAST_SPAN * max(abs(least), abs(most)), _LEAST_STEPS * 10.0**-unit.decimals)


def _round_step(rough: float) -> float:
    """Return the nearest of 1, 2, 5, 10, 20, 50, 100 and so on."""
    power = 10.0 ** math.floor(math.log10(rough))
    return min((one * power for one in (1, 2, 5, 10)), key=lambda one: abs(math.log(one / rough)))


def _down(value: float, step: float) -> float:
    """Return the mark on or under a value."""
    return math.floor(value / step + 1e-9) * step


def _places(step: float) -> int:
    """Return how many decimal places tell marks apart."""
    return next(places for places in range(20) if abs(round(step, places) - step) < step * 1e-9)
