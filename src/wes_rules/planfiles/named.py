"""What a plan's measures and sources name: calendars, units, objectives, kinds of rule and sets of areas."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from wes_rules.errors import near_miss
from wes_rules.planfiles.tables import CalendarTable, ObjectiveTable, lag_of
from wes_rules.quoting import quoted
from wes_rules.rules.kinds.composites import Advisory, All, Each
from wes_rules.rules.kinds.composites import Any as AnyOf
from wes_rules.rules.measure import Rule
from wes_rules.rules.part import Part
from wes_rules.rules.reading import Path, Reader
from wes_rules.series.calendar import Calendar
from wes_rules.values.period import PeriodKind
from wes_rules.values.units import OwnUnit


def calendars_of(reader: Reader, tables: Mapping[str, Any]) -> dict[str, Calendar | None]:
    """Read the calendars of a plan, by name; None for one that is wrong."""
    return {name: _calendar(reader, table, ("calendars", name)) for name, table in tables.items()}


def units_of(reader: Reader, tables: Mapping[str, Any]) -> dict[str, OwnUnit | None]:
    """Read the units of a plan, by name; None for one that is wrong."""
    return {
        name: reader.read(OwnUnit, {**table, "name": name} if isinstance(table, Mapping) else table, ("units", name))
        for name, table in tables.items()
    }


def labels_of(reader: Reader, tables: Mapping[str, Any], objectives: Collection[object]) -> dict[str, tuple[str, ...]]:
    """Read the labels that the measures of each objective inherit, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for name, table in tables.items():
        one = reader.read(ObjectiveTable, table, ("objectives", name))
        if name not in objectives:
            known = [each for each in objectives if isinstance(each, str)]
            reader.fault(
                ("objectives", name), f"no measure serves the objective {quoted(name)}", near_miss(name, known)
            )
        found[name] = () if one is None else one.labels
    return found


def _calendar(reader: Reader, table: Any, path: Path) -> Calendar | None:
    said = table.get("kind") if isinstance(table, Mapping) else None
    reader = attrs.evolve(reader, kind=next((kind for kind in PeriodKind if kind.value == said), None))
    values, good = reader.fields(CalendarTable, table, path)
    text = values.pop("lag", "0 days")
    lag = lag_of(text)
    if lag is None:
        reader.fault((*path, "lag"), f"{quoted(text)} is not a lag", 'write it like "3 months", "6 weeks" or "45 days"')
    if not good or lag is None:
        return None
    return reader.made(Calendar, {**values, "lag_months": lag[0], "lag_days": lag[1]}, path)


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
