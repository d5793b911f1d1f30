"""What the tests of a notifier are given: the fixtures that its author overrides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.message import Change, Message, News
from wes_rules.plugins.api import Checked, Context, Notifier, NotifierType
from wes_rules.testing.contract import Contract, context_of, missing
from wes_rules.testing.loopback import Sent


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


Parts = Mapping[str, str]
Received = Callable[[], Sequence[Parts]]
Wire = Callable[[], Sequence[Sent]]
Ends = Callable[[], Mapping[str, date]]


class NotifierFixtures(Contract):
    """The fixtures of a notifier."""

    timeout: ClassVar[float] = 10.0
    patience: ClassVar[float] = 20.0
    unseen: ClassVar[Mapping[str, str]] = {}

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
        Return a function that lists the messages that arrived, without discarded repeats.

        Each is a dictionary from a form to the text in it: "plain", "html", "markdown", "csv".
        """
        missing("received", 'a function that returns what has arrived, such as lambda: [{"plain": text}]')

    @pytest.fixture
    def wire(self) -> Wire:
        """
        Return a function that lists what was sent as it was on the wire: a `Sent` for each message, repeats included.

        A `Loopback` has it as `sent`; what is printed or written to a file is all body.
        """
        missing(
            "wire",
            "a function that returns what was sent, such as lambda: server.sent, or [Sent(path.read_bytes())] for a file",
        )

    @pytest.fixture
    def variants(self) -> Mapping[str, Any]:
        """Return for each setting a configuration that differs in that setting alone."""
        missing("variants", 'a configuration for each setting, such as {"url": PostConfig(url=f"{server.url}/other")}')

    @pytest.fixture
    def at(self) -> Callable[[str], Any]:
        """Return a function that makes a configuration for a receiver at a local address, http://..."""
        missing("at", "a function such as lambda url: PostConfig(url=url)", only_if="http")

    @pytest.fixture
    def bad_settings(self) -> Mapping[str, Any]:
        """Return settings, as a plan file would have them, that cannot work."""
        missing("bad_settings", 'settings that cannot work, such as {"url": "ftp://council.example"}')

    @pytest.fixture
    def unreachable(self) -> Any:
        """Return a configuration with which a message is certainly refused now but may be accepted later."""
        missing(
            "unreachable",
            "a configuration for a receiver that refuses connections, or answers 429 or 503",
            only_if="transient",
        )

    @pytest.fixture
    def refusing(self) -> Any:
        """Return a configuration with which a message will never be taken."""
        missing(
            "refusing",
            "a configuration for a receiver that refuses the message for good, such as with 400",
            only_if="permanent",
        )

    @pytest.fixture
    def silent(self) -> Any:
        """Return a configuration that leaves it unknown whether a message was accepted."""
        missing(
            "silent", "a configuration for a receiver that takes the message and then says nothing", only_if="unknown"
        )

    @pytest.fixture
    def ends(self) -> Ends:
        """Return a function that says until which day the receiver holds alerts open, by their keys."""
        missing("ends", 'a function that returns when alerts end, such as lambda: {"plan/measure/area/off_track": day}')

    @pytest.fixture
    def message(self, notifier_type: NotifierType) -> Message:
        """Return the message that is sent; override it if your addresses have a special form."""
        return sample_message(notifier=notifier_type.name)

    @pytest.fixture
    def context(self, notifier_type: NotifierType, config: Any, tmp_path: Path, planted: str) -> Context:
        """Return the context: relative paths start at `tmp_path`, and every secret is the planted one."""
        return context_of(notifier_type, config, tmp_path, self.as_of, planted)

    @pytest.fixture
    def notifier(self, notifier_type: NotifierType, config: Any, context: Context) -> Notifier:
        """Return the notifier, opened."""
        return notifier_type.open(config, context)

    def send(self, notifier: Notifier, message: Message, attempt: int = 1) -> object:
        """Send a message with the time that tests give it."""
        return notifier.send(message, attempt=attempt, timeout=self.timeout)

    def attempt(self, notifier: Notifier, message: Message) -> None:
        """Check the settings, where there is a check, and send a message."""
        if isinstance(notifier, Checked):
            notifier.check()
        self.send(notifier, message)
