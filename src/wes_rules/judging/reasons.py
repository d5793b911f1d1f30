"""Why there is no answer, or what qualifies it, in lines of an explanation."""

from __future__ import annotations

import attrs

from wes_rules.judging.deciding import decide
from wes_rules.judging.ended import reason_said
from wes_rules.judging.explain import not_due
from wes_rules.judging.late import latest_known
from wes_rules.judging.status import Status
from wes_rules.judging.verdict import Verdict
from wes_rules.rules.measure import Baseline
from wes_rules.rules.view import View
from wes_rules.values.reason import Reason


def reason_line(judgement: Verdict, reason: Reason) -> str:
    """Say a reason with the numbers that it is about."""
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
    return (latest_known(view, words) if reason is Reason.STALE else "") or reason_said(judgement, reason)


def _under_published_baseline(judgement: Verdict) -> Status:
    """Return what the status would be from the published figure of the baseline's period, instead of the stated one."""
    stated = judgement.measure.baseline
    if stated is None or stated.period is None:
        return judgement.status
    measure = attrs.evolve(judgement.measure, baseline=Baseline(period=stated.period))
    return decide(measure, judgement.history, judgement.as_of, judgement.area, judgement.period, Verdict).status
