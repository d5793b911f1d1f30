"""
The hooks a plugin may implement.

A plugin is a module (or an object) named in the entry-point group `wes_rules`::

    from wes_rules.plugins import SourceType, hookimpl


    @hookimpl
    def wes_rules_sources():
        return [SourceType("ledger", "Figures from the finance ledger", LedgerConfig, open_ledger)]

Hooks only ever gain arguments within one `PLUGIN_API`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from wes_rules.alerts.message import Message, News
from wes_rules.judging.judgement import Judgement
from wes_rules.plugins.api import Context, NotifierType, Receipt, SourceType
from wes_rules.plugins.store import StoreType
from wes_rules.rules.plan import Plan
from wes_rules.rules.rule import FigureRule

hookspec = pluggy.HookspecMarker("wes_rules")
#: The decorator of a plugin's functions that are hooks.
hookimpl = pluggy.HookimplMarker("wes_rules")


@hookspec
def wes_rules_sources() -> Iterable[SourceType]:
    """Return the kinds of source this plugin adds."""
    return ()


@hookspec
def wes_rules_notifiers() -> Iterable[NotifierType]:
    """Return the kinds of notifier this plugin adds."""
    return ()


@hookspec
def wes_rules_stores() -> Iterable[StoreType]:
    """Return the kinds of store this plugin adds."""
    return ()


@hookspec
def wes_rules_rule_kinds() -> Iterable[type[FigureRule]]:
    """
    Return the kinds of rule this plugin adds: frozen attrs classes, each with its `kind`.

    A plan that writes `rule = {kind = "NAME"}` loads the plugin whose entry point has that name.
    """
    return ()


@hookspec
def wes_rules_judged(plan: Plan, judgements: tuple[Judgement, ...], context: Context) -> None:
    """Observe a judged plan. An observer's error is reported and stops nothing."""


@hookspec
def wes_rules_alert_raised(news: News, context: Context) -> None:
    """Observe news of an alert that is open, once it is in the queue for its first recipient."""


@hookspec
def wes_rules_alert_resolved(news: News, context: Context) -> None:
    """Observe news of an alert that is over, once it is in the queue for its first recipient."""


@hookspec
def wes_rules_delivered(message: Message, receipt: Receipt, context: Context) -> None:
    """Observe a delivered message."""
