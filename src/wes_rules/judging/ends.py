"""The JSON form of the two ends of a number: texts, or null for no bound."""

from __future__ import annotations

import math
from decimal import Decimal

from wes_rules.rules.words import Words
from wes_rules.values.quantity import Span


def ends_to_json(low: Decimal | None, high: Decimal | None) -> dict[str, str | None]:
    """Return the documented JSON form of two ends."""
    return {name: None if end is None else f"{end:f}" for name, end in (("lowest", low), ("highest", high))}


def span_to_json(span: Span, words: Words) -> dict[str, str | None]:
    """Return the documented JSON form of the ends of a span."""
    low, high = (None if math.isinf(end) else words.decimal(end) for end in (span.low, span.high))
    return ends_to_json(low, high)
