"""The client: requests within a deadline, a size and a number of redirects."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult

import attrs

from wes_rules.errors import PluginError, Problem
from wes_rules.plugins.calling import cut_off
from wes_rules.plugins.http.addresses import Params, asking, checked_url, origin, same_host
from wes_rules.plugins.http.answers import REDIRECTS, BadAnswer, HttpError, NoAnswer, NotSent, Response

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse
    from urllib3.connection import HTTPConnection

_CHUNK = 64 * 1024


def connect(connection: HTTPConnection, host: str) -> None:
    """Open a connection."""
    from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

    try:
        connection.connect()
    except NameResolutionError:
        raise NotSent(Problem(f"there is no host {host}", "check the address and the network")) from None
    except NewConnectionError:
        raise NotSent(
            Problem(f"{host} refuses the connection at port {connection.port}", "check that it runs there")
        ) from None
    except ConnectTimeoutError:
        raise NotSent(f"{host} did not let us connect in time") from None
    except ssl.SSLCertVerificationError as error:
        raise NotSent(Problem(f"the certificate of {host} is refused: {error.verify_message}", "check it")) from None
    except (HTTPError, OSError, ValueError):
        raise NotSent(f"{host} broke off before anything was sent") from None


def ask(
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
        raise HttpError(
            Problem("the method or a header's name holds characters that are not allowed", "correct it")
        ) from None
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


def read_body(answer: BaseHTTPResponse, host: str, max_bytes: int) -> bytes:
    """Return the body of an answer, unpacked; refuse one that is too big, damaged, or broke off."""
    from urllib3.exceptions import DecodeError, HTTPError

    parts, size = [], 0
    try:
        while part := answer.read(_CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > max_bytes:
                what = f"{host} answered {answer.status} with more than {max_bytes} bytes"
                raise BadAnswer(what, status=answer.status)
    except DecodeError:
        what = f"{host} answered {answer.status} with a body that cannot be unpacked"
        raise BadAnswer(what, status=answer.status) from None
    except (HTTPError, OSError, ValueError):
        what = f"{host} answered {answer.status}, and its body broke off"
        raise BadAnswer(what, status=answer.status) from None
    return b"".join(parts)


if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

DEFAULT_MAX_BYTES = 64 * 1024 * 1024

# What RFC 9110 allows in the value of a header.
_IN_A_HEADER = re.compile(r"[\t\x20-\x7e\x80-\xff]*")

_SAFE = frozenset({"GET", "HEAD"})

_MISSING = Problem("HTTP needs the package urllib3, which is not installed", 'pip install "wes-rules[http]"')


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
        for name, value in sent.items():
            if not _IN_A_HEADER.fullmatch(value):
                what = f'the header "{name}" holds characters that no header may hold, such as a curly quote or a line break'
                raise HttpError(Problem(what, "send such text in the body, or spell it in ASCII"))
        return self._followed(method, asking(checked_url(url), params), body, sent, deadline)

    def _followed(
        self, method: str, where: SplitResult, body: bytes | None, headers: Mapping[str, str], deadline: float
    ) -> Response:
        """Make an exchange, and those that its redirects lead to."""
        answer = self._exchange(method, where, body, headers, deadline)
        for _ in range(self.redirects if method in _SAFE else 0):
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                break
            where = same_host(where, answer.headers["location"], answer.status)
            answer = self._exchange(method, where, body, headers, deadline)
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
                    connect(connection, host)
                held = connection.sock
                answer = ask(connection, method, where, body, headers, host)
                found = read_body(answer, host, self.max_bytes)
            except HttpError as error:
                if answer is not None:
                    answer.close()
                connection.close()
                # The socket's own patience ends on the same tick.
                if reached.is_set() or time.monotonic() >= deadline:
                    raise type(error)(f"{host} did not answer in time", status=error.status) from None
                raise
        if reached.is_set():
            # What was cut off can look like a body that ended.
            connection.close()
            raise BadAnswer(f"{host} answered {answer.status}, but not in time", status=answer.status)
        if self._keeping and method in _SAFE and connection.sock is not None:
            self._kept[origin(where)] = connection
        else:
            connection.close()
        by_name = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status, MappingProxyType(by_name), found, host)

    def _connection(self, method: str, where: SplitResult, deadline: float) -> HTTPConnection:
        """Return a connection; only safe methods take one that was kept, as it may have died since."""
        try:
            from urllib3.connection import HTTPConnection, HTTPSConnection
            from urllib3.util.connection import is_connection_dropped
        except ImportError:
            raise PluginError(_MISSING) from None
        left = max(0.001, deadline - time.monotonic())
        kept = self._kept.pop(origin(where), None)
        if kept is not None and method in _SAFE and not is_connection_dropped(kept):
            kept.timeout = left
            return kept
        if kept is not None:
            kept.close()
        _, host, port = origin(where)
        if where.scheme == "http":
            return HTTPConnection(host, port, timeout=left)
        return HTTPSConnection(host, port, timeout=left, ssl_context=self._tls())

    def _tls(self) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError:
            raise NotSent(Problem("the certificates to trust cannot be read", "check ca_file")) from None


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
