"""Which plugins are wanted, importing one and asking it what it adds; whatever it does wrong is its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Self

import attrs
import pluggy

from wes_rules.errors import PluginError, Problem
from wes_rules.plugins import hookspecs
from wes_rules.plugins.calling import noted, told, within
from wes_rules.plugins.checking import OBSERVERS, RETURNED, api_of, hooks_of, kinds_in
from wes_rules.plugins.listing import normal

# The names of the plugins that may be loaded, with commas between them; empty allows none, unset allows all.
ALLOWED = "WES_RULES_PLUGINS"


@attrs.frozen(kw_only=True)
class Choice:
    """Which plugins are loaded: those that a plan uses or enables, and that lists of names, each with where it stands, allow."""

    wanted: frozenset[str]
    enabled: frozenset[str]
    allowed: tuple[tuple[str, frozenset[str]], ...]

    @classmethod
    def of(
        cls, needed: Collection[str], enable: Collection[str], allow: Collection[str] | None, environ: Mapping[str, str]
    ) -> Self:
        """Return the choice that a plan and the environment make."""
        return cls(
            wanted=frozenset(map(normal, (*needed, *enable))),
            enabled=frozenset(map(normal, enable)),
            allowed=tuple(_allowed(allow, environ)),
        )

    def refused(self, name: str) -> str:
        """Say why a plugin may not be loaded; empty when it may."""
        for where, names in self.allowed:
            if name not in names:
                return f"it is not on the list of allowed plugins; add it to {where}"
        return ""


def _allowed(allow: Collection[str] | None, environ: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    if allow is not None:
        yield "allow in [plugins]", frozenset(map(normal, allow))
    listed = environ.get(ALLOWED)
    if listed is not None:
        yield f"the environment variable {ALLOWED}", frozenset(normal(one.strip()) for one in listed.split(","))


# Long enough for a slow disk; a plugin does nothing at import but define things.
DEADLINE = 30.0


@attrs.frozen
class Observer:
    """One hook of an observer, whose function is given those of the hook's arguments that it names."""

    plugin: str
    distribution: str
    hook: str
    call: Callable[..., object]


@attrs.frozen(kw_only=True)
class Adopted:
    """What one plugin adds, by its hooks, and the version of the plugin API it was written for."""

    kinds: tuple[tuple[str, str, Any], ...]
    observers: tuple[tuple[str, Callable[..., object]], ...]
    hooks: tuple[str, ...]
    api: int


def adopt(name: str, load: Callable[[], object], deadline: float) -> Adopted | Problem:
    """Load a plugin and ask what it adds, within a deadline in seconds for its import and for each hook; or return its fault."""
    try:
        return _adopted(name, within(deadline, "its import", noted(f"plugin {name}", "import", load)), deadline)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises stays its own
        return told(error)


def _adopted(name: str, plugin: object, deadline: float) -> Adopted:
    api, hooks = api_of(plugin), hooks_of(plugin)
    manager = pluggy.PluginManager("wes_rules")
    manager.add_hookspecs(hookspecs)
    try:
        manager.register(plugin, name=name)
    except pluggy.PluginValidationError as error:
        raise PluginError(_refused(error)) from None
    kinds, observers = [], []
    for hook in hooks:
        (implementation,) = getattr(manager.hook, hook).get_hookimpls()
        if hook in OBSERVERS:
            observers.append((hook, _named(implementation.function, implementation.argnames)))
        if hook in RETURNED:
            found = _kinds_of(name, hook, implementation.function, deadline)
            kinds += [(hook, called, one) for called, one in found]
    return Adopted(kinds=tuple(kinds), observers=tuple(observers), hooks=hooks, api=api)


def _kinds_of(name: str, hook: str, function: Callable[[], object], deadline: float) -> list[tuple[str, Any]]:
    # A generator runs while it is listed, so that belongs to the call.
    return within(deadline, hook, noted(f"plugin {name}", hook, lambda: kinds_in(hook, function())))


def _named(function: Callable[..., object], names: tuple[str, ...]) -> Callable[..., object]:
    """Return a function that passes on only the named arguments, since hooks gain arguments over time."""

    def call(**facts: object) -> object:
        return function(*(facts[name] for name in names))

    return call


def _refused(error: pluggy.PluginValidationError) -> Problem:
    extra = re.search(r"Argument\(s\) \{(.*)\} are declared", str(error))
    hook = re.search(r"hook '(\w+)'", str(error))
    if extra is None or hook is None:
        return Problem(" ".join(str(error).split()), "tell its author")
    given = ", ".join(getattr(hookspecs, hook[1]).__code__.co_varnames) or "none"
    return Problem(f"{hook[1]} asks for {extra[1]}", f"use arguments that it is given: {given}")
