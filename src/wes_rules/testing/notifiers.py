"""What every notifier has to do, as tests to subclass."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change, Message, News
from wes_rules.errors import NotifierError, PermanentFailure, TransientFailure, UnknownOutcome
from wes_rules.plugins.api import (
    AsTold,
    Checked,
    Context,
    Dedup,
    Lookup,
    Notifier,
    NotifierType,
    Receipt,
    Refresher,
)
from wes_rules.plugins.describing import exposed, undescribed
from wes_rules.plugins.watching import watched
from wes_rules.testing.contract import (
    Contract,
    assert_described,
    assert_hidden,
    assert_told,
    context_of,
    is_sentence,
    missing,
    plain_list,
    printed,
    raised,
    read_settings,
    said_by,
    with_secrets,
)

Parts = Mapping[str, str]
Received = Callable[[], Sequence[Parts]]
Ends = Callable[[], Mapping[str, date]]

_LATER = timedelta(days=1000)

_ESCAPE = "\x1b[31m"
_HOSTILE = f"<script>x</script> [click](http://evil.example) {_ESCAPE} end"
_FORMULA = "=HYPERLINK(1)"


def sample_message(**changes: object) -> Message:
    """Return a message with news of two alerts; what is given replaces a field of it."""
    news = (
        _news("gld", "Good level of development", "68.9% in 2022/23, at least 70.0% is needed.", Change.NEW),
        _news("ehcp", "Plans issued in time", "91.0% in 2022, at least 90.0% is needed.", Change.RECOVERED),
    )
    given: dict[str, object] = {
        "plan": "strategy",
        "plan_title": "Education strategy",
        "recipient": "Early Years Board",
        "notifier": "sample",
        "address": "board@council.example",
        "subject": "1 new and 1 recovered on Education strategy",
        "text": "\n".join(f"- {one.headline}\n  {one.line}" for one in news),
        "news": news,
        **changes,
    }
    return Message.of(**given)


def _news(name: str, title: str, line: str, change: Change) -> News:
    return News(
        alert=f"strategy/{name}/937/off_track",
        episode=f"strategy/{name}/937/off_track/2021",
        kind=AlertKind.OFF_TRACK,
        change=change,
        open=not change.closes,
        severity="off_track",
        title=title,
        measure=name,
        area="937",
        area_name="Warwickshire",
        owner="Early Years Board",
        period="2022/23",
        line=line,
    )


class NotifierContract(Contract):
    """
    Tests for a notifier. Override the fixtures `notifier_type`, `config`, `received` and `bad_settings`.

    What only some can do, and how it is claimed: the outcomes "transient", "permanent" and "unknown" by overriding the
    fixtures `unreachable`, `refusing` and `silent`; "recipient", "subject" and "news" by saying them; dropping repeats
    by `dedup` of its `NotifierType`, and that its receiver ends alerts by itself by `expires`. `patience` is how long, in seconds, `send` may take with a time limit of `timeout`.
    """

    optional: ClassVar[frozenset[str]] = frozenset(
        {"bad settings", "news", "permanent", "recipient", "subject", "transient", "unknown"}
    )
    timeout: ClassVar[float] = 10.0
    patience: ClassVar[float] = 20.0

    @pytest.fixture
    def notifier_type(self) -> NotifierType:
        """Return the notifier: what its hook returns."""
        missing("notifier_type", "the NotifierType that your hook `wes_rules_notifiers` returns")

    @pytest.fixture
    def config(self) -> Any:
        """Return a configuration whose messages arrive where `received` sees them."""
        missing("config", "an instance of your configuration class, for a receiver on this machine")

    @pytest.fixture
    def received(self) -> Received:
        """
        Return a function that lists the messages that have arrived and were not dropped as repeats.

        Each is a dictionary from a form to the text in it: "plain", "html", "markdown", "csv".
        """
        missing("received", 'a function that returns what has arrived, such as lambda: [{"plain": text}]')

    @pytest.fixture
    def bad_settings(self) -> Mapping[str, Any]:
        """Return settings, as a plan file would have them, that cannot work."""
        missing("bad_settings", 'settings that cannot work, such as {"url": "ftp://council.example"}')

    @pytest.fixture
    def unreachable(self) -> Any:
        """Return a configuration with which a message is certainly not taken, and may be later."""
        missing("unreachable", "a configuration for a receiver that refuses connections, or answers 429 or 503")

    @pytest.fixture
    def refusing(self) -> Any:
        """Return a configuration with which a message will never be taken."""
        missing("refusing", "a configuration for a receiver that refuses the message for good, such as with 400")

    @pytest.fixture
    def silent(self) -> Any:
        """Return a configuration with which nobody knows whether a message was taken."""
        missing("silent", "a configuration for a receiver that takes the message and then says nothing")

    @pytest.fixture
    def ends(self) -> Ends:
        """Return a function that says until which day the receiver holds alerts open, by their keys."""
        missing("ends", 'a function that returns when alerts end, such as lambda: {"plan/measure/area/off_track": day}')

    @pytest.fixture
    def message(self, notifier_type: NotifierType) -> Message:
        """Return the message that is sent; override it where an address has a form of its own."""
        return sample_message(notifier=notifier_type.name)

    @pytest.fixture
    def context(self, notifier_type: NotifierType, config: Any, tmp_path: Path, planted: str) -> Context:
        """Return the context: relative paths start at `tmp_path`, and every secret is the planted one."""
        return context_of(notifier_type, config, tmp_path, self.as_of, planted)

    @pytest.fixture
    def notifier(self, notifier_type: NotifierType, config: Any, context: Context) -> Notifier:
        """Return the notifier, opened."""
        return notifier_type.open(config, context)

    def test_it_is_described(self, notifier_type: NotifierType) -> None:
        assert_described(undescribed(notifier_type))

    def test_its_secrets_are_names_of_environment_variables(self, notifier_type: NotifierType) -> None:
        assert_described(exposed(notifier_type))

    def test_opening_neither_reads_nor_connects(
        self, notifier_type: NotifierType, config: Any, context: Context, received: Received
    ) -> None:
        with watched() as seen:
            notifier_type.open(config, context)
        assert not seen, f"open() did {plain_list(seen)}; leave everything to send()"
        assert not received(), "open() sent something; leave it to send()"

    def test_it_returns_a_receipt(self, notifier: Notifier, message: Message) -> None:
        found = self._send(notifier, message)
        kind = type(found).__name__
        assert isinstance(found, Receipt), f"send() returned a {kind}; return Receipt(what the other side answered)"

    def test_one_send_delivers_one_message(self, notifier: Notifier, message: Message, received: Received) -> None:
        self._send(notifier, message)
        many = len(received())
        assert many == 1, f"one send() delivered {many} messages; deliver each message once, as one digest"

    def test_the_message_names_its_recipient(self, notifier: Notifier, message: Message, received: Received) -> None:
        said = self._said(notifier, message, received)
        self._carries("recipient", said, [message.recipient], "Message.recipient")

    def test_the_message_says_its_subject(self, notifier: Notifier, message: Message, received: Received) -> None:
        said = self._said(notifier, message, received)
        self._carries("subject", said, [message.subject], "Message.subject")

    def test_the_message_tells_all_its_news(self, notifier: Notifier, message: Message, received: Received) -> None:
        said = self._said(notifier, message, received)
        lines = [part for one in message.news for part in (one.title, one.line)]
        self._carries("news", said, lines, "Message.text, or each of Message.news with its title and line")

    def test_sending_again_sends_the_same_content(
        self, notifier: Notifier, message: Message, received: Received
    ) -> None:
        self._send(notifier, message)
        self._send(notifier, message, attempt=2)
        contents = {tuple(sorted(one.items())) for one in received()}
        assert len(contents) <= 1, (
            "the second attempt had other content; make it from the message alone, not of clock or attempt"
        )

    def test_sending_again_under_one_key_does_not_double(
        self, notifier_type: NotifierType, notifier: Notifier, message: Message, received: Received
    ) -> None:
        if notifier_type.dedup is not Dedup.KEY:
            pytest.skip(f"dedup is {notifier_type.dedup.name}, so the receiver does not drop repeats")
        self._send(notifier, message)
        once = len(received())
        self._send(notifier, message, attempt=2)
        remedy = "hand Message.key on as what the receiver drops repeats by, or declare another dedup"
        assert len(received()) == once, f"dedup is KEY, and sending twice delivered {len(received())}; {remedy}"

    def test_a_message_can_be_looked_up(
        self, notifier_type: NotifierType, notifier: Notifier, message: Message
    ) -> None:
        if notifier_type.dedup is not Dedup.LOOKUP:
            pytest.skip(f"dedup is {notifier_type.dedup.name}, so the receiver is not asked")
        what = "dedup is LOOKUP"
        assert isinstance(notifier, Lookup), f"{what}; write lookup(message, *, timeout), or declare another dedup"
        before = notifier.lookup(message, timeout=self.timeout)
        assert before is None, f"{what}, and lookup() knows a message that was not sent; ask for it by Message.key"
        self._send(notifier, message)
        after = notifier.lookup(message, timeout=self.timeout)
        assert isinstance(after, Receipt), (
            f"{what}, and lookup() returned {after!r} for a message that arrived; return its Receipt"
        )

    def test_an_alert_that_is_refreshed_does_not_end_by_itself(
        self,
        notifier_type: NotifierType,
        config: Any,
        context: Context,
        notifier: Notifier,
        message: Message,
        request: pytest.FixtureRequest,
    ) -> None:
        alerts = self._as_told(notifier_type, message)
        ends: Ends = request.getfixturevalue("ends")
        received: Received = request.getfixturevalue("received")
        self._send(notifier, message)
        before = [dict(one) for one in received()]
        day = self.as_of + _LATER
        later = notifier_type.open(config, attrs.evolve(context, as_of=day))
        what = "expires is true"
        assert isinstance(later, Refresher), f"{what}; write refresh(alerts, *, timeout), or declare no expiry"
        later.refresh(alerts, timeout=self.timeout)
        now = ends()
        ended = [one.news.alert for one in alerts if one.news.alert not in now or now[one.news.alert] <= day]
        assert not ended, f"{what}, and {plain_list(ended)} ends by itself on the day of its refresh; move its end on"
        grown = len(received()) - len(before)
        assert not grown, f"a refresh delivered {grown} more; it says nothing new, so it must not be a message"

    def test_a_refresh_that_fails_says_so(
        self, notifier_type: NotifierType, message: Message, request: pytest.FixtureRequest
    ) -> None:
        alerts = self._as_told(notifier_type, message)
        if "transient" in self.does_not:
            self.needs("transient", claimed=False, how="")
        config, context = request.getfixturevalue("unreachable"), request.getfixturevalue("context")
        planted = request.getfixturevalue("planted")
        notifier = notifier_type.open(config, with_secrets(context, notifier_type, config, planted))
        if not isinstance(notifier, Refresher):
            pytest.skip("it has no refresh(); see test_an_alert_that_is_refreshed_does_not_end_by_itself")
        error = raised(lambda: notifier.refresh(alerts, timeout=self.timeout))
        assert error, "with `unreachable`, refresh() raised nothing; raise TransientFailure with a sentence"
        assert_told(error, NotifierError, remedy=False)

    def test_a_possible_repeat_is_marked_as_one(
        self, notifier_type: NotifierType, notifier: Notifier, message: Message, received: Received
    ) -> None:
        if notifier_type.dedup is Dedup.KEY:
            pytest.skip("dedup is KEY, so the receiver drops repeats")
        self._send(notifier, message)
        self._send(notifier, attrs.evolve(message, possible_repeat=True), attempt=2)
        told = received()
        if len(told) < 2:
            pytest.skip("not each message arrived; see test_one_send_delivers_one_message")
        what = "a message with possible_repeat looks like any other; say in it that it may have been sent before"
        assert dict(told[0]) != dict(told[-1]), what

    def test_what_is_certainly_not_taken_is_a_transient_failure(
        self, notifier_type: NotifierType, request: pytest.FixtureRequest, message: Message
    ) -> None:
        self._fails(notifier_type, request, message, "transient", "unreachable", TransientFailure)

    def test_what_will_never_be_taken_is_a_permanent_failure(
        self, notifier_type: NotifierType, request: pytest.FixtureRequest, message: Message
    ) -> None:
        self._fails(notifier_type, request, message, "permanent", "refusing", PermanentFailure)

    def test_what_nobody_knows_is_an_unknown_outcome(
        self, notifier_type: NotifierType, request: pytest.FixtureRequest, message: Message
    ) -> None:
        self._fails(notifier_type, request, message, "unknown", "silent", UnknownOutcome)

    def test_text_of_others_is_escaped(self, notifier: Notifier, message: Message, received: Received) -> None:
        news = tuple(attrs.evolve(one, title=_FORMULA, line=_HOSTILE) for one in message.news)
        self._send(
            notifier,
            attrs.evolve(message, recipient=_HOSTILE, subject=_HOSTILE, text=f"{_FORMULA}\n{_HOSTILE}", news=news),
        )
        for form, text in ((form, text) for one in received() for form, text in one.items()):
            assert "\x1b" not in text, f"a control character reached the {form} text; show it escaped, such as \\x1b"
            pattern, remedy = _RAW.get(form, _RAW["plain"])
            found = re.search(pattern, text, re.MULTILINE)
            assert found is None, f"{found[0] if found else ''!r} reached the {form} text as it is; {remedy}"

    def test_settings_that_cannot_work_are_refused_with_a_sentence(
        self, notifier_type: NotifierType, context: Context, message: Message, request: pytest.FixtureRequest
    ) -> None:
        fields = attrs.fields(notifier_type.config) if attrs.has(notifier_type.config) else ()
        if not fields:
            pytest.skip("it has no settings")
        config, problems = read_settings(notifier_type.config, request.getfixturevalue("bad_settings"))
        for problem in problems:
            assert is_sentence(problem.what), f"the settings are refused with {problem.what!r}; say it in a sentence"
        if problems:
            return
        error = raised(lambda: self._try(notifier_type.open(config, context), message))
        assert error, "settings that cannot work were accepted; raise DefinitionError where they are made"
        assert_told(error, NotifierError, remedy=True)

    def test_the_secret_appears_nowhere(
        self,
        notifier_type: NotifierType,
        config: Any,
        context: Context,
        message: Message,
        received: Received,
        request: pytest.FixtureRequest,
        planted: str,
        capsys: pytest.CaptureFixture[str],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(0)
        notifier = notifier_type.open(config, context)
        shown = {
            "the repr of its configuration": repr(config),
            "the repr of the notifier": repr(notifier),
            "the receipt": repr(self._send(notifier, message)),
            "the message": "\n".join(text for one in received() for text in one.values()),
        }
        for name, fixture in (("transient", "unreachable"), ("permanent", "refusing")):
            if name not in self.does_not:
                other = request.getfixturevalue(fixture)
                failed = notifier_type.open(other, with_secrets(context, notifier_type, other, planted))
                error = raised(lambda failed=failed: self._send(failed, message))  # type: ignore[misc]
                shown[f"the error of a {name} failure"] = said_by(error)
        assert_hidden(planted, {**shown, **printed(capsys, caplog)})

    def _send(self, notifier: Notifier, message: Message, attempt: int = 1) -> object:
        return notifier.send(message, attempt=attempt, timeout=self.timeout)

    def _as_told(self, notifier_type: NotifierType, message: Message) -> list[AsTold]:
        """Return the open alerts of a message, for a receiver that ends them by itself."""
        if not notifier_type.expires:
            pytest.skip("expires is false, so its receiver ends no alert by itself")
        return [AsTold(message=message, news=one) for one in message.news if one.open]

    def _try(self, notifier: Notifier, message: Message) -> None:
        if isinstance(notifier, Checked):
            notifier.check()
        self._send(notifier, message)

    def _said(self, notifier: Notifier, message: Message, received: Received) -> str:
        self._send(notifier, message)
        told = received()
        if not told:
            pytest.skip("nothing arrived; see test_one_send_delivers_one_message")
        return " ".join(" ".join(told[0].values()).split())

    def _carries(self, name: str, said: str, wanted: Sequence[str], where: str) -> None:
        if name in self.does_not:
            self.needs(name, claimed=False, how="")
        lost = [one for one in wanted if " ".join(one.split()) not in said]
        remedy = f'put {where} into it, or say in does_not = {{"{name}": "..."}} why it has no place'
        assert not lost, f"the message does not say {plain_list(map(repr, lost))}; {remedy}"

    def _fails(
        self,
        notifier_type: NotifierType,
        request: pytest.FixtureRequest,
        message: Message,
        name: str,
        fixture: str,
        expected: type[NotifierError],
    ) -> None:
        if name in self.does_not:
            self.needs(name, claimed=False, how="")
        config, context = request.getfixturevalue(fixture), request.getfixturevalue("context")
        planted = request.getfixturevalue("planted")
        notifier = notifier_type.open(config, with_secrets(context, notifier_type, config, planted))
        limit = 0.5 if expected is UnknownOutcome else self.timeout
        found: list[object] = []

        def send() -> None:
            try:
                found.append(notifier.send(message, attempt=1, timeout=limit))
            except BaseException as error:  # noqa: BLE001 - which kind it is, is what is tested
                found.append(error)

        # A daemon, as a notifier that waits for ever must not keep the tests from ending.
        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        thread.join(self.patience)
        assert found, (
            f"send() still waits long after its timeout of {limit} seconds; end it, and raise {expected.__name__}"
        )
        what = f"with `{fixture}`, send() returned {found[0]!r}"
        assert isinstance(found[0], BaseException), f"{what}; raise {expected.__name__} with a sentence"
        assert_told(found[0], expected, remedy=False)


_RAW = {
    "plain": (r"(?!)", ""),
    "html": (r"<script>", "escape it: html.escape(text)"),
    "markdown": (r"(?<!\\)\[click\]?\(http|(?<!\\)<script>", "put a backslash before each mark of Markdown"),
    "csv": (r'(?:^|,)"?=HYPERLINK', "put an apostrophe before a cell that starts with = + - or @"),
}
