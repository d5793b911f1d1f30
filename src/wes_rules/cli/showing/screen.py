"""What a screen can show: how wide it is, whether it has colours, shapes and tables."""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping

import attrs

from wes_rules.errors import PluginError, Problem
from wes_rules.judging.status import Answer

# A table or a screenful that is piped somewhere fits so many columns, unless COLUMNS says otherwise.
_PIPED = 100
LAYOUTS = ("table", "list", "lines")
# In fewer columns a table is harder to read than a list.
_NARROWEST = 60

# The shape of each answer, the same in ASCII, and its colour: which red that is, and whether it can be read, the theme of the terminal decides.
_LOOKS = {
    Answer.ON_TRACK: ("●", "+", "green"),
    Answer.AT_RISK: ("▲", "!", "yellow"),
    Answer.OFF_TRACK: ("✖", "x", "red"),
    Answer.UNDECIDED: ("?", "?", "cyan"),
    Answer.NOT_DUE: ("○", "o", "blue"),
    Answer.NO_TARGET: ("─", "-", "white"),
}
SHAPES, ASCII, THEME = ({answer: looks[place] for answer, looks in _LOOKS.items()} for place in range(3))
# What rows in an order stand together by; a heading would part those in any other.
BY = {"plan": "objective", "owner": "owner"}


@attrs.frozen(kw_only=True)
class Screen:
    """
    How verdicts may look.

    Args:
        width: How many columns there are.
        colour: Whether colour may be used besides words and shapes.
        unicode: Whether the output can show other than ASCII characters.
        layout: "table", "list" or "lines".
        by: What rows stand together by: "objective", "owner", or "" for one run of them.
    """

    width: int = _PIPED
    colour: bool = False
    unicode: bool = True
    layout: str = "list"
    by: str = "objective"

    @property
    def shapes(self) -> Mapping[Answer, str]:
        """The shape that stands before each answer."""
        return SHAPES if self.unicode else ASCII

    @property
    def room(self) -> int:
        """How long a line may be: where each measure has a line of its own, as long as it is."""
        return sys.maxsize if self.layout == "lines" else self.width

    def fit(self, text: str) -> str:
        """Return a text as the output can show it."""
        return text if self.unicode else text.encode("ascii", "replace").decode("ascii")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add how verdicts are to look."""
    text = (
        "a table; a list that fits any width and that a screen reader can follow; or lines, one for each measure, "
        "for grep and awk (default: lines in a pipe, else a table where it fits)"
    )
    parser.add_argument("--layout", choices=LAYOUTS, help=text)
    text = "use colour (default: auto, which is on a terminal, unless NO_COLOR is set)"
    parser.add_argument("--color", "--colour", choices=("auto", "always", "never"), default="auto", help=text)


def screen(options: argparse.Namespace, environ: Mapping[str, str] = os.environ) -> Screen:
    """Return what the output can show, and what was asked for."""
    width = max(shutil.get_terminal_size((_PIPED, 24)).columns, 20)
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return Screen(
        width=width,
        colour=_colour(options.color, environ),
        unicode=encoding.startswith("utf"),
        layout=_layout(options.layout, width, environ),
        by=BY.get(options.sort, ""),
    )


def _colour(asked: str, environ: Mapping[str, str]) -> bool:
    if asked != "auto":
        return asked == "always"
    return sys.stdout.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def _layout(asked: str | None, width: int, environ: Mapping[str, str]) -> str:
    drawn = importlib.util.find_spec("rich") is not None
    if asked == "table" and not drawn:
        remedy = 'pip install "wes-rules[cli]", or write --layout list'
        raise PluginError(Problem("a table needs the package rich, which is not installed", remedy))
    if asked is None and not (sys.stdout.isatty() or environ.get("COLUMNS")):
        return "lines"
    fits = width >= _NARROWEST and environ.get("TERM") != "dumb"
    return asked or ("table" if drawn and fits else "list")
