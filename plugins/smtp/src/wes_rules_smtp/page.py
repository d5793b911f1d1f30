"""A message as a page for mail programs: simple marks, every style beside its element, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from wes_rules.plugins import Message
from wes_rules.plugins.escaping import in_html, with_minus
from wes_rules.plugins.layout import Item, page_of, sections_of

REPEAT = "This message may have been sent before."
_BODY = "margin:0;padding:0;background:#ffffff;color:#0b0c0c;font-family:Arial,Helvetica,sans-serif"
_PAGE = "max-width:640px;margin:0 auto;padding:16px;font-size:16px;line-height:1.45"
_PLAN = "font-size:16px;line-height:1.3;margin:0 0 8px;color:#505a5f;font-weight:normal"
_HEADING = "font-size:20px;line-height:1.25;margin:24px 0 12px"
_LIST = "list-style:none;margin:0;padding:0"
_CARD = "margin:0 0 20px;padding:2px 0 2px 14px;border-left:"
_TITLE = "font-size:17px;line-height:1.3"
_FIGURES = "font-size:17px"
_HEAD, _SMALL = "margin:0 0 8px", "color:#505a5f;font-size:14px"
_LINK = "color:#0b4f8a"
_COMMAND = (
    "font-family:Consolas,Menlo,monospace;font-size:13px;background:#f3f2f1;padding:1px 4px;overflow-wrap:anywhere"
)
# Beside the words, never instead of them: what each stands for, in light and in dark.
_COLOURS = {"off_track": "#d4351c", "at_risk": "#b65900", "over": "#00703c", "": "#505a5f"}
_DARK = {"off_track": "#ff938c", "at_risk": "#f3b95f", "over": "#6fd79f", "": "#b3bcc6"}
# What is as it was has a thinner line than what is news.
_NEWS, _AS_IT_WAS = "6px solid ", "3px solid "
_IN_THE_DARK = (
    ":root{color-scheme:light dark}@media (prefers-color-scheme:dark){"
    ".paper{background:#15181c!important;color:#eceff2!important}.soft{color:#b3bcc6!important}"
    ".command{background:#2a3038!important}a{color:#8fc4ff!important}"
    + "".join(f".is-{name or 'other'}{{border-color:{colour}!important}}" for name, colour in _DARK.items())
    + "}"
)


def html(message: Message) -> Iterator[str]:
    """Return the lines of a page that says what the text says: its headings, lists and paragraphs, and nothing else."""
    yield '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">'
    yield f"<title>{in_html(message.subject)}</title><style>{_IN_THE_DARK}</style></head>"
    yield f'<body class="paper" style="{_BODY}"><div role="main" style="{_PAGE}">'
    if message.possible_repeat:
        yield f"<p>{REPEAT}</p>"
    yield from _lines(message)
    yield "</div></body></html>"


def _lines(message: Message) -> Iterator[str]:
    """Return a page for the lines of a text, which lists the items in their order: two of one measure have one title."""
    lines = message.text.splitlines()
    items = [item for section in sections_of(message.news) for item in section.items]
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
            page = "" if open_item is None else page_of(message.link, [open_item.news])
            yield f'<li {_edge(open_item)}><strong style="{_TITLE}">{_linked(page, line[2:])}</strong>'
        elif more:
            yield _said(line.strip(), open_item, first=place_in_item == 0)
            place_in_item += 1
        elif line.strip():
            heads = any(one.startswith("- ") for one in lines[place + 1 : place + 2])
            # What stands together at the top says what is asked for.
            yield _standing(line, message, place if "" not in lines[:place] and len(lines) > 1 else None, heads=heads)
    if listed:
        yield "</li></ul>"


def _standing(line: str, message: Message, at_top: int | None, *, heads: bool) -> str:
    """Return a line that is no alert's: the title of the plan and what is asked for, a heading over alerts, or a paragraph."""
    if at_top == 0:
        return f'<h1 class="soft" style="{_PLAN}">{_prose(line)}</h1>'
    if heads:
        return f'<h2 style="{_HEADING}">{_prose(line)}</h2>'
    if at_top is not None:
        said, more, page = line.partition("More: ")
        linked = _linked(page, page) if message.link and page.startswith(message.link) else in_html(page)
        return f'<p style="{_HEAD}">{_prose(said + more)}{linked}</p>'
    is_command = line.startswith("wes-rules alerts ack ")
    shown = f'<code class="command" style="{_COMMAND}">{in_html(line)}</code>' if is_command else _prose(line)
    return f'<p class="soft" style="{_SMALL}">{shown}</p>'


def _linked(page: str, said: str) -> str:
    """Return words that lead to an address of the web, and to no other."""
    is_web = page.startswith(("https://", "http://"))
    return f'<a style="{_LINK}" href="{in_html(page)}">{_prose(said)}</a>' if is_web else _prose(said)


def _prose(text: str) -> str:
    return in_html(with_minus(text))


def _said(line: str, item: Item | None, *, first: bool) -> str:
    if first:
        return f'<br><span style="{_FIGURES}">{_with_distance(line, item)}</span>'
    if item is None or line not in item.foot:
        return f"<br>{_prose(line)}"
    return f'<br><span class="soft" style="{_SMALL}">{_prose(line)}</span>'


def _with_distance(line: str, item: Item | None) -> str:
    """Return a line that says by how much a promise is missed or kept, with that much of it to be seen at once."""
    numbers = None if item is None else item.news.numbers
    distance = "" if numbers is None else _prose(numbers.distance)
    return _prose(line).replace(distance, f"<strong>{distance}</strong>" if distance else "", 1)


def _edge(item: Item | None) -> str:
    """Return how the edge of an alert looks: its colour is how bad it is, and what is as it was has a thin one."""
    news = None if item is None else item.news
    name, width = "", _NEWS
    if news is not None:
        over = news.change.closes and news.numbers is not None and news.numbers.status == "on_track"
        name = "over" if over else news.severity if news.open and news.severity in _COLOURS else ""
        width = _AS_IT_WAS if news.repeated or news.change.value == "still_open" else _NEWS
    return f'class="is-{name or "other"}" style="{_CARD}{width}{_COLOURS[name]}"'
