"""What the other side answered, and the ways in which an exchange fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar

import attrs

from wes_rules.errors import Problem, WesRulesError

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
