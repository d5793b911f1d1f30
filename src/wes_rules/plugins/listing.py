"""Which plugins there are, by their distributions and by the names of files: nothing is imported to find out; and what became of each."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import attrs

from wes_rules.errors import PluginError, Problem, checks_arguments
from wes_rules.quoting import quoted


@checks_arguments
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


GROUP = "wes_rules"
# The folder whose files are plugins, one each; the option --plugins-dir sets it. A plan cannot name one.
FOLDER = "WES_RULES_PLUGINS_DIR"


@attrs.frozen
class Listed:
    """
    One available plugin.

    Args:
        name: The name that plans use: that of its entry point, or of its file.
        distribution: The distribution it comes from, or its file.
        version: That distribution's version; empty for a file.
        target: Where its code is: a module, an object in one, or a file.
    """

    name: str
    distribution: str
    version: str
    target: str
    _load: Callable[[], object] = attrs.field(repr=False, eq=False)

    def load(self) -> object:
        """Import it, and return its module or object."""
        return self._load()


def installed(environ: Mapping[str, str] = os.environ) -> dict[str, list[Listed]]:
    """List the available plugins by their normal names; several may claim one name."""
    named: dict[str, list[Listed]] = {}
    # The entry points that are installed, looked for anew where a folder of the path has changed.
    distributed = _found(tuple((one, _changed(one)) for one in sys.path))
    for one in (*distributed, *_files(environ)):
        named.setdefault(normal(one.name), []).append(one)
    return {name: sorted(named[name], key=lambda one: one.distribution) for name in sorted(named)}


def _changed(folder: str) -> int | None:
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return None


@lru_cache(maxsize=1)
def _found(_: tuple[tuple[str, int | None], ...]) -> tuple[Listed, ...]:
    return tuple(map(_listed, importlib.metadata.entry_points(group=GROUP)))


def _listed(entry: importlib.metadata.EntryPoint) -> Listed:
    # Its name and its version would each read the file of the distribution again.
    known = None if entry.dist is None else entry.dist.metadata
    owner, version = ("unknown distribution", "") if known is None else (known["Name"], known["Version"])
    return Listed(entry.name, owner, version, entry.value, entry.load)


def _files(environ: Mapping[str, str]) -> Iterator[Listed]:
    """Go through the files of the folder of plugins; one whose name begins with _ is no plugin."""
    if not (named := environ.get(FOLDER)):
        return
    folder = Path(named)
    if not folder.is_dir():
        what = f"there is no folder {named}, in which plugins should be"
        raise PluginError(Problem(what, f"correct --plugins-dir, or the environment variable {FOLDER}"))
    for path in sorted(folder.glob("[!_.]*.py")):
        yield Listed(normal(path.stem), str(path), "", str(path), lambda path=path: _loaded(path))  # type: ignore[misc]


def _loaded(path: Path) -> object:
    """Import a file, once in this process however often it is asked for."""
    full = str(path.resolve())
    # Two folders may have files of one name, and neither may hide a module of that name.
    name = f"wes_rules_plugin_{path.stem}_{hashlib.sha256(full.encode()).hexdigest()[:8]}"
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, full)
    assert spec is not None  # its name ends in .py
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


# The library's own plugins that are installed apart, by what they add and what people call it.
PUBLISHED: Mapping[str, Mapping[str, str]] = {
    "source": {
        "ees": "ees",
        "excel": "excel",
        "xlsx": "excel",
        "ods": "excel",
        "lait": "lait",
        "sql": "sql",
        "postgres": "sql",
    },
    "notifier": {
        "alertmanager": "alertmanager",
        "apprise": "apprise",
        "govuk-notify": "govuk-notify",
        "smtp": "smtp",
        "email": "smtp",
    }
    | {"mail": "smtp", "webhook": "webhook"},
    "store": {"postgres": "postgres", "postgresql": "postgres"},
}


def normal(name: str) -> str:
    """Return a name as it is compared: case, and whether words are joined by - or _, make no difference."""
    return name.lower().replace("_", "-")
