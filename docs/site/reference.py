"""The part of the reference that is generated: public names, hooks, kinds of rule and the plan schema."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import wes_rules
from wes_rules.planfiles.schema import plan_schema
from wes_rules.plugins import hookspecs, load_plugins
from wes_rules.rules.kinds import KINDS

# What belongs together, by the package in which a public name is defined; None is whatever is left.
GROUPS = {
    "errors": ("Errors", "errors"),
    "values": ("Values: periods, quantities, reasons", "values"),
    "series": ("Figures: observations, histories, calendars, numbers", "series"),
    "rules": ("Measures, plans and rules", "rules"),
    "judging": ("Judging", "judging"),
    "alerts": ("Alerts", "alerts"),
    None: ("Plan files", "plans"),
}
_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "object": "a table",
}
MODULES = {
    "wes_rules.plugins": "What plugins implement and are given",
    "wes_rules.plugins.http": "HTTP for plugins",
    "wes_rules.plugins.escaping": "Escaping text",
    "wes_rules.tables": "Tables of figures, for sources",
    "wes_rules.testing": "Contracts, and servers for tests",
    "wes_rules.testing.laws": "Laws of rules",
    "wes_rules.testing.stores": "The contract of stores",
    "wes_rules.strategies": "Hypothesis strategies",
}


def reference_pages() -> dict[str, str]:
    """Return each generated page by its name."""
    pages = {f"{file}.rst": _page(title, _names(package)) for package, (title, file) in GROUPS.items()}
    for module, title in MODULES.items():
        pages[f"{module}.rst"] = _module(module, title)
    return {**pages, "hooks.rst": _hooks(), "rule-kinds.md": _rule_kinds(), "plan-schema.md": _plan_schema()}


def _names(package: str | None) -> Iterable[str]:
    """List the public names of `wes_rules` that a package defines."""
    for name in sorted(wes_rules.__all__):
        home = inspect.getmodule(getattr(wes_rules, name))
        room = home.__name__.split(".")[1] if home is not None and "." in home.__name__ else None
        if (room if room in GROUPS else None) == package:
            yield f"wes_rules.{name}"


def _page(title: str, names: Iterable[str]) -> str:
    return "\n".join([title, "=" * len(title), "", *(_entry(name) for name in names)])


def _entry(name: str) -> str:
    module, _, attribute = name.rpartition(".")
    value = getattr(_imported(module), attribute)
    if not inspect.isclass(value):
        said = _said_of(attribute, value)
        return f".. py:data:: {name}\n\n   {said}\n" if said else f".. autofunction:: {name}\n"
    return f".. autoclass:: {name}\n   :members:\n   :show-inheritance:\n"


def _said_of(name: str, value: object) -> str:
    """Return what is said of a value by the comment `#:` above it, as its `__doc__` is that of its type; empty of a function."""
    if inspect.isfunction(value):
        return ""
    ours = [one for one in sys.modules.values() if one.__name__.startswith("wes_rules.") and name in vars(one)]
    sources = [inspect.getsource(one) for one in ours if vars(one)[name] is value]
    found = [one for one in (re.search(rf"^#: (.*)\n{name}\b.* = ", text, re.MULTILINE) for text in sources) if one]
    if not found:
        raise ValueError(f"{name} is public, and no comment that begins with #: says above it what it is")
    return found[0][1]


def _imported(module: str) -> Any:
    return __import__(module, fromlist=["_"])


def _module(module: str, title: str) -> str:
    there = _imported(module)
    names = getattr(there, "__all__", None) or [
        name
        for name, value in vars(there).items()
        if not name.startswith("_") and getattr(value, "__module__", "") == module and value.__doc__
    ]
    head = f"{title}: ``{module}``"
    return "\n".join([head, "=" * len(head), "", *(_entry(f"{module}.{name}") for name in sorted(set(names)))])


def _hooks() -> str:
    title = "Hook specifications"
    names = [name for name in vars(hookspecs) if name.startswith("wes_rules_")]
    entries = [f".. autofunction:: wes_rules.plugins.hookspecs.{name}\n" for name in names]
    return "\n".join([title, "=" * len(title), "", *entries])


def _rule_kinds() -> str:
    definitions = plan_schema(load_plugins([]))["$defs"]
    lines = ["# Rule kinds: every field", "", "How each kind reads its wording is in [Rules](../rules.md).", ""]
    for kind, cls in sorted(KINDS.items()):
        lines += [f"## {kind}", "", inspect.cleandoc(cls.__doc__ or "").partition("\nArgs:")[0].strip(), ""]
        lines += _table(definitions[cls.__name__])
    return "\n".join(lines)


def _plan_schema() -> str:
    schema = plan_schema(load_plugins([]))
    definitions = schema["$defs"]
    lines = ["# Plan files: every key", "", "Generated from the schema that `wes-rules schema` prints.", ""]
    lines += ["| section | holds |", "|---|---|"]
    lines += [f"| `{name}` | {_takes(one)} |" for name, one in schema["properties"].items()]
    kinds = {cls.__name__ for cls in KINDS.values()}
    for name, one in definitions.items():
        if name in kinds:
            continue
        lines += ["", f"## {name}", "", one.get("description", ""), ""]
        lines += _kinds(one) if "allOf" in one else _table(one)
    return "\n".join(lines) + "\n"


def _kinds(schema: Mapping[str, Any]) -> list[str]:
    listed = [
        (one["if"]["properties"]["kind"]["const"], one["then"]["$ref"].rsplit("/", 1)[1]) for one in schema["allOf"]
    ]
    return ["| `kind` | keys |", "|---|---|", *(f"| `{kind}` | {_linked(name)} |" for kind, name in listed)]


def _table(schema: Mapping[str, Any]) -> list[str]:
    required = schema.get("required", ())
    rows = ["| key | takes | without it | meaning |", "|:--|:--|:--|:--|"]
    for name, one in schema["properties"].items():
        if name == "kind" and "const" in one:
            continue
        default = "required" if name in required else f"`{json.dumps(one['default'])}`" if "default" in one else ""
        rows.append(f"| `{name}` | {_takes(one)} | {default} | {one.get('description', '')} |")
    return [*rows, ""] if len(rows) > 2 else []


def _takes(schema: Mapping[str, Any]) -> str:
    """Say in a few words what a value may be."""
    if "$ref" in schema:
        return _linked(schema["$ref"].rsplit("/", 1)[1])
    if "starting" in schema.get("properties", {}):
        return "[versions](../rules.md#versions-a-target-that-changes)"
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if "anyOf" in schema:
        kinds = [_takes(one) for one in schema["anyOf"]]
        return "a number" if kinds == ["a number", "a text"] else " or ".join(kinds)
    kind = schema.get("type")
    if kind == "array":
        return f"a list: {_takes(schema['items'])}" if schema.get("items") else "a list of two"
    if schema.get("pattern") == "[0-9]":
        return "a period"
    if schema.get("format") == "date":
        return "a date"
    return _TYPES.get(str(kind), "a value")


def _linked(name: str) -> str:
    """Link to a table of keys: those of rules have a page of their own."""
    kinds = {cls.__name__: kind for kind, cls in KINDS.items()}
    if name in kinds:
        return f"[{kinds[name]}](rule-kinds.md#{kinds[name]})"
    return f"[{name}](plan-schema.md#{name.lower()})"
