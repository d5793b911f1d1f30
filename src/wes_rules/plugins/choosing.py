"""Which plugins are wanted, and which may be loaded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Self

import attrs

from wes_rules.plugins.listing import normal

# The names of the plugins that may be loaded, with commas between them; empty allows none, unset allows all.
ALLOWED = "WES_RULES_PLUGINS"


@attrs.frozen(kw_only=True)
class Choice:
    """
    Which plugins are loaded.

    Args:
        wanted: The names of those that a plan uses, and of those that it enables.
        allowed: The lists of names that may be loaded, each with where it stands.
    """

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
