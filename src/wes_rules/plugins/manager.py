"""Finding plugins: only needed ones are loaded, and a faulty one is reported without ending a run."""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from types import ModuleType
from typing import Any, TypeVar

import attrs

from wes_rules.errors import PluginError, Problem, checks_arguments, near_miss
from wes_rules.plugins.api import NotifierType, SourceType
from wes_rules.plugins.calling import noted, told, within
from wes_rules.plugins.escaping import one_line
from wes_rules.plugins.listing import PUBLISHED, Listed, PluginRow, installed, normal
from wes_rules.plugins.loading import DEADLINE, Adopted, Choice, Observer, adopt
from wes_rules.plugins.store import StoreType
from wes_rules.quoting import quoted, visible
from wes_rules.rules.rule import FigureRule

T = TypeVar("T")
_log = logging.getLogger(__name__)

# The library's own plugins, by the modules that hold them: they are found like any other, and imported by nobody here.
BUILT_IN = {
    "csv": "wes_rules.builtin.csv_source",
    "console": "wes_rules.builtin.console",
    "jsonl": "wes_rules.builtin.jsonl",
    "sqlite": "wes_rules.stores.sqlite",
}
_OURS = "wes-rules"


@checks_arguments
@attrs.frozen
class Plugins:
    """
    The kinds of source, notifier, store and rule there are, the observers, and a row for every plugin installed.

    Args:
        sources: Kinds of source by name.
        notifiers: Kinds of notifier by name.
        stores: Kinds of store by the scheme of their addresses.
        rule_kinds: Kinds of rule from plugins, by name.
        rows: The result for each plugin.
        observers: The hooks of the observers that the plan enables.
        problems: What is wrong with observers that the plan enables; everything else is told where it is used.
    """

    sources: Mapping[str, SourceType]
    notifiers: Mapping[str, NotifierType]
    stores: Mapping[str, StoreType]
    rule_kinds: Mapping[str, type[FigureRule]]
    rows: tuple[PluginRow, ...]
    observers: tuple[Observer, ...] = ()
    problems: tuple[Problem, ...] = ()
    _dropped: set[str] = attrs.field(factory=set, init=False, repr=False, eq=False)

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

    def observe(
        self, hook: str, *, deadline: float = DEADLINE, hide: Callable[[str], str] = lambda text: text, **facts: object
    ) -> list[Problem]:
        """
        Call the observers of a hook, each by itself.

        Args:
            hook: The hook's name.
            deadline: Seconds to wait for each of them.
            hide: Takes secrets out of what is told of them.
            facts: The hook's arguments.

        Returns:
            A row for each observer that raised or did not end; it is not called again by this object.
        """
        problems = []
        for one in self.observers:
            if one.hook != hook or one.plugin in self._dropped:
                continue
            try:
                within(deadline, hook, partial(noted(f"plugin {one.plugin}", hook, one.call, hide), **facts))
            except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an observer raises stays its own
                self._dropped.add(one.plugin)
                what = hide(one_line(f"in {hook}, {told(error).what}; it is not called again in this run"))
                remedy = "take it out of enable in [plugins], or tell its author; --debug shows where"
                problems.append(Problem(what, remedy, subject=f"plugin {quoted(one.plugin)} ({one.distribution})"))
        return problems

    def _found(self, what: str, name: str, known: Mapping[str, T]) -> T:
        if name not in known:
            raise PluginError(self._missing(what, name, known))
        return known[name]

    def _missing(self, what: str, name: str, known: Iterable[str]) -> Problem:
        row = next((row for row in self.rows if normal(row.name) == normal(name)), None)
        if row is not None and row.detail:
            return Problem(
                f"the plugin for {what} {quoted(name)} is {row.status}: {row.detail}", subject=row.distribution
            )
        if row is not None and row.status == "loaded" and row.distribution != _OURS:
            adds = ", ".join(row.kinds) or "nothing by name"
            return Problem(
                f"the plugin {quoted(name)} adds no {what} {quoted(name)}; it adds {adds}", subject=row.distribution
            )
        if ours := PUBLISHED.get(what, {}).get(normal(name)):
            adds = f"install the plugin that adds it, wes-rules-{ours}"
            remedy = adds if ours == normal(name) else f"say kind = {quoted(ours)}, which wes-rules-{ours} adds"
            return Problem(f"no {what} is called {quoted(name)}", remedy)
        remedy = near_miss(name, {*known, *PUBLISHED.get(what, {})}, otherwise="install the plugin that adds it")
        return Problem(f"no {what} is called {quoted(name)}", remedy)


def load_plugins(
    needed: Collection[str],
    *,
    allow: Collection[str] | None = None,
    enable: Collection[str] = (),
    environ: Mapping[str, str] = os.environ,
    deadline: float = DEADLINE,
) -> Plugins:
    """
    Load the built-in plugins and the installed ones that are needed.

    Args:
        needed: The names of sources, notifiers and kinds of rule a plan uses; everything else is only listed.
        allow: The names that may be loaded; None allows all.
        enable: The names of the observers that may look on; they are loaded as well.
        environ: Where `WES_RULES_PLUGINS` may narrow down further what may be loaded, and `WES_RULES_PLUGINS_DIR` may
            name a folder of plugins that are one file each.
        deadline: Seconds to wait for the import of a plugin, and for each of its hooks.

    Raises:
        PluginError: The folder of plugins is not there.
    """
    choice = Choice.of(needed, enable, allow, environ)
    found = [_built_in(name, importlib.import_module(module)) for name, module in BUILT_IN.items()]
    for name, entries in installed(environ).items():
        found += _considered(name, entries, choice, deadline)
    return _joined(list(_without_twins(found)), choice, enable)


@attrs.frozen
class _Considered:
    """A plugin's row, and what it adds where it was loaded."""

    row: PluginRow
    adopted: Adopted | None = None


@lru_cache
def _built_in(name: str, module: ModuleType) -> _Considered:
    adopted = adopt(name, lambda: module, DEADLINE)
    assert isinstance(adopted, Adopted)  # the library's own are right
    row = PluginRow(name, _OURS, "loaded", version=importlib.metadata.version(_OURS))
    return _Considered(_loaded(row, adopted), adopted)


def _considered(name: str, entries: list[Listed], choice: Choice, deadline: float) -> Iterator[_Considered]:
    """Load the plugin of a name, or say why not."""
    if len(entries) > 1 or name in BUILT_IN:
        owners = " and ".join(sorted({one.distribution for one in entries} | ({_OURS} if name in BUILT_IN else set())))
        for one in entries:
            yield _Considered(_row(one, "failed", f"{owners} both claim this name; remove one of them"))
        return
    (entry,) = entries
    if name not in choice.wanted:
        yield _Considered(_row(entry, "not needed"))
    elif refused := choice.refused(name):
        yield _Considered(_row(entry, "blocked", refused))
    else:
        adopted = adopt(entry.name, entry.load, deadline)
        if isinstance(adopted, Problem):
            yield _Considered(_row(entry, "failed", one_line(str(adopted))))
        else:
            yield _Considered(_loaded(_row(entry, "loaded"), adopted), adopted)


def _row(entry: Listed, status: str, detail: str = "") -> PluginRow:
    return PluginRow(entry.name, entry.distribution, status, detail, version=entry.version)


def _loaded(row: PluginRow, adopted: Adopted) -> PluginRow:
    names = tuple(called for _, called, _ in adopted.kinds)
    return attrs.evolve(row, hooks=adopted.hooks, kinds=names, api=adopted.api)


def _without_twins(found: list[_Considered]) -> Iterator[_Considered]:
    """Refuse plugins that add a kind of the same name, each of them; a built-in one stays."""
    owners: dict[tuple[str, str], list[PluginRow]] = {}
    for one in found:
        for hook, called, _ in one.adopted.kinds if one.adopted else ():
            owners.setdefault((hook, called), []).append(one.row)
    twins = {key: rows for key, rows in owners.items() if len(rows) > 1}
    for one in found:
        clash = next((key for key, rows in twins.items() if one.row in rows and one.row.distribution != _OURS), None)
        if clash is None:
            yield one
            continue
        others = " and ".join(row.distribution for row in twins[clash] if row is not one.row)
        detail = f"{quoted(clash[1])} is already the name of one of {others}; remove one of them"
        yield _Considered(PluginRow(one.row.name, one.row.distribution, "failed", detail, version=one.row.version))


def _joined(found: list[_Considered], choice: Choice, enable: Collection[str]) -> Plugins:
    for row in (one.row for one in found):
        # Not the detail: what a plugin raises may hold a secret.
        if row.status in ("failed", "blocked"):
            _log.warning("%s is %s; wes-rules plugins says why", visible(row.subject), row.status)
        else:
            _log.debug("%s is %s", visible(row.subject), row.status)
    kinds: dict[str, dict[str, Any]] = {}
    observers: list[Observer] = []
    for one in found:
        for hook, called, kind in one.adopted.kinds if one.adopted else ():
            kinds.setdefault(hook, {})[called] = kind
        if one.adopted and normal(one.row.name) in choice.enabled:
            observers += [Observer(one.row.name, one.row.origin, hook, call) for hook, call in one.adopted.observers]
    rows = tuple(one.row for one in found)
    return Plugins(
        sources=kinds.get("wes_rules_sources", {}),
        notifiers=kinds.get("wes_rules_notifiers", {}),
        stores=kinds.get("wes_rules_stores", {}),
        rule_kinds=kinds.get("wes_rules_rule_kinds", {}),
        rows=rows,
        observers=tuple(observers),
        problems=tuple(_not_looking_on(rows, observers, enable)),
    )


def _not_looking_on(
    rows: Collection[PluginRow], observers: list[Observer], enable: Collection[str]
) -> Iterator[Problem]:
    """Say why observers that a plan enables do not run."""
    looking = {normal(one.plugin) for one in observers}
    for name in enable:
        mine = [row for row in rows if normal(row.name) == normal(name)]
        if not mine:
            remedy = near_miss(name, (row.name for row in rows), otherwise="install it")
            yield Problem(f"no plugin is called {quoted(name)}", remedy, subject="[plugins] enable")
        for row in mine:
            if row.status != "loaded":
                yield Problem(f"it is {row.status}: {row.detail}", subject=row.subject)
            elif normal(name) not in looking:
                yield Problem("it observes nothing", "take it out of enable in [plugins]", subject=row.subject)
