"""Limits that no figure can miss, as its unit ends there."""

from __future__ import annotations

from decimal import Decimal

from wes_rules.rules.measure import Rule


def beyond_any(rule: Rule | None, low: Decimal | None, high: Decimal | None) -> str:
    """
    Say a limit that every number between two ends keeps; empty where there is none.

    Args:
        rule: A promise of one limit, for the latest period or for all; any other has none.
        low: The lowest number there can be; None without bound.
        high: The highest.
    """
    if getattr(rule, "versions", ()) or getattr(rule, "instead", ()):
        return ""
    least, most = (getattr(rule, name, None) for name in ("at_least", "at_most"))
    if least is not None and low is not None and least <= low:
        return f"at least {least}"
    return f"at most {most}" if most is not None and high is not None and most >= high else ""
