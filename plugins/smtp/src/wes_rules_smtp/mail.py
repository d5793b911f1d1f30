"""A message as an email: plain text, the same as HTML, and if wanted a table of the news."""

from __future__ import annotations

import csv
import io
import re
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import formatdate
from typing import Any

from wes_rules.errors import Problem, RecipientRefused
from wes_rules.plugins import Message, Numbers
from wes_rules.plugins.escaping import in_csv, one_line, visible
from wes_rules.plugins.layout import heading_of
from wes_rules_smtp.page import REPEAT, html


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
