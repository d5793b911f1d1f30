"""What a silence may match on."""

from __future__ import annotations

# Fields of an alert whose meaning never changes.
MATCHED = ("alert", "plan", "measure", "area", "owner", "kind", "label")
