"""Observers of a run; their errors are reported and stop nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from wes_rules.alerts.message import Message
from wes_rules.errors import Problem
from wes_rules.plugins.api import Context
from wes_rules.plugins.manager import Plugins
from wes_rules.rules.plan import Plan
from wes_rules.running.plugins_used import secrets_of


@attrs.frozen
class Observers:
    """The observers."""

    plan: Plan
    plugins: Plugins
    context: Context

    def see(self, hook: str, **facts: Any) -> list[Problem]:
        """Call observers, and return what they raised."""
        return self.plugins.observe(hook, context=self.context, hide=self._hidden, **facts)

    def _hidden(self, text: str) -> str:
        return secrets_of(self.plan, self.plugins, self.context.environ).hidden(text)

    def see_news(self, messages: Iterable[Message]) -> list[Problem]:
        """Call observers once for each alert raised or resolved, however many recipients it has."""
        problems, seen = [], set()
        for one in (news for message in messages for news in message.news):
            if one.repeated or one.change.opens is None or (one.alert, one.change) in seen:
                continue
            seen.add((one.alert, one.change))
            problems += self.see("wes_rules_alert_raised" if one.open else "wes_rules_alert_resolved", news=one)
        return problems
