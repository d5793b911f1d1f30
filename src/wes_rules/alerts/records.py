"""The records of a store: the outbox, alerts as of the last run, and an append-only log."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import ClassVar

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.fold import State
from wes_rules.alerts.told import Lane, Told
from wes_rules.alerts.truth import Truth
from wes_rules.errors import Problem


@enum.unique
class Delivery(enum.StrEnum):
    """The delivery state of a message in the outbox."""

    QUEUED = "queued"  # it waits for its time
    INFLIGHT = "inflight"  # somebody is sending it
    UNKNOWN = "unknown"  # it was sent, and nobody knows whether it arrived
    DELIVERED = "delivered"
    DEAD = "dead"  # it was given up; somebody has to look at it
    SUPERSEDED = "superseded"  # it was never sent, and something newer says more

    @property
    def is_over(self) -> bool:
        """Whether it is final."""
        return self in (Delivery.DELIVERED, Delivery.DEAD, Delivery.SUPERSEDED)


@attrs.frozen(kw_only=True)
class Row:
    """
    One message in the outbox: one recipient, one notifier.

    Args:
        seq: Its place; messages to one recipient through one notifier go out in this order.
        message: The message as JSON, byte by byte what is sent each time.
        attempts: How often sending it was begun since it was put in the queue.
        next_at: Not to be sent before this moment.
                lease_until: While in flight, when its sender is given up.
        owner: Who sends it, or sent it last.
        receipt: What the other side answered.
        maybe_seen: An attempt ended without anybody knowing whether it arrived.
        created_at: When it was put in the queue, at first or again by hand.
        first_tried: When sending it was begun first since then; None when it never was.
        settled_at: When nothing more was to happen to it.
    """

    seq: int
    plan: str
    recipient: str
    notifier: str
    key: str
    status: Delivery
    message: str = attrs.field(repr=False)
    attempts: int
    next_at: datetime
    lease_until: datetime | None
    owner: str
    error: str
    receipt: str
    maybe_seen: bool
    created_at: datetime
    first_tried: datetime | None
    settled_at: datetime | None

    @property
    def lane(self) -> Lane:
        """Its recipient and notifier."""
        return Lane(self.recipient, self.notifier)


@attrs.frozen(kw_only=True)
class Member:
    """
    One alert of a message in the outbox, and what its recipient knows once the message has arrived.

    Args:
        untouched: The row was never sent, so that it may be superseded.
    """

    seq: int
    alert: str
    recipient: str
    notifier: str
    status: Delivery
    untouched: bool
    maybe_seen: bool
    told: Told

    @property
    def lane(self) -> Lane:
        """Its alert, recipient and notifier."""
        return Lane(self.recipient, self.notifier)


@attrs.frozen(kw_only=True)
class AlertState:
    """
    An alert as the last run left it, for lists; what counts is worked out anew by each run.

    Args:
        title: What it is about, for people.
        owner: The board that owns the measure.
        period: The latest period with a verdict.
        since: The period it opened in.
        severity: How bad it is.
        line: One sentence with the numbers.
        signature: Differs when anything that decides on messages does.
        due: The day on which time alone may change what has to be told.
        reasons: Why recipients were not told anything by the last run, by recipient and notifier.
        updated: The day of the run that last changed it.
    """

    FORM: ClassVar[int] = 1

    alert: str
    plan: str
    kind: AlertKind
    state: str = attrs.field(validator=attrs.validators.in_((*State, "ended")))
    open: bool
    measure: str
    area: str
    labels: tuple[str, ...]
    title: str
    owner: str
    period: str
    since: str
    severity: str
    line: str
    signature: str
    due: str = ""
    reasons: dict[str, tuple[str, ...]] = attrs.field(factory=dict)
    updated: str = ""

    def as_ended(self) -> Truth:
        """Return it for an alert that nothing judges any more; silences still match it."""
        return Truth(
            alert=self.alert,
            kind=self.kind,
            state=State.QUIET,
            title=self.title,
            measure=self.measure,
            area=self.area,
            labels=self.labels,
            owner=self.owner,
            ended=True,
        )


@attrs.frozen(kw_only=True)
class Damage:
    """
    An entry of a store that cannot be read.

    Args:
        what: What it is, for people.
        key: The columns that tell it from others there, with their values.
        alert: The key of the alert that it concerns; empty where it concerns none.
        remedy: What to do about it, where nothing is to be dropped: it is no damage, but of a newer form.
    """

    what: str
    table: str
    key: tuple[tuple[str, str | int], ...]
    alert: str = ""
    why: str = ""
    remedy: str = ""

    @property
    def problem(self) -> Problem:
        """The fault with its remedy."""
        remedy = "restore a backup, or drop what cannot be read with wes-rules alerts mend"
        if self.table == "marks":
            remedy = "it counts as never set, and the run writes it anew"
        what = f"{self.what} in the store cannot be read ({self.why})"
        return Problem(what, self.remedy or remedy, subject=self.alert)


@attrs.frozen(kw_only=True)
class Entry:
    """
    One line of the log, from which nothing is ever removed.

    Args:
        actor: Who: a person, or "run".
        subject: To what: an alert, a silence, a message, a plan.
        detail: Everything else that matters.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""
