"""A limit on the whole of an exchange over a socket."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any


@contextmanager
def cut_off(deadline: float, sock: Callable[[], Any]) -> Iterator[threading.Event]:
    """
    End an exchange at its deadline, however slowly bytes keep coming; the event tells whether that happened.

    Time limits of sockets hold for each read alone, so a server that sends a byte now and then would never meet one.

    Args:
        deadline: By the clock of `time.monotonic`.
        sock: Returns the socket to cut off, or None where there is none yet.
    """
    reached = threading.Event()

    def cut() -> None:
        reached.set()
        found = sock()
        if found is not None:
            with suppress(OSError):
                # Not the TLS socket's own method, which would first take its state from under the reader.
                socket.socket.shutdown(found, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, deadline - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield reached
    finally:
        timer.cancel()
