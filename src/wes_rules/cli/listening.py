"""What is shown of calls of plugins' code: tracebacks with --debug, and each call with WES_RULES_TRACE=1."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wes_rules.plugins.calling import CALLS, FAULTS
from wes_rules.plugins.listing import FOLDER
from wes_rules.plugins.secrecy import Secrets
from wes_rules.quoting import visible

TRACE = "WES_RULES_TRACE"


class _Shown(logging.Handler):
    """Prints what is logged to the standard error, in which nothing steers."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print it."""
        print(visible(self.format(record), keep="\n\t"), file=sys.stderr)


@contextmanager
def listening(*, debug: bool, environ: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Show each call of a plugin and each error it raises, if asked to."""
    loggers = [*([FAULTS] if debug else []), *([CALLS] if environ.get(TRACE, "0") not in ("", "0") else [])]
    handler, levels = _Shown(), [one.level for one in loggers]
    for one in loggers:
        one.addHandler(handler)
        one.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for one, level in zip(loggers, levels, strict=True):
            one.removeHandler(handler)
            one.setLevel(level)


def show_fault(what: str, error: BaseException) -> None:
    """Show where something was raised, without what the environment holds under names of secrets."""
    said = "".join(traceback.format_exception(error)).rstrip()
    print(visible(f"{what}:\n{Secrets.by_name(os.environ).hidden(said)}", keep="\n\t"), file=sys.stderr)


@contextmanager
def plugins_from(folder: Path | None) -> Iterator[None]:
    """Let the plugins of a folder be found, by this process and by those that it starts."""
    before = os.environ.get(FOLDER)
    if folder is not None:
        os.environ[FOLDER] = str(folder)
    try:
        yield
    finally:
        if folder is not None:
            os.environ.pop(FOLDER)
            os.environ.update({} if before is None else {FOLDER: before})
