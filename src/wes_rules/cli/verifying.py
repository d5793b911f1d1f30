"""What can be said of a plugin without its own tests: it loads, it describes itself, and it does nothing at import."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import attrs

from wes_rules.errors import PluginError, Problem, near_miss
from wes_rules.plugins.checking import unmarked
from wes_rules.plugins.describing import exposed, undescribed, undocumented
from wes_rules.plugins.listing import FOLDER, Listed, installed, normal
from wes_rules.plugins.manager import BUILT_IN, load_plugins
from wes_rules.plugins.watching import IMPORTING
from wes_rules.quoting import quoted

_PATIENCE = 60.0


@attrs.frozen
class Check:
    """
    One thing that was looked at.

    Args:
        faults: What is wrong, each with its remedy.
    """

    what: str
    faults: tuple[str, ...] = ()


def verify(name: str) -> Iterator[Check]:
    """Check a plugin that is installed."""
    listed = installed()
    entries = listed.get(normal(name), [])
    if not entries:
        remedy = "it is part of wes-rules" if name in BUILT_IN else near_miss(name, listed, otherwise="install it")
        raise PluginError(Problem(f"no plugin called {quoted(name)} is installed", remedy))
    # Whether it may be loaded is another question.
    folder = {FOLDER: os.environ[FOLDER]} if FOLDER in os.environ else {}
    plugins = load_plugins([name], environ=folder)
    rows = [row for row in plugins.rows if normal(row.name) == normal(name) and row.distribution != "wes-rules"]
    yield Check(
        "it loads, its hooks are hooks that there are, and they return what they promise",
        tuple(f"{row.subject}: {row.detail}" for row in rows if row.status != "loaded"),
    )
    entry = entries[0]
    yield Check("its import connects to nothing, starts nothing, writes nothing and prints nothing", _at_import(entry))
    if any(row.status != "loaded" for row in rows):
        return
    (row,) = rows
    named = [one for one in row.kinds if normal(one) == normal(row.name)]
    misnamed = (
        f"it adds {', '.join(row.kinds)}; name its entry point so, as plans load a plugin by the name of what it adds"
    )
    yield Check("it has the name of what it adds", (misnamed,) if row.kinds and not named else ())
    forgotten = tuple(f"{one} is not marked; put @hookimpl before it" for one in unmarked(entry.load()))
    yield Check("each function with the name of a hook is marked as one", forgotten)
    for kind in row.kinds:
        described = plugins.sources.get(kind) or plugins.notifiers.get(kind)
        if described is not None:
            yield Check(f"{kind} is described, with each of its settings", _said(undescribed(described)))
            yield Check(f"secrets of {kind} are names of environment variables", _said(exposed(described)))
        elif kind in plugins.rule_kinds:
            yield Check(f"{kind} is described, with each of its fields", _said(undocumented(plugins.rule_kinds[kind])))


def _said(problems: list[Problem]) -> tuple[str, ...]:
    return tuple(map(str, problems))


def _at_import(entry: Listed) -> tuple[str, ...]:
    """Import a plugin in a process of its own, and list what it did besides."""
    code = entry.target if entry.target.endswith(".py") else entry.target.partition(":")[0]
    command = [sys.executable, "-c", IMPORTING, code, *sys.path]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return (f"it did not end within {_PATIENCE:g} seconds; do nothing at import but define things",)
    faults = [f"{line}; do nothing at import but define things" for line in done.stderr.splitlines() if line]
    if done.stdout:
        faults.append(f"it printed {done.stdout.strip()[:80]!r}; print nothing at import")
    if done.returncode and not faults:
        faults.append(f"it ended with code {done.returncode}; tell its author")
    return tuple(faults[-5:])
