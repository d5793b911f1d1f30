"""
Calling code of others: it may raise anything, end the program, or never come back.

Each call of a hook is logged: which hook of which plugin, how long it took, where it failed.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ParamSpec, TypeVar

from wes_rules.errors import PluginError, Problem
from wes_rules.plugins.secrecy import Secrets
from wes_rules.quoting import visible

P = ParamSpec("P")
T = TypeVar("T")

# Each call, with how long it took; and what a call raised, with its traceback. Both at the level of debugging.
CALLS = logging.getLogger("wes_rules.plugins.calls")
FAULTS = logging.getLogger("wes_rules.plugins.faults")


def noted(
    plugin: str, hook: str, call: Callable[P, T], hide: Callable[[str], str] = lambda text: text
) -> Callable[P, T]:
    """Return a function that makes a call and logs it in `wes_rules.plugins.calls` and `.faults`, without the secrets that are known."""

    def noting(*given: P.args, **named: P.kwargs) -> T:
        started = time.perf_counter()
        try:
            found = call(*given, **named)
        except BaseException as error:
            _log_call(plugin, hook, f"raised {type(error).__name__}", started)
            if FAULTS.isEnabledFor(logging.DEBUG):
                said = hide("".join(traceback.format_exception(error)).rstrip())
                FAULTS.debug("%s, %s:\n%s", visible(plugin), hook, Secrets.by_name(os.environ).hidden(said))
            raise
        _log_call(plugin, hook, "returned", started)
        return found

    return noting


def _log_call(plugin: str, hook: str, how: str, started: float) -> None:
    CALLS.debug("%s: %s %s after %.3f seconds", visible(plugin), hook, how, time.perf_counter() - started)


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


_REMEDY = "leave the plugin out, or tell its author"
_RAISED = "leave the plugin out, or tell its author; --debug shows where"


def within(seconds: float, what: str, call: Callable[[], T], *, remedy: str = _REMEDY) -> T:
    """
    Return the result of a call, with a time limit.

    Args:
        seconds: How long to wait.
        what: What the call does, for the sentence that says it did not end.
        call: The call. Where it does not end it goes on in its thread, and ends with the process at the latest.
        remedy: What a person can do about a call that did not end.

    Raises:
        PluginError: It did not end in time.
        Exception: Whatever the call raises, and `SystemExit` as well.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - it is raised where somebody waits for it
            errors.append(error)

    # A daemon, as what hangs must not keep the process from ending.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        (error,) = errors
        if isinstance(error, Exception | SystemExit):
            raise error
        # Nobody pressed a key: that would have been raised here.
        raise PluginError(Problem(f"{what} raised {type(error).__name__}", _RAISED))
    if not results:
        raise PluginError(Problem(f"{what} did not end within {seconds:g} seconds", remedy))
    return results[0]


def told(error: BaseException) -> Problem:
    """Return a plugin's error as a sentence with its remedy."""
    if isinstance(error, PluginError) and len(error.problems) == 1:
        return error.problems[0]
    what = f"{type(error).__name__}: {error}".removesuffix(": ")
    if isinstance(error, SystemExit):
        return Problem(f"{what}: it tried to end the program", _RAISED)
    if isinstance(error, ImportError):
        return Problem(what, "install what it needs, or leave the plugin out")
    return Problem(what, _RAISED)
