"""What a recipient was last told of an alert, and how what is true differs from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.fold import Ending
from wes_rules.alerts.message import Change, News
from wes_rules.alerts.truth import Truth
from wes_rules.judging.explain import one_line
from wes_rules.judging.inputs import inputs_of
from wes_rules.judging.status import Status
from wes_rules.rules.policy import Policy

_ENDED = {
    Ending.RECOVERED: Change.RECOVERED,
    Ending.NOT_COMPARABLE: Change.NOT_COMPARABLE,
    Ending.NOT_APPLICABLE: Change.NOT_APPLICABLE,
}
_VAGUE = ("between ", "rank between ")
_UNKNOWN = "not known"
_GONE = "no figure"
_EARLIER = "earlier figures"
_RANK = {"": 0, "at_risk": 1, "off_track": 2}


@attrs.frozen(order=True)
class Lane:
    """
    The way from an alert to one recipient: messages on it arrive in their order.

    Args:
        recipient: The board.
        notifier: The notifier's name in the plan.
    """

    recipient: str
    notifier: str


@attrs.frozen(kw_only=True)
class Told:
    """
    What a recipient was last told of an alert.

    Args:
        change: What was new about it then.
        open: Whether it was open.
        opened: The period it had opened in; once it is closed, that of the time it was open.
        period: The latest period with a verdict.
        order: That period's place among the periods of its kind.
        breaches: The periods that counted against it, kept once it is closed: a revision may open it again.
        severity: How bad it was.
        margin: By how much the promise was missed, as a plain number; empty when not known exactly.
        basis: Which part of the promise that margin is of.
        settled: The deadline had passed.
        unjudged: It could no longer be judged.
        unstable: The period since which it was told to be unstable; empty when it was not.
        inputs: The figures that it and its breaches rested on, as people read them.
        rule: The fingerprint of the promise.
        terms: The fingerprint of what the policy said of opening and closing.
        first: The day on which this opening was first put in the queue for the recipient.
        message: The key of the message that told it.
    """

    change: Change
    open: bool
    opened: str = ""
    period: str = ""
    order: int = 0
    breaches: tuple[str, ...] = ()
    severity: str = ""
    margin: str = ""
    basis: str = ""
    settled: bool = False
    unjudged: bool = False
    unstable: str = ""
    inputs: dict[str, str] = attrs.field(factory=dict)
    rule: str = ""
    terms: str = ""
    first: date | None = None
    message: str = ""

    @classmethod
    def of(cls, truth: Truth, change: Change, before: Told | None, day: date) -> Told:
        """Return what a recipient knows once it has been told what is true."""
        same = before is not None and before.open and truth.open and of_one_time(before, truth)
        kept = before if before is not None and not truth.open else None
        opened = kept.opened if kept is not None else truth.opened
        breaches = kept.breaches if kept is not None else truth.breaches
        return cls(
            change=change,
            open=truth.open,
            opened=opened,
            period=truth.period,
            order=truth.order,
            breaches=breaches,
            severity=truth.severity,
            margin="" if truth.margin is None else format(truth.margin, "f"),
            basis=truth.basis,
            settled=truth.settled,
            unjudged=truth.unjudged,
            unstable=truth.unstable,
            inputs=figures_told(truth, (*breaches, truth.period)),
            rule=truth.rule,
            terms=truth.terms,
            first=before.first if same and before is not None else day,
        )

    def says_the_same(self, other: Told) -> bool:
        """Whether both leave a recipient with the same knowledge, whenever it was told and by which message."""
        return attrs.evolve(self, first=None, message="", change=other.change) == attrs.evolve(
            other, first=None, message=""
        )


def change_of(told: Told | None, truth: Truth, policy: Policy) -> Change | None:
    """
    Return how what is true differs from what a recipient was told; None when there is nothing to tell.

    Nothing ever closes because nothing is known: an alert closes on a verdict, or on a revision that takes
    its breaches back, and only for somebody who was told that it is open.
    """
    if told is None or not told.open:
        return _opening(told, truth)
    if not truth.open:
        return _closing(told, truth)
    if truth.kind is AlertKind.OFF_TRACK:
        return _while_open(told, truth, policy)
    if not of_one_time(told, truth):
        return Change.NEW
    return Change.STILL_OPEN if truth.order > told.order and policy.remind == "period" else None


def of_one_time(told: Told, truth: Truth) -> bool:
    """Whether an alert that is open was told as open for the same time, whatever revisions did to its first period."""
    return told.opened == truth.opened or not set(told.breaches).isdisjoint(truth.breaches)


def _opening(told: Told | None, truth: Truth) -> Change | None:
    if not truth.open:
        return None
    if truth.unstable:
        return Change.UNSTABLE if told is None or told.unstable != truth.unstable else None
    again = told is not None and not set(told.breaches).isdisjoint(truth.breaches)
    return Change.REOPENED if again else Change.NEW


def _closing(told: Told, truth: Truth) -> Change | None:
    if truth.ended:
        return Change.ENDED
    if truth.unstable:
        return None if told.unstable == truth.unstable else Change.UNSTABLE
    if truth.kind is not AlertKind.OFF_TRACK:
        return Change.RECOVERED
    # Where what the plan asks has changed, only a breach that still is one can have been made good.
    asked_else = (told.rule, told.terms) != (truth.rule, truth.terms)
    if asked_else and not truth.past.issuperset(told.breaches[-1:]):
        return Change.RULE_CHANGED
    if truth.why is None or truth.past.isdisjoint(told.breaches):
        return Change.WITHDRAWN
    return _ENDED[truth.why]


def _while_open(told: Told, truth: Truth, policy: Policy) -> Change | None:
    if truth.unstable and told.unstable != truth.unstable:
        return Change.UNSTABLE
    if _another_time(told, truth):
        return Change.NEW
    severity = _RANK.get(truth.severity, 0) - _RANK.get(told.severity, 0)
    later = truth.order > told.order
    revised = not later and bool(moved(told, truth))
    fresh = later or (not revised and _knows_more(told, truth))
    if severity > 0 or (fresh and _further_off(told, truth)):
        return Change.WORSE
    if truth.settled and not told.settled:
        return Change.SETTLED
    if revised or told.rule != truth.rule or truth.opened != told.opened or truth.order < told.order:
        return Change.CORRECTED
    if truth.unjudged and not told.unjudged:
        return Change.UNJUDGED
    if severity < 0:
        return Change.EASED
    judged_again = told.unjudged and not truth.unjudged
    return Change.STILL_OPEN if judged_again or (fresh and policy.remind == "period") else None


def _another_time(told: Told, truth: Truth) -> bool:
    """Whether the time that was told has ended as it was told, and another one has begun since."""
    return not of_one_time(told, truth) and not truth.past.isdisjoint(told.breaches)


def _further_off(told: Told, truth: Truth) -> bool:
    """Whether the promise is missed by more than was told; margins of different promises do not compare."""
    if not told.margin or truth.margin is None or (told.rule, told.basis) != (truth.rule, truth.basis):
        return False
    return truth.margin < Decimal(told.margin)


def _corrections(told: Told, truth: Truth) -> list[str]:
    """Say what was told before and is no longer so, and why."""
    said = []
    if told.rule != truth.rule:
        said.append("What the plan asks of the figures has been changed since this was told.")
    elif told.terms != truth.terms:
        said.append("When the plan counts it as off track has been changed since this was told.")
    said += _undecided(told, truth)
    said += [f"{one}." for one in moved(told, truth)]
    if truth.open and _another_time(told, truth):
        said.append(f"The time it was told of before, from {told.opened} on, has ended; this is another one.")
    elif truth.open and truth.opened != told.opened:
        said.append(f"It counts as off track from {truth.opened} on, not from {told.opened}.")
    return said


def _undecided(told: Told, truth: Truth) -> Iterator[str]:
    """Say which periods that counted against it are neither good nor bad now, and why."""
    for period in told.breaches:
        now = truth.judged.get(period)
        if now is not None and now.status is Status.UNDECIDED and now.reasons:
            why = now.reasons[0].sentence
            yield f"Whether {period} is off track can no longer be judged: {why[0].lower()}{why[1:]}"


def worse_than(told: Told, truth: Truth) -> bool:
    """Whether an alert got worse since it was told, so that an acknowledgement of it no longer stands."""
    if not (told.open and truth.open):
        return truth.open and not told.open
    return _RANK.get(truth.severity, 0) > _RANK.get(told.severity, 0) or _further_off(told, truth)


def moved(told: Told, truth: Truth) -> tuple[str, ...]:
    """
    Say which figures that a recipient was told of have been revised since, or are not known any more.

    A figure that another period's has followed is not revised, and neither is one that was not known before.
    """
    now = figures_told(truth, (*told.breaches, told.period))
    changes: dict[tuple[str, str], str] = {}
    for place, old in sorted(told.inputs.items()):
        period, name, _ = place.split("|", 2)
        gone = period not in truth.judged and told.rule == truth.rule and not truth.ended
        new = _GONE if gone else now.get(place, old)
        # The same figure may be its own period's and an earlier one for those after it.
        if new != old and not old.startswith(_UNKNOWN) and changes.get((old, new), _EARLIER) == _EARLIER:
            changes[old, new] = name
    return tuple(f"{_way(old, new)}: {name}: {old} before, {new} now" for (old, new), name in changes.items())


def _way(old: str, new: str) -> str:
    """Say what became of a figure; one that was known between bounds is no revision when it is known better."""
    if new.startswith((_GONE, _UNKNOWN)):
        return "No longer known"
    return "Known now" if old.startswith(_VAGUE) and not new.startswith(_VAGUE) else "Revised"


def _knows_more(told: Told, truth: Truth) -> bool:
    """Whether a figure that was not known when it was told, or not looked at, is known now."""
    known = {place for place, words in told.inputs.items() if not words.startswith(_UNKNOWN)}
    now = figures_told(truth, (told.period,))
    return any(place not in known and not words.startswith(_UNKNOWN) for place, words in now.items())


def figures_told(truth: Truth, periods: Iterable[str]) -> dict[str, str]:
    """Return the figures that the verdicts of some periods rest on, in words, by their places."""
    return {
        f"{period}|{one.name}|{one.place}": one.words
        for period in dict.fromkeys(periods)
        if period in truth.judged
        for one in inputs_of(truth.judged[period])
    }


def news_of(truth: Truth, change: Change, told: Told | None, *, details: tuple[str, ...] = ()) -> News:
    """Return what a recipient is told of an alert, after what it was told before."""
    opened, period, line = truth.opened, truth.period, truth.line
    if told is not None and not truth.open:
        opened = told.opened
        if truth.order < told.order:
            # What is taken back is news of the period that was told, not of the one before it.
            period = told.period
            line = one_line(truth.judged[period]) if period in truth.judged else line
    said = list(details)
    if told is not None and told.open and truth.kind is AlertKind.OFF_TRACK:
        said += _corrections(told, truth)
    if truth.open and truth.kind is AlertKind.OFF_TRACK and len(truth.breaches) > 1:
        said.append(f"Off track in {len(truth.breaches)} periods since {truth.opened}.")
    if truth.progress:
        said.append(f"It is {truth.progress}.")
    if truth.open and truth.settled and truth.kind is AlertKind.OFF_TRACK:
        said.append("The deadline has passed: only a revision can change this.")
    return News(
        alert=truth.alert,
        episode=f"{truth.alert}@{opened}",
        kind=truth.kind,
        change=change,
        open=truth.open,
        severity=truth.severity,
        title=truth.title,
        measure=truth.measure,
        area=truth.area,
        area_name=truth.area_name,
        owner=truth.owner,
        period=period,
        since=opened,
        started=truth.started,
        next_due=truth.next_due,
        line=line,
        details=tuple(said),
        labels=truth.labels,
        made_up=truth.made_up,
        follows="" if told is None else told.message,
    )
