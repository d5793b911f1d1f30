"""What is being done, for a person who waits: on one line of a terminal, once it has taken a second."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import Self, TextIO

import attrs

from wes_rules.cli.output import steer
from wes_rules.quoting import visible

# Shorter work ends before anybody could read what it was.
PATIENCE = 1.0
_WIDEST = 78


@attrs.define
class Progress:
    """Shows what is being done to a person who watches a terminal, after some seconds, on one line that is wiped in the end."""

    stream: TextIO = attrs.field(factory=lambda: sys.stderr)
    patience: float = PATIENCE
    _text: str = ""
    _shown: int = 0
    _waits: bool = True
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False)
    _timer: threading.Timer | None = attrs.field(default=None, init=False)

    def __call__(self, text: str) -> None:
        """Say what is being done now."""
        with self._lock:
            self._text = visible(text)[:_WIDEST]
            if not self._waits:
                self._draw()

    def __enter__(self) -> Self:
        if self.stream.isatty():
            self._timer = threading.Timer(self.patience, self._begin)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            self._waits, self._text = True, ""
            if self._shown:
                self._write(f"\r{' ' * self._shown}\r")

    def _begin(self) -> None:
        with self._lock:
            self._waits = False
            if self._text:
                self._draw()

    def _draw(self) -> None:
        self._write(f"\r{self._text.ljust(self._shown)}")
        self._shown = len(self._text)

    def _write(self, text: str) -> None:
        steer(self.stream, text)
        self.stream.flush()
