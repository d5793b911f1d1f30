"""What an exchange means for a notifier."""

from __future__ import annotations

from collections.abc import Callable

from wes_rules.errors import NotifierError, PermanentFailure, Problem, TransientFailure, UnknownOutcome
from wes_rules.plugins.http.answers import REDIRECTS, BadAnswer, HttpError, NoAnswer, NotSent, Response

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
