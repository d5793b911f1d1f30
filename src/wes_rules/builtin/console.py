"""The console notifier: prints messages as plain text."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from wes_rules.alerts.message import Message
from wes_rules.plugins.api import Context, NotifierType, Receipt
from wes_rules.plugins.hookspecs import hookimpl
from wes_rules.quoting import visible


@attrs.frozen
class ConsoleConfig:
    """The console needs no settings."""


@attrs.frozen
class Console:
    """Prints each message; whatever could steer a terminal is shown escaped."""

    context: Context

    def send(self, message: Message, *, attempt: int, timeout: float) -> Receipt:
        """Print a message."""
        again = " (possibly told before)" if message.possible_repeat else ""
        print(f"To {visible(message.recipient)}{again}: {visible(message.subject)}", file=self.context.output)
        for line in message.text.splitlines():
            print(f"  {visible(line)}".rstrip(), file=self.context.output)
        self.context.output.flush()
        return Receipt("printed")


@hookimpl
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return the console notifier."""
    return [NotifierType("console", "Prints messages", ConsoleConfig, lambda _config, context: Console(context))]
