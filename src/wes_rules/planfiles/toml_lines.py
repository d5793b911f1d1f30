"""Which line of a TOML file a key stands on; the standard reader does not say."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Up to two quotes may stand before the closing three.
_STRING = re.compile(
    r"""\"{3}[^"\\]*+(?:(?:\\.|"{1,2}(?!"))[^"\\]*+)*+"{3,5}|'{3}[^']*+(?:'{1,2}(?!')[^']*+)*+'{3,5}"""
    r"""|"[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^']*+'""",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]\}\s#]+(?: \d\d:\d\d[^,\]\}\s#]*)?")


def key_lines(text: str) -> dict[Path, int]:
    """Return the line of every key, table header and list item, by its path."""
    return _Scanner(text).run()


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """Return the line of a path, or of the nearest thing around it that has one."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.ends = [place for place, letter in enumerate(self.text) if letter == "\n"]
        self.at = 0
        self.found: dict[Path, int] = {}
        self.arrays: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        while self._next(" \t\n") is not None:
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.found

    def _header(self) -> Path:
        line, repeated = self._line(), self.text.startswith("[[", self.at)
        self.at += 2 if repeated else 1
        keys = self._keys()
        self.at += 2 if repeated else 1
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            self.found.setdefault(path, line)
            path = (*path, self.arrays[path]) if path in self.arrays else path
        path = (*path, keys[-1])
        if repeated:
            self.arrays[path] = self.arrays.get(path, -1) + 1
            self.found.setdefault(path, line)
            path = (*path, self.arrays[path])
        self.found[path] = line
        return path

    def _pair(self, table: Path) -> None:
        line, path = self._line(), table
        for key in self._keys():
            path = (*path, key)
            self.found.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            if self._next(" \t") in ('"', "'"):
                # The standard reader knows the escapes.
                keys.append(tomllib.loads(f"key = {self._match(_STRING)}")["key"])
            else:
                keys.append(self._match(_BARE))
            if self._next(" \t") != ".":
                return keys
            self.at += 1

    def _value(self, path: Path) -> None:
        first = self._next(" \t")
        if first in ('"', "'"):
            self._match(_STRING)
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        else:
            self._match(_SCALAR)

    def _array(self, path: Path) -> None:
        self.at += 1
        place = 0
        while self._next(" \t\n,") != "]":
            self.found[(*path, place)] = self._line()
            self._value((*path, place))
            place += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while self._next(" \t\n,") != "}":
            self._pair(path)
        self.at += 1

    def _match(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        assert match is not None  # the standard reader has accepted it
        self.at = match.end()
        return match[0]

    def _next(self, blanks: str) -> str | None:
        """Pass over blanks and comments, and return the character they lead to; None at the end."""
        while self.at < len(self.text):
            letter = self.text[self.at]
            if letter == "#":
                end = bisect_left(self.ends, self.at)
                self.at = self.ends[end] if end < len(self.ends) else len(self.text)
            elif letter in blanks:
                self.at += 1
            else:
                return letter
        return None

    def _line(self) -> int:
        return bisect_left(self.ends, self.at) + 1
