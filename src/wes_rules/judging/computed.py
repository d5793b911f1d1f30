"""Intermediate results of a verdict, for charts and checks."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import attrs

from wes_rules.judging.ends import ends_to_json, span_to_json
from wes_rules.judging.target import unrounded_target_of
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.kinds.benchmark_parity import BenchmarkParity
from wes_rules.rules.significance import Interval
from wes_rules.rules.view import View
from wes_rules.rules.words import Words
from wes_rules.series.places import Place
from wes_rules.values.fields import Declared
from wes_rules.values.quantity import Span, from_ticks

_ALL = 100


@attrs.frozen(kw_only=True)
class Computed(Declared):
    """
    What was worked out from the figures that decided a verdict, or the deciding part of it.

    Args:
        intervals: The 95% intervals that a test of significance went by, and whose figure each is of.
        place: The place among areas, at best and at worst.
        areas: Among how many areas it is, and how many were asked; None without a place.
        line: The first value in a band among areas, in ticks: its line, or the next tick on the better side of it.
        progress: How much of the way from the baseline to the target the latest figure has gone, in percent, rounded down
            to tenths, so that 100 is reached only with the target; below 0 where it went the other way.
    """

    intervals: tuple[tuple[Literal["own", "benchmark"], Interval], ...] = ()
    place: Span | None = None
    areas: tuple[int, int] | None = None
    line: Span | None = None
    progress: tuple[Decimal | None, Decimal | None] | None = None

    def sentence(self) -> str:
        """Say how much of the way to the target has been covered; empty if unknown."""
        low, high = self.progress or (None, None)
        if low is None and high is None:
            return ""
        if high is not None and high < 0:
            return "further from the target than the baseline was"
        way = "of the way from the baseline to the target"
        if low is not None and low >= _ALL:
            return f"all {way}{', and more' if low > _ALL else ''}"
        if low == high:
            return f"{low}% {way}"
        if low is not None and high is not None:
            return f"between {low}% and {high}% {way}"
        return f"at least {low}% {way}" if high is None else f"at most {high}% {way}"

    def to_json(self, words: Words) -> dict[str, Any]:
        """Return the documented JSON form; numbers with places are strings."""
        place = None
        if self.place is not None and self.areas is not None:
            among, asked = self.areas
            place = {"lowest": self.place.low, "highest": self.place.high, "areas": among, "asked": asked}
        return {
            "intervals": [
                {"of": of, "kind": one.kind.value, **ends_to_json(one.low, one.high)} for of, one in self.intervals
            ],
            "place": place,
            "line": None if self.line is None else span_to_json(self.line, words),
            "progress": None if self.progress is None else ends_to_json(*self.progress),
        }


def computed_of(one: Verdict) -> Computed:
    """Return what was worked out from the figures that decided a verdict without parts."""
    found = one.decided
    if one.period is None or found is None or not found.facts:
        return Computed()
    held, words = one.promise_then, Words.of(one.measure)
    used = held.intervals_used(found, words) if isinstance(held, BenchmarkParity) else ()
    place, line = (next((fact for fact in found.facts if fact.role == role), None) for role in ("place", "rank"))
    ranked = None if place is None else place.figure
    if isinstance(one.measure.number, Place):
        figure, scale = found.facts[0].figure, 10**one.measure.decimals
        ranked = attrs.evolve(figure, span=Span(figure.span.low // scale, figure.span.high // scale))
    areas = None if ranked is None else ranked.count_of
    return Computed(
        intervals=tuple(("benchmark" if fact.role == "benchmark" else "own", each) for fact, each in used),
        place=None if ranked is None or areas is None else ranked.span,
        areas=areas,
        line=None if line is None else line.figure.span,
        progress=_progress(View(one.measure, one.history, one.area, one.period, one.as_of), one),
    )


def _progress(view: View, one: Verdict) -> tuple[Decimal | None, Decimal | None] | None:
    """Return the least and the most of the way covered; None if there is no way, or its ends are unknown."""
    base, latest, sign = view.baseline(), view.latest(), view.measure.better.sign
    if base is None or not base.figure.span.exact or latest.figure.is_missing:
        return None
    if base.period is not None and not view.calendar.comparable(base.period, view.period):
        return None
    if len(base.figure.definitions | latest.figure.definitions) > 1:
        return None
    end = None if one.settles is None else view.calendar.latest_ending(one.settles)
    target = unrounded_target_of(view, max(end or view.period, view.period))
    if target is None:
        return None
    start, way = base.figure.span.low, target - Fraction(base.figure.span.low)
    if way * sign <= 0:
        return None  # the baseline met the target already
    gone = sorted((end - start) * sign for end in (latest.figure.span.low, latest.figure.span.high))
    low, high = (None if math.isinf(each) else _percent(int(each), abs(way)) for each in gone)
    return low, high


def _percent(gone: int, way: Fraction) -> Decimal:
    return from_ticks(math.floor(1000 * gone / way), 1)
