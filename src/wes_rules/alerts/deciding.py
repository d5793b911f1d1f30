"""Deciding whether to send a recipient news of an alert now, and if not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.changes import change_of, worse_than
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.handling import Acknowledgement, Silence
from wes_rules.alerts.headings import decided
from wes_rules.alerts.last_told import LastTold, Route, of_one_time
from wes_rules.alerts.message import Change, News
from wes_rules.alerts.news import news_of
from wes_rules.alerts.question_news import question_news
from wes_rules.alerts.records import Delivery, Member
from wes_rules.counting import counted, ordinal
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Escalation, Policy
from wes_rules.rules.words import listed
from wes_rules.values.days import said_day

_ACKNOWLEDGED = {Change.STILL_OPEN}
# Changes that figures cause, including the latest ones.
_OF_FIGURES = {
    *(Change.NEW, Change.ADDED, Change.REOPENED, Change.WORSE, Change.SETTLED, Change.CORRECTED),
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
        joins: Why a recipient is told of what others were told before: by escalation, or as the plan names it now.
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
    routed: frozenset[Route] = frozenset()
    escalates: Mapping[Escalation, date] = attrs.field(factory=dict)
    joins: Mapping[Route, tuple[Change, str]] = attrs.field(factory=dict)


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

    told: LastTold | None = None
    untouched: tuple[int, ...] = ()
    dead: Member | None = None
    unsure: bool = False

    @property
    def heard(self) -> LastTold | None:
        """The last news told; None for a recipient who was only asked about a figure."""
        return None if self.told is None or self.told.change is Change.QUESTIONED else self.told

    @property
    def asked(self) -> tuple[str, date | None]:
        """The figure last asked about, and the day; an undelivered question counts as asked."""
        known = (None if self.dead is None else self.dead.told, self.told)
        return next(((one.asked, one.asked_on) for one in known if one is not None and one.asked), ("", None))

    @classmethod
    def of(cls, told: tuple[int, LastTold] | None, members: Iterable[Member]) -> Standing:
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

    route: Route
    news: News | None = None
    told: LastTold | None = None
    reasons: tuple[str, ...] = ()
    out_of_reach: bool = False
    waits_until: date | None = None


def decide(current: CurrentAlert, route: Route, standing: Standing, situation: Situation) -> Decision:
    """Decide whether to send a recipient news of an alert."""
    told = standing.heard
    change = change_of(told, current, situation.policy)
    details: tuple[str, ...] = ()
    if told is not None and told.open and current.open and situation.routed and route not in situation.routed:
        change = Change.HANDED_OVER
        details = (f"{_named(situation.routed, route)} it from now on.",)
    if change is None:
        return Decision(route=route, reasons=(_nothing_new(current, told, standing),))
    if route in situation.joins and change in (Change.NEW, Change.REOPENED):
        change, why = situation.joins[route]
        details = (why,)
    reasons = tuple(_against(current, change, route, told, situation))
    afterwards = (
        *_reminded(current, change, told, situation.policy),
        *_coming(current, change, route, situation),
        *(f"It was {one.words}." for one in _longest(situation.lapsed)),
        *_recorded(current, change, situation.seen),
    )
    days = [day for _, day in _to_come(current, route, situation)] if change.opens else []
    news = news_of(current, change, told, details=details, afterwards=afterwards)
    news = attrs.evolve(news, answer_by=min(days, default=None))
    asked, asked_on = standing.asked
    then = LastTold.of(current, change, told, situation.day)
    then = attrs.evolve(then, line=news.line, standing=decided(news), asked=asked, asked_on=asked_on)
    if standing.dead is not None and standing.dead.told.says_the_same(then):
        reasons += ("delivering just this was given up; wes-rules alerts retry sends it again",)
    if reasons:
        return Decision(route=route, reasons=reasons, waits_until=situation.quiet_until)
    asking = _asking(current, route, standing, situation) if change in _OF_FIGURES else None
    return asking or Decision(route=route, news=news, told=then)


def _asking(current: CurrentAlert, route: Route, standing: Standing, situation: Situation) -> Decision | None:
    """
    Decide to ask a recipient whether a figure is right, or to hold back the news that follows from it.

    News that follows from a figure announced before does not wait. If nobody answers, the news is sent.
    """
    question, told, days = current.question, standing.heard, timedelta(days=situation.policy.question_days)
    if question is None or (told is not None and told.order >= current.order):
        return None
    asked, asked_on = standing.asked
    asks = asked != question.figure or asked_on is None
    day = situation.day if asks or asked_on is None else asked_on
    until = day + days
    why = f"whether {question.figure} is right was asked on {said_day(day)}: it is told from {said_day(until)} on"
    waits = Decision(route=route, reasons=(why,), waits_until=until)
    if asks:
        then = attrs.evolve(told or LastTold(change=Change.QUESTIONED, open=False), asked=question.figure, asked_on=day)
        return attrs.evolve(waits, news=question_news(current, told, question, until), told=then)
    answered = situation.seen is not None and situation.seen.at.date() >= day
    return None if answered or situation.day >= until else waits


def _reminded(current: CurrentAlert, change: Change, told: LastTold | None, policy: Policy) -> Iterable[str]:
    """Say which reminder of overdue figures this is, and whether another follows."""
    if current.kind is AlertKind.OVERDUE and change is Change.STILL_OPEN and told is not None:
        number = told.reminders + 1
        then = ": from now on this is only listed beside other news" if number >= policy.overdue_reminders else ""
        yield f"This is the {ordinal(number)}{' and last' if then else ''} reminder{then}."


def _coming(current: CurrentAlert, change: Change, route: Route, situation: Situation) -> Iterable[str]:
    """Say who else is told if nobody answers what is new."""
    if change in (Change.NEW, Change.ADDED):
        for level, day in _to_come(current, route, situation):
            yield f"If nobody has said by {said_day(day)} what is being done, {level.to} is told as well."


def _to_come(current: CurrentAlert, route: Route, situation: Situation) -> Iterable[tuple[Escalation, date]]:
    """List who else escalation will tell, each with the last day for an acknowledgement that prevents it."""
    if current.kind is not AlertKind.OFF_TRACK or not current.open or situation.acknowledged is not None:
        return
    told = {route.recipient, *(one.recipient for one in situation.routed)}
    for level in situation.policy.escalate:
        from_day = situation.escalates.get(level, situation.day + timedelta(days=level.after_days))
        if level.to not in told and from_day > situation.day:
            yield level, from_day - timedelta(days=1)


def _recorded(current: CurrentAlert, change: Change, seen: Acknowledgement | None) -> Iterable[str]:
    """Say what an acknowledgement recorded about an alert that stays open."""
    if seen is not None and seen.note and current.open and change.opens and of_one_time(seen.told, current):
        yield f"Recorded by {seen.by} on {said_day(seen.at.date())}: {seen.note.rstrip('.')}."


def _named(routes: Iterable[Route], before: Route) -> str:
    """Say who receives an alert, and the notifier only if it changed."""
    through = {one.notifier for one in routes} == {before.notifier}
    names = sorted({one.recipient if through else f"{one.recipient} (via {one.notifier})" for one in routes})
    return f"{listed(names)} {'receives' if len(names) == 1 else 'receive'}"


def _nothing_new(current: CurrentAlert, told: LastTold | None, standing: Standing) -> str:
    if standing.unsure:
        return "it was given up, and nobody knows whether it arrived; wes-rules alerts retry sends it again"
    if told is not None and told.open and not current.open and current.severity:
        return f"it was on track in {current.ended_in}, and {current.period} is not: what follows decides what is told"
    if told is not None and told.is_owed_an_end:
        if current.kind is AlertKind.OVERDUE and told.reminders and current.order > told.order:
            return f"it was told, and its board has been reminded {counted(told.reminders, 'time')}"
        changes = ": it changes still" if told.unstable and current.unstable else ""
        changes = changes or (f": {current.quiet_because}" if current.open and current.quiet_because else "")
        return f"nothing is new since it was told as {told.change.heading.lower()}{changes}"
    if standing.dead is not None:
        return "delivering the news was given up, and it no longer holds"
    if current.progress:
        waits = ", and nobody is told of it for the first time while it is on track" if current.open else ""
        return f"it is {current.progress}{waits}"
    if current.open:
        return "nothing is new"
    return f"it is not open: {current.quiet_because}" if current.quiet_because else "it is not open"


def _against(
    current: CurrentAlert, change: Change, route: Route, told: LastTold | None, situation: Situation
) -> Iterable[str]:
    """List what holds back a change, the most important reason first."""
    # A recipient who knows of the alert hears everything except reminders.
    aware = told is not None and told.is_owed_an_end
    goes_on = not aware or change in (Change.NEW, Change.ADDED, Change.STILL_OPEN)
    if route not in situation.routed and goes_on:
        yield "it is told to others now"
    early = situation.announce_from
    if told is None and early is not None and current.ends is not None and current.ends <= early:
        yield f"{current.period} ended before {said_day(early)}, from when on news is told"
    yield from (one.words for one in _longest(situation.silences))
    if situation.inhibited_by and goes_on:
        yield f'inhibited by the open alert of "{situation.inhibited_by}"'
    if situation.acknowledged is not None and change in _ACKNOWLEDGED:
        yield f"acknowledged by {situation.acknowledged.by}: no reminders until it gets worse"
    if situation.quiet_until is not None:
        yield f"nothing is sent before {said_day(situation.quiet_until)}, the next working day"


def _longest(silences: Iterable[Silence]) -> list[Silence]:
    """Return each person's silence that ends last."""
    last: dict[str, Silence] = {}
    for one in sorted(silences, key=lambda each: each.ends):
        last[one.author] = one
    return list(last.values())


def cleared(one: Acknowledgement, current: CurrentAlert, policy: Policy, now: datetime) -> str:
    """Say why an acknowledgement has ended; empty while it stands."""
    if one.until is not None and now >= one.until:
        return "its time is over"
    if not current.open:
        return "the alert is closed"
    if not of_one_time(one.told, current):
        return "the alert has been closed, and is open for another time"
    return "the alert got worse" if worse_than(one.told, current, policy) else ""


def routes_of(plan: Plan, recipients: Iterable[str], notifiers: Iterable[str]) -> frozenset[Route]:
    """Return the routes to some recipients: through the notifiers each names, or else all of the plan's."""
    known = tuple(notifiers)
    return frozenset(
        Route(name, notifier)
        for name in recipients
        for notifier in (plan.alerting.recipient(name).via or known)
        if notifier in known
    )


def knows(told: LastTold | None, current: CurrentAlert) -> bool:
    """Whether a recipient was told of the present episode of an open alert."""
    return told is not None and told.open and current.open and of_one_time(told, current)
