"""All output: foreign text cannot steer a terminal, and a closed pipe is no error."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from contextvars import ContextVar
from typing import TextIO, cast

from wes_rules.quoting import steering, visible

_KEPT = "\n\t"
# What people read is left out: a command was asked to be quiet.
_QUIET: ContextVar[bool] = ContextVar("quiet", default=False)


class Channel(io.TextIOBase):
    """
        An output in which no text steers a terminal.

    What cannot be written any more is dropped, so that a command goes on as if somebody read it; `lost` then says why.

    Args:
        stream: Where the text goes; None where there is no such output.
        strict: Whoever writes has to know that it was written: raise where it could not be.
    """

    def __init__(self, stream: TextIO | None, *, strict: bool = False) -> None:
        super().__init__()
        self.stream = stream
        self.strict = strict
        self.lost: OSError | None = None

    @property
    def encoding(self) -> str:  # type: ignore[override] # a property is all that readers need
        """The encoding of the output."""
        return getattr(self.stream, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        """Whether a person watches."""
        return self.stream is not None and self.stream.isatty()

    def writable(self) -> bool:
        """Return True: that is what it is for."""
        return True

    def write(self, text: str) -> int:
        """Write a text; what steers is shown escaped."""
        self.steer(visible(text, keep=_KEPT))
        return len(text)

    def steer(self, text: str) -> None:
        """Write a text of our own that steers on purpose: a colour, or a return to the start of the line."""
        if self.stream is None or self.lost is not None:
            return
        try:
            try:
                self.stream.write(text)
            except UnicodeEncodeError:
                self.stream.write(text.encode(self.encoding, "backslashreplace").decode(self.encoding))
        except OSError as error:
            self._lose(error)

    def flush(self) -> None:
        """Hand on what was written."""
        if self.stream is None or self.lost is not None:
            return
        try:
            self.stream.flush()
        except OSError as error:
            self._lose(error)

    def close(self) -> None:
        """Leave the stream open: its owner closes it."""

    def _lose(self, error: OSError) -> None:
        self.lost = error
        # What the stream still holds goes nowhere; Python would complain of it again at the end.
        with suppress(OSError, ValueError):
            assert self.stream is not None
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.stream.fileno())
            os.close(nowhere)
        if self.strict:
            raise error


@contextmanager
def guarded() -> Iterator[Channel]:
    """Send everything printed through channels, and return the one of standard output."""
    out, err = Channel(sys.stdout), Channel(sys.stderr)
    with redirect_stdout(cast(TextIO, out)), redirect_stderr(cast(TextIO, err)):
        yield out


def strictly(stream: TextIO) -> TextIO:
    """Return an output for a notifier that prints: it raises if the text could not be written."""
    return cast(TextIO, Channel(stream.stream, strict=True)) if isinstance(stream, Channel) else stream


def unwritten(channel: Channel) -> str:
    """Say why an output is incomplete; empty if its reader only stopped reading."""
    error = channel.lost
    return "" if error is None or error.errno == errno.EPIPE else f"the output is not whole: {error.strerror}"


def steer(stream: TextIO, text: str) -> None:
    """Write a text of our own that steers on purpose."""
    if isinstance(stream, Channel):
        stream.steer(text)
    else:
        stream.write(text)


@contextmanager
def hushed(*, quiet: bool) -> Iterator[None]:
    """Leave out what people read, where only errors and the exit code are wanted."""
    token = _QUIET.set(quiet)
    try:
        yield
    finally:
        _QUIET.reset(token)


def say(text: str = "") -> None:
    """Print one line, whatever is in the text."""
    show(f"{visible(text)}\n")


def tell(text: str) -> None:
    """Print a line that people read: on a terminal as many as fit it."""
    for line in _fitted(text, sys.stdout):
        say(line)


def _fitted(text: str, stream: TextIO) -> list[str]:
    """Part a line at its words where somebody watches, or says how wide it may be, and the rest stands further in."""
    if not (stream.isatty() or os.environ.get("COLUMNS")):
        return [text]
    width, hang = max(shutil.get_terminal_size().columns, 20), " " * (len(text) - len(text.lstrip()) + 4)
    return textwrap.wrap(text, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False) or [text]


def show(text: str) -> None:
    """Print a text for people in which we have seen to it that nothing steers but our own colours."""
    if not _QUIET.get():
        steer(sys.stdout, text)


def note(text: str) -> None:
    """Print to the standard error what is good to know, and no fault."""
    if not _QUIET.get():
        complain(f"note: {text}")


def complain(text: str) -> None:
    """Print one line to the standard error, on a terminal as many as fit it."""
    print(*_fitted(visible(text), sys.stderr), sep="\n", file=sys.stderr)


def say_json(value: object) -> int:
    """Print a value as JSON, and return the exit code of a command that did what it was asked."""
    print(json_text(value), end="")
    return 0


def json_text(value: object) -> str:
    """Return a value as JSON; what steers, or what the output cannot show, is escaped as JSON has it."""
    plain = getattr(sys.stdout, "encoding", None) or "ascii"
    text = json.dumps(value, indent=2, ensure_ascii=not plain.lower().startswith("utf"))
    return steering().sub(lambda one: one[0] if one[0] == "\n" else f"\\u{ord(one[0]):04x}", text) + "\n"
