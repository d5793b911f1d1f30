"""A scripted server on loopback, for tests of sources and notifiers that use HTTP."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Self

import attrs

Behaviour = Callable[[socket.socket, threading.Event], object]
# Longer than any test waits; a server that hangs must not hang the tests.
_PATIENCE = 20.0


@attrs.frozen
class Sent:
    """
    One message as sent on the wire.

    Args:
        body: What it says, in bytes.
        head: What stands before that: the request's line and headers, or the commands of a mail.
    """

    body: bytes
    head: bytes = b""


@attrs.frozen
class Asked:
    """
    One request that arrived.

    Args:
        method: Its method.
        target: Its path and query.
        headers: Its headers, by their names in lower case.
        body: Its body.
        head: All before the body, as it arrived.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    head: bytes = attrs.field(default=b"", repr=False)


Script = bytes | Behaviour


class Loopback:
    """
    An HTTP server on loopback, within its `with` block.

    Args:
        scripts: What is answered to each request in turn, the last one again and again: bytes, as `reply` makes them, or a
            function that is given the socket and an event that is set when the server stops.
        route: Called with each request instead; it returns such a script. What it raises is raised where the block ends.
        tls: Speak TLS.

    `url` is its address, `requests` are those that arrived, `sent` are the same as they were on the wire, and
    `connections` counts those that were made.
    """

    def __init__(
        self, *scripts: Script, route: Callable[[Asked], Script] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._scripts = list(scripts)
        self._route = route or self._next
        self._tls = tls
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if tls else ''}://localhost:{self._listener.getsockname()[1]}"
        self._failed: Exception | None = None
        self.requests: list[Asked] = []
        self.connections = 0

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._failed is not None:
            raise self._failed

    @property
    def sent(self) -> list[Sent]:
        """What arrived, in bytes."""
        return [Sent(one.body, one.head) for one in self.requests]

    def _next(self, _asked: Asked) -> Script:
        return self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]

    def _serve(self) -> None:
        while not self._stopped.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock: socket.socket) -> None:
        sock.settimeout(_PATIENCE)
        with sock, suppress(OSError), self._tls.wrap_socket(sock, server_side=True) if self._tls else sock as plain:
            while self._answer(plain):
                pass

    def _answer(self, sock: socket.socket) -> bool:
        asked = _received(sock)
        if asked is None:
            return False
        self.requests.append(asked)
        try:
            script = self._route(asked)
        except Exception as error:  # noqa: BLE001 - it is a fault of the test, which ends with it
            self._failed = error
            return False
        if isinstance(script, bytes):
            sock.sendall(script)
            return True
        script(sock, self._stopped)
        return False


def reply(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """Return an answer; `Retry_After="5"` is the header `Retry-After`."""
    lines = [f"HTTP/1.1 {status} Status", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def drip(first: bytes = b"") -> Behaviour:
    """Send something, and then a byte now and then while the other side reads."""

    def behave(sock: socket.socket, stopped: threading.Event) -> None:
        sock.sendall(first)
        while not stopped.wait(0.02):
            sock.sendall(b"a")

    return behave


def silence(_sock: socket.socket, stopped: threading.Event) -> None:
    """Take the request and answer nothing."""
    stopped.wait(_PATIENCE)


def hang_up(_sock: socket.socket, _stopped: threading.Event) -> None:
    """Take the request and close the connection."""


def cut_off(answer: bytes, most: int) -> Behaviour:
    """Send the first so many bytes of an answer, and close the connection."""

    def behave(sock: socket.socket, _stopped: threading.Event) -> None:
        sock.sendall(answer[:most])

    return behave


def refusing() -> str:
    """Return an address on loopback that refuses connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://localhost:{listener.getsockname()[1]}"


def _received(sock: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        part = sock.recv(65536)
        if not part:
            return None
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += sock.recv(65536)
    method, target, _ = first.split(" ")
    return Asked(method, target, headers, body, head)
