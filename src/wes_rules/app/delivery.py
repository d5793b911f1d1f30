"""Sending what is in the outbox: claim, send without a lock, record; one notifier's trouble stays its own."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Row
from wes_rules.app.moments import moment
from wes_rules.errors import PermanentFailure, TransientFailure, WesRulesError
from wes_rules.plugins.api import Dedup, Lookup, Notifier, Receipt
from wes_rules.plugins.store import Store

# Retries: 30 seconds, then twice as long each time up to 6 hours, each drawn anew from nought to that.
_FIRST_DELAY, _LONGEST_DELAY = 30.0, 6 * 3600.0
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=72)
# So many permanent failures in a row are the notifier's fault, not the messages': the rest waits.
_BREAKER = 5
_LEASE_MARGIN = timedelta(seconds=60)


@attrs.frozen(kw_only=True)
class Outlet:
    """
    A notifier of the plan, ready to send.

    Args:
        name: Its name in the plan.
        notifier: What sends.
        dedup: What can be done about a message of which nobody knows whether it arrived.
        secrets: Texts that must not appear in any error.
        timeout: Seconds to wait for one message.
    """

    name: str
    notifier: Notifier = attrs.field(repr=False)
    dedup: Dedup = Dedup.NONE
    secrets: tuple[str, ...] = attrs.field(default=(), repr=False)
    timeout: float = 60.0

    def redacted(self, text: str) -> str:
        """Return a text without the secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "***") if secret else text
        return text


@attrs.frozen(kw_only=True)
class Attempted:
    """
    How one attempt to send a message ended.

    Args:
        message: The message.
        status: Where it is now.
        error: What went wrong; empty when it arrived.
        receipt: What the other side answered.
        next_at: When it is tried again.
    """

    message: Message
    status: Delivery
    error: str = ""
    receipt: Receipt | None = None
    next_at: datetime | None = None


@attrs.frozen
class _Sending:
    row: Row
    message: Message
    deadline: float


@attrs.define
class Deliverer:
    """
    Sends the messages of a plan that are due.

    Args:
        store: Where the outbox is.
        plan: The plan's id.
        outlets: The notifiers, by name.
        clock: Tells the moment; leases and retries go by it.
        draw: Returns a number from 0 to 1, for delays that differ.
        owner: A name that no other process has.
    """

    store: Store
    plan: str
    outlets: Mapping[str, Outlet]
    clock: Callable[[], datetime]
    draw: Callable[[], float]
    owner: str

    _results: queue.SimpleQueue[tuple[str, int, object]] = attrs.field(init=False, factory=queue.SimpleQueue)
    _busy: dict[str, _Sending] = attrs.field(init=False, factory=dict)
    _resting: set[str] = attrs.field(init=False, factory=set)
    _refusals: dict[str, int] = attrs.field(init=False, factory=dict)

    def run(self) -> Iterator[Attempted]:
        """
        Send what is due, one message a notifier at a time, and say how each attempt ended.

        Raises:
            StoreError: What happened could not be recorded; what was being sent counts as unknown.
        """
        with self.store.write() as session:
            session.expire(self.plan, self.clock())
        while True:
            for name in sorted(self.outlets.keys() - self._busy.keys() - self._resting):
                self._start(self.outlets[name])
            if not self._busy:
                return
            yield from self._finish()

    def _start(self, outlet: Outlet) -> None:
        """Claim the next message of a notifier and send it beside everything else."""
        now = self.clock()
        with self.store.write() as session:
            row = session.sendable(self.plan, outlet.name, now)
            if row is None:
                self._resting.add(outlet.name)
                return
            lease = now + timedelta(seconds=outlet.timeout) + _LEASE_MARGIN
            row = session.claim(row.seq, self.owner, lease, now)
            moment("claiming")
        if row is None:
            return
        moment("claimed")
        message = wire.load(Message, row.message)
        if row.maybe_seen and outlet.dedup is not Dedup.KEY:
            message = attrs.evolve(message, possible_repeat=True)
        self._busy[outlet.name] = _Sending(row, message, time.monotonic() + outlet.timeout)
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
            # It may still be at work, so nothing more is given to it in this run.
            self._resting.add(late)
            outlet, sent = self.outlets[late], self._busy.pop(late)
            error = TimeoutError(f"no answer within {outlet.timeout:g} seconds")
            yield self._record(outlet, sent, error)

    def _record(self, outlet: Outlet, sending: _Sending, result: object) -> Attempted:
        attempt = self._judged(outlet, sending, result)
        with self.store.write() as session:
            kept = session.settle(
                sending.row.seq,
                self.owner,
                attempt.status,
                self.clock(),
                error=attempt.error,
                receipt="" if attempt.receipt is None else outlet.redacted(attempt.receipt.detail),
                next_at=attempt.next_at,
                maybe_seen=not isinstance(result, Receipt | TransientFailure | PermanentFailure),
            )
            moment("recording")
        moment("recorded")
        if not kept:
            error = "it took so long that another run took over"
            return attrs.evolve(attempt, status=Delivery.UNKNOWN, error=error, next_at=None)
        return attempt

    def _judged(self, outlet: Outlet, sending: _Sending, result: object) -> Attempted:
        """Say what a notifier's answer means: a time-out is not a failure, and no answer is not success."""
        message, row = sending.message, sending.row
        if isinstance(result, Receipt):
            self._refusals[outlet.name] = 0
            return Attempted(message=message, status=Delivery.DELIVERED, receipt=result)
        error = outlet.redacted(_said(result))
        if isinstance(result, PermanentFailure):
            self._refusals[outlet.name] = self._refusals.get(outlet.name, 0) + 1
            if self._refusals[outlet.name] >= _BREAKER:
                self._resting.add(outlet.name)
            return Attempted(message=message, status=Delivery.DEAD, error=error)
        now = self.clock()
        if row.attempts >= MOST_ATTEMPTS or now - row.created_at >= LONGEST_WAIT:
            return Attempted(
                message=message, status=Delivery.DEAD, error=f"given up after {row.attempts} attempts: {error}"
            )
        status = Delivery.QUEUED if isinstance(result, TransientFailure) else Delivery.UNKNOWN
        asked = result.retry_after if isinstance(result, TransientFailure) else None
        return Attempted(message=message, status=status, error=error, next_at=now + self._delay(row.attempts, asked))

    def _delay(self, attempts: int, asked: float | None) -> timedelta:
        longest = min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** (attempts - 1))
        return timedelta(seconds=max(1.0, asked or 0.0, longest * self.draw()))


def _handed_over(outlet: Outlet, row: Row, message: Message) -> object:
    notifier = outlet.notifier
    if row.maybe_seen and outlet.dedup is Dedup.LOOKUP and isinstance(notifier, Lookup):
        found = notifier.lookup(message, timeout=outlet.timeout)
        if found is not None:
            return found
        message = attrs.evolve(message, possible_repeat=False)
    return notifier.send(message, attempt=row.attempts, timeout=outlet.timeout)


def _said(result: object) -> str:
    """Say what a notifier returned or raised, in one line."""
    if isinstance(result, WesRulesError | TimeoutError):
        return "; ".join(str(result).splitlines())
    if isinstance(result, BaseException):
        first = (str(result).splitlines() or [""])[0]
        return f"the notifier raised {type(result).__name__}{f': {first}' if first else ''}"
    return f"the notifier returned {type(result).__name__} where a Receipt was due"
