"""Figures of a verdict that have different definitions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from wes_rules.judging.verdict import Verdict
from wes_rules.rules.facts import Fact, differ
from wes_rules.rules.words import Words, listed
from wes_rules.values.reason import Reason


def differing(judgement: Verdict) -> str:
    """Say which figures have different definitions: those shown, or else the latest others."""
    said = dict.fromkeys(map(_of_one, (one for one in judgement.leaves if Reason.DEFINITION_DIFFERS in one.reasons)))
    return " ".join(said) or Reason.DEFINITION_DIFFERS.sentence


def _of_one(judgement: Verdict) -> str:
    finding, words = judgement.finding, Words.of(judgement.measure)
    if finding is None or differ(*finding.facts[:2]):
        return Reason.DEFINITION_DIFFERS.sentence
    *_, last = (None, *_pairs([one for one in finding if one.period is not None and one.figure.definitions]))
    if last is None:
        return Reason.DEFINITION_DIFFERS.sentence
    figures = listed([f"{words.fact(one)}{f' for {one.name}' if one.name else ''}" for one in last])
    return f"Earlier figures are counted by different definitions, so they do not compare: {figures}."


def _pairs(facts: list[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Yield pairs that differ, earliest first: consecutive own figures, or a figure and its benchmark."""
    order = sorted(facts, key=lambda one: (one.period.index if one.period else 0, bool(one.name)))
    others = any(one.name for one in order)
    yield from ((a, b) for a, b in pairwise(order) if (not others or a.period == b.period) and differ(a, b))
