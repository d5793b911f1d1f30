"""The contract of notifiers, as tests to subclass."""

from __future__ import annotations

from typing import Any, ClassVar

from wes_rules.plugins.api import Context, NotifierType
from wes_rules.plugins.checking import exposed, undescribed
from wes_rules.plugins.watching import watched
from wes_rules.testing.contract import assert_described, plain_list
from wes_rules.testing.notifiers.fixtures import Received, sample_message
from wes_rules.testing.notifiers.outcomes import Content, Outcomes
from wes_rules.testing.notifiers.settings import Repeats, Settings
from wes_rules.testing.notifiers.wire import OnTheWire

__all__ = ["NotifierContract", "sample_message"]


class NotifierContract(Content, OnTheWire, Outcomes, Repeats, Settings):
    """
    Tests for a notifier. Override `notifier_type`, `config`, `received`, `wire`, `variants` and `bad_settings`.

    What only some can do, and how it is claimed: the outcomes "transient", "permanent" and "unknown" by overriding the
    fixtures `unreachable`, `refusing` and `silent`; "http" by `at`; "recipient", "subject" and "news" by saying them;
    dropping repeats by `dedup` of its `NotifierType`, and that its receiver ends alerts by itself by `expires`. "secret"
    says that its receiver takes the secret in the body or the address, "key" that it has no place for the key or knows repeats by
    something else, "content type" that it takes JSON as something else, "one request" that one message takes several, and "same bytes" that what it is
    sent has to tell one send from another. `unseen` names settings of which a receiver sees nothing, each
    with the reason. `patience` is how long, in seconds, `send` may take with a time limit of `timeout`.
    """

    optional: ClassVar[frozenset[str]] = frozenset(
        {
            "bad settings",
            "content type",
            "http",
            "key",
            "news",
            "one request",
            "permanent",
            "recipient",
            "same bytes",
            "secret",
            "subject",
            "transient",
            "unknown",
        }
    )

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
