"""Alert policies: who is told, when, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

import attrs

from wes_rules.errors import DefinitionError, Problem
from wes_rules.rules.measure import Measure
from wes_rules.values import accepting
from wes_rules.values.checks import Bounds
from wes_rules.values.fields import Declared, Line, Name, NonNegativeInt

_SATURDAY = 5

Runs = Annotated[int, Bounds(low=1, high=100)]
Days = Annotated[int, Bounds(low=0, high=3660)]
Reminders = Annotated[int, Bounds(low=0, high=1000)]
Waits = Annotated[int, Bounds(low=1, high=366)]
Least = Annotated[Decimal, Bounds(low=0)]


@attrs.frozen(kw_only=True)
class Escalation(Declared):
    """
    Who else is told when an alert stays open and nobody acknowledges it.

    Args:
        to: The recipient.
        after_days: Days since the alert was first told.
    """

    to: Name
    after_days: Annotated[int, Bounds(low=1, high=3660)]


@attrs.frozen(kw_only=True)
class Policy(Declared):
    """
    How alerts of a measure behave.

    Args:
        after: The number of off-track periods in a row that opens an alert.
        close_after: The number of on-track periods in a row that closes it.
        severity: The least that counts: off track, or at risk as well.
        evidence: Open only when the movement is more than noise; the verdict itself stays what it is.
        only_worse: Open only in a period whose figure has worsened in its direction of travel.
        minimum_denominator: The least number of people or cases that a figure has to be of to open or close an alert; one
            whose number is not known does.
        provisional: Tell what rests on provisional figures, or hold all of it until the figures are final.
        overdue: Whether a figure later than its publication lag is an alert of its own.
        grace_days: Days after the publication lag before it is.
        overdue_reminders: How often its board is reminded of figures that stay overdue, once with each further one; then they
            are only listed beside other news.
        max_unjudged: Periods without a verdict after which an open alert is told to be beyond judging.
        worse_by: The least by which a figure has to be further off, since the best that was told, to be told as worse; by
            default 1% of the target, and of a percentage half a point at the least unless the miss grew by half; anything
            where the target is no single value in the unit of the figure.
        worse_by_in: Whether that is in the unit of the measure (percentages: in points) or in percent of the target.
        question_jumps_over: A figure that differs by more than this from each of those before it is told as a question before it
            is told as news; by default none is.
        question_jumps_in: Whether that is in the unit of the measure (percentages: in points) or in percent of each of those.
        question_days: For so many days news waits for an answer.
        remind: Tell again with each new period that is still off track, or never.
        to: The recipients; by default the measure's owner.
        subscribers: Who is told beside the recipients.
        escalate: Who else is told of what stays open.
    """

    after: Runs = 1
    close_after: Runs = 1
    severity: Literal["off_track", "at_risk"] = "off_track"
    evidence: bool = False
    only_worse: bool = False
    minimum_denominator: NonNegativeInt = 0
    provisional: Literal["tell", "hold"] = "tell"
    overdue: bool = True
    grace_days: Days = 0
    overdue_reminders: Reminders = 4
    max_unjudged: Runs = 2
    worse_by: Least | None = attrs.field(default=None, converter=accepting.number_or_none)
    worse_by_in: Literal["points", "percent-of-target"] = "points"
    question_jumps_over: Least | None = attrs.field(default=None, converter=accepting.number_or_none)
    question_jumps_in: Literal["points", "percent"] = "points"
    question_days: Waits = 7
    remind: Literal["period", "never"] = "period"
    to: tuple[Name, ...] = ()
    subscribers: tuple[Name, ...] = ()
    escalate: tuple[Escalation, ...] = ()


@attrs.frozen(kw_only=True)
class PolicyFor(Declared):
    """
    Settings that differ for some measures: those named, and those with any of the labels.

    The fields are those of `Policy`; what is not given stays as it is. Where several match, later ones win.

    Args:
        measures: The ids of the measures it is for.
        labels: Labels; it is for measures that have any of them.

    Raises:
        DefinitionError: It names neither measures nor labels.
    """

    fields_of: ClassVar[type[Declared]] = Policy

    measures: tuple[Name, ...] = ()
    labels: tuple[Name, ...] = ()
    after: Runs | None = None
    close_after: Runs | None = None
    severity: Literal["off_track", "at_risk"] | None = None
    evidence: bool | None = None
    only_worse: bool | None = None
    minimum_denominator: NonNegativeInt | None = None
    provisional: Literal["tell", "hold"] | None = None
    overdue: bool | None = None
    grace_days: Days | None = None
    overdue_reminders: Reminders | None = None
    max_unjudged: Runs | None = None
    worse_by: Least | None = attrs.field(default=None, converter=accepting.number_or_none)
    worse_by_in: Literal["points", "percent-of-target"] | None = None
    question_jumps_over: Least | None = attrs.field(default=None, converter=accepting.number_or_none)
    question_jumps_in: Literal["points", "percent"] | None = None
    question_days: Waits | None = None
    remind: Literal["period", "never"] | None = None
    to: tuple[Name, ...] | None = None
    subscribers: tuple[Name, ...] | None = None
    escalate: tuple[Escalation, ...] | None = None

    def __attrs_post_init__(self) -> None:
        if not self.measures and not self.labels:
            raise DefinitionError(
                Problem("a policy names no measures and no labels", 'add measures = ["..."] or labels = ["..."]')
            )

    def matches(self, measure: Measure) -> bool:
        """Whether it applies to a measure."""
        return measure.id in self.measures or not set(self.labels).isdisjoint(measure.labels)

    def over(self, policy: Policy) -> Policy:
        """Return a policy with these settings changed."""
        given = {field.name: getattr(self, field.name) for field in attrs.fields(Policy)}
        return attrs.evolve(policy, **{name: value for name, value in given.items() if value is not None})


@attrs.frozen(kw_only=True)
class Inhibition(Declared):
    """
    Measures of whose opening nobody is told while another one is open: the parent says it already.

    Args:
        parent: The measure whose open alert inhibits.
        children: The measures that are inhibited.
    """

    parent: Name
    children: tuple[Name, ...]


@attrs.frozen(kw_only=True)
class Recipient(Declared):
    """
    A board or person who is told.

    Args:
        name: The name that measures and policies use.
        via: The notifiers it is told through, by name; by default all of the plan.
        addresses: Its address for each notifier that needs one, by the notifier's name.
    """

    name: Name
    via: tuple[Name, ...] = ()
    addresses: Mapping[Name, str] = attrs.field(factory=dict, hash=False)


@attrs.frozen(kw_only=True)
class Alerting(Declared):
    """
    The alert settings of a plan.

    Args:
        policies: What is different for some.
        inhibitions: Who is silent while another is open.
        recipients: Who can be told. When there are any, every board that is told must be one of them.
        fallback: The recipient of measures without an owner, and of news of the running itself.
        announce_from: News of periods that ended before this day is not told: a first run on an old series
            would else announce its history.
        working_days: Tell nobody anything on Saturdays and Sundays; what still holds is told on the next working day.
        holidays: Other days on which nobody is told anything.
        contact: Whom a reader of a message can ask, such as a name, an address or a number.
        link: The address at which the plan's page is published: messages lead to it, and to its section of a measure.
    """

    policy: Policy = Policy()
    policies: tuple[PolicyFor, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    fallback: Line = ""
    announce_from: date | None = None
    working_days: bool = False
    holidays: tuple[date, ...] = ()
    contact: Line = ""
    link: Line = ""

    def quiet_until(self, day: date) -> date | None:
        """Return the next working day if nothing is sent on this day; else None."""
        told_on = day
        while told_on in self.holidays or (self.working_days and told_on.weekday() >= _SATURDAY):
            told_on += timedelta(days=1)
        return None if told_on == day else told_on

    def policy_for(self, measure: Measure) -> Policy:
        """Return the policy of a measure."""
        policy = self.policy
        for one in self.policies:
            policy = one.over(policy) if one.matches(measure) else policy
        return policy

    def recipients_of(self, measure: Measure | None, otherwise: str = "") -> tuple[str, ...]:
        """
        Name the recipients of a measure, without escalation.

        Args:
            measure: The measure; None for news of the running itself.
            otherwise: Who is told where neither an owner nor a fallback is named.
        """
        if measure is None:
            return (self.fallback or otherwise,)
        policy = self.policy_for(measure)
        told = policy.to or (measure.owner or self.fallback or otherwise,)
        return tuple(dict.fromkeys((*told, *policy.subscribers)))

    def all_told_of(self, measure: Measure, otherwise: str = "") -> tuple[str, ...]:
        """Name all possible recipients of a measure, including escalation."""
        named = (*self.recipients_of(measure, otherwise), *(one.to for one in self.policy_for(measure).escalate))
        return tuple(dict.fromkeys(named))

    def recipient(self, name: str) -> Recipient:
        """Return a recipient by name; a plan without recipients reaches anybody through every notifier."""
        return next((one for one in self.recipients if one.name == name), Recipient(name=name))

    def parents(self, measure: str) -> tuple[str, ...]:
        """Name the measures whose open alerts inhibit one."""
        return tuple(one.parent for one in self.inhibitions if measure in one.children)
