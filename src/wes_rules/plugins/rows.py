"""The result for each plugin."""

from __future__ import annotations

import attrs

from wes_rules.quoting import quoted


@attrs.frozen
class PluginRow:
    """
    The result for one plugin.

    Args:
        name: Its entry-point name.
        distribution: The installed distribution it comes from, or its file.
        status: "loaded", "not needed", "blocked" or "failed".
        detail: Why, and what to do about it.
        version: That distribution's version.
        hooks: The hooks it implements, when it is loaded.
        kinds: The names of the kinds of source, notifier, store and rule it adds, when it is loaded.
        api: The version of the plugin API it was written for, when it is loaded.
    """

    name: str
    distribution: str
    status: str
    detail: str = ""
    version: str = attrs.field(default="", kw_only=True)
    hooks: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    kinds: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    api: int | None = attrs.field(default=None, kw_only=True)

    @property
    def subject(self) -> str:
        """Say which plugin it is, of which distribution."""
        return f"plugin {quoted(self.name)} ({self.origin})"

    @property
    def origin(self) -> str:
        """Say where it comes from: the distribution and its version, or the file."""
        return f"{self.distribution} {self.version}".strip()
