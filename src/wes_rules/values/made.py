"""A table of values made on first access."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Made(dict[K, V]):
    """
    A table that makes what it does not have: to look up what it has takes half as long as in `lru_cache`, and reads less memory.

    Args:
        make: Makes the value of a key.
        most: With so many values it forgets them all and begins again; without it all are kept.
    """

    __slots__ = ("_make", "_most")

    def __init__(self, make: Callable[[K], V], most: float = float("inf")) -> None:
        self._make, self._most = make, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._make(key)
        return found
