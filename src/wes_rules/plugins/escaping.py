"""
Escaping text from plans and figures for its destination.

Whoever writes a title or a figure must not be able to steer a terminal, forge a line of a log, add a header to an email, or
put a link, a picture or a script into a message.
"""

from __future__ import annotations

import html
import re

from wes_rules.quoting import visible

__all__ = ["in_csv", "in_html", "in_markdown", "one_line", "visible", "with_minus"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~^=&:@/])")
# A hyphen before a number or its currency that joins it to nothing before it.
_NEGATIVE = re.compile(r"(?<![^\s(\[])-(?=[^\w\s]?\d)")
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def one_line(text: str) -> str:
    """Return a text as one line: white space of any kind becomes a blank, and what steers is shown escaped."""
    return visible(" ".join(text.split()))


def in_html(text: str) -> str:
    """Return a text for the content or a quoted attribute of HTML."""
    return html.escape(visible(text, keep="\n"), quote=True)


def with_minus(text: str) -> str:
    """Return a text with a minus where a hyphen stands for one, for readers and not for programs."""
    return _NEGATIVE.sub("\u2212", text)


def in_markdown(text: str) -> str:
    """Return a text for Markdown in which nothing is a mark, a link or an address."""
    return _MARKDOWN.sub(r"\\\1", visible(text, keep="\n"))


def in_csv(text: str) -> str:
    """Return a text for a cell of a CSV file that no spreadsheet takes for a formula."""
    shown = visible(text, keep="\n")
    return f"'{shown}" if _FORMULA.match(shown) else shown
