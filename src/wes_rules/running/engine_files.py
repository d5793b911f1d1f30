"""Files that an engine may read: Parquet, and CSV of which every reader takes the same cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wes_rules.tables import FileSettings

_BLOCK = 1 << 24
_PRINTED = bytes(range(32, 127)) + b"\r\n"


class NotPlainError(Exception):
    """An engine may read a file differently from `check` of one area."""


def is_parquet(settings: Any) -> bool:
    """Whether a source is a Parquet file, which only engines read."""
    return isinstance(settings, FileSettings) and str(getattr(settings, "path", "")).endswith(".parquet")


def is_plain(path: Path, separator: str) -> bool:
    """
    Whether every reader takes the same cells from a file.

    The file is UTF-8 without a byte-order mark, quotes, blanks at the ends of cells, control characters and empty
    lines, has no # (which some readers take for a comment), and as many cells in each line as in the first.
    """
    sign = separator.encode()
    if len(sign) != 1:
        return False
    odd = (b'"', b"#", b" " + sign, sign + b" ", b"\n ", b" \n", b" \r", b"\n\n", b"\n\r")
    others = bytes(set(range(256)) - {*sign, *b"\n"})
    line = b""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK) + stream.readline():
            text = b"\n" + block.removesuffix(b"\n") + b"\n"
            if any(one in text for one in odd) or text.count(b"\r") != text.count(b"\r\n"):
                return False
            if (rest := text.translate(None, _PRINTED + sign)) and not _is_printed(text, rest):
                return False
            cells = text[1:].translate(None, others)
            line = line or cells[: cells.index(b"\n") + 1]
            if cells != line * (len(cells) // len(line)):
                return False
    return bool(line)


def _is_printed(text: bytes, rest: bytes) -> bool:
    """Whether bytes are UTF-8, and what of them is more than ASCII has no blank and no control character."""
    try:
        text.decode()
        return rest.decode().isprintable() and not rest.isascii()
    except UnicodeDecodeError:
        return False
