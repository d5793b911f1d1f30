"""Logging of calls of plugins: which hook of which plugin, how long it took, where it failed."""

from __future__ import annotations

import logging
import os
import time
import traceback
from collections.abc import Callable
from typing import ParamSpec, TypeVar

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
