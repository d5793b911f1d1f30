"""A message as an email: plain text, the same as HTML, and if wanted a table of the news."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from wes_rules.errors import Problem, RecipientRefused
from wes_rules.plugins import Message
from wes_rules.plugins.escaping import in_csv, in_html, one_line, visible

# Nothing but ASCII goes over the line, whatever the server says it can do.
_POLICY = SMTP.clone(cte_type="7bit")
_REPEAT = "This message may have been sent before."
_MOST_REFERENCES = 20
_STYLE = "font-family:Arial,sans-serif;font-size:16px;line-height:1.4;color:#0b0c0c;max-width:40em"


def address(text: str, *, name: str = "") -> Address:
    """
    Return an address, with or without a name before it.

    Args:
        text: The address.
        name: The name of one that comes without.

    Raises:
        RecipientRefused: It is none, is several, or holds what a header or a command of SMTP must not hold.
    """
    text = text.strip()
    match = re.fullmatch(r"(?:(?P<name>[^<>]*)<)?(?P<spec>[^\s<>,;:\"()\\@]+@[A-Za-z0-9.-]+)(?(name)>)", text)
    if match is None or not text.isprintable() or not match["spec"].isascii():
        raise RecipientRefused(Problem(f'"{one_line(text)}" is not one email address', 'write it like "a@example.org"'))
    user, _, domain = match["spec"].rpartition("@")
    return Address((match["name"] or "").strip().strip('"') or one_line(name), user, domain)


def mail(message: Message, sender: Address, recipient: Address, *, sent: float, table: bool) -> EmailMessage:
    """
    Return an email.

    Its Message-ID comes from the message's key, so that whoever receives or keeps it can tell a repeat, and its references
    from the messages in which the recipient was told of the same alerts before.

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
    email["Message-ID"] = f"<{_word(message.key)}@{sender.domain}>"
    before = list(dict.fromkeys(one.follows for one in message.news if one.follows))[-_MOST_REFERENCES:]
    if before:
        email["References"] = " ".join(f"<{_word(key)}@{sender.domain}>" for key in before)
    email["Auto-Submitted"] = "auto-generated"
    text = visible(message.text, keep="\n")
    email.set_content(f"{_REPEAT}\n\n{text}" if again else text)
    email.add_alternative("\n".join(html(message)), subtype="html")
    if table:
        email.add_attachment(news_table(message).encode("utf-8-sig"), "text", "csv", filename="news.csv")
    for depth, part in enumerate(one for one in email.walk() if one.is_multipart()):
        # Not a random one, so that a message sent again is the same.
        part.set_boundary(f"=_{depth}_{_word(message.key)}")
    return email


def html(message: Message) -> Iterator[str]:
    """Return the lines of a page that says what the text says: its headings, lists and paragraphs, and nothing else."""
    yield f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{in_html(message.subject)}</title></head>'
    yield f'<body style="{_STYLE}">'
    if message.possible_repeat:
        yield f"<p>{_REPEAT}</p>"
    lines = message.text.splitlines()
    listed = False
    for place, line in enumerate(lines):
        item = line.startswith("- ")
        more = listed and line.startswith("  ")
        if listed and not more:
            yield "</li>"
        if item and not listed:
            yield "<ul>"
        if listed and not (item or more):
            yield "</ul>"
            listed = False
        if item:
            yield f"<li><strong>{in_html(line[2:])}</strong>"
            listed = True
        elif more:
            yield f"<br>{in_html(line.strip())}"
        elif line.strip():
            heads = place + 1 < len(lines) and lines[place + 1].startswith("- ")
            tag = "h1" if place == 0 and len(lines) > 1 else "h2" if heads else "p"
            yield f"<{tag}>{in_html(line)}</{tag}>"
    if listed:
        yield "</li></ul>"
    yield "</body></html>"


def news_table(message: Message) -> str:
    """Return all the news as CSV in which no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        ("change", "severity", "measure", "area", "area name", "period", "owner", "made up", "title", "line")
    )
    for one in message.news:
        made_up = "yes" if one.made_up else ""
        cells = (one.change.heading, one.severity, one.measure, one.area, one.area_name, one.period, one.owner, made_up)
        writer.writerow([in_csv(cell) for cell in (*cells, one.title, one.line)])
    return out.getvalue()


def _word(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", key)
