"""Which way is better."""

from __future__ import annotations

import enum


class Better(enum.StrEnum):
    """Which way is better; declared, never guessed."""

    HIGHER = "higher"
    LOWER = "lower"
    IN_BAND = "in-band"
    NONE = "none"

    @property
    def sign(self) -> int:
        """1 when higher is better, -1 when lower is, 0 when neither."""
        return 1 if self is Better.HIGHER else -1 if self is Better.LOWER else 0


def better(value: Better | str) -> Better:
    """Accept a direction by its name."""
    return value  # type: ignore[return-value] # converted afterwards


def better_or_none(value: Better | str | None) -> Better | None:
    """Accept a direction by its name, or none."""
    return value  # type: ignore[return-value] # converted afterwards
