"""What the tests of a notifier are given: the fixtures that its author overrides."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

from wes_rules.alerts.alert import AlertKind
from wes_rules.alerts.digest import digest
from wes_rules.alerts.last_told import Route
from wes_rules.alerts.message import Change, Message, News
from wes_rules.plugins.api import Checked, Context, Notifier, NotifierType, Receipt
from wes_rules.rules.plan import Plan
from wes_rules.rules.policy import Alerting, Recipient
from wes_rules.testing.contract import Contract, context_of, missing
from wes_rules.testing.loopback import Sent

_BOARD = "Bwrdd Blynyddoedd Cynnar Gŵyr"


def sample_message(**changes: object) -> Message:
    """Return a message with news of two alerts, as a run writes it; what is given replaces a field of it."""
    plan = Plan(
        id="strategy",
        title="Strategaeth Addysg Gŵyr",
        area="937",
        measures=(),
        alerting=Alerting(
            recipients=(Recipient(name=_BOARD, addresses={"sample": "board@council.example"}),),
            contact="Zoë Price, 01632 960000",
            link="https://council.example/strategy",
        ),
    )
    news = (
        _news(
            "gld",
            "Children\u2019s good level of development",
            "68.9% in 2022/23, at least 70.0% is needed.",
            Change.NEW,
        ),
        _news("ehcp", "Plans issued in time", "91.0% in 2022, at least 90.0% is needed.", Change.RECOVERED),
    )
    (message,) = digest(plan, Route(_BOARD, "sample"), news)
    return another(message, **changes)


def another(message: Message, **changes: object) -> Message:
    """Return a message that says something else, under its own key."""
    content = {one.name: getattr(message, one.name) for one in attrs.fields(Message) if one.name != "key"}
    return Message.of(**{**content, **changes})


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
        area_name="Gŵyr",
        owner="Head of Early Years",
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

    def _in_time(
        self, notifier: Notifier, message: Message, limit: float, attempt: int = 1
    ) -> tuple[Receipt | BaseException | None, float]:
        """Send a message; return what came of it, None if it still waits, and how long a connection was let wait."""
        found, longest = list[Any](), 0.0

        def send() -> None:
            nonlocal longest
            with _waits() as waits:
                try:
                    answer: object = notifier.send(message, attempt=attempt, timeout=limit)
                except BaseException as error:  # noqa: BLE001 - which kind it is, is what is tested
                    answer = error
            longest = max(waits, default=0.0)
            found.append(answer)

        # A daemon, as a notifier that waits for ever must not keep the tests from ending.
        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        thread.join(self.patience)
        return next(iter(found), None), longest

    def attempt(self, notifier: Notifier, message: Message) -> None:
        """Check the settings, where there is a check, and send a message."""
        if isinstance(notifier, Checked):
            notifier.check()
        self.send(notifier, message)


@contextmanager
def _waits() -> Iterator[list[float]]:
    """Note how many seconds the sockets that this thread uses are told to wait."""
    seen: list[float] = []
    mine, usual = threading.get_ident(), socket.socket.settimeout

    def settimeout(self: socket.socket, value: float | None) -> None:
        if value is not None and threading.get_ident() == mine:
            seen.append(value)
        usual(self, value)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "settimeout", settimeout)
        yield seen
