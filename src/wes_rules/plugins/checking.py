"""Checks that a plugin's hooks exist and return what they promise."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from wes_rules.errors import PluginError, Problem, WesRulesError, near_miss
from wes_rules.plugins.api import PLUGIN_API, NotifierType, SourceType
from wes_rules.plugins.describing import NAME
from wes_rules.plugins.store import StoreType
from wes_rules.quoting import quoted
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.rule import FigureRule
from wes_rules.values.fields import hints_of

OBSERVERS = ("wes_rules_judged", "wes_rules_alert_raised", "wes_rules_alert_resolved", "wes_rules_delivered")
PREFIX = "wes_rules_"
_MARK = "wes_rules_impl"


def api_of(plugin: object) -> int:
    """Return the version of the hooks that a plugin says it was written for, in `WES_RULES_API`; 1 when it does not say."""
    said = getattr(plugin, "WES_RULES_API", 1)
    if not isinstance(said, int) or said < 1:
        raise PluginError(Problem(f"WES_RULES_API is {said!r}", f"write WES_RULES_API = {PLUGIN_API}"))
    if said > PLUGIN_API:
        what = f"it was written for version {said} of the plugin API, and this library has {PLUGIN_API}"
        raise PluginError(Problem(what, "install a later wes-rules, or an earlier version of the plugin"))
    return said


def hooks_of(plugin: object) -> tuple[str, ...]:
    """Return the hooks that a plugin implements; refuse what is no hook, wraps others, or asks for what it is not given."""
    known = (*RETURNED, *OBSERVERS)
    alike = [name for name in dir(plugin) if name.startswith(PREFIX)]
    marked = {name: getattr(plugin, name) for name in alike if hasattr(getattr(plugin, name), _MARK)}
    for name, function in marked.items():
        if name not in known:
            raise PluginError(Problem(f"unknown hook {quoted(name)}", near_miss(name, known)))
        options: Mapping[str, Any] = getattr(function, _MARK)
        if options.get("wrapper") or options.get("hookwrapper"):
            raise PluginError(Problem(f"{name} is wrapped around other plugins", "write it without wrapper=True"))
    if not marked:
        remedy = f"put @hookimpl before {alike[0]}" if alike else f"implement one of: {', '.join(known)}"
        raise PluginError(Problem("it implements no hook", remedy))
    return tuple(marked)


def unmarked(plugin: object) -> list[str]:
    """List the functions of a plugin that have the name of a hook but are not marked as one, so they are never called."""
    named = (name for name in (*RETURNED, *OBSERVERS) if callable(getattr(plugin, name, None)))
    return [name for name in named if not hasattr(getattr(plugin, name), _MARK)]


def kinds_in(hook: str, returned: object) -> list[tuple[str, Any]]:
    """Return the kinds that a hook returned, each with its name."""
    if isinstance(returned, str) or not isinstance(returned, Iterable):
        raise PluginError(Problem(f"{hook} returned {type(returned).__name__}", "return a list"))
    found = [RETURNED[hook](one) for one in returned]
    names = [name for name, _ in found]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise PluginError(Problem(f"{hook} returned {quoted(twice)} twice", "give each a name of its own"))
    return found


def _described(hook: str, cls: type[Any]) -> Callable[[object], tuple[str, object]]:
    """Return the check of a typed description, which has its name in it."""

    def check(one: object) -> tuple[str, object]:
        if not isinstance(one, cls):
            raise PluginError(Problem(f"{hook} returned {_a(one)}", f"return a list of {cls.__name__}"))
        name: str = one.name
        return name, one

    return check


def _rule_kind(one: object) -> tuple[str, object]:
    if not (isinstance(one, type) and issubclass(one, FigureRule) and attrs.has(one)):
        raise PluginError(
            Problem(f"wes_rules_rule_kinds returned {_a(one)}", "return a list of attrs classes made from FigureRule")
        )
    kind = getattr(one, "kind", None)
    if not (isinstance(kind, str) and NAME.fullmatch(kind)):
        raise PluginError(
            Problem(f"{one.__name__}.kind is {kind!r}", 'name it in lower case, such as "share-of-months"')
        )
    if inspect.isabstract(one):
        missing = ", ".join(sorted(one.__abstractmethods__))
        raise PluginError(Problem(f"{one.__name__} leaves out {missing}", "write each of these methods"))
    try:
        hints_of(one)
    except WesRulesError as error:
        raise PluginError(error.problems) from None
    if kind in KINDS:
        raise PluginError(Problem(f"the rule kind {quoted(kind)} is built in", "choose another name"))
    return kind, one


# Each hook that returns something, with the check of one thing it returned, which gives its name.
RETURNED: dict[str, Callable[[object], tuple[str, Any]]] = {
    "wes_rules_sources": _described("wes_rules_sources", SourceType),
    "wes_rules_notifiers": _described("wes_rules_notifiers", NotifierType),
    "wes_rules_stores": _described("wes_rules_stores", StoreType),
    "wes_rules_rule_kinds": _rule_kind,
}


def _a(one: object) -> str:
    return f"the class {one.__name__}" if isinstance(one, type) else f"a {type(one).__name__}"
