"""Writing a file so that nobody ever reads half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Put a file in its place when it is whole; a file that was there keeps its permissions."""
    with _part_of(path, content) as part:
        part.replace(path)


def create(path: Path, content: bytes) -> None:
    """
    Put a new file in its place when it is whole.

    Raises:
        FileExistsError: There is one already; it stays as it is.
        OSError: It cannot be written, and nothing is there.
    """
    with _part_of(path, content) as part:
        os.link(part, path)


@contextmanager
def _part_of(path: Path, content: bytes) -> Iterator[Path]:
    """Write a file beside its place, which is gone afterwards if it is still there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        part.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        yield part
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
