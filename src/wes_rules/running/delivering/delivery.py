"""Sending the outbox: claim, send without a lock, record; one notifier's failure affects no other."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Row
from wes_rules.errors import PermanentFailure, RecipientRefused, TransientFailure
from wes_rules.plugins.api import Dedup, Lookup, Receipt
from wes_rules.plugins.store import Session, Store
from wes_rules.running.delivering.outcomes import (
    LONGEST_WAIT,
    MOST_ATTEMPTS,
    ORPHANED,
    Attempted,
    attempted,
    given_up,
    orphaned,
    unreadable,
)
from wes_rules.running.delivering.outlets import Outlet
from wes_rules.running.marks import kept
from wes_rules.running.moments import moment
from wes_rules.running.telling.upkeep import note_refusal

# This much time after a run counts as active; the rest, up to the next run, is idle.
_COUNTED = timedelta(days=1)


@attrs.frozen(kw_only=True)
class Gap:
    """A time in which nothing ran."""

    start: datetime
    end: datetime


@attrs.frozen(kw_only=True)
class Activity:
    """When a plan was run last, and the idle times since the first attempt at a message that still waits."""

    FORM: ClassVar[int] = 1

    last: datetime
    gaps: tuple[Gap, ...] = ()

    def with_run_at(self, now: datetime) -> Activity:
        """Return the activity with a run added at a moment."""
        idle = (Gap(start=self.last + _COUNTED, end=now),) if now - self.last > _COUNTED else ()
        return Activity(last=now, gaps=(*self.gaps, *idle))

    def time_between(self, start: datetime, now: datetime) -> timedelta:
        """Return how much of a time span had runs in it."""
        idle = (min(one.end, now) - max(one.start, start) for one in self.gaps)
        return now - start - sum((one for one in idle if one > timedelta()), timedelta())


def note_run(session: Session, plan: str, now: datetime) -> Activity:
    """Record a run now, and drop the gaps before every message that still waits."""
    name = f"awake/{plan}"
    activity = kept(session, name, lambda text: wire.load(Activity, text), Activity(last=now)).with_run_at(now)
    waiting = session.rows(plan=plan, statuses=[one for one in Delivery if not one.is_over])
    first = min((one.first_tried for one in waiting if one.first_tried is not None), default=now)
    activity = attrs.evolve(activity, gaps=tuple(one for one in activity.gaps if one.end > first))
    session.set_mark(name, wire.dump(activity))
    return activity


# This many permanent failures in a row are the notifier's fault: its other messages wait.
_BREAKER = 5
_LEASE_MARGIN = timedelta(seconds=60)


@attrs.frozen
class _Sending:
    row: Row
    message: Message
    deadline: float


@attrs.define
class Deliverer:
    """
    Sends a plan's due messages; one deliverer serves a run, which may deliver more than once.

    Args:
        outlets: The notifiers, by name.
        clock: Returns the present moment, for leases and retries.
        draw: Returns a random number from 0 to 1, to vary delays.
        owner: A name unique to this process.
        resting: The notifiers that get no more messages in this run, each with the reason.
        unrecorded: The messages that were handed over but have no recorded outcome, by their place.
    """

    store: Store
    plan: str
    outlets: Mapping[str, Outlet]
    clock: Callable[[], datetime]
    draw: Callable[[], float]
    owner: str

    resting: dict[str, str] = attrs.field(init=False, factory=dict)
    unrecorded: dict[int, Message] = attrs.field(init=False, factory=dict)
    _results: queue.SimpleQueue[tuple[str, int, object]] = attrs.field(init=False, factory=queue.SimpleQueue)
    _busy: dict[str, _Sending] = attrs.field(init=False, factory=dict)
    _idle: set[str] = attrs.field(init=False, factory=set)
    _activity: Activity = attrs.field(init=False)

    def run(self) -> Iterator[Attempted]:
        """Send what is due, one message per notifier at a time, and return how each attempt ended."""
        self._idle.clear()
        with self.store.write() as session:
            now = self.clock()
            self._activity = note_run(session, self.plan, now)
            session.expire(self.plan, now)
            session.bring_forward(self.plan, now + LONGEST_WAIT, now)
        while True:
            for name in sorted(self.outlets.keys() - self._busy.keys() - self._idle - self.resting.keys()):
                yield from self._start(self.outlets[name])
            if self._busy:
                yield from self._finish()
            elif not self.outlets.keys() - self._idle - self.resting.keys():
                return

    def give_up_orphans(self, known: Collection[str]) -> list[Attempted]:
        """Give up the messages for notifiers that the plan no longer has; one that cannot be opened is still known."""
        now = self.clock()
        with self.store.write() as session:
            waiting = session.rows(plan=self.plan, statuses=[Delivery.QUEUED, Delivery.UNKNOWN])
            orphans = [one for one in waiting if one.notifier not in known]
            return [orphaned(one) for one in orphans if session.give_up(one.seq, ORPHANED, now)]

    def _start(self, outlet: Outlet) -> Iterator[Attempted]:
        """Claim the next message of a notifier and send it in a thread."""
        now = self.clock()
        with self.store.write() as session:
            row = session.sendable(self.plan, outlet.name, now)
            if row is not None:
                lease = now + timedelta(seconds=outlet.timeout) + _LEASE_MARGIN
                row = session.claim(row.seq, self.owner, lease, now)
                moment("claiming")
        if row is None:
            self._idle.add(outlet.name)
            return
        moment("claimed")
        try:
            message = wire.load(Message, row.message)
        except Exception as error:  # noqa: BLE001 - whatever it is that was written there, it holds up nothing else
            yield self._settled(row, unreadable(row, error))
            return
        if row.attempts > MOST_ATTEMPTS:
            # Its last sender never recorded the outcome.
            yield self._settled(row, given_up(message, MOST_ATTEMPTS, row.error))
            return
        if row.maybe_seen and outlet.dedup is not Dedup.KEY:
            message = attrs.evolve(message, possible_repeat=True)
        self._busy[outlet.name] = _Sending(row, message, time.monotonic() + outlet.timeout)
        self.unrecorded[row.seq] = message
        # A daemon, as nothing may keep the process from ending, not even a notifier that never returns.
        threading.Thread(target=self._send, args=(outlet, row, message), daemon=True).start()

    def _send(self, outlet: Outlet, row: Row, message: Message) -> None:
        result: object
        try:
            result = _handed_over(outlet, row, message)
        except BaseException as error:  # noqa: BLE001 - whatever a notifier raises stays its own
            result = error
        self._results.put((outlet.name, row.seq, result))

    def _finish(self) -> Iterator[Attempted]:
        """Wait until an attempt has ended or its time is over, and record it."""
        first = min(one.deadline for one in self._busy.values())
        try:
            name, seq, result = self._results.get(timeout=max(0.0, first - time.monotonic()))
        except queue.Empty:
            name, seq, result = "", 0, None
        sending = self._busy.get(name)
        if sending is not None and sending.row.seq == seq:
            del self._busy[name]
            moment("sent")
            yield self._record(self.outlets[name], sending, result)
        for late in [one for one, sent in self._busy.items() if sent.deadline <= time.monotonic()]:
            outlet, sent = self.outlets[late], self._busy.pop(late)
            error = TimeoutError(f"no answer within {outlet.timeout:g} seconds")
            # It may still be at work, so it gets nothing more.
            self.resting[late] = str(error)
            yield self._record(outlet, sent, error)

    def _record(self, outlet: Outlet, sending: _Sending, result: object) -> Attempted:
        row, message = sending.row, sending.message
        now = self.clock()
        # Not from when it was queued: it may have waited for days in which nothing ran.
        tried_for = self._activity.time_between(row.first_tried or now, now)
        attempt = attempted(outlet, row, message, result, now=now, tried_for=tried_for, draw=self.draw())
        match result:
            case Receipt():
                return self._settled(row, attempt, refused=False)
            case RecipientRefused():
                return self._settled(row, attempt, refused=True, address=True)
            case PermanentFailure():
                return self._settled(row, attempt, refused=True)
            case _:
                return self._settled(row, attempt, maybe_seen=not isinstance(result, TransientFailure))

    def _settled(
        self,
        row: Row,
        attempt: Attempted,
        *,
        maybe_seen: bool = False,
        refused: bool | None = None,
        address: bool = False,
    ) -> Attempted:
        """Record how an attempt ended, unless another run has taken the message over."""
        with self.store.write() as session:
            kept = session.settle(
                row.seq,
                self.owner,
                attempt.status,
                self.clock(),
                error=attempt.error,
                receipt="" if attempt.receipt is None else attempt.receipt.detail,
                next_at=attempt.next_at,
                maybe_seen=maybe_seen,
            )
            if refused is not None:
                note_refusal(session, row, address=address)
                self._count_refusals(session, row, refused=refused, address=address)
            moment("recording")
        moment("recorded")
        self.unrecorded.pop(row.seq, None)
        if not kept:
            error = "it took so long that another run took over"
            return attrs.evolve(attempt, status=Delivery.UNKNOWN, error=error, next_at=None)
        return attempt

    def _count_refusals(self, session: Session, row: Row, *, refused: bool, address: bool) -> None:
        """
        Count permanent failures in a row, over all runs: a notifier that refuses everything rests.

        Any number of messages to one refused address count once.
        """
        mark = f"refusals/{self.plan}/{row.notifier}"
        before: tuple[str, ...] = kept(session, mark, _names, ())
        again = address and row.recipient in before
        now = before if again else (*before, row.recipient) if refused else ()
        if now != before:
            session.set_mark(mark, wire.dump(now))
        if len(now) >= _BREAKER and not again:
            self.resting[row.notifier] = f"it refused {len(now)} messages in a row"


def _names(text: str) -> tuple[str, ...]:
    return tuple(map(str, json.loads(text)))


def _handed_over(outlet: Outlet, row: Row, message: Message) -> object:
    notifier = outlet.notifier
    if row.maybe_seen and outlet.dedup is Dedup.LOOKUP and isinstance(notifier, Lookup):
        found = outlet.noted("lookup", notifier.lookup)(message, timeout=outlet.timeout)
        if found is not None:
            return found
        message = attrs.evolve(message, possible_repeat=False)
    return outlet.noted("send", notifier.send)(message, attempt=row.attempts, timeout=outlet.timeout)
