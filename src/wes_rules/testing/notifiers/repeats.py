"""Repeated messages, and alerts that a receiver ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from wes_rules.alerts.message import Message
from wes_rules.errors import NotifierError
from wes_rules.plugins.api import AsTold, Context, Dedup, Lookup, Notifier, NotifierType, Receipt, Refresher
from wes_rules.testing.contract import assert_told, plain_list, raised, with_secrets
from wes_rules.testing.notifiers.fixtures import Ends, NotifierFixtures, Received

_LATER = timedelta(days=1000)


class Repeats(NotifierFixtures):
    """Tests of repeats."""

    def test_sending_again_under_one_key_does_not_double(
        self, notifier_type: NotifierType, notifier: Notifier, message: Message, received: Received
    ) -> None:
        if notifier_type.dedup is not Dedup.KEY:
            pytest.skip(f"dedup is {notifier_type.dedup.name}, so the receiver does not drop repeats")
        self.send(notifier, message)
        once = len(received())
        self.send(notifier, message, attempt=2)
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
        self.send(notifier, message)
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
        alerts = self.as_told(notifier_type, message)
        ends: Ends = request.getfixturevalue("ends")
        received: Received = request.getfixturevalue("received")
        self.send(notifier, message)
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
        alerts = self.as_told(notifier_type, message)
        self.can("transient")
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
        self.send(notifier, message)
        self.send(notifier, attrs.evolve(message, possible_repeat=True), attempt=2)
        told = received()
        if len(told) < 2:
            pytest.skip("not each message arrived; see test_one_send_delivers_one_message")
        what = "a message with possible_repeat looks like any other; say in it that it may have been sent before"
        assert dict(told[0]) != dict(told[-1]), what

    def as_told(self, notifier_type: NotifierType, message: Message) -> list[AsTold]:
        """Return the open alerts of a message, for a receiver that ends them by itself."""
        if not notifier_type.expires:
            pytest.skip("expires is false, so its receiver ends no alert by itself")
        return [AsTold(message=message, news=one) for one in message.news if one.open]
