"""What a notifier sends, and what it raises if a message is not accepted or its fate is unknown."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import attrs
import pytest

from wes_rules.alerts.message import Message
from wes_rules.errors import NotifierError, PermanentFailure, TransientFailure, UnknownOutcome
from wes_rules.plugins.api import Limited, Notifier, NotifierType, Receipt
from wes_rules.testing.contract import assert_told, plain_list, with_secrets
from wes_rules.testing.notifiers.fixtures import NotifierFixtures, Parts, Received, Wire, another

_ESCAPE = "\x1b[31m"
_HOSTILE = f"<script>x</script> [click](http://evil.example) {_ESCAPE} end"
_FORMULA = "=HYPERLINK(1)"
# The characters of a message of some two hundred news.
_MANY = 20_000
_RAW = {
    "plain": (r"(?!)", ""),
    "html": (r"<script>", "escape it: html.escape(text)"),
    "markdown": (r"(?<!\\)\[click\]?\(http|(?<!\\)<script>", "put a backslash before each mark of Markdown"),
    "csv": (r'(?:^|,)"?=HYPERLINK', "put an apostrophe before a cell that starts with = + - or @"),
}
# What a reader of a form sees, without what only keeps it from being a mark.
_READ: dict[str, Callable[[str], str]] = {
    # As JSON spells letters outside ASCII.
    "plain": lambda text: re.sub(r"\\u([0-9a-fA-F]{4})", lambda one: chr(int(one[1], 16)), text),
    "html": html.unescape,
    "markdown": lambda text: re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text),
}


class Content(NotifierFixtures):
    """Tests of what arrives."""

    def test_it_returns_a_receipt(self, notifier: Notifier, message: Message) -> None:
        found = self.send(notifier, message)
        kind = type(found).__name__
        assert isinstance(found, Receipt), f"send() returned a {kind}; return Receipt(what the other side answered)"

    def test_one_send_delivers_one_message(self, notifier: Notifier, message: Message, received: Received) -> None:
        self.send(notifier, message)
        many = len(received())
        assert many == 1, f"one send() delivered {many} messages; deliver each message once, as one digest"

    def test_each_message_of_a_run_is_delivered_as_its_own(
        self, notifier: Notifier, message: Message, received: Received, wire: Wire
    ) -> None:
        told: list[str] = []
        for what, attempt, one in _of_one_run(message):
            before = _counted(received())
            self.send(notifier, one, attempt)
            new = list((_counted(received()) - before).elements())
            if not told and len(new) != 1:
                pytest.skip("not one message arrived; see test_one_send_delivers_one_message")
            sent = f"of several messages that it was given, {what}"
            assert len(new) == 1, (
                f"{sent}, was delivered {len(new)} times; deliver each: a repeat is one with an earlier Message.key"
            )
            told.append(_as_read(dict(new[0])))
            for own, theirs in ((message.recipient, one.recipient), (message.news[0].title, one.news[0].title)):
                lost = own in told[0] and theirs not in told[-1]
                assert not lost, f"{sent}, does not say {theirs!r}; make each of itself alone"
            every = b"".join(each.head + each.body for each in wire())
            assert message.key.encode() not in every or one.key.encode() in every, (
                f"{sent}, does not carry its own Message.key; hand it on as it is"
            )

    def test_the_message_names_its_recipient(self, notifier: Notifier, message: Message, received: Received) -> None:
        said = self.said_in(notifier, message, received)
        self.carries("recipient", said, [message.recipient], "Message.recipient")

    def test_the_message_says_its_subject(self, notifier: Notifier, message: Message, received: Received) -> None:
        said = self.said_in(notifier, message, received)
        self.carries("subject", said, [message.subject], "Message.subject")

    def test_the_message_tells_all_its_news(self, notifier: Notifier, message: Message, received: Received) -> None:
        said = self.said_in(notifier, message, received)
        lines = [part for one in message.news for part in (one.title, one.line)]
        self.carries("news", said, lines, "Message.text, or each of Message.news with its title and line")

    def test_the_end_of_a_long_message_arrives(self, notifier: Notifier, message: Message, received: Received) -> None:
        self.can("news")
        most = (notifier.longest if isinstance(notifier, Limited) else 0) or _MANY
        long = _lengthened(message, most)
        said, last = self.said_in(notifier, long, received), message.news[-1]
        lost = [one for one in (last.title, last.line) if " ".join(one.split()) not in said]
        assert not lost, (
            f"the message does not say {plain_list(map(repr, lost))}, the end of {len(long.text)} characters; send all of a "
            "message, and say in the notifier's `longest` how many characters of text one may have"
        )

    def test_text_of_others_is_escaped(self, notifier: Notifier, message: Message, received: Received) -> None:
        news = tuple(attrs.evolve(one, title=_FORMULA, line=_HOSTILE) for one in message.news)
        self.send(
            notifier,
            attrs.evolve(message, recipient=_HOSTILE, subject=_HOSTILE, text=f"{_FORMULA}\n{_HOSTILE}", news=news),
        )
        for form, text in ((form, text) for one in received() for form, text in one.items()):
            assert "\x1b" not in text, f"a control character reached the {form} text; show it escaped, such as \\x1b"
            pattern, remedy = _RAW.get(form, _RAW["plain"])
            found = re.search(pattern, text, re.MULTILINE)
            assert found is None, f"{found[0]!r} reached the {form} text as it is, in {_around(found)}; {remedy}"

    def said_in(self, notifier: Notifier, message: Message, received: Received) -> str:
        """Return all that a message says to its reader where it arrives, in one line."""
        self.send(notifier, message)
        told = received()
        if not told:
            pytest.skip("nothing arrived; see test_one_send_delivers_one_message")
        return _as_read(told[0])

    def carries(self, name: str, said: str, wanted: Sequence[str], where: str) -> None:
        """Assert that a message says something, unless it has no place for it."""
        self.can(name)
        lost = [one for one in wanted if " ".join(one.split()) not in said]
        remedy = f'put {where} into it, or say in does_not = {{"{name}": "..."}} why it has no place'
        assert not lost, f"the message does not say {plain_list(map(repr, lost))}; {remedy}"


def _as_read(parts: Parts) -> str:
    """Return what a reader sees of all forms of a message, in one line."""
    return " ".join(" ".join(_READ.get(form, str)(text) for form, text in parts.items()).split())


def _counted(told: Sequence[Parts]) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(tuple(one.items()) for one in told)


def _of_one_run(message: Message) -> Iterator[tuple[str, int, Message]]:
    """Make messages that one opened notifier may be given: what each is, at which attempt, and itself."""
    yield "the first", 1, message
    yield "one to another recipient", 1, another(message, recipient="Bwrdd Ysgolion Gŵyr")
    again = tuple(attrs.evolve(one, episode=f"{one.episode}, again") for one in message.news)
    yield "one with the text of the first and a key of its own", 1, another(message, news=again)
    title = message.news[0].title
    other = (attrs.evolve(message.news[0], title="Days at school"), *message.news[1:])
    said = {name: getattr(message, name).replace(title, "Days at school") for name in ("subject", "text")}
    changed = {**said, "news": other}
    yield "one that says something else", 1, another(message, **changed)
    yield "one whose first attempt failed (attempt=2)", 2, another(message, **changed, contact="")


def _around(found: re.Match[str]) -> str:
    return repr(found.string[max(found.start() - 20, 0) : found.end() + 20])


def _lengthened(message: Message, most: int) -> Message:
    """Return a message with other news before its own, of at most so many characters of text."""
    first, news, text = message.news[0], list(message.news), message.text
    while len(text := f"- Measure {len(news)}\n  {first.line}\n{text}") <= most:
        place = len(news)
        alert, episode = f"{first.alert}/{place}", f"{first.episode}/{place}"
        news.insert(0, attrs.evolve(first, alert=alert, episode=episode, title=f"Measure {place}"))
        message = attrs.evolve(message, text=text, news=tuple(news))
    return message


class Outcomes(NotifierFixtures):
    """Tests of failures."""

    def test_what_is_certainly_not_taken_is_a_transient_failure(
        self, notifier_type: NotifierType, request: pytest.FixtureRequest, message: Message
    ) -> None:
        self.fails(notifier_type, request, message, "transient", "unreachable", TransientFailure)

    def test_what_will_never_be_taken_is_a_permanent_failure(
        self, notifier_type: NotifierType, request: pytest.FixtureRequest, message: Message
    ) -> None:
        self.fails(notifier_type, request, message, "permanent", "refusing", PermanentFailure)

    def test_what_nobody_knows_is_an_unknown_outcome(
        self, notifier_type: NotifierType, request: pytest.FixtureRequest, message: Message
    ) -> None:
        self.fails(notifier_type, request, message, "unknown", "silent", UnknownOutcome)

    def fails(
        self,
        notifier_type: NotifierType,
        request: pytest.FixtureRequest,
        message: Message,
        name: str,
        fixture: str,
        expected: type[NotifierError],
    ) -> None:
        """Assert that send() raises what is due, and in time."""
        self.can(name)
        config, context = request.getfixturevalue(fixture), request.getfixturevalue("context")
        planted = request.getfixturevalue("planted")
        notifier = notifier_type.open(config, with_secrets(context, notifier_type, config, planted))
        limit = 0.5 if expected is UnknownOutcome else self.timeout
        found, longest = self._in_time(notifier, message, limit)
        assert found is not None, (
            f"send() still waits long after its timeout of {limit} seconds; end it, and raise {expected.__name__}"
        )
        assert longest <= limit, (
            f"send() lets a connection wait {longest:.3g} seconds with a timeout of {limit}; hand its timeout on to all that waits"
        )
        what = f"with `{fixture}`, send() returned {found!r}"
        assert isinstance(found, BaseException), f"{what}; raise {expected.__name__} with a sentence"
        assert_told(found, expected, remedy=False)
