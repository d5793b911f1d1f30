"""Which plugins are installed, as their distributions say: nothing is imported to find out."""

from __future__ import annotations

import importlib.metadata

import attrs

GROUP = "wes_rules"


@attrs.frozen
class Listed:
    """
    One plugin that is installed.

    Args:
        name: Its entry-point name: the name that plans use.
        distribution: The distribution it comes from.
        version: That distribution's version.
        target: Where its code is: a module, or an object in one.
    """

    name: str
    distribution: str
    version: str
    target: str
    _entry: importlib.metadata.EntryPoint = attrs.field(repr=False, eq=False)

    def load(self) -> object:
        """Import it, and return its module or object."""
        return self._entry.load()


def installed() -> dict[str, list[Listed]]:
    """List the plugins that are installed by their normal names; more than one distribution may claim a name."""
    named: dict[str, list[Listed]] = {}
    for entry in importlib.metadata.entry_points(group=GROUP):
        owner, version = ("unknown distribution", "") if entry.dist is None else (entry.dist.name, entry.dist.version)
        named.setdefault(normal(entry.name), []).append(Listed(entry.name, owner, version, entry.value, entry))
    return {name: sorted(named[name], key=lambda one: one.distribution) for name in sorted(named)}


def normal(name: str) -> str:
    """Return a name as it is compared: case, and whether words are joined by - or _, make no difference."""
    return name.lower().replace("_", "-")
