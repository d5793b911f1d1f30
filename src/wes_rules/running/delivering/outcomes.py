"""The meaning of a notifier's answer: a time-out is no failure, and silence is no success."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from wes_rules.alerts.message import Message
from wes_rules.alerts.records import Delivery, Row
from wes_rules.counting import counted
from wes_rules.errors import PermanentFailure, Problem, TransientFailure, WesRulesError
from wes_rules.plugins.api import Receipt
from wes_rules.quoting import quoted
from wes_rules.running.delivering.outlets import Outlet

# Retry after a random delay of up to 30 seconds, doubling each time up to 6 hours.
_FIRST_DELAY, _LONGEST_DELAY = 30.0, 6 * 3600.0
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=72)
ORPHANED = "the plan no longer has this notifier"
# How much of the receiver's answer is stored: an error may come with a whole page.
_MOST_SAID = 1000


@attrs.frozen(kw_only=True)
class Attempted:
    """How one attempt to send a message ended, and when to try again."""

    message: Message
    status: Delivery
    error: str = ""
    receipt: Receipt | None = None
    next_at: datetime | None = None


def attempted(
    outlet: Outlet, row: Row, message: Message, result: object, *, now: datetime, tried_for: timedelta, draw: float
) -> Attempted:
    """Return the outcome of what a notifier returned or raised; `draw`, from 0 to 1, varies delays."""
    if isinstance(result, Receipt):
        receipt = Receipt(_kept(outlet, str(result.detail)))
        return Attempted(message=message, status=Delivery.DELIVERED, receipt=receipt)
    error = _kept(outlet, _said(result))
    if isinstance(result, PermanentFailure):
        return Attempted(message=message, status=Delivery.DEAD, error=error)
    if row.attempts >= MOST_ATTEMPTS or tried_for >= LONGEST_WAIT:
        return given_up(message, row.attempts, error)
    status = Delivery.QUEUED if isinstance(result, TransientFailure) else Delivery.UNKNOWN
    asked = _asked(result) if isinstance(result, TransientFailure) else 0.0
    longest = min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** (row.attempts - 1))
    next_at = now + timedelta(seconds=max(1.0, asked, longest * draw))
    return Attempted(message=message, status=status, error=error, next_at=next_at)


def given_up(message: Message, attempts: int, error: str) -> Attempted:
    """Return the outcome of a message that was tried too long or too often."""
    tried = counted(attempts, "attempt")
    return Attempted(message=message, status=Delivery.DEAD, error=f"given up after {tried}: {error}")


def orphaned(row: Row) -> Attempted:
    """Return the outcome of a message whose notifier has left the plan."""
    return Attempted(message=_stand_in(row), status=Delivery.DEAD, error=ORPHANED)


def unreadable(row: Row, error: Exception) -> Attempted:
    """Return the outcome of a message that cannot be read from the store."""
    said = f"the message in the store cannot be read ({type(error).__name__}: {error})"
    return Attempted(message=_stand_in(row), status=Delivery.DEAD, error=said[:_MOST_SAID])


def _stand_in(row: Row) -> Message:
    return Message(
        key=row.key,
        plan=row.plan,
        plan_title=row.plan,
        recipient=row.recipient,
        notifier=row.notifier,
        subject="",
        text="",
    )


def _asked(failure: TransientFailure) -> float:
    """Return the seconds that the receiver asked to wait, within reason."""
    asked = failure.retry_after
    if not isinstance(asked, int | float) or not asked > 0:
        return 0.0
    return min(float(asked), LONGEST_WAIT.total_seconds())


def _said(result: object) -> str:
    if not isinstance(result, BaseException):
        return f"the notifier returned {type(result).__name__} where a Receipt was due"
    try:
        said = str(result)
    except Exception:  # noqa: BLE001 - an error of a plugin may fail even at that
        said = ""
    if isinstance(result, WesRulesError | TimeoutError):
        return said
    return f"the notifier raised {type(result).__name__}{f': {said}' if said else ''}"


def _kept(outlet: Outlet, said: str) -> str:
    # Remove secrets first: half of a secret with several lines would not be recognised.
    return "; ".join(outlet.secrets.hidden(said).splitlines())[:_MOST_SAID]


def may_have_arrived(message: Message) -> Problem:
    """Say that a message was being sent when the store failed, so nobody knows whether it arrived."""
    what = "it was being sent when the store failed, so it may have arrived"
    remedy = "a next run with the store sends it again under its key"
    return Problem(what, remedy, subject=f"{quoted(message.subject)} to {message.recipient} via {message.notifier}")
