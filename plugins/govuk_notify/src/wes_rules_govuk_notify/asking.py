"""Asking Notify, and telling apart what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient
from urllib3.exceptions import MaxRetryError, NewConnectionError

from wes_rules.errors import (
    NotifierError,
    PermanentFailure,
    Problem,
    RecipientRefused,
    TransientFailure,
    UnknownOutcome,
)
from wes_rules.plugins.escaping import one_line

# "Notify was unable to process the request, resend your notification", says its documentation.
_NOT_PROCESSED = frozenset({408, 500, 503})
# Limits on the rate are by the minute, those on the number by the day.
_WAIT = {"RateLimitError": 60.0, "TooManyRequestsError": 3600.0}


# It says that it is typed, but its methods are not.
_Client: Any = NotificationsAPIClient


def client(key: str, base_url: str, timeout: float) -> Any:
    """Return the official client, which then follows no redirects."""
    made = _Client(key, base_url=base_url, timeout=timeout)
    made.request_session.max_redirects = 0
    return made


def ask(question: Callable[[], Any]) -> dict[str, Any]:
    """
    Return Notify's answer.

    Raises:
        TransientFailure: It certainly has not done it, and may later.
        PermanentFailure: It refuses.
        UnknownOutcome: Nobody knows.
    """
    try:
        answer = question()
    except HTTPError as error:
        raise _no_answer(error.__cause__) if error.response is None else _refusal(error.response) from None
    except InvalidResponse:
        raise UnknownOutcome("Notify's answer is not JSON; is there a proxy in between?") from None
    return answer if isinstance(answer, dict) else {}


def _no_answer(cause: BaseException | None) -> NotifierError:
    """Tell a connection that was never made from an answer that never came."""
    reason = cause.args[0] if isinstance(cause, requests.ConnectionError) and cause.args else None
    if isinstance(reason, MaxRetryError):
        reason = reason.reason
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError) or isinstance(
        reason, NewConnectionError
    ):
        return TransientFailure(Problem("Notify cannot be reached", "check base_url and the network"))
    return UnknownOutcome("Notify was asked, and gave no answer in time")


def _refusal(response: requests.Response) -> NotifierError:
    kind, said = _error(response)
    # Its documentation asks to go by the status and the type, as messages change.
    what = f"Notify answered {response.status_code}" + (f" {kind}: {said}" if kind else "")
    if response.status_code == 429:
        return TransientFailure(what, retry_after=_WAIT.get(kind, 60.0))
    if response.status_code in _NOT_PROCESSED:
        return TransientFailure(what)
    if kind == "ValidationError" and said.startswith(("email_address ", "phone_number ")):
        return RecipientRefused(what)
    return UnknownOutcome(what) if response.status_code > 500 else PermanentFailure(what)


def _error(response: requests.Response) -> tuple[str, str]:
    try:
        first = response.json()["errors"][0]
        return one_line(str(first["error"])), one_line(str(first["message"]))[:300]
    except (ValueError, LookupError, TypeError):
        return "", ""
