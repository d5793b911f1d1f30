"""Observers: plugins that look on, and that nothing depends on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from wes_rules.alerts.message import Message
from wes_rules.errors import Problem
from wes_rules.plugins.api import Context


@attrs.frozen
class Observers:
    """
    The plugins that look on at a run.

    Args:
        by_hook: For each hook, the plugins that implement it, by name.
        note: Called with what is wrong, and with the plugin that it is about.
    """

    by_hook: Mapping[str, Mapping[str, Callable[..., object]]]
    note: Callable[[Iterable[Problem], str], None]

    def tell(self, hook: str, **facts: Any) -> None:
        """Let observers look at something; what they raise is reported, and stops nothing."""
        for name, look in self.by_hook.get(hook, {}).items():
            try:
                look(**facts)
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises stays its own
                what = f"{hook} raised {type(error).__name__}: {error}"
                self.note([Problem(what, "tell its author; the run was not touched by it")], f'plugin "{name}"')

    def tell_news(self, messages: Iterable[Message], context: Context) -> None:
        """Let observers look at each alert that is told as open or as over, once however many are told."""
        seen = set()
        for message in messages:
            for one in message.news:
                if one.repeated or (one.alert, one.change) in seen or one.change.opens is None:
                    continue
                seen.add((one.alert, one.change))
                hook = "wes_rules_alert_raised" if one.open else "wes_rules_alert_resolved"
                self.tell(hook, news=one, context=context)
