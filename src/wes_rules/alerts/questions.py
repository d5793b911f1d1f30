"""Questions about figures that jump implausibly, asked before the news that follows from them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import attrs

from wes_rules.judging.course import seasons
from wes_rules.judging.explain import with_name
from wes_rules.judging.judgement import Judgement
from wes_rules.rules.facts import Fact
from wes_rules.rules.policy import Policy
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, listed
from wes_rules.series.observation import Observation
from wes_rules.values.quantity import Standing, ticks

# Compare with at least this many earlier figures: a right figure after a wrong one is no jump.
_FEWEST = 2


@attrs.frozen(kw_only=True)
class Question:
    """
    A question asking whether a figure is right.

    Args:
        figure: The figure with its period, in words; it identifies the question.
        compared: The earlier figures and how far this one is from them, in sentences.
    """

    figure: str
    compared: str
    origin: str


def question_of(latest: Judgement, policy: Policy) -> Question | None:
    """
    Return the question about the figures of the latest period.

    Args:
        policy: Defines how large a jump is implausible.

    Returns:
        The question; None where each figure is plausible, or the policy asks none.
    """
    limit = policy.question_jumps_over
    if limit is None:
        return None
    found = (_of_part(one, latest, limit, policy.question_jumps_in) for one in latest.leaves)
    return next((one for one in found if one is not None), None)


def _of_part(one: Judgement, whole: Judgement, limit: Decimal, limit_in: str) -> Question | None:
    calendar, period = one.measure.calendar, one.period
    if period is None or whole.period is None or period not in calendar or period.last_day != whole.period.last_day:
        return None
    view = View(one.measure, one.history, one.area, period, one.as_of)
    latest, words = view.latest(), Words.of(one.measure)
    if latest.figure.is_missing or any(_came_before(one, each) for each in latest.figure.observations):
        return None
    earlier = [each for each in view.observed_periods() if each < period and calendar.comparable(each, period)]
    facts = [Fact("previous", view.own(each), each) for each in earlier[-max(_FEWEST, seasons(calendar)) :]]
    before = [each for each in facts if not each.figure.is_missing and _is_alike(each, latest)]
    if not before or not all(_jumps(latest, each, _least(each, limit, limit_in, words)) for each in before):
        return None
    by = words.amount(limit, "that" if limit_in == "percent" else "")
    which = "the figure" if len(before) == 1 else "each of the figures"
    origins = dict.fromkeys(str(each.origin) for each in latest.figure.observations)
    return Question(
        figure=with_name(one, whole, words.fact(latest)),
        compared=f"It differs by more than {by} from {which} before it: {listed([words.fact(each) for each in before])}.",
        origin="; ".join(origins),
    )


def _is_alike(before: Fact, latest: Fact) -> bool:
    return len(before.figure.definitions | latest.figure.definitions) <= 1


def _jumps(now: Fact, then: Fact, least: Fraction | float) -> bool:
    """Whether two figures certainly differ by more than an amount."""
    apart = max(now.figure.span.low - then.figure.span.high, then.figure.span.low - now.figure.span.high)
    return least > 0 and apart > least


def _least(then: Fact, limit: Decimal, limit_in: str, words: Words) -> Fraction | float:
    if limit_in == "points":
        return ticks(limit, words.decimals)
    return Fraction(limit) / 100 * max(abs(then.figure.span.low), abs(then.figure.span.high))


def _came_before(one: Judgement, newest: Observation) -> bool:
    """Whether a figure has been published before, so that somebody has checked it."""
    day, calendar = newest.published, one.measure.calendar
    if day is None:
        return False
    before = one.history.known(newest.series, newest.period, calendar, day - timedelta(days=1))
    return before is not None and before.standing is not Standing.FORECAST
