"""Deciding whether to send a recipient news of an alert now, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.changes import change_of, worse_than
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.headings import decided
from wes_rules.alerts.message import Change, News
from wes_rules.alerts.news import news_of, question_news
from wes_rules.alerts.records import Delivery, Member
from wes_rules.alerts.told import Lane, Told, of_one_time
from wes_rules.alerts.truth import Truth
from wes_rules.counting import counted, ordinal
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Escalation, Policy
from wes_rules.rules.words import listed
from wes_rules.values.days import said_day

_ACKNOWLEDGED = {Change.STILL_OPEN}
# Changes that figures cause, including the latest ones.
_OF_FIGURES = {
    *(Change.NEW, Change.REOPENED, Change.WORSE, Change.SETTLED, Change.CORRECTED),
    *(Change.WITHDRAWN, Change.STILL_OPEN, Change.EASED, Change.RECOVERED, Change.UNSTABLE),
}


@attrs.frozen(kw_only=True)
class Situation:
    """
    What decides about messages on one alert, apart from its state and what recipients know.

    Args:
        silences: The silences in force that match it.
        lapsed: Matching silences that have ended since the run before.
        seen: The alert's latest acknowledgement, even if it ends now.
        inhibited_by: A parent measure whose alert is open.
        announce_from: News about periods that ended before this day is not sent.
        quiet_until: The next working day if nothing is sent today; otherwise None.
        escalates: The day from which each escalation tells others, if known.
        escalated: What else to tell each recipient of an escalation, by recipient and notifier.
    """

    policy: Policy
    day: date
    silences: tuple[Silence, ...] = ()
    lapsed: tuple[Silence, ...] = ()
    acknowledged: Acknowledgement | None = None
    seen: Acknowledgement | None = None
    inhibited_by: str = ""
    announce_from: date | None = None
    quiet_until: date | None = None
    routed: frozenset[Lane] = frozenset()
    escalates: Mapping[Escalation, date] = attrs.field(factory=dict)
    escalated: Mapping[Lane, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Standing:
    """
    What a recipient knows, or will know once the messages on their way have arrived.

    Args:
        told: What the recipient knows; None if nothing was ever told.
        untouched: Messages that were never sent and may be superseded, by their place.
        dead: The latest news that was given up and certainly not seen.
        unsure: The message that told it was given up, and nobody knows whether it arrived.
    """

    told: Told | None = None
    untouched: tuple[int, ...] = ()
    dead: Member | None = None
    unsure: bool = False

    @property
    def heard(self) -> Told | None:
        """The last news told; None for a recipient who was only asked about a figure."""
        return None if self.told is None or self.told.change is Change.QUESTIONED else self.told

    @property
    def asked(self) -> tuple[str, date | None]:
        """The figure last asked about, and the day; an undelivered question counts as asked."""
        known = (None if self.dead is None else self.dead.told, self.told)
        return next(((one.asked, one.asked_on) for one in known if one is not None and one.asked), ("", None))

    @classmethod
    def of(cls, told: tuple[int, Told] | None, members: Iterable[Member]) -> Standing:
        """Return the standing after the last delivery and the later messages, in order."""
        place, known = told if told is not None else (0, None)
        untouched: list[int] = []
        dead: Member | None = None
        unsure = False
        for member in members:
            if member.seq < place:
                continue
            if member.untouched:
                untouched.append(member.seq)
            elif member.status is Delivery.DEAD and not member.maybe_seen:
                dead = member
            else:
                known, dead, unsure = member.told, None, member.status is Delivery.DEAD
        return cls(told=known, untouched=tuple(untouched), dead=dead, unsure=unsure)


@attrs.frozen(kw_only=True)
class Decision:
    """
    The decision for one alert and one recipient: news, or the reasons for sending none.

    Args:
        told: What the recipient will know once the news arrives.
        reasons: Why nothing, or only a question, is sent, most important first; never empty without news.
        out_of_reach: There is news, but the plan can no longer reach the recipient.
        waits_until: The day until which news waits: a working day, or the day on which an unanswered question lapses.
    """

    lane: Lane
    news: News | None = None
    told: Told | None = None
    reasons: tuple[str, ...] = ()
    out_of_reach: bool = False
    waits_until: date | None = None


def decide(truth: Truth, lane: Lane, standing: Standing, situation: Situation) -> Decision:
    """Decide whether to send a recipient news of an alert."""
    told = standing.heard
    change = change_of(told, truth, situation.policy)
    details: tuple[str, ...] = ()
    if told is not None and told.open and truth.open and situation.routed and lane not in situation.routed:
        change = Change.HANDED_OVER
        details = (f"{_named(situation.routed, lane)} it from now on.",)
    if change is None:
        return Decision(lane=lane, reasons=(_nothing_new(truth, told, standing),))
    if lane in situation.escalated and change in (Change.NEW, Change.REOPENED):
        change, details = Change.ESCALATED, (situation.escalated[lane],)
    reasons = tuple(_against(truth, change, lane, told, situation))
    afterwards = (
        *_reminded(truth, change, told, situation.policy),
        *_coming(truth, change, lane, situation),
        *_lapsed(situation),
        *_recorded(truth, change, situation.seen),
    )
    days = [day for _, day in _to_come(truth, lane, situation)] if change.opens else []
    news = news_of(truth, change, told, details=details, afterwards=afterwards)
    news = attrs.evolve(news, answer_by=min(days, default=None))
    asked, asked_on = standing.asked
    then = Told.of(truth, change, told, situation.day)
    then = attrs.evolve(then, line=news.line, standing=decided(news), asked=asked, asked_on=asked_on)
    if standing.dead is not None and standing.dead.told.says_the_same(then):
        reasons += ("delivering just this was given up; wes-rules alerts retry sends it again",)
    if reasons:
        return Decision(lane=lane, reasons=reasons, waits_until=situation.quiet_until)
    asking = _asking(truth, lane, standing, situation) if change in _OF_FIGURES else None
    return asking or Decision(lane=lane, news=news, told=then)


def _asking(truth: Truth, lane: Lane, standing: Standing, situation: Situation) -> Decision | None:
    """
    Decide to ask a recipient whether a figure is right, or to hold back the news that follows from it.

    News that follows from a figure announced before does not wait. If nobody answers, the news is sent.
    """
    question, told, days = truth.question, standing.heard, timedelta(days=situation.policy.question_days)
    if question is None or (told is not None and told.order >= truth.order):
        return None
    asked, asked_on = standing.asked
    asks = asked != question.figure or asked_on is None
    day = situation.day if asks or asked_on is None else asked_on
    until = day + days
    why = f"whether {question.figure} is right was asked on {said_day(day)}: it is told from {said_day(until)} on"
    waits = Decision(lane=lane, reasons=(why,), waits_until=until)
    if asks:
        then = attrs.evolve(told or Told(change=Change.QUESTIONED, open=False), asked=question.figure, asked_on=day)
        return attrs.evolve(waits, news=question_news(truth, told, question, until), told=then)
    answered = situation.seen is not None and situation.seen.at.date() >= day
    return None if answered or situation.day >= until else waits


def _reminded(truth: Truth, change: Change, told: Told | None, policy: Policy) -> Iterable[str]:
    """Say which reminder of overdue figures this is, and whether another follows."""
    if truth.kind is AlertKind.OVERDUE and change is Change.STILL_OPEN and told is not None:
        number = told.reminders + 1
        then = ": from now on this is only listed beside other news" if number >= policy.overdue_reminders else ""
        yield f"This is the {ordinal(number)}{' and last' if then else ''} reminder{then}."


def _coming(truth: Truth, change: Change, lane: Lane, situation: Situation) -> Iterable[str]:
    """Say who else is told if nobody answers what is new."""
    if change is Change.NEW:
        for level, day in _to_come(truth, lane, situation):
            yield f"If nobody has said by {said_day(day)} what is being done, {level.to} is told as well."


def _to_come(truth: Truth, lane: Lane, situation: Situation) -> Iterable[tuple[Escalation, date]]:
    """List who else escalation will tell, each with the last day for an acknowledgement that prevents it."""
    if truth.kind is not AlertKind.OFF_TRACK or not truth.open or situation.acknowledged is not None:
        return
    told = {lane.recipient, *(one.recipient for one in situation.routed)}
    for level in situation.policy.escalate:
        from_day = situation.escalates.get(level, situation.day + timedelta(days=level.after_days))
        if level.to not in told and from_day > situation.day:
            yield level, from_day - timedelta(days=1)


def _recorded(truth: Truth, change: Change, seen: Acknowledgement | None) -> Iterable[str]:
    """Say what an acknowledgement recorded about an alert that stays open."""
    if seen is not None and seen.note and truth.open and change.opens and of_one_time(seen.told, truth):
        yield f"Recorded by {seen.by} on {said_day(seen.at.date())}: {seen.note.rstrip('.')}."


def _named(lanes: Iterable[Lane], before: Lane) -> str:
    """Say who receives an alert, and the notifier only if it changed."""
    through = {one.notifier for one in lanes} == {before.notifier}
    names = sorted({one.recipient if through else f"{one.recipient} (via {one.notifier})" for one in lanes})
    return f"{listed(names)} {'receives' if len(names) == 1 else 'receive'}"


def _nothing_new(truth: Truth, told: Told | None, standing: Standing) -> str:
    if standing.unsure:
        return "it was given up, and nobody knows whether it arrived; wes-rules alerts retry sends it again"
    if told is not None and told.open and not truth.open and truth.severity:
        return f"it was on track in {truth.ended_in}, and {truth.period} is not: what follows decides what is told"
    if told is not None and told.is_owed_an_end:
        if truth.kind is AlertKind.OVERDUE and told.reminders and truth.order > told.order:
            return f"it was told, and its board has been reminded {counted(told.reminders, 'time')}"
        changes = ": it changes still" if told.unstable and truth.unstable else ""
        changes = changes or (f": {truth.quiet_because}" if truth.open and truth.quiet_because else "")
        return f"nothing is new since it was told as {told.change.heading.lower()}{changes}"
    if standing.dead is not None:
        return "delivering the news was given up, and it no longer holds"
    if truth.progress:
        waits = ", and nobody is told of it for the first time while it is on track" if truth.open else ""
        return f"it is {truth.progress}{waits}"
    if truth.open:
        return "nothing is new"
    return f"it is not open: {truth.quiet_because}" if truth.quiet_because else "it is not open"


def _against(truth: Truth, change: Change, lane: Lane, told: Told | None, situation: Situation) -> Iterable[str]:
    """List what holds back a change, the most important reason first."""
    # A recipient who knows of the alert hears everything except reminders.
    aware = told is not None and told.is_owed_an_end
    goes_on = not aware or change in (Change.NEW, Change.STILL_OPEN)
    if lane not in situation.routed and goes_on:
        yield "it is told to others now"
    early = situation.announce_from
    if told is None and early is not None and truth.ends is not None and truth.ends <= early:
        yield f"{truth.period} ended before {said_day(early)}, from when on news is told"
    yield from (one.words for one in _longest(situation.silences))
    if situation.inhibited_by and goes_on:
        yield f'inhibited by the open alert of "{situation.inhibited_by}"'
    if situation.acknowledged is not None and change in _ACKNOWLEDGED:
        yield f"acknowledged by {situation.acknowledged.by}: no reminders until it gets worse"
    if situation.quiet_until is not None:
        yield f"nothing is sent before {said_day(situation.quiet_until)}, the next working day"


def _lapsed(situation: Situation) -> Iterable[str]:
    return [f"It was {one.words}." for one in _longest(situation.lapsed)]


def _longest(silences: Iterable[Silence]) -> list[Silence]:
    """Return each person's silence that ends last."""
    last: dict[str, Silence] = {}
    for one in sorted(silences, key=lambda each: each.ends):
        last[one.author] = one
    return list(last.values())


def cleared(one: Acknowledgement, truth: Truth, policy: Policy, now: datetime) -> str:
    """Say why an acknowledgement has ended; empty while it stands."""
    if one.until is not None and now >= one.until:
        return "its time is over"
    if not truth.open:
        return "the alert is closed"
    if not of_one_time(one.told, truth):
        return "the alert has been closed, and is open for another time"
    return "the alert got worse" if worse_than(one.told, truth, policy) else ""


def lanes_of(plan: Plan, recipients: Iterable[str], notifiers: Iterable[str]) -> frozenset[Lane]:
    """Return the lanes to some recipients: through the notifiers each names, or else all of the plan's."""
    known = tuple(notifiers)
    return frozenset(
        Lane(name, notifier)
        for name in recipients
        for notifier in (plan.alerting.recipient(name).via or known)
        if notifier in known
    )


def knows(told: Told | None, truth: Truth) -> bool:
    """Whether a recipient was told of the present episode of an open alert."""
    return told is not None and told.open and truth.open and of_one_time(told, truth)
