"""Names in the rules and sources of a plan file, found in the raw tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from wes_rules.rules.kinds.composites import Advisory, All, Each
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.measure import Rule
from wes_rules.rules.part import Part
from wes_rules.rules.reading import Path


def rule_kinds(table: object, path: Path) -> Iterator[tuple[str, Path]]:
    """Find the kinds of rule a table names, in it and in its parts."""
    if isinstance(table, Mapping):
        if isinstance(kind := table.get("kind"), str):
            yield kind, (*path, "kind")
        yield from rule_kinds(table.get("rule"), (*path, "rule"))
        of, over = table.get("of"), table.get("over")
        for place, one in enumerate(of if isinstance(of, list) else ()):
            yield from rule_kinds(one, (*path, "of", place))
        for place, one in enumerate(over if isinstance(over, list) else ()):
            if isinstance(one, Mapping):
                yield from rule_kinds(one.get("rule"), (*path, "over", place, "rule"))


def named_sets(table: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Find the area sets a rule names, in the table as written: it may have other faults."""
    items = table.items() if isinstance(table, Mapping) else enumerate(table) if isinstance(table, list) else ()
    for key, value in items:
        if key in ("among", "mean_of", "median_of", "quantile_of") and isinstance(value, str):
            yield (*path, key), value
        else:
            yield from named_sets(value, (*path, key))


def parts(rule: Rule | None, path: Path) -> Iterator[tuple[Path, Part]]:
    """Find the parts that a rule is made for, with their places."""
    match rule:
        case All(of=rules) | AnyOf(of=rules):
            for place, one in enumerate(rules):
                yield from parts(one, (*path, "of", place))
        case Each(rule=inner, over=over):
            for place, part in enumerate(over):
                yield (*path, "over", place), part
                yield from parts(part.rule, (*path, "over", place, "rule"))
            yield from parts(inner, (*path, "rule"))
        case Advisory(rule=inner):
            yield from parts(inner, (*path, "rule"))


def brought_sets(sources: Iterable[tuple[Path, object]]) -> list[str]:
    """List the ids of the area sets that sources bring: the keys of a setting called area_sets."""
    found = [table.get("area_sets") for _, table in sources if isinstance(table, Mapping)]
    return [name for sets in found if isinstance(sets, Mapping) for name in sets]


def told_apart(kind: str, options: Mapping[str, object]) -> str:
    """Return a name for one of several sources of a kind: its kind and the first text of its settings, such as a path."""
    return " ".join([kind, *[text for text in options.values() if isinstance(text, str)][:1]])
