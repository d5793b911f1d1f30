"""A plugin to start from: the files of a template, with its name in them."""

from __future__ import annotations

import keyword
from pathlib import Path

from wes_rules.errors import PluginError, Problem
from wes_rules.plugins.describing import NAME
from wes_rules.plugins.manager import BUILT_IN
from wes_rules.quoting import quoted

_TEXT = (".py", ".toml", ".md", ".typed")


def write_skeleton(name: str, kind: str, into: Path) -> Path:
    """
    Write a plugin with its tests, and return its folder.

    Raises:
        PluginError: The name is no name or is taken, or the folder is there already.
    """
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
