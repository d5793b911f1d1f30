"""Figures as a chart needs them and as people read them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from wes_rules.pages.values import Range
from wes_rules.rules.facts import Fact
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.figure import Figure
from wes_rules.values.quantity import Span


def range_of(figure: Figure, view: View) -> Range | None:
    """Return what is known of a figure; None where that is nothing but what its unit allows."""
    if figure.is_missing and figure.span == view.bounds():
        return None
    words = Words.of(view.measure)
    return spanned(figure.span, words, words.fact(Fact("own", figure)))


def spanned(span: Span, words: Words, said: str = "") -> Range:
    """Return a span in ticks as a range of values."""
    low, high = (None if math.isinf(end) else words.decimal(end) for end in (span.low, span.high))
    return Range(low, high, said or words.span(span))


def hull(figures: Iterable[Figure], words: Words) -> Range | None:
    """Return the lowest and the highest of several figures; those of which nothing is known say nothing."""
    known = [one.span for one in figures if one.span.exact and not one.is_missing]
    if not known:
        return None
    low, high = min(one.low for one in known), max(one.high for one in known)
    return spanned(Span(low, high), words, f"{words.value(low)} to {words.value(high)}")
