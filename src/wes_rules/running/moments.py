"""Named moments of a run at which tests kill it; in use they do nothing."""

from __future__ import annotations

from collections.abc import Callable


def _nothing(name: str) -> None:
    pass


# Tests replace this with what should happen at a moment, such as killing the process.
at_moment: Callable[[str], None] = _nothing


def moment(name: str) -> None:
    """Announce that a run has reached a named moment."""
    at_moment(name)
