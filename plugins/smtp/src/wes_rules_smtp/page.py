"""A message as a page for mail programs: simple marks, every style beside its element, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.plugins import Message
from wes_rules.plugins.escaping import in_html
from wes_rules.plugins.layout import Item, sections_of

REPEAT = "This message may have been sent before."
_BODY = "margin:0;padding:0;background:#ffffff;color:#0b0c0c;font-family:Arial,Helvetica,sans-serif"
_PAGE = "max-width:640px;margin:0 auto;padding:16px;font-size:16px;line-height:1.45"
_PLAN = "font-size:16px;line-height:1.3;margin:0 0 8px;color:#505a5f;font-weight:normal"
_HEADING = "font-size:20px;line-height:1.25;margin:24px 0 12px"
_LIST = "list-style:none;margin:0;padding:0"
_CARD = "margin:0 0 20px;padding:2px 0 2px 14px;border-left:6px solid "
_TITLE = "font-size:17px;line-height:1.3"
_FIGURES = "font-size:17px"
_SMALL = "color:#505a5f;font-size:14px"
_COMMAND = (
    "font-family:Consolas,Menlo,monospace;font-size:13px;background:#f3f2f1;padding:1px 4px;overflow-wrap:anywhere"
)
# Beside the words, never instead of them.
_OVER, _NEUTRAL = "#00703c", "#505a5f"
_COLOURS = {"off_track": "#d4351c", "at_risk": "#b65900"}
_COMMANDS = "wes-rules alerts ack "


def html(message: Message) -> Iterator[str]:
    """Return the lines of a page that says what the text says: its headings, lists and paragraphs, and nothing else."""
    yield '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{in_html(message.subject)}</title></head>"
    yield f'<body style="{_BODY}"><div style="{_PAGE}">'
    if message.possible_repeat:
        yield f"<p>{REPEAT}</p>"
    items = [item for section in sections_of(message.news) for item in section.items]
    yield from _lines(message.text.splitlines(), items)
    yield "</div></body></html>"


def _lines(lines: list[str], items: list[Item]) -> Iterator[str]:
    """Return a page for the lines of a text, which lists the items in their order: two of one measure have one title."""
    open_item: Item | None = None
    listed, place_in_item = False, 0
    for place, line in enumerate(lines):
        item, more = line.startswith("- "), listed and line.startswith("  ")
        if listed and not more:
            yield "</li>"
        if item and not listed:
            yield f'<ul style="{_LIST}">'
        if listed and not (item or more):
            yield "</ul>"
            listed = False
        if item:
            is_next = bool(items) and items[0].title == line[2:]
            open_item, listed, place_in_item = items.pop(0) if is_next else None, True, 0
            yield f'<li style="{_CARD}{_colour(open_item)}"><strong style="{_TITLE}">{in_html(line[2:])}</strong>'
        elif more:
            yield _said(line.strip(), open_item, first=place_in_item == 0)
            place_in_item += 1
        elif line.strip():
            yield _standing(line, heads=lines[place + 1 : place + 2], is_title=place == 0 and len(lines) > 1)
    if listed:
        yield "</li></ul>"


def _standing(line: str, *, heads: list[str], is_title: bool) -> str:
    """Return a line that is no alert's: the title of the plan, a heading over alerts, or a paragraph."""
    if is_title:
        return f'<h1 style="{_PLAN}">{in_html(line)}</h1>'
    if any(one.startswith("- ") for one in heads):
        return f'<h2 style="{_HEADING}">{in_html(line)}</h2>'
    return f'<p style="{_SMALL}">{_with_command(line)}</p>'


def _said(line: str, item: Item | None, *, first: bool) -> str:
    if first:
        return f'<br><span style="{_FIGURES}">{in_html(line)}</span>'
    if item is None or line not in item.foot:
        return f"<br>{in_html(line)}"
    return f'<br><span style="{_SMALL}">{_with_command(line)}</span>'


def _with_command(line: str) -> str:
    """Return a line; the command that acknowledges an alert stands alone on its own, and is marked as what it is."""
    return f'<code style="{_COMMAND}">{in_html(line)}</code>' if line.startswith(_COMMANDS) else in_html(line)


def _colour(item: Item | None) -> str:
    if item is None:
        return _NEUTRAL
    news = item.news
    if news.change.closes and news.numbers is not None and news.numbers.status == "on_track":
        return _OVER
    return _COLOURS.get(news.severity, _NEUTRAL) if news.open else _NEUTRAL
