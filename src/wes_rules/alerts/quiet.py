"""Why an alert is not open."""

from __future__ import annotations

from wes_rules.alerts.fold import Signal
from wes_rules.alerts.signals import is_of_too_few, is_worse_enough
from wes_rules.counting import running_on
from wes_rules.judging.ended import its_area_ended, reason_said
from wes_rules.judging.explain import not_due
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.late import is_late
from wes_rules.judging.status import Status
from wes_rules.rules.policy import Policy


def why_quiet(latest: Judgement, signal: Signal | None, policy: Policy) -> str:
    """
    Say why a measure has no open alert: its latest period, or its policy.

    Args:
        latest: The verdict of the latest period, as the policy lets it be known.
    """
    if not latest.due:
        return running_on(not_due(latest).rstrip("."))
    if why := its_area_ended(latest):
        return why.rstrip(".")
    if latest.status is Status.UNDECIDED:
        return _undecided(latest, policy)
    said = f"{latest.period} is {latest.status.words}"
    if is_of_too_few(latest, policy):
        return f"{said}, but by a figure of fewer than {policy.minimum_denominator:,}, and the policy goes by no such figure"
    if signal is Signal.UNPROVEN and not is_worse_enough(latest, policy):
        return f"{said}, but the policy counts only what has become worse (only_worse = true)"
    if signal is Signal.UNPROVEN:
        return f"{said}, but the policy wants evidence, and the movement may be noise"
    if signal is Signal.NEAR:
        return f"{said}, and the policy counts only what is off track"
    return said


def why_held(judgement: Judgement) -> str:
    """Say that a policy holds a verdict until its figures are final."""
    words = f"{judgement.period} is {judgement.status.words}"
    return f'{words} by a provisional figure, and the policy waits for the final one (provisional = "hold")'


def _undecided(latest: Judgement, policy: Policy) -> str:
    subject = "it" if latest.period is None else str(latest.period)
    sentence = (
        reason_said(latest, latest.reasons[0]).rstrip(".") if latest.reasons else "the figures allow either answer"
    )
    why = f"{subject} cannot be judged: {running_on(sentence)}"
    if is_late(latest) and not policy.overdue:
        return f"{why}, and the policy tells nobody of figures overdue (overdue = false)"
    return why
