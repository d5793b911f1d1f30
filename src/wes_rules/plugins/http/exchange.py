"""One exchange on one connection: connect, ask, read the body within its limit."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import SplitResult

from wes_rules.errors import Problem
from wes_rules.plugins.http.answers import BadAnswer, HttpError, NoAnswer, NotSent

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


def read_body(answer: BaseHTTPResponse, host: str, max_bytes: int) -> bytes:
    """
    Return the body of an answer, unpacked.

    Raises:
        BadAnswer: It is too big, damaged, or broke off.
    """
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
