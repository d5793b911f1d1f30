"""An axis: which values it spans, where its marks are, and what stands beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

import attrs

# About so many marks; more would be read one by one.
_MARKS = 4
# A scale that would begin at less than this share of its highest value begins at 0 instead.
_NEAR_ZERO = 0.4
# An axis spans at least this share of its highest value, so that a ripple does not look like a wave.
_LEAST_SPAN = 0.1
_THOUSANDS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))


@attrs.frozen
class Scale:
    """
    A straight scale from values to places on a page.

    Args:
        step: The distance between two marks.
    """

    low: float
    high: float
    step: float
    top: float
    bottom: float

    @classmethod
    def over(
        cls, values: Sequence[float], *, top: float, bottom: float, bounds: tuple[Decimal | None, Decimal | None]
    ) -> Scale:
        """Return the scale on which values are shown: with round marks, and beginning at 0 where that costs little."""
        low, high = min(values), max(values)
        if 0 < low < _NEAR_ZERO * high:
            low = 0.0
        if high < 0 and high > _NEAR_ZERO * low:
            high = 0.0
        least = max(_LEAST_SPAN * max(abs(low), abs(high)), 1e-9)
        if high - low < least:
            middle = (low + high) / 2
            low, high = middle - least / 2, middle + least / 2
        step = _round_step((high - low) / _MARKS)
        low, high = _down(low, step), -_down(-high, step)
        lowest, highest = (None if one is None else float(one) for one in bounds)
        low = low if lowest is None else max(low, lowest)
        high = high if highest is None else min(high, highest)
        return cls(low, high, step, top, bottom)

    def at(self, value: Decimal | float) -> float:
        """Return where a value is; one beyond the scale is at its end."""
        within = min(max(float(value), self.low), self.high)
        share = (self.high - within) / (self.high - self.low)
        return round(self.top + share * (self.bottom - self.top), 1)

    @property
    def marks(self) -> tuple[float, ...]:
        """The values that are marked."""
        first, last = math.ceil(self.low / self.step - 1e-9), math.floor(self.high / self.step + 1e-9)
        return tuple(round(number * self.step, 10) for number in range(first, last + 1))

    @property
    def _most(self) -> float:
        """The largest mark, whatever its sign."""
        return max(map(abs, self.marks), default=0.0)

    def said(self, mark: float, unit: str) -> str:
        """Say a mark, as short as an axis needs."""
        size, letter = (
            (1.0, "") if not mark else next(((by, short) for by, short in _THOUSANDS if self._most >= by), (1.0, ""))
        )
        number = mark / size
        text = f"{number:,.{_places(self.step / size)}f}{letter}"
        if unit == "£":
            return f"-£{text[1:]}" if text.startswith("-") else f"£{text}"
        return text + unit


def _round_step(rough: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 25, 50, 100 and so on; 2.5 would be a mark that counts cannot have."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next(
        one * power
        for one in ((1, 2, 2.5, 5, 10) if power >= 10 else (1, 2, 5, 10))
        if one * power >= rough * (1 - 1e-9)
    )


def _down(value: float, step: float) -> float:
    """Return the mark on or under a value."""
    return math.floor(value / step + 1e-9) * step


def _places(step: float) -> int:
    """Return how many decimal places tell marks apart."""
    return next(places for places in range(20) if abs(round(step, places) - step) < step * 1e-9)
