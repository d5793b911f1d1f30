"""A message as an email: plain text, the same as HTML, and if wanted a table of the news."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import formatdate
from typing import Any

from wes_rules.errors import Problem, RecipientRefused
from wes_rules.plugins import Message, Numbers
from wes_rules.plugins.escaping import in_csv, in_html, one_line, visible, with_minus
from wes_rules.plugins.layout import Item, heading_of, page_of, sections_of

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


class _Ids(BaseHeader):
    """A header of message ids: one a line, as a line may break between two and never inside one (RFC 5322, 2.2.3)."""

    max_count = 1

    @staticmethod
    def parse(value: str, parsed: dict[str, Any]) -> None:
        """Take the ids as they are."""
        parsed |= {"parse_tree": None, "decoded": value, "defects": []}

    def fold(self, *, policy: Policy) -> str:
        """Return the whole header, with a break before each id but the first."""
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


class _Subject(_Ids):
    """A subject that reads the same however a reader joins its lines: Python's own folding leaves a blank before an encoded word."""

    def fold(self, *, policy: Policy) -> str:
        """Return the whole header; where a word is not ASCII or fits on no line, all of it in encoded words, with its blanks inside."""
        text = str(self)
        plain = text.isascii() and max(map(len, text.split()), default=0) < _WORD
        said = Header(text, None if plain else "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {said}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    """Return how an email is written: in ASCII alone, whatever the server says it can do."""
    headers = HeaderRegistry()
    for name in ("references", "in-reply-to"):
        headers.map_to_type(name, _Ids)
    headers.map_to_type("subject", _Subject)
    return SMTP.clone(cte_type="7bit", header_factory=headers)


_POLICY = _policy()
_WORD = 60  # characters of a word that fits on a line
# Half of a key tells messages apart, and leaves a boundary and an id short enough for one line each.
_ENOUGH = 32
_COLUMNS = (
    *("change", "severity", "measure", "area", "area name", "period", "owner", "objective", "made up", "title"),
    *("figure", "target", "distance", "direction", "last known", "next figure", "line"),
)


def address(text: str, *, name: str = "") -> Address:
    """Return an address, with the name before it or another; refuse what a header or a command of SMTP must not hold."""
    text = text.strip()
    match = re.fullmatch(r"(?:(?P<name>[^<>]*)<)?(?P<spec>[^\s<>,;:\"()\\@]+@[A-Za-z0-9.-]+)(?(name)>)", text)
    if match is None or not text.isprintable() or not match["spec"].isascii():
        raise RecipientRefused(Problem(f'"{one_line(text)}" is not one email address', 'write it like "a@example.org"'))
    user, _, domain = match["spec"].rpartition("@")
    return Address((match["name"] or "").strip().strip('"') or one_line(name), user, domain)


def mail(message: Message, sender: Address, recipient: Address, *, sent: float, table: bool) -> EmailMessage:
    """
    Return an email.

    Its Message-ID comes from the message's key, so that whoever receives or keeps it can tell a repeat. It stands in the
    thread of its first alert that has one: below the message that told the recipient of this opening first, and the one
    that told them of it last.

    Args:
        message: What is told.
        sender: Who it is from.
        recipient: Who it is to.
        sent: When it is sent, in seconds since 1970.
        table: Attach the news as CSV.
    """
    email = EmailMessage(policy=_POLICY)
    again = "[possibly sent before] " if message.possible_repeat else ""
    email["From"] = sender
    email["To"] = recipient
    email["Subject"] = again + one_line(message.subject)
    email["Date"] = formatdate(sent)
    email["Message-ID"] = _id(message.key, sender)
    before = _thread(message)
    if before:
        email["References"] = " ".join(_id(key, sender) for key in before)
        email["In-Reply-To"] = _id(before[-1], sender)
    email["Auto-Submitted"] = "auto-generated"
    text = visible(message.text, keep="\n")
    email.set_content(f"{REPEAT}\n\n{text}" if again else text)
    email.add_alternative("\n".join(html(message)), subtype="html")
    if table:
        email.add_attachment(news_table(message).encode("utf-8-sig"), "text", "csv", filename="news.csv")
    for depth, part in enumerate(one for one in email.walk() if one.is_multipart()):
        # Not a random one, so that a message sent again is the same.
        part.set_boundary(f"=_{depth}_{_word(message.key)[:_ENOUGH]}")
    return email


def _thread(message: Message) -> tuple[str, ...]:
    """Return the keys of the messages that one follows: the first of its thread, and the one before it."""
    for one in message.news:
        if one.thread and not one.repeated:
            return tuple(dict.fromkeys((one.thread, one.follows or one.thread)))
    return ()


def _id(key: str, sender: Address) -> str:
    return f"<{_word(key)[:_ENOUGH]}@{sender.domain}>"


def news_table(message: Message) -> str:
    """Return all the news as CSV in which no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for one in message.news:
        made_up, due = "yes" if one.made_up else "", "" if one.next_due is None else one.next_due.isoformat()
        cells = (heading_of(one), one.severity, one.measure, one.area, one.area_name, one.period, one.owner)
        numbers = one.numbers or Numbers(status="")
        figures = (numbers.figure, numbers.required, numbers.distance, numbers.direction, numbers.last_known)
        more = (one.objective, made_up, one.title, *figures, due, one.line)
        writer.writerow([in_csv(cell) for cell in (*cells, *more)])
    return out.getvalue()


def _word(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", key)
