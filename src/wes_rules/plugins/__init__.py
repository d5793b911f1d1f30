"""Plugins: what sources and notifiers are, and how they are found."""

from __future__ import annotations

from wes_rules.plugins.api import (
    PLUGIN_API,
    Context,
    Figures,
    Message,
    Notifier,
    NotifierType,
    Receipt,
    Request,
    Source,
    SourceType,
)
from wes_rules.plugins.hookspecs import hookimpl
from wes_rules.plugins.manager import PluginRow, Plugins, load_plugins

__all__ = [
    "PLUGIN_API",
    "Context",
    "Figures",
    "Message",
    "Notifier",
    "NotifierType",
    "PluginRow",
    "Plugins",
    "Receipt",
    "Request",
    "Source",
    "SourceType",
    "hookimpl",
    "load_plugins",
]
