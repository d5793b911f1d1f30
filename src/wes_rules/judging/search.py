"""Finding where the verdict turns as one unknown figure varies, with few judgements."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.values.quantity import Span

# Says where between two values of different verdicts the verdict may turn.
Guess = Callable[[int, int], Iterable[int]]
# So many values of one figure are tried at most: for six figures, and the first judgement, that is under 200.
MOST_TRIED = 33
# An interval whose ends are so many times apart is divided by its orders of magnitude, not by its length.
_WIDE = 100


class Search:
    """
    A search for the values at which a verdict turns.

    The slack mostly moves with the figure and never faster, so from a tried value it tells how far off the next turn
    is at least, and mostly where it is. Otherwise the distance is halved.

    Args:
        suppose: Judges with the figure at a value in ticks.
        known: The known figures in ticks, in order; at and beside them places among others turn.
        turns: Where other figures turn the verdict: in a run the next one does so a step further.
        step: The distance from one possible value to the next.
        counted: The slack counts places or cases, and says nothing of a distance in ticks.
        far: How far off in ticks an open end is tried at least.
    """

    def __init__(
        self,
        suppose: Callable[[int], Verdict],
        known: Sequence[int],
        *,
        turns: Sequence[int] = (),
        step: int,
        counted: bool,
        far: int = 0,
    ) -> None:
        self._suppose = suppose
        self._known = known
        self._turns = turns
        self._step = step
        self._counted = counted
        self._far = max(far, 1000 * step)
        self._tried: dict[int, Verdict] = {}

    def ranges(self, possible: Span) -> list[tuple[Span, Status]]:
        """Return the ranges of one status each, lowest first; none if too many values would have to be tried."""
        first, last = self._ends(possible)
        window = self._window(first, last)
        ends = (first, last) if window is None else (first, window, last)
        ways: tuple[Guess, ...] = (self._among_turns, self._among_known)
        if not self._counted:
            # Twice, as a slack has two limits at which it turns: that of what is met and that of what is at risk.
            straight, near = [self._straight] * 2, [self._near] * 2
            ways = (*straight, self._among_turns, *near, self._among_known)
        if not all(self._settle(left, right, ways) for left, right in pairwise(ends)):
            return []
        found: list[tuple[Span, Status]] = []
        start: int | float = possible.low
        for left, right in pairwise(sorted(self._tried)):
            if self._status(left) is not self._status(right):
                found.append((Span(start, right - self._step), self._status(left)))
                start = right
        return [*found, (Span(start, possible.high), self._status(last))]

    def _ends(self, possible: Span) -> tuple[int, int]:
        """Return the lowest and the highest value to try: for an open end one far beyond the known figures."""
        step = self._step
        reach = 10 * max(map(abs, self._known), default=0) + self._far
        low = -reach if math.isinf(possible.low) else int(possible.low)
        high = reach if math.isinf(possible.high) else int(possible.high)
        return -(-low // step) * step, high // step * step

    def _status(self, tick: int) -> Status:
        return self._try(tick).status

    def _try(self, tick: int) -> Verdict:
        if tick not in self._tried:
            self._tried[tick] = self._suppose(tick)
        return self._tried[tick]

    def _settle(self, left: int, right: int, ways: Sequence[Guess]) -> bool:
        """Try values until each turn lies between two neighbours; say whether few enough were needed."""
        if self._status(left) is self._status(right) or right - left <= self._step:
            return True
        if len(self._tried) >= MOST_TRIED:
            return False
        for place, guess in enumerate(ways):
            found = next((tick for tick in guess(left, right) if left < tick < right), None)
            if found is not None:
                tick, ways = found, ways[place:]
                break
        else:
            tick, ways = self._between(left, right), ()
        # A guess that does not halve the distance is no better than halving it: the next one has its turn.
        halved = 2 * (tick - left) <= right - left, 2 * (right - tick) <= right - left
        return all(
            self._settle(*ends, ways if good or self._counted else ways[1:])
            for ends, good in zip(((left, tick), (tick, right)), halved, strict=True)
        )

    def _between(self, left: int, right: int) -> int:
        """Return a value between two: in the middle, or of several orders of magnitude the middle one."""
        if left >= 0 and right > _WIDE * max(left, self._step):
            return self._whole(math.isqrt(max(left, self._step) * right))
        return left + (right - left) // self._step // 2 * self._step

    def _among_turns(self, left: int, right: int) -> list[int]:
        return self._beside(self._turns, left, right)

    def _among_known(self, left: int, right: int) -> list[int]:
        # Where a slack jumps, or counts places, it does so at or beside a known figure.
        return self._beside(self._known, left, right)

    def _beside(self, ticks: Sequence[int], left: int, right: int) -> list[int]:
        """Return the middle one of those at or beside some values that lie between two; nothing where none does."""
        beside = {self._whole(one + n * self._step) for one in ticks for n in (-1, 0, 1)}
        between = sorted(one for one in beside if left < one < right)
        return between[len(between) // 2 :][:1]

    def _straight(self, left: int, right: int) -> Iterator[int]:
        """Say where a slack meets a limit if it goes straight from one value to the other, and beside that."""
        for one, other in zip(self._over(left), self._over(right), strict=False):
            if (one < 0) is not (other < 0):
                tick = self._whole(left + (right - left) * abs(one) // abs(other - one))
                # A slack that is the same for all that misses would lead on step by step.
                far = (left + 2 * self._step < tick) if one < 0 else (tick < right - 2 * self._step)
                # Where the slack is 0 it is kept, and missed by the next value towards what misses it.
                beside = -self._step if one < 0 else self._step
                yield from (tick, tick + beside, tick - beside) if far else ()

    def _near(self, left: int, right: int) -> Iterator[int]:
        """Say where a slack meets a limit if it moves as fast as the figure, and a step before."""
        for more in (0, self._step):
            yield from (left + self._whole(abs(over)) - more for over in self._over(left))
            yield from (right - self._whole(abs(over)) - more for over in self._over(right))

    def _window(self, left: int, right: int) -> int | None:
        """Return a value with another verdict between two of the same, as in a band; None if there seems to be none."""
        if self._counted or self._status(left) is not self._status(right):
            return None
        ticks = (tick for tick in self._near(left, right) if left < tick < right)
        return next((tick for tick in ticks if self._status(tick) is not self._status(left)), None)

    def _whole(self, ticks: int) -> int:
        return ticks - ticks % self._step

    def _over(self, tick: int) -> list[int]:
        """List by how much the slack of a value, at worst and at best, is over each limit at which verdicts turn."""
        finding = self._try(tick).finding
        if finding is None or finding.slack is None:
            return []
        slack, near = finding.slack, finding.near or finding.slack
        ends = ((slack.low, near.low), (slack.high, near.high))
        return [int(end) for pair in ends if not any(map(math.isinf, pair)) for end in pair]
