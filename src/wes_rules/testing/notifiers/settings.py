"""What a notifier does with its settings, and with the secrets that they name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from wes_rules.alerts.message import Message
from wes_rules.errors import NotifierError
from wes_rules.plugins.api import Context, NotifierType
from wes_rules.testing.contract import (
    assert_hidden,
    assert_told,
    is_sentence,
    printed,
    raised,
    read_settings,
    said_by,
    with_secrets,
)
from wes_rules.testing.notifiers.fixtures import NotifierFixtures, Received, Wire


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
