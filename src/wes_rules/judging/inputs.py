"""The inputs that a verdict rests on, by name, so that it can be said which of them moved."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from wes_rules.judging.judgement import Judgement
from wes_rules.rules.words import Words
from wes_rules.series.comparators import MeanOf
from wes_rules.values.quantity import Span, Standing

_NAMES = {
    "latest": "own figure",
    "benchmark": "benchmark",
    "rank": "neighbour set",
    "place": "neighbour set",
    "baseline": "baseline",
    "target": "target",
    "broken_target": "target",
    "required": "target",
}


@attrs.frozen
class Input:
    """
    One figure that a verdict rests on.

    Args:
        name: What it is: own figure, benchmark, neighbour set, baseline, target or earlier figures.
        place: Which one of them, equal for the same input of a later verdict on the same period.
        span: What is known of it.
        words: The same as people read it, with its period.
        provisional: A figure behind it is provisional.
    """

    name: str
    place: str
    span: Span = attrs.field(repr=False)
    words: str
    provisional: bool = False


def inputs_of(judgement: Judgement, place: str = "", whole: str = "") -> Iterator[Input]:
    """
    List the inputs of a verdict and of its parts.

    Args:
        judgement: The verdict.
        place: Where it stands in the one that it is part of.
        whole: The title of that one; a part with another title is named.
    """
    words, title = Words.of(judgement.measure), judgement.measure.title
    part = f" of {title}" if whole and whole != title else ""
    for fact in judgement.finding if judgement.finding is not None else ():
        name = _NAMES.get(fact.role, "earlier figures")
        if fact.role == "benchmark" and isinstance(getattr(judgement.measure.rule, "against", None), MeanOf):
            name = "neighbour set"
        where = f"{place}/{fact.role}/{fact.period}/{fact.name}"
        provisional = any(one.standing is Standing.PROVISIONAL for one in fact.figure.observations)
        yield Input(f"{name}{part}", where, fact.figure.span, words.fact(fact), provisional)
    for number, one in enumerate(judgement.parts):
        # A promise in a list of one is the promise.
        nested = f"{place}/{number}" if len(judgement.parts) > 1 else place
        yield from inputs_of(one, nested, whole or title)
