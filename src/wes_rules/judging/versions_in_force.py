"""How versions have changed the promise of a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from wes_rules.judging.periods import judged_period
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.changes import called, fields_of
from wes_rules.rules.rule import FigureRule
from wes_rules.rules.versions import Version, changed_by, counting
from wes_rules.rules.words import Words
from wes_rules.values.days import said_day
from wes_rules.values.period import Period

_LIMITS = ("at_least", "at_most", "above", "below", "equals")


def moved_target(judgement: Verdict) -> Iterator[str]:
    """Say which version set the promise for the judged period."""
    rule, period, measure = judgement.measure.rule, judgement.period, judgement.measure
    if isinstance(rule, FigureRule) and period is not None:
        known = counting(rule, period, judgement.as_of, measure.calendar)
        yield from _differences(changed_by(rule, known[:-1]), known, judgement)


def target_moved_since(judgement: Verdict, day: date, period: Period | None = None) -> Iterator[str]:
    """Say how the promise for a period, by default the judged one, differs from the one known on a day."""
    measure, rule = judgement.measure, judgement.measure.rule
    if not isinstance(rule, FigureRule) or not rule.versions or judgement.period is None:
        return
    period = period or judged_period(measure, judgement.history, day, judgement.area)[0]
    known = counting(rule, judgement.period, judgement.as_of, measure.calendar)
    if period is not None and set(counting(rule, period, day, measure.calendar)) < set(known):
        yield from _differences(rule.at(period, day, measure.calendar), known, judgement)


def _differences(before: FigureRule, known: tuple[Version, ...], judgement: Verdict) -> Iterator[str]:
    """Say what has changed, each with the latest version that changed it."""
    latest = {name: version for version in known for name in fields_of(version, before)}
    words, after = Words.of(judgement.measure), judgement.promise
    assert isinstance(after, FigureRule)  # only such has versions
    for name, version in latest.items():
        was, now = getattr(before, name), getattr(after, name)
        held, holds = called(before, name, words), called(after, name, words)
        if held == holds:
            continue
        # Without a day of its own it counts as agreed on the first day it applies.
        agreed = "" if version.is_agreed_as_it_starts else f", agreed on {said_day(version.agreed)}"
        when = f"from {version.starting} on{agreed}"
        if name in _LIMITS and None not in (was, now):
            way = "raised" if was < now else "lowered"
            ends = [words.stated_value(one) for one in (was, now)]
            yield f"The target was {way} from {ends[0]} to {ends[1]} {when}."
        else:
            yield f"Changed {when}: {holds} instead of {held}."
