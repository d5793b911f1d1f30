"""Watching which files and connections a piece of code opens, to check that it opens none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Run in a process of its own with the name of a module or a file and where to look for it: writes a line for everything that its import does besides.
IMPORTING = """
import importlib, os, runpy, sys
lines, sys.path = [], sys.argv[2:]
def audit(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen", "os.system"):
        lines.append(f"{event} {arguments!r}"[:200])
    if event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR) and "__pycache__" not in str(arguments[0]):
        lines.append(f"wrote to {arguments[0]!r}")
sys.addaudithook(audit)
try:
    if sys.argv[1].endswith(".py"):
        runpy.run_path(sys.argv[1], run_name="wes_rules_plugin")
    else:
        importlib.import_module(sys.argv[1])
except BaseException as error:
    lines.append(f"{type(error).__name__}: {error}")
said, lines = lines, []
sys.stdout.flush()
os.write(2, "\\n".join(said).encode())
"""
_EVENTS = frozenset({"open", "socket.connect", "socket.getaddrinfo", "sqlite3.connect", "subprocess.Popen"})
# Importing a module opens its files, and that may happen late.
_CODE = (".py", ".pyc", ".so", ".pyd", ".dll")
_seen: list[str] | None = None
_hooked = False


@contextmanager
def watched() -> Iterator[list[str]]:
    """
    Note each file that is opened, connection that is made and program that is started, in any thread.

    Code outside Python that opens files by itself is not seen.
    """
    global _seen, _hooked  # noqa: PLW0603 - Python never lets go of an audit hook, so there is one
    if not _hooked:
        sys.addaudithook(_audit)
        _hooked = True
    before, _seen = _seen, []
    try:
        yield _seen
    finally:
        _seen = before


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    seen = _seen
    if seen is None or event not in _EVENTS:
        return
    about = arguments[1] if event == "socket.connect" else arguments[0]
    if event == "open" and (isinstance(about, int) or str(about).endswith(_CODE)):
        return
    seen.append(f"{event} {about!r}")
