"""Reasons as lines of an explanation."""

from __future__ import annotations

import attrs

from wes_rules.counting import counted
from wes_rules.judging.deciding import decide
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import not_due
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.measure import Baseline
from wes_rules.rules.view import View
from wes_rules.rules.words import Words, listed
from wes_rules.series.on_file import observed_periods
from wes_rules.values.period import Period
from wes_rules.values.reason import Reason

# So many periods that nobody collected are named one by one.
_MOST_NAMED = 4


def reason_line(judgement: Verdict, reason: Reason) -> str:
    """Say a reason with its numbers."""
    if reason is Reason.NOT_DUE and not judgement.due:
        return not_due(judgement)
    if judgement.period is None:
        return reason_said(judgement, reason)
    view = View(judgement.measure, judgement.history, judgement.area, judgement.period, judgement.as_of)
    words = judgement.in_words
    if reason is Reason.BASELINE_DIFFERS:
        other, (published,) = _under_published_baseline(judgement), view.published_baseline()
        would = f"{other.words}{' as well' if judgement.due and other is judgement.status else ''}"
        return f"{reason.sentence[:-1]}, {words.fact(published)}; judged from that one it would be {would}."
    return (_latest_known(view, words) if reason is Reason.STALE else "") or reason_said(judgement, reason)


def _under_published_baseline(judgement: Verdict) -> Status:
    """Return the status by the published figure of the baseline's period instead of the stated one."""
    stated = judgement.measure.baseline
    if stated is None or stated.period is None:
        return judgement.status
    measure = attrs.evolve(judgement.measure, baseline=Baseline(period=stated.period))
    return decide(measure, judgement.history, judgement.as_of, judgement.area, judgement.period, Verdict).status


def _latest_known(view: View, words: Words) -> str:
    """Say the latest known figure, and how many periods earlier it is; empty if none is known."""
    known = view.latest_known()
    if known is None or known.period is None:
        return ""
    later = any(period > view.period for period in observed_periods(view.measure.number, view.lookup, view.area))
    which = "latest figure known before it" if later else "latest figure known"
    return f"The {which} is {words.fact(known)}, {_how_much_earlier(view, known.period)}."


def _how_much_earlier(view: View, period: Period) -> str:
    """Say how many periods lie in between, with those that nobody collected."""
    calendar = view.calendar
    skipped = sorted((one for one in calendar.not_collected if period < one < view.period), key=lambda one: one.index)
    between = len(calendar.between(period + 1, view.period)) + len(skipped)
    # Between surveys that keep no rhythm lie more periods than have a figure.
    apart, called = between, calendar.called
    if calendar.surveyed is not None:
        apart, called = view.period - period, calendar.rhythm
    said = f"{counted(apart, called)} earlier"
    if not skipped:
        return said
    named = listed(skipped) if len(skipped) <= _MOST_NAMED else f"{len(skipped)} of them"
    return f"{said} ({named} {'was' if len(skipped) == 1 else 'were'} not collected)"
