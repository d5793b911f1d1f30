"""How the state of an alert differs from what a recipient was told."""

from __future__ import annotations

from decimal import Decimal

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.awaited import came
from wes_rules.alerts.certain_miss import counts_early, is_before_its_day
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.message import Change
from wes_rules.alerts.revised import (
    figures_are_revised,
    is_by_a_version,
    is_edited,
    is_revised,
    knows_more,
    overdue_then_and_now,
    reads_otherwise,
    redefined,
    target_edited,
    target_moved,
)
from wes_rules.alerts.signals import severity_of
from wes_rules.alerts.since import missed_since
from wes_rules.alerts.told import Told, of_one_time
from wes_rules.alerts.truth import Truth
from wes_rules.judging.status import Status
from wes_rules.rules.policy import Policy
from wes_rules.values.reason import Reason
from wes_rules.values.units import Unit

_ENDED = {
    Ending.RECOVERED: Change.RECOVERED,
    Ending.NOT_COMPARABLE: Change.NOT_COMPARABLE,
    Ending.NOT_APPLICABLE: Change.NOT_APPLICABLE,
}
# The default of the policy: percent of the target, or points for a percentage, unless a miss grew by half.
_WORSE_BY, _WORSE_BY_POINTS, _GREW = Decimal(1), Decimal("0.5"), Decimal("0.5")
_RANK = {"": 0, "at_risk": 1, "off_track": 2}


def change_of(told: Told | None, truth: Truth, policy: Policy) -> Change | None:
    """
    Return how the state differs from what a recipient was told; None if there is nothing to send.

    A missing figure never closes an alert. It closes on a verdict, or on a revision that takes its breaches back, and
    only for recipients who were told that it is open or unstable.
    """
    if told is not None and told.is_owed_an_end and not truth.open:
        return _closing(told, truth)
    if told is None or not told.open:
        return _opening(told, truth)
    if truth.kind is AlertKind.OFF_TRACK:
        return _while_open(told, truth, policy)
    if not of_one_time(told, truth):
        return Change.NEW
    if truth.order > told.order and policy.remind == "period" and told.reminders < policy.overdue_reminders:
        return Change.STILL_OPEN
    were, are = overdue_then_and_now(told, truth)
    # If figures are only added, it is a reminder; else some have come, or other figures are missing.
    added = truth.order > told.order and were < are
    return Change.CORRECTED if were and were != are and not added else None


def _opening(told: Told | None, truth: Truth) -> Change | None:
    if not truth.open or truth.state is State.RECOVERING:
        # "New" is never sent while the measure is on track.
        return None
    if truth.unstable:
        if told is None:
            # The breach comes first; the same message adds that it keeps changing.
            return Change.NEW
        return Change.UNSTABLE if told.unstable != truth.unstable else None
    if told is None or told.change is Change.HANDED_OVER:
        return Change.NEW
    # A revision of the figure or of its comparator may make a period count that was last told as on track.
    known = {*told.breaches, told.period}
    return Change.NEW if known.isdisjoint(truth.breaches) else Change.REOPENED


def _closing(told: Told, truth: Truth) -> Change | None:
    if truth.ended:
        return Change.ENDED
    if truth.unstable:
        return None if told.unstable == truth.unstable else Change.UNSTABLE
    if truth.kind is AlertKind.OVERDUE:
        return _no_longer_awaited(told, truth)
    if truth.kind is not AlertKind.OFF_TRACK:
        return Change.RECOVERED
    # After an edit of the plan, only a period that is still a breach can have been made good.
    asks_otherwise = is_edited(told, truth) or target_moved(told, truth.judged.get(told.period), as_told=True)
    if asks_otherwise and not truth.past.issuperset(told.breaches[-1:]):
        return Change.WITHDRAWN if figures_are_revised(told, truth) else Change.RULE_CHANGED
    if _by_the_plan_alone(told, truth) and _RANK[_severity_now(told, truth)] < _RANK.get(told.severity, 0):
        return Change.RULE_CHANGED
    if truth.why is None or (truth.past.isdisjoint(told.breaches) and not missed_since(told, truth)):
        return Change.WITHDRAWN
    if truth.why is Ending.RECOVERED and truth.severity:
        # It is bad again, at risk or for too few periods: a recovery that is over is not announced.
        return None
    return _ENDED[truth.why]


def _no_longer_awaited(told: Told, truth: Truth) -> Change:
    """Return the change with which figures stop being overdue: recovered only if one has come."""
    have_come, missing = came(told, truth)
    if is_edited(told, truth) and not have_come:
        return Change.RULE_CHANGED
    return Change.WITHDRAWN if missing else Change.RECOVERED


def _by_the_plan_alone(told: Told, truth: Truth) -> bool:
    """Whether only an edit of the plan, and no figure, changed the period announced last."""
    return reads_otherwise(told, truth) and not figures_are_revised(told, truth)


def _severity_now(told: Told, truth: Truth) -> str:
    """Return the present severity of the period announced last; as announced if it can no longer be judged."""
    now = truth.judged.get(told.period)
    return told.severity if now is None or now.status is Status.UNDECIDED else severity_of(now)


def _while_open(told: Told, truth: Truth, policy: Policy) -> Change | None:
    if truth.unstable:
        return None if told.unstable == truth.unstable else Change.UNSTABLE
    if another_time(told, truth) and truth.state is not State.RECOVERING:
        return Change.NEW
    severity = _RANK.get(truth.severity, 0) - _RANK.get(told.severity, 0)
    later = truth.order > told.order
    # The same figure reads differently in other units or decimals.
    revised = "shown" not in redefined(told, truth) and is_revised(told, truth)
    fresh = later or (not revised and knows_more(told, truth))
    by_version = is_by_a_version(told, truth)
    graver = severity > 0 and (later or not (by_version or _by_the_plan_alone(told, truth)))
    if graver and not told.severity:
        return Change.REOPENED  # it was last told as on track; only a miss can get worse
    # Going from off track to at risk is less serious, even if some part is missed by more.
    if graver or (fresh and severity >= 0 and _further_off(told, truth, policy)):
        return Change.WORSE
    if truth.settled and not told.settled:
        return Change.SETTLED
    extended = told.settled and not truth.settled
    if by_version or (not revised and target_edited(told, truth) and reads_otherwise(told, truth)):
        return Change.TARGET_CHANGED
    if revised or extended or reads_otherwise(told, truth) or truth.opened != told.opened or truth.order < told.order:
        return Change.CORRECTED
    if truth.unjudged and not told.unjudged:
        return Change.UNJUDGED
    if severity < 0:
        return Change.EASED
    says_more = (told.unjudged and not truth.unjudged) or (told.unstable and not truth.unstable)
    says_more = says_more or not set(truth.met) <= {*told.met}
    now = truth.judged.get(truth.period)
    # No reminder if no figure can change it: before its day, or once a needed area has ended.
    over = now is not None and (is_before_its_day(now) or _is_over(told, truth))
    reminds = policy.remind == "period" and not over
    if not says_more and not (fresh and reminds):
        return None
    return Change.SETTLED if truth.settled and _was_early(told, truth) else Change.STILL_OPEN


def _was_early(told: Told, truth: Truth) -> bool:
    """Whether the promise was announced as impossible to keep, and its due day has come since."""
    was, now = truth.judged.get(told.period), truth.judged.get(truth.period)
    return was is not None and now is not None and counts_early(was) and not counts_early(now)


def _is_over(told: Told, truth: Truth) -> bool:
    """Whether a needed area had already ended by the announced period."""
    both = (truth.judged.get(one) for one in (told.period, truth.period))
    return all(one is not None and Reason.AREA_ENDED in one.reasons for one in both)


def another_time(told: Told, truth: Truth) -> bool:
    """Whether the announced episode has ended, and another one has begun since."""
    return not of_one_time(told, truth) and not truth.past.isdisjoint(told.breaches)


def _further_off(told: Told, truth: Truth, policy: Policy) -> bool:
    """Whether the miss has grown enough to be announced; margins of different promises do not compare."""
    if reads_otherwise(told, truth):
        return False
    if told.margins and truth.margins:
        # Another part is missed, or one of them by more.
        further = any(_is_worse(told, truth, policy, place, now) for place, now in truth.margins)
        return further or not dict(truth.margins).keys() <= told.margins.keys()
    return told.basis == truth.basis and _is_worse(told, truth, policy, "", truth.margin)


def _is_worse(told: Told, truth: Truth, policy: Policy, place: str, now: Decimal | None) -> bool:
    """Whether a margin is smaller than the best one announced by at least what the policy asks."""
    was = told.distances.get(place)
    return now is not None and was is not None and now < was and was - now >= _least(truth, policy, place, was)


def _least(truth: Truth, policy: Policy, place: str, was: Decimal) -> Decimal:
    """Return the least worsening to announce, in the margin's unit; 0 if the target is no single value."""
    if policy.worse_by is not None and policy.worse_by_in == "points":
        return policy.worse_by
    whole = truth.judged.get(truth.period)
    one = whole.leaves[int(place)] if whole is not None and place else whole
    if one is None or one.required_value is None:
        return Decimal(0)
    target = abs(one.required_value)
    if policy.worse_by is not None:
        return target * policy.worse_by / 100
    least = target * _WORSE_BY / 100
    if one.measure.unit not in (Unit.PERCENT, Unit.POINTS):
        return least
    return max(least, min(_WORSE_BY_POINTS, abs(was) * _GREW))


def worse_than(told: Told, truth: Truth, policy: Policy) -> bool:
    """Whether an open alert got worse since it was announced, which ends an acknowledgement."""
    severity = _RANK.get(truth.severity, 0) - _RANK.get(told.severity, 0)
    return not told.open or severity > 0 or (severity == 0 and _further_off(told, truth, policy))
