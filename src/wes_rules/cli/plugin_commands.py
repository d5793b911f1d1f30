"""The commands about plugins: what is installed and loaded, whether one is sound, and a skeleton for a new one."""

from __future__ import annotations

import argparse
import keyword
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs

from wes_rules.cli.output import say, say_json
from wes_rules.cli.parser import PLUGINS_USAGE as USAGE
from wes_rules.errors import PlanError, PluginError, Problem, near_miss
from wes_rules.planfiles.planfile import read_plan
from wes_rules.plugins.api import NotifierType, SourceType
from wes_rules.plugins.checking import NAME, exposed, undescribed, undocumented, unmarked
from wes_rules.plugins.listing import FOLDER, Listed, PluginRow, installed, normal
from wes_rules.plugins.manager import BUILT_IN, Plugins, load_plugins
from wes_rules.plugins.watching import IMPORTING
from wes_rules.quoting import quoted
from wes_rules.rules.plan import Plan, PluginConfig
from wes_rules.running.plugins_used import configured, needed_by

_TEXT = (".py", ".toml", ".md", ".typed")


def plugins(options: argparse.Namespace) -> int:
    """List plugins, check one, or write a skeleton."""
    match options.words:
        case []:
            return _listed(options, None)
        case ["verify", str(name)]:
            return _verified(options, name)
        case ["new", str(name)]:
            return _made(options, name)
        case [str(plan)] if plan not in ("verify", "new"):
            return _listed(options, read_plan(plan))
        case _:
            raise PlanError(Problem("that is no use of wes-rules plugins", f"write one of:\n       {USAGE}"))


def _listed(options: argparse.Namespace, plan: Plan | None) -> int:
    needed, allow, enable = (
        ([], None, ()) if plan is None else (needed_by(plan), plan.allow_plugins, plan.enable_plugins)
    )
    plugins = load_plugins(needed, allow=allow, enable=enable)
    rows = [_row(row, plugins, plan) for row in plugins.rows]
    problems = [str(one) for one in plugins.problems]
    if options.json:
        say_json({"plugins": rows, "problems": problems})
    else:
        for row in rows:
            for line in _lines(row):
                say(line)
        for problem in problems:
            say(problem)
    failed = any(row.status in ("failed", "blocked") for row in plugins.rows)
    return 1 if plan is not None and (failed or problems) else 0


def _row(row: PluginRow, plugins: Plugins, plan: Plan | None) -> dict[str, Any]:
    added: dict[str, SourceType | NotifierType] = {**plugins.sources, **plugins.notifiers}
    kinds = [_kind(added[name], plan) for name in row.kinds if name in added]
    others = [
        {"name": name, "is": "store" if name in plugins.stores else "rule"} for name in row.kinds if name not in added
    ]
    shown = attrs.asdict(row, filter=lambda field, _: field.name != "kinds")
    return {**shown, "kinds": [*kinds, *others]}


def _kind(kind: SourceType | NotifierType, plan: Plan | None) -> dict[str, Any]:
    notifies = isinstance(kind, NotifierType)
    more = {"dedup": kind.dedup.value, "addressed": kind.addressed} if isinstance(kind, NotifierType) else {}
    return {
        "name": kind.name,
        "is": "notifier" if notifies else "source",
        "summary": kind.summary,
        "capabilities": sorted(kind.capabilities),
        **more,
        "secrets": list(_secrets(kind, plan)),
    }


def _secrets(kind: SourceType | NotifierType, plan: Plan | None) -> Iterator[dict[str, Any]]:
    """List the settings that name a secret, with the variables a plan names for them and whether those are set."""
    configs = [one for one in (*plan.sources, *plan.notifiers) if one.kind == kind.name] if plan is not None else []
    for field in kind.secrets:
        names = [name for config in configs if (name := _variable(kind, config, field, plan))]
        yield {"setting": field, "variables": {name: bool(os.environ.get(name)) for name in names}}


def _variable(kind: SourceType | NotifierType, config: PluginConfig, field: str, plan: Plan | None) -> str:
    assert plan is not None  # the configuration is of one
    try:
        return str(getattr(configured(kind.config, config, plan), field))
    except PlanError:
        return str(config.options.get(field, ""))


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    api = f", API {row['api']}" if row["api"] is not None else ""
    hooks = f": {', '.join(row['hooks'])}" if row["hooks"] else ""
    origin = f"{row['distribution']} {row['version']}".rstrip()
    yield f"{row['name']:<16} {origin}  {row['status']}{api}{hooks}"
    if row["detail"]:
        yield f"    {row['detail']}"
    for one in row["kinds"]:
        summary = f": {one['summary']}" if "summary" in one else ""
        yield f"    {one['is']} {one['name']}{summary}"
        parts = [*one.get("capabilities", ()), *([f"dedup {one['dedup']}"] if "dedup" in one else [])]
        if parts:
            yield f"        {', '.join(parts)}"
        for secret in one.get("secrets", ()):
            said = ", ".join(
                f"{name} is {'set' if there else 'not set'}" for name, there in secret["variables"].items()
            )
            yield f"        secret {secret['setting']}: {said or 'the name of an environment variable'}"


def _verified(options: argparse.Namespace, name: str) -> int:
    checks = list(verify(name))
    if options.json:
        say_json([attrs.asdict(one) for one in checks])
    else:
        for one in checks:
            say(f"{'FAILED' if one.faults else 'passed'}  {one.what}")
            for fault in one.faults:
                say(f"        {fault}")
    return 1 if any(one.faults for one in checks) else 0


def _made(options: argparse.Namespace, name: str) -> int:
    folder = write_skeleton(name, options.kind, options.into)
    say(f"{folder} is a plugin with its tests. Go on with:")
    # An environment that uv made, as that of a clone, has no pip.
    pip = "pip install" if find_spec("pip") else f"uv pip install --python {sys.executable}"
    say(f"    {pip} -e '{folder}[test]'")
    say(f"    pytest {folder}")
    say(f"    wes-rules plugins verify {name}")
    return 0


def write_skeleton(name: str, kind: str, into: Path) -> Path:
    """Write a plugin with its tests, and return its folder; refuse a name that is none or is taken, and a folder that is there."""
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise PluginError(Problem(f"{quoted(name)} is no name of a plugin", 'use lower case, such as "finance-ledger"'))
    if name in BUILT_IN:
        raise PluginError(Problem(f"{quoted(name)} is built in", "choose another name"))
    folder = into / f"wes-rules-{name}"
    if folder.exists():
        raise PluginError(Problem("it is there already", "choose another name, or another --into", str(folder)))
    template = _templates() / kind
    words = {
        "wes_rules_skeleton": f"wes_rules_{name.replace('-', '_')}",
        "test_skeleton": f"test_{name.replace('-', '_')}",
        "SKELETON": name.upper().replace("-", "_"),
        "Skeleton": "".join(part.capitalize() for part in name.split("-")),
        "skeleton": name,
    }
    try:
        for file in sorted(template.rglob("*")):
            if file.suffix in _TEXT and file.is_file():
                target = folder / _replaced(file.relative_to(template).as_posix(), words)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(_replaced(file.read_text(encoding="utf-8"), words), encoding="utf-8")
    except OSError as error:
        raise PluginError(Problem(f"it cannot be written: {error.strerror}", "check --into", str(folder))) from None
    return folder


def _replaced(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text


def _templates() -> Path:
    """Return where the templates are: in an installed wheel, or in the repository."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "plugin_templates", package.parents[1] / "plugins" / "_template"):
        if folder.is_dir():
            return folder
    raise PluginError(Problem("the templates are not part of this installation", "install wes-rules again"))


_PATIENCE = 60.0


@attrs.frozen
class Check:
    """One thing that was looked at, and its faults, each with its remedy."""

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
        "it loads, each of its hooks exists, and each returns what it promises",
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
