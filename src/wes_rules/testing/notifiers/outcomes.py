"""What a notifier raises if a message was not delivered, or nobody knows."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from wes_rules.alerts.message import Message
from wes_rules.errors import NotifierError, PermanentFailure, TransientFailure, UnknownOutcome
from wes_rules.plugins.api import NotifierType
from wes_rules.testing.contract import assert_told, with_secrets
from wes_rules.testing.notifiers.fixtures import NotifierFixtures


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
        found, longest = list[object](), 0.0

        def send() -> None:
            nonlocal longest
            with _waits() as waits:
                try:
                    answer: object = notifier.send(message, attempt=1, timeout=limit)
                except BaseException as error:  # noqa: BLE001 - which kind it is, is what is tested
                    answer = error
            longest = max(waits, default=0.0)
            found.append(answer)

        # A daemon, as a notifier that waits for ever must not keep the tests from ending.
        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        thread.join(self.patience)
        assert found, (
            f"send() still waits long after its timeout of {limit} seconds; end it, and raise {expected.__name__}"
        )
        assert longest <= limit, (
            f"send() lets a connection wait {longest:.3g} seconds with a timeout of {limit}; hand its timeout on to all that waits"
        )
        what = f"with `{fixture}`, send() returned {found[0]!r}"
        assert isinstance(found[0], BaseException), f"{what}; raise {expected.__name__} with a sentence"
        assert_told(found[0], expected, remedy=False)


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
