"""The JSON lines notifier: appends each message to a file as one line, once."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import attrs

from wes_rules.alerts import wire
from wes_rules.alerts.message import Message
from wes_rules.errors import Problem, TransientFailure, UnknownOutcome
from wes_rules.plugins.api import Context, Dedup, NotifierType, Receipt
from wes_rules.plugins.hookspecs import hookimpl

_OWN = 0o600
# How each line starts, with its key.
_START = re.compile(rb'\{"key":("(?:[^"\\]|\\.)*")')


@attrs.frozen(kw_only=True)
class JsonLinesConfig:
    """
    Where the lines go.

    Args:
        path: The file, which is made if it is not there; a relative path starts at the plan's folder.
    """

    path: str


@attrs.define
class _Seen:
    """
    The keys in a file, read on from where this process has read it before: it is long, and only gets longer.

    Args:
        file: The device and number of the file; another one that has its name has others.
        size: How much of it was read: whole lines only.
        last: Where the last line with a key starts, and how. A file that was emptied and written to differs there.
        keys: The keys, as they are written.
    """

    file: tuple[int, int] = (0, 0)
    size: int = 0
    last: tuple[int, bytes] = (0, b"")
    keys: set[bytes] = attrs.field(factory=set)

    def read(self, reader: BinaryIO) -> None:
        """Read the lines that are new; nothing inside a text can look like the start of one."""
        reader.seek(self.size)
        for one in reader:
            if not one.endswith(b"\n"):
                break
            found = _START.match(one)
            if found is not None and one.endswith(b"}\n"):
                self.keys.add(found[1])
                self.last = self.size, found[0]
            self.size += len(one)

    def goes_on_in(self, reader: BinaryIO) -> bool:
        """Whether a file still begins with what was read of it."""
        place, start = self.last
        reader.seek(place)
        return self.file == _identity(reader) and reader.read(len(start)) == start and _size(reader) >= self.size


@attrs.define
class JsonLines:
    """Appends messages to a file; one whose key is there already is not written again."""

    config: JsonLinesConfig
    context: Context = attrs.field(repr=False)
    _seen: _Seen = attrs.field(init=False, repr=False, eq=False, factory=_Seen)

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """
        Write a message, and wait until it is on the disk.

        Raises:
            TransientFailure: It is not in the file: it cannot be opened, somebody else is writing, or the disk is full.
            UnknownOutcome: It was written, and the disk did not confirm it.
        """
        name = self.config.path
        with self._open() as file:
            try:
                if self._holds(file, message.key):
                    return Receipt(f"{name} holds it already")
                # What was broken off before must not take this line with it.
                data = (b"" if _ends_whole(file) else b"\n") + line(message)
                written = os.write(file, data)
            except OSError as error:
                raise TransientFailure(f"{name} cannot be written: {error.strerror}") from None
            if written < len(data):
                raise TransientFailure(Problem(f"{name} has no room for a whole line", "make room on the disk"))
            try:
                os.fsync(file)
            except OSError as error:
                raise UnknownOutcome(f"{name} was written, but not to the disk: {error.strerror}") from None
        return Receipt(f"written to {name}")

    def check(self) -> None:
        """Open the file, making it if it is not there."""
        with self._open():
            pass

    def _holds(self, file: int, key: str) -> bool:
        """Tell whether a whole line has a key."""
        with open(os.dup(file), "rb") as reader:  # noqa: PTH123 - the file is open already
            if not self._seen.goes_on_in(reader):
                self._seen = _Seen(_identity(reader))
            self._seen.read(reader)
        return json.dumps(key).encode("ascii") in self._seen.keys

    @contextmanager
    def _open(self) -> Iterator[int]:
        """Open the file for this process alone, where the system can do that."""
        path = self.context.base / self.config.path
        try:
            file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), _OWN)
        except OSError as error:
            what = f"{self.config.path} cannot be opened: {error.strerror}"
            raise TransientFailure(Problem(what, "check the path and who may write there")) from None
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise TransientFailure(Problem(f"{self.config.path} is no file", "give the path of a file"))
            _lock(file, self.config.path)
            yield file
        finally:
            os.close(file)


def line(message: Message) -> bytes:
    """
    Return a message as a line: ASCII, every control character escaped, and the key first.

    It says nothing of repeats: the same message is the same line.
    """
    content = wire.plain(message)
    del content["key"], content["possible_repeat"]
    text = json.dumps({"key": message.key, **dict(sorted(content.items()))}, separators=(",", ":"))
    return text.encode("ascii") + b"\n"


def _identity(reader: BinaryIO) -> tuple[int, int]:
    found = os.fstat(reader.fileno())
    return found.st_dev, found.st_ino


def _size(reader: BinaryIO) -> int:
    return os.fstat(reader.fileno()).st_size


def _ends_whole(file: int) -> bool:
    size = os.lseek(file, 0, os.SEEK_END)
    if size == 0:
        return True
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) == b"\n"


def _lock(file: int, name: str) -> None:
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise TransientFailure(f"{name} is being written by somebody else", retry_after=1.0) from None


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return the JSON lines notifier."""
    return [
        NotifierType("jsonl", "Appends messages to a file as JSON lines", JsonLinesConfig, JsonLines, dedup=Dedup.KEY)
    ]
