"""Which part of a promise made of parts decides it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wes_rules.rules.measure import Rule


def decisive_among(parts: Sequence[Any], rule: Rule) -> Any:
    """
    Return the part that decides a whole: of those with its verdict, the one with the worst margin, for `any` the
    best.

    Margins in different units are compared as shares of what is required; if that is unknown, the first part decides.
    """
    decisive = [(part, part.decisive, part.margin) for part in parts]
    known = [(part, one, margin) for part, one, margin in decisive if one is not None and margin is not None]
    units = {(one.measure.unit, one.measure.rule.counted) for _, one, _ in known}
    by_size = [(margin, part) for part, _, margin in known]
    if len(units) > 1:
        by_size = [(margin / abs(one.required_value), part) for part, one, margin in known if one.required_value]
    if not by_size or len(by_size) < len(known):
        return parts[0]
    return picks(rule)(by_size, key=lambda one: one[0])[1]


def picks(rule: Rule) -> Callable[..., Any]:
    """Return the function that picks the deciding part: `max` for `any`, else `min`."""
    from wes_rules.rules.kinds.composites import Any as AnyOf

    return max if isinstance(rule, AnyOf) else min
