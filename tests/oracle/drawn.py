"""What is drawn so far of a world."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.oracle.worlds import Base, Cal

BELOW_ZERO = ("score", "pounds", "percentage-points")


@dataclass
class Draw:
    """What is drawn so far."""

    rng: Random
    kind: str = ""
    better: str = "higher"
    unit: str = "count"
    # The unit of the figures, where it is another than that of the number.
    figures_in: str = ""
    base_value: int = 0
    top: int = 4
    number: dict = field(default_factory=dict)
    periods: list = field(default_factory=list)
    cal: Cal = field(default_factory=Cal)
    base: Base | None = None
    sets: dict = field(default_factory=dict)
    areas: tuple = ("own",)
    more_series: list = field(default_factory=list)
    fine: bool = False
    counted: bool = False
    spread: bool = False
    defined: bool = False
    decimals: int = 0
    own_unit: tuple | None = None
    # Among how many cases the own figures are counted, and per how many they are published.
    counted_of: int = 0
    per: int = 100
    # Series of parts that have a calendar of their own, with their periods.
    apart: list = field(default_factory=list)

    # Amounts that a promise may name, where its number is of another size than the figures.
    amounts: tuple[int, ...] = ()
    # What is drawn by lots of its own leaves the rest of a seed's world as it is.
    more: Random = field(default_factory=Random)
    parts: Random = field(default_factory=Random)
    edges: Random = field(default_factory=Random)

    def value(self) -> int:
        """An amount in a promise."""
        return self.rng.choice(self.amounts) if self.amounts else self.figure()

    def figure(self) -> int:
        return self.base_value + self.rng.randint(0, self.top)

    @property
    def published(self) -> str:
        """The unit of the figures."""
        return self.figures_in or self.unit

    @property
    def observed(self) -> bool:
        """Whether the number is the published figure itself."""
        return "kind" not in self.number

    @property
    def whole(self) -> bool:
        """Whether figures are whole numbers."""
        return self.published in ("count", "rank") or (self.published == "own" and self.own_unit[2])

    @property
    def from_zero(self) -> bool:
        """Whether figures begin with 0, so that "low" says something."""
        lowest = self.own_unit[0] if self.published == "own" else None if self.published in BELOW_ZERO else 0
        return lowest == 0 and self.published != "rank" and self.decimals >= 0

    def maybe(self, chance: float = 0.5) -> bool:
        return self.rng.random() < chance

    def counted_value(self) -> tuple[int, dict]:
        """An own figure that comes with its counts."""
        inside = self.rng.randint(0, self.counted_of * (3 if self.unit == "ratio" and self.maybe(0.2) else 1))
        if self.maybe(0.7):
            inside = self.rng.randint(self.counted_of // 6, self.counted_of // 2)
        above = 2 * self.per * 10**self.decimals * inside + self.counted_of
        return above // (2 * self.counted_of), {"counts": (inside, self.counted_of)}

    def counted_share(self) -> tuple[int, dict]:
        """A percentage with the counts that it is made of."""
        of = self.more.choice((4, 5, 30))
        inside = self.more.randint(0, of)
        return (200 * 10**self.decimals * inside + of) // (2 * of), {"counts": (inside, of)}

    def extra(self, what) -> dict:
        """Counts and intervals of a figure, where the promise looks at them."""
        if not isinstance(what, int):
            return {}
        if self.counted and "take" not in self.number and self.maybe(0.7):
            return {"counts": (what, 100)}
        if self.spread and self.maybe(0.8):
            low = max(0, what - self.rng.randint(0, 2)) if self.unit != "score" else what - 1
            high = what + self.rng.randint(0, 2)
            return {"interval": (low, min(high, 100) if self.unit == "percent" else high)}
        return {}
