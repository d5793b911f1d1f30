"""The parts of a promise in a message: which one leads, what is worse, and what is unchanged."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile

from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.figures_said import amount_of, line_of, lines_of, promised
from wes_rules.alerts.fold import Signal
from wes_rules.alerts.last_told import LastTold, of_one_time
from wes_rules.alerts.signals import missed_parts, signal_of
from wes_rules.counting import opened
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import with_name
from wes_rules.judging.inputs import inputs_of
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.row import shortfall_of
from wes_rules.judging.shown_figures import briefly
from wes_rules.judging.status import Status
from wes_rules.rules.kinds.composites import All, Each
from wes_rules.rules.policy import Policy
from wes_rules.rules.words import Words, listed


def lines_led_by(current: CurrentAlert, judgement: Judgement | None, lead: Judgement | None) -> list[str]:
    """Return a line for each part of an open alert, the leading one first; empty if one line says it all."""
    if judgement is None or lead is None or current.line not in lines_of(judgement):
        return []
    return lines_of(judgement, lead)


def leading(current: CurrentAlert, told: LastTold | None, judgement: Judgement) -> Judgement | None:
    """Return the part that a message begins with: the worst one that is news; None if no single part is missed."""
    missed = list(missed_parts(judgement))
    overtaken = [leaf for leaf, newer in _newer(judgement, current) if newer.status is Status.ON_TRACK]
    missed = [(place, one) for place, one in missed if not any(one is leaf for leaf in overtaken)] or missed
    news = missed
    if told is not None and told.margins and of_one_time(told, current):
        news = [(place, one) for place, one in missed if _is_news(told, place, one.margin)] or missed
    parts = [one for _, one in news]
    # The part that leads elsewhere leads here too, if it is news.
    worst = max(parts, key=lambda one: shortfall_of(one.margin, one.required_value, one.observed) or 0, default=None)
    decisive = judgement.decisive
    return next((one for one in parts if one is decisive), worst)


def kept_again(told: LastTold, judgement: Judgement) -> list[Judgement]:
    """Return the parts that are kept now and were announced as missed, the leading one first."""
    decisive = judgement.decisive
    return sorted(_kept(told.margins, judgement), key=lambda one: one is not decisive)


def _kept(told: Container[str], now: Judgement) -> list[Judgement]:
    """Return the parts at some places that are kept now."""
    return [one for place, one in enumerate(now.leaves) if str(place) in told and one.status is Status.ON_TRACK]


def _is_news(told: LastTold, place: str, now: Decimal | None) -> bool:
    """Whether a part is newly missed, or missed by more."""
    was = told.distances.get(place)
    return place not in told.margins or (now is not None and was is not None and now < was)


def why_worse(told: LastTold, current: CurrentAlert) -> Iterator[str]:
    """Say which further parts are missed now, and which misses have grown since the last message."""
    now = current.judged.get(current.period)
    if now is None:
        return
    margins, were = dict(current.margins) or {"": current.margin}, {"": told.margin, **told.margins}
    as_well = " as well" if told.margins.keys() & margins else ""
    worse: list[tuple[str, str]] = []
    for place, margin in margins.items():
        one = now.leaves[int(place)] if place else now.decisive or now
        last, was = were.get(place), told.distances.get(place)
        if place and place not in told.margins:
            yield f"{opened(named(one, now))} is missed now{as_well}."
            continue
        when, was = ("when last told", last) if last is not None else ("when that was last known", was)
        if margin is not None and was is not None and margin < was:
            which = named(one, now) if place and len(now.leaves) > 1 else ""
            before = f"by {amount_of(one, was)}" if was < 0 else "equal to the target" if was == 0 else "kept"
            though = _though_better(told, now, one, last)
            said = f"missed by {amount_of(one, margin)}, and {before} {when}{though}."
            if though or not which:
                yield opened(f"{which}: {said}" if which else said)
            else:
                worse.append((f"{which}: {said}", f"{which} ({before} {when})"))
    if len(worse) == 1:
        yield opened(worse[0][0])
    elif worse:
        # By how much each is missed stands above, a line each.
        yield f"Missed by more than before: {listed([brief for _, brief in worse])}."


def _though_better(told: LastTold, now: Judgement, one: Judgement, was: Decimal | None) -> str:
    """Say that a target moved by more than the figure, with both old values; empty otherwise."""
    figure, target, before = one.observed, one.required_value, _figure_told(told, now, one)
    if figure is None or target is None or before is None or was is None or one.decided_in is not None:
        return ""
    sign, words = one.measure.better.sign, Words.of(one.measure)
    if sign * (figure - before) <= 0:
        return ""
    moved = [words.stated_value(each) for each in (before, figure, before - sign * was, target)]
    return ": the figure improved from {} to {}, but the target moved from {} to {}".format(*moved)


def _figure_told(told: LastTold, now: Judgement, one: Judgement) -> Decimal | None:
    """Return a part's own figure from the last message; None if it was not exact."""
    fact = one.finding.facts[0] if one.finding is not None and one.finding.facts else None
    if fact is None:
        return None
    places = (each.place for each in inputs_of(now) if each.fact is fact)
    key = next((place.replace(f"/{fact.period}/", f"/{told.period}/") for place in places), "")
    before = told.figures.get((told.period, key))
    return before.known.low if before is not None and before.known is not None and before.known.is_exact else None


def named(part: Judgement, whole: Judgement) -> str:
    """Name a part, or else its target."""
    target = promised(part)
    return part.name_in(whole) or (f"the part with the target {target}" if target else "another part of the promise")


def met_again(told: Container[str], now: Judgement) -> Iterator[str]:
    """
    Say which parts are kept now that were missed.

    Args:
        told: The places of the parts announced as missed.
        now: The verdict in the message.
    """
    for one in _kept(told, now):
        yield f"{opened(named(one, now))} is met again: {line_of(one)}"


def not_due_yet(now: Judgement) -> Iterator[str]:
    """Say which parts of a promise that is not due are not due either, with target and course."""
    for one in now.leaves if not now.due else ():
        if not one.due:
            said = ": ".join(filter(None, (one.name_in(now), promised(one))))
            yield f"Not due yet: {', '.join(filter(None, (said, one.course_words)))}."


def nearest(told: LastTold, now: Judgement) -> Iterator[str]:
    """Say which part of a fully kept promise is nearest to its target, unless that part was missed."""
    one = now.decisive
    whole = isinstance(now.measure.rule, All | Each)
    if whole and one is not None and one.margin is not None and not any(one is part for part in kept_again(told, now)):
        yield f"Nearest to its target: {with_name(one, now, line_of(one))}"


def not_known(now: Judgement) -> Iterator[str]:
    """Say which parts of a whole should have a verdict and have none, and why."""
    found: dict[tuple[str, str], list[Judgement]] = {}
    for one in now.leaves if now.parts else ():
        if signal_of(one, Policy()) in (Signal.UNJUDGED, Signal.NOT_COMPARABLE):
            why = "" if one.row.waits or not one.reasons else f" {reason_said(one, one.reasons[0])}"
            found.setdefault((one.row.not_known, why), []).append(one)
    for (_, why), ones in found.items():
        lacks = ones[0].row.what_lacks(each=len(ones) > 1)
        yield f"{opened(listed([named(one, now) for one in ones]))}: {lacks}.{why}"


def still_missed(now: Judgement, current: CurrentAlert) -> Iterator[str]:
    """Say which parts have no figure for the period of a message yet, nor a later one, and are off track by their last."""
    before = list(takewhile(lambda one: one is not now, current.judged.values()))
    newer = [leaf for leaf, _ in _newer(now, current)]
    found = []
    for place, leaf in enumerate(now.leaves if now.parts else ()):
        if leaf.status is Status.UNDECIDED and leaf.due and not any(one is leaf for one in newer):
            earlier = (one.leaves[place] for one in reversed(before))
            last = next((one for one in earlier if one.status is not Status.UNDECIDED), None)
            if last is not None and last.status is Status.OFF_TRACK:
                found.append(f"{named(last, now)}, {briefly(last)}")
    if found:
        yield f"Off track when last known: {'; '.join(found)}."


def _newer(now: Judgement, current: CurrentAlert) -> Iterator[tuple[Judgement, Judgement]]:
    """Yield the parts of a verdict that have another one by a later figure, each with that."""
    later = [one for one in (current.newest, current.latest) if one is not None and len(one.leaves) == len(now.leaves)]
    for place, leaf in enumerate(now.leaves if now.parts else ()):
        verdicts = (one.leaves[place] for one in later)
        newest = next((one for one in verdicts if one.due and one.status is not Status.UNDECIDED), leaf)
        if newest.status is not leaf.status and _ends(newest) > _ends(leaf):
            yield leaf, newest


def _ends(leaf: Judgement) -> date:
    return date.min if leaf.period is None else leaf.period.end


def lines_overtaken(current: CurrentAlert, now: Judgement) -> set[str]:
    """Return the lines on parts that a later figure shows to be kept since."""
    overtaken = [leaf for leaf, newer in _newer(now, current) if newer.status is Status.ON_TRACK]
    return {with_name(leaf, now, line) for leaf in overtaken for line in lines_of(leaf)}


def by_newer_figures(now: Judgement, current: CurrentAlert) -> Iterator[str]:
    """Say which parts are met again, or are off track, by figures of later periods than that of a message."""
    for leaf, newer in _newer(now, current):
        if newer.status is not Status.ON_TRACK:
            yield f"{opened(named(newer, now))} is {newer.words} by its newest figure: {line_of(newer)}"
        elif leaf.status is not Status.UNDECIDED:
            yield f"{opened(named(newer, now))} is met again: {line_of(newer)}"
