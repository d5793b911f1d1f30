"""The records of a store: the outbox, alerts as of the last run, and an append-only log."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import ClassVar

import attrs

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.current import CurrentAlert
from wes_rules.alerts.fold import State
from wes_rules.alerts.last_told import LastTold, Route
from wes_rules.errors import Problem


@enum.unique
class Delivery(enum.StrEnum):
    """The state of a message in the outbox."""

    QUEUED = "queued"  # waiting until it is due
    INFLIGHT = "inflight"  # being sent
    UNKNOWN = "unknown"  # sent, but nobody knows whether it arrived
    DELIVERED = "delivered"
    DEAD = "dead"  # given up; a person has to look at it
    SUPERSEDED = "superseded"  # never sent, and superseded by newer news

    @property
    def is_over(self) -> bool:
        """Whether the state is final."""
        return self in (Delivery.DELIVERED, Delivery.DEAD, Delivery.SUPERSEDED)


@attrs.frozen(kw_only=True)
class Row:
    """
    A message in the outbox, for one recipient and one notifier.

    Args:
        seq: The place in the outbox; each route sends its messages in this order.
        message: The message as JSON; every attempt sends the same bytes.
        attempts: How many attempts have begun since it was queued.
        next_at: The earliest moment to send it.
        lease_until: The moment at which its sender is given up, while it is in flight.
        owner: The present or last sender.
        receipt: The receiver's answer.
        maybe_seen: Whether it may have arrived in an attempt with an unknown outcome.
        created_at: When it was queued, initially or again by hand.
        first_tried: When the first attempt since then began; None if there was none.
        settled_at: When it reached a final state.
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
    def route(self) -> Route:
        """The recipient and the notifier."""
        return Route(self.recipient, self.notifier)


@attrs.frozen(kw_only=True)
class Member:
    """
    An alert in a queued message, and what the recipient knows once that has arrived.

    Args:
        untouched: Whether the message was never sent, so that it may be superseded.
    """

    seq: int
    alert: str
    recipient: str
    notifier: str
    status: Delivery
    untouched: bool
    maybe_seen: bool
    told: LastTold

    @property
    def route(self) -> Route:
        """The alert, the recipient and the notifier."""
        return Route(self.recipient, self.notifier)


@attrs.frozen(kw_only=True)
class AlertState:
    """
    An alert as the last run left it, for lists; every run works out the state afresh.

    Args:
        title: What the alert is about, in words.
        owner: The board that owns the measure.
        period: The latest period with a verdict.
        since: The period in which it opened.
        severity: How bad it is.
        line: One sentence with the numbers.
        signature: A text that changes with anything that affects messages.
        due: The day on which the mere passage of time may require a message.
        reasons: Why the last run told each recipient nothing, by recipient and notifier.
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

    def as_ended(self) -> CurrentAlert:
        """Return the state for an alert that the plan no longer judges; silences still match it."""
        return CurrentAlert(
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
    An unreadable entry of a store.

    Args:
        what: What the entry is, in words.
        key: The columns that identify it in its table, with their values.
        alert: The key of the alert concerned; empty if there is none.
        remedy: What to do about an entry in a newer form, which is not damaged and must not be dropped.
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
    A line of the log; none is ever removed.

    Args:
        actor: Who acted: a person, or "run".
        subject: What it concerns: an alert, a silence, a message or a plan.
        detail: Everything else that matters.
    """

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""
