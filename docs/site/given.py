"""The page of what plugins are given and give back, made from the docstrings of those classes."""

from __future__ import annotations

import enum
import importlib
import inspect
from collections.abc import Iterator
from typing import Any

import attrs

from wes_rules.rules.schema import meanings

# Of what an author inherits, what is written, overridden and called; the engine asks for the rest.
AUTHORED = {
    "FigureRule": {
        "A kind writes `slack`, or `find` in its place, and says itself in words:": ("slack", "find", "requirement", "sentence", "reading"),
        "It may override:": (
            "check", "beyond", "margin_decides", "goal", "held_against", "monotone", "of_several_periods", "latched", "missed_against", "too_high", "by_distance",
            "demands", "share_of", "fields_times",
        ),
        "It calls:": ("held_for", "eased", "nearly", "forgiven", "exactly", "enough", "said"),
    },
}  # fmt: skip

# For each author: what the page says first, and the classes, those that come first in a call first.
GIVEN = {
    "A kind of rule": (
        (
            "`slack(cells)`, or `find(view)`, is called for one measure, area, period and day of knowing, and returns a `Finding`. "
            "`requirement` and `sentence` are called with that finding and the `Words` of the measure, and `check` and `reading` with the "
            "`Measure`. Ticks are whole numbers: with one decimal place, 90.5 is 905."
        ),
        (
            "wes_rules.FigureRule",
            "wes_rules.rules.view.View",
            "wes_rules.plugins.rule_kinds.Finding",
            "wes_rules.plugins.rule_kinds.Fact",
            "wes_rules.plugins.rule_kinds.Figure",
            "wes_rules.values.quantity.Span",
            "wes_rules.rules.words.Words",
            "wes_rules.Measure",
            "wes_rules.Calendar",
            "wes_rules.Period",
            "wes_rules.plugins.rule_kinds.KnownCases",
        ),
    ),
    "A source": (
        (
            "`SourceType.open` is called with the settings and a `Context`, and neither reads nor connects. `read` is called with a "
            "`Request`, and returns `Figures`, or raises a `SourceError` with a `Problem` for each fault."
        ),
        (
            "wes_rules.plugins.SourceType",
            "wes_rules.plugins.Context",
            "wes_rules.plugins.Request",
            "wes_rules.plugins.Wanted",
            "wes_rules.plugins.Figures",
            "wes_rules.Observation",
            "wes_rules.Quantity",
            "wes_rules.Origin",
            "wes_rules.Case",
            "wes_rules.Inspection",
            "wes_rules.AreaSet",
            "wes_rules.plugins.UnreadFigure",
            "wes_rules.plugins.UnreadCase",
            "wes_rules.plugins.UnreadInspection",
            "wes_rules.Problem",
        ),
    ),
    "A notifier": (
        (
            "`NotifierType.open` is called with the settings and a `Context`. `send` is called with a `Message`, the `attempt` (1 for "
            "the first) and a `timeout` in seconds, outside any lock and perhaps again after a crash. It returns a `Receipt`, or raises what "
            "the outcome means."
        ),
        (
            "wes_rules.plugins.NotifierType",
            "wes_rules.plugins.Context",
            "wes_rules.plugins.Message",
            "wes_rules.plugins.News",
            "wes_rules.plugins.Numbers",
            "wes_rules.plugins.Change",
            "wes_rules.plugins.AsTold",
            "wes_rules.plugins.layout.Section",
            "wes_rules.plugins.layout.Item",
            "wes_rules.plugins.Dedup",
            "wes_rules.plugins.Receipt",
        ),
    ),
}


def given_page() -> str:
    """Return the page, in Markdown."""
    lines = [
        "# What plugins are given",
        "",
        "Generated from the classes themselves. What is on this page is public.",
        "",
    ]
    told: set[str] = set()
    for author, (first, names) in GIVEN.items():
        lines += [f"## {author}", "", first, ""]
        for name in names:
            if name not in told:
                lines += [f"### {name.rpartition('.')[2]}", "", *_described(name), ""]
            told.add(name)
    return "\n".join(lines)


def _described(name: str) -> Iterator[str]:
    module, _, attribute = name.rpartition(".")
    cls = getattr(importlib.import_module(module), attribute)
    yield f"`from {module} import {attribute}`: {_first(cls.__doc__)}"
    fields = [*_fields(cls)]
    if fields:
        yield from ("", "| field | type | meaning |", "|:--|:--|:--|", *fields)
    called = dict(_called(cls))
    for heading, names in AUTHORED.get(attribute, {"": tuple(called)}).items():
        if names:
            yield from (
                "",
                f"{heading}\n" * bool(heading) + "| call | gives | meaning |",
                "|:--|:--|:--|",
                *map(called.__getitem__, names),
            )


def _fields(cls: type[Any]) -> Iterator[str]:
    said = meanings(cls)
    if issubclass(cls, enum.StrEnum):
        yield from (
            f"| `{cls.__name__}.{one.name}` | `{str(one.value)!r}` | {said.get(one.name) or getattr(one, 'heading', '')} |"
            for one in cls
        )
    elif attrs.has(cls):
        for field in attrs.fields(cls):
            if field.init:
                yield f"| `{field.alias}` | {_type(field.type)} | {_cell(said.get(field.name, ''))} |"
    else:
        types = inspect.signature(cls).parameters
        for name, text in said.items():
            if hasattr(cls, name):  # and is not only an argument
                yield f"| `{name}` | {_type(types[name].annotation)} | {_cell(text)} |"


def _called(cls: type[Any]) -> Iterator[tuple[str, str]]:
    """Name what can be called, each with its row."""
    own = {
        name: value
        for one in reversed(cls.__mro__)
        if one.__module__.startswith("wes_rules")
        for name, value in vars(one).items()
    }
    for name, defined in own.items():
        value = getattr(defined, "__func__", defined)
        if name.startswith("_") or not getattr(value, "__doc__", None):
            continue
        if isinstance(value, property):
            yield name, f"| `.{name}` | {_returned(value.fget)} | {_cell(_first(value.__doc__))} |"
        elif inspect.isfunction(value):
            yield name, f"| `{name}({_taken(value)})` | {_returned(value)} | {_cell(_first(value.__doc__))} |"


def _taken(value: Any) -> str:
    """Return what a call takes, as people write it: a `*` before what has to be named."""
    taken: list[str] = []
    for one in inspect.signature(value).parameters.values():
        if one.kind is one.KEYWORD_ONLY and not any(said.startswith("*") for said in taken):
            taken.append("*")
        if one.name not in ("self", "cls"):
            default = "" if one.default is one.empty else f"={one.default!r}"
            taken.append(f"{'*' * (one.kind is one.VAR_POSITIONAL)}{one.name}{default}")
    return ", ".join(taken)


def _returned(value: Any) -> str:
    returned = inspect.signature(value).return_annotation
    return "" if returned is inspect.Signature.empty else _type(returned)


def _first(doc: str | None) -> str:
    """Return the first paragraph of a docstring, in one line."""
    return " ".join(inspect.cleandoc(doc or "").partition("\n\n")[0].split())


def _type(annotation: Any) -> str:
    said = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return f"`{_cell(said)}`"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
