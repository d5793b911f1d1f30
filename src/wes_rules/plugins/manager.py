"""Finding plugins: only what is needed is loaded, and a bad one is a row in a report, never the end of a run."""

from __future__ import annotations

import importlib.metadata
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import attrs
import pluggy

from wes_rules.errors import PluginError, Problem, near_miss
from wes_rules.plugins import console, csv_source, hookspecs, jsonl, sqlite_store
from wes_rules.plugins.api import NotifierType, SourceType
from wes_rules.plugins.store import StoreType
from wes_rules.rules.kinds import KINDS
from wes_rules.rules.rule import FigureRule

T = TypeVar("T")

GROUP = "wes_rules"
_BUILT_IN = {"csv": csv_source, "console": console, "jsonl": jsonl, "sqlite": sqlite_store}
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)


@attrs.frozen
class PluginRow:
    """
    What became of one plugin.

    Args:
        name: Its entry-point name.
        distribution: The installed distribution it comes from.
        status: "loaded", "not needed", "blocked" or "failed".
        detail: Why, and what to do about it.
    """

    name: str
    distribution: str
    status: str
    detail: str = ""


@attrs.frozen
class Plugins:
    """
    The kinds of source, notifier, store and rule there are, and a row for every plugin installed.

    Args:
        sources: The kinds of source, by name.
        notifiers: The kinds of notifier, by name.
        stores: The kinds of store, by name.
        rule_kinds: The kinds of rule that plugins add, by name.
        rows: What became of each plugin.
        observers: For each hook that looks on, the plugins that implement it, by name.
    """

    sources: Mapping[str, SourceType]
    notifiers: Mapping[str, NotifierType]
    stores: Mapping[str, StoreType]
    rule_kinds: Mapping[str, type[FigureRule]]
    rows: tuple[PluginRow, ...]
    observers: Mapping[str, Mapping[str, Callable[..., object]]] = attrs.field(factory=dict)

    def source(self, name: str) -> SourceType:
        """
        Return a kind of source.

        Raises:
            PluginError: There is none of that name.
        """
        return self._found("source", name, self.sources)

    def notifier(self, name: str) -> NotifierType:
        """
        Return a kind of notifier.

        Raises:
            PluginError: There is none of that name.
        """
        return self._found("notifier", name, self.notifiers)

    def store(self, name: str) -> StoreType:
        """
        Return a kind of store.

        Raises:
            PluginError: There is none of that name.
        """
        return self._found("store", name, self.stores)

    def rule_kind(self, name: str) -> type[FigureRule]:
        """
        Return a kind of rule that a plugin adds.

        Raises:
            PluginError: There is none of that name.
        """
        return self._found("rule kind", name, self.rule_kinds)

    def _found(self, what: str, name: str, known: Mapping[str, T]) -> T:
        if name not in known:
            raise PluginError(self._missing(what, name, known))
        return known[name]

    def _missing(self, what: str, name: str, known: Iterable[str]) -> Problem:
        row = next((row for row in self.rows if _normal(row.name) == _normal(name)), None)
        if row is not None and row.detail:
            return Problem(f'the plugin for {what} "{name}" is {row.status}: {row.detail}', subject=row.distribution)
        return Problem(f'no {what} is called "{name}"', near_miss(name, known) + " Or install the plugin that adds it.")


def load_plugins(needed: Collection[str], *, allow: Collection[str] | None = None) -> Plugins:
    """
    Load the built-in plugins and the installed ones that are needed.

    Args:
        needed: The names of sources, notifiers and kinds of rule a plan uses; everything else is only listed.
        allow: The names that may be loaded; None allows all.
    """
    manager = pluggy.PluginManager("wes_rules")
    manager.add_hookspecs(hookspecs)
    found: dict[str, dict[str, Any]] = {hook: {} for hook in (*_HOOKS, *_OBSERVERS)}
    rows = []
    for name, module in _BUILT_IN.items():
        _adopt(manager, name, module, found)
        rows.append(PluginRow(name, "wes-rules", "loaded"))
    wanted = {_normal(name) for name in needed}
    allowed = None if allow is None else {_normal(name) for name in allow}
    for entries in _entry_points().values():
        rows += _load(manager, entries, wanted, allowed, found)
    return Plugins(
        sources=found["wes_rules_sources"],
        notifiers=found["wes_rules_notifiers"],
        stores=found["wes_rules_stores"],
        rule_kinds=found["wes_rules_rule_kinds"],
        rows=tuple(rows),
        observers={hook: found[hook] for hook in _OBSERVERS},
    )


def _load(
    manager: pluggy.PluginManager,
    entries: list[importlib.metadata.EntryPoint],
    wanted: set[str],
    allowed: set[str] | None,
    found: dict[str, dict[str, Any]],
) -> Iterator[PluginRow]:
    entry = entries[0]
    if len(entries) > 1 or _normal(entry.name) in _BUILT_IN:
        owners = " and ".join(
            sorted({_owner(one) for one in entries} | ({"wes-rules"} if len(entries) == 1 else set()))
        )
        for one in entries:
            yield PluginRow(one.name, _owner(one), "failed", f"{owners} both claim this name; uninstall one of them")
    elif _normal(entry.name) not in wanted:
        yield PluginRow(entry.name, _owner(entry), "not needed")
    elif allowed is not None and _normal(entry.name) not in allowed:
        yield PluginRow(entry.name, _owner(entry), "blocked", "it is not on the list of allowed plugins")
    else:
        try:
            _adopt(manager, entry.name, entry.load(), found)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises stays its own
            yield PluginRow(entry.name, _owner(entry), "failed", f"{type(error).__name__}: {error}")
        else:
            yield PluginRow(entry.name, _owner(entry), "loaded")


def _adopt(manager: pluggy.PluginManager, name: str, plugin: object, found: dict[str, dict[str, Any]]) -> None:
    """Register one plugin and take what its hooks return; nothing is kept of one that breaks its contract."""
    hooks = set(_HOOKS)
    known = hooks | _OBSERVERS
    misspelt = [one for one in dir(plugin) if one.startswith("wes_rules_") and one not in known]
    marked = [one for one in misspelt if hasattr(getattr(plugin, one), "wes_rules_impl")]
    if marked:
        raise PluginError(Problem(f'unknown hook "{marked[0]}"', near_miss(marked[0], known)))
    manager.register(plugin, name=name)
    manager.check_pending()
    taken = []
    for hook, checked in _HOOKS.items():
        for implementation in getattr(manager.hook, hook).get_hookimpls():
            if implementation.plugin is plugin:
                taken += [(hook, *checked(one)) for one in _listed(hook, implementation.function())]
    for hook in _OBSERVERS:
        for implementation in getattr(manager.hook, hook).get_hookimpls():
            if implementation.plugin is plugin:
                taken.append((hook, name, _with_what_it_takes(implementation)))
    for hook, called, one in taken:
        if found[hook].setdefault(called, one) is not one:
            raise PluginError(Problem(f'"{called}" is already the name of another plugin\'s', "choose another name"))


def _with_what_it_takes(implementation: pluggy.HookImpl) -> Callable[..., object]:
    """Return an observer that may leave out facts that it does not look at."""
    return lambda **facts: implementation.function(**{name: facts[name] for name in implementation.argnames})


def _listed(hook: str, returned: object) -> list[object]:
    if isinstance(returned, str) or not isinstance(returned, Iterable):
        raise PluginError(Problem(f"{hook} returned {type(returned).__name__}", "return a list"))
    return list(returned)


def _described(hook: str, cls: type[Any]) -> Callable[[object], tuple[str, object]]:
    """Return the check of a typed description, which has its name in it."""

    def check(one: object) -> tuple[str, object]:
        if not isinstance(one, cls):
            raise PluginError(Problem(f"{hook} returned {_a(one)}", f"return a list of {cls.__name__}"))
        return one.name, one

    return check


def _rule_kind(one: object) -> tuple[str, object]:
    if not (isinstance(one, type) and issubclass(one, FigureRule) and attrs.has(one)):
        raise PluginError(
            Problem(f"wes_rules_rule_kinds returned {_a(one)}", "return a list of attrs classes made from FigureRule")
        )
    kind = getattr(one, "kind", None)
    if not (isinstance(kind, str) and _NAME.fullmatch(kind)):
        raise PluginError(
            Problem(f"{one.__name__}.kind is {kind!r}", 'name it in lower case, such as "share-of-months"')
        )
    if inspect.isabstract(one):
        missing = ", ".join(sorted(one.__abstractmethods__))
        raise PluginError(Problem(f"{one.__name__} leaves out {missing}", "write each of these methods"))
    if kind in KINDS:
        raise PluginError(Problem(f'the rule kind "{kind}" is built in', "choose another name"))
    return kind, one


# Each hook with the check of one thing it returned, which gives its name.
_HOOKS: dict[str, Callable[[object], tuple[str, object]]] = {
    "wes_rules_sources": _described("wes_rules_sources", SourceType),
    "wes_rules_notifiers": _described("wes_rules_notifiers", NotifierType),
    "wes_rules_stores": _described("wes_rules_stores", StoreType),
    "wes_rules_rule_kinds": _rule_kind,
}
_OBSERVERS = frozenset(
    {"wes_rules_judged", "wes_rules_alert_raised", "wes_rules_alert_resolved", "wes_rules_delivered"}
)


def _a(one: object) -> str:
    return f"the class {one.__name__}" if isinstance(one, type) else f"a {type(one).__name__}"


def _entry_points() -> dict[str, list[importlib.metadata.EntryPoint]]:
    named: dict[str, list[importlib.metadata.EntryPoint]] = {}
    for entry in importlib.metadata.entry_points(group=GROUP):
        named.setdefault(_normal(entry.name), []).append(entry)
    return {name: sorted(named[name], key=_owner) for name in sorted(named)}


def _owner(entry: importlib.metadata.EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else "unknown distribution"


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")
