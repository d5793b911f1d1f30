"""Plugins: the interfaces of sources, notifiers and stores, and how plugins are found."""

from __future__ import annotations

import importlib
import logging
import sys

from wes_rules.alerts.message import Change, Message, News, Numbers
from wes_rules.plugins.api import (
    PLUGIN_API,
    AsTold,
    Checked,
    Context,
    Dedup,
    Figures,
    Limited,
    Lookup,
    Notifier,
    NotifierType,
    Receipt,
    Refresher,
    Source,
    SourceType,
)
from wes_rules.plugins.asking import Request, Wanted
from wes_rules.plugins.hookspecs import hookimpl
from wes_rules.plugins.listing import PluginRow
from wes_rules.plugins.manager import Plugins, load_plugins
from wes_rules.plugins.store import StoreType
from wes_rules.series.left_out import UnreadCase, UnreadFigure, UnreadInspection

__all__ = [
    "PLUGIN_API", "AsTold", "Change", "Checked", "Context", "Dedup", "Figures", "Limited", "Lookup", "Message",
    "News", "Notifier", "NotifierType", "Numbers", "PluginRow", "Plugins", "Receipt", "Refresher", "Request",
    "Source", "SourceType", "StoreType", "UnreadCase", "UnreadFigure", "UnreadInspection", "Wanted", "hookimpl",
    "load_plugins",
]  # fmt: skip

# Whoever uses the library decides where its log goes; nothing outside of plugins and runs has anything to log.
logging.getLogger("wes_rules").addHandler(logging.NullHandler())

# As in `wes_rules` itself, so that these classes are known to Hypothesis as well.
if "hypothesis" in sys.modules:
    importlib.import_module("_wes_rules_hypothesis").register_if_imported()
