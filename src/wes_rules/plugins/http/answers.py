"""What the other side answered, the ways in which an exchange fails, and what that means for a notifier."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

import attrs

from wes_rules.errors import NotifierError, PermanentFailure, Problem, TransientFailure, UnknownOutcome, WesRulesError

# The other side says that it has not done what was asked: too early, too much, not now.
_NOT_NOW = frozenset({408, 425, 429, 503})


def hand_over(exchange: Callable[[], Response]) -> Response:
    """
    Make an exchange for a notifier, and raise what its outcome means.

    Statuses 200 to 299 are taken, whatever comes of the body. 408, 425, 429 and 503 say that it was not taken now; other
    statuses from 500 on come from a receiver, or a gateway before it, that may have taken it and then failed.

    Args:
        exchange: Makes the request, such as `lambda: client.post(...)`.

    Raises:
        TransientFailure: It was certainly not taken, and may be later.
        PermanentFailure: It will never be taken.
        UnknownOutcome: Nobody knows.
    """
    try:
        answer = exchange()
    except NotSent as error:
        raise TransientFailure(error.problems) from None
    except NoAnswer as error:
        raise UnknownOutcome(error.problems) from None
    except BadAnswer as error:
        if error.status is None:
            raise UnknownOutcome(error.problems) from None
        answer = Response(error.status, {}, b"", "the receiver")
    except HttpError as error:
        raise PermanentFailure(error.problems) from None
    if answer.ok:
        return answer
    raise failure(answer)


def failure(answer: Response) -> NotifierError:
    """Return what a status outside 200 to 299 means for a notifier; `hand_over` says which means what."""
    what = f"{answer.host} answered {answer.status}"
    if answer.status in _NOT_NOW:
        return TransientFailure(what, retry_after=answer.retry_after)
    if answer.status >= 500:
        return UnknownOutcome(f"{what}: it may have taken the message before it failed")
    if answer.status in REDIRECTS:
        return PermanentFailure(Problem(f"{what}: it is somewhere else", "give the address it redirects to"))
    return PermanentFailure(what)


# It is somewhere else.
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class HttpError(WesRulesError):
    """
    An exchange that gave no whole answer; raised as such, the request was refused here and never sent.

    Args:
        problems: One sentence; it names the host and nothing else of the address.
        status: The status that was answered before things went wrong; None when none was.
    """

    # What to do about one that says nothing of it.
    remedy: ClassVar[str] = "correct it"

    def __init__(self, problems: str | Problem | Iterable[Problem], *, status: int | None = None) -> None:
        super().__init__(problems)
        found = tuple(one if one.remedy else attrs.evolve(one, remedy=self.remedy) for one in self.problems)
        super().__init__(found)
        self.status = status


class NotSent(HttpError):
    """The other side certainly has not taken the request: no such host, refused, a bad certificate."""

    remedy = "check that it runs and can be reached from here"


class NoAnswer(HttpError):
    """The request was sent, wholly or in part, and no status came back: nobody knows whether it was taken."""

    remedy = "see there whether it was taken, or try again later"


class BadAnswer(HttpError):
    """A status came back (`status`), but the rest is too late, too big, damaged, or not what it says it is."""

    remedy = "ask whoever runs it, or try again later"


@attrs.frozen
class Response:
    """
    What the other side answered, whatever the status.

    Args:
        status: The status.
        headers: The headers, by their names in lower case.
        body: The body, unpacked.
        host: The host that answered, for messages.
    """

    status: int
    headers: Mapping[str, str] = attrs.field(repr=False)
    body: bytes = attrs.field(repr=False)
    host: str

    @property
    def ok(self) -> bool:
        """Whether the request was taken: any status from 200 to 299."""
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """
        Seconds the other side asks to wait; None when it does not say.

        A date counts from the answer's own `Date`, so that neither clock has to be right.
        """
        said = self.headers.get("retry-after", "").strip()
        if re.fullmatch(r"[0-9]{1,9}", said):
            return float(said)
        try:
            until, now = (parsedate_to_datetime(text) for text in (said, self.headers.get("date", "")))
            return max(0.0, (until - now).total_seconds())
        except (ValueError, TypeError, OverflowError):
            return None

    def json(self) -> Any:
        """
        Return the body as JSON; numbers with a decimal point are `Decimal`.

        Raises:
            BadAnswer: It is not JSON in UTF-8.
        """
        try:
            return json.loads(self.body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
        except (ValueError, ArithmeticError, RecursionError):
            raise BadAnswer(
                f"{self.host} answered {self.status} with something that is not JSON", status=self.status
            ) from None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
