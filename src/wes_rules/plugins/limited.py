"""Notifiers whose receivers take little at once."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class Limited(Protocol):
    """A notifier whose receiver takes little at once: what is longer is put in the queue in parts, each a message of its own."""

    @property
    def longest(self) -> int:
        """How many characters `Message.text` may have, with room left for what the notifier adds; 0 for any number."""
