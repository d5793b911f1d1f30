"""What a notifier does with its settings, the secrets they name, and a message sent again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import attrs
import pytest

from wes_rules.alerts.message import Message
from wes_rules.errors import NotifierError
from wes_rules.plugins.api import AsTold, Context, Dedup, Lookup, Notifier, NotifierType, Receipt, Refresher
from wes_rules.testing.contract import (
    assert_hidden,
    assert_told,
    is_sentence,
    plain_list,
    printed,
    raised,
    read_settings,
    said_by,
    with_secrets,
)
from wes_rules.testing.notifiers.fixtures import Ends, NotifierFixtures, Received, Wire


class Settings(NotifierFixtures):
    """Tests of settings."""

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
        error = raised(lambda: self.attempt(notifier_type.open(config, context), message))
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
            "the receipt": repr(self.send(notifier, message)),
            "the message": "\n".join(text for one in received() for text in one.values()),
        }
        for name, fixture in (("transient", "unreachable"), ("permanent", "refusing")):
            if name not in self.does_not:
                other = request.getfixturevalue(fixture)
                failed = notifier_type.open(other, with_secrets(context, notifier_type, other, planted))
                error = raised(lambda failed=failed: self.send(failed, message))  # type: ignore[misc]
                shown[f"the error of a {name} failure"] = said_by(error)
        assert_hidden(planted, {**shown, **printed(capsys, caplog)})

    def test_each_setting_makes_a_difference(
        self,
        notifier_type: NotifierType,
        config: Any,
        context: Context,
        message: Message,
        wire: Wire,
        request: pytest.FixtureRequest,
    ) -> None:
        fields = [one.name for one in attrs.fields(notifier_type.config)] if attrs.has(notifier_type.config) else []
        rest = [name for name in fields if name not in self.unseen]
        for name, why in self.unseen.items():
            assert name in fields, f'unseen: there is no setting "{name}"'
            assert len(why.split()) > 2, f'unseen["{name}"] = {why!r}: say in a sentence why nothing of it is seen'
        if not rest:
            pytest.skip("it has no setting of which anything is seen")
        variants: Mapping[str, Any] = request.getfixturevalue("variants")
        usual = self._outcome(notifier_type, config, context, message, wire)
        if len(usual) == 1:
            pytest.skip("nothing was sent; see test_one_send_delivers_one_message")
        for name in rest:
            what = f'give variants["{name}"], a configuration with another {name}, or say in unseen why nothing of it is seen'
            assert name in variants, what
            secret = name in notifier_type.secrets
            other = with_secrets(context, notifier_type, variants[name], f"{name}-another") if secret else context
            found = self._outcome(notifier_type, variants[name], other, message, wire)
            assert found != usual, f"another {name} changes nothing of what is sent; use the setting, or take it out"

    def _outcome(
        self, notifier_type: NotifierType, config: Any, context: Context, message: Message, wire: Wire
    ) -> tuple[object, ...]:
        """Return what was sent, and what came of it where that was nothing."""
        before = len(wire())
        error = raised(lambda: self.send(notifier_type.open(config, context), message))
        return (*wire()[before:], type(error))


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
