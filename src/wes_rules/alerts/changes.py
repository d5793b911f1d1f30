"""How the state of an alert differs from what a recipient was told."""

from __future__ import annotations

from decimal import Decimal

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.awaited import came
from wes_rules.alerts.certain_miss import counts_early, is_before_its_day
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import Ending, State
from wes_rules.alerts.last_told import LastTold, of_one_time
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
from wes_rules.judging.judgement import Judgement
from wes_rules.judging.status import Status
from wes_rules.rules.policy import Policy
from wes_rules.rules.words import Words
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


def change_of(told: LastTold | None, current: CurrentAlert, policy: Policy) -> Change | None:
    """
    Return how the state differs from what a recipient was told; None if there is nothing to send.

    A missing figure never closes an alert. It closes on a verdict, or on a revision that takes its breaches back, and
    only for recipients who were told that it is open or unstable.
    """
    if told is not None and told.is_owed_an_end and not current.open:
        return _closing(told, current)
    if told is None or not told.open:
        return _opening(told, current)
    if current.kind is AlertKind.OFF_TRACK:
        return _while_open(told, current, policy)
    goes_on = _goes_on(told, current)
    if not (goes_on or of_one_time(told, current)):
        return Change.NEW
    if current.order > told.order and policy.remind == "period" and told.reminders < policy.overdue_reminders:
        return Change.STILL_OPEN
    were, are = overdue_then_and_now(told, current)
    # If figures are only added, it is a reminder; else some have come, or other figures are missing.
    added = goes_on or (current.order > told.order and were < are)
    return Change.CORRECTED if were and were != are and not added else None


def _goes_on(told: LastTold, current: CurrentAlert) -> bool:
    """Whether none of the figures told has come: without a start in the plan, only the latest period of what never came is asked for."""
    latest = current.latest
    if latest is None or latest.measure.starts is not None or current.order <= told.order:
        return False
    return not is_edited(told, current) and not came(told, current)[0]


def _opening(told: LastTold | None, current: CurrentAlert) -> Change | None:
    if not current.open or current.state is State.RECOVERING:
        # "New" is never sent while the measure is on track.
        return None
    if current.unstable:
        if told is None:
            # The breach comes first; the same message adds that it keeps changing.
            return Change.NEW
        return Change.UNSTABLE if told.unstable != current.unstable else None
    if told is None or told.change is Change.HANDED_OVER:
        return Change.NEW
    # A revision of the figure or of its comparator may make a period count that was last told as on track.
    known = {*told.breaches, told.period}
    return Change.NEW if known.isdisjoint(current.breaches) else Change.REOPENED


def _closing(told: LastTold, current: CurrentAlert) -> Change | None:
    if current.ended:
        return Change.ENDED
    if current.unstable:
        return None if told.unstable == current.unstable else Change.UNSTABLE
    if current.kind is AlertKind.OVERDUE:
        return _no_longer_awaited(told, current)
    if current.kind is not AlertKind.OFF_TRACK:
        return Change.RECOVERED
    # After an edit of the plan, only a period that is still a breach can have been made good.
    asks_otherwise = is_edited(told, current) or target_moved(told, current.judged.get(told.period), as_told=True)
    if asks_otherwise and not current.past.issuperset(told.breaches[-1:]):
        return Change.WITHDRAWN if figures_are_revised(told, current) else Change.RULE_CHANGED
    if _by_the_plan_alone(told, current) and _RANK[_severity_now(told, current)] < _RANK.get(told.severity, 0):
        return Change.RULE_CHANGED
    if current.why is None or (current.past.isdisjoint(told.breaches) and not missed_since(told, current)):
        return Change.WITHDRAWN
    if current.why is Ending.RECOVERED and current.severity:
        # It is bad again, at risk or for too few periods: a recovery that is over is not announced.
        return None
    return _ENDED[current.why]


def _no_longer_awaited(told: LastTold, current: CurrentAlert) -> Change:
    """Return the change with which figures stop being overdue: recovered only if one has come."""
    have_come, missing = came(told, current)
    if is_edited(told, current) and not have_come:
        return Change.RULE_CHANGED
    return Change.WITHDRAWN if missing else Change.RECOVERED


def _by_the_plan_alone(told: LastTold, current: CurrentAlert) -> bool:
    """Whether only an edit of the plan, and no figure, changed the period announced last."""
    return reads_otherwise(told, current) and not figures_are_revised(told, current)


def _severity_now(told: LastTold, current: CurrentAlert) -> str:
    """Return the present severity of the period announced last; as announced if it can no longer be judged."""
    now = current.judged.get(told.period)
    return told.severity if now is None or now.status is Status.UNDECIDED else severity_of(now)


def _while_open(told: LastTold, current: CurrentAlert, policy: Policy) -> Change | None:
    if current.unstable:
        return None if told.unstable == current.unstable else Change.UNSTABLE
    if another_time(told, current) and current.state is not State.RECOVERING:
        return Change.NEW
    severity = _RANK.get(current.severity, 0) - _RANK.get(told.severity, 0)
    later = current.order > told.order
    # The same figure reads differently in other units or decimals.
    revised = "shown" not in redefined(told, current) and is_revised(told, current)
    fresh = later or (not revised and knows_more(told, current))
    by_version = is_by_a_version(told, current)
    graver = severity > 0 and (later or not (by_version or _by_the_plan_alone(told, current)))
    if graver and not told.severity:
        return Change.REOPENED  # it was last told as on track; only a miss can get worse
    # Going from off track to at risk is less serious, even if some part is missed by more.
    if graver or (fresh and severity >= 0 and _further_off(told, current, policy)):
        return Change.WORSE
    if current.settled and not told.settled:
        return Change.SETTLED
    extended = told.settled and not current.settled
    if by_version or (not revised and target_edited(told, current) and reads_otherwise(told, current)):
        return Change.TARGET_CHANGED
    if (
        revised
        or extended
        or reads_otherwise(told, current)
        or current.opened != told.opened
        or current.order < told.order
    ):
        return Change.CORRECTED
    if current.unjudged and not told.unjudged:
        return Change.UNJUDGED
    if severity < 0:
        return Change.EASED
    if not _says_more(told, current) and not (fresh and policy.remind == "period" and _may_change(told, current)):
        return None
    return Change.SETTLED if current.settled and _was_early(told, current) else Change.STILL_OPEN


def _says_more(told: LastTold, current: CurrentAlert) -> bool:
    """Whether a verdict or a steady course is known again, or a part has been met since."""
    known_again = (told.unjudged and not current.unjudged) or (told.unstable and not current.unstable)
    return known_again or not set(current.met) <= {*told.met}


def _may_change(told: LastTold, current: CurrentAlert) -> bool:
    """Whether a figure can still change the alert: none can before its day, or once a needed area has ended."""
    now = current.judged.get(current.period)
    return now is None or not (is_before_its_day(now) or _is_over(told, current) or _nothing_came(told, current, now))


def _nothing_came(told: LastTold, current: CurrentAlert, now: Judgement) -> bool:
    """Whether a later period is off track whatever its figure is, and that has not come: the missing figure is news of its own."""
    if Reason.AREA_ENDED in now.reasons:
        return False  # that is told once
    own = [leaf for leaf in now.leaves if str(leaf.period) == current.period]
    return current.order > told.order and bool(own) and not any(leaf.row.has_come or _has_failed(leaf) for leaf in own)


def _has_failed(leaf: Judgement) -> bool:
    """Whether cases of a period that is not over have failed already."""
    return leaf.finding is not None and bool(Words.failed_so_far(leaf.finding.facts[0].figure))


def _was_early(told: LastTold, current: CurrentAlert) -> bool:
    """Whether the promise was announced as impossible to keep, and its due day has come since."""
    was, now = current.judged.get(told.period), current.judged.get(current.period)
    return was is not None and now is not None and counts_early(was) and not counts_early(now)


def _is_over(told: LastTold, current: CurrentAlert) -> bool:
    """Whether a needed area had already ended by the announced period."""
    both = (current.judged.get(one) for one in (told.period, current.period))
    return all(one is not None and Reason.AREA_ENDED in one.reasons for one in both)


def another_time(told: LastTold, current: CurrentAlert) -> bool:
    """Whether the announced episode has ended, and another one has begun since."""
    return not of_one_time(told, current) and not current.past.isdisjoint(told.breaches)


def _further_off(told: LastTold, current: CurrentAlert, policy: Policy) -> bool:
    """Whether the miss has grown enough to be announced; margins of different promises do not compare."""
    if reads_otherwise(told, current):
        return False
    if told.margins and current.margins:
        # Another part is missed, or one of them by more.
        further = any(_is_worse(told, current, policy, place, now) for place, now in current.margins)
        return further or not dict(current.margins).keys() <= told.margins.keys()
    return told.basis == current.basis and _is_worse(told, current, policy, "", current.margin)


def _is_worse(told: LastTold, current: CurrentAlert, policy: Policy, place: str, now: Decimal | None) -> bool:
    """Whether a margin is smaller than the best one announced by at least what the policy asks."""
    was = told.distances.get(place)
    return now is not None and was is not None and now < was and was - now >= _least(current, policy, place, was)


def _least(current: CurrentAlert, policy: Policy, place: str, was: Decimal) -> Decimal:
    """Return the least worsening to announce, in the margin's unit; 0 if the target is no single value."""
    if policy.worse_by is not None and policy.worse_by_in == "points":
        return policy.worse_by
    whole = current.judged.get(current.period)
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


def worse_than(told: LastTold, current: CurrentAlert, policy: Policy) -> bool:
    """Whether an open alert got worse since it was announced, which ends an acknowledgement."""
    severity = _RANK.get(current.severity, 0) - _RANK.get(told.severity, 0)
    return not told.open or severity > 0 or (severity == 0 and _further_off(told, current, policy))
