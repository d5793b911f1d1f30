"""By how much a miss has grown since the last message, and why."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from wes_rules.alerts.figures_said import amount_of
from wes_rules.alerts.other_parts import named
from wes_rules.alerts.told import Told
from wes_rules.alerts.truth import Truth
from wes_rules.counting import opened
from wes_rules.judging.inputs import inputs_of
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.words import Words


def why_worse(told: Told, truth: Truth) -> Iterator[str]:
    """Say which further parts are missed now, and which misses have grown since the last message."""
    now = truth.judged.get(truth.period)
    if now is None:
        return
    margins, were = dict(truth.margins) or {"": truth.margin}, {"": told.margin, **told.margins}
    as_well = " as well" if told.margins.keys() & margins else ""
    for place, margin in margins.items():
        one = now.leaves[int(place)] if place else now.decisive or now
        last, was = were.get(place), told.distances.get(place)
        if place and place not in told.margins:
            yield f"{opened(named(one, now))} is missed now{as_well}."
            continue
        when, was = ("before", last) if last is not None else ("when that was last known", was)
        if margin is not None and was is not None and margin < was:
            which = f"{opened(named(one, now))}: missed" if place and len(now.leaves) > 1 else "Missed"
            before = f"by {amount_of(one, was)}" if was < 0 else "equal to the target" if was == 0 else "kept"
            yield f"{which} by {amount_of(one, margin)}, and {before} {when}{_though_better(told, now, one, last)}."


def _though_better(told: Told, now: Judgement, one: Judgement, was: Decimal | None) -> str:
    """Say that a target moved by more than the figure, with both old values; empty otherwise."""
    figure, target, before = one.observed, one.required_value, _figure_told(told, now, one)
    if figure is None or target is None or before is None or was is None or one.decided_in is not None:
        return ""
    sign, words = one.measure.better.sign, Words.of(one.measure)
    if sign * (figure - before) <= 0:
        return ""
    moved = [words.stated_value(each) for each in (before, figure, before - sign * was, target)]
    return ": the figure improved from {} to {}, but the target moved from {} to {}".format(*moved)


def _figure_told(told: Told, now: Judgement, one: Judgement) -> Decimal | None:
    """Return a part's own figure from the last message; None if it was not exact."""
    fact = one.finding.facts[0] if one.finding is not None and one.finding.facts else None
    if fact is None:
        return None
    places = (each.place for each in inputs_of(now) if each.fact is fact)
    key = next((place.replace(f"/{fact.period}/", f"/{told.period}/") for place in places), "")
    before = told.figures.get((told.period, key))
    return before.known.low if before is not None and before.known is not None and before.known.is_exact else None
