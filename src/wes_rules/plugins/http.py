"""
HTTP for plugins: one exchange within limits, and failures told apart by whether the request can have been taken.

::

    client = Client(max_bytes=1_000_000)
    answer = client.get("https://example.org/figures", params={"page": "2"}, timeout=20.0)
    rows = answer.json()

Only `http` and `https`; no redirects unless asked for, and never to another host; certificates are checked. No message
of an error holds a path, a query, a header or a body, since any of them may hold a secret.

It needs urllib3, which the extra `http` installs: depend on `wes-rules[http]`.
"""

from __future__ import annotations

import http.client
import json
import re
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

import attrs

from wes_rules.errors import (
    DefinitionError,
    NotifierError,
    PermanentFailure,
    PluginError,
    Problem,
    TransientFailure,
    UnknownOutcome,
    WesRulesError,
)
from wes_rules.plugins.deadline import cut_off

__all__ = ["BadAnswer", "Client", "HttpError", "NoAnswer", "NotSent", "Params", "Response", "hand_over", "http_url"]

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse
    from urllib3.connection import HTTPConnection

Params = Mapping[str, str] | Sequence[tuple[str, str]]

DEFAULT_MAX_BYTES = 64 * 1024 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SAFE = frozenset({"GET", "HEAD"})
# The other side says that it has not done what was asked: too early, too much, not now.
_NOT_NOW = frozenset({408, 425, 429, 503})
_CHUNK = 64 * 1024
_MISSING = Problem("HTTP needs the package urllib3, which is not installed", 'pip install "wes-rules[http]"')


class HttpError(WesRulesError):
    """
    An exchange that gave no whole answer; raised as such, the request was refused here and never sent.

    Args:
        problems: One sentence; it names the host and nothing else of the address.
        status: The status that was answered before things went wrong; None when none was.
    """

    def __init__(self, problems: str | Problem, *, status: int | None = None) -> None:
        super().__init__(problems)
        self.status = status


class NotSent(HttpError):
    """The other side certainly has not taken the request: no such host, refused, a bad certificate."""


class NoAnswer(HttpError):
    """The request was sent, wholly or in part, and no status came back: nobody knows whether it was taken."""


class BadAnswer(HttpError):
    """A status came back (`status`), but the rest is too late, too big, damaged, or not what it says it is."""


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


@attrs.define
class Client:
    """
    Makes requests, for one thread. Within its `with` block it keeps connections for further GETs.

    Args:
        max_bytes: The longest body taken, unpacked; a longer one is a `BadAnswer`.
        redirects: How many redirects a GET may follow, to the same scheme, host and port; others are the answer.
        headers: Sent with every request.
        ca_file: Certificates to trust instead of the system's.
    """

    max_bytes: int = DEFAULT_MAX_BYTES
    redirects: int = 0
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    ca_file: str | None = None
    _keeping: bool = attrs.field(default=False, init=False, repr=False)
    _kept: dict[tuple[str, str, int], HTTPConnection] = attrs.field(factory=dict, init=False, repr=False)

    def __enter__(self) -> Self:
        self._keeping = True
        return self

    def __exit__(self, *_: object) -> None:
        self._keeping = False
        while self._kept:
            self._kept.popitem()[1].close()

    def get(
        self, url: str, *, params: Params = (), headers: Mapping[str, str] | None = None, timeout: float
    ) -> Response:
        """Ask for something; arguments and errors are those of `request`."""
        return self.request("GET", url, params=params, headers=headers, timeout=timeout)

    def post(
        self,
        url: str,
        *,
        body: bytes | None = None,
        json: object = None,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        timeout: float,
    ) -> Response:
        """Hand something over; arguments and errors are those of `request`."""
        return self.request("POST", url, body=body, json=json, params=params, headers=headers, timeout=timeout)

    def request(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        json: object = None,
        params: Params = (),
        headers: Mapping[str, str] | None = None,
        timeout: float,
    ) -> Response:
        """
        Make one request; the answer is returned whatever its status.

        Args:
            method: The method.
            url: The address: http or https, without a user name.
            body: What is sent.
            json: What is sent as JSON, instead of `body`.
            params: Added to the query.
            headers: Sent besides the client's own.
            timeout: Seconds for all of it, from connecting to the last byte, but for the system's look-up of the name.

        Raises:
            HttpError: The address, a header or a redirect is refused; nothing was sent there.
            NotSent: It certainly was not taken.
            NoAnswer: Nobody knows.
            BadAnswer: It has a status, but no usable body.
            PluginError: urllib3 is not installed.
        """
        deadline = time.monotonic() + timeout
        sent = {"Accept-Encoding": "gzip", "User-Agent": "wes-rules", **self.headers, **(headers or {})}
        if json is not None:
            body = _json(json)
            sent.setdefault("Content-Type", "application/json")
        where = checked_url(url)
        if params:
            query = "&".join(part for part in (where.query, urlencode(params)) if part)
            where = where._replace(query=query)
        for hop in range(self.redirects + 1):
            answer = self._exchange(method, where, body, sent, deadline)
            target = answer.headers.get("location")
            if answer.status not in _REDIRECTS or method not in _SAFE or target is None or hop == self.redirects:
                break
            where = _same_host(where, target, answer.status)
        return answer

    def _exchange(
        self, method: str, where: SplitResult, body: bytes | None, headers: Mapping[str, str], deadline: float
    ) -> Response:
        host = where.hostname or ""
        connection = self._connection(method, where, deadline)
        answer = None
        # Once an answer has begun, the connection may have forgotten its socket.
        held = None
        with cut_off(deadline, lambda: held or connection.sock) as reached:
            try:
                if connection.sock is None:
                    _connect(connection, host)
                held = connection.sock
                answer = _asked(connection, method, where, body, headers, host)
                found = self._body(answer, host)
            except HttpError as error:
                if answer is not None:
                    answer.close()
                connection.close()
                if reached.is_set():
                    raise type(error)(f"{host} did not answer in time", status=error.status) from None
                raise
        if reached.is_set():
            # What was cut off can look like a body that ended.
            connection.close()
            raise BadAnswer(f"{host} answered {answer.status}, but not in time", status=answer.status)
        if self._keeping and method in _SAFE and connection.sock is not None:
            self._kept[_origin(where)] = connection
        else:
            connection.close()
        return Response(answer.status, _lower(answer.headers), found, host)

    def _connection(self, method: str, where: SplitResult, deadline: float) -> HTTPConnection:
        """Return a connection; only safe methods take one that was kept, as it may have died since."""
        try:
            from urllib3.connection import HTTPConnection, HTTPSConnection
            from urllib3.util.connection import is_connection_dropped
        except ImportError:
            raise PluginError(_MISSING) from None
        left = max(0.001, deadline - time.monotonic())
        kept = self._kept.pop(_origin(where), None)
        if kept is not None and method in _SAFE and not is_connection_dropped(kept):
            kept.timeout = left
            return kept
        if kept is not None:
            kept.close()
        _, host, port = _origin(where)
        if where.scheme == "http":
            return HTTPConnection(host, port, timeout=left)
        return HTTPSConnection(host, port, timeout=left, ssl_context=self._tls())

    def _tls(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError:
            raise NotSent(Problem("the certificates to trust cannot be read", "check ca_file")) from None

    def _body(self, answer: BaseHTTPResponse, host: str) -> bytes:
        from urllib3.exceptions import DecodeError, HTTPError

        parts, size = [], 0
        try:
            while part := answer.read(_CHUNK, decode_content=True):
                parts.append(part)
                size += len(part)
                if size > self.max_bytes:
                    what = f"{host} answered {answer.status} with more than {self.max_bytes} bytes"
                    raise BadAnswer(what, status=answer.status)
        except DecodeError:
            what = f"{host} answered {answer.status} with a body that cannot be unpacked"
            raise BadAnswer(what, status=answer.status) from None
        except (HTTPError, OSError, ValueError):
            what = f"{host} answered {answer.status}, and its body broke off"
            raise BadAnswer(what, status=answer.status) from None
        return b"".join(parts)


def checked_url(url: str) -> SplitResult:
    """
    Return an address in its parts.

    Raises:
        HttpError: It is not http or https, has no host, or holds a user name, control characters or blanks.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise HttpError(Problem("an address cannot be read", "write it like https://example.org/path")) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise HttpError(Problem("an address does not start with http:// or https:// and a host", "correct it"))
    if parts.username is not None or parts.password is not None:
        raise HttpError(Problem("an address holds a user name or password", "put it into an environment variable"))
    if re.search(r"[\x00-\x20\x7f\\]", url) or not url.isascii():
        raise HttpError(Problem("an address holds a blank or a character outside ASCII", "write it percent-encoded"))
    return parts._replace(fragment="")


def http_url(url: str) -> str:
    """
    Return an address; the converter of a field of settings.

    Raises:
        DefinitionError: `checked_url` refuses it.
    """
    try:
        checked_url(url)
    except HttpError as error:
        raise DefinitionError(error.problems) from None
    return url


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
    if answer.status in _REDIRECTS:
        return PermanentFailure(Problem(f"{what}: it is somewhere else", "give the address it redirects to"))
    return PermanentFailure(what)


def _connect(connection: HTTPConnection, host: str) -> None:
    from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

    try:
        connection.connect()
    except NameResolutionError:
        raise NotSent(Problem(f"there is no host {host}", "check the address and the network")) from None
    except NewConnectionError:
        raise NotSent(f"{host} refuses the connection") from None
    except ConnectTimeoutError:
        raise NotSent(f"{host} did not let us connect in time") from None
    except ssl.SSLCertVerificationError as error:
        raise NotSent(Problem(f"the certificate of {host} is refused: {error.verify_message}", "check it")) from None
    except (HTTPError, OSError, ValueError):
        raise NotSent(f"{host} broke off before anything was sent") from None


def _asked(
    connection: HTTPConnection,
    method: str,
    where: SplitResult,
    body: bytes | None,
    headers: Mapping[str, str],
    host: str,
) -> BaseHTTPResponse:
    """Send a request and return the answer up to its headers."""
    from urllib3 import HTTPHeaderDict, HTTPResponse
    from urllib3.exceptions import HTTPError

    target = where._replace(scheme="", netloc="", path=where.path or "/").geturl()
    try:
        connection.request(method, target, body=body, headers=headers)
    except (HTTPError, OSError, http.client.HTTPException):
        raise NoAnswer(f"{host} broke off while a request was sent to it") from None
    except ValueError:
        raise HttpError(Problem("a header or the method holds characters that are not allowed", "correct it")) from None
    try:
        # The standard library's own: urllib3's would log the whole address when headers are damaged.
        raw = http.client.HTTPConnection.getresponse(connection)
        return HTTPResponse(
            raw,
            headers=HTTPHeaderDict(raw.getheaders()),
            status=raw.status,
            preload_content=False,
            original_response=raw,
            request_method=method,
        )
    except (HTTPError, OSError, ValueError, http.client.HTTPException):
        raise NoAnswer(f"{host} was sent a request and gave no answer") from None


def _same_host(where: SplitResult, target: str, status: int) -> SplitResult:
    there = checked_url(urljoin(where.geturl(), target))
    if _origin(there) != _origin(where):
        what = f"{where.hostname} redirects to another host"
        raise BadAnswer(Problem(what, "give the final address, if you trust it"), status=status)
    return there


def _origin(where: SplitResult) -> tuple[str, str, int]:
    return where.scheme, where.hostname or "", where.port or (443 if where.scheme == "https" else 80)


def _lower(headers: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({name.lower(): value for name, value in headers.items()})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
