"""What a silence may match on."""

from __future__ import annotations

# Fields of an alert that mean the same for ever.
MATCHED = ("alert", "plan", "measure", "area", "owner", "kind", "label")
